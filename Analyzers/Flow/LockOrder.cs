// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>A lock that is taken, or was.</summary>
/// <param name="IsRead">Who reads it waits for no other reader.</param>
readonly record struct LockTaken(Value Lock, IOperation At, bool IsRead)
{
    public static bool IsReadIn(LockMode mode, Traits traits) => mode == LockMode.Shared && (traits & Traits.Reentrant) != 0;
}

/// <summary>One lock is taken while another is held, on a path of a body.</summary>
readonly record struct LocksInOrder(LockTaken Held, LockTaken Taken);

/// <summary>A lock as all bodies of the compilation name it.</summary>
/// <param name="IsOfThis">Each object has its own.</param>
readonly record struct LockName(string Full, string Short, bool IsOfThis);

/// <summary>Where one lock is taken while another is held.</summary>
/// <param name="Gates">What else is held by nobody but who is there.</param>
sealed record PlaceInOrder(Location Held, Location Taken, bool HeldIsRead, bool TakenIsRead, HashSet<LockName> Gates)
{
    /// <summary>To tell which of two places stands first.</summary>
    public (string, int, int) Position => (Taken.SourceTree?.FilePath ?? "", Taken.SourceSpan.Start, Held.SourceSpan.Start);

    /// <summary>Whether two threads, one here and one where the order is the other, can wait for each other.</summary>
    public bool Meets(PlaceInOrder other) => !Gates.Overlaps(other.Gates) && !(HeldIsRead && other.TakenIsRead) && !(TakenIsRead && other.HeldIsRead);

    /// <summary>As another place names it.</summary>
    public string SeenFrom(PlaceInOrder other)
    {
        FileLinePositionSpan span = Taken.GetMappedLineSpan();
        return $"at line {span.StartLinePosition.Line + 1}{(Taken.SourceTree == other.Taken.SourceTree ? "" : " of " + Path.GetFileName(span.Path))}";
    }
}

/// <summary>Which lock is taken while which is held, over the compilation. Locks are told apart by the field that they are in.</summary>
sealed class LockOrder
{
    readonly ConcurrentDictionary<(LockName Held, LockName Taken), ConcurrentQueue<PlaceInOrder>> _seen = new();

    public void Add(Body body)
    {
        foreach (KeyValuePair<LocksInOrder, HashSet<Value>> order in body.Orders)
        {
            ((Value held, IOperation heldAt, bool heldIsRead), (Value taken, IOperation takenAt, bool takenIsRead)) = order.Key;
            if (Name(held, body) is not { } first || Name(taken, body) is not { } second || first == second)
                continue;
            if ((first.IsOfThis || second.IsOfThis) && body.IsUnshared(body.Values.This))
                continue;
            // of each object one thread may have its own
            IEnumerable<LockName> gates = order.Value.Select(gate => Name(gate, body)).OfType<LockName>().Where(gate => !gate.IsOfThis || first.IsOfThis || second.IsOfThis);
            _seen.GetOrAdd((first, second), static _ => new()).Enqueue(new PlaceInOrder(Of(heldAt), Of(takenAt), heldIsRead, takenIsRead, [.. gates]));
        }
    }

    /// <summary>For each two locks that are taken in both orders: two such places, those that stand first.</summary>
    public IEnumerable<(LockName Held, LockName Taken, PlaceInOrder Here, PlaceInOrder There)> Conflicts()
    {
        foreach (KeyValuePair<(LockName Held, LockName Taken), ConcurrentQueue<PlaceInOrder>> pair in _seen)
        {
            (LockName held, LockName taken) = pair.Key;
            if (!_seen.TryGetValue((taken, held), out ConcurrentQueue<PlaceInOrder>? others))
                continue;
            PlaceInOrder[] opposite = others.OrderBy(other => other.Position).ToArray();
            // one report a pair, at the place that stands first
            if (pair.Value.OrderBy(here => here.Position).FirstOrDefault(here => opposite.Any(here.Meets)) is { } here
                && opposite.First(here.Meets) is var there && here.Position.CompareTo(opposite.First(other => pair.Value.Any(other.Meets)).Position) <= 0)
            {
                yield return (held, taken, here, there);
            }
        }
    }

    /// <summary>Of a lock statement: its keyword.</summary>
    static Location Of(IOperation site) =>
        site.IsImplicit && site.Syntax.FirstAncestorOrSelf<LockStatementSyntax>() is { } statement ? statement.LockKeyword.GetLocation() : site.Syntax.GetLocation();

    /// <summary>Only this, a type, or a lock in a field of one of these: of others it cannot be told whether two are the same.</summary>
    static LockName? Name(Value value, Body body)
    {
        INamedTypeSymbol type = body.Method.ContainingType;
        if (value.Kind == ValueKind.This)
            return new LockName(type.OriginalDefinition.ToDisplayString(), "this", IsOfThis: true);
        // of which T is not known
        if (value is { Kind: ValueKind.Token, Key: string token })
            return token.StartsWith("typeof(", StringComparison.Ordinal) && !IsGeneric(body.Method) ? new LockName(token, token, IsOfThis: false) : null;
        Value place = value.Kind == ValueKind.Load ? value.A! : value;
        if (place.Kind != ValueKind.Address)
            return null;
        if (place is { A.Kind: ValueKind.Global, Key: ISymbol symbol })
            return new LockName(symbol.ContainingType.ToDisplayString() + "." + symbol.Name, symbol.Name, IsOfThis: false);
        return place is { A.Kind: ValueKind.This, Key: string name } && Owner(type, name) is { } owner
            ? new LockName(owner.OriginalDefinition.ToDisplayString() + "." + name, name, IsOfThis: true) : null;
    }

    static bool IsGeneric(ISymbol? symbol) =>
        symbol is not null and not INamespaceSymbol && (symbol is IMethodSymbol { IsGenericMethod: true } or INamedTypeSymbol { IsGenericType: true } || IsGeneric(symbol.ContainingSymbol));

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
