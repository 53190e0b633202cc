// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Flow;

/// <summary>Calls of the framework, and of Dispose, that throw nothing in a program that works: nobody guards a release against them.</summary>
static class NoThrow
{
    static readonly HashSet<string> s_types = ["Debug", "Interlocked", "Math", "MathF", "MemoryMarshal", "StringBuilder", "Unsafe", "Volatile"];

    static readonly HashSet<string> s_names = ["AsMemory", "AsSpan", "ConfigureAwait", "Empty", "KeepAlive", "ReferenceEquals"];

    /// <summary>Accessors throw nothing, but for those in which something is thrown.</summary>
    public static bool IsThrownIn(IMethodSymbol accessor, CancellationToken cancellation) => accessor.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellation).DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax));

    public static bool Contains(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor
        ? Lowering.IsSpanOrMemory(method.ContainingType) || Lowering.IsException(method.ContainingType)
        : Body.EndsTheProcess(method) || method.DeclaringSyntaxReferences.IsEmpty && (s_names.Contains(method.Name) || s_types.Contains(method.ContainingType.Name)) || method.Name == "Dispose";
}
