// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>What one effect of a call does.</summary>
public enum EffectKind
{
    /// <summary>Takes a lock.</summary>
    Acquire,
    /// <summary>Gives a lock back.</summary>
    Release,
    /// <summary>Wants the lock to be held by the caller, before and after.</summary>
    MustHold,
    /// <summary>Gives the caller a reference (or any resource) that it must put.</summary>
    Get,
    /// <summary>Drops a reference of the caller's.</summary>
    Put,
    /// <summary>Takes a reference of the caller's over; with <see cref="Effect.Into"/> it becomes part of that batch.</summary>
    Move,
    /// <summary>Its result tells whether an object that a speculative get found is still the one that was looked for.</summary>
    Revalidate,
    /// <summary>May only be given an object that was tested again (<see cref="Revalidate"/>) since it was locked, if it came from a speculative get.</summary>
    NeedsValid,
    /// <summary>May sleep.</summary>
    MayBlock,
    /// <summary>Takes nothing; what it returns says whether the lock is held (Monitor.IsEntered).</summary>
    Assert,
    /// <summary>The result is the same counted object as the target (compound_head: a tail's reference is the head's).</summary>
    Alias,
    /// <summary>The result tells whether the target is an object at all: where it is none (an error, a value), nothing is held of it.</summary>
    Absent,
    /// <summary>Takes the object that the target, a node, is in off its list: what the list held of it the caller holds then.</summary>
    Unlink,
}

/// <summary>When an effect happens: what the call returned, or what <see cref="Effect.ConditionOn"/> or <see cref="Effect.ConditionAt"/> holds afterwards.</summary>
public enum Condition
{
    Always,
    True,
    False,
    NonZero,
    Zero,
    NonNull,
    Null,
    /// <summary>Some bit of <see cref="Effect.Constant"/> is set.</summary>
    Set,
    /// <summary>No bit of <see cref="Effect.Constant"/> is set.</summary>
    Clear,
    /// <summary>Equal to <see cref="Effect.Constant"/>.</summary>
    Equal,
    /// <summary>Not equal to <see cref="Effect.Constant"/>.</summary>
    NotEqual,
}

public enum LockMode
{
    Exclusive,
    Shared,
    Upgradeable,
}

[Flags]
public enum Traits
{
    None = 0,
    /// <summary>The holder may take it again.</summary>
    Reentrant = 1,
    /// <summary>The holder must not sleep: spin locks, RCU.</summary>
    ForbidsBlocking = 2,
    /// <summary>Has to be released by the thread that took it.</summary>
    ThreadAffine = 4,
    /// <summary>A semaphore: anybody may release it, several may hold it.</summary>
    Counted = 8,
    /// <summary>A get that may find an object that is about to be something else: see <see cref="EffectKind.Revalidate"/>.</summary>
    Speculative = 16,
    /// <summary>The call returns a disposable that releases what it acquired (Lock.EnterScope).</summary>
    Scoped = 32,
    /// <summary>Of a get: what it gives is nobody else's. Of a put: what it drops is gone.</summary>
    Unique = 64,
}

public enum RootKind
{
    /// <summary>The parameter that <see cref="TargetPath.Name"/> names.</summary>
    Parameter,
    This,
    Return,
    /// <summary>A field of this or a static field of the method's type: <see cref="TargetPath.Name"/>.</summary>
    Member,
    /// <summary>A lock that is no object (RCU, interrupts): written <c>#rcu</c>.</summary>
    Token,
    /// <summary>A parameter of the type's primary constructor, or, in inferred contracts of local functions, a local or parameter of an enclosing method: <see cref="TargetPath.Symbol"/>.</summary>
    Captured,
    /// <summary>A static field, in inferred contracts: <see cref="TargetPath.Symbol"/>.</summary>
    Static,
}

/// <summary>
/// What an effect acts on: a root and a chain of member names below it. <c>.</c> and <c>-&gt;</c> are equal.
/// The member <c>*</c> is what a pointer or ref points to (<c>*pagep</c>), <c>[]</c> is every element (<c>pvec-&gt;pages[]</c>), both as last member only.
/// </summary>
public sealed class TargetPath(RootKind root, string name, ImmutableArray<string> members, ISymbol? symbol = null) : IEquatable<TargetPath>
{
    public const string Pointee = "*";
    public const string Elements = "[]";

