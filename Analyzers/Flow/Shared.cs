// SPDX-License-Identifier: MIT
namespace Pairing.Flow;

/// <summary>A table that many states share until one of them changes it. Copied by its constructor only.</summary>
struct Shared<TKey, TValue>
    where TKey : notnull
{
    bool _isShared;

    public Shared() => Read = [];

    public Shared(ref Shared<TKey, TValue> other)
    {
        Read = other.Read;
        _isShared = other._isShared = true;
    }

    /// <summary>Not to be changed.</summary>
    public Dictionary<TKey, TValue> Read { readonly get; private set; }

    Dictionary<TKey, TValue> Own()
    {
        if (_isShared)
        {
            Read = new(Read);
            _isShared = false;
        }
        return Read;
    }

    public void Set(TKey key, TValue value)
    {
        if (!Read.TryGetValue(key, out TValue? before) || !EqualityComparer<TValue>.Default.Equals(before, value))
            Own()[key] = value;
    }

    public void Remove(TKey key)
    {
        if (Read.ContainsKey(key))
            Own().Remove(key);
    }

    public void RemoveWhere(Func<TKey, TValue, bool> condition)
    {
        List<TKey>? gone = null;
        foreach (KeyValuePair<TKey, TValue> pair in Read)
        {
            if (condition(pair.Key, pair.Value))
                (gone ??= []).Add(pair.Key);
        }
        if (gone is null)
            return;
        Dictionary<TKey, TValue> own = Own();
        foreach (TKey key in gone)
            own.Remove(key);
    }

    public readonly bool Any<TArgument>(TArgument argument, Func<TKey, TValue, TArgument, bool> condition)
    {
        foreach (KeyValuePair<TKey, TValue> pair in Read)
        {
            if (condition(pair.Key, pair.Value, argument))
                return true;
        }
        return false;
    }

    /// <summary>Exchanges the entries of a condition for others, or lets them go.</summary>
    public void Rename(Func<KeyValuePair<TKey, TValue>, bool> condition, Func<TKey, TKey> key, Func<TValue, TValue> value, bool drop)
    {
        List<KeyValuePair<TKey, TValue>>? changed = null;
        foreach (KeyValuePair<TKey, TValue> pair in Read)
        {
            if (condition(pair))
                (changed ??= []).Add(pair);
        }
        if (changed is null)
            return;
        Dictionary<TKey, TValue> own = Own();
        foreach (KeyValuePair<TKey, TValue> pair in changed)
        {
            own.Remove(pair.Key);
            if (!drop)
                own[key(pair.Key)] = value(pair.Value);
        }
    }

    public readonly bool Same(in Shared<TKey, TValue> other)
    {
        if (ReferenceEquals(Read, other.Read))
            return true;
        if (Read.Count != other.Read.Count)
            return false;
        foreach (KeyValuePair<TKey, TValue> pair in Read)
        {
            if (!other.Read.TryGetValue(pair.Key, out TValue? value) || !EqualityComparer<TValue>.Default.Equals(pair.Value, value))
                return false;
        }
        return true;
    }
}
