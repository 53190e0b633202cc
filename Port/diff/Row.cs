// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A line of a side by side view; a number of 0 is for a side that has none.</summary>
sealed record Row(Mark Mark, int LeftNumber, string Left, int RightNumber, string Right)
{
	public IReadOnlyList<string> Rules { get; init; } = [];
	public string Reason { get; init; } = "";

	/// <summary>One character for the mark and the side: = ~ P ^ ! &lt; &gt;.</summary>
	public char Sign => Mark switch {
		Mark.Equal => ' ',
		Mark.Rule => '~',
		Mark.Explained => 'P',
		Mark.Since => '^',
		_ => LeftNumber == 0 ? '>' : RightNumber == 0 ? '<' : '!',
	};

	/// <summary>The lines of a comparison as they stand in their files; comments are passed over.</summary>
	public static List<Row> Of(Comparison comparison)
	{
		List<Row> rows = [];
		HashSet<int> left = [], right = [];
		SourceText? kernel = comparison.Kernel?.Source;
		SourceText port = comparison.Ported.Function.Source;
		foreach (Pair pair in comparison.Pairs) {
			if (pair.Reason is { } reason && right.Add(reason.Line))
				rows.Add(new Row(Mark.Explained, 0, "", reason.Line, port.Line(reason.Line)));
			List<int> l = Fresh(pair.Left, left), r = Fresh(pair.Right, right);
			for (int i = 0; i < Math.Max(l.Count, r.Count); i++) {
				int a = i < l.Count ? l[i] : 0, b = i < r.Count ? r[i] : 0;
				rows.Add(new Row(pair.Mark, a, a > 0 ? kernel?.Line(a) ?? "" : "", b, b > 0 ? port.Line(b) : "") {
					Rules = pair.Rules,
					Reason = pair.Reason?.Text ?? "",
				});
			}
		}
		return rows;
	}

	/* what stands on a line with another statement is shown once */
	static List<int> Fresh(CodeLine? line, HashSet<int> shown)
	{
		List<int> fresh = [];
		for (int i = line?.FirstLine ?? 1; i <= (line?.LastLine ?? 0); i++) {
			if (i > 0 && shown.Add(i))
				fresh.Add(i);
		}
		return fresh;
	}
}
