// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What is known of the methods of one compilation: declared contracts, and summaries of bodies made when first asked for.</summary>
sealed class Knowledge
{
    readonly Compilation _compilation;
    readonly AnalyzerConfigOptionsProvider _options;
    readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    /// <summary>Of methods that are not looked at.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, bool> _lockers = new(SymbolEqualityComparer.Default);

    readonly ConcurrentDictionary<IMethodSymbol, bool> _givers = new(SymbolEqualityComparer.Default);

    /// <summary>Of methods that are called where something was found.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, (bool IsBroken, IMethodSymbol[] Calls)> _callees = new(SymbolEqualityComparer.Default);

    readonly Lazy<(HashSet<(EffectKind, ITypeSymbol)> Types, HashSet<(EffectKind, string)> Tokens)> _primitives;

    public Knowledge(Compilation compilation, AnalyzerOptions options, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        _compilation = compilation;
        Rules = rules;
        Summaries = new Summaries(this);
        _primitives = new(FindPrimitives);
        Contracts = ContractSet.Create(compilation, options, cancellation);
        Names = new NameIndex(compilation, Contracts);
        _options = options.AnalyzerConfigOptionsProvider;
        Parameters = new ParameterUse(BodyOf, method => Contracts.MayHaveContract(method.Name) && Contracts.Of(method) is not null);
        Lookups = new Lookups(BodyOf);
        Constants = new Constants(Names, compilation.Assembly, ModelOf);
        Blocking = new Blocking(Contracts, BodyOf);
        LocksWithin = new LocksWithin(Contracts, Names, BodyOf);
        Owners = new Owners(BodyOf, Contracts.Of);
    }

    /// <summary>Whether some method is said to be what does such a thing to objects of a type: [NoContextAnalysis("the lock itself")].</summary>
    public bool HasPrimitives(EffectKind kind, ITypeSymbol type) => _primitives.Value.Types.Contains((kind, type));

    /// <summary>The same of a lock that is no object.</summary>
    public bool HasPrimitives(EffectKind kind, string token) => _primitives.Value.Tokens.Contains((kind, token));

    /// <summary>Whether a method that is not looked at may take or release a lock: it calls what does, or has no body.</summary>
    public bool MayLock(IMethodSymbol method, CancellationToken cancellation) => _lockers.GetOrAdd(
        method.OriginalDefinition,
        each => BodyOf(each, cancellation) is not { } body || body.Descendants().Any(operation => operation is IInvocationOperation { TargetMethod: var called }
            && Contracts.Of(called) is { } contract && contract.Effects.Any(effect => effect.Kind is EffectKind.Acquire or EffectKind.Release)));

    /// <summary>Whether a method calls what does such a thing, or has no body: gets a reference, so that what it returns may come with it, puts one, or releases a lock.</summary>
    public bool MayDo(EffectKind kind, IMethodSymbol method, Body caller) => BodyOf(method.OriginalDefinition, caller.Cancellation) is not { } body
        || body.Descendants().OfType<IInvocationOperation>().Any(call => caller.ContractOf(call.TargetMethod, call.Instance?.Type).Effects.Any(effect => effect.Kind == kind));

    /// <summary>Whether a method of the program's own calls what gives back, and nothing else that may throw.</summary>
    public bool OnlyGivesBack(IMethodSymbol method, CancellationToken cancellation) =>
        Names.MayMatter(NameIndex.NameOf(method)) && _givers.GetOrAdd(method.OriginalDefinition, each => BodyOf(each, cancellation) is { } body && OnlyGivesBack(body));

    bool OnlyGivesBack(IOperation body)
    {
        IOperation[] acts = body.Descendants().Where(operation => operation is IInvocationOperation or IObjectCreationOperation or IThrowOperation or IAwaitOperation).ToArray();
        return acts.Length > 0 && Array.TrueForAll(acts, act => act is IInvocationOperation { TargetMethod: var called }
            && Contracts.Of(called) is { Effects: { IsEmpty: false } effects } && effects.All(effect => effect.Kind is EffectKind.Release or EffectKind.Put));
    }

    (HashSet<(EffectKind, ITypeSymbol)> Types, HashSet<(EffectKind, string)> Tokens) FindPrimitives()
    {
        HashSet<(EffectKind, ITypeSymbol)> primitives = [];
        HashSet<(EffectKind, string)> tokens = [];
        foreach (IMethodSymbol method in _compilation.GetSymbolsWithName(Contracts.MayHaveContract, SymbolFilter.Member).OfType<IMethodSymbol>())
        {
            if (Contracts.Of(method) is not { NoAnalysis: not null } contract)
                continue;
            foreach (Effect effect in contract.Effects)
            {
                if (effect.Target is { Root: RootKind.Token, Name: var name })
                    tokens.Add((effect.Kind, name));
                else if (effect.Target is { Members.IsEmpty: true } target && TargetTypes.Of(target, method) is { } type)
                    primitives.Add((effect.Kind, type));
            }
        }
        return (primitives, tokens);
    }

