// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>A lock that is taken, or was.</summary>
/// <param name="IsRead">Who reads it waits for no other reader.</param>
/// <param name="IsWithin">A lock statement of the method that is called there takes it.</param>
readonly record struct LockTaken(Value Lock, IOperation At, bool IsRead, bool IsWithin = false)
{
    public static bool IsReadIn(LockMode mode, Traits traits) => mode == LockMode.Shared && (traits & Traits.Reentrant) != 0;
}

/// <summary>One lock is taken while another is held, on a path of a body.</summary>
readonly record struct LocksInOrder(LockTaken Held, LockTaken Taken);

/// <summary>A lock as all bodies of the compilation name it.</summary>
/// <param name="IsOfObject">Each object has its own.</param>
readonly record struct LockName(string Name, bool IsOfObject) : IComparable<LockName>
{
    public int CompareTo(LockName other) => string.CompareOrdinal(Name, other.Name) is not 0 and var order ? order : IsOfObject.CompareTo(other.IsOfObject);
}

/// <summary>Where one lock is taken while another is held.</summary>
/// <param name="HeldAs">What the lock that is held is called there.</param>
/// <param name="TakenAs">The same of the one that is taken.</param>
/// <param name="Gates">What else is held by nobody but who is there.</param>
sealed record PlaceInOrder(Location Held, Location Taken, string HeldAs, string TakenAs, bool HeldIsRead, bool TakenIsRead, HashSet<LockName> Gates) : IComparable<PlaceInOrder>
{
    /// <summary>Which of two places stands first.</summary>
    public int CompareTo(PlaceInOrder other)
    {
        int order = string.CompareOrdinal(Taken.SourceTree?.FilePath, other.Taken.SourceTree?.FilePath);
        return order != 0 ? order : (Taken.SourceSpan.Start, Held.SourceSpan.Start).CompareTo((other.Taken.SourceSpan.Start, other.Held.SourceSpan.Start));
    }

    /// <summary>Whether two threads, one here and one where the order is the other, can wait for each other.</summary>
    public bool Meets(PlaceInOrder other) => !Gates.Overlaps(other.Gates) && !(HeldIsRead && other.TakenIsRead) && !(TakenIsRead && other.HeldIsRead);

    /// <summary>As another place names it.</summary>
    public string SeenFrom(PlaceInOrder other)
    {
        FileLinePositionSpan span = Taken.GetMappedLineSpan();
        return $"at line {span.StartLinePosition.Line + 1}{(Taken.SourceTree == other.Taken.SourceTree ? "" : " of " + Path.GetFileName(span.Path))}";
    }
}

/// <summary>Which lock is taken while which is held, over the compilation. Locks are told apart by the type of the object and the field that they are in.</summary>
sealed class LockOrder
{
    readonly ConcurrentDictionary<(LockName Held, LockName Taken), ConcurrentQueue<PlaceInOrder>> _seen = new();

    public void Add(Body body)
    {
        foreach (KeyValuePair<LocksInOrder, HashSet<Value>> order in body.Orders)
        {
            (LockTaken held, LockTaken taken) = order.Key;
            if (Name(held, body) is not { } first || Name(taken, body) is not { } second || first == second)
                continue;
            if ((first.IsOfObject || second.IsOfObject) && body.IsUnshared(body.Values.This))
                continue;
            // of each object one thread may have its own
            HashSet<LockName> gates = [.. order.Value.Select(gate => Name(gate, body)).OfType<LockName>().Where(gate => !gate.IsOfObject || first.IsOfObject || second.IsOfObject)];
            // it may be the same, under another name
            if (gates.Contains(second))
                continue;
            _seen.GetOrAdd((first, second), static _ => new())
                .Enqueue(new PlaceInOrder(held.At == body.Code.Operation ? body.Method.Locations[0] : Of(held.At), Of(taken.At), body.Describe(held.Lock, held.At), body.Describe(taken.Lock, taken.At), held.IsRead, taken.IsRead, gates));
        }
    }

    /// <summary>For each two locks that are taken in both orders: two such places, those that stand first; as they stand in the sources.</summary>
    public IEnumerable<(PlaceInOrder Here, PlaceInOrder There)> Conflicts() => _seen.Keys.Where(order => order.Held.CompareTo(order.Taken) < 0).OrderBy(order => order)
        .SelectMany(order => First(order.Held, order.Taken).Concat(First(order.Taken, order.Held)).OrderBy(conflict => conflict.Here).Take(1))
        .OrderBy(conflict => conflict.Here);

