// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/* what each call means */
sealed partial class Strace
{
	const ulong PageMask = 4095;

	static readonly Known[] Calls = [
		new("fallocate", 4, "fallocate(fd, mode, offset, length)", (Strace log, in Call c) => log.Fallocate(c)),
		new("madvise", 3, "madvise(address, length, advice)", (Strace log, in Call c) => log.Madvise(c)),
		new("ftruncate", 2, "ftruncate(fd, size)", (Strace log, in Call c) => log.Truncate(c, log.FileOf(c, 0)?.Path)),
		new("ftruncate64", 2, "ftruncate64(fd, size)", (Strace log, in Call c) => log.Truncate(c, log.FileOf(c, 0)?.Path)),
		new("truncate", 2, "truncate(path, size)", (Strace log, in Call c) => log.Truncate(c, log.PathOf(c, 0))),
		new("truncate64", 2, "truncate64(path, size)", (Strace log, in Call c) => log.Truncate(c, log.PathOf(c, 0))),
		new("pwrite64", 4, "pwrite64(fd, data, length, offset)", (Strace log, in Call c) => log.WriteAt(c)),
		new("pwritev", 4, "pwritev(fd, vectors, count, offset)", (Strace log, in Call c) => log.WriteAt(c)),
		new("pwritev2", 4, "pwritev2(fd, vectors, count, offset, flags)", (Strace log, in Call c) => log.WriteAt(c)),
		new("pread64", 4, "pread64(fd, data, length, offset)", (Strace log, in Call c) => log.ReadAt(c, log.Number(c, 2, "length"))),
		new("preadv", 4, "preadv(fd, vectors, count, offset)", (Strace log, in Call c) => log.ReadAt(c, c.Value)),
		new("preadv2", 4, "preadv2(fd, vectors, count, offset, flags)", (Strace log, in Call c) => log.ReadAt(c, c.Value)),
		new("write", 3, "write(fd, data, length)", (Strace log, in Call c) => log.Write(c)),
		new("writev", 3, "writev(fd, vectors, count)", (Strace log, in Call c) => log.Write(c)),
		new("read", 3, "read(fd, data, length)", (Strace log, in Call c) => log.Read(c, log.Number(c, 2, "length"))),
		new("readv", 3, "readv(fd, vectors, count)", (Strace log, in Call c) => log.Read(c, c.Value)),
		new("lseek", 3, "lseek(fd, offset, whence)", (Strace log, in Call c) => log.Seek(c)),
		new("fsync", 1, "fsync(fd)", (Strace log, in Call c) => log.Sync(c)),
		new("fdatasync", 1, "fdatasync(fd)", (Strace log, in Call c) => log.Sync(c)),
		new("open", 2, "open(path, flags)", (Strace log, in Call c) => log.Open(c, 0, c[1])),
		new("openat", 3, "openat(fd, path, flags)", (Strace log, in Call c) => log.Open(c, 1, c[2])),
		new("openat2", 3, "openat2(fd, path, {flags=...}, size)", (Strace log, in Call c) => log.Open(c, 1, c[2])),
		new("creat", 1, "creat(path, mode)", (Strace log, in Call c) => log.Open(c, 0, "O_TRUNC"u8)),
		new("memfd_create", 1, "memfd_create(name, flags)", (Strace log, in Call c) => log.OpenMemory(c)),
		new("close", 1, "close(fd)", (Strace log, in Call c) => log.Close(c)),
		new("close_range", 3, "close_range(first, last, flags)", (Strace log, in Call c) => log.CloseRange(c)),
		new("dup", 1, "dup(fd)", (Strace log, in Call c) => log.Duplicate(c)),
		new("dup2", 2, "dup2(fd, new)", (Strace log, in Call c) => log.Duplicate(c)),
		new("dup3", 3, "dup3(fd, new, flags)", (Strace log, in Call c) => log.Duplicate(c)),
		new("fcntl", 2, "fcntl(fd, command, ...)", (Strace log, in Call c) => log.Control(c)),
		new("fcntl64", 2, "fcntl64(fd, command, ...)", (Strace log, in Call c) => log.Control(c)),
		new("mmap", 6, "mmap(address, length, protection, flags, fd, offset)", (Strace log, in Call c) => log.Map(c)),
		new("mmap2", 6, "mmap2(address, length, protection, flags, fd, offset)", (Strace log, in Call c) => log.Map(c)),
		new("munmap", 2, "munmap(address, length)", (Strace log, in Call c) => log.Unmap(c)),
		new("mremap", 4, "mremap(address, old_length, new_length, flags)", (Strace log, in Call c) => log.Remap(c)),
		new("fstat", 2, "fstat(fd, status)", (Strace log, in Call c) => log.Status(c, c[1])),
		new("newfstatat", 4, "newfstatat(fd, path, status, flags)", (Strace log, in Call c) => log.Status(c, c[2])),
		new("fork", 0, "fork()", (Strace log, in Call c) => log.Fork(c)),
		new("vfork", 0, "vfork()", (Strace log, in Call c) => log.Fork(c)),
		new("clone", 1, "clone(...)", (Strace log, in Call c) => log.Fork(c)),
		new("clone3", 1, "clone3({flags=...}, size)", (Strace log, in Call c) => log.Fork(c)),
		new("execve", 1, "execve(path, ...)", (Strace log, in Call c) => log.Exec(c)),
		new("execveat", 1, "execveat(fd, path, ...)", (Strace log, in Call c) => log.Exec(c)),
		new("sendfile", 4, "sendfile(out, in, offset, count)", (Strace log, in Call c) => log.LosePositions(c, 0, 1)),
		new("copy_file_range", 6, "copy_file_range(in, offset, out, offset, count, flags)", (Strace log, in Call c) => log.LosePositions(c, 0, 2)),
		new("splice", 6, "splice(in, offset, out, offset, count, flags)", (Strace log, in Call c) => log.LosePositions(c, 0, 2)),
		new("_llseek", 4, "_llseek(fd, offset, result, whence)", (Strace log, in Call c) => log.LosePositions(c, 0, 0)),
	];

