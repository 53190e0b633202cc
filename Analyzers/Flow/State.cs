// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>A decision that led here, newest first.</summary>
sealed record Decision(IOperation Condition, bool Truth, Decision? Before);

/// <summary>What runs after the finally regions that a branch leaves.</summary>
sealed record Continuation(ImmutableArray<ControlFlowRegion> Finallies, BasicBlock? Destination, bool Throws, Continuation? Outer)
{
    public bool Equals(Continuation? other) =>
        other is not null && Finallies.SequenceEqual(other.Finallies) && ReferenceEquals(Destination, other.Destination) && Throws == other.Throws && Equals(Outer, other.Outer);

    public override int GetHashCode() => Finallies.Length * 31 + (Destination?.Ordinal ?? -1);
}

/// <summary>What is known at one point of one (set of) path(s).</summary>
sealed class State
{
    readonly Dictionary<Value, Value> _places;
    readonly Dictionary<Value, Fact> _facts;
    readonly Dictionary<ResourceKey, Holding> _held;
    ImmutableDictionary<Value, IOperation> _dead;
    ImmutableDictionary<Value, Value> _batches;
    ImmutableDictionary<Value, Value> _aliases;
    ImmutableDictionary<Value, bool> _speculative;
    ImmutableDictionary<Value, ResourceKey> _scopes;

    public State()
    {
        _places = [];
        _facts = [];
        _held = [];
        _dead = ImmutableDictionary<Value, IOperation>.Empty;
        _batches = ImmutableDictionary<Value, Value>.Empty;
        _aliases = ImmutableDictionary<Value, Value>.Empty;
        _speculative = ImmutableDictionary<Value, bool>.Empty;
        _scopes = ImmutableDictionary<Value, ResourceKey>.Empty;
    }

    public State(State other)
    {
        _places = new(other._places);
        _facts = new(other._facts);
        _held = new(other._held);
        _dead = other._dead;
        _batches = other._batches;
        _aliases = other._aliases;
        _speculative = other._speculative;
        _scopes = other._scopes;
        Returned = other.Returned;
        Exceptional = other.Exceptional;
        Thrower = other.Thrower;
        Continuation = other.Continuation;
        Trace = other.Trace;
    }

    public IReadOnlyDictionary<Value, Value> Places => _places;
    public IReadOnlyDictionary<Value, Fact> Facts => _facts;
    public IReadOnlyDictionary<ResourceKey, Holding> Held => _held;
    public IReadOnlyDictionary<Value, IOperation> Dead => _dead;
    public IReadOnlyDictionary<Value, bool> Speculative => _speculative;

    public Value? Returned { get; set; }

    /// <summary>A call threw on the way here, as any call may.</summary>
    public bool Exceptional { get; set; }
    public IOperation? Thrower { get; set; }
    public Continuation? Continuation { get; set; }
    public Decision? Trace { get; set; }

    public Value? At(Value place) => _places.TryGetValue(place, out Value? value) ? value : null;
    public void Put(Value place, Value value) => _places[place] = value;
    public void Forget(Value place) => _places.Remove(place);

    public Fact Of(Value value) => _facts.TryGetValue(value, out Fact? fact) ? fact : Fact.Nothing;
    public void Learn(Value value, Fact fact)
    {
        if (fact.IsNothing)
            _facts.Remove(value);
        else
            _facts[value] = fact;
    }

    public Holding? Find(ResourceKey key) => _held.TryGetValue(key, out Holding? holding) ? holding : null;
    public void Hold(ResourceKey key, Holding holding) => _held[key] = holding;
    public void Drop(ResourceKey key) => _held.Remove(key);

    public void Kill(Value value, IOperation site) => _dead = _dead.SetItem(value, site);
    public void Revive(Value value) => _dead = _dead.Remove(value);

    public Value? BatchOf(Value element) => _batches.TryGetValue(element, out Value? batch) ? batch : null;
    public void SetBatch(Value element, Value batch) => _batches = _batches.SetItem(element, batch);
    public IEnumerable<Value> ElementsOf(Value batch) => _batches.Where(pair => ReferenceEquals(pair.Value, batch)).Select(pair => pair.Key);

    public void SetAlias(Value value, Value of) => _aliases = _aliases.SetItem(value, of);

