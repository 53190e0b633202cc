// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>A loop that counts by one, and goes on while the counter is not beyond a bound: <c>for (i = 0; i &lt; n; i++)</c>.</summary>
sealed record CountedLoop(BinaryExpressionSyntax Condition)
{
    /// <summary>The loop around a step, if it tests what is stepped before each turn and changes neither that, by something else, nor the bound.</summary>
    public static CountedLoop? Around(IIncrementOrDecrementOperation step)
    {
        if (step.Target is not (ILocalReferenceOperation or IParameterReferenceOperation))
            return null;
        SyntaxNode? loop = step.Syntax.Ancestors().FirstOrDefault(node => Lowering.IsLoop(node) || node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
        (ExpressionSyntax? tested, SeparatedSyntaxList<ExpressionSyntax> before) = loop switch
        {
            ForStatementSyntax each => (each.Condition, each.Initializers),
            WhileStatementSyntax each => (each.Condition, default),
            _ => (null, default),
        };
        if (tested is not BinaryExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var counter }, Right: var bound } condition || counter != step.Target.Syntax.ToString()
            || !IsTowards(condition.Kind(), step.Kind))
        {
            return null;
        }
        string[] kept = [counter, .. bound.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText)];
        bool isChanged = loop!.ChildNodes().Where(child => !before.Contains(child)).SelectMany(static child => child.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>()
            .Any(name => name.Parent != step.Syntax && kept.Contains(name.Identifier.ValueText) && Constants.IsAssigned(name));
        return isChanged ? null : new CountedLoop(condition);
    }

    static bool IsTowards(SyntaxKind test, OperationKind step) => step == OperationKind.Increment
        ? test is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
        : test is SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;

    /// <summary>Between which numbers a counter is after its step.</summary>
    public (long Low, long High) Range(long bound) => Condition.Kind() switch
    {
        SyntaxKind.LessThanExpression => (long.MinValue, bound),
        SyntaxKind.LessThanOrEqualExpression => (long.MinValue, bound + 1),
        SyntaxKind.GreaterThanExpression => (bound, long.MaxValue),
        _ => (bound - 1, long.MaxValue),
    };

    /// <summary>Whether a test of the counter asks if it has come to the bound: it cannot be beyond it.</summary>
    public bool AsksForEnd(IBinaryOperation test) => SyntaxFactory.AreEquivalent(Condition.Right, test.RightOperand.Syntax) && test.OperatorKind switch
    {
        BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual => Condition.IsKind(SyntaxKind.LessThanExpression),
        BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual => Condition.IsKind(SyntaxKind.GreaterThanExpression),
        _ => false,
    };
}
