/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/khugepaged.c at v5.4, blob a8a57bebb5fa: what concerns files, without the thread (see machine/khugepaged.cs) */
namespace linux;

/* enum scan_result: ints, as in C */
public static class scan_result
{
	public const int
	SCAN_FAIL = 0,
	SCAN_SUCCEED = 1,
	SCAN_PMD_NULL = 2,
	SCAN_EXCEED_NONE_PTE = 3,
	SCAN_PTE_NON_PRESENT = 4,
	SCAN_PAGE_RO = 5,
	SCAN_LACK_REFERENCED_PAGE = 6,
	SCAN_PAGE_NULL = 7,
	SCAN_SCAN_ABORT = 8,
	SCAN_PAGE_COUNT = 9,
	SCAN_PAGE_LRU = 10,
	SCAN_PAGE_LOCK = 11,
	SCAN_PAGE_ANON = 12,
	SCAN_PAGE_COMPOUND = 13,
	SCAN_ANY_PROCESS = 14,
	SCAN_VMA_NULL = 15,
	SCAN_VMA_CHECK = 16,
	SCAN_ADDRESS_RANGE = 17,
	SCAN_SWAP_CACHE_PAGE = 18,
	SCAN_DEL_PAGE_LRU = 19,
	SCAN_ALLOC_HUGE_PAGE_FAIL = 20,
	SCAN_CGROUP_CHARGE_FAIL = 21,
	SCAN_EXCEED_SWAP_PTE = 22,
	SCAN_TRUNCATED = 23,
	SCAN_PAGE_HAS_PRIVATE = 24;
}

/* an mm that khugepaged is to look at */
public unsafe struct mm_slot
{
	public list_head mm_node;
	public mm_struct *mm;

	/* addresses in this mm where ptes map a huge page */
	public int nr_pte_mapped_thp;
	public fixed ulong pte_mapped_thp[kernel.MAX_PTE_MAPPED_THP];
}

public unsafe struct khugepaged_scan
{
	public list_head mm_head;
	public mm_slot *mm_slot;
	public ulong address;
}

