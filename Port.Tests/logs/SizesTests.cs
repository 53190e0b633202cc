// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

public class SizesTests
{
    [TestCase("0", 0)]
    [TestCase("4096", 4096)]
    [TestCase("0x1000", 4096)]
    [TestCase("64K", 65536)]
    [TestCase("64k", 65536)]
    [TestCase("160M", 160L << 20)]
    [TestCase("1GiB", 1L << 30)]
    [TestCase(" 2T ", 2L << 40)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void Parses(string text, long size) => Assert.That(Sizes.Parse(text), Is.EqualTo(size));

    [TestCase("")]
    [TestCase("M")]
    [TestCase("12Q")]
    [TestCase("12B")]
    [TestCase("12iB")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("1.5G")]
    [TestCase("0x")]
    [TestCase("1 0")]
    [TestCase("1 M")]
    [TestCase("\u0661")]
    public void RefusesWhatIsNoSize(string text)
    {
        Assert.That(() => Sizes.Parse(text), Throws.TypeOf<LogException>().With.Message
            .EqualTo($"'{text}' is not a size, expected bytes or a number with K, M, G or T, such as 160M"));
    }

    [TestCase("9223372036854775808")]
    [TestCase("8388608T")]
    [TestCase("0xfffffffffffffffff")]
    public void RefusesWhatIsTooLarge(string text)
    {
        Assert.That(() => Sizes.Parse(text), Throws.TypeOf<LogException>().With.Message
            .EqualTo($"'{text}' is too large, expected at most 2^63-1 bytes"));
    }

    [TestCase(0, "0")]
    [TestCase(4097, "4097")]
    [TestCase(65536, "64K")]
    [TestCase(160L << 20, "160M")]
    [TestCase(1L << 50, "1024T")]
    public void Formats(long size, string text) => Assert.That(Sizes.Format(size), Is.EqualTo(text));

    [TestCase(10L << 20, "10,240 KiB")]
    [TestCase(4097, "4,097 B")]
    public void FormatsForTables(long size, string text) => Assert.That(Sizes.FormatKib(size), Is.EqualTo(text));
}
