/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/huge_memory.c at v5.4, blob 13cc93785006 */
namespace linux;

public unsafe partial class kernel
{
public ulong transparent_hugepage_flags =
	(1<<TRANSPARENT_HUGEPAGE_FLAG)|
	(1<<TRANSPARENT_HUGEPAGE_DEFRAG_REQ_MADV_FLAG)|
	(1<<TRANSPARENT_HUGEPAGE_DEFRAG_KHUGEPAGED_FLAG)|
	(1<<TRANSPARENT_HUGEPAGE_USE_ZERO_PAGE_FLAG);

public bool transparent_hugepage_enabled(vm_area_struct *vma)
{
	ulong addr = (vma->vm_end & HPAGE_PMD_MASK) - HPAGE_PMD_SIZE;

	if (!transhuge_vma_suitable(vma, addr))
		return false;
	if (vma_is_anonymous(vma))
		return __transparent_hugepage_enabled(vma);
	if (vma_is_shmem(vma))
		return shmem_huge_enabled(vma);

	return false;
}

public pmd_t maybe_pmd_mkwrite(pmd_t pmd, vm_area_struct *vma)
{
	if (likely((vma->vm_flags & VM_WRITE) != 0))
		pmd = pmd_mkwrite(pmd);
	return pmd;
}

#if CONFIG_MEMCG
public deferred_split *get_deferred_split_queue(page *page)
{
	mem_cgroup *memcg = compound_head(page)->mem_cgroup;
	pglist_data *pgdat = NODE_DATA(page_to_nid(page));

	if (memcg != null)
		return &memcg->deferred_split_queue;
	else
		return &pgdat->deferred_split_queue;
}
#else
public deferred_split *get_deferred_split_queue(page *page)
{
	pglist_data *pgdat = NODE_DATA(page_to_nid(page));

	return &pgdat->deferred_split_queue;
}
#endif

public void prep_transhuge_page(page *page)
{
	/* the list lies in the second tail page: an order of 2 is the least */
	INIT_LIST_HEAD(page_deferred_list(page));
	set_compound_page_dtor(page, TRANSHUGE_PAGE_DTOR);
}

public void huge_pmd_set_accessed(vm_fault *vmf, pmd_t orig_pmd)
{
	pmd_t entry;
	ulong haddr;
	bool write = (vmf->flags & FAULT_FLAG_WRITE) != 0;

	vmf->ptl = pmd_lock(vmf->vma->vm_mm, vmf->pmd);
	if (unlikely(!pmd_same(*vmf->pmd, orig_pmd)))
		goto unlock;

	entry = pmd_mkyoung(orig_pmd);
	if (write)
		entry = pmd_mkdirty(entry);
	haddr = vmf->address & HPAGE_PMD_MASK;
	if (pmdp_set_access_flags(vmf->vma, haddr, vmf->pmd, entry, write))
		update_mmu_cache_pmd(vmf->vma, vmf->address, vmf->pmd);

unlock:
	spin_unlock(vmf->ptl);
}

public int zap_huge_pmd(mmu_gather *tlb, vm_area_struct *vma,
		 pmd_t *pmd, ulong addr)
{
	pmd_t orig_pmd;
	spinlock_t *ptl;

	tlb_change_page_size(tlb, HPAGE_PMD_SIZE);

	ptl = __pmd_trans_huge_lock(pmd, vma);
	if (ptl == null)
		return 0;
	orig_pmd = pmdp_huge_get_and_clear_full(tlb->mm, addr, pmd,
			tlb->fullmm);
	tlb_remove_pmd_tlb_entry(tlb, pmd, addr);
	if (vma_is_dax(vma)) {
		if (arch_needs_pgtable_deposit())
			zap_deposited_table(tlb->mm, pmd);
		spin_unlock(ptl);
		if (is_huge_zero_pmd(orig_pmd))
			tlb_remove_page_size(tlb, pmd_page(orig_pmd), HPAGE_PMD_SIZE);
	} else if (is_huge_zero_pmd(orig_pmd)) {
		zap_deposited_table(tlb->mm, pmd);
		spin_unlock(ptl);
		tlb_remove_page_size(tlb, pmd_page(orig_pmd), HPAGE_PMD_SIZE);
	} else {
		page *page = null;
		int flush_needed = 1;

		if (pmd_present(orig_pmd)) {
			page = pmd_page(orig_pmd);
			page_remove_rmap(page, true);
			VM_BUG_ON_PAGE(page_mapcount(page) < 0, page);
			VM_BUG_ON_PAGE(!PageHead(page), page);
		// PORT: no pmd holds a migration entry: nothing migrates a file's huge page here
		} else
			// PORT: WARN_ONCE() prints, and an assertion has its text
			WARN_ON_ONCE(true);

		if (PageAnon(page)) {
			zap_deposited_table(tlb->mm, pmd);
			add_mm_counter(tlb->mm, MM_ANONPAGES, -HPAGE_PMD_NR);
		} else {
			if (arch_needs_pgtable_deposit())
				zap_deposited_table(tlb->mm, pmd);
			add_mm_counter(tlb->mm, mm_counter_file(page), -HPAGE_PMD_NR);
		}

		spin_unlock(ptl);
		if (flush_needed)
			tlb_remove_page_size(tlb, page, HPAGE_PMD_SIZE);
	}
	return 1;
}

[__cond_acquires("nonnull", "return", Spin = true)]
public spinlock_t *__pmd_trans_huge_lock(pmd_t *pmd, vm_area_struct *vma)
{
	spinlock_t *ptl;
	ptl = pmd_lock(vma->vm_mm, pmd);
	if (likely(is_swap_pmd(*pmd) || pmd_trans_huge(*pmd) ||
			pmd_devmap(*pmd)))
		return ptl;
	spin_unlock(ptl);
	return null;
}

public void __split_huge_pmd_locked(vm_area_struct *vma, pmd_t *pmd,
		ulong haddr, bool freeze)
{
	mm_struct *mm = vma->vm_mm;
	page *page;
	// PORT: one local of the C, the others belong to what is left out below
	pmd_t _pmd;

	VM_BUG_ON((haddr & ~HPAGE_PMD_MASK) != 0);
	VM_BUG_ON_VMA(vma->vm_start > haddr, vma);
	VM_BUG_ON_VMA(vma->vm_end < haddr + HPAGE_PMD_SIZE, vma);
	VM_BUG_ON(!is_pmd_migration_entry(*pmd) && !pmd_trans_huge(*pmd)
				&& !pmd_devmap(*pmd));

	count_vm_event(THP_SPLIT_PMD);

	if (!vma_is_anonymous(vma)) {
		_pmd = pmdp_huge_clear_flush_notify(vma, haddr, pmd);
		/* a file's page can be faulted in again: the pmd is not split, it goes */
		if (arch_needs_pgtable_deposit())
			zap_deposited_table(mm, pmd);
		if (vma_is_dax(vma))
			return;
		page = pmd_page(_pmd);
		if (!PageDirty(page) && pmd_dirty(_pmd))
			set_page_dirty(page);
		if (!PageReferenced(page) && pmd_young(_pmd))
			SetPageReferenced(page);
		page_remove_rmap(page, true);
		put_page(page);
		add_mm_counter(mm, mm_counter_file(page), -HPAGE_PMD_NR);
		return;
	// PORT: no huge zero page
	}
	// PORT: no anonymous memory: what turns an anonymous pmd into a table of ptes is left out
	BUG();
}

public void __split_huge_pmd(vm_area_struct *vma, pmd_t *pmd,
		ulong address, bool freeze, page *page)
{
	spinlock_t *ptl;
	mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma, vma->vm_mm,
				address & HPAGE_PMD_MASK,
				(address & HPAGE_PMD_MASK) + HPAGE_PMD_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	ptl = pmd_lock(vma->vm_mm, pmd);

	VM_BUG_ON(freeze && page == null);
	if (page != null && page != pmd_page(*pmd))
	        goto @out;

	if (pmd_trans_huge(*pmd)) {
		page = pmd_page(*pmd);
		if (PageMlocked(page))
			clear_page_mlock(page);
	} else if (!(pmd_devmap(*pmd) || is_pmd_migration_entry(*pmd)))
		goto @out;
	__split_huge_pmd_locked(vma, pmd, range.start, freeze);
@out:
	spin_unlock(ptl);
	mmu_notifier_invalidate_range_only_end(&range);
}

public void split_huge_pmd_address(vm_area_struct *vma, ulong address,
		bool freeze, page *page)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	pgd = pgd_offset(vma->vm_mm, address);
	if (!pgd_present(*pgd))
		return;

