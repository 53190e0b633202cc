// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Flow;

/// <summary>One lock is taken while another is held, on a path of a body.</summary>
sealed record LocksInOrder(Value Held, IOperation HeldAt, Value Taken, IOperation TakenAt);

/// <summary>Which lock is taken while which is held, over the compilation. Locks are told apart by the field that they are in.</summary>
sealed class LockOrder
{
    readonly ConcurrentDictionary<(string Held, string Taken), (Location Held, Location Taken)> _seen = new();

    public IEnumerable<KeyValuePair<(string Held, string Taken), (Location Held, Location Taken)>> Seen => _seen;

    public void Add(Body body)
    {
        foreach (LocksInOrder locks in body.Orders)
        {
            if (Name(locks.Held, body) is not { } first || Name(locks.Taken, body) is not { } second || first == second)
                continue;
            (Location Held, Location Taken) seen = (Of(locks.HeldAt), Of(locks.TakenAt));
            // where it stands first, whichever body is followed first
            _seen.AddOrUpdate((first, second), seen, (_, before) => Position(before).CompareTo(Position(seen)) <= 0 ? before : seen);
        }
    }

    /// <summary>To tell which of two places stands first.</summary>
    public static (string, int, int) Position((Location Held, Location Taken) seen) => (seen.Taken.SourceTree?.FilePath ?? "", seen.Taken.SourceSpan.Start, seen.Held.SourceSpan.Start);

    /// <summary>Of a lock statement: its keyword.</summary>
    static Location Of(IOperation site) =>
        site.IsImplicit && site.Syntax.FirstAncestorOrSelf<LockStatementSyntax>() is { } statement ? statement.LockKeyword.GetLocation() : site.Syntax.GetLocation();

    public (Location Held, Location Taken)? Opposite(string held, string taken) =>
        _seen.TryGetValue((taken, held), out (Location, Location) other) ? other : null;

    /// <summary>Only a lock in a field of this or of a type: of others it cannot be told whether two are the same.</summary>
    static string? Name(Value value, Body body)
    {
        Value place = value.Kind == ValueKind.Load ? value.A! : value;
        if (place.Kind != ValueKind.Address)
            return null;
        if (place is { A.Kind: ValueKind.Global, Key: ISymbol symbol })
            return symbol.ContainingType.ToDisplayString() + "." + symbol.Name;
        return place is { A.Kind: ValueKind.This, Key: string name } && Owner(body.Method.ContainingType, name) is { } owner
            ? owner.OriginalDefinition.ToDisplayString() + "." + name : null;
    }

    static INamedTypeSymbol? Owner(INamedTypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Length > 0)
                return type;
        }
        return null;
    }
}
