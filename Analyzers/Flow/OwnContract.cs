// SPDX-License-Identifier: MIT
using System.Reflection;

using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What the contract of the body itself says of its beginning and its ends.</summary>
sealed partial class Transfer
{
    /// <summary>So many cases of arguments are told apart in a body whose contract is about them.</summary>
    const int MaximalCases = 16;

    /// <summary>What the body's own contract says of its beginning: one state for each case that it tells apart by a parameter.</summary>
    public List<State> Begin()
    {
        List<State> states = [new()];
        if (ExtensionBlock.Receiver(body.Method) is { } receiver)
            states[0].Put(_values.Address(_values.Frame, receiver), _values.This);
        if (Synchronized() is { } own)
            states[0].Hold(own, new Holding(1, null, null, Traits.Reentrant | Traits.ThreadAffine, Implicit: true) { Entry = 1 });
        if (body.Declared is not { Declared: true } contract)
            return states;
        foreach (Effect effect in contract.Effects)
        {
            if (states.Count < MaximalCases && Given(effect) is { } given)
                states = states.SelectMany(state => ByTerm(state, _values.Term(effect, given))).ToList();
        }
        for (int i = 0; i < states.Count; i++)
        {
            states[i].Case = i;
            Begin(states[i], contract);
        }
        return states;
    }

    /// <summary>The lock that <c>[MethodImpl(MethodImplOptions.Synchronized)]</c> holds from beginning to end: the object's, or that of the type.</summary>
    ResourceKey? Synchronized() =>
        body.Outer is not null || body.Method.ContainingType.IsValueType || (body.Method.MethodImplementationFlags & MethodImplAttributes.Synchronized) == 0 ? null
        : new ResourceKey(body.Method.IsStatic ? _values.Token(Lowering.TypeOf(body.Method.ContainingType)) : _values.This, ResourceKind.Lock, LockMode.Exclusive);

    /// <summary>The argument that decides whether an effect of the body's own contract happens.</summary>
    public Value? Given(Effect effect) =>
        effect.ConditionOn is { } on && body.Method.Parameters.FirstOrDefault(parameter => parameter.Name == on) is { RefKind: RefKind.None } parameter
            ? _values.Load(_values.Address(_values.Frame, parameter)) : null;

    void Begin(State state, MethodContract contract)
    {
        foreach (Effect effect in contract.Effects)
        {
            if (effect.Target is null or { Root: RootKind.Return } || AtEntry(effect.Target) is not { } target || Given(effect) is { } given && body.Logic.Decide(state, _values.Term(effect, given)) is false)
                continue;
            if (effect.Kind is EffectKind.Release or EffectKind.MustHold)
                state.Hold(new ResourceKey(target, ResourceKind.Lock, effect.Mode), new Holding(1, null, null, effect.Traits) { Entry = 1 });
            else if (effect.Kind is EffectKind.Put && TargetTypes.NodeOf(effect.Target, body.Method) is { } node)
                Fill(state, ResourceKey.Reference(target), node, site: null);
            else if (effect.Kind is EffectKind.Put or EffectKind.Move)
                state.Hold(ResourceKey.Reference(target), new Holding(1, null, null, effect.Traits) { Entry = 1 });
        }
    }

    /// <summary>A field or argument that is returned may be true or false: where the contract is about that, and what it says is done, there are two ends.</summary>
    public IEnumerable<State> Ends(State state)
    {
        if (body.Declared is not { Declared: true } contract || state is not { Returned: { } returned, Left.Block.BranchValue: { } written }
            || body.Logic.Decide(state, returned) is not null || !IsGiven(returned) || !contract.Effects.Any(effect => IsDone(state, effect)))
        {
            return [state];
        }
        List<State> ends = [];
        foreach (bool truth in new[] { true, false })
        {
            State end = new(state);
            if (!body.Logic.Assume(end, returned, truth, 0))
                continue;
            end.Trace = new Decision(written, truth, end.Trace);
            ends.Add(end);
        }
        return ends;
    }

    /// <summary>A field of this object or type, an argument, or what is computed of such.</summary>
    bool IsGiven(Value value) => value.Kind switch
    {
        ValueKind.Const => true,
        ValueKind.Load => value.IsArgument || body.FieldOf(value) is not null,
        ValueKind.Unary => IsGiven(value.A!),
        ValueKind.Binary => IsGiven(value.A!) && IsGiven(value.B!),
        _ => false,
    };

    /// <summary>Whether the body has done what its result is to say.</summary>
    bool IsDone(State state, Effect effect)
    {
        if (effect is not { When: Condition.True or Condition.False, ConditionOn: null, ConditionAt: null, Kind: EffectKind.Acquire or EffectKind.Release or EffectKind.Get or EffectKind.Put }
            || TargetAt(new Exit(state, ExitKind.Return, null), effect) is not { } target)
        {
            return false;
        }
        ResourceKind kind = effect.Kind is EffectKind.Acquire or EffectKind.Release ? ResourceKind.Lock : ResourceKind.Reference;
        return state.Find(new ResourceKey(state.Canonical(target), kind, effect.Mode)) is { Loose: false } holding
            && (effect.Kind is EffectKind.Acquire or EffectKind.Get ? holding.Site is not null && holding.Count > holding.Entry : holding.Released is not null && holding.Count < holding.Entry);
    }

    /// <summary>The lock or object that a path of the body's own contract means when it begins.</summary>
    public Value? AtEntry(TargetPath path) => OfOwn(path, new State(), _values.Symbol("result"));

    /// <summary>The lock or object that such a path means at one of its ends.</summary>
    public Value? AtExit(Exit exit, TargetPath path) => OfOwn(path, exit.State, exit.State.Returned ?? _values.Null);

    /// <summary>What an effect of the body's own contract is about, at one of its ends: what it gives back was there when it began.</summary>
    public Value? TargetAt(Exit exit, Effect effect) =>
        effect.Kind is EffectKind.Release or EffectKind.Put or EffectKind.Move ? AtEntry(effect.Target!) : AtExit(exit, effect.Target!);

    Value? OfOwn(TargetPath path, State state, Value result)
    {
        _state = state;
        IMethodSymbol method = body.Method;
        Dictionary<string, Argument> arguments = method.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new Argument(parameter, _values.Load(_values.Address(_values.Frame, parameter)), parameter.RefKind == RefKind.Out ? _values.Address(_values.Frame, parameter) : null, body.Code.Operation));
        return Resolve(path, new Call(body.Code.Operation, method, method.IsStatic ? _values.Global : _values.This, ExtensionBlock.TypeOfThis(method), arguments, result));
    }
}
