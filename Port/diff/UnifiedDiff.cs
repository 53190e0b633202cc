// SPDX-License-Identifier: GPL-2.0-only
using DiffPlex;
using DiffPlex.Model;

namespace linux.diff;

/// <summary>Writes two lists of normalised lines as a patch.</summary>
static class UnifiedDiff
{
	const int Context = 3;

	/// <param name="section">What the hunks are in: the name of a function.</param>
	/// <param name="indented">A line that is indented otherwise is another, as in a patch.</param>
	/// <returns>Whether anything differs.</returns>
	public static bool Write(TextWriter output, string oldName, string newName, string section, IReadOnlyList<CodeLine> old, IReadOnlyList<CodeLine> now, bool indented = false)
	{
		DiffResult diff = Differ.Instance.CreateCustomDiffs(Keys(old, indented), Keys(now, indented), false, static text => text.Length == 0 ? [] : text.Split('\n'));
		if (diff.DiffBlocks.Count == 0)
			return false;
		output.WriteLine($"--- {oldName}");
		output.WriteLine($"+++ {newName}");
		List<DiffBlock> hunk = [];
		foreach (DiffBlock block in diff.DiffBlocks) {
			if (hunk.Count > 0 && block.DeleteStartA - (hunk[^1].DeleteStartA + hunk[^1].DeleteCountA) > 2 * Context) {
				WriteHunk(output, section, hunk, old, now);
				hunk = [];
			}
			hunk.Add(block);
		}
		WriteHunk(output, section, hunk, old, now);
		return true;
	}

	static string Keys(IReadOnlyList<CodeLine> lines, bool indented) => string.Join('\n', lines.Select(line => indented ? $"{line.Depth} {line.Key}" : line.Key));

	static void WriteHunk(TextWriter output, string section, List<DiffBlock> blocks, IReadOnlyList<CodeLine> old, IReadOnlyList<CodeLine> now)
	{
		DiffBlock first = blocks[0], last = blocks[^1];
		int start = Math.Max(0, first.DeleteStartA - Context), end = Math.Min(old.Count, last.DeleteStartA + last.DeleteCountA + Context);
		int lead = first.DeleteStartA - start, trail = end - (last.DeleteStartA + last.DeleteCountA);
		int newStart = first.InsertStartB - lead, newEnd = last.InsertStartB + last.InsertCountB + trail;
		output.WriteLine($"@@ -{start + 1},{end - start} +{newStart + 1},{newEnd - newStart} @@ {section}");
		int a = start;
		foreach (DiffBlock block in blocks) {
			for (; a < block.DeleteStartA; a++)
				Line(output, ' ', old[a]);
			for (int i = 0; i < block.DeleteCountA; i++)
				Line(output, '-', old[a++]);
			for (int i = 0; i < block.InsertCountB; i++)
				Line(output, '+', now[block.InsertStartB + i]);
		}
		for (; a < end; a++)
			Line(output, ' ', old[a]);
	}

	static void Line(TextWriter output, char sign, CodeLine line) => output.WriteLine($"{sign}{new string('\t', line.Depth)}{line.Text}");
}
