/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/vmscan.c at v5.4: page reclaim, as it is for tmpfs: its pages are on the anon lists, go to swap through
 * shmem_writepage(), and from the swap cache to the free lists. kswapd is no task of its own: it runs when an
 * operation is over (kswapd_run), and memory that is short before that is reclaimed by the task that asks for it. */
global using static linux.vmscan_constants;

namespace linux;

public static class vmscan_constants
{
	public const int DEF_PRIORITY = 12;
	public const ulong SHRINK_STOP = ~0ul, SHRINK_EMPTY = ~0ul - 1;

	/* pageout() */
	public const int PAGE_KEEP = 0, PAGE_ACTIVATE = 1, PAGE_SUCCESS = 2, PAGE_CLEAN = 3;

	/* page_check_references() */
	public const int PAGEREF_RECLAIM = 0, PAGEREF_RECLAIM_CLEAN = 1, PAGEREF_KEEP = 2, PAGEREF_ACTIVATE = 3;
}

public unsafe struct shrink_control
{
	public gfp_t gfp_mask;
	public int nid;
	public ulong nr_to_scan;
	public ulong nr_scanned;
	public mem_cgroup *memcg;
}

public unsafe struct scan_control
{
	public ulong nr_to_reclaim;
	public mem_cgroup *target_mem_cgroup;	/* null: global reclaim */
	public bool may_writepage, may_unmap, may_swap;
	public int order;
	public int priority;
	public gfp_t gfp_mask;
	public ulong nr_scanned;
	public ulong nr_reclaimed;
}

public unsafe partial class kernel
{
	const long SHRINK_BATCH = 1024;	/* a super_block's */
	const ulong DEFAULT_SEEKS = 2;
	long shrinker_nr_deferred;

	/* inodes of which reclaim dropped clean pages: their i_blocks catch up in shmem_recalc_inode() */
	readonly HashSet<nint> inodes_with_dropped_pages = [];

	public bool current_is_kswapd() => (current->flags & PF_KSWAPD) != 0;

	static bool global_reclaim(scan_control *sc) => sc->target_mem_cgroup == null;

	ulong lruvec_lru_size(lruvec *lruvec, lru_list lru) => node_page_state(lruvec_pgdat(lruvec), NR_LRU_BASE + lru);

	/* the shrinker of the tmpfs mount: huge pages that reach beyond the end of their file are split */
	ulong super_cache_count(shrink_control *sc)
	{
		long total_objects = (long)shmem_unused_huge_count(shm_sb, sc);

		return total_objects == 0 ? SHRINK_EMPTY : (ulong)total_objects;
	}

	ulong super_cache_scan(shrink_control *sc)
	{
		if ((sc->gfp_mask & __GFP_FS) == 0)
			return SHRINK_STOP;

		ulong fs_objects = (ulong)shmem_unused_huge_count(shm_sb, sc);
		ulong freed = 0;

		/* of nr_to_scan the share of objects that are not dentries and inodes; none of those is cached */
		fs_objects = sc->nr_to_scan * fs_objects / (fs_objects + 1);
		if (fs_objects != 0) {
			sc->nr_to_scan = fs_objects + 1;
			freed += (ulong)shmem_unused_huge_scan(shm_sb, sc);
		}
		return freed;
	}

	ulong shrink_slab(gfp_t gfp_mask, int nid, mem_cgroup *memcg, int priority)
	{
		shrink_control sc = new() { gfp_mask = gfp_mask, nid = nid, memcg = memcg };
		ulong freed = 0;
		long scanned = 0;

		ulong count = super_cache_count(&sc);
		if (count == 0 || count == SHRINK_EMPTY)
			return 0;
		long freeable = (long)count;
		long delta = (freeable >> priority) * 4 / (long)DEFAULT_SEEKS;
		long total_scan = shrinker_nr_deferred + delta;
		long next_deferred = total_scan;
		shrinker_nr_deferred = 0;
		if (delta < freeable / 4)
			total_scan = min(total_scan, freeable / 2);
		total_scan = min(total_scan, freeable * 2);

		while (total_scan >= SHRINK_BATCH || total_scan >= freeable) {
			ulong nr_to_scan = (ulong)min(SHRINK_BATCH, total_scan);

			sc.nr_to_scan = nr_to_scan;
			sc.nr_scanned = nr_to_scan;
			ulong ret = super_cache_scan(&sc);
			if (ret == SHRINK_STOP)
				break;
			freed += ret;
			count_vm_events(SLABS_SCANNED, sc.nr_scanned);
			total_scan -= (long)sc.nr_scanned;
			scanned += (long)sc.nr_scanned;
			cond_resched();
		}
		shrinker_nr_deferred += max(0, next_deferred - scanned);
		return freed;
	}

