// SPDX-License-Identifier: GPL-2.0-only
using System.Text.Json;

using linux.tests.logs;

namespace linux.tests.cli;

public sealed class ReplayCommandTests
{
    static readonly string s_log = Log.Truth("rand-12-unaligned.fsxops");

    [Test]
    public Task The_default_is_a_table_of_all_kernels() => Verify(Run.WithoutTime(Run.Good()));

    [Test]
    public void Per_op_is_the_transcript()
    {
        Assert.That(Run.Good("replay", s_log, "--kernel", "v5.7", "--per-op"), Is.EqualTo(Truth.Text("rand-12-unaligned.v5.7.txt")));
        Assert.That(Run.Good("replay", s_log, "--kernel", "yang-v1", "--split-hpage", "--per-op"), Is.EqualTo(Truth.Text("rand-12-unaligned.yang-v1+split.txt")));
    }

    [Test]
    public void Several_transcripts_are_headed_by_their_kernels()
    {
        var output = Run.Good("replay", s_log, "-k", "v5.4", "-k", "dickins", "-k", "v5.4", "--per-op");

        Assert.That(output, Is.EqualTo($"# v5.4\n{Truth.Text("rand-12-unaligned.v5.4.txt")}# dickins\n{Truth.Text("rand-12-unaligned.dickins.txt")}"));
    }

    [Test]
    public Task Operations_that_fail_are_pointed_out()
    {
        return Verify(Run.WithoutTime(Run.Good("replay", s_log, "--split-hpage").Replace(s_log, "LOG")));
    }

    [TestCase("punch.huge.strace", "strace, 519 operations on /mnt/huge/f")]
    [TestCase("fio.punch.iolog", "fio iolog version 3, 200 operations on /mnt/huge/fio.dat")]
    [TestCase("fsx.aligned.fsxops", "fsxops, 807 operations, 693 lines marked skip")]
    public void The_log_is_summed_up(string log, string summary)
    {
        var path = Log.Real(log);

        Assert.That(Run.Good("replay", path, "--prefill", "log", "-k", "v5.7"), Does.StartWith($"{path}: {summary}\n"));
    }

    [Test]
    public void Json_says_what_the_transcript_says()
    {
        using var json = JsonDocument.Parse(Run.Good("replay", s_log, "-k", "v5.4", "-k", "v5.7", "--json"));

        foreach (var kernel in json.RootElement.GetProperty("kernels").EnumerateArray())
        {
            var lines = kernel.GetProperty("operations").EnumerateArray().Select(op =>
                $"{op.GetProperty("n")} {op.GetProperty("op")} rc={op.GetProperty("rc")} size={op.GetProperty("size")} pages={op.GetProperty("pages")} "
                + $"split+{op.GetProperty("split")} failed+{op.GetProperty("failed")}\n");
            var totals = kernel.GetProperty("totals");
            var end = kernel.GetProperty("end");
            var data = end.GetProperty("data").EnumerateArray().Select(extent => $"{extent[0]}-{extent[1]}");
            var last = $"END ops={totals.GetProperty("operations")} size={end.GetProperty("size")} pages={end.GetProperty("pages")} "
                + $"split={totals.GetProperty("split")} failed={totals.GetProperty("failed")} sha256={end.GetProperty("sha256")} data={string.Join(",", data)}\n";

            Assert.That(string.Concat(lines) + last, Is.EqualTo(Truth.Text($"rand-12-unaligned.{kernel.GetProperty("name")}.txt")));
        }
    }

    [TestCase("rand-12-unaligned.fsxops")]
    [TestCase("../real/punch.huge.strace")]
    public void Json_is_as_its_schema_says(string log)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "docs", "replay.schema.json")));
        using var json = JsonDocument.Parse(Run.Good("replay", Log.Truth(log), "--json", "--split-hpage"));

        Assert.That(JsonSchema.Faults(schema.RootElement, json.RootElement), Is.Empty);
    }

    [TestCase("""{"log":1}""", "$.log: is Number", "$: options is missing", "$: kernels is missing")]
    [TestCase("""{"log":{},"options":{"prefill":-1,"splitHugePages":true,"x":0},"kernels":[]}""", "$.options: x is not known", "$.options.prefill: -1 is below 0")]
    public void Schema_is_not_just_passed(string document, params string[] faults)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "docs", "replay.schema.json")));
        using var json = JsonDocument.Parse(document);

        Assert.That(JsonSchema.Faults(schema.RootElement, json.RootElement), Is.SupersetOf(faults));
    }

    [Test]
    public void Piped_text_is_plain()
    {
        var output = Run.Good("replay", s_log) + Run.Good("map", s_log, "-k", "v5.4") + Run.Good("bugs", "B2");

        Assert.That(output, Does.Not.Contain('\x1b').And.Not.Contain('\r').And.Not.Match(@" \n"));
        Assert.That(output, Has.All.LessThan('\x7f'));
    }
}
