// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests.logs;

public class StraceTests
{
    const string Open = "openat(AT_FDCWD, \"f\", O_RDWR|O_CREAT, 0600) = 5\n";

    [TestCase("fallocate(3</dev/shm/f>, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 16384, 4096) = 0 <0.000038>")]
    [TestCase("fallocate(3, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 16384, 4096) = 0")]
    [TestCase("fallocate(3, 0x3, 16384, 4096)         = 0")]
    [TestCase("fallocate(3, 03, 0x4000, 0x1000)       = 0")]
    [TestCase("fallocate(3, 0x3 /* FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE */, 16384, 4096) = 0")]
    [TestCase("[pid 12] fallocate(3</f>(deleted), 0x3, 16384, 4096) = 0")]
    [TestCase("[pid    12] 12:00:01 fallocate(3</f (deleted)>, 0x3, 16384, 4096) = 0")]
    [TestCase("12 12:00:01.123456 fallocate(3<f>, 0x3, 16384, 4096) = 0")]
    [TestCase("12<comm> 1795388854.207871 fallocate(3</a,b)c>, 0x3, 16384, 4096) = 0")]
    [TestCase("1795388854.207871 fallocate(3</f-\\76>, 0x3, 16384, 4096) = 0")]
    [TestCase("1795388854 (+     0.000040) fallocate(3</f->, 0x3, 16384, 4096) = 0")]
    [TestCase("     0.000123 fallocate(3</f>, 0x3, 16384, 4096) = 0")]
    [TestCase("12 01:09:38 [ 285] [00007faf51180dc3] fallocate(3</f>, 0x3, 16384, 4096) = 0")]
    public void PunchIsReadHoweverStraceWritesIt(string line)
    {
        if (line.Contains("3<f>", StringComparison.Ordinal))
        {
            Assert.That(Log.Read(line).Counts.PassedOver, Does.ContainKey("fallocate on no file"));
        }
        else
        {
            Assert.That(Log.Operations(line), Is.EqualTo(new[] { "punch_hole 16384 4096 mode=3" }));
        }
    }

    [TestCase("0", "fallocate 511 512")]
    [TestCase("FALLOC_FL_KEEP_SIZE", "fallocate 511 512 mode=1")]
    [TestCase("FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE|0x80", "punch_hole 511 512 mode=83")]
    [TestCase("0x80 /* FALLOC_FL_??? */", "fallocate 511 512 mode=80")]
    [TestCase("FALLOC_FL_ZERO_RANGE", "zero_range 511 512 mode=10 unsupported")]
    [TestCase("FALLOC_FL_COLLAPSE_RANGE", "collapse_range 511 512 mode=8 unsupported")]
    [TestCase("FALLOC_FL_INSERT_RANGE", "insert_range 511 512 mode=20 unsupported")]
    [TestCase("FALLOC_FL_UNSHARE_RANGE", "fallocate 511 512 mode=40 unsupported")]
    public void Modes(string mode, string operation)
    {
        Assert.That(Log.Operations($"fallocate(3, {mode}, 511, 512) = 0"), Is.EqualTo(new[] { operation }));
    }

    [Test]
    public void OffsetsAreFollowedThroughReadWriteSeekAndDup()
    {
        string[] operations = Log.Operations(Open + """
            write(5, "ab\"),(\\"..., 100) = 100
            dup(5) = 7
            write(7, "x", 10) = 10
            lseek(5, 4096, SEEK_SET) = 4096
            fcntl(7, F_DUPFD_CLOEXEC, 20) = 21
            writev(21, [{iov_base="a,b)", iov_len=10}, {iov_base="c", iov_len=20}], 2) = 30
            read(5, "..."..., 65536) = 100
            read(5, "", 65536) = 0
            dup2(5, 9) = 9
            close(5) = 0
            lseek(9, 0, SEEK_DATA) = 8192
            write(9, "x", 1) = 1
            pwrite64(9, "x", 2, 300) = 2
            pwritev(9, [{iov_base="x", iov_len=3}], 1, 400) = 3
            pread64(9, "x", 4, 500) = 3
            preadv(9, [{iov_base="x", iov_len=5}], 1, 600) = 5

            """);

        Assert.That(operations, Is.EqualTo(new[]
        {
            "write 0 100", "write 100 10", "write 4096 30", "read 4126 65536", "read 4226 65536", "seek_data 0 0", "write 8192 1", "write 300 2",
            "write 400 3", "read 500 4", "read 600 5",
        }));
    }