    public RootKind Root { get; } = root;
    /// <summary>Of the parameter, the member or the token; empty for this and return.</summary>
    public string Name { get; } = name;
    public ImmutableArray<string> Members { get; } = members;
    public ISymbol? Symbol { get; } = symbol;

    public static TargetPath Return { get; } = new(RootKind.Return, "", ImmutableArray<string>.Empty);
    public static TargetPath This { get; } = new(RootKind.This, "", ImmutableArray<string>.Empty);

    /// <summary>The same, or a member of what the other path leads to.</summary>
    public bool IsWithin(TargetPath other) =>
        Root == other.Root && Name == other.Name && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol) && Members.Take(other.Members.Length).SequenceEqual(other.Members);

    public bool Equals(TargetPath? other) =>
        other is not null && Root == other.Root && Name == other.Name
        && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol) && Members.SequenceEqual(other.Members);
    public override bool Equals(object? obj) => Equals(obj as TargetPath);
    public override int GetHashCode() => Members.Aggregate((int)Root * 31 + Name.GetHashCode(), (hash, member) => hash * 31 + member.GetHashCode());

    public override string ToString()
    {
        string root = Root switch
        {
            RootKind.This => "this",
            RootKind.Return => "return",
            RootKind.Token => "#" + Name,
            RootKind.Captured or RootKind.Static => Symbol!.Name,
            _ => Name,
        };
        foreach (string member in Members)
            root = member switch { Pointee => "*" + root, Elements => root + "[]", _ => root + "." + member };
        return root;
    }
}

/// <summary>One thing that a call does.</summary>
public sealed class Effect(EffectKind kind, TargetPath? target)
{
    public EffectKind Kind { get; } = kind;
    /// <summary>Null only for <see cref="EffectKind.MayBlock"/>.</summary>
    public TargetPath? Target { get; } = target;
    public Condition When { get; init; }
    /// <summary>The parameter that <see cref="When"/> is about: what it is given or, of a ref or out one (<c>ref bool lockTaken</c>), holds afterwards; null: the result (of a task: the awaited result).</summary>
    public string? ConditionOn { get; init; }
    /// <summary>Where <see cref="When"/> is about what a member of an argument holds when the call returns (<c>vmf->pte</c>): its path.</summary>
    public TargetPath? ConditionAt { get; init; }
    /// <summary>Of <see cref="Condition.Equal"/> and <see cref="Condition.NotEqual"/>: a number or an enum's; of <see cref="Condition.Set"/> and <see cref="Condition.Clear"/>: the bits.</summary>
    public long Constant { get; init; }
    /// <summary>Of a move: the batch, e.g. <c>pvec-&gt;pages[]</c>.</summary>
    public TargetPath? Into { get; init; }
    public LockMode Mode { get; init; }
    public Traits Traits { get; init; }
    /// <summary>The parameter that says how many (SemaphoreSlim.Release(n)); null: one.</summary>
    public string? Amount { get; init; }
    /// <summary>Of a get or put: the allocator; what one gives no other takes back.</summary>
    public string? Family { get; init; }
    /// <summary>Inferred: where another object may be after what is released: the member that it was in, or one that this is in.</summary>
    public TargetPath? Replaces { get; init; }
    /// <summary>Inferred: what else the call leaves where the effect happens.</summary>
    public ImmutableArray<Outcome> Taken { get; init; } = ImmutableArray<Outcome>.Empty;
    /// <summary>Inferred: what else the call leaves where it does not.</summary>
    public ImmutableArray<Outcome> NotTaken { get; init; } = ImmutableArray<Outcome>.Empty;
    /// <summary>All numbers that the call returns where it does not happen, or, of <see cref="Condition.NotEqual"/>, where it does; empty: that is not known.</summary>
    public ImmutableArray<long> Others { get; init; } = ImmutableArray<long>.Empty;

    public override string ToString() =>
        $"{Kind} {Target}{(When == Condition.Always ? "" : $" when {(ConditionAt is null ? ConditionOn : ConditionAt + " ")}{When}{(Constant == 0 ? "" : " " + Constant)}")}{(Mode == LockMode.Exclusive ? "" : $" {Mode}")}";
}

