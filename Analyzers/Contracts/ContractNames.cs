// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Contracts;

/// <summary>The names of the members that carry contract attributes, found without binding anything.</summary>
static class ContractNames
{
    static readonly ConditionalWeakTable<SyntaxTree, TreeNames> s_trees = new();

    /// <summary>What a tree says: the aliases it gives to attributes, and the attributes on its members.</summary>
    sealed class TreeNames
    {
        public List<KeyValuePair<string, string>> Aliases { get; } = [];
        public List<KeyValuePair<string, string>> Members { get; } = [];
    }

    public static ImmutableHashSet<string> In(Compilation compilation, CancellationToken cancellation)
    {
        ImmutableHashSet<string>.Builder names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        List<TreeNames> trees = [];
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            TreeNames found = NamesOf(tree, cancellation);
            trees.Add(found);
            foreach (KeyValuePair<string, string> alias in found.Aliases.Where(alias => IsAttribute(alias.Value)))
            {
                aliases.Add(alias.Key);
                aliases.Add(Vocabulary.ShortName(alias.Key));
            }
        }
        foreach (KeyValuePair<string, string> member in trees.SelectMany(tree => tree.Members))
        {
            if (IsAttribute(member.Value) || aliases.Contains(member.Value))
                names.Add(member.Key);
        }
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellation.ThrowIfCancellationRequested();
            if (assembly.TypeNames.Any(IsAttributeType))
                AddMembers(assembly.GlobalNamespace, names, cancellation);
        }
        return names.ToImmutable();
    }

    static bool IsAttribute(string name) => Vocabulary.IsAttribute(Vocabulary.ShortName(name));

    static bool IsAttributeType(string name) => name.EndsWith("Attribute", StringComparison.Ordinal) && IsAttribute(name);

    static TreeNames NamesOf(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_trees.TryGetValue(tree, out TreeNames known))
            return known;
        var names = new TreeNames();
        if (tree.GetRoot(cancellation) is CompilationUnitSyntax unit)
        {
            AddAliases(unit.Usings, names);
            foreach (MemberDeclarationSyntax member in unit.Members)
                Add(member, names);
        }
        return s_trees.GetValue(tree, _ => names);
    }

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
                break;
            case TypeDeclarationSyntax type:
                foreach (MemberDeclarationSyntax inner in type.Members)
                    Add(inner, names);
                break;
            case BaseMethodDeclarationSyntax method:
                AddAttributes(MethodName(method), method.AttributeLists, names);
                foreach (ParameterSyntax parameter in method.ParameterList.Parameters)
                    AddAttributes(MethodName(method), parameter.AttributeLists, names);
                break;
            case BasePropertyDeclarationSyntax property:
                AddProperty(property, names);
                break;
            case BaseFieldDeclarationSyntax { AttributeLists.Count: > 0 } field:
                foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                    AddAttributes(variable.Identifier.ValueText, field.AttributeLists, names);
                break;
        }
    }

    static void AddProperty(BasePropertyDeclarationSyntax property, TreeNames names)
    {
        string name = property switch
        {
            PropertyDeclarationSyntax named => named.Identifier.ValueText,
            EventDeclarationSyntax named => named.Identifier.ValueText,
            _ => "this[]",
        };
        AddAccessors(property.AttributeLists);
        if (property.AccessorList is not { } accessors)
            return;
        foreach (AccessorDeclarationSyntax accessor in accessors.Accessors)
            AddAccessors(accessor.AttributeLists);

        void AddAccessors(SyntaxList<AttributeListSyntax> lists)
        {
            if (lists.Count == 0)
                return;
            // the property itself, and its accessors' metadata names
            string metadata = name == "this[]" ? "Item" : name;
            foreach (string form in new[] { name, "get_" + metadata, "set_" + metadata, "add_" + metadata, "remove_" + metadata })
                AddAttributes(form, lists, names);
        }
    }

    static string MethodName(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.ValueText,
        ConstructorDeclarationSyntax => WellKnownMemberNames.InstanceConstructorName,
        DestructorDeclarationSyntax => WellKnownMemberNames.DestructorName,
        _ => "",
    };

    static void AddAttributes(string member, SyntaxList<AttributeListSyntax> lists, TreeNames names)
    {
        foreach (AttributeListSyntax list in lists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
                names.Members.Add(new(member, LastName(attribute.Name)));
        }
    }

    static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    static void AddMembers(INamespaceOrTypeSymbol container, ImmutableHashSet<string>.Builder names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
                AddMembers(inner, names, cancellation);
            else if (member is IMethodSymbol method ? AttributeReader.ClausesOf(method).Any() : AttributeReader.ClausesOf(member).Any())
                names.Add(member.Name);
        }
    }
}
