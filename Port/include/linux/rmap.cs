/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/rmap.h at v5.4, blob 988d176472df: tmpfs has no anonymous memory */
global using static linux.rmap_flags;

namespace linux;

public static class rmap_flags
{
	/* enum ttu_flags */
	public const uint TTU_MIGRATION = 0x1;
	public const uint TTU_MUNLOCK = 0x2;

	public const uint TTU_SPLIT_HUGE_PMD = 0x4;
	public const uint TTU_IGNORE_MLOCK = 0x8;
	public const uint TTU_IGNORE_ACCESS = 0x10;
	public const uint TTU_IGNORE_HWPOISON = 0x20;
	public const uint TTU_BATCH_FLUSH = 0x40;
	public const uint TTU_RMAP_LOCKED = 0x80;
	public const uint TTU_SPLIT_FREEZE = 0x100;

	public const int RMAP_EXCLUSIVE = 0x01;
	public const int RMAP_COMPOUND = 0x02;

	public const uint PVMW_SYNC = 1 << 0;
	public const uint PVMW_MIGRATION = 1 << 1;
}

public unsafe partial class kernel
{
public void page_dup_rmap(page *page, bool compound)
{
	atomic_inc(compound ? compound_mapcount_ptr(page) : &page->_mapcount);
}
}