	bool is_page_cache_freeable(page *page)
	{
		int page_cache_pins = PageTransHuge(page) && PageSwapCache(page) ? HPAGE_PMD_NR : 1;

		return page_count(page) == 1 + page_cache_pins;
	}

	[__cond_releases("notequal", "page", Constant = AOP_WRITEPAGE_ACTIVATE)]
	int writepage(address_space *mapping, page *page, writeback_control *wbc) =>
		mapping->a_ops == shmem_aops ? shmem_writepage(page, wbc) : swap_writepage(page, wbc);

	/* the page is locked, and unlocked with PAGE_SUCCESS and PAGE_CLEAN's opposite as ->writepage() has it */
	[__cond_releases("equal", "page", Constant = PAGE_SUCCESS)]
	int pageout(page *page, address_space *mapping, scan_control *sc)
	{
		if (!is_page_cache_freeable(page))
			return PAGE_KEEP;
		if (mapping == null)
			return PAGE_KEEP;

		if (clear_page_dirty_for_io(page)) {
			writeback_control wbc = new() { nr_to_write = SWAP_CLUSTER_MAX, for_reclaim = 1 };

			SetPageReclaim(page);
			int res = writepage(mapping, page, &wbc);
			if (res == AOP_WRITEPAGE_ACTIVATE) {
				ClearPageReclaim(page);
				return PAGE_ACTIVATE;
			}
			if (!PageWriteback(page))
				ClearPageReclaim(page);
			inc_node_page_state(page, NR_VMSCAN_WRITE);
			return PAGE_SUCCESS;
		}
		return PAGE_CLEAN;
	}

	/* the page cache's reference was frozen with the others, and is nobody's to drop */
	[__puts("page")]
	[__no_context_analysis("the count is 0 already")]
	void page_cache_ref_frozen(page *page)
	{
		if (!PageCompound(page))
			page_ref_dropped(page);
	}

	/* 1: the page is out of its cache, and its references are frozen at 0 */
	int __remove_mapping(address_space *mapping, page *page, bool reclaimed)
	{
		BUG_ON(!PageLocked(page));
		BUG_ON(mapping != page_mapping(page));

		xa_lock_irqsave(&mapping->i_pages, out ulong flags);
		int refcount = 1 + (int)compound_nr(page);
		if (!page_ref_freeze(page, refcount))
			goto cannot_free;
		if (PageDirty(page)) {
			page_ref_unfreeze(page, refcount);
			goto cannot_free;
		}

		if (PageSwapCache(page)) {
			swp_entry_t swap = new() { val = page_private(page) };

			mem_cgroup_swapout(page, swap);
			__delete_from_swap_cache(page, swap);
			xa_unlock_irqrestore(&mapping->i_pages, flags);
			put_swap_page(page, swap);
		} else {
			inodes_with_dropped_pages.Add((nint)mapping->host);
			__delete_from_page_cache(page, null);
			page_cache_ref_frozen(page);
			xa_unlock_irqrestore(&mapping->i_pages, flags);
		}
		return 1;

	cannot_free:
		xa_unlock_irqrestore(&mapping->i_pages, flags);
		return 0;
	}

	/// <summary>Takes a locked page with no other user out of its cache: 1 if it was, and the caller has the only reference.</summary>
	public int remove_mapping(address_space *mapping, page *page)
	{
		if (__remove_mapping(mapping, page, false) == 0)
			return 0;
		page_ref_unfreeze(page, 1);
		return 1;
	}

	/// <summary>Puts an isolated page back on its LRU list, and drops the reference that isolating it took.</summary>
	[__puts("page")]
	public void putback_lru_page(page *page)
	{
		lru_cache_add(page);
		put_page(page);
	}

