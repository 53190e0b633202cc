// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>
/// fio --write_iolog, versions 2 and 3: <c>[time] file action [offset length]</c>, the time in version 3 only.
/// With ioengine=falloc a trim is fallocate(PUNCH_HOLE|KEEP_SIZE), and so it is here.
/// </summary>
sealed class FioIolog(string file) : LogParser(file)
{
	readonly NameTable names = new();
	int version;

	public override LogFormat Format => LogFormat.FioIolog;
	public override string FormatName => $"fio iolog version {version}";

	public static bool Matches(ReadOnlySpan<byte> line) => line.StartsWith("fio version"u8);

	public override void Parse(ReadOnlySpan<byte> line)
	{
		if (version == 0) {
			version = Version(line);
			return;
		}

		ReadOnlySpan<byte> rest = line;
		if (version == 3)
			Number(LogText.NextToken(ref rest), "time");
		ReadOnlySpan<byte> name = LogText.NextToken(ref rest);
		ReadOnlySpan<byte> action = LogText.NextToken(ref rest);
		ReadOnlySpan<byte> first = LogText.NextToken(ref rest);
		ReadOnlySpan<byte> second = LogText.NextToken(ref rest);
		if (action.IsEmpty)
			throw Error($"{LogText.Quote(line)} ends before the action, expected {Expected}");
		if (!LogText.IsBlank(rest))
			throw Error($"{LogText.Quote(rest.Trim((byte)' '))} is left over, expected {Expected}");

		string path = names.Get(name);
		switch (action) {
		case var a when a.SequenceEqual("add"u8) || a.SequenceEqual("open"u8) || a.SequenceEqual("close"u8):
			Bare(action, first);
			Bookkeeping++;
			break;
		case var a when a.SequenceEqual("wait"u8):
			Number(first, "wait in microseconds");
			Bookkeeping++;
			break;
		case var a when a.SequenceEqual("sync"u8) || a.SequenceEqual("datasync"u8):
			/* some versions write the range, some do not */
			if (!first.IsEmpty)
				Range(first, second);
			Add(OperationKind.Fsync, "fsync", path, default);
			break;
		case var a when a.SequenceEqual("read"u8):
			Add(OperationKind.Read, "read", path, Range(first, second));
			break;
		case var a when a.SequenceEqual("write"u8):
			Add(OperationKind.Write, "write", path, Range(first, second));
			break;
		case var a when a.SequenceEqual("trim"u8):
			Add(OperationKind.PunchHole, "punch_hole", path, Range(first, second), FallocateMode.PunchHole | FallocateMode.KeepSize);
			break;
		default:
			throw Error($"unknown action {LogText.Quote(action)}, expected add, open, close, wait, read, write, trim, sync or datasync");
		}
	}

	string Expected => version == 3 ? "'time file action [offset length]'" : "'file action [offset length]'";

	int Version(ReadOnlySpan<byte> line)
	{
		ReadOnlySpan<byte> rest = line["fio version".Length..];
		ReadOnlySpan<byte> number = LogText.NextToken(ref rest);
		if (!LogText.NextToken(ref rest).SequenceEqual("iolog"u8) || !LogText.IsBlank(rest) || number.Length != 1 || number[0] is not ((byte)'2' or (byte)'3'))
			throw Error($"{LogText.Quote(line)} is not known, expected 'fio version 2 iolog' or 'fio version 3 iolog'");
		return number[0] - '0';
	}

	void Bare(ReadOnlySpan<byte> action, ReadOnlySpan<byte> first)
	{
		if (!first.IsEmpty)
			throw Error($"{LogText.Quote(first)} is left over after {LogText.Quote(action)}, expected the end of the line");
	}

	(long Offset, long Length) Range(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
	{
		ulong offset = Number(first, "offset");
		ulong length = Number(second, "length");
		if (offset > long.MaxValue || length > long.MaxValue - offset)
			throw Error($"offset {offset} + length {length} is out of range, expected an end of at most 2^63-1");
		return ((long)offset, (long)length);
	}

	ulong Number(ReadOnlySpan<byte> word, string what)
	{
		if (word.IsEmpty)
			throw Error($"the {what} is missing, expected {Expected}");
		return LogText.ParseDecimal(word, out ulong value) switch {
			NumberFault.NotANumber => throw Error($"the {what} {LogText.Quote(word)} is not a number, expected {Expected}"),
			NumberFault.TooLarge => throw Error($"the {what} {LogText.Quote(word)} is out of range, expected at most 2^64-1"),
			_ => value,
		};
	}

	void Add(OperationKind kind, string name, string path, (long Offset, long Length) range, int mode = 0)
	{
		Operations.Add(new Operation(kind, name, range.Offset, range.Length) { Mode = mode, File = path, Line = Line });
	}
}