public unsafe partial class kernel
{
public uint khugepaged_pages_to_scan;
public uint khugepaged_pages_collapsed;
public spinlock_t *khugepaged_mm_lock;
public uint khugepaged_max_ptes_none;
public uint khugepaged_max_ptes_swap;

public kmem_cache *mm_slot_cache;

public const int MAX_PTE_MAPPED_THP = 8;

public khugepaged_scan *khugepaged_scan;

public const ulong VM_NO_KHUGEPAGED = VM_SPECIAL | VM_HUGETLB;

public int hugepage_madvise(vm_area_struct *vma,
		     ulong *vm_flags, int advice)
{
	switch (advice) {
	case MADV_HUGEPAGE:
#if CONFIG_S390
		if (mm_has_pgste(vma->vm_mm))
			return 0;
#endif
		*vm_flags &= ~VM_NOHUGEPAGE;
		*vm_flags |= VM_HUGEPAGE;
		if (!(*vm_flags & VM_NO_KHUGEPAGED) != 0 &&
				khugepaged_enter_vma_merge(vma, *vm_flags) != 0)
			return -ENOMEM;
		break;
	case MADV_NOHUGEPAGE:
		*vm_flags &= ~VM_HUGEPAGE;
		*vm_flags |= VM_NOHUGEPAGE;
		break;
	}

	return 0;
}

public int khugepaged_init()
{
	// PORT: the machine's slab, and what C initialises where it is declared (5 lines)
	mm_slot_cache = kmem_cache_create((uint)sizeof(mm_slot));
	khugepaged_mm_lock = (spinlock_t *)arena.alloc((nuint)sizeof(spinlock_t));
	khugepaged_scan = (khugepaged_scan *)arena.alloc((nuint)sizeof(khugepaged_scan));
	INIT_LIST_HEAD(&khugepaged_scan->mm_head);
	khugepaged_node_load = (int *)arena.alloc(MAX_NUMNODES * sizeof(int));
	if (mm_slot_cache == null)
		return -ENOMEM;

	khugepaged_pages_to_scan = (uint)HPAGE_PMD_NR * 8;
	khugepaged_max_ptes_none = (uint)HPAGE_PMD_NR - 1;
	khugepaged_max_ptes_swap = (uint)HPAGE_PMD_NR / 8;

	return 0;
}

public mm_slot *alloc_mm_slot()
{
	if (mm_slot_cache == null)
		return null;
	return (mm_slot *)kmem_cache_zalloc(mm_slot_cache, GFP_KERNEL);
}

public void free_mm_slot(mm_slot *mm_slot)
{
	kmem_cache_free(mm_slot_cache, mm_slot);
}

public mm_slot *get_mm_slot(mm_struct *mm)
{
	mm_slot *mm_slot;

	// PORT: few mms: the list is searched, there is no hash
	for (mm_slot = (mm_slot *)list_first_entry(&khugepaged_scan->mm_head, &((mm_slot *)ANY)->mm_node);
	     &mm_slot->mm_node != &khugepaged_scan->mm_head;
	     mm_slot = (mm_slot *)list_entry(mm_slot->mm_node.next, &((mm_slot *)ANY)->mm_node))
		if (mm == mm_slot->mm)
			return mm_slot;

	return null;
}

public bool khugepaged_test_exit(mm_struct *mm)
{
	return atomic_read(&mm->mm_users) == 0;
}

public bool hugepage_vma_check(vm_area_struct *vma,
			       ulong vm_flags)
{
	if ((!(vm_flags & VM_HUGEPAGE) != 0 && !khugepaged_always()) ||
	    (vm_flags & VM_NOHUGEPAGE) != 0 ||
	    test_bit(MMF_DISABLE_THP, &vma->vm_mm->flags))
		return false;

	if (shmem_file(vma->vm_file) ||
	    (IS_ENABLED(CONFIG_READ_ONLY_THP_FOR_FS) &&
	     vma->vm_file != null &&
	     (vm_flags & VM_DENYWRITE) != 0)) {
		if (!IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE))
			return false;
		return IS_ALIGNED((vma->vm_start >> PAGE_SHIFT) - vma->vm_pgoff,
				(ulong)HPAGE_PMD_NR);
	}
	// PORT: there are no vm_ops; a vma of a file would have some
	if (vma->anon_vma == null || vma->vm_file != null)
		return false;
	if (is_vma_temporary_stack(vma))
		return false;
	return !(vm_flags & VM_NO_KHUGEPAGED) != 0;
}

public int __khugepaged_enter(mm_struct *mm)
{
	mm_slot *mm_slot;
	// PORT: no thread to wake up: nothing says that one must be

	mm_slot = alloc_mm_slot();
	if (mm_slot == null)
		return -ENOMEM;

	VM_BUG_ON_MM(khugepaged_test_exit(mm), mm);
	if (unlikely(test_and_set_bit(MMF_VM_HUGEPAGE, &mm->flags))) {
		free_mm_slot(mm_slot);
		return 0;
	}

	spin_lock(khugepaged_mm_lock);
	// PORT: no hash, no thread to wake up
	mm_slot->mm = mm;
	/* behind the cursor, so that it settles before it is looked at */
	list_add_tail(&mm_slot->mm_node, &khugepaged_scan->mm_head);
	spin_unlock(khugepaged_mm_lock);

	mmgrab(mm);
	// PORT: no thread to wake up

	return 0;
}

public int khugepaged_enter_vma_merge(vm_area_struct *vma,
			       ulong vm_flags)
{
	ulong hstart, hend;

	if (!hugepage_vma_check(vma, vm_flags))
		return 0;

	hstart = (vma->vm_start + ~HPAGE_PMD_MASK) & HPAGE_PMD_MASK;
	hend = vma->vm_end & HPAGE_PMD_MASK;
	if (hstart < hend)
		return khugepaged_enter(vma, vm_flags);
	return 0;
}

