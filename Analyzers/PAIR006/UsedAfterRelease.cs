// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Flow;

namespace Pairing.PAIR006;

/// <summary>Used after its last reference was released.</summary>
sealed class UsedAfterRelease : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.UsedAfterRelease,
        "Used after its last reference was released",
        "'{0}' is used here after its reference was released{1}",
        "Once its last reference is released, an object may be freed or be something else.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnUseOfDead(in Event e, IOperation released) =>
        e.Body.Report(this, e.State.UnlessSure(e.State.Find(e.Key)), e.Site, [released], e.Name, BranchTrace.Of(e.State, released));

    /// <summary>What is returned may have been put by a finally block since.</summary>
    public override void OnBody(Body body)
    {
        foreach (Exit exit in body.Exits)
        {
            if (exit is { Kind: ExitKind.Return, State: { Returned: { } returned, Left.Block.BranchValue: { Type: IPointerTypeSymbol or { IsReferenceType: true } } site } state } && state.PutBy(returned) is { } released)
                body.Report(this, state.UnlessSure(state.Find(ResourceKey.Reference(state.Whole(returned)))), site, [released], body.Describe(returned, site), BranchTrace.Of(state, released));
        }
    }
}