    [Test]
    public void UnknownOffsetsArePassedOver()
    {
        LogFile log = Log.Read(Open + "ftruncate(5, 10) = 0\nwrite(8</g>, \"x\", 10) = 10\nsendfile(5, 8</g>, NULL, 10) = 10\nwrite(5, \"x\", 10) = 10\n");

        Assert.That(Log.Render(log), Is.EqualTo(new[] { "truncate 0 10" }));
        Assert.That(log.Counts.PassedOver["write at an unknown offset"], Is.EqualTo(2));
        Assert.That(log.Counts.PassedOver["sendfile"], Is.EqualTo(1));
    }

    [Test]
    public void AppendsGoWhereTheFileEnds()
    {
        Assert.That(Log.Operations("open(\"f\", O_WRONLY|O_APPEND) = 3\nwrite(3, \"x\", 10) = 10\npwrite64(3, \"x\", 10, 500) = 10\n"),
            Is.EqualTo(new[] { "write 0 10 Append", "write 0 10 Append" }));
    }

    [Test]
    public void TruncatingOpenCountsFromTheSecondOn()
    {
        Assert.That(Log.Operations("""
            openat(AT_FDCWD</root>, "/f", O_RDWR|O_CREAT|O_TRUNC, 0600) = 3</f>
            ftruncate(3</f>, 8192) = 0
            creat("/f", 0600) = 4</f>
            open("/f", O_RDWR) = 5</f>
            openat2(AT_FDCWD, "/f", {flags=O_RDWR|O_TRUNC, mode=0}, 24) = 6</f>
            truncate("/f", 4096) = 0
            open("/f", 0x202) = 7

            """), Is.EqualTo(new[] { "truncate 0 8192", "truncate 0 0", "truncate 0 0", "truncate 0 4096", "truncate 0 0" }));
    }

    [Test]
    public void AdviceOnAddressesBecomesFileOffsets()
    {
        string[] operations = Log.Operations(Open + """
            mmap(NULL, 8388608, PROT_READ|PROT_WRITE, MAP_SHARED, 5, 0x100000) = 0x7f0000000000
            mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0001000000
            madvise(0x7f0000001000, 4096, MADV_REMOVE) = 0
            madvise(0x7f0000002000, 1, 0x9) = 0
            madvise(0x7f0001000000, 4096, MADV_DONTNEED) = 0
            madvise(0x7f0000000000, 8388608, MADV_HUGEPAGE) = 0
            munmap(0x7f0000200000, 2097152) = 0
            madvise(0x7f0000000000, 8388608, MADV_DONTNEED) = 0
            mremap(0x7f0000400000, 4096, 8192, MREMAP_MAYMOVE) = 0x7e0000000000
            madvise(0x7e0000001000, 4096, MADV_POPULATE_READ) = 0
            mmap(0x7e0000000000, 4096, PROT_READ, MAP_PRIVATE|MAP_FIXED, 5, 0) = 0x7e0000000000
            madvise(0x7e0000000000, 8192, MADV_REMOVE) = 0
            mmap(NULL, 4096, PROT_READ, MAP_SHARED|MAP_POPULATE, 5, 0) = 0x7d0000000000

            """);

        Assert.That(operations, Is.EqualTo(new[]
        {
            "madvise_remove 1052672 4096", "madvise_remove 1056768 4096", "madvise_dontneed 1048576 2097152", "madvise_dontneed 5242880 4194304",
            "mapread 5246976 4096", "madvise_remove 5246976 4096", "mapread 0 4096",
        }));
    }

    [Test]
    public void HalvesOfACallAreJoined()
    {
        LogFile log = Log.Read("""
            [pid 2] fallocate(5</f>, FALLOC_FL_KEEP_SIZE <unfinished ...>
            [pid 3] ftruncate(5</f>, 4096 <unfinished ...>
            [pid 2] <... fallocate resumed>, 0, 8192) = 0
            [pid 3] <... ftruncate resumed> )        = 0
            [pid 3] fsync(5</f> <unfinished ...>
            [pid 4] read(0, <unfinished ...>
            [pid 4] <... read resumed> "", 1)         = 0
            [pid 4] <... ftruncate resumed>) = 0
            [pid 4] futex(0x1, FUTEX_WAIT, 1, NULL <unfinished ...>
            [pid 4] <... futex resumed>) = 0
            [pid 3] +++ killed by SIGKILL +++

            """);

        Assert.That(Log.Render(log), Is.EqualTo(new[] { "fallocate 0 8192 mode=1", "truncate 0 4096" }));
        Assert.That(log.Operations[0].Line, Is.EqualTo(3));
        Assert.That(log.Counts.Joined, Is.EqualTo(3));
        Assert.That(log.Counts.Failed, Is.EqualTo(1), "fsync never returned");
        Assert.That(log.Counts.PassedOver["ftruncate, resumed without its beginning"], Is.EqualTo(1));
        Assert.That(log.Counts.PassedOver["futex"], Is.EqualTo(1));
    }