/// <summary>What a call leaves in a ref or out parameter, or in a captured variable, or (both are null) returns: a constant, what is at a path, or, of a ref parameter, what was there.</summary>
public sealed record Outcome(string? On, object? Constant, TargetPath? Path = null, bool IsUnchanged = false)
{
    public ISymbol? Captured { get; init; }
}

/// <summary>What is known of a method without looking at its callers.</summary>
public sealed class MethodContract(ImmutableArray<Effect> effects)
{
    public static MethodContract None { get; } = new(ImmutableArray<Effect>.Empty);
    /// <summary>Of a body that could not be followed to its end.</summary>
    public static MethodContract Unknown { get; } = new(ImmutableArray<Effect>.Empty) { IsUnknown = true };

    /// <summary>Inferred: the body does not compile, so nothing can be said of those who call it.</summary>
    public static MethodContract Broken { get; } = new(ImmutableArray<Effect>.Empty);

    /// <summary>Assumed of a method that is being summarised: no path through it is known yet, so that none returns from a call of it.</summary>
    public static MethodContract Unreached { get; } = new(ImmutableArray<Effect>.Empty) { NeverReturns = true };

    public ImmutableArray<Effect> Effects { get; } = effects;
    /// <summary>The body is not looked at, and why ([NoContextAnalysis]).</summary>
    public string? NoAnalysis { get; init; }
    /// <summary>Written by somebody (attribute or text), not inferred from the body.</summary>
    public bool Declared { get; init; }
    /// <summary>Declared by attributes in source, so that the body is checked against it (PAIR009).</summary>
    public bool OnSource { get; init; }
    public bool IsUnknown { get; private init; }
    /// <summary>Inferred: no path returns.</summary>
    public bool NeverReturns { get; init; }
    /// <summary>Inferred: parameters whose argument the body keeps (stores, captures), by ordinal.</summary>
    public ImmutableHashSet<int> Keeps { get; init; } = ImmutableHashSet<int>.Empty;
    /// <summary>Inferred: the body keeps an argument with a reference that it got for itself.</summary>
    public bool KeepsItsOwn { get; init; }
    /// <summary>Inferred: locks whose state after the call is not known (released on some paths only).</summary>
    public ImmutableArray<TargetPath> Unsure { get; init; } = ImmutableArray<TargetPath>.Empty;
    /// <summary>Inferred: what the body always returns (a getter's field).</summary>
    public TargetPath? Returns { get; init; }
    /// <summary>Inferred: captured variables that the body assigns.</summary>
    public ImmutableArray<ISymbol> Writes { get; init; } = ImmutableArray<ISymbol>.Empty;

    /// <summary>Inferred: what all paths leave in ref and out parameters.</summary>
    public ImmutableArray<Outcome> Leaves { get; init; } = ImmutableArray<Outcome>.Empty;

    /// <summary>Inferred: locks that every path waits for and releases again, and whose holder would wait for itself.</summary>
    public ImmutableArray<(TargetPath Path, LockMode Mode)> Waits { get; init; } = ImmutableArray<(TargetPath, LockMode)>.Empty;

    /// <summary>Inferred: locks that every path releases and takes again: the caller has them.</summary>
    public ImmutableArray<(TargetPath Path, LockMode Mode)> Drops { get; init; } = ImmutableArray<(TargetPath, LockMode)>.Empty;

    /// <summary>Inferred: what some path tests again.</summary>
    public ImmutableArray<TargetPath> Tests { get; init; } = ImmutableArray<TargetPath>.Empty;

    public bool IsEmpty => Effects.IsEmpty && NoAnalysis is null && !NeverReturns && Keeps.IsEmpty && !KeepsItsOwn && Unsure.IsEmpty && Writes.IsEmpty && Leaves.IsEmpty && Tests.IsEmpty && Returns is null;
}

/// <summary>What is known of a field: the locks that guard it, and whether reading it tests its object again.</summary>
public sealed class FieldContract(ImmutableArray<TargetPath> guards, bool revalidates = false)
{
    /// <summary>Paths from the object the field is in (this) or, for a static field, from its type.</summary>
    public ImmutableArray<TargetPath> Guards { get; } = guards;
    /// <summary>[Revalidates] on a field: reading it tests the object that it is in.</summary>
    public bool Revalidates { get; } = revalidates;
}