	p4d = p4d_offset(pgd, address);
	if (!p4d_present(*p4d))
		return;

	pud = pud_offset(p4d, address);
	if (!pud_present(*pud))
		return;

	pmd = pmd_offset(pud, address);

	__split_huge_pmd(vma, pmd, address, freeze, page);
}

public void vma_adjust_trans_huge(vm_area_struct *vma,
			     ulong start,
			     ulong end,
			     long adjust_next)
{
	if ((start & ~HPAGE_PMD_MASK) != 0 &&
	    (start & HPAGE_PMD_MASK) >= vma->vm_start &&
	    (start & HPAGE_PMD_MASK) + HPAGE_PMD_SIZE <= vma->vm_end)
		split_huge_pmd_address(vma, start, false, null);

	if ((end & ~HPAGE_PMD_MASK) != 0 &&
	    (end & HPAGE_PMD_MASK) >= vma->vm_start &&
	    (end & HPAGE_PMD_MASK) + HPAGE_PMD_SIZE <= vma->vm_end)
		split_huge_pmd_address(vma, end, false, null);

	// PORT: adjust_next is always 0: no caller moves a boundary between two vmas
	VM_BUG_ON(adjust_next > 0);
}

public void unmap_page(page *page)
{
	ttu_flags ttu_flags = TTU_IGNORE_MLOCK | TTU_IGNORE_ACCESS |
		TTU_RMAP_LOCKED | TTU_SPLIT_HUGE_PMD;
	bool unmap_success;

	VM_BUG_ON_PAGE(!PageHead(page), page);

	if (PageAnon(page))
		ttu_flags |= TTU_SPLIT_FREEZE;

	unmap_success = try_to_unmap(page, ttu_flags);
	VM_BUG_ON_PAGE(!unmap_success, page);
}

