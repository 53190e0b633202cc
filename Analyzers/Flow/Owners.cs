// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Types whose objects give back at their own end what they took of what a field of theirs holds: nobody else has to.</summary>
sealed class Owners(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, Func<IMethodSymbol, ITypeSymbol?, MethodContract?> contractOf)
{
    const int MaximalDepth = 3;

    static readonly HashSet<string> s_ends = ["ReleaseHandle", "Dispose", "DisposeAsync", "Close", WellKnownMemberNames.DestructorName];

    readonly ConcurrentDictionary<(INamedTypeSymbol, string), bool> _known = new(Comparer.Instance);

    public bool GivesBack(INamedTypeSymbol type, string field, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        return _known.GetOrAdd((type, field), _ => type.GetMembers().OfType<IMethodSymbol>()
            .Any(method => s_ends.Contains(method.Name.Split('.').Last()) && GivesBack(method, field, 0, cancellation)));
    }

    /// <summary>Whether some path of the method does: when it has to, it must be hoped.</summary>
    bool GivesBack(IMethodSymbol method, string field, int depth, CancellationToken cancellation) =>
        depth <= MaximalDepth && bodyOf(method, cancellation) is { } body && body.Descendants().OfType<IInvocationOperation>().Any(call =>
            contractOf(call.TargetMethod, call.Instance?.Type) is { } contract
                ? contract.Effects.Any(effect => effect is { Kind: EffectKind.Put, Target.Members.IsEmpty: true } && IsField(Target(call, effect.Target), field))
                : call.Instance is IInstanceReferenceOperation && GivesBack(call.TargetMethod.OriginalDefinition, field, depth + 1, cancellation));

    static IOperation? Target(IInvocationOperation call, TargetPath target) =>
        target.Root == RootKind.This ? call.Instance : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == target.Name)?.Value;

    /// <summary>The field of this object; <c>_inner?.DangerousRelease()</c> is of it, too.</summary>
    static bool IsField(IOperation? operation, string field)
    {
        if (operation is IConditionalAccessInstanceOperation)
        {
            IOperation? at = operation;
            while (at is not null and not IConditionalAccessOperation)
                at = at.Parent;
            operation = (at as IConditionalAccessOperation)?.Operation;
        }
        return operation is not null && Lowering.Unwrap(operation) is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member }
            && field == (member is IPropertySymbol property && Properties.Field(property) is { } of ? of.Name : member.Name);
    }

    sealed class Comparer : IEqualityComparer<(INamedTypeSymbol Type, string Field)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((INamedTypeSymbol Type, string Field) x, (INamedTypeSymbol Type, string Field) y) => x.Field == y.Field && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((INamedTypeSymbol Type, string Field) obj) => SymbolEqualityComparer.Default.GetHashCode(obj.Type) * 31 + obj.Field.GetHashCode();
    }
}
