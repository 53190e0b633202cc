// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Text.RegularExpressions;

using DiffPlex;
using DiffPlex.Model;

namespace linux.diff;

/// <summary>Lays the lines of the kernel beside those of the port and marks each.</summary>
sealed partial class Aligner
{
	const double LeastAlike = 0.4;
	const int MostCells = 250_000;

	readonly IReadOnlyList<CodeLine> left;
	readonly IReadOnlyList<CodeLine> right;
	readonly IReadOnlyList<Reason> reasons;
	readonly Dictionary<string, int>? leftOut;
	readonly Dictionary<int, Reason> covered = [];
	readonly Dictionary<int, Reason> attached = [];
	readonly List<Pair> pairs = [];

	Aligner(IReadOnlyList<CodeLine> left, IReadOnlyList<CodeLine> right, IReadOnlyList<Reason> reasons, Dictionary<string, int>? leftOut)
	{
		this.left = left;
		this.right = right;
		this.reasons = reasons;
		this.leftOut = leftOut;
	}

	/// <param name="left">The kernel's lines.</param>
	/// <param name="right">The port's.</param>
	/// <param name="reasons">Why the port differs.</param>
	/// <param name="leftOut">How often each key is left out with a reason; null where that is not known, and a reason is enough.</param>
	public static List<Pair> Align(IReadOnlyList<CodeLine> left, IReadOnlyList<CodeLine> right, IReadOnlyList<Reason> reasons, IReadOnlyDictionary<string, int>? leftOut)
	{
		var aligner = new Aligner(left, right, reasons, leftOut == null ? null : new(leftOut));
		aligner.Attach();
		aligner.Run();
		return aligner.pairs;
	}

	[GeneratedRegex(@"\((\d+) lines?\)$")]
	private static partial Regex Extent();

