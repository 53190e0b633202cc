// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Mutations;

/// <summary>What the rules say of Port, line by line: what the reviewers of the thread said by eye, and nothing else.</summary>
sealed record ExpectedInPort(string Rule, string File, string Function, string Line, string Source)
{
    public static IReadOnlyList<ExpectedInPort> All { get; } = [];

    public string Text => $"{Rule} {File} {Function}: {Line}";

    public static string Describe(Diagnostic found)
    {
        SyntaxTree tree = found.Location.SourceTree!;
        string function = tree.GetRoot().FindNode(found.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText ?? "";
        string line = tree.GetText().Lines.GetLineFromPosition(found.Location.SourceSpan.Start).ToString().Trim();
        return $"{found.Id} {PortSources.NameOf(tree)} {function}: {line}";
    }
}
