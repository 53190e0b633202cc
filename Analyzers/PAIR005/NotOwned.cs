// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR005;

/// <summary>A reference is released that this path does not own.</summary>
sealed class NotOwned : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.NotOwned,
        "A reference that is not owned is released",
        "'{0}' released here {1}{2}",
        "Releasing a reference twice, or one that was never got, takes it from somebody else.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnReleaseUnheld(in Event e, LockMode? heldMode)
    {
        if (e.Key.Kind != ResourceKind.Reference || e.Holding is not { Loose: false } holding || e.Key.Value.IsVague)
            return;
        if (holding.Failed is { } failed && e.State.IsRefused && ReferenceEquals(failed, e.State.Thrower))
            e.Body.Report(this, null, e.Site, [failed], e.Name, "is not owned where getting it threw", "");
        if (holding.Released is not { } released)
            return;
        e.Body.Report(this, e.State, e.Site, [holding.Site, released], e.Name, "was released already", BranchTrace.Of(e.State, released));
    }
}
