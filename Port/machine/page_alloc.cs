/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/page_alloc.c at v5.4: the buddy allocator, for one zone, one migrate type, one CPU without lists of its own.
 * What is checked in a page that comes or goes, and how compound pages are made and taken apart, is the kernel's.
 * Memory starts as one untouched range, from which blocks of the highest order are taken as they are needed.
 * Pages that are freed inside an RCU section wait for its end before they can be allocated again. */
global using static linux.page_alloc_flags;

namespace linux;

public static class page_alloc_flags
{
	/* mm/internal.h */
	public const uint ALLOC_WMARK_MIN = WMARK_MIN, ALLOC_WMARK_LOW = WMARK_LOW, ALLOC_WMARK_HIGH = WMARK_HIGH,
		ALLOC_NO_WATERMARKS = 0x04, ALLOC_WMARK_MASK = ALLOC_NO_WATERMARKS - 1, ALLOC_HARDER = 0x10, ALLOC_HIGH = 0x20;
	public const int MAX_RECLAIM_RETRIES = 16;

	/* include/linux/sched.h */
	public const ulong PF_MEMALLOC = 0x00000800, PF_KSWAPD = 0x00020000, PF_SWAPWRITE = 0x00800000;
}

/* a block that is free but not in the buddy lists yet */
struct quarantined_block
{
	public ulong pfn;
	public uint order;
}

public unsafe partial class kernel
{
	/// <summary>Order-0 allocations until one fails, counted down by each that may fail; negative: none does.</summary>
	public long page_fail_after = -1;

	/// <summary>The same for allocations of more than one page.</summary>
	public long huge_page_fail_after = -1;

	/// <summary>Free page frames, those that wait for RCU readers left out.</summary>
	public ulong nr_free_pages => global_zone_page_state(NR_FREE_PAGES);

	/// <summary>Free page frames that wait for RCU readers.</summary>
	public ulong nr_quarantined_pages;

	quarantined_block[] quarantine = new quarantined_block[1024];
	int nr_quarantined_blocks;
	rcu_head *quarantine_rcu;

	/* page frames from here on have never been allocated */
	ulong untouched_pfn;

	void page_alloc_init()
	{
		zone *zone = contig_page_data->node_zones;
		ulong nr = config.nr_pages;

		quarantine_rcu = (rcu_head *)arena.alloc((nuint)sizeof(rcu_head));
		zone->managed_pages = zone->spanned_pages = nr;
		zone->vm_stat[(int)NR_FREE_PAGES] = (long)nr;

		/* min_free_kbytes as init_per_zone_wmark_min() has it, but on a tiny machine no more than a 64th */
		ulong min_pages = (ulong)Math.Sqrt(nr * (PAGE_SIZE / 1024) * 16.0) / (PAGE_SIZE / 1024);
		min_pages = max(1, min(min_pages, nr / 64));
		zone->_watermark[WMARK_MIN] = min_pages;
		zone->_watermark[WMARK_LOW] = min_pages + max(1, min_pages / 4);
		zone->_watermark[WMARK_HIGH] = min_pages + max(2, min_pages / 2);
	}

	void bad_page(page *page, string reason)
	{
		StackFrame[] stack = new StackTrace(1, true).GetFrames();
		StackFrame? at = Array.Find(stack, f => f.GetFileName() is string file && System.IO.Path.GetFileName(file) != "page_alloc.cs");

		throw new kernel_bug($"Bad page state: {reason}", at?.GetFileName() ?? "", at?.GetFileLineNumber() ?? 0, dump_page(page));
	}

	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	static bool page_expected_state(page *page, ulong check_flags) =>
		page->_mapcount.counter == -1 &&
		((ulong)page->mapping | (uint)page->_refcount.counter | (ulong)page->mem_cgroup | (page->flags & check_flags)) == 0;

