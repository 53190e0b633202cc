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

    readonly ConcurrentDictionary<(INamedTypeSymbol, string, EffectKind), bool> _known = new(Comparer.Instance);

    /// <summary>Whether some path of such an end puts what was got of the field: when it has to, it must be hoped.</summary>
    public bool GivesBack(INamedTypeSymbol type, string field, CancellationToken cancellation) => IsDoneAtEnd(type, field, EffectKind.Put, cancellation);

    /// <summary>Whether some path of such an end releases a lock that is in a member of that name, and that it has not taken itself.</summary>
    public bool Releases(INamedTypeSymbol type, string member, CancellationToken cancellation) => IsDoneAtEnd(type, member, EffectKind.Release, cancellation);

    bool IsDoneAtEnd(INamedTypeSymbol type, string member, EffectKind kind, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        return _known.GetOrAdd((type, member, kind), _ => type.GetMembers().OfType<IMethodSymbol>()
            .Any(method => s_ends.Contains(method.Name.Split('.').Last()) && Surplus(method, member, kind, cancellation) > 0));
    }

    /// <summary>How many calls do it in a method, or in what that calls, each read once: a reference is given back by the object itself; what it calls on others may release a lock, or take one.</summary>
    int Surplus(IMethodSymbol end, string member, EffectKind kind, CancellationToken cancellation) =>
        Descent.From([end], call => (kind == EffectKind.Release || call.Instance is IInstanceReferenceOperation) && contractOf(call.TargetMethod, call.Instance?.Type) is null, bodyOf, MaximalDepth, cancellation)
            .SelectMany(reached => reached.Calls).Sum(call => Count(call, member, kind) - (kind == EffectKind.Release ? Count(call, member, EffectKind.Acquire) : 0));

    int Count(IInvocationOperation call, string member, EffectKind kind) => contractOf(call.TargetMethod, call.Instance?.Type) is not { } contract ? 0
        : contract.Effects.Count(effect => effect.Kind == kind && effect.Target is { } target && (kind == EffectKind.Put ? IsField(call, target, member) : IsMember(call, target, member)));

    /// <summary>The field is of this object, or of no object.</summary>
    static bool IsField(IInvocationOperation call, TargetPath target, string field) =>
        target.Members.IsEmpty && Member(Target(call, target)) is { Instance: null or IInstanceReferenceOperation } member && field == NameOf(member);

    static bool IsMember(IInvocationOperation call, TargetPath target, string name) => name == (target.Members.LastOrDefault() ?? NameOf(Member(Target(call, target))));

    static IOperation? Target(IInvocationOperation call, TargetPath target) =>
        target.Root == RootKind.This ? call.Instance : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == target.Name)?.Value;

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

    static string? NameOf(IMemberReferenceOperation? member) => member is null ? null : Properties.Holder(member.Member).Name;

    sealed class Comparer : IEqualityComparer<(INamedTypeSymbol Type, string Member, EffectKind Kind)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((INamedTypeSymbol Type, string Member, EffectKind Kind) x, (INamedTypeSymbol Type, string Member, EffectKind Kind) y) =>
            x.Kind == y.Kind && x.Member == y.Member && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((INamedTypeSymbol Type, string Member, EffectKind Kind) obj) =>
            (SymbolEqualityComparer.Default.GetHashCode(obj.Type) * 31 + obj.Member.GetHashCode()) * 31 + (int)obj.Kind;
    }
}