	/* a reason is for what stands on the next line, or on as many as it says */
	void Attach()
	{
		foreach (Reason reason in reasons) {
			int first = 0;
			while (first < right.Count && right[first].LastLine <= reason.Line)
				first++;
			attached[first] = reason;
			if (first == right.Count)
				continue;
			int last = Math.Max(right[first].LastLine, reason.Line + 1);
			if (Extent().Match(reason.Text) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out int n))
				last = Math.Max(last, reason.Line + n);
			for (int i = first; i < right.Count && right[i].FirstLine <= last; i++)
				covered.TryAdd(i, reason);
		}
	}

	void Run()
	{
		DiffResult diff = Differ.Instance.CreateCustomDiffs(Joined(left), Joined(right), false, static text => text.Length == 0 ? [] : text.Split('\n'));
		int a = 0, b = 0;
		foreach (DiffBlock block in diff.DiffBlocks) {
			for (; a < block.DeleteStartA; a++, b++)
				Same(a, b);
			Different(a, block.DeleteCountA, b, block.InsertCountB);
			a += block.DeleteCountA;
			b += block.InsertCountB;
		}
		for (; a < left.Count && b < right.Count; a++, b++)
			Same(a, b);
	}

	static string Joined(IReadOnlyList<CodeLine> lines) => string.Join('\n', lines.Select(line => Fingerprint.Hash(line)));

	void Same(int a, int b)
	{
		CodeLine c = left[a], cs = right[b];
		if (!HasCasts(c, cs)) {
			Add(c, cs, covered.TryGetValue(b, out Reason reason) ? reason : null, [Rules.Cast]);
			return;
		}
		pairs.Add(c.Raw == cs.Raw && !AppliedRules.Moved(c, cs) ? new Pair(c, cs, Mark.Equal) : new Pair(c, cs, Mark.Rule) { Rules = AppliedRules.Of(c, cs) });
	}

	/* C# has every cast that C has, in its place */
	static bool HasCasts(CodeLine c, CodeLine cs) => c.Casts.All(cast => cs.Casts.Any(other => other.Position == cast.Position && other.Length == cast.Length && Does(other.Type, cast.Type)));

	static readonly HashSet<string> s_unsigned_long = ["unsigned long", "pgoff_t", "u64", "size_t", "nuint", "uintptr_t"], s_long = ["long", "loff_t", "s64", "ssize_t", "nint"],
		s_unsigned = ["unsigned int", "u32", "gfp_t", "xa_mark_t", "vm_fault_t", "fgf_t"];

	/* a suffix may be a cast to a type of its width and sign, void * may be what it becomes in the end; true for 1 */
	static bool Does(string cs, string c) => cs == c || (c[0] == '#' && Suffix(cs) == Suffix(c)) || (c == "void *" && cs.EndsWith('*')) || (c[0] == '=' && cs[0] == '=' && c != "=NULL" && cs != "=NULL");

	/* u, l or ul */
	static string Suffix(string type) => type[0] == '#' ? (type.Contains('u') ? "u" : "") + (type.Contains('l') ? "l" : "")
		: s_unsigned_long.Contains(type) ? "ul" : s_long.Contains(type) ? "l" : s_unsigned.Contains(type) ? "u" : "";

	void Add(CodeLine? c, CodeLine? cs, Reason? reason, IReadOnlyList<string> rules) =>
		pairs.Add(new Pair(c, cs, reason != null ? Mark.Explained : Mark.Unexplained) { Reason = reason, Rules = rules });

	void Different(int a, int deleted, int b, int inserted)
	{
		Reason? nearby = Nearby(b, inserted);
		foreach ((int l, int r) in Beside(a, deleted, b, inserted)) {
			CodeLine? c = l >= 0 ? left[l] : null, cs = r >= 0 ? right[r] : null;
			Reason? reason = r >= 0 ? covered.TryGetValue(r, out Reason own) ? own : null : nearby;
			if (c != null && reason != null && !MayBeLeftOut(c))
				reason = null;
			Add(c, cs, reason, []);
		}
	}

	/* the reason for lines that the port has not: among those that it has instead, after them, or before */
	Reason? Nearby(int b, int inserted)
	{
		for (int i = b; i <= b + inserted; i++) {
			if (attached.TryGetValue(i, out Reason reason) || (i < b + inserted && covered.TryGetValue(i, out reason)))
				return reason;
		}
		return attached.TryGetValue(b - 1, out Reason before) ? before : null;
	}

	bool MayBeLeftOut(CodeLine line)
	{
		if (leftOut == null)
			return true;
		string hash = Fingerprint.Hash(line);
		if (!leftOut.TryGetValue(hash, out int times) || times == 0)
			return false;
		leftOut[hash] = times - 1;
		return true;
	}

	/* lines that are alike stand beside each other, in order */
	List<(int, int)> Beside(int a, int n, int b, int m)
	{
		var best = new double[n + 1, m + 1];
		List<(int, int)> result = [];
		if ((long)n * m <= MostCells) {
			for (int i = n - 1; i >= 0; i--) {
				for (int j = m - 1; j >= 0; j--)
					best[i, j] = Math.Max(best[i + 1, j + 1] + Alike(left[a + i], right[b + j]), Math.Max(best[i + 1, j], best[i, j + 1]));
			}
		}
		int x = 0, y = 0;
		while (x < n || y < m) {
			double alike = x < n && y < m ? Alike(left[a + x], right[b + y]) : 0;
			if (alike > 0 && best[x, y] <= best[x + 1, y + 1] + alike)
				result.Add((a + x++, b + y++));
			else if (x < n && (y >= m || best[x, y] <= best[x + 1, y]))
				result.Add((a + x++, -1));
			else
				result.Add((-1, b + y++));
		}
		return result;
	}

	static double Alike(CodeLine c, CodeLine cs)
	{
		if (c.Text.Length == 0 || cs.Text.Length == 0)
			return 0;
		string[] one = c.Key.Split(' '), other = cs.Key.Split(' ');
		int common = one.Intersect(other).Count();
		double alike = 2.0 * common / (one.Distinct().Count() + other.Distinct().Count());
		return alike >= LeastAlike ? alike : 0;
	}
}