	int page_check_references(page *page, scan_control *sc)
	{
		ulong vm_flags;
		int referenced_ptes = page_referenced(page, 1, sc->target_mem_cgroup, &vm_flags);
		bool referenced_page = TestClearPageReferenced(page);

		if ((vm_flags & VM_LOCKED) != 0)
			return PAGEREF_RECLAIM;
		if (referenced_ptes != 0) {
			if (PageSwapBacked(page))
				return PAGEREF_ACTIVATE;
			SetPageReferenced(page);
			return referenced_page || referenced_ptes > 1 ? PAGEREF_ACTIVATE : PAGEREF_KEEP;
		}
		if (referenced_page && !PageSwapBacked(page))
			return PAGEREF_RECLAIM_CLEAN;
		return PAGEREF_RECLAIM;
	}

	/* frees what it can of the isolated pages on the list, leaves the others on it; returns pages freed */
	uint shrink_page_list(list_head *page_list, pglist_data *pgdat, scan_control *sc, uint ttu_flags)
	{
		list_head ret_pages, free_pages;
		uint nr_reclaimed = 0;
		uint pgactivate = 0;

		INIT_LIST_HEAD(&ret_pages);
		INIT_LIST_HEAD(&free_pages);
		cond_resched();

		while (!list_empty(page_list)) {
			cond_resched();

			page *page = lru_to_page(page_list);
			list_del(&page->lru);

			if (!trylock_page(page))
				goto keep;

			VM_BUG_ON_PAGE(PageActive(page), page);
			uint nr_pages = (uint)compound_nr(page);
			sc->nr_scanned += nr_pages;

			if (!page_evictable(page))
				goto activate_locked;
			if (!sc->may_unmap && page_mapped(page))
				goto keep_locked;

			bool may_enter_fs = (sc->gfp_mask & __GFP_FS) != 0 ||
				(PageSwapCache(page) && (sc->gfp_mask & __GFP_IO) != 0);
			address_space *mapping = page_mapping(page);

			if (PageWriteback(page)) {
				SetPageReclaim(page);
				goto activate_locked;
			}

			int references = page_check_references(page, sc);
			if (references == PAGEREF_ACTIVATE)
				goto activate_locked;
			if (references == PAGEREF_KEEP)
				goto keep_locked;

			/* a huge page of a file is reclaimed page by page: its tails join the list */
			if (PageTransHuge(page)) {
				if (split_huge_page_to_list(page, page_list) != 0)
					goto keep_locked;
				sc->nr_scanned -= nr_pages - 1;
				nr_pages = 1;
			}

			if (page_mapped(page) && !try_to_unmap(page, ttu_flags | TTU_BATCH_FLUSH))
				goto activate_locked;

			if (PageDirty(page)) {
				if (!may_enter_fs)
					goto keep_locked;
				if (!sc->may_writepage)
					goto keep_locked;

				switch (pageout(page, mapping, sc)) {
				case PAGE_KEEP:
					goto keep_locked;
				case PAGE_ACTIVATE:
					goto activate_locked;
				case PAGE_SUCCESS:
					if (PageWriteback(page))
						goto keep;
					if (PageDirty(page))
						goto keep;
					/* written at once: go on with it */
					if (!trylock_page(page))
						goto keep;
					if (PageDirty(page) || PageWriteback(page))
						goto keep_locked;
					mapping = page_mapping(page);
					break;
				case PAGE_CLEAN:
					break;
				}
			}

			if (mapping == null || __remove_mapping(mapping, page, true) == 0)
				goto keep_locked;
			/* frozen, so that nobody can drop it any more */
			page_ref_dropped(page);
			unlock_page(page);

			nr_reclaimed += nr_pages;
			list_add(&page->lru, &free_pages);
			continue;

		activate_locked:
			if (PageSwapCache(page) && (mem_cgroup_swap_full(page) || PageMlocked(page)))
				try_to_free_swap(page);
			VM_BUG_ON_PAGE(PageActive(page), page);
			if (!PageMlocked(page)) {
				SetPageActive(page);
				pgactivate += (uint)compound_nr(page);
			}
		keep_locked:
			unlock_page(page);
		keep:
			list_add(&page->lru, &ret_pages);
			VM_BUG_ON_PAGE(PageLRU(page) || PageUnevictable(page), page);
		}

		mem_cgroup_uncharge_list(&free_pages);
		free_unref_page_list(&free_pages);

		list_splice(&ret_pages, page_list);
		count_vm_events(PGACTIVATE, pgactivate);
		return nr_reclaimed;
	}

