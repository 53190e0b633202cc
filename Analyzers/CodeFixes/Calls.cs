// SPDX-License-Identifier: MIT
using System.Linq;

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
        node.Ancestors().FirstOrDefault(at => at is MemberDeclarationSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) ?? node;
}
