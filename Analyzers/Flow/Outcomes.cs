// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What a body returns and leaves in its ref and out parameters, beside what it does to locks: facts that belong together.</summary>
static class Outcomes
{
    /// <summary>What all of these exits have in common.</summary>
    public static ImmutableArray<Outcome> Of(Body body, IReadOnlyCollection<Exit> exits, bool withResult)
    {
        ImmutableArray<Outcome>.Builder outcomes = ImmutableArray.CreateBuilder<Outcome>();
        if (exits.Count == 0)
            return outcomes.ToImmutable();
        if (withResult && Common(body, exits, exit => exit.State.Returned) is { } result)
            outcomes.Add(new Outcome(null, result.Key));
        else if (withResult && Returned(body, exits) is { } returned)
            outcomes.Add(new Outcome(null, null, returned));
        foreach (IParameterSymbol parameter in body.Method.Parameters.Where(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out && Lowering.IsScalar(parameter.Type)))
        {
            Value place = body.Values.Address(body.Values.Frame, parameter), before = body.Values.Load(place);
            Value[] left = exits.Select(exit => exit.State.At(place) ?? before).Distinct().ToArray();
            if (left is [var only] && (ReferenceEquals(only, before) || only.Kind == ValueKind.Load))
            {
                if (ReferenceEquals(only, before) && parameter.RefKind == RefKind.Ref)
                    outcomes.Add(new Outcome(parameter.Name, null, IsUnchanged: true));
                else if (!ReferenceEquals(only, before) && Paths.Of(only, null, body) is { } path)
                    outcomes.Add(new Outcome(parameter.Name, null, path));
            }
            else if (Common(body, exits, exit => exit.State.At(place)) is { } constant)
            {
                outcomes.Add(new Outcome(parameter.Name, constant.Key));
            }
        }
        foreach (ISymbol variable in body.Written)
        {
            if (Common(body, exits, exit => exit.State.At(body.Values.Address(body.Values.Frame, variable))) is { } constant)
                outcomes.Add(new Outcome(null, constant.Key) { Captured = variable });
        }
        return outcomes.ToImmutable();
    }

    /// <summary>Where all of these exits have what they return from.</summary>
    public static TargetPath? Returned(Body body, IReadOnlyCollection<Exit> exits) =>
        exits.Select(exit => exit.State.Returned).Distinct().ToArray() is [{ } only] ? Paths.Of(only, null, body) : null;

    static Value? Common(Body body, IReadOnlyCollection<Exit> exits, Func<Exit, Value?> valueOf)
    {
        Value?[] constants = exits.Select(exit => valueOf(exit) is { } value ? body.Logic.Constant(exit.State, value) : null).Distinct().ToArray();
        return constants is [{ } constant] ? constant : null;
    }
}

sealed partial class Transfer
{
    /// <summary>What the callee always leaves in a variable.</summary>
    Value? Left(Call call, MethodContract contract, Argument argument) =>
        contract.Leaves.FirstOrDefault(outcome => outcome.On == argument.Parameter.Name) is { } outcome ? ValueOf(outcome, call, argument.Place is { } place ? Read(place) : null) : null;

    /// <summary>What it always returns.</summary>
    Value? Left(MethodContract contract) => contract.Leaves.FirstOrDefault(static outcome => outcome is { On: null, Captured: null, Path: null }) is { } outcome ? _values.Const(outcome.Constant) : null;

    /// <summary>The same of a variable that the callee captures.</summary>
    Value? Left(MethodContract contract, ISymbol variable) =>
        contract.Leaves.FirstOrDefault(outcome => SymbolEqualityComparer.Default.Equals(outcome.Captured, variable)) is { } outcome ? _values.Const(outcome.Constant) : null;

    Value? ValueOf(Outcome outcome, Call call, Value? before) =>
        outcome.IsUnchanged ? before : outcome.Path is { } path ? Resolve(path, call, before: true) : _values.Const(outcome.Constant);

    /// <summary>What else is known of a call where its effect happens, or does not.</summary>
    List<State> Correlated(State state, Call call, Effect effect, bool happens)
    {
        foreach (Outcome outcome in happens ? effect.Taken : effect.NotTaken)
        {
            if (outcome.Captured is { } variable)
            {
                state.Put(_values.Address(_values.Frame, variable), _values.Const(outcome.Constant));
                continue;
            }
            if (outcome is { On: null, Path: { } path })
            {
                _state = state;
                if (Resolve(path, call) is { } returned)
                    state.SetAlias(ResultOf(call), state.Canonical(returned));
                if (happens && path.Equals(effect.Target))
                    Exists(state, ResultOf(call));
                continue;
            }
            if (outcome.On is null)
            {
                if (!body.Logic.Assume(state, _values.Equal(ResultOf(call), _values.Const(outcome.Constant)), true, 0))
                    return [];
                continue;
            }
            if (!call.Arguments.TryGetValue(outcome.On, out Argument? argument) || argument.Place is not { } place)
                continue;
            _state = state;
            Value? before = call.Outs.Find(each => ReferenceEquals(each.Place, place)).Before;
            if (ValueOf(outcome, call, before) is not { } left || ReferenceEquals(before, left) && before.Kind == ValueKind.Load)
                continue;
            state.Put(place, left);
        }
        if (effect.Others.IsEmpty || happens != (effect.When == Condition.NotEqual))
            return [state];
        List<State> states = [];
        foreach (long other in effect.Others)
        {
            State one = new(state);
            if (body.Logic.Assume(one, _values.Equal(ResultOf(call), _values.Const(other)), true, 0))
                states.Add(one);
        }
        return states;
    }
}
