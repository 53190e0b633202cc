/* SPDX-License-Identifier: GPL-2.0-only */
/* One kernel: v5.4's text is the rest of this class, a patch is a subclass */
namespace linux;

/// <summary>What a machine is built with. Sizes in pages of 4 KiB unless the name says otherwise.</summary>
public sealed record machine_config
{
	/// <summary>Page frames of RAM.</summary>
	public ulong nr_pages { get; init; } = 1 << 18;

	/// <summary>Slots of the swap device; 0: swap is off.</summary>
	public ulong nr_swap_pages { get; init; }

	/// <summary>Pages of a PMD: 9 to replay what real kernels did, 2 to explore.</summary>
	public int hpage_pmd_order { get; init; } = 9;

	/// <summary>Bits of an index that one XArray node resolves.</summary>
	public int xa_chunk_shift { get; init; } = 6;

	/// <summary>Pages in a pagevec, at most 15.</summary>
	public int pagevec_size { get; init; } = 15;

	/// <summary>The tmpfs mount's size= limit; 0: none.</summary>
	public ulong max_blocks { get; init; } = (512ul << 20) >> PAGE_SHIFT;

	/// <summary>The tmpfs mount's huge= option: SHMEM_HUGE_*.</summary>
	public byte huge { get; init; } = SHMEM_HUGE_ALWAYS;
}

/// <summary>Linux v5.4: its tmpfs and what that stands on, over a fake machine. Not for use by two threads at once.</summary>
public unsafe partial class kernel : IDisposable
{
	public readonly machine_config config;
	public readonly arena arena = new();

	/// <summary>The kernel's name in tables and on the command line.</summary>
	public virtual string name => "v5.4";

	public kernel(machine_config config)
	{
		this.config = config;
		page_arena_init();
		mmzone_init();
		xarray_init();
		compound_page_dtors_init();
		pagecache_init();
		memcontrol_init();
		mm_swap_init();
		sched_init();
		page_alloc_init();
		swap_state_init();
		swapfile_init();
		mmap_init();
		shmem_init();
	}

	[__puts("mem_map_block", "frames_block", "arena.chunks[]")]
	public void Dispose()
	{
		page_arena_free();
		arena.Dispose();
		GC.SuppressFinalize(this);
	}
}
