// SPDX-License-Identifier: GPL-2.0-only
using System.Security.Cryptography;

namespace linux.logs;

/// <summary>How a log is replayed.</summary>
public sealed record ReplayOptions
{
	/// <summary>Bytes written to the file before the first operation.</summary>
	public long Prefill { get; init; }

	/// <summary>Every punch asks for FALLOC_FL_SPLIT_HPAGE.</summary>
	public bool SplitHugePages { get; init; }
}

/// <summary>What one operation did.</summary>
/// <param name="Rc">0 or -errno.</param>
/// <param name="Size">i_size after it, in bytes.</param>
/// <param name="Pages">st_blocks / 8 after it.</param>
/// <param name="Split">Huge pages that it split.</param>
/// <param name="Failed">Splits that it tried in vain.</param>
public readonly record struct OperationResult(int Rc, long Size, ulong Pages, long Split, long Failed);

/// <summary>What all operations together did; sizes in bytes.</summary>
public record struct ReplayTotals
{
	public int Operations;

	/// <summary>Operations that returned an error.</summary>
	public int Errors;

	/// <summary>Asked to be punched, in punches that succeeded.</summary>
	public long Punched;

	/// <summary>By how much the punches made the file smaller on st_blocks.</summary>
	public long Freed;

	/// <summary>Punched, but the page is still there, and zero.</summary>
	public long ZeroedInPlace;

	public long Splits, FailedSplits;

	/// <summary>Pages charged to the memory cgroup, in bytes.</summary>
	public long ChargedBefore, ChargedAfter;
}

/// <summary>Carries out a log's operations on one new tmpfs file, as shared replays on real kernels did.</summary>
public sealed unsafe class Replayer : IDisposable
{
	const int PageSize = (int)PAGE_SIZE;

	readonly kernel kernel;
	readonly ReplayOptions options;
	readonly @file* file;
	byte* buffer;
	nuint capacity;
	ReplayTotals totals;

	/// <exception cref="IOException">The file cannot be created or filled.</exception>
	public Replayer(kernel kernel, ReplayOptions options)
	{
		this.kernel = kernel;
		this.options = options;
		file = kernel.creat(out int error);
		if (file == null)
			throw new IOException($"cannot create the file: errno {-error}");
		for (long at = 0; at < options.Prefill;) {
			long length = Math.Min(options.Prefill - at, 2 << 20);
			Fill(0, at, length);
			long got = kernel.pwrite(file, buffer, (ulong)length, at);
			if (got <= 0)
				throw new IOException($"cannot fill the file beyond {at} of {options.Prefill} bytes: errno {-got}");
			at += got;
		}
		totals.ChargedBefore = Charged;
	}

	/// <summary>The file that is worked on.</summary>
	public @file* File => file;
	public ReplayTotals Totals => totals with { ChargedAfter = Charged };
	public long Size => file->f_inode->i_size;

	/// <summary>Huge pages in the page cache.</summary>
	public long HugePages => (long)kernel.global_node_page_state(NR_SHMEM_THPS);

	long Charged => (long)kernel.memcg_charge << PAGE_SHIFT;
	ulong Pages => file->f_inode->i_blocks / BLOCKS_PER_PAGE;

	/// <summary>Carries out the next operation.</summary>
	public OperationResult Execute(in Operation op)
	{
		long split = kernel.vm_event(THP_SPLIT_PAGE), failed = kernel.vm_event(THP_SPLIT_PAGE_FAILED);
		ulong blocks = Pages;
		totals.Operations++;
		int rc = Carry(op, totals.Operations);
		split = kernel.vm_event(THP_SPLIT_PAGE) - split;
		failed = kernel.vm_event(THP_SPLIT_PAGE_FAILED) - failed;

		kstat stat = kernel.fstat(file);
		ulong pages = stat.blocks / BLOCKS_PER_PAGE;
		totals.Splits += split;
		totals.FailedSplits += failed;
		if (rc < 0)
			totals.Errors++;
		else if (op.Kind is OperationKind.PunchHole or OperationKind.MadviseRemove) {
			totals.Punched += op.Length;
			totals.Freed += ((long)blocks - (long)pages) << PAGE_SHIFT;
			totals.ZeroedInPlace += Present(op.Offset, op.Length);
		}
		return new OperationResult(rc, stat.size, pages, split, failed);
	}

