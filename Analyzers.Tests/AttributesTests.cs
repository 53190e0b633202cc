// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>The attributes that the generator gives to the user's compilation.</summary>
[TestFixture]
public class AttributesTests
{
    const string User = """
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Second")]
        public class Latch
        {
            [Pairing.Acquires(Reentrant = true)] public void Lock() { }
            [return: Pairing.CondGets("nonnull", Speculative = true)] public object Get() { return null; }
            [Pairing.MustHold("_gate")] private int _count = 0;
            [Pairing.Moves("item", into: "list")] public void Add(object item, object list) { _count++; }
        }
        """;

    [TestCase(LanguageVersion.CSharp7_3)]
    [TestCase(LanguageVersion.CSharp12)]
    [TestCase(LanguageVersion.Latest)]
    public void Generated_text_compiles_without_a_word(LanguageVersion version)
    {
        Compilation compilation = Generate("First", version);
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden), Is.Empty);
    }

    [Test]
    public void Two_assemblies_that_see_each_other_s_internals_do_not_clash()
    {
        Compilation first = Generate("First", LanguageVersion.Latest);
        Compilation second = Generate("Second", LanguageVersion.Latest, first.ToMetadataReference());
        Assert.That(second.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden && diagnostic.Id != "CS0436"
            || diagnostic.ToString().Contains("Pairing.")), Is.Empty);
    }

    [Test]
    public async Task Compilers_that_cannot_embed_have_the_clash_suppressed()
    {
        Compilation First(string name, params MetadataReference[] more) => CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(User.Replace("class Latch", $"class {name}Latch")), CSharpSyntaxTree.ParseText(AttributesSource.Attributes(embedded: false))],
            ContractTesting.References.AddRange(more),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Compilation second = First("Second", First("First").ToMetadataReference());
        Assert.That(second.GetDiagnostics().Select(diagnostic => diagnostic.Id), Has.Member("CS0436"));

        ImmutableArray<Diagnostic> left = await second
            .WithOptions(second.Options.WithReportSuppressedDiagnostics(true))
            .WithAnalyzers([new SharedAttributeSuppressor()])
            .GetAllDiagnosticsAsync();
        Assert.That(left.Where(diagnostic => !diagnostic.IsSuppressed), Is.Empty);
    }

    [Test]
    public void One_s_own_attributes_can_take_their_place()
    {
        Compilation compilation = Generate("First", LanguageVersion.Latest, "PAIRING_OWN_ATTRIBUTES");
        Assert.That(compilation.GetTypeByMetadataName("Pairing.AcquiresAttribute"), Is.Null);
    }

    static Compilation Generate(string name, LanguageVersion version, params MetadataReference[] more) => Generate(name, version, null, more);

    static Compilation Generate(string name, LanguageVersion version, string? symbol, params MetadataReference[] more)
    {
        CSharpParseOptions options = new(version, preprocessorSymbols: symbol is null ? [] : [symbol]);
        Compilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(User.Replace("class Latch", $"class {name}Latch"), options)],
            ContractTesting.References.AddRange(more),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create([new AttributesGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> problems);
        Assert.That(problems, Is.Empty);
        return generated;
    }
}
