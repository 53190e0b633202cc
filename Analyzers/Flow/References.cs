// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>References that are got, put and moved on, and what is revalidated.</summary>
sealed partial class Transfer
{
    void Get(State state, Call call, Effect effect, Value target, int count, bool loose)
    {
        bool isDeclared = body.ContractOf(call.Method, call.ReceiverType) is { Declared: true };
        ResourceKey key = ResourceKey.Reference(target);
        if (TargetTypes.NodeOf(effect.Target!, call.Method) is { } node)
        {
            body.Taken.Add(body.Newest(key));
            Fill(state, key, node, call.Operation);
            return;
        }
        Holding? before = state.Find(key);
        Exists(state, target);
        body.Taken.Add(body.Newest(key));
        if (FieldWith(state, target) is { } field)
            body.OfFields[body.Newest(key)] = field;
        // it is stored already
        if (FillsWhatOutlives(call, effect, target) || before is { Count: >= MaximalCount } || state.Places.Any(target, (place, value, target) => ReferenceEquals(state.Canonical(value), target) && Outlives(place) && !IsLeftInOut(place)))
            loose = true;
        bool produces = effect.Target!.Root == RootKind.Return || effect.Target.Members is [TargetPath.Pointee] || target.Kind == ValueKind.Batch
            || call.Arguments.TryGetValue(effect.Target.Name, out Argument? argument) && argument.Parameter.RefKind == RefKind.Out;
        state.Hold(key, new Holding(Math.Min(MaximalCount, (before?.Count ?? 0) + Math.Max(1, count)), call.Operation, before?.Released, effect.Traits, loose || before is { Loose: true, Count: > 0 }, By: call.Method)
        {
            Entry = before?.Entry ?? 0,
            Produced = produces || before is { Produced: true },
            InHandler = before is { Count: > 0 } ? before.InHandler : state.IsInHandler(call.Operation),
        });
        // whoever declares what it returns says also that it is not locked
        ResourceKey ownLock = key with { Kind = ResourceKind.Lock };
        if (produces && isDeclared && target.Kind == ValueKind.Symbol && state.Find(ownLock) is null)
            state.Hold(ownLock, new Holding(0, null, null, Traits.None, By: call.Method) { IsFresh = true });
        state.Revive(target);
        if ((effect.Traits & Traits.Speculative) != 0)
            state.SetSpeculative(target, false);
        if ((effect.Traits & Traits.Unique) != 0 && target.Kind == ValueKind.Symbol)
            IsNoneOfThose(state, target);
    }

