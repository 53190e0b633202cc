// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

using Pairing;
using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>What the tests of contracts share: compilations to ask about, and a verifier that runs PAIR015 alone.</summary>
static class ContractTesting
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Pairing;
        """;

    /// <summary>The reference assemblies of the SDK that runs the tests.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = FindReferences();

    public static string AttributesText { get; } = AttributesSource.Attributes(embedded: false);

    public static CSharpCompilation Compile(string source, params MetadataReference[] more) =>
        CSharpCompilation.Create(
            "Test",
            [.. new[] { source, Usings, AttributesText }.Select(text => CSharpSyntaxTree.ParseText(text))],
            References.AddRange(more),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    public static ContractSet Contracts(Compilation compilation, params string[] texts) =>
        ContractSet.Create(
            compilation,
            new AnalyzerOptions([.. texts.Select((text, i) => new TextFile($"{i}.pairs.txt", text))]),
            default);

    /// <summary>The effects of the methods of that name in source, or of the getters of such properties.</summary>
    public static string EffectsOf(Compilation compilation, string name, params string[] texts)
    {
        ContractSet contracts = Contracts(compilation, texts);
        IEnumerable<IMethodSymbol?> methods = compilation.GetSymbolsWithName(name).Select(symbol => symbol as IMethodSymbol ?? (symbol as IPropertySymbol)?.GetMethod);
        return string.Join("; ", methods.OfType<IMethodSymbol>().Select(method => Text(contracts.Of(method))).Where(text => text != ""));
    }

    public static string Text(MethodContract? contract) => contract is null ? "" : string.Join("; ", contract.Effects);

    /// <summary>Checks the PAIR015 marked in a source and, with markup too, in texts.</summary>
    public static Task Verify(string source, params (string Path, string Text)[] texts)
    {
        var test = new Test { TestState = { Sources = { source, ("Usings.cs", Usings), ("Attributes.cs", AttributesText) } } };
        foreach ((string path, string text) in texts)
            test.TestState.AdditionalFiles.Add((path, text));
        return test.RunAsync();
    }

    public static AdditionalText File(string path, string text) => new TextFile(path, text);

    static ImmutableArray<MetadataReference> FindReferences()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = System.IO.Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        string newest = Directory.GetDirectories(packs).OrderBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version()).Last();
        return [.. Directory.GetFiles(newest, "*.dll", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path))!.StartsWith("net"))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    sealed class TextFile(string path, string content) : AdditionalText
    {
        public override string Path => path;
        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(content);
    }

    sealed class Test : CSharpAnalyzerTest<OnlyPair015, DefaultVerifier>
    {
        public Test()
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(References);
        }

        protected override CompilationOptions CreateCompilationOptions() =>
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);
    }

#pragma warning disable RS1001, RS1036 // no analyzer of the package
    internal sealed class OnlyPair015 : DiagnosticAnalyzer
#pragma warning restore
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Pair015.Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationStartAction(start => Pair015.Register(start, ContractSet.Create(start.Compilation, start.Options, start.CancellationToken)));
        }
    }
}
