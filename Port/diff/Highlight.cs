// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

namespace linux.diff;

/// <summary>A part of a line.</summary>
readonly record struct Span(string Text, bool Differs);

/// <summary>Finds what differs inside a line.</summary>
static partial class Highlight
{
	[GeneratedRegex(@"\w+|\s+|[^\w\s]")]
	private static partial Regex Piece();

	/// <summary>The parts of both lines; what only one of them has differs.</summary>
	public static (List<Span> Left, List<Span> Right) Of(string left, string right)
	{
		string[] a = [.. Piece().Matches(left).Select(m => m.Value)], b = [.. Piece().Matches(right).Select(m => m.Value)];
		var longest = new int[a.Length + 1, b.Length + 1];
		for (int i = a.Length - 1; i >= 0; i--) {
			for (int j = b.Length - 1; j >= 0; j--)
				longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
		}
		List<Span> one = [], other = [];
		for (int i = 0, j = 0; i < a.Length || j < b.Length;) {
			if (i < a.Length && j < b.Length && a[i] == b[j]) {
				Add(one, a[i++], false);
				Add(other, b[j++], false);
			} else if (i < a.Length && (j >= b.Length || longest[i + 1, j] >= longest[i, j + 1])) {
				Add(one, a[i++], true);
			} else {
				Add(other, b[j++], true);
			}
		}
		return (one, other);
	}

	static void Add(List<Span> spans, string text, bool differs)
	{
		differs &= !string.IsNullOrWhiteSpace(text);
		if (spans.Count > 0 && spans[^1].Differs == differs)
			spans[^1] = new Span(spans[^1].Text + text, differs);
		else
			spans.Add(new Span(text, differs));
	}
}