	/// <summary>Takes a reference to a page on an LRU list, for taking it off: 0, -EBUSY or -EINVAL.</summary>
	[__cond_gets("zero", "page")]
	public int __isolate_lru_page(page *page, isolate_mode_t mode)
	{
		if (!PageLRU(page))
			return -EINVAL;
		if (PageUnevictable(page) && (mode & ISOLATE_UNEVICTABLE) == 0)
			return -EINVAL;
		if ((mode & ISOLATE_UNMAPPED) != 0 && page_mapped(page))
			return -EBUSY;
		if (!get_page_unless_zero(page))
			return -EBUSY;
		ClearPageLRU(page);
		return 0;
	}

	[__gets("dst[]")]
	ulong isolate_lru_pages(ulong nr_to_scan, lruvec *lruvec, list_head *dst, out ulong nr_scanned, scan_control *sc, lru_list lru)
	{
		list_head *src = &lruvec->lists[lru];
		ulong nr_taken = 0, scan = 0;
		isolate_mode_t mode = sc->may_unmap ? 0 : ISOLATE_UNMAPPED;

		while (scan < nr_to_scan && !list_empty(src)) {
			page *page = lru_to_page(src);

			VM_BUG_ON_PAGE(!PageLRU(page), page);
			ulong nr_pages = compound_nr(page);
			scan += nr_pages;
			switch (__isolate_lru_page(page, mode)) {
			case 0:
				nr_taken += nr_pages;
				list_move(&page->lru, dst);
				break;
			case -EBUSY:
				list_move(&page->lru, src);
				break;
			default:
				BUG();
				break;
			}
		}
		nr_scanned = scan;
		update_lru_size(lruvec, lru, ZONE_NORMAL, -(int)nr_taken);
		return nr_taken;
	}

	/// <summary>Takes a page that the caller has a reference to off its LRU list, with one more reference: 0, or -EBUSY.</summary>
	[__cond_gets("zero", "page")]
	public int isolate_lru_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		int ret = -EBUSY;

		VM_BUG_ON_PAGE(page_count(page) == 0, page);
		WARN_ON_ONCE(PageTail(page));

