// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Pairing.Flow;

/// <summary>
/// Follows the paths of one body. States that hold the same are merged where many meet;
/// a body that needs more than <see cref="MaximalStates"/> at one place, or <see cref="MaximalSteps"/> in all, is given up without a word.
/// </summary>
sealed class Explorer
{
    /// <summary>So many states are kept apart at the beginning of a block, whatever they differ in.</summary>
    public const int SeparateStates = 6;

    /// <summary>So many of those that hold nothing, as no flag can be about a lock yet.</summary>
    public const int SeparateStatesWithNothing = 4;

    /// <summary>So many that hold different things.</summary>
    public const int MaximalStates = 64;

    public const int MaximalSteps = 6_000;

    /// <summary>After so many, states that hold the same are merged at once.</summary>
    public const int PreciseSteps = 2_000;

    readonly Body _body;
    readonly Values _values;
    readonly Transfer _transfer;
    readonly Liveness _liveness;
    readonly List<State>[] _states;
    readonly Queue<State>[] _work;
    readonly Bits _pending = new();
    BasicBlock _block = null!;
    State? _thrown;

    Explorer(Body body)
    {
        _body = body;
        _values = body.Values;
        _liveness = new Liveness(body.Graph, body.Values.Slots, Expectation.Named(body).Concat(body.Captured).Concat(body.Deciding).Concat(body.Telling));
        _states = new List<State>[body.Graph.Blocks.Length];
        _work = new Queue<State>[body.Graph.Blocks.Length];
        _transfer = new Transfer(body) { MayThrow = Throws, MayRefuse = Refused, MayBeAbandoned = Abandoned, KeepsAlive = _liveness.Keep };
    }

    public static void Run(Body body)
    {
        try
        {
            Explorer explorer = new(body);
            foreach (State entry in explorer._transfer.Begin())
                explorer.Add(body.Graph.Blocks[0], entry);
            explorer.Explore();
        }
        // an expression of thousands of operators
        catch (InsufficientExecutionStackException)
        {
            body.GaveUp = true;
        }
    }

    void Explore()
    {
        while (_pending.Min is >= 0 and var ordinal && !_body.GaveUp)
        {
            _body.Cancellation.ThrowIfCancellationRequested();
            Queue<State> queue = _work[ordinal];
            State state = queue.Dequeue();
            if (queue.Count == 0)
                _pending.Remove(ordinal);
            // another one stands for it by now
            if (!_states[ordinal].Contains(state))
                continue;
            if (++_body.Steps > MaximalSteps)
            {
                _body.GaveUp = true;
                return;
            }
            Step(_body.Graph.Blocks[ordinal], new State(state));
        }
    }

    void Step(BasicBlock block, State state)
    {
        _block = block;
        _thrown = null;
        _transfer.IsInLoop = _liveness.IsInLoop(block);
        if (block.Kind == BasicBlockKind.Exit)
        {
            _transfer.End(state);
            foreach (State end in _transfer.Ends(state))
                _body.Exits.Add(new Exit(end, ExitKind.Return, null));
            return;
        }
        List<State> states = [state];
        foreach (IOperation operation in block.Operations)
        {
            _body.Cancellation.ThrowIfCancellationRequested();
            List<State> after = [];
            foreach (State each in states)
                after.AddRange(_transfer.Run(each, operation, out _));
            states = after;
            _body.GaveUp |= states.Count > MaximalStates;
            if (_body.GaveUp)
                return;
        }
        foreach (State each in states)
            Branch(block, each);
    }

    void Branch(BasicBlock block, State state)
    {
        if (block.BranchValue is null)
        {
            Follow(block, block.FallThroughSuccessor, state, null);
            return;
        }
        foreach (State after in _transfer.Run(state, block.BranchValue, out Value value))
        {
            if (block.ConditionKind == ControlFlowConditionKind.None)
            {
                Follow(block, block.FallThroughSuccessor, after, value);
                continue;
            }
            bool jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Assume(block, block.ConditionalSuccessor, after, value, jumpsWhen);
            Assume(block, block.FallThroughSuccessor, after, value, !jumpsWhen);
        }
    }

    void Assume(BasicBlock block, ControlFlowBranch? branch, State state, Value condition, bool truth)
    {
        State assumed = new(state);
        bool decided = _body.Logic.Decide(state, condition) is not null;
        if (!_body.Logic.Assume(assumed, condition, truth, block.Ordinal) || HoldsNothing(assumed))
            return;
        if (!decided && !block.BranchValue!.IsImplicit)
            assumed.Trace = new Decision(block.BranchValue, truth, state.Trace);
        Follow(block, branch, assumed, null, truth);
    }

