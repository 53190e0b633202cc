// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>
/// What is a constant in all but name: a field that is readonly, made with a constant, and named by no constructor;
/// a method or getter that nobody can override and that only returns one.
/// </summary>
sealed class Constants(Func<SyntaxTree, SemanticModel> modelOf)
{
    readonly ConcurrentDictionary<ISymbol, Optional<object?>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The number or truth that reading a field or property always gives.</summary>
    public Optional<object?> Of(IOperation read, CancellationToken cancellation) => read switch
    {
        IFieldReferenceOperation { Field: var field } => Of(field, cancellation),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } => Of(getter, cancellation),
        _ => default,
    };

    /// <summary>The number or truth that a method always returns.</summary>
    public Optional<object?> Of(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (method.IsVirtual || method.IsOverride || method.IsAbstract || method.IsAsync || method.DeclaringSyntaxReferences.IsEmpty || !IsPlain(method.ReturnType))
            return default;
        return _known.TryGetValue(method, out Optional<object?> known) ? known : _known.GetOrAdd(method, Read(method, cancellation));
    }

    Optional<object?> Read(IMethodSymbol method, CancellationToken cancellation) =>
        (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences is [var reference] && Lowering.Returned(reference.GetSyntax(cancellation)) is { } returned
        && modelOf(returned.SyntaxTree).GetConstantValue(returned, cancellation) is { HasValue: true } constant ? constant : default;

    static bool IsPlain(ITypeSymbol type) => type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 };

    Optional<object?> Of(IFieldSymbol field, CancellationToken cancellation)
    {
        // a struct may be made by default, which runs no initializer
        if (!field.IsReadOnly || !(field.IsStatic || field.ContainingType.TypeKind == TypeKind.Class) || !IsPlain(field.Type))
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
