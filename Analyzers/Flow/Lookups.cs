// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>
/// Methods that only look something up: they return an expression of their arguments and of the type's own members, as container_of() does.
/// The same arguments give the same object, as long as nobody assigns the members.
/// </summary>
sealed class Lookups(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf)
{
    /// <summary>After the name of a member that only looks, a lookup or a predicate: <c>inode.SHMEM_I()</c> is <c>SHMEM_I(inode)</c>.</summary>
    public const string Mark = "()";

    /// <summary>The monitor of an object, where that is not what is meant by the object as a lock.</summary>
    public const string Monitor = "Monitor" + Mark;

    const int MaximalDepth = 4;

    /// <summary>By how deep in a chain of calls the method was asked for, or what is known of it would depend on who asked first.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, ImmutableHashSet<string>?>[] _known = Tables<ImmutableHashSet<string>?>();

    readonly ConcurrentDictionary<IMethodSymbol, bool>[] _readers = Tables<bool>();

    static ConcurrentDictionary<IMethodSymbol, T>[] Tables<T>() =>
        Enumerable.Range(0, MaximalDepth + 1).Select(_ => new ConcurrentDictionary<IMethodSymbol, T>(SymbolEqualityComparer.Default)).ToArray();

    /// <summary>The members that it reads; null: it is no lookup.</summary>
    public ImmutableHashSet<string>? Of(IMethodSymbol method, CancellationToken cancellation) => Of(method, 0, cancellation);

    /// <summary>Assigns nothing but its own variables, nor does what it calls.</summary>
    public bool OnlyReads(IMethodSymbol method, CancellationToken cancellation) => OnlyReads(method, 0, cancellation);

    bool OnlyReads(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (depth > MaximalDepth)
            return false;
        if (_readers[depth].TryGetValue(method, out bool known))
            return known;
        if (bodyOf(method, cancellation) is not { } body)
            return false;
        bool onlyReads = body.Descendants().All(operation => operation switch
        {
            IAssignmentOperation assignment => assignment.Target is ILocalReferenceOperation,
            IIncrementOrDecrementOperation step => step.Target is ILocalReferenceOperation,
            IInvocationOperation call => !call.IsVirtual && OnlyReads(call.TargetMethod, depth + 1, cancellation),
            _ => true,
        });
        return _readers[depth].GetOrAdd(method, onlyReads);
    }

    /// <summary>The names of members that are assigned there.</summary>
    public static IEnumerable<string> AssignedIn(IOperation body) => body.Descendants()
        .Select(operation => operation switch { IAssignmentOperation assignment => assignment.Target, IIncrementOrDecrementOperation step => step.Target, _ => null })
        .OfType<IMemberReferenceOperation>().Select(member => member.Member.Name);

    /// <summary>Whether what one of these methods leaves in a member of that name may be another object than before; of each its own body is read, and what it calls.</summary>
    public bool MayAssign(IEnumerable<IMethodSymbol> methods, string member, CancellationToken cancellation) =>
        Descent.From(methods, static _ => true, bodyOf, MaximalDepth, cancellation).Any(reached => AssignedIn(reached.Body).Contains(member));

    /// <summary>The lookup that a name of a path means in a type.</summary>
    public static IMethodSymbol? Find(ITypeSymbol? type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers(name.Substring(0, name.Length - Mark.Length)).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == 1) is { } found)
                return found;
        }
        return null;
    }

    ImmutableHashSet<string>? Of(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (depth > MaximalDepth)
            return null;
        if (_known[depth].TryGetValue(method, out ImmutableHashSet<string>? known))
            return known;
        if (method.MethodKind != MethodKind.Ordinary || method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsAsync || method.ReturnsVoid
            || method.Parameters.IsEmpty || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
        {
            return null;
        }
        ImmutableHashSet<string>.Builder members = ImmutableHashSet.CreateBuilder<string>();
        bool isLookup = Returned(method, cancellation) is { } returned && IsPure(returned, members, depth, cancellation);
        return _known[depth].GetOrAdd(method, isLookup ? members.ToImmutable() : null);
    }

    /// <summary>What a method that nobody overrides returns, where that is all it does.</summary>
    public IOperation? Returned(IMethodSymbol method, CancellationToken cancellation) => Only(method, cancellation) is IReturnOperation { ReturnedValue: { } returned } ? returned : null;

    /// <summary>Where it throws, if that is all it does.</summary>
    public IOperation? Refused(IMethodSymbol method, CancellationToken cancellation) =>
        Only(method, cancellation) is IConditionalOperation { WhenFalse: null, WhenTrue: IThrowOperation or IBlockOperation { Operations: [IThrowOperation] } } only ? only.Condition : null;

    IOperation? Only(IMethodSymbol method, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return !method.IsVirtual && !method.IsOverride && !method.IsAsync && bodyOf(method, cancellation) is IMethodBodyOperation body && (body.BlockBody ?? body.ExpressionBody) is { Operations: [var only] } ? only : null;
    }

    bool IsPure(IOperation operation, ImmutableHashSet<string>.Builder members, int depth, CancellationToken cancellation)
    {
        switch (operation)
        {
            case { ConstantValue.HasValue: true }:
            case IInstanceReferenceOperation or IParameterReferenceOperation:
                return true;
            case IFieldReferenceOperation field:
                if (field.Parent is IAddressOfOperation)
                    break;
                // what an argument holds may be another object at the next call
                if (field.Instance is not (null or IInstanceReferenceOperation))
                    return false;
                members.Add(field.Field.Name);
                break;
            case IInvocationOperation { IsVirtual: false } call:
                if (Of(call.TargetMethod, depth + 1, cancellation) is not { } inner)
                    return false;
                members.UnionWith(inner);
                break;
            case IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null } or IArgumentOperation or IConditionalOperation:
            case IAddressOfOperation or ISizeOfOperation:
                break;
            case { Kind: OperationKind.None } when Lowering.Pointer(operation) is not null || Lowering.Element(operation) is not null:
                break;
            default:
                return false;
        }
        return operation.ChildOperations.All(child => IsPure(child, members, depth, cancellation));
    }
}
