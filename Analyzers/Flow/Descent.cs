// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Flow;

/// <summary>The bodies that are read for one question about a method: each once; none that goes on later (async), and none that may be another one (virtual).</summary>
sealed class Descent(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, CancellationToken cancellation)
{
    const int MaximalDepth = 4, MaximalBodies = 100;

    readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The body of a method; null: it is not to be read, or not again.</summary>
    public IOperation? Into(IMethodSymbol method, int depth) =>
        depth > MaximalDepth || _seen.Count > MaximalBodies || method.IsAsync || method.IsVirtual || method.IsOverride || !_seen.Add(method) ? null : bodyOf(method, Cancellation);
}
