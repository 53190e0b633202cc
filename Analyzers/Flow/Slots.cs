// SPDX-License-Identifier: MIT
namespace Pairing.Flow;

/// <summary>Numbers the names in one body, so that sets of them are sets of bits.</summary>
sealed class Slots
{
    /// <summary>Of what only looks (IsX()), as any block may.</summary>
    public const int Always = 0;

    readonly Dictionary<object, int> _numbers = new(Keys.Comparer);

    /// <summary>The number of what a key (<see cref="Keys.Of(object)"/>) names.</summary>
    public int Of(object key)
    {
        key = Keys.Of(key);
        if (key is string name && name.EndsWith(Lookups.Mark, StringComparison.Ordinal))
            return Always;
        if (!_numbers.TryGetValue(key, out int number))
            _numbers.Add(key, number = _numbers.Count + 1);
        return number;
    }
}

/// <summary>A set of small numbers.</summary>
sealed class Bits
{
    ulong[] _words = [];

    public bool Contains(int bit) => bit >> 6 < _words.Length && (_words[bit >> 6] & 1UL << (bit & 63)) != 0;

    public void Add(int bit)
    {
        if (bit >> 6 >= _words.Length)
            Array.Resize(ref _words, (bit >> 6) + 1);
        _words[bit >> 6] |= 1UL << (bit & 63);
    }

    public void Remove(int bit)
    {
        if (bit >> 6 < _words.Length)
            _words[bit >> 6] &= ~(1UL << (bit & 63));
    }

    /// <summary>The smallest; -1: there is none.</summary>
    public int Min
    {
        get
        {
            int word = 0;
            while (word < _words.Length && _words[word] == 0)
                word++;
            if (word == _words.Length)
                return -1;
            int bit = 0;
            while ((_words[word] >> bit & 1) == 0)
                bit++;
            return word * 64 + bit;
        }
    }

    /// <summary>Takes in those of one set that are not in the other; true: some are new.</summary>
    public bool Union(Bits other, Bits? but = null)
    {
        if (other._words.Length > _words.Length)
            Array.Resize(ref _words, other._words.Length);
        bool changed = false;
        for (int i = 0; i < other._words.Length; i++)
        {
            ulong more = other._words[i] & ~_words[i] & ~(but is not null && i < but._words.Length ? but._words[i] : 0);
            changed |= more != 0;
            _words[i] |= more;
        }
        return changed;
    }
}
