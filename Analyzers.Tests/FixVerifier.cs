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
    public static Task Fix<TFix>(string title, string before, string after)
        where TFix : CodeFixProvider, new() =>
        new Test<TFix>(title, before, after).RunAsync();

    /// <summary>What the markup says is reported, and the fix is not offered.</summary>
    public static Task NoFix<TFix>(string title, string code)
        where TFix : CodeFixProvider, new() =>
        new Test<TFix>(title, code, code) { FixedState = { MarkupHandling = MarkupMode.Allow } }.RunAsync();

    sealed class Test<TFix> : CSharpCodeFixTest<PairingAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public Test(string title, string before, string after)
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(ContractTesting.References);
            TestState.Sources.Add(before);
            FixedState.Sources.Add(after);
            foreach (SolutionState state in new SolutionState[] { TestState, FixedState })
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
