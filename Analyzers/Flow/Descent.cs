// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>The bodies that are read for one question about a method: each once; none that goes on later (async), and none that may be another one (virtual).</summary>
sealed class Descent(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, CancellationToken cancellation)
{
    const int MaximalDepth = 4, MaximalBodies = 100;

    readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>The bodies of some methods and of what they call, whatever may override it, with the calls in them: each once, the nearest first.</summary>
    public static IEnumerable<(IOperation Body, IInvocationOperation[] Calls)> From(
        IEnumerable<IMethodSymbol> methods, Func<IInvocationOperation, bool> isFollowed, Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, int maximalDepth, CancellationToken cancellation)
    {
        HashSet<IMethodSymbol> seen = new(SymbolEqualityComparer.Default);
        IMethodSymbol[] level = Unseen(methods);
        for (int depth = 0; depth <= maximalDepth && level.Length > 0; depth++)
        {
            List<IMethodSymbol> next = [];
            foreach (IMethodSymbol method in level)
            {
                if (bodyOf(method, cancellation) is not { } body)
                    continue;
                IInvocationOperation[] calls = body.Descendants().OfType<IInvocationOperation>().ToArray();
                yield return (body, calls);
                next.AddRange(calls.Where(isFollowed).Select(call => call.TargetMethod));
            }
            level = Unseen(next);
        }

        IMethodSymbol[] Unseen(IEnumerable<IMethodSymbol> called) => called.Select(method => method.OriginalDefinition).Where(seen.Add).ToArray();
    }

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The body of a method; null: it is not to be read, or not again.</summary>
    public IOperation? Into(IMethodSymbol method, int depth) =>
        depth > MaximalDepth || _seen.Count > MaximalBodies || method.IsAsync || method.IsVirtual || method.IsOverride || !_seen.Add(method) ? null : bodyOf(method, Cancellation);
}
