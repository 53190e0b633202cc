// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Which methods can matter, by the names in them: nothing is bound for it.
/// A method may matter if it names something with a contract, or a method of the compilation that may matter.
/// </summary>
sealed class NameIndex
{
    /// <summary>A helper of a helper of a helper is followed; further ones are not.</summary>
    const int Levels = 4;

    /// <summary>Names of members of the framework's interfaces: too common to say anything of the method they name.</summary>
    static readonly HashSet<string> s_common = ["Dispose", "DisposeAsync", "ToString", "Equals", "GetHashCode", "CompareTo", "MoveNext", "GetEnumerator", "Add", "Remove", "Clear", "Contains"];

    static readonly ConditionalWeakTable<SyntaxTree, Tree> s_trees = new();

    readonly IContracts _contracts;
    readonly Lazy<(Dictionary<string, ImmutableArray<Member>> Matter, Dictionary<Member, int> Order, Dictionary<string, int> Mentions)> _names;
    readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Member>> _types = new(SymbolEqualityComparer.Default);

    public NameIndex(Compilation compilation, IContracts contracts, CancellationToken cancellation)
    {
        _contracts = contracts;
        _names = new(() => Build(compilation, cancellation), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Whether something with a contract has that name.</summary>
    public bool IsOfContract(string name) => _contracts.MayHaveContract(name) || _contracts.MayHaveFieldContract(name);

    /// <summary>The methods and properties of that name, if one of them may matter by the names in it.</summary>
    public ImmutableArray<Member> MayMatter(string name) => _names.Value.Matter.TryGetValue(name, out ImmutableArray<Member> members) ? members : ImmutableArray<Member>.Empty;

    /// <summary>The names that may matter and are named by methods and properties of that name.</summary>
    public IEnumerable<string> LeadsTo(string name) => MayMatter(name).SelectMany(member => member.Names).Where(_names.Value.Matter.ContainsKey);

    /// <summary>As they stand in the sources.</summary>
    public IEnumerable<Member> InOrder(IEnumerable<Member> members) => members.OrderBy(member => _names.Value.Order[member]);

    /// <summary>The member that a node begins or is in; null: none that has a body.</summary>
    public static Member? MemberAt(SyntaxNode node) => s_trees.GetValue(node.SyntaxTree, Tree.Read).MemberAt(node.SpanStart);

    /// <summary>What a call of the method names.</summary>
    public static string NameOf(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.AssociatedSymbol?.Name ?? method.Name;

    /// <summary>Whether the method is named outside its own declaration.</summary>
    public bool IsMentioned(IMethodSymbol method)
    {
        string name = method.AssociatedSymbol?.Name ?? method.Name;
        return method.MethodKind is MethodKind.Constructor or MethodKind.PropertyGet or MethodKind.PropertySet
            || _names.Value.Mentions.TryGetValue(name, out int count) && count > 0;
    }

    /// <summary>Members of a type with the names they use.</summary>
    public ImmutableArray<Member> MembersOf(INamedTypeSymbol type) => _types.GetOrAdd(type, static type =>
        type.DeclaringSyntaxReferences
            .SelectMany(reference => s_trees.GetValue(reference.SyntaxTree, Tree.Read).Members.Where(member => reference.Span.Contains(member.Span)))
            .ToImmutableArray());

    /// <summary>Whether the lock is made so that its holder may take it again.</summary>
    public bool IsRecursive(ITypeSymbol? type, INamedTypeSymbol? user) =>
        type?.Name == "ReaderWriterLockSlim"
        && (user is null || user.DeclaringSyntaxReferences.Any(reference => s_trees.GetValue(reference.SyntaxTree, Tree.Read).Members.Any(member => member.Names.Contains("SupportsRecursion"))));

    (Dictionary<string, ImmutableArray<Member>>, Dictionary<Member, int>, Dictionary<string, int>) Build(Compilation compilation, CancellationToken cancellation)
    {
        List<Member> members = [];
        Dictionary<string, int> mentions = [];
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (Member member in s_trees.GetValue(tree, Tree.Read).Members)
            {
                members.Add(member);
                foreach (string name in member.Names)
                {
                    if (name != member.Name)
                        mentions[name] = mentions.TryGetValue(name, out int count) ? count + 1 : 1;
                }
            }
        }

        HashSet<string> matter = [];
        foreach (Member member in members)
        {
            if (member.Name.Length > 0 && !s_common.Contains(member.Name) && member.Names.Any(IsOfContract))
                matter.Add(member.Name);
        }
        for (int level = 1; level < Levels; level++)
        {
            List<string> more = members
                .Where(member => member.Name.Length > 0 && !matter.Contains(member.Name) && !s_common.Contains(member.Name) && member.Names.Any(matter.Contains))
                .Select(member => member.Name).ToList();
            if (more.Count == 0)
                break;
            matter.UnionWith(more);
        }
        Member[] mattering = members.Where(member => matter.Contains(member.Name)).ToArray();
        return (mattering.GroupBy(member => member.Name).ToDictionary(group => group.Key, group => group.ToImmutableArray()),
            mattering.Select((member, i) => (member, i)).ToDictionary(pair => pair.member, pair => pair.i),
            mentions);
    }

    /// <summary>A method, constructor or property and the words in it; those of comments are among them, which costs time and no more.</summary>
    internal sealed class Member(string name, MemberDeclarationSyntax declaration, ImmutableArray<string> names, int locks)
    {
        public string Name { get; } = name;
        public MemberDeclarationSyntax Declaration { get; } = declaration;
        public ImmutableArray<string> Names { get; } = names;
        public int Locks { get; } = locks;
        public TextSpan Span => Declaration.Span;
    }

    sealed class Tree(ImmutableArray<Member> members)
    {
        public ImmutableArray<Member> Members { get; } = members;

        /// <summary>The member at a position; null: none that has a body.</summary>
        public Member? MemberAt(int position)
        {
            int low = 0, high = Members.Length - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                if (position < Members[middle].Span.Start)
                    high = middle - 1;
                else if (position >= Members[middle].Span.End)
                    low = middle + 1;
                else
                    return Members[middle];
            }
            return null;
        }

        public static Tree Read(SyntaxTree tree)
        {
            ImmutableArray<Member>.Builder members = ImmutableArray.CreateBuilder<Member>();
            string text = tree.GetText().ToString();
            Dictionary<string, string> known = new(StringComparer.Ordinal);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node is not MemberDeclarationSyntax member || member is BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
                    continue;
                string name = member switch
                {
                    MethodDeclarationSyntax method => method.Identifier.ValueText,
                    PropertyDeclarationSyntax property => property.Identifier.ValueText,
                    ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
                    _ => "",
                };
                HashSet<string> names = new(StringComparer.Ordinal);
                int locks = 0;
                foreach (string word in new Words(text, member.Span, known))
                {
                    names.Add(word);
                    if (word == "lock")
                        locks++;
                }
                members.Add(new Member(name, member, names.ToImmutableArray(), locks));
            }
            return new Tree(members.ToImmutable());
        }
    }
}
