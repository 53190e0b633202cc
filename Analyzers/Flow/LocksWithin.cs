// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Which locks methods without a contract wait for, read from the lock statements in their bodies: only asked where a lock is held.
/// What a branch decides is not looked at, nor what stands after a test of a parameter or local, or after what may release a lock: the caller may know better.
/// </summary>
sealed class LocksWithin(ContractSet contracts, NameIndex names, Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf)
{
    readonly ContractSet _contracts = contracts;
    readonly NameIndex _names = names;
    readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<TargetPath>> _known = new(SymbolEqualityComparer.Default);

    public ImmutableArray<TargetPath> Of(IMethodSymbol method, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!MayTake(method))
            return ImmutableArray<TargetPath>.Empty;
        return _known.GetOrAdd(method, _ =>
        {
            Reader reader = new(this, new Descent(bodyOf, cancellation));
            try
            {
                reader.Read(method, 0);
            }
            // an expression of thousands of operators
            catch (InsufficientExecutionStackException)
            {
                return ImmutableArray<TargetPath>.Empty;
            }
            return reader.Locks.ToImmutableArray();
        });
    }

    /// <summary>Whether a call of a [Conditional] method is compiled is not known here.</summary>
    bool MayTake(IMethodSymbol method) => !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute") && _names.NumberOf(NameIndex.NameOf(method)) is { } name && _names.IsOfLocker(name);

    sealed class Reader(LocksWithin all, Descent descent)
    {
        public List<TargetPath> Locks { get; } = [];

        /// <summary>False: of what comes after a call nothing is known.</summary>
        public bool Read(IMethodSymbol method, int depth) =>
            descent.Into(method, depth) is { } body && !body.Descendants().Any(IsYield) && ReadChildren(body, depth);

        bool ReadChildren(IOperation operation, int depth)
        {
            foreach (IOperation child in operation.ChildOperations)
            {
                if (!ReadOne(child, depth))
                    return false;
            }
            return true;
        }

        bool ReadOne(IOperation operation, int depth)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            descent.Cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                    return true;
                case ILockOperation { LockedValue: var value, Body: var body }:
                    if (PathOf(value) is { } path)
                        Locks.Add(path);
                    return IsPlain(value) && IsPlain(body);
                case ITryOperation { Body: var guarded, Catches: var catches, Finally: var last }:
                    return ReadOne(guarded, depth) && catches.All(IsPlain) && (last is null || ReadOne(last, depth));
                case ILoopOperation or ICoalesceAssignmentOperation:
                case var branch when Lowering.Tested(branch) is not null:
                    return IsPlain(operation);
                case IInvocationOperation call:
                    return ReadChildren(call, depth) && ReadCall(call, depth);
                default:
                    return IsPlainItself(operation) && ReadChildren(operation, depth);
            }
        }

        bool ReadCall(IInvocationOperation call, int depth)
        {
            IMethodSymbol method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
            if (all._contracts.Of(call.TargetMethod) is not null || !all.MayTake(method))
                return IsPlainItself(call);
            int first = Locks.Count;
            bool goesOn = Read(method, depth + 1);
            for (int i = Locks.Count - 1; i >= first; i--)
            {
                if (InCaller(Locks[i], call) is { } path)
                    Locks[i] = path;
                else
                    Locks.RemoveAt(i);
            }
            return goesOn;
        }

        /// <summary>The path in the frame of whoever calls.</summary>
        static TargetPath? InCaller(TargetPath path, IInvocationOperation call) => path.Root switch
        {
            RootKind.This => call.Instance is { } instance ? Below(instance, path.Members) : null,
            RootKind.Parameter => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == path.Name) is { Value: var value } ? Below(value, path.Members) : null,
            _ => path,
        };

        static TargetPath? Below(IOperation owner, IEnumerable<string> members) =>
            PathOf(owner) is { } path ? new TargetPath(path.Root, path.Name, path.Members.AddRange(members), path.Symbol) : null;

        static TargetPath? PathOf(IOperation value) => Lowering.Unwrap(value) switch
        {
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => TargetPath.This,
            IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, Name: var name } } => new TargetPath(RootKind.Parameter, name, ImmutableArray<string>.Empty),
            ITypeOfOperation { TypeOperand: INamedTypeSymbol { IsGenericType: false } type } => new TargetPath(RootKind.Token, Lowering.TypeOf(type), ImmutableArray<string>.Empty),
            IMemberReferenceOperation member => (member.Member is IPropertySymbol property ? Properties.Field(property) : member.Member as IFieldSymbol) switch
            {
                { IsStatic: false, Name: var name } => Below(member.Instance!, [name]),
                { IsStatic: true, ContainingType.IsGenericType: false } field => new TargetPath(RootKind.Static, "", ImmutableArray<string>.Empty, field),
                _ => null,
            },
            _ => null,
        };

        bool IsPlain(IOperation operation) => operation.DescendantsAndSelf().All(IsPlainItself);

        /// <summary>It does not wait for what goes on later, tests nothing that only this call knows, and releases nothing.</summary>
        bool IsPlainItself(IOperation operation) => operation is not IAwaitOperation
            && !(Lowering.Tested(operation) is { } condition && condition.DescendantsAndSelf().Any(each => each is IParameterReferenceOperation or ILocalReferenceOperation))
            && !(operation is IInvocationOperation { TargetMethod: var method } && MayRelease(method));

        bool MayRelease(IMethodSymbol method) => all._contracts.Of(method) is { } contract ? contract.Effects.Any(effect => effect.Kind == EffectKind.Release)
            : all._names.MayMatter(NameIndex.NameOf(method));

        static bool IsYield(IOperation operation) => operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak;
    }
}