	void free_pages_check_bad(page *page)
	{
		string bad_reason = "";

		if (page->_mapcount.counter != -1)
			bad_reason = "nonzero mapcount";
		if (page->mapping != null)
			bad_reason = "non-NULL mapping";
		if (page->_refcount.counter != 0)
			bad_reason = "nonzero _refcount";
		if ((page->flags & PAGE_FLAGS_CHECK_AT_FREE) != 0)
			bad_reason = "PAGE_FLAGS_CHECK_AT_FREE flag(s) set";
		if (page->mem_cgroup != null)
			bad_reason = "page still charged to cgroup";
		bad_page(page, bad_reason);
	}

	void check_new_page_bad(page *page)
	{
		string bad_reason = "";

		if (page->_mapcount.counter != -1)
			bad_reason = "nonzero mapcount";
		if (page->mapping != null)
			bad_reason = "non-NULL mapping";
		if (page->_refcount.counter != 0)
			bad_reason = "nonzero _refcount";
		if ((page->flags & PAGE_FLAGS_CHECK_AT_PREP) != 0)
			bad_reason = "PAGE_FLAGS_CHECK_AT_PREP flag set";
		if (page->mem_cgroup != null)
			bad_reason = "page still charged to cgroup";
		bad_page(page, bad_reason);
	}

	void free_tail_pages_check_bad(page *head_page, page *page)
	{
		long nr = page - head_page;

		if (nr == 1 && head_page[1].compound_mapcount.counter != -1)
			bad_page(page, "nonzero compound_mapcount");
		if (nr > 2 && page->mapping != TAIL_MAPPING)
			bad_page(page, "corrupted mapping in tail page");
		if ((page->compound_head & 1) == 0)
			bad_page(page, "PageTail not set");
		bad_page(page, "compound_head not consistent");
	}

	void free_pages_prepare(page *page, uint order)
	{
		VM_BUG_ON_PAGE(PageTail(page), page);
		if ((page->flags & 1ul << PG_machine_freed) != 0)
			bad_page(page, "freed twice");

		if (order != 0) {
			bool compound = PageCompound(page);
			page *end = page + (1 << (int)order);
			ulong tail = (ulong)page + 1;

			VM_BUG_ON_PAGE(compound && compound_order(page) != order, page);
			if (compound) {
				ClearPageDoubleMap(page);
				if (page[1].compound_mapcount.counter != -1)
					free_tail_pages_check_bad(page, page + 1);
			}
			for (page *p = page + 1; p < end; p++) {
				if (compound) {
					if (p->compound_head != tail || (p->mapping != TAIL_MAPPING && p - page > 2))
						free_tail_pages_check_bad(page, p);
					p->mapping = null;
					p->compound_head = 0;
				}
				if (!page_expected_state(p, PAGE_FLAGS_CHECK_AT_FREE))
					free_pages_check_bad(p);
				p->flags = (p->flags & ~PAGE_FLAGS_CHECK_AT_PREP) | 1ul << PG_machine_freed;
			}
		}
		if (PageMappingFlags(page))
			page->mapping = null;
		if (!page_expected_state(page, PAGE_FLAGS_CHECK_AT_FREE))
			free_pages_check_bad(page);
		page->flags = (page->flags & ~PAGE_FLAGS_CHECK_AT_PREP) | 1ul << PG_machine_freed;
	}

	static void set_page_order(page *page, uint order)
	{
		page->@private = order;
		page->page_type &= ~PG_buddy;
	}

	static void rmv_page_order(page *page)
	{
		page->page_type |= PG_buddy;
		page->@private = 0;
	}

	static bool page_is_buddy(page *buddy, uint order) =>
		(buddy->page_type & (PAGE_TYPE_BASE | PG_buddy)) == PAGE_TYPE_BASE && buddy->@private == order;

	static void add_to_free_area(page *page, free_area *area)
	{
		list_add(&page->lru, &area->free_list);
		area->nr_free++;
	}

