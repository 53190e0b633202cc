/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/vm_event_item.h and vmstat.h at v5.4: the counters of /proc/vmstat: exact, and as a reader of /proc sees them */
global using static linux.zone_stat_item;

namespace linux;

public enum vm_event_item
{
	PGPGIN, PGPGOUT, PSWPIN, PSWPOUT,
	PGALLOC_NORMAL, PGALLOC_MOVABLE,
	ALLOCSTALL_NORMAL, ALLOCSTALL_MOVABLE,
	PGSCAN_SKIP_NORMAL, PGSCAN_SKIP_MOVABLE,
	PGFREE, PGACTIVATE, PGDEACTIVATE, PGLAZYFREE,
	PGFAULT, PGMAJFAULT,
	PGLAZYFREED,
	PGREFILL,
	PGSTEAL_KSWAPD,
	PGSTEAL_DIRECT,
	PGSCAN_KSWAPD,
	PGSCAN_DIRECT,
	PGSCAN_DIRECT_THROTTLE,
	PGINODESTEAL, SLABS_SCANNED, KSWAPD_INODESTEAL,
	KSWAPD_LOW_WMARK_HIT_QUICKLY, KSWAPD_HIGH_WMARK_HIT_QUICKLY,
	PAGEOUTRUN, PGROTATED,
	DROP_PAGECACHE, DROP_SLAB,
	OOM_KILL,
	PGMIGRATE_SUCCESS, PGMIGRATE_FAIL,
	COMPACTSTALL, COMPACTFAIL, COMPACTSUCCESS,
	UNEVICTABLE_PGCULLED,
	UNEVICTABLE_PGSCANNED,
	UNEVICTABLE_PGRESCUED,
	UNEVICTABLE_PGMLOCKED,
	UNEVICTABLE_PGMUNLOCKED,
	UNEVICTABLE_PGCLEARED,
	UNEVICTABLE_PGSTRANDED,
	THP_FAULT_ALLOC,
	THP_FAULT_FALLBACK,
	THP_COLLAPSE_ALLOC,
	THP_COLLAPSE_ALLOC_FAILED,
	THP_FILE_ALLOC,
	THP_FILE_FALLBACK,	/* v5.7 */
	THP_FILE_FALLBACK_CHARGE,	/* v5.7 */
	THP_FILE_MAPPED,
	THP_SPLIT_PAGE,
	THP_SPLIT_PAGE_FAILED,
	THP_DEFERRED_SPLIT_PAGE,
	THP_SPLIT_PMD,
	THP_SPLIT_PUD,
	THP_ZERO_PAGE_ALLOC,
	THP_ZERO_PAGE_ALLOC_FAILED,
	THP_SWPOUT,
	THP_SWPOUT_FALLBACK,
	SWAP_RA,
	SWAP_RA_HIT,
	NR_VM_EVENT_ITEMS,
}

public enum zone_stat_item
{
	NR_FREE_PAGES,
	NR_ZONE_LRU_BASE,
	NR_ZONE_INACTIVE_ANON = NR_ZONE_LRU_BASE,
	NR_ZONE_ACTIVE_ANON,
	NR_ZONE_INACTIVE_FILE,
	NR_ZONE_ACTIVE_FILE,
	NR_ZONE_UNEVICTABLE,
	NR_ZONE_WRITE_PENDING,
	NR_MLOCK,
	NR_PAGETABLE,
	NR_KERNEL_STACK_KB,
	NR_BOUNCE,
	NR_FREE_CMA_PAGES,
	NR_VM_ZONE_STAT_ITEMS,
}

