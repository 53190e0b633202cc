// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

enum Agreement
{
	/// <summary>The port changes the same lines.</summary>
	Same,
	/// <summary>The port has other lines there.</summary>
	Different,
	/// <summary>The port has not the text that the hunk changes.</summary>
	NotPorted,
}

/// <summary>Carries out a patch on one of the port's kernels and holds the result against another.</summary>
static class PatchComparison
{
	/// <param name="hunks">The patch.</param>
	/// <param name="from">The kernel it is for.</param>
	/// <param name="to">The kernel it should give.</param>
	/// <returns>For each hunk whether the port agrees; and the files in which the port changes more, or less.</returns>
	public static (List<(Hunk Hunk, Agreement Agreement)> Hunks, List<string> Differing) Compare(List<Hunk> hunks, KernelText from, KernelText to)
	{
		List<(Hunk, Agreement)> results = [];
		List<string> differing = [];
		foreach (string path in hunks.Select(h => h.Path).Union(from.Paths.Union(to.Paths)).Distinct()) {
			List<string> lines = Keys(from.Lines(path, from)), wanted = Keys(to.Lines(path, from));
			List<string> patched = [.. lines];
			foreach (Hunk hunk in hunks.Where(h => h.Path == path)) {
				Agreement agreement = Apply(hunk, patched, wanted);
				if (agreement == Agreement.Same && !Contains(wanted, Changed(hunk).New))
					agreement = Agreement.Different;
				results.Add((hunk, agreement));
			}
			if (!SameFunctions(patched, wanted))
				differing.Add(path);
		}
		return ([.. results.OrderBy(r => hunks.IndexOf(r.Item1))], differing);
	}

	static List<string> Keys(IEnumerable<CodeLine> lines) => [.. lines.Select(line => line.Key)];

	/* functions that a patch adds may stand anywhere: the port's files have an order of their own */
	static bool SameFunctions(List<string> one, List<string> other) => Functions(one).Order(StringComparer.Ordinal).SequenceEqual(Functions(other).Order(StringComparer.Ordinal));

	static IEnumerable<string> Functions(List<string> lines)
	{
		List<string> current = [];
		int depth = 0;
		foreach (string line in lines) {
			current.Add(line);
			depth += line == "{" || line.EndsWith(" {", StringComparison.Ordinal) ? 1 : line == "}" ? -1 : 0;
			if (depth == 0 && line == "}") {
				yield return string.Join('\n', current);
				current = [];
			}
		}
	}

	/* without what is the same at the start and at the end */
	static (List<string> Old, List<string> New, int Before, int After) Changed(Hunk hunk)
	{
		List<string> old = Keys(hunk.Old), now = Keys(hunk.New);
		int before = 0, after = 0;
		while (before < old.Count && before < now.Count && old[before] == now[before])
			before++;
		while (after < old.Count - before && after < now.Count - before && old[^(after + 1)] == now[^(after + 1)])
			after++;
		return (old[before..^after], now[before..^after], before, after);
	}

	static bool Contains(List<string> lines, List<string> part)
	{
		for (int i = 0; i + part.Count <= lines.Count; i++) {
			if (lines.Slice(i, part.Count).SequenceEqual(part))
				return true;
		}
		return false;
	}

	/* where most of the context agrees; of places that are alike, the one that the other kernel has changed */
	static Agreement Apply(Hunk hunk, List<string> lines, List<string> wanted)
	{
		(List<string> old, List<string> now, int before, int after) = Changed(hunk);
		List<string> context = Keys(hunk.Old);
		/* a function of its own */
		int best = context.Count == 0 ? lines.Count : -1, most = 0;
		for (int i = 0; i + old.Count <= lines.Count; i++) {
			if (!lines.Slice(i, old.Count).SequenceEqual(old))
				continue;
			int same = 0;
			for (int k = 1; k <= before && i - k >= 0 && lines[i - k] == context[before - k]; k++)
				same++;
			for (int k = 0; k < after && i + old.Count + k < lines.Count && lines[i + old.Count + k] == context[^(after - k)]; k++)
				same++;
			if (same > most || (same == most && most > 0 && Common(At(i), wanted) > Common(At(best), wanted)))
				(best, most) = (i, same);
		}
		if (best < 0)
			return Agreement.NotPorted;
		List<string> patched = At(best);
		lines.Clear();
		lines.AddRange(patched);
		return Agreement.Same;

		List<string> At(int place) => [.. lines[..place], .. now, .. lines[(place + old.Count)..]];
	}

	static int Common(List<string> one, List<string> other) => one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
}
