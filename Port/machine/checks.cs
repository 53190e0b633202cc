/* SPDX-License-Identifier: GPL-2.0-only */
/* At rest (no task inside the kernel) everything must add up: what the page frames, the inodes and the counters say is
 * held against what machine/sweep.cs finds. It takes time in proportion to the pages in use. */
namespace linux;

public unsafe partial class kernel
{
	void at_rest_bug(string what, page *page = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		throw new kernel_bug($"at rest: {what}", file, line, page == null ? "" : dump_page(page));

	/// <summary>
	/// Throws a kernel_bug if anything that the kernel keeps count of differs from what is there. To be called between
	/// operations: every reference, lock and RCU section that is left is somebody's fault.
	/// </summary>
	public void check_at_rest()
	{
		check_nobody_inside();
		sweep();
		check_sweep();
	}

	/// <summary>check_at_rest(), and every page frame is looked at: those that are free must look it. Time: all frames.</summary>
	public void check_everything()
	{
		check_at_rest();
		check_frames();
	}

	void check_nobody_inside()
	{
		foreach (held_lock h in held)
			at_rest_bug(describe(h));
		if (rcu_nesting != 0)
			at_rest_bug($"rcu_read_lock() is held {rcu_nesting} times");
		if (rcu_list != null)
			at_rest_bug("an RCU callback is waiting");
		if (nr_quarantined_blocks != 0)
			at_rest_bug($"{nr_quarantined_pages} free pages wait for RCU readers");
		if ((current->flags & (PF_MEMALLOC | PF_KSWAPD | PF_SWAPWRITE)) != 0)
			at_rest_bug($"task {current->pid} is reclaiming memory: flags {current->flags:x}");
		if (root_mem_cgroup->reserved != 0)
			at_rest_bug($"{root_mem_cgroup->reserved} pages are charged for and neither committed nor cancelled");
	}

	void check_sweep()
	{
		sum_cached = sum_swapcached = sum_charged = sum_mapped = sum_thps = sum_pmdmapped = sum_accounted = 0;

		check_lru_lists();
		for (int i = 0; i < nr_seen; i++)
			check_page_at_rest(mem_map + seen_pfns[i], ref frame_refs[seen_pfns[i]]);
		check_frames_accounted();
		check_swap_slots();
		check_counters();
		check_shrinklist();
		if (radix_tree_node_cachep->nr_live != sum_nodes + xa_nodes_written_off)
			at_rest_bug($"{radix_tree_node_cachep->nr_live} xa_nodes are allocated, but {sum_nodes} are in trees");
		if (check_rmap() is string wrong)
			at_rest_bug(wrong);
	}

	void check_page_at_rest(page *page, ref frame_refs f)
	{
		bool compound = (page->flags & PG_head_mask) != 0;
		int nr = (int)dump_nr(page);
		int pmds = compound ? page[1].compound_mapcount.counter + 1 : 0;
		int mapped = 0, ptes = 0;

		sum_accounted += (ulong)nr;
		if ((page->flags & (1ul << PG_locked | 1ul << PG_writeback)) != 0)
			at_rest_bug($"the page is {(PageLocked(page) ? "locked" : "under writeback")}", page);
		if (f.in_flight != f.lru_pagevec)
			at_rest_bug($"{f.in_flight - f.lru_pagevec} references to the page were taken and not dropped", page);
		if (f.page_cache != 0 && f.page_cache != nr)
			at_rest_bug($"the page cache holds {f.page_cache} of {nr} pages of the compound page", page);
		if (f.swap_cache != 0 && f.swap_cache != nr)
			at_rest_bug($"the swap cache holds {f.swap_cache} of {nr} pages of the compound page", page);

		for (int i = 0; i < nr; i++) {
			int mapcount = page[i]._mapcount.counter + 1;

			if (mapcount == 0)
				continue;
			if (mapcount < pmds)
				at_rest_bug($"page {i} of the compound page: mapcount {mapcount}, but the whole is mapped {pmds} times", page + i);
			mapped++;
			ptes += mapcount - pmds;
		}
		if (pmds < 0 || (pmds != 0 && mapped != nr))
			at_rest_bug($"the compound page is mapped {pmds} times, but {mapped} of its {nr} pages are", page);

		int expected = f.page_cache + f.swap_cache + pmds + ptes + f.in_flight + f.pins + (page == zero_page ? 1 : 0);
		if (page->_refcount.counter != expected)
			at_rest_bug($"refcount {page->_refcount.counter}, but {expected} references", page);

		if (page->mem_cgroup != null)
			sum_charged += (ulong)nr;
		else if (f.page_cache != 0)
			at_rest_bug("a page of the page cache is not charged", page);
		if (f.page_cache == 0 && page->mapping != null)
			at_rest_bug("a page that is not in the page cache has a mapping", page);
		if (f.swap_cache == 0 && PageSwapCache(page))
			at_rest_bug("a page that is not in the swap cache has PG_swapcache", page);
		if (f.page_cache != 0 && f.swap_cache != 0)
			at_rest_bug("the page is in the page cache and in the swap cache", page);
		if (((page->flags & 1ul << PG_lru) != 0) != (f.lru != 0))
			at_rest_bug(f.lru != 0 ? "the page is on an LRU list without PG_lru" : "the page has PG_lru, but is on no LRU list", page);
		if ((page->flags & 1ul << PG_lru) != 0 && f.lru_pagevec != 0 && waits_for_lru(page))
			at_rest_bug("the page is on an LRU list and waits to be added", page);

		sum_cached += (ulong)f.page_cache;
		sum_swapcached += (ulong)f.swap_cache;
		sum_mapped += (ulong)mapped;
		sum_thps += compound && f.page_cache != 0 ? 1u : 0;
		sum_pmdmapped += pmds != 0 ? 1u : 0;
		if (f.swap_cache != 0) {
			ulong offset = swp_offset(new swp_entry_t { val = page->@private });
			if ((swap_info->swap_map[offset] & SWAP_HAS_CACHE) == 0)
				at_rest_bug($"swap slot {offset} is cached, but has no SWAP_HAS_CACHE", page);
			if (slot_round[offset] != check_round)
				sum_value_or_cache_slots += (ulong)nr;
		}
	}

	bool waits_for_lru(page *page)
	{
		for (int j = 0; j < (int)lru_add_pvec->nr; j++)
			if (lru_add_pvec->pages[j] == page)
				return true;
		return false;
	}

	void check_lru_lists()
	{
		lruvec *lruvec = &contig_page_data->__lruvec;

		for (lru_list lru = 0; lru < NR_LRU_LISTS; lru++) {
			list_head *head = &lruvec->lists[lru];
			ulong nr = 0;

			for (list_head *pos = head->next; pos != head; pos = pos->next) {
				var page = (page *)list_entry(pos, &((page *)ANY)->lru);

				if (!is_page(page) || page_to_pfn(page) >= (ulong)frame_refs.Length || !was_seen(page_to_pfn(page)))
					at_rest_bug($"a page on LRU list {lru} that nobody has", page);
				if (frame_refs[page_to_pfn(page)].lru++ != 0)
					at_rest_bug("a page is on two LRU lists", page);
				if (page_lru(page) != lru)
					at_rest_bug($"the page is on LRU list {lru}, but belongs on {page_lru(page)}", page);
				nr += dump_nr(page);
			}
			if (contig_page_data->vm_stat[(int)(NR_LRU_BASE + lru)] != (long)nr)
				at_rest_bug($"{NR_LRU_BASE + lru} is {contig_page_data->vm_stat[(int)(NR_LRU_BASE + lru)]}, but {nr} pages are on the list");
			if (contig_page_data->node_zones->vm_stat[(int)(NR_ZONE_LRU_BASE + lru)] != (long)nr)
				at_rest_bug($"{NR_ZONE_LRU_BASE + lru} is {contig_page_data->node_zones->vm_stat[(int)(NR_ZONE_LRU_BASE + lru)]}, but {nr} pages are on the list");
		}
	}

	/* every frame is free, or one of those that the sweep found */
	void check_frames_accounted()
	{
		zone *zone = contig_page_data->node_zones;
		ulong free = config.nr_pages - untouched_pfn;

		for (uint order = 0; order < MAX_ORDER; order++)
			free += zone->free_area[order].nr_free << (int)order;
		if (zone->vm_stat[(int)NR_FREE_PAGES] != (long)free)
			at_rest_bug($"NR_FREE_PAGES is {zone->vm_stat[(int)NR_FREE_PAGES]}, but {free} pages are free");
		if (free + sum_accounted == config.nr_pages)
			return;
		check_frames();
		at_rest_bug($"{free} pages are free and {sum_accounted} in use, of {config.nr_pages}");
	}

	void check_swap_slots()
	{
		if (swap_info == null)
			return;
		if (swap_info->inuse_pages != sum_value_or_cache_slots)
			at_rest_bug($"{swap_info->inuse_pages} swap slots are in use, but {sum_value_or_cache_slots} are in a file or in the swap cache");
		if (nr_swap_pages != total_swap_pages - swap_info->inuse_pages)
			at_rest_bug($"nr_swap_pages is {nr_swap_pages}, but {swap_info->inuse_pages} of {total_swap_pages} slots are in use");
		if (root_mem_cgroup->swap > swap_info->inuse_pages)
			at_rest_bug($"{root_mem_cgroup->swap} swap slots are charged, but {swap_info->inuse_pages} in use");
	}

	void check_counter(node_stat_item item, ulong there)
	{
		if (contig_page_data->vm_stat[(int)item] != (long)there)
			at_rest_bug($"{item} is {contig_page_data->vm_stat[(int)item]}, but there are {there}");
	}

	void check_counters()
	{
		var sbinfo = (shmem_sb_info *)shm_sb->s_fs_info;

		if (root_mem_cgroup->memory != sum_charged)
			at_rest_bug($"{root_mem_cgroup->memory} pages are charged to the cgroup, but {sum_charged} pages have a charge");
		if (sbinfo->max_blocks != 0 && sbinfo->used_blocks.count != (long)sum_alloced)
			at_rest_bug($"used_blocks is {sbinfo->used_blocks.count}, but the inodes have alloced {sum_alloced}");
		check_counter(NR_SHMEM, sum_cached);
		check_counter(NR_FILE_PAGES, sum_cached + sum_swapcached);
		check_counter(NR_SHMEM_THPS, sum_thps);
		check_counter(NR_SHMEM_PMDMAPPED, sum_pmdmapped);
		check_counter(NR_FILE_MAPPED, sum_mapped);
		check_counter(NR_FILE_THPS, 0);
		check_counter(NR_ISOLATED_ANON, 0);
		check_counter(NR_ISOLATED_FILE, 0);
		check_counter(NR_WRITEBACK, 0);
		check_counter(NR_FILE_DIRTY, 0);
	}

	void check_shrinklist()
	{
		var sbinfo = (shmem_sb_info *)shm_sb->s_fs_info;
		ulong nr = 0;

		for (list_head *pos = sbinfo->shrinklist.next; pos != &sbinfo->shrinklist; pos = pos->next) {
			var info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->shrinklist);
			if (!inodes.Contains((nint)(&info->vfs_inode)))
				at_rest_bug("an inode that is gone is on the shrinklist");
			nr++;
		}
		if (sbinfo->shrinklist_len != nr)
			at_rest_bug($"shrinklist_len is {sbinfo->shrinklist_len}, but {nr} inodes are on the list");
		for (list_head *pos = shmem_swaplist->next; pos != shmem_swaplist; pos = pos->next) {
			var info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->swaplist);
			if (!inodes.Contains((nint)(&info->vfs_inode)))
				at_rest_bug("an inode that is gone is on shmem_swaplist");
		}
	}

	/* each frame is in one free block, or was found by the sweep, and looks like it */
	void check_frames()
	{
		zone *zone = contig_page_data->node_zones;
		var is_free = new bool[untouched_pfn];

		for (uint order = 0; order < MAX_ORDER; order++) {
			free_area *area = &zone->free_area[order];
			ulong nr = 0;

			for (list_head *pos = area->free_list.next; pos != &area->free_list; pos = pos->next) {
				var page = (page *)list_entry(pos, &((page *)ANY)->lru);
				if (!is_page(page) || page_to_pfn(page) + (1ul << (int)order) > untouched_pfn)
					at_rest_bug($"a free block of order {order} that is no page: {(ulong)page:x}");
				if (!PageBuddy(page) || page->@private != order || (page_to_pfn(page) & ((1ul << (int)order) - 1)) != 0)
					at_rest_bug($"a free block of order {order} that does not look it", page);
				check_free_block(page, order, is_free);
				nr++;
			}
			if (nr != area->nr_free)
				at_rest_bug($"{area->nr_free} free blocks of order {order}, but {nr} on the list");
		}

		for (ulong pfn = 0; pfn < untouched_pfn; pfn++) {
			page *page = mem_map + pfn;

			if (is_free[pfn])
				continue;
			if (!was_seen(pfn))
				at_rest_bug("the page is neither free nor anybody's: it leaked", page);
			ulong nr = dump_nr(page);
			for (ulong i = 1; i < nr; i++)
				check_tail(page, page + i, is_free[pfn + i] || was_seen(pfn + i));
			pfn += nr - 1;
		}
	}

	void check_free_block(page *page, uint order, bool[] is_free)
	{
		for (ulong i = 0; i < 1ul << (int)order; i++) {
			page *p = page + i;
			ulong pfn = page_to_pfn(p);

			if (is_free[pfn])
				at_rest_bug("the page is in two free blocks", p);
			if (was_seen(pfn))
				at_rest_bug("the page is in use, and in a free block", p);
			is_free[pfn] = true;
			if ((p->flags & 1ul << PG_machine_freed) == 0 || (p->flags & PAGE_FLAGS_CHECK_AT_PREP) != 0 ||
			    p->_refcount.counter != 0 || p->mapping != null || p->mem_cgroup != null || (i != 0 && p->_mapcount.counter != -1))
				at_rest_bug("a free page was changed", p);
		}
	}

	void check_tail(page *head, page *page, bool elsewhere)
	{
		if (elsewhere)
			at_rest_bug("a tail page is used by itself", page);
		if (page->compound_head != (ulong)head + 1)
			at_rest_bug("a page of a compound page is not a tail of it", page);
		if (page->_refcount.counter != 0)
			at_rest_bug("a tail page has references", page);
		if ((page->flags & PAGE_FLAGS_CHECK_AT_PREP & ~(1ul << PG_double_map)) != 0)
			at_rest_bug("a tail page has flags", page);
		if (page - head > 2 && page->mapping != TAIL_MAPPING)
			at_rest_bug("corrupted mapping in tail page", page);
		if (page->mem_cgroup != null)
			at_rest_bug("a tail page is charged by itself", page);
	}
}
