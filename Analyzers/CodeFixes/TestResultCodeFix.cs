// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;
using Pairing.Flow;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Puts a conditional acquire whose result is thrown away into an if that leaves.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TestResultCodeFix)), Shared]
public sealed class TestResultCodeFix : PairingCodeFix
{
    internal const string Test = "Test the result";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.IgnoredResult);

    internal override ImmutableArray<string> Titles { get; } = ImmutableArray.Create(Test);

    internal override IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic)
    {
        if (Calls.At(scope.Root, diagnostic.Location) is not { } call
            || scope.Model.GetSymbolInfo(call, scope.Cancellation).Symbol is not IMethodSymbol method
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement
            || Called(statement.Expression, scope.Model) is var called && called != call && called is not AwaitExpressionSyntax
            || scope.Model.GetEnclosingSymbol(call.SpanStart, scope.Cancellation) is not IMethodSymbol enclosing
            || ReleaseCall.Of(call, scope) is { } acquired && acquired.IsReleasedInFinallyAround())
        {
            yield break;
        }
        ITypeSymbol? receiver = call.Expression is MemberAccessExpressionSyntax access ? scope.Model.GetTypeInfo(access.Expression).Type : null;
        Effect? effect = scope.Contracts.Of(method, receiver)?.Effects.FirstOrDefault(effect => effect.When != Condition.Always && effect.ConditionOn is null && effect.IsPlain());
        if (effect is null || Leave(statement, enclosing) is not { } leave || !MayLeave(scope, statement, enclosing, leave))
            yield break;
        bool isNullable = scope.Model.GetTypeInfo(called).Type?.SpecialType != SpecialType.System_Boolean;
        IfStatementSyntax test = IfStatement(ParseExpression(Failed(called.WithoutTrivia().ToString(), effect.When, isNullable)), leave.WithTrailingTrivia(Beside.EndOfLine(statement)))
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithAdditionalAnnotations(Inserted);
        test = test.WithCloseParenToken(test.CloseParenToken.WithTrailingTrivia(statement.GetTrailingTrivia()));
        yield return new(Test, () => scope.Root.ReplaceNode(statement, test));
    }

    /// <summary>What a statement calls: <c>TryEnter();</c> or <c>_ = TryEnter();</c></summary>
    static ExpressionSyntax Called(ExpressionSyntax expression, SemanticModel model) =>
        expression is AssignmentExpressionSyntax { Left: var left, Right: var right } && model.GetSymbolInfo(left).Symbol is IDiscardSymbol ? right : expression;

    static string Failed(string call, Condition when, bool isNullable) => when switch
    {
        Condition.True => isNullable ? $"{call} != true" : $"!{call}",
        Condition.False => isNullable ? $"{call} != false" : call,
        Condition.NonZero => $"{call} == 0",
        Condition.Zero => $"{call} != 0",
        Condition.Null => $"{call} != null",
        _ => $"{call} == null",
    };

    /// <summary>How to leave: on with the loop, or out of the method; null where that is not plain.</summary>
    static StatementSyntax? Leave(StatementSyntax statement, IMethodSymbol method)
    {
        foreach (SyntaxNode node in statement.Ancestors())
        {
            if (Lowering.IsLoop(node))
                return ContinueStatement();
            if (node is FinallyClauseSyntax)
                return null;
            if (node is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
                break;
        }
        ITypeSymbol type = method.ReturnType;
        if (Calls.OfBody(Calls.BodyOf(statement)).Any(node => node is YieldStatementSyntax))
            return ParseStatement("yield break;");
        if (method.ReturnsVoid || method.IsAsync && type is INamedTypeSymbol { Arity: 0 })
            return ReturnStatement();
        if (method.IsAsync)
            type = ((INamedTypeSymbol)type).TypeArguments[0];
        if (method.ReturnsByRef || method.ReturnsByRefReadonly || type is { Name: "Task", ContainingNamespace.Name: "Tasks" })
            return null;
        bool isNeverNull = type is { IsValueType: false, NullableAnnotation: NullableAnnotation.NotAnnotated };
        return ParseStatement(type.SpecialType == SpecialType.System_Boolean ? "return false;" : isNeverNull ? "return default!;" : "return default;");
    }

    /// <summary>Whether what is left returns all that it has to, and holds nothing else that is released behind the statement.</summary>
    static bool MayLeave(Scope scope, StatementSyntax statement, IMethodSymbol method, StatementSyntax leave)
    {
        bool isLoop = leave is ContinueStatementSyntax;
        SyntaxNode left = isLoop ? statement.Ancestors().First(Lowering.IsLoop) : Calls.BodyOf(statement);
        if (!isLoop && method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out && !scope.Model.AnalyzeDataFlow(statement)!.DefinitelyAssignedOnEntry.Contains(parameter)))
            return false;
        List<InvocationExpressionSyntax> behind = [.. Calls.OfBody(left).OfType<InvocationExpressionSyntax>().Where(call => call.SpanStart >= statement.SpanStart && !IsInFinallyAround(statement, call))];
        List<ReleaseCall> taken = [.. behind.Select(call => ReleaseCall.Of(call, scope)).OfType<ReleaseCall>()];
        return behind.All(call => !Releases(call, scope) || taken.Any(each => each.MayBeReleasedBy(call)));
    }

    static bool IsInFinallyAround(StatementSyntax statement, SyntaxNode node) =>
        node.Ancestors().OfType<FinallyClauseSyntax>().Any(last => ((TryStatementSyntax)last.Parent!).Block.Contains(statement));

    static bool Releases(InvocationExpressionSyntax call, Scope scope) => scope.Model.GetSymbolInfo(call, scope.Cancellation).Symbol is IMethodSymbol method
        && scope.Contracts.Of(method)?.Effects.Any(effect => effect.Kind is EffectKind.Release or EffectKind.Put) == true;
}
