// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// What methods that name no lock or reference, and so are not followed, do with one that they are given:
/// read from where the parameter stands in the body, whatever the path.
/// </summary>
sealed class ParameterUse(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf)
{
    const int MaximalDepth = 4;

    readonly ConcurrentDictionary<(IMethodSymbol, int), bool> _kept = new(Comparer.Instance);
    readonly ConcurrentDictionary<(IMethodSymbol, int), bool> _assigned = new(Comparer.Instance);

    /// <summary>Whether the argument may live on when the method is done: stored, captured, returned, or given to what keeps it.</summary>
    public bool MayKeep(IMethodSymbol method, int ordinal, CancellationToken cancellation) =>
        Ask(_kept, method, ordinal, 0, Keeps, onUnknown: false, cancellation);

    /// <summary>Whether a ref argument may be another one afterwards.</summary>
    public bool MayAssign(IMethodSymbol method, int ordinal, CancellationToken cancellation) =>
        Ask(_assigned, method, ordinal, 0, Assigns, onUnknown: true, cancellation);

    delegate bool Question(IOperation body, IParameterSymbol parameter, int depth, CancellationToken cancellation);

    bool Ask(ConcurrentDictionary<(IMethodSymbol, int), bool> known, IMethodSymbol method, int ordinal, int depth, Question question, bool onUnknown, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (known.TryGetValue((method, ordinal), out bool answer))
            return answer;
        if (depth > MaximalDepth || ordinal >= method.Parameters.Length || bodyOf(method, cancellation) is not { } body)
            return onUnknown;
        answer = question(body, method.Parameters[ordinal], depth, cancellation);
        return known.GetOrAdd((method, ordinal), answer);
    }

    bool Keeps(IOperation body, IParameterSymbol parameter, int depth, CancellationToken cancellation)
    {
        HashSet<ISymbol> names = new(SymbolEqualityComparer.Default) { parameter };
        for (int before = 0; before != names.Count;)
        {
            before = names.Count;
            foreach (IOperation reference in body.Descendants())
            {
                if (Symbol(reference) is { } symbol && names.Contains(symbol) && (IsCaptured(reference, symbol) || IsKept(reference, names, depth, cancellation)))
                    return true;
            }
        }
        return false;
    }

    static ISymbol? Symbol(IOperation operation) => operation switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        ILocalReferenceOperation local => local.Local,
        _ => null,
    };

    static bool IsCaptured(IOperation reference, ISymbol symbol)
    {
        for (IOperation? at = reference; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation { Symbol: var lambda })
                return !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, lambda);
        }
        return false;
    }

    bool IsKept(IOperation value, HashSet<ISymbol> names, int depth, CancellationToken cancellation)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                case IConditionalOperation conditional when conditional.Condition != value:
                    value = value.Parent;
                    continue;
                case ISimpleAssignmentOperation assignment when assignment.Value == value:
                    if (assignment.Target is not ILocalReferenceOperation local)
                        return assignment.Target is not IDiscardOperation;
                    names.Add(local.Local);
                    return false;
                case ICoalesceAssignmentOperation { Target: not ILocalReferenceOperation } assignment when assignment.Value == value:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    names.Add(declarator.Symbol);
                    return false;
                case IReturnOperation or IArrayInitializerOperation or ITupleOperation or IAnonymousObjectCreationOperation:
                    return true;
                case IArgumentOperation { Parent: IObjectCreationOperation }:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } parameter }:
                    if (Transfer.IsView(call.TargetMethod) && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty)
                    {
                        value = call;
                        continue;
                    }
                    return call.TargetMethod.DeclaringSyntaxReferences.IsEmpty ? Transfer.IsAdder(call.TargetMethod)
                        : Ask(_kept, call.TargetMethod, parameter.Ordinal, depth + 1, Keeps, onUnknown: false, cancellation);
                default:
                    return false;
            }
        }
    }

    bool Assigns(IOperation body, IParameterSymbol parameter, int depth, CancellationToken cancellation)
    {
        foreach (IOperation operation in body.Descendants())
        {
            if (operation is not IParameterReferenceOperation { Parameter: var named } || !SymbolEqualityComparer.Default.Equals(named, parameter))
                continue;
            bool isAssigned = operation.Parent switch
            {
                IAssignmentOperation assignment => assignment.Target == operation,
                IIncrementOrDecrementOperation or IAddressOfOperation or IVariableInitializerOperation or ITupleOperation or IReturnOperation or { Kind: OperationKind.None } => true,
                IArgumentOperation { Parameter: { RefKind: RefKind.Ref or RefKind.Out } passed, Parent: IInvocationOperation call } =>
                    Ask(_assigned, call.TargetMethod, passed.Ordinal, depth + 1, Assigns, onUnknown: true, cancellation),
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
                _ => false,
            };
            if (isAssigned)
                return true;
        }
        return false;
    }

    sealed class Comparer : IEqualityComparer<(IMethodSymbol Method, int Ordinal)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((IMethodSymbol Method, int Ordinal) x, (IMethodSymbol Method, int Ordinal) y) => x.Ordinal == y.Ordinal && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);
        public int GetHashCode((IMethodSymbol Method, int Ordinal) obj) => SymbolEqualityComparer.Default.GetHashCode(obj.Method) * 31 + obj.Ordinal;
    }
}