public void __khugepaged_exit(mm_struct *mm)
{
	mm_slot *mm_slot;
	int free = 0;

	spin_lock(khugepaged_mm_lock);
	mm_slot = get_mm_slot(mm);
	if (mm_slot != null && khugepaged_scan->mm_slot != mm_slot) {
		// PORT: no hash
		list_del(&mm_slot->mm_node);
		free = 1;
	}
	spin_unlock(khugepaged_mm_lock);

	if (free) {
		clear_bit(MMF_VM_HUGEPAGE, &mm->flags);
		free_mm_slot(mm_slot);
		mmdrop(mm);
	} else if (mm_slot != null) {
		/* khugepaged is at work in this mm: waits until it has left */
		down_write(&mm->mmap_sem);
		up_write(&mm->mmap_sem);
	}
}

public int *khugepaged_node_load;

public bool khugepaged_scan_abort(int nid)
{
	int i;

	if (!node_reclaim_mode)
		return false;

	if (khugepaged_node_load[nid])
		return false;

	for (i = 0; i < MAX_NUMNODES; i++) {
		if (!khugepaged_node_load[i])
			continue;
		if (node_distance(nid, i) > node_reclaim_distance)
			return true;
	}
	return false;
}

public gfp_t alloc_hugepage_khugepaged_gfpmask()
{
	return khugepaged_defrag() ? GFP_TRANSHUGE : GFP_TRANSHUGE_LIGHT;
}

/* what follows is the text for !CONFIG_NUMA: a page that a collapse did not use is used by the next */
public int khugepaged_find_target_node()
{
	return 0;
}

public page *alloc_khugepaged_hugepage()
{
	page *page;

	page = alloc_pages(alloc_hugepage_khugepaged_gfpmask(),
			   HPAGE_PMD_ORDER);
	if (page != null)
		prep_transhuge_page(page);
	return page;
}

public page *khugepaged_alloc_hugepage(bool *wait)
{
	page *hpage;

	do {
		hpage = alloc_khugepaged_hugepage();
		if (hpage == null) {
			count_vm_event(THP_COLLAPSE_ALLOC_FAILED);
			if (!*wait)
				return null;

			*wait = false;
			khugepaged_alloc_sleep();
		} else
			count_vm_event(THP_COLLAPSE_ALLOC);
	} while (unlikely(hpage == null) && likely(khugepaged_enabled()));

	return hpage;
}

public bool khugepaged_prealloc_page(page **hpage, bool *wait)
{
	if (*hpage == null)
		*hpage = khugepaged_alloc_hugepage(wait);

	if (unlikely(*hpage == null))
		return false;

	return true;
}

public page *
khugepaged_alloc_page(page **hpage, gfp_t gfp, int node)
{
	VM_BUG_ON(*hpage == null);

	return  *hpage;
}

public int khugepaged_add_pte_mapped_thp(mm_struct *mm,
					 ulong addr)
{
	mm_slot *mm_slot;

	VM_BUG_ON((addr & ~HPAGE_PMD_MASK) != 0);

	spin_lock(khugepaged_mm_lock);
	mm_slot = get_mm_slot(mm);
	if (likely(mm_slot != null && mm_slot->nr_pte_mapped_thp < MAX_PTE_MAPPED_THP))
		mm_slot->pte_mapped_thp[mm_slot->nr_pte_mapped_thp++] = addr;
	spin_unlock(khugepaged_mm_lock);
	return 0;
}

