// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Flow;

/// <summary>Methods whose result says whether an argument is null, or a handle zero.</summary>
static class NullTests
{
    /// <summary>The result that says that the argument is not null; null: none does.</summary>
    /// <param name="isAll">The other result says that it is null: nothing else is asked, as far as can be seen.</param>
    public static bool? NotNullWhen(IParameterSymbol parameter, out bool isAll, CancellationToken cancellation)
    {
        isAll = true;
        if (parameter is not { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean } method }
            || !(parameter.Type.IsReferenceType || parameter.Type is IPointerTypeSymbol || Lowering.IsHandle(parameter.Type)))
        {
            return null;
        }
        if (method.ContainingType.SpecialType == SpecialType.System_String && method.Name is "IsNullOrEmpty" or "IsNullOrWhiteSpace")
            return false;
        if (method is { DeclaringSyntaxReferences: [var reference], IsVirtual: false, IsOverride: false }
            && Lowering.Returned(reference.GetSyntax(cancellation)) is { } returned && IsNotNull(returned, parameter.Name) is { } truth)
        {
            return truth;
        }
        bool? when = Lowering.Told(parameter, "NotNullWhenAttribute");
        // IsNullOrEmpty, but not File.Exists
        isAll = when is false && method is { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: true, Parameters.Length: 1 };
        return when;
    }

    /// <summary>The truth that a condition has if and only if the parameter is not null; null: it asks something else.</summary>
    static bool? IsNotNull(ExpressionSyntax condition, string parameter) => condition switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => IsNotNull(inner, parameter),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var inner } => !IsNotNull(inner, parameter),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Left: var left, Right: var right }
            when Names(left, parameter) && IsNull(right) || IsNull(left) && Names(right, parameter) => condition.IsKind(SyntaxKind.NotEqualsExpression),
        IsPatternExpressionSyntax { Expression: var tested, Pattern: var pattern } when Names(tested, parameter) => IsNotNull(pattern),
        _ => null,
    };

    static bool? IsNotNull(PatternSyntax pattern) => pattern switch
    {
        UnaryPatternSyntax { Pattern: var inner } => !IsNotNull(inner),
        ConstantPatternSyntax { Expression: var constant } when IsNull(constant) => false,
        RecursivePatternSyntax { Type: null, PropertyPatternClause.Subpatterns.Count: 0, PositionalPatternClause: null } => true,
        _ => null,
    };

    static bool Names(ExpressionSyntax expression, string parameter) => expression is IdentifierNameSyntax name && name.Identifier.ValueText == parameter;

    static bool IsNull(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value is null or 0,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Zero" } => true,
        _ => false,
    };
}
