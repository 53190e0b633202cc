// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>What becomes of an argument when the method is done.</summary>
[Flags]
enum Fate
{
    None = 0,
    /// <summary>It may live on, stored, captured, or given to what keeps it; or it was disposed of.</summary>
    Kept = 1,
    /// <summary>It, or a view of it, may be what the method returns.</summary>
    Returned = 2,
}

/// <summary>
/// What methods that name no lock or reference, and so are not followed, do with one that they are given:
/// read from where the parameter stands in the body, whatever the path.
/// </summary>
sealed class ParameterUse(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, Func<IMethodSymbol, bool> isDeclared)
{
    const int MaximalDepth = 4;

    // by how deep in a chain of calls the method was asked for, too, or what is known of it would depend on who asked first
    readonly ConcurrentDictionary<(IMethodSymbol, int, int), Fate> _fates = new(Comparer.Instance);
    readonly ConcurrentDictionary<(IMethodSymbol, int, int), bool> _assigned = new(Comparer.Instance);

    public Fate FateOf(IMethodSymbol method, int ordinal, CancellationToken cancellation) =>
        Ask(_fates, method, ordinal, 0, FateIn, onUnknown: Fate.None, cancellation);

    /// <summary>Whether a ref argument may be another one afterwards.</summary>
    public bool MayAssign(IMethodSymbol method, int ordinal, CancellationToken cancellation) =>
        Ask(_assigned, method, ordinal, 0, Assigns, onUnknown: true, cancellation);

    /// <summary>Whoever is given an IMemoryOwner owns it, unless his body shows that he does not.</summary>
    public bool TakesOver(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation) =>
        parameter.Type is { Name: "IMemoryOwner", ContainingNamespace.Name: "Buffers" } && (method.IsVirtual || bodyOf(method.OriginalDefinition, cancellation) is null);

    delegate T Question<T>(IOperation body, IParameterSymbol parameter, int depth, CancellationToken cancellation);

    T Ask<T>(ConcurrentDictionary<(IMethodSymbol, int, int), T> known, IMethodSymbol method, int ordinal, int depth, Question<T> question, T onUnknown, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (known.TryGetValue((method, ordinal, depth), out T? answer))
            return answer;
        if (depth > MaximalDepth || ordinal >= method.Parameters.Length || bodyOf(method, cancellation) is not { } body)
            return onUnknown;
        answer = question(body, method.Parameters[ordinal], depth, cancellation);
        return known.GetOrAdd((method, ordinal, depth), answer);
    }

    Fate FateIn(IOperation body, IParameterSymbol parameter, int depth, CancellationToken cancellation)
    {
        HashSet<ISymbol> names = new(SymbolEqualityComparer.Default) { parameter };
        Fate fate = Fate.None;
        for (int before = 0; before != names.Count;)
        {
            before = names.Count;
            foreach (IOperation reference in body.Descendants())
            {
                if (Symbol(reference) is not { } symbol || !names.Contains(symbol))
                    continue;
                fate |= IsCaptured(reference, symbol) ? Fate.Kept : FateOf(reference, names, depth, cancellation);
            }
        }
        return fate;
    }

    /// <summary>The variable that is named.</summary>
    public static ISymbol? Symbol(IOperation operation) => operation switch
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

    Fate FateOf(IOperation value, HashSet<ISymbol> names, int depth, CancellationToken cancellation)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                case IConditionalOperation conditional when conditional.Condition != value:
                case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type: IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } }:
                    value = value.Parent;
                    continue;
                case { Kind: OperationKind.None } when AddressWithin(value) is { } address:
                    value = address;
                    continue;
                case ISimpleAssignmentOperation assignment when assignment.Value == value:
                    return GoesTo(assignment.Target, names);
                case ICoalesceAssignmentOperation assignment when assignment.Value == value:
                    return GoesTo(assignment.Target, names);
                case not null when IsDisposedOf(value):
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var owner }, Parameter: { } owned } when TakesOver(owner, owned, cancellation):
                    return Fate.Kept;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    names.Add(declarator.Symbol);
                    return Fate.None;
                case IReturnOperation { Kind: OperationKind.Return }:
                    return Fate.Returned;
                case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } view } when Transfer.IsView(constructor):
                    value = view;
                    continue;
                case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } when Transfer.KeepsNothing(constructor):
                    return Fate.None;
                case IReturnOperation or IArrayInitializerOperation or ITupleOperation or IAnonymousObjectCreationOperation:
                case IArgumentOperation { Parent: IObjectCreationOperation }:
                    return Fate.Kept;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true } target } call, Parameter: { } given }:
                    if (!Transfer.IsView(target))
                        return Transfer.Adds(target, given) ? Fate.Kept : Fate.None;
                    value = call;
                    continue;
                // a contract says what is taken over
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var declared } } when isDeclared(declared):
                    return Fate.None;
                case IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } parameter }:
                    Fate fate = Ask(_fates, call.TargetMethod, parameter.Ordinal, depth + 1, FateIn, onUnknown: Fate.None, cancellation);
                    if ((fate & Fate.Returned) == 0 || (fate & Fate.Kept) != 0)
                        return fate & Fate.Kept;
                    value = call;
                    continue;
                default:
                    return Fate.None;
            }
        }
    }

    static bool IsDisposedOf(IOperation value) => value.Parent switch
    {
        IUsingOperation used => used.Resources == value,
        IVariableInitializerOperation { Parent.Parent.Parent.Parent: IUsingOperation or IUsingDeclarationOperation } => true,
        IInvocationOperation call => call.Instance == value && Transfer.IsDisposal(call.TargetMethod),
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } access => access.Operation == value && Transfer.IsDisposal(call.TargetMethod),
        _ => false,
    };

    /// <summary>Where the address is taken of a member or element of what a pointer points to.</summary>
    static IOperation? AddressWithin(IOperation pointer)
    {
        IOperation? at = pointer.Parent!;
        if (Lowering.Pointer(at) != pointer && Lowering.Element(at)?.Array != pointer)
            return null;
        while (at.Parent is IFieldReferenceOperation field)
            at = field;
        return at.Parent as IAddressOfOperation;
    }

    static Fate GoesTo(IOperation target, HashSet<ISymbol> names)
    {
        if (target is IDiscardOperation)
            return Fate.None;
        if (target is not ILocalReferenceOperation and not IParameterReferenceOperation { Parameter.RefKind: RefKind.None })
            return Fate.Kept;
        names.Add(Symbol(target)!);
        return Fate.None;
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

    sealed class Comparer : IEqualityComparer<(IMethodSymbol Method, int Ordinal, int Depth)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((IMethodSymbol Method, int Ordinal, int Depth) x, (IMethodSymbol Method, int Ordinal, int Depth) y) =>
            x.Ordinal == y.Ordinal && x.Depth == y.Depth && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, int Ordinal, int Depth) obj) => (SymbolEqualityComparer.Default.GetHashCode(obj.Method) * 31 + obj.Ordinal) * 31 + obj.Depth;
    }
}
