// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;

using linux.diff;

using Spectre.Console;

namespace linux.cli;

/// <summary>How many lines of each function are equal, by rule, explained, unexplained.</summary>
static class Summary
{
	public static void Write(TextWriter output, List<Comparison> comparisons)
	{
		List<Comparison> compared = [.. comparisons.Where(c => c.Fate != Fate.Own)];
		var table = new Table();
		foreach (string column in (string[])["file", "function"])
			table.AddColumn(new TableColumn(new Text(column)));
		foreach (string column in (string[])["lines", "equal", "by rule", "explained", "since", "unexplained", "same"])
			table.AddColumn(new TableColumn(new Text(column)).RightAligned());
		foreach (IGrouping<string, Comparison> file in compared.GroupBy(c => c.Ported.KernelPath)) {
			foreach (Comparison c in file)
				Row(table, file.Key, c.Ported.Id + Fated(c), c.Counts);
			if (file.Count() > 1)
				Row(table, file.Key, $"{file.Count()} functions", Sum(file));
		}
		Row(table, "all", $"{compared.Count} functions", Sum(compared));
		Terminal.Write(output, table);
		WhatBecame(output, compared);

		int own = comparisons.Count - compared.Count;
		if (own > 0)
			output.WriteLine($"{own} more methods in these files are the port's own.");
	}

	/* in a kernel that is not the one that was ported */
	static void WhatBecame(TextWriter output, List<Comparison> compared)
	{
		Comparison[] there = [.. compared.Where(c => c.Fate != Fate.Gone)];
		int changed = there.Count(c => c.Counts.Since > 0), moved = there.Count(c => c.Fate == Fate.Moved);
		if (changed + moved < 1 && there.Length == compared.Count)
			return;
		output.WriteLine($"Since the kernel that was ported: {there.Length - changed} functions are as they were, {changed} changed, {compared.Count - there.Length} are gone; {moved} are now in another file.");
	}

	static Counts Sum(IEnumerable<Comparison> comparisons) => comparisons.Aggregate(new Counts(), (sum, c) => sum + c.Counts);

	static string Fated(Comparison c) => c.Fate switch {
		Fate.Gone => " (gone)",
		Fate.Moved => $" (now in {c.Where})",
		_ => "",
	};

	static void Row(Table table, string file, string name, Counts c) => table.AddRow([.. ((string[])[
		file, name, Number(c.Lines), Number(c.Equal), Number(c.Rule), Number(c.Explained), Number(c.Since), Number(c.Unexplained),
		c.Lines == 0 ? "" : c.Same.ToString("0.0%", CultureInfo.InvariantCulture),
	]).Select(cell => new Text(cell))]);

	static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