    /// <summary>The object whose counts and locks a value shares.</summary>
    public Value Canonical(Value value)
    {
        for (int i = 0; i < 8 && _aliases.TryGetValue(value, out Value? of); i++)
            value = of;
        return value;
    }

    public void SetSpeculative(Value value, bool valid) => _speculative = _speculative.SetItem(value, valid);
    public void SetScope(Value scope, ResourceKey key) => _scopes = _scopes.SetItem(scope, key);
    public ResourceKey? ScopeOf(Value scope) => _scopes.TryGetValue(scope, out ResourceKey key) ? key : null;
    public void EndScope(Value scope) => _scopes = _scopes.Remove(scope);

    /// <summary>The newest result of an operation becomes the one before; what was that goes among the old ones, of which nothing is said any more.</summary>
    public List<(ResourceKey, Holding)> Shift(Values values, object key)
    {
        List<(ResourceKey, Holding)> lost = [];
        if (!MentionsAnywhere(values.Symbol(key)))
            return lost;
        Value previous = values.Symbol(key, 1);
        if (MentionsAnywhere(previous))
        {
            if (!_places.Values.Any(value => value.Mentions(previous)))
                lost.AddRange(_held.Where(pair => ReferenceEquals(pair.Key.Value, previous) && pair.Key.Kind == ResourceKind.Reference && pair.Value is { Loose: false, Count: > 0 }).Select(pair => (pair.Key, pair.Value)));
            Rename(values, previous, values.Symbol(key, Value.Old));
        }
        Rename(values, values.Symbol(key), previous);
        return lost;
    }

    bool MentionsAnywhere(Value symbol)
    {
        foreach (KeyValuePair<Value, Value> pair in _places)
        {
            if (pair.Value.Mentions(symbol) || pair.Key.Mentions(symbol))
                return true;
        }
        return _held.Keys.Any(key => key.Value.Mentions(symbol)) || _facts.Keys.Any(value => value.Mentions(symbol))
            || _dead.Keys.Any(value => value.Mentions(symbol)) || _batches.Any(pair => pair.Key.Mentions(symbol) || pair.Value.Mentions(symbol))
            || _aliases.Any(pair => pair.Key.Mentions(symbol) || pair.Value.Mentions(symbol)) || _speculative.Keys.Any(value => value.Mentions(symbol))
            || _scopes.Any(pair => pair.Key.Mentions(symbol) || pair.Value.Value.Mentions(symbol)) || (Returned?.Mentions(symbol) ?? false);
    }

    void Rename(Values values, Value old, Value replacement)
    {
        bool vague = replacement.IsVague;
        Value Exchange(Value value) => values.Substitute(value, old, replacement);

        foreach (KeyValuePair<Value, Value> pair in _places.Where(pair => pair.Key.Mentions(old) || pair.Value.Mentions(old)).ToArray())
        {
            _places.Remove(pair.Key);
            _places[Exchange(pair.Key)] = Exchange(pair.Value);
        }
        foreach (KeyValuePair<Value, Fact> pair in _facts.Where(pair => pair.Key.Mentions(old)).ToArray())
        {
            _facts.Remove(pair.Key);
            if (!vague)
                _facts[Exchange(pair.Key)] = pair.Value;
        }
        foreach (KeyValuePair<ResourceKey, Holding> pair in _held.Where(pair => pair.Key.Value.Mentions(old)).ToArray())
        {
            _held.Remove(pair.Key);
            if (!vague)
                _held[pair.Key with { Value = Exchange(pair.Key.Value) }] = pair.Value;
        }
        _dead = Rename(_dead, old, Exchange, vague);
        _speculative = Rename(_speculative, old, Exchange, vague);
        _scopes = Rename(_scopes, old, Exchange, vague);
        foreach (KeyValuePair<Value, ResourceKey> pair in _scopes.Where(pair => pair.Value.Value.Mentions(old)))
            _scopes = _scopes.SetItem(pair.Key, pair.Value with { Value = Exchange(pair.Value.Value) });
        _batches = RenameBoth(_batches, old, Exchange, vague);
        _aliases = RenameBoth(_aliases, old, Exchange, vague);
        if (Returned is not null)
            Returned = Exchange(Returned);
    }

