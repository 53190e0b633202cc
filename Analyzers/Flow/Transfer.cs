// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What an operation does to a state.</summary>
sealed partial class Transfer(Body body)
{
    readonly Values _values = body.Values;
    readonly List<Func<State, IEnumerable<State>>> _splits = [];
    State _state = null!;

    /// <summary>Called before each operation that may throw, with the state it would throw in.</summary>
    public Action<State, IOperation>? MayThrow { get; set; }

    /// <summary>Called before a wait that can be cancelled, or a get that can fail, with the state it would throw in.</summary>
    public Action<State>? MayRefuse { get; set; }

    /// <summary>Called before a wait for a mutex, with the state in which it says that its last owner abandoned it.</summary>
    public Action<State>? MayBeAbandoned { get; set; }

    /// <summary>Called with a place where a call may have left another object.</summary>
    public Action<Value>? KeepsAlive { get; set; }

    /// <summary>The block is in a loop: what it counts would have a value more with each turn.</summary>
    public bool IsInLoop { get; set; }

    /// <summary>Runs one operation of a block; what a conditional acquire depends on makes several states of one.</summary>
    public List<State> Run(State state, IOperation operation, out Value result)
    {
        _state = state;
        _splits.Clear();
        EndLockStatements(operation.Syntax.Span);
        result = Evaluate(operation);
        List<State> states = [_state];
        foreach (Func<State, IEnumerable<State>> split in _splits)
            states = states.SelectMany(split).ToList();
        return states;
    }

    Value Fresh(IOperation operation, object? part = null)
    {
        Age(operation, part);
        return _values.Symbol(KeyOf(operation, part));
    }

    static object KeyOf(IOperation operation, object? part) => part is null ? operation : (operation, part);

    /// <summary>What an operation gave in the turn before is not its newest result from here on.</summary>
    void Age(IOperation operation, object? part = null)
    {
        foreach (KeyValuePair<ResourceKey, Holding> lost in _state.Shift(_values, KeyOf(operation, part)))
            Lose(new Event(body, _state, operation, lost.Key, lost.Value));
    }

    void Lose(Event lost) => body.Raise(rule => rule.OnLost(lost));