    /// <summary>Of one order: the first place that meets one of the other, if any does, and the first of these.</summary>
    IEnumerable<(PlaceInOrder Here, PlaceInOrder There)> First(LockName held, LockName taken)
    {
        PlaceInOrder[] others = Places(taken, held);
        return Places(held, taken).Where(here => Array.Exists(others, here.Meets)).Take(1).Select(here => (here, Array.Find(others, here.Meets)));
    }

    PlaceInOrder[] Places(LockName held, LockName taken) =>
        _seen.TryGetValue((held, taken), out ConcurrentQueue<PlaceInOrder>? places) ? places.OrderBy(place => place).ToArray() : [];

    /// <summary>Of a lock statement: its keyword.</summary>
    static Location Of(IOperation site) =>
        site.IsImplicit && site.Syntax.FirstAncestorOrSelf<LockStatementSyntax>() is { } statement ? statement.LockKeyword.GetLocation() : site.Syntax.GetLocation();

    /// <summary>The name of a lock, as far as how it was taken lets it be told from others.</summary>
    static LockName? Name(LockTaken taken, Body body)
    {
        IMethodSymbol? method = (taken.At as IInvocationOperation)?.TargetMethod;
        if (taken.IsWithin || method?.ContainingType.Name == "Monitor" || method is null && taken.At != body.Code.Operation)
            return Name(taken.Lock, body);
        Value place = taken.Lock.ReadFrom;
        // an object that is made to be a lock is one of many; so is what is in it
        return place.Kind == ValueKind.Address && (method?.DeclaringSyntaxReferences.IsEmpty is true && place.A!.Kind != ValueKind.Frame || place.A!.Kind is ValueKind.This or ValueKind.Global)
            || place.Kind is ValueKind.This or ValueKind.Token ? Name(taken.Lock, body) : null;
    }

    /// <summary>A type, an object of a class of the program's own, or a lock in a field of an object or type: of others it cannot be told whether two may be the same.</summary>
    static LockName? Name(Value value, Body body)
    {
        // of which T is not known
        if (value is { Kind: ValueKind.Token, Key: string token })
            return token.StartsWith("typeof(", StringComparison.Ordinal) && !IsGeneric(body.Method) ? new LockName(token, IsOfObject: false) : null;
        Value place = value.ReadFrom;
        if (place is { Kind: ValueKind.Address, A.Kind: ValueKind.Global, Key: ISymbol symbol })
            return new LockName(symbol.ContainingType.ToDisplayString() + "." + symbol.Name, IsOfObject: false);
        if (place is { Kind: ValueKind.Address, A: { } owner, Key: string name })
            return !body.IsUnshared(owner) && TypeOf(owner, body) is { } type && MemberTypes.Find(type, name) is { ContainingType: var declaring } ? new LockName(declaring.OriginalDefinition.ToDisplayString() + "." + name, IsOfObject: true) : null;
        return !body.IsUnshared(value) && TypeOf(value, body) is INamedTypeSymbol { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false } own
            ? new LockName(own.OriginalDefinition.ToDisplayString(), IsOfObject: true) : null;
    }

    /// <summary>The static type of a value, or of what is in a place; null: it is not known.</summary>
    public static ITypeSymbol? TypeOf(Value value, Body body) => value switch
    {
        { Kind: ValueKind.This } => body.Method.ContainingType,
        { Kind: ValueKind.Symbol, Key: IOperation operation } => operation.Type,
        { Kind: ValueKind.Load } => TypeOf(value.A!, body),
        { Kind: ValueKind.Address, Key: ILocalSymbol { Type: var type } } => type,
        { Kind: ValueKind.Address, Key: IParameterSymbol { Type: var type } } => type,
        { Kind: ValueKind.Address, Key: IFieldSymbol or IPropertySymbol } => MemberTypes.TypeOf((ISymbol)value.Key),
        { Kind: ValueKind.Address, IsElement: true } => (TypeOf(value.A!, body) as IArrayTypeSymbol)?.ElementType,
        { Kind: ValueKind.Address, Key: string name } => TypeOf(value.A!, body) is { } owner && MemberTypes.Find(owner, name) is { } member ? MemberTypes.TypeOf(member) : null,
        _ => null,
    };

    static bool IsGeneric(ISymbol? symbol) =>
        symbol is not null and not INamespaceSymbol && (symbol is IMethodSymbol { IsGenericMethod: true } or INamedTypeSymbol { IsGenericType: true } || IsGeneric(symbol.ContainingSymbol));
}
