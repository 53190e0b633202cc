// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR009;

/// <summary>A method's body and its declared contract disagree.</summary>
sealed class ContractDisagrees : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.ContractDisagrees,
        "Body and contract disagree",
        "'{0}' is declared to {1} '{2}', and {3} on some path",
        "Callers trust the contract, so the body has to keep it on every path.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnBody(Body body)
    {
        if (body.Declared is not { OnSource: true, NoAnalysis: null } contract || body.Method.Locations.FirstOrDefault(location => location.IsInSource) is not { } at)
            return;
        Transfer transfer = new(body);
        foreach (Effect effect in contract.Effects)
        {
            if (effect.Target is null || effect.Kind is not (EffectKind.Acquire or EffectKind.Release or EffectKind.MustHold or EffectKind.Put) || !IsTouched(body, transfer, effect) && IsPrimitive(body, effect))
                continue;
            foreach (Exit exit in body.Exits)
            {
                if (exit.State.Exceptional || exit.Kind == ExitKind.Throw || Expectation.Happens(body, exit, effect) is not { } happens || transfer.AtExit(exit, effect.Target) is not { } target)
                    continue;
                Holding? holding = exit.State.Find(new ResourceKey(exit.State.Canonical(target), effect.Kind == EffectKind.Put ? ResourceKind.Reference : ResourceKind.Lock, effect.Mode));
                if (holding is { Loose: true } || target.IsVague || target.IsJoined || target.Kind == ValueKind.Binary)
                    continue;
                bool held = holding is { Count: > 0 };
                bool due = effect.Kind is EffectKind.Release or EffectKind.Put ? !happens : effect.Kind == EffectKind.MustHold || happens;
                if (held == due || effect.Kind == EffectKind.Acquire && !happens)
                    continue;
                if (effect.Kind == EffectKind.MustHold && contract.Effects.Any(other => other.Kind == EffectKind.Release && other.Target!.Equals(effect.Target)))
                    continue;
                if (body.Logic.Constant(exit.State, target) is { IsNull: true })
                    continue;
                // *p was not assigned: what it is nobody knows here
                if (effect is { Kind: EffectKind.Acquire, Target.Members: [.., TargetPath.Pointee] } && target.Kind == ValueKind.Load)
                    continue;
                body.Report(this, at, Expectation.NameOf(body), Verb(effect.Kind), effect.Target, held ? "leaves it held" : "leaves it released");
            }
        }
    }

    /// <summary>A body that does nothing with the lock is a primitive: what it does cannot be seen here.</summary>
    static bool IsTouched(Body body, Transfer transfer, Effect effect) => body.Exits.Any(exit =>
        transfer.AtExit(exit, effect.Target!) is { } target
        && exit.State.Held.Any(pair => ReferenceEquals(pair.Key.Value, exit.State.Canonical(target)) && pair.Key.Kind == (effect.Kind == EffectKind.Put ? ResourceKind.Reference : ResourceKind.Lock) && (pair.Value.Site ?? pair.Value.Released) is not null));

    /// <summary>The lock is the object itself, and that has no methods that take or release it: the body is what does.</summary>
    static bool IsPrimitive(Body body, Effect effect)
    {
        TargetPath path = effect.Target!;
        if (effect.Kind == EffectKind.MustHold || path.Root is RootKind.Token or RootKind.Return or RootKind.This || path.Members.Any(member => member is TargetPath.Pointee or TargetPath.Elements))
            return true;
        ITypeSymbol? type = path.Root == RootKind.Parameter ? body.Method.Parameters.FirstOrDefault(parameter => parameter.Name == path.Name)?.Type
            : MemberTypes.Find(body.Method.ContainingType, path.Name) is { } member ? MemberTypes.TypeOf(member) : null;
        foreach (string name in path.Members)
        {
            type = MemberTypes.Target(type);
            type = type is not null && MemberTypes.Find(type, name) is { } next ? MemberTypes.TypeOf(next) : null;
        }
        return MemberTypes.Target(type) is not { } owner || !owner.GetMembers().OfType<IMethodSymbol>().Any(method =>
            body.Knowledge.Contracts.Of(method) is { } contract && contract.Effects.Any(other => other.Kind == effect.Kind && other.Target is { Root: RootKind.This, Members.IsEmpty: true }));
    }

    static string Verb(EffectKind kind) => kind switch
    {
        EffectKind.Acquire => "acquire",
        EffectKind.Release => "release",
        EffectKind.Put => "put",
        _ => "hold",
    };
}
