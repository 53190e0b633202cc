// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis.CSharp;

namespace Pairing.Contracts;

/// <summary>
/// A target as written, before anybody knows what its root is: <c>page</c>, <c>this</c>, <c>return</c>, <c>#rcu</c>,
/// <c>mapping->i_pages</c>, <c>&amp;inode->i_lock</c>, <c>*pagep</c>, <c>pvec->pages[]</c>.
/// </summary>
sealed record PathText(string Root, bool IsToken, ImmutableArray<string> Members)
{
    /// <summary>The path as the user wrote it, for messages.</summary>
    public string Written { get; private init; } = Root;

    /// <summary>The compilation that it comes from has found its members; those that it hides are not seen here.</summary>
    public bool IsChecked { get; init; }

    public static PathText? Parse(string text)
    {
        string rest = text.Trim();
        bool pointee = false;
        if (rest.StartsWith("*", StringComparison.Ordinal))
        {
            pointee = true;
            rest = rest.Substring(1);
        }
        else if (rest.StartsWith("&", StringComparison.Ordinal))
        {
            // C takes a lock's address; here the lock is meant either way
            rest = rest.Substring(1);
        }
        bool elements = rest.EndsWith(TargetPath.Elements, StringComparison.Ordinal);
        if (elements)
            rest = rest.Substring(0, rest.Length - TargetPath.Elements.Length);
        bool token = rest.StartsWith("#", StringComparison.Ordinal);
        if (token)
            rest = rest.Substring(1);

        string[] names = rest.Replace("->", ".").Split('.');
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = names[i].Trim().TrimStart('@');
            if (!SyntaxFacts.IsValidIdentifier(names[i]))
                return null;
        }
        if (token && (names.Length > 1 || pointee || elements) || pointee && elements)
            return null;

        ImmutableArray<string>.Builder members = ImmutableArray.CreateBuilder<string>();
        members.AddRange(names, names.Length);
        members.RemoveAt(0);
        if (pointee)
            members.Add(TargetPath.Pointee);
        if (elements)
            members.Add(TargetPath.Elements);
        return new PathText(names[0], token, members.ToImmutable()) { Written = text.Trim() };
    }

    /// <summary>The path below a parameter or result that carries the attribute.</summary>
    public PathText Below(string root) =>
        this with { Root = root, Members = Members.Insert(0, Root), Written = root + "." + Written };
}
