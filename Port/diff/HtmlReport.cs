// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Net;
using System.Text;

namespace linux.diff;

/// <summary>The comparison as one page that needs nothing else.</summary>
static class HtmlReport
{
	public static string Page(string kernel, string port, IReadOnlyList<Comparison> comparisons)
	{
		var page = new StringBuilder();
		Counts total = comparisons.Aggregate(new Counts(), (sum, c) => sum + c.Counts);
		page.Append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
		page.Append(CultureInfo.InvariantCulture, $"<title>{Text(port)} beside {Text(kernel)}</title>\n<style>\n{HtmlStyle.Css}</style>\n<body>\n");
		page.Append(CultureInfo.InvariantCulture, $"<nav><h1>{Text(port)} beside {Text(kernel)}</h1><p>{Numbers(total)}</p>\n");
		page.Append("<input id=\"find\" type=\"search\" placeholder=\"function ( / )\" aria-label=\"find a function\">\n<ol>\n");
		for (int i = 0; i < comparisons.Count; i++) {
			Comparison c = comparisons[i];
			page.Append(CultureInfo.InvariantCulture, $"<li class=\"{Worst(c)}\"><a href=\"#f{i}\">{Text(c.Ported.Id)}</a> <small>{Share(c)}</small></li>\n");
		}
		page.Append("</ol>\n</nav>\n<main>\n<p class=\"keys\"><kbd>j</kbd> <kbd>k</kbd> next, previous divergence &nbsp; <kbd>n</kbd> <kbd>p</kbd> function &nbsp; <kbd>/</kbd> find &nbsp; <kbd>e</kbd> hide equal lines &nbsp; <kbd>t</kbd> light or dark"
			+ " &nbsp; <span class=\"legend\"><i class=\"rule\">~ by rule</i> <i class=\"explained\">P explained</i> <i class=\"since\">^ changed since</i> <i class=\"unexplained\">! &lt; &gt; unexplained</i></span></p>\n");
		for (int i = 0; i < comparisons.Count; i++)
			Section(page, comparisons[i], i);
		page.Append("</main>\n<script>\n").Append(HtmlStyle.Script).Append("</script>\n</body>\n</html>\n");
		return page.ToString();
	}

	static string Text(string text) => WebUtility.HtmlEncode(text);

	static string Numbers(Counts c) => string.Create(CultureInfo.InvariantCulture,
		$"{c.Lines} lines: {c.Equal} equal, {c.Rule} by rule, {c.Explained} explained, {(c.Since > 0 ? $"{c.Since} changed since, " : "")}{c.Unexplained} unexplained");

	static string Share(Comparison c) => c.Fate switch {
		Fate.Gone => "gone",
		Fate.Own => "the port's",
		_ => c.Counts.Same.ToString("0.#%", CultureInfo.InvariantCulture),
	};

	static string Worst(Comparison c) => c.Fate == Fate.Gone ? "since" : c.Counts.Unexplained > 0 ? "unexplained" : c.Counts.Since > 0 ? "since" : c.Counts.Explained > 0 ? "explained" : "equal";

	static void Section(StringBuilder page, Comparison c, int number)
	{
		string moved = c.Fate == Fate.Moved ? $", moved from {c.Ported.KernelPath}" : "";
		page.Append(CultureInfo.InvariantCulture, $"<section id=\"f{number}\" tabindex=\"-1\"><h2>{Text(c.Ported.Id)} <small>{Text(c.Where)}{Text(moved)} | Port/{Text(c.Ported.Function.Source.Path)} | {Numbers(c.Counts)}</small></h2>\n");
		if (c.Fate is Fate.Gone or Fate.Own) {
			page.Append(c.Fate == Fate.Gone ? "<p>The tree no longer has it.</p></section>\n" : "<p>The port's own: the kernel has none in this file.</p></section>\n");
			return;
		}
		page.Append("<table>\n");
		foreach (Row row in Row.Of(c))
			Line(page, row);
		page.Append("</table></section>\n");
	}

	static void Line(StringBuilder page, Row row)
	{
		(List<Span> left, List<Span> right) = row.Mark == Mark.Equal ? ([new Span(row.Left, false)], [new Span(row.Right, false)]) : Highlight.Of(row.Left, row.Right);
		string why = row.Reason.Length > 0 ? row.Reason : string.Join(", ", row.Rules);
		page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{row.Mark.ToString().ToLowerInvariant()}\" title=\"{Text(why)}\"><th>{Number(row.LeftNumber)}<td>{Spans(left)}<td class=\"m\">{Text(row.Sign.ToString())}<th>{Number(row.RightNumber)}<td>{Spans(right)}<td class=\"w\">{Text(string.Join(' ', row.Rules))}\n");
	}

	static string Number(int number) => number > 0 ? number.ToString(CultureInfo.InvariantCulture) : "";

	static string Spans(List<Span> spans) => string.Concat(spans.Select(span => span.Differs ? $"<b>{Text(span.Text)}</b>" : Text(span.Text)));
}
