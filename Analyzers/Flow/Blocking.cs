// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Whether methods without a contract may block, read from what stands in their bodies, whatever the path: only asked where a lock that forbids it is held.
/// What stands after a test of a parameter or of a task, or after a release that may be that lock's, is not looked at: the caller may know better.
/// </summary>
sealed class Blocking(ContractSet contracts, Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf)
{
    enum Answer
    {
        No,
        Yes,
        /// <summary>The lock may be released in it.</summary>
        Releases,
    }

    readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool MayBlock(IMethodSymbol method, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return _known.TryGetValue(method, out bool known) ? known
            : _known.GetOrAdd(method, Ask(method, new Descent(bodyOf, cancellation), 0) == Answer.Yes);
    }

    Answer Ask(IMethodSymbol method, Descent descent, int depth)
    {
        if (descent.Into(method.OriginalDefinition, depth) is not { } body)
            return Answer.No;
        foreach (IOperation operation in InOrder(body))
        {
            descent.Cancellation.ThrowIfCancellationRequested();
            if (Lowering.Tested(operation) is { } condition && Names(condition))
                return Answer.No;
            Answer answer = operation switch
            {
                ILockOperation => Answer.Yes,
                IInvocationOperation call when Lowering.IsPoll(call) || Lowering.Timeout(call) is { } timeout && Names(timeout) => Answer.No,
                IInvocationOperation call => contracts.Of(call.TargetMethod) is { } contract ? Of(contract, call.TargetMethod) : Ask(call.TargetMethod, descent, depth + 1),
                _ => Answer.No,
            };
            if (answer != Answer.No)
                return answer;
        }
        return Answer.No;
    }

    Answer Of(MethodContract contract, IMethodSymbol method)
    {
        if (contract.Effects.Any(effect => effect.Kind == EffectKind.MayBlock))
            return Answer.Yes;
        return contract.Effects.Any(effect => effect.Kind == EffectKind.Release) && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(TakesForbidding) ? Answer.Releases : Answer.No;
    }

    bool TakesForbidding(IMethodSymbol method) =>
        contracts.MayHaveContract(method.Name) && contracts.Of(method) is { } contract && contract.Effects.Any(effect => (effect.Traits & Traits.ForbidsBlocking) != 0);

    /// <summary>A parameter, or whether there is anything to wait for.</summary>
    static bool Names(IOperation condition) => condition.DescendantsAndSelf().Any(each => each is IParameterReferenceOperation
        || each is IPropertyReferenceOperation { Property.Name: var property } && Lowering.Completed.Contains(property));

    /// <summary>What is in a body, as it is written, without the functions in it.</summary>
    static IEnumerable<IOperation> InOrder(IOperation body)
    {
        Stack<IOperation> open = new();
        Open(body);
        while (open.Count > 0)
        {
            IOperation next = open.Pop();
            yield return next;
            Open(next);
        }

        void Open(IOperation operation)
        {
            foreach (IOperation child in operation.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    open.Push(child);
            }
        }
    }
}
