// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Opens what --kernel names.</summary>
static class Trees
{
	const int LargestPatch = 16 << 20;

	/// <exception cref="DiffException">There is no kernel source.</exception>
	public static KernelTree Open(string path, string? tag)
	{
		if (tag != null)
			return Directory.Exists(path) ? new GitTree(path, tag) : throw new DiffException($"{path}: no such directory, expected a git repository");
		if (File.Exists(path))
			return new SingleFile(path);
		if (!Directory.Exists(path))
			throw new DiffException($"{path}: no such file or directory, expected a kernel tree or a file of C");
		if (!Directory.Exists(Path.Combine(path, "mm")))
			throw new DiffException($"{path}: no mm directory in it, expected a kernel tree, or --tag with a git repository");
		return new DirectoryTree(path);
	}

	/// <summary>Reads a patch.</summary>
	public static string ReadText(string path)
	{
		if (!File.Exists(path))
			throw new DiffException($"{path}: {(Directory.Exists(path) ? "a directory" : "no such file")}, expected a patch");
		if (new FileInfo(path).Length > LargestPatch)
			throw new DiffException($"{path}: {new FileInfo(path).Length >> 20} MB, expected a patch of at most {LargestPatch >> 20} MB");
		return File.ReadAllText(path);
	}
}
