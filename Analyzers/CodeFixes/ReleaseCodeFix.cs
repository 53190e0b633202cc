// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

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

    internal override IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic)
    {
        if (Released(scope, diagnostic) is not var (region, release))
            yield break;
        if (ExitsWithout(release, region, diagnostic).ToList() is { Count: > 0 } exits)
            yield return new(BeforeLeaving, cancellation => AddBefore(scope, exits, cancellation));
        if (region.Wrapped() is > 0 and var count && region.Releases() is var releases)
            yield return new(InFinally, () => Wrap(scope.Root, region, count, releases, release));
    }

    /// <summary>One exit may lack several releases: what was taken last is released first.</summary>
    internal override Func<Scope, IEnumerable<Diagnostic>, Task<SyntaxNode>>? ChangeOfAll(string title) => title != BeforeLeaving ? null
        : (scope, diagnostics) => AddBefore(scope, diagnostics.OrderByDescending(diagnostic => diagnostic.Location.SourceSpan.Start)
            .SelectMany(diagnostic => Released(scope, diagnostic) is var (region, release) ? ExitsWithout(release, region, diagnostic) : []), scope.Cancellation);

    /// <summary>Where what a diagnostic is about is held, and what releases it.</summary>
    static (HeldRegion Region, ExpressionSyntax Release)? Released(Scope scope, Diagnostic diagnostic) =>
        Calls.At(scope.Root, diagnostic.Location) is { } acquire && ReleaseCall.Of(acquire, scope) is { } call && HeldRegion.Of(call) is { } region && call.Find() is { } release
            ? (region, release) : null;

    static IEnumerable<(SyntaxNode Exit, ExpressionSyntax Release)> ExitsWithout(ExpressionSyntax release, HeldRegion region, Diagnostic diagnostic) =>
        diagnostic.Id == Ids.SkippedRelease ? [] : region.ExitsWithoutRelease().Select(exit => (exit, release));

    static async Task<SyntaxNode> AddBefore(Scope scope, IEnumerable<(SyntaxNode Exit, ExpressionSyntax Release)> lacking, CancellationToken cancellation)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(scope.Document, cancellation).ConfigureAwait(false);
        List<(TextSpan Scope, string Name)> given = [];
        ILookup<SyntaxNode, ExpressionSyntax> exits = lacking.ToLookup(each => each.Exit, each => each.Release);
        foreach (IGrouping<SyntaxNode, ExpressionSyntax> exit in exits.Where(exit => !exit.Key.Ancestors().Any(outer => outer is not (BlockSyntax or LabeledStatementSyntax) && exits.Contains(outer))))
        {
            List<StatementSyntax> releases = [.. exit.Select(release => ExpressionStatement(release))];
            switch (exit.Key)
            {
                case BlockSyntax block:
                    editor.ReplaceNode(block, (node, _) => AtEnd((BlockSyntax)node, releases));
                    break;
                case LabeledStatementSyntax label:
                    editor.InsertBefore(label, Laid([.. releases, label], label).Take(releases.Count).Select(release => release.WithAdditionalAnnotations(Inserted)));
                    editor.ReplaceNode(label, (node, _) => node.WithLeadingTrivia(Beside.Indentation(label.GetLeadingTrivia())));
                    break;
                default:
                    Leave(editor, (StatementSyntax)exit.Key, releases, scope.Model, given);
                    break;
            }
        }
        return editor.GetChangedRoot();
    }

    /// <summary>Behind the comments and directives there.</summary>
    static BlockSyntax AtEnd(BlockSyntax block, List<StatementSyntax> statements)
    {
        SyntaxTriviaList leading = block.CloseBraceToken.LeadingTrivia;
        statements = [.. statements.Select(each => each.WithTrailingTrivia(Beside.EndOfLine(block.Statements.Last())).WithAdditionalAnnotations(Inserted))];
        if (!Beside.IsWritten(leading))
            return block.AddStatements([.. statements]);
        SyntaxTriviaList indentation = Beside.Indentation(leading);
        statements[0] = statements[0].WithLeadingTrivia(leading.Take(leading.Count - indentation.Count));
        return block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(indentation)).AddStatements([.. statements]);
    }

    /// <summary>What stands before the exit stays before what is done there, what stands behind it stays behind.</summary>
    static void Leave(DocumentEditor editor, StatementSyntax exit, IEnumerable<StatementSyntax> releases, SemanticModel model, List<(TextSpan Scope, string Name)> given)
    {
        List<StatementSyntax> statements = [.. releases, exit];
        if (Evaluated(exit, model) is { } value)
        {
            // what is returned or thrown may need the lock
            string name = FreeName(exit is ThrowStatementSyntax ? "exception" : "result", exit, model, given);
            statements = [Variable(name, exit, value, model), .. releases, Leaving(exit, name)];
        }
        bool isLabeled = exit.Parent is LabeledStatementSyntax { Parent: var parent } && Calls.Siblings(parent) is not null;
        if (isLabeled || Calls.Siblings(exit.Parent) is not null)
        {
            statements = Laid(statements, exit);
            if (isLabeled)
                editor.InsertAfter(exit.Parent!, statements.Skip(1));
            else
                editor.InsertBefore(exit, statements.Take(statements.Count - 1));
            editor.ReplaceNode(exit, isLabeled ? statements[0] : statements.Last());
        }
        else
        {
            statements = [.. statements.Select(each => each.WithoutLeadingTrivia())];
            if (Beside.IsWritten(exit.GetLeadingTrivia()))
                statements[0] = statements[0].WithLeadingTrivia(exit.GetLeadingTrivia());
            editor.ReplaceNode(exit, Block(statements).WithTrailingTrivia(Beside.EndOfLine(exit)).WithAdditionalAnnotations(Inserted));
        }
    }

    /// <summary>Statements in the place of the last of them: each on a line of its own and as far in as that one was.</summary>
    static List<StatementSyntax> Laid(List<StatementSyntax> statements, StatementSyntax last)
    {
        bool isFirst = Beside.BreakBefore(last) is not null;
        SyntaxTrivia between = Beside.BreakBefore(last) ?? ElasticMarker;
        return [.. statements.Select((each, i) => (isFirst ? each : each.WithAdditionalAnnotations(Inserted))
            .WithLeadingTrivia(i == 0 ? last.GetLeadingTrivia() : Beside.Indentation(last.GetLeadingTrivia()))
            .WithTrailingTrivia(i == statements.Count - 1 ? last.GetTrailingTrivia() : TriviaList(between)))];
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
        return ParseStatement($"{declared} {name} = {value};").WithTrailingTrivia(ElasticMarker);
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
        return leaving.NormalizeWhitespace().WithTrailingTrivia(exit.GetTrailingTrivia());
    }

    /// <summary>A name that nothing has in the function, nor was given to another exit in a scope around this one or in it.</summary>
    static string FreeName(string name, StatementSyntax exit, SemanticModel model, List<(TextSpan Scope, string Name)> given)
    {
        HashSet<string> taken = [.. model.LookupSymbols(exit.SpanStart).Select(symbol => symbol.Name),
            .. Calls.BodyOf(exit).DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];
        SyntaxNode statement = exit.Parent is LabeledStatementSyntax label ? label : exit;
        TextSpan scope = (statement.Parent switch { SwitchSectionSyntax section => section.Parent!, BlockSyntax block => block, _ => exit }).Span;
        taken.UnionWith(given.Where(other => other.Scope.Contains(scope) || scope.Contains(other.Scope)).Select(other => other.Name));
        string free = Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : name + number).First(each => !taken.Contains(each));
        given.Add((scope, free));
        return free;
    }

    static SyntaxNode Wrap(SyntaxNode root, HeldRegion region, int count, List<StatementSyntax> releases, ExpressionSyntax release)
    {
        SyntaxList<StatementSyntax> before = Calls.Siblings(region.Container.TrackNodes(releases))!.Value;
        BlockSyntax inner = Block(before.Skip(region.Start).Take(count));
        inner = inner.ReplaceNode(inner.Statements[0], inner.Statements[0].WithLeadingTrivia(inner.Statements[0].GetLeadingTrivia().SkipWhile(Beside.IsSpace)));
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
            FinallyClause(Block(last))).WithAdditionalAnnotations(Inserted);
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
