// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Types whose objects give back at their own end what they took of what a field of theirs holds, so that nobody else has to, or release a lock.</summary>
sealed class Owners(Func<IMethodSymbol, CancellationToken, IOperation?> bodyOf, Func<IMethodSymbol, ITypeSymbol?, MethodContract?> contractOf)
{
    const int MaximalDepth = 3;

    static readonly HashSet<string> s_ends = ["ReleaseHandle", "Dispose", "DisposeAsync", "Close", WellKnownMemberNames.DestructorName];

    readonly ConcurrentDictionary<(INamedTypeSymbol, string), bool> _known = new(Comparer.Instance);

    public bool GivesBack(INamedTypeSymbol type, string field, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        return _known.GetOrAdd((type, field), _ => EndsOf(type).Any(method => GivesBack(method, field, 0, cancellation)));
    }

    /// <summary>Whether the end of such an object releases, on some path, a lock that is in a member of that name.</summary>
    public bool Releases(INamedTypeSymbol type, string member, CancellationToken cancellation) =>
        EndsOf(type.OriginalDefinition).Any(method => Releases(method, member, 0, cancellation));

    bool Releases(IMethodSymbol method, string member, int depth, CancellationToken cancellation) =>
        depth <= MaximalDepth && bodyOf(method, cancellation) is { } body && body.Descendants().OfType<IInvocationOperation>().Any(call =>
            contractOf(call.TargetMethod, call.Instance?.Type) is { } contract
                ? contract.Effects.Any(effect => effect is { Kind: EffectKind.Release, Target: { } target } && member == (target.Members.LastOrDefault() ?? NameOf(Member(Target(call, target)))))
                : Releases(call.TargetMethod.OriginalDefinition, member, depth + 1, cancellation));

    static IEnumerable<IMethodSymbol> EndsOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().Where(method => s_ends.Contains(method.Name.Split('.').Last()));

    /// <summary>Whether some path of the method does: when it has to, it must be hoped.</summary>
    bool GivesBack(IMethodSymbol method, string field, int depth, CancellationToken cancellation) =>
        depth <= MaximalDepth && bodyOf(method, cancellation) is { } body && body.Descendants().OfType<IInvocationOperation>().Any(call =>
            contractOf(call.TargetMethod, call.Instance?.Type) is { } contract
                ? contract.Effects.Any(effect => effect is { Kind: EffectKind.Put, Target.Members.IsEmpty: true } && IsField(Target(call, effect.Target), field))
                : call.Instance is IInstanceReferenceOperation && GivesBack(call.TargetMethod.OriginalDefinition, field, depth + 1, cancellation));

    static IOperation? Target(IInvocationOperation call, TargetPath target) =>
        target.Root == RootKind.This ? call.Instance : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == target.Name)?.Value;

    /// <summary>The field is of this object.</summary>
    static bool IsField(IOperation? operation, string field) => Member(operation) is { Instance: IInstanceReferenceOperation } member && field == NameOf(member);

    /// <summary><c>_inner?.DangerousRelease()</c> is of a member, too.</summary>
    static IMemberReferenceOperation? Member(IOperation? operation)
    {
        if (operation is IConditionalAccessInstanceOperation)
        {
            IOperation? at = operation;
            while (at is not null and not IConditionalAccessOperation)
                at = at.Parent;
            operation = (at as IConditionalAccessOperation)?.Operation;
        }
        return operation is null ? null : Lowering.Unwrap(operation) as IMemberReferenceOperation;
    }

    static string? NameOf(IMemberReferenceOperation? member) => member is null ? null : Signals.Holder(member.Member).Name;

    sealed class Comparer : IEqualityComparer<(INamedTypeSymbol Type, string Field)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((INamedTypeSymbol Type, string Field) x, (INamedTypeSymbol Type, string Field) y) => x.Field == y.Field && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((INamedTypeSymbol Type, string Field) obj) => SymbolEqualityComparer.Default.GetHashCode(obj.Type) * 31 + obj.Field.GetHashCode();
    }
}
