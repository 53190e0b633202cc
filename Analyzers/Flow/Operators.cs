// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What operators and patterns give.</summary>
sealed partial class Transfer
{
    Value Compound(ICompoundAssignmentOperation compound)
    {
        Value place = Place(compound.Target);
        Age(compound);
        Access(compound.Target, place);
        Value left = Read(place);
        Value right = Evaluate(compound.Value);
        Value result = compound.Type?.SpecialType == SpecialType.System_Boolean && compound.OperatorKind is BinaryOperatorKind.And or BinaryOperatorKind.Or
            ? Logical(compound.OperatorKind, left, right)
            : IsExclusiveOr(compound.OperatorKind, compound.Type) ? _values.Not(_values.Equal(left, right))
            : compound.OperatorMethod is not null || !IsNumber(compound.Type) ? Fresh(compound)
            : compound.OperatorKind switch
            {
                // a loop may add bits without end: of those that it had, nothing is known then
                BinaryOperatorKind.Or => _values.Or(right.Kind != ValueKind.Const && left is { Kind: ValueKind.Binary, Key: Value.Either } ? Fresh(compound) : left, right),
                BinaryOperatorKind.And when right.Kind == ValueKind.Const => _values.And(left, right),
                var kind => Folded(kind, left, right, compound.Type) ?? Fresh(compound),
            };
        Access(compound.Target, place, result);
        Advance(place, left, Limited(result, compound));
        return result;
    }

    static bool IsExclusiveOr(BinaryOperatorKind kind, ITypeSymbol? type) => kind == BinaryOperatorKind.ExclusiveOr && type?.SpecialType == SpecialType.System_Boolean;

    /// <summary>The step that ends a loop: <c>for (int i = 0; i &lt; 1; i++)</c> has one.</summary>
    static bool IsLast(IIncrementOrDecrementOperation step, Value before)
    {
        if (before is not { Kind: ValueKind.Const, Key: long number }
            || step.Syntax.Parent is not ForStatementSyntax { Condition: BinaryExpressionSyntax { Left: IdentifierNameSyntax counter, Right: LiteralExpressionSyntax { Token.Value: int limit } } condition }
            || !SyntaxFactory.AreEquivalent(counter, step.Target.Syntax))
        {
            return false;
        }
        number += step.Kind == OperationKind.Increment ? 1 : -1;
        return condition.Kind() switch
        {
            SyntaxKind.LessThanExpression => number >= limit,
            SyntaxKind.LessThanOrEqualExpression => number > limit,
            SyntaxKind.GreaterThanExpression => number <= limit,
            SyntaxKind.GreaterThanOrEqualExpression => number < limit,
            SyntaxKind.NotEqualsExpression => number == limit,
            _ => false,
        };
    }

    /// <summary>A loop that counts down to 0 from no more than is counted of a lock.</summary>
    static bool IsNearEnd(IIncrementOrDecrementOperation step, Value before) => step.Kind == OperationKind.Decrement && before is { Kind: ValueKind.Const, Key: long and > 0 and <= MaximalCount };

    /// <summary>What comes of two constants, outside of loops or where one ends; null: that is not known, or more than the type holds.</summary>
    Value? Folded(BinaryOperatorKind kind, Value left, Value right, ITypeSymbol? type, bool isLast = false)
    {
        if (IsInLoop && !isLast || left is not { Kind: ValueKind.Const, Key: long a } || right is not { Kind: ValueKind.Const, Key: long b } || a is < int.MinValue or > int.MaxValue || b is < int.MinValue or > int.MaxValue)
            return null;
        long? result = kind switch
        {
            BinaryOperatorKind.Add => a + b,
            BinaryOperatorKind.Subtract => a - b,
            BinaryOperatorKind.Multiply => a * b,
            _ => null,
        };
        return result is { } number && IsWithin(number, type) ? _values.Const(number) : null;
    }

