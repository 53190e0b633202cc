// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

public enum LogFormat
{
	FsxOps,
	Strace,
	FioIolog,
}

/// <summary>What a log held besides its operations. Every line but comments and signals is in one of these or an operation.</summary>
/// <param name="Lines">Lines read.</param>
/// <param name="Failed">System calls that failed (= -1) or never returned: not replayed.</param>
/// <param name="Skipped">fsxops lines marked skip: fsx did not carry them out.</param>
/// <param name="Joined">Pairs of unfinished and resumed halves put together.</param>
/// <param name="Bookkeeping">Lines that were only followed: open, close, dup, mmap, lseek, fork, stat, ...</param>
/// <param name="PassedOver">What has no replay, by name.</param>
public sealed record LogCounts(int Lines, int Failed, int Skipped, int Joined, int Bookkeeping, IReadOnlyDictionary<string, int> PassedOver);

/// <summary>An operation log, read whole; immutable.</summary>
public sealed class LogFile
{
	const string Bundled = "qemu.balloon.huge.strace";
	const string Expected = "expected an fsxops operation, an strace line or 'fio version 3 iolog'";

	/// <summary>The size of the guest's RAM in the bundled log, in bytes; it was full before the first line.</summary>
	public const long BundledSize = 160L << 20;

	readonly Operation[] operations;

	LogFile(string name, LogParser parser, int lines, string? file)
	{
		Name = name;
		Format = parser.Format;
		FormatName = parser.FormatName;
		Counts = new LogCounts(lines, parser.Failed, parser.Skipped, parser.Joined, parser.Bookkeeping, parser.PassedOver);

		List<FileUse> uses = FileUse.Count(parser.Operations);
		Target = file == null ? FileUse.Busiest(uses) : FileUse.Find(uses, file, name);
		OtherFiles = [.. uses.Where(use => use.Path != Target).Select(use => (use.Path, use.Operations))];
		operations = uses.Count <= 1 ? [.. parser.Operations] : [.. parser.Operations.Where(op => op.File == Target)];

		long size = Target == null ? 0 : parser.SeenSizes.GetValueOrDefault(Target);
		foreach (ref readonly Operation op in operations.AsSpan())
			size = Math.Max(size, op.End);
		MinimumSize = size > long.MaxValue - 4095 ? size : (size + 4095) & ~4095L;
	}

	/// <summary>The log's own name, for messages.</summary>
	public string Name { get; }

	public LogFormat Format { get; }

	/// <summary>"fsxops", "strace", "fio iolog version 3".</summary>
	public string FormatName { get; }

	/// <summary>The file that the operations act on, as the log spells it; null: the log names none.</summary>
	public string? Target { get; }

	/// <summary>The operations on <see cref="Target"/>, in order.</summary>
	public ReadOnlySpan<Operation> Operations => operations;

	public LogCounts Counts { get; }

	/// <summary>The other files of the log and how many operations on each were left out.</summary>
	public IReadOnlyList<(string Path, int Operations)> OtherFiles { get; }

	/// <summary>The smallest file, in bytes and whole pages, that holds every byte that the log touches or saw: what to prefill when the log starts on a full file.</summary>
	public long MinimumSize { get; }

	/// <summary>Reads the log at <paramref name="path"/>, whose format is told by its content.</summary>
	/// <param name="path">The log.</param>
	/// <param name="file">Which file's operations to take; null: the one that is shaped most (truncate, fallocate, madvise), else written or read most.</param>
	/// <exception cref="LogException">It cannot be read or is no log.</exception>
	public static LogFile Read(string path, string? file = null)
	{
		if (path.Length == 0)
			throw new LogException("FILE: cannot be read, expected a log file: '' names none");
		if (Directory.Exists(path))
			throw new LogException($"{path}: is a directory, expected a log file");
		try {
			using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
			return Read(stream, path, file);
		} catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException) {
			throw new LogException($"{path}: cannot be read, expected a log file: {Reason(e)}", e);
		}
	}

	/// <summary>Reads a log from a stream, which is left open.</summary>
	public static LogFile Read(Stream stream, string name, string? file = null)
	{
		var lines = new LineReader(stream, name);
		LogParser? parser = null;

		while (lines.Read(out ReadOnlySpan<byte> line)) {
			if (lines.Number == 1 && line.StartsWith("\uFEFF"u8))
				line = line[3..];
			ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
			if (text.IsEmpty || text[0] == '#')
				continue;
			parser ??= Tell(line, name) ?? throw new LogException(name, lines.Number, $"{LogText.Quote(line)} is of no known format, {Expected}");
			parser.Line = lines.Number;
			parser.Parse(line);
		}
		if (parser == null)
			throw new LogException(name, 1, $"empty log, {Expected}");
		parser.Finish();
		return new LogFile(name, parser, lines.Number, file);
	}

	/// <summary>The log that comes with the program: QEMU ballooning 160 MiB of guest RAM down by 10 MiB and up again.</summary>
	public static LogFile OpenBundled()
	{
		using Stream stream = typeof(LogFile).Assembly.GetManifestResourceStream(Bundled)
			?? throw new LogException($"{Bundled}: is missing from the program, expected as an embedded resource");
		return Read(stream, Bundled);
	}

	static LogParser? Tell(ReadOnlySpan<byte> line, string name)
	{
		if (FioIolog.Matches(line))
			return new FioIolog(name);
		if (Strace.Matches(line))
			return new Strace(name);
		return FsxOps.Matches(line) ? new FsxOps(name) : null;
	}

	/* the runtime's messages repeat the path, quoted */
	static string Reason(Exception e) => e switch {
		FileNotFoundException or DirectoryNotFoundException => "no such file",
		UnauthorizedAccessException => "permission denied",
		_ => e.Message,
	};
}
