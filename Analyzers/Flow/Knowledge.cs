// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What is known of the methods of one compilation: declared contracts, and summaries of bodies made when first asked for.</summary>
sealed class Knowledge
{
    /// <summary>Deeper chains of calls are not followed.</summary>
    const int MaximalDepth = 12;

    /// <summary>A recursive method is summarised again until its summary stays the same, this often at most.</summary>
    const int Rounds = 4;

    readonly Compilation _compilation;
    readonly AnalyzerConfigOptionsProvider _options;
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _summaries = new(SymbolEqualityComparer.Default);

    /// <summary>Bodies whose paths were followed for a summary and whose findings nobody asked for yet.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, Body> _followed = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    readonly ImmutableArray<Rule> _rules;
    readonly Lazy<(HashSet<(EffectKind, ITypeSymbol)> Types, HashSet<(EffectKind, string)> Tokens)> _primitives;

    public Knowledge(Compilation compilation, AnalyzerOptions options, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        _compilation = compilation;
        _rules = rules;
        _primitives = new(FindPrimitives);
        Contracts = ContractSet.Create(compilation, options, cancellation);
        Names = new NameIndex(compilation, Contracts, cancellation);
        _options = options.AnalyzerConfigOptionsProvider;
        Parameters = new ParameterUse(BodyOf, method => Contracts.MayHaveContract(method.Name) && Contracts.Of(method) is not null);
        Lookups = new Lookups(BodyOf);
    }

    /// <summary>Whether some method is said to be what does such a thing to objects of a type: [NoContextAnalysis("the lock itself")].</summary>
    public bool HasPrimitives(EffectKind kind, ITypeSymbol type) => _primitives.Value.Types.Contains((kind, type));

    /// <summary>The same of a lock that is no object.</summary>
    public bool HasPrimitives(EffectKind kind, string token) => _primitives.Value.Tokens.Contains((kind, token));

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

