// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;

namespace Pairing.Flow;

static class Properties
{
    /// <summary>The member that says where a value is: of a property that does nothing but return a field, that field.</summary>
    public static ISymbol Holder(ISymbol member) => member is IPropertySymbol property && Field(property) is { } field ? field : member;

    /// <summary>The field that a property does nothing but return, if it is one.</summary>
    public static IFieldSymbol? Field(IPropertySymbol property)
    {
        if (property.IsVirtual || property.IsAbstract || property.DeclaringSyntaxReferences.Length != 1
            || property.DeclaringSyntaxReferences[0].GetSyntax() is not PropertyDeclarationSyntax syntax)
        {
            return null;
        }
        ExpressionSyntax? expression = syntax.ExpressionBody?.Expression;
        if (expression is null && syntax.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.Keyword.ValueText == "get") is { } getter)
            expression = getter.ExpressionBody?.Expression ?? (getter.Body?.Statements.FirstOrDefault() as ReturnStatementSyntax)?.Expression;
        while (expression is ParenthesizedExpressionSyntax inner)
            expression = inner.Expression;
        if (expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } member)
            expression = member.Name;
        return expression is IdentifierNameSyntax name ? MemberTypes.FindFrom(property.ContainingType, name.Identifier.ValueText) as IFieldSymbol : null;
    }
}
