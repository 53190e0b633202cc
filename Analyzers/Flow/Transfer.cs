// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>What an operation does to a state.</summary>
sealed partial class Transfer(Body body)
{
    readonly Values _values = body.Values;
    readonly List<Func<State, IEnumerable<State>>> _splits = [];
    State _state = null!;
    IOperation _statement = null!;

    /// <summary>Called before each operation that may throw, with the state it would throw in.</summary>
    public Action<State, IOperation>? MayThrow { get; set; }

    /// <summary>Called before a wait that can be cancelled, or a get that can fail, with the state it would throw in.</summary>
    public Action<State>? MayRefuse { get; set; }

    /// <summary>Called before a wait for a mutex, with the state in which it says that its last owner abandoned it.</summary>
    public Action<State>? MayBeAbandoned { get; set; }

    /// <summary>Called with a place where a call may have left another object.</summary>
    public Action<Value>? KeepsAlive { get; set; }

    /// <summary>The block is in a loop: what it counts would have a value more with each turn.</summary>
    public bool IsInLoop { get; set; }

    /// <summary>Runs one operation of a block; what a conditional acquire depends on makes several states of one.</summary>
    public List<State> Run(State state, IOperation operation, out Value result)
    {
        (_state, _statement) = (state, operation);
        _splits.Clear();
        EndLockStatements(operation.Syntax.Span);
        result = Evaluate(operation);
        List<State> states = [_state];
        foreach (Func<State, IEnumerable<State>> split in _splits)
        {
            states = states.SelectMany(split).ToList();
            body.GaveUp |= states.Count > Explorer.MaximalStates;
            if (body.GaveUp)
                break;
        }
        return states;
    }

    Value Fresh(IOperation operation, object? part = null)
    {
        Age(operation, part);
        return _values.Symbol(KeyOf(operation, part));
    }

    static object KeyOf(IOperation operation, object? part) => part is null ? operation : (operation, part);

    /// <summary>What an operation gave in the turn before is not its newest result from here on.</summary>
    void Age(IOperation operation, object? part = null)
    {
        foreach (KeyValuePair<ResourceKey, Holding> lost in _state.Shift(_values, KeyOf(operation, part)))
            Lose(new Event(body, _state, operation, lost.Key, lost.Value));
    }

    void Lose(Event lost) => body.Raise(rule => rule.OnLost(lost));