    /// <summary>The elements of an array are stored where that is.</summary>
    bool FillsWhatOutlives(Call call, Effect effect, Value target) => effect.Target is { Members: [TargetPath.Elements], Name: var name }
        && call.Arguments.TryGetValue(name, out Argument? argument) && argument.Parameter.Type.TypeKind == TypeKind.Array
        && target.A is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address } array } && Outlives(array);

    /// <summary>The field of this object, or of all of its type, that holds a value.</summary>
    string? FieldWith(State state, Value value)
    {
        Value? place = value is { Kind: ValueKind.Load, A: var read } && IsField(read!) ? read : state.Places.Keys.FirstOrDefault(other => IsField(other) && ReferenceEquals(state.At(other), value));
        return place is null ? null : place.Key as string ?? ((ISymbol)place.Key!).Name;

        bool IsField(Value place) => place is { Kind: ValueKind.Address, A.Kind: ValueKind.This }
            || place is { Kind: ValueKind.Address, Key: ISymbol { IsStatic: true, ContainingType: var type } } && !body.Method.IsStatic && SymbolEqualityComparer.Default.Equals(type, body.Method.ContainingType);
    }

    /// <summary>What is new is not what variables had from calls before, of which nothing else is known; a pool may give again what was put.</summary>
    void IsNoneOfThose(State state, Value got) => state.Learn(
        state.Places.Values.Where(other => MayBeObject(other) && !ReferenceEquals(other, got) && state.Find(ResourceKey.Reference(state.Canonical(other))) is null).Select(other => _values.Equal(got, other)),
        Fact.Nothing with { Is = _values.False });

    /// <summary>What a call gave, or left in a variable, and may be an object.</summary>
    static bool MayBeObject(Value value) => !value.IsVague
        && value is { Kind: ValueKind.Symbol, Key: IOperation { Type: IPointerTypeSymbol or { IsReferenceType: true } } or ValueTuple<IOperation, object> } or { Kind: ValueKind.Unary, Key: "await" };

    void Put(State state, Call call, Effect effect, Value target, int count)
    {
        if (body.Logic.IsNone(state, target))
            return;
        Unlink(state, target);
        ResourceKey key = ResourceKey.Reference(target);
        Holding? holding = state.Find(key);
        body.Released.Add(body.Newest(key));
        if (Elements.IsEnumerated(target))
            GoesFrom(state, target);
        if (target.Kind == ValueKind.Batch)
        {
            foreach (Value element in state.ElementsOf(target.A!).ToArray())
            {
                ResourceKey own = ResourceKey.Reference(state.Canonical(element));
                if (holding is not { Count: > 0, Produced: true } || state.Find(own) is not (null or { Count: 0, Produced: true }))
                    continue;
                state.Kill(own.Value, call.Operation);
                state.Hold(own, new Holding(0, null, call.Operation, Traits.None, By: call.Method) { Produced = true });
            }
        }
        if (holding is { Count: > 0 })
        {
            state.HasActed |= holding.Site is not null;
            int left = count < 0 ? 0 : Math.Max(0, holding.Count - count);
            if (effect.Family is not null && holding is { Count: 1, Produced: true, Entry: 0, Released: null } && (!holding.Loose || IsOfVariable(call, effect, target)) && body.FamilyOf(holding) is { } family && family != effect.Family)
                body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, call.Operation, key, holding with { Loose = false }), null));
            state.Hold(key, holding with { Count = left, Released = call.Operation, Loose = holding.Loose && (left > 0 || !IsCertain(call, effect, target)) });
            if (left == 0 && holding is { Produced: true, Entry: 0, Loose: false } && target.Kind != ValueKind.Batch)
                state.Kill(target, call.Operation);
            return;
        }
        GoesFrom(state, target);
        if (holding is { Loose: true, IsAbsent: false })
            return;
        // where the memory begins, perhaps
        if (target.PointsInto is not null && Owned(state, target) is not null)
        {
            Loosen(state, target);
            return;
        }
        // others may have put another one where it was stored
        if (holding is { Released: not null } && target.Kind == ValueKind.Symbol && body.Escaped.Contains(target) && Given(call, effect) is IMemberReferenceOperation or IArrayElementReferenceOperation)
            return;
        body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, call.Operation, key, holding), null));
        if (holding is { IsAbsent: true })
            return;
        state.Hold(key, new Holding(0, null, call.Operation, holding?.Traits ?? effect.Traits, By: call.Method) { Entry = Assumed(target, holding), Produced = holding?.Produced ?? false });
        if ((effect.Traits & Traits.Unique) != 0 && (target is { Kind: ValueKind.Symbol, IsJoined: false } || target.IsArgument))
            state.Kill(target, call.Operation);
    }

    /// <summary>What nobody counts, and a variable holds, is gone whoever else was given it.</summary>
    static bool IsCertain(Call call, Effect effect, Value target) => (effect.Traits & Traits.Unique) != 0 && IsOfVariable(call, effect, target);

    /// <summary>What is put is what a call gave, and a variable has it still.</summary>
    static bool IsOfVariable(Call call, Effect effect, Value target) => target is { Kind: ValueKind.Symbol, IsJoined: false } && !Elements.IsElement(target)
        && Given(call, effect) is ILocalReferenceOperation { Local.RefKind: RefKind.None } or IParameterReferenceOperation { Parameter.RefKind: RefKind.None };

    /// <summary>As it is written there, if it is an argument.</summary>
    static IOperation? Given(Call call, Effect effect) =>
        call.Arguments.TryGetValue(effect.Target!.Name, out Argument? argument) && argument.Operation is IArgumentOperation { Value: var given } ? Lowering.Unwrap(given) : null;

    /// <summary>An element leaves what one call filled.</summary>
    void GoesFrom(State state, Value element)
    {
        if ((state.BatchOf(element) ?? Elements.CollectionOf(element)) is { } array)
            body.GivenFrom.Add((array, _statement.Syntax));
    }

    void Move(State state, Call call, Effect effect, Value target)
    {
        Unlink(state, target);
        GoesFrom(state, target);
        if (target is { Kind: ValueKind.Address, A: { Kind: not (ValueKind.Frame or ValueKind.Global) } owner })
        {
            if (call.Arguments.TryGetValue(effect.Target!.Name, out Argument? node))
                body.Nodes.Add(node.Parameter.Type);
            if (effect.Into is { } head && Resolve(head, call) is { Kind: ValueKind.Address } list && IsLocal(list))
                Link(state, call, state.Canonical(owner), list);
            // the node of a list: what it is in goes with it, and may come back from there
            foreach (KeyValuePair<ResourceKey, Holding> pair in state.Held.Where(pair => pair.Value is { Count: > 0, ListedAt: null } && IsWithin(pair.Key.Value, state.Canonical(owner))))
            {
                body.IsListed |= pair.Key.Kind == ResourceKind.Lock;
                state.Hold(pair.Key, pair.Value with { Loose = true });
            }
            return;
        }
        ResourceKey key = ResourceKey.Reference(target);
        if (effect.Into is null)
            body.Released.Add(body.Newest(key));
        if (state.Find(key) is { Count: > 0 } holding)
            state.Hold(key, holding with { Count = holding.Count - 1, Released = call.Operation, Loose = holding.Loose || holding is { Count: 1, Site: null } });
        else if (effect.Into is null && state.Find(key) is { Count: 0, Loose: false, Released: not null } given)
            body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, call.Operation, key, given), null));
        else
            state.Hold(key, new Holding(0, null, call.Operation, Traits.None, Loose: true, By: call.Method) { Entry = effect.Into is not null && state.Find(key) is null ? Assumed(target, null) : 0 });
        if (effect.Into is null || Resolve(effect.Into, call) is not { } into)
            return;
        Value batch = into.Kind == ValueKind.Batch ? into : _values.Batch(into);
        Holding? whole = state.Find(ResourceKey.Reference(batch));
        state.Hold(ResourceKey.Reference(batch),
            new Holding(1, call.Operation, null, Traits.None, Loose: whole?.Loose ?? !IsInLocal(batch.A!), By: call.Method) { Produced = true });
        state.SetBatch(target, batch.A!);
    }

    /// <summary>Itself or in it, and not in what it points to.</summary>
    static bool IsWithin(Value value, Value owner)
    {
        Value at = value;
        while (at.Kind == ValueKind.Address && !ReferenceEquals(at, owner))
            at = at.A!;
        return ReferenceEquals(at, owner);
    }

    /// <summary>A batch in a local struct, or what one points to.</summary>
    public static bool IsInLocal(Value batch) =>
        batch.Kind == ValueKind.Address ? IsLocal(batch)
        : batch is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, A: { Kind: ValueKind.Load, A: { A.Kind: ValueKind.Frame, Key: var variable } } } }
            && Lowering.IsStruct((variable as ILocalSymbol)?.Type ?? (variable as IParameterSymbol)?.Type);

    void Revalidate(Value value)
    {
        value = _state.Canonical(value);
        body.Tested.Add(value);
        if (_state.Speculative.ContainsKey(value) && IsLocked(value))
            _state.SetSpeculative(value, true);
    }

    void NeedValid(Value value, IOperation site)
    {
        if (_state.Speculative.TryGetValue(value, out bool valid) && !valid && IsLocked(value))
            body.Raise(rule => rule.OnUseOfUnvalidated(new Event(body, _state, site, ResourceKey.Reference(value), null)));
    }

    /// <summary>IS_ERR: where it says so, nothing was got or locked.</summary>
    void Absent(Call call, Effect effect, Value target) => _splits.Add(state =>
    {
        if (body.Declared is null && !state.Held.Keys.Any(key => ReferenceEquals(key.Value, target)))
            return [state];
        List<State> states = [];
        State absent = new(state);
        if (body.Logic.Assume(absent, Term(state, call, effect), true, 0))
        {
            absent.DropAll(target);
            absent.Hold(ResourceKey.Reference(target), new Holding(0, null, null, Traits.None, Loose: true) { IsAbsent = true });
            states.Add(absent);
        }
        if (body.Logic.Assume(state, Term(state, call, effect), false, 0))
            states.Add(state);
        return states;
    });
}
