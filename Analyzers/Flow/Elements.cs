// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>Locks and references that are, or are in, elements of a collection: which element a loop is at cannot be told from another loop.</summary>
static class Elements
{
    static readonly object s_enumeration = new();
    static readonly object s_walk = new();

    /// <summary>The array that a value is an element of, or a mark for all that foreach gives; null: it is no element.</summary>
    public static object? CollectionOf(Value value)
    {
        for (Value? at = value; at is not null; at = at.A)
        {
            if (at.IsElement)
                return at.A;
            if (at is { Kind: ValueKind.Symbol, Key: IPropertyReferenceOperation { Property.Name: "Current" } or IPropertyReferenceOperation { Property.IsIndexer: true } })
                return s_enumeration;
            // stack.TryPop(out var gate)
            if (at is { Kind: ValueKind.Symbol, Key: ValueTuple<IOperation, object> { Item1: IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true } } })
                return s_enumeration;
            // further down a list than is followed
            if (at is { Kind: ValueKind.Symbol, Key: IFieldReferenceOperation or IPropertyReferenceOperation })
                return s_walk;
            // GateFor(key) twice
            if (at is { Kind: ValueKind.Symbol, Key: IInvocationOperation call })
                return call.TargetMethod;
        }
        return null;
    }

    /// <summary>Whether it is an element of an array or another collection.</summary>
    public static bool IsElement(Value value) => CollectionOf(value) is { } collection && (collection is Value || collection == s_enumeration);

    /// <summary>Whether it is an element, or in one, of a collection that is a parameter or in a member: what a foreach or an index gives, or a lookup leaves in a variable.</summary>
    public static bool IsOfOthers(Body body, Value value)
    {
        Value at = value;
        while (at is { IsElement: false, A: { } whole })
            at = whole;
        return at switch
        {
            { IsElement: true, A: { WasThereBefore: true } } => true,
            { Key: IPropertyReferenceOperation { Property.Name: "Current", Syntax: var walk } } => walk.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop
                && body.Code.Operation.Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(each => each.Syntax == loop) is { Collection: var collection } && IsOthers(collection),
            { Key: ValueTuple<IOperation, object> { Item1: IInvocationOperation { TargetMethod: { Name: "TryGetValue", DeclaringSyntaxReferences.IsEmpty: true }, Instance: { } dictionary } } } => IsOthers(dictionary),
            _ => false,
        };

        static bool IsOthers(IOperation collection) => Lowering.Unwrap(collection) switch
        {
            IParameterReferenceOperation => true,
            IMemberReferenceOperation member => member.Instance is null or IInstanceReferenceOperation || IsOthers(member.Instance),
            _ => false,
        };
    }

    /// <summary>What a delegate gave, or a method of the program's own that does not say what it gives, or what is in a tuple of that, or what a Deconstruct left: any lock, unless contracts are complete.</summary>
    public static bool MayBeAny(Body body, Value value)
    {
        if (value is { Kind: ValueKind.Load, A.A: { Key: IInvocationOperation { Type.IsTupleType: true } } tuple })
            value = tuple;
        return !body.ContractsAreComplete && value.Kind == ValueKind.Symbol && value.Key switch
        {
            IInvocationOperation { TargetMethod: var method } call =>
                method.MethodKind == MethodKind.DelegateInvoke || !method.DeclaringSyntaxReferences.IsEmpty && body.ContractOf(method, call.Instance?.Type) is { Declared: false },
            ValueTuple<IOperation, object> part => part.Item1 is IDeconstructionAssignmentOperation or IRecursivePatternOperation,
            _ => false,
        };
    }

    /// <summary>Whether two may be the same element, or one of them any lock.</summary>
    public static bool MayMeet(Body body, Value a, Value b) =>
        MayBeAny(body, a) || MayBeAny(body, b) || CollectionOf(a) == s_walk || CollectionOf(b) == s_walk || CollectionOf(a) is { } first && CollectionOf(b) is { } second && (Equals(first, second) || first == s_enumeration || second == s_enumeration);

    /// <summary>Whether two locks may be one: the same, elements of the same collection, or members of the same name.</summary>
    public static bool MayBeSame(Body body, Value a, Value b) => ReferenceEquals(a, b) || MayMeet(body, a, b) || MemberOf(a) is { } member && member == MemberOf(b);

    static string? MemberOf(Value value) => value.ReadFrom is { Kind: ValueKind.Address, Key: string name, IsElement: false } ? name : null;

    /// <summary>Another loop over the collection releases what this one took.</summary>
    public static bool IsReleasedInAnotherLoop(Body body, ResourceKey key) =>
        body.Released.Any(released => released.Kind == key.Kind && MayMeet(body, released.Value, key.Value) && !body.Taken.Contains(released));

    /// <summary>Whether foreach gave it.</summary>
    public static bool IsEnumerated(Value value) => CollectionOf(value) == s_enumeration;

    /// <summary>Some path puts, stores or returns an element of what one call filled, or something that foreach gave: how many are left is not known, but where no path to the end can have come by there.</summary>
    public static bool GoOneByOne(Body body, Exit exit, IOperation filled, Value array) =>
        exit.State.Returned is { } returned && ReferenceEquals(exit.State.BatchOf(returned), array)
        || body.GivenFrom.Any(given => (ReferenceEquals(given.Array, array) || given.Array == s_enumeration) && !IsBefore(exit, given.At, filled.Syntax));

    /// <summary>An end that is written before the loop over the elements, and in no loop with it that does not fill the array, too.</summary>
    static bool IsBefore(Exit exit, SyntaxNode given, SyntaxNode filled)
    {
        SyntaxNode walk = given.Ancestors().TakeWhile(node => !node.Span.Contains(filled.Span)).LastOrDefault(Lowering.IsLoop) ?? given;
        return Leaving.Place(exit) is { } end && end.SourceSpan.End <= walk.SpanStart;
    }

    /// <summary>Another loop over the collection puts what one got of its elements, or, where none here does, whoever has the collection, too.</summary>
    public static bool MayBePutInAnotherLoop(Body body, ResourceKey key, IOperation got) =>
        IsElement(key.Value) && (IsReleasedInAnotherLoop(body, key) || !Handover.IsReleasedSomewhere(body, key) && IsOverOthers(body, got.Syntax));

    /// <summary>The loops around it go over a collection that is not only theirs.</summary>
    static bool IsOverOthers(Body body, SyntaxNode site)
    {
        IOperation whole = body.Code.Operation;
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        return site.Ancestors().TakeWhile(node => node != whole.Syntax).LastOrDefault(Lowering.IsLoop) is { } loop
            && whole.Descendants().Where(operation => loop.Contains(operation.Syntax)).Select(Collection).OfType<IOperation>().Any(NamesOthers);

        bool NamesOthers(IOperation collection) => collection.DescendantsAndSelf().Any(name =>
            name is IParameterReferenceOperation or IMemberReferenceOperation || name is ILocalReferenceOperation { Local: var local } && seen.Add(local) && IsOthers(local));

        // it is used elsewhere, or is what others have
        bool IsOthers(ILocalSymbol local) => whole.Descendants().Any(other => other switch
        {
            ILocalReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Local, local) && !loop.Contains(reference.Syntax),
            IVariableDeclaratorOperation { Initializer.Value: { } value } declared => SymbolEqualityComparer.Default.Equals(declared.Symbol, local) && NamesOthers(value),
            _ => false,
        });
    }

    /// <summary>Of a walk or an element: what it is of.</summary>
    static IOperation? Collection(IOperation operation) => operation switch
    {
        IForEachLoopOperation walk => walk.Collection,
        IArrayElementReferenceOperation element => element.ArrayReference,
        IPropertyReferenceOperation { Property.IsIndexer: true } element => element.Instance,
        _ => Lowering.Element(operation)?.Array,
    };
}
