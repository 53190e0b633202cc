// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

using Pairing.Contracts;
using Pairing.Flow;
using Pairing.PAIR001;
using Pairing.PAIR002;
using Pairing.PAIR003;
using Pairing.PAIR004;
using Pairing.PAIR005;
using Pairing.PAIR006;
using Pairing.PAIR007;
using Pairing.PAIR008;
using Pairing.PAIR009;
using Pairing.PAIR010;
using Pairing.PAIR011;
using Pairing.PAIR012;
using Pairing.PAIR013;
using Pairing.PAIR014;

namespace Pairing;

/// <summary>All pairing rules: the paths of a body are followed once, and each rule watches.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PairingAnalyzer : DiagnosticAnalyzer
{
    static readonly ImmutableArray<Rule> s_rules =
        ImmutableArray.Create<Rule>(
            new HeldAtEnd(), new NotHeld(), new TakenTwice(), new Leak(), new NotOwned(), new UsedAfterRelease(), new IgnoredResult(),
            new Unguarded(), new ContractDisagrees(), new LockOrderRule(), new BlockingUnderSpinLock(), new NotRevalidated(), new SkippedRelease(), new HeldAcrossAwait());

    /// <summary>In a release build a mistake of ours costs the reports of a method, not the user's build.</summary>
    internal static bool IsHidden(Exception exception) =>
#if DEBUG
        false;
#else
        exception is not OperationCanceledException;
#endif

    /// <summary>All that the compiler calls goes through here.</summary>
    internal static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (IsHidden(exception))
        {
        }
    }

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.CreateRange(s_rules.Select(rule => rule.Descriptor).Append(Pair015.Rule));

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // what is generated counts as compiled; it is not judged
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterCompilationStartAction(static start =>
        {
            Knowledge knowledge = new(start.Compilation, start.Options, s_rules, start.CancellationToken);
            Progress progress = new(start.Compilation);
            // the names in it, while the compiler is not yet busy on all processors
            start.RegisterSyntaxTreeAction(static file => Guarded(() => NameIndex.Read(file.Tree)));
            start.RegisterSymbolAction(
                method =>
                {
                    if (progress.IsNearlyDone())
                        Guarded(() => Settle(knowledge, method.CancellationToken));
                },
                SymbolKind.Method);
            start.RegisterSemanticModelAction(file => Analyze(file, knowledge));
            Pair015.Register(start, knowledge.Contracts);
            start.RegisterCompilationEndAction(end => Guarded(() => LockOrderRule.Finish(knowledge.Order, end.ReportDiagnostic)));
        });
    }

    /// <summary>Finds out what the members of all files do, before the files come.</summary>
    static void Settle(Knowledge knowledge, CancellationToken cancellation)
    {
        foreach (NameIndex.Member member in knowledge.Names.Members)
            knowledge.Summaries.MayMatter(member, cancellation);
    }

    /// <summary>
    /// The members of a file. A code block action, even one that does nothing, would cost a tenth of the compilation,
    /// as the driver looks through every declaration for it.
    /// </summary>
    static void Analyze(SemanticModelAnalysisContext file, Knowledge knowledge)
    {
        if (file.IsGeneratedCode)
            return;
        HashSet<SyntaxNode> analyzed = [];
        foreach (NameIndex.Member member in NameIndex.MembersOf(file.SemanticModel.SyntaxTree))
        {
            file.CancellationToken.ThrowIfCancellationRequested();
            if (file.FilterSpan?.IntersectsWith(member.Code.Span) is false || analyzed.Contains(member.Code) || IsBroken(member.Code))
                continue;
            Guarded(() =>
            {
                if (Analyze(member, knowledge, file.ReportDiagnostic, file.CancellationToken))
                    analyzed.Add(member.Code);
            });
        }
    }

    /// <summary>Of code that does not compile nothing can be said; a warning says nothing against it.</summary>
    static bool IsBroken(SyntaxNode code) => code.ContainsDiagnostics && code.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Only what names something that matters is bound at all: false, if the member does not.</summary>
    static bool Analyze(NameIndex.Member member, Knowledge knowledge, Action<Diagnostic> report, CancellationToken cancellation)
    {
        bool mayMatter = knowledge.Summaries.MayMatter(member, cancellation);
        if (!mayMatter && !ContractNames.NamesOf(member.Declaration).Any(knowledge.Contracts.MayHaveContract))
            return false;
        foreach (IMethodSymbol method in knowledge.MethodsOf(member, cancellation))
        {
            // its other part is a member, too
            if (method.PartialImplementationPart is not null)
                continue;
            MethodContract? contract = knowledge.Contracts.Of(method);
            if (contract?.NoAnalysis is not null || !mayMatter && contract is not { OnSource: true } || knowledge.CodeOf(method, cancellation) is not { } code)
                continue;
            List<Body> judged = [];
            Follow(knowledge, method, code, null, judged, cancellation);
            Report(code, judged, knowledge, report, cancellation);
        }
        foreach (Code code in mayMatter ? knowledge.InitializersOf(member, cancellation) : [])
        {
            List<Body> judged = [];
            FollowLambdas(knowledge, code, null, judged, cancellation);
            Report(code, judged, knowledge, report, cancellation);
        }
        return true;
    }

    static void Report(Code code, List<Body> judged, Knowledge knowledge, Action<Diagnostic> report, CancellationToken cancellation)
    {
        List<Diagnostic> found = judged.SelectMany(body => body.Found).ToList();
        if (found.Count > 0 && !knowledge.Compiles(code.Operation, found, cancellation))
            return;
        found.ForEach(report);
        judged.ForEach(knowledge.Order.Add);
    }

    /// <summary>A method with the functions in it.</summary>
    static void Follow(Knowledge knowledge, IMethodSymbol method, Code code, Body? outer, List<Body> judged, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Body body = knowledge.Follow(method, code, outer, cancellation);
        if (body.IsBroken || !body.Matters)
            return;
        if (!body.GaveUp)
        {
            body.Raise(rule => rule.OnBody(body));
            judged.Add(body);
        }
        ControlFlowGraph graph = body.Graph;
        foreach (IMethodSymbol local in graph.LocalFunctions)
            Follow(knowledge, local, new Code(graph.GetLocalFunctionControlFlowGraph(local, cancellation)), body, judged, cancellation);
        FollowLambdas(knowledge, code, body, judged, cancellation);
    }

    static void FollowLambdas(Knowledge knowledge, Code code, Body? outer, List<Body> judged, CancellationToken cancellation)
    {
        foreach (IFlowAnonymousFunctionOperation lambda in code.Operations.OfType<IFlowAnonymousFunctionOperation>())
            Follow(knowledge, lambda.Symbol, new Code(code.Graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation)), outer, judged, cancellation);
    }
}