		if (PageLRU(page)) {
			pglist_data *pgdat = page_pgdat(page);

			spin_lock_irq(&pgdat->lru_lock);
			lruvec *lruvec = mem_cgroup_page_lruvec(page, pgdat);
			if (PageLRU(page)) {
				lru_list lru = page_lru(page);

				get_page(page, file, line);
				ClearPageLRU(page);
				del_page_from_lru_list(page, lruvec, lru);
				ret = 0;
			}
			spin_unlock_irq(&pgdat->lru_lock);
		}
		return ret;
	}

	/* puts isolated pages back; those whose last reference it drops are left on the list, to be freed. lru_lock is held */
	[__puts("list[]")]
	uint move_pages_to_lru(lruvec *lruvec, list_head *list)
	{
		pglist_data *pgdat = lruvec_pgdat(lruvec);
		uint nr_moved = 0;
		list_head pages_to_free;

		INIT_LIST_HEAD(&pages_to_free);
		while (!list_empty(list)) {
			page *page = lru_to_page(list);

			VM_BUG_ON_PAGE(PageLRU(page), page);
			if (!page_evictable(page)) {
				list_del(&page->lru);
				spin_unlock_irq(&pgdat->lru_lock);
				putback_lru_page(page);
				spin_lock_irq(&pgdat->lru_lock);
				continue;
			}

			SetPageLRU(page);
			lru_list lru = page_lru(page);
			int nr_pages = hpage_nr_pages(page);
			update_lru_size(lruvec, lru, page_zonenum(page), nr_pages);
			list_move(&page->lru, &lruvec->lists[lru]);

			if (put_page_testzero(page)) {
				__ClearPageLRU(page);
				__ClearPageActive(page);
				del_page_from_lru_list(page, lruvec, lru);
				if (PageCompound(page)) {
					spin_unlock_irq(&pgdat->lru_lock);
					(*get_compound_page_dtor(page))(this, page);
					spin_lock_irq(&pgdat->lru_lock);
				} else
					list_add(&page->lru, &pages_to_free);
			} else {
				nr_moved += (uint)nr_pages;
			}
		}
		list_splice(&pages_to_free, list);
		return nr_moved;
	}

	ulong shrink_inactive_list(ulong nr_to_scan, lruvec *lruvec, scan_control *sc, lru_list lru)
	{
		list_head page_list;
		int file = is_file_lru(lru);
		pglist_data *pgdat = lruvec_pgdat(lruvec);

		INIT_LIST_HEAD(&page_list);
		lru_add_drain();

		spin_lock_irq(&pgdat->lru_lock);
		ulong nr_taken = isolate_lru_pages(nr_to_scan, lruvec, &page_list, out ulong nr_scanned, sc, lru);
		__mod_node_page_state(pgdat, NR_ISOLATED_ANON + file, nr_taken);
		lruvec->reclaim_stat.recent_scanned[file] += nr_taken;
		if (global_reclaim(sc))
			__count_vm_events(current_is_kswapd() ? PGSCAN_KSWAPD : PGSCAN_DIRECT, nr_scanned);
		spin_unlock_irq(&pgdat->lru_lock);

		if (nr_taken == 0)
			return 0;

		ulong nr_reclaimed = shrink_page_list(&page_list, pgdat, sc, 0);

		spin_lock_irq(&pgdat->lru_lock);
		if (global_reclaim(sc))
			__count_vm_events(current_is_kswapd() ? PGSTEAL_KSWAPD : PGSTEAL_DIRECT, nr_reclaimed);
		move_pages_to_lru(lruvec, &page_list);
		__mod_node_page_state(pgdat, NR_ISOLATED_ANON + file, -(long)nr_taken);
		spin_unlock_irq(&pgdat->lru_lock);

		mem_cgroup_uncharge_list(&page_list);
		free_unref_page_list(&page_list);
		return nr_reclaimed;
	}

	void shrink_active_list(ulong nr_to_scan, lruvec *lruvec, scan_control *sc, lru_list lru)
	{
		list_head l_hold, l_inactive;
		int file = is_file_lru(lru);
		pglist_data *pgdat = lruvec_pgdat(lruvec);

		INIT_LIST_HEAD(&l_hold);
		INIT_LIST_HEAD(&l_inactive);
		lru_add_drain();

		spin_lock_irq(&pgdat->lru_lock);
		ulong nr_taken = isolate_lru_pages(nr_to_scan, lruvec, &l_hold, out ulong nr_scanned, sc, lru);
		__mod_node_page_state(pgdat, NR_ISOLATED_ANON + file, nr_taken);
		lruvec->reclaim_stat.recent_scanned[file] += nr_taken;
		__count_vm_events(PGREFILL, nr_scanned);
		spin_unlock_irq(&pgdat->lru_lock);

		while (!list_empty(&l_hold)) {
			cond_resched();
			page *page = lru_to_page(&l_hold);
			list_del(&page->lru);

			if (!page_evictable(page)) {
				putback_lru_page(page);
				continue;
			}

			ulong vm_flags;
			if (page_referenced(page, 0, sc->target_mem_cgroup, &vm_flags) != 0)
				lruvec->reclaim_stat.recent_rotated[file] += (ulong)hpage_nr_pages(page);

			ClearPageActive(page);
			SetPageWorkingset(page);
			list_add(&page->lru, &l_inactive);
		}

		spin_lock_irq(&pgdat->lru_lock);
		uint nr_deactivate = move_pages_to_lru(lruvec, &l_inactive);
		__count_vm_events(PGDEACTIVATE, nr_deactivate);
		__mod_node_page_state(pgdat, NR_ISOLATED_ANON + file, -(long)nr_taken);
		spin_unlock_irq(&pgdat->lru_lock);

		mem_cgroup_uncharge_list(&l_inactive);
		free_unref_page_list(&l_inactive);
	}

	bool inactive_list_is_low(lruvec *lruvec, bool file)
	{
		if (!file && total_swap_pages == 0)
			return false;

		ulong inactive = lruvec_lru_size(lruvec, file ? LRU_INACTIVE_FILE : LRU_INACTIVE_ANON);
		ulong active = lruvec_lru_size(lruvec, file ? LRU_ACTIVE_FILE : LRU_ACTIVE_ANON);
		ulong gb = (inactive + active) >> (30 - PAGE_SHIFT);

		return inactive * (gb != 0 ? (ulong)Math.Sqrt(10 * gb) : 1) < active;
	}

	ulong shrink_list(lru_list lru, ulong nr_to_scan, lruvec *lruvec, scan_control *sc)
	{
		if (is_active_lru(lru)) {
			if (inactive_list_is_low(lruvec, is_file_lru(lru) != 0))
				shrink_active_list(nr_to_scan, lruvec, sc, lru);
			return 0;
		}
		return shrink_inactive_list(nr_to_scan, lruvec, sc, lru);
	}

	/* only the anon lists have pages, and they are scanned only while there is swap to put them in */
	void get_scan_count(lruvec *lruvec, mem_cgroup *memcg, scan_control *sc, ulong *nr)
	{
		bool scan_anon = sc->may_swap && mem_cgroup_get_nr_swap_pages(memcg) > 0;

		for (lru_list lru = 0; lru <= LRU_ACTIVE_FILE; lru++)
			nr[lru] = is_file_lru(lru) != 0 || scan_anon ? lruvec_lru_size(lruvec, lru) >> sc->priority : 0;
	}

	void shrink_node_memcg(pglist_data *pgdat, mem_cgroup *memcg, scan_control *sc)
	{
		lruvec *lruvec = mem_cgroup_lruvec(pgdat, memcg);
		ulong *nr = stackalloc ulong[NR_LRU_LISTS];
		ulong nr_reclaimed = 0;
		bool scan_adjusted = global_reclaim(sc) && !current_is_kswapd() && sc->priority == DEF_PRIORITY;

		get_scan_count(lruvec, memcg, sc, nr);
		while ((nr[LRU_INACTIVE_ANON] | nr[LRU_ACTIVE_FILE] | nr[LRU_INACTIVE_FILE]) != 0) {
			for (lru_list lru = 0; lru <= LRU_ACTIVE_FILE; lru++) {
				if (nr[lru] == 0)
					continue;
				ulong nr_to_scan = min(nr[lru], (ulong)SWAP_CLUSTER_MAX);
				nr[lru] -= nr_to_scan;
				nr_reclaimed += shrink_list(lru, nr_to_scan, lruvec, sc);
			}
			cond_resched();
			if (nr_reclaimed >= sc->nr_to_reclaim && !scan_adjusted)
				break;
		}
		sc->nr_reclaimed += nr_reclaimed;

		if (inactive_list_is_low(lruvec, false))
			shrink_active_list(SWAP_CLUSTER_MAX, lruvec, sc, LRU_ACTIVE_ANON);
	}

	bool shrink_node(pglist_data *pgdat, scan_control *sc)
	{
		ulong nr_reclaimed = sc->nr_reclaimed;

		shrink_node_memcg(pgdat, root_mem_cgroup, sc);
		shrink_slab(sc->gfp_mask, pgdat->node_id, root_mem_cgroup, sc->priority);
		if (sc->nr_reclaimed == nr_reclaimed)
			return false;
		pgdat->kswapd_failures = 0;
		return true;
	}

	ulong do_try_to_free_pages(scan_control *sc)
	{
		if (global_reclaim(sc))
			__count_zid_vm_events(ALLOCSTALL_NORMAL, ZONE_NORMAL, 1);
		do {
			sc->nr_scanned = 0;
			shrink_node(contig_page_data, sc);
			if (sc->nr_reclaimed >= sc->nr_to_reclaim)
				break;
		} while (--sc->priority >= 0);
		return sc->nr_reclaimed;
	}

	/* direct reclaim, for a task that waits for pages; PF_MEMALLOC is set */
	ulong try_to_free_pages(int order, gfp_t gfp_mask)
	{
		scan_control sc = new() {
			nr_to_reclaim = SWAP_CLUSTER_MAX, gfp_mask = gfp_mask, order = order, priority = DEF_PRIORITY,
			may_writepage = true, may_unmap = true, may_swap = true,
		};

		return do_try_to_free_pages(&sc);
	}

	ulong try_to_free_mem_cgroup_pages(mem_cgroup *memcg, ulong nr_pages, gfp_t gfp_mask, bool may_swap)
	{
		scan_control sc = new() {
			nr_to_reclaim = max(nr_pages, (ulong)SWAP_CLUSTER_MAX),
			gfp_mask = (gfp_mask & GFP_RECLAIM_MASK) | (GFP_HIGHUSER_MOVABLE & ~GFP_RECLAIM_MASK),
			target_mem_cgroup = memcg, priority = DEF_PRIORITY,
			may_writepage = true, may_unmap = true, may_swap = may_swap,
		};
		ulong noreclaim_flag = current->flags & PF_MEMALLOC;

		current->flags |= PF_MEMALLOC;
		ulong nr_reclaimed = do_try_to_free_pages(&sc);
		current->flags = (current->flags & ~PF_MEMALLOC) | noreclaim_flag;
		return nr_reclaimed;
	}

	/// <summary>
	/// Reclaims <paramref name="nr_pages"/> pages, or as many as can be, in the running task and at once; returns pages freed.
	/// Not to be called by a task that holds a spinlock, a page lock or shmem_swaplist_mutex.
	/// </summary>
	public ulong reclaim(ulong nr_pages)
	{
		scan_control sc = new() {
			nr_to_reclaim = nr_pages, gfp_mask = GFP_KERNEL, priority = DEF_PRIORITY,
			may_writepage = true, may_unmap = true, may_swap = true,
		};
		ulong noreclaim_flag = current->flags & PF_MEMALLOC;

		current->flags |= PF_MEMALLOC;
		ulong nr_reclaimed = do_try_to_free_pages(&sc);
		current->flags = (current->flags & ~PF_MEMALLOC) | noreclaim_flag;
		return nr_reclaimed;
	}

	bool pgdat_balanced(pglist_data *pgdat) =>
		zone_page_state(pgdat->node_zones, NR_FREE_PAGES) > high_wmark_pages(pgdat->node_zones);

	void wakeup_kswapd(zone *zone, gfp_t gfp_flags, uint order)
	{
		if (zone->zone_pgdat->kswapd_failures < MAX_RECLAIM_RETRIES)
			zone->zone_pgdat->kswapd_wanted = true;
	}

	/// <summary>What kswapd would do now, if an allocation woke it: free pages up to the high watermark. Between operations only.</summary>
	public void kswapd_run()
	{
		pglist_data *pgdat = contig_page_data;

		if (!pgdat->kswapd_wanted)
			return;
		pgdat->kswapd_wanted = false;
		if (pgdat_balanced(pgdat))
			return;

		ulong flags = current->flags & (PF_MEMALLOC | PF_SWAPWRITE | PF_KSWAPD);
		current->flags |= PF_MEMALLOC | PF_SWAPWRITE | PF_KSWAPD;
		balance_pgdat(pgdat);
		current->flags = (current->flags & ~(PF_MEMALLOC | PF_SWAPWRITE | PF_KSWAPD)) | flags;
	}

	void balance_pgdat(pglist_data *pgdat)
	{
		scan_control sc = new() { gfp_mask = GFP_KERNEL, may_unmap = true, may_writepage = true, may_swap = true };

		count_vm_event(PAGEOUTRUN);
		sc.priority = DEF_PRIORITY;
		do {
			ulong nr_reclaimed = sc.nr_reclaimed;

			if (pgdat_balanced(pgdat))
				return;
			sc.nr_scanned = 0;
			sc.nr_to_reclaim = max(high_wmark_pages(pgdat->node_zones), (ulong)SWAP_CLUSTER_MAX);
			shrink_node(pgdat, &sc);
			if (sc.nr_scanned < sc.nr_to_reclaim || sc.nr_reclaimed == nr_reclaimed)
				sc.priority--;
		} while (sc.priority >= 1);
		if (sc.nr_reclaimed == 0)
			pgdat->kswapd_failures++;
	}
}
