/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/memcontrol.c at v5.4, with one memory cgroup that every page of tmpfs is charged to, exactly once each */
namespace linux;

public enum memcg_event
{
	MEMCG_LOW,
	MEMCG_HIGH,
	MEMCG_MAX,
	MEMCG_OOM,
	MEMCG_OOM_KILL,
	MEMCG_SWAP_MAX,
	MEMCG_SWAP_FAIL,
	MEMCG_NR_MEMORY_EVENTS,
}

public struct mem_cgroup
{
	public ulong memory;		/* pages charged, the reserved ones among them */
	public ulong max;		/* the limit, in pages */
	public ulong reserved;		/* pages charged for, not yet committed to a page */
	public ulong swap;		/* swap slots charged */
	public ulong swap_max;
	public deferred_split deferred_split_queue;
}

public unsafe partial class kernel
{
	const int MEM_CGROUP_RECLAIM_RETRIES = 5;

	public mem_cgroup *root_mem_cgroup;

	/// <summary>Charges until one fails with -ENOMEM, counted down by each that may fail; negative: none does.</summary>
	public long charge_fail_after = -1;

	/// <summary>Pages charged to the cgroup: what memory.current would say.</summary>
	public ulong memcg_charge => root_mem_cgroup->memory;

	/// <summary>The cgroup's limit in pages; ULONG_MAX: none. Charges above it reclaim first, then fail with -ENOMEM.</summary>
	public ulong memcg_max { get => root_mem_cgroup->max; set => root_mem_cgroup->max = value; }

	readonly long[] memcg_events = new long[(int)MEMCG_NR_MEMORY_EVENTS];

	void memcontrol_init()
	{
		root_mem_cgroup = (mem_cgroup *)arena.alloc((nuint)sizeof(mem_cgroup));
		root_mem_cgroup->max = ULONG_MAX;
		root_mem_cgroup->swap_max = ULONG_MAX;
		INIT_LIST_HEAD(&root_mem_cgroup->deferred_split_queue.split_queue);
	}

	public static bool mem_cgroup_disabled() => false;
	public bool mem_cgroup_is_root(mem_cgroup *memcg) => memcg == root_mem_cgroup;
	public static bool mem_cgroup_online(mem_cgroup *memcg) => true;
	public mem_cgroup *mem_cgroup_from_task(task_struct *p) => root_mem_cgroup;
	public bool mm_match_cgroup(mm_struct *mm, mem_cgroup *memcg) => memcg == root_mem_cgroup;
	public mem_cgroup *get_mem_cgroup_from_mm(mm_struct *mm) => root_mem_cgroup;
	public lruvec *mem_cgroup_page_lruvec(page *page, pglist_data *pgdat) => &pgdat->__lruvec;
	public lruvec *mem_cgroup_lruvec(pglist_data *pgdat, mem_cgroup *memcg) => &pgdat->__lruvec;
	public mem_cgroup *lruvec_memcg(lruvec *lruvec) => root_mem_cgroup;
	public static void mem_cgroup_update_lru_size(lruvec *lruvec, lru_list lru, int zid, int nr_pages) { }
	public static void memcg_kmem_put_cache(kmem_cache *cachep) { }
	public static bool memcg_kmem_enabled() => false;

	public static void count_memcg_event_mm(mm_struct *mm, vm_event_item idx) { }
	public static void count_memcg_page_event(page *page, vm_event_item idx) { }
	public static void count_memcg_events(mem_cgroup *memcg, vm_event_item idx, ulong count) { }
	public static void __count_memcg_events(mem_cgroup *memcg, vm_event_item idx, ulong count) { }
	public void memcg_memory_event(mem_cgroup *memcg, memcg_event item) => memcg_events[(int)item]++;

	/* nothing moves a page from one cgroup to another; what is left of the lock is its RCU section */
	[__acquires("#rcu", Shared = true, Reentrant = true, Spin = true)]
	public mem_cgroup *lock_page_memcg(page *page)
	{
		rcu_read_lock();
		return page->mem_cgroup;
	}

	[__releases("#rcu", Shared = true)]
	public void __unlock_page_memcg(mem_cgroup *memcg) => rcu_read_unlock();
	[__releases("#rcu", Shared = true)]
	public void unlock_page_memcg(page *page) => __unlock_page_memcg(page->mem_cgroup);

	ulong mem_cgroup_margin(mem_cgroup *memcg) => memcg->memory < memcg->max ? memcg->max - memcg->memory : 0;

