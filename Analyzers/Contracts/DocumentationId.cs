// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>Documentation ids, the names of pairs.txt: <c>M:System.Threading.Monitor.Enter(System.Object)</c>.</summary>
static class DocumentationId
{
    /// <summary>The member's id, as if it were declared in <paramref name="type"/>, which inherits it.</summary>
    public static string? Of(ISymbol member, INamedTypeSymbol? type = null)
    {
        string? id = member.OriginalDefinition.GetDocumentationCommentId();
        if (id is null || type is null)
            return id;
        string? declaring = member.ContainingType.OriginalDefinition.GetDocumentationCommentId();
        string? inheriting = type.OriginalDefinition.GetDocumentationCommentId();
        // T:Declaring -> M:Declaring.Name(...)
        return declaring is null || inheriting is null
            ? null
            : id.Substring(0, 2) + inheriting.Substring(2) + id.Substring(declaring.Length);
    }

    /// <summary>Some tools add what a method returns; only a conversion's id has it.</summary>
    public static string Normalise(string id)
    {
        int result = id.IndexOf('~');
        return result < 0 || id.Contains(".op_") ? id : id.Substring(0, result);
    }

    public static string WithoutParameters(string id)
    {
        int end = id.IndexOfAny(['(', '~']);
        return end < 0 ? id : id.Substring(0, end);
    }

    /// <summary>The id of the type that a member's id is in; null where there is none.</summary>
    public static string? TypeOf(string id)
    {
        string path = WithoutParameters(id);
        int dot = path.LastIndexOf('.');
        return dot < 3 ? null : "T:" + path.Substring(2, dot - 2);
    }

    /// <summary>The member of an id; it may be written as if it were declared in a type that inherits it.</summary>
    public static ISymbol? Find(string id, Compilation compilation)
    {
        if (DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is { } member)
            return member;
        if (TypeOf(id) is not { } typeId || DocumentationCommentId.GetFirstSymbolForDeclarationId(typeId, compilation) is not INamedTypeSymbol type)
            return null;
        string rest = id.Substring(typeId.Length);
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
        {
            string? inherited = at.OriginalDefinition.GetDocumentationCommentId();
            if (inherited is not null && DocumentationCommentId.GetFirstSymbolForDeclarationId(id.Substring(0, 2) + inherited.Substring(2) + rest, compilation) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>Whether the compilation knows the type that the member would be in.</summary>
    public static bool TypeIsKnown(string id, Compilation compilation) =>
        TypeOf(id) is { } type && DocumentationCommentId.GetFirstSymbolForDeclarationId(type, compilation) is not null;
}
