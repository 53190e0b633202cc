// SPDX-License-Identifier: GPL-2.0-only
namespace linux.tests;

/// <summary>For the messages of failed tests.</summary>
static class TextDifference
{
    /// <summary>The first line in which two texts differ, with both sides and the line before it.</summary>
    public static string First(string expected, string actual)
    {
        var (expectedLines, actualLines) = (expected.Split('\n'), actual.Split('\n'));
        var at = expectedLines.Zip(actualLines).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
                line {at + 1} differs
                  after:    {LineOf(expectedLines, at - 1)}
                  expected: {LineOf(expectedLines, at)}
                  actual:   {LineOf(actualLines, at)}
                """;
    }

    static string LineOf(string[] lines, int at) => at < 0 ? "(start)" : at < lines.Length ? lines[at] : "(end)";
}
