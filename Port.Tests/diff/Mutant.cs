// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;

using linux.diff;

namespace linux.tests.diff;

/// <summary>A function of the port with one thing changed that the kernel's text does not have.</summary>
sealed record Mutant(string What, Ported Ported)
{
    static string? Other(string op) => op switch
    {
        "+" => "-",
        "-" => "+",
        "==" => "!=",
        "!=" => "==",
        "<" => "<=",
        "<=" => "<",
        ">" => ">=",
        ">=" => ">",
        "&&" => "||",
        "||" => "&&",
        "|" => "&",
        "<<" => ">>",
        ">>" => "<<",
        "++" => "--",
        "--" => "++",
        "+=" => "-=",
        "-=" => "+=",
        "&=" => "|=",
        "|=" => "&=",
        "%" => "/",
        "->" => ".",
        _ => null,
    };

    static readonly HashSet<string> s_fixed =
    [
        "if", "else", "while", "for", "do", "switch", "case", "default", "return", "goto", "break", "continue", "null", "sizeof", "out", "ref", "new", "unchecked",
        "stackalloc", "this", "is", "typeof", "ANY", "delegate", "file", "line", "what", "void", "bool", "int", "long", "ULONG_MAX", "const", "in",
    ];

    /// <summary>All that can be made of a function, in lines that are equal to the kernel's or by rule.</summary>
    public static IEnumerable<Mutant> Of(Ported ported, Comparison comparison)
    {
        HashSet<int> lines = [.. comparison.Pairs.Where(p => p.Mark <= Mark.Rule && p.Right != null).SelectMany(p => Enumerable.Range(p.Right!.FirstLine, p.Right.LastLine - p.Right.FirstLine + 1))];
        lines.ExceptWith(comparison.Pairs.Where(p => p.Mark > Mark.Rule && p.Right != null).SelectMany(p => Enumerable.Range(p.Right!.FirstLine, p.Right.LastLine - p.Right.FirstLine + 1)));
        IReadOnlyList<Token> body = ported.Function.Body;
        for (var i = 0; i < body.Count; i++)
        {
            if (!lines.Contains(body[i].Line))
            {
                continue;
            }
            foreach ((var what, List<Token>? changed) in At(body, i, lines))
            {
                if (changed != null)
                {
                    yield return new Mutant($"{ported.Name}: {what} in line {body[i].Line}", ported with { Function = ported.Function with { Body = changed } });
                }
            }
        }
    }

    static IEnumerable<(string, List<Token>?)> At(IReadOnlyList<Token> body, int i, HashSet<int> lines)
    {
        Token token = body[i];
        if (token.Kind == TokenKind.Operator && Other(token.Text) is { } other)
        {
            yield return ($"{token.Text} is {other}", With(body, i, token with { Text = other, Raw = other }));
        }
        if (token.Kind == TokenKind.Number)
        {
            var more = Next(token.Text);
            yield return ($"{token.Text} is {more}", With(body, i, token with { Text = more, Raw = more }));
        }
        if (token.Kind == TokenKind.Word && token.Text is "true" or "false")
        {
            var flipped = token.Text == "true" ? "false" : "true";
            yield return ($"{token.Text} is {flipped}", With(body, i, token with { Text = flipped, Raw = flipped }));
        }
        else if (token.Kind == TokenKind.Word && !IsFixed(body, i))
        {
            yield return ($"{token.Text} is another name", With(body, i, token with { Text = "another_name", Raw = "another_name" }));
        }
        if (token.Text == "(" && i + 4 < body.Count && IsPlain(body[i + 1]) && body[i + 2].Text == "," && IsPlain(body[i + 3]) && body[i + 4].Text is ")" or ","
            && body[i + 1].Text != body[i + 3].Text && body[i + 3].Raw is not ("file" or "line" or "what"))
        {
            List<Token> swapped = [.. body];
            (swapped[i + 1], swapped[i + 3]) = (swapped[i + 3], swapped[i + 1]);
            yield return ($"{body[i + 1].Text} and {body[i + 3].Text} are swapped", swapped);
        }
        if (token.Raw == "if" && body[i + 1].Text == "(")
        {
            List<Token> inverted = [.. body];
            var close = Close(body, i + 1);
            inverted.Insert(close, Operator(")", token));
            inverted.InsertRange(i + 2, [Operator("!", token), Operator("(", token)]);
            yield return ("a condition is inverted", inverted);
        }
        if (token.Text is ";" or "{" or "}" && i + 1 < body.Count && Statement(body, i + 1) is var end && end > 0 && Enumerable.Range(i + 1, end - i).All(k => lines.Contains(body[k].Line)))
        {
            List<Token> deleted = [.. body];
            deleted.RemoveRange(i + 1, end - i);
            yield return ($"a statement is deleted after the {token.Text}", deleted);
        }
    }

    static Token Operator(string text, Token near) => new(TokenKind.Operator, text, text, near.Line);

    static bool IsPlain(Token token) => token.Kind is TokenKind.Word or TokenKind.Number;

    static List<Token> With(IReadOnlyList<Token> body, int at, Token token)
    {
        List<Token> changed = [.. body];
        changed[at] = token;
        return changed;
    }

    static string Next(string number)
    {
        var digits = number.TrimEnd('u', 'U', 'l', 'L');
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits + "0" : (long.Parse(digits, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }

    /* keywords, and types: what a value is cast to is not compared where C does not cast */
    static bool IsFixed(IReadOnlyList<Token> body, int i)
    {
        Token token = body[i];
        if ((token.Raw == token.Text && s_fixed.Contains(token.Text)) || TypeReader.IsKnown(token.Text) || token.Text.EndsWith("_t", StringComparison.Ordinal))
        {
            return true;
        }
        var before = i > 0 ? body[i - 1].Text : "";
        var after = i + 1 < body.Count ? body[i + 1].Text : "";
        var next = i + 2 < body.Count ? body[i + 2] : default;
        return (before == "(" && after == ")") || (after == "*" && (next.Text is ")" or "*" || before is "(" or ";" or "{" or "}")) || before is "stackalloc" or "out" or "new"
            || (next.Kind == TokenKind.Word && after == "*" && before is ";" or "{" or "}");
    }

    static int Close(IReadOnlyList<Token> body, int open)
    {
        var depth = 0;
        for (var i = open; i < body.Count; i++)
        {
            depth += body[i].Text == "(" ? 1 : body[i].Text == ")" ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }
        return body.Count - 1;
    }

    /* the end of a plain statement; falling through is C's, so goto case is none */
    static int Statement(IReadOnlyList<Token> body, int start)
    {
        if (body[start].Kind != TokenKind.Word || body[start].Raw is "if" or "else" or "while" or "for" or "do" or "switch" or "case" or "default"
            || body[start + 1 < body.Count ? start + 1 : start].Text is ":" or "case")
        {
            return 0;
        }
        for (var i = start; i < body.Count; i++)
        {
            if (body[i].Text == ";")
            {
                return i;
            }
            if (body[i].Text is "{" or "}")
            {
                return 0;
            }
        }
        return 0;
    }
}