	/* a minute or two */
	const long MostHashed = 32L << 30;

	/* what read() and write() move at most at once: MAX_RW_COUNT */
	const long MaxCount = (long)(int.MaxValue & PAGE_MASK);

	int Carry(in Operation op, int n)
	{
		long length = Math.Min(op.Length, MaxCount);
		switch (op.Kind) {
		case OperationKind.Write: {
			long offset = (op.Flags & OperationFlags.Append) != 0 ? Size : op.Offset;
			Fill(n, offset, length);
			return Error(kernel.pwrite(file, buffer, (ulong)length, offset));
		}
		case OperationKind.Read:
			length = Math.Min(length, Math.Max(0, Size - op.Offset));
			Reserve((nuint)length);
			return Error(kernel.pread(file, buffer, (ulong)length, op.Offset));
		case OperationKind.MapWrite:
			return MapWrite(op.Offset, length, n);
		case OperationKind.MapRead:
			return MapRead(op.Offset, Math.Min(length, Size - op.Offset));
		case OperationKind.Truncate:
			return kernel.ftruncate(file, op.Length);
		case OperationKind.PunchHole:
			return kernel.vfs_fallocate(file, op.Mode | (options.SplitHugePages ? FALLOC_FL_SPLIT_HPAGE : 0), op.Offset, op.Length);
		case OperationKind.Fallocate:
			return kernel.vfs_fallocate(file, op.Mode, op.Offset, op.Length);
		case OperationKind.MadviseRemove:
			return MadviseRemove(op.Offset, op.Length);
		case OperationKind.SeekData:
			return Error(kernel.lseek(file, op.Offset, SEEK_DATA));
		case OperationKind.SeekHole:
			return Error(kernel.lseek(file, op.Offset, SEEK_HOLE));
		case OperationKind.Fsync:
		case OperationKind.MadviseDontNeed:     /* drops page table entries that a replay does not have */
			return 0;
		default:
			return -EOPNOTSUPP;
		}
	}

	static int Error(long ret) => ret < 0 ? (int)ret : 0;

	int MapWrite(long offset, long length, int n)
	{
		if (Size < offset + length) {
			int rc = kernel.ftruncate(file, offset + length);
			if (rc < 0)
				return rc;
		}
		vm_area_struct* vma = Map(offset, length, out int error);
		if (vma == null)
			return error;
		Fill(n, offset, length);
		error = kernel.user_write(vma->vm_mm, vma->vm_start + ((ulong)offset & (PAGE_SIZE - 1)), new ReadOnlySpan<byte>(buffer, (int)length));
		kernel.munmap(vma);
		return error;
	}

	int MapRead(long offset, long length)
	{
		if (length <= 0)
			return 0;
		vm_area_struct* vma = Map(offset, length, out int error);
		if (vma == null)
			return error;
		Reserve((nuint)length);
		error = kernel.user_read(vma->vm_mm, vma->vm_start + ((ulong)offset & (PAGE_SIZE - 1)), new Span<byte>(buffer, (int)length));
		kernel.munmap(vma);
		return error;
	}

	int MadviseRemove(long offset, long length)
	{
		if (length == 0)
			return 0;
		vm_area_struct* vma = Map(offset, length, out int error);
		if (vma == null)
			return error;
		error = kernel.madvise(vma->vm_start, (ulong)length, kernel.MADV_REMOVE);
		kernel.munmap(vma);
		return error;
	}

	vm_area_struct* Map(long offset, long length, out int error)
	{
		long start = (long)((ulong)offset & PAGE_MASK);
		return kernel.mmap(file, start, (ulong)(offset + length - start), kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED, out error);
	}

