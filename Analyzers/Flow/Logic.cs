// SPDX-License-Identifier: MIT
using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What a state says of a condition, and what it learns from one.</summary>
sealed class Logic(Values values)
{
    /// <summary>Whether a condition is decided on this path.</summary>
    public bool? Decide(State state, Value condition)
    {
        if (condition.Kind == ValueKind.Const)
            return condition.Key switch { bool truth => truth, long number => number != 0, _ => null };
        if (condition.IsVague)
            return null;
        if (condition is { Kind: ValueKind.Unary, Key: "!" })
            return !Decide(state, condition.A!);
        Fact fact = state.Of(condition);
        if (fact.Is?.Key is bool known)
            return known;
        if (condition is { Kind: ValueKind.Binary, Key: "==" })
            return DecideEqual(state, condition.A!, condition.B!);
        if (condition is { Kind: ValueKind.Binary, Key: "<" })
            return DecideLess(state, condition.A!, condition.B!);
        if (condition is { Kind: ValueKind.Binary, Key: "&" or "|" })
        {
            bool absorbing = condition.Key is "|";
            bool? left = Decide(state, condition.A!), right = Decide(state, condition.B!);
            return left == absorbing || right == absorbing ? absorbing : left is null || right is null ? null : !absorbing;
        }
        return null;
    }

    bool? DecideEqual(State state, Value a, Value b)
    {
        Value? x = Constant(state, a), y = Constant(state, b);
        if (x is not null && y is not null)
            return Equals(x.Key, y.Key);
        if (y is not null && Excludes(state, a, y) || x is not null && Excludes(state, b, x))
            return false;
        if (x is null && y is null)
            return AreApart(state, a, b) || AreApart(state, b, a) ? false : null;
        return IsZero(y) ? IsClear(state, a) : IsZero(x) ? IsClear(state, b) : null;
    }

    /// <summary>What was got here and is nobody else's is not what there was before, nor what else was made or got here, nor the empty array; a pool may give again what was put.</summary>
    static bool AreApart(State state, Value got, Value other)
    {
        if (state.Held.Count == 0 || !IsUnique(Reference(got)))
            return false;
        Holding? others = Reference(other);
        return others?.Released is null && (other.WasThereBefore || other.IsMade || other.IsEmptyArray || IsUnique(others)) && !ReferenceEquals(state.Canonical(got), state.Canonical(other));

        Holding? Reference(Value value) => state.Find(ResourceKey.Reference(state.Canonical(value)));

        static bool IsUnique(Holding? holding) => holding is { Count: > 0, Loose: false, Produced: true, Traits: var traits } && (traits & Traits.Unique) != 0;
    }

    /// <summary>That all bits of a number are clear is that it is 0.</summary>
    const long AllBits = -1;

    static bool IsZero(Value? constant) => constant?.Key is 0L;

    /// <summary>Whether some bits of a number, or all that two numbers have, are clear.</summary>
    bool? IsClear(State state, Value value) => value.Mask is not 0 and var mask ? AreClear(state, value.A!, mask)
        : value is { Kind: ValueKind.Binary, Key: Value.Either } ? AreClear(state, value, AllBits) : null;

    bool? AreClear(State state, Value value, long bits)
    {
        if (value is not { Kind: ValueKind.Binary, Key: Value.Either })
            return bits == AllBits ? DecideEqual(state, value, values.Zero) : Constant(state, value)?.Key is long number ? (number & bits) == 0 : value.IsVague ? null : state.Of(value).IsClear(bits);
        bool? left = AreClear(state, value.A!, bits), right = AreClear(state, value.B!, bits);
        return left is false || right is false ? false : left & right;
    }

    /// <summary>The same, once it is known whether they are; false: they cannot be.</summary>
    bool AssumeBits(State state, Value value, long bits, bool areClear, int block)
    {
        if (AreClear(state, value, bits) is { } known)
            return known == areClear;
        if (value is { Kind: ValueKind.Binary, Key: Value.Either })
        {
            if (areClear)
                return AssumeBits(state, value.A!, bits, true, block) && AssumeBits(state, value.B!, bits, true, block);
            return AreClear(state, value.A!, bits) is true ? AssumeBits(state, value.B!, bits, false, block)
                : AreClear(state, value.B!, bits) is not true || AssumeBits(state, value.A!, bits, false, block);
        }
        if (bits == AllBits)
            return AssumeEqual(state, value, values.Zero, areClear, block);
        if (!value.IsVague)
            state.Learn(value, state.Of(value).WithBits(bits, areClear) with { Block = block });
        return true;
    }

    static bool Excludes(State state, Value value, Value constant)
    {
        Fact fact = state.Of(value);
        return fact.Not.Contains(constant) || constant.Key is long n && (n < fact.Low || n > fact.High || (n & fact.Clear) != 0 || fact.Some != 0 && (n & fact.Some) == 0)
            || constant.IsNull && (value.Kind is ValueKind.Address or ValueKind.This || value.PointsInto is { } pointer && Excludes(state, pointer, constant));
    }

