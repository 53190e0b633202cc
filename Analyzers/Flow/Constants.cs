// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>Fields that are constants in all but name: readonly, made with a constant, and named by no constructor.</summary>
sealed class Constants(Func<SyntaxTree, SemanticModel> modelOf)
{
    readonly ConcurrentDictionary<IFieldSymbol, Optional<object?>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The number or truth that a field always has.</summary>
    public Optional<object?> Of(IFieldSymbol field, CancellationToken cancellation)
    {
        // a struct may be made by default, which runs no initializer
        if (!field.IsReadOnly || !(field.IsStatic || field.ContainingType.TypeKind == TypeKind.Class) || field.Type is not ({ TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 }))
            return default;
        field = field.OriginalDefinition;
        return _known.TryGetValue(field, out Optional<object?> known) ? known : _known.GetOrAdd(field, Read(field, cancellation));
    }

    Optional<object?> Read(IFieldSymbol field, CancellationToken cancellation)
    {
        if (field.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer: { } initializer }
            || field.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(method => MayAssign(method, field, cancellation)))
        {
            return default;
        }
        return modelOf(initializer.SyntaxTree).GetOperation(initializer, cancellation) is IFieldInitializerOperation { Value.ConstantValue: { HasValue: true } constant } ? constant : default;
    }

    static bool MayAssign(IMethodSymbol method, IFieldSymbol field, CancellationToken cancellation) =>
        (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor || method.IsInitOnly)
        && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is not TypeDeclarationSyntax and var syntax
            && syntax.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field.Name));
}
