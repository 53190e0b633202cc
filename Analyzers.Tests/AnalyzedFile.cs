// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

using Pairing;

namespace Analyzers.Tests;

/// <summary>A source file beside the tests, compiled on its own in memory and run through every rule.</summary>
sealed class AnalyzedFile
{
    /// <summary>A line of this text in a file turns PAIR013 off for it, as .editorconfig would.</summary>
    const string Fatal = "// exceptions are fatal here: PAIR013 does not apply";

    readonly string _code;
    readonly CSharpCompilation _compilation;
    readonly AnalyzerOptions _options;

    AnalyzedFile(string path)
    {
        string marked = File.ReadAllText(path);
        TestFileMarkupParser.GetSpans(marked, out _code, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);
        Expected = [.. spans.SelectMany(id => id.Value.Select(span => Describe(span.Start, id.Key))).Order()];
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        _compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(_code, parsing, path), CSharpSyntaxTree.ParseText(ContractTesting.AttributesText, parsing)],
            ContractTesting.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _options = new AnalyzerOptions([], new Options(marked.Contains(Fatal)));
    }

    /// <summary>What the markup asks for, one "line:column id text" each.</summary>
    public IReadOnlyList<string> Expected { get; }

    /// <summary>The files of one folder beside the test assembly.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(PathOf(folder, ""), "*.cs").Select(path => Path.GetFileName(path)).Order();

    public static AnalyzedFile Read(string folder, string name) => new(PathOf(folder, name));

    public IEnumerable<string> CompilerErrors() =>
        _compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString());

    public async Task<IReadOnlyList<string>> Reported()
    {
        CompilationWithAnalyzers analyzed = _compilation.WithAnalyzers([new PairingAnalyzer()], _options);
        ImmutableArray<Diagnostic> found = await analyzed.GetAnalyzerDiagnosticsAsync();
        return [.. found.Select(one => one.Location.IsInSource
            ? Describe(one.Location.SourceSpan.Start, one.Id) + "  // " + one.GetMessage()
            : one.ToString()).Order()];
    }

    static string PathOf(string folder, string name) => Path.Combine(AppContext.BaseDirectory, folder, name);

    string Describe(int position, string id)
    {
        SourceText text = SourceText.From(_code);
        TextLine line = text.Lines.GetLineFromPosition(position);
        return $"{line.LineNumber + 1,4}:{position - line.Start + 1,-3} {id} {line.ToString().Trim()}";
    }

    sealed class Options(bool fatal) : AnalyzerConfigOptionsProvider
    {
        readonly Table _table = new(fatal);

        public override AnalyzerConfigOptions GlobalOptions => _table;
        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _table;
        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _table;
    }

    sealed class Table(bool fatal) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = fatal && key is "pairing.exceptions" or "pairing_exceptions" ? "fatal" : null;
            return value != null;
        }
    }
}
