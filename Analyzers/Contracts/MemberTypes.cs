// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>Looks up the fields and properties along a path.</summary>
static class MemberTypes
{
    /// <summary>The method itself, or the accessors of a property or event.</summary>
    public static IEnumerable<IMethodSymbol> MethodsOf(ISymbol? member) => (member switch
    {
        IMethodSymbol method => [method],
        IPropertySymbol property => new[] { property.GetMethod, property.SetMethod },
        IEventSymbol @event => [@event.AddMethod, @event.RemoveMethod],
        _ => [],
    }).OfType<IMethodSymbol>();

    /// <summary>The field or property of that name in a type, its bases or, for an interface, what it extends.</summary>
    public static ISymbol? Find(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers(name))
            {
                if (member is IFieldSymbol or IPropertySymbol)
                    return member;
            }
        }
        return type.AllInterfaces
            .SelectMany(extended => extended.GetMembers(name))
            .FirstOrDefault(member => member is IPropertySymbol);
    }

    /// <summary>The same in a type or one around it.</summary>
    public static ISymbol? FindFrom(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (Find(outer, name) is { } member)
                return member;
        }
        return null;
    }

    /// <summary>Whether a type may have members that are not seen here: private ones of other assemblies are not.</summary>
    public static bool MayHide(ITypeSymbol? type)
    {
        for (; type is INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: not TypeKind.Error }; type = type.BaseType)
        {
            if (type.DeclaringSyntaxReferences.IsEmpty)
                return true;
        }
        return false;
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => ((IPropertySymbol)member).Type,
    };

    /// <summary>What a pointer points to, the T of a Nullable, or the type itself.</summary>
    public static ITypeSymbol? Target(ITypeSymbol? type)
    {
        while (type is IPointerTypeSymbol pointer)
            type = pointer.PointedAtType;
        return type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
    }

    public static bool IsTask(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };

    /// <summary>What an await of it gives: the T of a task; null for a task without a result.</summary>
    public static ITypeSymbol? Awaited(ITypeSymbol type) => IsTask(type) ? ((INamedTypeSymbol)type).TypeArguments.FirstOrDefault() : type;

    /// <summary>Whether other assemblies, those that see what is internal apart, can name a member: it and every type that it is in.</summary>
    public static bool IsVisibleOutside(ISymbol member)
    {
        for (ISymbol? at = member; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
                return false;
        }
        return true;
    }

    /// <summary>Whether the members of a type can be told here.</summary>
    public static bool IsKnown(ITypeSymbol? type) =>
        type is not (null or { TypeKind: TypeKind.Error or TypeKind.Dynamic or TypeKind.TypeParameter });
}
