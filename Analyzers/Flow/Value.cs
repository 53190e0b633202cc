// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What a symbolic value is made of.</summary>
enum ValueKind
{
    /// <summary>The base of locals, parameters and flow captures.</summary>
    Frame,
    /// <summary>The base of static members.</summary>
    Global,
    /// <summary>The instance that the method was called on.</summary>
    This,
    Const,
    /// <summary>A place: a member (Key) of what A stands for; an element carries its index in B.</summary>
    Address,
    /// <summary>What was at a place (A) when the method began.</summary>
    Load,
    /// <summary>What an operation (Key) gave.</summary>
    Symbol,
    Unary,
    Binary,
    /// <summary>All elements of A.</summary>
    Batch,
    /// <summary>A lock that is no object.</summary>
    Token,
}

/// <summary>A symbolic value: a term that is made once per body (<see cref="Values"/>), so that equal terms are the same object.</summary>
sealed class Value(ValueKind kind, object? key, Value? a, Value? b, int generation, int id, int slot) : INumbered
{
    public const string Element = "[]";

    /// <summary>Of a span (B) over a buffer (A).</summary>
    public const string View = "view";

    /// <summary>Of two numbers, bit by bit: and, or.</summary>
    public const string Both = "And", Either = "Or";

    /// <summary>Of a symbol that stands for all results older than those kept apart: nothing is ever reported of it.</summary>
    public const int Old = 2;

    public ValueKind Kind { get; } = kind;
    public object? Key { get; } = key;
    public Value? A { get; } = a;
    public Value? B { get; } = b;

    /// <summary>0: the newest result of that operation, 1: the one before.</summary>
    public int Generation { get; } = generation;
    public int Id { get; } = id;

    /// <summary>Of the address of a variable or member: the number of its name (<see cref="Slots"/>); otherwise -1.</summary>
    public int Slot { get; } = slot;

    /// <summary>When it was met last, as <see cref="State.Trim"/> counts.</summary>
    public int Mark { get; set; }
    public int Depth { get; } = 1 + Math.Max(a?.Depth ?? 0, b?.Depth ?? 0);

    /// <summary>One bit for each part, so that most questions whether one is a part of it end early.</summary>
    readonly ulong _parts = 1UL << (id & 63) | (a?._parts ?? 0) | (b?._parts ?? 0);

    /// <summary>Stands for more than one object.</summary>
    public bool IsVague { get; } = generation >= Old || a is { IsVague: true } || b is { IsVague: true };

    /// <summary>Stands for what different paths left in a place: either of them.</summary>
    public bool IsJoined => Kind == ValueKind.Symbol && Key is ValueTuple<int, Value>;

    /// <summary>What it was read or computed from, at first.</summary>
    public Value Root => A is null ? this : A.Root;

    /// <summary>Where something is, or what was there, when the method began.</summary>
    public bool WasThereBefore => Kind is ValueKind.Address or ValueKind.Load && Root.Kind is ValueKind.Frame or ValueKind.This or ValueKind.Global;

    /// <summary>Where it was read; of what was not read, itself.</summary>
    public Value ReadFrom => Kind == ValueKind.Load ? A! : this;

