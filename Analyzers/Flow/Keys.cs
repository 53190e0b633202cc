// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>What tells variables apart: the symbol of a local or parameter, the id of a capture, the name of a member.</summary>
static class Keys
{
    public static readonly IEqualityComparer<object> Comparer = new KeyComparer();

    /// <summary>Of the key of a place.</summary>
    public static object Of(object key) => key switch
    {
        ValueTuple<CaptureId, string> place => place.Item1,
        ILocalSymbol or IParameterSymbol => key,
        ISymbol symbol => symbol.Name,
        _ => key,
    };

    /// <summary>Of what an operation names itself, not of what is in it.</summary>
    public static object? Of(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFlowCaptureReferenceOperation reference => reference.Id,
        IFlowCaptureOperation capture => capture.Id,
        IMemberReferenceOperation member => Member(member.Member),
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    /// <summary>The name of a member; an element of a tuple has one, however it is called.</summary>
    public static string Member(ISymbol member) => member is IFieldSymbol { CorrespondingTupleField: { } element } ? element.Name : member.Name;

    /// <summary>The names of a tuple's elements; empty: the type is none.</summary>
    public static IEnumerable<string> Elements(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsTupleType: true, TupleElements: var elements } ? elements.Select(Member) : [];

    /// <summary>The names of what a value is taken apart into: a tuple's elements, or the properties that what Deconstruct leaves is named after; null: that is not known.</summary>
    public static string?[] Parts(ITypeSymbol? type, int count)
    {
        string?[] elements = Elements(type).ToArray();
        for (ITypeSymbol? at = type; at is not null && elements.Length != count; at = at.BaseType)
        {
            if (at.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == count) is { } method)
                elements = method.Parameters.Select(parameter => Named(at, parameter.Name)).ToArray();
        }
        return elements.Length == count ? elements : new string?[count];

        static string? Named(ITypeSymbol type, string name) =>
            type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } property
                ? Properties.Holder(property).Name : null;
    }

    sealed class KeyComparer : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? x, object? y) => x is ISymbol symbol ? SymbolEqualityComparer.Default.Equals(symbol, y as ISymbol) : Equals(x, y);
        int IEqualityComparer<object>.GetHashCode(object obj) => obj is ISymbol symbol ? SymbolEqualityComparer.Default.GetHashCode(symbol) : obj.GetHashCode();
    }
}
