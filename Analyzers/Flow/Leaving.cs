// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Pairing.Flow;

/// <summary>Where a path left the body: the last block, and how its condition was decided, if it has one.</summary>
sealed record Leaving(BasicBlock Block, bool? Truth)
{
    /// <summary>It goes on, and has no name any more for what it holds.</summary>
    public const string Unnamed = "no longer refers to it";

    /// <summary>In words, for a message: <c>returns at line 14</c>.</summary>
    public static string Of(Exit exit) => (exit.Kind, Last(exit)) switch
    {
        (ExitKind.Throw, var thrown) => "throws" + At(thrown),
        (_, BlockSyntax) => "falls off its end",
        (_, var statement) => "returns" + At(statement),
    };

    /// <summary>Where that is: the statement, or the brace that ends the body.</summary>
    public static Location? Place(Exit exit) => Last(exit) switch
    {
        BlockSyntax body => body.CloseBraceToken.GetLocation(),
        var statement => statement?.GetLocation(),
    };

    /// <summary>The statement that leaves, what is thrown, or the block of the body; null: that cannot be told.</summary>
    static SyntaxNode? Last(Exit exit)
    {
        if (exit.Kind == ExitKind.Throw)
            return exit.Site?.Syntax;
        if (exit.State.Left is not { } left)
            return null;
        if (left.Truth is null && left.Block.BranchValue is { } returned)
            return returned.Syntax.FirstAncestorOrSelf<StatementSyntax>();
        SyntaxNode? last = (left.Block.BranchValue ?? left.Block.Operations.LastOrDefault())?.Syntax;
        return last is null ? null : left.Next(last);
    }

    static string At(SyntaxNode? node) => node is null ? "" : $" at line {node.GetLocation().GetMappedLineSpan().StartLinePosition.Line + 1}";

    /// <summary>The statement that leaves, or the block of the body where none does; null: that cannot be told.</summary>
    SyntaxNode? Next(SyntaxNode last)
    {
        SyntaxNode? next;
        if (Truth is not { } truth)
        {
            next = last.FirstAncestorOrSelf<StatementSyntax>() is { } statement ? Following(statement) : null;
        }
        else
        {
            for (; last.Parent is ExpressionSyntax; last = last.Parent)
                truth ^= last.Parent.IsKind(SyntaxKind.LogicalNotExpression);
            next = last.Parent switch
            {
                IfStatementSyntax { Statement: var then, Else: var other } branch => truth ? then : other?.Statement ?? Following(branch),
                WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax when !truth => Following((StatementSyntax)last.Parent),
                _ => null,
            };
        }
        while (next is BlockSyntax { Statements: [var first, ..] } && !IsBody(next))
            next = first;
        return next is ReturnStatementSyntax or YieldStatementSyntax || next is BlockSyntax && IsBody(next) ? next : null;
    }

    static bool IsBody(SyntaxNode block) => block.Parent is MemberDeclarationSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>What comes after a statement: another, or the block that is the body.</summary>
    static SyntaxNode? Following(StatementSyntax statement)
    {
        if (statement.Parent is BlockSyntax { Statements: var statements } block)
        {
            return statements.Skip(statements.IndexOf(statement) + 1).FirstOrDefault(next => next is not LocalFunctionStatementSyntax) is { } after ? after
                : IsBody(block) ? block : block.Parent is StatementSyntax owner ? Following(owner) : null;
        }
        return statement.Parent switch
        {
            ElseClauseSyntax { Parent: IfStatementSyntax branch } => Following(branch),
            IfStatementSyntax or LockStatementSyntax or UsingStatementSyntax or FixedStatementSyntax or LabeledStatementSyntax => Following((StatementSyntax)statement.Parent),
            _ => null,
        };
    }
}
