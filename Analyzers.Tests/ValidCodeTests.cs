// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>The code in ValidCode/ is right, however tricky: no rule says a word.</summary>
public class ValidCodeTests
{
    static IEnumerable<string> Files => AnalyzedFile.Names("ValidCode");

    [TestCaseSource(nameof(Files))]
    public async Task Silent(string name)
    {
        AnalyzedFile file = AnalyzedFile.Read("ValidCode", name);
        Assert.That(file.CompilerErrors(), Is.Empty);
        Assert.That(await file.Reported(), Is.Empty);
    }
}
