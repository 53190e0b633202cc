// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>The methods that are summarised together, as the body of one of them sees the others.</summary>
abstract class Peers(HashSet<int> names)
{
    public HashSet<int> Names { get; } = names;

    /// <summary>Whether a method of that name may do something to a lock or reference: of their own it is not known yet.</summary>
    public bool MayMatter(int name) => Names.Contains(name) || HasEffects(name);

    /// <summary>The same of a name that is none of theirs.</summary>
    public abstract bool HasEffects(int name);

    /// <summary>Before something is done for which a thread may have to wait for another.</summary>
    public abstract void MayWait();

    /// <summary>What is known of one of them.</summary>
    public abstract MethodContract Ask(IMethodSymbol method);
}
