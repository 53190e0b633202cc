// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Something that happens on a path; rules judge it.</summary>
readonly record struct Event(Body Body, State State, IOperation Site, ResourceKey Key, Holding? Holding)
{
    public string Name => Body.Describe(Key.Value, Site);
}

/// <summary>How a path left the body.</summary>
enum ExitKind
{
    Return,
    Throw,
}

/// <summary>A path that left the body, with what it held then.</summary>
sealed record Exit(State State, ExitKind Kind, IOperation? Site);

/// <summary>A pairing rule: watches the paths of a body and reports.</summary>
abstract class Rule
{
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>A lock is about to be taken; the holding is that of the same lock, in any mode, if known.</summary>
    public virtual void OnAcquire(in Event e, LockMode heldMode) { }

    /// <summary>A lock or reference is released that is not held, as far as is known.</summary>
    public virtual void OnReleaseUnheld(in Event e, LockMode? heldMode) { }

    /// <summary>A call or a field needs a lock that is not known to be held.</summary>
    public virtual void OnUnguarded(in Event e, string what) { }

    /// <summary>An object is used whose last reference is gone.</summary>
    public virtual void OnUseOfDead(in Event e, IOperation released) { }

    /// <summary>An object found by a speculative get is used under its lock, not tested again.</summary>
    public virtual void OnUseOfUnvalidated(in Event e) { }

    /// <summary>The result of a conditional acquire is thrown away.</summary>
    public virtual void OnIgnoredResult(in Event e) { }

    /// <summary>A call that may block; called for each lock held.</summary>
    public virtual void OnBlocking(in Event e, IMethodSymbol callee) { }

    /// <summary>An await; called for each lock held.</summary>
    public virtual void OnAwait(in Event e) { }

    /// <summary>Nothing names an object any more whose reference is owned: the variable went round a loop.</summary>
    public virtual void OnLost(in Event e) { }

    /// <summary>Nothing names an object any more that was got here and whose reference or lock is still to be given back.</summary>
    public virtual void OnGone(in Event e) { }

    /// <summary>All paths are known.</summary>
    public virtual void OnBody(Body body) { }
}
