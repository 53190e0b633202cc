// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.PAIR001;
using Pairing.PAIR004;

namespace Pairing.Flow;

/// <summary>What a body's paths add up to, for its callers.</summary>
static class Summary
{
    static readonly (Condition Positive, Condition Negative)[] s_conditions =
        [(Condition.True, Condition.False), (Condition.NonNull, Condition.Null), (Condition.NonZero, Condition.Zero)];

    public static MethodContract Of(Body body)
    {
        if (body.IsBroken)
            return MethodContract.Broken;
        if (body.GaveUp)
            return MethodContract.Unknown;
        List<Exit> exits = body.Exits.Where(exit => exit is { Kind: ExitKind.Return, State.Exceptional: false }).ToList();
        if (exits.Count == 0)
            return body.Exits.Count == 0 ? body.IsCut ? MethodContract.Unreached : MethodContract.None : new MethodContract(ImmutableArray<Effect>.Empty) { NeverReturns = body.Exits.All(exit => exit.Kind == ExitKind.Throw) };

        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        ImmutableArray<TargetPath>.Builder unsure = ImmutableArray.CreateBuilder<TargetPath>();
        foreach ((TargetPath path, ResourceKind kind, LockMode mode) in Targets(body, exits))
        {
            if (IsOfObject(body, exits, path, kind))
            {
                // those who release it nevertheless may
                unsure.Add(path);
                continue;
            }
            int?[] nets = exits.Select(exit => Net(body, exit, path, kind, mode)).ToArray();
            if (nets.All(net => net == 0))
                continue;
            Effect? effect = Effect(body, exits, nets, path, kind, mode);
            if (effect is not null)
                effects.Add(effect);
            // what is stored in a member is owed by nobody who can name it
            else if (kind == ResourceKind.Lock || path.Members.IsEmpty)
                unsure.Add(path);
        }
        // what is taken beside that may be there now, under another name
        if (effects.Any(effect => effect is { Kind: EffectKind.Release, Replaces: not null }))
        {
            foreach (Effect taken in effects.Where(effect => effect.Kind == EffectKind.Acquire).ToArray())
            {
                effects.Remove(taken);
                unsure.Add(taken.Target!);
            }
        }
        unsure.AddRange(body.Method.Parameters.Where(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref && exits.Any(exit => LeavesAny(body, exit, parameter, unsure)))
            .Select(parameter => new TargetPath(RootKind.Parameter, parameter.Name, ImmutableArray<string>.Empty)).Except(unsure).ToArray());
        foreach (KeyValuePair<ResourceKey, IOperation> required in body.RequiredOfCaller)
        {
            if (body.LeavesToCaller(required.Value) && Paths.Of(required.Key.Value, null, body) is { } path)
                effects.Add(new Effect(EffectKind.MustHold, path) { Mode = required.Key.Mode });
        }
        // a view of what a parameter is lives on with the caller
        foreach (Exit exit in exits)
        {
            if (exit.State.Returned is { } view && exit.State.Canonical(view) is var viewed && !ReferenceEquals(view, viewed))
                body.Keeps(viewed, isItsOwn: false);
        }
        MethodContract summary = new(effects.ToImmutable())
        {
            Returns = Outcomes.Returned(body, exits),
            Keeps = Ordinals(body, body.Kept),
            KeepsItsOwn = body.KeepsItsOwn,
            Unsure = unsure.ToImmutable(),
            Tests = body.Tested.Select(tested => Paths.Of(tested, null, body)).OfType<TargetPath>().Distinct().ToImmutableArray(),
            Leaves = Outcomes.Of(body, exits, withResult: effects.Count > 0),
            Writes = body.Outer is null ? ImmutableArray<ISymbol>.Empty : body.Written.ToImmutableArray(),
            Waits = Waits(body, effects, unsure).ToImmutableArray(),
            Drops = Drops(body, exits).ToImmutableArray(),
        };
        return summary.IsEmpty && summary.Waits.IsEmpty && summary.Drops.IsEmpty ? MethodContract.None : summary;
    }