	int try_charge(mem_cgroup *memcg, gfp_t gfp_mask, uint nr_pages)
	{
		int nr_retries = MEM_CGROUP_RECLAIM_RETRIES;

		if (charge_fail_after >= 0 && (gfp_mask & __GFP_NOFAIL) == 0 && charge_fail_after-- == 0)
			return -ENOMEM;

		while (mem_cgroup_margin(memcg) < nr_pages) {
			if ((current->flags & PF_MEMALLOC) != 0 || (gfp_mask & __GFP_NOFAIL) != 0)
				break;	/* over the limit, for a little while */
			if (!gfpflags_allow_blocking(gfp_mask))
				return -ENOMEM;
			memcg_memory_event(memcg, MEMCG_MAX);
			ulong nr_reclaimed = try_to_free_mem_cgroup_pages(memcg, nr_pages, gfp_mask, true);
			if (mem_cgroup_margin(memcg) >= nr_pages)
				continue;
			if ((gfp_mask & __GFP_NORETRY) != 0)
				return -ENOMEM;
			if (nr_reclaimed != 0 && nr_pages <= 1u << PAGE_ALLOC_COSTLY_ORDER)
				continue;
			if (nr_retries-- == 0) {
				memcg_memory_event(memcg, MEMCG_OOM);
				return -ENOMEM;
			}
		}
		memcg->memory += nr_pages;
		memcg->reserved += nr_pages;
		return 0;
	}

	void cancel_charge(mem_cgroup *memcg, uint nr_pages)
	{
		VM_BUG_ON(memcg->reserved < nr_pages);
		memcg->memory -= nr_pages;
		memcg->reserved -= nr_pages;
	}

	void lock_page_lru(page *page, out bool isolated)
	{
		pglist_data *pgdat = page_pgdat(page);

		spin_lock_irq(&pgdat->lru_lock);
		isolated = PageLRU(page);
		if (isolated) {
			lruvec *lruvec = mem_cgroup_page_lruvec(page, pgdat);

			ClearPageLRU(page);
			del_page_from_lru_list(page, lruvec, page_lru(page));
		}
	}

	void unlock_page_lru(page *page, bool isolated)
	{
		pglist_data *pgdat = page_pgdat(page);

		if (isolated) {
			lruvec *lruvec = mem_cgroup_page_lruvec(page, pgdat);

			VM_BUG_ON_PAGE(PageLRU(page), page);
			SetPageLRU(page);
			add_page_to_lru_list(page, lruvec, page_lru(page));
		}
		spin_unlock_irq(&pgdat->lru_lock);
	}

	void commit_charge(page *page, mem_cgroup *memcg, bool lrucare, uint nr_pages)
	{
		bool isolated = false;

		VM_BUG_ON_PAGE(page->mem_cgroup != null, page);
		VM_BUG_ON_PAGE(memcg->reserved < nr_pages, page);
		if (lrucare)
			lock_page_lru(page, out isolated);
		page->mem_cgroup = memcg;
		memcg->reserved -= nr_pages;
		if (lrucare)
			unlock_page_lru(page, isolated);
	}

	/// <summary>Charges for a page that is to be committed or cancelled: 0, or -ENOMEM at the limit.</summary>
	public int mem_cgroup_try_charge(page *page, mm_struct *mm, gfp_t gfp_mask, mem_cgroup **memcgp, bool compound)
	{
		mem_cgroup *memcg = null;
		uint nr_pages = compound ? (uint)hpage_nr_pages(page) : 1;
		int ret = 0;

		if (PageSwapCache(page)) {
			VM_BUG_ON_PAGE(!PageLocked(page), page);
			if (compound_head(page)->mem_cgroup != null)
				goto @out;
		}
		memcg = get_mem_cgroup_from_mm(mm);
		ret = try_charge(memcg, gfp_mask, nr_pages);
	@out:
		*memcgp = memcg;
		return ret;
	}

	public int mem_cgroup_try_charge_delay(page *page, mm_struct *mm, gfp_t gfp_mask, mem_cgroup **memcgp, bool compound) =>
		mem_cgroup_try_charge(page, mm, gfp_mask, memcgp, compound);

	public void mem_cgroup_commit_charge(page *page, mem_cgroup *memcg, bool lrucare, bool compound)
	{
		uint nr_pages = compound ? (uint)hpage_nr_pages(page) : 1;

		VM_BUG_ON_PAGE(page->mapping == null, page);
		VM_BUG_ON_PAGE(PageLRU(page) && !lrucare, page);

		/* a page of the swap cache that was charged before */
		if (memcg == null)
			return;
		commit_charge(page, memcg, lrucare, nr_pages);
	}

	public void mem_cgroup_cancel_charge(page *page, mem_cgroup *memcg, bool compound)
	{
		if (memcg == null)
			return;
		cancel_charge(memcg, compound ? (uint)hpage_nr_pages(page) : 1);
	}

