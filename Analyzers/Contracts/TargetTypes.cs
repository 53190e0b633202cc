// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>What type of object a target of a contract is.</summary>
static class TargetTypes
{
    /// <summary>The type, or what a pointer of that type points to; null: not known.</summary>
    public static ITypeSymbol? Of(TargetPath path, IMethodSymbol method) => MemberTypes.Target(Declared(path, method));

    /// <summary>The type as it is declared.</summary>
    public static ITypeSymbol? Declared(TargetPath path, IMethodSymbol method)
    {
        ITypeSymbol? type = path.Root switch
        {
            RootKind.Parameter => method.Parameters.FirstOrDefault(parameter => parameter.Name == path.Name)?.Type,
            RootKind.Return => method.ReturnType,
            RootKind.This => method.ContainingType,
            RootKind.Member => MemberTypes.Find(method.ContainingType, path.Name) is { } member ? MemberTypes.TypeOf(member) : null,
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
