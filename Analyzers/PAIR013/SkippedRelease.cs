// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Flow;

namespace Pairing.PAIR013;

/// <summary>An exception between acquire and release skips the release.</summary>
sealed class SkippedRelease : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.SkippedRelease,
        "An exception skips the release",
        "'{0}' taken here stays held when '{1}' throws",
        "Release in a finally block what has to be released even when something in between throws.",
        DiagnosticSeverity.Info);

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnBody(Body body)
    {
        if (body.ExceptionsAreFatal)
            return;
        // what is caught, or thrown again, before what the handler throws
        foreach (Exit exit in body.Exits.OrderBy(exit => exit.Site is { } site && site == exit.State.Thrower))
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (pair.Value is not { Site: { } site, Loose: false, Implicit: false } holding || !exit.State.IsSkipped(holding) || holding.Count <= holding.Entry || pair.Key.Value.IsVague || exit.State.ScopeOf(pair.Key.Value) is not null)
                    continue;
                if (body.Looped.Contains(pair.Key) || !holding.Produced && Elements.IsReleasedInAnotherLoop(body, pair.Key))
                    continue;
                if (Handover.LeftInParameters(body, exit).Contains(pair.Key.Value) || body.HasReported(Ids.HeldAtEnd, site.Syntax) || body.HasReported(Ids.Leak, site.Syntax) || !Handover.IsReleasedSomewhere(body, pair.Key) || body.IsCounter(pair.Key))
                    continue;
                body.Report(this, exit.State, site, [exit.State.Thrower], body.Describe(pair.Key.Value, site), BranchTrace.Text(exit.State.Thrower));
            }
        }
    }
}
