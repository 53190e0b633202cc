// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Flow;

namespace Pairing.PAIR007;

/// <summary>The result of a conditional acquire is ignored, or the guarded work is done where it failed.</summary>
sealed class IgnoredResult : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.IgnoredResult,
        "The result of a conditional acquire is not honoured",
        "Whether '{0}' was taken here is {1}",
        "A call that may fail to take a lock or a reference says so by its result; what follows may only rely on it where it succeeded.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnIgnoredResult(in Event e) => e.Body.Report(this, e.State, e.Site, [], e.Name, Lowering.IsForgotten(e.Site) ? "not awaited" : "not tested");

    public override void OnUnguarded(in Event e, string what)
    {
        if (e.Holding?.Failed is { } failed)
            e.Body.Report(this, e.State, failed, [e.Site], e.Name, $"not honoured: '{what}' is reached where it failed");
    }
}
