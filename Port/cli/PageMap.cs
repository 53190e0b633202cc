// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.cli;

/// <summary>What a page of a file is; the last two go with the others.</summary>
[Flags]
public enum PageState : byte
{
	Hole = 0,
	Small = 1,
	Huge = 2,
	Swapped = 4,
	Dirty = 8,
	Pinned = 16,
}

/// <summary>The pages of a file as text, a line for each unit of a huge page's size.</summary>
public static class PageMap
{
	const char Mixed = '+', PartlyHole = ':', Pinned = 'P';

	/// <summary>Cells of a line where nobody says how wide it may be.</summary>
	public const int PlainCells = 64;

	/// <summary>Writes the map.</summary>
	/// <param name="output">Takes the lines.</param>
	/// <param name="pages">The states of the file's pages, from the first.</param>
	/// <param name="unit">Pages of a line, a power of two.</param>
	/// <param name="cells">Cells of a line at most; each stands for as many pages as it takes.</param>
	public static void Write(TextWriter output, ReadOnlySpan<PageState> pages, int unit, int cells = PlainCells)
	{
		int fold = 1;
		while (unit / fold > Math.Max(cells, 1) && fold < unit)
			fold *= 2;
		int digits = Math.Max(4, pages.Length.ToString().Length);

		for (int start = 0; start < pages.Length; start += unit) {
			ReadOnlySpan<PageState> line = pages[start..Math.Min(start + unit, pages.Length)];
			var text = new StringBuilder(start.ToString().PadLeft(digits)).Append("  ");
			for (int at = 0; at < line.Length; at += fold)
				text.Append(Cell(line[at..Math.Min(at + fold, line.Length)]));
			text.Append(' ', 2 + unit / fold - (line.Length + fold - 1) / fold).Append(Counts(line));
			output.WriteLine(text.ToString());
		}
		output.WriteLine($"H huge, S small (h, s: clean), . hole, w swapped out, P pinned, : partly hole, + several kinds; "
			+ $"a line starts with its first page's index, a cell is {fold} {(fold == 1 ? "page" : "pages")}");
	}

	static char Cell(ReadOnlySpan<PageState> pages)
	{
		if (!pages.ContainsAnyExcept(pages[0]))
			return Symbol(pages[0]);
		bool hole = false;
		foreach (PageState page in pages) {
			if (page.HasFlag(PageState.Pinned))
				return Pinned;
			hole |= page == PageState.Hole;
		}
		return hole ? PartlyHole : Mixed;
	}

	static char Symbol(PageState page) => page switch {
		PageState.Hole => '.',
		_ when page.HasFlag(PageState.Pinned) => Pinned,
		_ when page.HasFlag(PageState.Swapped) => 'w',
		_ when page.HasFlag(PageState.Huge) => page.HasFlag(PageState.Dirty) ? 'H' : 'h',
		_ => page.HasFlag(PageState.Dirty) ? 'S' : 's',
	};

	/* pages of each kind, those that there are */
	static string Counts(ReadOnlySpan<PageState> pages)
	{
		int huge = 0, small = 0, swapped = 0, dirty = 0, pinned = 0;
		foreach (PageState page in pages) {
			huge += page.HasFlag(PageState.Huge) ? 1 : 0;
			small += page.HasFlag(PageState.Small) ? 1 : 0;
			swapped += page.HasFlag(PageState.Swapped) ? 1 : 0;
			dirty += page.HasFlag(PageState.Dirty) ? 1 : 0;
			pinned += page.HasFlag(PageState.Pinned) ? 1 : 0;
		}
		(string Name, int Count)[] counts = [("huge", huge), ("small", small), ("hole", pages.Length - huge - small - swapped),
			("swapped", swapped), ("dirty", dirty), ("pinned", pinned)];
		return string.Join(' ', counts.Where(c => c.Count > 0).Select(c => $"{c.Name} {c.Count}"));
	}
}
