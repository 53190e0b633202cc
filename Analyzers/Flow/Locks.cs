// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Locks that are taken, released, waited for and asked for.</summary>
sealed partial class Transfer
{
    void Acquire(State state, Call call, Effect effect, Value target, bool loose)
    {
        ResourceKey key = new(target, ResourceKind.Lock, effect.Mode);
        bool isImplicit = call.Operation.IsImplicit;
        if (!isImplicit)
        {
            state.HasActed = true;
            // whoever had the lock may have changed what was tested before
            state.ForgetFacts(value => value.ReadsHeap && ReadsChanging(value, target));
        }
        Exists(state, target);
        body.Taken.Add(body.Newest(key));
        Traits traits = effect.Traits | (body.IsReentrant(call, target) ? Traits.Reentrant : 0);
        bool isHeldAlready = false;
        foreach (LockMode mode in ResourceKey.Modes)
        {
            Holding? held = state.Find(key with { Mode = mode });
            if (held is { Count: > 0, Loose: false } && (effect.When == Condition.Always || IsOfNoUse(mode) && held.By is not null && !ReferenceEquals(held.Site, call.Operation)))
            {
                Traits together = mode == LockMode.Shared && IsUpgradeOfRead(state, call, key, held) ? (held.Traits | traits) & ~Traits.Reentrant : Together(held, mode, traits, effect.Mode);
                body.Raise(rule => rule.OnAcquire(new Event(body, state, call.Operation, key, held with { Traits = together }), mode));
                isHeldAlready = true;
            }
        }
        // what is reported is not counted
        bool isReported = isHeldAlready && body.HasReported(Ids.TakenTwice, call.Operation.Syntax);
        if (effect.When == Condition.Always && WaitsForItself(call, target, traits))
            body.WaitsFor(state, key, call.Operation);
        // who only tries waits for nobody
        if (effect.When == Condition.Always || IsGiven(call, effect) || Lowering.IsForEver(call.Operation))
            body.Ordered(state, new LockTaken(target, call.Operation, LockTaken.IsReadIn(effect.Mode, traits)));

        Holding? before = state.Find(key);
        if (isReported && before is null or { Count: 0 })
        {
            state.Hold(key, (before ?? new Holding(0, null, null, traits, By: call.Method)) with { Again = true });
            return;
        }
        if (before is null && !loose && effect.Mode == LockMode.Exclusive && (traits & (Traits.Reentrant | Traits.Counted)) == 0)
            body.TakenFirst.Add(body.Newest(key));
        if (before is { Count: > 0 } && ReferenceEquals(before.Site, call.Operation))
            body.Looped.Add(key);
        // what a loop takes again and again, and does not release between, is held; how often is not known
        bool again = before is { Count: > 0, Released: null } && ReferenceEquals(before.Site, call.Operation);
        if (before is { Count: >= MaximalCount })
            loose = true;
        bool isOneMore = !again && (traits & (Traits.Reentrant | Traits.Counted)) != 0;
        int count = before is { Count: > 0 } ? Math.Min(MaximalCount, isOneMore ? before.Count + 1 : before.Count) : 1;
        state.Hold(key, new Holding(count, call.Operation, null, traits, loose || before is { Loose: true, Count: > 0 }, isImplicit, By: call.Method)
        {
            Entry = before?.Entry ?? 0,
            Dropped = before?.Dropped,
            Again = isReported,
            InHandler = before is { Count: > 0 } ? before.InHandler : state.IsInHandler(call.Operation),
        });
        if ((effect.Traits & Traits.Scoped) != 0)
        {
            state.SetScope(call.Result, key);
            foreach (Value scope in new[] { call.Result, _values.Unary("await", call.Result) })
                state.Learn(scope, state.Of(scope).Excluding(_values.Null));
        }
        if (state.Speculative.ContainsKey(target))
            state.SetSpeculative(target, false);

        // one that is not recursive throws in its holder, however long it is to wait
        bool IsOfNoUse(LockMode held) => held == LockMode.Exclusive && effect.Mode == held || call.ReceiverType?.Name == "ReaderWriterLockSlim";
    }

