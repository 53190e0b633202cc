// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>An open file description: what dup and fork share.</summary>
sealed class OpenFile(string path)
{
	public const long Unknown = -1;

	public string Path { get; } = path;

	/// <summary>The file offset; <see cref="Unknown"/> where the log does not show how it came about.</summary>
	public long Position { get; set; } = Unknown;

	/// <summary>O_APPEND.</summary>
	public bool Append { get; set; }
}

/// <summary>Which file lies at which addresses; a MAP_SHARED mapping each, bytes.</summary>
sealed class AddressSpace
{
	readonly record struct Mapping(ulong Start, ulong End, string Path, long Offset);

	readonly List<Mapping> mappings = [];

	public AddressSpace Copy()
	{
		var copy = new AddressSpace();
		copy.mappings.AddRange(mappings);
		return copy;
	}

	public void Map(ulong start, ulong end, string path, long offset)
	{
		mappings.Add(new Mapping(start, end, path, offset));
	}

	public void Unmap(ulong start, ulong end)
	{
		for (int i = mappings.Count - 1; i >= 0; i--) {
			Mapping m = mappings[i];
			if (m.End <= start || end <= m.Start)
				continue;
			mappings.RemoveAt(i);
			if (m.Start < start)
				mappings.Add(m with { End = start });
			if (end < m.End)
				mappings.Add(m with { Start = end, Offset = m.Offset + (long)(end - m.Start) });
		}
	}

	/// <summary>The pieces of files in [start, end), by address; neighbours in address and file are one piece.</summary>
	public List<(string Path, long Offset, long Length)> Find(ulong start, ulong end)
	{
		var pieces = new List<(string Path, long Offset, long Length)>();
		ulong next = 0;

		foreach (Mapping m in mappings.Where(m => m.Start < end && start < m.End).OrderBy(m => m.Start)) {
			ulong from = Math.Max(m.Start, start), to = Math.Min(m.End, end);
			long offset = m.Offset + (long)(from - m.Start);
			if (pieces is [.., var last] && from == next && last.Path == m.Path && last.Offset + last.Length == offset)
				pieces[^1] = last with { Length = last.Length + (long)(to - from) };
			else
				pieces.Add((m.Path, offset, (long)(to - from)));
			next = to;
		}
		return pieces;
	}
}

/// <summary>One pid of a log. Threads share both tables; who appears without a fork having been seen is taken for a thread.</summary>
sealed class Process(Dictionary<int, OpenFile> files, AddressSpace memory)
{
	public Dictionary<int, OpenFile> Files { get; } = files;
	public AddressSpace Memory { get; private set; } = memory;

	/// <summary>A call that the log has so far the first half of; its text up to the break.</summary>
	public byte[]? Unfinished { get; set; }

	public Process Fork(bool shareFiles, bool shareMemory)
	{
		return new Process(shareFiles ? Files : new Dictionary<int, OpenFile>(Files), shareMemory ? Memory : Memory.Copy());
	}

	/// <summary>execve: the memory is gone; descriptors are kept, for a stale one is overwritten when its number returns.</summary>
	public void Exec()
	{
		Memory = new AddressSpace();
	}
}
