// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

public class LogFileTests
{
    const string TwoFiles = "write(3</a>, \"x\", 1) = 1\nread(3</a>, \"x\", 1) = 1\nftruncate(4</dir/b>, 1) = 0\npwrite64(3</a>, \"x\", 1, 0) = 1\n"
        + "pwrite64(3</a>, \"x\", 1, 0) = 1\nftruncate(5</dir/c>, 2) = 0\nftruncate(5</dir/c>, 3) = 0\n";

    [TestCaseSource(typeof(Log), nameof(Log.All))]
    public void FormatIsToldByContent(string path)
    {
        LogFormat expected = path switch
        {
            _ when path.EndsWith("iolog", StringComparison.Ordinal) => LogFormat.FioIolog,
            _ when path.EndsWith("strace", StringComparison.Ordinal) => LogFormat.Strace,
            _ => LogFormat.FsxOps,
        };

        Assert.That(Log.Read(File.ReadAllBytes(path)).Format, Is.EqualTo(expected));
    }

    [TestCase("fsx-7-aligned")]
    [TestCase("qemu-balloon")]
    [TestCase("rand-11-aligned")]
    [TestCase("rand-12-unaligned")]
    public void OperationsAreThoseThatTheRealKernelCarriedOut(string log)
    {
        IEnumerable<string> truth = File.ReadLines(Log.Truth(log + ".v5.4.txt")).SkipLast(1).Select(line => line.Split(' ')[1]);

        Assert.That(LogFile.Read(Log.Truth(log + ".fsxops")).Operations.ToArray().Select(op => op.Name), Is.EqualTo(truth));
    }

    [Test]
    public void ReplayedFileIsTheOneShapedMost()
    {
        LogFile log = Log.Read(TwoFiles);

        Assert.That(log.Target, Is.EqualTo("/dir/c"));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "truncate 0 2", "truncate 0 3" }));
        Assert.That(log.OtherFiles, Is.EqualTo(new[] { ("/dir/b", 1), ("/a", 2) }));
    }

    [TestCase("/dir/b")]
    [TestCase("b")]
    public void ReplayedFileCanBeNamed(string file)
    {
        Assert.That(Log.Read(TwoFiles, file).Target, Is.EqualTo("/dir/b"));
    }

    [Test]
    public void FileThatIsNotInTheLogIsAnError()
    {
        Assert.That(Log.Error(TwoFiles, "d"), Is.EqualTo("LOG: no operation is on a file named 'd', expected one of /dir/b, /a, /dir/c"));
        Assert.That(Log.Error("read 0 1 0\n", "d"), Is.EqualTo("LOG: the log names no file, expected none to be asked for but 'd' was"));
    }

    [TestCase("", 1, "empty log")]
    [TestCase("\n \n# nothing\n", 1, "empty log")]
    [TestCase("\n??\n", 2, "'??' is of no known format")]
    [TestCase("\0\u0001\u007f\u009b", 1, "'?????' is of no known format")]
    [TestCase("226 /mnt/f add\n", 1, "'226 /mnt/f add' is of no known format")]
    public void WhatIsNoLogIsAnError(string text, int line, string what)
    {
        Assert.That(Log.Error(text), Is.EqualTo($"LOG:{line}: {what}, expected an fsxops operation, an strace line or 'fio version 3 iolog'"));
    }

    [Test]
    public void WhatCannotBeReadIsAnError()
    {
        string directory = Log.Directory, missing = Path.Combine(directory, "missing");

        Assert.That(() => LogFile.Read(missing), Throws.TypeOf<LogException>().With.Message.EqualTo($"{missing}: cannot be read, expected a log file: no such file"));
        Assert.That(() => LogFile.Read(directory), Throws.TypeOf<LogException>().With.Message.EqualTo($"{directory}: is a directory, expected a log file"));
        Assert.That(() => LogFile.Read(""), Throws.TypeOf<LogException>().With.Message.Contains("cannot be read"));
        Assert.That(() => LogFile.Read("a\0\nb"), Throws.TypeOf<LogException>().With.Message.StartsWith("a??b: cannot be read"));
    }

    [Test]
    public void EndlessLineIsAnError()
    {
        Assert.That(() => Log.Read(new byte[3 << 20]), Throws.TypeOf<LogException>().With.Message
            .EqualTo("LOG:1: the line is longer than 1048576 bytes, expected a text log"));
    }

    [Test]
    public void LongLinesAreRead()
    {
        string line = $"write(3</f>, \"{new string('x', 300_000)}\", 300000) = 300000\n";

        Assert.That(Log.Read(line + "ftruncate(3</f>, 1) = 0\n" + line).Operations[0].Line, Is.EqualTo(2));
    }

    [Test]
    public void MinimumSizeIsInWholePages()
    {
        Assert.That(Log.Read("write 0 1 0\n").MinimumSize, Is.EqualTo(4096));
        Assert.That(Log.Read("fsync 0 0 4096\n").MinimumSize, Is.Zero);
        Assert.That(Log.Read("truncate 0 4097 0\n").MinimumSize, Is.EqualTo(8192));
    }
}
