// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Where operations are: variables, members, elements, what pointers point to.</summary>
sealed partial class Transfer
{
    static bool IsPlace(IOperation operation) => operation is ILocalReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation
        || operation is IParameterReferenceOperation || Lowering.Pointer(operation) is not null || Lowering.Element(operation) is not null;

    /// <summary>Where an lvalue is.</summary>
    Value Place(IOperation operation) => operation.Kind switch
    {
        OperationKind.LocalReference => Place((ILocalReferenceOperation)operation),
        OperationKind.ParameterReference => Place(((IParameterReferenceOperation)operation).Parameter),
        OperationKind.FieldReference => Place((IFieldReferenceOperation)operation),
        OperationKind.PropertyReference => Place((IPropertyReferenceOperation)operation),
        OperationKind.ArrayElementReference => Place((IArrayElementReferenceOperation)operation),
        OperationKind.FlowCaptureReference => Place(((IFlowCaptureReferenceOperation)operation).Id),
        OperationKind.Conversion when ((IConversionOperation)operation).OperatorMethod is null => Place(((IConversionOperation)operation).Operand),
        OperationKind.Parenthesized => Place(((IParenthesizedOperation)operation).Operand),
        OperationKind.DeclarationExpression => Place(((IDeclarationExpressionOperation)operation).Expression),
        OperationKind.InstanceReference => _values.This,
        OperationKind.None => Pointed(operation),
        _ => Evaluate(operation),
    };

    Value Place(ILocalReferenceOperation reference)
    {
        Value place = _values.Address(_values.Frame, reference.Local);
        if (reference.Local.RefKind == RefKind.None || _state.At(place) is not { Kind: ValueKind.Address } target)
            return place;
        Used(target, reference);
        return target;
    }

    /// <summary>A struct that is extended is where the member is called on it.</summary>
    Value Place(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is INamedTypeSymbol && Lowering.IsStruct(parameter.Type) ? _values.This : _values.Address(_values.Frame, parameter);

    Value Place(CaptureId capture) => _state.At(_values.Address(_values.Frame, (capture, "place"))) ?? _values.Address(_values.Frame, capture);

    Value Place(IFieldReferenceOperation field)
    {
        if (field.Field is { IsStatic: true, Name: "Zero", ContainingType: var type } && Lowering.IsHandle(type))
            return _values.Address(_values.Global, "Zero");
        Value place = Place(Base(field.Instance), field.Field);
        FieldUsed(field, place);
        return place;
    }

    /// <summary>A property that only returns a field is where that is.</summary>
    Value Place(Value owner, ISymbol member)
    {
        ISymbol holder = Properties.Holder(member);
        return holder.IsStatic ? _values.Address(_values.Global, holder) : _values.Address(owner, Keys.Member(holder));
    }

    Value Place(IPropertyReferenceOperation property)
    {
        // foreach (ref T element in span)
        if (property is { IsImplicit: true, Property: { Name: "Current", ReturnsByRef: true } })
            return _values.Address(Fresh(property), TargetPath.Pointee);
        if (property.Arguments.Length > 0)
            return _values.Element(Collection(property.Instance), Index(property.Arguments.Select(argument => argument.Value)));
        return Place(Base(property.Instance, isUse: property.Instance?.Type is not IArrayTypeSymbol), property.Property);
    }

    /// <summary>The elements of a span are not in it, nor are those of other structs.</summary>
    Value Collection(IOperation? instance)
    {
        if (!Lowering.IsStruct(instance?.Type))
            return Base(instance);
        Value value = Evaluate(instance);
        Used(value, instance!);
        return value;
    }

    Value Place(IArrayElementReferenceOperation element)
    {
        Value array = Evaluate(element.ArrayReference);
        Used(array, element);
        return Limited(_values.Element(array, Index(element.Indices)), element);
    }

    Value Index(IEnumerable<IOperation> indices) =>
        indices.Count() == 1 ? Evaluate(indices.First()) : indices.Aggregate(_values.Const(0), (index, each) => _values.Binary(",", index, Evaluate(each)));

    /// <summary>What a pointer points to, and the elements after it.</summary>
    Value Pointed(IOperation operation)
    {
        if (Lowering.Pointer(operation) is { } pointer)
        {
            Value target = Evaluate(pointer);
            Used(target, operation);
            return target;
        }
        if (Lowering.Element(operation) is not { } access)
            return Evaluate(operation);
        Value array = access.Array.Type is IPointerTypeSymbol && access.Array is not IFieldReferenceOperation { Field.IsFixedSizeBuffer: true }
            ? Evaluate(access.Array) : Place(access.Array);
        Used(array, operation);
        return Limited(_values.Element(array, Evaluate(access.Index)), operation);
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
}
