// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

namespace linux.diff;

/// <summary>Normalises a piece of C that begins and ends anywhere.</summary>
static partial class Excerpt
{
	/* a declaration at the start of a line, and the brace of its body alone on the next */
	[GeneratedRegex(@"^([a-z_][\w \t\*]*?\b(\w+)\([^;{}()]*\)[^;{}()]*)\n\{", RegexOptions.Multiline)]
	private static partial Regex Function();

	/* the end of a comment that began before, and the start of one that ends after */
	[GeneratedRegex(@"\A(?:(?!/\*)[\s\S])*?\*/")]
	private static partial Regex EndOfComment();

	public static List<CodeLine> Lines(string text)
	{
		if (EndOfComment().Match(text) is { Success: true } comment && !text[..comment.Length].Contains("/*"))
			text = text[comment.Length..];
		List<CodeLine> lines = [];
		int at = 0;
		foreach (Match match in Function().Matches(text)) {
			lines.AddRange(Normaliser.Excerpt(text[at..match.Index]));
			lines.AddRange(Normaliser.Head(match.Groups[2].Value, match.Groups[1].Value));
			lines.Add(new CodeLine("{", "{", "{"));
			at = match.Index + match.Length;
		}
		lines.AddRange(Normaliser.Excerpt(text[at..]));
		return lines;
	}
}
