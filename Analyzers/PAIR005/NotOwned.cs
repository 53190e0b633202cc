// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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

    const string NoContract = "is not owned here, as far as any contract says";

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnReleaseUnheld(in Event e, LockMode? heldMode)
    {
        if (e is { Key: { Kind: ResourceKind.Reference, Value: { Kind: ValueKind.Batch, A: { } batch } }, Holding: null } && Transfer.IsInLocal(batch))
        {
            e.Body.Report(this, e.State, e.Site, [], e.Name, "was never filled", BranchTrace.Of(e.State, e.Body.Graph.OriginalOperation));
            return;
        }
        if (e is { Key.Kind: ResourceKind.Reference, Holding: null } && e.Body.ContractsAreComplete && IsFoundWithout(e.Body, e.Key.Value))
        {
            e.Body.Report(this, e.State, e.Site, [], e.Name, NoContract, BranchTrace.Of(e.State, e.Body.Graph.OriginalOperation));
            return;
        }
        if (e.Key.Kind != ResourceKind.Reference || e.Holding is not ({ Loose: false } or { IsAbsent: true }) || e.Key.Value.IsVague)
            return;
        Holding holding = e.Holding;
        if (holding.IsAbsent)
            e.Body.Report(this, e.State, e.Site, [], e.Name, "is no object", BranchTrace.Of(e.State, e.Body.Graph.OriginalOperation));
        if (holding.Failed is { } failed && e.State.IsRefused && ReferenceEquals(failed, e.State.Thrower))
            e.Body.Report(this, null, e.Site, [failed], e.Name, "is not owned where getting it threw", "");
        else if (holding.Failed is { } missed && e.Site is IInvocationOperation { Instance: { } instance } && !Lowering.IsStruct(instance.Type) && !e.Body.Logic.IsNonNull(e.State, e.Key.Value))
            e.Body.Report(this, e.State, e.Site, [missed], e.Name, "is not owned where getting it failed", "");
        if (holding is { Count: > 0, Site: { } got, By: { } by })
        {
            e.Body.Report(this, e.State, e.Site, [got], e.Name, $"was got by '{by.Name}', which has another release", "");
            return;
        }
        // what counts tells how often it can be released
        if (holding.Released is not { } released || ReferenceEquals(released, e.Site) && !Lowering.IsIgnored(e.Site))
            return;
        if (!IsAnother(e.Body, e.Key.Value, released, e.Site))
            e.Body.Report(this, e.State.UnlessSure(holding), e.Site, [holding.Site, released], e.Name, "was released already", BranchTrace.Of(e.State, released));
    }

    /// <summary>What is called between the two releases puts another object in the member.</summary>
    static bool IsAnother(Body body, Value value, IOperation released, IOperation site)
    {
        return value is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, A.Kind: not ValueKind.Frame, Key: string member } }
            && body.Knowledge.Lookups.MayAssign(body.Code.Operation.Descendants().OfType<IInvocationOperation>().Where(IsBetween).Select(call => call.TargetMethod), member, body.Cancellation);

        // in a loop, anywhere
        bool IsBetween(IInvocationOperation call) => call.Syntax != released.Syntax && call.Syntax != site.Syntax
            && (released.Syntax.SpanStart >= site.Syntax.SpanStart || call.Syntax.SpanStart > released.Syntax.SpanStart && call.Syntax.SpanStart < site.Syntax.SpanStart);
    }

    /// <summary>Where contracts are complete: of a reference of the caller's that no contract says is dropped or taken over.</summary>
    public override void OnBody(Body body)
    {
        body.ReportNulls(this, kind => kind is EffectKind.Put or EffectKind.Move);
        if (!body.ContractsAreComplete || body.IsHelper)
            return;
        foreach (Exit exit in body.Exits)
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (pair.Key.Kind != ResourceKind.Reference || pair.Value is not { Released: { } released, Site: null, Entry: > 0 } holding || holding.Count >= holding.Entry || exit.State.Exceptional)
                    continue;
                if (Paths.Of(pair.Key.Value, null, body) is not { Root: RootKind.Parameter, Members.IsEmpty: true } || Expectation.Declares(body, exit, pair.Key, EffectKind.Put, EffectKind.Move))
                    continue;
                body.Report(this, exit.State, released, [], body.Describe(pair.Key.Value, released), NoContract, BranchTrace.Of(exit.State, body.Code.Operation));
            }
        }
    }

    /// <summary>What a call of the program's own gave that gives no references, by its contract or as its body shows.</summary>
    static bool IsFoundWithout(Body body, Value value) =>
        value is { Kind: ValueKind.Symbol, Key: IInvocationOperation giver } && !body.MayBeListed(value)
        && body.ContractOfGiver(giver) is { } contract && contract.Effects.All(effect => effect.Kind is not (EffectKind.Get or EffectKind.Alias))
        && (contract.Declared || !body.Knowledge.MayDo(EffectKind.Get, giver.TargetMethod, body));
}
