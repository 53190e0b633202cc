// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

namespace linux.diff;

/// <summary>A hunk of a patch.</summary>
/// <param name="Path">The file, such as mm/shmem.c.</param>
/// <param name="Line">Where its @@ stands in the patch.</param>
/// <param name="Head">Its @@ line.</param>
/// <param name="Old">What it replaces, with its context, normalised.</param>
/// <param name="New">What it puts there.</param>
sealed record Hunk(string Path, int Line, string Head, IReadOnlyList<CodeLine> Old, IReadOnlyList<CodeLine> New);

/// <summary>Reads a patch, as a file or as it stands quoted in a mail.</summary>
static partial class PatchFile
{
	[GeneratedRegex(@"^\+\+\+ (?:[^/\s]+/)?(\S+)")]
	private static partial Regex NewFile();

	[GeneratedRegex(@"^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@(.*)$")]
	private static partial Regex HunkHead();

	[GeneratedRegex(@"^> ?")]
	private static partial Regex Quote();

	/// <exception cref="DiffException">There is no hunk in it, or one without its numbers.</exception>
	public static List<Hunk> Read(string name, string text)
	{
		string[] lines = text.Replace("\r\n", "\n").Split('\n');
		if (lines.Count(line => line.StartsWith('>')) > lines.Length / 2)
			lines = [.. lines.Select(line => Quote().Replace(line, ""))];
		List<Hunk> hunks = [];
		string path = "";
		for (int i = 0; i < lines.Length; i++) {
			if (NewFile().Match(lines[i]) is { Success: true } file)
				path = file.Groups[1].Value;
			else if (path.Length > 0 && HunkHead().Match(lines[i]) is { Success: true } head)
				hunks.Add(ReadHunk(path, lines, ref i, Count(head.Groups[1].Value), Count(head.Groups[2].Value)));
			else if (path.Length > 0 && lines[i].StartsWith("@@ ", StringComparison.Ordinal))
				throw new DiffException($"{name}:{i + 1}: '{lines[i]}' starts no hunk, expected @@ -LINE,LINES +LINE,LINES @@");
		}
		return hunks.Count > 0 ? hunks : throw new DiffException($"{name}: no hunk in it, expected a patch with --- and +++ lines");
	}

	static int Count(string text) => text.Length == 0 ? 1 : int.TryParse(text, out int count) ? count : 0;

	static Hunk ReadHunk(string path, string[] lines, ref int at, int oldLines, int newLines)
	{
		int line = at + 1;
		string head = lines[at];
		List<string> old = [], now = [];
		while (at + 1 < lines.Length && (old.Count < oldLines || now.Count < newLines)) {
			string next = lines[at + 1];
			char sign = next.Length > 0 ? next[0] : ' ';
			if (sign is not (' ' or '+' or '-' or '\t'))
				break;
			at++;
			string text = sign == '\t' || next.Length == 0 ? next : next[1..];
			if (sign != '+')
				old.Add(text);
			if (sign != '-')
				now.Add(text);
		}
		return new Hunk(path, line, head, Excerpt.Lines(string.Join('\n', old)), Excerpt.Lines(string.Join('\n', now)));
	}
}
