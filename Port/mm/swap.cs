/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/swap.c at v5.4, blob 38c3fa4308e2 */
namespace linux;

public unsafe delegate void move_fn_t(page *page, lruvec *lruvec, void *arg);

public unsafe partial class kernel
{
/* one CPU: each per-CPU variable is one */
pagevec *lru_add_pvec;
pagevec *lru_rotate_pvecs;
pagevec *lru_deactivate_file_pvecs;
pagevec *lru_deactivate_pvecs;
pagevec *lru_lazyfree_pvecs;
pagevec *activate_page_pvecs;

/* the functions below that are handed on as arguments, made once */
move_fn_t pagevec_move_tail_fn_ptr = null!, __activate_page_ptr = null!, lru_deactivate_file_fn_ptr = null!,
	lru_deactivate_fn_ptr = null!, lru_lazyfree_fn_ptr = null!, __pagevec_lru_add_fn_ptr = null!;

void mm_swap_init()
{
	pagevec *pvecs = (pagevec *)arena.alloc(6 * (nuint)sizeof(pagevec));

	lru_add_pvec = pvecs;
	lru_rotate_pvecs = pvecs + 1;
	lru_deactivate_file_pvecs = pvecs + 2;
	lru_deactivate_pvecs = pvecs + 3;
	lru_lazyfree_pvecs = pvecs + 4;
	activate_page_pvecs = pvecs + 5;
	pagevec_move_tail_fn_ptr = pagevec_move_tail_fn;
	__activate_page_ptr = __activate_page;
	lru_deactivate_file_fn_ptr = lru_deactivate_file_fn;
	lru_deactivate_fn_ptr = lru_deactivate_fn;
	lru_lazyfree_fn_ptr = lru_lazyfree_fn;
	__pagevec_lru_add_fn_ptr = __pagevec_lru_add_fn;
}

/* the references that wait in the pagevecs, which is no fault at rest */
public int nr_in_lru_pagevecs => (int)(lru_add_pvec->nr + lru_rotate_pvecs->nr + lru_deactivate_file_pvecs->nr +
	lru_deactivate_pvecs->nr + lru_lazyfree_pvecs->nr + activate_page_pvecs->nr);

public void __page_cache_release(page *page)
{
	if (PageLRU(page)) {
		pg_data_t *pgdat = page_pgdat(page);
		lruvec *lruvec;
		ulong flags;

		spin_lock_irqsave(&pgdat->lru_lock, out flags);
		lruvec = mem_cgroup_page_lruvec(page, pgdat);
		VM_BUG_ON_PAGE(!PageLRU(page), page);
		__ClearPageLRU(page);
		del_page_from_lru_list(page, lruvec, page_off_lru(page));
		spin_unlock_irqrestore(&pgdat->lru_lock, flags);
	}
	__ClearPageWaiters(page);
}

public void __put_single_page(page *page)
{
	__page_cache_release(page);
	mem_cgroup_uncharge(page);
	free_unref_page(page);
}

public void __put_compound_page(page *page)
{
	compound_page_dtor *dtor;

	if (!PageHuge(page))
		__page_cache_release(page);
	dtor = get_compound_page_dtor(page);
	(*dtor)(this, page);
}

public void __put_page(page *page)
{
	if (is_zone_device_page(page)) {
		// PORT: no page belongs to a device

		return;
	}

	if (unlikely(PageCompound(page)))
		__put_compound_page(page);
	else
		__put_single_page(page);
}

[__puts("pages[]")]
public void put_pages_list(list_head *pages)
{
	while (!list_empty(pages)) {
		page *victim;

		victim = lru_to_page(pages);
		list_del(&victim->lru);
		put_page(victim);
	}
}

// PORT: a function pointer has its own type
public void pagevec_lru_move_fn(pagevec *pvec,
	move_fn_t move_fn,
	void *arg)
{
	int i;
	pglist_data *pgdat = null;
	lruvec *lruvec;
	ulong flags = 0;

	for (i = 0; i < pagevec_count(pvec); i++) {
		page *page = pvec->pages[i];
		pglist_data *pagepgdat = page_pgdat(page);

		if (pagepgdat != pgdat) {
			if (pgdat != null)
				spin_unlock_irqrestore(&pgdat->lru_lock, flags);
			pgdat = pagepgdat;
			spin_lock_irqsave(&pgdat->lru_lock, out flags);
		}

		lruvec = mem_cgroup_page_lruvec(page, pgdat);
		move_fn(page, lruvec, arg);
	}
	if (pgdat != null)
		spin_unlock_irqrestore(&pgdat->lru_lock, flags);
	release_pages(pvec->pages, (int)pvec->nr);
	pagevec_reinit(pvec);
}

public void pagevec_move_tail_fn(page *page, lruvec *lruvec,
				 void *arg)
{
	int *pgmoved = (int *)arg;

	if (PageLRU(page) && !PageUnevictable(page)) {
		del_page_from_lru_list(page, lruvec, page_lru(page));
		ClearPageActive(page);
		add_page_to_lru_list_tail(page, lruvec, page_lru(page));
		(*pgmoved)++;
	}
}

public void pagevec_move_tail(pagevec *pvec)
{
	int pgmoved = 0;

	pagevec_lru_move_fn(pvec, pagevec_move_tail_fn_ptr, &pgmoved);
	__count_vm_events(PGROTATED, pgmoved);
}

public void rotate_reclaimable_page(page *page)
{
	if (!PageLocked(page) && !PageDirty(page) &&
	    !PageUnevictable(page) && PageLRU(page)) {
		pagevec *pvec;
		ulong flags;

		get_page(page);
		local_irq_save(out flags);
		pvec = this_cpu_ptr(lru_rotate_pvecs);
		if (pagevec_add(pvec, page) == 0 || PageCompound(page))
			pagevec_move_tail(pvec);
		local_irq_restore(flags);
	}
}

/* for the callers whose C has the int that PageActive() was */
public void update_page_reclaim_stat(lruvec *lruvec,
				     int file, bool rotated)
{
	update_page_reclaim_stat(lruvec, file, rotated ? 1 : 0);
}

public void update_page_reclaim_stat(lruvec *lruvec,
				     int file, int rotated)
{
	zone_reclaim_stat *reclaim_stat = &lruvec->reclaim_stat;

	reclaim_stat->recent_scanned[file]++;
	if (rotated)
		reclaim_stat->recent_rotated[file]++;
}

public void __activate_page(page *page, lruvec *lruvec,
			    void *arg)
{
	if (PageLRU(page) && !PageActive(page) && !PageUnevictable(page)) {
		int file = page_is_file_cache(page);
		int lru = page_lru_base_type(page);

		del_page_from_lru_list(page, lruvec, lru);
		SetPageActive(page);
		lru += LRU_ACTIVE;
		add_page_to_lru_list(page, lruvec, lru);
		trace_mm_lru_activate(page);

		__count_vm_event(PGACTIVATE);
		update_page_reclaim_stat(lruvec, file, 1);
	}
}

public void activate_page_drain(int cpu)
{
	pagevec *pvec = per_cpu(activate_page_pvecs, cpu);

	if (pagevec_count(pvec))
		pagevec_lru_move_fn(pvec, __activate_page_ptr, null);
}

public bool need_activate_page_drain(int cpu)
{
	return pagevec_count(per_cpu(activate_page_pvecs, cpu)) != 0;
}

public void activate_page(page *page)
{
	page = compound_head(page);
	if (PageLRU(page) && !PageActive(page) && !PageUnevictable(page)) {
		pagevec *pvec = get_cpu_var(activate_page_pvecs);

		get_page(page);
		if (pagevec_add(pvec, page) == 0 || PageCompound(page))
			pagevec_lru_move_fn(pvec, __activate_page_ptr, null);
		put_cpu_var(activate_page_pvecs);
	}
}

public void __lru_cache_activate_page(page *page)
{
	pagevec *pvec = get_cpu_var(lru_add_pvec);
	int i;

	for (i = (int)pagevec_count(pvec) - 1; i >= 0; i--) {
		page *pagevec_page = pvec->pages[i];

		if (pagevec_page == page) {
			SetPageActive(page);
			break;
		}
	}

	put_cpu_var(lru_add_pvec);
}

public void mark_page_accessed(page *page)
{
	page = compound_head(page);
	if (!PageActive(page) && !PageUnevictable(page) &&
			PageReferenced(page)) {

		if (PageLRU(page))
			activate_page(page);
		else
			__lru_cache_activate_page(page);
		ClearPageReferenced(page);
		if (page_is_file_cache(page))
			workingset_activation(page);
	} else if (!PageReferenced(page)) {
		SetPageReferenced(page);
	}
	if (page_is_idle(page))
		clear_page_idle(page);
}

public void __lru_cache_add(page *page)
{
	pagevec *pvec = get_cpu_var(lru_add_pvec);

	get_page(page);
	if (pagevec_add(pvec, page) == 0 || PageCompound(page))
		__pagevec_lru_add(pvec);
	put_cpu_var(lru_add_pvec);
}

public void lru_cache_add_anon(page *page)
{
	if (PageActive(page))
		ClearPageActive(page);
	__lru_cache_add(page);
}

public void lru_cache_add_file(page *page)
{
	if (PageActive(page))
		ClearPageActive(page);
	__lru_cache_add(page);
}

public void lru_cache_add(page *page)
{
	VM_BUG_ON_PAGE(PageActive(page) && PageUnevictable(page), page);
	VM_BUG_ON_PAGE(PageLRU(page), page);
	__lru_cache_add(page);
}

public void lru_cache_add_active_or_unevictable(page *page,
					 vm_area_struct *vma)
{
	VM_BUG_ON_PAGE(PageLRU(page), page);

	if (likely((vma->vm_flags & (VM_LOCKED | VM_SPECIAL)) != VM_LOCKED))
		SetPageActive(page);
	else if (!TestSetPageMlocked(page)) {
		__mod_zone_page_state(page_zone(page), NR_MLOCK,
				    hpage_nr_pages(page));
		count_vm_event(UNEVICTABLE_PGMLOCKED);
	}
	lru_cache_add(page);
}

public void lru_deactivate_file_fn(page *page, lruvec *lruvec,
			      void *arg)
{
	int lru, file;
	bool active;

	if (!PageLRU(page))
		return;

	if (PageUnevictable(page))
		return;

	if (page_mapped(page))
		return;

	active = PageActive(page);
	file = page_is_file_cache(page);
	lru = page_lru_base_type(page);

	del_page_from_lru_list(page, lruvec, lru + active);
	ClearPageActive(page);
	ClearPageReferenced(page);

	if (PageWriteback(page) || PageDirty(page)) {
		add_page_to_lru_list(page, lruvec, lru);
		SetPageReclaim(page);
	} else {
		add_page_to_lru_list_tail(page, lruvec, lru);
		__count_vm_event(PGROTATED);
	}

	if (active)
		__count_vm_event(PGDEACTIVATE);
	update_page_reclaim_stat(lruvec, file, 0);
}

public void lru_deactivate_fn(page *page, lruvec *lruvec,
			    void *arg)
{
	if (PageLRU(page) && PageActive(page) && !PageUnevictable(page)) {
		int file = page_is_file_cache(page);
		int lru = page_lru_base_type(page);

		del_page_from_lru_list(page, lruvec, lru + LRU_ACTIVE);
		ClearPageActive(page);
		ClearPageReferenced(page);
		add_page_to_lru_list(page, lruvec, lru);

		__count_vm_events(PGDEACTIVATE, hpage_nr_pages(page));
		update_page_reclaim_stat(lruvec, file, 0);
	}
}

public void lru_lazyfree_fn(page *page, lruvec *lruvec,
			    void *arg)
{
	if (PageLRU(page) && PageAnon(page) && PageSwapBacked(page) &&
	    !PageSwapCache(page) && !PageUnevictable(page)) {
		bool active = PageActive(page);

		del_page_from_lru_list(page, lruvec,
				       LRU_INACTIVE_ANON + active);
		ClearPageActive(page);
		ClearPageReferenced(page);
		ClearPageSwapBacked(page);
		add_page_to_lru_list(page, lruvec, LRU_INACTIVE_FILE);

		__count_vm_events(PGLAZYFREE, hpage_nr_pages(page));
		count_memcg_page_event(page, PGLAZYFREE);
		update_page_reclaim_stat(lruvec, 1, 0);
	}
}

public void lru_add_drain_cpu(int cpu)
{
	pagevec *pvec = per_cpu(lru_add_pvec, cpu);

	if (pagevec_count(pvec))
		__pagevec_lru_add(pvec);

	pvec = per_cpu(lru_rotate_pvecs, cpu);
	if (pagevec_count(pvec)) {
		ulong flags;

		local_irq_save(out flags);
		pagevec_move_tail(pvec);
		local_irq_restore(flags);
	}

	pvec = per_cpu(lru_deactivate_file_pvecs, cpu);
	if (pagevec_count(pvec))
		pagevec_lru_move_fn(pvec, lru_deactivate_file_fn_ptr, null);

	pvec = per_cpu(lru_deactivate_pvecs, cpu);
	if (pagevec_count(pvec))
		pagevec_lru_move_fn(pvec, lru_deactivate_fn_ptr, null);

	pvec = per_cpu(lru_lazyfree_pvecs, cpu);
	if (pagevec_count(pvec))
		pagevec_lru_move_fn(pvec, lru_lazyfree_fn_ptr, null);

	activate_page_drain(cpu);
}

public void deactivate_file_page(page *page)
{
	if (PageUnevictable(page))
		return;

	if (likely(get_page_unless_zero(page))) {
		pagevec *pvec = get_cpu_var(lru_deactivate_file_pvecs);

		if (pagevec_add(pvec, page) == 0 || PageCompound(page))
			pagevec_lru_move_fn(pvec, lru_deactivate_file_fn_ptr, null);
		put_cpu_var(lru_deactivate_file_pvecs);
	}
}

public void deactivate_page(page *page)
{
	if (PageLRU(page) && PageActive(page) && !PageUnevictable(page)) {
		pagevec *pvec = get_cpu_var(lru_deactivate_pvecs);

		get_page(page);
		if (pagevec_add(pvec, page) == 0 || PageCompound(page))
			pagevec_lru_move_fn(pvec, lru_deactivate_fn_ptr, null);
		put_cpu_var(lru_deactivate_pvecs);
	}
}

public void mark_page_lazyfree(page *page)
{
	if (PageLRU(page) && PageAnon(page) && PageSwapBacked(page) &&
	    !PageSwapCache(page) && !PageUnevictable(page)) {
		pagevec *pvec = get_cpu_var(lru_lazyfree_pvecs);

		get_page(page);
		if (pagevec_add(pvec, page) == 0 || PageCompound(page))
			pagevec_lru_move_fn(pvec, lru_lazyfree_fn_ptr, null);
		put_cpu_var(lru_lazyfree_pvecs);
	}
}

public void lru_add_drain()
{
	lru_add_drain_cpu(get_cpu());
	put_cpu();
}

public void lru_add_drain_all()
{
	lru_add_drain();
}

[__puts("pages[]")]
public void release_pages(page **pages, int nr)
{
	int i;
	list_head pages_to_free; INIT_LIST_HEAD(&pages_to_free);
	pglist_data *locked_pgdat = null;
	lruvec *lruvec;
	ulong flags = 0;
	uint lock_batch = 0;

	for (i = 0; i < nr; i++) {
		page *page = pages[i];

		if (locked_pgdat != null && ++lock_batch == SWAP_CLUSTER_MAX) {
			spin_unlock_irqrestore(&locked_pgdat->lru_lock, flags);
			locked_pgdat = null;
		}

		if (is_huge_zero_page(page))
			continue;

		if (is_zone_device_page(page)) {
			if (locked_pgdat != null) {
				spin_unlock_irqrestore(&locked_pgdat->lru_lock,
						       flags);
				locked_pgdat = null;
			}
			if (put_devmap_managed_page(page))
				continue;
		}

		page = compound_head(page);
		if (!put_page_testzero(page))
			continue;

		if (PageCompound(page)) {
			if (locked_pgdat != null) {
				spin_unlock_irqrestore(&locked_pgdat->lru_lock, flags);
				locked_pgdat = null;
			}
			__put_compound_page(page);
			continue;
		}

		if (PageLRU(page)) {
			pglist_data *pgdat = page_pgdat(page);

			if (pgdat != locked_pgdat) {
				if (locked_pgdat != null)
					spin_unlock_irqrestore(&locked_pgdat->lru_lock,
									flags);
				lock_batch = 0;
				locked_pgdat = pgdat;
				spin_lock_irqsave(&locked_pgdat->lru_lock, out flags);
			}

			lruvec = mem_cgroup_page_lruvec(page, locked_pgdat);
			VM_BUG_ON_PAGE(!PageLRU(page), page);
			__ClearPageLRU(page);
			del_page_from_lru_list(page, lruvec, page_off_lru(page));
		}

		__ClearPageActive(page);
		__ClearPageWaiters(page);

		list_add(&page->lru, &pages_to_free);
	}
	if (locked_pgdat != null)
		spin_unlock_irqrestore(&locked_pgdat->lru_lock, flags);

	mem_cgroup_uncharge_list(&pages_to_free);
	free_unref_page_list(&pages_to_free);
}

[__puts("pvec->pages[]")]
public void __pagevec_release(pagevec *pvec)
{
	if (!pvec->percpu_pvec_drained) {
		lru_add_drain();
		pvec->percpu_pvec_drained = true;
	}
	release_pages(pvec->pages, (int)pagevec_count(pvec));
	pagevec_reinit(pvec);
}

[__cond_gets("list=nonnull", "list[]")]
public void lru_add_page_tail(page *page, page *page_tail,
		       lruvec *lruvec, list_head *list)
{
	int file = 0;

	VM_BUG_ON_PAGE(!PageHead(page), page);
	VM_BUG_ON_PAGE(PageCompound(page_tail), page);
	VM_BUG_ON_PAGE(PageLRU(page_tail), page);
	lockdep_assert_held(&lruvec_pgdat(lruvec)->lru_lock);

	if (list == null)
		SetPageLRU(page_tail);

	if (likely(PageLRU(page)))
		list_add_tail(&page_tail->lru, &page->lru);
	else if (list != null) {
		get_page(page_tail);
		list_add_tail(&page_tail->lru, list);
	} else {
		add_page_to_lru_list_tail(page_tail, lruvec,
					  page_lru(page_tail));
	}

	if (!PageUnevictable(page))
		update_page_reclaim_stat(lruvec, file, PageActive(page_tail));
}

public void __pagevec_lru_add_fn(page *page, lruvec *lruvec,
				 void *arg)
{
	lru_list lru;
	bool was_unevictable = TestClearPageUnevictable(page);

	VM_BUG_ON_PAGE(PageLRU(page), page);

	SetPageLRU(page);
	smp_mb();

	if (page_evictable(page)) {
		lru = page_lru(page);
		update_page_reclaim_stat(lruvec, page_is_file_cache(page),
					 PageActive(page));
		if (was_unevictable)
			count_vm_event(UNEVICTABLE_PGRESCUED);
	} else {
		lru = LRU_UNEVICTABLE;
		ClearPageActive(page);
		SetPageUnevictable(page);
		if (!was_unevictable)
			count_vm_event(UNEVICTABLE_PGCULLED);
	}

	add_page_to_lru_list(page, lruvec, lru);
	trace_mm_lru_insertion(page, lru);
}

public void __pagevec_lru_add(pagevec *pvec)
{
	pagevec_lru_move_fn(pvec, __pagevec_lru_add_fn_ptr, null);
}

[__gets("pvec->pages[]")]
public uint pagevec_lookup_entries(pagevec *pvec,
				address_space *mapping,
				pgoff_t start, uint nr_entries,
				pgoff_t *indices)
{
	pvec->nr = find_get_entries(mapping, start, nr_entries,
				    pvec->pages, indices);
	return pagevec_count(pvec);
}

public void pagevec_remove_exceptionals(pagevec *pvec)
{
	int i, j;

	for (i = 0, j = 0; i < pagevec_count(pvec); i++) {
		page *page = pvec->pages[i];
		if (!xa_is_value(page))
			pvec->pages[j++] = page;
	}
	pvec->nr = (uint)j;
}
}
