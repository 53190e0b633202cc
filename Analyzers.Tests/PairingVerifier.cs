// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

using Pairing;
using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>Runs the analyzer on a text, with unsafe code allowed, the contract attributes and the framework of this SDK.</summary>
static class PairingVerifier
{
    /// <summary>The pinned packages of ReferenceAssemblies are not served everywhere: the SDK's targeting pack is read once instead.</summary>
    static readonly ImmutableArray<MetadataReference> s_framework = Directory
        .GetFiles(TargetingPack(), "*.dll")
        .Select(MetadataReference (path) => MetadataReference.CreateFromFile(path))
        .ToImmutableArray();

    /// <summary>The SDK's own, for tasks that it compiles: an IntPtr is a struct with operators there.</summary>
    static readonly ImmutableArray<MetadataReference> s_netStandard =
        [MetadataReference.CreateFromFile(Directory.GetDirectories(Path.Combine(DotNetRoot(), "sdk"), "10.*").Select(sdk => Path.Combine(sdk, "ref/netstandard.dll")).Last(File.Exists))];

    const string Buffers = "global using System.Buffers;";

    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Runtime.InteropServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Pairing;
        """;

    /// <summary>Nothing is reported, or nothing but suggestions.</summary>
    public static Task Silent(string code, bool suggestions = false) => Verify(code, null, strict: suggestions);

    /// <summary>What the markup says is reported ({|PAIR001:...|}), and nothing else but suggestions.</summary>
    public static Task Reports(string code) => Verify(code, null, strict: code.Contains(Ids.SkippedRelease, StringComparison.Ordinal));

    public static Task Reports(string code, string pairs) => Verify(code, pairs, strict: false);

    /// <summary>What the markup says is reported, and nothing else, where contracts are said to be complete.</summary>
    public static Task ReportsWhereComplete(string code) => Verify(code, null, strict: false, "pairing_contracts = complete");

    /// <summary>What the markup says is reported, and nothing else, in code for .NET Standard 2.0, and in code for this framework.</summary>
    public static async Task ReportsOnAnyFramework(string code)
    {
        await Verify(code, null, strict: false);
        await Verify(code, null, strict: false, isForNetStandard: true);
    }

    /// <summary>What the markup says is reported, and nothing else, in code that references an assembly made of other code.</summary>
    public static Task ReportsInUserOf(string library, string code)
    {
        using MemoryStream image = new();
        Assert.That(ContractTesting.Compile(library).Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        return Verify(code, null, strict: false, library: MetadataReference.CreateFromImage(image.ToArray()));
    }

    static Task Verify(string code, string? pairs, bool strict, string? option = null, bool isForNetStandard = false, MetadataReference? library = null)
    {
        Test test = new(isForNetStandard) { TestCode = code };
        if (library is not null)
            test.TestState.AdditionalReferences.Add(library);
        if (option is not null)
            test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n[*.cs]\n{option}\n"));
        if (!strict)
            test.DisabledDiagnostics.Add(Ids.SkippedRelease);
        if (pairs is not null)
            test.TestState.AdditionalFiles.Add(("own.pairs.txt", pairs));
        return test.RunAsync();
    }

    static string DotNetRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    static string TargetingPack() => Directory.GetDirectories(Path.Combine(DotNetRoot(), "packs/Microsoft.NETCore.App.Ref"), "10.*")
        .Select(pack => Path.Combine(pack, "ref/net10.0")).Last(Directory.Exists);

    sealed class Test : CSharpAnalyzerTest<PairingAnalyzer, DefaultVerifier>
    {
        public Test(bool isForNetStandard)
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(isForNetStandard ? s_netStandard : s_framework);
            TestState.Sources.Add(("Usings.cs", isForNetStandard ? Usings : Usings + "\n" + Buffers));
            TestState.Sources.Add(("Attributes.cs", AttributesSource.Attributes(embedded: false)));
        }

        protected override CompilationOptions CreateCompilationOptions() => new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: [new("CS8981", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]);

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);
    }
}
