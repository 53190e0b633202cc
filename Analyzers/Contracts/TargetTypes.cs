// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>What type of object a target of a contract is.</summary>
static class TargetTypes
{
    /// <summary>The type, or what a pointer of that type points to; null: not known.</summary>
    public static ITypeSymbol? Of(TargetPath path, IMethodSymbol method) => MemberTypes.Target(Declared(path, method));

    /// <summary>Of <c>head[]</c>, all objects in a list, the type of pointers to its nodes; null: it is an array.</summary>
    public static ITypeSymbol? NodeOf(TargetPath path, IMethodSymbol method) =>
        path.Members is [.., TargetPath.Elements] && Declared(new TargetPath(path.Root, path.Name, path.Members.RemoveAt(path.Members.Length - 1)), method) is IPointerTypeSymbol { PointedAtType: INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } } node
            ? node : null;

    /// <summary>The type as it is declared.</summary>
    public static ITypeSymbol? Declared(TargetPath path, IMethodSymbol method)
    {
        ITypeSymbol? type = path.Root switch
        {
            RootKind.Parameter => method.Parameters.FirstOrDefault(parameter => parameter.Name == path.Name)?.Type,
            RootKind.Return => method.ReturnType,
            RootKind.This => ExtensionBlock.TypeOfThis(method),
            RootKind.Member => MemberTypes.FindFrom(method.ContainingType, path.Name) is { } member ? MemberTypes.TypeOf(member) : null,
            RootKind.Captured => MemberTypes.TypeOf(path.Symbol!),
            _ => null,
        };
        foreach (string name in path.Members)
        {
            type = name switch
            {
                TargetPath.Pointee => (type as IPointerTypeSymbol)?.PointedAtType,
                TargetPath.Elements => type switch { IPointerTypeSymbol pointer => pointer.PointedAtType, IArrayTypeSymbol array => array.ElementType, _ => null },
                _ => MemberTypes.Target(type) is { } owner && MemberTypes.Find(owner, name) is { } next ? MemberTypes.TypeOf(next) : null,
            };
        }
        return type;
    }
}
