// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;
using Pairing.CodeFixes;
using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>Pages, table, release notes and descriptors agree, and the pages' examples do what the pages say.</summary>
[TestFixture]
public partial class DocsTests
{
    static readonly string s_docs = Path.Combine(AppContext.BaseDirectory, "docs");

    static IEnumerable<DiagnosticDescriptor> Descriptors => new PairingAnalyzer().SupportedDiagnostics.OrderBy(descriptor => descriptor.Id);

    static IEnumerable<string> Ids => Descriptors.Select(descriptor => descriptor.Id);

    [Test]
    public void There_are_fifteen_rules() =>
        Assert.That(Ids, Is.EqualTo(Enumerable.Range(1, 15).Select(number => $"PAIR{number:000}")));

    [TestCaseSource(nameof(Descriptors))]
    public void A_rule_has_its_page(DiagnosticDescriptor descriptor)
    {
        string page = Page(descriptor.Id);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.StartWith($"# {descriptor.Id}: {descriptor.Title}\n"));
            Assert.That(descriptor.HelpLinkUri, Does.EndWith($"docs/{descriptor.Id}.md"));
            Assert.That(descriptor.Description.ToString(), Is.Not.Empty);
            Assert.That(descriptor.Category, Is.EqualTo("Pairing"));
            foreach (string heading in new[] { "Flagged", "Fine", "Why", "Configuration", "Limits" })
                Assert.That(page, Does.Contain($"\n## {heading}\n"));
            Assert.That(page, Does.Contain($"`dotnet_diagnostic.{descriptor.Id}.severity`"));
        });
    }

    [Test]
    public void The_table_is_that_of_the_descriptors()
    {
        IEnumerable<string> expected = Descriptors.Select(descriptor =>
            $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.DefaultSeverity} |");
        IEnumerable<string> rows = Page("README").Split('\n').Where(line => line.StartsWith("| [PAIR")).Select(line => line[..(line.TrimEnd('|').LastIndexOf('|') + 1)]);
        Assert.That(rows, Is.EqualTo(expected));
    }

    [Test]
    public void The_table_says_which_rules_have_code_fixes()
    {
        IEnumerable<string> fixable = typeof(ReleaseCodeFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)
            .Distinct().Order();
        IEnumerable<string> rows = Page("README").Split('\n').Where(line => line.StartsWith("| [PAIR") && !line.EndsWith("|  |")).Select(line => line[3..10]);
        Assert.That(rows, Is.EqualTo(fixable));
    }

    [Test]
    public void The_release_notes_are_those_of_the_descriptors()
    {
        IEnumerable<string> expected = Descriptors.Select(descriptor =>
            $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}, [documentation](docs/{descriptor.Id}.md)");
        IEnumerable<string> notes = new[] { "Shipped", "Unshipped" }
            .SelectMany(kind => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, $"AnalyzerReleases.{kind}.md")))
            .Where(line => line.StartsWith("PAIR"));
        Assert.That(notes.Order(), Is.EqualTo(expected));
    }

    [Test]
    public void Links_lead_somewhere()
    {
        List<string> dead = [];
        foreach (string path in Directory.GetFiles(s_docs, "*.md"))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(path)))
            {
                string target = link.Groups[1].Value;
                if (!target.StartsWith("http") && !target.StartsWith("../") && target.Length > 0 && !File.Exists(Path.Combine(s_docs, target)))
                    dead.Add($"{Path.GetFileName(path)}: {target}");
            }
        }
        Assert.That(dead, Is.Empty);
    }

    [Test]
    public void Every_word_of_the_vocabulary_is_documented()
    {
        string attributes = Page("attributes"), text = Page("pairs.txt");
        Assert.Multiple(() =>
        {
            foreach (string verb in Vocabulary.Verbs)
                Assert.That(text, Does.Contain($"`{verb}`"));
            Compilation compilation = ContractTesting.Compile("");
            foreach (INamedTypeSymbol type in compilation.GetTypeByMetadataName("Pairing.AcquiresAttribute")!.ContainingNamespace.GetTypeMembers().Where(type => !type.IsAbstract))
                Assert.That(attributes, Does.Contain(Vocabulary.ShortName(type.Name)));
            foreach (IPropertySymbol property in compilation.GetTypeByMetadataName("Pairing.ContractAttribute")!.GetMembers().OfType<IPropertySymbol>())
                Assert.That(attributes, Does.Contain($"`{property.Name} = "));
        });
    }

    [Test]
    public void The_published_cases_are_those_of_their_files()
    {
        string page = Page("published-cases");
        IEnumerable<string> counts = AnalyzedFile.Names("Published").Select(name => $"| `{name}` | {AnalyzedFile.Read("Published", name).Expected.Count} |");
        Assert.That(page.Split('\n').Where(line => line.StartsWith("| `") && line.Contains(".cs` | ") && line.Count(letter => letter == '|') == 3), Is.EqualTo(counts));

        // what the last column names is there
        string code = string.Join('\n', new[] { "Published", "ValidCode" }.SelectMany(folder => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.cs")).Select(File.ReadAllText));
        IEnumerable<string> names = page.Split('\n').Where(line => line.Count(letter => letter == '|') == 4)
            .SelectMany(line => Name().Matches(line.Split('|')[3]).SelectMany(match => match.Groups[1].Value.Split('.')));
        Assert.That(names.Where(name => name != "cs" && !Regex.IsMatch(code, $@"\b{name}") && !File.Exists(Path.Combine(AppContext.BaseDirectory, "Published", name + ".cs"))), Is.Empty);
    }

    static IEnumerable<TestCaseData> Examples => Directory.GetFiles(s_docs, "*.md").Order().SelectMany(path =>
    {
        string page = Path.GetFileNameWithoutExtension(path);
        return Sections(File.ReadAllText(path)).SelectMany(section => section.Code.Select((code, i) =>
            new TestCaseData(page, section.Heading == "Flagged", code, section.Text).SetName($"{{m}}({page}, {section.Heading}, {i})")));
    });

    /// <summary>An example under "Flagged" gets its page's diagnostic, and every example nothing else.</summary>
    [TestCaseSource(nameof(Examples))]
    public async Task An_example_is_as_its_page_says(string page, bool flagged, string code, string[] texts)
    {
        bool whole = code.Contains("namespace ");
        Compilation compilation = ContractTesting.Compile($$"""
            using System.Buffers;
            using System.IO;
            using System.Runtime.InteropServices;
            {{(whole ? code : $"class Example\n{{\n{code}\n}}")}}
            """);
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty, code);
        ImmutableArray<Diagnostic> found = await compilation
            .WithAnalyzers([new PairingAnalyzer()], new AnalyzerOptions([.. texts.Select((text, i) => ContractTesting.File($"{i}.pairs.txt", text))]))
            .GetAnalyzerDiagnosticsAsync();
        // an exception may skip almost any release: that is a suggestion, for its own page
        IEnumerable<string> ids = found.Select(diagnostic => diagnostic.Id).Where(id => id != "PAIR013" || page == "PAIR013").Distinct();
        Assert.That(ids, Is.EqualTo(flagged ? [page] : Array.Empty<string>()), string.Join('\n', found.Select(diagnostic => diagnostic.ToString()).Append(code)));
    }

    static string Page(string name) => File.ReadAllText(Path.Combine(s_docs, name + ".md")).ReplaceLineEndings("\n");

    static IEnumerable<(string Heading, string[] Code, string[] Text)> Sections(string page)
    {
        foreach (string section in ("\n" + page.ReplaceLineEndings("\n")).Split("\n## "))
        {
            string heading = section[..Math.Max(0, section.IndexOf('\n'))];
            yield return (heading, Blocks(section, "csharp"), Blocks(section, "pairs"));
        }

        static string[] Blocks(string section, string language) =>
            [.. Regex.Matches(section, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("`([A-Z][\\w.]*)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\]\(([^)#]*)[^)]*\)")]
    private static partial Regex Link();
}
