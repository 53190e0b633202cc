// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

namespace Pairing.Flow;

/// <summary>What is known of a value on a path: the constant it equals, those it does not, and between which numbers it is.</summary>
/// <param name="Not">Sorted by their ids.</param>
/// <param name="Block">The block whose branch taught it: forgotten when the loop around it begins again, if the value can change.</param>
sealed record Fact(Value? Is, ImmutableArray<Value> Not, long Low, long High, int Block)
{
    public static Fact Nothing { get; } = new(null, ImmutableArray<Value>.Empty, long.MinValue, long.MaxValue, 0);

    public bool Equals(Fact? other) =>
        other is not null && ReferenceEquals(Is, other.Is) && Low == other.Low && High == other.High && Block == other.Block
        && (Not == other.Not || Not.SequenceEqual(other.Not));

    public override int GetHashCode() => unchecked(((Is?.Id ?? -1) * 31 + Low.GetHashCode()) * 31 + High.GetHashCode() + Not.Length);

    public bool IsNothing => Is is null && Not.IsEmpty && Low == long.MinValue && High == long.MaxValue;

    long Least => Is is { Key: long n } ? n : Low;
    long Most => Is is { Key: long n } ? n : High;

    /// <summary>It is known not to be that constant, too.</summary>
    public Fact Excluding(Value constant)
    {
        int at = 0;
        while (at < Not.Length && Not[at].Id < constant.Id)
            at++;
        return at < Not.Length && ReferenceEquals(Not[at], constant) ? this : this with { Not = Not.Insert(at, constant) };
    }

    /// <summary>What holds whichever of the two did.</summary>
    public Fact Or(Fact other)
    {
        if (ReferenceEquals(this, other))
            return this;
        Fact either = new(
            ReferenceEquals(Is, other.Is) ? Is : null,
            ImmutableArray<Value>.Empty,
            Math.Min(Least, other.Least),
            Math.Max(Most, other.Most),
            Math.Min(Block, other.Block));
        if (Not == other.Not && Is is null && other.Is is null)
            return either with { Not = Not };
        foreach (Value value in Not)
            either = other.Excludes(value) ? either.Excluding(value) : either;
        foreach (Value value in other.Not)
            either = Excludes(value) ? either.Excluding(value) : either;
        return either;
    }

    public bool Excludes(Value value) => Not.Contains(value) || Is is not null && !ReferenceEquals(Is, value);
}
