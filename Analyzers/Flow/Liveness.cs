// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>Which variables, captures and members later blocks may still name: what is known of others is let go, so that paths become equal again.</summary>
sealed class Liveness
{
    readonly Slots _slots;
    readonly Bits[] _live;
    readonly Bits _always = new();
    readonly bool[] _isInLoop;
    readonly HashSet<ILocalSymbol> _declared = new(SymbolEqualityComparer.Default);

    /// <param name="promised">Parameters and members that the body's contract speaks of: its end names them.</param>
    public Liveness(ControlFlowGraph graph, Slots slots, IEnumerable<object> promised)
    {
        _slots = slots;
        _always.Add(Slots.Always);
        int count = graph.Blocks.Length;
        Bits[] kills = new Bits[count];
        _live = new Bits[count];
        for (int i = 0; i < count; i++)
        {
            Scan scan = new(slots, _always);
            foreach (IOperation operation in graph.Blocks[i].Operations)
                scan.Visit(operation);
            if (graph.Blocks[i].BranchValue is { } value)
                scan.Visit(value);
            kills[i] = scan.Kills;
            _live[i] = scan.Uses;
        }
        foreach (object name in promised)
            _live[count - 1].Add(slots.Of(name));
        KeepNested(graph);
        FindLocals(graph.Root);

        List<int>[] successors = Successors(graph);
        int[][] handlers = graph.Blocks.Select(block => Handlers(graph, block).ToArray()).ToArray();
        _isInLoop = new bool[count];
        for (int from = 0; from < count; from++)
        {
            foreach (int to in successors[from])
            {
                // what stands between and does not lead back leaves the loop
                for (int i = from; i >= to; i--)
                    _isInLoop[i] |= i == from || IsAnyInLoop(successors[i], to, from) || IsAnyInLoop(handlers[i], to, from);
            }
        }
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = count - 1; i >= 0; i--)
            {
                // an exception leaves in the middle of the block, before it assigns anything
                foreach (int handler in handlers[i])
                    changed |= _live[i].Union(_live[handler]);
                foreach (int next in successors[i])
                    changed |= _live[i].Union(_live[next], kills[i]);
            }
        }
    }

    bool IsAnyInLoop(IReadOnlyList<int> blocks, int first, int last)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] >= first && blocks[i] <= last && _isInLoop[blocks[i]])
                return true;
        }
        return false;
    }

    public bool IsInLoop(BasicBlock block) => _isInLoop[block.Ordinal];

    /// <summary>Whether the block or those after it may name a variable or member.</summary>
    bool IsLive(BasicBlock block, int slot) => _live[block.Ordinal].Contains(slot) || _always.Contains(slot);

    [MethodImpl(Hot.Path)]
    public bool IsLivePlace(BasicBlock block, Value place)
    {
        for (Value? at = place; at is not null; at = at.A)
        {
            if (at.Slot >= 0 && (!IsLive(block, at.Slot) || at.Key is ILocalSymbol local && _always.Contains(at.Slot) && IsLeft(block, local)))
                return false;
        }
        return true;
    }

    /// <summary>A call may name it that is not seen to.</summary>
    public void Keep(Value place)
    {
        for (Value? at = place; at is not null; at = at.A)
        {
            if (at.Slot >= 0)
                _always.Add(at.Slot);
        }
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

    public bool IsLiveLoad(BasicBlock block, Value load)
    {
        Value place = load.A!;
        return place.Key is null || place.A is null || place.IsElement || place.Slot >= 0 && IsLive(block, place.Slot);
    }

    /// <summary>What lambdas and local functions name may be named whenever they run.</summary>
    void KeepNested(ControlFlowGraph graph)
    {
        foreach (IOperation operation in graph.OriginalOperation.Descendants())
        {
            if (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                continue;
            Scan scan = new(_slots, _always);
            foreach (IOperation child in operation.ChildOperations)
                scan.Visit(child);
            _always.Union(scan.Uses);
            _always.Union(scan.Kills);
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
    sealed class Scan(Slots slots, Bits always)
    {
        public Bits Uses { get; } = new();
        public Bits Kills { get; } = new();

        public void Visit(IOperation operation)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            switch (operation.Kind)
            {
                case OperationKind.SimpleAssignment:
                    Assign((ISimpleAssignmentOperation)operation);
                    return;
                case OperationKind.FlowCapture:
                    Visit(((IFlowCaptureOperation)operation).Value);
                    return;
                case OperationKind.LocalReference:
                    Read(((ILocalReferenceOperation)operation).Local);
                    return;
                case OperationKind.ParameterReference:
                    Read(((IParameterReferenceOperation)operation).Parameter);
                    return;
                case OperationKind.FlowCaptureReference:
                    Use(((IFlowCaptureReferenceOperation)operation).Id);
                    return;
                case OperationKind.FieldReference or OperationKind.PropertyReference or OperationKind.MethodReference or OperationKind.EventReference:
                    Read(((IMemberReferenceOperation)operation).Member);
                    break;
                case OperationKind.DeconstructionAssignment when operation is IDeconstructionAssignmentOperation { Value: var whole } deconstruction:
                    UseParts(Lowering.Unwrap(whole).Type, Lowering.Targets(deconstruction).Length);
                    break;
                case OperationKind.RecursivePattern when operation is IRecursivePatternOperation { NarrowedType: var type, DeconstructionSubpatterns: { Length: > 0 and var count } }:
                    UseParts(type, count);
                    break;
                case OperationKind.AddressOf:
                    TakeAddress(((IAddressOfOperation)operation).Reference);
                    break;
            }
            VisitAll(operation.ChildOperations);
        }

        void VisitAll(IOperation.OperationList operations)
        {
            foreach (IOperation operation in operations)
                Visit(operation);
        }

        void Assign(ISimpleAssignmentOperation assignment)
        {
            if (assignment is { IsRef: false, Target: ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } })
            {
                Visit(assignment.Value);
                Kill(local);
                return;
            }
            // *p = x: a caller reads it
            if (Lowering.Pointer(assignment.Target) is IParameterReferenceOperation pointer)
                always.Add(slots.Of(pointer.Parameter));
            Visit(assignment.Target);
            Visit(assignment.Value);
        }

        void Read(ILocalSymbol local)
        {
            Use(local);
            if (local.RefKind != RefKind.None)
                always.Add(slots.Of(local));
        }

        void Read(IParameterSymbol parameter)
        {
            Use(parameter);
            // a caller reads it
            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
                always.Add(slots.Of(parameter));
        }

        void Read(ISymbol member)
        {
            Use(Keys.Member(member));
            // it is asked of whoever waits for the task later
            if (Lowering.Completed.Contains(member.Name))
                always.Add(slots.Of(member.Name));
            if (member is IPropertySymbol property && Properties.Field(property) is { } field)
                Use(field.Name);
        }

        void TakeAddress(IOperation variable)
        {
            if (variable is ILocalReferenceOperation { Local: var local })
                always.Add(slots.Of(local));
            else if (variable is IParameterReferenceOperation { Parameter: var parameter })
                always.Add(slots.Of(parameter));
        }

        void Use(object key)
        {
            int slot = slots.Of(key);
            if (!Kills.Contains(slot))
                Uses.Add(slot);
        }

        void UseParts(ITypeSymbol? type, int count)
        {
            foreach (string? part in Keys.Parts(type, count))
            {
                if (part is not null)
                    Use(part);
            }
        }

        void Kill(object key)
        {
            int slot = slots.Of(key);
            if (!Uses.Contains(slot))
                Kills.Add(slot);
        }
    }
}