    /// <summary>What a parameter was given.</summary>
    public bool IsArgument => this is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, A.Kind: ValueKind.Frame, Key: IParameterSymbol { RefKind: RefKind.None } } };

    /// <summary>A new object, array or piece of the stack.</summary>
    public bool IsMade => Kind == ValueKind.Symbol && Key is IObjectCreationOperation or IArrayCreationOperation or IOperation { Syntax: StackAllocArrayCreationExpressionSyntax };

    public bool IsEmptyArray => Key is IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_Array } };

    /// <summary>Of the address of a member, or of a pointer and a number: the object or memory that it is in, if it is a pointer.</summary>
    public Value? PointsInto => Kind == ValueKind.Address ? A : this is { Kind: ValueKind.Binary, Key: "Add" or "Subtract" } ? A!.Kind == ValueKind.Const ? B : A : null;

    /// <summary>Of a span: the buffer. Of an address in an object or memory, for certain: that. The difference of two pointers is none.</summary>
    public Value? PartOf => this switch
    {
        { IsView: true } => A,
        { Key: "Subtract", B.Kind: not ValueKind.Const } => null,
        _ => PointsInto,
    };

    public bool IsView => Kind == ValueKind.Binary && View.Equals(Key);

    /// <summary>Itself, or what it is a part of.</summary>
    public bool IsOfJoined => IsJoined || A is { IsOfJoined: true };

    /// <summary>Of some bits of a number: these bits; otherwise 0.</summary>
    public long Mask => this is { Kind: ValueKind.Binary, Key: Both, B: { Kind: ValueKind.Const, Key: long bits } } ? bits : 0;

    public bool IsNull => Kind == ValueKind.Const && Key is null;
    public bool IsElement => Kind is ValueKind.Address && Element.Equals(Key);

    /// <summary>Whether what a call or another thread may change is part of it.</summary>
    public bool ReadsHeap => Kind == ValueKind.Load ? A!.A!.Kind != ValueKind.Frame || A.A.ReadsHeap : (A?.ReadsHeap ?? false) || (B?.ReadsHeap ?? false);

    [MethodImpl(Hot.Path)]
    public bool Mentions(Value part) =>
        ReferenceEquals(this, part) || part.Id < Id && (_parts & 1UL << (part.Id & 63)) != 0 && ((A?.Mentions(part) ?? false) || (B?.Mentions(part) ?? false));

    public override int GetHashCode() => Id;

    public override string ToString() => Kind switch
    {
        ValueKind.Frame => "frame",
        ValueKind.Global => "global",
        ValueKind.This => "this",
        ValueKind.Const => Key?.ToString() ?? "null",
        ValueKind.Address => $"&{A}.{(Key is ISymbol s ? s.Name : Key)}{(B is null ? "" : B.ToString())}",
        ValueKind.Load => $"*({A})",
        ValueKind.Symbol => $"${Id}'{Generation}",
        ValueKind.Unary => $"{Key}({A})",
        ValueKind.Binary => $"({A} {Key} {B})",
        ValueKind.Batch => $"{A}[..]",
        _ => "#" + Key,
    };
}

/// <summary>Makes the values of one body.</summary>
sealed class Values
{
    /// <summary>Deeper terms become symbols, so that following a list in a loop comes to an end.</summary>
    const int MaximalDepth = 16;
    const int MaximalRepeats = 1;

    readonly Dictionary<(ValueKind, object, Value?, Value?, int), Value> _values = new(new Comparer());

    public Values()
    {
        Frame = Make(ValueKind.Frame, null);
        Global = Make(ValueKind.Global, null);
        This = Make(ValueKind.This, null);
        Null = Make(ValueKind.Const, null);
        True = Make(ValueKind.Const, true);
        False = Make(ValueKind.Const, false);
        Zero = Make(ValueKind.Const, 0L);
    }

    public Slots Slots { get; } = new();

    /// <summary>How often states were trimmed.</summary>
    public int Trims { get; set; }

    /// <summary>By the ids of two values the one that stands for both, while two states are merged.</summary>
    public Dictionary<long, Value> Joins { get; } = [];

    public Value Frame { get; }
    public Value Global { get; }
    public Value This { get; }
    public Value Null { get; }
    public Value True { get; }
    public Value False { get; }
    public Value Zero { get; }

    public Value Const(object? value) => Make(ValueKind.Const, value switch
    {
        null or bool or string or double or float or decimal => value,
        char c => (long)c,
        ulong u => unchecked((long)u),
        IConvertible number => number.ToInt64(null),
        _ => value,
    });

    public Value Bool(bool value) => value ? True : False;
    public Value Address(Value @base, object member) => Make(ValueKind.Address, member, @base);
    public Value Element(Value @base, Value index) => Make(ValueKind.Address, Value.Element, @base, index);
    public Value Load(Value address) => Make(ValueKind.Load, null, address);
    public Value Symbol(object key, int generation = 0) => Make(ValueKind.Symbol, key, generation: generation);