    /// <summary>The same of a call, before its operands are read: they may be what it gave in the turn before.</summary>
    void Age(IOperation operation, ImmutableArray<IArgumentOperation> arguments)
    {
        Age(operation);
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { RefKind: not RefKind.None } or { Type: IPointerTypeSymbol })
                Age(operation, argument.Parameter.Name);
        }
    }

    Value Limited(Value value, IOperation operation)
    {
        if (!_values.TooDeep(value))
            return value;
        Value? list = body.Nodes.Count > 0 ? _state.ListOf(value) : null;
        Value fresh = Fresh(operation);
        if (list is not null)
            _state.SetBatch(fresh, list);
        return fresh;
    }

    Value Read(Value place) => place is { A.Kind: ValueKind.Global, Key: "Zero" } ? _values.Zero : _state.At(place) ?? ReadPart(place);

    /// <summary>Of a struct that was assigned as a whole: what was in that part of the value.</summary>
    Value ReadPart(Value place) =>
        place.Kind == ValueKind.Address && place.A!.Kind == ValueKind.Address && place.B is null && _state.At(place.A) is { } whole && place.Key is not null
            ? Read(_values.Address(whole, place.Key)) : _values.Load(place);

    Value Read(Value place, IOperation operation)
    {
        if (body.Knowledge.Constants.Of(operation, body.Cancellation) is { HasValue: true, Value: var constant })
            return _values.Const(constant);
        Value value = Read(place);
        if (place.IsElement && body.IsBatch(_state, place.A!))
        {
            Value element = Fresh(operation);
            _state.SetBatch(element, place.A!);
            if (body.IsSpeculativeBatch(_state, place.A!))
                _state.SetSpeculative(element, false);
            return element;
        }
        value = Limited(value, operation);
        if (Signals.IsSemaphore(operation.Type) && operation is IMemberReferenceOperation { Member: var member } && body.Knowledge.Signals.IsSignal(Signals.Holder(member)))
            _signals.Add(value);
        return Copied(place, value, operation);
    }

    void Write(Value place, Value value)
    {
        foreach (Value part in _state.Places.KeysWhere(place, static (other, place) => other.Kind == ValueKind.Address && ReferenceEquals(other.A, place)))
            _state.Forget(part);
        Put(place, value);
        body.Writes(place);
        if (IsLeftInOut(place) && value.Kind == ValueKind.Symbol)
            body.Escaped.Add(value);
        else if (Outlives(place))
            Loosen(value);
        else if (place.A!.Kind != ValueKind.Frame)
            LoosenNumber(value);
        if (place is { Kind: ValueKind.Address, A: { Kind: ValueKind.Symbol, Key: IObjectCreationOperation } })
            LoosenLocksOf(value);
    }

    /// <summary>What is put in a variable or member: of a copy of a struct, the references in it, too.</summary>
    void Put(Value place, Value value)
    {
        _state.Put(place, value);
        if (_state.Held.Count == 0)
            return;
        foreach (Value part in Parts(_state, value))
        {
            if (Owned(_state, _state.At(part)!) is not null)
                _state.Put(_values.Substitute(part, value, place), _state.At(part)!);
        }
    }

    static bool IsLocal(Value place)
    {
        while (place.Kind == ValueKind.Address)
            place = place.A!;
        return place.Kind == ValueKind.Frame;
    }

    /// <summary>The reference that this path has to see to in a value, in what the value was made from, or in what it points into.</summary>
    static ResourceKey? Owned(State state, Value value)
    {
        for (Value? at = value; at is not null; at = at.PointsInto)
        {
            ResourceKey key = ResourceKey.Reference(state.Canonical(at));
            if (state.Find(key) is { Count: > 0, Loose: false })
                return key;
        }
        return null;
    }

    /// <summary>A pointer goes on: where no variable says any more where the memory begins, what becomes of it is not known.</summary>
    void Advance(Value place, Value before, Value after)
    {
        Write(place, after);
        if (_state.Held.Count > 0 && Owned(_state, before) is { } whole && !_state.Names(whole.Value))
            Loosen(_state, before);
    }

    /// <summary>Of a struct, or where one is: the places of its parts that were assigned one by one, and itself.</summary>
    static Value[] Parts(State state, Value whole) => state.Places.KeysWhere(whole, static (place, whole) => IsPart(place, whole));

    static bool IsPart(Value place, Value whole)
    {
        if (whole.Kind is not (ValueKind.Address or ValueKind.Symbol))
            return false;
        for (Value at = place; at.Kind == ValueKind.Address; at = at.A!)
        {
            if (ReferenceEquals(at, whole) || ReferenceEquals(at.A, whole))
                return true;
        }
        return false;
    }

    /// <summary>A copy of a struct has the parts of what it was copied from.</summary>
    Value Copied(Value place, Value value, IOperation operation)
    {
        bool isTuple = operation.Type is { IsTupleType: true };
        if (_state.Held.Count == 0 && !isTuple || !Lowering.IsStruct(operation.Type) || Lowering.IsScalar(operation.Type) || !IsLocal(place))
            return value;
        // apart, as few come here, and each call of what has a lambda makes an object for it
        return CopyOf(place, value, operation, isTuple);
    }

    Value CopyOf(Value place, Value value, IOperation operation, bool isTuple)
    {
        Value[] parts = Parts(_state, place).Where(part => !ReferenceEquals(part, place)).ToArray();
        if (isTuple ? parts.Length == 0 : !parts.Any(part => Owned(_state, _state.At(part)!) is not null))
            return value;
        Value copy = Fresh(operation, "copy");
        if (isTuple && _state.At(place) is { } whole)
        {
            foreach (Value part in Parts(_state, whole))
                _state.Put(_values.Substitute(part, whole, copy), _state.At(part)!);
        }
        foreach (Value part in parts)
            _state.Put(_values.Substitute(part, place, copy), _state.At(part)!);
        return copy;
    }

    /// <summary>A result is used within its own statement: what depends on it is settled for the good case.</summary>
    void CommitSplits()
    {
        foreach (Func<State, IEnumerable<State>> split in _splits)
        {
            if (split(new State(_state)).LastOrDefault() is { } settled)
                _state = settled;
        }
        _splits.Clear();
    }

    public Value Evaluate(IOperation? operation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation is null)
            return _values.This;
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return _values.Const(constant);
        switch (operation)
        {
            case IExpressionStatementOperation statement:
                return Evaluate(statement.Operation);
            case IFlowCaptureOperation capture:
                return Capture(capture);
            case IFlowCaptureReferenceOperation reference:
                {
                    Value place = _values.Address(_values.Frame, reference.Id);
                    return Copied(place, Read(place), reference);
                }
            case ISimpleAssignmentOperation { IsRef: true } alias:
                {
                    Value target = Place(alias.Value);
                    if (alias.Target is ILocalReferenceOperation local)
                        _state.Put(_values.Address(_values.Frame, local.Local), target);
                    return target;
                }
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case ICompoundAssignmentOperation compound:
                return Compound(compound);
            case IIncrementOrDecrementOperation step:
                {
                    Value place = Place(step.Target);
                    Age(step);
                    Value before = Read(place);
                    Value after = Folded(step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract, before, _values.Const(1), step.Type, isLast: IsLast(step, before)) ?? Fresh(step);
                    Advance(place, before, after);
                    return step.IsPostfix ? before : after;
                }
            case IDeconstructionAssignmentOperation deconstruction:
                return Deconstruct(deconstruction);
            case IConversionOperation { OperatorMethod: null } conversion when (IsNullable(conversion.Type) || conversion.Type is { IsReferenceType: true }) && Lowering.IsStruct(conversion.Operand.Type) && !IsNullable(conversion.Operand.Type):
                return NonNull(Evaluate(conversion.Operand));
            case IConversionOperation { OperatorMethod: { } operatorMethod } conversion when !Lowering.IsHandle(operatorMethod.ContainingType):
                {
                    Value operand = Viewed(conversion);
                    if (body.Knowledge.Contracts.Of(operatorMethod) is { Effects.IsEmpty: false })
                    {
                        IParameterSymbol parameter = operatorMethod.Parameters[0];
                        return Apply(conversion, operatorMethod, _values.Global, null, new() { [parameter.Name] = new Argument(parameter, operand, null, conversion) });
                    }
                    Value converted = Limited(_values.Unary("conv " + operatorMethod.Name + operatorMethod.ReturnType.Name, operand), conversion);
                    Wrap(operatorMethod, converted, [operand]);
                    return converted;
                }
            case IConversionOperation conversion:
                return Viewed(conversion);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation:
                return Read(Place(operation), operation);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IInstanceReferenceOperation:
                return _values.This;
            case IAddressOfOperation addressOf:
                return Place(addressOf.Reference);
            case IInvocationOperation invocation:
                return Invoke(invocation);
            case IFunctionPointerInvocationOperation { Target: var target } invocation:
                Evaluate(target);
                foreach (Argument argument in Arguments(invocation.Arguments).Values)
                    GiveToDelegate(argument.Value);
                return Fresh(operation);
            case IInvalidOperation when Lowering.LockStatement(operation) is not null && EnterScope(operation) is { } scope:
                return scope;
            case IObjectCreationOperation creation:
                return Create(creation);
            case IBinaryOperation binary:
                return Binary(binary);
            case IUnaryOperation unary:
                return Unary(unary);
            case IIsNullOperation isNull:
                return _values.Equal(Evaluate(isNull.Operand), _values.Null);
            case IIsPatternOperation pattern:
                return Pattern(Evaluate(pattern.Value), pattern.Pattern, pattern);
            case IIsTypeOperation isType:
                {
                    Value value = Evaluate(isType.ValueOperand);
                    return _values.Binary("&", _values.Not(_values.Equal(value, _values.Null)), _values.Unary("is " + isType.TypeOperand.ToDisplayString(), value));
                }
            case IAwaitOperation wait:
                return Await(wait);
            case IImplicitIndexerReferenceOperation range:
                return Slice(range);
            case IDefaultValueOperation when Lowering.IsHandle(operation.Type):
                return _values.Zero;
            case IDefaultValueOperation:
                return operation.Type is { IsReferenceType: true } or IPointerTypeSymbol || IsNullable(operation.Type) ? _values.Null : Fresh(operation);
            case ICaughtExceptionOperation:
                return NonNull(Fresh(operation));
            case IFlowAnonymousFunctionOperation lambda:
                CaptureBy(lambda);
                return NonNull(Fresh(operation));
            case IDelegateCreationOperation { Target: IMethodReferenceOperation method } creation:
                if (method.Instance is not null)
                    Evaluate(method.Instance);
                CaptureBy(creation);
                return NonNull(Fresh(operation));
            case IReturnOperation { Kind: OperationKind.YieldReturn } yielded:
                Loosen(Evaluate(yielded.ReturnedValue));
                return _values.Null;
            case ITypeOfOperation type:
                return _values.Token(Lowering.TypeOf(type.TypeOperand));
            case INameOfOperation or ISizeOfOperation or ILiteralOperation:
                return Fresh(operation);
            case ITupleOperation tuple:
                return Tuple(tuple);
            case IInterpolatedStringOperation:
                foreach (IOperation part in operation.ChildOperations)
                    LoosenNumber(Evaluate(part));
                return NonNull(Fresh(operation));
            case IArrayCreationOperation or IAnonymousObjectCreationOperation or IArrayInitializerOperation or IWithOperation:
            case { Syntax: CollectionExpressionSyntax }:
                foreach (IOperation child in operation.ChildOperations)
                    Loosen(Evaluate(child));
                return NonNull(Fresh(operation));
            case { Kind: OperationKind.None }:
                if (Lowering.Pointer(operation) is not null || Lowering.Element(operation) is not null)
                    return Read(Place(operation), operation);
                // fixed (T* p = a), stackalloc: p is what a is
                if (operation.ChildOperations.Count == 1 && operation.Type is IPointerTypeSymbol)
                {
                    Value inner = Evaluate(operation.ChildOperations.First());
                    return operation.Syntax is StackAllocArrayCreationExpressionSyntax ? NonNull(Fresh(operation)) : inner;
                }
                goto default;
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return Fresh(operation);
            default:
                foreach (IOperation child in operation.ChildOperations)
                    LoosenNumber(Evaluate(child));
                return Fresh(operation);
        }
    }

    /// <summary>What is converted; a view of it is made to look into it.</summary>
    Value Viewed(IConversionOperation conversion)
    {
        Value operand = Evaluate(conversion.Operand);
        if (conversion.Type is { } type && (type.IsRefLikeType || IsView(type)))
            Used(operand, conversion.Operand);
        return operand;
    }

    /// <summary>A tuple's elements are its parts; references in it are let go.</summary>
    Value Tuple(ITupleOperation tuple)
    {
        Value[] elements = tuple.Elements.Select(Evaluate).ToArray();
        Array.ForEach(elements, Loosen);
        Value whole = NonNull(Fresh(tuple));
        int i = 0;
        foreach (string name in Keys.Elements(tuple.Type))
            _state.Put(_values.Address(whole, name), elements[i++]);
        return whole;
    }

    static bool IsNullable(ITypeSymbol? type) => type is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    Value NonNull(Value value)
    {
        if (value.Kind == ValueKind.Const)
            return value;
        _state.Learn(value, _state.Of(value).Excluding(_values.Null));
        return value;
    }

    Value Capture(IFlowCaptureOperation capture)
    {
        IOperation inner = capture.Value;
        // what a struct is copied from, s with { .. }, is not where the copy is
        if (IsPlace(inner) && inner.Syntax.Parent is not WithExpressionSyntax)
        {
            Value place = Place(inner);
            _state.Put(_values.Address(_values.Frame, (capture.Id, "place")), place);
            Value held = Read(place, inner);
            Put(_values.Address(_values.Frame, capture.Id), held);
            return held;
        }
        Value value = Evaluate(inner);
        Put(_values.Address(_values.Frame, capture.Id), value);
        return value;
    }

    static bool IsPlace(IOperation operation) => operation is ILocalReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation
        || operation is IParameterReferenceOperation || Lowering.Pointer(operation) is not null || Lowering.Element(operation) is not null;

    /// <summary>Where an lvalue is.</summary>
    Value Place(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                {
                    Value place = _values.Address(_values.Frame, local.Local);
                    return local.Local.RefKind != RefKind.None && _state.At(place) is { Kind: ValueKind.Address } target ? target : place;
                }
            case IParameterReferenceOperation parameter:
                return _values.Address(_values.Frame, parameter.Parameter);
            case IFieldReferenceOperation field:
                {
                    if (field.Field is { IsStatic: true, Name: "Zero", ContainingType: var type } && Lowering.IsHandle(type))
                        return _values.Address(_values.Global, "Zero");
                    Value place = field.Field.IsStatic ? _values.Address(_values.Global, field.Field) : _values.Address(Base(field.Instance), Keys.Member(field.Field));
                    FieldUsed(field, place);
                    return place;
                }
            // foreach (ref T element in span)
            case IPropertyReferenceOperation { IsImplicit: true, Property: { Name: "Current", ReturnsByRef: true } } current:
                return _values.Address(Fresh(current), TargetPath.Pointee);
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property:
                return property.Property.IsStatic ? _values.Address(_values.Global, (ISymbol?)Properties.Field(property.Property) ?? property.Property)
                    : _values.Address(Base(property.Instance, isUse: property.Instance?.Type is not IArrayTypeSymbol), AliasedField(property.Property));
            case IPropertyReferenceOperation { Arguments.Length: 1 } indexer:
                // the elements of a span are not in it, nor are those of other structs
                return _values.Element(Lowering.IsStruct(indexer.Instance?.Type) ? Evaluate(indexer.Instance) : Base(indexer.Instance), Evaluate(indexer.Arguments[0].Value));
            case IArrayElementReferenceOperation element:
                {
                    Value array = Evaluate(element.ArrayReference);
                    Used(array, element);
                    Value index = _values.Const(0);
                    foreach (IOperation each in element.Indices)
                        index = element.Indices.Length == 1 ? Evaluate(each) : _values.Binary(",", index, Evaluate(each));
                    return Limited(_values.Element(array, index), element);
                }
            case IFlowCaptureReferenceOperation reference:
                return _state.At(_values.Address(_values.Frame, (reference.Id, "place"))) ?? _values.Address(_values.Frame, reference.Id);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Place(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Place(parenthesized.Operand);
            case IDeclarationExpressionOperation declaration:
                return Place(declaration.Expression);
            case IInstanceReferenceOperation:
                return _values.This;
        }
        if (Lowering.Pointer(operation) is { } pointer)
        {
            Value target = Evaluate(pointer);
            Used(target, operation);
            return target;
        }
        if (Lowering.Element(operation) is { } access)
        {
            Value array = access.Array.Type is IPointerTypeSymbol && access.Array is not IFieldReferenceOperation { Field.IsFixedSizeBuffer: true }
                ? Evaluate(access.Array) : Place(access.Array);
            Used(array, operation);
            return Limited(_values.Element(array, Evaluate(access.Index)), operation);
        }
        return Evaluate(operation);
    }

    /// <summary>What the members of an operand are members of: the object, or, for a struct, where it is.</summary>
    Value Base(IOperation? instance, bool isUse = true)
    {
        if (instance is null or IInstanceReferenceOperation)
            return _values.This;
        if (Lowering.Pointer(instance) is not null)
            return Place(instance);
        if (Lowering.IsStruct(instance.Type) && (IsPlace(instance) || instance is IFlowCaptureReferenceOperation))
            return Place(instance);
        Value value = Evaluate(instance);
        if (isUse && !Lowering.IsStruct(instance.Type))
            Used(value, instance);
        return value;
    }

    /// <summary>A property that only returns a field is that field.</summary>
    static string AliasedField(IPropertySymbol property) => Properties.Field(property)?.Name ?? property.Name;

    Value Assign(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is IPropertyReferenceOperation property)
        {
            foreach (IArgumentOperation argument in property.Arguments)
                Evaluate(argument.Value);
            Value target = Place(property);
            Value assigned = Evaluate(assignment.Value);
            WaitIn(property.Property.SetMethod, property, target);
            HandedOver(target, assigned, assignment.Value);
            Write(target, assigned);
            return assigned;
        }
        Value place = assignment.Target is IDiscardOperation ? _values.Address(_values.Frame, "_") : Place(assignment.Target);
        Value value = Evaluate(assignment.Value);
        if (assignment.Target is not IDiscardOperation)
        {
            HandedOver(place, value, assignment.Value);
            Write(place, value);
        }
        return value;
    }

    Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        IOperation target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        IOperation source = Lowering.Unwrap(deconstruction.Value);
        if (target is not ITupleOperation targets)
            return Evaluate(source);
        Value[] values = source is ITupleOperation sources && sources.Elements.Length == targets.Elements.Length
            ? sources.Elements.Select(Evaluate).ToArray()
            : [];
        Value? whole = values.Length == 0 ? Evaluate(source) : null;
        string[] names = Keys.Elements(source.Type).ToArray();
        for (int i = 0; i < targets.Elements.Length; i++)
        {
            IOperation element = targets.Elements[i];
            if (element is IDiscardOperation or ITupleOperation)
                continue;
            Write(Place(element), whole is null ? values[i] : Part(whole, names.ElementAtOrDefault(i)) ?? Fresh(deconstruction, i));
        }
        return Fresh(deconstruction);
    }

    /// <summary>What is known to be in an element of a tuple.</summary>
    Value? Part(Value whole, string? element) =>
        element is null ? null : _state.At(_values.Address(whole, element));

    Value Await(IAwaitOperation wait)
    {
        Value task = Evaluate(wait.Operation);
        foreach (KeyValuePair<ResourceKey, Holding> pair in _state.Held)
        {
            if (pair.Key.Kind == ResourceKind.Lock && pair.Value is { Count: > 0, ListedAt: null })
                body.Raise(rule => rule.OnAwait(new Event(body, _state, wait, pair.Key, pair.Value)));
            // the caller may have released it meanwhile
            if (pair.Value is { Asserted: true, Site: null } && (pair.Value.Traits & Traits.ThreadAffine) != 0)
                _state.Drop(pair.Key);
        }
        if (!Waits(wait.Operation) && !(task.Key is IInvocationOperation call && Waits(call)))
            MayThrow?.Invoke(_state, wait);
        return Limited(_values.Unary("await", task), wait);
    }

    /// <summary>Waiting for a lock is part of taking it.</summary>
    bool Waits(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => Waits(task),
        IInvocationOperation configured when Lowering.IsConfigured(configured) => Waits(configured.Arguments[0].Value),
        IInvocationOperation call => !body.ContractOf(call.TargetMethod, call.Instance?.Type).Effects.IsEmpty,
        _ => false,
    };

    /// <summary>A function that lives on takes what it captures with it.</summary>
    void CaptureBy(IOperation creation)
    {
        foreach (ISymbol symbol in body.CapturedBy(creation))
        {
            Value place = _values.Address(_values.Frame, symbol);
            Loosen(Read(place));
            Loosen(_state, place);
        }
        if (body.MayRelease(creation))
            LetGoBy(creation);
    }
}
