// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing.Flow;

namespace Analyzers.Tests;

/// <summary>The summaries are begun when the compiler has nearly done, which is known by counting its methods.</summary>
[TestFixture]
public class ProgressTests
{
    [TestCase("public void M() { }", 1)]
    [TestCase("public int M() => 0;", 1)]
    [TestCase("public abstract void M();", 1)]
    [TestCase("public C(int n) { } static C() { } ~C() { }", 3)]
    [TestCase("public int P { get; set; }", 2)]
    [TestCase("public int P { get => 0; init { } }", 2)]
    [TestCase("public int P => 0;", 1)]
    [TestCase("public int this[int n] => n;", 1)]
    [TestCase("public event System.Action E { add { } remove { } }", 2)]
    [TestCase("public event System.Action E;", 0)]
    [TestCase("public static C operator +(C a, C b) => a; public static implicit operator int(C c) => 0;", 2)]
    [TestCase("public int F = 1; enum E { A } delegate void D(); class Nested { void M() { void Local() { } Local(); } }", 1)]
    [TestCase("interface I { void M(); int P { get; } } struct S { public void M() { } }", 3)]
    public async Task The_driver_tells_of_the_methods_that_are_counted(string members, int expected)
    {
        Compilation compilation = ContractTesting.Compile($"abstract partial class C {{ {members} }}");
        Counter counter = new();
        await compilation.WithAnalyzers([counter]).GetAnalyzerDiagnosticsAsync();
        Assert.That(compilation.SyntaxTrees.Sum(NameIndex.MethodsOf), Is.EqualTo(expected + Attributes));
        Assert.That(counter.Methods, Is.EqualTo(expected + Attributes));
    }

    /// <summary>What every compilation of the tests has.</summary>
    static int Attributes => ContractTesting.Compile("").SyntaxTrees.Sum(NameIndex.MethodsOf);

    [TestCase(0, ExpectedResult = "")]
    [TestCase(1, ExpectedResult = "")]
    [TestCase(2, ExpectedResult = "1")]
    [TestCase(100, ExpectedResult = "90")]
    public string It_is_nearly_done_once(int methods)
    {
        Compilation compilation = ContractTesting.Compile($"class C {{ {string.Join(' ', Enumerable.Range(0, methods).Select(n => $"void M{n}() {{ }}"))} }}");
        Progress progress = new(compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Skip(1)));
        return string.Join(' ', Enumerable.Range(1, methods).Where(_ => progress.IsNearlyDone()));
    }

#pragma warning disable RS1001, RS1036 // no analyzer of the package
    sealed class Counter : DiagnosticAnalyzer
#pragma warning restore
    {
        int _methods;

        public int Methods => _methods;

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Pairing.Pair015.Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
            context.RegisterSymbolAction(_ => Interlocked.Increment(ref _methods), SymbolKind.Method);
        }
    }
}