public enum node_stat_item
{
	NR_LRU_BASE,
	NR_INACTIVE_ANON = NR_LRU_BASE,
	NR_ACTIVE_ANON,
	NR_INACTIVE_FILE,
	NR_ACTIVE_FILE,
	NR_UNEVICTABLE,
	NR_SLAB_RECLAIMABLE,
	NR_SLAB_UNRECLAIMABLE,
	NR_ISOLATED_ANON,
	NR_ISOLATED_FILE,
	WORKINGSET_NODES,
	WORKINGSET_REFAULT,
	WORKINGSET_ACTIVATE,
	WORKINGSET_RESTORE,
	WORKINGSET_NODERECLAIM,
	NR_ANON_MAPPED,
	NR_FILE_MAPPED,
	NR_FILE_PAGES,
	NR_FILE_DIRTY,
	NR_WRITEBACK,
	NR_WRITEBACK_TEMP,
	NR_SHMEM,
	NR_SHMEM_THPS,
	NR_SHMEM_PMDMAPPED,
	NR_FILE_THPS,
	NR_FILE_PMDMAPPED,
	NR_ANON_THPS,
	NR_UNSTABLE_NFS,
	NR_VMSCAN_WRITE,
	NR_VMSCAN_IMMEDIATE,
	NR_DIRTIED,
	NR_WRITTEN,
	NR_KERNEL_MISC_RECLAIMABLE,
	NR_VM_NODE_STAT_ITEMS,
}

public unsafe partial class kernel
{
	readonly long[] vm_event_states = new long[(int)NR_VM_EVENT_ITEMS];

	/// <summary>How often an event happened since the kernel was made.</summary>
	public long vm_event(vm_event_item item) => vm_event_states[(int)item];

	public void count_vm_event(vm_event_item item) => vm_event_states[(int)item]++;
	public void __count_vm_event(vm_event_item item) => vm_event_states[(int)item]++;
	public void count_vm_events(vm_event_item item, long delta) => vm_event_states[(int)item] += delta;
	public void count_vm_events(vm_event_item item, ulong delta) => vm_event_states[(int)item] += (long)delta;
	public void __count_vm_events(vm_event_item item, long delta) => vm_event_states[(int)item] += delta;
	public void __count_vm_events(vm_event_item item, ulong delta) => vm_event_states[(int)item] += (long)delta;

	/* the item is the one for ZONE_NORMAL */
	public void __count_zid_vm_events(vm_event_item item, zone_type zid, long delta) =>
		vm_event_states[(int)item - ZONE_NORMAL + zid] += delta;

	/// <summary>A counter of the node, in pages (THP counters: in huge pages).</summary>
	public ulong node_page_state(pglist_data *pgdat, node_stat_item item) => (ulong)max(0, pgdat->vm_stat[(int)item]);
	public ulong global_node_page_state(node_stat_item item) => node_page_state(contig_page_data, item);

	/// <summary>A counter of the zone, in pages.</summary>
	public ulong zone_page_state(zone *zone, zone_stat_item item) => (ulong)max(0, zone->vm_stat[(int)item]);
	public ulong zone_page_state_snapshot(zone *zone, zone_stat_item item) => zone_page_state(zone, item);
	public ulong global_zone_page_state(zone_stat_item item) => zone_page_state(contig_page_data->node_zones, item);

	public void __mod_node_page_state(pglist_data *pgdat, node_stat_item item, long delta) => pgdat->vm_stat[(int)item] += delta;
	public void __mod_node_page_state(pglist_data *pgdat, node_stat_item item, ulong delta) => pgdat->vm_stat[(int)item] += (long)delta;
	public void mod_node_page_state(pglist_data *pgdat, node_stat_item item, long delta) => pgdat->vm_stat[(int)item] += delta;
	public void mod_node_page_state(pglist_data *pgdat, node_stat_item item, ulong delta) => pgdat->vm_stat[(int)item] += (long)delta;
	public void __inc_node_state(pglist_data *pgdat, node_stat_item item) => pgdat->vm_stat[(int)item]++;
	public void __dec_node_state(pglist_data *pgdat, node_stat_item item) => pgdat->vm_stat[(int)item]--;
	public void inc_node_state(pglist_data *pgdat, node_stat_item item) => pgdat->vm_stat[(int)item]++;
	public void __inc_node_page_state(page *page, node_stat_item item)
	{
		contig_page_data->vm_stat[(int)item]++;
		fold_diff(item);
	}

