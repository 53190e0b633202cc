// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Flow;

/// <summary>What methods are called in messages.</summary>
static class Wording
{
    static readonly SymbolDisplayFormat s_short = new(
        memberOptions: SymbolDisplayMemberOptions.IncludeExplicitInterface, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The method that is followed: its name in quotes, if it has one.</summary>
    public static string Of(Body body) => body.Method switch
    {
        { MethodKind: MethodKind.AnonymousFunction } => "the lambda",
        { Name: WellKnownMemberNames.TopLevelStatementsEntryPointMethodName } => "'Main'",
        var method => $"'{NameOf(method)}'",
    };

    /// <summary>As it is written: <c>operator !</c>, <c>this[...]</c>.</summary>
    public static string NameOf(IMethodSymbol method) => method switch
    {
        { AssociatedSymbol: IPropertySymbol { IsIndexer: true } } => "this[...]",
        { AssociatedSymbol: { } member } => member.Name,
        { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } => method.Name,
        _ => method.ToDisplayString(s_short),
    };
}
