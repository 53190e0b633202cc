// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>What the tests of other checkers check, in Published/: reported where marked, and nowhere else. docs/published-cases.md lists them.</summary>
public class PublishedTests
{
    static IEnumerable<string> Files => AnalyzedFile.Names("Published");

    [TestCaseSource(nameof(Files))]
    public async Task AsMarked(string name)
    {
        AnalyzedFile file = AnalyzedFile.Read("Published", name);
        Assert.That(file.CompilerErrors(), Is.Empty);
        string[] reported = [.. (await file.Reported()).Select(one => one.Split("  // ")[0])];
        Assert.That(reported, Is.EqualTo(file.Expected).AsCollection, string.Join('\n', reported.Except(file.Expected).Select(one => "+ " + one).Concat(file.Expected.Except(reported).Select(one => "- " + one))));
    }
}
