// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

public class FioIologTests
{
    [Test]
    public void Version3HasTimes()
    {
        LogFile log = Log.Read("""
            fio version 3 iolog
            226 /mnt/f add
            843 /mnt/f open
            882 /mnt/f trim 503808 4096
            900 /mnt/f write 0 65536
            901 /mnt/f read 8192 4096
            902 /mnt/f sync 0 0
            903 /mnt/f datasync
            999 /mnt/f close

            """);

        Assert.That(log.FormatName, Is.EqualTo("fio iolog version 3"));
        Assert.That(log.Target, Is.EqualTo("/mnt/f"));
        Assert.That(log.Counts.Bookkeeping, Is.EqualTo(3));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "punch_hole 503808 4096 mode=3", "write 0 65536", "read 8192 4096", "fsync 0 0", "fsync 0 0" }));
    }

    [Test]
    public void Version2HasNone()
    {
        LogFile log = Log.Read("fio version 2 iolog\nf add\nf open\nf wait 100\nf trim 0 4096\nf close\n");

        Assert.That(log.FormatName, Is.EqualTo("fio iolog version 2"));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "punch_hole 0 4096 mode=3" }));
    }

    [Test]
    public void RealLog()
    {
        LogFile log = LogFile.Read(Log.Real("fio.punch.iolog"));

        Assert.That(log.Format, Is.EqualTo(LogFormat.FioIolog));
        Assert.That(log.Operations.Length, Is.EqualTo(200));
        Assert.That(log.Operations.ToArray().Select(op => op.Kind), Is.All.EqualTo(OperationKind.PunchHole));
        Assert.That(log.MinimumSize, Is.EqualTo(8148 << 10));
    }

    [TestCase("fio version 1 iolog", "1: 'fio version 1 iolog' is not known, expected 'fio version 2 iolog' or 'fio version 3 iolog'")]
    [TestCase("fio version 3 iolog\n1 f erase 0 1", "2: unknown action 'erase', expected add, open, close, wait, read, write, trim, sync or datasync")]
    [TestCase("fio version 3 iolog\nf trim 0 1", "2: the time 'f' is not a number, expected 'time file action [offset length]'")]
    [TestCase("fio version 3 iolog\n1 f trim 0", "2: the length is missing, expected 'time file action [offset length]'")]
    [TestCase("fio version 2 iolog\nf trim 0x10 1", "2: the offset '0x10' is not a number, expected 'file action [offset length]'")]
    [TestCase("fio version 2 iolog\nf trim 0 99999999999999999999", "2: the length '99999999999999999999' is out of range, expected at most 2^64-1")]
    [TestCase("fio version 2 iolog\nf trim 9223372036854775807 1", "2: offset 9223372036854775807 + length 1 is out of range, expected an end of at most 2^63-1")]
    [TestCase("fio version 2 iolog\nf trim 0 1 2", "2: '2' is left over, expected 'file action [offset length]'")]
    [TestCase("fio version 2 iolog\nf open 1", "2: '1' is left over after 'open', expected the end of the line")]
    [TestCase("fio version 2 iolog\nf", "2: 'f' ends before the action, expected 'file action [offset length]'")]
    public void BadLinesAreNamed(string text, string message)
    {
        Assert.That(Log.Error(text), Is.EqualTo("LOG:" + message));
    }
}
