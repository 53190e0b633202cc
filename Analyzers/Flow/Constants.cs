// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// What is a constant in all but name: a field that is made with a constant and assigned nowhere, if all that could is compiled here;
/// a method or getter that nobody can override and that only returns one.
/// </summary>
sealed class Constants(NameIndex names, IAssemblySymbol assembly, Func<SyntaxTree, SemanticModel> modelOf)
{
    /// <summary>Other assemblies see what is internal.</summary>
    readonly Lazy<bool> _hasFriends = new(() => assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute"));

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
        if (!(field.IsStatic || field.ContainingType.TypeKind == TypeKind.Class) || !IsPlain(field.Type) && !Lowering.IsHandle(field.Type) || !field.IsReadOnly && MayBeSetElsewhere(field))
            return default;
        field = field.OriginalDefinition;
        return _known.TryGetValue(field, out Optional<object?> known) ? known : _known.GetOrAdd(field, Read(field, cancellation));
    }

    /// <summary>By another assembly, or by what reads attributes.</summary>
    bool MayBeSetElsewhere(IFieldSymbol field) =>
        field.IsVolatile || !field.GetAttributes().IsEmpty || field.ContainingType.IsSerializable
        || field.DeclaredAccessibility != Accessibility.Private && (MemberTypes.IsVisibleOutside(field) || _hasFriends.Value);

    Optional<object?> Read(IFieldSymbol field, CancellationToken cancellation) =>
        field.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer: { } initializer }
        && !Naming(field).Any(member => MayAssign(member.Declaration, field.Name))
        && modelOf(initializer.SyntaxTree).GetOperation(initializer, cancellation) is IFieldInitializerOperation { Value: var value } ? Of(value) : default;

    /// <summary>The number that a value is, or that a handle is made of: <c>new IntPtr(-1)</c>.</summary>
    static Optional<object?> Of(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true } constant } => constant,
        IObjectCreationOperation { Arguments: [{ Value: var number }] } when Lowering.IsHandle(value.Type) => Of(number),
        IConversionOperation { Operand: var number } when Lowering.IsHandle(value.Type) => Of(number),
        _ => default,
    };

    IEnumerable<NameIndex.Member> Naming(IFieldSymbol field) =>
        field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private ? names.MembersOf(field.ContainingType).Where(member => member.Names.Contains(field.Name)) : names.Naming(field.Name);

    static bool MayAssign(SyntaxNode member, string field) =>
        member.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == field && IsAssigned(name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        }));

    /// <summary>Whether a variable or field is assigned where it is named.</summary>
    public static bool IsAssigned(ExpressionSyntax field) => field.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == field,
        ParenthesizedExpressionSyntax whole => IsAssigned(whole),
        ArgumentSyntax argument => argument.Parent is TupleExpressionSyntax || !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
        PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
        _ => false,
    };
}
