// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A file of one of the port's kernels, turned back to C: its functions, normalised, one after the other.</summary>
sealed class KernelText
{
	static readonly CodeLine s_open = new("{", "{", "{"), s_close = new("}", "}", "}");

	/// <summary>By kernel path: the functions in order.</summary>
	readonly SortedDictionary<string, List<(string Name, List<CodeLine> Lines)>> files = new(StringComparer.Ordinal);

	public IEnumerable<string> Paths => files.Keys;

	/// <param name="functions">The port's, of one kernel.</param>
	/// <param name="fingerprints">Tells what is the kernel's from what is the port's own.</param>
	public static KernelText Of(IEnumerable<Ported> functions, Func<Ported, Fingerprint?> fingerprints)
	{
		var text = new KernelText();
		foreach (Ported function in functions) {
			if (fingerprints(function) is not { } fingerprint)
				continue;
			if (!text.files.TryGetValue(function.KernelPath, out var list))
				text.files[function.KernelPath] = list = [];
			List<CodeLine> lines = Normaliser.Lines(function.Function, new Form(fingerprint.IsMacro, function.IsTruth));
			list.Add((function.Id, [lines[0], s_open, .. lines.Skip(1), s_close]));
		}
		return text;
	}

	public IReadOnlyList<(string Name, List<CodeLine> Lines)> Functions(string path) => files.TryGetValue(path, out var list) ? list : [];

	/// <summary>All lines of a file: a patch's hunk may go from one function to the next.</summary>
	/// <param name="order">The file in another kernel, whose order is kept.</param>
	public List<CodeLine> Lines(string path, KernelText order)
	{
		List<(string Name, List<CodeLine> Lines)> own = [.. Functions(path)];
		List<string> names = [.. order.Functions(path).Select(f => f.Name)];
		return [.. own.OrderBy(f => names.IndexOf(f.Name) is var at && at >= 0 ? at : int.MaxValue).SelectMany(f => f.Lines)];
	}
}
