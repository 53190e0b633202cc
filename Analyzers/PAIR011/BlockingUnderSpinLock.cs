// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;
using Pairing.Flow;

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
            e.Body.Report(this, e.State, e.Site, [e.Holding.Site], Wording.NameOf(callee), e.Body.Describe(e.Key.Value, e.Holding.Site ?? e.Site));
    }
}
