// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What contracts do to states.</summary>
sealed partial class Transfer
{
    /// <summary>Whoever takes the same thing more often has a loop that balances it elsewhere: it is let go.</summary>
    const int MaximalCount = 4;

    void Apply(Call call, MethodContract contract)
    {
        foreach (TargetPath unsure in contract.Unsure)
        {
            // of a variable that the call may assign, what was there and what is there now
            foreach (Value target in new[] { Resolve(unsure, call, before: true), Resolve(unsure, call) }.OfType<Value>().Distinct())
            {
                foreach (KeyValuePair<ResourceKey, Holding> pair in _state.Held.Where(pair => ReferenceEquals(pair.Key.Value, target)))
                    _state.Hold(pair.Key, pair.Value with { Loose = true });
                _state.Hold(new ResourceKey(target, ResourceKind.Lock, LockMode.Exclusive), new Holding(1, call.Operation, null, Traits.Reentrant, Loose: true));
            }
        }

        List<(Effect Effect, Value Target)> deferred = [];
        bool isTold = false;
        foreach (Effect effect in contract.Effects)
        {
            // what is taken comes last
            if (!isTold && effect.Kind is EffectKind.Acquire or EffectKind.Get)
            {
                isTold = true;
                Tell(call, contract);
            }
            if (effect.Kind == EffectKind.MayBlock)
            {
                if (!IsOver(call))
                    Block(call);
                continue;
            }
            if (effect.Target is null || Resolve(effect.Target, call, before: effect.Kind is not (EffectKind.Acquire or EffectKind.Get)) is not { } target)
                continue;
            Value canonical = _state.Canonical(target);
            switch (effect.Kind)
            {
                case EffectKind.MustHold:
                    Require(new ResourceKey(canonical, ResourceKind.Lock, effect.Mode), call.Operation, NameIndex.NameOf(call.Method));
                    break;
                case EffectKind.NeedsValid:
                    NeedValid(canonical, call.Operation);
                    break;
                case EffectKind.Revalidate:
                    if (!Lowering.IsIgnored(call.Operation))
                        Revalidate(canonical);
                    break;
                case EffectKind.Alias:
                    if (!ReferenceEquals(canonical, call.Result))
                        _state.SetAlias(call.Result, canonical);
                    if (_state.Find(new ResourceKey(canonical, ResourceKind.Reference, LockMode.Exclusive)) is { Count: > 0 })
                        Exists(_state, call.Result);
                    break;
                case EffectKind.Assert:
                    Assert(call, effect, canonical);
                    break;
                case EffectKind.Absent:
                    Absent(call, effect, canonical);
                    break;
                case EffectKind.Unlink:
                    Unlink(_state, canonical, call.Operation);
                    // it is not the first of the list any more
                    if (canonical is { Kind: ValueKind.Address, A: { Kind: ValueKind.Load } first })
                        _state.Rename(_values, first, Fresh(call.Operation, "unlinked"));
                    break;
                default:
                    deferred.Add((effect, canonical));
                    break;
            }
        }
        if (deferred.Count == 0)
            return;
        if (!isTold)
            Tell(call, contract);
        Refuse(call, deferred);
        if (call.ReceiverType is { Name: "Mutex", ContainingNamespace.Name: "Threading" })
            FindAbandoned(call, deferred);

        Value[] nullable = deferred
            .Where(each => each.Effect.Target!.Root == RootKind.Return ? Lowering.CanBeNull(Awaited(call.Method.ReturnType))
                : each.Effect.Kind == EffectKind.Get && each.Effect.Target is { Members: [TargetPath.Pointee] } or { Root: RootKind.Parameter, Members.IsEmpty: true })
            .Select(each => each.Effect.Target!.Root == RootKind.Return ? ResultOf(call) : each.Target)
            .Where(target => target.Kind is ValueKind.Symbol or ValueKind.Unary && !body.Logic.IsNonNull(_state, target))
            .Distinct()
            .ToArray();
        // A lookup that found nothing filled nothing.
        if (call.Method.ReturnType is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 })
        {
            deferred = deferred.ConvertAll(each => each.Effect is { Kind: EffectKind.Get, When: Condition.Always } && each.Target.Kind == ValueKind.Batch
                ? (new Effect(EffectKind.Get, each.Effect.Target) { When = Condition.NonZero, Traits = each.Effect.Traits }, each.Target) : each);
        }
        bool conditional = deferred.Any(each => each.Effect.When != Condition.Always) && !WaitsForEver(call);
        (Effect Effect, Value Target)[] asked = deferred.Where(each => each.Effect is { ConditionOn: null, ConditionAt: null, Kind: EffectKind.Acquire or EffectKind.Get, When: not Condition.Always } && !TellsItself(call, each.Effect)).ToArray();
        bool ignored = conditional && asked.Length > 0
            && Lowering.IsIgnored(call.Operation) && deferred.All(each => each.Effect.Target!.Members is not [TargetPath.Pointee]);
        if (ignored)
        {
            (Effect effect, Value target) = asked[0];
            ResourceKey key = new(target, effect.Kind == EffectKind.Acquire ? ResourceKind.Lock : ResourceKind.Reference, effect.Mode);
            body.Raise(rule => rule.OnIgnoredResult(new Event(body, _state, call.Operation, key, null)));
            foreach ((Effect each, Value at) in deferred)
                Do(_state, call, each, at, loose: true);
            return;
        }
        if (!conditional && deferred.Find(each => each.Effect.When is Condition.True or Condition.False && each.Effect.ConditionOn is null) is { Effect: { } certain })
            body.Logic.Assume(_state, Term(_state, call, certain), true, 0);
        if (!contract.Declared && deferred.Any(each => each.Effect is { Kind: EffectKind.Get, When: Condition.Always, Target.Root: not RootKind.Return }))
            BearWitness(call);
        if (!conditional && nullable.Length == 0)
        {
            // where it returns, it has done it
            foreach (Argument flag in Flags(call))
            {
                if (deferred.Any(each => each.Effect.Kind is EffectKind.Acquire or EffectKind.Get))
                    _state.Put(flag.Place!, _values.True);
            }
            if (deferred.Any(each => each.Effect.Kind is EffectKind.Put or EffectKind.Move))
                CommitSplits();
            foreach ((Effect effect, Value target) in deferred)
                Do(_state, call, effect, target);
            return;
        }
        _splits.Add(state => Split(state, call, contract, deferred, conditional, nullable));
    }

    /// <summary>Where it got nothing, there is nothing in the result or variable that it would be in.</summary>
    static bool TellsItself(Call call, Effect effect) =>
        effect is { Kind: EffectKind.Get, Target: { Members.IsEmpty: true } target }
        && (target.Root == RootKind.Return || call.Arguments.TryGetValue(target.Name, out Argument? argument) && argument.Parameter.RefKind == RefKind.Out);

    /// <summary>Members by which the call tells what it did hold what it left there.</summary>
    void Tell(Call call, MethodContract contract)
    {
        foreach (TargetPath told in contract.Effects.Select(effect => effect.ConditionAt).OfType<TargetPath>().Distinct())
        {
            if (Place(told, call) is { } place)
                _state.Put(place, Fresh(call.Operation, told));
        }
    }

    /// <summary>Where what a path leads to is kept: a member, or a static field.</summary>
    Value? Place(TargetPath path, Call call)
    {
        if (path.Members.IsEmpty)
            return path.Root == RootKind.Static ? _values.Address(_values.Global, path.Symbol!) : null;
        TargetPath owner = new(path.Root, path.Name, path.Members.RemoveAt(path.Members.Length - 1), path.Symbol);
        return (owner is { Root: RootKind.This, Members.IsEmpty: true } ? call.Receiver : Resolve(owner, call)) is { } value ? _values.Address(value, path.Members.Last()) : null;
    }

    /// <summary>The callee may have left another object where what it released was.</summary>
    void Replace(State state, Call call, Effect effect, TargetPath path)
    {
        _state = state;
        if (Place(path, call) is not { } place)
            return;
        foreach (Value part in Parts(state, place))
            state.Forget(part);
        state.Put(place, Fresh(call.Operation, path));
        body.Writes(place);
        Replaces?.Invoke(place);
        // it may come locked
        if (effect.Kind == EffectKind.Release && Resolve(effect.Target!, call) is { } other)
            state.Hold(new ResourceKey(other, ResourceKind.Lock, effect.Mode), new Holding(0, null, null, effect.Traits, Loose: true, By: call.Method));
    }

    /// <summary>A wait that is cancelled throws, and has taken nothing; nor has a get that has a flag to say so.</summary>
    void Refuse(Call call, List<(Effect Effect, Value Target)> effects)
    {
        EffectKind kind = Lowering.IsCancellable(call.Operation) ? EffectKind.Acquire : EffectKind.Get;
        if (kind == EffectKind.Get && !Flags(call).Any())
            return;
        State state = new(_state) { Exceptional = true, Thrower = call.Operation };
        foreach ((Value place, Value before) in call.Outs)
            state.Put(place, before);
        foreach ((Effect effect, Value target) in effects.Where(each => each.Effect.Kind == kind))
            Fail(state, call, effect, target);
        if (state.IsRefused)
            MayRefuse?.Invoke(state);
    }

    /// <summary>A wait for a mutex that its last owner abandoned throws, and has taken it.</summary>
    void FindAbandoned(Call call, List<(Effect Effect, Value Target)> effects)
    {
        State state = new(_state);
        foreach ((Effect effect, Value target) in effects.Where(each => each.Effect.Kind == EffectKind.Acquire))
        {
            Acquire(state, call, effect, target, loose: false);
            MayBeAbandoned?.Invoke(state);
        }
    }

    /// <summary>Monitor.Enter(o, ref taken): the variables that say whether the call did it.</summary>
    static IEnumerable<Argument> Flags(Call call) =>
        call.Arguments.Values.Where(argument => argument is { Place: not null, Parameter: { RefKind: RefKind.Ref, Type.SpecialType: SpecialType.System_Boolean } });

    /// <summary>Acquire(handle, ref p): a pointer that was null before, and that the method assigns, says that it has got the reference.</summary>
    void BearWitness(Call call)
    {
        foreach ((Value place, Value before) in call.Outs)
        {
            if (before is { Kind: ValueKind.Const, Key: null or 0L } && _state.At(place) is { Kind: ValueKind.Symbol } after && call.Arguments.Values.Any(argument => ReferenceEquals(argument.Place, place) && IsPointer(argument.Parameter.Type)))
                Exists(_state, after);
        }

        static bool IsPointer(ITypeSymbol type) => type is IPointerTypeSymbol || Lowering.IsHandle(type);
    }

    IEnumerable<State> Split(State state, Call call, MethodContract contract, List<(Effect Effect, Value Target)> deferred, bool conditional, Value[] nullable)
    {
        List<(State State, bool Good)> states = [];
        if (conditional)
        {
            Value condition = Term(state, call, deferred.First(each => each.Effect.When != Condition.Always).Effect);
            bool gets = deferred.Any(each => each.Effect.When != Condition.Always && each.Effect.Kind is EffectKind.Get or EffectKind.Acquire);
            foreach (bool truth in new[] { false, true })
            {
                State branch = new(state);
                if (!body.Logic.Assume(branch, condition, truth, 0))
                    continue;
                if (!truth && gets)
                {
                    // The variable was not assigned.
                    foreach ((Value place, Value before) in call.Outs.Where(each => nullable.Contains(branch.At(each.Place)!)))
                        branch.Put(place, before.Kind == ValueKind.Load ? branch.At(place)! : before);
                }
                states.AddRange(Correlated(branch, call, deferred.First(each => each.Effect.When != Condition.Always).Effect, truth).Select(each => (each, truth)));
            }
        }
        else
        {
            states.Add((state, true));
        }

        foreach ((State branch, bool good) in states)
        {
            List<State> parts = [branch];
            // one contract may have several conditions
            foreach ((Effect effect, Value _) in deferred.Where(each => each.Effect.When != Condition.Always))
                parts = parts.SelectMany(part => ByTerm(part, Term(part, call, effect))).ToList();
            if (good)
            {
                foreach (Value value in nullable)
                    parts = parts.SelectMany(part => ByNull(part, value)).ToList();
            }
            foreach (State part in parts)
            {
                foreach ((Effect effect, Value target) in deferred)
                {
                    bool isResult = effect.Target!.Root == RootKind.Return;
                    if ((good || isResult) && body.Logic.IsNone(part, isResult ? ResultOf(call) : target))
                    {
                        GiveBack(part, call, effect, isNull: true);
                        continue;
                    }
                    bool? happens = !conditional || effect.When == Condition.Always ? true : body.Logic.Decide(part, Term(part, call, effect));
                    if (happens is true)
                        Do(part, call, effect, target);
                    else if (effect.Kind == EffectKind.Acquire && IsGiven(call, effect))
                        StayFree(part, new ResourceKey(target, ResourceKind.Lock, effect.Mode));
                    else if (effect.Kind == EffectKind.Acquire && (contract.Declared || effect.When is Condition.True or Condition.False or Condition.NonNull or Condition.Null))
                        Fail(part, call, effect, target);
                    else if (effect.Kind == EffectKind.Acquire && part.Find(new ResourceKey(target, ResourceKind.Lock, effect.Mode)) is null)
                        part.Hold(new ResourceKey(target, ResourceKind.Lock, effect.Mode), new Holding(0, null, null, effect.Traits, Loose: true, By: call.Method));
                }
                yield return part;
            }
        }
    }

    /// <summary>The argument decides, so that nothing is tried where it says no.</summary>
    static bool IsGiven(Call call, Effect effect) =>
        effect.ConditionOn is { } on && call.Arguments.TryGetValue(on, out Argument? argument) && argument.Parameter.RefKind == RefKind.None;

    static void StayFree(State state, ResourceKey key)
    {
        if (!key.Value.IsVague && state.Find(key) is null or { Count: 0 })
            state.Hold(key, new Holding(0, null, null, Traits.None) { IsFresh = true });
    }

    IEnumerable<State> ByNull(State state, Value value) => ByTerm(state, _values.Equal(value, _values.Null));

    IEnumerable<State> ByTerm(State state, Value term)
    {
        if (body.Logic.Decide(state, term) is not null)
        {
            yield return state;
            yield break;
        }
        State isSo = new(state);
        if (body.Logic.Assume(isSo, term, true, 0))
            yield return isSo;
        if (body.Logic.Assume(state, term, false, 0))
            yield return state;
    }

    Value Term(State state, Call call, Effect effect)
    {
        Value value = call.Result;
        if (effect.ConditionAt is { } path)
            value = Resolve(path, call) ?? Fresh(call.Operation, "condition");
        else if (effect.ConditionOn is { } name)
            value = call.Arguments.TryGetValue(name, out Argument? argument) ? argument.Place is { } place ? state.At(place) ?? _values.Load(place) : argument.Value : value;
        else
            value = ResultOf(call);
        return _values.Term(effect, value);
    }

    /// <summary>What a call gives, awaited if it gives a task.</summary>
    Value ResultOf(Call call) => IsTask(call.Method.ReturnType) ? _values.Unary("await", call.Result) : call.Result;

    static ITypeSymbol Awaited(ITypeSymbol type) => IsTask(type) && type is INamedTypeSymbol { TypeArguments.Length: 1 } task ? task.TypeArguments[0] : type;

    /// <summary>An infinite timeout cannot fail.</summary>
    static bool WaitsForEver(Call call) => call.Arguments.Values.Any(argument =>
        argument.Parameter.Name.StartsWith("millisecondsTimeout", StringComparison.Ordinal) && argument.Operation is IArgumentOperation { Value.ConstantValue: { HasValue: true, Value: -1 } });

    void Do(State state, Call call, Effect effect, Value target, bool loose = false)
    {
        // of null there is nothing to take or to release
        bool isNull = body.Logic.IsNone(state, target);
        GiveBack(state, call, effect, isNull);
        if (!target.IsVague && !isNull)
            DoTo(state, call, effect, target, loose);
        if (effect.Replaces is { } replaced)
            Replace(state, call, effect, replaced);
    }

    void DoTo(State state, Call call, Effect effect, Value target, bool loose)
    {
        int count = Count(call, effect);
        switch (effect.Kind)
        {
            case EffectKind.Acquire:
                Acquire(state, call, effect, target, loose);
                break;
            case EffectKind.Release:
                Release(state, call.Operation, new ResourceKey(target, ResourceKind.Lock, effect.Mode), count, call.Method);
                break;
            case EffectKind.Get:
                Get(state, call, effect, target, count, loose);
                break;
            case EffectKind.Put:
                if (TargetTypes.NodeOf(effect.Target!, call.Method) is null)
                    Put(state, call, effect, target, count);
                else
                    Empty(state, target);
                break;
            case EffectKind.Move:
                Move(state, call, effect, target);
                break;
        }
    }

    /// <summary>Notes that something, or nothing, is released there, put or moved; who writes null means it.</summary>
    void GiveBack(State state, Call call, Effect effect, bool isNull)
    {
        IOperation given = call.Arguments.TryGetValue(effect.Target!.Name, out Argument? argument) ? argument.Operation : call.Operation;
        if (effect is { Kind: EffectKind.Release or EffectKind.Put or EffectKind.Move, When: Condition.Always } && !(isNull && state.Exceptional)
            && !(given is IArgumentOperation { Value: var value } && Lowering.Unwrap(value).ConstantValue.HasValue))
        {
            body.GivenBack[given] = new(effect.Kind, call.Operation, isNull && (!body.GivenBack.TryGetValue(given, out GivenBack? before) || before.IsNull));
        }
    }

    /// <summary>How many; -1: that is not known. A variable that is 0 on this path counts what was taken.</summary>
    static int Count(Call call, Effect effect) =>
        effect.Amount is not { } name || !call.Arguments.TryGetValue(name, out Argument? argument) ? 1
        : argument.Value is { Kind: ValueKind.Const, Key: long and > 0 and var number } ? (int)number : -1;

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
        Traits traits = effect.Traits | (body.IsReentrant(call) ? Traits.Reentrant : 0);
        bool isHeldAlready = false;
        foreach (LockMode mode in new[] { LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable })
        {
            Holding? held = state.Find(key with { Mode = mode });
            if (held is { Count: > 0, Loose: false } && (effect.When == Condition.Always || mode == LockMode.Exclusive && effect.Mode == mode && held.By is not null && !ReferenceEquals(held.Site, call.Operation)))
            {
                body.Raise(rule => rule.OnAcquire(new Event(body, state, call.Operation, key, held with { Traits = Together(held, mode, traits, effect.Mode) }), mode));
                isHeldAlready = true;
            }
        }
        // what is reported is not counted
        bool isReported = isHeldAlready && body.HasReported(Ids.TakenTwice, call.Operation.Syntax);
        if (effect.When == Condition.Always && WaitsForItself(call, target, traits))
            body.WaitsFor(state, key, call.Operation);
        // who only tries waits for nobody
        if (effect.When == Condition.Always || IsGiven(call, effect) || WaitsForEver(call))
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
        // what a loop takes again and again, and does not release between, is held: more than once; how often is not known
        bool again = before is { Count: > 0, Released: null } && ReferenceEquals(before.Site, call.Operation);
        if (before is { Count: >= MaximalCount })
            loose = true;
        bool isOneMore = (traits & Traits.Counted) != 0 ? !again : (traits & Traits.Reentrant) != 0 && !(again && before!.Count > 1);
        int count = before is { Count: > 0 } ? Math.Min(MaximalCount, isOneMore ? before.Count + 1 : before.Count) : 1;
        state.Hold(key, new Holding(count, call.Operation, null, traits, loose || before is { Loose: true, Count: > 0 }, isImplicit, By: call.Method) { Entry = before?.Entry ?? 0, Again = isReported });
        if ((effect.Traits & Traits.Scoped) != 0)
        {
            state.SetScope(call.Result, key);
            state.Learn(call.Result, state.Of(call.Result).Excluding(_values.Null));
        }
        if (state.Speculative.ContainsKey(target))
            state.SetSpeculative(target, false);
    }

    /// <summary>What goes for a lock that is held in one mode and taken in another: each is reentrant by itself, unless both are.</summary>
    static Traits Together(Holding held, LockMode heldMode, Traits taken, LockMode mode) =>
        heldMode == mode || held.Site is null || (held.Traits & taken & Traits.Reentrant) != 0 ? held.Traits | taken : (held.Traits | taken) & ~Traits.Reentrant;

    /// <summary>Whether the holder of a lock can be told to wait for ever for it, as what made the lock shows.</summary>
    bool WaitsForItself(Call call, Value target, Traits traits) =>
        (traits & (Traits.Reentrant | Traits.Scoped)) == 0
        && ((traits & Traits.Counted) != 0 ? body.FieldOf(target) is { } gate && body.Knowledge.Signals.IsGateForOne(gate)
            : call.ReceiverType?.Name != "ReaderWriterLockSlim" || body.FieldOf(target) is { } field && Signals.IsMade(field));

    /// <summary>The callee waits for locks whatever it does: where others are held here, in that order; where they are held themselves, for ever.</summary>
    void Wait(Call call, MethodContract contract)
    {
        if (!contract.Declared && _state.Held.Count > 0 && !call.Method.DeclaringSyntaxReferences.IsEmpty)
        {
            foreach (TargetPath path in body.Knowledge.LocksWithin.Of(call.Method, body.Cancellation))
            {
                if (Resolve(path, call, before: true) is { } taken)
                    body.Ordered(_state, new LockTaken(_state.Canonical(taken), call.Operation, IsRead: false));
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
            foreach (LockMode heldMode in new[] { LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable })
            {
                if (_state.Find(key with { Mode = heldMode }) is { Count: > 0, Loose: false, Site: not null } held)
                    body.Raise(rule => rule.OnAcquire(new Event(body, _state, call.Operation, key, held with { Traits = held.Traits & ~Traits.Counted }), heldMode));
            }
        }
    }

    /// <summary>An accessor waits for locks.</summary>
    void WaitIn(IMethodSymbol? accessor, IPropertyReferenceOperation property, Value place)
    {
        if (accessor is not null && _state.Held.Count > 0 && place.Kind == ValueKind.Address)
            Wait(new Call(property, accessor, place.A!, property.Instance?.Type, [], place), body.ContractOf(accessor, property.Instance?.Type));
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

    void Release(State state, IOperation site, ResourceKey key, int count, IMethodSymbol by)
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
        if (holding is { Count: > 0 })
        {
            int left = count < 0 ? 0 : Math.Max(0, holding.Count - count);
            if (holding.Site is not null)
                body.Pairs.Add(site);
            state.Hold(key, holding with { Count = left, Released = site, Loose = holding.Loose && left > 0 });
            return;
        }
        if (holding is { Again: true })
        {
            state.Hold(key, holding with { Again = false, Released = site });
            return;
        }
        foreach (LockMode mode in new[] { LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable })
        {
            ResourceKey other = key with { Mode = mode };
            if (mode != key.Mode && state.Find(other) is { Count: > 0 } held)
            {
                if (!held.Loose)
                    body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, site, key, held), mode));
                state.Drop(other);
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
        // Any element may be the one that was locked in another turn of another loop.
        if (Elements.CollectionOf(key.Value) is not null && !isReleasedBefore)
        {
            foreach (KeyValuePair<ResourceKey, Holding> other in state.Held.Where(other => other.Key.Kind == ResourceKind.Lock && Elements.MayMeet(body, other.Key.Value, key.Value)))
                state.Hold(other.Key, other.Value with { Loose = true });
            if (!state.Exceptional && !body.ReleasedElements.ContainsKey(key))
                body.ReleasedElements.Add(key, site);
            if (holding is null && !state.Exceptional && Elements.CollectionOf(key.Value) is IMethodSymbol && !body.ReleasedFirst.ContainsKey(key))
                body.ReleasedFirst.Add(key, (state, site));
            return;
        }
        ResourceKey reference = new(key.Value, ResourceKind.Reference, LockMode.Exclusive);
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
        state.Hold(key, new Holding(0, null, site, holding?.Traits ?? Traits.None, By: by) { Entry = Assumed(key.Value, holding) });
    }

    /// <summary>
    /// A release of what was not taken here: it was held when the body began, if the caller can name it;
    /// of what some call gave, nobody knows.
    /// </summary>
    int Assumed(Value value, Holding? before) =>
        before is { Entry: > 0 } ? Math.Min(2, before.Entry + 1)
        : Paths.Of(value, null, body) is not null || value is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation } ? 1 : 0;

    void Get(State state, Call call, Effect effect, Value target, int count, bool loose)
    {
        bool isDeclared = body.ContractOf(call.Method, call.ReceiverType) is { Declared: true };
        ResourceKey key = new(target, ResourceKind.Reference, LockMode.Exclusive);
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
        if (before is { Count: >= MaximalCount } || state.Places.Any(target, (place, value, target) => ReferenceEquals(state.Canonical(value), target) && Outlives(place) && !IsLeftInOut(place)))
            loose = true;
        bool produces = effect.Target!.Root == RootKind.Return || effect.Target.Members is [TargetPath.Pointee] || target.Kind == ValueKind.Batch
            || call.Arguments.TryGetValue(effect.Target.Name, out Argument? argument) && argument.Parameter.RefKind == RefKind.Out;
        state.Hold(key, new Holding(Math.Min(MaximalCount, (before?.Count ?? 0) + Math.Max(1, count)), call.Operation, before?.Released, effect.Traits, loose || before is { Loose: true, Count: > 0 }, By: call.Method)
        {
            Entry = before?.Entry ?? 0,
            Produced = produces || before is { Produced: true },
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

    /// <summary>The field of this object that holds a value.</summary>
    static string? FieldWith(State state, Value value)
    {
        Value? place = value is { Kind: ValueKind.Load, A: var read } && IsField(read!) ? read : state.Places.Keys.FirstOrDefault(other => IsField(other) && ReferenceEquals(state.At(other), value));
        return place?.Key as string;

        static bool IsField(Value place) => place is { Kind: ValueKind.Address, A.Kind: ValueKind.This };
    }

    /// <summary>What is new is not what variables had from calls before; a pool may give again what was put.</summary>
    void IsNoneOfThose(State state, Value got)
    {
        foreach (Value other in state.Places.Values.Where(MayBeObject))
        {
            if (!ReferenceEquals(other, got) && state.Find(new ResourceKey(state.Canonical(other), ResourceKind.Reference, LockMode.Exclusive))?.Released is null)
                state.Learn(_values.Equal(got, other), Fact.Nothing with { Is = _values.False });
        }
    }

    /// <summary>What a call gave, or left in a variable, and may be an object.</summary>
    static bool MayBeObject(Value value) => !value.IsVague && value is
        { Kind: ValueKind.Symbol, Key: IOperation { Type: IPointerTypeSymbol or { IsReferenceType: true } } or ValueTuple<IOperation, object> } or { Kind: ValueKind.Unary, Key: "await" };

    void Put(State state, Call call, Effect effect, Value target, int count)
    {
        if (body.Logic.IsNone(state, target))
            return;
        Unlink(state, target);
        ResourceKey key = new(target, ResourceKind.Reference, LockMode.Exclusive);
        Holding? holding = state.Find(key);
        body.Released.Add(body.Newest(key));
        if (target.Kind == ValueKind.Batch)
        {
            foreach (Value element in state.ElementsOf(target.A!).ToArray())
            {
                ResourceKey own = new(state.Canonical(element), ResourceKind.Reference, LockMode.Exclusive);
                if (holding is not { Count: > 0, Produced: true } || state.Find(own) is not (null or { Count: 0, Produced: true }))
                    continue;
                state.Kill(own.Value, call.Operation);
                state.Hold(own, new Holding(0, null, call.Operation, Traits.None, By: call.Method) { Produced = true });
            }
        }
        if (holding is { Count: > 0 })
        {
            int left = count < 0 ? 0 : Math.Max(0, holding.Count - count);
            if (effect.Family is not null && holding is { Count: 1, Produced: true, Loose: false, Entry: 0, Released: null } && FamilyOf(holding) is { } family && family != effect.Family)
                body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, call.Operation, key, holding), null));
            state.Hold(key, holding with { Count = left, Released = call.Operation });
            if (left == 0 && holding is { Produced: true, Entry: 0, Loose: false } && target.Kind != ValueKind.Batch)
                state.Kill(target, call.Operation);
            return;
        }
        if (holding is { Loose: true, IsAbsent: false })
            return;
        // back to where the memory begins, perhaps
        if (target.Kind == ValueKind.Binary && Owned(state, target) is not null)
        {
            Loosen(state, target);
            return;
        }
        body.Raise(rule => rule.OnReleaseUnheld(new Event(body, state, call.Operation, key, holding), null));
        if (holding is { IsAbsent: true })
            return;
        state.Hold(key, new Holding(0, null, call.Operation, holding?.Traits ?? effect.Traits, By: call.Method) { Entry = Assumed(target, holding), Produced = holding?.Produced ?? false });
        if ((effect.Traits & Traits.Unique) != 0 && (target is { Kind: ValueKind.Symbol, IsJoined: false } || target.IsArgument))
            state.Kill(target, call.Operation);
    }

    /// <summary>The allocator that gave it.</summary>
    string? FamilyOf(Holding holding) => holding.By is { } by
        && body.ContractOf(by, null).Effects.Where(effect => effect.Kind == EffectKind.Get).Select(effect => effect.Family).Distinct().ToArray() is [var family] ? family : null;

    void Move(State state, Call call, Effect effect, Value target)
    {
        Unlink(state, target);
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
        ResourceKey key = new(target, ResourceKind.Reference, LockMode.Exclusive);
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
        Holding? whole = state.Find(new ResourceKey(batch, ResourceKind.Reference, LockMode.Exclusive));
        state.Hold(new ResourceKey(batch, ResourceKind.Reference, LockMode.Exclusive),
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
        batch.Kind == ValueKind.Address ? IsLocal(batch) : batch is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, A: { Kind: ValueKind.Address } owner } } && IsLocal(owner);

    static bool ForbidsBlocking(Holding holding) => holding is { Count: > 0, Loose: false } && (holding.Traits & Traits.ForbidsBlocking) != 0;

    /// <summary>A wait for nothing: of no time, or for a task that is known to have come to its end.</summary>
    bool IsOver(Call call) => Lowering.IsPoll(call.Operation)
        || Lowering.Completed.Any(property => body.Logic.Decide(_state, Read(_values.Address(call.Receiver, property))) is true);

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
        foreach (LockMode mode in new[] { LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable })
        {
            Holding? holding = _state.Find(key with { Mode = mode });
            if (holding is { Loose: true } || holding is { Count: > 0 } && (mode == LockMode.Exclusive || key.Mode == LockMode.Shared || mode == key.Mode))
                return;
            known = holding ?? known;
        }
        if (Elements.CollectionOf(key.Value) is not null || _state.Held.Any(pair => pair.Value.Count > 0 && Elements.MayBeAny(body, pair.Key.Value)))
            return;
        body.Required(_state, key, site, known);
        body.Raise(rule => rule.OnUnguarded(new Event(body, _state, site, key, known), what));
    }

    void Revalidate(Value value)
    {
        value = _state.Canonical(value);
        if (_state.Speculative.ContainsKey(value) && IsLocked(value))
            _state.SetSpeculative(value, true);
    }

    bool IsLocked(Value value) => _state.Held.Any(pair => pair.Key.Kind == ResourceKind.Lock && pair.Value.Count > 0 && pair.Key.Value.Mentions(value));

    void NeedValid(Value value, IOperation site)
    {
        if (_state.Speculative.TryGetValue(value, out bool valid) && !valid && IsLocked(value))
            body.Raise(rule => rule.OnUseOfUnvalidated(new Event(body, _state, site, new ResourceKey(value, ResourceKind.Reference, LockMode.Exclusive), null)));
    }

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
            absent.Hold(new ResourceKey(target, ResourceKind.Reference, LockMode.Exclusive), new Holding(0, null, null, Traits.None, Loose: true) { IsAbsent = true });
            states.Add(absent);
        }
        if (body.Logic.Assume(state, Term(state, call, effect), false, 0))
            states.Add(state);
        return states;
    });

    /// <summary>The lock or object that a path of a contract means in this call; of what the call may assign, before the call or after it.</summary>
    Value? Resolve(TargetPath path, Call call, bool before = false)
    {
        switch (path.Root)
        {
            case RootKind.Return:
                return Members(path, 0, ResultOf(call), Awaited(call.Method.MethodKind == MethodKind.Constructor ? call.Method.ContainingType : call.Method.ReturnType));
            case RootKind.Parameter:
                if (!call.Arguments.TryGetValue(path.Name, out Argument? argument))
                    return null;
                if (before && path.Members is [TargetPath.Pointee] && call.Outs.Find(each => ReferenceEquals(each.Place, argument.Value)).Before is { } assigned)
                    return assigned;
                return Members(path, 0, ValueOf(argument, before), argument.Parameter.Type);
            case RootKind.This:
                return Members(path, 0, ReceiverValue(call, path), call.ReceiverType ?? call.Method.ContainingType);
            default:
                return ResolvePath(path, call.Receiver, call.Method.ContainingType);
        }
    }

    /// <summary>Of a ref argument, what the variable held before the call or holds after it; a struct is where it is.</summary>
    Value ValueOf(Argument argument, bool before)
    {
        if (argument.Place is not { } place || before && argument.Parameter.RefKind == RefKind.Ref)
            return argument.Value;
        return argument.Parameter.RefKind == RefKind.Out || !ReferenceEquals(argument.Value, place) ? Read(place) : argument.Value;
    }

    /// <summary>A counted struct (GCHandle) is its value, a lock in a struct (SpinLock) is where it is.</summary>
    Value ReceiverValue(Call call, TargetPath path) =>
        path.Members.IsEmpty && Lowering.IsStruct(call.ReceiverType) && !body.IsLockStruct(call) && call.Receiver.Kind == ValueKind.Address ? Read(call.Receiver) : call.Receiver;

    Value? ResolvePath(TargetPath path, Value @base, ITypeSymbol type) => path.Root switch
    {
        RootKind.This => Members(path, 0, @base, type),
        RootKind.Token => _values.Token(path.Name),
        RootKind.Member => ResolveMember(path, @base, type),
        // a parameter of a primary constructor belongs to the object
        RootKind.Captured => Members(path, 0, path.Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } && @base.Kind != ValueKind.This
            ? _values.Address(@base, path.Symbol.Name) : _values.Address(_values.Frame, path.Symbol!), path.Symbol is ILocalSymbol local ? local.Type : ((IParameterSymbol)path.Symbol!).Type, isPlace: true),
        RootKind.Static => Members(path, 0, _values.Address(_values.Global, path.Symbol!), MemberTypes.TypeOf(path.Symbol!), isPlace: true),
        _ => null,
    };

    Value? ResolveMember(TargetPath path, Value @base, ITypeSymbol type)
    {
        if (MemberTypes.Find(type, path.Name) is not { } member)
            return null;
        Value place = member.IsStatic ? _values.Address(_values.Global, member)
            : _values.Address(@base, member is IPropertySymbol property ? AliasedField(property) : member.Name);
        return Members(path, 0, place, MemberTypes.TypeOf(member), isPlace: true);
    }

    Value? Members(TargetPath path, int index, Value value, ITypeSymbol? type, bool isPlace = false)
    {
        for (; index < path.Members.Length; index++)
        {
            string name = path.Members[index];
            if (isPlace && !(Lowering.IsStruct(type) && name is not (TargetPath.Pointee or TargetPath.Elements)))
                value = Read(value);
            isPlace = false;
            if (name.EndsWith(Lookups.Mark, StringComparison.Ordinal))
            {
                type = Lookups.Find(body.Method.ContainingType, name)?.ReturnType;
                value = _values.Load(_values.Address(value, name));
                continue;
            }
            if (name == TargetPath.Elements)
                return _values.Batch(value);
            if (name == TargetPath.Pointee)
            {
                value = Read(value);
                type = (type as IPointerTypeSymbol)?.PointedAtType;
                continue;
            }
            type = MemberTypes.Target(type);
            if (type is null || MemberTypes.Find(type, name) is not { } member)
                return null;
            value = member.IsStatic ? _values.Address(_values.Global, member)
                : _values.Address(value, member is IPropertySymbol property ? AliasedField(property) : member.Name);
            type = MemberTypes.TypeOf(member);
            isPlace = true;
        }
        if (!isPlace)
            return value;
        return Lowering.IsStruct(type) && !Lowering.IsScalar(type) ? value : Read(value);
    }
}
