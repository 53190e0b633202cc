// SPDX-License-Identifier: MIT
using Pairing.Flow;

namespace Analyzers.Tests;

/// <summary>Which words of a text are read.</summary>
[TestFixture]
public class WordsTests
{
    [TestCase("Take(x); Put(x);", "Take x Put")]
    [TestCase("a();\n    // Take the lock\n    b();", "a b")]
    [TestCase("// Take\r\nb();", "b")]
    [TestCase("// Take", "")]
    [TestCase("a(); // Take", "a Take")]
    [TestCase("a($\"\"\"\n    // {Take()}\n    \"\"\");", "a Take")]
    [TestCase("a / b", "a b")]
    [TestCase("1f + x2", "x2")]
    public void Words_of_comment_lines_are_not_read(string text, string words) =>
        Assert.That(Words.In(text), Is.EqualTo(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
