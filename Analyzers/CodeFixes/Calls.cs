// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.CodeFixes;

static class Calls
{
    /// <summary>The call that a diagnostic is at.</summary>
    public static InvocationExpressionSyntax? At(SyntaxNode root, Location location)
    {
        SyntaxNode node = root.FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        return node.FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.Span == location.SourceSpan)
            ?? node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault()
            ?? node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
    }

    /// <summary>The innermost method, accessor, lambda or local function around a node.</summary>
    public static SyntaxNode BodyOf(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(at => at is MemberDeclarationSyntax or AccessorDeclarationSyntax || IsFunction(at)) ?? node;

    /// <summary>What runs when the node does: not what is in the lambdas and local functions below.</summary>
    public static IEnumerable<SyntaxNode> OfBody(SyntaxNode node) =>
        node.DescendantNodesAndSelf(at => at == node || !IsFunction(at)).Where(at => at == node || !IsFunction(at));

    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>Without what changes nothing: parentheses, casts, an await, the ! of a nullable.</summary>
    public static ExpressionSyntax Inner(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Inner(inner.Expression),
        AwaitExpressionSyntax inner => Inner(inner.Expression),
        CastExpressionSyntax inner => Inner(inner.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.SuppressNullableWarningExpression } inner => Inner(inner.Operand),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } access } => Inner(access.Expression),
        _ => expression,
    };

    /// <summary>Whether control does not go on behind a statement.</summary>
    public static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements.Last()),
        YieldStatementSyntax stop => stop.Expression is null,
        _ => statement is ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax,
    };

    /// <summary>The statements among which a statement stands.</summary>
    public static SyntaxList<StatementSyntax>? Siblings(SyntaxNode? container) => container switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        _ => null,
    };
}