    static ImmutableDictionary<Value, T> Rename<T>(ImmutableDictionary<Value, T> map, Value old, Func<Value, Value> exchange, bool vague)
    {
        foreach (KeyValuePair<Value, T> pair in map.Where(pair => pair.Key.Mentions(old)).ToArray())
        {
            map = map.Remove(pair.Key);
            if (!vague)
                map = map.SetItem(exchange(pair.Key), pair.Value);
        }
        return map;
    }

    static ImmutableDictionary<Value, Value> RenameBoth(ImmutableDictionary<Value, Value> map, Value old, Func<Value, Value> exchange, bool vague)
    {
        foreach (KeyValuePair<Value, Value> pair in map.Where(pair => pair.Key.Mentions(old) || pair.Value.Mentions(old)).ToArray())
        {
            map = map.Remove(pair.Key);
            if (!vague)
                map = map.SetItem(exchange(pair.Key), exchange(pair.Value));
        }
        return map;
    }

    /// <summary>Lets go what no later block can name.</summary>
    public void Trim(Func<Value, bool> isLivePlace, Func<Value, bool> isLiveLoad)
    {
        foreach (Value place in _places.Keys.Where(place => !isLivePlace(place)).ToArray())
            _places.Remove(place);

        HashSet<Value> symbols = [];
        foreach (KeyValuePair<Value, Value> pair in _places)
        {
            Collect(pair.Key, symbols);
            Collect(pair.Value, symbols);
        }
        foreach (KeyValuePair<ResourceKey, Holding> pair in _held)
            Collect(pair.Key.Value, symbols);
        foreach (KeyValuePair<Value, ResourceKey> pair in _scopes)
            Collect(pair.Value.Value, symbols);
        if (Returned is not null)
            Collect(Returned, symbols);

        bool Reachable(Value value) => value.Kind switch
        {
            ValueKind.Symbol => symbols.Contains(value),
            ValueKind.Load => symbols.Contains(value) || isLiveLoad(value) && Reachable(value.A!),
            _ => (value.A is null || Reachable(value.A)) && (value.B is null || Reachable(value.B)),
        };

        foreach (Value value in _facts.Keys.Where(value => !Reachable(value)).ToArray())
            _facts.Remove(value);
        _dead = _dead.RemoveRange(_dead.Keys.Where(value => !Reachable(value)));
        _batches = _batches.RemoveRange(_batches.Keys.Where(value => !Reachable(value)));
        _speculative = _speculative.RemoveRange(_speculative.Keys.Where(value => !Reachable(value)));
        _aliases = _aliases.RemoveRange(_aliases.Keys.Where(value => !Reachable(value)));
        // What is known not to be held is only worth keeping while something can name it.
        foreach (ResourceKey key in _held.Where(pair => pair.Value is { Count: 0, Entry: 0 } && !NamedOutsideHeld(pair.Key.Value, isLiveLoad)).Select(pair => pair.Key).ToArray())
            _held.Remove(key);
    }

    bool NamedOutsideHeld(Value value, Func<Value, bool> isLiveLoad) => value.Kind switch
    {
        ValueKind.Symbol => _places.Values.Any(other => other.Mentions(value)),
        ValueKind.Load => isLiveLoad(value) && NamedOutsideHeld(value.A!, isLiveLoad) || _places.Values.Any(other => other.Mentions(value)),
        ValueKind.Address when value.A!.Kind is ValueKind.Frame or ValueKind.Global or ValueKind.This => true,
        _ => value.A is null || NamedOutsideHeld(value.A, isLiveLoad),
    };

    static void Collect(Value value, HashSet<Value> into)
    {
        if (value.Kind is ValueKind.Symbol or ValueKind.Load)
            into.Add(value);
        if (value.A is not null)
            Collect(value.A, into);
        if (value.B is not null)
            Collect(value.B, into);
    }

    /// <summary>A loop begins again: what its conditions taught of things that can change is not known any more.</summary>
    public void ForgetWithin(int first, int last)
    {
        foreach (Value value in _facts.Where(pair => pair.Value.Block >= first && pair.Value.Block <= last && pair.Key.ReadsHeap).Select(pair => pair.Key).ToArray())
            _facts.Remove(value);
    }

    /// <summary>Both hold and owe the same, so one may stand for both.</summary>
    public bool CanMerge(State other) =>
        Exceptional == other.Exceptional && ReferenceEquals(Returned, other.Returned) && Equals(Continuation, other.Continuation)
        && OwesNoMore(other) && other.OwesNoMore(this) && Same(_dead, other._dead) && Same(_scopes, other._scopes);