	static bool IsFork(Known known) => known.Name is "fork" or "vfork" or "clone" or "clone3";

	void Add(OperationKind kind, string name, string path, long offset, long length, int mode = 0, OperationFlags flags = OperationFlags.None)
	{
		if (offset > long.MaxValue - length)
			throw Error($"offset {offset} + length {length} of {name} is out of range, expected an end of at most 2^63-1");
		seen.Add(path);
		Operations.Add(new Operation(kind, name, offset, length) { Mode = mode, Flags = flags, File = path, Line = Line });
	}

	void Fallocate(in Call c)
	{
		int mode = Mode(c[1]);
		long offset = Number(c, 2, "offset"), length = Number(c, 3, "length");
		const int Plain = FallocateMode.KeepSize | FallocateMode.SplitHugePage;

		if (FileOf(c, 0) is not { } file)
			PassOver("fallocate on no file");
		else if ((mode & ~(Plain | FallocateMode.PunchHole)) != 0)
			Add(OperationKind.Unsupported, ModeName(mode), file.Path, offset, length, mode);
		else if ((mode & FallocateMode.PunchHole) != 0)
			Add(OperationKind.PunchHole, "punch_hole", file.Path, offset, length, mode);
		else
			Add(OperationKind.Fallocate, "fallocate", file.Path, offset, length, mode);
	}

	static string ModeName(int mode) => mode switch {
		_ when (mode & FallocateMode.CollapseRange) != 0 => "collapse_range",
		_ when (mode & FallocateMode.InsertRange) != 0 => "insert_range",
		_ when (mode & FallocateMode.ZeroRange) != 0 => "zero_range",
		_ => "fallocate",
	};

	void Truncate(in Call c, string? path)
	{
		long size = Number(c, 1, "size");
		if (path == null)
			PassOver($"{c.Name} on no file");
		else
			Add(OperationKind.Truncate, "truncate", path, 0, size);
	}

	void WriteAt(in Call c)
	{
		long offset = Number(c, 3, "offset");
		if (FileOf(c, 0) is { } file)
			Add(OperationKind.Write, "write", file.Path, file.Append ? 0 : offset, c.Value, flags: file.Append ? OperationFlags.Append : OperationFlags.None);
		else
			PassOver($"{c.Name} on no file");
	}

	void ReadAt(in Call c, long length)
	{
		long offset = Number(c, 3, "offset");
		if (FileOf(c, 0) is { } file)
			Add(OperationKind.Read, "read", file.Path, offset, length);
		else
			PassOver($"{c.Name} on no file");
	}

