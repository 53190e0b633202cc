// SPDX-License-Identifier: GPL-2.0-only
using linux.cli;
using linux.tests.logs;

namespace linux.tests.cli;

public sealed class CommandLineTests
{
    static readonly string s_log = Log.Truth("rand-11-aligned.fsxops");

    [TestCase("nosuch", "Unrecognized command or argument 'nosuch', expected what --help lists")]
    [TestCase("--nosuch", "Unrecognized command or argument '--nosuch', expected what --help lists")]
    [TestCase("replay", "Required argument missing for command: 'replay', expected what --help lists")]
    [TestCase("replay LOG LOG", "Unrecognized command or argument 'LOG', expected what --help lists")]
    [TestCase("replay LOG --kernel v6", "--kernel: unknown kernel 'v6', expected one of v5.4, yang-v1, yang-v2, dickins, v5.7")]
    [TestCase("replay LOG --kernel v5.4 --kernel V5.7", "--kernel: unknown kernel 'V5.7', expected one of v5.4, yang-v1, yang-v2, dickins, v5.7")]
    [TestCase("replay LOG --kernel", "Required argument missing for option: '--kernel', expected what --help lists")]
    [TestCase("replay LOG --huge maybe", "--huge: unknown mode 'maybe', expected one of always, never, within_size, advise")]
    [TestCase("replay LOG --size 1Q", "--size: '1Q' is not a size, expected bytes or a number with K, M, G or T, such as 160M")]
    [TestCase("replay LOG --prefill -1", "--prefill: '-1' is not a size, expected bytes or a number with K, M, G or T, such as 160M")]
    [TestCase("replay LOG --prefill 1G", "--prefill: 1G does not fit, expected at most --size 512M")]
    [TestCase("replay LOG --memory 1M", "--memory: 1M is too little, expected at least 16M")]
    [TestCase("replay LOG --swap 16T", "--swap: 16T is too much, expected at most 15T")]
    [TestCase("replay LOG --memory 4194304T", "--memory, --swap: no room here for 4194304T and 1G, expected less")]
    [TestCase("map LOG -k v5.4 --memory 4194304T", "--memory, --swap: no room here for 4194304T and 1G, expected less")]
    [TestCase("replay ", "FILE: cannot be read, expected a log file: '' names none")]
    [TestCase("replay LOG --json --per-op", "--per-op: cannot go with --json, which has every operation, expected one of them")]
    [TestCase("replay LOG --file f", "LOG: the log names no file, expected none to be asked for but 'f' was")]
    [TestCase("map LOG", "Option '--kernel' is required, expected what --help lists")]
    [TestCase("map LOG -k v5.4 --at 401", "--at: 401 is out of range, expected at most 400, the operations of LOG")]
    [TestCase("map LOG -k v5.4 --at x", "--at: 'x' is not in range, expected a number from 0 to 2147483647")]
    [TestCase("map LOG -k v5.4 --page -1", "--page: '-1' is not in range, expected a number from 0 to 2251799813685247")]
    [TestCase("scenarios --kernel v6", "--kernel: unknown kernel 'v6', expected one of v5.4, yang-v1, yang-v2, dickins, v5.7")]
    [TestCase("bugs B99", "bugs: unknown bug 'B99', expected one of B1, B2, B3, B4, B5b, B6")]
    public void Bad_arguments_are_one_line_and_exit_code_2(string args, string message)
    {
        var run = Run.Of([.. args.Split(' ').Select(arg => arg == "LOG" ? s_log : arg)]);

        Assert.That(run.Error, Is.EqualTo(message.Replace("LOG:", s_log + ":").Replace("of LOG", $"of {s_log}") + "\n")
            .Or.EqualTo(message.Replace("'LOG'", $"'{s_log}'") + "\n"));
        Assert.That(run.Rc, Is.EqualTo(CommandLine.BadInput));
        Assert.That(run.Output, Is.Empty);
    }

    [Test]
    public void As_much_is_written_as_a_write_may_move_at_most()
    {
        Assert.That(Run.Of("replay", LogOf("write 0 0x80000000 0"), "-k", "v5.4", "--size", "16M").Rc, Is.EqualTo(CommandLine.Done));
    }

    [Test]
    public void Of_a_file_that_is_too_large_the_digest_and_the_map_are_left_out()
    {
        var path = LogOf("ftruncate(3</dev/shm/f>, 1125899906842624) = 0");

        Assert.That(Run.Good("replay", path, "-k", "v5.4", "--per-op"), Does.Contain(" sha256=too-large data=none\n"));
        Assert.That(Run.Good("replay", path, "-k", "v5.4", "--json"), Does.Contain("\"sha256\": null"));
        Assert.That(Run.Of("map", path, "-k", "v5.4"), Is.EqualTo(new Run(CommandLine.BadInput, "", "map: the file has 274877906944 pages, expected at most 16777216 to be shown\n")));
    }

    static string LogOf(string operation)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.log");
        File.WriteAllText(path, operation + "\n");
        return path;
    }

    [TestCase("--json")]
    [TestCase("--per-op")]
    [TestCase("--split-hpage")]
    public void A_bad_log_is_one_line_and_exit_code_2(string option)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"bad{option}.fsxops");
        File.WriteAllText(path, "write 0 4096 0\npunch_hole 0 4k 4096\n");

        var run = Run.Of("replay", path, option);

        Assert.That(run.Error, Is.EqualTo(
            $"{path}:2: '4k' is not a number, expected hex (0x..), octal (0..) or decimal: punch_hole offset length file_size\n"));
        Assert.That(run.Rc, Is.EqualTo(CommandLine.BadInput));
        Assert.That(run.Output, Is.Empty);
    }

    [TestCase]
    [TestCase("replay")]
    [TestCase("map")]
    [TestCase("scenarios")]
    [TestCase("bugs")]
    public void Every_command_has_help(params string[] command)
    {
        Assert.That(Run.Good([.. command, "--help"]), Does.StartWith("Description:").And.Contain("--help"));
    }

    [Test]
    public void A_file_larger_than_the_mount_cannot_be_filled()
    {
        var run = Run.Of("replay", s_log, "--prefill", "20M", "--size", "0", "--memory", "16M", "--swap", "0");

        Assert.That(run.Error, Does.StartWith("cannot fill the file beyond "));
        Assert.That(run.Rc, Is.EqualTo(CommandLine.BadInput));
    }
}