    public ContractSet Contracts { get; }
    public NameIndex Names { get; }
    public LockOrder Order { get; } = new();
    public Signals Signals { get; } = new();
    public ParameterUse Parameters { get; }
    public Lookups Lookups { get; }

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
    public MethodContract Of(IMethodSymbol method, ITypeSymbol? receiver, Body caller, Session session)
    {
        if (Contracts.Of(method, receiver) is { } declared)
            return declared;
        IMethodSymbol definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_summaries.TryGetValue(definition, out MethodContract? known))
            return known;
        if (method.MethodKind == MethodKind.LocalFunction)
            return caller.GraphOf(definition) is { } local ? Summarise(definition, session, () => local.Graph, local.Holder, caller.Cancellation) : MethodContract.None;
        return HasBody(definition) ? Summarise(definition, session, () => GraphOf(definition, caller.Cancellation), null, caller.Cancellation) : MethodContract.None;
    }

    bool HasBody(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length == 1 && !method.IsAbstract && !method.IsExtern
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _compilation.Assembly);

    MethodContract Summarise(IMethodSymbol method, Session session, Func<ControlFlowGraph?> graphOf, Body? outer, CancellationToken cancellation)
    {
        if (session.Assumed(method) is { } assumed)
            return assumed;
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (!Names.MayMatter(syntax) && !IsGetter(syntax))
            return Remember(method, session, MethodContract.None);
        if (session.Depth >= MaximalDepth || graphOf() is not { } graph)
            return MethodContract.Unknown;

        for (int round = 0; round < Rounds; round++)
        {
            session.Begin(method);
            Body body = new(this, session, method, graph, outer, _rules, cancellation);
            MethodContract summary = MethodContract.None;
            Recursion recursion;
            try
            {
                Explore(body, always: IsGetter(syntax));
                summary = Summary.Of(body);
            }
            finally
            {
                recursion = session.End(body, summary);
            }
            if (recursion != Recursion.Unstable)
                return recursion == Recursion.Provisional ? summary : Remember(method, session, summary, body);
        }
        return Remember(method, session, MethodContract.None);
    }

    /// <summary>Follows the body's paths, unless it only shares names with what does something to a lock or reference.</summary>
    void Explore(Body body, bool always)
    {
        body.Relevance = new Relevance(body.Graph, operation => Weigh(operation, body));
        if (always || body.Relevance.Total != Weight.None)
            Explorer.Run(body);
    }

    Weight Weigh(IOperation operation, Body body) => operation switch
    {
        IInvocationOperation { IsImplicit: false } call => Weigh(call.TargetMethod, call.Instance?.Type, body),
        IObjectCreationOperation { Constructor: { } constructor } creation => Weigh(constructor, creation.Type, body),
        IPropertyReferenceOperation { Property: var property } when Contracts.MayHaveFieldContract(property.Name) && Contracts.Of((ISymbol)property) is not null => Weight.Definite,
        IPropertyReferenceOperation { Property.GetMethod: { } getter } reference => Weigh(getter, reference.Instance?.Type, body),
        IFieldReferenceOperation { Field: var field } when body.ContractOf(field) is not null => Weight.Definite,
        _ => Weight.None,
    };

    Weight Weigh(IMethodSymbol method, ITypeSymbol? receiver, Body caller)
    {
        if (!Names.MayMatter(method.AssociatedSymbol?.Name ?? method.Name))
            return Weight.None;
        MethodContract contract = caller.ContractOf(method, receiver);
        // what may block does so unseen where nothing is held
        return contract.Effects.Any(effect => effect.Kind != EffectKind.MayBlock) ? Weight.Definite : contract.Unsure.IsEmpty ? Weight.None : Weight.Unsure;
    }

    /// <summary>The body with all its paths followed, as it is judged.</summary>
    public Body Follow(IMethodSymbol method, Func<ControlFlowGraph> graphOf, Body? outer, CancellationToken cancellation)
    {
        if (_followed.TryRemove(method, out Body? known))
            return known;
        Session session = new();
        Body body = new(this, session, method, graphOf(), outer, _rules, cancellation);
        Explore(body, always: body.Declared is not null);
        if (body is { IsLambda: false, Declared: null })
            _summaries.TryAdd(method, Summary.Of(body));
        return body;
    }

    /// <summary>Does nothing but return a member, or throw: <c>return pvec->nr;</c></summary>
    static bool IsGetter(SyntaxNode syntax)
    {
        if (syntax is MethodDeclarationSyntax { ExpressionBody.Expression: ThrowExpressionSyntax } or MethodDeclarationSyntax { Body.Statements: [.., ThrowStatementSyntax] })
            return true;
        ExpressionSyntax? expression = syntax is MethodDeclarationSyntax method
            ? method.ExpressionBody?.Expression ?? (method.Body is { Statements: [ReturnStatementSyntax statement] } ? statement.Expression : null) : null;
        while (expression is MemberAccessExpressionSyntax or CastExpressionSyntax)
            expression = expression is MemberAccessExpressionSyntax member ? member.Expression : ((CastExpressionSyntax)expression).Expression;
        return expression is IdentifierNameSyntax or ThisExpressionSyntax;
    }

    MethodContract Remember(IMethodSymbol method, Session session, MethodContract summary, Body? followed = null)
    {
        // what was summarised on the way rested on this method alone
        foreach ((Body body, MethodContract settled) in session.Settle())
            Remember(body.Method, settled, body);
        Remember(method, summary, followed);
        return _summaries[method];
    }

    void Remember(IMethodSymbol method, MethodContract summary, Body? followed)
    {
        if (_summaries.TryAdd(method, summary) && followed is not null)
            _followed.TryAdd(method, followed);
    }

    IOperation? BodyOf(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!HasBody(method))
            return null;
        SyntaxNode syntax = method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellation);
    }

    ControlFlowGraph? GraphOf(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        SemanticModel model = ModelOf(syntax.SyntaxTree);
        return model.GetOperation(syntax, cancellation) switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            null when syntax is ArrowExpressionClauseSyntax arrow && model.GetOperation(arrow, cancellation) is IBlockOperation { Parent: null } block =>
                ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };
    }

    // A helper may stand in another file than its caller, and the driver offers bodies in no order and only once:
    // there is no other way to a summary that is there while the user types. One model a tree, made only for helpers
    // that name a lock.
#pragma warning disable RS1030
    SemanticModel ModelOf(SyntaxTree tree) => _models.GetOrAdd(tree, each => _compilation.GetSemanticModel(each));
#pragma warning restore RS1030
}