    /// <summary>The same of a call, before its operands are read: they may be what it gave in the turn before.</summary>
    void Age(IOperation operation, ImmutableArray<IArgumentOperation> arguments)
    {
        Age(operation);
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { RefKind: not RefKind.None } or { Type: IPointerTypeSymbol })
                Age(operation, argument.Parameter.Name);
        }
    }

    Value Limited(Value value, IOperation operation)
    {
        if (!_values.TooDeep(value))
            return value;
        Value? list = body.Nodes.Count > 0 ? _state.ListOf(value) : null;
        Value fresh = Fresh(operation);
        if (list is not null)
            _state.SetBatch(fresh, list);
        return fresh;
    }

    Value Read(Value place) => place is { A.Kind: ValueKind.Global, Key: "Zero" } ? _values.Zero : _state.At(place) ?? ReadPart(place);

    /// <summary>Of a struct of which that part was not assigned: what is in that part of the value.</summary>
    Value ReadPart(Value place) => place is { Kind: ValueKind.Address, A.Kind: ValueKind.Address, B: null, Key: not null }
        ? Read(_values.Address(Read(place.A), place.Key)) : _values.Load(place);

    Value Read(Value place, IOperation operation)
    {
        if (body.Knowledge.Constants.Of(operation, body.Cancellation) is { HasValue: true, Value: var constant })
            return _values.Const(constant);
        Value value = Read(place);
        if (place.IsElement && body.IsBatch(_state, place.A!))
        {
            Value element = Fresh(operation);
            _state.SetBatch(element, place.A!);
            if (body.IsSpeculativeBatch(_state, place.A!))
                _state.SetSpeculative(element, false);
            return element;
        }
        Value limited = Limited(value, operation);
        // read again, it is the same
        if (!ReferenceEquals(limited, value) && _state.At(place) is not null)
            _state.Put(place, limited);
        value = limited;
        if (Signals.IsSemaphore(operation.Type) && operation is IMemberReferenceOperation { Member: var member } && body.Knowledge.Signals.IsSignal(Properties.Holder(member)))
            _signals.Add(value);
        return Copied(place, value, operation);
    }

    void Write(Value place, Value value)
    {
        foreach (Value part in _state.Places.KeysWhere(place, static (other, place) => other.Kind == ValueKind.Address && ReferenceEquals(other.A, place)))
            _state.Forget(part);
        Put(place, value);
        body.Writes(place);
        if (IsLeftInOut(place) && value.Kind == ValueKind.Symbol)
        {
            body.Escaped.Add(value);
        }
        else if (Outlives(place))
        {
            Loosen(value);
            // a lock that is new, and nobody else's until then
            if (value is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation })
                LoosenLocksOf(value);
        }
        else if (place.A!.Kind != ValueKind.Frame)
        {
            LoosenNumber(value);
        }

        if (place is { Kind: ValueKind.Address, A: { Kind: ValueKind.Symbol, Key: IObjectCreationOperation } })
            LoosenLocksOf(value);
    }

    /// <summary>What is put in a variable or member: of a copy of a struct, the references in it, too.</summary>
    void Put(Value place, Value value)
    {
        _state.Put(place, value);
        if (_state.Held.Count == 0)
            return;
        foreach (Value part in Parts(_state, value))
        {
            if (Owned(_state, _state.At(part)!) is not null)
                _state.Put(_values.Substitute(part, value, place), _state.At(part)!);
        }
    }

    static bool IsLocal(Value place)
    {
        while (place.Kind == ValueKind.Address)
            place = place.A!;
        return place.Kind == ValueKind.Frame;
    }

    /// <summary>The reference that this path has to see to in a value, in what the value was made from, or in what it points into.</summary>
    static ResourceKey? Owned(State state, Value value)
    {
        for (Value? at = value; at is not null; at = at.PointsInto)
        {
            ResourceKey key = ResourceKey.Reference(state.Canonical(at));
            if (state.Find(key) is { Count: > 0, Loose: false })
                return key;
        }
        return null;
    }

    /// <summary>A pointer goes on, and does not become null: where no variable says any more where the memory begins, what becomes of it is not known.</summary>
    void Advance(Value place, Value before, Value after)
    {
        Write(place, after);
        if (_state.Of(before).Not.Contains(_values.Null))
            NonNull(after);
        if (_state.Held.Count > 0 && Owned(_state, before) is { } whole && !_state.Names(whole.Value))
            Loosen(_state, before);
    }

    /// <summary>Of a struct, or where one is: the places of its parts that were assigned one by one, and itself.</summary>
    static Value[] Parts(State state, Value whole) => state.Places.KeysWhere(whole, static (place, whole) => IsPart(place, whole));

    static bool IsPart(Value place, Value whole)
    {
        if (whole.Kind is not (ValueKind.Address or ValueKind.Symbol))
            return false;
        for (Value at = place; at.Kind == ValueKind.Address; at = at.A!)
        {
            if (ReferenceEquals(at, whole) || ReferenceEquals(at.A, whole))
                return true;
        }
        return false;
    }

    /// <summary>A copy of a struct has the parts of what it was copied from.</summary>
    Value Copied(Value place, Value value, IOperation operation)
    {
        bool isTuple = operation.Type is { IsTupleType: true };
        if (_state.Held.Count == 0 && !isTuple || !Lowering.IsStruct(operation.Type) || Lowering.IsScalar(operation.Type) || !IsLocal(place))
            return value;
        // apart, as few come here, and each call of what has a lambda makes an object for it
        return CopyOf(place, value, operation, isTuple);
    }

    Value CopyOf(Value place, Value value, IOperation operation, bool isTuple)
    {
        Value[] parts = Parts(_state, place).Where(part => !ReferenceEquals(part, place)).ToArray();
        if (isTuple ? parts.Length == 0 : !parts.Any(part => Owned(_state, _state.At(part)!) is not null))
            return value;
        Value copy = Fresh(operation, "copy");
        if (isTuple && _state.At(place) is { } whole)
        {
            foreach (Value part in Parts(_state, whole))
                _state.Put(_values.Substitute(part, whole, copy), _state.At(part)!);
        }
        foreach (string element in Keys.Elements(operation.Type))
            _state.Put(_values.Address(copy, element), Read(_values.Address(place, element)));
        foreach (Value part in parts)
            _state.Put(_values.Substitute(part, place, copy), _state.At(part)!);
        return copy;
    }

    /// <summary>A result is used within its own statement: what depends on it is settled for the good case.</summary>
    void CommitSplits()
    {
        foreach (Func<State, IEnumerable<State>> split in _splits)
        {
            if (split(new State(_state)).LastOrDefault() is { } settled)
                _state = settled;
        }
        _splits.Clear();
    }
}