    static bool IsWithin(long number, ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        SpecialType.System_Byte => number is >= byte.MinValue and <= byte.MaxValue,
        SpecialType.System_Int16 => number is >= short.MinValue and <= short.MaxValue,
        SpecialType.System_UInt16 => number is >= ushort.MinValue and <= ushort.MaxValue,
        SpecialType.System_Int32 => number is >= int.MinValue and <= int.MaxValue,
        SpecialType.System_UInt32 => number is >= uint.MinValue and <= uint.MaxValue,
        SpecialType.System_Int64 => true,
        SpecialType.System_UInt64 => number >= 0,
        _ => false,
    };

    Value Logical(BinaryOperatorKind kind, Value left, Value right)
    {
        bool and = kind is BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd;
        Value absorbing = _values.Bool(!and);
        if (ReferenceEquals(left, absorbing) || ReferenceEquals(right, absorbing))
            return absorbing;
        Value neutral = _values.Bool(and);
        if (ReferenceEquals(left, neutral))
            return right;
        return ReferenceEquals(right, neutral) ? left : _values.Binary(and ? "&" : "|", left, right);
    }

    Value Binary(IBinaryOperation binary)
    {
        Value left = Evaluate(binary.LeftOperand), right = Evaluate(binary.RightOperand);
        return Binary(binary, left, right);
    }

    Value Binary(IBinaryOperation binary, Value left, Value right)
    {
        if (binary.OperatorMethod is { } method && !IsPlain(method) && !(binary.IsLifted && (left.IsNull || right.IsNull)))
            return Limited(_values.Binary(method.Name, left, right), binary);
        if (binary.Type?.SpecialType == SpecialType.System_String)
            return NonNull(Fresh(binary));
        if (IsForEnd(left, right, binary))
            return binary.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan ? _values.Not(_values.Equal(left, right)) : _values.Equal(left, right);
        Value result = binary.OperatorKind switch
        {
            BinaryOperatorKind.Equals => _values.Equal(left, right),
            BinaryOperatorKind.NotEquals => _values.Not(_values.Equal(left, right)),
            BinaryOperatorKind.LessThan when ReferenceEquals(left, _values.Zero) && IsCount(binary.RightOperand) => _values.Not(_values.Equal(right, left)),
            BinaryOperatorKind.LessThan => _values.Less(left, right),
            BinaryOperatorKind.GreaterThan when ReferenceEquals(right, _values.Zero) && IsCount(binary.LeftOperand) => _values.Not(_values.Equal(left, right)),
            BinaryOperatorKind.GreaterThan => _values.Less(right, left),
            BinaryOperatorKind.LessThanOrEqual when ReferenceEquals(right, _values.Zero) && IsCount(binary.LeftOperand) => _values.Equal(left, right),
            BinaryOperatorKind.LessThanOrEqual => _values.Not(_values.Less(right, left)),
            BinaryOperatorKind.GreaterThanOrEqual => _values.Not(_values.Less(left, right)),
            BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr when binary.Type?.SpecialType == SpecialType.System_Boolean => Logical(binary.OperatorKind, left, right),
            var kind when IsExclusiveOr(kind, binary.Type) => _values.Not(_values.Equal(left, right)),
            BinaryOperatorKind.And when IsNumber(binary.Type) => _values.And(left, right),
            BinaryOperatorKind.Or when IsNumber(binary.Type) => _values.Or(left, right),
            var kind => Folded(kind, left, right, binary.Type) ?? _values.Binary(kind.ToString(), left, right),
        };
        return Limited(result, binary);
    }

    readonly Dictionary<IOperation, CountedLoop?> _counted = [];

    CountedLoop? LoopOf(IIncrementOrDecrementOperation step)
    {
        if (!_counted.TryGetValue(step, out CountedLoop? loop))
            _counted.Add(step, loop = CountedLoop.Around(step));
        return loop;
    }

