// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Flow;

/// <summary>The decisions that lead from a site to where a path ends, in words.</summary>
static class BranchTrace
{
    const int MaximalDecisions = 2;
    const int MaximalLength = 60;

    public static string Of(State state, IOperation from)
    {
        List<string> decisions = [];
        for (Decision? decision = state.Trace; decision is not null && decisions.Count < MaximalDecisions; decision = decision.Before)
        {
            if (decision.Condition.Syntax.SpanStart < from.Syntax.SpanStart)
                continue;
            string text = Tested(decision.Condition.Syntax);
            if (text.Length > MaximalLength || text.Contains('\n'))
                continue;
            decisions.Add($"'{text}' is {(decision.Truth ? "true" : "false")}");
        }
        decisions.Reverse();
        if (state.Exceptional && !(state.Thrower?.Syntax.SpanStart < from.Syntax.SpanStart))
            decisions.Add($"'{Text(state.Thrower)}' throws");
        return decisions.Count == 0 ? "" : $", on the path where {string.Join(" and ", decisions)}";
    }

    /// <summary>An arm of a switch tests its pattern; its guard is a condition of its own.</summary>
    static string Tested(SyntaxNode condition) => condition is SwitchExpressionArmSyntax { Pattern: var pattern, Parent: SwitchExpressionSyntax choice }
        ? $"{choice.GoverningExpression} is {pattern}" : condition.ToString();

    public static string Text(IOperation? thrower) => thrower is null ? "a call" : Shortened(thrower.Syntax.ToString());

    /// <summary>As much of a piece of source as fits into a message.</summary>
    public static string Shortened(string text) =>
        text.Length > MaximalLength || text.Contains('\n') ? text.Substring(0, Math.Min(MaximalLength, text.Length)).Split('\n')[0] + "..." : text;
}
