// SPDX-License-Identifier: MIT
using System.Collections;

using Microsoft.CodeAnalysis.Text;

namespace Pairing.Flow;

/// <summary>The words of a text, keywords among them, without a token made for any.</summary>
sealed class Words(string text, TextSpan span) : IEnumerable<TextSpan>
{
    /// <summary>The words as strings.</summary>
    public static IEnumerable<string> In(string text) => new Words(text, new TextSpan(0, text.Length)).Select(word => text.Substring(word.Start, word.Length));

    public IEnumerator<TextSpan> GetEnumerator()
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
            if (!char.IsDigit(text[start]))
                yield return TextSpan.FromBounds(start, at);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static bool IsPart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' || c > 127 && char.IsLetterOrDigit(c);
}

/// <summary>Numbers words; a string is made of a new one only.</summary>
sealed class WordTable
{
    readonly List<string> _words = [];
    int[] _slots = new int[256];

    public string this[int number] => _words[number];

    public string[] ToArray() => _words.ToArray();

    public int Number(string text, TextSpan span)
    {
        uint hash = Hash(text, span.Start, span.Length);
        for (uint at = hash; ; at++)
        {
            ref int slot = ref _slots[at & (_slots.Length - 1)];
            if (slot == 0)
            {
                _words.Add(text.Substring(span.Start, span.Length));
                slot = _words.Count;
                if (_words.Count * 2 > _slots.Length)
                    Grow();
                return _words.Count - 1;
            }
            string word = _words[slot - 1];
            if (word.Length == span.Length && string.CompareOrdinal(word, 0, text, span.Start, span.Length) == 0)
                return slot - 1;
        }
    }

    static uint Hash(string text, int start, int length)
    {
        uint hash = 2166136261;
        for (int i = start; i < start + length; i++)
            hash = unchecked((hash ^ text[i]) * 16777619);
        return hash;
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int i = 0; i < _words.Count; i++)
        {
            uint at = Hash(_words[i], 0, _words[i].Length);
            while (_slots[at & (_slots.Length - 1)] != 0)
                at++;
            _slots[at & (_slots.Length - 1)] = i + 1;
        }
    }
}
