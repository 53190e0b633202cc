// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

public class FsxOpsTests
{
    [Test]
    public void NumbersAreHexOctalOrDecimal()
    {
        Assert.That(Log.Operations("write 0x1000 010 12\nread 0X1F 0 0\n"), Is.EqualTo(new[] { "write 4096 8", "read 31 0" }));
    }

    [Test]
    public void SizeBeforeTheOperationIsKept()
    {
        LogFile log = Log.Read("write 0x0 0x1000 0x0\ntruncate 0x0 0x800 0x1000\ncopy_range 0x0 0x10 0x100 0x800\n");

        Assert.That(log.Operations[0].RecordedSize, Is.Zero);
        Assert.That(log.Operations[1].RecordedSize, Is.EqualTo(0x1000));
        Assert.That(log.Operations[2].RecordedSize, Is.EqualTo(0x800));
    }

    [Test]
    public void EveryOperationIsKnown()
    {
        string[] three = ["read", "read_dontcache", "write", "write_dontcache", "write_atomic", "mapread", "mapwrite", "truncate", "fallocate",
            "punch_hole", "zero_range", "collapse_range", "insert_range", "fsync"];
        string[] four = ["clone_range", "dedupe_range", "copy_range", "exchange_range"];
        string text = string.Concat(three.Select(op => $"{op} 0 4096 8192\n")) + string.Concat(four.Select(op => $"{op} 0 4096 4096 8192\n"));

        Assert.That(Log.Operations(text), Is.EqualTo(new[]
        {
            "read 0 4096", "read_dontcache 0 4096 unsupported", "write 0 4096", "write_dontcache 0 4096 unsupported",
            "write_atomic 0 4096 unsupported", "mapread 0 4096", "mapwrite 0 4096", "truncate 0 4096", "fallocate 0 4096",
            "punch_hole 0 4096 mode=3", "zero_range 0 4096 mode=10 unsupported", "collapse_range 0 4096 mode=8 unsupported",
            "insert_range 0 4096 mode=20 unsupported", "fsync 0 4096", "clone_range 0 4096 unsupported", "dedupe_range 0 4096 unsupported",
            "copy_range 0 4096 unsupported", "exchange_range 0 4096 unsupported",
        }));
    }

    [Test]
    public void Flags()
    {
        string text = "fallocate 0 1 0 keep_size close_open *\npunch_hole 0 1 0\nfallocate 0 1 0 unshare\nzero_range 0 1 0 keep_size\n";

        Assert.That(Log.Operations(text), Is.EqualTo(new[]
        {
            "fallocate 0 1 mode=1 CloseOpen", "punch_hole 0 1 mode=3", "fallocate 0 1 mode=40 unsupported", "zero_range 0 1 mode=11 unsupported",
        }));
    }

    [Test]
    public void SkippedLinesAreCountedButNotCarriedOut()
    {
        LogFile log = Log.Read("skip zero_range 0x289c5245 0x35e1 0x0\nskip write 0xffffffff 0xffffffff 0x0 keep_size\nread 0 1 0\n");

        Assert.That(log.Counts.Skipped, Is.EqualTo(2));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "read 0 1" }));
    }

    [Test]
    public void BlankLinesCommentsTabsAndWindowsLineEndsAreRead()
    {
        LogFile log = Log.Read("\uFEFF# fsx\r\n\r\n  \t\r\n\twrite\t0  1 \t 0  \r\n#end\r\nread 0 1 1");

        Assert.That(Log.Render(log), Is.EqualTo(new[] { "write 0 1", "read 0 1" }));
        Assert.That(log.Operations[0].Line, Is.EqualTo(4));
        Assert.That(log.Counts.Lines, Is.EqualTo(6));
    }

    [Test]
    public void TwoGibibytesIsTheLimit()
    {
        Assert.That(Log.Operations("write 0x7fffffff 1 0\ntruncate 0 0x80000000 0\n"), Has.Length.EqualTo(2));
    }

    [TestCase("punchole 0x0 0x1000 0x0", "unknown operation 'punchole', expected one of read, write, mapread, mapwrite, truncate, fallocate, punch_hole, "
        + "fsync, zero_range, collapse_range, insert_range, read_dontcache, write_dontcache, write_atomic, clone_range, dedupe_range, copy_range, exchange_range")]
    [TestCase("write 0x0 0x1000", "write has 2 numbers, expected 3: offset length file_size")]
    [TestCase("truncate 0x0", "truncate has 1 numbers, expected 3: 0 new_size file_size")]
    [TestCase("copy_range 0x0 1 2", "copy_range has 3 numbers, expected 4: offset length destination file_size")]
    [TestCase("write 0x0 0x1g 0", "'0x1g' is not a number, expected hex (0x..), octal (0..) or decimal: write offset length file_size")]
    [TestCase("write 0x 1 0", "'0x' is not a number, expected hex (0x..), octal (0..) or decimal: write offset length file_size")]
    [TestCase("write 08 1 0", "'08' is not a number, expected hex (0x..), octal (0..) or decimal: write offset length file_size")]
    [TestCase("write -1 1 0", "'-1' is not a number, expected hex (0x..), octal (0..) or decimal: write offset length file_size")]
    [TestCase("write 0 0x80000001 0", "'0x80000001' is out of range, expected at most 0x80000000 (2 GiB): write offset length file_size")]
    [TestCase("write 99999999999999999999999 1 0", "'99999999999999999999999' is out of range, expected at most 0x80000000 (2 GiB): write offset length file_size")]
    [TestCase("write 0x7fffffff 2 0", "offset 0x7fffffff + length 0x2 is out of range, expected an end of at most 0x80000000 (2 GiB)")]
    [TestCase("copy_range 0 2 0x7fffffff 0", "destination 0x7fffffff + length 0x2 is out of range, expected an end of at most 0x80000000 (2 GiB)")]
    [TestCase("write 0 1 0 keepsize", "unknown flag 'keepsize' after 3 numbers of write, expected keep_size, close_open, unshare or *")]
    [TestCase("write 0 1 0 0", "unknown flag '0' after 3 numbers of write, expected keep_size, close_open, unshare or *")]
    [TestCase("skip", "skip without an operation, expected skip and the operation that fsx left out")]
    public void BadLinesAreNamed(string line, string message)
    {
        Assert.That(Log.Error("read 0 1 0\n\n" + line + "\n"), Is.EqualTo("LOG:3: " + message));
    }

    [Test]
    public void LinesAreAsShortAsFsxReadsThem()
    {
        string start = "write 0 1 0 ";

        Assert.That(Log.Operations(start + new string(' ', 255 - start.Length)), Has.Length.EqualTo(1));
        Assert.That(Log.Error(start + new string(' ', 256 - start.Length)),
            Is.EqualTo("LOG:1: the line has 256 bytes, expected less than 256 as fsx does"));
    }
}
