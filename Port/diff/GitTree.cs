// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Text;

namespace linux.diff;

/// <summary>A git repository at a tag: nothing is checked out.</summary>
sealed class GitTree : KernelTree
{
	readonly string directory;
	readonly string tag;
	readonly Dictionary<string, string?> texts = [];

	/// <exception cref="DiffException">There is no such repository or tag, or no git.</exception>
	public GitTree(string directory, string tag)
	{
		this.directory = directory;
		this.tag = tag;
		if (tag.StartsWith('-') || Run(["rev-parse", "--verify", "--quiet", $"{tag}^{{tree}}"], null).Code != 0)
			throw new DiffException($"{directory}: no git repository with '{tag}', expected a tag or a commit of it");
	}

	public override string Name => $"{directory} at {tag}";

	public override void Prepare(IReadOnlyCollection<string> paths)
	{
		string[] missing = [.. paths.Where(path => !texts.ContainsKey(path))];
		if (missing.Length == 0)
			return;
		string request = string.Concat(missing.Select(path => $"{tag}:{path}\n"));
		byte[] answer = Run(["cat-file", "--batch"], request).Output;
		int at = 0;
		foreach (string path in missing) {
			string head = Line(answer, ref at);
			if (head.EndsWith(" missing", StringComparison.Ordinal) || !int.TryParse(head.AsSpan(head.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture, out int length) || at + length > answer.Length) {
				texts[path] = null;
				continue;
			}
			CheckSize(path, length);
			texts[path] = head.Contains(" blob ") ? Encoding.UTF8.GetString(answer, at, length) : null;
			at += length + 1;
		}
	}

	static string Line(byte[] bytes, ref int at)
	{
		int end = Array.IndexOf(bytes, (byte)'\n', at);
		end = end < 0 ? bytes.Length : end;
		string line = Encoding.UTF8.GetString(bytes, at, end - at);
		at = Math.Min(end + 1, bytes.Length);
		return line;
	}

	protected override string? ReadText(string path)
	{
		Prepare([path]);
		return texts[path];
	}

	protected override IEnumerable<(string, string)> ReadFolders()
	{
		string listing = Encoding.UTF8.GetString(Run(["ls-tree", "--name-only", tag, "--", .. Folders.Select(f => f + "/")], null).Output);
		string[] paths = [.. listing.Split('\n').Where(path => path.EndsWith(".c", StringComparison.Ordinal) || path.EndsWith(".h", StringComparison.Ordinal))];
		Prepare(paths);
		return paths.Where(path => texts[path] != null).Select(path => (path, texts[path]!));
	}

	(int Code, byte[] Output) Run(string[] arguments, string? input)
	{
		var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
		foreach (string argument in (string[])["-c", "safe.directory=*", "-C", directory, .. arguments])
			start.ArgumentList.Add(argument);
		try {
			using Process git = Process.Start(start)!;
			git.ErrorDataReceived += (_, _) => { };
			git.BeginErrorReadLine();
			var writing = Task.Run(() => {
				using StreamWriter writer = git.StandardInput;
				writer.Write(input);
			});
			using var output = new MemoryStream();
			git.StandardOutput.BaseStream.CopyTo(output);
			git.WaitForExit();
			writing.Wait();
			return (git.ExitCode, output.ToArray());
		} catch (System.ComponentModel.Win32Exception) {
			throw new DiffException($"{directory}: git cannot be run, expected it for --tag");
		}
	}
}
