// SPDX-License-Identifier: GPL-2.0-only
using linux.diff;

namespace linux.tests.diff;

/// <summary>Each rule does what its example says, and the example needs it.</summary>
public sealed class RulesTests
{
    static IEnumerable<TestCaseData> Examples() => Rules.All.Select(rule => new TestCaseData(rule.Name).SetArgDisplayNames(rule.Name));

    [TestCaseSource(nameof(Examples))]
    public void Example_is_the_same_by_its_rule(string name)
    {
        Rule rule = Rules.All.Single(rule => rule.Name == name);
        var (c, port) = (Function(rule.C, "void example(void)\n{\n", "#define"), Function(rule.CSharp, "public void example()\n{\n", "public"));

        List<Comparison> comparisons = Text.Compare(c, port);

        Pair[] pairs = [.. comparisons.SelectMany(comparison => comparison.Pairs)];
        Assert.That(pairs, Is.Not.Empty);
        Assert.That(pairs.Select(pair => $"{pair.Mark} {pair.Left?.Text} | {pair.Right?.Text}"), Has.None.StartsWith(nameof(Mark.Unexplained)));
        Assert.That(pairs.SelectMany(pair => pair.Rules), Does.Contain(name));
    }

    [Test]
    public void Names_are_given_once()
    {
        Assert.That(Rules.All.Select(rule => rule.Name), Is.Unique);
    }

    /* an example is a function, a macro, or statements */
    static string Function(string text, string head, string whole) =>
        text.StartsWith("void ") || text.StartsWith("static ") || text.StartsWith(whole) || text.StartsWith("public ") || text.StartsWith("#define")
            ? text + "\n" : head + text + "\n}\n";
}