public void remap_page(page *page)
{
	int i;
	if (PageTransHuge(page)) {
		remove_migration_ptes(page, page, true);
	} else {
		for (i = 0; i < HPAGE_PMD_NR; i++)
			remove_migration_ptes(page + i, page + i, true);
	}
}

[__cond_gets("list=nonnull", "list[]")]
public void __split_huge_page_tail(page *head, int tail,
		lruvec *lruvec, list_head *list)
{
	page *page_tail = head + tail;

	VM_BUG_ON_PAGE(atomic_read(&page_tail->_mapcount) != -1, page_tail);

	/* before the refcount is there: whoever gets a reference then may change flags */
	page_tail->flags &= ~PAGE_FLAGS_CHECK_AT_PREP;
	page_tail->flags |= (head->flags &
			((1L << PG_referenced) |
			 (1L << PG_swapbacked) |
			 (1L << PG_swapcache) |
			 (1L << PG_mlocked) |
			 (1L << PG_uptodate) |
			 (1L << PG_active) |
			 (1L << PG_workingset) |
			 (1L << PG_locked) |
			 (1L << PG_unevictable) |
			 (1L << PG_dirty)));

	/* in the first two tail pages it is something else */
	VM_BUG_ON_PAGE(tail > 2 && page_tail->mapping != TAIL_MAPPING,
			page_tail);
	page_tail->mapping = head->mapping;
	page_tail->index = head->index + (pgoff_t)tail;

	smp_wmb();

	/* before the refcount is there: put_page() goes by compound_head() */
	clear_compound_head(page_tail);

	page_ref_unfreeze(page_tail, 1 + (!PageAnon(head) ||
					  PageSwapCache(head)));

	if (page_is_young(head))
		set_page_young(page_tail);
	if (page_is_idle(head))
		set_page_idle(page_tail);

	page_cpupid_xchg_last(page_tail, page_cpupid_last(head));

	lru_add_page_tail(head, page_tail, lruvec, list);
}

