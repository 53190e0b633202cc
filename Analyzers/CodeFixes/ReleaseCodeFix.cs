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
            ExpressionStatementSyntax statement = ExpressionStatement(release).WithAdditionalAnnotations(Formatter.Annotation);
            switch (exit)
            {
                case BlockSyntax:
                    editor.ReplaceNode(exit, (node, _) => ((BlockSyntax)node).AddStatements(statement));
                    break;
                case LabeledStatementSyntax:
                    editor.InsertBefore(exit, statement);
                    break;
                default:
                    Leave(editor, (StatementSyntax)exit, statement, scope.Model);
                    break;
            }
        }
        return editor.GetChangedRoot();
    }

    static void Leave(DocumentEditor editor, StatementSyntax exit, StatementSyntax release, SemanticModel model)
    {
        List<StatementSyntax> statements = [release, exit];
        if (Evaluated(exit, model) is { } value)
        {
            // what is returned or thrown may need the lock
            string name = FreeName(exit is ThrowStatementSyntax ? "exception" : "result", exit, model);
            statements = [Variable(name, exit, value, model), release, Leaving(exit, name)];
        }
        if (Calls.Siblings(exit.Parent) is not null)
        {
            editor.InsertBefore(exit, statements.Take(statements.Count - 1));
            if (statements.Count > 2)
                editor.ReplaceNode(exit, statements.Last());
        }
        else if (exit.Parent is LabeledStatementSyntax label && Calls.Siblings(label.Parent) is not null)
        {
            editor.InsertAfter(label, statements.Skip(1).Select(each => each.WithoutLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation)));
            editor.ReplaceNode(exit, statements[0].WithLeadingTrivia(exit.GetLeadingTrivia()).WithTrailingTrivia(ElasticLineFeed));
        }
        else
        {
            BlockSyntax braces = Block(statements.Select(each => each.WithoutLeadingTrivia().WithTrailingTrivia(ElasticLineFeed))).WithTriviaFrom(exit);
            editor.ReplaceNode(exit, braces.WithAdditionalAnnotations(Formatter.Annotation));
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
        HashSet<SyntaxNode> releases = [.. region.Releases()];
        SyntaxList<StatementSyntax> inner = List(region.Statements.Take(count)
            .Where(statement => !releases.Contains(statement))
            .Select(statement => statement.RemoveNodes(releases.Where(each => each.Ancestors().Contains(statement)), SyntaxRemoveOptions.KeepDirectives)!));
        TryStatementSyntax attempt = TryStatement(
            Block(inner),
            default,
            FinallyClause(Block(ExpressionStatement(release)))).WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxList<StatementSyntax> before = Calls.Siblings(region.Container)!.Value;
        attempt = attempt.WithTrailingTrivia(before[region.Start + count - 1].GetTrailingTrivia());
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