    /// <summary>Whether what a loop counts is compared with its bound, a variable or the length of one; of a constant its range tells more.</summary>
    bool IsForEnd(Value counter, Value bound, IBinaryOperation test) =>
        counter is { Kind: ValueKind.Symbol, Key: IIncrementOrDecrementOperation step } && bound.Kind != ValueKind.Const
        && (Lowering.Unwrap(test.RightOperand) is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } whole } ? whole : test.RightOperand) is ILocalReferenceOperation or IParameterReferenceOperation
        && LoopOf(step)?.AsksForEnd(test) is true;

    /// <summary>What a step leaves: of one that counts up from 0 or more, more than that.</summary>
    void Count(IIncrementOrDecrementOperation step, Value before, Value after)
    {
        if (after.Kind == ValueKind.Const || !IsNumber(step.Type))
            return;
        (long low, long high) = (long.MinValue, long.MaxValue);
        if (LoopOf(step) is { Condition.Right: LiteralExpressionSyntax { Token.Value: int bound } } loop)
            (low, high) = loop.Range(bound);
        if (IsInLoop && step.Kind == OperationKind.Increment && body.Logic.IsNever(_state, before, below: 0))
            low = 1;
        if ((low, high) != (long.MinValue, long.MaxValue))
            _state.Learn(after, Fact.Nothing with { Low = low, High = high });
    }

    /// <summary>Never negative; nor is a handle, but for what no call gives as one.</summary>
    static bool IsCount(IOperation operation)
    {
        operation = Lowering.Unwrap(operation);
        return operation.Type is { SpecialType: SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 } || Lowering.IsHandle(operation.Type)
            || operation is IPropertyReferenceOperation { Property.Name: "Length" or "Count" };
    }

    /// <summary>An operator that does what the language's own does: the operators of IntPtr are its own only since .NET 7.</summary>
    static bool IsPlain(IMethodSymbol method) =>
        Lowering.IsHandle(method.ContainingType)
        || method.Name is "op_Equality" or "op_Inequality" && method.ContainingType.SpecialType is SpecialType.System_String or SpecialType.System_Delegate or SpecialType.System_MulticastDelegate;

    Value Unary(IUnaryOperation unary)
    {
        Value operand = Evaluate(unary.Operand);
        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Not when unary.OperatorMethod is null => _values.Not(operand),
            // C's truth of a number
            UnaryOperatorKind.Not when IsNumber(unary.Operand.Type) => _values.Not(_values.Truth(operand)),
            UnaryOperatorKind.True => IsNumber(unary.Operand.Type) ? _values.Truth(operand) : _values.Unary("true", operand),
            UnaryOperatorKind.False => _values.Not(IsNumber(unary.Operand.Type) ? _values.Truth(operand) : _values.Unary("true", operand)),
            var kind => Limited(_values.Unary(kind.ToString(), operand), unary),
        };
    }

    static bool IsNumber(ITypeSymbol? type) => type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } or { SpecialType: SpecialType.System_Boolean };

    Value Pattern(IIsPatternOperation test) => Pattern(Evaluate(test.Value), test.Pattern, test);

    Value Pattern(Value value, IPatternOperation pattern, IOperation at) => pattern.Kind switch
    {
        OperationKind.ConstantPattern => _values.Equal(value, Evaluate(((IConstantPatternOperation)pattern).Value)),
        OperationKind.NegatedPattern => _values.Not(Pattern(value, ((INegatedPatternOperation)pattern).Pattern, at)),
        OperationKind.BinaryPattern => Pattern(value, (IBinaryPatternOperation)pattern, at),
        OperationKind.RelationalPattern => Pattern(value, (IRelationalPatternOperation)pattern),
        OperationKind.DeclarationPattern => Pattern(value, (IDeclarationPatternOperation)pattern),
        OperationKind.TypePattern => OfType(value, ((ITypePatternOperation)pattern).MatchedType, pattern.InputType),
        OperationKind.DiscardPattern => _values.True,
        OperationKind.RecursivePattern => Limited(Pattern(value, (IRecursivePatternOperation)pattern, at), at),
        _ => Fresh(pattern),
    };

    Value Pattern(Value value, IBinaryPatternOperation both, IOperation at) =>
        Logical(both.OperatorKind, Pattern(value, both.LeftPattern, at), Pattern(value, both.RightPattern, at));

    Value Pattern(Value value, IRelationalPatternOperation relational)
    {
        Value bound = Evaluate(relational.Value);
        return relational.OperatorKind switch
        {
            BinaryOperatorKind.LessThan => _values.Less(value, bound),
            BinaryOperatorKind.GreaterThan => _values.Less(bound, value),
            BinaryOperatorKind.LessThanOrEqual => _values.Not(_values.Less(bound, value)),
            _ => _values.Not(_values.Less(value, bound)),
        };
    }

    Value Pattern(Value value, IDeclarationPatternOperation declaration)
    {
        Declare(declaration.DeclaredSymbol, value);
        return declaration.MatchesNull ? _values.True : OfType(value, declaration.MatchedType, declaration.InputType);
    }

    void Declare(ISymbol? variable, Value value)
    {
        if (variable is not null)
            _state.Put(_values.Address(_values.Frame, variable), value);
    }

    Value Pattern(Value value, IRecursivePatternOperation recursive, IOperation at)
    {
        Declare(recursive.DeclaredSymbol, value);
        if (LooksInto(recursive))
            Used(value, at is IIsPatternOperation test ? test.Value : at);
        Value matches = OfType(value, recursive.MatchedType, recursive.InputType);
        foreach (IPropertySubpatternOperation part in recursive.PropertySubpatterns)
            matches = Logical(BinaryOperatorKind.And, matches, Pattern(Member(value, part), part.Pattern, part));
        Value[] parts = Parts(value, recursive.NarrowedType, recursive.DeconstructionSubpatterns.Length, recursive);
        for (int i = 0; i < parts.Length; i++)
        {
            IPatternOperation part = recursive.DeconstructionSubpatterns[i];
            matches = Logical(BinaryOperatorKind.And, matches, Pattern(parts[i], part, part));
        }
        return matches;
    }

    /// <summary>Not where it asks for null or a type only, or an array for its length.</summary>
    static bool LooksInto(IRecursivePatternOperation recursive) =>
        recursive.NarrowedType is { IsReferenceType: true } and not IArrayTypeSymbol && recursive.PropertySubpatterns.Length + recursive.DeconstructionSubpatterns.Length > 0;

    Value Member(Value value, IPropertySubpatternOperation part)
    {
        if (part.Member is IFieldReferenceOperation field)
            FieldUsed(field, _values.Address(value, Keys.Member(field.Field)));
        return part.Member is IMemberReferenceOperation { Member: var member }
            ? Read(_values.Address(value, Keys.Member(member)))
            : Fresh(part);
    }

    Value OfType(Value value, ITypeSymbol? type, ITypeSymbol input)
    {
        type ??= input;
        Value exists = input.IsValueType && !type.IsReferenceType && SymbolEqualityComparer.Default.Equals(type, input) ? _values.True : _values.Not(_values.Equal(value, _values.Null));
        return IsAlways(input, type) ? exists : Logical(BinaryOperatorKind.And, exists, _values.Unary("is " + type.ToDisplayString(), value));
    }

    /// <summary>Whether whatever has a type, and is not null, is of another one: a base, an interface, the T of a Nullable.</summary>
    static bool IsAlways(ITypeSymbol input, ITypeSymbol type)
    {
        for (ITypeSymbol? at = input; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, type))
                return true;
        }
        return type.SpecialType == SpecialType.System_Object || IsNullable(input) && SymbolEqualityComparer.Default.Equals(MemberTypes.Target(input), type)
            || input.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }
}
