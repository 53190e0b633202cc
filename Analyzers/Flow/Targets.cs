// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What the paths of a contract mean in a call.</summary>
sealed partial class Transfer
{
    /// <summary>The lock or object that a path of a contract means in this call; of what the call may assign, before the call or after it.</summary>
    Value? Resolve(TargetPath path, Call call, bool before = false)
    {
        switch (path.Root)
        {
            case RootKind.Return:
                return Members(path, 0, ResultOf(call), Awaited(call.Method.MethodKind == MethodKind.Constructor ? call.Method.ContainingType : call.Method.ReturnType));
            case RootKind.Parameter:
                if (!call.Arguments.TryGetValue(path.Name, out Argument? argument))
                    return null;
                if (before && path.Members is [TargetPath.Pointee] && call.Outs.Find(each => ReferenceEquals(each.Place, argument.Value)).Before is { } assigned)
                    return assigned;
                return Members(path, 0, IsCounted(argument, call, path) ? Read(argument.Value) : ValueOf(argument, before), argument.Parameter.Type);
            case RootKind.This:
                return Members(path, 0, ReceiverValue(call, path), call.ReceiverType ?? ExtensionBlock.TypeOfThis(call.Method));
            case RootKind.Captured when before && call.Outs.Find(each => ReferenceEquals(each.Place, _values.Address(_values.Frame, path.Symbol!))).Before is { } held:
                return Members(path, 0, held, MemberTypes.TypeOf(path.Symbol!));
            default:
                return ResolvePath(path, call.Receiver, call.Method.ContainingType);
        }
    }

    /// <summary>Of a ref argument, what the variable held before the call or holds after it; a struct is where it is.</summary>
    Value ValueOf(Argument argument, bool before)
    {
        if (argument.Place is not { } place || before && argument.Parameter.RefKind == RefKind.Ref)
            return argument.Value;
        return argument.Parameter.RefKind == RefKind.Out || !ReferenceEquals(argument.Value, place) ? Read(place) : argument.Value;
    }

    /// <summary>A counted struct (GCHandle) is its value, a lock in a struct (SpinLock) is where it is.</summary>
    Value ReceiverValue(Call call, TargetPath path) =>
        path.Members.IsEmpty && Lowering.IsStruct(call.ReceiverType) && !body.IsLockStruct(call) && call.Receiver.Kind == ValueKind.Address ? Read(call.Receiver) : call.Receiver;

    /// <summary>The same of one that is given by reference.</summary>
    bool IsCounted(Argument argument, Call call, TargetPath path) =>
        path.Members.IsEmpty && argument.Place is { } place && ReferenceEquals(argument.Value, place) && argument.Parameter.RefKind != RefKind.Out
        && Lowering.IsStruct(argument.Parameter.Type) && !body.IsLockStruct(call);

    Value? ResolvePath(TargetPath path, Value @base, INamedTypeSymbol type) => path.Root switch
    {
        RootKind.This => Members(path, 0, @base, type),
        RootKind.Token => _values.Token(path.Name),
        RootKind.Member => ResolveMember(path, @base, type),
        // a parameter of a primary constructor belongs to the object
        RootKind.Captured => Members(path, 0, path.Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } && @base.Kind != ValueKind.This
            ? _values.Address(@base, path.Symbol.Name) : _values.Address(_values.Frame, path.Symbol!), MemberTypes.TypeOf(path.Symbol!), isPlace: true),
        RootKind.Static => Members(path, 0, _values.Address(_values.Global, path.Symbol!), MemberTypes.TypeOf(path.Symbol!), isPlace: true),
        _ => null,
    };

    Value? ResolveMember(TargetPath path, Value @base, INamedTypeSymbol type)
    {
        if (MemberTypes.FindFrom(type, path.Name) is not { } member)
            return null;
        return Members(path, 0, Place(@base, member), MemberTypes.TypeOf(member), isPlace: true);
    }

    Value? Members(TargetPath path, int index, Value value, ITypeSymbol? type, bool isPlace = false)
    {
        bool isHidden = false;
        for (; index < path.Members.Length; index++)
        {
            string name = path.Members[index];
            if (isPlace && !(Lowering.IsStruct(type) && name is not (TargetPath.Pointee or TargetPath.Elements)))
                value = Read(value);
            isPlace = false;
            if (name.EndsWith(Lookups.Mark, StringComparison.Ordinal))
            {
                type = Lookups.Find(body.Method.ContainingType, name)?.ReturnType;
                value = _values.Load(_values.Address(value, name));
                continue;
            }
            if (name == TargetPath.Elements)
                return _values.Batch(value);
            if (name == TargetPath.Pointee)
            {
                value = Read(value);
                type = (type as IPointerTypeSymbol)?.PointedAtType;
                continue;
            }
            type = MemberTypes.Target(type);
            isPlace = true;
            if (type is null || MemberTypes.Find(type, name) is not { } member)
            {
                isHidden |= MemberTypes.MayHide(type);
                if (!isHidden)
                    return null;
                value = _values.Address(value, name);
                type = null;
                continue;
            }
            value = Place(value, member);
            type = MemberTypes.TypeOf(member);
        }
        if (isPlace && !(Lowering.IsStruct(type) && !Lowering.IsScalar(type)))
            value = Read(value);
        if (isHidden)
            _hidden.Add(value);
        return value;
    }

    /// <summary>What other assemblies hide.</summary>
    readonly HashSet<Value> _hidden = [];
}
