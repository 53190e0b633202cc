// SPDX-License-Identifier: MIT
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Analyzers.Tests.Mutations;

/// <summary>Port's kernel as one compilation in memory: without the command line, the logs and the comparison, which have no contracts.</summary>
static class PortSources
{
    static readonly string[] s_folders = ["include", "lib", "machine", "mm", "patches"];

    const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Port beside these sources, or where PORT_SOURCES says.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("PORT_SOURCES") is { Length: > 0 } given ? Path.GetFullPath(given) : Beside();

    /// <summary>As Port/.editorconfig says: in the kernel an exception is a crash, so that no path needs to be safe from one; and Port's contracts are complete.</summary>
    public static AnalyzerOptions Options { get; } = new([], new PortOptions());

    public static CSharpCompilation Compile()
    {
        CSharpParseOptions parsing = new(LanguageVersion.CSharp14, preprocessorSymbols: ["CONFIG_DEBUG_VM", "CONFIG_MEMCG", "TRACE", "NET10_0"]);
        IEnumerable<SyntaxTree> kernel = s_folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path), Encoding.UTF8), parsing, path));
        IEnumerable<SyntaxTree> given = new[] { ImplicitUsings, AttributesSource.Attributes(embedded: false) }
            .Select(text => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), parsing));
        return CSharpCompilation.Create(
            "Port",
            kernel.Concat(given),
            ContractTesting.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The path below Port, with slashes.</summary>
    public static string NameOf(SyntaxTree tree) => Path.GetRelativePath(Root, tree.FilePath).Replace('\\', '/');

    static string Beside([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Port"));

    sealed class PortOptions : AnalyzerConfigOptionsProvider
    {
        readonly Table _table = new();

        public override AnalyzerConfigOptions GlobalOptions => _table;
        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _table;
        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _table;
    }

    sealed class Table : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key is "pairing_exceptions" ? "fatal" : key is "pairing_contracts" ? "complete" : null;
            return value is not null;
        }
    }
}
