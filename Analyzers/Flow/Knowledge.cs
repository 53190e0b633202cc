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

    public Knowledge(Compilation compilation, AnalyzerOptions options, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        _compilation = compilation;
        _rules = rules;
        Contracts = ContractSet.Create(compilation, options, cancellation);
        Names = new NameIndex(compilation, Contracts, cancellation);
        _options = options.AnalyzerConfigOptionsProvider;
    }

    public ContractSet Contracts { get; }
    public NameIndex Names { get; }
    public LockOrder Order { get; } = new();

    /// <summary>An exception ends the program, so no release needs to be safe from one (<c>pairing_exceptions = fatal</c>).</summary>
    public bool ExceptionsAreFatal(SyntaxTree tree) =>
        IsFatal(_options.GetOptions(tree)) || IsFatal(_options.GlobalOptions);

    static bool IsFatal(AnalyzerConfigOptions options) =>
        (options.TryGetValue("pairing.exceptions", out string? value) || options.TryGetValue("pairing_exceptions", out value)) && value == "fatal";

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
            return MethodContract.None;

        MethodContract summary = MethodContract.None;
        for (int round = 0; round < Rounds; round++)
        {
            session.Begin(method, summary);
            Body body = new(this, session, method, graph, outer, _rules, cancellation);
            bool recursive;
            try
            {
                Explorer.Run(body);
            }
            finally
            {
                recursive = session.End(method);
            }
            MethodContract next = Summary.Of(body);
            if (!recursive || Summary.Same(summary, next))
                return Remember(method, session, next, body);
            summary = next;
        }
        return Remember(method, session, MethodContract.None);
    }

    /// <summary>The body with all its paths followed, as it is judged.</summary>
    public Body Follow(IMethodSymbol method, Func<ControlFlowGraph> graphOf, Body? outer, CancellationToken cancellation)
    {
        if (_followed.TryRemove(method, out Body? known))
            return known;
        Session session = new();
        Body body = new(this, session, method, graphOf(), outer, _rules, cancellation);
        Explorer.Run(body);
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
        while (expression is MemberAccessExpressionSyntax member)
            expression = member.Expression;
        return expression is IdentifierNameSyntax or ThisExpressionSyntax;
    }

    MethodContract Remember(IMethodSymbol method, Session session, MethodContract summary, Body? followed = null)
    {
        // What rests on an assumption about a method that is still being summarised is not for others.
        if (session.IsProvisional)
            return summary;
        if (_summaries.TryAdd(method, summary) && followed is not null)
            _followed.TryAdd(method, followed);
        return _summaries[method];
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

/// <summary>The chain of bodies that are being summarised for one question.</summary>
sealed class Session
{
    readonly List<(IMethodSymbol Method, MethodContract Assumed)> _chain = [];
    int _lowestAsked = int.MaxValue;

    public int Depth => _chain.Count;

    /// <summary>Something used an assumption about a method further out that is not settled yet.</summary>
    public bool IsProvisional => _lowestAsked < _chain.Count;

    public MethodContract? Assumed(IMethodSymbol method)
    {
        int index = _chain.FindIndex(each => SymbolEqualityComparer.Default.Equals(each.Method, method));
        if (index < 0)
            return null;
        _lowestAsked = Math.Min(_lowestAsked, index);
        return _chain[index].Assumed;
    }

    public void Begin(IMethodSymbol method, MethodContract assumed) => _chain.Add((method, assumed));

    /// <summary>Whether the method's own summary was asked for meanwhile.</summary>
    public bool End(IMethodSymbol method)
    {
        int index = _chain.Count - 1;
        bool asked = _lowestAsked <= index;
        _chain.RemoveAt(index);
        if (_lowestAsked >= index)
            _lowestAsked = int.MaxValue;
        return asked;
    }
}