public void collapse_pte_mapped_thp(mm_struct *mm, ulong addr)
{
	ulong haddr = addr & HPAGE_PMD_MASK;
	vm_area_struct *vma = find_vma(mm, haddr);
	page *hpage = null;
	pte_t *start_pte, pte;
	// PORT: a C# declaration gives all its names one type
	pmd_t *pmd;
	pmd_t _pmd;
	spinlock_t *ptl;
	int count = 0;
	int i;

	if (vma == null || vma->vm_file == null ||
	    vma->vm_start > haddr || vma->vm_end < haddr + HPAGE_PMD_SIZE)
		return;

	/* another mm may have collapsed it: this vma need not ask for huge pages */
	if (!hugepage_vma_check(vma, vma->vm_flags | VM_HUGEPAGE))
		return;

	pmd = mm_find_pmd(mm, haddr);
	if (pmd == null)
		return;

	start_pte = pte_offset_map_lock(mm, pmd, haddr, &ptl);

	/* all that is mapped must be the right subpage of one huge page */
	for (i = 0, addr = haddr, pte = start_pte;
	     i < HPAGE_PMD_NR; i++, addr += PAGE_SIZE, pte++) {
		page *page;

		if (pte_none(*pte))
			continue;

		if (!pte_present(*pte))
			goto abort;

		page = vm_normal_page(vma, addr, *pte);

		if (page == null || !PageCompound(page))
			goto abort;

		if (hpage == null) {
			hpage = compound_head(page);
			if (WARN_ON(hpage->mapping != vma->vm_file->f_mapping))
				goto abort;
		}

		if (WARN_ON(hpage + i != page))
			goto abort;
		count++;
	}

	for (i = 0, addr = haddr, pte = start_pte;
	     i < HPAGE_PMD_NR; i++, addr += PAGE_SIZE, pte++) {
		page *page;

		if (pte_none(*pte))
			continue;
		page = vm_normal_page(vma, addr, *pte);
		page_remove_rmap(page, false);
		// PORT: the machine keeps who holds it: page_remove_rmap() gave it to the caller
		page_ref_handed_over(page);
	}

	pte_unmap_unlock(start_pte, ptl);

	if (hpage != null) {
		page_ref_sub(hpage, count);
		add_mm_counter(vma->vm_mm, mm_counter_file(hpage), -count);
	}

	ptl = pmd_lock(vma->vm_mm, pmd);
	_pmd = pmdp_collapse_flush(vma, addr, pmd);
	spin_unlock(ptl);
	mm_dec_nr_ptes(mm);
	pte_free(mm, pmd_pgtable(_pmd));
	return;

abort:
	pte_unmap_unlock(start_pte, ptl);
}

public int khugepaged_collapse_pte_mapped_thps(mm_slot *mm_slot)
{
	mm_struct *mm = mm_slot->mm;
	int i;

	if (likely(mm_slot->nr_pte_mapped_thp == 0))
		return 0;

	if (!down_write_trylock(&mm->mmap_sem))
		return -EBUSY;

	if (unlikely(khugepaged_test_exit(mm)))
		goto @out;

	for (i = 0; i < mm_slot->nr_pte_mapped_thp; i++)
		collapse_pte_mapped_thp(mm, mm_slot->pte_mapped_thp[i]);

@out:
	mm_slot->nr_pte_mapped_thp = 0;
	up_write(&mm->mmap_sem);
	return 0;
}

public void retract_page_tables(address_space *mapping, pgoff_t pgoff)
{
	vm_area_struct *vma;
	ulong addr;
	// PORT: a C# declaration gives all its names one type
	pmd_t *pmd;
	pmd_t _pmd;

	i_mmap_lock_write(mapping);
	for (vma = vma_interval_tree_iter_first(&mapping->i_mmap, pgoff, pgoff);
	     vma != null; vma = vma_interval_tree_iter_next(vma, pgoff, pgoff)) {
		/* a private mapping that was written to */
		if (vma->anon_vma != null)
			continue;
		addr = vma->vm_start + ((pgoff - vma->vm_pgoff) << PAGE_SHIFT);
		if ((addr & ~HPAGE_PMD_MASK) != 0)
			continue;
		if (vma->vm_end < addr + HPAGE_PMD_SIZE)
			continue;
		pmd = mm_find_pmd(vma->vm_mm, addr);
		if (pmd == null)
			continue;
		/* a fault takes mmap_sem before the page lock, here it is the other way round: no waiting */
		if (down_write_trylock(&vma->vm_mm->mmap_sem)) {
			spinlock_t *ptl = pmd_lock(vma->vm_mm, pmd);
			/* the ptes are gone by now */
			_pmd = pmdp_collapse_flush(vma, addr, pmd);
			spin_unlock(ptl);
			up_write(&vma->vm_mm->mmap_sem);
			mm_dec_nr_ptes(vma->vm_mm);
			pte_free(vma->vm_mm, pmd_pgtable(_pmd));
		} else {
			khugepaged_add_pte_mapped_thp(vma->vm_mm, addr);
		}
	}
	i_mmap_unlock_write(mapping);
}