    bool? DecideLess(State state, Value a, Value b)
    {
        (long low, long high) x = Range(state, a), y = Range(state, b);
        if (x.high < y.low)
            return true;
        if (x.low >= y.high)
            return false;
        return null;
    }

    (long Low, long High) Range(State state, Value value)
    {
        if (Constant(state, value)?.Key is long n)
            return (n, n);
        Fact fact = state.Of(value);
        return (fact.Low, fact.High);
    }

    public bool IsNever(State state, Value value, long below) => Range(state, value).Low >= below;

    /// <summary>The constant that a value is on this path.</summary>
    public Value? Constant(State state, Value value)
    {
        if (value.Kind == ValueKind.Const)
            return value;
        if (value.IsVague)
            return null;
        if (state.Of(value).Is is { } known)
            return known;
        return value is { Kind: ValueKind.Unary, Key: "!" } or { Kind: ValueKind.Binary, Key: "==" or "<" } && Decide(state, value) is { } truth ? values.Bool(truth) : null;
    }

    /// <summary>Null, or a handle that is 0: there is nothing to take, or to give back.</summary>
    public bool IsNone(State state, Value value) => Constant(state, value) is { Key: null or 0L };

    /// <summary>An array without elements.</summary>
    public bool IsEmpty(State state, Value array) => Decide(state, values.Less(values.Zero, values.Load(values.Address(array, "Length")))) is false;

    public bool IsNonNull(State state, Value value) =>
        value.Kind is ValueKind.Address or ValueKind.This || Constant(state, value) is { IsNull: false } || state.Of(value).Not.Contains(values.Null);

    /// <summary>The state in which a condition has that truth; false: it cannot have it.</summary>
    public bool Assume(State state, Value condition, bool truth, int block)
    {
        if (Decide(state, condition) is { } known)
            return known == truth;
        if (condition.IsVague)
            return true;
        if (condition is { Kind: ValueKind.Unary, Key: "!" })
            return Assume(state, condition.A!, !truth, block);
        if (condition is { Kind: ValueKind.Binary, Key: "&" } && truth || condition is { Kind: ValueKind.Binary, Key: "|" } && !truth)
            return Assume(state, condition.A!, truth, block) && Assume(state, condition.B!, truth, block);

        state.Learn(condition, state.Of(condition) with { Is = values.Bool(truth), Block = block });
        if (condition is { Kind: ValueKind.Binary, Key: "==" })
            return AssumeEqual(state, condition.A!, condition.B!, truth, block);
        if (condition is { Kind: ValueKind.Binary, Key: "<" })
            AssumeLess(state, condition.A!, condition.B!, truth, block);
        // one of two, and the other one is decided
        if (condition is { Kind: ValueKind.Binary, Key: "&" or "|" } && (Decide(state, condition.A!) == !truth ? condition.B : Decide(state, condition.B!) == !truth ? condition.A : null) is { } open)
            return Assume(state, open, truth, block);
        return true;
    }

    bool AssumeEqual(State state, Value a, Value b, bool truth, int block)
    {
        if (Constant(state, b) is not { } constant)
        {
            if (Constant(state, a) is not { } other)
                return true;
            (a, b, constant) = (b, a, other);
        }
        if (IsZero(constant) && (a.Mask is not 0 and var mask ? !AssumeBits(state, a.A!, mask, truth, block) : a is { Kind: ValueKind.Binary, Key: Value.Either } && !AssumeBits(state, a, AllBits, truth, block)))
            return false;
        Fact fact = state.Of(a);
        if (!truth)
        {
            state.Learn(a, fact.Excluding(constant) with { Block = block });
            return true;
        }
        state.Learn(a, fact with { Is = constant, Block = block });
        if (a is { Kind: ValueKind.Unary, Key: "!" } or { Kind: ValueKind.Binary, Key: "==" or "<" } && constant.Key is bool or 0L or 1L)
            return Assume(state, a, constant.Key is true or 1L, block);
        return true;
    }

    void AssumeLess(State state, Value a, Value b, bool truth, int block)
    {
        (long low, long high) x = Range(state, a), y = Range(state, b);
        // a < b, or b <= a
        if (truth)
        {
            Narrow(state, a, long.MinValue, y.high == long.MinValue || y.high == long.MaxValue ? long.MaxValue : y.high - 1, block);
            Narrow(state, b, x.low == long.MaxValue || x.low == long.MinValue ? long.MinValue : x.low + 1, long.MaxValue, block);
        }
        else
        {
            Narrow(state, b, long.MinValue, x.high, block);
            Narrow(state, a, y.low, long.MaxValue, block);
        }
    }

    void Narrow(State state, Value value, long low, long high, int block)
    {
        if (value.Kind == ValueKind.Const)
            return;
        Fact fact = state.Of(value);
        long newLow = Math.Max(fact.Low, low), newHigh = Math.Min(fact.High, high);
        if (newLow != fact.Low || newHigh != fact.High)
            state.Learn(value, fact with { Is = newLow == newHigh ? values.Const(newLow) : fact.Is, Low = newLow, High = newHigh, Block = block });
    }
}
