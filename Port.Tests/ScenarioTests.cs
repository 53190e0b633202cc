// SPDX-License-Identifier: GPL-2.0-only
using System.Collections.Concurrent;

using linux.cli;

namespace linux.tests;

/// <summary>The scenarios of the real kernels, carried out on the port.</summary>
public sealed class ScenarioTests
{
    static readonly string[] s_kernels = ["v5.4", "v5.7"];
    static readonly ConcurrentDictionary<string, Lazy<ScenarioLine[]>> s_runs = new();

    [TestCaseSource(nameof(Cases))]
    public void PortDoesWhatTheRealKernelDid(string kernel, int index, string name)
    {
        var expected = Expected(kernel)[index];
        var actual = Actual(kernel).ElementAtOrDefault(index);

        Assert.That(actual?.Name, Is.EqualTo(name));
        Assert.That(actual!.Show(expected.Fields.Keys), Is.EqualTo(expected.Show(expected.Fields.Keys)));
    }

    [TestCaseSource(nameof(s_kernels))]
    public void EveryScenarioHasBeenRun(string kernel) =>
        Assert.That(Actual(kernel).Select(s => s.Name), Is.EqualTo(Expected(kernel).Select(s => s.Name)));

    [Test]
    public void LineIsToldApartIntoItsFields()
    {
        var line = ScenarioLine.Parse(
            "splice(file->pipe) reference: on page 9 (r=4096): rc=-4 size=4194304 blk=1023 split+1 fail+2 pmdsplit+3 " +
            "ext=[0,1)[2,4) data{ok:1 zero:2 part:0 bad:0} layout=-1 o0 o9 ..513 pieces | orders: 0:511 9:1 holes:1");

        Assert.That(line.Name, Is.EqualTo("splice(file->pipe) reference: on page 9 (r=4096)"));
        Assert.That(line.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["rc"] = "-4",
            ["size"] = "4194304",
            ["blk"] = "1023",
            ["split"] = "1",
            ["fail"] = "2",
            ["pmdsplit"] = "3",
            ["ext"] = "[0,1)[2,4)",
            ["data"] = "ok:1 zero:2 part:0 bad:0",
            ["layout"] = "-1 o0 o9 ..513 pieces | orders: 0:511 9:1 holes:1",
        }));
        Assert.That(ScenarioLine.Parse("   pipe page now: r=4096 byte=0").Fields, Is.Empty);
    }

    static IEnumerable<TestCaseData> Cases() =>
        from kernel in s_kernels
        from scenario in Expected(kernel).Index()
        select new TestCaseData(kernel, scenario.Index, scenario.Item.Name)
            .SetArgDisplayNames(kernel, scenario.Index.ToString("D2"), scenario.Item.Name.Trim());

    static ScenarioLine[] Expected(string kernel) => [.. ScenarioLine.ParseAll(Truth.Text($"scenarios.{kernel}.txt"))];

    static ScenarioLine[] Actual(string kernel) => s_runs.GetOrAdd(kernel, k => new(() => Run(k))).Value;

    static ScenarioLine[] Run(string kernel)
    {
        var output = new StringWriter { NewLine = "\n" };
        new Scenarios(() => Truth.Boot(kernel), output).Run();
        return [.. ScenarioLine.ParseAll(output.ToString())];
    }
}