[__no_context_analysis("releases what split_huge_page_to_list() locked: the mapping or the swap cache, and lru_lock")]
[__cond_gets("list=nonnull", "list[]")]
public void __split_huge_page(page *page, list_head *list,
		pgoff_t end, ulong flags)
{
	page *head = compound_head(page);
	pg_data_t *pgdat = page_pgdat(head);
	lruvec *lruvec;
	address_space *swap_cache = null;
	ulong offset = 0;
	int i;

	lruvec = mem_cgroup_page_lruvec(head, pgdat);

	/* the tails must be charged before the LRU has them */
	mem_cgroup_split_huge_fixup(head);

	if (PageAnon(head) && PageSwapCache(head)) {
		// PORT: a designated initialiser
		swp_entry_t entry = new() { val = page_private(head) };

		offset = swp_offset(entry);
		swap_cache = swap_address_space(entry);
		xa_lock(&swap_cache->i_pages);
	}

	for (i = HPAGE_PMD_NR - 1; i >= 1; i--) {
		__split_huge_page_tail(head, i, lruvec, list);
		/* what lies past the end of the file leaves the page cache */
		if (head[i].index >= end) {
			ClearPageDirty(head + i);
			__delete_from_page_cache(head + i, null);
			if (IS_ENABLED(CONFIG_SHMEM) && PageSwapBacked(head))
				shmem_uncharge(head->mapping->host, 1);
			put_page(head + i);
		} else if (!PageAnon(page)) {
			__xa_store(&head->mapping->i_pages, head[i].index,
					head + i, 0);
		} else if (swap_cache != null) {
			__xa_store(&swap_cache->i_pages, offset + (ulong)i,
					head + i, 0);
		}
	}

	ClearPageCompound(head);

	split_page_owner(head, (uint)HPAGE_PMD_ORDER);

	if (PageAnon(head)) {
		if (PageSwapCache(head)) {
			page_ref_add(head, 2);
			xa_unlock(&swap_cache->i_pages);
		} else {
			page_ref_inc(head);
		}
	} else {
		/* one for the caller, one for the page cache */
		page_ref_add(head, 2);
		xa_unlock(&head->mapping->i_pages);
	}

	spin_unlock_irqrestore(&pgdat->lru_lock, flags);

	remap_page(head);

	for (i = 0; i < HPAGE_PMD_NR; i++) {
		page *subpage = head + i;
		if (subpage == page)
			continue;
		unlock_page(subpage);

		/* may be the last reference; freeing takes lru_lock, so it waits until here */
		put_page(subpage);
	}
}

public int total_mapcount(page *page)
{
	int i, compound, ret;

	VM_BUG_ON_PAGE(PageTail(page), page);

	if (likely(!PageCompound(page)))
		return atomic_read(&page->_mapcount) + 1;

	compound = compound_mapcount(page);
	if (PageHuge(page))
		return compound;
	ret = compound;
	for (i = 0; i < HPAGE_PMD_NR; i++)
		ret += atomic_read(&page[i]._mapcount) + 1;
	/* a file's subpages count the pmds too */
	if (!PageAnon(page))
		return ret - compound * HPAGE_PMD_NR;
	if (PageDoubleMap(page))
		ret -= HPAGE_PMD_NR;
	return ret;
}

public int page_trans_huge_mapcount(page *page, int *total_mapcount)
{
	int i, ret, _total_mapcount, mapcount;

	VM_BUG_ON_PAGE(PageHuge(page), page);

	if (likely(!PageTransCompound(page))) {
		mapcount = atomic_read(&page->_mapcount) + 1;
		if (total_mapcount != null)
			*total_mapcount = mapcount;
		return mapcount;
	}

	page = compound_head(page);

	_total_mapcount = ret = 0;
	for (i = 0; i < HPAGE_PMD_NR; i++) {
		mapcount = atomic_read(&page[i]._mapcount) + 1;
		ret = max(ret, mapcount);
		_total_mapcount += mapcount;
	}
	if (PageDoubleMap(page)) {
		ret -= 1;
		_total_mapcount -= HPAGE_PMD_NR;
	}
	mapcount = compound_mapcount(page);
	ret += mapcount;
	_total_mapcount += mapcount;
	if (total_mapcount != null)
		*total_mapcount = _total_mapcount;
	return ret;
}

public bool can_split_huge_page(page *page, int *pextra_pins)
{
	int extra_pins;

	/* the page cache holds one for each subpage */
	if (PageAnon(page))
		extra_pins = PageSwapCache(page) ? HPAGE_PMD_NR : 0;
	else
		extra_pins = HPAGE_PMD_NR;
	if (pextra_pins != null)
		*pextra_pins = extra_pins;
	return total_mapcount(page) == page_count(page) - extra_pins - 1;
}

