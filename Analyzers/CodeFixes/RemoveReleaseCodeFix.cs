// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Pairing.CodeFixes;

/// <summary>Removes a release of what was released already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveReleaseCodeFix)), Shared]
public sealed class RemoveReleaseCodeFix : CodeFixProvider
{
    internal const string Remove = "Remove the second release";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.NotHeld, Ids.NotOwned);

    public override FixAllProvider GetFixAllProvider() => new BatchFixAll(_ => Remove);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Calls.At(root, diagnostic.Location) is not { Parent: ExpressionStatementSyntax statement } second || !WasReleasedBefore(root, second, diagnostic))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(Remove, _ => Task.FromResult(context.Document.WithSyntaxRoot(Without(root, statement))), Remove),
                diagnostic);
        }
    }

    /// <summary>The diagnostic's last other location is the same call, before: not an acquire in another mode, or one that failed.</summary>
    static bool WasReleasedBefore(SyntaxNode root, InvocationExpressionSyntax second, Diagnostic diagnostic) =>
        diagnostic.AdditionalLocations.LastOrDefault() is { SourceTree: { } tree } location && tree == root.SyntaxTree
        && Calls.At(root, location) is { } first && first != second && SyntaxFactory.AreEquivalent(first.Expression, second.Expression);

    static SyntaxNode Without(SyntaxNode root, ExpressionStatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax => root.RemoveNode(statement, SyntaxRemoveOptions.KeepDirectives)!,
        // if (...) Release();
        IfStatementSyntax { Else: null, Parent: BlockSyntax } test when test.Statement == statement && !HasCalls(test.Condition) => root.RemoveNode(test, SyntaxRemoveOptions.KeepDirectives)!,
        _ => root.ReplaceNode(statement, SyntaxFactory.Block().WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation)),
    };

    static bool HasCalls(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax);
}