	public void __dec_node_page_state(page *page, node_stat_item item)
	{
		contig_page_data->vm_stat[(int)item]--;
		fold_diff(item);
	}

	/* counts of single events reach the global counter when the CPU's own difference passes a threshold:
	 * the worker that would fold them in every second never runs, as time stands still */
	readonly long[] vm_stat_shown = new long[(int)NR_VM_NODE_STAT_ITEMS];

	void fold_diff(node_stat_item item)
	{
		long exact = contig_page_data->vm_stat[(int)item], diff = exact - vm_stat_shown[(int)item];
		int threshold = stat_threshold;
		if (diff > threshold)
			vm_stat_shown[(int)item] = exact + (threshold >> 1);
		else if (diff < -threshold)
			vm_stat_shown[(int)item] = exact - (threshold >> 1);
	}

	/* calculate_normal_threshold() for one CPU */
	int stat_threshold => 2 * (1 + 64 - System.Numerics.BitOperations.LeadingZeroCount(config.nr_pages >> (27 - PAGE_SHIFT)));

	/// <summary>A counter of single events as /proc/meminfo shows it, in units of the counter.</summary>
	public ulong shown_node_page_state(node_stat_item item) => (ulong)max(0, vm_stat_shown[(int)item]);

	public void inc_node_page_state(page *page, node_stat_item item) => __inc_node_page_state(page, item);
	public void dec_node_page_state(page *page, node_stat_item item) => __dec_node_page_state(page, item);

	public void __mod_zone_page_state(zone *zone, zone_stat_item item, long delta) => zone->vm_stat[(int)item] += delta;
	public void __mod_zone_page_state(zone *zone, zone_stat_item item, ulong delta) => zone->vm_stat[(int)item] += (long)delta;
	public void mod_zone_page_state(zone *zone, zone_stat_item item, long delta) => zone->vm_stat[(int)item] += delta;
	public void __inc_zone_page_state(page *page, zone_stat_item item) => contig_page_data->node_zones->vm_stat[(int)item]++;
	public void __dec_zone_page_state(page *page, zone_stat_item item) => contig_page_data->node_zones->vm_stat[(int)item]--;
	public void inc_zone_page_state(page *page, zone_stat_item item) => contig_page_data->node_zones->vm_stat[(int)item]++;
	public void dec_zone_page_state(page *page, zone_stat_item item) => contig_page_data->node_zones->vm_stat[(int)item]--;

	/* include/linux/memcontrol.h: a lruvec is the node's */
	public void __mod_lruvec_state(lruvec *lruvec, node_stat_item idx, long val) => lruvec->pgdat->vm_stat[(int)idx] += val;
	public void mod_lruvec_state(lruvec *lruvec, node_stat_item idx, long val) => lruvec->pgdat->vm_stat[(int)idx] += val;
	public void __mod_lruvec_page_state(page *page, node_stat_item idx, long val) => contig_page_data->vm_stat[(int)idx] += val;
	public void mod_lruvec_page_state(page *page, node_stat_item idx, long val) => contig_page_data->vm_stat[(int)idx] += val;
	public void __inc_lruvec_page_state(page *page, node_stat_item idx) => contig_page_data->vm_stat[(int)idx]++;
	public void __dec_lruvec_page_state(page *page, node_stat_item idx) => contig_page_data->vm_stat[(int)idx]--;
	public void inc_lruvec_page_state(page *page, node_stat_item idx) => contig_page_data->vm_stat[(int)idx]++;
	public void dec_lruvec_page_state(page *page, node_stat_item idx) => contig_page_data->vm_stat[(int)idx]--;
}
