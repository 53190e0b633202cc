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
                    CodeAction.Create(change.Title, async cancellation => document.WithSyntaxRoot(await change.Root(cancellation).ConfigureAwait(false)), change.Title),
                    diagnostic);
            }
        }
    }

    internal static async Task<Scope?> ScopeOf(Document document, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            ? new(document, root, model, cancellation) : null;
}
