// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What operations give. Each kind has a method of its own: a run time compiles those that a body needs.</summary>
sealed partial class Transfer
{
    public Value Evaluate(IOperation? operation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation is null)
            return _values.This;
        return operation.ConstantValue is { HasValue: true, Value: var constant } ? _values.Const(constant) : Given(operation);
    }

    Value Given(IOperation operation) => operation.Kind switch
    {
        OperationKind.ExpressionStatement => Evaluate(((IExpressionStatementOperation)operation).Operation),
        OperationKind.Parenthesized => Evaluate(((IParenthesizedOperation)operation).Operand),
        OperationKind.FlowCapture => Capture((IFlowCaptureOperation)operation),
        OperationKind.FlowCaptureReference => Captured((IFlowCaptureReferenceOperation)operation),
        OperationKind.SimpleAssignment => Assign((ISimpleAssignmentOperation)operation),
        OperationKind.CompoundAssignment => Compound((ICompoundAssignmentOperation)operation),
        OperationKind.DeconstructionAssignment => Deconstruct((IDeconstructionAssignmentOperation)operation),
        OperationKind.Increment or OperationKind.Decrement => Step((IIncrementOrDecrementOperation)operation),
        OperationKind.Conversion => Convert((IConversionOperation)operation),
        OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.FieldReference or OperationKind.ArrayElementReference => Read(Place(operation), operation),
        OperationKind.PropertyReference => Property((IPropertyReferenceOperation)operation),
        OperationKind.ImplicitIndexerReference => Slice((IImplicitIndexerReferenceOperation)operation),
        OperationKind.InstanceReference => _values.This,
        OperationKind.AddressOf => Place(((IAddressOfOperation)operation).Reference),
        OperationKind.Invocation => Invoke((IInvocationOperation)operation),
        OperationKind.FunctionPointerInvocation => Invoke((IFunctionPointerInvocationOperation)operation),
        OperationKind.ObjectCreation => Create((IObjectCreationOperation)operation),
        OperationKind.Await => Await((IAwaitOperation)operation),
        OperationKind.Binary => Binary((IBinaryOperation)operation),
        OperationKind.Unary => Unary((IUnaryOperation)operation),
        OperationKind.IsNull => _values.Equal(Evaluate(((IIsNullOperation)operation).Operand), _values.Null),
        OperationKind.IsPattern => Pattern((IIsPatternOperation)operation),
        OperationKind.IsType => IsType((IIsTypeOperation)operation),
        OperationKind.TypeOf => _values.Token(Lowering.TypeOf(((ITypeOfOperation)operation).TypeOperand)),
        OperationKind.DefaultValue => Default(operation),
        OperationKind.CaughtException => NonNull(Fresh(operation)),
        OperationKind.FlowAnonymousFunction => Closure(operation),
        OperationKind.DelegateCreation => Delegate((IDelegateCreationOperation)operation),
        OperationKind.YieldReturn => Yield((IReturnOperation)operation),
        OperationKind.Tuple => Tuple((ITupleOperation)operation),
        OperationKind.InterpolatedString => NonNull(FromParts(operation, LoosenNumber)),
        OperationKind.Interpolation => Interpolated(((IInterpolationOperation)operation).Expression),
        OperationKind.ArrayCreation or OperationKind.AnonymousObjectCreation or OperationKind.ArrayInitializer or OperationKind.With => NonNull(MadeOf(operation)),
        OperationKind.NameOf or OperationKind.SizeOf or OperationKind.Literal or OperationKind.AnonymousFunction or OperationKind.LocalFunction => Fresh(operation),
        OperationKind.Invalid when Lowering.LockStatement(operation) is not null && EnterScope(operation) is { } scope => scope,
        _ when Lowering.IsCollection(operation) => NonNull(MadeOf(operation)),
        OperationKind.None when Lowering.Pointer(operation) is not null || Lowering.Element(operation) is not null => Read(Place(operation), operation),
        // fixed (T* p = a), stackalloc: p is what a is
        OperationKind.None when operation is { Type: IPointerTypeSymbol, ChildOperations.Count: 1 } => Pinned(operation),
        _ => FromParts(operation, LoosenNumber),
    };

    /// <summary>Something new; what it is made of may go along with it.</summary>
    Value FromParts(IOperation operation, Action<Value> onPart)
    {
        foreach (IOperation part in operation.ChildOperations)
            onPart(Evaluate(part));
        return Fresh(operation);
    }

    /// <summary>Something new that has its parts.</summary>
    Value MadeOf(IOperation operation)
    {
        foreach (IOperation part in operation.ChildOperations)
        {
            Value value = Evaluate(part);
            HandedOver(value, part);
            Loosen(value);
            if (IsNumber(part.Type))
                AskOthers(value);
        }
        return Fresh(operation);
    }

    /// <summary>An object in a string is asked for its text; a number is only printed.</summary>
    Value Interpolated(IOperation hole)
    {
        Value value = Evaluate(hole);
        if (IsObject(hole) && MayBeGone(value))
            Used(value, hole);
        return value;
    }

    Value Pinned(IOperation operation)
    {
        Value inner = Evaluate(operation.ChildOperations.First());
        return operation.Syntax is StackAllocArrayCreationExpressionSyntax ? NonNull(Fresh(operation)) : inner;
    }

    Value Captured(IFlowCaptureReferenceOperation reference)
    {
        Value place = _values.Address(_values.Frame, reference.Id);
        return Copied(place, Read(place), reference);
    }

    Value Step(IIncrementOrDecrementOperation step)
    {
        Value place = Place(step.Target);
        Age(step);
        Access(step.Target, place);
        Value before = Read(place);
        Value after = Folded(step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract, before, _values.Const(1), step.Type, isLast: IsLast(step, before) || IsNearEnd(step, before)) ?? Fresh(step);
        Count(step, before, after);
        Access(step.Target, place, after);
        Advance(place, before, after);
        return step.IsPostfix ? before : after;
    }

    Value Convert(IConversionOperation conversion)
    {
        if (IsMonitored(conversion))
            return _values.Load(_values.Address(Evaluate(conversion.Operand), Lookups.Monitor));
        if (Lowering.IsSpan(conversion.Type) && IsSpannable(conversion.Operand.Type))
            return View(Viewed(conversion), conversion);
        if (conversion.OperatorMethod is not { } method)
            return IsBoxed(conversion) ? NonNull(Evaluate(conversion.Operand)) : Viewed(conversion);
        Value operand = Viewed(conversion);
        if (Lowering.IsHandle(method.ContainingType) || _state.ScopeOf(operand) is not null)
            return operand;
        if (body.Knowledge.Contracts.Of(method) is { Effects.IsEmpty: false })
        {
            IParameterSymbol parameter = method.Parameters[0];
            return Apply(conversion, method, _values.Global, null, new() { [parameter.Name] = new Argument(parameter, operand, null, conversion) });
        }
        Value converted = Limited(_values.Unary("conv " + method.Name + method.ReturnType.Name, operand), conversion);
        Wrap(method, converted, [operand]);
        return converted;
    }

    /// <summary><c>lock (semaphore)</c>: the monitor of an object that is a lock of another kind is a lock beside it.</summary>
    static bool IsMonitored(IConversionOperation conversion) => conversion.Syntax.Parent is LockStatementSyntax
        && conversion.Operand.Type is { IsReferenceType: true, ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>What is made of a struct that is not null: an object, or a struct that could be null.</summary>
    static bool IsBoxed(IConversionOperation conversion) =>
        (IsNullable(conversion.Type) || conversion.Type is { IsReferenceType: true }) && Lowering.IsStruct(conversion.Operand.Type) && !IsNullable(conversion.Operand.Type);

    Value IsType(IIsTypeOperation test) => OfType(Evaluate(test.ValueOperand), test.TypeOperand, test.ValueOperand.Type ?? test.TypeOperand);

    Value Default(IOperation operation)
    {
        if (Lowering.IsHandle(operation.Type))
            return _values.Zero;
        return operation.Type is { IsReferenceType: true } or IPointerTypeSymbol || IsNullable(operation.Type) ? _values.Null : Fresh(operation);
    }

    Value Closure(IOperation creation)
    {
        CaptureBy(creation);
        return NonNull(Fresh(creation));
    }

    Value Delegate(IDelegateCreationOperation creation)
    {
        if (creation.Target is not IMethodReferenceOperation method)
            return NonNull(FromParts(creation, LoosenNumber));
        if (method.Instance is not null)
            Evaluate(method.Instance);
        return Closure(creation);
    }

    Value Invoke(IFunctionPointerInvocationOperation invocation)
    {
        Evaluate(invocation.Target);
        foreach (Argument argument in Arguments(invocation.Arguments).Values)
            GiveToDelegate(argument.Value);
        return Fresh(invocation);
    }

    Value Yield(IReturnOperation yielded)
    {
        Loosen(Evaluate(yielded.ReturnedValue));
        return _values.Null;
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

    Value Assign(ISimpleAssignmentOperation assignment)
    {
        if (assignment.IsRef)
            return Alias(assignment);
        if (assignment.Target is IPropertyReferenceOperation property)
            return AssignProperty(property, assignment.Value);
        Value place = assignment.Target is IDiscardOperation ? _values.Address(_values.Frame, "_") : Place(assignment.Target);
        Value value = Evaluate(assignment.Value);
        if (assignment.Target is not IDiscardOperation)
        {
            HandedOver(place, value, assignment.Value);
            Write(place, value);
        }
        return value;
    }

    Value AssignProperty(IPropertyReferenceOperation property, IOperation assigned)
    {
        foreach (IArgumentOperation argument in property.Arguments)
            Evaluate(argument.Value);
        Value place = Place(property);
        Value value = Evaluate(assigned);
        Access(property, place, value);
        HandedOver(place, value, assigned);
        Write(place, value);
        return value;
    }

    /// <summary><c>ref T a = ref b</c></summary>
    Value Alias(ISimpleAssignmentOperation alias)
    {
        Value target = Place(alias.Value);
        if (alias.Target is ILocalReferenceOperation local)
            _state.Put(_values.Address(_values.Frame, local.Local), target);
        return target;
    }

    Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        ImmutableArray<IOperation> targets = Lowering.Targets(deconstruction);
        IOperation source = Lowering.Unwrap(deconstruction.Value);
        Value[] values = source is ITupleOperation sources && sources.Elements.Length == targets.Length
            ? sources.Elements.Select(Evaluate).ToArray()
            : Parts(Base(source), source.Type, targets.Length, deconstruction);
        for (int i = 0; i < targets.Length; i++)
            Assign(targets[i], values[i], deconstruction);
        return Fresh(deconstruction);
    }

    /// <summary>What is taken apart further is not followed.</summary>
    void Assign(IOperation target, Value value, IOperation by)
    {
        if (target is ITupleOperation inner)
        {
            foreach (IOperation element in inner.Elements)
                Assign(element, Fresh(by, element), by);
        }
        else if (target is not IDiscardOperation)
        {
            Value place = Place(target);
            Access(target, place, value);
            Write(place, value);
        }
    }

    /// <summary>What a value, or the struct that is somewhere, is taken apart into.</summary>
    Value[] Parts(Value whole, ITypeSymbol? type, int count, IOperation by) => Keys.Parts(type, count)
        .Select((name, i) => name is not null && Read(_values.Address(whole, name)) is var part && !_values.TooDeep(part) ? part : Fresh(by, i)).ToArray();

    Value Await(IAwaitOperation wait)
    {
        Value task = Evaluate(wait.Operation);
        foreach (KeyValuePair<ResourceKey, Holding> pair in _state.Held)
        {
            if (pair.Key.Kind == ResourceKind.Lock && pair.Value is { Count: > 0, ListedAt: null } && !IsCompleted(task))
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
        if (creation is IFlowAnonymousFunctionOperation lambda)
            Reassign(creation, lambda.Symbol);
    }
}
