// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Pairing.Flow;

namespace Pairing.PAIR008;

/// <summary>A call or a field needs a lock that is not held here.</summary>
sealed class Unguarded : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.Unguarded,
        "A lock that is needed is not held",
        "'{0}' needs '{1}', which is not held here{2}",
        "A method or field that declares a lock must only be called or touched with that lock held.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnUnguarded(in Event e, string what)
    {
        if (e.Holding is { Failed: not null })
            return;
        bool isKnown = e.Holding is { Released: not null } or { Asserted: true };
        if (!isKnown && e.Body.IsHelper)
            return;
        e.Body.Report(this, e.State, e.Site, [e.Holding?.Released], what, e.Name, e.Holding?.Released is { } released ? BranchTrace.Of(e.State, released) : "");
    }
}
