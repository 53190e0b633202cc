// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

namespace Pairing.Flow;

/// <summary>What is known of a value on a path: the constant it equals, those it does not, between which numbers it is, and which of its bits are set.</summary>
/// <param name="Not">Sorted by their ids.</param>
/// <param name="Block">The block whose branch taught it: forgotten when the loop around it begins again, if the value can change.</param>
sealed record Fact(Value? Is, ImmutableArray<Value> Not, long Low, long High, int Block)
{
    public static Fact Nothing { get; } = new(null, ImmutableArray<Value>.Empty, long.MinValue, long.MaxValue, 0);

    /// <summary>Bits that are known not to be set.</summary>
    public long Clear { get; init; }

    /// <summary>One of these bits at least is known to be set; 0: of none is that known.</summary>
    public long Some { get; init; }

    public bool Equals(Fact? other) =>
        other is not null && ReferenceEquals(Is, other.Is) && Low == other.Low && High == other.High && Block == other.Block && Clear == other.Clear && Some == other.Some
        && (Not == other.Not || Not.SequenceEqual(other.Not));

    public override int GetHashCode() => unchecked(((Is?.Id ?? -1) * 31 + Low.GetHashCode()) * 31 + High.GetHashCode() + Not.Length);

    public bool IsNothing => Is is null && Not.IsEmpty && Low == long.MinValue && High == long.MaxValue && (Clear | Some) == 0;

    long Least => Is is { Key: long n } ? n : Low;
    long Most => Is is { Key: long n } ? n : High;

    /// <summary>The same, and of a constant those that it has not.</summary>
    public long Unset => Is is { Key: long n } ? ~n : Clear;

    /// <summary>Whether none of the bits is set; null: that is not known.</summary>
    public bool? IsClear(long bits) => (bits & ~Unset) == 0 ? true : Is is { Key: long } || Some != 0 && (Some & ~Unset & ~bits) == 0 ? false : null;

    /// <summary>None of the bits is set, or some bit is.</summary>
    public Fact WithBits(long bits, bool areClear) =>
        areClear ? this with { Clear = Clear | bits } : this with { Some = Some != 0 && (Some & ~bits) == 0 ? Some : bits };

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
        if (Equals(other))
            return this;
        return new(
            ReferenceEquals(Is, other.Is) ? Is : null,
            NotEither(other),
            Math.Min(Least, other.Least),
            Math.Max(Most, other.Most),
            Math.Min(Block, other.Block))
        {
            Clear = Unset & other.Unset,
            Some = other.IsClear(Some) is false ? Some : IsClear(other.Some) is false ? other.Some : 0,
        };
    }

    /// <summary>What both exclude.</summary>
    ImmutableArray<Value> NotEither(Fact other)
    {
        if (Not == other.Not && Is is null && other.Is is null)
            return Not;
        List<Value> both = [];
        foreach (Value value in Not)
        {
            if (other.Excludes(value))
                both.Add(value);
        }
        foreach (Value value in other.Not)
        {
            if (Excludes(value) && !Not.Contains(value))
                both.Add(value);
        }
        both.Sort(static (one, another) => one.Id.CompareTo(another.Id));
        return both.ToImmutableArray();
    }

    public bool Excludes(Value value) => Not.Contains(value) || Is is not null && !ReferenceEquals(Is, value);
}
