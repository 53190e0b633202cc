// SPDX-License-Identifier: MIT
using System.Globalization;

using Microsoft.CodeAnalysis.Text;

namespace Pairing.Contracts;

/// <summary>
/// One line of a pairs.txt:
/// <c>id verb [target] [into path] [when [parameter=]condition [constant number]] [count parameter] [family name] [flag...]</c>.
/// </summary>
sealed record PairsLine(string Id, Clause? Clause, string? Problem, TextSpan Span)
{
    const char CommentSign = '#';

    /// <summary>Null for an empty line or a comment.</summary>
    public static PairsLine? Parse(SourceText text, TextLine line)
    {
        string content = WithoutComment(text.ToString(line.Span));
        string trimmed = content.Trim();
        if (trimmed.Length == 0)
            return null;
        var span = new TextSpan(line.Start + content.IndexOf(trimmed[0]), trimmed.Length);
        string[] words = trimmed.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        Clause? clause = ParseClause(words, out string? problem);
        return new PairsLine(DocumentationId.Normalise(words[0]), clause, problem, span);
    }

    /// <summary>A comment's # stands first or after a space, and before a space: <c>#ctor</c> and <c>#rcu</c> are none.</summary>
    static string WithoutComment(string line)
    {
        for (int i = line.IndexOf(CommentSign); i >= 0; i = line.IndexOf(CommentSign, i + 1))
        {
            bool first = string.IsNullOrWhiteSpace(line.Substring(0, i));
            bool apart = i > 0 && char.IsWhiteSpace(line[i - 1]) && (i + 1 == line.Length || char.IsWhiteSpace(line[i + 1]));
            if (first || apart)
                return line.Substring(0, i);
        }
        return line;
    }

    static Clause? ParseClause(string[] words, out string? problem)
    {
        if (words[0].Length < 3 || words[0][1] != ':' || "MPF".IndexOf(words[0][0]) < 0)
            return Fail($"'{words[0]}' is no documentation id of a method, property or field (M:, P:, F:)", out problem);
        if (words[0].Count(c => c == '(') != words[0].Count(c => c == ')'))
            return Fail($"the brackets of '{words[0]}' do not match", out problem);
        if (words.Length < 2)
            return Fail("it says nothing of the member", out problem);
        if (!Vocabulary.TryGetVerb(words[1], out EffectKind kind))
            return Fail($"'{words[1]}' is no verb: {string.Join(", ", Vocabulary.Verbs)}", out problem);

        var clause = new Clause(kind)
        {
            Traits = words[1] == Vocabulary.Scoped ? Traits.Scoped : Traits.None,
            IsUnsure = words[1] == Vocabulary.Unsure,
        };
        var rest = new Queue<string>(words.Skip(2));
        if (kind != EffectKind.MayBlock)
        {
            if (rest.Count == 0)
                return Fail($"'{words[1]}' needs a target", out problem);
            string target = rest.Dequeue();
            if (PathText.Parse(target) is not { } path)
                return Fail($"'{target}' is no path", out problem);
            clause = clause with { Target = path };
        }
        while (rest.Count > 0)
        {
            if (!TryApply(ref clause, rest.Dequeue(), rest, out problem))
                return null;
        }
        problem = null;
        return clause;
    }

    static bool TryApply(ref Clause clause, string word, Queue<string> rest, out string? problem)
    {
        problem = null;
        if (word is "when" or "constant" or "sets" or "count" or "family" or "into")
        {
            if (rest.Count == 0)
                problem = $"'{word}' needs a word after it";
            else
                ApplyPair(ref clause, word, rest.Dequeue(), out problem);
        }
        else if (Vocabulary.Mode(word) is { } mode)
        {
            problem = clause.Mode == LockMode.Exclusive ? null : "it is either shared or upgradeable";
            clause = clause with { Mode = mode };
        }
        else if (Vocabulary.TryGetTrait(word, out Traits trait))
        {
            clause = clause with { Traits = clause.Traits | trait };
        }
        else
        {
            problem = $"'{word}' is not understood";
        }
        return problem is null;
    }

    static void ApplyPair(ref Clause clause, string word, string value, out string? problem)
    {
        problem = null;
        switch (word)
        {
            case "when" when Clause.TryParseCondition(value, out Condition when, out string? on):
                clause = clause with { When = when, ConditionOn = on };
                break;
            case "when":
                problem = $"'{value}' is no condition: {Clause.Conditions}";
                break;
            case "constant" when Number(value) is { } constant:
                clause = clause with { Constant = constant };
                break;
            case "constant":
                problem = $"'{value}' is no number";
                break;
            case "sets":
                // happens always, and the argument tells so
                clause = clause with { ConditionOn = value };
                break;
            case "count":
                clause = clause with { Amount = value };
                break;
            case "family":
                clause = clause with { Family = value };
                break;
            case "into":
                clause = clause with { Into = PathText.Parse(value) };
                problem = clause.Into is null ? $"'{value}' is no path" : null;
                break;
        }
    }

    static long? Number(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return long.TryParse(isHex ? text.Substring(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    static Clause? Fail(string why, out string? problem)
    {
        problem = why;
        return null;
    }
}
