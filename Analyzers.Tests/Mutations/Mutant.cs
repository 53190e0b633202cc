// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Analyzers.Tests.Mutations;

/// <summary>What is done to a call that has a contract.</summary>
enum MutationKind
{
    /// <summary>The call is gone; where its result says that it succeeded, that constant stands for it.</summary>
    Delete,
    /// <summary>The call is made twice.</summary>
    Double,
    /// <summary>The call stands behind the next statement that returns or jumps.</summary>
    Move,
    /// <summary>The conditional acquire stays, its result is not tested.</summary>
    Untested,
    /// <summary>The unconditional acquire stands for the conditional one: the pairing stays right, so most of these are not to be caught.</summary>
    Swap,
}

/// <summary>A call in Port whose method acquires, releases, gets or puts.</summary>
sealed record CallSite(SyntaxTree Tree, MemberDeclarationSyntax Member, string MemberName, InvocationExpressionSyntax Call, bool IsExempt)
{
    public string File => PortSources.NameOf(Tree);
    public FileLinePositionSpan Place => Tree.GetLineSpan(Call.Span);

    /// <summary>The line of the call.</summary>
    public string Line => Tree.GetText().Lines[Place.StartLinePosition.Line].ToString().Trim();
}

/// <summary>One change to one call.</summary>
sealed record Mutant(MutationKind Kind, CallSite Site, ImmutableArray<TextChange> Changes)
{
    /// <summary>Without the line's number, which changes with each line above it.</summary>
    public string Text => $"{Kind} {Site.File} {Site.MemberName}: {Site.Line}";

    public override string ToString() => $"{Kind,-8} {Site.File}({Site.Place.StartLinePosition.Line + 1}) {Site.MemberName}: {Site.Line}";
}
