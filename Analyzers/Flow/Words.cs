// SPDX-License-Identifier: MIT
using System.Collections;

using Microsoft.CodeAnalysis.Text;

namespace Pairing.Flow;

/// <summary>The words of a text, keywords among them, without a token made for any.</summary>
/// <param name="known">Words met already: the same ones are the same strings.</param>
sealed class Words(string text, TextSpan span, Dictionary<string, string>? known = null) : IEnumerable<string>
{
    public Words(string text)
        : this(text, new TextSpan(0, text.Length))
    {
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (int at = span.Start; at < span.End;)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }
            int start = at;
            while (at < span.End && IsPart(text[at]))
                at++;
            if (char.IsDigit(text[start]))
                continue;
            string word = text.Substring(start, at - start);
            if (known is null)
            {
                yield return word;
                continue;
            }
            if (!known.TryGetValue(word, out string? same))
                known.Add(word, same = word);
            yield return same;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static bool IsPart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' || c > 127 && char.IsLetterOrDigit(c);
}
