/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/mmzone.h at v5.4, for one node with one zone and one migrate type */
global using isolate_mode_t = uint;
global using lru_list = int;
global using pg_data_t = linux.pglist_data;
global using zone_type = int;
global using static linux.mmzone;

namespace linux;

public static class mmzone
{
	public const int ZONE_NORMAL = 0, MAX_NR_ZONES = 1;

	public const int LRU_BASE = 0, LRU_ACTIVE = 1, LRU_FILE = 2;
	public const lru_list LRU_INACTIVE_ANON = LRU_BASE, LRU_ACTIVE_ANON = LRU_BASE + LRU_ACTIVE,
		LRU_INACTIVE_FILE = LRU_BASE + LRU_FILE, LRU_ACTIVE_FILE = LRU_BASE + LRU_FILE + LRU_ACTIVE,
		LRU_UNEVICTABLE = 4, NR_LRU_LISTS = 5;

	public const int WMARK_MIN = 0, WMARK_LOW = 1, WMARK_HIGH = 2, NR_WMARK = 3;
	public const int PAGE_ALLOC_COSTLY_ORDER = 3;
}

public static class isolate_mode
{
	public const isolate_mode_t ISOLATE_UNMAPPED = 0x2, ISOLATE_ASYNC_MIGRATE = 0x4, ISOLATE_UNEVICTABLE = 0x8;
}

/* the free blocks of one order */
public struct free_area
{
	public list_head free_list;	/* of page.lru */
	public ulong nr_free;		/* blocks, not pages */
}

/* [0] anon, [1] file */
public unsafe struct zone_reclaim_stat
{
	public fixed ulong recent_rotated[2];
	public fixed ulong recent_scanned[2];
}

public unsafe struct lruvec
{
	public list_head *lists;	/* NR_LRU_LISTS of page.lru, by lru_list */
	public zone_reclaim_stat reclaim_stat;
	public pglist_data *pgdat;
}

/* huge pages that a partial unmap left to be split when memory is wanted */
public struct deferred_split
{
	public spinlock_t split_queue_lock;
	public list_head split_queue;
	public ulong split_queue_len;
}

public unsafe struct zone
{
	public fixed ulong _watermark[NR_WMARK];	/* in pages */
	public pglist_data *zone_pgdat;
	public ulong managed_pages;
	public ulong spanned_pages;
	public free_area *free_area;			/* by order, below MAX_ORDER */
	public fixed long vm_stat[(int)zone_stat_item.NR_VM_ZONE_STAT_ITEMS];
}

public unsafe struct pglist_data
{
	public zone *node_zones;
	public int node_id;
	public spinlock_t lru_lock;
	public deferred_split deferred_split_queue;
	public lruvec __lruvec;
	public fixed long vm_stat[(int)NR_VM_NODE_STAT_ITEMS];
	public int kswapd_failures;
	public bool kswapd_wanted;			/* an allocation went below the low watermark */
}

public unsafe partial class kernel
{
	public pglist_data *contig_page_data;

	/* one more order than a huge page needs, so that two of them merge */
	public uint MAX_ORDER;

	void mmzone_init()
	{
		MAX_ORDER = max(11u, (uint)config.hpage_pmd_order + 2);

		var pgdat = contig_page_data = (pglist_data *)arena.alloc((nuint)sizeof(pglist_data));
		pgdat->node_zones = (zone *)arena.alloc((nuint)sizeof(zone));
		pgdat->node_zones->zone_pgdat = pgdat;
		pgdat->node_zones->free_area = (free_area *)arena.alloc(MAX_ORDER * (nuint)sizeof(free_area));
		for (uint order = 0; order < MAX_ORDER; order++)
			INIT_LIST_HEAD(&pgdat->node_zones->free_area[order].free_list);
		INIT_LIST_HEAD(&pgdat->deferred_split_queue.split_queue);

		pgdat->__lruvec.pgdat = pgdat;
		pgdat->__lruvec.lists = (list_head *)arena.alloc(NR_LRU_LISTS * (nuint)sizeof(list_head));
		for (lru_list lru = 0; lru < NR_LRU_LISTS; lru++)
			INIT_LIST_HEAD(&pgdat->__lruvec.lists[lru]);
	}

	public pglist_data *NODE_DATA(int nid) => contig_page_data;
	public lruvec *node_lruvec(pglist_data *pgdat) => &pgdat->__lruvec;
	public static pglist_data *lruvec_pgdat(lruvec *lruvec) => lruvec->pgdat;

	public static int is_file_lru(lru_list lru) => lru is LRU_INACTIVE_FILE or LRU_ACTIVE_FILE ? 1 : 0;
	public static bool is_active_lru(lru_list lru) => lru is LRU_ACTIVE_ANON or LRU_ACTIVE_FILE;

	public static ulong min_wmark_pages(zone *z) => z->_watermark[WMARK_MIN];
	public static ulong low_wmark_pages(zone *z) => z->_watermark[WMARK_LOW];
	public static ulong high_wmark_pages(zone *z) => z->_watermark[WMARK_HIGH];
}
