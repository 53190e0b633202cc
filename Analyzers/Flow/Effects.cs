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
        foreach (TargetPath tested in contract.Tests)
        {
            if (Resolve(tested, call, before: true) is { } target)
                Revalidate(target);
        }
        foreach (TargetPath unsure in contract.Unsure)
        {
            // of a variable that the call may assign, what was there and what is there now; of a struct, where it is and what it is
            Value[] targets = new[] { Resolve(unsure, call, before: true), Resolve(unsure, call) }.OfType<Value>().ToArray();
            foreach (Value target in targets.Concat(targets.Select(_state.At).OfType<Value>()).Distinct())
                LoosenUnsure(call, target);
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
                    bool isProperty = call.Operation is IPropertyReferenceOperation;
                    if (!isProperty || !body.IsUnshared(call.Receiver))
                        Require(new ResourceKey(canonical, ResourceKind.Lock, isProperty && call.Method.MethodKind == MethodKind.PropertyGet ? LockMode.Shared : effect.Mode), call.Operation, Wording.NameOf(call.Method));
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
                    if (_state.Find(ResourceKey.Reference(canonical)) is { Count: > 0 })
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
                    if (contract.TakenAgain(effect) is { When: Condition.Always })
                        ExpectHeld(new ResourceKey(canonical, ResourceKind.Lock, effect.Mode), call.Operation);
                    deferred.Add((effect, canonical));
                    break;
            }
        }
        if (!contract.Declared)
        {
            List<(Effect, Value)> hidden = deferred.FindAll(each => IsHidden(call, each));
            foreach ((_, Value target) in hidden)
                LoosenUnsure(call, target);
            deferred.RemoveAll(hidden.Contains);
        }
        if (!call.Operation.IsImplicit && deferred.Exists(static each => IsOfLock(each.Effect)) && body.Counters.Decide(call.Operation))
        {
            foreach ((Effect effect, Value target) in deferred.Where(static each => IsOfLock(each.Effect)))
                ShareWithOthers(new ResourceKey(target, ResourceKind.Lock, effect.Mode));
            deferred.RemoveAll(static each => IsOfLock(each.Effect));
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
        bool conditional = deferred.Any(each => each.Effect.When != Condition.Always) && !Lowering.IsForEver(call.Operation);
        (Effect Effect, Value Target)[] asked = deferred.Where(each => each.Effect is { ConditionOn: null, ConditionAt: null, Kind: EffectKind.Acquire or EffectKind.Get, When: not Condition.Always } && !TellsItself(call, each.Effect)).ToArray();
        bool ignored = conditional && asked.Length > 0
            && Lowering.IsIgnored(call.Operation) && deferred.All(each => each.Effect.Target!.Members is not [TargetPath.Pointee]);
        if (ignored)
        {
            (Effect effect, Value target) = asked[0];
            ResourceKey key = new(target, effect.Kind == EffectKind.Acquire ? ResourceKind.Lock : ResourceKind.Reference, effect.Mode);
            if (!IsAskedNext(call.Operation) && !IsReleasedWithin(call, effect))
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
        if (conditional)
            Tells(call, deferred);
        _splits.Add(state => Split(state, call, contract, deferred, conditional, nullable));
    }

    /// <summary>
    /// Whether the call does it is not known here: nobody asks the result, which says whether it was released or put, as it was for what the call was given;
    /// or an argument decides that was computed, of which more may be known than can be seen, and nothing else tells it.
    /// </summary>
    bool IsHidden(Call call, (Effect Effect, Value Target) deferred) => deferred.Effect switch
    {
        { When: Condition.Always } => false,
        { Kind: EffectKind.Release or EffectKind.Put, ConditionOn: null, ConditionAt: null } => Lowering.IsIgnored(call.Operation),
        var effect => IsGiven(call, effect) && !effect.NotTaken.Except(effect.Taken).Any()
            && call.Arguments[effect.ConditionOn!].Value is not ({ IsArgument: true } or { Kind: ValueKind.Unary, Key: "!", A.IsArgument: true })
            && body.Logic.Decide(_state, Term(_state, call, effect)) is null,
    };

    /// <summary>Whether the statement behind it asks if a lock is held: IsReadLockHeld.</summary>
    bool IsAskedNext(IOperation taken) => taken.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: { } parent } statement
        && parent.ChildNodes().SkipWhile(node => node != statement).ElementAtOrDefault(1) is { } next
        && body.Code.Operation.Descendants().Any(operation => next.Span.Contains(operation.Syntax.Span)
            && (operation switch { IInvocationOperation call => call.TargetMethod, IPropertyReferenceOperation { Property.GetMethod: var getter } => getter, _ => null }) is { } asked
            && body.ContractOf(asked, null).Effects.Any(effect => effect.Kind == EffectKind.Assert));

    /// <summary>A semaphore of several that only private methods of its type release: whoever asked for it has nothing to do with that.</summary>
    bool IsReleasedWithin(Call call, Effect effect) =>
        (effect.Traits & Traits.Counted) != 0 && effect.Target is { Root: RootKind.This, Members: [var name] } && body.ContractOf(call.Method, call.ReceiverType) is { Declared: false }
        && MemberTypes.Find(call.Method.ContainingType, name) is IFieldSymbol field && !body.Knowledge.Signals.IsGateForOne(field)
        && field.ContainingType.GetMembers().OfType<IMethodSymbol>().All(other => other.DeclaredAccessibility == Accessibility.Private || !body.ContractOf(other, null).May(EffectKind.Release, effect.Target));

    static bool IsOfLock(Effect effect) => effect.Kind is EffectKind.Acquire or EffectKind.Release;

    /// <summary>One takes the lock and another one releases it, as a counter says: whether it is held on this path is not known.</summary>
    void ShareWithOthers(ResourceKey key) =>
        _state.Hold(key, (_state.Find(key) ?? new Holding(0, null, null, Traits.None)) with { Loose = true });

    /// <summary>What a call does to a lock or reference is not known.</summary>
    void LoosenUnsure(Call call, Value target)
    {
        _state.LoosenWhere((key, _) => ReferenceEquals(key.Value, target));
        _state.Hold(new ResourceKey(target, ResourceKind.Lock, LockMode.Exclusive), new Holding(1, call.Operation, null, Traits.Reentrant, Loose: true));
    }

    /// <summary>Where it got nothing, there is nothing in the result or variable that it would be in.</summary>
    static bool TellsItself(Call call, Effect effect) =>
        effect is { Kind: EffectKind.Get, Target: { } target }
        && (effect.Taken.Any(outcome => outcome.On is null && target.Equals(outcome.Path))
            || target is { Root: RootKind.Return, Members.IsEmpty: true } || IsOut(call, target));

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
        KeepsAlive?.Invoke(place);
        // it may come locked
        if (effect.Kind == EffectKind.Release && Resolve(effect.Target!, call) is { } other)
            state.Hold(new ResourceKey(other, ResourceKind.Lock, effect.Mode), new Holding(0, null, null, effect.Traits, Loose: true, By: call.Method));
    }

    /// <summary>A wait that is cancelled throws, and has taken nothing, as its token tells; nor has a get that has a flag to say so.</summary>
    void Refuse(Call call, List<(Effect Effect, Value Target)> effects)
    {
        EffectKind kind = Lowering.IsCancellable(call.Operation) ? EffectKind.Acquire : EffectKind.Get;
        if (kind == EffectKind.Get && !Flags(call).Any())
            return;
        State state = _state.Throwing(call.Operation);
        foreach ((Value place, Value before) in call.Outs)
            state.Put(place, before);
        foreach (Value told in Lowering.Tokens(call.Operation).SelectMany(Telling))
            state.Learn(Read(_values.Address(told, "IsCancellationRequested")), Fact.Nothing with { Is = _values.True });
        foreach ((Effect effect, Value target) in effects.Where(each => each.Effect.Kind == kind))
            Fail(state, call, effect, target);
        if (state.IsRefused)
            MayRefuse?.Invoke(state);
    }

    /// <summary>Whose IsCancellationRequested says whether a token is cancelled: itself, and the source that it is of.</summary>
    IEnumerable<Value> Telling(IOperation token)
    {
        if (IsPlace(token) || token is IPropertyReferenceOperation)
            yield return Place(token);
        if (token is IPropertyReferenceOperation { Property.Name: "Token", Instance: { } source })
            yield return Base(source, isUse: false);
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
            if (before is { Kind: ValueKind.Const, Key: null or 0L } && _state.At(place) is { Kind: ValueKind.Symbol or ValueKind.Load } after && call.Arguments.Values.Any(argument => ReferenceEquals(argument.Place, place) && IsPointer(argument.Parameter.Type)))
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
                    // what a helper does not take may be held all the same
                    if (happens is not true && !contract.Declared && IsGiven(call, effect))
                        continue;
                    if (happens is true)
                        Do(part, call, effect, target);
                    else if (effect.Kind == EffectKind.Acquire && IsGiven(call, effect))
                        StayFree(part, new ResourceKey(target, ResourceKind.Lock, effect.Mode));
                    else if (effect.Kind == EffectKind.Get && contract.Declared && IsOut(call, effect.Target))
                        Fail(part, call, effect, target);
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

    static bool IsOut(Call call, TargetPath target) =>
        target.Members.IsEmpty && call.Arguments.TryGetValue(target.Name, out Argument? argument) && argument.Parameter.RefKind == RefKind.Out;

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

    Value Term(State state, Call call, Effect effect) => _values.Term(effect, ToldBy(state, call, effect));

    /// <summary>What the condition of an effect is about.</summary>
    Value ToldBy(State state, Call call, Effect effect) =>
        effect.ConditionAt is { } path ? Resolve(path, call) ?? Fresh(call.Operation, "condition")
        : effect.ConditionOn is not { } name ? ResultOf(call)
        : !call.Arguments.TryGetValue(name, out Argument? argument) ? call.Result
        : argument.Place is { } place ? state.At(place) ?? _values.Load(place) : argument.Value;

    /// <summary>What a call gives, awaited if it gives a task.</summary>
    Value ResultOf(Call call) => MemberTypes.IsTask(call.Method.ReturnType) ? _values.Unary("await", call.Result) : call.Result;

    static ITypeSymbol Awaited(ITypeSymbol type) => MemberTypes.Awaited(type) ?? type;

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
                Release(state, call.Operation, new ResourceKey(target, ResourceKind.Lock, effect.Mode), count, call.Method, effect.Traits);
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
}
