// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>How a line of the kernel and one of the port are to each other.</summary>
enum Mark
{
	Equal,
	/// <summary>The same by rules.</summary>
	Rule,
	/// <summary>Different, and a // PORT: line says why.</summary>
	Explained,
	/// <summary>The port is the same as the kernel it was ported from; this kernel is another.</summary>
	Since,
	/// <summary>Different, and nothing says why.</summary>
	Unexplained,
}

/// <summary>A line of the kernel beside one of the port; one of them may be missing.</summary>
/// <param name="Left">The kernel's.</param>
/// <param name="Right">The port's.</param>
sealed record Pair(CodeLine? Left, CodeLine? Right, Mark Mark)
{
	public Reason? Reason { get; init; }

	/// <summary>The rules that make them the same, or that were not enough.</summary>
	public IReadOnlyList<string> Rules { get; init; } = [];
}

enum Fate
{
	Compared,
	/// <summary>Compared, but found in another file.</summary>
	Moved,
	/// <summary>The tree no longer has it.</summary>
	Gone,
	/// <summary>The kernel never had it there: the port's own, or a fake.</summary>
	Own,
}

/// <summary>A function of the port compared with the kernel's.</summary>
sealed record Comparison(Ported Ported, Fate Fate, FunctionText? Kernel, List<Pair> Pairs)
{
	/// <summary>The file the kernel's is in.</summary>
	public string Where => Kernel?.Source.Path ?? Ported.KernelPath;

	public Counts Counts { get; } = Counts.Of(Pairs, Kernel != null);
}

/// <summary>Lines by their mark: the kernel's, and those that only the port has.</summary>
readonly record struct Counts(int Equal, int Rule, int Explained, int Since, int Unexplained)
{
	public int Lines => Equal + Rule + Explained + Since + Unexplained;
	public double Same => Lines == 0 ? 1 : (double)(Equal + Rule) / Lines;

	public static Counts operator +(Counts a, Counts b) =>
		new(a.Equal + b.Equal, a.Rule + b.Rule, a.Explained + b.Explained, a.Since + b.Since, a.Unexplained + b.Unexplained);

	/// <summary>A line of the source is what the worst statement on it is.</summary>
	/// <param name="lines">The kernel's source is at hand; else a statement counts for a line.</param>
	public static Counts Of(List<Pair> pairs, bool lines)
	{
		Dictionary<(bool, int), Mark> marks = [];
		int n = 0;
		foreach (Pair pair in pairs) {
			CodeLine line = pair.Left ?? pair.Right!;
			(int first, int last) = lines ? (line.FirstLine, line.LastLine) : (++n, n);
			for (int i = first; i <= last; i++) {
				var key = (pair.Left != null, i);
				marks[key] = marks.TryGetValue(key, out Mark mark) && mark > pair.Mark ? mark : pair.Mark;
			}
		}
		return new Counts(marks.Values.Count(m => m == Mark.Equal), marks.Values.Count(m => m == Mark.Rule), marks.Values.Count(m => m == Mark.Explained),
			marks.Values.Count(m => m == Mark.Since), marks.Values.Count(m => m == Mark.Unexplained));
	}
}
