// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Flow;

/// <summary>Calls of the framework, and of Dispose, that throw nothing in a program that works: nobody guards a release against them.</summary>
static class NoThrow
{
    static readonly HashSet<string> s_types = ["Debug", "Interlocked", "Math", "MathF", "MemoryMarshal", "StringBuilder", "Unsafe", "Volatile"];

    static readonly HashSet<string> s_names = ["AsMemory", "AsSpan", "ConfigureAwait", "KeepAlive", "ReferenceEquals"];

    public static bool Contains(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor
        ? Lowering.IsSpanOrMemory(method.ContainingType) || Lowering.IsException(method.ContainingType)
        : Body.EndsTheProcess(method) || method.DeclaringSyntaxReferences.IsEmpty && (s_names.Contains(method.Name) || s_types.Contains(method.ContainingType.Name)) || method.Name == "Dispose";
}
