// SPDX-License-Identifier: GPL-2.0-only
using CsCheck;

using linux.diff;

namespace linux.tests.diff;

/// <summary>No rule makes two different statements equal: whatever is changed in a function of the port shows as unexplained.</summary>
public sealed class MutationTests
{
    const int Rounds = 4000;

    [Test]
    public void A_change_shows([ValueSource(typeof(kernels), nameof(kernels.names))] string kernel)
    {
        Func<Ported, Fingerprint?> fingerprints = PortText.Fingerprints();
        List<Mutant> mutants = [];
        foreach (Ported ported in Ported.All(PortText.Files()).Where(f => f.Version == kernel))
        {
            if (fingerprints(ported) is { } fingerprint)
            {
                mutants.AddRange(Mutant.Of(ported, Comparer.WithFingerprint(ported, fingerprint)));
            }
        }
        Assert.That(mutants, Has.Count.GreaterThan(100));

        Gen.Int[0, mutants.Count - 1].Sample(
            i => Comparer.WithFingerprint(mutants[i].Ported, fingerprints(mutants[i].Ported)!).Pairs.Exists(pair => pair.Mark == Mark.Unexplained),
            iter: Rounds,
            threads: 1,
            print: i => mutants[i].What);
    }

    [Test, Explicit("all of them: about a minute")]
    public void Every_change_shows()
    {
        Func<Ported, Fingerprint?> fingerprints = PortText.Fingerprints();
        List<string> unseen = [];
        var all = 0;
        foreach (Ported ported in Ported.All(PortText.Files()))
        {
            if (fingerprints(ported) is not { } fingerprint)
            {
                continue;
            }
            foreach (Mutant mutant in Mutant.Of(ported, Comparer.WithFingerprint(ported, fingerprint)))
            {
                all++;
                if (!Comparer.WithFingerprint(mutant.Ported, fingerprint).Pairs.Exists(pair => pair.Mark == Mark.Unexplained))
                {
                    unseen.Add(mutant.What);
                }
            }
        }
        TestContext.Out.WriteLine($"{all} mutants");
        Assert.That(unseen, Is.Empty);
    }
}
