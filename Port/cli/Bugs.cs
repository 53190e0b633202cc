// SPDX-License-Identifier: GPL-2.0-only
namespace linux.cli;

/// <summary>A bug of the thread's kernels: how it is brought about, and what the real kernels did.</summary>
/// <param name="Id">Its number in the list of bugs.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="How">What is done, on a file of one or more huge pages.</param>
/// <param name="Show">Does it on a kernel that has just booted, and says what happened.</param>
/// <param name="Real">What the real kernel of that name did; null: it was not run.</param>
public sealed record Bug(string Id, string Title, string How, machine_config Config, Func<kernel, string> Show, Func<string, string?> Real);

/// <summary>The bugs that `bugs` carries out.</summary>
public static unsafe class Bugs
{
	const int Thp = 512;
	const int PageSize = (int)PAGE_SIZE;
	const long NoProgressBound = 10_000;
	const int PunchHole = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;

	public static readonly Bug[] All = [
		new("B1", "A failed fallocate zeroes existing data in a huge page",
			"fallocate(0, 1M, 8M) fails with ENOSPC over a data huge page [0,2M)",
			new machine_config { max_blocks = 4 * Thp }, FailedFallocate,
			kernel => kernel is "v5.4" or "yang-v1" ? "256 data pages zeroed" : "0 data pages zeroed"),
		new("B2", "A partial punch or truncate frees nothing",
			"10 pages punched of one huge page (4096 blocks); another truncated to 100 pages",
			new machine_config(), PartialPunch,
			kernel => kernel switch {
				"v5.4" => "punch: 4096 blocks stay; truncate: 4096 blocks stay",
				"yang-v1" => "punch: 4016 blocks stay; truncate: 4096 blocks stay",
				_ => "punch: 4016 blocks stay; truncate: 800 blocks stay",
			}),
		new("B3", "Truncate of a pinned huge page never ends",
			$"ftruncate to 100 pages of a pinned huge page; given up after {NoProgressBound} rounds without a page freed",
			new machine_config(), PinnedTruncate,
			kernel => kernel switch {
				"yang-v2" => "never ends (1,381,051 failed splits in 8 s)",
				"dickins" or "v5.7" => "ends, 824 failed splits",
				_ => null,
			}),
		new("B4", "Interrupted fallocate reaches VM_BUG_ON_PAGE(PageTail(page))",
			"fallocate(0, 1M, 8M), a signal is pending at the second page",
			new machine_config(), InterruptedFallocate,
			kernel => kernel == "yang-v2" ? "BUG at mm/shmem.c:866" : null),
		new("B5b", "After the loop `page` may be a swap entry, and is dereferenced",
			"punch of 4 swapped-out pages, on yang-v1 with FALLOC_FL_SPLIT_HPAGE",
			new machine_config { nr_swap_pages = 1024, huge = SHMEM_HUGE_NEVER }, SwappedPage,
			_ => null),
		new("B6", "A punch in a pinned huge page frees nothing",
			"10 pages punched of a huge page that vmsplice has pinned",
			new machine_config(), PinnedPunch,
			kernel => kernel == "v5.4" ? "0 failed splits, 10 pages zeroed, 0 pages freed" : "20 failed splits, 10 pages zeroed, 0 pages freed"),
	];

	/* only yang-v1 has the flag, and only with it does it split */
	static int Punch(kernel kernel) => PunchHole | (kernel is yang_v1 ? FALLOC_FL_SPLIT_HPAGE : 0);

	static @file* File(kernel kernel, int pages)
	{
		@file* file = kernel.creat(out int error);
		if (file == null)
			throw new IOException($"cannot create the file: errno {-error}");
		byte* buffer = stackalloc byte[PageSize];
		new Span<byte>(buffer, PageSize).Fill((byte)'D');
		for (int page = 0; page < pages; page++)
			if (kernel.pwrite(file, buffer, PageSize, (long)page << PAGE_SHIFT) != PageSize)
				throw new IOException($"cannot write page {page}");
		return file;
	}