    /// <summary>What goes for a lock that is held in one mode and taken in another: each is reentrant by itself, unless both are.</summary>
    static Traits Together(Holding held, LockMode heldMode, Traits taken, LockMode mode) =>
        heldMode == mode || held.Site is null || (held.Traits & taken & Traits.Reentrant) != 0 ? held.Traits | taken : (held.Traits | taken) & ~Traits.Reentrant;

    /// <summary>Who only reads, and so does its caller, cannot go on to write, whatever the policy of a ReaderWriterLockSlim.</summary>
    bool IsUpgradeOfRead(State state, Call call, ResourceKey key, Holding held) =>
        call.ReceiverType is { Name: "ReaderWriterLockSlim" } && key.Mode != LockMode.Shared && held.Site is not null && !body.IsHelper
        && state.Find(key with { Mode = LockMode.Upgradeable }) is null or { Count: 0, Loose: false } && state.Find(key with { Mode = LockMode.Exclusive }) is null or { Count: 0, Loose: false };

    /// <summary>Whether the holder of a lock can be told to wait for ever for it, as what made the lock shows.</summary>
    bool WaitsForItself(Call call, Value target, Traits traits) =>
        (traits & (Traits.Reentrant | Traits.Scoped)) == 0
        && ((traits & Traits.Counted) != 0 ? body.FieldOf(target) is { } gate && body.Knowledge.Signals.IsGateForOne(gate)
            : call.ReceiverType?.Name != "ReaderWriterLockSlim" || body.FieldOf(target) is { } field && body.Knowledge.Signals.IsMade(field));

    /// <summary>The callee releases locks, and takes them again, that were released here before.</summary>
    void Drop(Call call, MethodContract contract)
    {
        foreach ((TargetPath path, LockMode mode) in contract.Drops)
        {
            if (Resolve(path, call, before: true) is not { } value)
                continue;
            ResourceKey key = new(_state.Canonical(value), ResourceKind.Lock, mode);
            if (Elements.CollectionOf(key.Value) is not null || key.Value.IsJoined || _state.Find(key) is not { Count: 0, Loose: false, Released: not null } holding || IsLocked(key.Value))
                continue;
            body.Raise(rule => rule.OnReleaseUnheld(new Event(body, _state, call.Operation, key, holding), null));
            _state.Hold(key, holding with { Count = 1, Loose = true });
        }
    }

    /// <summary>The callee waits for locks whatever it does: where others are held here, in that order; where they are held themselves, for ever.</summary>
    void Wait(Call call, MethodContract contract)
    {
        if (!contract.Declared && _state.Held.Count > 0 && !call.Method.DeclaringSyntaxReferences.IsEmpty)
        {
            foreach (TargetPath path in body.Knowledge.LocksWithin.Of(call.Method, body.Cancellation))
            {
                if (Resolve(path, call, before: true) is { } taken)
                    body.Ordered(_state, new LockTaken(_state.Canonical(taken), call.Operation, IsRead: false, IsWithin: true));
            }
        }
        if (contract.Waits.IsEmpty || !Lowering.IsWaitedFor(call.Operation))
            return;
        foreach ((TargetPath path, LockMode mode) in contract.Waits)
        {
            if (Resolve(path, call, before: true) is not { } value)
                continue;
            ResourceKey key = new(_state.Canonical(value), ResourceKind.Lock, mode);
            body.WaitsFor(_state, key, call.Operation);
            foreach (LockMode heldMode in ResourceKey.Modes)
            {
                if (_state.Find(key with { Mode = heldMode }) is { Count: > 0, Loose: false, Site: not null } held)
                    body.Raise(rule => rule.OnAcquire(new Event(body, _state, call.Operation, key, held with { Traits = held.Traits & ~Traits.Counted }), heldMode));
            }
        }
    }

