// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>How much a log does to one file; a replay acts on one file only.</summary>
sealed class FileUse(string path)
{
	public string Path { get; } = path;
	public int Operations { get; private set; }
	int shaping, writing;

	/// <summary>Every named file of the log, in order of appearance.</summary>
	public static List<FileUse> Count(List<Operation> operations)
	{
		var uses = new Dictionary<string, FileUse>();
		var order = new List<FileUse>();
		FileUse? last = null;

		foreach (Operation op in operations) {
			if (op.File == null)
				continue;
			if (last?.Path != op.File && !uses.TryGetValue(op.File, out last)) {
				last = uses[op.File] = new FileUse(op.File);
				order.Add(last);
			}
			last.Operations++;
			if (op.ShapesFile)
				last.shaping++;
			if (op.Kind is OperationKind.Write or OperationKind.MapWrite)
				last.writing++;
		}
		return order;
	}

	/// <summary>The file a log is about: shaped most, else written most, else used most; the first of equals.</summary>
	public static string? Busiest(List<FileUse> uses) => uses.MaxBy(use => (use.shaping, use.writing, use.Operations))?.Path;

	/// <summary>The file that <paramref name="wanted"/> names, whole or by its last part.</summary>
	public static string Find(List<FileUse> uses, string wanted, string log)
	{
		List<FileUse> found = [.. uses.Where(use => use.Path == wanted)];
		if (found.Count == 0)
			found = [.. uses.Where(use => System.IO.Path.GetFileName(use.Path) == wanted)];
		if (found.Count == 1)
			return found[0].Path;

		const int Shown = 5;
		string names = string.Join(", ", (found.Count > 0 ? found : uses).Take(Shown).Select(use => use.Path));
		if (uses.Count == 0)
			throw new LogException($"{log}: the log names no file, expected none to be asked for but '{wanted}' was");
		throw new LogException($"{log}: {(found.Count > 0 ? "several files are" : "no operation is on a file")} named '{wanted}', expected one of {names}");
	}
}
