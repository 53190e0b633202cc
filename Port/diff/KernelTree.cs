// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Kernel source: read once, by path.</summary>
abstract class KernelTree
{
	protected const int LargestFile = 16 << 20;

	/* where functions move to, and where to look for those that did */
	protected static readonly string[] Folders = ["mm", "lib", "include/linux", "fs"];

	readonly Dictionary<string, CFile?> files = [];
	Dictionary<string, string>? everything;

	/// <summary>What it is called in a report.</summary>
	public abstract string Name { get; }

	/// <param name="path">Such as mm/shmem.c, or the one file there is.</param>
	/// <returns>Null where the tree has no such file.</returns>
	protected abstract string? ReadText(string path);

	/// <summary>All files of the folders where functions may have moved to.</summary>
	protected abstract IEnumerable<(string Path, string Text)> ReadFolders();

	/// <summary>The functions of this file of the port are asked for.</summary>
	public virtual bool MayHave(string path) => true;

	/// <summary>Has a file read ahead, with others.</summary>
	public virtual void Prepare(IReadOnlyCollection<string> paths)
	{
	}

	public CFile? File(string path)
	{
		if (files.TryGetValue(path, out CFile? file))
			return file;
		string? text = ReadText(path);
		return files[path] = text == null ? null : Parse(path, text);
	}

	/// <summary>The file that has the function now.</summary>
	public virtual CFile? FileWith(string name, string formerly)
	{
		if (File(formerly) is { } same && same.Find(name).Count > 0)
			return same;
		everything ??= Everything();
		foreach ((string path, string text) in everything) {
			if (path == formerly || !Defines(text, name))
				continue;
			try {
				if (File(path) is { } file && file.Find(name).Count > 0)
					return file;
			} catch (DiffException) {
				/* not one that the port is of: it is not asked for */
			}
		}
		return null;
	}

	Dictionary<string, string> Everything()
	{
		Dictionary<string, string> all = [];
		foreach ((string path, string text) in ReadFolders().OrderBy(file => file.Path, StringComparer.Ordinal)) {
			all[path] = text;
		}
		return all;
	}

	/* a definition: the name and a parenthesis in a line that does not begin with a blank */
	static bool Defines(string text, string name)
	{
		for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal)) {
			int start = text.LastIndexOf('\n', at) + 1;
			int end = at + name.Length;
			bool word = (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '_')) && end < text.Length && !(char.IsLetterOrDigit(text[end]) || text[end] == '_');
			if (word && !char.IsWhiteSpace(text[start]) && (text[end] == '(' || text.AsSpan(start).StartsWith("#define")))
				return true;
		}
		return false;
	}

	protected string? TextOf(string path) => everything != null && everything.TryGetValue(path, out string? text) ? text : null;

	/// <summary>What a file is called in a message.</summary>
	protected virtual string NameOf(string path) => path;

	CFile Parse(string path, string text)
	{
		try {
			return CFile.Read(path, text);
		} catch (DiffException e) when (NameOf(path) != path) {
			throw new DiffException(NameOf(path) + e.Message[path.Length..]);
		}
	}

	protected static void CheckSize(string path, long length)
	{
		if (length > LargestFile)
			throw new DiffException($"{path}: {length >> 20} MB, expected a source file of at most {LargestFile >> 20} MB");
	}
}

/// <summary>A directory with the tree checked out.</summary>
sealed class DirectoryTree(string root) : KernelTree
{
	public override string Name => root;

	protected override string NameOf(string path) => Path.Combine(root, path);

	protected override string? ReadText(string path)
	{
		if (TextOf(path) is { } known)
			return known;
		string full = Path.Combine(root, path);
		if (!System.IO.File.Exists(full))
			return null;
		CheckSize(full, new FileInfo(full).Length);
		return System.IO.File.ReadAllText(full);
	}

	protected override IEnumerable<(string, string)> ReadFolders()
	{
		foreach (string folder in Folders) {
			string full = Path.Combine(root, folder);
			if (!Directory.Exists(full))
				continue;
			foreach (string file in Directory.EnumerateFiles(full)) {
				if ((file.EndsWith(".c", StringComparison.Ordinal) || file.EndsWith(".h", StringComparison.Ordinal)) && new FileInfo(file).Length <= LargestFile)
					yield return (Path.GetRelativePath(root, file).Replace('\\', '/'), System.IO.File.ReadAllText(file));
			}
		}
	}
}

/// <summary>One file, wherever it is.</summary>
sealed class SingleFile(string path) : KernelTree
{
	public override string Name => path;

	protected override string? ReadText(string name)
	{
		CheckSize(path, new FileInfo(path).Length);
		return System.IO.File.ReadAllText(path);
	}

	/* the file is said by its own name */
	protected override string NameOf(string name) => path;

	public override bool MayHave(string name) => System.IO.Path.GetFileName(name) == System.IO.Path.GetFileName(path);

	public override CFile? FileWith(string name, string formerly) => File(formerly) is { } file && file.Find(name).Count > 0 ? file : null;

	protected override IEnumerable<(string, string)> ReadFolders() => [];
}
