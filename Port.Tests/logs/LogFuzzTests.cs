// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

/// <summary>Real logs, damaged: they are read or refused in one line that names a line, and nothing else happens.</summary>
public class LogFuzzTests
{
    const int Rounds = 4000;
    const string Meaningful = " \t\n\r(),<>[]{}\"\\|=-+?#*/x0";

    [TestCaseSource(typeof(Log), nameof(Log.All))]
    public void DamagedLogsAreReadOrRefused(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(20191123);

        for (int round = 0; round < Rounds; round++)
        {
            byte[] log = Damage(Excerpt(whole, random), random);
            try
            {
                LogFile read = LogFile.Read(new MemoryStream(log), "LOG");
                foreach (Operation op in read.Operations)
                {
                    Assert.That(op.Offset >= 0 && op.Length >= 0 && op.End >= 0, $"round {round}: {op}");
                }
            }
            catch (LogException e)
            {
                Assert.That(e.Message, Does.Match(@"^LOG:[0-9]+: [\x20-\x7e]*expected [\x20-\x7e]+$"), $"round {round}");
            }
        }
    }

    static byte[] Excerpt(byte[] log, Random random)
    {
        int start = random.Next(2) == 0 ? 0 : random.Next(log.Length);
        return log.AsSpan(start, Math.Min(log.Length - start, random.Next(1, 2000))).ToArray();
    }

    static byte[] Damage(byte[] log, Random random)
    {
        List<byte> bytes = [.. log];
        for (int times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)Meaningful[random.Next(Meaningful.Length)]);
                    break;
                case 5:
                    bytes.InsertRange(at, "99999999999999999999"u8.ToArray()[..random.Next(1, 20)]);
                    break;
                default:
                    bytes.InsertRange(at, random.Next(2) == 0 ? "0xffffffffffffffff"u8.ToArray() : " <unfinished ...>\n"u8.ToArray());
                    break;
            }
        }
        return [.. bytes];
    }
}
