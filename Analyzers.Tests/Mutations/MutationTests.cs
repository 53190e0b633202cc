// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Text;

using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Mutations;

/// <summary>
/// Port with one call changed at a time: what breaks the pairing has to be reported. All mutants, not only the sample:
/// <c>dotnet test Analyzers.Tests --filter TestCategory=Mutations</c>; MUTANTS_EVERY=6 takes every sixth, MUTANTS_KINDS=Delete,Double those kinds.
/// </summary>
[TestFixture]
public class MutationTests
{
    const int Seed = 5040;
    const int SampleSize = 30;

    /// <summary>Of all deletions and doublings, in percent.</summary>
    const int Wanted = 95;

    static readonly Lazy<Laboratory> s_laboratory = new(() => new Laboratory());

    [Test]
    public void Port_compiles() => Assert.That(s_laboratory.Value.CompilerErrors(), Is.Empty);

    [Test]
    public async Task Unmutated_port_gives_what_the_reviewers_found_and_nothing_else()
    {
        IEnumerable<Diagnostic> found = await s_laboratory.Value.Unmutated();
        Assert.That(found.Select(ExpectedInPort.Describe), Is.EquivalentTo(ExpectedInPort.All.Select(expected => expected.Text)));
    }

    [Test]
    public async Task Sample_of_deletions_and_doublings_is_caught_but_for_what_is_known()
    {
        Mutant[] candidates = [.. s_laboratory.Value.Mutants().Where(mutant => IsCounted(mutant.Kind) && !mutant.Site.IsExempt)];
        new Random(Seed).Shuffle(candidates);
        List<Outcome> sample = [];
        for (int next = 0; sample.Count < SampleSize && next < candidates.Length;)
        {
            int missing = SampleSize - sample.Count;
            sample.AddRange((await TryAll(candidates.Skip(next).Take(missing))).Where(outcome => outcome.Fate != Fate.NotCompiled));
            next += missing;
        }

        Assert.That(sample, Has.Count.EqualTo(SampleSize));
        Assert.That(Missed(sample), Is.SubsetOf(ExpectedMisses.All));
    }

    [Test, Explicit("minutes: every mutant"), Category("Mutations")]
    public async Task Every_mutant()
    {
        int every = int.TryParse(Environment.GetEnvironmentVariable("MUTANTS_EVERY"), out int given) ? given : 1;
        string kinds = Environment.GetEnvironmentVariable("MUTANTS_KINDS") is { Length: > 0 } named ? named : string.Join(',', Enum.GetNames<MutationKind>());
        IReadOnlyList<Outcome> outcomes = await TryAll(s_laboratory.Value.Mutants()
            .Where(mutant => kinds.Split(',').Contains(mutant.Kind.ToString()))
            .Where((_, i) => i % every == 0));
        string report = Report(outcomes);
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "mutations.txt");
        await File.WriteAllTextAsync(path, report);
        TestContext.Progress.WriteLine(report);
        TestContext.Progress.WriteLine($"written to {path}");

        Outcome[] counted = [.. outcomes.Where(outcome => outcome.Fate != Fate.NotCompiled && IsCounted(outcome.Mutant.Kind) && !outcome.Mutant.Site.IsExempt)];
        Assert.That(counted.Count(outcome => outcome.Fate == Fate.Caught), Is.GreaterThanOrEqualTo(counted.Length * Wanted / 100));
        Assert.That(Missed(counted), Is.SubsetOf(ExpectedMisses.All));
    }

    static IEnumerable<string> Missed(IEnumerable<Outcome> outcomes) => outcomes.Where(outcome => outcome.Fate == Fate.Missed).Select(outcome => outcome.Mutant.Text);

    static bool IsCounted(MutationKind kind) => kind is MutationKind.Delete or MutationKind.Double;

    static async Task<IReadOnlyList<Outcome>> TryAll(IEnumerable<Mutant> mutants)
    {
        ConcurrentDictionary<int, Outcome> outcomes = [];
        await Parallel.ForEachAsync(
            mutants.Index(),
            async (numbered, _) => outcomes[numbered.Index] = await s_laboratory.Value.Try(numbered.Item));
        return [.. outcomes.OrderBy(numbered => numbered.Key).Select(numbered => numbered.Value)];
    }

    static string Report(IReadOnlyList<Outcome> outcomes)
    {
        StringBuilder text = new();
        ILookup<bool, Outcome> byExemption = outcomes.Where(outcome => outcome.Fate != Fate.NotCompiled).ToLookup(outcome => outcome.Mutant.Site.IsExempt);
        text.Append($"{outcomes.Count} mutants, {outcomes.Count(outcome => outcome.Fate == Fate.NotCompiled)} of them do not compile, {byExemption[true].Count()} are in methods with [NoContextAnalysis]\n");
        foreach (IGrouping<MutationKind, Outcome> kind in byExemption[false].GroupBy(outcome => outcome.Mutant.Kind).OrderBy(kind => kind.Key))
        {
            int caught = kind.Count(outcome => outcome.Fate == Fate.Caught);
            text.Append($"{kind.Key,-8} {caught,4} of {kind.Count(),4} caught ({100.0 * caught / kind.Count():F1} %)\n");
        }
        foreach (Outcome outcome in byExemption[false].Where(outcome => outcome.Fate == Fate.Missed).OrderBy(outcome => outcome.Mutant.Kind))
            text.Append($"not caught: {outcome.Mutant}{(s_laboratory.Value.IsGivenUp(outcome.Mutant.Site.Member) ? " (the method is given up)" : "")}\n");
        foreach (Outcome outcome in byExemption[true])
            text.Append($"exempt: {outcome.Mutant}\n");
        return text.ToString();
    }
}
