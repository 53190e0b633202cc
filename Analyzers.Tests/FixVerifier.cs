// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

using Pairing;

namespace Analyzers.Tests;

/// <summary>Applies a fix once and with FixAll; what comes out compiles, and nothing is reported in it.</summary>
static class FixVerifier
{
    /// <param name="afterAll">What FixAll makes of several reports, if that is not what one fix after the other does.</param>
    public static Task Fix<TFix>(string title, string before, string after, string? afterAll = null, int roundsOfAll = 1)
        where TFix : CodeFixProvider, new() =>
        new Test<TFix>(title, before, after, afterAll ?? after) { NumberOfFixAllIterations = roundsOfAll }.RunAsync();

    /// <summary>What the markup says is reported, and the fix is not offered.</summary>
    public static Task NoFix<TFix>(string title, string code)
        where TFix : CodeFixProvider, new() =>
        new Test<TFix>(title, code, code, code) { FixedState = { MarkupHandling = MarkupMode.Allow } }.RunAsync();

    sealed class Test<TFix> : CSharpCodeFixTest<PairingAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public Test(string title, string before, string after, string afterAll)
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(ContractTesting.References);
            TestState.Sources.Add(before);
            FixedState.Sources.Add(after);
            BatchFixedState.Sources.Add(afterAll);
            foreach (SolutionState state in new SolutionState[] { TestState, FixedState, BatchFixedState })
            {
                state.Sources.Add(("Usings.cs", ContractTesting.Usings));
                state.Sources.Add(("Attributes.cs", ContractTesting.AttributesText));
            }
            CodeActionEquivalenceKey = title;
            // a suggestion, for its own test
            if (!before.Contains("PAIR013"))
                DisabledDiagnostics.Add("PAIR013");
        }

        protected override CompilationOptions CreateCompilationOptions() =>
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);
    }
}