/*
 * A new huge page takes the place of the pages [start, start + HPAGE_PMD_NR) in the page cache, one by
 * one, each locked, unmapped and with its refcount frozen; then their contents are copied and they are
 * freed. Whatever stands in the way: all that was replaced so far is put back.
 */
public virtual void collapse_file(mm_struct *mm,
		@file *file, pgoff_t start,
		page **hpage, int node)
{
	address_space *mapping = file->f_mapping;
	gfp_t gfp;
	page *new_page;
	mem_cgroup *memcg;
	pgoff_t index, end = start + (pgoff_t)HPAGE_PMD_NR;
	list_head pagelist; INIT_LIST_HEAD(&pagelist);
	XA_STATE_ORDER(out xa_state xas, &mapping->i_pages, start, (uint)HPAGE_PMD_ORDER);
	int nr_none = 0, result = SCAN_SUCCEED;
	bool is_shmem = shmem_file(file);

	VM_BUG_ON(!IS_ENABLED(CONFIG_READ_ONLY_THP_FOR_FS) && !is_shmem);
	VM_BUG_ON((start & (pgoff_t)(HPAGE_PMD_NR - 1)) != 0);

	gfp = alloc_hugepage_khugepaged_gfpmask() | __GFP_THISNODE;

	new_page = khugepaged_alloc_page(hpage, gfp, node);
	if (new_page == null) {
		result = SCAN_ALLOC_HUGE_PAGE_FAIL;
		goto @out;
	}

	if (unlikely(mem_cgroup_try_charge(new_page, mm, gfp, &memcg, true))) {
		result = SCAN_CGROUP_CHARGE_FAIL;
		goto @out;
	}

	do {
		xas_lock_irq(&xas);
		xas_create_range(&xas);
		if (!xas_error(&xas))
			break;
		xas_unlock_irq(&xas);
		if (!xas_nomem(&xas, GFP_KERNEL)) {
			mem_cgroup_cancel_charge(new_page, memcg, true);
			result = SCAN_FAIL;
			goto @out;
		}
	} while (1);

	__SetPageLocked(new_page);
	if (is_shmem)
		__SetPageSwapBacked(new_page);
	new_page->index = start;
	new_page->mapping = mapping;

	/* locked and not up to date: nobody does anything with it until it is unlocked */
	xas_set(&xas, start);
	for (index = start; index < end; index++) {
		page *page = (page *)xas_next(&xas);

		VM_BUG_ON(index != xas.xa_index);
		if (is_shmem) {
			if (page == null) {
				/* nothing at all left: truncated or punched meanwhile */
				if (index == start) {
					if (xas_next_entry(&xas, end - 1) == null) {
						result = SCAN_TRUNCATED;
						goto xa_locked;
					}
					xas_set(&xas, index);
				}
				if (!shmem_charge(mapping->host, 1)) {
					result = SCAN_FAIL;
					goto xa_locked;
				}
				xas_store(&xas, new_page);
				nr_none++;
				continue;
			}

			if (xa_is_value(page) || !PageUptodate(page)) {
				xas_unlock_irq(&xas);
				/* swapped out, or only fallocated */
				if (shmem_getpage(mapping->host, index, &page,
						  SGP_NOHUGE)) {
					result = SCAN_FAIL;
					goto xa_unlocked;
				}
			} else if (trylock_page(page)) {
				get_page(page);
				xas_unlock_irq(&xas);
			} else {
				result = SCAN_PAGE_LOCK;
				goto xa_locked;
			}
		} else {
			if (page == null || xa_is_value(page)) {
				xas_unlock_irq(&xas);
				page_cache_sync_readahead(mapping, &file->f_ra,
							  file, index,
							  PAGE_SIZE);
				lru_add_drain();
				page = find_lock_page(mapping, index);
				if (unlikely(page == null)) {
					result = SCAN_FAIL;
					goto xa_unlocked;
				}
			} else if (trylock_page(page)) {
				get_page(page);
				xas_unlock_irq(&xas);
			} else {
				result = SCAN_PAGE_LOCK;
				goto xa_locked;
			}
		}

		/* its lock keeps truncation away, xa_lock or not */
		VM_BUG_ON_PAGE(!PageLocked(page), page);

		if (unlikely(!PageUptodate(page))) {
			result = SCAN_FAIL;
			goto out_unlock;
		}

		/* came after the file was truncated and written again */
		if (PageTransCompound(page)) {
			result = SCAN_PAGE_COMPOUND;
			goto out_unlock;
		}

		if (page_mapping(page) != mapping) {
			result = SCAN_TRUNCATED;
			goto out_unlock;
		}

		if (!is_shmem && PageDirty(page)) {
			result = SCAN_FAIL;
			goto out_unlock;
		}

		if (isolate_lru_page(page)) {
			result = SCAN_DEL_PAGE_LRU;
			goto out_unlock;
		}

		if (page_has_private(page) &&
		    !try_to_release_page(page, GFP_KERNEL)) {
			result = SCAN_PAGE_HAS_PRIVATE;
			goto out_unlock;
		}

		if (page_mapped(page))
			unmap_mapping_pages(mapping, index, 1, false);

		xas_lock_irq(&xas);
		xas_set(&xas, index);

		VM_BUG_ON_PAGE(page != xas_load(&xas), page);
		VM_BUG_ON_PAGE(page_mapped(page), page);

		/* ours, the page cache's, and that of isolate_lru_page(); any other is a pin */
		if (!page_ref_freeze(page, 3)) {
			result = SCAN_PAGE_COUNT;
			xas_unlock_irq(&xas);
			putback_lru_page(page);
			goto out_unlock;
		}

		/* kept, should it have to go back */
		list_add_tail(&page->lru, &pagelist);

		xas_store(&xas, new_page);
		continue;
out_unlock:
		unlock_page(page);
		put_page(page);
		goto xa_unlocked;
	}

	if (is_shmem)
		__inc_node_page_state(new_page, NR_SHMEM_THPS);
	else {
		__inc_node_page_state(new_page, NR_FILE_THPS);
		filemap_nr_thps_inc(mapping);
	}

	if (nr_none) {
		zone *zone = page_zone(new_page);

		__mod_node_page_state(zone->zone_pgdat, NR_FILE_PAGES, nr_none);
		if (is_shmem)
			__mod_node_page_state(zone->zone_pgdat,
					      NR_SHMEM, nr_none);
	}

xa_locked:
	xas_unlock_irq(&xas);
xa_unlocked:

	if (result == SCAN_SUCCEED) {
		page *page, tmp;

		index = start;
		for (page = (page *)list_first_entry(&pagelist, &((page *)ANY)->lru),
		     tmp = (page *)list_entry(page->lru.next, &((page *)ANY)->lru);
		     &page->lru != &pagelist;
		     page = tmp, tmp = (page *)list_entry(tmp->lru.next, &((page *)ANY)->lru)) {
			while (index < page->index) {
				clear_highpage(new_page + (index % (pgoff_t)HPAGE_PMD_NR));
				index++;
			}
			copy_highpage(new_page + (page->index % (pgoff_t)HPAGE_PMD_NR),
					page);
			list_del(&page->lru);
			page->mapping = null;
			// PORT: the machine keeps who holds it: of two references one goes with the freeze
			page_ref_handed_over(page);
			page_ref_unfreeze(page, 1);
			ClearPageActive(page);
			ClearPageUnevictable(page);
			unlock_page(page);
			put_page(page);
			index++;
		}
		while (index < end) {
			clear_highpage(new_page + (index % (pgoff_t)HPAGE_PMD_NR));
			index++;
		}

		SetPageUptodate(new_page);
		// PORT: the machine keeps who holds it: the page cache, from here on
		page_ref_handed_over(new_page);
		page_ref_add(new_page, HPAGE_PMD_NR - 1);
		mem_cgroup_commit_charge(new_page, memcg, false, true);

		if (is_shmem) {
			set_page_dirty(new_page);
			lru_cache_add_anon(new_page);
		} else {
			lru_cache_add_file(new_page);
		}
		count_memcg_events(memcg, THP_COLLAPSE_ALLOC, 1);

		/* without its table of ptes the next fault maps a pmd */
		retract_page_tables(mapping, start);
		*hpage = null;

		khugepaged_pages_collapsed++;
	} else {
		page *page;

		xas_lock_irq(&xas);
		mapping->nrpages -= (ulong)nr_none;

		if (is_shmem)
			shmem_uncharge(mapping->host, nr_none);

		xas_set(&xas, start);
		while (xas_for_each(&xas, out page, end - 1)) {
			page = (page *)list_first_entry_or_null(&pagelist,
					&((page *)ANY)->lru);
			if (page == null || xas.xa_index < page->index) {
				if (!nr_none)
					break;
				nr_none--;
				/* here was a hole */
				xas_store(&xas, null);
				continue;
			}

			VM_BUG_ON_PAGE(page->index != xas.xa_index, page);

			list_del(&page->lru);
			// PORT: the machine keeps who holds it: of two references one goes with the freeze
			page_ref_handed_over(page);
			page_ref_unfreeze(page, 2);
			xas_store(&xas, page);
			xas_pause(&xas);
			xas_unlock_irq(&xas);
			unlock_page(page);
			putback_lru_page(page);
			xas_lock_irq(&xas);
		}
		VM_BUG_ON(nr_none != 0);
		xas_unlock_irq(&xas);

		mem_cgroup_cancel_charge(new_page, memcg, true);
		new_page->mapping = null;
	}

	unlock_page(new_page);
@out:
	VM_BUG_ON(!list_empty(&pagelist));
	// PORT: tells collapse() how it ended, as a tracepoint would
	khugepaged_result = result;
}