	/* bytes of [offset, offset + length) that pages hold */
	long Present(long offset, long length)
	{
		address_space* mapping = file->f_mapping;
		ulong start = (ulong)offset, end = start + (ulong)length, present = 0;
		pgoff_t index = start >> PAGE_SHIFT, last = (end - 1) >> PAGE_SHIFT;
		if (length <= 0)
			return 0;
		/* xas_find() of v5.4 returns what is at its first index even if that is beyond the last */
		for (void* entry = kernel.xa_find(&mapping->i_pages, &index, last, kernel.XA_PRESENT); entry != null && index <= last;
		     entry = kernel.xa_find_after(&mapping->i_pages, &index, last, kernel.XA_PRESENT)) {
			ulong from = index << PAGE_SHIFT;
			if (!kernel.xa_is_value(entry))
				present += Math.Min(end, from + PAGE_SIZE) - Math.Max(start, from);
		}
		return (long)present;
	}

	/// <summary>The line of a transcript for operation <paramref name="n"/>, from 1.</summary>
	public static string PerOpLine(int n, in Operation op, in OperationResult result) =>
		$"{n} {op.Name} rc={result.Rc} size={result.Size} pages={result.Pages} split+{result.Split} failed+{result.Failed}";

	/// <summary>The last line of a transcript. Reads the whole file, as the replay on real kernels did.</summary>
	public string EndLine() =>
		$"END ops={totals.Operations} size={Size} pages={Pages} split={totals.Splits} failed={totals.FailedSplits} sha256={Sha256() ?? "too-large"} data={DataRanges()}";

	/// <summary>The digest of the content [0, i_size), lower-case hexadecimal; null: a file so large takes too long, holes or not.</summary>
	public string? Sha256()
	{
		if (Size > MostHashed)
			return null;
		using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
		const int Chunk = 1 << 20;
		Reserve(Chunk);
		for (long at = 0; at < Size;) {
			long got = kernel.pread(file, buffer, Chunk, at);
			if (got <= 0)
				throw new IOException($"cannot read at {at}: errno {-got}");
			hash.AppendData(new ReadOnlySpan<byte>(buffer, (int)got));
			at += got;
		}
		return Convert.ToHexStringLower(hash.GetHashAndReset());
	}

	/// <summary>What SEEK_DATA and SEEK_HOLE find, in pages, ends exclusive.</summary>
	public List<(long Start, long End)> Extents() => kernel.data_extents(file);

	string DataRanges()
	{
		List<(long Start, long End)> extents = Extents();
		return extents.Count == 0 ? "none" : string.Join(",", extents.Select(e => $"{e.Start}-{e.End}"));
	}

	/// <summary>Copies the content [0, i_size) without touching the page cache's state.</summary>
	public void ReadAll(Span<byte> into)
	{
		for (int at = 0; at < Size; at += PageSize)
			kernel.peek(file->f_inode, (pgoff_t)at >> PAGE_SHIFT, into.Slice(at, (int)Math.Min(PageSize, Size - at)));
	}

	void Reserve(nuint length)
	{
		if (length <= capacity)
			return;
		buffer = (byte*)NativeMemory.Realloc(buffer, length);
		capacity = length;
	}

	/* the byte at file offset o is 1 + (n * 131 + o) % 255, n being the operation's number */
	void Fill(int n, long offset, long length)
	{
		const int Period = 255;
		Reserve((nuint)length);
		var bytes = new Span<byte>(buffer, (int)length);
		long first = (n * 131L + offset) % Period;
		int done = (int)Math.Min(Period, length);
		for (int i = 0; i < done; i++)
			bytes[i] = (byte)(1 + (first + i) % Period);
		while (done < bytes.Length) {
			int copied = Math.Min(done, bytes.Length - done);
			bytes[..copied].CopyTo(bytes[done..]);
			done += copied;
		}
	}

	public void Dispose()
	{
		NativeMemory.Free(buffer);
		buffer = null;
	}
}
