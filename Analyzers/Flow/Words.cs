// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis.CSharp;

namespace Pairing.Flow;

/// <summary>Numbers the words of texts, keywords among them, without a token made for any; a string is made of a new one only.</summary>
sealed class Words
{
    readonly List<string> _words = [];

    /// <summary>An open hash table of the numbers, each plus one.</summary>
    int[] _slots = new int[256];

    /// <summary>Of each word the text in which it was met last; there are fewer words than slots.</summary>
    int[] _metIn = new int[256];

    int _texts;
    int[] _found = new int[128];

    /// <summary>The words of a text as strings, each once.</summary>
    public static string[] In(string text)
    {
        Words words = new();
        words.Read(text.ToCharArray(), text.Length);
        return words.ToArray();
    }

    public string[] ToArray() => _words.ToArray();

    public int Number(string word) => Number(word.ToCharArray(), 0, word.Length, Hash(word));

    /// <summary>The numbers of the words in a text, each once.</summary>
    public int[] Read(char[] text, int length) => Read(text, length, -1, out _);

    /// <summary>The same, and how often one of them is there.</summary>
    [MethodImpl(Hot.Path)]
    public int[] Read(char[] text, int length, int counted, out int count)
    {
        _texts++;
        count = 0;
        int found = 0;
        for (int at = 0; at < length;)
        {
            if (!IsPart(text[at]))
            {
                at = text[at] == '/' && IsComment(text, at, length) ? EndOfLine(text, at, length) : at + 1;
                continue;
            }
            int start = at;
            uint hash = Basis;
            for (; at < length && IsPart(text[at]); at++)
                hash = unchecked((hash ^ text[at]) * Prime);
            if (text[start] is >= '0' and <= '9')
                continue;
            int number = Number(text, start, at - start, hash);
            if (number == counted)
                count++;
            if (_metIn[number] == _texts)
                continue;
            _metIn[number] = _texts;
            if (found == _found.Length)
                Array.Resize(ref _found, found * 2);
            _found[found++] = number;
        }
        int[] numbers = new int[found];
        Array.Copy(_found, numbers, found);
        return numbers;
    }

    /// <summary>
    /// Whether it is a line with nothing but a comment, or with a part of a string that looks so. Where it has a brace,
    /// it may be of an interpolated string: then it is read.
    /// </summary>
    [MethodImpl(Hot.Path)]
    static bool IsComment(char[] text, int at, int length)
    {
        if (at + 1 >= length || text[at + 1] != '/')
            return false;
        for (int before = at - 1; before >= 0 && text[before] is not ('\n' or '\r'); before--)
        {
            if (text[before] is not (' ' or '\t'))
                return false;
        }
        return Array.IndexOf(text, '{', at, EndOfLine(text, at, length) - at) < 0;
    }

    [MethodImpl(Hot.Path)]
    static int EndOfLine(char[] text, int at, int length)
    {
        while (at < length && text[at] is not ('\n' or '\r'))
            at++;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsPart(char c) => c < 128 ? (uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9 || c == '_' : SyntaxFacts.IsIdentifierPartCharacter(c);

    // FNV-1a
    const uint Basis = 2166136261, Prime = 16777619;

    static uint Hash(string word)
    {
        uint hash = Basis;
        foreach (char c in word)
            hash = unchecked((hash ^ c) * Prime);
        return hash;
    }

    [MethodImpl(Hot.Path)]
    int Number(char[] text, int start, int length, uint hash)
    {
        for (uint at = hash; ; at++)
        {
            ref int slot = ref _slots[at & (_slots.Length - 1)];
            if (slot == 0)
            {
                _words.Add(new string(text, start, length));
                slot = _words.Count;
                if (_words.Count * 2 > _slots.Length)
                    Grow();
                return _words.Count - 1;
            }
            string word = _words[slot - 1];
            if (word.Length != length)
                continue;
            int same = 0;
            while (same < length && word[same] == text[start + same])
                same++;
            if (same == length)
                return slot - 1;
        }
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 2];
        Array.Resize(ref _metIn, _slots.Length);
        for (int i = 0; i < _words.Count; i++)
        {
            uint at = Hash(_words[i]);
            while (_slots[at & (_slots.Length - 1)] != 0)
                at++;
            _slots[at & (_slots.Length - 1)] = i + 1;
        }
    }
}