	void Write(in Call c)
	{
		if (FileOf(c, 0) is not { } file) {
			PassOver($"{c.Name} on no file");
		} else if (file.Append) {
			Add(OperationKind.Write, "write", file.Path, 0, c.Value, flags: OperationFlags.Append);
			file.Position = OpenFile.Unknown;
		} else if (file.Position == OpenFile.Unknown) {
			PassOver($"{c.Name} at an unknown offset");
		} else {
			Add(OperationKind.Write, "write", file.Path, file.Position, c.Value);
			file.Position += c.Value;
		}
	}

	void Read(in Call c, long length)
	{
		if (FileOf(c, 0) is not { } file) {
			PassOver($"{c.Name} on no file");
		} else if (file.Position == OpenFile.Unknown) {
			PassOver($"{c.Name} at an unknown offset");
		} else {
			/* the return value says how far the offset moved, the request what to ask for again */
			Add(OperationKind.Read, "read", file.Path, file.Position, Math.Max(length, c.Value));
			file.Position += c.Value;
		}
	}

	void Seek(in Call c)
	{
		if (FileOf(c, 0) is not { } file) {
			PassOver($"{c.Name} on no file");
			return;
		}
		bool data = Is(c[2], "SEEK_DATA"u8, 3), hole = Is(c[2], "SEEK_HOLE"u8, 4);
		if (data || hole)
			Add(data ? OperationKind.SeekData : OperationKind.SeekHole, data ? "seek_data" : "seek_hole", file.Path, Number(c, 1, "offset"), 0);
		else
			Bookkeeping++;
		file.Position = c.Value;
	}

	void Sync(in Call c)
	{
		if (FileOf(c, 0) is { } file)
			Add(OperationKind.Fsync, "fsync", file.Path, 0, 0);
		else
			PassOver($"{c.Name} on no file");
	}

	void Open(in Call c, int path, ReadOnlySpan<byte> flags)
	{
		string name = Decoration(c.Result) ?? PathOf(c, path);
		c.Process.Files[Descriptor(c)] = new OpenFile(name) { Position = 0, Append = Has(flags, "O_APPEND"u8, 0x400) };

		/* the first open of a file starts the log; O_TRUNC means something on a file that the log has used before */
		if (!seen.Add(name) && Has(flags, "O_TRUNC"u8, 0x200))
			Add(OperationKind.Truncate, "truncate", name, 0, 0);
		else
			Bookkeeping++;
	}

	void OpenMemory(in Call c)
	{
		string name = Decoration(c.Result) ?? "/memfd:" + PathOf(c, 0);
		c.Process.Files[Descriptor(c)] = new OpenFile(name) { Position = 0 };
		seen.Add(name);
		Bookkeeping++;
	}

	void Close(in Call c)
	{
		c.Process.Files.Remove((int)Math.Min(FdNumber(c, 0), int.MaxValue));
		Bookkeeping++;
	}

	void CloseRange(in Call c)
	{
		long first = Number(c, 0, "first"), last = Number(c, 1, "last");
		if (!Has(c[2], "CLOSE_RANGE_CLOEXEC"u8, 4)) {
			foreach (int fd in c.Process.Files.Keys.Where(fd => first <= fd && fd <= last).ToArray())
				c.Process.Files.Remove(fd);
		}
		Bookkeeping++;
	}

	void Duplicate(in Call c)
	{
		int copy = Descriptor(c);
		if (FileOf(c, 0) is { } file)
			c.Process.Files[copy] = file;
		else
			c.Process.Files.Remove(copy);
		Bookkeeping++;
	}

	void Control(in Call c)
	{
		if (c[1].StartsWith("F_DUPFD"u8) || Is(c[1], default, 0) || Is(c[1], default, 1030))
			Duplicate(c);
		else if (Is(c[1], "F_SETFL"u8, 4) && c.Count > 2 && FileOf(c, 0) is { } file) {
			file.Append = Has(c[2], "O_APPEND"u8, 0x400);
			Bookkeeping++;
		} else
			Bookkeeping++;
	}

	void Map(in Call c)
	{
		(ulong start, ulong end) = Span(c, (ulong)c.Value, Number(c, 1, "length"));
		c.Process.Memory.Unmap(start, end);
		Bookkeeping++;
		if (c[4].StartsWith("-"u8) || Has(c[3], "MAP_ANONYMOUS"u8, 0x20) || !Has(c[3], "MAP_SHARED"u8, 1))
			return;
		if (FileOf(c, 4) is not { } file)
			return;

		long offset = Number(c, 5, "offset");
		if (offset > long.MaxValue - (long)(end - start))
			throw Error($"offset {offset} + length {end - start} of {c.Name} is out of range, expected an end of at most 2^63-1");
		c.Process.Memory.Map(start, end, file.Path, offset);
		if (Has(c[3], "MAP_POPULATE"u8, 0x8000))
			Add(OperationKind.MapRead, "mapread", file.Path, offset, (long)(end - start));
	}

