// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Compares the functions of the port with a kernel's source, or with its fingerprints.</summary>
static class Comparer
{
	/// <summary>Compares functions with a tree.</summary>
	/// <param name="ported">The port's functions.</param>
	/// <param name="tree">The kernel's source.</param>
	/// <param name="fingerprints">Of each kernel of the port that has them.</param>
	public static List<Comparison> WithTree(IReadOnlyList<Ported> ported, KernelTree tree, Func<Ported, Fingerprint?> fingerprints)
	{
		tree.Prepare([.. ported.Select(f => f.KernelPath).Distinct()]);
		List<Comparison> comparisons = [];
		foreach (IGrouping<(string KernelPath, string Name), Ported> group in ported.GroupBy(f => (f.KernelPath, f.Name))) {
			/* what has no fingerprint in the kernel it is of was never in its file: it is not looked for elsewhere */
			bool known = group.Any(f => fingerprints(f) != null);
			CFile? file = known ? tree.FileWith(group.Key.Name, group.Key.KernelPath) : tree.File(group.Key.KernelPath);
			List<FunctionText> definitions = file == null ? [] : [.. file.Find(group.Key.Name)];
			comparisons.AddRange(WithBest([.. group], definitions, fingerprints));
		}
		return comparisons;
	}

	/* under #ifdef a function may be defined more than once, and C# may have overloads of a macro: those that are most alike */
	static IEnumerable<Comparison> WithBest(List<Ported> ported, List<FunctionText> definitions, Func<Ported, Fingerprint?> fingerprints)
	{
		List<Comparison> all = [.. ported.SelectMany(_ => definitions, (function, definition) => WithSource(function, definition, fingerprints(function)))];
		Dictionary<Ported, Comparison> chosen = [];
		HashSet<FunctionText> taken = [];
		foreach (Comparison one in all.OrderBy(c => c.Counts.Unexplained).ThenByDescending(c => c.Counts.Same)) {
			if (chosen.ContainsKey(one.Ported) || (!one.Kernel!.IsMacro && taken.Contains(one.Kernel)))
				continue;
			chosen.Add(one.Ported, one);
			taken.Add(one.Kernel);
		}
		return ported.Select(function => chosen.GetValueOrDefault(function) ?? new Comparison(function, fingerprints(function) == null ? Fate.Own : Fate.Gone, null, []));
	}

	static Comparison WithSource(Ported ported, FunctionText kernel, Fingerprint? fingerprint)
	{
		var form = new Form(kernel.IsMacro, ported.IsTruth);
		List<CodeLine> left = Normaliser.Lines(kernel, form), right = Normaliser.Lines(ported.Function, form);
		IReadOnlyDictionary<string, int>? leftOut = fingerprint?.LeftOut;
		List<Pair> pairs = Aligner.Align(left, right, ported.Function.Reasons, leftOut);
		if (fingerprint != null && pairs.Exists(p => p.Mark == Mark.Unexplained) && Changed(left, fingerprint) && WithFingerprint(ported, fingerprint).Pairs.TrueForAll(p => p.Mark != Mark.Unexplained))
			pairs = [.. pairs.Select(p => p.Mark == Mark.Unexplained ? p with { Mark = Mark.Since } : p)];
		return new Comparison(ported, kernel.Source.Path == ported.KernelPath ? Fate.Compared : Fate.Moved, kernel, pairs);
	}

	static bool Changed(List<CodeLine> lines, Fingerprint fingerprint) => lines.Count != fingerprint.Lines.Count
		|| !lines.Zip(fingerprint.Lines).All(pair => Fingerprint.Hash(pair.First) == Fingerprint.Hash(pair.Second) && pair.First.Casts.SequenceEqual(pair.Second.Casts));

	/// <summary>Compares functions with the fingerprints of the kernels they are of.</summary>
	public static List<Comparison> WithFingerprints(IReadOnlyList<Ported> ported, Func<Ported, Fingerprint?> fingerprints) =>
		[.. ported.Select(f => fingerprints(f) is { } fingerprint ? WithFingerprint(f, fingerprint) : new Comparison(f, Fate.Own, null, []))];

	/// <summary>Compares a function with its fingerprint: the kernel's source need not be at hand.</summary>
	public static Comparison WithFingerprint(Ported ported, Fingerprint fingerprint)
	{
		List<CodeLine> right = Normaliser.Lines(ported.Function, new Form(fingerprint.IsMacro, ported.IsTruth));
		return new Comparison(ported, Fate.Compared, null, Aligner.Align(fingerprint.Lines, right, ported.Function.Reasons, fingerprint.LeftOut));
	}
}
