// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>How much an operation matters.</summary>
enum Weight
{
    None,
    /// <summary>It may do something to a lock or reference, on some path: nothing can be reported of that.</summary>
    Unsure,
    Definite,
}

/// <summary>
/// Where a body does anything to locks and references, and which variables decide whether it does.
/// Paths that hold the same and differ in other variables only need not be kept apart.
/// </summary>
sealed class Relevance
{
    readonly ControlFlowGraph _graph;
    readonly bool[] _acts;
    int[][] _next = [];
    readonly Slots _slots;
    readonly Bits _deciding = new();
    readonly Bits _naming = new();

    public Relevance(ControlFlowGraph graph, Slots slots, Func<IOperation, Weight> weigh, Func<IOperation, bool> takesLock)
    {
        _slots = slots;
        _graph = graph;
        _acts = new bool[graph.Blocks.Length];
        int locks = 0;
        Weight nested = Heaviest(graph.OriginalOperation.Descendants()
            .Where(function => function is IAnonymousFunctionOperation or ILocalFunctionOperation).SelectMany(function => function.Descendants()), weigh);
        Total = nested;
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in Operations(block).SelectMany(operation => operation.DescendantsAndSelf()))
            {
                if (operation is IInvocationOperation { IsImplicit: true, TargetMethod.Name: "Enter" or "EnterScope" } || Lowering.LockStatement(operation) is not null)
                    locks++;
                else if (locks == 1 && takesLock(operation))
                    locks++;
                Weight weight = operation is IFlowAnonymousFunctionOperation ? nested : weigh(operation);
                _acts[block.Ordinal] |= weight != Weight.None;
                if (weight == Weight.Definite && operation is not IFlowAnonymousFunctionOperation)
                    _naming.Union(NamesIn(operation));
                // a contract may be about it
                if (weight == Weight.Definite && operation is IInvocationOperation call)
                {
                    foreach (IArgumentOperation argument in call.Arguments.Where(argument => argument.Parameter?.Type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum }))
                        _deciding.Union(NamesIn(argument));
                }
                Total = Max(Total, weight);
            }
        }
        // one lock statement pairs itself; of two, or of one with what takes another, the order matters
        if (locks > 1)
            Total = Weight.Definite;
        if (Total == Weight.Definite)
            FindDeciding();
    }

    /// <summary>Of the body with the functions in it.</summary>
    public Weight Total { get; }

    static Weight Heaviest(IEnumerable<IOperation> operations, Func<IOperation, Weight> weigh)
    {
        Weight heaviest = Weight.None;
        foreach (IOperation operation in operations)
            heaviest = Max(heaviest, weigh(operation));
        return heaviest;
    }

    static Weight Max(Weight a, Weight b) => a > b ? a : b;

    /// <summary>Whether anything is done to a lock or reference between the region's first block and its last.</summary>
    public bool ActsIn(ControlFlowRegion region) => Array.IndexOf(_acts, true, region.FirstBlockOrdinal, region.LastBlockOrdinal - region.FirstBlockOrdinal + 1) >= 0;

    /// <summary>Whether what is known of what is in the place decides what is done.</summary>
    public bool Decides(Value place) => IsIn(place, _deciding);

    /// <summary>Whether it may be what something is done to.</summary>
    public bool Names(Value place) => IsIn(place, _naming);

    static bool IsIn(Value place, Bits names)
    {
        for (Value? at = place; at is not null; at = at.A)
        {
            if (at.Slot >= 0 && names.Contains(at.Slot))
                return true;
        }
        return false;
    }

    static IEnumerable<IOperation> Operations(BasicBlock block) => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;

    void FindDeciding()
    {
        _next = _graph.Blocks.Select(Successors).ToArray();
        int[] meetings = Graphs.Meetings(_next, _graph.Blocks.Length - 1);
        // b && c as an argument
        foreach (BasicBlock block in _graph.Blocks)
            _acts[block.Ordinal] |= block.Operations.Any(operation => operation is IFlowCaptureOperation && Keys.Of(operation) is { } key && _deciding.Contains(_slots.Of(key)));
        foreach (BasicBlock block in _graph.Blocks)
        {
            if (block is { BranchValue: { } condition, ConditionalSuccessor: not null } && IsDeciding(block, meetings[block.Ordinal]))
                _deciding.Union(NamesIn(condition));
        }
        // callers test what is returned
        foreach (BasicBlock block in _graph.Blocks)
        {
            if (block is { BranchValue: { Type.IsValueType: true } returned, FallThroughSuccessor.Semantics: ControlFlowBranchSemantics.Return })
                _deciding.Union(NamesIn(returned));
        }
        // what is assigned to what decides decides, too
        List<(int Target, Bits Names)> assignments = Assignments();
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach ((int target, Bits names) in assignments)
            {
                changed |= _deciding.Contains(target) && _deciding.Union(names);
                changed |= _naming.Contains(target) && _naming.Union(names);
            }
        }
    }

    Bits NamesIn(IOperation operation)
    {
        Bits names = new();
        foreach (IOperation each in operation.DescendantsAndSelf())
        {
            if (Keys.Of(each) is { } key)
                names.Add(_slots.Of(key));
            foreach (string element in Keys.Elements(each.Type))
                names.Add(_slots.Of(element));
        }
        return names;
    }

    List<(int Target, Bits Names)> Assignments()
    {
        List<(int, Bits)> assignments = [];
        foreach (IOperation operation in _graph.Blocks.SelectMany(Operations).SelectMany(operation => operation.DescendantsAndSelf()))
        {
            (IOperation? target, IOperation? value) = operation switch
            {
                IAssignmentOperation assignment => (assignment.Target, assignment.Value),
                IFlowCaptureOperation capture => (capture, capture.Value),
                IDeclarationPatternOperation or IRecursivePatternOperation => (operation, operation.Parent),
                _ => (null, null),
            };
            if (target is null || value is null)
                continue;
            Bits names = NamesIn(value);
            foreach (IOperation each in target is IFlowCaptureOperation ? [target] : target.DescendantsAndSelf())
            {
                if (Keys.Of(each) is { } key)
                    assignments.Add((_slots.Of(key), names));
            }
        }
        return assignments;
    }

    /// <summary>Whether something is done, or the body is left, on one way from the branch and not on the other, before they meet.</summary>
    bool IsDeciding(BasicBlock branch, int meeting)
    {
        if (meeting < 0 || _graph.Blocks[meeting].Kind == BasicBlockKind.Exit)
            return true;
        Stack<int> work = new(_next[branch.Ordinal]);
        HashSet<int> seen = [meeting];
        while (work.Count > 0)
        {
            int at = work.Pop();
            if (!seen.Add(at))
                continue;
            if (_acts[at] || _graph.Blocks[at].FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow)
                return true;
            foreach (int next in _next[at])
                work.Push(next);
        }
        return false;
    }

    static int[] Successors(BasicBlock block)
    {
        List<int> next = [];
        foreach (ControlFlowBranch? branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
        {
            if (branch?.Destination is not { } destination)
                continue;
            foreach (ControlFlowRegion final in branch.FinallyRegions)
                next.Add(final.FirstBlockOrdinal);
            next.Add(destination.Ordinal);
        }
        return next.ToArray();
    }
}
