// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Flow;

static class Properties
{
    /// <summary>The field of the same type that a property does nothing but return, if it is one.</summary>
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
        if (expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member)
            expression = member.Name;
        return expression is IdentifierNameSyntax name
            ? property.ContainingType.GetMembers(name.Identifier.ValueText).OfType<IFieldSymbol>().FirstOrDefault() : null;
    }
}
