// SPDX-License-Identifier: MIT
using System.Collections;
using System.Runtime.CompilerServices;

namespace Pairing.Flow;

/// <summary>Keys of one body that are equal have the same number, and no others.</summary>
interface INumbered
{
    int Id { get; }
}

/// <summary>A table of few entries that never changes, in the order of the keys' numbers: states share what they have in common.</summary>
sealed class Table<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : INumbered
{
    public static readonly Table<TKey, TValue> Empty = new([], []);

    readonly int[] _ids;
    readonly KeyValuePair<TKey, TValue>[] _entries;

    Table(int[] ids, KeyValuePair<TKey, TValue>[] entries)
    {
        _ids = ids;
        _entries = entries;
    }

    public int Count => _ids.Length;

    public IEnumerable<TKey> Keys => _entries.Select(pair => pair.Key);
    public IEnumerable<TValue> Values => _entries.Select(pair => pair.Value);

    public Enumerator GetEnumerator() => new(_entries);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    public bool ContainsKey(TKey key) => Find(key.Id) >= 0;

    [MethodImpl(Hot.Path)]
    public bool TryGetValue(TKey key, out TValue value)
    {
        int at = Find(key.Id);
        value = at >= 0 ? _entries[at].Value : default!;
        return at >= 0;
    }

    /// <summary>Where the number is, or the complement of where it would be.</summary>
    int Find(int id) => Find(_ids, Count, id);

    [MethodImpl(Hot.Path)]
    static int Find(int[] ids, int count, int id)
    {
        int low = 0, high = count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1, there = ids[middle];
            if (there == id)
                return middle;
            if (there < id)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    public Table<TKey, TValue> Set(TKey key, TValue value)
    {
        Builder changed = new(this, 1);
        changed.Set(key, value);
        return changed.ToTable();
    }

    public Table<TKey, TValue> Remove(TKey key)
    {
        int at = Find(key.Id), rest = Count - at - 1;
        if (at < 0)
            return this;
        int[] ids = new int[Count - 1];
        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[ids.Length];
        Array.Copy(_ids, ids, at);
        Array.Copy(_ids, at + 1, ids, at, rest);
        Array.Copy(_entries, entries, at);
        Array.Copy(_entries, at + 1, entries, at, rest);
        return new(ids, entries);
    }

    public Table<TKey, TValue> RemoveWhere(Func<TKey, TValue, bool> condition) => RemoveWhere(condition, static (key, value, condition) => condition(key, value));

    [MethodImpl(Hot.Path)]
    public Table<TKey, TValue> RemoveWhere<TArgument>(TArgument argument, Func<TKey, TValue, TArgument, bool> condition)
    {
        Span<bool> isRemoved = Count <= 256 ? stackalloc bool[Count] : new bool[Count];
        int kept = 0;
        for (int i = 0; i < isRemoved.Length; i++)
        {
            isRemoved[i] = condition(_entries[i].Key, _entries[i].Value, argument);
            kept += isRemoved[i] ? 0 : 1;
        }
        if (kept == Count)
            return this;
        if (kept == 0)
            return Empty;
        int[] ids = new int[kept];
        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[kept];
        for (int i = 0, at = 0; at < kept; i++)
        {
            if (isRemoved[i])
                continue;
            ids[at] = _ids[i];
            entries[at++] = _entries[i];
        }
        return new(ids, entries);
    }

    public bool Any(Func<TKey, TValue, bool> condition) => Any(condition, static (key, value, condition) => condition(key, value));

    [MethodImpl(Hot.Path)]
    public bool Any<TArgument>(TArgument argument, Func<TKey, TValue, TArgument, bool> condition)
    {
        foreach (KeyValuePair<TKey, TValue> pair in _entries)
        {
            if (condition(pair.Key, pair.Value, argument))
                return true;
        }
        return false;
    }

    [MethodImpl(Hot.Path)]
    public TKey[] KeysWhere<TArgument>(TArgument argument, Func<TKey, TArgument, bool> condition)
    {
        List<TKey>? keys = null;
        foreach (KeyValuePair<TKey, TValue> pair in _entries)
        {
            if (condition(pair.Key, argument))
                (keys ??= []).Add(pair.Key);
        }
        return keys?.ToArray() ?? [];
    }

    /// <summary>Exchanges the entries of a condition for others, or lets them go.</summary>
    public Table<TKey, TValue> Rename(Func<KeyValuePair<TKey, TValue>, bool> condition, Func<TKey, TKey> key, Func<TValue, TValue> value, bool drop)
    {
        Table<TKey, TValue> renamed = RemoveWhere((key, value) => condition(new(key, value)));
        if (drop || ReferenceEquals(renamed, this))
            return renamed;
        Builder changed = new(renamed, Count - renamed.Count);
        foreach (KeyValuePair<TKey, TValue> pair in _entries)
        {
            if (condition(pair))
                changed.Set(key(pair.Key), value(pair.Value));
        }
        return changed.ToTable();
    }

    [MethodImpl(Hot.Path)]
    public bool Same(Table<TKey, TValue> other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (_ids.Length != other._ids.Length)
            return false;
        for (int i = 0; i < _ids.Length; i++)
        {
            if (_ids[i] != other._ids[i])
                return false;
        }
        for (int i = 0; i < _entries.Length; i++)
        {
            if (!EqualityComparer<TValue>.Default.Equals(_entries[i].Value, other._entries[i].Value))
                return false;
        }
        return true;
    }

    /// <summary>For many changes at once.</summary>
    /// <param name="room">For so many new entries at first; 1 or more.</param>
    public struct Builder(Table<TKey, TValue> table, int room)
    {
        int[] _ids = table._ids;
        KeyValuePair<TKey, TValue>[] _entries = table._entries;
        int _count = table.Count;

        [MethodImpl(Hot.Path)]
        public void Set(TKey key, TValue value)
        {
            int at = Find(_ids, _count, key.Id);
            if (at >= 0 && EqualityComparer<TValue>.Default.Equals(_entries[at].Value, value))
                return;
            if (ReferenceEquals(_entries, table._entries))
            {
                _entries = new KeyValuePair<TKey, TValue>[at < 0 ? _count + room : _count];
                Array.Copy(table._entries, _entries, _count);
            }
            if (at < 0)
                Insert(at = ~at, key.Id);
            _entries[at] = new(key, value);
        }

        void Insert(int at, int id)
        {
            if (_count == _entries.Length)
                Array.Resize(ref _entries, _count + room);
            if (ReferenceEquals(_ids, table._ids) || _count == _ids.Length)
                Array.Resize(ref _ids, _count + room);
            Array.Copy(_ids, at, _ids, at + 1, _count - at);
            Array.Copy(_entries, at, _entries, at + 1, _count - at);
            _ids[at] = id;
            _count++;
        }

        public Table<TKey, TValue> ToTable()
        {
            if (ReferenceEquals(_entries, table._entries))
                return table;
            if (_entries.Length > _count)
                Array.Resize(ref _entries, _count);
            if (_ids.Length > _count)
                Array.Resize(ref _ids, _count);
            return new(_ids, _entries);
        }
    }

    public struct Enumerator(KeyValuePair<TKey, TValue>[] entries)
    {
        int _at = -1;

        public readonly KeyValuePair<TKey, TValue> Current => entries[_at];

        public bool MoveNext() => ++_at < entries.Length;
    }
}
