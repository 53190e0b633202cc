// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

public enum OperationKind
{
	Write,
	Read,
	MapWrite,
	MapRead,
	Truncate,
	Fallocate,
	PunchHole,
	Fsync,
	MadviseRemove,
	MadviseDontNeed,
	SeekData,
	SeekHole,

	/// <summary>What tmpfs refuses: carried out as -EOPNOTSUPP, and counted.</summary>
	Unsupported,
}

[Flags]
public enum OperationFlags
{
	None = 0,

	/// <summary>fsxops: the file is closed and opened again after the operation.</summary>
	CloseOpen = 1,

	/// <summary>A write at i_size, wherever that is (O_APPEND); <see cref="Operation.Offset"/> says nothing.</summary>
	Append = 2,
}

/// <summary>The mode argument of fallocate(2).</summary>
public static class FallocateMode
{
	public const int KeepSize = 0x01;
	public const int PunchHole = 0x02;
	public const int CollapseRange = 0x08;
	public const int ZeroRange = 0x10;
	public const int InsertRange = 0x20;
	public const int UnshareRange = 0x40;

	/// <summary>FALLOC_FL_SPLIT_HPAGE, known to yang-v1 only.</summary>
	public const int SplitHugePage = 0x80;
}

/// <summary>One operation of a log, whatever the log's format.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Name">fsx's name for it: write, punch_hole, zero_range, ...; the system call's name where fsx has none.</param>
/// <param name="Offset">Where it starts in the file, in bytes.</param>
/// <param name="Length">How many bytes it spans; for <see cref="OperationKind.Truncate"/> the new size.</param>
public readonly record struct Operation(OperationKind Kind, string Name, long Offset, long Length)
{
	/// <summary>fallocate's mode, for everything that is an fallocate.</summary>
	public int Mode { get; init; }

	public OperationFlags Flags { get; init; }

	/// <summary>The file it acts on, as the log spells it; null: the log has but one and does not name it.</summary>
	public string? File { get; init; }

	/// <summary>The line of the log it stands on, from 1.</summary>
	public int Line { get; init; }

	/// <summary>i_size before the operation as the log recorded it, in bytes; -1: not recorded.</summary>
	public long RecordedSize { get; init; } = -1;

	/// <summary>The first byte after it; 0 where the operation names no range.</summary>
	public long End => Kind switch {
		OperationKind.Truncate => Length,
		OperationKind.Fsync => 0,
		_ when Flags.HasFlag(OperationFlags.Append) => 0,
		_ => Offset + Length,
	};

	/// <summary>Truncates, punches, allocates or drops pages: an operation that only a file can be the target of.</summary>
	internal bool ShapesFile => Kind is OperationKind.Truncate or OperationKind.Fallocate or OperationKind.PunchHole
		or OperationKind.MadviseRemove or OperationKind.MadviseDontNeed or OperationKind.Unsupported;
}