	static void del_page_from_free_area(page *page, free_area *area)
	{
		list_del(&page->lru);
		rmv_page_order(page);
		area->nr_free--;
	}

	void __free_one_page(page *page, ulong pfn, zone *zone, uint order)
	{
		VM_BUG_ON_PAGE((pfn & ((1ul << (int)order) - 1)) != 0, page);
		zone->vm_stat[(int)NR_FREE_PAGES] += 1L << (int)order;

		while (order < MAX_ORDER - 1) {
			ulong buddy_pfn = pfn ^ (1ul << (int)order);
			if (buddy_pfn + (1ul << (int)order) > untouched_pfn)
				break;
			page *buddy = mem_map + buddy_pfn;
			if (!page_is_buddy(buddy, order))
				break;
			del_page_from_free_area(buddy, &zone->free_area[order]);
			pfn &= buddy_pfn;
			order++;
		}
		page = mem_map + pfn;
		set_page_order(page, order);
		add_to_free_area(page, &zone->free_area[order]);
	}

	void free_one_page(page *page, ulong pfn, uint order)
	{
		if (rcu_nesting != 0) {
			quarantine_pages(pfn, order);
			return;
		}
		__free_one_page(page, pfn, contig_page_data->node_zones, order);
	}

	/* a reader may still look at the struct page: nobody may have it, and nothing is written to it, until he has left */
	void quarantine_pages(ulong pfn, uint order)
	{
		if (nr_quarantined_blocks == quarantine.Length)
			Array.Resize(ref quarantine, 2 * nr_quarantined_blocks);
		quarantine[nr_quarantined_blocks++] = new quarantined_block { pfn = pfn, order = order };
		nr_quarantined_pages += 1ul << (int)order;
		if (nr_quarantined_blocks == 1)
			call_rcu(quarantine_rcu, &free_quarantined_pages);
	}

	static void free_quarantined_pages(kernel k, rcu_head *head)
	{
		for (int i = 0; i < k.nr_quarantined_blocks; i++) {
			quarantined_block b = k.quarantine[i];
			k.__free_one_page(k.mem_map + b.pfn, b.pfn, k.contig_page_data->node_zones, b.order);
		}
		k.nr_quarantined_blocks = 0;
		k.nr_quarantined_pages = 0;
	}

	void __free_pages_ok(page *page, uint order)
	{
		free_pages_prepare(page, order);
		made_progress();
		__count_vm_events(PGFREE, 1L << (int)order);
		free_one_page(page, page_to_pfn(page), order);
	}

	/// <summary>Gives back a page whose last reference is gone.</summary>
	public void free_unref_page(page *page)
	{
		free_pages_prepare(page, 0);
		made_progress();
		__count_vm_event(PGFREE);
		free_one_page(page, page_to_pfn(page), 0);
	}

	/// <summary>Gives back the pages on a list through page.lru, and leaves it empty.</summary>
	public void free_unref_page_list(list_head *list)
	{
		list_head *next;

		for (list_head *pos = list->next; pos != list; pos = next) {
			next = pos->next;
			free_unref_page((page *)list_entry(pos, &((page *)ANY)->lru));
		}
		INIT_LIST_HEAD(list);
	}

	/// <summary>The destructor of compound pages that are not huge pages.</summary>
	public void free_compound_page(page *page)
	{
		mem_cgroup_uncharge(page);
		__free_pages_ok(page, compound_order(page));
	}

	/// <summary>Drops a reference, and frees the pages with the last.</summary>
	[__puts("page")]
	public void __free_pages(page *page, uint order)
	{
		if (!put_page_testzero(page))
			return;
		if (order == 0)
			free_unref_page(page);
		else
			__free_pages_ok(page, order);
	}

	[__puts("page")]
	public void __free_pages(page *page, int order) => __free_pages(page, (uint)order);
	[__puts("page")]
	public void __free_page(page *page) => __free_pages(page, 0u);

