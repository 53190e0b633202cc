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
        // the line that one shares with what is before it ends there
        Dictionary<SyntaxToken, SyntaxNode> ends = statements.Where(statement => BreakBefore(statement) is null && statement.GetTrailingTrivia() is [.., { RawKind: (int)SyntaxKind.EndOfLineTrivia }] trailing && trailing.All(IsSpace))
            .ToDictionary(statement => statement.GetFirstToken().GetPreviousToken());
        node = node.ReplaceSyntax(
            statements, (_, statement) => statement.WithLeadingTrivia(Kept(statement)).WithoutTrailingTrivia().WithAdditionalAnnotations(gone),
            ends.Keys, (token, _) => token.WithTrailingTrivia(token.TrailingTrivia.Reverse().SkipWhile(IsSpace).Reverse().Concat(EndOfLine(ends[token]))),
            [], (trivia, _) => trivia);
        return node.RemoveNodes(node.GetAnnotatedNodes(gone), SyntaxRemoveOptions.KeepLeadingTrivia | SyntaxRemoveOptions.KeepDirectives)!;
    }

    /// <summary>What stands before something, up to the last directive.</summary>
    public static IEnumerable<SyntaxTrivia> Directives(SyntaxTriviaList leading) => leading.Take(AfterDirectives(leading));

    /// <summary>The comments before something that no directive parts from it.</summary>
    public static IEnumerable<SyntaxTrivia> Comments(SyntaxTriviaList leading) => leading.Skip(AfterDirectives(leading)).SkipWhile(IsSpace);

    /// <summary>The white space before something that is the first on its line.</summary>
    public static SyntaxTriviaList Indentation(SyntaxTriviaList leading) =>
        SyntaxFactory.TriviaList(leading.Skip(leading.ToList().FindLastIndex(trivia => trivia.IsDirective || trivia.IsKind(SyntaxKind.EndOfLineTrivia)) + 1).TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));

    /// <summary>The end of line before a node; null: it is not the first on its line.</summary>
    public static SyntaxTrivia? BreakBefore(SyntaxNode node)
    {
        SyntaxToken first = node.GetFirstToken();
        return first.GetPreviousToken().TrailingTrivia.Concat(first.LeadingTrivia).Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).Select(trivia => (SyntaxTrivia?)trivia).FirstOrDefault();
    }

    /// <summary>The end of line behind a node, or a space where something is on the same line.</summary>
    public static IEnumerable<SyntaxTrivia> EndOfLine(SyntaxNode node) => node.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).DefaultIfEmpty(SyntaxFactory.Space);

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
