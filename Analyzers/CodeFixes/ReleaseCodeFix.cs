// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Adds the release that a path lacks, or one that no path can miss.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseCodeFix)), Shared]
public sealed class ReleaseCodeFix : PairingCodeFix
{
    internal const string BeforeLeaving = "Release before leaving";
    internal const string InFinally = "Wrap in try/finally";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.HeldAtEnd, Ids.Leak, Ids.SkippedRelease);

    internal override ImmutableArray<string> Titles { get; } = ImmutableArray.Create(BeforeLeaving, InFinally);

    internal override bool Fits(string title, string id) => title == InFinally || id != Ids.SkippedRelease;

    internal override IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic)
    {
        if (Calls.At(scope.Root, diagnostic.Location) is not { } acquire
            || ReleaseCall.Of(acquire, scope) is not { } call
            || HeldRegion.Of(call) is not { } region
            || call.Find() is not { } release)
        {
            yield break;
        }
        if (Fits(BeforeLeaving, diagnostic.Id) && region.ExitsWithoutRelease() is { Count: > 0 } exits)
            yield return new(BeforeLeaving, cancellation => AddBefore(scope, exits, release, cancellation));
        if (region.Wrapped() is > 0 and var count)
            yield return new(InFinally, () => Wrap(scope.Root, region, count, release));
    }

    static async Task<SyntaxNode> AddBefore(Scope scope, IReadOnlyCollection<SyntaxNode> exits, ExpressionSyntax release, CancellationToken cancellation)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(scope.Document, cancellation).ConfigureAwait(false);
        foreach (SyntaxNode exit in exits)
        {
            StatementSyntax statement = ExpressionStatement(release).WithAdditionalAnnotations(Formatter.Annotation);
            switch (exit)
            {
                case BlockSyntax:
                    editor.ReplaceNode(exit, (node, _) => AtEnd((BlockSyntax)node, statement));
                    break;
                case LabeledStatementSyntax label:
                    editor.InsertBefore(label, statement.WithLeadingTrivia(label.GetLeadingTrivia()));
                    editor.ReplaceNode(label, (node, _) => node.WithoutLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation));
                    break;
                default:
                    Leave(editor, (StatementSyntax)exit, statement, scope.Model);
                    break;
            }
        }
        return editor.GetChangedRoot();
    }

    /// <summary>Behind the comments and directives there.</summary>
    static BlockSyntax AtEnd(BlockSyntax block, StatementSyntax statement)
    {
        SyntaxTriviaList leading = block.CloseBraceToken.LeadingTrivia;
        return Beside.IsWritten(leading)
            ? block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia()).AddStatements(statement.WithLeadingTrivia(leading)).WithAdditionalAnnotations(Formatter.Annotation)
            : block.AddStatements(statement);
    }

    /// <summary>What stands before the exit stays before what is done there, what stands behind it stays behind.</summary>
    static void Leave(DocumentEditor editor, StatementSyntax exit, StatementSyntax release, SemanticModel model)
    {
        List<StatementSyntax> statements = [release, exit];
        if (Evaluated(exit, model) is { } value)
        {
            // what is returned or thrown may need the lock
            string name = FreeName(exit is ThrowStatementSyntax ? "exception" : "result", exit, model);
            statements = [Variable(name, exit, value, model), release, Leaving(exit, name)];
        }
        statements = [.. statements.Select(each => each.WithoutLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation))];
        bool isLabeled = exit.Parent is LabeledStatementSyntax { Parent: var parent } && Calls.Siblings(parent) is not null;
        if (isLabeled || Calls.Siblings(exit.Parent) is not null || Beside.IsWritten(exit.GetLeadingTrivia()))
            statements[0] = statements[0].WithLeadingTrivia(exit.GetLeadingTrivia());
        if (isLabeled)
        {
            editor.InsertAfter(exit.Parent!, statements.Skip(1));
            editor.ReplaceNode(exit, statements[0].WithTrailingTrivia(ElasticLineFeed));
        }
        else if (Calls.Siblings(exit.Parent) is not null)
        {
            editor.InsertBefore(exit, statements.Take(statements.Count - 1));
            editor.ReplaceNode(exit, statements.Last());
        }
        else
        {
            editor.ReplaceNode(exit, Block(statements).WithTrailingTrivia(Beside.EndOfLine(exit)).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    /// <summary>What has to be evaluated before the release, if anything.</summary>
    static ExpressionSyntax? Evaluated(StatementSyntax exit, SemanticModel model)
    {
        ExpressionSyntax? value = exit switch
        {
            ReturnStatementSyntax { Expression: var returned } => returned,
            ThrowStatementSyntax { Expression: var thrown } => thrown,
            _ => null,
        };
        return value is null || IsPlain(value, model) ? null : value;
    }

    static StatementSyntax Variable(string name, StatementSyntax exit, ExpressionSyntax value, SemanticModel model)
    {
        (ITypeSymbol? type, ITypeSymbol? wanted) = (model.GetTypeInfo(value).Type, model.GetTypeInfo(value).ConvertedType);
        string declared = value is RefExpressionSyntax ? "ref var"
            : type is null or IErrorTypeSymbol || exit is ReturnStatementSyntax && !SymbolEqualityComparer.Default.Equals(type, wanted) || value is ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax
                ? wanted?.ToMinimalDisplayString(model, value.SpanStart) ?? "var" : "var";
        return ParseStatement($"{declared} {name} = {value};\n").WithAdditionalAnnotations(Formatter.Annotation);
    }

    static StatementSyntax Leaving(StatementSyntax exit, string name)
    {
        ExpressionSyntax value = IdentifierName(name);
        StatementSyntax leaving = exit switch
        {
            ReturnStatementSyntax { Expression: RefExpressionSyntax } => ReturnStatement(RefExpression(value)),
            ReturnStatementSyntax => ReturnStatement(value),
            _ => ThrowStatement(value),
        };
        return leaving.WithTrailingTrivia(exit.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    static string FreeName(string name, SyntaxNode at, SemanticModel model)
    {
        HashSet<string> taken = [.. model.LookupSymbols(at.SpanStart).Select(symbol => symbol.Name),
            .. Calls.BodyOf(at).DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];
        return Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : name + number).First(each => !taken.Contains(each));
    }

    static SyntaxNode Wrap(SyntaxNode root, HeldRegion region, int count, ExpressionSyntax release)
    {
        List<StatementSyntax> releases = region.Releases();
        SyntaxList<StatementSyntax> before = Calls.Siblings(region.Container.TrackNodes(releases))!.Value;
        BlockSyntax inner = Block(before.Skip(region.Start).Take(count));
        StatementSyntax last = ExpressionStatement(release);
        if (releases.LastOrDefault(each => each.Parent == region.Container) is { } moved)
        {
            last = last.WithLeadingTrivia(Beside.Comments(moved.GetLeadingTrivia())).WithTrailingTrivia(moved.GetTrailingTrivia());
            StatementSyntax current = inner.GetCurrentNode(moved)!;
            inner = inner.ReplaceNode(current, current.WithLeadingTrivia(Beside.Directives(moved.GetLeadingTrivia())).WithoutTrailingTrivia());
        }
        TryStatementSyntax attempt = TryStatement(
            Beside.Without(inner, inner.GetCurrentNodes<SyntaxNode>(releases)),
            default,
            FinallyClause(Block(last))).WithAdditionalAnnotations(Formatter.Annotation);
        attempt = attempt.WithTrailingTrivia(Beside.EndOfLine(before[region.Start + count - 1]));
        SyntaxList<StatementSyntax> wrapped = List(before.Take(region.Start).Append(attempt).Concat(before.Skip(region.Start + count)));
        return root.ReplaceNode(region.Container, region.Container is BlockSyntax block
            ? block.WithStatements(wrapped)
            : ((SwitchSectionSyntax)region.Container).WithStatements(wrapped));
    }

    /// <summary>Whether an expression means the same after the release.</summary>
    static bool IsPlain(ExpressionSyntax value, SemanticModel model) => value switch
    {
        LiteralExpressionSyntax or DefaultExpressionSyntax or TypeOfExpressionSyntax => true,
        ParenthesizedExpressionSyntax inner => IsPlain(inner.Expression, model),
        CastExpressionSyntax inner => IsPlain(inner.Expression, model),
        PrefixUnaryExpressionSyntax { RawKind: not ((int)SyntaxKind.PointerIndirectionExpression) } inner => IsPlain(inner.Operand, model),
        IdentifierNameSyntax or MemberAccessExpressionSyntax => model.GetSymbolInfo(value).Symbol is ILocalSymbol { RefKind: RefKind.None }
            or IParameterSymbol { RefKind: RefKind.None } or IFieldSymbol { IsConst: true },
        InvocationExpressionSyntax => model.GetConstantValue(value).HasValue,
        ObjectCreationExpressionSyntax { Initializer: null } made => made.ArgumentList?.Arguments.All(argument => IsPlain(argument.Expression, model)) != false,
        _ => false,
    };
}