	static int ZeroPages(kernel kernel, @file* file, int from, int to)
	{
		Span<byte> page = stackalloc byte[PageSize];
		int zero = 0;
		for (int index = from; index < to; index++) {
			kernel.peek(file->f_inode, (pgoff_t)index, page);
			zero += page.ContainsAnyExcept((byte)0) ? 0 : 1;
		}
		return zero;
	}

	static string FailedFallocate(kernel kernel)
	{
		@file* file = File(kernel, Thp);
		int rc = kernel.vfs_fallocate(file, 0, 1 << 20, 8 << 20);
		return rc == -ENOSPC ? $"{ZeroPages(kernel, file, 0, Thp)} data pages zeroed" : $"rc={rc}, expected -ENOSPC";
	}

	static string PartialPunch(kernel kernel)
	{
		@file* file = File(kernel, Thp);
		kernel.vfs_fallocate(file, Punch(kernel), 0, 10 * PageSize);
		ulong punched = kernel.fstat(file).blocks;
		file = File(kernel, Thp);
		kernel.ftruncate(file, 100 * PageSize);
		return $"punch: {punched} blocks stay; truncate: {kernel.fstat(file).blocks} blocks stay";
	}

	static string PinnedTruncate(kernel kernel)
	{
		@file* file = File(kernel, Thp);
		Vmsplice(kernel, file);
		long failed = kernel.vm_event(THP_SPLIT_PAGE_FAILED);
		kernel.no_progress_bound = NoProgressBound;
		try {
			kernel.ftruncate(file, 100 * PageSize);
		} catch (no_progress e) {
			return $"{e.Message} ({kernel.vm_event(THP_SPLIT_PAGE_FAILED) - failed} failed splits)";
		}
		return $"ends, {kernel.vm_event(THP_SPLIT_PAGE_FAILED) - failed} failed splits";
	}

	[__no_context_analysis("the pipe keeps its pin for as long as the kernel lives")]
	static void Vmsplice(kernel kernel, @file* file)
	{
		vm_area_struct* vma = kernel.mmap(file, 0, Thp * PageSize, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED, out int error);
		if (vma == null || kernel.vmsplice(vma->vm_mm, vma->vm_start + 9 * PageSize, out error) == null)
			throw new IOException($"cannot pin a page: errno {-error}");
	}

	static string InterruptedFallocate(kernel kernel)
	{
		@file* file = File(kernel, 0);
		kernel.signal_after = 2;
		try {
			return $"rc={kernel.vfs_fallocate(file, 0, 1 << 20, 8 << 20)}, {kernel.fstat(file).blocks} blocks stay";
		} catch (kernel_bug e) {
			return $"{e.what} at {e.site}";
		}
	}

	static string SwappedPage(kernel kernel)
	{
		const int Pages = 4;
		@file* file = File(kernel, Pages);
		kernel.lru_add_drain(); /* reclaim looks at the lists, not at the pagevecs before them */
		kernel.reclaim(Pages);
		ulong swapped = kernel.SHMEM_I(file->f_inode)->swapped;
		try {
			int rc = kernel.vfs_fallocate(file, Punch(kernel), 0, Pages * PageSize);
			return $"{swapped} swapped-out pages punched, rc={rc}, {kernel.fstat(file).blocks} blocks stay";
		} catch (kernel_bug e) {
			return $"{e.what} at {e.site}";
		}
	}

	static string PinnedPunch(kernel kernel)
	{
		const int Pages = 10;
		@file* file = File(kernel, Thp);
		Vmsplice(kernel, file);
		long failed = kernel.vm_event(THP_SPLIT_PAGE_FAILED);
		kernel.vfs_fallocate(file, Punch(kernel), 20 * PageSize, Pages * PageSize);
		return $"{kernel.vm_event(THP_SPLIT_PAGE_FAILED) - failed} failed splits, {ZeroPages(kernel, file, 0, Thp)} pages zeroed, "
			+ $"{Thp - (long)(kernel.fstat(file).blocks / BLOCKS_PER_PAGE)} pages freed";
	}
}