[__no_context_analysis("where it succeeds, __split_huge_page() releases the locks that are taken here")]
public virtual int split_huge_page_to_list(page *page, list_head *list)
{
	page *head = compound_head(page);
	pglist_data *pgdata = NODE_DATA(page_to_nid(head));
	deferred_split *ds_queue = get_deferred_split_queue(page);
	anon_vma *anon_vma = null;
	address_space *mapping = null;
	int count, mapcount, extra_pins, ret;
	bool mlocked;
	ulong flags;
	pgoff_t end;

	VM_BUG_ON_PAGE(is_huge_zero_page(page), page);
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	VM_BUG_ON_PAGE(!PageCompound(page), page);

	if (PageWriteback(page))
		return -EBUSY;

	if (PageAnon(head)) {
		anon_vma = page_get_anon_vma(head);
		if (anon_vma == null) {
			ret = -EBUSY;
			goto @out;
		}
		end = ULONG_MAX;
		mapping = null;
		anon_vma_lock_write(anon_vma);
	} else {
		mapping = head->mapping;

		/* truncated meanwhile */
		if (mapping == null) {
			ret = -EBUSY;
			goto @out;
		}

		anon_vma = null;
		i_mmap_lock_read(mapping);

		/* the page lock keeps i_size above or below it */
		end = DIV_ROUND_UP((pgoff_t)i_size_read(mapping->host), PAGE_SIZE);
	}

	/* looked at again when the refcount is frozen; here it saves the unmapping */
	if (!can_split_huge_page(head, &extra_pins)) {
		ret = -EBUSY;
		goto out_unlock;
	}

	mlocked = PageMlocked(page);
	unmap_page(head);
	VM_BUG_ON_PAGE(compound_mapcount(head) != 0, head);

	/* a pagevec may pin a page that was mlocked */
	if (mlocked)
		lru_add_drain();

	spin_lock_irqsave(&pgdata->lru_lock, out flags);

	if (mapping != null) {
		XA_STATE(out xa_state xas, &mapping->i_pages, page_index(head));

		/* with the head the tails are in the page cache */
		xa_lock(&mapping->i_pages);
		if (xas_load(&xas) != head)
			goto fail;
	}

	/* keeps deferred_split_scan() off the refcount */
	spin_lock(&ds_queue->split_queue_lock);
	count = page_count(head);
	mapcount = total_mapcount(head);
	if (!mapcount != 0 && page_ref_freeze(head, 1 + extra_pins)) {
		if (!list_empty(page_deferred_list(head))) {
			ds_queue->split_queue_len--;
			list_del(page_deferred_list(head));
		}
		if (mapping != null) {
			if (PageSwapBacked(page))
				__dec_node_page_state(page, NR_SHMEM_THPS);
			else
				__dec_node_page_state(page, NR_FILE_THPS);
		}

		spin_unlock(&ds_queue->split_queue_lock);
		__split_huge_page(page, list, end, flags);
		if (PageSwapCache(head)) {
			swp_entry_t entry = new() { val = page_private(head) };

			ret = split_swap_cluster(entry);
		} else
			ret = 0;
	} else {
		if (IS_ENABLED(CONFIG_DEBUG_VM) && mapcount != 0) {
			// PORT: what C prints is in the kernel_bug
			VM_BUG_ON_PAGE(total_mapcount(head) > 0, head);
			pr_alert("total_mapcount: %u, page_count(): %u\n",
					mapcount, (ulong)count);
			if (PageTail(page))
				dump_page(head, null);
			dump_page(page, "total_mapcount(head) > 0");
			BUG();
		}
		spin_unlock(&ds_queue->split_queue_lock);
		goto fail;
	}

out_unlock:
	if (anon_vma != null) {
		anon_vma_unlock_write(anon_vma);
		put_anon_vma(anon_vma);
	}
	if (mapping != null)
		i_mmap_unlock_read(mapping);
@out:
	count_vm_event(!ret ? THP_SPLIT_PAGE : THP_SPLIT_PAGE_FAILED);
	return ret;
fail:
	if (mapping != null)
		xa_unlock(&mapping->i_pages);
	spin_unlock_irqrestore(&pgdata->lru_lock, flags);
	remap_page(head);
	ret = -EBUSY;
	goto out_unlock;
}

public void free_transhuge_page(page *page)
{
	deferred_split *ds_queue = get_deferred_split_queue(page);
	ulong flags;

	spin_lock_irqsave(&ds_queue->split_queue_lock, out flags);
	if (!list_empty(page_deferred_list(page))) {
		ds_queue->split_queue_len--;
		list_del(page_deferred_list(page));
	}
	spin_unlock_irqrestore(&ds_queue->split_queue_lock, flags);
	free_compound_page(page);
}
}