    /// <summary>What was locked or got cannot be null; of an array without elements nothing is owed.</summary>
    bool HoldsNothing(State state)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in state.Held)
        {
            if (pair.Value is { Count: > 0, Loose: false, Site: { } site }
                && (_body.Logic.Constant(state, pair.Key.Value) is { IsNull: true } || site.Type is IArrayTypeSymbol && _body.Logic.IsEmpty(state, pair.Key.Value)))
            {
                return true;
            }
        }
        return false;
    }

    void Follow(BasicBlock from, ControlFlowBranch? branch, State state, Value? value, bool? truth = null)
    {
        if (branch is null)
            return;
        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                if (branch.Semantics == ControlFlowBranchSemantics.Throw)
                    state.Thrower = from.BranchValue;
                Throw(from.EnclosingRegion, state, branch.Semantics == ControlFlowBranchSemantics.Throw && from.BranchValue is { } thrown ? Lowering.Unwrap(thrown).Type : null, from.BranchValue);
                return;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when branch.Destination is null:
                Resume(from, state);
                return;
            case ControlFlowBranchSemantics.Return:
                state.Returned = value ?? state.Returned;
                _transfer.Leave(state, value);
                break;
            case ControlFlowBranchSemantics.ProgramTermination or ControlFlowBranchSemantics.Error:
                return;
        }
        if (branch.Destination is null)
            return;
        if (branch.Destination.Kind == BasicBlockKind.Exit)
            state.Left = new Leaving(from, truth);
        if (!branch.FinallyRegions.IsEmpty)
        {
            Enter(new Continuation(branch.FinallyRegions, branch.Destination, false, state.Continuation), state);
            return;
        }
        Go(from, branch.Destination, state);
    }

    void Go(BasicBlock from, BasicBlock to, State state)
    {
        if (to.Ordinal <= from.Ordinal && to.Kind != BasicBlockKind.Exit)
            state.ForgetWithin(to.Ordinal, from.Ordinal);
        Add(to, state);
    }

    void Enter(Continuation continuation, State state)
    {
        state.Continuation = continuation;
        ControlFlowRegion region = continuation.Finallies[0];
        Add(_body.Graph.Blocks[region.FirstBlockOrdinal], state);
    }

    /// <summary>A finally region, or a filter that says no, has come to its end.</summary>
    void Resume(BasicBlock from, State state)
    {
        ControlFlowRegion? region = from.EnclosingRegion;
        while (region is not null && region.Kind is not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter))
            region = region.EnclosingRegion;
        if (region?.Kind == ControlFlowRegionKind.Filter)
        {
            // FilterAndHandler, then TryAndCatch
            Throw(region.EnclosingRegion?.EnclosingRegion, state, null, state.Thrower);
            return;
        }
        if (state.Continuation is not { } continuation)
            return;
        state.Continuation = continuation.Outer;
        if (continuation.Finallies.Length > 1)
        {
            Enter(continuation with { Finallies = continuation.Finallies.RemoveAt(0), Outer = continuation.Outer }, state);
            return;
        }
        if (continuation.Throws)
            Throw(continuation.Finallies[0].EnclosingRegion, state, null, state.Thrower);
        else
            Go(from, continuation.Destination!, state);
    }

    /// <summary>An exception is on its way out of a region.</summary>
    void Throw(ControlFlowRegion? region, State state, ITypeSymbol? type, IOperation? site)
    {
        bool isRefused = type is null && state.IsRefused;
        if (isRefused)
            type = _body.Knowledge.Refusal(state.Thrower!);
        // the regions of a lambda are within those of its method
        for (ControlFlowRegion? at = region; at is not null && at != _body.Graph.Root; at = at.EnclosingRegion)
        {
            if (at.Kind != ControlFlowRegionKind.Try || at.EnclosingRegion is not { } construct)
                continue;
            if (construct.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                ControlFlowRegion finallyRegion = construct.NestedRegions.First(nested => nested.Kind == ControlFlowRegionKind.Finally);
                Enter(new Continuation(ImmutableArray.Create(finallyRegion), null, true, state.Continuation), new State(state));
                return;
            }
            foreach (ControlFlowRegion handler in construct.NestedRegions.Where(nested => nested.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
            {
                bool? catches = Catches(handler, type);
                // many a filter is there to let cancellations through
                if (catches is false || isRefused && handler.Kind == ControlFlowRegionKind.FilterAndHandler)
                    continue;
                bool isSure = catches is true && handler.Kind == ControlFlowRegionKind.Catch;
                // where nothing is done in the try block, it does not matter what throws
                bool isDoubtful = state.Doubtful || !isSure && _body.Relevance?.ActsIn(at) is not false;
                Add(_body.Graph.Blocks[handler.FirstBlockOrdinal], new State(state) { Doubtful = isDoubtful });
                if (isSure)
                    return;
            }
            at = construct;
        }
        _body.Exits.Add(new Exit(new State(state), ExitKind.Throw, site));
    }

    bool? Catches(ControlFlowRegion handler, ITypeSymbol? thrown)
    {
        if (handler.ExceptionType is null || handler.ExceptionType.SpecialType == SpecialType.System_Object || handler.ExceptionType.Name == "Exception" && handler.ExceptionType.ContainingNamespace.Name == "System")
            return true;
        if (thrown is null)
            return null;
        for (ITypeSymbol? at = thrown; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, handler.ExceptionType))
                return true;
        }
        for (ITypeSymbol? at = handler.ExceptionType; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, thrown))
                return null;
        }
        return false;
    }

    /// <summary>A call in the middle of an operation may throw.</summary>
    void Throws(State state, IOperation operation)
    {
        if (_body.ExceptionsAreFatal || operation.IsImplicit)
            return;
        if (!IsInTry() && !state.Held.Any(static (_, holding) => holding is { Count: > 0, Site: not null, Loose: false }))
            return;
        // what else a block that holds the same may throw leaves it no other way
        if (_thrown is not null && _thrown.HoldsTheSameAs(state.HoldsInHandler ? state.Throwing(operation) : state))
            return;
        _thrown = state.Throwing(operation);
        Throw(_block.EnclosingRegion, new State(_thrown), null, operation);
    }

    /// <summary>A wait in a try block is cancelled, or a get fails.</summary>
    void Refused(State state)
    {
        if (!_body.ExceptionsAreFatal && IsInTry())
            Throw(_block.EnclosingRegion, state, null, state.Thrower);
    }

    /// <summary>A mutex was abandoned: of those who do not catch the exception that says so, few mean to go on.</summary>
    void Abandoned(State state)
    {
        for (ControlFlowRegion? at = _block.EnclosingRegion; at is not null && at.EnclosingRegion is { Kind: not ControlFlowRegionKind.TryAndFinally } construct; at = construct)
        {
            if (at.Kind != ControlFlowRegionKind.Try || construct.NestedRegions.FirstOrDefault(IsForAbandoned) is not { } handler)
                continue;
            Add(_body.Graph.Blocks[handler.FirstBlockOrdinal], state);
            return;
        }
    }

    static bool IsForAbandoned(ControlFlowRegion region) => region.ExceptionType?.Name == "AbandonedMutexException";

    bool IsInTry()
    {
        for (ControlFlowRegion? at = _block.EnclosingRegion; at is not null && at != _body.Graph.Root; at = at.EnclosingRegion)
        {
            if (at.Kind == ControlFlowRegionKind.Try)
                return true;
        }
        return false;
    }

    void Add(BasicBlock block, State state)
    {
        if (_body.GaveUp)
            return;
        foreach ((ResourceKey key, Holding holding) in state.Trim(_liveness, block, _values))
        {
            if (holding.Site is { } site)
                _body.Raise(rule => rule.OnGone(new Event(_body, state, site, key, holding)));
        }
        List<State> known = _states[block.Ordinal] ??= [];
        foreach (State other in known)
        {
            if (other.SameAs(state))
                return;
        }
        if (Partner(known, state, block) is { } old)
        {
            State merged = old.Merge(state, _values, block);
            merged.Trim(_liveness, block, _values);
            if (merged.SameAs(old))
                return;
            known.Remove(old);
            if (known.Any(other => other.SameAs(merged)))
                return;
            state = merged;
        }
        if (known.Count >= MaximalStates)
        {
            _body.GaveUp = true;
            return;
        }
        known.Add(state);
        (_work[block.Ordinal] ??= new()).Enqueue(state);
        _pending.Add(block.Ordinal);
    }

    /// <summary>
    /// The state that forgets least when it is merged with this one: none, where they differ in what decides nothing;
    /// the more there are, the more may be forgotten; where too many hold different things, any on the same way.
    /// </summary>
    State? Partner(List<State> known, State state, BasicBlock block)
    {
        // ways out are kept apart: what they return decides between them
        int separate = block.Kind == BasicBlockKind.Exit ? MaximalStates : state.HoldsNothing ? SeparateStatesWithNothing : SeparateStates;
        bool mayForgetAll = state is { Exceptional: true, HoldsInHandler: false } && !IsWithinHandler(block) || _body.Steps > PreciseSteps || _body.Relevance is { Total: Weight.Unsure } || known.Count >= separate && state.HoldsNothing;
        int limit = mayForgetAll ? int.MaxValue : Math.Max(1, known.Count - separate + 3);
        State? best = null;
        foreach (State other in known)
        {
            if (limit > 0 && other.LossWith(state, limit, _body.Relevance) is { } loss)
                (best, limit) = (other, loss);
        }
        return best ?? (known.Count >= MaximalStates ? known.Find(state.IsLike) : null);
    }

    /// <summary>What is taken there is judged: what led to it is not forgotten, but for what led to the handler.</summary>
    static bool IsWithinHandler(BasicBlock block)
    {
        ControlFlowRegion? at = block.EnclosingRegion;
        while (at is not (null or { Kind: ControlFlowRegionKind.Catch }))
            at = at.EnclosingRegion;
        return at is not null && at.FirstBlockOrdinal != block.Ordinal;
    }
}
