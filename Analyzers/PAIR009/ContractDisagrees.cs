// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR009;

/// <summary>A method's body and its declared contract disagree.</summary>
sealed class ContractDisagrees : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.ContractDisagrees,
        "Body and contract disagree",
        "{0} is declared to {1} '{2}', and {3} when it {4}{5}",
        "Callers trust the contract, so the body has to keep it on every path.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnBody(Body body)
    {
        if (body.Declared is not { OnSource: true, NoAnalysis: null } contract || body.Method.Locations.FirstOrDefault(location => location.IsInSource) is not { } at)
            return;
        Transfer transfer = new(body);
        foreach (Effect effect in contract.Effects)
        {
            if (effect.Target is null || effect.Kind is not (EffectKind.Acquire or EffectKind.Release or EffectKind.MustHold or EffectKind.Put or EffectKind.Move or EffectKind.Get)
                || (effect.Kind == EffectKind.Move || !body.ContractsAreComplete && IsPrimitive(body, effect)) && !IsTouched(body, transfer, effect))
            {
                continue;
            }
            foreach (Exit exit in body.Exits)
            {
                if (exit.State.Exceptional || exit.Kind == ExitKind.Throw || Expectation.Happens(body, exit, effect) is not { } happens || transfer.TargetAt(exit, effect) is not { } target)
                    continue;
                if (Disagrees(body, transfer, exit, effect, contract, exit.State.Canonical(target), happens) is { } how)
                    body.Report(this, at, Leaving.Place(exit), Wording.Of(body), Verb(effect.Kind), effect.Target, how, Leaving.Of(exit), BranchTrace.Of(exit.State, body.Code.Operation));
            }
        }
    }

    /// <summary>What the end does otherwise; null: nothing, as far as is known.</summary>
    static string? Disagrees(Body body, Transfer transfer, Exit exit, Effect effect, MethodContract contract, Value target, bool happens)
    {
        bool takes = effect.Kind is EffectKind.Acquire or EffectKind.Get;
        if (target.IsVague || target.IsJoined || target.Kind == ValueKind.Binary || takes && !happens || body.Logic.IsNone(exit.State, target))
            return null;
        // handed back
        if (effect.Kind == EffectKind.Move && ReferenceEquals(exit.State.Returned, target))
            return null;
        // *p was not assigned: what it is nobody knows here
        if (takes && effect.Target!.Members is [.., TargetPath.Pointee] && target.Kind == ValueKind.Load)
            return effect.Target.Root == RootKind.Parameter && !IsNamed(body, effect.Target.Name) ? effect.Kind == EffectKind.Get ? "gets nothing" : "takes nothing" : null;
        // to drop a lock is told by its release
        if (effect.Kind == EffectKind.MustHold && contract.Effects.Any(other => other.Kind == EffectKind.Release && other.Target!.Equals(effect.Target)))
            return null;
        // taken again: whether it is held then is told by that
        if (contract.TakenAgain(effect) is { } again && Expectation.Happens(body, exit, again) is not false)
            return null;
        // taken out of a member, which gets something else, with the reference that the member had
        if (effect is { Kind: EffectKind.Get, Target.Root: RootKind.Return } && target is { Kind: ValueKind.Load, A.Key: string member } && body.AssignedMembers.Contains(member))
            return null;
        Holding? holding = exit.State.Find(new ResourceKey(target, KindOf(effect), effect.Mode));
        if (holding is { Loose: true })
            return null;
        // what fills a batch, or takes from it, is not followed into it
        if (target.Kind == ValueKind.Batch)
        {
            bool isDone = !happens || !takes && (!body.ContractsAreComplete || body.Escaped.Any(value => Elements.CollectionOf(value) is not null)) || (takes ? body.Taken : body.Released).Any(done =>
                done.Kind == ResourceKind.Reference && (ReferenceEquals(done.Value, target) || Paths.Of(done.Value, null, body) is null or { Members.IsEmpty: true }));
            return isDone ? null : takes ? "gets nothing" : "puts nothing";
        }
        bool held = effect.Kind == EffectKind.Get ? holding is not null && holding.Count > holding.Entry : holding is { Count: > 0 };
        // in the case of another argument it was not held either
        bool due = effect.Kind is EffectKind.Release or EffectKind.Put or EffectKind.Move ? !happens && transfer.Given(effect) is null : effect.Kind == EffectKind.MustHold || happens;
        if (held && due && takes && holding!.Count - holding.Entry > 1 && effect.Amount is null)
            return "leaves it held more than once";
        return held == due ? null : held ? "leaves it held" : "leaves it released";
    }

    static bool IsNamed(Body body, string parameter) =>
        body.Code.Operation.Descendants().Any(operation => operation is IParameterReferenceOperation reference && reference.Parameter.Name == parameter);

    static ResourceKind KindOf(Effect effect) => effect.Kind is EffectKind.Put or EffectKind.Move or EffectKind.Get ? ResourceKind.Reference : ResourceKind.Lock;

    /// <summary>A body that does nothing with the lock is a primitive: what it does cannot be seen here.</summary>
    static bool IsTouched(Body body, Transfer transfer, Effect effect) => body.Exits.Any(exit =>
        transfer.TargetAt(exit, effect) is { } target
        && exit.State.Held.Any(pair => ReferenceEquals(pair.Key.Value, exit.State.Canonical(target)) && pair.Key.Kind == KindOf(effect) && (pair.Value.Site ?? pair.Value.Released) is not null));

    /// <summary>
    /// Nothing else takes or releases such an object, so that the body is what does: its type has no methods for it,
    /// and no method with [NoContextAnalysis] says that it is the one.
    /// </summary>
    static bool IsPrimitive(Body body, Effect effect)
    {
        if (effect.Target!.Root == RootKind.Token)
            return !body.Knowledge.HasPrimitives(effect.Kind, effect.Target.Name);
        if (effect.Kind == EffectKind.MustHold || effect.Target is { Root: RootKind.This, Members.IsEmpty: true } || TargetTypes.Of(effect.Target, body.Method) is not { } type)
            return true;
        // an object that is nothing else is locked by Monitor
        return type.SpecialType != SpecialType.System_Object && !body.Knowledge.HasPrimitives(effect.Kind, type)
            && !type.GetMembers().OfType<IMethodSymbol>().Any(method =>
                body.Knowledge.Contracts.Of(method) is { } contract && contract.Effects.Any(other => other.Kind == effect.Kind && other.Target is { Root: RootKind.This, Members.IsEmpty: true }));
    }

    static string Verb(EffectKind kind) => kind switch
    {
        EffectKind.Acquire => "acquire",
        EffectKind.Release => "release",
        EffectKind.Put => "put",
        EffectKind.Move => "take over",
        EffectKind.Get => "get",
        _ => "hold",
    };
}