    public ImmutableArray<Rule> Rules { get; }
    public ContractSet Contracts { get; }
    public Summaries Summaries { get; }

    /// <summary>What a wait throws that is cancelled, or a get that fails.</summary>
    public ITypeSymbol? Refusal(IOperation call) =>
        _compilation.GetTypeByMetadataName(Lowering.IsCancellable(call) ? "System.OperationCanceledException" : "System.ObjectDisposedException");

    public NameIndex Names { get; }
    public LockOrder Order { get; } = new();
    public Signals Signals { get; } = new();
    public ParameterUse Parameters { get; }
    public Lookups Lookups { get; }
    public Constants Constants { get; }
    public Blocking Blocking { get; }
    public LocksWithin LocksWithin { get; }
    public Owners Owners { get; }

    /// <summary>An exception ends the program, so no release needs to be safe from one (<c>pairing_exceptions = fatal</c>).</summary>
    public bool ExceptionsAreFatal(SyntaxTree tree) =>
        IsFatal(_options.GetOptions(tree)) || IsFatal(_options.GlobalOptions);

    /// <summary>What no contract says, and no summary can, nobody does (<c>pairing_contracts = complete</c>).</summary>
    public bool ContractsAreComplete(SyntaxTree tree) =>
        IsComplete(_options.GetOptions(tree)) || IsComplete(_options.GlobalOptions);

    static bool IsFatal(AnalyzerConfigOptions options) => Is(options, "exceptions", "fatal");
    static bool IsComplete(AnalyzerConfigOptions options) => Is(options, "contracts", "complete");

    static bool Is(AnalyzerConfigOptions options, string key, string wanted) =>
        (options.TryGetValue("pairing." + key, out string? value) || options.TryGetValue("pairing_" + key, out value)) && value == wanted;

    /// <summary>What a call does: as declared, or else as its body shows.</summary>
    public MethodContract Of(IMethodSymbol method, ITypeSymbol? receiver, Body caller) =>
        Contracts.Of(method, receiver) ?? Summaries.Of((method.ReducedFrom ?? method).OriginalDefinition, caller);

    /// <summary>Whether what it does is read from its body.</summary>
    public bool IsSummarised(IMethodSymbol method) => Contracts.Of(method) is null && HasBody(method);

    public bool HasBody(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length == 1 && !method.IsAbstract && !method.IsExtern
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _compilation.Assembly);

    /// <summary>The methods that a member is, has or is part of.</summary>
    public IEnumerable<IMethodSymbol> MethodsOf(NameIndex.Member member, CancellationToken cancellation) =>
        MemberTypes.MethodsOf(ModelOf(member.Code.SyntaxTree).GetDeclaredSymbol(member.Code, cancellation));

    /// <summary>What the fields or the property that a member is are made with, where there are lambdas in it.</summary>
    public IEnumerable<Code> InitializersOf(NameIndex.Member member, CancellationToken cancellation) => (member.Declaration switch
    {
        BaseFieldDeclarationSyntax fields => fields.Declaration.Variables.Select(variable => variable.Initializer),
        PropertyDeclarationSyntax property => [property.Initializer],
        _ => [],
    }).Where(initializer => initializer?.DescendantNodes().Any(node => node is AnonymousFunctionExpressionSyntax) is true)
        .Select(initializer => Code.Of(initializer!, ModelOf(initializer!.SyntaxTree), cancellation)).OfType<Code>();

    /// <summary>Follows the body's paths, unless it only shares names with what does something to a lock or reference.</summary>
    public Body Explore(Body body, bool always)
    {
        if (!always && !Matters(body))
            return body;
        body.Matters = true;
        body.Relevance = new Relevance(body.Graph, body.Values.Slots, operation => Weigh(operation, body), operation => TakesLock(operation, body));
        if (!body.IsBroken && (always || body.Relevance.Total != Weight.None))
            Explorer.Run(body);
        return body;
    }

