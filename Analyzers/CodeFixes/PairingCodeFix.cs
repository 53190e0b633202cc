// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Pairing.CodeFixes;

/// <summary>What the providers have in common: they change one document, and a title names one kind of change.</summary>
public abstract class PairingCodeFix : CodeFixProvider
{
    /// <summary>What is there to be changed, read once for all diagnostics.</summary>
    internal sealed class Scope(Document document, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        readonly Lazy<ContractSet> _contracts = new(() => ContractSet.Create(model.Compilation, document.Project.AnalyzerOptions, cancellation));

        public Document Document { get; } = document;
        public SyntaxNode Root { get; } = root;
        public SemanticModel Model { get; } = model;
        public CancellationToken Cancellation { get; } = cancellation;
        public ContractSet Contracts => _contracts.Value;
    }

    /// <summary>A change of the document's root that has a title.</summary>
    internal readonly record struct Change(string Title, Func<CancellationToken, Task<SyntaxNode>> Root)
    {
        public Change(string title, Func<SyntaxNode> root) : this(title, _ => Task.FromResult(root()))
        {
        }
    }

    /// <summary>Of what a change puts in, which is all that is formatted.</summary>
    internal static SyntaxAnnotation Inserted { get; } = new();

    /// <summary>The titles in the order in which they are taken where the user chose none.</summary>
    internal abstract ImmutableArray<string> Titles { get; }

    internal abstract IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic);

    /// <summary>The change of a document's root for several diagnostics at once; null: each is changed by itself, but for those that change the same.</summary>
    internal virtual Func<Scope, IEnumerable<Diagnostic>, Task<SyntaxNode>>? ChangeOfAll(string title) => null;

    public sealed override FixAllProvider GetFixAllProvider() => new BatchFixAll(this);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        if (await ScopeOf(document, context.CancellationToken).ConfigureAwait(false) is not { } scope)
            return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Change change in Changes(scope, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(change.Title, async cancellation => await Formatted(document, await change.Root(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false), change.Title),
                    diagnostic);
            }
        }
    }

    /// <summary>A document with another root: what was put in has the ends of line and the tabs that the document has, and what stands behind it stays as it is.</summary>
    internal static async Task<Document> Formatted(Document document, SyntaxNode root, CancellationToken cancellation)
    {
        SourceText text = root.GetText();
        OptionSet options = await document.GetOptionsAsync(cancellation).ConfigureAwait(false);
        if (text.Lines[0] is { EndIncludingLineBreak: var next, End: var end } && next > end)
            options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, text.ToString(TextSpan.FromBounds(end, next)));
        if (text.Lines.FirstOrDefault(line => line.Span.Length > 0 && text[line.Start] is ' ' or '\t') is { Span.Length: > 0 } indented)
            options = options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, text[indented.Start] == '\t');
        List<(SyntaxToken Before, TextSpan Span)> inserted = [.. root.GetAnnotatedNodes(Inserted).Select(node => (node.GetFirstToken().GetPreviousToken(), node.Span))];
        IEnumerable<TextChange> changes = Formatter.GetFormattedTextChanges(root, inserted.Select(each => TextSpan.FromBounds(each.Before.SpanStart, each.Span.End)), document.Project.Solution.Workspace, options, cancellation)
            .Where(change => inserted.Any(each => each.Before.Span.End <= change.Span.Start && change.Span.Start < each.Span.End));
        return document.WithText(text.WithChanges(changes));
    }

    internal static async Task<Scope?> ScopeOf(Document document, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            ? new(document, root, model, cancellation) : null;
}
