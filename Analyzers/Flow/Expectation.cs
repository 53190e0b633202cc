// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What the body's declared contract says of its ends.</summary>
static class Expectation
{
    /// <summary>Whether what is held at an end is what the contract promises there.</summary>
    public static bool IsExpected(Body body, Exit exit, ResourceKey key)
    {
        // who is not returned to has nothing to give back
        if (body.Declared is not { Declared: true } contract || exit.Kind == ExitKind.Throw && !body.ExceptionsAreFatal)
            return false;
        EffectKind wanted = key.Kind == ResourceKind.Lock ? EffectKind.Acquire : EffectKind.Get;
        foreach (Effect effect in contract.Effects)
        {
            if (effect.Kind == wanted && effect.Target is { } path && Happens(body, exit, effect) is not false && Matches(body, exit, path, key))
                return true;
            if (key.Kind == ResourceKind.Reference && effect is { Kind: EffectKind.Move, Into: { } into } && Matches(body, exit, into, key))
                return true;
        }
        return false;
    }

    /// <summary>The parameters and members on the paths of the contract that are, or lead to, members, and the parameters that its conditions are about.</summary>
    public static IEnumerable<object> Named(Body body)
    {
        if (body.Declared is not { Declared: true } contract)
            return [];
        IEnumerable<TargetPath> paths = contract.Effects.SelectMany(effect => new[] { effect.Target, effect.ConditionAt }).OfType<TargetPath>().Where(path => !path.Members.IsEmpty || path.Root is RootKind.Member or RootKind.Captured);
        return paths.SelectMany(path => path.Members).Concat(paths.Select(path => path.Name)).Concat(contract.Effects.Select(effect => effect.ConditionOn).OfType<string>())
            .Select(name => body.Method.Parameters.FirstOrDefault(parameter => parameter.Name == name) ?? (object)name).Concat(paths.Select(path => path.Symbol).OfType<object>());
    }

    static bool Matches(Body body, Exit exit, TargetPath path, ResourceKey key)
    {
        Value value = key.Value;
        Value? expected = new Transfer(body).AtExit(exit, path);
        if (expected is null)
            return true;
        expected = exit.State.Canonical(expected);
        // pointer arithmetic: another page of the same huge page
        return ReferenceEquals(expected, value) || expected.Kind == ValueKind.Binary && expected.Mentions(value) || path.Root == RootKind.Return && expected.Kind != ValueKind.Symbol || expected.IsVague
            || expected.Kind == ValueKind.Batch && exit.State.BatchOf(value) is not null
            || IsBy(body, expected, key, EffectKind.Release);
    }

    /// <summary>Whether the contract says that something was there when the body began and one of two is done to it, in the case of that end.</summary>
    public static bool Declares(Body body, Exit exit, ResourceKey key, EffectKind one, EffectKind other) =>
        body.Declared is { Declared: true } contract && contract.Effects.Any(effect =>
            effect.Target is not null && (effect.Kind == one || effect.Kind == other) && (effect.ConditionOn is null || Happens(body, exit, effect) is not false)
            && (new Transfer(body).TargetAt(exit, effect) is not { } declared || declared.IsVague || declared.IsJoined || ReferenceEquals(exit.State.Canonical(declared), key.Value) || effect.Kind == EffectKind.Release && IsBy(body, declared, key, EffectKind.Acquire)));

    /// <summary>What is declared is about an object to which nothing else is done, and the lock is in it, as far as the other half shows.</summary>
    static bool IsBy(Body body, Value declared, ResourceKey done, EffectKind other) =>
        done.Kind == ResourceKind.Lock && !body.Taken.Concat(body.Released).Any(key => ReferenceEquals(key.Value, declared))
        && Implementation.IsLockOf(body, declared, done.Value, other) is not false;

    /// <summary>Whether a conditional effect is due at that end.</summary>
    public static bool? Happens(Body body, Exit exit, Effect effect)
    {
        if (effect.When == Condition.Always)
            return true;
        if (exit.Kind == ExitKind.Throw)
            return false;
        if (Tested(body, exit, effect) is not { } value)
            return null;
        // what returns nothing gives no reference either
        if (effect is { Kind: EffectKind.Get, When: Condition.NonNull, ConditionOn: null, ConditionAt: null, Target: { Root: RootKind.Return, Members.IsEmpty: true } })
            return !body.Logic.IsNone(exit.State, value);
        return effect.When == Condition.NonNull && body.Logic.IsNonNull(exit.State, value) ? true : body.Logic.Decide(exit.State, body.Values.Term(effect, value));
    }

    /// <summary>What the condition is about at that end.</summary>
    static Value? Tested(Body body, Exit exit, Effect effect)
    {
        if (effect.ConditionAt is { } path)
            return new Transfer(body).AtExit(exit, path);
        if (effect.ConditionOn is not { } on)
            return exit.State.Returned;
        return new Transfer(body).Given(effect)
            ?? (body.Method.Parameters.FirstOrDefault(parameter => parameter.Name == on) is { } left ? exit.State.At(body.Values.Address(body.Values.Frame, left)) : null);
    }
}