    /// <summary>Whether anything in the body matters, or one lock is taken in the lock statement of another: each pairs itself, but their order matters.</summary>
    bool Matters(Body body)
    {
        foreach (IOperation operation in body.Code.Operation.Descendants())
        {
            if (operation is ILockOperation { Body: var within } && within.DescendantsAndSelf().Any(inner => TakesLock(inner, body)) || Weigh(operation, body) != Weight.None)
                return true;
        }
        return false;
    }

    bool TakesLock(IOperation operation, Body body)
    {
        IMethodSymbol? method = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation { Property.GetMethod: var getter } => getter,
            _ => null,
        };
        return operation is ILockOperation || method is not null && !LocksWithin.Of(method, body.Cancellation).IsEmpty && Contracts.Of(method) is null;
    }

    Weight Weigh(IOperation operation, Body body)
    {
        body.IsBroken |= Errors.IsOne(operation);
        return operation switch
        {
            IInvocationOperation { IsImplicit: false } call => Weigh(call.TargetMethod, call.Instance?.Type, body),
            IMethodReferenceOperation reference => Weigh(reference.Method, reference.Instance?.Type, body),
            IObjectCreationOperation { Constructor: { } constructor } creation => Weigh(constructor, creation.Type, body),
            IPropertyReferenceOperation reference => MemberTypes.MethodsOf(reference.Property).Select(accessor => Weigh(accessor, reference.Instance?.Type, body)).DefaultIfEmpty().Max(),
            IFieldReferenceOperation { Field: var field } when body.ContractOf(field) is not null => Weight.Definite,
            _ => Weight.None,
        };
    }

    Weight Weigh(IMethodSymbol method, ITypeSymbol? receiver, Body caller)
    {
        if (method.MethodKind != MethodKind.LocalFunction && !caller.MayMatter(method))
            return Weight.None;
        MethodContract contract = caller.ContractOf(method, receiver);
        caller.IsBroken |= ReferenceEquals(contract, MethodContract.Broken);
        return WeightOf(contract);
    }

    public static Weight WeightOf(MethodContract contract)
    {
        // what may block does so unseen where nothing is held
        return contract.Effects.Any(effect => effect.Kind != EffectKind.MayBlock) ? Weight.Definite : contract.Unsure.IsEmpty ? Weight.None : Weight.Unsure;
    }

    /// <summary>Whether a body of which something was found compiles, and with it what it calls: for suggestions what the operations showed is enough.</summary>
    public bool Compiles(IOperation body, IEnumerable<Diagnostic> found, CancellationToken cancellation) =>
        found.All(diagnostic => diagnostic.DefaultSeverity <= DiagnosticSeverity.Info)
        || !Errors.AreIn(body.Syntax, ModelOf(body.Syntax.SyntaxTree), cancellation) && !CallsBroken(body, cancellation);

    /// <summary>Whether it calls a method that does not compile, or one that calls one.</summary>
    bool CallsBroken(IOperation body, CancellationToken cancellation) => CalledIn(body).Any(callee =>
        CalleeOf(callee, cancellation) is var (isBroken, calls) && (isBroken || calls.Any(inner => CalleeOf(inner, cancellation).IsBroken)));

    (bool IsBroken, IMethodSymbol[] Calls) CalleeOf(IMethodSymbol method, CancellationToken cancellation) => _callees.GetOrAdd(
        method, each => BodyOf(each, cancellation) is { } body ? (body.Descendants().Any(Errors.IsOne), CalledIn(body)) : (false, []));

    IMethodSymbol[] CalledIn(IOperation body) => body.Descendants().OfType<IInvocationOperation>()
        .Select(call => call.TargetMethod.OriginalDefinition).Where(HasBody).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).ToArray();

    /// <summary>The body with all its paths followed, as it is judged.</summary>
    public Body Follow(IMethodSymbol method, Code code, Body? outer, CancellationToken cancellation)
    {
        Body body = new(this, method, code, outer, cancellation);
        return body.Declared is null && outer is null && Summaries.Take(method, cancellation) is { } known ? known : Explore(body, always: body.Declared is not null);
    }

    IOperation? BodyOf(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!HasBody(method))
            return null;
        SyntaxNode syntax = method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellation);
    }

    public Code? CodeOf(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return Code.Of(syntax, ModelOf(syntax.SyntaxTree), cancellation);
    }

    // A helper may stand in another file than its caller, and the driver offers files in no order and only once: there is
    // no other way to a summary that is there while the user types. One model a file; where the driver has one, it gives that.
#pragma warning disable RS1030
    SemanticModel ModelOf(SyntaxTree tree) => _models.GetOrAdd(tree, each => _compilation.GetSemanticModel(each));
#pragma warning restore RS1030
}
