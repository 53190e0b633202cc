// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

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

    /// <summary>The titles in the order in which they are taken where the user chose none.</summary>
    internal abstract ImmutableArray<string> Titles { get; }

    /// <summary>Which of the titles a diagnostic may get.</summary>
    internal virtual bool Fits(string title, string id) => true;

    internal abstract IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic);

    public sealed override FixAllProvider GetFixAllProvider() => new BatchFixAll(this);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }
        Scope scope = new(document, root, model, context.CancellationToken);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Change change in Changes(scope, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(change.Title, async cancellation => document.WithSyntaxRoot(await change.Root(cancellation).ConfigureAwait(false)), change.Title),
                    diagnostic);
            }
        }
    }
}
