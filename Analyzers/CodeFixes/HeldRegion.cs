// SPDX-License-Identifier: MIT
using System.Collections.Generic;
using System.Linq;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.CodeFixes;

/// <summary>The statements from an acquire to the end of its block: what must be left with the release done.</summary>
sealed class HeldRegion
{
    enum Held
    {
        Yes,
        No,
        Perhaps,
        Unreachable,
    }

    readonly ReleaseCall _release;
    readonly List<SyntaxNode> _exits = [];

    HeldRegion(BlockSyntax block, int start, ReleaseCall release)
    {
        Block = block;
        Start = start;
        _release = release;
    }

    public BlockSyntax Block { get; }

    /// <summary>The index in the block of the first statement after the acquire.</summary>
    public int Start { get; }

    public IEnumerable<StatementSyntax> Statements => Block.Statements.Skip(Start);

    /// <summary>Null where the acquire is in no statement of a block whose success is plain.</summary>
    public static HeldRegion? Of(ReleaseCall release)
    {
        StatementSyntax? statement = release.Acquire.FirstAncestorOrSelf<StatementSyntax>();
        switch (statement)
        {
            case ExpressionStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } when IsUnconditional(release.Acquire) && statement.Parent is BlockSyntax block:
                return new HeldRegion(block, block.Statements.IndexOf(statement) + 1, release);
            // if (!TryEnter()) return;
            case IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } negated } test
                when Inner(negated.Operand) == release.Acquire && test.Parent is BlockSyntax block && Leaves(test.Statement):
                return new HeldRegion(block, block.Statements.IndexOf(test) + 1, release);
            // if (TryEnter()) { ... }
            case IfStatementSyntax { Statement: BlockSyntax block } test when Inner(test.Condition) == release.Acquire:
                return new HeldRegion(block, 0, release);
            default:
                return null;
        }
    }

    /// <summary>The exits that are reached with the lock or reference, and the block where its end is.</summary>
    public IReadOnlyList<SyntaxNode> ExitsWithoutRelease()
    {
        _exits.Clear();
        if (Walk(Statements, Held.Yes) == Held.Yes)
            _exits.Add(Block);
        return _exits;
    }

    /// <summary>The statements in the region that are nothing but the release.</summary>
    public IEnumerable<ExpressionStatementSyntax> Releases() => Statements
        .SelectMany(statement => statement.DescendantNodesAndSelf())
        .OfType<InvocationExpressionSyntax>()
        .Where(_release.IsReleasedBy)
        .Select(call => call.Parent)
        .OfType<ExpressionStatementSyntax>();

    public int CountOfReleases() => Statements
        .SelectMany(statement => statement.DescendantNodesAndSelf())
        .OfType<InvocationExpressionSyntax>()
        .Count(_release.IsReleasedBy);

    Held Walk(IEnumerable<StatementSyntax> statements, Held held)
    {
        foreach (StatementSyntax statement in statements)
            held = Walk(statement, held);
        return held;
    }

    Held Walk(StatementSyntax? statement, Held held)
    {
        switch (statement)
        {
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when _release.IsReleasedBy(call):
                return Held.No;
            case ReturnStatementSyntax or ThrowStatementSyntax:
                return Leave(statement, held);
            case BreakStatementSyntax or ContinueStatementSyntax:
                return LeavesRegion(statement) ? Leave(statement, held) : Held.Unreachable;
            case GotoStatementSyntax or LabeledStatementSyntax or YieldStatementSyntax:
                return Held.Perhaps;
            case BlockSyntax block:
                return Walk(block.Statements, held);
            case IfStatementSyntax test:
                return Join(Walk(test.Statement, held), test.Else is null ? held : Walk(test.Else.Statement, held));
            case TryStatementSyntax attempt:
                return Walk(attempt, held);
            case SwitchStatementSyntax choice:
                return choice.Sections.Select(section => Walk(section.Statements, held)).Aggregate(held, Join);
            case CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax:
                return Join(held, Walk(Body(statement), held));
            case UsingStatementSyntax or LockStatementSyntax or FixedStatementSyntax or UnsafeStatementSyntax or CheckedStatementSyntax:
                return Walk(Body(statement), held);
            default:
                return held;
        }
    }

    Held Walk(TryStatementSyntax attempt, Held held)
    {
        if (attempt.Finally is { } last && last.Block.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(_release.IsReleasedBy))
            return Held.No;
        Held after = Walk(attempt.Block, held);
        foreach (CatchClauseSyntax handler in attempt.Catches)
            after = Join(after, Walk(handler.Block, Join(held, after)));
        return after;
    }

    Held Leave(StatementSyntax exit, Held held)
    {
        if (held == Held.Yes)
            _exits.Add(exit);
        return Held.Unreachable;
    }

    static Held Join(Held one, Held two) =>
        one == two || two == Held.Unreachable ? one : one == Held.Unreachable ? two : Held.Perhaps;

    /// <summary>Whether a break or continue leaves the block of the acquire.</summary>
    bool LeavesRegion(StatementSyntax jump)
    {
        for (SyntaxNode? at = jump.Parent; at is not null && at != Block; at = at.Parent)
        {
            if (at is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax || at is SwitchStatementSyntax && jump is BreakStatementSyntax)
                return false;
        }
        return true;
    }

    static StatementSyntax? Body(StatementSyntax statement) => statement switch
    {
        CommonForEachStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        UsingStatementSyntax scope => scope.Statement,
        LockStatementSyntax scope => scope.Statement,
        FixedStatementSyntax scope => scope.Statement,
        UnsafeStatementSyntax scope => scope.Block,
        CheckedStatementSyntax scope => scope.Block,
        _ => null,
    };

    static bool IsUnconditional(ExpressionSyntax call) =>
        call.Ancestors().TakeWhile(node => node is not StatementSyntax).All(node => node
            is AwaitExpressionSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax
            or AssignmentExpressionSyntax or CastExpressionSyntax or ParenthesizedExpressionSyntax);

    static ExpressionSyntax Inner(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Inner(inner.Expression),
        AwaitExpressionSyntax inner => Inner(inner.Expression),
        _ => expression,
    };

    static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements.Last()),
        _ => statement is ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax,
    };
}