    [Test]
    public void LinesTornByAMessageAreMended()
    {
        LogFile log = Log.Read("""
            [pid 2] fallocate(3</f>, FALLOC_FL_KEEP_SIZE, 0, 4096strace: Process 7 attached
            ) = 0
            clone3({flags=CLONE_VM}strace: Process 8 attached
             <unfinished ...>
            strace: Process 9 attached
            [pid 8] <... clone3 resumed> => {parent_tid=[0]}, 88) = 8

            """);

        Assert.That(Log.Render(log), Is.EqualTo(new[] { "fallocate 0 4096 mode=1" }));
        Assert.That(log.Counts.PassedOver["strace's own messages"], Is.EqualTo(3));
    }

    [Test]
    public void ForkCopiesDescriptorsAndThreadsShareThem()
    {
        LogFile log = Log.Read("""
            1 open("f", O_RDWR) = 3
            1 clone(child_stack=0x1, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2
            2 open("g", O_RDWR) = 4
            1 ftruncate(4, 1) = 0
            1 fork() = 10
            10 close(3) = 0
            10 open("h", O_RDWR) = 3
            1 ftruncate(3, 2) = 0
            10 ftruncate(3, 3) = 0
            1 vfork( <unfinished ...>
            11 close(4) = 0
            1 <... vfork resumed>) = 11
            1 ftruncate(4, 5) = 0
            11 open("i", O_RDWR) = 4
            1 ftruncate(4, 6) = 0

            """);

        Assert.That(log.Target, Is.EqualTo("g"));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "truncate 0 1", "truncate 0 5", "truncate 0 6" }));
        Assert.That(log.OtherFiles, Is.EqualTo(new[] { ("f", 1), ("h", 1) }));
    }

    [Test]
    public void FailedUnknownAndOtherLinesAreCounted()
    {
        LogFile log = Log.Read("""
            strace: Process 5 attached
            fallocate(3, FALLOC_FL_PUNCH_HOLE, 0, 4096) = -1 EOPNOTSUPP (Operation not supported)
            ftruncate(3, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
            ftruncate(3, 1) = 0 (INJECTED)
            brk(NULL) = 0x1000
            brk(0x2000) = 0x2000
            rt_sigaction(SIGINT, {sa_handler=0x1, sa_mask=[], sa_flags=0}, NULL, 8) = 0
            --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---
            fstat(3</f>, {st_mode=S_IFREG|0600, st_size=10485760, ...}) = 0
            newfstatat(AT_FDCWD, "/g", {st_mode=S_IFREG|0600, st_size=99999999999, ...}, 0) = 0
            ftruncate(3</f>, 5) = 0
            exit_group(0) = ?
            +++ exited with 0 +++

            """);

        Assert.That(log.Counts.Failed, Is.EqualTo(3));
        Assert.That(log.Counts.Bookkeeping, Is.EqualTo(2));
        Assert.That(log.Counts.PassedOver, Is.EquivalentTo(new Dictionary<string, int>
        {
            ["strace's own messages"] = 1,
            ["brk"] = 2,
            ["rt_sigaction"] = 1,
            ["exit_group"] = 1,
        }));
        Assert.That(Log.Render(log), Is.EqualTo(new[] { "truncate 0 5" }));
        Assert.That(log.MinimumSize, Is.EqualTo(10485760), "the file that fstat saw");
    }

    [Test]
    public void PathsAreUnescaped()
    {
        LogFile log = Log.Read("open(\"/a\\303\\251 \\\"b\\\"\\n\", O_RDWR) = 3\nftruncate(3, 1) = 0\nftruncate(3</a\\303\\251 \"b\"\\n>, 2) = 0\n");

        Assert.That(log.Target, Is.EqualTo("/a\u00e9 \"b\"\n"));
        Assert.That(log.Operations.Length, Is.EqualTo(2));
    }

    [Test]
    public void PunchLog()
    {
        LogFile log = LogFile.Read(Log.Real("punch.huge.strace"));

        Assert.That(log.Target, Is.EqualTo("/mnt/huge/f"));
        Assert.That(log.MinimumSize, Is.EqualTo(10 << 20));
        Assert.That(log.Operations.Length, Is.EqualTo(519));
        string[] operations = Log.Render(log);
        Assert.That(operations[..3], Is.EqualTo(new[] { "truncate 0 10485760", "punch_hole 16384 4096 mode=3", "punch_hole 2113792 512 mode=3" }));
        Assert.That(operations[^4..], Is.EqualTo(new[]
        {
            "punch_hole 6291456 2097152 mode=3", "punch_hole 8421376 16384 mode=3", "punch_hole 8421376 16384 mode=3", "truncate 0 2109440",
        }));
    }

    [Test]
    public void BundledLogIsTheTruthsPunches()
    {
        LogFile log = LogFile.OpenBundled();
        IEnumerable<string> punches = Log.Render(LogFile.Read(Log.Truth("qemu-balloon.fsxops"))).Where(op => op.StartsWith("punch", StringComparison.Ordinal));

        Assert.That(log.Format, Is.EqualTo(LogFormat.Strace));
        Assert.That(log.Operations.Length, Is.EqualTo(2560));
        Assert.That(Log.Render(log), Is.EqualTo(punches));
        Assert.That(log.MinimumSize, Is.LessThanOrEqualTo(LogFile.BundledSize));
        Assert.That(log.Counts.PassedOver.Values.Sum(), Is.EqualTo(5120));
    }

    [TestCase("ftruncate(3, 1", "ftruncate( has no closing parenthesis, expected ftruncate(fd, size) = result")]
    [TestCase("ftruncate(3, \"1)", "ftruncate( has no closing parenthesis, expected ftruncate(fd, size) = result")]
    [TestCase("ftruncate(3, 1)", "ftruncate(...) has no result, expected ftruncate(fd, size) = result")]
    [TestCase("ftruncate(3, 1) = x", "ftruncate returned 'x', expected a number, -1 ERROR or ?")]
    [TestCase("ftruncate(3, 1) = 99999999999999999999", "ftruncate returned '99999999999999999999', expected a number, -1 ERROR or ?")]
    [TestCase("ftruncate(3) = 0", "ftruncate has 1 arguments, expected ftruncate(fd, size) = result")]
    [TestCase("ftruncate(x, 1) = 0", "'x' is not a file descriptor, expected ftruncate(fd, size)")]
    [TestCase("ftruncate(3, x) = 0", "the size 'x' is not a number, expected ftruncate(fd, size)")]
    [TestCase("ftruncate(3, 0xffffffffffffffff) = 0", "the size '0xffffffffffffffff' is out of range, expected at most 2^63-1 in ftruncate(fd, size)")]
    [TestCase("fallocate(3, FALLOC_FL_NONE, 0, 1) = 0", "fallocate has mode 'FALLOC_FL_NONE', expected FALLOC_FL_ names or a number")]
    [TestCase("fallocate(3, 0, 9223372036854775807, 1) = 0",
        "offset 9223372036854775807 + length 1 of fallocate is out of range, expected an end of at most 2^63-1")]
    [TestCase("madvise(x, 1, MADV_REMOVE) = 0", "'x' is not an address, expected madvise(address, length, advice)")]
    [TestCase("madvise(0xffffffffffffffff, 1, MADV_REMOVE) = 0",
        "address 0xffffffffffffffff + length 1 is out of range, expected madvise(address, length, advice)")]
    [TestCase("truncate(f, 1) = 0", "'f' is not a quoted string, expected truncate(path, size)")]
    [TestCase("hello, world", "'hello, world' is no strace line, expected 'name(arguments) = result'")]
    [TestCase("printf(\"hello\");", "'printf(\"hello\");' has no result, expected 'name(arguments) = result'")]
    [TestCase("<... read", "'<... read' is no strace line, expected '<... name resumed> arguments) = result'")]
    [TestCase("ftruncate(3, 1strace: Process 7 attached", "the log ends in the middle of a call, expected 'name(arguments) = result'")]
    public void BadLinesAreNamed(string line, string message)
    {
        Assert.That(Log.Error("brk(NULL) = 0x1\n" + line + "\n"), Does.StartWith("LOG:2: " + message));
    }
}