	void uncharge_page(page *page)
	{
		VM_BUG_ON_PAGE(PageLRU(page), page);
		VM_BUG_ON_PAGE(page_count(page) != 0, page);

		mem_cgroup *memcg = page->mem_cgroup;
		if (memcg == null)
			return;
		uint nr_pages = PageTransHuge(page) ? (uint)compound_nr(page) : 1;
		VM_BUG_ON_PAGE(memcg->memory < memcg->reserved + nr_pages, page);
		memcg->memory -= nr_pages;
		page->mem_cgroup = null;
	}

	/// <summary>Takes back the charge of a page that nobody refers to; a huge page is uncharged as a whole.</summary>
	public void mem_cgroup_uncharge(page *page)
	{
		if (page->mem_cgroup != null)
			uncharge_page(page);
	}

	public void mem_cgroup_uncharge_list(list_head *page_list)
	{
		for (list_head *next = page_list->next; next != page_list; next = next->next)
			uncharge_page((page *)list_entry(next, &((page *)ANY)->lru));
	}

	/// <summary>Charges newpage, which takes the place of oldpage; oldpage keeps its charge until it is freed.</summary>
	public void mem_cgroup_migrate(page *oldpage, page *newpage)
	{
		VM_BUG_ON_PAGE(!PageLocked(oldpage), oldpage);
		VM_BUG_ON_PAGE(!PageLocked(newpage), newpage);
		VM_BUG_ON_PAGE(PageAnon(oldpage) != PageAnon(newpage), newpage);
		VM_BUG_ON_PAGE(PageTransHuge(oldpage) != PageTransHuge(newpage), newpage);

		if (newpage->mem_cgroup != null)
			return;
		mem_cgroup *memcg = oldpage->mem_cgroup;
		if (memcg == null)
			return;
		uint nr_pages = PageTransHuge(newpage) ? (uint)hpage_nr_pages(newpage) : 1;
		memcg->memory += nr_pages;
		memcg->reserved += nr_pages;
		commit_charge(newpage, memcg, false, nr_pages);
	}

	/// <summary>Before a huge page is split: each of its pages has its share of the charge from here on.</summary>
	public void mem_cgroup_split_huge_fixup(page *head)
	{
		mem_cgroup *memcg = head->mem_cgroup;

		for (int i = 1; i < HPAGE_PMD_NR; i++)
			head[i].mem_cgroup = memcg;
	}

	/* swap is charged by itself, as in cgroup v2: the page keeps its charge until it is freed */
	public void mem_cgroup_swapout(page *page, swp_entry_t entry)
	{
		VM_BUG_ON_PAGE(PageLRU(page), page);
		VM_BUG_ON_PAGE(page_count(page) != 0, page);
	}

	public int mem_cgroup_try_charge_swap(page *page, swp_entry_t entry)
	{
		mem_cgroup *memcg = page->mem_cgroup;

		if (memcg == null)
			return 0;
		if (entry.val == 0) {
			memcg_memory_event(memcg, MEMCG_SWAP_FAIL);
			return 0;
		}
		if (memcg->swap >= memcg->swap_max) {
			memcg_memory_event(memcg, MEMCG_SWAP_MAX);
			memcg_memory_event(memcg, MEMCG_SWAP_FAIL);
			return -ENOMEM;
		}
		byte *charged = &swp_swap_info(entry)->swap_cgroup[swp_offset(entry)];
		VM_BUG_ON_PAGE(*charged != 0, page);
		*charged = 1;
		memcg->swap++;
		return 0;
	}

	public void mem_cgroup_uncharge_swap(swp_entry_t entry, uint nr_pages)
	{
		for (uint i = 0; i < nr_pages; i++) {
			byte *charged = &swp_swap_info(entry)->swap_cgroup[swp_offset(entry) + i];
			root_mem_cgroup->swap -= *charged;
			*charged = 0;
		}
	}

	public long mem_cgroup_get_nr_swap_pages(mem_cgroup *memcg)
	{
		long nr_swap_pages = get_nr_swap_pages();

		if (memcg == null || memcg->swap_max == ULONG_MAX)
			return nr_swap_pages;
		return min(nr_swap_pages, (long)(memcg->swap_max - memcg->swap));
	}

	public bool mem_cgroup_swap_full(page *page)
	{
		VM_BUG_ON_PAGE(!PageLocked(page), page);

		if (vm_swap_full())
			return true;
		mem_cgroup *memcg = page->mem_cgroup;
		return memcg != null && memcg->swap_max != ULONG_MAX && memcg->swap * 2 >= memcg->swap_max;
	}
}
