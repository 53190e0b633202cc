// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What is known of the methods of one compilation: declared contracts, and summaries of bodies made when first asked for.</summary>
sealed class Knowledge
{
    /// <summary>Chains of calls that are too deep for a thread's usual stack get this one.</summary>
    const int LargeStack = 64 * 1024 * 1024;

    /// <summary>Recursive methods are summarised again until their summaries stay the same, this often at most: then nothing is known of them.</summary>
    const int Rounds = 8;

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
        Blocking = new Blocking(Contracts, BodyOf);
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
    public Blocking Blocking { get; }

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
            return caller.CodeOf(definition) is { } local ? Summarise(definition, session, () => local.Code, local.Holder, caller.Cancellation) : MethodContract.None;
        return HasBody(definition) ? Summarise(definition, session, () => CodeOf(definition, caller.Cancellation), null, caller.Cancellation) : MethodContract.None;
    }

    bool HasBody(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length == 1 && !method.IsAbstract && !method.IsExtern
        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _compilation.Assembly);

    MethodContract Summarise(IMethodSymbol method, Session session, Func<Code?> codeOf, Body? outer, CancellationToken cancellation)
    {
        if (session.IsTooDeep)
            return MethodContract.Unknown;
        if (session.Assumed(method) is { } assumed)
            return assumed;
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (!Names.MayMatter(syntax) && !IsGetter(syntax))
            return Remember(method, session, MethodContract.None);
        if (codeOf() is not { } code)
            return Remember(method, session, MethodContract.None);

        for (int round = 0; round < Rounds; round++)
        {
            if (!session.Begin(method))
                return MethodContract.Unknown;
            Body body = new(this, session, method, code, outer, _rules, cancellation);
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
            if (session.IsTooDeep)
                return MethodContract.None;
            if (round == 0 && recursion != Recursion.Provisional && session.First(method) is { } first)
            {
                Summarise(first, session, () => CodeOf(first, cancellation), null, cancellation);
                if (session.IsTooDeep)
                    return MethodContract.None;
                if (_summaries.TryGetValue(method, out MethodContract? settled))
                    return settled;
            }
            if (recursion != Recursion.Unstable)
                return recursion == Recursion.Provisional ? summary : Remember(method, session, summary, body);
            if (round + 1 < Rounds)
                session.Again();
        }
        session.Settle().ForEach(each => Remember(each.Body.Method, MethodContract.None, null));
        return Remember(method, session, MethodContract.None);
    }

    /// <summary>Explores with a new session; once more, and with more room, where that goes too deep.</summary>
    static void Begin(Action<Session> explore)
    {
        Session session = new();
        explore(session);
        if (!session.IsTooDeep)
            return;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                explore(new Session(Session.MaximalDepth));
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }, LargeStack);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Follows the body's paths, unless it only shares names with what does something to a lock or reference.</summary>
    void Explore(Body body, bool always)
    {
        if (!always && !Matters(body))
            return;
        body.Matters = true;
        body.Relevance = new Relevance(body.Graph, body.Values.Slots, operation => Weigh(operation, body));
        if (!body.IsBroken && (always || body.Relevance.Total != Weight.None))
            Explorer.Run(body);
    }

    /// <summary>Whether anything in the body matters, or one lock statement is within another: each pairs itself, but their order matters.</summary>
    bool Matters(Body body)
    {
        foreach (IOperation operation in body.Code.Operation.Descendants())
        {
            if (operation is ILockOperation { Body: var within } && within.Descendants().Any(inner => inner is ILockOperation) || Weigh(operation, body) != Weight.None)
                return true;
        }
        return false;
    }

    Weight Weigh(IOperation operation, Body body)
    {
        body.IsBroken |= Errors.IsOne(operation);
        return operation switch
        {
            IInvocationOperation { IsImplicit: false } call => Weigh(call.TargetMethod, call.Instance?.Type, body),
            IObjectCreationOperation { Constructor: { } constructor } creation => Weigh(constructor, creation.Type, body),
            IPropertyReferenceOperation { Property: var property } when Contracts.MayHaveFieldContract(property.Name) && Contracts.Of((ISymbol)property) is not null => Weight.Definite,
            IPropertyReferenceOperation { Property.GetMethod: { } getter } reference => Weigh(getter, reference.Instance?.Type, body),
            IFieldReferenceOperation { Field: var field } when body.ContractOf(field) is not null => Weight.Definite,
            _ => Weight.None,
        };
    }

    Weight Weigh(IMethodSymbol method, ITypeSymbol? receiver, Body caller)
    {
        if (method.MethodKind != MethodKind.LocalFunction && !Names.MayMatter(method.AssociatedSymbol?.Name ?? method.Name))
            return Weight.None;
        MethodContract contract = caller.ContractOf(method, receiver);
        caller.IsBroken |= ReferenceEquals(contract, MethodContract.Broken);
        if (ReferenceEquals(contract, MethodContract.Unreached))
            return Weight.Definite;
        // what may block does so unseen where nothing is held
        return contract.Effects.Any(effect => effect.Kind != EffectKind.MayBlock) ? Weight.Definite : contract.Unsure.IsEmpty ? Weight.None : Weight.Unsure;
    }

    /// <summary>Whether a body of which something was found compiles, and with it what it calls. Suggestions need no more than a look at the operations.</summary>
    public bool Compiles(IOperation body, IEnumerable<Diagnostic> found, CancellationToken cancellation)
    {
        foreach (IInvocationOperation call in body.Descendants().OfType<IInvocationOperation>())
        {
            if (BodyOf(call.TargetMethod.OriginalDefinition, cancellation)?.Descendants().Any(Errors.IsOne) is true)
                return false;
        }
        return !found.Any(diagnostic => diagnostic.DefaultSeverity > DiagnosticSeverity.Info) || !Errors.AreIn(body.Syntax, ModelOf(body.Syntax.SyntaxTree), cancellation);
    }

    /// <summary>The body with all its paths followed, as it is judged.</summary>
    public Body Follow(IMethodSymbol method, Code code, Body? outer, CancellationToken cancellation)
    {
        if (_followed.TryRemove(method, out Body? known))
            return known;
        Body body = null!;
        Begin(session => Explore(body = new(this, session, method, code, outer, _rules, cancellation), always: body.Declared is not null));
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

    Code? CodeOf(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return Code.Of(syntax, ModelOf(syntax.SyntaxTree), cancellation);
    }

    // A helper may stand in another file than its caller, and the driver offers bodies in no order and only once:
    // there is no other way to a summary that is there while the user types. One model a tree, made only for helpers
    // that name a lock.
#pragma warning disable RS1030
    SemanticModel ModelOf(SyntaxTree tree) => _models.GetOrAdd(tree, each => _compilation.GetSemanticModel(each));
#pragma warning restore RS1030
}
