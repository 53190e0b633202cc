// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

namespace linux.tests;

/// <summary>
/// A line of a scenario file: what was done, and what was seen of it:
/// <c>punch page 0: rc=0 size=4194304 blk=1023 split+1 ... layout=-1 o0 | orders: ...</c>.
/// </summary>
sealed partial record ScenarioLine(string Name, IReadOnlyDictionary<string, string> Fields)
{
    public static IEnumerable<ScenarioLine> ParseAll(string text) =>
        text.Split('\n').Where(line => line.Length != 0 && line[0] != '#').Select(Parse);

    public static ScenarioLine Parse(string line)
    {
        var name = NamePattern().Match(line);
        if (!name.Success)
        {
            throw new FormatException($"no scenario: {line}");
        }

        // the layout holds blanks and goes on to the end, the histogram of orders included
        var fields = FieldPattern().Matches(line, name.Length).ToDictionary(m => m.Groups["key"].Value, m => m.Groups["value"].Value);
        return new(name.Groups["name"].Value, fields);
    }

    /// <summary>These fields, in this order, for comparing.</summary>
    public string Show(IEnumerable<string> keys) =>
        string.Join(' ', keys.Select(key => $"{key}={Fields.GetValueOrDefault(key, "(none)")}"));

    [GeneratedRegex(@"^(?<name>.*?): (?=(rc|blk|r)=)")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"(?<=^|\s)(?:(?<key>layout)=(?<value>.*)|(?<key>rc|size|blk|ext)=(?<value>\S+)|(?<key>split|fail|pmdsplit)\+(?<value>\d+)|(?<key>data)\{(?<value>[^}]*)\})")]
    private static partial Regex FieldPattern();
}
