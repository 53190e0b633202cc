// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>
/// The log of xfstests' fsx: <c>[skip] op number... flag...</c>, three numbers or, with a second offset, four;
/// the last is i_size before the operation. fsx keeps its numbers in ints: nothing reaches past 2 GiB.
/// </summary>
sealed class FsxOps(string file) : LogParser(file)
{
	/* fsx reads lines into char[256]: a longer one would be taken for two */
	const int MaxLine = 255;
	const long MaxSize = 1L << 31;

	sealed record Grammar(string Name, OperationKind Kind, int Mode = 0, int Numbers = 3);

	static readonly Grammar[] Known = [
		new("read", OperationKind.Read),
		new("write", OperationKind.Write),
		new("mapread", OperationKind.MapRead),
		new("mapwrite", OperationKind.MapWrite),
		new("truncate", OperationKind.Truncate),
		new("fallocate", OperationKind.Fallocate),
		new("punch_hole", OperationKind.PunchHole, FallocateMode.PunchHole | FallocateMode.KeepSize),
		new("fsync", OperationKind.Fsync),
		new("zero_range", OperationKind.Unsupported, FallocateMode.ZeroRange),
		new("collapse_range", OperationKind.Unsupported, FallocateMode.CollapseRange),
		new("insert_range", OperationKind.Unsupported, FallocateMode.InsertRange),
		new("read_dontcache", OperationKind.Unsupported),
		new("write_dontcache", OperationKind.Unsupported),
		new("write_atomic", OperationKind.Unsupported),
		new("clone_range", OperationKind.Unsupported, Numbers: 4),
		new("dedupe_range", OperationKind.Unsupported, Numbers: 4),
		new("copy_range", OperationKind.Unsupported, Numbers: 4),
		new("exchange_range", OperationKind.Unsupported, Numbers: 4),
	];

	public override LogFormat Format => LogFormat.FsxOps;
	public override string FormatName => "fsxops";

	/// <summary>An operation or skip; or, so that a misspelt one is named as such, any word before a number.</summary>
	public static bool Matches(ReadOnlySpan<byte> line)
	{
		ReadOnlySpan<byte> word = LogText.NextToken(ref line);
		if (word.SequenceEqual("skip"u8) || Find(word) != null)
			return true;
		ReadOnlySpan<byte> next = LogText.NextToken(ref line);
		return !word.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz_"u8) && !next.IsEmpty && LogText.IsDigit(next[0]);
	}

	public override void Parse(ReadOnlySpan<byte> line)
	{
		if (line.Length > MaxLine)
			throw Error($"the line has {line.Length} bytes, expected less than {MaxLine + 1} as fsx does");

		ReadOnlySpan<byte> rest = line;
		ReadOnlySpan<byte> word = LogText.NextToken(ref rest);
		bool skip = word.SequenceEqual("skip"u8);
		if (skip)
			word = LogText.NextToken(ref rest);
		if (word.IsEmpty)
			throw Error("skip without an operation, expected skip and the operation that fsx left out");
		Grammar op = Find(word) ?? throw Error($"unknown operation {LogText.Quote(word)}, expected one of {string.Join(", ", Known.Select(k => k.Name))}");

		Span<long> numbers = stackalloc long[4];
		for (int i = 0; i < op.Numbers; i++)
			numbers[i] = Number(LogText.NextToken(ref rest), op, i, skip);

		bool keepSize = false, unshare = false, closeOpen = false;
		while (true) {
			word = LogText.NextToken(ref rest);
			if (word.IsEmpty)
				break;
			else if (word.SequenceEqual("keep_size"u8))
				keepSize = true;
			else if (word.SequenceEqual("unshare"u8))
				unshare = true;
			else if (word.SequenceEqual("close_open"u8))
				closeOpen = true;
			else if (!word.SequenceEqual("*"u8))
				throw Error($"unknown flag {LogText.Quote(word)} after {op.Numbers} numbers of {op.Name}, expected keep_size, close_open, unshare or *");
		}

		/* what fsx left out it may have left out for its numbers */
		if (skip) {
			Skipped++;
			return;
		}
		bool truncate = op.Kind == OperationKind.Truncate;
		if (!truncate) {
			CheckRange("offset", numbers[0], numbers[1]);
			if (op.Numbers == 4)
				CheckRange("destination", numbers[2], numbers[1]);
		}
		Operations.Add(new Operation(unshare ? OperationKind.Unsupported : op.Kind, op.Name, truncate ? 0 : numbers[0], numbers[1]) {
			Mode = op.Mode | (keepSize ? FallocateMode.KeepSize : 0) | (unshare ? FallocateMode.UnshareRange : 0),
			Flags = closeOpen ? OperationFlags.CloseOpen : OperationFlags.None,
			Line = Line,
			RecordedSize = numbers[op.Numbers - 1],
		});
	}

	long Number(ReadOnlySpan<byte> word, Grammar op, int index, bool skip)
	{
		if (word.IsEmpty)
			throw Error($"{op.Name} has {index} numbers, expected {op.Numbers}: {Arguments(op)}");

		NumberFault fault = LogText.ParseNumber(word, out ulong value);
		if (fault == NumberFault.NotANumber)
			throw Error($"{LogText.Quote(word)} is not a number, expected hex (0x..), octal (0..) or decimal: {op.Name} {Arguments(op)}");
		if (fault == NumberFault.TooLarge || value > (ulong)MaxSize && !skip)
			throw Error($"{LogText.Quote(word)} is out of range, expected at most 0x{MaxSize:x} (2 GiB): {op.Name} {Arguments(op)}");
		return (long)value;
	}

	void CheckRange(string what, long offset, long length)
	{
		if (offset + length > MaxSize)
			throw Error($"{what} 0x{offset:x} + length 0x{length:x} is out of range, expected an end of at most 0x{MaxSize:x} (2 GiB)");
	}

	static string Arguments(Grammar op) => op switch {
		{ Kind: OperationKind.Truncate } => "0 new_size file_size",
		{ Numbers: 4 } => "offset length destination file_size",
		_ => "offset length file_size",
	};

	static Grammar? Find(ReadOnlySpan<byte> word)
	{
		foreach (Grammar op in Known) {
			if (System.Text.Ascii.Equals(word, op.Name))
				return op;
		}
		return null;
	}
}
