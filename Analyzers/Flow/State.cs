// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    Table<Value, Value> _batches = Table<Value, Value>.Empty;
    Table<Value, Value> _aliases = Table<Value, Value>.Empty;
    Table<Value, ResourceKey> _scopes = Table<Value, ResourceKey>.Empty;

    /// <summary>For what a merge adds to a table.</summary>
    const int Room = 8;

    /// <summary>So many places are worth to be looked through for those that nothing leads to.</summary>
    const int ManyPlaces = 64;

    public State()
    {
    }

    public State(State other)
    {
        Places = other.Places;
        Facts = other.Facts;
        Held = other.Held;
        Dead = other.Dead;
        _batches = other._batches;
        _aliases = other._aliases;
        Speculative = other.Speculative;
        _scopes = other._scopes;
        Returned = other.Returned;
        Exceptional = other.Exceptional;
        Doubtful = other.Doubtful;
        Thrower = other.Thrower;
        Continuation = other.Continuation;
        Trace = other.Trace;
        Left = other.Left;
        Case = other.Case;
        HasActed = other.HasActed;
    }

    public Table<Value, Value> Places { get; private set; } = Table<Value, Value>.Empty;
    public Table<Value, Fact> Facts { get; private set; } = Table<Value, Fact>.Empty;
    public Table<ResourceKey, Holding> Held { get; private set; } = Table<ResourceKey, Holding>.Empty;
    public Table<Value, IOperation> Dead { get; private set; } = Table<Value, IOperation>.Empty;
    public Table<Value, bool> Speculative { get; private set; } = Table<Value, bool>.Empty;

    public Value? Returned { get; set; }

    /// <summary>A call threw on the way here, as any call may.</summary>
    public bool Exceptional { get; set; }
    public IOperation? Thrower { get; set; }

    /// <summary>A handler caught that exception which may be for exceptions of another kind.</summary>
    public bool Doubtful { get; set; }

    /// <summary>The exception that led here skipped what would have been done about this.</summary>
    public bool IsSkipped(Holding holding) => Exceptional && !holding.InHandler;

    /// <summary>Whether something that is taken here is taken in a handler.</summary>
    public bool IsInHandler(IOperation site) => Exceptional && site.Syntax.FirstAncestorOrSelf<CatchClauseSyntax>() is not null;

    /// <summary>Something was taken in a handler: it is judged as if nothing had been thrown.</summary>
    public bool HoldsInHandler => Held.Any(static (_, holding) => holding is { InHandler: true, Count: > 0 });

    /// <summary>Null where an exception led here for sure, or is over: what was done before the call that threw, or in a handler, is reported as if none had.</summary>
    public State? UnlessSure(Holding? holding) => Exceptional && !Doubtful || holding is { InHandler: true } ? null : this;

    /// <summary>The same where a call throws, which may skip what was taken in a handler, too.</summary>
    public State Throwing(IOperation thrower)
    {
        State thrown = new(this) { Exceptional = true, Thrower = thrower };
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            if (pair.Value.InHandler)
                thrown.Hold(pair.Key, pair.Value with { InHandler = false });
        }
        return thrown;
    }

    public Continuation? Continuation { get; set; }
    public Decision? Trace { get; set; }
    public Leaving? Left { get; set; }

    /// <summary>Which conditions of the body's own contract about its parameters hold: ways on which others do are kept apart.</summary>
    public int Case { get; set; }

    /// <summary>A lock was taken or released on the way here, or refused.</summary>
    public bool HasActed { get; set; }

    public Value? At(Value place) => Places.TryGetValue(place, out Value? value) ? value : null;
    public void Put(Value place, Value value) => Places = Places.Set(place, value);

    /// <summary>Whether a place has what is made from a value.</summary>
    public bool Names(Value value) => Places.Any(value, static (_, other, value) => other.Mentions(value));

    public void Forget(Value place) => Places = Places.Remove(place);

    public Fact Of(Value value) => Facts.TryGetValue(value, out Fact? fact) ? fact : Fact.Nothing;
    public void Learn(Value value, Fact fact)
    {
        if (fact.IsNothing)
            Facts = Facts.Remove(value);
        else
            Facts = Facts.Set(value, fact);
    }

    /// <summary>The same of many.</summary>
    public void Learn(IEnumerable<Value> values, Fact fact)
    {
        Table<Value, Fact>.Builder facts = new(Facts, Room);
        foreach (Value value in values)
            facts.Set(value, fact);
        Facts = facts.ToTable();
    }

    /// <summary>The call that threw was to take or get something, and has not: a wait that was cancelled.</summary>
    public bool IsRefused => Exceptional && Thrower is not null && Held.Any(this, static (_, holding, state) => state.IsRefusal(holding));

    bool IsRefusal(Holding holding) => Exceptional && holding.Failed is { } failed && ReferenceEquals(failed, Thrower);

    public void ForgetFacts(Func<Value, bool> condition) => Facts = Facts.RemoveWhere((value, _) => condition(value));

    public Holding? Find(ResourceKey key) => Held.TryGetValue(key, out Holding? holding) ? holding : null;

    /// <summary>The lock that is held of an object, or of something in it.</summary>
    public Holding? LockOf(Value value) => Held.FirstOrDefault(pair => pair.Key.Kind == ResourceKind.Lock && pair.Value.Count > 0 && pair.Key.Value.Mentions(value)).Value;

    public void Hold(ResourceKey key, Holding holding) => Held = Held.Set(key, holding);

    /// <summary>What is held of these may go to somebody else from here on.</summary>
    public void LoosenWhere(Func<ResourceKey, Holding, bool> condition)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            if (condition(pair.Key, pair.Value))
                Hold(pair.Key, pair.Value with { Loose = true });
        }
    }

    public void Drop(ResourceKey key) => Held = Held.Remove(key);
    public void DropAll(Value value) => Held = Held.RemoveWhere((key, _) => ReferenceEquals(key.Value, value));

    public void Kill(Value value, IOperation site) => Dead = Dead.Set(value, site);
    public void Revive(Value value) => Dead = Dead.Remove(value);

    /// <summary>Of what was got here, was nobody else's and is gone: what put it.</summary>
    public IOperation? PutBy(Value value)
    {
        value = Whole(value);
        return Dead.TryGetValue(value, out IOperation? site) && Find(ResourceKey.Reference(value)) is { Produced: true } holding && (holding.Traits & Traits.Unique) != 0 ? site : null;
    }

    /// <summary>The object that a value is; where it is in what is gone, and was nobody else's, or a view of that: what is gone.</summary>
    public Value Whole(Value value)
    {
        for (Value? at = value.PartOf; at is not null; at = at.PartOf)
        {
            Value whole = Canonical(at);
            if (Dead.ContainsKey(whole) && Find(ResourceKey.Reference(whole)) is { } holding && (holding.Traits & Traits.Unique) != 0)
                return whole;
        }
        return Canonical(value);
    }

    public Value? BatchOf(Value element) => _batches.TryGetValue(element, out Value? batch) ? batch : null;
    public void SetBatch(Value element, Value batch) => _batches = _batches.Set(element, batch);
    public void EndBatch(Value element) => _batches = _batches.Remove(element);

    /// <summary>The local list that a value is found by: it is in it, is its head, or is read from one of these.</summary>
    public Value? ListOf(Value value)
    {
        for (Value? at = value; at is not null; at = at.A)
        {
            Value list = BatchOf(at) ?? at;
            if (Held.Any(pair => pair.Value.ListedAt is not null && ReferenceEquals(ListIn(pair.Key.Value), list)))
                return list;
        }
        return null;
    }

    /// <summary>Of what each object in a list holds: the list.</summary>
    public static Value? ListIn(Value content)
    {
        Value? at = content;
        while (at is { Kind: not ValueKind.Batch })
            at = at.A;
        return at?.A;
    }

    public IEnumerable<Value> ElementsOf(Value batch) => _batches.Where(pair => ReferenceEquals(pair.Value, batch)).Select(pair => pair.Key);

    public void SetAlias(Value value, Value of) => _aliases = _aliases.Set(value, of);

    /// <summary>The object whose counts and locks a value shares.</summary>
    [MethodImpl(Hot.Path)]
    public Value Canonical(Value value)
    {
        for (int i = 0; i < 8 && _aliases.TryGetValue(value, out Value? of); i++)
            value = of;
        return value;
    }

    public void SetSpeculative(Value value, bool valid) => Speculative = Speculative.Set(value, valid);
    public void SetScope(Value scope, ResourceKey key) => _scopes = _scopes.Set(scope, key);
    public Table<Value, ResourceKey> Scopes => _scopes;
    public ResourceKey? ScopeOf(Value scope) => _scopes.TryGetValue(Given(scope), out ResourceKey? key) ? key : null;
    public void EndScope(Value scope) => _scopes = _scopes.Remove(Given(scope));

    /// <summary>Of what was awaited: the task.</summary>
    static Value Given(Value scope) => scope is { Kind: ValueKind.Unary, Key: "await" } ? scope.A! : scope;

    /// <summary>The newest result of an operation becomes the one before; what was that goes among the old ones, of which nothing is said any more.</summary>
    public KeyValuePair<ResourceKey, Holding>[] Shift(Values values, object key)
    {
        KeyValuePair<ResourceKey, Holding>[] lost = [];
        if (values.FindSymbol(key) is not { } newest || !MentionsAnywhere(newest))
            return lost;
        Value previous = values.Symbol(key, 1);
        if (MentionsAnywhere(previous))
        {
            if (!Names(previous))
                lost = Held.Where(pair => ReferenceEquals(pair.Key.Value, previous) && pair.Value is { Loose: false, Count: > 0 }).ToArray();
            Rename(values, previous, values.Symbol(key, Value.Old));
        }
        Rename(values, newest, previous);
        return lost;
    }

    bool MentionsAnywhere(Value symbol) =>
        Places.Any(symbol, static (key, value, part) => key.Mentions(part) || value.Mentions(part)) || Held.Any(symbol, static (key, _, part) => key.Value.Mentions(part))
        || Facts.Any(symbol, static (key, _, part) => key.Mentions(part)) || Dead.Any(symbol, static (key, _, part) => key.Mentions(part))
        || _batches.Any(symbol, static (key, value, part) => key.Mentions(part) || value.Mentions(part))
        || _aliases.Any(symbol, static (key, value, part) => key.Mentions(part) || value.Mentions(part))
        || Speculative.Any(symbol, static (key, _, part) => key.Mentions(part))
        || _scopes.Any(symbol, static (key, value, part) => key.Mentions(part) || value.Value.Mentions(part)) || (Returned?.Mentions(symbol) ?? false);

    /// <summary>All that is known of one value is known of another one instead.</summary>
    public void Rename(Values values, Value old, Value replacement)
    {
        bool vague = replacement.IsVague;
        Value Exchange(Value value) => values.Substitute(value, old, replacement);
        ResourceKey ExchangeKey(ResourceKey key) => key with { Value = Exchange(key.Value) };

        // a place whose value is vague is still a place
        Places = Places.Rename(pair => pair.Key.Mentions(old) || pair.Value.Mentions(old), Exchange, Exchange, drop: false);
        Facts = Facts.Rename(pair => pair.Key.Mentions(old), Exchange, static fact => fact, vague);
        Held = Held.Rename(pair => pair.Key.Value.Mentions(old), ExchangeKey, static holding => holding, vague);
        Dead = Dead.Rename(pair => pair.Key.Mentions(old), Exchange, static site => site, vague);
        Speculative = Speculative.Rename(pair => pair.Key.Mentions(old), Exchange, static valid => valid, vague);
        _scopes = _scopes.Rename(pair => pair.Key.Mentions(old), Exchange, static key => key, vague);
        _scopes = _scopes.Rename(pair => pair.Value.Value.Mentions(old), static scope => scope, ExchangeKey, drop: false);
        _batches = _batches.Rename(pair => pair.Key.Mentions(old) || pair.Value.Mentions(old), Exchange, Exchange, vague);
        _aliases = _aliases.Rename(pair => pair.Key.Mentions(old) || pair.Value.Mentions(old), Exchange, Exchange, vague);
        if (Returned is not null)
            Returned = Exchange(Returned);
    }

    /// <summary>Lets go what neither the block nor those after it can name; returns what is owed of objects that nobody can name any more.</summary>
    public List<(ResourceKey Key, Holding Holding)> Trim(Liveness liveness, BasicBlock block, Values values)
    {
        int mark = ++values.Trims;
        Trimming trimming = new(this, liveness, block, mark);
        Places = Places.RemoveWhere(trimming, static (place, value, trimming) => !trimming.IsLive(place, value));
        if (Places.Count > ManyPlaces)
        {
            DropOutOfReach(mark);
            trimming = new(this, liveness, block, mark = ++values.Trims);
        }
        foreach (KeyValuePair<Value, Value> pair in Places)
        {
            Mark(pair.Key, mark);
            Mark(pair.Value, mark);
        }
        foreach (KeyValuePair<Value, ResourceKey> pair in _scopes)
            Mark(pair.Value.Value, mark);
        if (Returned is not null)
            Mark(Returned, mark);
        List<(ResourceKey, Holding)> lost = DropUnnamed(mark, liveness.IsInLoop(block));
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
            Mark(pair.Key.Value, mark);

        Facts = Facts.RemoveWhere(trimming, static (value, _, trimming) => !trimming.IsReachable(value));
        Dead = Dead.RemoveWhere(trimming, static (value, _, trimming) => !trimming.IsReachable(value));
        _batches = _batches.RemoveWhere(trimming, static (value, _, trimming) => !trimming.IsReachable(value));
        Speculative = Speculative.RemoveWhere(trimming, static (value, _, trimming) => !trimming.IsReachable(value));
        _aliases = _aliases.RemoveWhere(trimming, static (value, _, trimming) => !trimming.IsReachable(value));
        Held = Held.RemoveWhere(trimming, static (key, holding, trimming) => !trimming.IsWorthKeeping(key, holding));
        return lost;
    }

    /// <summary>The parts of objects that no variable leads to any more, as of those that a loop made in the turns before.</summary>
    void DropOutOfReach(int mark)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
            Mark(pair.Key.Value, mark);
        foreach (KeyValuePair<Value, Value> pair in _aliases)
        {
            Mark(pair.Key, mark);
            Mark(pair.Value, mark);
        }
        foreach (KeyValuePair<Value, ResourceKey> pair in _scopes)
            Mark(pair.Key, mark);
        Mark(Returned, mark);
        for (bool goesOn = true; goesOn;)
        {
            goesOn = false;
            foreach (KeyValuePair<Value, Value> pair in Places)
            {
                if (pair.Value.Mark == mark || IsOutOfReach(pair.Key))
                    continue;
                Mark(pair.Value, mark);
                goesOn = true;
            }
        }
        Places = Places.RemoveWhere((place, _) => IsOutOfReach(place));

        bool IsOutOfReach(Value place) => place.Root is { Kind: ValueKind.Symbol } root && root.Mark != mark;
    }

    /// <summary>What a block and those after it can name of a state.</summary>
    /// <param name="mark">What is found by a place has it.</param>
    sealed class Trimming(State state, Liveness liveness, BasicBlock block, int mark)
    {
        public bool IsLive(Value place, Value value) =>
            liveness.IsLivePlace(block, place) || IsInStruct(place) && state.IsReference(value) && liveness.IsLivePlace(block, Variable(place));

        public bool IsReachable(Value value) => value.Kind switch
        {
            ValueKind.Symbol => value.Mark == mark,
            ValueKind.Load => value.Mark == mark || liveness.IsLiveLoad(block, value) && IsReachable(value.A!),
            _ => (value.A is null || IsReachable(value.A)) && (value.B is null || IsReachable(value.B)),
        };

        /// <summary>What is known not to be held is, only while something can name it, or releases it at its end.</summary>
        public bool IsWorthKeeping(ResourceKey key, Holding holding) =>
            holding is not { Count: 0, Entry: 0 } || state.IsRefusal(holding) || state._scopes.Any(key, static (_, ended, key) => ended.Equals(key)) || state.IsNamedOutsideHeld(key.Value, liveness, block);
    }

    /// <summary>What this path has to see to.</summary>
    bool IsReference(Value value) => Find(ResourceKey.Reference(Canonical(value))) is { Count: > 0, Loose: false };

    /// <summary>A part of a struct in a variable.</summary>
    static bool IsInStruct(Value place) => place is { Kind: ValueKind.Address, A.Kind: ValueKind.Address } && Variable(place).A!.Kind == ValueKind.Frame;

    static Value Variable(Value place)
    {
        while (place.A!.Kind == ValueKind.Address)
            place = place.A;
        return place;
    }

    /// <summary>
    /// Of objects that no place names: what may be somebody else's is not known any more; a reference that is owned stays so for ever,
    /// and so does the lock of an object whose last reference is gone.
    /// </summary>
    List<(ResourceKey, Holding)> DropUnnamed(int mark, bool isInLoop)
    {
        List<(ResourceKey, Holding)> lost = [];
        if (Held.Count == 0)
            return lost;
        foreach (KeyValuePair<Value, Value> pair in _aliases)
        {
            if (pair.Key.Mark == mark)
                Mark(Canonical(pair.Key), mark);
        }
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            if (pair.Key.Value is not { Kind: ValueKind.Symbol, IsVague: false } value || pair.Value is { Count: 0, Loose: false } || value.Mark == mark)
                continue;
            // outside of loops the way out tells more
            bool isLost = isInLoop && !IsSkipped(pair.Value) && pair.Value is { Loose: false, Implicit: false }
                && Find(ResourceKey.Reference(value)) is { Produced: true, Entry: 0, Loose: false };
            if (isLost)
                lost.Add((pair.Key, pair.Value));
            if (isLost || pair.Value.Loose)
                Held = Held.Remove(pair.Key);
        }
        return lost;
    }

    bool IsNamedOutsideHeld(Value value, Liveness liveness, BasicBlock block) => value.Kind switch
    {
        ValueKind.Symbol => Returned?.Mentions(value) is true || Names(value),
        ValueKind.Load => liveness.IsLiveLoad(block, value) && IsNamedOutsideHeld(value.A!, liveness, block) || Names(value),
        ValueKind.Address when value.A!.Kind is ValueKind.Frame or ValueKind.Global or ValueKind.This => true,
        _ => value.A is null || IsNamedOutsideHeld(value.A, liveness, block),
    };

    /// <summary>Everything that a value is made from gets the mark.</summary>
    [MethodImpl(Hot.Path)]
    static void Mark(Value? value, int mark)
    {
        for (; value is not null && value.Mark != mark; value = value.A)
        {
            value.Mark = mark;
            Mark(value.B, mark);
        }
    }

    /// <summary>A loop begins again: what its conditions taught of things that can change is not known any more.</summary>
    public void ForgetWithin(int first, int last) =>
        Facts = Facts.RemoveWhere((value, fact) => fact.Block >= first && fact.Block <= last && value.ReadsHeap);

    /// <summary>
    /// How much would be forgotten if one stood for both; null: as much as the limit, or something that is held or owed.
    /// A flag beside a lock is worth more than a number, and a number more than what else is known of a value; of what nothing is known
    /// nothing is lost, unless something is done to it.
    /// </summary>
    [MethodImpl(Hot.Path)]
    public int? LossWith(State other, int limit, Relevance? relevance)
    {
        if (!IsLike(other) || !ReferenceEquals(Returned, other.Returned) || !OwesNoMore(other) || !other.OwesNoMore(this) || !Dead.Same(other.Dead) || !Speculative.Same(other.Speculative) || !_scopes.Same(other._scopes))
            return null;
        int loss = TakenElsewhere(other);
        if (loss >= limit)
            return null;
        foreach (KeyValuePair<Value, Value> pair in Places)
        {
            if (other.At(pair.Key) is not { } value)
                continue;
            bool isSame = ReferenceEquals(Canonical(value), other.Canonical(pair.Value));
            if (!isSame && (Owns(pair.Value) || other.Owns(value)))
                return null;
            if (!isSame && (relevance is null || relevance.Names(pair.Key)))
                loss += Math.Max(1, Worth(Known(pair.Value), other.Known(value)));
            else if (relevance?.Decides(pair.Key) is true)
                loss += Worth(Known(pair.Value), other.Known(value));
            if (loss >= limit)
                return null;
        }
        return loss + LossOfUnassigned(other, relevance) is var all && all < limit ? all : null;
    }

    /// <summary>The same of what was not assigned: parameters, and members of objects.</summary>
    [MethodImpl(Hot.Path)]
    int LossOfUnassigned(State other, Relevance? relevance)
    {
        int loss = 0;
        foreach (KeyValuePair<Value, Fact> pair in Facts)
        {
            if (pair.Key.Kind == ValueKind.Load && relevance?.Decides(pair.Key) is true && !Places.ContainsKey(pair.Key.A!))
                loss += Worth(pair.Value, other.Of(pair.Key));
        }
        return loss;
    }

    /// <summary>How many of the locks and references that both owe were taken at different calls.</summary>
    [MethodImpl(Hot.Path)]
    int TakenElsewhere(State other)
    {
        int count = 0;
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            if (pair.Value is { Loose: false, Count: > 0 } && other.Find(pair.Key)?.Site != pair.Value.Site)
                count++;
        }
        return count;
    }

    static int Worth(Fact mine, Fact others) => mine.Equals(others) ? 0 : Math.Max(Worth(mine.Is), Worth(others.Is));

    static int Worth(Value? constant) => constant is null ? 1 : constant.Key is long ? 2 : 4;

    Fact Known(Value value) => value switch
    {
        { Kind: ValueKind.Const } => Fact.Nothing with { Is = value },
        { Kind: ValueKind.Binary, Key: Value.Either } => Of(value) with { Clear = Known(value.A!).Unset & Known(value.B!).Unset },
        _ => Of(value),
    };

    /// <summary>On the same way: the same exception or none, the same finally regions to run.</summary>
    public bool IsLike(State other) => Case == other.Case && Exceptional == other.Exceptional && Doubtful == other.Doubtful && Equals(Continuation, other.Continuation);

    public bool HoldsTheSameAs(State other) => Held.Same(other.Held);

    /// <summary>No lock, no reference, and nothing that was released.</summary>
    public bool HoldsNothing => Held.Count == 0 && Dead.Count == 0 && Speculative.Count == 0;

    [MethodImpl(Hot.Path)]
    bool Owns(Value value)
    {
        value = Canonical(value);
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            // what comes from this is not needed to name it
            if (pair.Value is { Loose: false } holding && holding.Count + holding.Entry > 0 && (pair.Key.Value.Mentions(value) || pair.Key.Value.Kind != ValueKind.This && value.Mentions(pair.Key.Value)))
                return true;
        }
        return false;
    }

    [MethodImpl(Hot.Path)]
    bool OwesNoMore(State other)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
        {
            if (pair.Value is { Loose: true } or { Count: 0, Entry: 0 } && !IsRefusal(pair.Value))
                continue;
            if (other.Find(pair.Key) is not { Loose: false } holding || holding.Count != pair.Value.Count || holding.Entry != pair.Value.Entry || holding.InHandler != pair.Value.InHandler)
                return false;
        }
        return true;
    }

    /// <summary>What is true of both; a place where they differ holds a symbol of that block. What only one of them holds is let go.</summary>
    public State Merge(State other, Values values, BasicBlock block)
    {
        State merged = new(this) { HasActed = HasActed || other.HasActed };
        List<(Value, Value)> listed = [];
        bool hasLists = Held.Any(static (_, holding) => holding.ListedAt is not null);
        Table<Value, Value>.Builder places = new(Places, Room);
        Table<Value, Fact>.Builder facts = new(Facts, Room);
        foreach (KeyValuePair<Value, Fact> pair in Facts)
            facts.Set(pair.Key, pair.Value.Or(other.Of(pair.Key)));
        // places that hold the same on both ways still do
        Dictionary<long, Value> joins = values.Joins;
        joins.Clear();
        foreach (KeyValuePair<Value, Value> pair in Places)
        {
            if (other.At(pair.Key) is not { } value)
                value = values.Load(pair.Key);
            if (ReferenceEquals(value, pair.Value))
                continue;
            if (ReferenceEquals(Canonical(pair.Value), other.Canonical(value)))
            {
                places.Set(pair.Key, Canonical(value));
                continue;
            }
            long both = ((long)pair.Value.Id << 32) | (uint)value.Id;
            if (!joins.TryGetValue(both, out Value? joined))
            {
                LetGo(merged, this, pair.Value);
                LetGo(merged, other, value);
                joins.Add(both, joined = merged.Join(values, block, pair.Key));
                facts.Set(joined, Known(pair.Value).Or(other.Known(value)));
                HoldLoose(joined, LooseLock(pair.Value) ?? other.LooseLock(value));
                // two tuples: what is known of both elements is known of the one that stands for them
                foreach (KeyValuePair<Value, Value> element in Places)
                {
                    if (!ReferenceEquals(element.Key.A, pair.Value) || element.Key is not { Kind: ValueKind.Address, A.Kind: ValueKind.Symbol, Key: "Item1" or "Item2" or "Item3" or "Item4" }
                        || other.At(values.Address(value, element.Key.Key)) is not { } theirs)
                    {
                        continue;
                    }
                    Value place = values.Address(joined, element.Key.Key), mine = element.Value;
                    Value either = ReferenceEquals(mine, theirs) ? mine : merged.Join(values, block, place);
                    places.Set(place, either);
                    if (either.Kind != ValueKind.Const)
                        facts.Set(either, Known(mine).Or(other.Known(theirs)));
                }
            }
            places.Set(pair.Key, joined);
            if (hasLists && ListOf(pair.Value) is { } list && ReferenceEquals(other.ListOf(value), list))
                listed.Add((joined, list));
        }
        foreach (KeyValuePair<Value, Value> pair in other.Places)
        {
            if (Places.ContainsKey(pair.Key))
                continue;
            Value joined = merged.Join(values, block, pair.Key);
            places.Set(pair.Key, joined);
            HoldLoose(joined, other.LooseLock(pair.Value));
        }
        merged.Places = places.ToTable();
        merged.Facts = facts.ToTable().RemoveWhere(static (_, fact) => fact.IsNothing);
        foreach (KeyValuePair<ResourceKey, Holding> pair in Held)
            MergeHeld(pair.Key);
        foreach (KeyValuePair<ResourceKey, Holding> pair in other.Held)
        {
            if (!Held.ContainsKey(pair.Key))
                MergeHeld(pair.Key);
        }
        if (!ReferenceEquals(Returned, other.Returned))
            merged.Returned = Returned is null || other.Returned is null ? null : values.Symbol((block.Ordinal, "returned"));
        merged.Dead = merged.Dead.RemoveWhere(other, static (value, _, other) => !other.Dead.ContainsKey(value));
        merged._scopes = merged._scopes.RemoveWhere(other, static (value, _, other) => other.ScopeOf(value) is null);
        foreach (KeyValuePair<Value, bool> pair in Speculative)
        {
            if (!other.Speculative.TryGetValue(pair.Key, out bool valid))
                merged.Speculative = merged.Speculative.Remove(pair.Key);
            else if (valid)
                merged.Speculative = merged.Speculative.Set(pair.Key, true);
        }
        merged._batches = merged._batches.RemoveWhere(other, static (element, batch, other) => !ReferenceEquals(other.BatchOf(element), batch));
        foreach ((Value joined, Value list) in listed)
            merged.SetBatch(joined, list);
        return merged;

        void MergeHeld(ResourceKey key)
        {
            Holding? mine = merged.Find(key), others = other.Find(key);
            bool isFree = mine is null or { Count: 0, Entry: 0, Loose: false } && others is null or { Count: 0, Entry: 0, Loose: false };
            if (isFree && (mine is null || others is null))
                merged.Drop(key);
            // what is loose already stays as it is, or merging would go to and fro
            else if (!isFree && (mine is null || others is null || mine.Loose || others.Loose || mine.Count != others.Count || mine.Entry != others.Entry))
                merged.Hold(key, (mine is { Count: > 0 } || others is null || mine is { Loose: true } && others.Count == 0 ? mine! : others) with { Loose = true, IsAbsent = false });
        }

        // of a lock of which nobody knows on one way, nobody knows afterwards
        void HoldLoose(Value joined, Holding? loose)
        {
            if (loose is not null)
                merged.Hold(new ResourceKey(joined, ResourceKind.Lock, LockMode.Exclusive), loose);
        }

        static void LetGo(State merged, State state, Value value)
        {
            value = state.Canonical(value);
            foreach (KeyValuePair<ResourceKey, Holding> pair in state.Held)
            {
                if (pair.Key.Value.Mentions(value))
                    merged.Hold(pair.Key, pair.Value with { Loose = true });
            }
        }
    }

    Holding? LooseLock(Value value) => Find(new ResourceKey(Canonical(value), ResourceKind.Lock, LockMode.Exclusive)) is { Loose: true, Count: > 0 } loose ? loose : null;

    /// <summary>A symbol for what several paths left in a place. What is known of the one of an earlier turn is let go.</summary>
    Value Join(Values values, BasicBlock block, Value place)
    {
        Value joined = values.Symbol((block.Ordinal, place));
        if (Held.Any(joined, static (key, holding, joined) => holding.Count > 0 && key.Value.Mentions(joined)))
            return values.Symbol((block.Ordinal, place), Value.Old);
        Held = Held.RemoveWhere(joined, static (key, _, joined) => key.Value.Mentions(joined));
        return joined;
    }

    [MethodImpl(Hot.Path)]
    public bool SameAs(State other) =>
        IsLike(other) && HasActed == other.HasActed && ReferenceEquals(Returned, other.Returned)
        && Held.Same(other.Held) && Dead.Same(other.Dead) && Speculative.Same(other.Speculative) && _scopes.Same(other._scopes)
        && Places.Same(other.Places) && Facts.Same(other.Facts) && _batches.Same(other._batches) && _aliases.Same(other._aliases);
}