public void khugepaged_scan_file(mm_struct *mm,
		@file *file, pgoff_t start, page **hpage)
{
	page *page = null;
	address_space *mapping = file->f_mapping;
	XA_STATE(out xa_state xas, &mapping->i_pages, start);
	int present, swap;
	int node = NUMA_NO_NODE;
	int result = SCAN_SUCCEED;

	present = 0;
	swap = 0;
	// PORT: a pointer, not an array
	memset(khugepaged_node_load, 0, MAX_NUMNODES * sizeof(int));
	rcu_read_lock();
	while (xas_for_each(&xas, out page, start + (pgoff_t)HPAGE_PMD_NR - 1)) {
		if (xas_retry(&xas, page))
			continue;

		if (xa_is_value(page)) {
			if (++swap > khugepaged_max_ptes_swap) {
				result = SCAN_EXCEED_SWAP_PTE;
				break;
			}
			continue;
		}

		if (PageTransCompound(page)) {
			result = SCAN_PAGE_COMPOUND;
			break;
		}

		node = page_to_nid(page);
		if (khugepaged_scan_abort(node)) {
			result = SCAN_SCAN_ABORT;
			break;
		}
		khugepaged_node_load[node]++;

		if (!PageLRU(page)) {
			result = SCAN_PAGE_LRU;
			break;
		}

		if (page_count(page) !=
		    1 + page_mapcount(page) + page_has_private(page)) {
			result = SCAN_PAGE_COUNT;
			break;
		}

		present++;

		if (need_resched()) {
			xas_pause(&xas);
			cond_resched_rcu();
		}
	}
	rcu_read_unlock();

	if (result == SCAN_SUCCEED) {
		if (present < (uint)HPAGE_PMD_NR - khugepaged_max_ptes_none) {
			result = SCAN_EXCEED_NONE_PTE;
		} else {
			node = khugepaged_find_target_node();
			collapse_file(mm, file, start, hpage, node);
		}
	}

	// PORT: tells collapse() how it ended, as a tracepoint would (2 lines)
	if (result != SCAN_SUCCEED)
		khugepaged_result = result;
}
}
