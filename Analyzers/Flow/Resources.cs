// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

enum ResourceKind
{
    Lock,
    Reference,
}

/// <summary>Which lock (in which mode) or reference: the key of what a state holds.</summary>
sealed record ResourceKey(Value Value, ResourceKind Kind, LockMode Mode) : INumbered
{
    public static readonly ImmutableArray<LockMode> Modes = ImmutableArray.Create(LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable);

    /// <summary>References have no modes.</summary>
    public static ResourceKey Reference(Value value) => new(value, ResourceKind.Reference, LockMode.Exclusive);

    public bool Equals(ResourceKey? other) => other is not null && ReferenceEquals(Value, other.Value) && Kind == other.Kind && Mode == other.Mode;
    public override int GetHashCode() => Id;
    public int Id => (Value.Id * 2 + (int)Kind) * 4 + (int)Mode;
}

/// <summary>A lock held or a reference owned.</summary>
/// <param name="Count">How often; 0: known not to be held.</param>
/// <param name="Site">The call that took it last; null: it was held when the method began (its contract says so).</param>
/// <param name="Released">The call that released it last; null: none yet.</param>
/// <param name="Loose">It may have gone to somebody else (captured, stored, passed on): its end is nobody's business here.</param>
/// <param name="Implicit">The compiler pairs it (lock statement).</param>
/// <param name="By">The method that took or released it last.</param>
/// <param name="Failed">A conditional acquire said no: the call.</param>
sealed record Holding(int Count, IOperation? Site, IOperation? Released, Traits Traits, bool Loose = false, bool Implicit = false, IOperation? Failed = null, IMethodSymbol? By = null)
{
    /// <summary>How often it was held when the method began, as its contract or a release here shows.</summary>
    public int Entry { get; init; }

    /// <summary>What released it first, if nothing here had taken it.</summary>
    public IOperation? Dropped { get; init; }

    /// <summary>The call that got the reference made or found the object, so that nothing else is known to keep it.</summary>
    public bool Produced { get; init; }

    /// <summary>Of a lock: the object came from a call that says what it returns, and does not say that it is locked.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Of each object in a list: the call that linked it in.</summary>
    public IOperation? ListedAt { get; init; }

    /// <summary>It was taken again while it was held, which is reported: one release more is for that.</summary>
    public bool Again { get; init; }

    /// <summary>It was taken in a handler, after the exception that led there: that one is over for it.</summary>
    public bool InHandler { get; init; }

    /// <summary>A test said that it is no object (IS_ERR).</summary>
    public bool IsAbsent { get; init; }

    /// <summary>A test said whether it is held (IsReadLockHeld).</summary>
    public bool Asserted { get; init; }
}