	public void prep_compound_page(page *page, uint order)
	{
		int nr_pages = 1 << (int)order;

		set_compound_page_dtor(page, COMPOUND_PAGE_DTOR);
		set_compound_order(page, order);
		__SetPageHead(page);
		for (int i = 1; i < nr_pages; i++) {
			page *p = page + i;
			set_page_count(p, 0);
			p->mapping = TAIL_MAPPING;
			set_compound_head(p, page);
		}
		atomic_set(compound_mapcount_ptr(page), -1);
	}

	void prep_new_page(page *page, uint order, gfp_t gfp_flags)
	{
		page *end = page + (1 << (int)order);

		for (page *p = page; p < end; p++) {
			if (!page_expected_state(p, PAGE_FLAGS_CHECK_AT_PREP))
				check_new_page_bad(p);
			p->flags &= ~(1ul << PG_machine_freed);
		}
		page->@private = 0;
		page->index = 0;
		set_page_count(page, 1);

		if ((gfp_flags & __GFP_ZERO) != 0)
			for (page *p = page; p < end; p++)
				if (!frame_is_zero(p))
					clear_page(page_address(p));

		if (order != 0 && (gfp_flags & __GFP_COMP) != 0)
			prep_compound_page(page, order);
	}

	/* the next pages that were never used go to the free lists, as many as make a block of the highest order */
	bool touch_more_pages(zone *zone)
	{
		ulong pfn = untouched_pfn;
		ulong end = min(config.nr_pages, pfn + (1ul << (int)(MAX_ORDER - 1)));

		if (pfn == end)
			return false;
		for (page *page = mem_map + pfn; page < mem_map + end; page++) {
			page->flags = MACHINE_FLAGS;
			page->_mapcount.counter = -1;
		}
		untouched_pfn = end;
		while (pfn < end) {
			uint order = MAX_ORDER - 1;
			while ((pfn & ((1ul << (int)order) - 1)) != 0 || pfn + (1ul << (int)order) > end)
				order--;
			set_page_order(mem_map + pfn, order);
			add_to_free_area(mem_map + pfn, &zone->free_area[order]);
			pfn += 1ul << (int)order;
		}
		return true;
	}

	static void expand(page *page, uint low, uint high, free_area *area)
	{
		ulong size = 1ul << (int)high;

		while (high > low) {
			area--;
			high--;
			size >>= 1;
			add_to_free_area(&page[size], area);
			set_page_order(&page[size], high);
		}
	}

	page *rmqueue(zone *zone, uint order)
	{
		do {
			for (uint current_order = order; current_order < MAX_ORDER; ++current_order) {
				free_area *area = &zone->free_area[current_order];
				if (area->nr_free == 0)
					continue;
				var page = (page *)list_first_entry(&area->free_list, &((page *)ANY)->lru);
				del_page_from_free_area(page, area);
				expand(page, order, current_order, area);
				zone->vm_stat[(int)NR_FREE_PAGES] -= 1L << (int)order;
				return page;
			}
		} while (touch_more_pages(zone));
		return null;
	}

	static bool zone_watermark_ok(zone *z, uint order, ulong mark, uint alloc_flags)
	{
		long min = (long)mark;
		long free_pages = z->vm_stat[(int)NR_FREE_PAGES] - ((1L << (int)order) - 1);

		if ((alloc_flags & ALLOC_HIGH) != 0)
			min -= min / 2;
		if ((alloc_flags & ALLOC_HARDER) != 0)
			min -= min / 4;
		return free_pages > min;
	}

	page *get_page_from_freelist(gfp_t gfp_mask, uint order, uint alloc_flags)
	{
		zone *zone = contig_page_data->node_zones;

		if ((alloc_flags & ALLOC_NO_WATERMARKS) == 0 &&
		    !zone_watermark_ok(zone, order, zone->_watermark[alloc_flags & ALLOC_WMARK_MASK], alloc_flags))
			return null;
		page *page = rmqueue(zone, order);
		if (page == null)
			return null;
		__count_zid_vm_events(PGALLOC_NORMAL, ZONE_NORMAL, 1L << (int)order);
		prep_new_page(page, order, gfp_mask);
		made_progress();
		return page;
	}

