// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

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
#if DEBUG
    const bool FailuresShow = true;
#else
    const bool FailuresShow = false;
#endif

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.CreateRange(s_rules.Select(rule => rule.Descriptor).Append(Pair015.Rule));

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            Knowledge knowledge = new(start.Compilation, start.Options, s_rules, start.CancellationToken);
            start.RegisterCodeBlockAction(block => Analyze(block, knowledge));
            Pair015.Register(start, knowledge.Contracts);
            start.RegisterCompilationEndAction(end => LockOrderRule.Finish(knowledge.Order, end.ReportDiagnostic));
        });
    }

    /// <summary>Only what names something that matters is bound at all.</summary>
    static void Analyze(CodeBlockAnalysisContext context, Knowledge knowledge)
    {
        // of code that does not compile nothing can be said
        if (context.OwningSymbol is not IMethodSymbol method || context.CodeBlock is TypeDeclarationSyntax || context.CodeBlock.ContainsDiagnostics)
            return;
        try
        {
            MethodContract? contract = knowledge.Contracts.MayHaveContract(method.Name) ? knowledge.Contracts.Of(method) : null;
            if (contract is not { OnSource: true } && !knowledge.Summaries.MayMatter(context.CodeBlock, context.CancellationToken) || (contract ?? knowledge.Contracts.Of(method))?.NoAnalysis is not null)
                return;
            if (Code.Of(context.CodeBlock, context.SemanticModel, context.CancellationToken) is not { } code)
                return;
            List<Diagnostic> found = [];
            Follow(knowledge, method, code, null, found.Add, context.CancellationToken);
            if (found.Count > 0 && knowledge.Compiles(code.Operation, found, context.CancellationToken))
                found.ForEach(context.ReportDiagnostic);
        }
        catch (Exception exception) when (!FailuresShow && exception is not OperationCanceledException)
        {
        }
    }

    static void Follow(Knowledge knowledge, IMethodSymbol method, Code code, Body? outer, Action<Diagnostic> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Body body = knowledge.Follow(method, code, outer, cancellation);
        if (body.IsBroken || !body.Matters)
            return;
        if (!body.GaveUp)
        {
            body.Raise(rule => rule.OnBody(body));
            foreach (Diagnostic diagnostic in body.Found)
                report(diagnostic);
        }
        ControlFlowGraph graph = body.Graph;
        foreach (IMethodSymbol local in graph.LocalFunctions)
            Follow(knowledge, local, new Code(graph.GetLocalFunctionControlFlowGraph(local, cancellation)), body, report, cancellation);
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations.Concat(block.BranchValue is { } value ? [value] : []))
            {
                foreach (IFlowAnonymousFunctionOperation lambda in operation.DescendantsAndSelf().OfType<IFlowAnonymousFunctionOperation>())
                    Follow(knowledge, lambda.Symbol, new Code(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation)), body, report, cancellation);
            }
        }
    }
}
