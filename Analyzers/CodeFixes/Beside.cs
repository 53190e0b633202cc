// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pairing.CodeFixes;

/// <summary>Comments and directives beside a statement, which stay when it goes.</summary>
static class Beside
{
    /// <summary>A node without some statements: what is written beside them comes before what is next.</summary>
    public static TNode Without<TNode>(TNode node, IEnumerable<SyntaxNode> statements) where TNode : SyntaxNode
    {
        SyntaxAnnotation gone = new();
        node = node.ReplaceNodes(statements, (_, statement) => statement.WithLeadingTrivia(Kept(statement)).WithoutTrailingTrivia().WithAdditionalAnnotations(gone));
        return node.RemoveNodes(node.GetAnnotatedNodes(gone), SyntaxRemoveOptions.KeepLeadingTrivia | SyntaxRemoveOptions.KeepDirectives)!;
    }

    /// <summary>What stands before something, up to the last directive.</summary>
    public static IEnumerable<SyntaxTrivia> Directives(SyntaxTriviaList leading) => leading.Take(AfterDirectives(leading));

    /// <summary>The comments before something that no directive parts from it.</summary>
    public static IEnumerable<SyntaxTrivia> Comments(SyntaxTriviaList leading) => leading.Skip(AfterDirectives(leading)).SkipWhile(IsSpace);

    public static IEnumerable<SyntaxTrivia> EndOfLine(SyntaxNode node) => node.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    public static bool IsWritten(SyntaxTriviaList trivia) => !trivia.All(IsSpace);

    static int AfterDirectives(SyntaxTriviaList leading) => leading.ToList().FindLastIndex(trivia => trivia.IsDirective) + 1;

    static IEnumerable<SyntaxTrivia> Kept(SyntaxNode statement)
    {
        List<SyntaxTrivia> before = [.. statement.GetLeadingTrivia()], behind = [.. statement.GetTrailingTrivia().SkipWhile(IsSpace)];
        return behind.Count > 0 ? before.Concat(behind)
            : before.All(IsSpace) ? []
            : before.Take(before.FindLastIndex(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia)) + 1);
    }

    public static bool IsSpace(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
