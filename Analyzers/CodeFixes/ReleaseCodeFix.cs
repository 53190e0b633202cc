// SPDX-License-Identifier: MIT
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

using Pairing.Contracts;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Adds the release that a path lacks, or one that no path can miss.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseCodeFix)), Shared]
public sealed class ReleaseCodeFix : CodeFixProvider
{
    internal const string BeforeLeaving = "Release before leaving";
    internal const string InFinally = "Wrap in try/finally";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.HeldAtEnd, Ids.Leak, Ids.SkippedRelease);

    public override FixAllProvider GetFixAllProvider() => new BatchFixAll(id => id == Ids.SkippedRelease ? InFinally : BeforeLeaving);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }
        var contracts = ContractSet.Create(model.Compilation, document.Project.AnalyzerOptions, context.CancellationToken);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Calls.At(root, diagnostic.Location) is not { } acquire
                || ReleaseCall.Of(acquire, contracts, model, context.CancellationToken) is not { } call
                || HeldRegion.Of(call) is not { } region
                || call.Find(Calls.BodyOf(acquire)) is not { } release)
            {
                continue;
            }
            IReadOnlyList<SyntaxNode> exits = region.ExitsWithoutRelease();
            if (diagnostic.Id != Ids.SkippedRelease && exits.Count > 0)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(BeforeLeaving, cancellation => AddBefore(document, exits, release, cancellation), BeforeLeaving),
                    diagnostic);
            }
            if (CanWrap(region))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(InFinally, cancellation => Wrap(document, region, release, cancellation), InFinally),
                    diagnostic);
            }
        }
    }

    static async Task<Document> AddBefore(Document document, IReadOnlyList<SyntaxNode> exits, ExpressionSyntax release, CancellationToken cancellation)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        foreach (SyntaxNode exit in exits)
        {
            ExpressionStatementSyntax statement = ExpressionStatement(release).WithAdditionalAnnotations(Formatter.Annotation);
            if (exit is BlockSyntax block)
            {
                editor.ReplaceNode(block, (node, _) => ((BlockSyntax)node).AddStatements(statement));
                continue;
            }
            List<StatementSyntax> statements = [statement, (StatementSyntax)exit];
            if (exit is ReturnStatementSyntax { Expression: { } value } && !IsPlain(value))
            {
                // what is returned may need the lock
                statements.Insert(0, ParseStatement($"var result = {value};\n").WithAdditionalAnnotations(Formatter.Annotation));
                statements[2] = ReturnStatement(IdentifierName("result")).WithTrailingTrivia(exit.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            }
            if (exit.Parent is BlockSyntax or SwitchSectionSyntax)
            {
                editor.InsertBefore(exit, statements.Take(statements.Count - 1));
                if (statements.Count > 2)
                    editor.ReplaceNode(exit, statements.Last());
            }
            else
            {
                BlockSyntax braces = Block(statements.Select(each => each.WithoutLeadingTrivia().WithTrailingTrivia(ElasticLineFeed))).WithTriviaFrom(exit);
                editor.ReplaceNode(exit, braces.WithAdditionalAnnotations(Formatter.Annotation));
            }
        }
        return editor.GetChangedDocument();
    }

    static async Task<Document> Wrap(Document document, HeldRegion region, ExpressionSyntax release, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        BlockSyntax block = region.Block;
        HashSet<SyntaxNode> releases = [.. region.Releases()];
        SyntaxList<StatementSyntax> inner = List(region.Statements
            .Where(statement => !releases.Contains(statement))
            .Select(statement => statement.RemoveNodes(releases.Where(each => each.Ancestors().Contains(statement)), SyntaxRemoveOptions.KeepNoTrivia)!));
        TryStatementSyntax attempt = TryStatement(
            Block(inner),
            default,
            FinallyClause(Block(ExpressionStatement(release)))).WithAdditionalAnnotations(Formatter.Annotation);
        BlockSyntax wrapped = block.WithStatements(List(block.Statements.Take(region.Start).Append(attempt)));
        return document.WithSyntaxRoot(root.ReplaceNode(block, wrapped));
    }

    /// <summary>Every release in the region must be one that can be taken out, and nobody may jump into it.</summary>
    static bool CanWrap(HeldRegion region)
    {
        List<ExpressionStatementSyntax> releases = region.Releases().ToList();
        return region.Statements.Any(statement => !releases.Contains(statement))
            && releases.Count == region.CountOfReleases()
            && releases.All(release => release.Parent is BlockSyntax or SwitchSectionSyntax && !release.Ancestors().TakeWhile(node => node != region.Block).Any(IsHandler))
            && !region.Statements.SelectMany(statement => statement.DescendantNodesAndSelf()).Any(node => node is LabeledStatementSyntax or GotoStatementSyntax);
    }

    static bool IsHandler(SyntaxNode node) => node is FinallyClauseSyntax or CatchClauseSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>Whether an expression means the same after the release.</summary>
    static bool IsPlain(ExpressionSyntax value) => value
        is LiteralExpressionSyntax or IdentifierNameSyntax or DefaultExpressionSyntax
        or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax };
}