    /// <summary>Whether what is in a ref or out parameter at an end is one of these.</summary>
    static bool LeavesAny(Body body, Exit exit, IParameterSymbol parameter, IReadOnlyCollection<TargetPath> paths) => paths.Count > 0
        && exit.State.At(body.Values.Address(body.Values.Frame, parameter)) is { } left && Paths.Of(left, null, body) is { } path && paths.Contains(path);

    static ImmutableHashSet<int> Ordinals(Body body, IEnumerable<IParameterSymbol> parameters) =>
        parameters.Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Method)).Select(parameter => parameter.Ordinal).ToImmutableHashSet();

    /// <summary>Locks that no path to a return goes round, and that are free again at the end.</summary>
    static IEnumerable<(TargetPath, LockMode)> Waits(Body body, IReadOnlyCollection<Effect> effects, IReadOnlyCollection<TargetPath> unsure)
    {
        if (body.Method is { IsVirtual: true } or { IsOverride: true })
            yield break;
        foreach (KeyValuePair<ResourceKey, HashSet<IOperation?>> wait in body.Waits)
        {
            if (!wait.Value.Contains(null) && Paths.Of(wait.Key.Value, null, body) is { } path && !effects.Any(effect => path.Equals(effect.Target)) && !unsure.Contains(path)
                && !IsAvoidable(body.Graph, wait.Value))
            {
                yield return (path, wait.Key.Mode);
            }
        }
    }

    /// <summary>Locks that were held at the beginning, and are held at all ends because they were taken here; a semaphore may be released by anybody.</summary>
    static IEnumerable<(TargetPath, LockMode)> Drops(Body body, List<Exit> exits)
    {
        foreach (ResourceKey key in exits[0].State.Held.Keys)
        {
            if (key.Kind == ResourceKind.Lock && exits.TrueForAll(exit => exit.State.Find(key) is { Entry: > 0, Site: not null, Loose: false } holding && holding.Count == holding.Entry && (holding.Traits & Traits.Counted) == 0)
                && Paths.Of(key.Value, null, body) is { } path)
            {
                yield return (path, key.Mode);
            }
        }
    }

    /// <summary>Whether some path from the beginning to a return passes none of these operations.</summary>
    static bool IsAvoidable(ControlFlowGraph graph, HashSet<IOperation?> operations)
    {
        HashSet<BasicBlock> seen = [.. graph.Blocks.Where(block => block.Operations.Append(block.BranchValue).Any(root => root is not null && root.DescendantsAndSelf().Any(operations.Contains)))];
        Queue<BasicBlock> next = new([graph.Blocks[0]]);
        while (next.Count > 0)
        {
            BasicBlock block = next.Dequeue();
            if (!seen.Add(block))
                continue;
            if (block.Kind == BasicBlockKind.Exit)
                return true;
            foreach (ControlFlowBranch? branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch is { Destination: { } destination, Semantics: ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return })
                    next.Enqueue(destination);
            }
        }
        return false;
    }

    static IEnumerable<(TargetPath Path, ResourceKind Kind, LockMode Mode)> Targets(Body body, List<Exit> exits)
    {
        HashSet<(TargetPath, ResourceKind, LockMode)> seen = [];
        foreach (Exit exit in exits)
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (pair.Value is { Implicit: true } or { Count: 0, Entry: 0, Loose: false })
                    continue;
                if (Paths.Of(pair.Key.Value, exit.State.Returned, body, exit.State) is { } path)
                    seen.Add((path, pair.Key.Kind, pair.Key.Mode));
            }
        }
        return seen;
    }

    static bool IsOfObject(Body body, List<Exit> exits, TargetPath path, ResourceKind kind) => kind == ResourceKind.Reference && body.OfFields.Count > 0
        && exits.SelectMany(exit => exit.State.Held.Keys.Where(key => path.Equals(Paths.Of(key.Value, exit.State.Returned, body, exit.State)))).Any(key => Handover.IsOfObject(body, key));

    /// <summary>How much more a path holds at its end; null: nobody knows.</summary>
    static int? Net(Body body, Exit exit, TargetPath path, ResourceKind kind, LockMode mode)
    {
        foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
        {
            if (pair.Key.Kind != kind || pair.Key.Mode != mode || pair.Value.Asserted && pair.Value.Site is null && pair.Value.Released is null || !path.Equals(Paths.Of(pair.Key.Value, exit.State.Returned, body, exit.State)))
                continue;
            // what is reported there is no business of those who call it
            if (!body.Knowledge.Rules.IsEmpty && (HeldAtEnd.IsLeft(body, exit, pair.Key, pair.Value) || Leak.IsLeft(body, exit, pair.Key, pair.Value)))
                return null;
            if (pair.Value is { Loose: true, Count: > 0 })
                return kind == ResourceKind.Reference && path.Root != RootKind.Return ? 0 : null;
            return pair.Value is { Loose: true, Site: null } && kind == ResourceKind.Reference ? -1 : pair.Value.Count - pair.Value.Entry;
        }
        return 0;
    }

    static Effect? Effect(Body body, List<Exit> exits, int?[] nets, TargetPath path, ResourceKind kind, LockMode mode)
    {
        if (nets.Contains(null))
            return null;
        int net = nets.First(each => each != 0)!.Value;
        if (nets.Any(each => each != 0 && each != net) || Math.Abs(net) > 1)
            return null;
        EffectKind effect = kind == ResourceKind.Lock ? net > 0 ? EffectKind.Acquire : EffectKind.Release : net > 0 ? EffectKind.Get : EffectKind.Put;
        List<(Exit Exit, ResourceKey Key, Holding Holding)> ofEach = exits.SelectMany(exit => exit.State.Held
            .Where(pair => pair.Key.Kind == kind && pair.Key.Mode == mode && path.Equals(Paths.Of(pair.Key.Value, exit.State.Returned, body, exit.State)))
            .Select(pair => (exit, pair.Key, pair.Value))).ToList();
        Traits traits = ofEach.Aggregate(Traits.None, (all, each) => all | each.Holding.Traits);
        if (!ofEach.TrueForAll(each => (each.Holding.Traits & Traits.Unique) != 0))
            traits &= ~Traits.Unique;
        if (exits.TrueForAll(exit => IsTested(body, exit, path)))
            traits &= ~Traits.Speculative;
        if (net < 0 || !ofEach.TrueForAll(each => each.Holding.Count == 0 || ReturnsScope(each.Exit, each.Key)))
            traits &= ~Traits.Scoped;
        string? family = effect == EffectKind.Get && ofEach.Where(each => each.Holding.Count > 0).Select(each => body.FamilyOf(each.Holding)).Distinct().ToArray() is [var only] ? only : null;
        TargetPath? replaces = net < 0 ? Assigned(body, path) : null;
        // of null there is nothing to release
        if (nets.All(each => each == net) || net < 0 && exits.Where((exit, i) => nets[i] == 0).All(exit => IsNull(body, exits[Array.IndexOf(nets, net)], exit, path, kind, mode)))
            return new Effect(effect, path) { Mode = mode, Traits = traits, Family = family, Replaces = replaces };
        List<Exit> taken = exits.Where((exit, i) => nets[i] == net).ToList(), notTaken = exits.Where((exit, i) => nets[i] != net).ToList();
        ImmutableArray<Outcome> whereTaken = Outcomes.Of(body, taken, withResult: true), whereNot = Outcomes.Of(body, notTaken, withResult: true);
        ImmutableArray<long> others = Constants(body, notTaken);
        // who gives the argument knows before what the result says afterwards
        if (body.Deciding.Select(By).FirstOrDefault(told => told is not null) is { } given)
            return given;
        if (path.Root == RootKind.Return && notTaken.TrueForAll(exit => exit.State.Returned is { } value && body.Logic.Constant(exit.State, value) is { IsNull: true }))
            return new Effect(effect, path) { Mode = mode, Traits = traits, Family = family };
        return body.Method.Parameters.Where(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref).Prepend(null).Select(By).FirstOrDefault(told => told is not null);

        Effect? By(IParameterSymbol? on)
        {
            Value?[] results = exits.Select(exit => Result(body, exit, on)).ToArray();
            if (results.Contains(null))
                return null;
            foreach ((Condition positive, Condition negative) in s_conditions)
            {
                bool?[] answers = exits.Select((exit, i) => Answer(body, exit.State, results[i]!, on?.Type ?? body.Method.ReturnType, positive)).ToArray();
                if (answers.Contains(null))
                    continue;
                if (Enumerable.Range(0, exits.Count).All(i => answers[i] == (nets[i] == net)))
                    return Where(positive, on);
                if (Enumerable.Range(0, exits.Count).All(i => answers[i] == (nets[i] != net)))
                    return Where(negative, on);
            }
            long?[] constants = exits.Select((exit, i) => body.Logic.Constant(exit.State, results[i]!)?.Key as long?).ToArray();
            if (!constants.Contains(null) && constants[Array.IndexOf(nets, net)] is { } constant && Enumerable.Range(0, exits.Count).All(i => constants[i] == constant == (nets[i] == net)))
                return Where(Condition.Equal, on, constant);
            return null;
        }

        Effect Where(Condition when, IParameterSymbol? on, long constant = 0) => new(effect, path)
        {
            When = when,
            Constant = constant,
            ConditionOn = on?.Name,
            Mode = mode,
            Traits = traits,
            Family = family,
            Replaces = replaces,
            Taken = whereTaken,
            NotTaken = whereNot,
            Others = others,
        };
    }

    /// <summary>Whether what a speculative get found was tested again and is still locked, where it is there.</summary>
    static bool IsTested(Body body, Exit exit, TargetPath path) =>
        !exit.State.Speculative.Any((value, isTested) => !isTested && path.Equals(Paths.Of(value, exit.State.Returned, body, exit.State)));

    /// <summary>Who gets what it returns can release the lock.</summary>
    static bool ReturnsScope(Exit exit, ResourceKey key) => exit.State.Returned is { } returned && key.Equals(exit.State.ScopeOf(exit.State.Canonical(returned)));

    /// <summary>The member, or the outermost one that it is in, that some path assigns.</summary>
    static TargetPath? Assigned(Body body, TargetPath path) =>
        body.Assigned.Select(place => Paths.Of(place, null, body)).OfType<TargetPath>().Where(path.IsWithin).OrderBy(assigned => assigned.Members.Length).FirstOrDefault();

    /// <summary>All numbers that these exits return; empty: not all are known.</summary>
    static ImmutableArray<long> Constants(Body body, List<Exit> exits)
    {
        long?[] numbers = exits.Select(exit => exit.State.Returned is { } value ? body.Logic.Constant(exit.State, value)?.Key as long? : null).Distinct().ToArray();
        return numbers.Contains(null) ? ImmutableArray<long>.Empty : numbers.Select(number => number!.Value).ToImmutableArray();
    }

    /// <summary>Whether what one exit released was null at the other.</summary>
    static bool IsNull(Body body, Exit released, Exit other, TargetPath path, ResourceKind kind, LockMode mode)
    {
        foreach (ResourceKey key in released.State.Held.Keys)
        {
            if (key.Kind == kind && key.Mode == mode && path.Equals(Paths.Of(key.Value, released.State.Returned, body, released.State)) && body.Logic.IsNone(other.State, key.Value))
                return true;
        }
        return false;
    }

    /// <summary>What the body returns, leaves in an out parameter, or was given.</summary>
    static Value? Result(Body body, Exit exit, IParameterSymbol? parameter)
    {
        if (parameter is null)
            return exit.State.Returned;
        Value place = body.Values.Address(body.Values.Frame, parameter);
        return parameter.RefKind == RefKind.None ? body.Values.Load(place) : exit.State.At(place);
    }

    static bool? Answer(Body body, State state, Value value, ITypeSymbol type, Condition condition)
    {
        switch (condition)
        {
            case Condition.True:
                return type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Boolean }] }
                    ? body.Logic.Decide(state, value) : null;
            case Condition.NonNull:
                return body.Logic.Constant(state, value) is { } known ? known.IsNull ? false : known.Key is string ? true : null : body.Logic.IsNonNull(state, value) ? true : null;
            default:
                return body.Logic.Constant(state, value)?.Key is long number ? number != 0 : body.Logic.Decide(state, body.Values.Truth(value));
        }
    }

    public static bool Same(MethodContract a, MethodContract b) =>
        a.NeverReturns == b.NeverReturns && a.IsUnknown == b.IsUnknown && ReferenceEquals(a, MethodContract.Broken) == ReferenceEquals(b, MethodContract.Broken)
        && a.Effects.Select(Text).SequenceEqual(b.Effects.Select(Text))
        && a.Unsure.SequenceEqual(b.Unsure) && a.Waits.SequenceEqual(b.Waits) && a.Drops.SequenceEqual(b.Drops) && a.Tests.SequenceEqual(b.Tests) && a.Keeps.SetEquals(b.Keeps) && a.KeepsItsOwn == b.KeepsItsOwn && Equals(a.Returns, b.Returns) && a.Leaves.SequenceEqual(b.Leaves)
        && a.Writes.SequenceEqual(b.Writes, SymbolEqualityComparer.Default);

    static string Text(Effect effect) =>
        $"{effect} {effect.Replaces} {string.Join(",", effect.Taken)};{string.Join(",", effect.NotTaken)};{string.Join(",", effect.Others)}";
}

