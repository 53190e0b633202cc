// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Pairing.Contracts;

/// <summary>The contracts of one compilation: attributes first, then the user's texts, then the built-in table. Thread-safe; answers are cached.</summary>
public sealed class ContractSet
{
    readonly ImmutableArray<PairsFile> _files;
    readonly Lazy<HashSet<string>> _attributed;
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract?> _methods = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<(ISymbol, ISymbol), MethodContract?> _inherited = new();
    readonly ConcurrentDictionary<ISymbol, FieldContract?> _fields = new(SymbolEqualityComparer.Default);

    ContractSet(Compilation compilation, ImmutableArray<PairsFile> files)
    {
        _files = files;
        _attributed = new(() => ContractNames.In(compilation));
    }

    public static ContractSet Create(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        IEnumerable<PairsFile> files = options.AdditionalFiles
            .Where(IsPairsFile)
            .Select(file => file.GetText(cancellation))
            .OfType<SourceText>()
            .Select(PairsFile.Parse);
        return new ContractSet(compilation, files.Append(PairsFile.Bcl).ToImmutableArray());
    }

    public static bool IsPairsFile(AdditionalText file)
    {
        string name = Path.GetFileName(file.Path);
        return name.EndsWith(PairsFile.Extension, StringComparison.OrdinalIgnoreCase) || name.Equals("pairs.txt", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a member of this name can have a contract: for the filter that runs before anything is bound. Attribute contracts in source count.</summary>
    public bool MayHaveContract(string name) => IsInText(name) || _attributed.Value.Contains(name);

    /// <summary>Whether the contract of a member of this name can say more than that it blocks.</summary>
    public bool MayHaveEffect(string name) => IsInText(name, effectsOnly: true) || _attributed.Value.Contains(name);

    /// <summary>The declared contract of a method (its original definition, then what it overrides or implements), or null.</summary>
    public MethodContract? Of(IMethodSymbol method)
    {
        IMethodSymbol definition = Definition(method);
        return _methods.TryGetValue(definition, out MethodContract? known) ? known : _methods.GetOrAdd(definition, Read);
    }

    /// <summary>
    /// The contract of a method called on an instance of that static type: a text may name a member that is inherited
    /// (Mutex.WaitOne is declared by WaitHandle, and waiting for another kind of handle takes no lock).
    /// </summary>
    public MethodContract? Of(IMethodSymbol method, ITypeSymbol? receiver)
    {
        IMethodSymbol definition = Definition(method);
        if (definition.IsStatic || receiver is not INamedTypeSymbol { OriginalDefinition: var type }
            || SymbolEqualityComparer.Default.Equals(type, definition.ContainingType) || !IsInText(definition.Name) || ExtensionBlock.Receiver(definition) is not null)
        {
            return Of(method);
        }
        return _inherited.GetOrAdd((definition, type), _ => Inherited(definition, type)) ?? Of(method);
    }

    /// <summary>The declared contract of a field or property, or null.</summary>
    public FieldContract? Of(ISymbol fieldOrProperty)
    {
        ISymbol definition = fieldOrProperty.OriginalDefinition;
        return _fields.TryGetValue(definition, out FieldContract? known) ? known : _fields.GetOrAdd(definition, ReadField);
    }

    static IMethodSymbol Definition(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }

    MethodContract? Read(IMethodSymbol method)
    {
        string? noAnalysis = NoAnalysis(method);
        return Declared(method, noAnalysis)
            ?? (noAnalysis is null ? null : new MethodContract(ImmutableArray<Effect>.Empty) { NoAnalysis = noAnalysis });
    }

    MethodContract? Declared(IMethodSymbol method, string? noAnalysis)
    {
        bool isLocal = method.MethodKind == MethodKind.LocalFunction;
        if (!isLocal && !MayHaveContract(NameOf(method)))
            return null;
        foreach (IMethodSymbol declaration in Declarations(method))
        {
            ImmutableArray<Effect> effects = MethodReader.Effects(declaration, out ImmutableArray<(AttributeData, string)> problems);
            // a local function may name what it captures, which no symbol tells: it is known by its body
            if (isLocal && !problems.IsEmpty)
                return null;
            bool attributed = !effects.IsEmpty;
            MethodContract? contract = attributed ? new MethodContract(effects) : FromText(declaration, DocumentationId.Of(declaration));
            if (contract is not null)
            {
                return new MethodContract(Renamed(contract.Effects, declaration, method))
                {
                    Declared = true,
                    OnSource = attributed && declaration.Locations.Any(location => location.IsInSource),
                    NoAnalysis = noAnalysis,
                    Unsure = contract.Unsure,
                };
            }
        }
        return null;
    }

    /// <summary>An override may call its parameters otherwise than the declaration whose contract it has.</summary>
    static ImmutableArray<Effect> Renamed(ImmutableArray<Effect> effects, IMethodSymbol declaration, IMethodSymbol method)
    {
        Dictionary<string, string> names = declaration.Parameters.Zip(method.Parameters, (from, to) => (from.Name, to.Name))
            .Where(pair => pair.Item1 != pair.Item2)
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return names.Count == 0 ? effects : effects.Select(effect => effect.WithParameters(names)).ToImmutableArray();
    }

    MethodContract? Inherited(IMethodSymbol method, INamedTypeSymbol receiver)
    {
        for (INamedTypeSymbol? type = receiver; type is not null && !SymbolEqualityComparer.Default.Equals(type, method.ContainingType); type = type.BaseType?.OriginalDefinition)
        {
            if (FromText(method, DocumentationId.Of(method, type)) is { } contract)
                return contract;
        }
        return null;
    }

    /// <summary>The method, what it overrides, and what they implement.</summary>
    static IEnumerable<IMethodSymbol> Declarations(IMethodSymbol method)
    {
        for (IMethodSymbol? at = method; at is not null; at = at.OverriddenMethod?.OriginalDefinition)
            yield return at;
        for (IMethodSymbol? at = method; at is not null; at = at.OverriddenMethod?.OriginalDefinition)
        {
            foreach (IMethodSymbol implemented in Implemented(at))
                yield return implemented.OriginalDefinition;
        }
    }

    static IEnumerable<IMethodSymbol> Implemented(IMethodSymbol method)
    {
        if (method.IsStatic || method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return [];
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
            return method.ExplicitInterfaceImplementations;
        return method.DeclaredAccessibility != Accessibility.Public
            ? []
            : type.AllInterfaces
                .SelectMany(contract => contract.GetMembers(method.Name).OfType<IMethodSymbol>())
                .Where(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method));
    }

    MethodContract? FromText(IMethodSymbol method, string? id)
    {
        if (id is null || !IsInText(NameOf(method)))
            return null;
        string? property = method.AssociatedSymbol is IPropertySymbol associated ? DocumentationId.Of(associated) : null;
        foreach (PairsFile file in _files)
        {
            IEnumerable<PairsLine> lines = Lines(file, method.Name, id);
            if (property is not null)
                lines = lines.Concat(Lines(file, method.AssociatedSymbol!.MetadataName, property).Where(line => line.Clause!.IsOfAccessor(method)));
            if (MethodReader.Contract(lines.Select(line => line.Clause!), method) is { IsEmpty: false } contract)
                return contract;
        }
        return null;
    }

    FieldContract? ReadField(ISymbol member)
    {
        if (!MayHaveContract(member.Name))
            return null;
        IEnumerable<Clause> clauses = AttributeReader.ClausesOf(member).Select(clause => clause.Clause).OfType<Clause>();
        if (IsInText(member.MetadataName) && DocumentationId.Of(member) is { } id)
            clauses = clauses.Concat(_files.SelectMany(file => Lines(file, member.MetadataName, id)).Select(line => line.Clause!));
        List<Clause> all = clauses.ToList();
        ImmutableArray<TargetPath> guards = all
            .Where(clause => clause is { Kind: EffectKind.MustHold, Target: not null })
            .Select(clause => ClauseBinder.BindGuard(clause.Target!, member, out _))
            .OfType<TargetPath>()
            .ToImmutableArray();
        bool revalidates = all.Any(clause => clause.Kind == EffectKind.Revalidate);
        return guards.IsEmpty && !revalidates ? null : new FieldContract(guards, revalidates);
    }

    /// <summary>The reason on the method, its property, or a type or method around it.</summary>
    static string? NoAnalysis(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty && method.AssociatedSymbol is null && !method.IsImplicitlyDeclared)
            return null;
        for (ISymbol? at = method; at is not (null or INamespaceSymbol); at = (at as IMethodSymbol)?.AssociatedSymbol ?? at.ContainingSymbol)
        {
            if (AttributeReader.NoAnalysis(at) is { } why)
                return why;
        }
        return null;
    }

    static IEnumerable<PairsLine> Lines(PairsFile file, string name, string id) =>
        file.Named(name).Where(line => line.Id == id);

    bool IsInText(string name, bool effectsOnly = false)
    {
        foreach (PairsFile file in _files)
        {
            foreach (PairsLine line in file.Named(name))
            {
                if (!effectsOnly || line.Clause!.Kind != EffectKind.MayBlock)
                    return true;
            }
        }
        return (name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal)) && IsInText(name.Substring(4), effectsOnly);
    }

    /// <summary>Without the interface of an explicit implementation.</summary>
    static string NameOf(IMethodSymbol method) => method.Name.Substring(method.Name.LastIndexOf('.') is > 0 and var dot ? dot + 1 : 0);
}
