// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
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

    readonly ContractSet _contracts;
    readonly ImmutableArray<SyntaxTree> _syntaxTrees;
    readonly Lazy<Index> _index;
    int _read = -1;
    readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Member>> _types = new(SymbolEqualityComparer.Default);

    public NameIndex(Compilation compilation, ContractSet contracts)
    {
        _contracts = contracts;
        _syntaxTrees = compilation.SyntaxTrees.ToImmutableArray();
        _index = new(() => new Index(_syntaxTrees, contracts.MayHaveEffect));
    }

    /// <summary>Each thread that comes for it first reads some of the files.</summary>
    Index All
    {
        get
        {
            while (!_index.IsValueCreated && Interlocked.Increment(ref _read) is var at && at < _syntaxTrees.Length)
                Read(_syntaxTrees[at]);
            return _index.Value;
        }
    }

    /// <summary>What is written in a file is remembered as long as the file is.</summary>
    public static void Read(SyntaxTree tree)
    {
        TreeOf(tree);
        ContractNames.Read(tree);
    }

    /// <summary>How many names there are: they are numbered.</summary>
    public int Count => All.Numbers.Count;

    /// <summary>The number of a name; null: no member names it.</summary>
    public int? NumberOf(string name) => All.Numbers.TryGetValue(name, out int number) ? number : null;

    /// <summary>Whether something has that name whose contract says more than that it blocks.</summary>
    public bool IsOfContract(string name) => NumberOf(name) is { } number ? IsOfContract(number) : _contracts.MayHaveEffect(name);

    public bool IsOfContract(int name) => All.IsOfContract[name];

    /// <summary>Whether a member of that name has a lock statement.</summary>
    public bool IsOfLocker(int name) => All.IsOfLocker[name];

    /// <summary>The names in a member.</summary>
    public int[] NamesIn(Member member) => All.NamesIn(member);

    /// <summary>The methods, constructors and properties of that name, if one of them may matter by the names in it.</summary>
    public IReadOnlyList<Member> MayMatter(int name) => All.Named[name] is { } members && All.MayMatter[name] ? members : Array.Empty<Member>();

    public bool MayMatter(string name) => NumberOf(name) is { } number && MayMatter(number).Count > 0;

    /// <summary>The members that name it.</summary>
    public IEnumerable<Member> Naming(string name) => NumberOf(name) is { } number ? All.Naming(number) : [];

    /// <summary>The names that may matter and stand in members of that name.</summary>
    public int[] LeadsTo(int name) => All.LeadsTo(name);

    /// <summary>As they stand in the sources.</summary>
    public IEnumerable<Member> InOrder(IEnumerable<Member> members) => members.OrderBy(member => All.Order[member.Tree]).ThenBy(member => member.Span.Start);

    /// <summary>Of all files.</summary>
    public IEnumerable<Member> Members => _syntaxTrees.SelectMany(MembersOf);

    /// <summary>How many methods the compiler compiles of a file: accessors are some.</summary>
    public static int MethodsOf(SyntaxTree tree) => TreeOf(tree).Members.Sum(member => member.Declaration switch
    {
        BaseMethodDeclarationSyntax => 1,
        BasePropertyDeclarationSyntax property => property.AccessorList?.Accessors.Count ?? 1,
        _ => 0,
    });

    /// <summary>As they stand in a file.</summary>
    public static IReadOnlyList<Member> MembersOf(SyntaxTree tree) => TreeOf(tree).Members;

    static Tree TreeOf(SyntaxTree tree) => s_trees.GetValue(tree, Tree.Read);

    public static bool IsCommon(string name) => s_common.Contains(name);

    /// <summary>What a call of the method names.</summary>
    public static string NameOf(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.AssociatedSymbol?.Name ?? method.Name;

    /// <summary>What is called without being named: by new, by brackets, by foreach and list patterns.</summary>
    static bool IsCalledUnnamed(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor || method.AssociatedSymbol is IPropertySymbol { IsIndexer: true } or IPropertySymbol { Name: "Current" or "Count" or "Length" };

    /// <summary>Whether the method is named outside its own declaration, or needs no name.</summary>
    public bool IsMentioned(IMethodSymbol method) => IsCalledUnnamed(method)
        || NumberOf(method.AssociatedSymbol?.Name ?? method.Name) is { } number && All.IsMentioned[number];

    /// <summary>Members of a type with the names they use.</summary>
    public ImmutableArray<Member> MembersOf(INamedTypeSymbol type) => _types.GetOrAdd(type, static type =>
        type.DeclaringSyntaxReferences
            .SelectMany(reference => TreeOf(reference.SyntaxTree).Members.Where(member => reference.Span.Contains(member.Span)))
            .ToImmutableArray());

    /// <summary>Whether a file of the type names what lets the holder of a lock take it again.</summary>
    public static bool MayMakeRecursive(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference => TreeOf(reference.SyntaxTree).Words.Contains(Signals.Recursion));

    /// <summary>The members of one compilation, by numbers for the names.</summary>
    sealed class Index
    {
        readonly Dictionary<Member, int[]> _namesIn = [];
        readonly int[]?[] _leadsTo;

        public Index(ImmutableArray<SyntaxTree> trees, Func<string, bool> isOfContract)
        {
            foreach (SyntaxTree syntax in trees)
            {
                Tree tree = TreeOf(syntax);
                Order.Add(tree, Order.Count);
                Number(tree);
            }
            Named = new List<Member>?[Numbers.Count];
            IsMentioned = new bool[Numbers.Count];
            MayMatter = new bool[Numbers.Count];
            IsOfContract = new bool[Numbers.Count];
            IsOfLocker = new bool[Numbers.Count];
            _leadsTo = new int[Numbers.Count][];
            foreach (KeyValuePair<string, int> pair in Numbers)
                IsOfContract[pair.Value] = isOfContract(pair.Key);
            foreach (KeyValuePair<Member, int[]> pair in _namesIn)
                Add(pair.Key, pair.Value);
            for (int level = 1; level < Levels; level++)
            {
                bool[] before = (bool[])MayMatter.Clone();
                for (int name = 0; name < Named.Length; name++)
                    MayMatter[name] |= !before[name] && Named[name] is { } members && Any(members, before);
            }
        }

        public Dictionary<string, int> Numbers { get; } = new(StringComparer.Ordinal);
        public Dictionary<Tree, int> Order { get; } = [];
        public List<Member>?[] Named { get; }
        public bool[] IsMentioned { get; }
        public bool[] MayMatter { get; }
        public bool[] IsOfContract { get; }
        public bool[] IsOfLocker { get; }

        [MethodImpl(Hot.Path)]
        void Number(Tree tree)
        {
            int[] numbers = new int[tree.Words.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                if (!Numbers.TryGetValue(tree.Words[i], out numbers[i]))
                    Numbers.Add(tree.Words[i], numbers[i] = Numbers.Count);
            }
            foreach (Member member in tree.Members)
            {
                int[] names = new int[member.Words.Length];
                for (int i = 0; i < names.Length; i++)
                    names[i] = numbers[member.Words[i]];
                _namesIn.Add(member, names);
            }
        }

        [MethodImpl(Hot.Path)]
        void Add(Member member, int[] names)
        {
            int own = member.Name.Length == 0 ? -1 : Numbers[member.Name];
            if (own >= 0)
                (Named[own] ??= []).Add(member);
            foreach (int name in names)
                IsMentioned[name] |= name != own;
            if (own >= 0)
            {
                MayMatter[own] |= Any(names, IsOfContract);
                IsOfLocker[own] |= member.Locks > 0 && !IsCommon(member.Name);
            }
        }

        bool Any(List<Member> members, bool[] set)
        {
            foreach (Member member in members)
            {
                if (Any(_namesIn[member], set))
                    return true;
            }
            return false;
        }

        [MethodImpl(Hot.Path)]
        static bool Any(int[] names, bool[] set)
        {
            foreach (int name in names)
            {
                if (set[name])
                    return true;
            }
            return false;
        }

        public int[] NamesIn(Member member) => _namesIn[member];

        public IEnumerable<Member> Naming(int name) => _namesIn.Where(pair => Array.IndexOf(pair.Value, name) >= 0).Select(pair => pair.Key);

        [MethodImpl(Hot.Path)]
        public int[] LeadsTo(int name)
        {
            if (_leadsTo[name] is { } known)
                return known;
            HashSet<int> names = [];
            foreach (Member member in MayMatter[name] ? Named[name]! : [])
            {
                foreach (int each in _namesIn[member])
                {
                    if (MayMatter[each])
                        names.Add(each);
                }
            }
            return _leadsTo[name] = names.ToArray();
        }
    }

    /// <summary>A member of a type, or a statement at the top of a file, and the words in it; those of some comments are among them, which costs time and no more.</summary>
    /// <param name="words">Numbers of words of the tree, each once.</param>
    internal sealed class Member(Tree tree, string name, MemberDeclarationSyntax declaration, int[] words, int locks)
    {
        public Tree Tree { get; } = tree;
        public string Name { get; } = name;
        public MemberDeclarationSyntax Declaration { get; } = declaration;

        /// <summary>What is executed together: a statement at the top of a file is part of all of them.</summary>
        public SyntaxNode Code => Declaration is GlobalStatementSyntax ? Declaration.Parent! : Declaration;

        public int[] Words { get; } = words;
        public int Locks { get; } = locks;
        public TextSpan Span => Declaration.Span;
        public IEnumerable<string> Names => Words.Select(word => Tree.Words[word]);
    }

    internal sealed class Tree
    {
        public Member[] Members { get; private set; } = [];

        /// <summary>All words in members, each once.</summary>
        public string[] Words { get; private set; } = [];

        public static Tree Read(SyntaxTree syntax)
        {
            Tree tree = new();
            Reader reader = new(tree, syntax.GetText());
            if (syntax.GetRoot() is CompilationUnitSyntax unit)
                reader.Read(unit.Members);
            tree.Members = reader.Members.ToArray();
            tree.Words = reader.Words.ToArray();
            return tree;
        }
    }

    /// <summary>Reads the members of a file, as they stand in it.</summary>
    sealed class Reader
    {
        /// <summary>How long nearly all members are at most.</summary>
        const int Usual = 16 * 1024;

        /// <summary>For the text of one member after the other.</summary>
        [ThreadStatic]
        static char[]? s_part;

        readonly Tree _tree;
        readonly SourceText _text;
        readonly int _lock;
        readonly int _indexer;

        public Reader(Tree tree, SourceText text)
        {
            _tree = tree;
            _text = text;
            _lock = Words.Number("lock");
            _indexer = Words.Number(WellKnownMemberNames.Indexer);
        }

        public Words Words { get; } = new();
        public List<Member> Members { get; } = [];

        public void Read(SyntaxList<MemberDeclarationSyntax> declarations)
        {
            foreach (MemberDeclarationSyntax declaration in declarations)
            {
                if (declaration is BaseNamespaceDeclarationSyntax space)
                    Read(space.Members);
                else if (declaration is TypeDeclarationSyntax type)
                    Read(type.Members);
                else if (declaration is not BaseTypeDeclarationSyntax)
                    Read(declaration);
            }
        }

        void Read(MemberDeclarationSyntax member)
        {
            string name = member switch
            {
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
                _ => "",
            };
            TextSpan span = member.Span;
            char[] part = span.Length > Usual ? new char[span.Length] : s_part ??= new char[Usual];
            _text.CopyTo(span.Start, part, 0, span.Length);
            int[] named = Words.Read(part, span.Length, _lock, out int locks);
            // what names an indexer
            if (Array.IndexOf(part, '[', 0, span.Length) >= 0)
                named = [.. named, _indexer];
            // a name with a Unicode escape is not among its words
            if (name.Length > 0)
                Words.Number(name);
            Members.Add(new Member(_tree, name, member, named, locks));
        }
    }
}