	void Unmap(in Call c)
	{
		(ulong start, ulong end) = Span(c, Address(c), Number(c, 1, "length"));
		c.Process.Memory.Unmap(start, end);
		Bookkeeping++;
	}

	void Remap(in Call c)
	{
		(ulong start, ulong end) = Span(c, Address(c), Number(c, 1, "length"));
		(ulong to, ulong toEnd) = Span(c, (ulong)c.Value, Number(c, 2, "length"));
		/* an old length of 0 maps the same file once more */
		List<(string Path, long Offset, long Length)> moved = c.Process.Memory.Find(start, Math.Max(end, start + 1));

		if (!Has(c[3], "MREMAP_DONTUNMAP"u8, 4))
			c.Process.Memory.Unmap(start, end);
		c.Process.Memory.Unmap(to, toEnd);
		if (moved.Count > 0 && moved[0].Offset <= long.MaxValue - (long)(toEnd - to))
			c.Process.Memory.Map(to, toEnd, moved[0].Path, moved[0].Offset);
		Bookkeeping++;
	}

	void Madvise(in Call c)
	{
		ReadOnlySpan<byte> advice = c[2];
		(ulong start, ulong end) = Span(c, Address(c), Number(c, 1, "length"));
		(OperationKind Kind, string Name)? act =
			Is(advice, "MADV_REMOVE"u8, 9) ? (OperationKind.MadviseRemove, "madvise_remove") :
			Is(advice, "MADV_DONTNEED"u8, 4) ? (OperationKind.MadviseDontNeed, "madvise_dontneed") :
			Is(advice, "MADV_POPULATE_READ"u8, 22) || Is(advice, "MADV_POPULATE_WRITE"u8, 23) ? (OperationKind.MapRead, "mapread") : null;

		if (act == null) {
			PassOver("madvise with other advice");
			return;
		}
		List<(string Path, long Offset, long Length)> pieces = c.Process.Memory.Find(start, end);
		foreach ((string path, long offset, long length) in pieces)
			Add(act.Value.Kind, act.Value.Name, path, offset, length);
		if (pieces.Count == 0)
			PassOver($"{act.Value.Name} outside the mappings of the log");
	}

	void Status(in Call c, ReadOnlySpan<byte> status)
	{
		const string Field = "st_size=";
		bool ofDescriptor = LogText.IsDigit(c[0].IsEmpty ? (byte)0 : c[0][0]) && (c.Name == "fstat" || c[1].SequenceEqual("\"\""u8));
		int at = status.IndexOf("st_size="u8);

		Bookkeeping++;
		if (!ofDescriptor || at < 0 || FileOf(c, 0) is not { } file)
			return;
		ReadOnlySpan<byte> number = status[(at + Field.Length)..];
		int end = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
		if (LogText.ParseDecimal(end < 0 ? number : number[..end], out ulong size) == NumberFault.None && size <= long.MaxValue)
			SeeSize(file.Path, (long)size);
	}

	void Fork(in Call c)
	{
		Bookkeeping++;
		if (c.Value is 0 or > int.MaxValue)
			return;
		/* the child itself may have been seen first, while the call was unfinished */
		if (!processes.TryGetValue((int)c.Value, out Process? child) || child != forked) {
			bool vfork = c.Name == "vfork";
			processes[(int)c.Value] = c.Process.Fork(c.All.IndexOf("CLONE_FILES"u8) >= 0, vfork || c.All.IndexOf("CLONE_VM"u8) >= 0);
		}
		forked = null;
	}

	void Exec(in Call c)
	{
		c.Process.Exec();
		Bookkeeping++;
	}

	/* data or offsets move in a way that is not followed */
	void LosePositions(in Call c, int first, int second)
	{
		if (FileOf(c, first) is { } a)
			a.Position = OpenFile.Unknown;
		if (FileOf(c, second) is { } b)
			b.Position = OpenFile.Unknown;
		PassOver(c.Name);
	}
}
