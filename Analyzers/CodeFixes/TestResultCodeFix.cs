// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

using Pairing.Contracts;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Puts a conditional acquire whose result is thrown away into an if that leaves.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TestResultCodeFix)), Shared]
public sealed class TestResultCodeFix : CodeFixProvider
{
    internal const string Test = "Test the result";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.IgnoredResult);

    public override FixAllProvider GetFixAllProvider() => new BatchFixAll(_ => Test);

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
            if (Calls.At(root, diagnostic.Location) is not { } call
                || model.GetSymbolInfo(call, context.CancellationToken).Symbol is not IMethodSymbol method
                || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } statement
                || statement.Expression != call && statement.Expression is not AwaitExpressionSyntax
                || model.GetEnclosingSymbol(call.SpanStart, context.CancellationToken) is not IMethodSymbol enclosing)
            {
                continue;
            }
            ITypeSymbol? receiver = call.Expression is MemberAccessExpressionSyntax access ? model.GetTypeInfo(access.Expression).Type : null;
            Effect? effect = contracts.Of(method, receiver)?.Effects.FirstOrDefault(effect => effect.When != Condition.Always && effect.ConditionOn is null);
            if (effect is null || Leave(statement, enclosing) is not { } leave)
                continue;
            IfStatementSyntax test = IfStatement(ParseExpression(Failed(statement.Expression.WithoutTrivia().ToString(), effect.When)), leave)
                .WithTriviaFrom(statement)
                .WithAdditionalAnnotations(Formatter.Annotation);
            context.RegisterCodeFix(
                CodeAction.Create(Test, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(statement, test))), Test),
                diagnostic);
        }
    }

    static string Failed(string call, Condition when) => when switch
    {
        Condition.True => $"!{call}",
        Condition.False => call,
        Condition.NonZero => $"{call} == 0",
        Condition.Zero => $"{call} != 0",
        Condition.Null => $"{call} != null",
        _ => $"{call} == null",
    };

    /// <summary>How to leave: on with the loop, or out of the method.</summary>
    static StatementSyntax? Leave(StatementSyntax statement, IMethodSymbol method)
    {
        foreach (SyntaxNode node in statement.Ancestors())
        {
            if (node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
                return ContinueStatement();
            if (node is FinallyClauseSyntax)
                return null;
            if (node is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
                break;
        }
        ITypeSymbol type = method.ReturnType;
        if (Calls.BodyOf(statement).DescendantNodes().Any(node => node is YieldStatementSyntax))
            return ParseStatement("yield break;");
        if (method.ReturnsVoid || method.IsAsync && type is INamedTypeSymbol { Arity: 0 })
            return ReturnStatement();
        if (method.IsAsync)
            type = ((INamedTypeSymbol)type).TypeArguments[0];
        return ParseStatement(type.SpecialType == SpecialType.System_Boolean ? "return false;" : "return default;");
    }
}
