// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR003;

/// <summary>A lock that cannot be taken twice is taken again while held.</summary>
sealed class TakenTwice : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.TakenTwice,
        "A lock is taken again while it is held",
        "'{0}' is held already where it is taken here{1}",
        "A lock whose holder cannot take it again waits for itself for ever, or throws.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnAcquire(in Event e, LockMode heldMode)
    {
        Holding held = e.Holding!;
        if ((held.Traits & (Traits.Reentrant | Traits.Counted)) != 0 || held.Loose || e.Key.Value.IsVague || e.Site.IsImplicit)
            return;
        // The upgradeable mode is there to be upgraded.
        if (heldMode == LockMode.Upgradeable && e.Key.Mode != LockMode.Upgradeable)
            return;
        e.Body.Report(this, e.State.UnlessSure(held), e.Site, [held.Site], e.Name, held.Site is null ? "" : BranchTrace.Of(e.State, held.Site));
    }
}
