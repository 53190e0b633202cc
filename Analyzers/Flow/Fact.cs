// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

namespace Pairing.Flow;

/// <summary>What is known of a value on a path: the constant it equals, those it does not, and between which numbers it is.</summary>
/// <param name="Block">The block whose branch taught it: forgotten when the loop around it begins again, if the value can change.</param>
sealed record Fact(Value? Is, ImmutableHashSet<Value> Not, long Low, long High, int Block)
{
    public static Fact Nothing { get; } = new(null, ImmutableHashSet<Value>.Empty, long.MinValue, long.MaxValue, 0);

    public bool Equals(Fact? other) =>
        other is not null && ReferenceEquals(Is, other.Is) && Low == other.Low && High == other.High && Block == other.Block && Not.SetEquals(other.Not);

    public override int GetHashCode() => unchecked(((Is?.Id ?? -1) * 31 + Low.GetHashCode()) * 31 + High.GetHashCode() + Not.Count);

    /// <summary>What holds whichever of the two did.</summary>
    public Fact Or(Fact other) => new(
        ReferenceEquals(Is, other.Is) ? Is : null,
        CommonExclusions(other),
        Math.Min(Least, other.Least),
        Math.Max(Most, other.Most),
        Math.Min(Block, other.Block));

    public bool IsNothing => Is is null && Not.IsEmpty && Low == long.MinValue && High == long.MaxValue;

    long Least => Is is { Key: long n } ? n : Low;
    long Most => Is is { Key: long n } ? n : High;

    ImmutableHashSet<Value> CommonExclusions(Fact other) =>
        Not.Where(other.Excludes).Concat(other.Not.Where(Excludes)).ToImmutableHashSet();

    bool Excludes(Value value) => Not.Contains(value) || Is is not null && !ReferenceEquals(Is, value);
}
