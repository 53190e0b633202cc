// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>Which variables, captures and members later blocks may still name: what is known of others is let go, so that paths become equal again.</summary>
sealed class Liveness
{
    readonly HashSet<object>[] _live;
    readonly HashSet<object> _always = new(Keys.Comparer);
    readonly HashSet<ILocalSymbol> _declared = new(SymbolEqualityComparer.Default);

    public Liveness(ControlFlowGraph graph)
    {
        int count = graph.Blocks.Length;
        HashSet<object>[] uses = new HashSet<object>[count];
        HashSet<object>[] kills = new HashSet<object>[count];
        _live = new HashSet<object>[count];
        for (int i = 0; i < count; i++)
        {
            Scan scan = new(_always);
            foreach (IOperation operation in graph.Blocks[i].Operations)
                scan.Visit(operation);
            if (graph.Blocks[i].BranchValue is { } value)
                scan.Visit(value);
            uses[i] = scan.Uses;
            kills[i] = scan.Kills;
            _live[i] = new HashSet<object>(scan.Uses, Keys.Comparer);
        }
        KeepNested(graph);
        FindLocals(graph.Root);

        List<int>[] successors = Successors(graph);
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = count - 1; i >= 0; i--)
            {
                int before = _live[i].Count;
                // an exception leaves in the middle of the block, before it assigns anything
                foreach (int handler in Handlers(graph, graph.Blocks[i]))
                    _live[i].UnionWith(_live[handler]);
                foreach (int next in successors[i])
                {
                    foreach (object key in _live[next])
                    {
                        if (!kills[i].Contains(key))
                            _live[i].Add(key);
                    }
                }
                changed |= _live[i].Count != before;
            }
        }
    }

    /// <summary>Lets go what the block and those after it cannot name; returns what is owed of it.</summary>
    public List<(ResourceKey Key, Holding Holding)> Trim(BasicBlock block, State state)
    {
        HashSet<object> live = _live[block.Ordinal];
        bool IsLive(object key) => key is "this" || live.Contains(key) || _always.Contains(key) && (key is not ILocalSymbol local || !IsLeft(block, local));

        bool IsLivePlace(Value place)
        {
            for (Value at = place; ; at = at.A!)
            {
                if (at.Kind == ValueKind.Address && at.A!.Kind == ValueKind.Frame)
                    return IsLive(Keys.Of(at.Key!));
                if (at.Kind == ValueKind.Address && (at.Key is ISymbol || at.Key is string) && !IsLive(Keys.Of(at.Key)) && !at.IsElement)
                    return false;
                if (at.A is null)
                    return true;
            }
        }

        bool IsLiveLoad(Value load) => load.A!.Key is null || load.A.A is null || load.A.A.Kind == ValueKind.Frame && IsLive(Keys.Of(load.A.Key))
            || load.A.A.Kind != ValueKind.Frame && (load.A.IsElement || load.A.Key is string name && name.EndsWith("()", StringComparison.Ordinal) || IsLive(Keys.Of(load.A.Key)));

        return state.Trim(IsLivePlace, IsLiveLoad);
    }

    /// <summary>Whether a local of the body is declared in a block that was left.</summary>
    bool IsLeft(BasicBlock block, ILocalSymbol local)
    {
        if (!_declared.Contains(local))
            return false;
        for (ControlFlowRegion? at = block.EnclosingRegion; at is not null; at = at.EnclosingRegion)
        {
            if (at.Locals.Contains(local, SymbolEqualityComparer.Default))
                return false;
        }
        return true;
    }

    void FindLocals(ControlFlowRegion region)
    {
        foreach (ILocalSymbol local in region.Locals)
            _declared.Add(local);
        foreach (ControlFlowRegion nested in region.NestedRegions)
            FindLocals(nested);
    }

    /// <summary>What lambdas and local functions name may be named whenever they run.</summary>
    void KeepNested(ControlFlowGraph graph)
    {
        foreach (IOperation operation in graph.OriginalOperation.Descendants())
        {
            if (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                continue;
            Scan scan = new(_always);
            foreach (IOperation child in operation.ChildOperations)
                scan.Visit(child);
            _always.UnionWith(scan.Uses);
            _always.UnionWith(scan.Kills);
        }
    }

    static List<int>[] Successors(ControlFlowGraph graph)
    {
        List<int>[] successors = new List<int>[graph.Blocks.Length];
        Dictionary<int, List<int>> afterFinally = [];
        foreach (BasicBlock block in graph.Blocks)
        {
            List<int> next = successors[block.Ordinal] = [];
            foreach (ControlFlowBranch? branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch?.Destination is { } destination)
                    next.Add(destination.Ordinal);
                if (branch is null || branch.FinallyRegions.IsEmpty || branch.Destination is null)
                    continue;
                ImmutableArray<ControlFlowRegion> regions = branch.FinallyRegions;
                next.Add(regions[0].FirstBlockOrdinal);
                for (int i = 0; i < regions.Length; i++)
                {
                    int after = i + 1 < regions.Length ? regions[i + 1].FirstBlockOrdinal : branch.Destination.Ordinal;
                    for (int last = regions[i].FirstBlockOrdinal; last <= regions[i].LastBlockOrdinal; last++)
                    {
                        if (!afterFinally.TryGetValue(last, out List<int>? list))
                            afterFinally.Add(last, list = []);
                        list.Add(after);
                    }
                }
            }
        }
        foreach (KeyValuePair<int, List<int>> pair in afterFinally)
            successors[pair.Key].AddRange(pair.Value);
        return successors;
    }

    static IEnumerable<int> Handlers(ControlFlowGraph graph, BasicBlock block)
    {
        for (ControlFlowRegion region = block.EnclosingRegion; region != graph.Root && region.EnclosingRegion is not null; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try)
                continue;
            foreach (ControlFlowRegion handler in region.EnclosingRegion.NestedRegions.Where(nested => nested.Kind != ControlFlowRegionKind.Try))
                yield return handler.FirstBlockOrdinal;
        }
    }

    /// <summary>Names in the order in which they are evaluated.</summary>
    sealed class Scan(HashSet<object> always)
    {
        public HashSet<object> Uses { get; } = new(Keys.Comparer);
        public HashSet<object> Kills { get; } = new(Keys.Comparer);

        public void Visit(IOperation operation)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: var written } left when Lowering.Pointer(written) is IParameterReferenceOperation pointer:
                    // *p = x: a caller reads it
                    always.Add(pointer.Parameter);
                    Visit(left.Target);
                    Visit(left.Value);
                    return;
                case ISimpleAssignmentOperation { IsRef: false, Target: ILocalReferenceOperation { Local.RefKind: RefKind.None } target } assignment:
                    Visit(assignment.Value);
                    Kill(target.Local);
                    return;
                case IFlowCaptureOperation capture:
                    Visit(capture.Value);
                    return;
                case ILocalReferenceOperation local:
                    Use(local.Local);
                    if (local.Local.RefKind != RefKind.None)
                        always.Add(local.Local);
                    break;
                case IParameterReferenceOperation parameter:
                    Use(parameter.Parameter);
                    // a caller reads it
                    if (parameter.Parameter.RefKind is RefKind.Ref or RefKind.Out)
                        always.Add(parameter.Parameter);
                    break;
                case IFlowCaptureReferenceOperation reference:
                    Use(reference.Id);
                    break;
                case IMemberReferenceOperation member:
                    Use(member.Member.Name);
                    if (member.Member is IPropertySymbol property && Properties.Field(property) is { } field)
                        Use(field.Name);
                    break;
                case IAddressOfOperation { Reference: ILocalReferenceOperation taken }:
                    always.Add(taken.Local);
                    break;
                case IAddressOfOperation { Reference: IParameterReferenceOperation taken }:
                    always.Add(taken.Parameter);
                    break;
            }
            foreach (IOperation child in operation.ChildOperations)
                Visit(child);
        }

        void Use(object key)
        {
            if (!Kills.Contains(key))
                Uses.Add(key);
        }

        void Kill(object key)
        {
            if (!Uses.Contains(key))
                Kills.Add(key);
        }
    }
}
