// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.CodeFixes;

/// <summary>Removes a release of what was released already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveReleaseCodeFix)), Shared]
public sealed class RemoveReleaseCodeFix : PairingCodeFix
{
    internal const string Remove = "Remove the second release";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.NotHeld, Ids.NotOwned);

    internal override ImmutableArray<string> Titles { get; } = ImmutableArray.Create(Remove);

    internal override IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic)
    {
        if (Calls.At(scope.Root, diagnostic.Location) is { } second && Statement(second) is { } statement
            && WasReleasedBefore(scope.Root, second, diagnostic))
        {
            yield return new(Remove, () => Without(scope.Root, statement));
        }
    }

    static ExpressionStatementSyntax? Statement(InvocationExpressionSyntax call)
    {
        SyntaxNode? parent = call.Parent;
        while (parent is AwaitExpressionSyntax or ConditionalAccessExpressionSyntax)
            parent = parent.Parent;
        return parent as ExpressionStatementSyntax;
    }

    /// <summary>
    /// The diagnostic's last other location is the same call, before, in the same body and at least as often on the way:
    /// not an acquire in another mode, or one that failed, and not a release that another path does not pass.
    /// </summary>
    static bool WasReleasedBefore(SyntaxNode root, InvocationExpressionSyntax second, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.LastOrDefault() is not { SourceTree: { } tree } location || tree != root.SyntaxTree
            || Calls.At(root, location) is not { } first || first == second || !SyntaxFactory.AreEquivalent(first.Expression, second.Expression))
        {
            return false;
        }
        return first.FirstAncestorOrSelf<StatementSyntax>() is { } before && IsPassed(before, second);
    }

    /// <summary>Whether every way to a node passes a statement: it stands before it in a block around it.</summary>
    static bool IsPassed(StatementSyntax statement, SyntaxNode node)
    {
        SyntaxNode passed = statement;
        // a finally is passed with its try
        while (passed.Parent is BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax attempt } })
            passed = attempt;
        return passed.SpanStart < node.SpanStart && passed.Parent is BlockSyntax or SwitchSectionSyntax && passed.Parent.Contains(node);
    }

    static SyntaxNode Without(SyntaxNode root, ExpressionStatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax or SwitchSectionSyntax => Beside.Without(root, [statement]),
        // if (...) Release();
        IfStatementSyntax { Else: null, Parent: BlockSyntax } test when test.Statement == statement && !HasCalls(test.Condition) && !Beside.IsWritten(statement.GetLeadingTrivia()) => Beside.Without(root, [test]),
        _ => root.ReplaceNode(statement, SyntaxFactory.Block().WithTriviaFrom(statement).WithAdditionalAnnotations(Inserted)),
    };

    static bool HasCalls(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax);
}
