// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Objects that are locked by a lock in them: the bodies of the methods that are declared to do so show which one.</summary>
static class Implementation
{
    /// <summary>Whether a lock is in an object and named by a method that is declared to take, or to release, the object; null: it is in it, and no such method is seen.</summary>
    public static bool? IsLockOf(Body body, Value whole, Value held, EffectKind kind)
    {
        if (MemberOf(body, whole, held) is not { } member)
            return false;
        IMethodSymbol[] halves = MethodsFor(body, MemberTypes.Target(LockOrder.TypeOf(whole, body)), kind).ToArray();
        return halves.Length == 0 ? null : halves.Any(half => MayName(body, half, member));
    }

    /// <summary>The member of the object that the lock is, or is in.</summary>
    static string? MemberOf(Body body, Value whole, Value held)
    {
        for (Value at = held; at.A is { } owner; at = owner)
        {
            if (ReferenceEquals(owner, whole) && at.Kind == ValueKind.Address)
                return at.Key as string;
            // a parameter of the primary constructor is one
            if (whole.Kind == ValueKind.This && owner.Kind == ValueKind.Frame && at.Key is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } made } parameter && !SymbolEqualityComparer.Default.Equals(made, body.Method))
                return parameter.Name;
        }
        return null;
    }

    static IEnumerable<IMethodSymbol> MethodsFor(Body body, ITypeSymbol? locked, EffectKind kind)
    {
        for (INamedTypeSymbol? type = body.Method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
            {
                if (body.Knowledge.Contracts.Of(method) is { } contract && contract.Effects.Any(effect => effect.Kind == kind && SymbolEqualityComparer.Default.Equals(TargetTypes.Of(effect.Target!, method), locked)))
                    yield return method;
            }
        }
    }

    /// <summary>It does, or what it names in its own type does; of what has no body nobody knows.</summary>
    static bool MayName(Body body, IMethodSymbol method, string name)
    {
        if (!body.Knowledge.HasBody(method))
            return true;
        IEnumerable<NameIndex.Member> members = body.Knowledge.Names.MembersOf(method.ContainingType);
        SyntaxReference at = method.DeclaringSyntaxReferences[0];
        NameIndex.Member? own = members.FirstOrDefault(member => member.Declaration.SyntaxTree == at.SyntaxTree && member.Span.Contains(at.Span));
        return own is null || own.Names.Contains(name) || members.Any(other => other.Names.Contains(name) && own.Names.Contains(other.Name));
    }
}