    bool OwesNoMore(State other)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in _held)
        {
            if (pair.Value.Count == pair.Value.Entry && pair.Value is { Count: 0, Loose: false })
                continue;
            if (other.Find(pair.Key) is not { } holding || holding.Count != pair.Value.Count || holding.Entry != pair.Value.Entry || holding.Loose != pair.Value.Loose)
                return false;
        }
        return true;
    }

    /// <summary>What is true of both; a place where they differ holds a symbol of that block.</summary>
    public State Merge(State other, Values values, BasicBlock block)
    {
        State merged = new(this);
        foreach (KeyValuePair<Value, Value> pair in _places)
        {
            if (other.At(pair.Key) is not { } value)
                value = values.Load(pair.Key);
            if (ReferenceEquals(value, pair.Value))
                continue;
            Value joined = merged.Join(values, block, pair.Key);
            merged._places[pair.Key] = joined;
            Fact known = Known(this, pair.Value).Or(Known(other, value));
            merged.Learn(joined, known);
        }
        foreach (KeyValuePair<Value, Value> pair in other._places)
        {
            if (!_places.ContainsKey(pair.Key))
                merged._places[pair.Key] = merged.Join(values, block, pair.Key);
        }
        foreach (ResourceKey key in _held.Keys)
        {
            if (other.Find(key) is null)
                merged._held.Remove(key);
        }
        foreach (KeyValuePair<Value, bool> pair in _speculative)
        {
            if (!other._speculative.TryGetValue(pair.Key, out bool valid))
                merged._speculative = merged._speculative.Remove(pair.Key);
            else if (valid)
                merged._speculative = merged._speculative.SetItem(pair.Key, true);
        }
        foreach (Value value in _facts.Keys)
            merged.Learn(value, Of(value).Or(other.Of(value)));
        merged._batches = _batches.RemoveRange(_batches.Where(pair => !ReferenceEquals(other.BatchOf(pair.Key), pair.Value)).Select(pair => pair.Key));
        return merged;

        static Fact Known(State state, Value value) => value.Kind switch
        {
            ValueKind.Const => Fact.Nothing with { Is = value },
            _ => state.Of(value),
        };
    }

    /// <summary>A symbol for what several paths left in a place. What is known of the one of an earlier turn is let go.</summary>
    Value Join(Values values, BasicBlock block, Value place)
    {
        Value joined = values.Symbol((block.Ordinal, place));
        if (_held.Any(pair => pair.Key.Value.Mentions(joined) && pair.Value.Count > 0))
            return values.Symbol((block.Ordinal, place), Value.Old);
        foreach (ResourceKey key in _held.Keys.Where(key => key.Value.Mentions(joined)).ToArray())
            _held.Remove(key);
        return joined;
    }

    public bool SameAs(State other) =>
        Exceptional == other.Exceptional && ReferenceEquals(Returned, other.Returned) && Equals(Continuation, other.Continuation)
        && Same(_held, other._held) && Same(_dead, other._dead) && Same(_speculative, other._speculative) && Same(_scopes, other._scopes)
        && Same(_places, other._places) && Same(_facts, other._facts) && Same(_batches, other._batches) && Same(_aliases, other._aliases);

    public int Hash()
    {
        int hash = Exceptional ? 17 : 0;
        foreach (KeyValuePair<Value, Value> pair in _places)
            hash ^= unchecked(pair.Key.Id * 7919 + pair.Value.Id * 31);
        foreach (KeyValuePair<ResourceKey, Holding> pair in _held)
            hash ^= unchecked(pair.Key.GetHashCode() * 17 + pair.Value.Count);
        foreach (KeyValuePair<Value, Fact> pair in _facts)
            hash ^= unchecked(pair.Key.Id * 104729 + pair.Value.GetHashCode());
        return hash;
    }

    static bool Same<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> a, IReadOnlyDictionary<TKey, TValue> b) where TKey : notnull
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.Count != b.Count)
            return false;
        foreach (KeyValuePair<TKey, TValue> pair in a)
        {
            if (!b.TryGetValue(pair.Key, out TValue? value) || !EqualityComparer<TValue>.Default.Equals(pair.Value, value))
                return false;
        }
        return true;
    }
}
