// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>A block of extension members, <c>extension(Inode inode) { .. }</c>: compilers that know it have more API than the one that this is built with.</summary>
static class ExtensionBlock
{
    static readonly Func<INamedTypeSymbol, IParameterSymbol?>? s_parameter = typeof(INamedTypeSymbol).GetProperty("ExtensionParameter")?.GetMethod
        .CreateDelegate(typeof(Func<INamedTypeSymbol, IParameterSymbol?>)) as Func<INamedTypeSymbol, IParameterSymbol?>;

    /// <summary>What an instance member of a block is called on, which it has as a parameter of the block; null: it is in none.</summary>
    public static IParameterSymbol? Receiver(IMethodSymbol method) =>
        s_parameter is null || method.ContainingType is not { } block || method is { IsStatic: true, MethodKind: not (MethodKind.LocalFunction or MethodKind.AnonymousFunction) } ? null : s_parameter(block);

    /// <summary>The type of what the method is called on.</summary>
    public static ITypeSymbol TypeOfThis(IMethodSymbol method) => Receiver(method)?.Type ?? method.ContainingType;
}