    /// <summary>The newest result of an operation, if there ever was one.</summary>
    public Value? FindSymbol(object key) => _values.TryGetValue((ValueKind.Symbol, key, null, null, 0), out Value? value) ? value : null;

    public Value Batch(Value @base) => Make(ValueKind.Batch, null, @base);
    public Value Token(string name) => Make(ValueKind.Token, name);
    public bool TooDeep(Value value) => value.Depth > MaximalDepth || value.Kind == ValueKind.Load && Repeats(value.A!) > MaximalRepeats;

    /// <summary>How often the last member of a path is on it: p->next->next.</summary>
    static int Repeats(Value place)
    {
        int count = 0;
        for (Value? at = place; at is not null; at = at.A)
        {
            if (at.Kind == ValueKind.Address && at.Key is string name && name.Equals(place.Key))
                count++;
            // a symbol that stands for what lies further down the same list
            if (at.Kind == ValueKind.Symbol && at.Key is IMemberReferenceOperation member && member.Member.Name.Equals(place.Key))
                count += MaximalRepeats;
        }
        return count;
    }

    public Value Unary(string op, Value a) => Make(ValueKind.Unary, op, a);

    public Value Not(Value a)
    {
        if (a.Kind == ValueKind.Const && a.Key is bool known)
            return Bool(!known);
        return a is { Kind: ValueKind.Unary, Key: "!" } ? a.A! : Unary("!", a);
    }

    /// <summary>C's truth of a number: itself where it is a condition already.</summary>
    public Value Truth(Value a)
    {
        if (a.Kind == ValueKind.Const)
            return a.Key switch { bool => a, long n => Bool(n != 0), null => False, _ => True };
        if (a is { Kind: ValueKind.Unary, Key: "!" } or { Kind: ValueKind.Binary, Key: "==" or "<" })
            return a;
        return Not(Equal(a, Zero));
    }

    public Value Equal(Value a, Value b)
    {
        if (ReferenceEquals(a, b))
            return a.IsVague ? Binary("==?", a, b) : True;
        if (a.Kind == ValueKind.Const && b.Kind == ValueKind.Const)
            return Bool(Equals(a.Key, b.Key) || a.Key is bool p && b.Key is long q && p == (q != 0) || b.Key is bool r && a.Key is long s && r == (s != 0));
        if (a.Kind == ValueKind.Const || b.Kind != ValueKind.Const && a.Id > b.Id)
            (a, b) = (b, a);
        if (b.Kind == ValueKind.Const && b.Key is bool truth)
            return truth ? a : Not(a);
        if (b.Kind == ValueKind.Const && b.Key is 0L or 1L && a is { Kind: ValueKind.Unary, Key: "!" } or { Kind: ValueKind.Binary, Key: "==" or "<" })
            return b.Key is 0L ? Not(a) : a;
        if (b.IsNull && a.Kind is ValueKind.Address or ValueKind.This)
            return False;
        // all of one bit
        if (b.Key is long bit && bit != 0 && (bit & (bit - 1)) == 0 && a.Mask == bit)
            return Not(Equal(a, Zero));
        return Binary("==", a, b);
    }

    public Value Less(Value a, Value b) =>
        ReferenceEquals(a, b) ? False
        : a.Key is long x && b.Key is long y && a.Kind == ValueKind.Const && b.Kind == ValueKind.Const ? Bool(x < y)
        : Binary("<", a, b);

    public Value Binary(string op, Value a, Value b) => Make(ValueKind.Binary, op, a, b);

    /// <summary>The bits that two numbers have in common.</summary>
    public Value And(Value a, Value b) => OnBits(Value.Both, a, b, static (x, y) => x & y);

    /// <summary>The bits that one of two numbers has.</summary>
    public Value Or(Value a, Value b) => OnBits(Value.Either, a, b, static (x, y) => x | y);

