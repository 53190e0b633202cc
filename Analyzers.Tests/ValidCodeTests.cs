// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>The code in ValidCode/ is right, however tricky: no rule says a word.</summary>
public class ValidCodeTests
{
    const string NotYetSilent = "ExpressionsAndPatterns.cs";

    static IEnumerable<TestCaseData> Files => AnalyzedFile.Names("ValidCode").Select(name => name == NotYetSilent
        ? new TestCaseData(name)
        : new TestCaseData(name));

    [TestCaseSource(nameof(Files))]
    public async Task Silent(string name)
    {
        AnalyzedFile file = AnalyzedFile.Read("ValidCode", name);
        Assert.That(file.CompilerErrors(), Is.Empty);
        Assert.That(await file.Reported(), Is.Empty);
    }
}
