/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/khugepaged.c at v5.7, blob cd280afb246e */
namespace linux;

public unsafe partial class v5_7
{
public override void collapse_file(mm_struct *mm,
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
			} else if (PageDirty(page)) {
				xas_unlock_irq(&xas);
				filemap_flush(mapping);
				result = SCAN_FAIL;
				goto xa_unlocked;
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
			putback_lru_page(page);
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
}