    bool ReadsChanging(Value value, Value locked) =>
        value is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, Key: var key, A.Kind: not ValueKind.Frame } } && body.Changing.Contains((key as ISymbol)?.Name ?? key as string ?? "") && !locked.Mentions(value)
        || value.A is not null && ReadsChanging(value.A, locked) || value.B is not null && ReadsChanging(value.B, locked);

    /// <summary>What was locked is not null, nor is what it is in.</summary>
    void Exists(State state, Value target)
    {
        for (Value? at = target; at is not null; at = at.A)
        {
            if (at.Kind is ValueKind.Symbol or ValueKind.Load or ValueKind.Unary && state.Of(at) is { Is: null } fact)
                state.Learn(at, ReferenceEquals(at, target) ? fact.Excluding(_values.Null).Excluding(_values.Zero) : fact.Excluding(_values.Null));
        }
    }

    static void Fail(State state, Call call, Effect effect, Value target)
    {
        ResourceKey key = new(target, effect.Kind == EffectKind.Acquire ? ResourceKind.Lock : ResourceKind.Reference, effect.Mode);
        state.HasActed = true;
        if (!target.IsVague && state.Find(key) is null or { Count: 0 })
            state.Hold(key, new Holding(0, null, null, effect.Traits, Failed: call.Operation, By: call.Method));
    }

    void Release(State state, IOperation site, ResourceKey key, int count, IMethodSymbol by, Traits traits)
    {
        Unlink(state, key.Value);
        Holding? holding = state.Find(key);
        body.Released.Add(body.Newest(key));
        state.HasActed |= !site.IsImplicit;
        if (count < 0)
            body.Looped.Add(key);
        if (count < 0 || holding is { Asserted: true } || holding?.Released is { } earlier && ReferenceEquals(earlier, site))
            body.ReleasedTwice.Add(key);
        if (body.Looped.Contains(key) && body.ReleasedTwice.Contains(key) && holding is not { Count: > 0 })
            return;
        if (state.Speculative.ContainsKey(key.Value))
            state.SetSpeculative(key.Value, false);
        if (body.Logic.IsNone(state, key.Value))
            return;
        if (IsOfUpgrade(state, key.Value, by))
        {
            EndUpgrade(state, site, key);
            return;
        }
        if (holding is { Count: > 0 })
        {
            int left = count < 0 ? 0 : Math.Max(0, holding.Count - count);
            if (holding.Site is { } taken)
            {
                body.Pairs.Add(site);
                if (Lowering.IsForgotten(taken) && !key.Value.IsMade)
                    body.Raise(rule => rule.OnIgnoredResult(new Event(body, state, taken, key, null)));
            }
            state.Hold(key, holding with { Count = left, Released = site, Loose = holding.Loose && left > 0 });
            return;
        }
        if (holding is { Again: true })
        {
            state.Hold(key, holding with { Again = false, Released = site });
            return;
        }
        foreach (LockMode mode in ResourceKey.Modes)
        {
            ResourceKey other = key with { Mode = mode };
            if (mode != key.Mode && state.Find(other) is { Count: > 0 } held)
            {
                if (!held.Loose)
                    body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, site, key, held), mode));
                // it stays held; whether it is released, too, need not be said
                state.Hold(other, held with { Loose = true });
                return;
            }
        }
        if (holding is { IsFresh: true } && !body.Escaped.Contains(key.Value))
        {
            body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, site, key, holding), null));
            state.Hold(key, new Holding(0, null, site, holding.Traits, By: by));
            return;
        }
        bool isReleasedBefore = holding is { Released: not null, Entry: 0, Loose: false } && !key.Value.IsJoined;
        bool isRefused = holding is { Failed: not null, Loose: false } && !key.Value.IsJoined && !body.Taken.Any(taken => !taken.Equals(body.Newest(key)) && Elements.MayMeet(body, taken.Value, key.Value));
        // Any element may be the one that was locked in another turn of another loop.
        if (Elements.CollectionOf(key.Value) is not null && !isReleasedBefore && !isRefused)
        {
            state.LoosenWhere((other, _) => other.Kind == ResourceKind.Lock && Elements.MayMeet(body, other.Value, key.Value));
            if (!state.Exceptional && !body.ReleasedElements.ContainsKey(key))
                body.ReleasedElements.Add(key, site);
            if (holding is null && !state.Exceptional && Elements.CollectionOf(key.Value) is IMethodSymbol && !body.ReleasedFirst.ContainsKey(key))
                body.ReleasedFirst.Add(key, (state, site));
            return;
        }
        ResourceKey reference = ResourceKey.Reference(key.Value);
        if (holding is null && state.Find(reference) is { Count: > 0 } owned)
        {
            state.Hold(reference, owned with { Count = owned.Count - 1, Released = site });
            return;
        }
        if (holding is { Loose: true })
            return;
        if (holding is null && Assumed(key.Value, null) == 0 && !key.Value.IsOfJoined && !state.Exceptional)
        {
            if (!body.ReleasedElements.ContainsKey(key))
                body.ReleasedElements.Add(key, site);
            if (!body.ReleasedFirst.ContainsKey(key))
                body.ReleasedFirst.Add(key, (state, site));
        }
        body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, site, key, holding), null));
        state.Hold(key, new Holding(0, null, site, holding?.Traits ?? traits, By: by) { Entry = Assumed(key.Value, holding), Dropped = holding?.Dropped ?? site });
    }

    /// <summary>What UpgradeToWriterLock took stands for the reader lock, too: whichever is released, nothing is held. Only DowngradeFromWriterLock brings the reader lock back.</summary>
    static bool IsOfUpgrade(State state, Value target, IMethodSymbol by) => by.Name is "ReleaseWriterLock" or "ReleaseReaderLock"
        && state.Find(new ResourceKey(target, ResourceKind.Lock, LockMode.Exclusive)) is { Count: 1, Loose: false, Site: IInvocationOperation { TargetMethod.Name: "UpgradeToWriterLock" } };

    void EndUpgrade(State state, IOperation site, ResourceKey released)
    {
        body.Pairs.Add(site);
        foreach (ResourceKey key in ResourceKey.Modes.Select(mode => released with { Mode = mode }))
        {
            if (state.Find(key) is not { Count: > 0 } holding)
                continue;
            body.Released.Add(body.Newest(key));
            state.Hold(key, holding with { Count = 0, Released = site, Loose = false });
        }
    }

    /// <summary>
    /// A release of what was not taken here: it was held when the body began, if the caller can name it;
    /// of what some call gave, nobody knows.
    /// </summary>
    int Assumed(Value value, Holding? before) =>
        before is { Entry: > 0 } ? Math.Min(2, before.Entry + 1)
        : Paths.Of(value, null, body) is not null || value is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation } ? 1 : 0;

    static bool ForbidsBlocking(Holding holding) => holding is { Count: > 0, Loose: false } && (holding.Traits & Traits.ForbidsBlocking) != 0;

    /// <summary>A wait for nothing: of no time, or for a task that is known to have come to its end.</summary>
    bool IsOver(Call call) => Lowering.IsPoll(call.Operation)
        || call.Arguments.Values.Any(argument => Lowering.IsTimeout(argument.Parameter) && body.Logic.Constant(_state, argument.Value) is { Key: 0L })
        || IsCompleted(call.Receiver);

    bool IsCompleted(Value task) => Lowering.Completed.Any(property => body.Logic.Decide(_state, Read(_values.Address(task, property))) is true);

    void Block(Call call)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in _state.Held)
        {
            if (pair.Key.Kind == ResourceKind.Lock && pair.Value is { Count: > 0, Loose: false, ListedAt: null })
                body.Raise(rule => rule.OnBlocking(new Event(body, _state, call.Operation, pair.Key, pair.Value), call.Method));
        }
    }

    /// <summary>A call or field that needs a lock.</summary>
    void Require(ResourceKey key, IOperation site, string what)
    {
        if (key.Value.IsVague || body.Logic.Constant(_state, key.Value) is { IsNull: true })
            return;
        Holding? known = null;
        foreach (LockMode mode in ResourceKey.Modes)
        {
            Holding? holding = _state.Find(key with { Mode = mode });
            if (holding is { Loose: true } || holding is { Count: > 0 } && (mode == LockMode.Exclusive || key.Mode == LockMode.Shared || mode == key.Mode))
                return;
            known = holding ?? known;
        }
        if (MayBeOfHeld(key.Value) || Elements.CollectionOf(key.Value) is not null && (known is not { Released: not null } && !IsOfOthers(key.Value) || HoldsAny))
            return;
        body.Required(_state, key, site, known);
        body.Raise(rule => rule.OnUnguarded(new Event(body, _state, site, key, known), what));
    }

    /// <summary>Any lock is held, or, of what another assembly hides, what a member of the same object gave.</summary>
    bool MayBeOfHeld(Value value) => _state.Held.Any(pair => pair.Value.Count > 0 && (Elements.MayBeAny(body, pair.Key.Value)
        || _hidden.Contains(value) && !_hidden.Contains(pair.Key.Value) && ReferenceEquals(pair.Key.Value.A?.A, value.A?.A)));

    /// <summary>What is held may be the lock of one of many, under another name.</summary>
    bool HoldsAny => _state.Held.Any(static (key, holding) => key.Kind == ResourceKind.Lock && holding.Count > 0);

    /// <summary>It is of an element that others have, too, and nothing but lock statements may have locked others of these.</summary>
    bool IsOfOthers(Value value) => body.Method.MethodKind is not (MethodKind.Constructor or MethodKind.StaticConstructor) && Elements.IsOfOthers(body, value)
        && !body.Code.Operations.Any(operation => operation switch
        {
            IInvocationOperation { IsImplicit: false } call => MayLock(call.TargetMethod, body.ContractOf(call.TargetMethod, call.Instance?.Type)),
            IObjectCreationOperation { Constructor: { } constructor } => MayLock(constructor, body.ContractOf(constructor, null)),
            _ => false,
        });

    bool MayLock(IMethodSymbol method, MethodContract contract) =>
        contract.Declared ? contract.Effects.Any(effect => effect.Kind == EffectKind.Acquire) : body.Knowledge.Names.MayMatter(NameIndex.NameOf(method));

    /// <summary>A call drops a lock and takes it again: a lock of which nothing is known is the caller's, if the body is a helper, or else free.</summary>
    void ExpectHeld(ResourceKey key, IOperation site)
    {
        if (key.Value.IsVague || Elements.CollectionOf(key.Value) is not null || MayBeOfHeld(key.Value) || ResourceKey.Modes.Any(mode => _state.Find(key with { Mode = mode }) is not null))
            return;
        body.Required(_state, key, site, null);
        if (!body.LeavesToCaller(site))
            StayFree(_state, key);
    }

    bool IsLocked(Value value) => _state.LockOf(value) is not null;

    /// <summary>IsReadLockHeld: the lock is held where it says so.</summary>
    void Assert(Call call, Effect effect, Value target)
    {
        ResourceKey key = new(target, ResourceKind.Lock, effect.Mode);
        Holding? holding = _state.Find(key);
        if (holding is { Loose: true } || target.IsVague)
            return;
        if (holding is not null && (holding.Count > 0 || holding.Site is not null || holding.Released is not null || holding.Asserted))
        {
            _state.Learn(call.Result, Fact.Nothing with { Is = _values.Bool(holding.Count > 0) });
            return;
        }
        _splits.Add(state =>
        {
            State held = new(state);
            held.Learn(call.Result, Fact.Nothing with { Is = _values.True });
            held.Hold(key, new Holding(1, null, null, effect.Traits) { Entry = 1, Asserted = true });
            state.Learn(call.Result, Fact.Nothing with { Is = _values.False });
            state.Hold(key, new Holding(0, null, null, effect.Traits) { Asserted = true });
            return [held, state];
        });
    }
}