    /// <summary>A constant stands last, and once only.</summary>
    Value OnBits(string op, Value a, Value b, Func<long, long, long> fold)
    {
        if (a.Kind == ValueKind.Const)
            (a, b) = (b, a);
        if (b is not { Kind: ValueKind.Const, Key: long y })
            return Binary(op, a, b);
        if (y == 0)
            return op == Value.Both ? Zero : a;
        return a is { Kind: ValueKind.Const, Key: long x } ? Const(fold(x, y))
            : a is { Kind: ValueKind.Binary, Key: string same, B: { Kind: ValueKind.Const, Key: long before } } && same == op ? OnBits(op, a.A!, Const(fold(before, y)), fold)
            : Binary(op, a, b);
    }

    /// <summary>That the condition of an effect is met by a value.</summary>
    public Value Term(Effect effect, Value value) => effect.When switch
    {
        Condition.True => value,
        Condition.False => Not(value),
        Condition.NonZero => Truth(value),
        Condition.Zero => Not(Truth(value)),
        Condition.Null => Equal(value, Null),
        Condition.Equal => Equal(value, Const(effect.Constant)),
        Condition.NotEqual => Not(Equal(value, Const(effect.Constant))),
        Condition.Set => Not(Equal(And(value, Const(effect.Constant)), Zero)),
        Condition.Clear => Equal(And(value, Const(effect.Constant)), Zero),
        _ => Not(Equal(value, Null)),
    };

    /// <summary>The term with one part of it exchanged.</summary>
    public Value Substitute(Value value, Value old, Value replacement)
    {
        if (ReferenceEquals(value, old))
            return replacement;
        if (value.A is null || !value.Mentions(old))
            return value;
        return Make(value.Kind, value.Key, Substitute(value.A, old, replacement), value.B is null ? null : Substitute(value.B, old, replacement), value.Generation);
    }

    /// <summary>The term with the newest result of each operation in the place of an older one.</summary>
    public Value Newest(Value value)
    {
        if (value is { Kind: ValueKind.Symbol, Generation: > 0 })
            return Symbol(value.Key!);
        if (value.A is null)
            return value;
        Value a = Newest(value.A);
        Value? b = value.B is null ? null : Newest(value.B);
        return ReferenceEquals(a, value.A) && ReferenceEquals(b, value.B) ? value : Make(value.Kind, value.Key, a, b, value.Generation);
    }

    Value Make(ValueKind kind, object? key, Value? a = null, Value? b = null, int generation = 0)
    {
        (ValueKind, object, Value?, Value?, int) shape = (kind, key ?? this, a, b, generation);
        if (!_values.TryGetValue(shape, out Value? value))
            _values.Add(shape, value = new Value(kind, key, a, b, generation, _values.Count, kind == ValueKind.Address && (a!.Kind == ValueKind.Frame || key is ISymbol or string and not Value.Element) ? Slots.Of(key!) : -1));
        return value;
    }

    sealed class Comparer : IEqualityComparer<(ValueKind Kind, object Key, Value? A, Value? B, int Generation)>
    {
        public bool Equals((ValueKind Kind, object Key, Value? A, Value? B, int Generation) x, (ValueKind Kind, object Key, Value? A, Value? B, int Generation) y) =>
            x.Kind == y.Kind && x.Generation == y.Generation && ReferenceEquals(x.A, y.A) && ReferenceEquals(x.B, y.B)
            && (x.Key is ISymbol s ? SymbolEqualityComparer.Default.Equals(s, y.Key as ISymbol) : x.Key.Equals(y.Key));

        public int GetHashCode((ValueKind Kind, object Key, Value? A, Value? B, int Generation) x) => unchecked(
            (((int)x.Kind * 31 + (x.Key is ISymbol s ? SymbolEqualityComparer.Default.GetHashCode(s) : x.Key.GetHashCode())) * 31
            + (x.A?.Id ?? -1)) * 31 + (x.B?.Id ?? -1) + x.Generation * 7919);
    }
}
