// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;
using Pairing.Flow;
using Pairing.PAIR014;

namespace Pairing.PAIR011;

/// <summary>A call that may block is made while a lock that forbids it is held.</summary>
sealed class BlockingUnderSpinLock : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.BlockingUnderSpinLock,
        "A call may block under a lock that forbids it",
        "'{0}' may block, and '{1}', which forbids it, is held here",
        "Who holds a spin lock, or is in an RCU read section, must not sleep: others burn their time until it is released.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnBlocking(in Event e, IMethodSymbol callee)
    {
        if ((e.Holding!.Traits & Traits.ForbidsBlocking) != 0)
            Report(e, Wording.NameOf(callee));
    }

    /// <summary>Of a lock that belongs to its thread PAIR014 says it.</summary>
    public override void OnAwait(in Event e)
    {
        if ((e.Holding!.Traits & (Traits.ForbidsBlocking | Traits.ThreadAffine)) == Traits.ForbidsBlocking && HeldAcrossAwait.IsToTell(e, Ids.BlockingUnderSpinLock))
            Report(e, "await");
    }

    void Report(in Event e, string what) => e.Body.Report(this, e.State, e.Site, [e.Holding!.Site], what, e.Body.Describe(e.Key.Value, e.Holding.Site ?? e.Site));
}
