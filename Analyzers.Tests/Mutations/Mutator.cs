// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Analyzers.Tests.Mutations;

/// <summary>Makes the mutants of every call that has a contract. All changes are to text, so that what compiles is what a user would have typed.</summary>
sealed class Mutator(CSharpCompilation compilation, AnalyzerOptions options, CancellationToken cancellation)
{
    /// <summary>Unconditional acquires beside the conditional ones.</summary>
    static readonly Dictionary<string, string> s_unconditional = new()
    {
        ["trylock_page"] = "lock_page",
        ["spin_trylock"] = "spin_lock",
        ["xa_trylock"] = "xa_lock",
        ["xas_trylock"] = "xas_lock",
        ["down_write_trylock"] = "down_write",
        ["get_page_unless_zero"] = "get_page",
        ["try_get_page"] = "get_page",
        ["page_cache_get_speculative"] = "get_page",
    };

    readonly ContractSet _contracts = ContractSet.Create(compilation, options, cancellation);

    /// <summary>Every mutant, in the order of the sources.</summary>
    public IEnumerable<Mutant> All() => compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).SelectMany(In);

    IEnumerable<Mutant> In(SyntaxTree tree)
    {
        SemanticModel? model = null;
        foreach (InvocationExpressionSyntax call in tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (NameOf(call) is not { } name || !_contracts.MayHaveContract(name))
                continue;
            model ??= compilation.GetSemanticModel(tree);
            if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || Effect(method) is not { } effect
                || call.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || model.GetDeclaredSymbol(member, cancellation) is not { } owner)
            {
                continue;
            }
            bool isExempt = owner is IMethodSymbol within && _contracts.Of(within)?.NoAnalysis is not null;
            CallSite site = new(tree, member, owner.Name, call, isExempt);
            foreach ((MutationKind kind, ImmutableArray<TextChange> changes) in Changes(call, name, effect))
                yield return new Mutant(kind, site, changes);
        }
    }

    /// <summary>What the method does first to a lock or a reference; null if nothing. A predicate that only says that nothing is held does nothing.</summary>
    Effect? Effect(IMethodSymbol method) => _contracts.Of(method)?.Effects.FirstOrDefault(effect =>
        effect.Kind is EffectKind.Acquire or EffectKind.Get
        || effect.Kind is EffectKind.Release or EffectKind.Put && effect.When == Condition.Always);

    static IEnumerable<(MutationKind, ImmutableArray<TextChange>)> Changes(InvocationExpressionSyntax call, string name, Effect effect)
    {
        StatementSyntax? statement = Whole(call);
        if (statement is not null)
        {
            yield return (MutationKind.Delete, [new TextChange(statement.Span, ";")]);
            yield return (MutationKind.Double, [new TextChange(statement.Span, $"{{ {statement} {statement} }}")]);
            if (Behind(statement) is { } place)
                yield return (MutationKind.Move, [new TextChange(statement.Span, ";"), new TextChange(new TextSpan(place, 0), $" {statement}")]);
        }
        else
        {
            if (Success(effect) is { } success)
                yield return (MutationKind.Delete, [new TextChange(call.Span, success)]);
            if (effect.When == Condition.True)
                yield return (MutationKind.Double, [new TextChange(call.Span, $"({call} && {call})")]);
            else if (call.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax { Declaration.Variables: [var variable] } declaration)
                yield return (MutationKind.Double, [new TextChange(new TextSpan(declaration.Span.End, 0), $" {variable.Identifier} = {variable.Initializer!.Value};")]);
            else if (effect.When == Condition.Always && call.Parent is ReturnStatementSyntax leave)
                yield return (MutationKind.Double, [new TextChange(leave.Span, $"{{ {call}; {leave} }}")]);
        }

        if (effect.When == Condition.True && Tested(call) is { } test)
        {
            yield return (MutationKind.Untested, [Replaced(test, call.ToString())]);
            if (s_unconditional.TryGetValue(name, out string? other) && call.Expression is IdentifierNameSyntax plain)
                yield return (MutationKind.Swap, [Replaced(test, other + call.ToString()[plain.Span.Length..])]);
        }
    }

    /// <summary>The statement that consists of the call, or of storing what it returns.</summary>
    static StatementSyntax? Whole(InvocationExpressionSyntax call) => call.Parent switch
    {
        ExpressionStatementSyntax statement => statement,
        AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } assignment when assignment.Right == call => statement,
        _ => null,
    };

    /// <summary>The end of the next statement in the same block or around it that returns or jumps; null if control runs off the end.</summary>
    static int? Behind(StatementSyntax statement)
    {
        for (SyntaxNode node = statement; node.Parent is { } parent and not MemberDeclarationSyntax; node = parent)
        {
            if (parent is not BlockSyntax block)
                continue;
            StatementSyntax? leaving = block.Statements
                .Where(next => next.SpanStart >= node.Span.End)
                .FirstOrDefault(next => next.DescendantNodesAndSelf().Any(inner => inner is ReturnStatementSyntax or GotoStatementSyntax));
            if (leaving is not null)
                return leaving.Span.End;
        }
        return null;
    }

    /// <summary>What the caller sees where the call succeeded; null where there is no such constant.</summary>
    static string? Success(Effect effect) => effect.When switch
    {
        _ when effect.ConditionOn is not null => null,
        Condition.True => "true",
        Condition.False => "false",
        Condition.Zero => "0",
        Condition.NonZero => "1",
        _ => null,
    };

    /// <summary>The if statement without else whose whole condition is the call, negated or not.</summary>
    static IfStatementSyntax? Tested(InvocationExpressionSyntax call) => call.Parent switch
    {
        IfStatementSyntax { Else: null } test when test.Condition == call => test,
        PrefixUnaryExpressionSyntax { Parent: IfStatementSyntax { Else: null } test } not when not.IsKind(SyntaxKind.LogicalNotExpression) && test.Condition == not => test,
        _ => null,
    };

    /// <summary>The if statement becomes the call and what is done where it succeeds.</summary>
    static TextChange Replaced(IfStatementSyntax test, string call) =>
        test.Condition is PrefixUnaryExpressionSyntax
            ? new TextChange(test.Span, call + ";")
            : new TextChange(TextSpan.FromBounds(test.SpanStart, test.Statement.SpanStart), $"{call}; ");

    static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}
