// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Contracts;

/// <summary>The names of the members that carry contract attributes, found without binding anything.</summary>
static class ContractNames
{
    static readonly ConditionalWeakTable<SyntaxTree, TreeNames> s_trees = new();

    /// <summary>What a tree says: the aliases it gives to attributes, and the attributes on its types and members.</summary>
    sealed class TreeNames
    {
        public List<KeyValuePair<string, string>> Aliases { get; } = [];
        public List<AttributedName> Members { get; } = [];
    }

    /// <summary>A name by which a type or member may be asked for, and an attribute on it or its parameters.</summary>
    sealed class AttributedName(string name, string attribute, MemberDeclarationSyntax declaration)
    {
        public string Name { get; } = name;
        public string Attribute { get; } = attribute;
        public MemberDeclarationSyntax Declaration { get; } = declaration;
    }

    /// <summary>The types and members of a tree that carry an attribute and have one of the names.</summary>
    public static IEnumerable<MemberDeclarationSyntax> Attributed(SyntaxTree tree, Func<string, bool> isName) =>
        NamesOf(tree).Members.Where(member => isName(member.Name)).Select(member => member.Declaration).Distinct();

    /// <summary>For what is asked later: it is remembered.</summary>
    public static void Read(SyntaxTree tree) => NamesOf(tree);

    public static HashSet<string> In(Compilation compilation)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        List<TreeNames> trees = [];
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            TreeNames found = NamesOf(tree);
            trees.Add(found);
            foreach (KeyValuePair<string, string> alias in found.Aliases.Where(alias => IsAttribute(alias.Value)))
            {
                aliases.Add(alias.Key);
                aliases.Add(Vocabulary.ShortName(alias.Key));
            }
        }
        foreach (AttributedName member in trees.SelectMany(tree => tree.Members))
        {
            if (IsAttribute(member.Attribute) || aliases.Contains(member.Attribute))
                names.Add(member.Name);
        }
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (assembly.TypeNames.Any(IsAttributeType))
                AddMembers(assembly.GlobalNamespace, names);
        }
        return names;
    }

    static bool IsAttribute(string name) => Vocabulary.IsAttribute(Vocabulary.ShortName(name));

    static bool IsAttributeType(string name) => name.EndsWith("Attribute", StringComparison.Ordinal) && IsAttribute(name);

    static TreeNames NamesOf(SyntaxTree tree) => s_trees.GetValue(tree, static tree =>
    {
        TreeNames names = new();
        if (tree.GetRoot() is CompilationUnitSyntax unit)
        {
            AddAliases(unit.Usings, names);
            foreach (MemberDeclarationSyntax member in unit.Members)
                Add(member, names);
        }
        return names;
    });

    static void AddAliases(SyntaxList<UsingDirectiveSyntax> usings, TreeNames names)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            if (directive is { Alias: { } alias, Name: { } target })
                names.Aliases.Add(new(alias.Name.Identifier.ValueText, LastName(target)));
        }
    }

    static void Add(MemberDeclarationSyntax member, TreeNames names)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                AddAliases(space.Usings, names);
                foreach (MemberDeclarationSyntax inner in space.Members)
                    Add(inner, names);
                return;
            case TypeDeclarationSyntax type:
                foreach (MemberDeclarationSyntax inner in type.Members)
                    Add(inner, names);
                break;
            case BasePropertyDeclarationSyntax { AccessorList: { } accessors }:
                foreach (AccessorDeclarationSyntax accessor in accessors.Accessors)
                    AddAttributes(member, accessor.AttributeLists, names);
                break;
        }
        BaseParameterListSyntax? parameters = member switch
        {
            TypeDeclarationSyntax type => type.ParameterList,
            BaseMethodDeclarationSyntax method => method.ParameterList,
            IndexerDeclarationSyntax indexer => indexer.ParameterList,
            _ => null,
        };
        foreach (ParameterSyntax parameter in parameters?.Parameters ?? default)
            AddAttributes(member, parameter.AttributeLists, names);
        AddAttributes(member, member.AttributeLists, names);
    }

    static void AddAttributes(MemberDeclarationSyntax member, SyntaxList<AttributeListSyntax> lists, TreeNames names)
    {
        foreach (AttributeListSyntax list in lists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                foreach (string name in NamesOf(member))
                    names.Members.Add(new(name, LastName(attribute.Name), member));
            }
        }
    }

    /// <summary>The names by which a type or member, or what it declares, may be asked for.</summary>
    public static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax { ParameterList: not null } type => [type.Identifier.ValueText, WellKnownMemberNames.InstanceConstructorName],
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        MethodDeclarationSyntax named => [named.Identifier.ValueText],
        ConstructorDeclarationSyntax named => [named.Identifier.ValueText, WellKnownMemberNames.InstanceConstructorName],
        DestructorDeclarationSyntax => [WellKnownMemberNames.DestructorName],
        PropertyDeclarationSyntax named => WithAccessors(named.Identifier.ValueText, named.Identifier.ValueText),
        EventDeclarationSyntax named => WithAccessors(named.Identifier.ValueText, named.Identifier.ValueText),
        IndexerDeclarationSyntax => WithAccessors("this[]", "Item"),
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        _ => [],
    };

    /// <summary>A property or event, and its accessors' metadata names.</summary>
    static IEnumerable<string> WithAccessors(string name, string metadata) => [name, "get_" + metadata, "set_" + metadata, "add_" + metadata, "remove_" + metadata];

    static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    static void AddMembers(INamespaceOrTypeSymbol container, HashSet<string> names)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
                AddMembers(inner, names);
            else if (member is IMethodSymbol method ? AttributeReader.ClausesOf(method).Any() : AttributeReader.ClausesOf(member).Any())
                names.Add(member.Name);
        }
    }
}