/// <summary>Values as paths that a caller understands.</summary>
static class Paths
{
    public static TargetPath? Of(Value value, Value? returned, Body body, State? state = null)
    {
        List<string> members = [];
        for (Value? at = value; at is not null; at = at.A)
        {
            if (returned is not null && ReferenceEquals(at, returned) && at.Kind == ValueKind.Symbol)
                return Make(RootKind.Return, "");
            if (at.Kind == ValueKind.Symbol && state is not null && body.Method.Parameters.FirstOrDefault(each => each.RefKind is RefKind.Out or RefKind.Ref
                && ReferenceEquals(state.At(body.Values.Address(body.Values.Frame, each)), at)) is { } left)
            {
                return Make(RootKind.Parameter, left.Name);
            }
            switch (at.Kind)
            {
                case ValueKind.This:
                    return Make(RootKind.This, "");
                case ValueKind.Token:
                    return Make(RootKind.Token, (string)at.Key!);
                case ValueKind.Batch:
                    members.Add(TargetPath.Elements);
                    continue;
                case ValueKind.Load:
                    if (at.A!.Kind != ValueKind.Address)
                        members.Add(TargetPath.Pointee);
                    continue;
                case ValueKind.Address when at.A!.Kind == ValueKind.Frame:
                    if (at.Key is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Method))
                        return Make(RootKind.Parameter, parameter.Name);
                    return at.Key is ILocalSymbol or IParameterSymbol && !SymbolEqualityComparer.Default.Equals(((ISymbol)at.Key).ContainingSymbol, body.Method)
                        ? Make(RootKind.Captured, "", (ISymbol)at.Key) : null;
                case ValueKind.Address when at.A!.Kind == ValueKind.Global:
                    return at.Key is IFieldSymbol or IPropertySymbol ? Make(RootKind.Static, "", (ISymbol)at.Key) : null;
                case ValueKind.Address when at.Key is string name && at.B is null:
                    members.Add(name);
                    continue;
                default:
                    return null;
            }
        }
        return null;

        TargetPath Make(RootKind root, string name, ISymbol? symbol = null)
        {
            members.Reverse();
            return new TargetPath(root, name, members.ToImmutableArray(), symbol);
        }
    }
}
