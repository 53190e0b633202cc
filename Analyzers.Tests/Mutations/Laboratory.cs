// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using Pairing;
using Pairing.Contracts;
using Pairing.Flow;

namespace Analyzers.Tests.Mutations;

/// <summary>What became of a mutant.</summary>
enum Fate
{
    Caught,
    Missed,
    /// <summary>The compiler rejects it: no mutant.</summary>
    NotCompiled,
}

sealed record Outcome(Mutant Mutant, Fate Fate, IReadOnlyList<string> Reported);

/// <summary>Compiles mutants in memory and asks the analyzer about the mutated member only, and about the members that call it, and so on, where its contract is inferred.</summary>
sealed class Laboratory
{
    /// <summary>So many callers, and callers of those whose contracts are inferred as well, are asked at most: one that is told is enough.</summary>
    const int Callers = 16;

    readonly CSharpCompilation _port = PortSources.Compile();
    readonly ContractSet _contracts;
    readonly Lazy<ILookup<string, MemberDeclarationSyntax>> _callers;
    readonly ConcurrentDictionary<MemberDeclarationSyntax, Task<ImmutableArray<Diagnostic>>> _before = new();
    readonly CompilationWithAnalyzers _unmutated;
    readonly Lazy<Knowledge> _knowledge;

    public Laboratory()
    {
        _contracts = ContractSet.Create(_port, PortSources.Options, default);
        _callers = new(() => _port.SyntaxTrees
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Select(call => (Name: call.Expression.GetLastToken().ValueText, Member: call.FirstAncestorOrSelf<MemberDeclarationSyntax>()!))
            .Distinct()
            .ToLookup(call => call.Name, call => call.Member));
        _unmutated = Analyzed(_port);
        _knowledge = new(() => new Knowledge(_port, PortSources.Options, [], default));
    }

    public IEnumerable<Diagnostic> CompilerErrors() => _port.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error);

    /// <summary>What every rule says of the unmutated Port.</summary>
    public Task<ImmutableArray<Diagnostic>> Unmutated() => _unmutated.GetAnalyzerDiagnosticsAsync(default(CancellationToken));

    public ImmutableArray<Mutant> Mutants() => [.. new Mutator(_port, PortSources.Options, default).All()];

    public async Task<Outcome> Try(Mutant mutant)
    {
        SyntaxTree tree = mutant.Site.Tree;
        SyntaxTree mutated = tree.WithChangedText(tree.GetText().WithChanges(mutant.Changes));
        CSharpCompilation compilation = _port.ReplaceSyntaxTree(tree, mutated);
        int growth = mutant.Changes.Sum(change => change.NewText!.Length - change.Span.Length);
        TextSpan span = new(mutant.Site.Member.SpanStart, mutant.Site.Member.Span.Length + growth);
        if (compilation.GetSemanticModel(mutated).GetDiagnostics(span).Any(found => found.Severity == DiagnosticSeverity.Error))
            return new Outcome(mutant, Fate.NotCompiled, []);

        CompilationWithAnalyzers analyzed = Analyzed(compilation);
        HashSet<(string, int)> known = [.. (await Before(mutant.Site.Member)).Select(found => (found.Id, found.Location.SourceSpan.Start))];
        List<string> reported = [.. (await In(analyzed, mutated, span)).Where(found => !known.Contains((found.Id, Original(found, mutant)))).Select(Text)];
        if (reported.Count == 0 && IsInferred(mutant.Site.Member))
        {
            HashSet<MemberDeclarationSyntax> asked = [mutant.Site.Member];
            Queue<string> names = new([mutant.Site.MemberName]);
            while (reported.Count == 0 && names.TryDequeue(out string? name))
            {
                foreach (MemberDeclarationSyntax caller in _callers.Value[name])
                {
                    if (reported.Count > 0 || asked.Count > Callers || !asked.Add(caller))
                        continue;
                    reported.AddRange(await Added(analyzed, caller, mutant, mutated));
                    if (caller is MethodDeclarationSyntax method && IsInferred(caller))
                        names.Enqueue(method.Identifier.ValueText);
                }
            }
        }
        return new Outcome(mutant, reported.Count > 0 ? Fate.Caught : Fate.Missed, reported);
    }

    /// <summary>What a caller is told now and was not told before.</summary>
    async Task<IEnumerable<string>> Added(CompilationWithAnalyzers analyzed, MemberDeclarationSyntax caller, Mutant mutant, SyntaxTree mutated)
    {
        bool isSameFile = caller.SyntaxTree == mutant.Site.Tree;
        int shift = isSameFile ? mutant.Changes.Where(change => change.Span.Start < caller.SpanStart).Sum(change => change.NewText!.Length - change.Span.Length) : 0;
        SyntaxTree tree = isSameFile ? mutated : caller.SyntaxTree;
        ImmutableArray<Diagnostic> now = await In(analyzed, tree, new TextSpan(caller.SpanStart + shift, caller.Span.Length));
        HashSet<(string, int)> known = [.. (await Before(caller)).Select(found => (found.Id, found.Location.SourceSpan.Start + shift))];
        return now.Where(found => !known.Contains((found.Id, found.Location.SourceSpan.Start))).Select(Text);
    }

    /// <summary>Whether the engine gives up on the member, as it is unmutated.</summary>
    public bool IsGivenUp(MemberDeclarationSyntax member)
    {
        SemanticModel model = _port.GetSemanticModel(member.SyntaxTree);
        if (model.GetDeclaredSymbol(member) is not IMethodSymbol method || Code.Of(member, model, default) is not { } code)
            return false;
        Body body = new(_knowledge.Value, method, code, null, default);
        Explorer.Run(body);
        return body.GaveUp;
    }

    Task<ImmutableArray<Diagnostic>> Before(MemberDeclarationSyntax member) =>
        _before.GetOrAdd(member, each => In(_unmutated, each.SyntaxTree, each.Span));

    static async Task<ImmutableArray<Diagnostic>> In(CompilationWithAnalyzers analyzed, SyntaxTree tree, TextSpan span)
    {
        SemanticModel model = analyzed.Compilation.GetSemanticModel(tree);
        ImmutableArray<Diagnostic> found = await analyzed.GetAnalyzerSemanticDiagnosticsAsync(model, span, default);
        return [.. found.Where(one => span.Contains(one.Location.SourceSpan.Start))];
    }

    bool IsInferred(MemberDeclarationSyntax member) =>
        _port.GetSemanticModel(member.SyntaxTree).GetDeclaredSymbol(member) is IMethodSymbol method && _contracts.Of(method) is null;

    /// <summary>Where a diagnostic of the mutant would stand in the unmutated text; -1 within what is new.</summary>
    static int Original(Diagnostic found, Mutant mutant)
    {
        int position = found.Location.SourceSpan.Start;
        foreach (TextChange change in mutant.Changes)
        {
            if (position < change.Span.Start)
                break;
            if (position < change.Span.Start + change.NewText!.Length)
                return change.Span.IsEmpty ? -1 : change.Span.Start;
            position -= change.NewText.Length - change.Span.Length;
        }
        return position;
    }

    static CompilationWithAnalyzers Analyzed(Compilation compilation) => compilation.WithAnalyzers([new PairingAnalyzer()], PortSources.Options);

    static string Text(Diagnostic found) => $"{found.Id} line {found.Location.GetLineSpan().StartLinePosition.Line + 1}: {found.GetMessage()}";
}