	page *__alloc_pages_slowpath(gfp_t gfp_mask, uint order)
	{
		uint alloc_flags = ALLOC_WMARK_MIN | (gfp_mask & __GFP_HIGH) | ((gfp_mask & __GFP_ATOMIC) != 0 ? ALLOC_HARDER : 0);
		bool may_dip = (gfp_mask & __GFP_NOMEMALLOC) == 0 &&
			((gfp_mask & __GFP_MEMALLOC) != 0 || (current->flags & PF_MEMALLOC) != 0);
		int no_progress_loops = 0;

		if ((gfp_mask & __GFP_KSWAPD_RECLAIM) != 0)
			wakeup_kswapd(contig_page_data->node_zones, gfp_mask, order);
		if (may_dip)
			alloc_flags = ALLOC_NO_WATERMARKS;

		for (;;) {
			page *page = get_page_from_freelist(gfp_mask, order, alloc_flags);
			if (page != null)
				return page;
			if ((gfp_mask & __GFP_DIRECT_RECLAIM) == 0 || (current->flags & PF_MEMALLOC) != 0)
				return null;

			/* as for a huge page that compaction was skipped for: the caller has a fallback */
			if (order > PAGE_ALLOC_COSTLY_ORDER && (gfp_mask & __GFP_NORETRY) != 0)
				return null;

			ulong did_some_progress = __perform_reclaim(gfp_mask, order);
			page = get_page_from_freelist(gfp_mask, order, alloc_flags);
			if (page != null)
				return page;
			if ((gfp_mask & __GFP_NORETRY) != 0)
				return null;
			if (order > PAGE_ALLOC_COSTLY_ORDER && (gfp_mask & __GFP_RETRY_MAYFAIL) == 0)
				return null;
			no_progress_loops = did_some_progress != 0 && order <= PAGE_ALLOC_COSTLY_ORDER ? 0 : no_progress_loops + 1;
			if (no_progress_loops > MAX_RECLAIM_RETRIES) {
				count_vm_event(OOM_KILL);
				return null;
			}
		}
	}

	ulong __perform_reclaim(gfp_t gfp_mask, uint order)
	{
		ulong noreclaim_flag = current->flags & PF_MEMALLOC;

		cond_resched();
		current->flags |= PF_MEMALLOC;
		ulong progress = try_to_free_pages((int)order, gfp_mask);
		current->flags = (current->flags & ~PF_MEMALLOC) | noreclaim_flag;
		cond_resched();
		return progress;
	}

	/* the failures that a test asked for */
	bool should_fail_alloc_page(gfp_t gfp_mask, uint order)
	{
		if ((gfp_mask & __GFP_NOFAIL) != 0)
			return false;
		if (order == 0)
			return page_fail_after >= 0 && page_fail_after-- == 0;
		return huge_page_fail_after >= 0 && huge_page_fail_after-- == 0;
	}

	[return: __gets]
	[__no_context_analysis("the page comes from the free lists with its first reference")]
	page *__alloc_pages_nodemask(gfp_t gfp_mask, uint order, string file, int line)
	{
		if (order >= MAX_ORDER) {
			WARN_ON_ONCE((gfp_mask & __GFP_NOWARN) == 0);
			return null;
		}
		if (should_fail_alloc_page(gfp_mask, order))
			return null;
		page *page = get_page_from_freelist(gfp_mask, order, ALLOC_WMARK_LOW);
		if (page == null)
			page = __alloc_pages_slowpath(gfp_mask, order);
		if (page != null)
			page_ref_taken(page, file, line);
		return page;
	}
}
