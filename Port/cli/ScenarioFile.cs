// SPDX-License-Identifier: GPL-2.0-only
namespace linux.cli;

/// <summary>A file on a kernel of its own, each page with its own stamp, and what can be seen of it from outside.</summary>
sealed unsafe class ScenarioFile : IDisposable
{
	const int PiecesShown = 24;
	const int PageSize = (int)PAGE_SIZE;
	readonly kernel kernel;
	readonly @file* file;
	readonly byte* buffer = (byte*)NativeMemory.AllocZeroed(PageSize);
	vm_area_struct* vma;
	page* pipe;
	long split, failed, pmdSplit;

	public ScenarioFile(kernel kernel)
	{
		this.kernel = kernel;
		file = kernel.creat(out int error);
		if (file == null)
			throw new IOException($"cannot create the file: errno {-error}");
	}

	public long Size => file->f_inode->i_size;
	public string Blocks => $"blk={file->f_inode->i_blocks / BLOCKS_PER_PAGE}";
	public string HugeKb => $"hugekB+{kernel.shown_node_page_state(NR_SHMEM_THPS) * (ulong)kernel.HPAGE_PMD_NR * (PAGE_SIZE / 1024)}";
	public long UsedBlocks => kernel.SHMEM_SB(kernel.shm_sb)->used_blocks.count;
	public ulong PmdMappedKb => kernel.global_node_page_state(NR_SHMEM_PMDMAPPED) * (ulong)kernel.HPAGE_PMD_NR * (PAGE_SIZE / 1024);
	public long Event(vm_event_item item) => kernel.vm_event(item);

	/// <summary>The splits since <see cref="Mark"/>.</summary>
	public string Splits => $"split+{Event(THP_SPLIT_PAGE) - split} fail+{Event(THP_SPLIT_PAGE_FAILED) - failed} pmdsplit+{Event(THP_SPLIT_PMD) - pmdSplit}";

	public void Mark()
	{
		split = Event(THP_SPLIT_PAGE);
		failed = Event(THP_SPLIT_PAGE_FAILED);
		pmdSplit = Event(THP_SPLIT_PMD);
	}

	/* a page starts with its index, the rest is one letter */
	void Stamp(int page)
	{
		new Span<byte>(buffer, PageSize).Fill((byte)('A' + page % 26));
		*(int*)buffer = page;
	}

	public void Write(int page)
	{
		Stamp(page);
		Check(kernel.pwrite(file, buffer, PageSize, (long)page << PAGE_SHIFT), PageSize);
	}

	public void WriteByte(long at)
	{
		Stamp(0);
		Check(kernel.pwrite(file, buffer + 8, 1, at), 1);
	}

	public void Map(int pages)
	{
		if (Size < (long)pages << PAGE_SHIFT)
			Check(Truncate((long)pages << PAGE_SHIFT), 0);
		vma = kernel.mmap(file, 0, (ulong)pages << PAGE_SHIFT, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED, out int error);
		Check(error, 0);
	}

	public void MapWrite(int page)
	{
		Stamp(page);
		Check(kernel.user_write(vma->vm_mm, Address(page), new ReadOnlySpan<byte>(buffer, PageSize)), 0);
	}

	public void Unmap()
	{
		kernel.munmap(vma);
		vma = null;
	}

	ulong Address(int page) => vma->vm_start + ((ulong)page << PAGE_SHIFT);

	public int Punch(long offset, long length) => kernel.vfs_fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
	public void Fallocate(long length) => Check(kernel.vfs_fallocate(file, 0, 0, length), 0);
	public int Truncate(long size) => kernel.ftruncate(file, size);

	/// <summary>Puts a mapped page into a pipe: a reference taken through the page tables.</summary>
	public int Vmsplice(int page)
	{
		pipe = kernel.vmsplice(vma->vm_mm, Address(page), out int error);
		Check(error, 0);
		return PageSize;
	}

	/// <summary>Puts a page of the file into a pipe: a reference taken from the page cache.</summary>
	public int Splice(int page) => (int)kernel.splice_to_pipe(file, PageSize, (long)page << PAGE_SHIFT, out pipe);

	/// <summary>What the pipe would give to a reader: the stamp and a letter.</summary>
	public (int Stamp, int Value) PipePage()
	{
		byte* at = (byte*)kernel.kmap_atomic_read(pipe);
		return (*(int*)at, at[100]);
	}

	public void ClosePipe()
	{
		kernel.unpin_page(pipe);
		pipe = null;
	}

	public string Extents()
	{
		string extents = string.Concat(kernel.data_extents(file).Select(e => $"[{e.Start},{e.End})"));
		return $"ext={(extents.Length == 0 ? "none" : extents)}";
	}

	/// <summary>How many of the first pages are whole, all zero, partly zero, or wrong.</summary>
	public string Data(int pages)
	{
		int ok = 0, zero = 0, part = 0, bad = 0;
		Span<byte> got = stackalloc byte[PageSize];
		for (int page = 0; page < pages; page++) {
			fixed (byte* to = got)
				Check(kernel.pread(file, to, PageSize, (long)page << PAGE_SHIFT), PageSize);
			Stamp(page);
			var want = new ReadOnlySpan<byte>(buffer, PageSize);
			if (got.SequenceEqual(want))
				ok++;
			else if (!got.ContainsAnyExcept((byte)0))
				zero++;
			else if (IsPartOf(got, want))
				part++;
			else
				bad++;
		}
		return $"data{{ok:{ok} zero:{zero} part:{part} bad:{bad}}}";
	}

	static bool IsPartOf(ReadOnlySpan<byte> got, ReadOnlySpan<byte> want)
	{
		for (int i = 0; i < got.Length; i++)
			if (got[i] != 0 && got[i] != want[i])
				return false;
		return true;
	}

	/// <summary>The compound orders of the pages and the lengths of the holes, in file order, and how many of each.</summary>
	public string Layout()
	{
		var pieces = new List<string>();
		var orders = new SortedDictionary<int, int>();
		long pages = (Size + PageSize - 1) >> PAGE_SHIFT, holes = 0, hole = 0;
		for (long index = 0; index < pages;) {
			page* page = kernel.cached_page(file->f_inode, (pgoff_t)index);
			if (page == null) {
				hole++;
				index++;
				continue;
			}
			EndHole();
			int order = (int)kernel.compound_order(kernel.compound_head(page));
			pieces.Add($"o{order}");
			orders[order] = orders.GetValueOrDefault(order) + 1;
			index += 1L << order;
		}
		EndHole();
		string shown = string.Join(" ", pieces.Take(PiecesShown)) + (pieces.Count > PiecesShown ? $" ..{pieces.Count} pieces" : "");
		return $"layout={shown} | orders:{string.Concat(orders.Select(o => $" {o.Key}:{o.Value}"))} holes:{holes}";

		void EndHole()
		{
			if (hole != 0)
				pieces.Add($"-{hole}");
			holes += hole;
			hole = 0;
		}
	}

	static void Check(long got, long expected)
	{
		if (got != expected)
			throw new IOException($"a scenario's preparation returned {got}, expected {expected}");
	}

	public void Dispose()
	{
		NativeMemory.Free(buffer);
		kernel.Dispose();
	}
}
