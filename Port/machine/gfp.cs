/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/gfp.h at v5.4: the flags of an allocation, and the short ways to ask for pages. One node, one zone. */
global using static linux.gfp_flags;

namespace linux;

public static class gfp_flags
{
	public const gfp_t __GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_DMA32 = 0x04, __GFP_MOVABLE = 0x08,
		__GFP_RECLAIMABLE = 0x10, __GFP_HIGH = 0x20, __GFP_IO = 0x40, __GFP_FS = 0x80, __GFP_ZERO = 0x100,
		__GFP_ATOMIC = 0x200, __GFP_DIRECT_RECLAIM = 0x400, __GFP_KSWAPD_RECLAIM = 0x800, __GFP_WRITE = 0x1000,
		__GFP_NOWARN = 0x2000, __GFP_RETRY_MAYFAIL = 0x4000, __GFP_NOFAIL = 0x8000, __GFP_NORETRY = 0x10000,
		__GFP_MEMALLOC = 0x20000, __GFP_COMP = 0x40000, __GFP_NOMEMALLOC = 0x80000, __GFP_HARDWALL = 0x100000,
		__GFP_THISNODE = 0x200000, __GFP_ACCOUNT = 0x400000, __GFP_NOLOCKDEP = 0;
	public const gfp_t __GFP_RECLAIM = __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM;

	public const gfp_t GFP_ATOMIC = __GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM,
		GFP_KERNEL = __GFP_RECLAIM | __GFP_IO | __GFP_FS,
		GFP_KERNEL_ACCOUNT = GFP_KERNEL | __GFP_ACCOUNT,
		GFP_NOWAIT = __GFP_KSWAPD_RECLAIM,
		GFP_NOIO = __GFP_RECLAIM,
		GFP_NOFS = __GFP_RECLAIM | __GFP_IO,
		GFP_USER = __GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL,
		GFP_HIGHUSER = GFP_USER | __GFP_HIGHMEM,
		GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | __GFP_MOVABLE,
		GFP_TRANSHUGE_LIGHT = (GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | __GFP_NOWARN) & ~__GFP_RECLAIM,
		GFP_TRANSHUGE = GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM;

	public const int __GFP_BITS_SHIFT = 23;
	public const gfp_t __GFP_BITS_MASK = (1u << __GFP_BITS_SHIFT) - 1;

	/* mm/internal.h */
	public const gfp_t GFP_RECLAIM_MASK = __GFP_RECLAIM | __GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_NOWARN |
			__GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NORETRY | __GFP_MEMALLOC | __GFP_NOMEMALLOC | __GFP_ATOMIC,
		GFP_CONSTRAINT_MASK = __GFP_HARDWALL | __GFP_THISNODE;
}

public unsafe partial class kernel
{
	public static bool gfpflags_allow_blocking(gfp_t gfp_flags) => (gfp_flags & __GFP_DIRECT_RECLAIM) != 0;

	/* one zone holds every page */
	public static int gfp_zone(gfp_t flags) => ZONE_NORMAL;
	public static int numa_node_id() => 0;

	/// <summary>A block of 1 &lt;&lt; <paramref name="order"/> pages with one reference, or null.</summary>
	[return: __gets]
	public page *alloc_pages(gfp_t gfp_mask, uint order,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, order, file, line);

	[return: __gets]
	public page *alloc_pages(gfp_t gfp_mask, int order,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, (uint)order, file, line);

	[return: __gets]
	public page *alloc_page(gfp_t gfp_mask,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, 0, file, line);

	[return: __gets]
	public page *alloc_pages_node(int nid, gfp_t gfp_mask, int order,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, (uint)order, file, line);

	[return: __gets]
	public page *alloc_pages_vma(gfp_t gfp_mask, int order, vm_area_struct *vma, ulong addr, int node, bool hugepage,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, (uint)order, file, line);

	[return: __gets]
	public page *alloc_page_vma(gfp_t gfp_mask, vm_area_struct *vma, ulong addr,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, 0, file, line);

	public page *alloc_hugepage_vma(gfp_t gfp_mask, vm_area_struct *vma, ulong addr, int order,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		__alloc_pages_nodemask(gfp_mask, (uint)order, file, line);
}
