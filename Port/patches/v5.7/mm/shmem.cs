/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/shmem.c at v5.7, blob bd8840082c94 */
namespace linux;

/// <summary>v5.4 with v5.7's text of 71725ed10c40 and its build fix, of splitting, collapsing, shmem_alloc_hugepage() and shmem_getpage_gfp(), and of the XArray's walks.</summary>
public unsafe partial class v5_7(machine_config config) : kernel(config)
{
public override string name => "v5.7";

public bool shmem_punch_compound(page *page, pgoff_t start, pgoff_t end)
{
	if (!PageTransCompound(page))
		return true;

	if (PageHead(page) &&
	    page->index >= start && page->index + (pgoff_t)HPAGE_PMD_NR <= end)
		return true;

	return split_huge_page(page) >= 0;
}

public override void shmem_undo_range(inode *inode, loff_t lstart, loff_t lend,
								 bool unfalloc)
{
	address_space *mapping = inode->i_mapping;
	shmem_inode_info *info = SHMEM_I(inode);
	pgoff_t start = ((pgoff_t)lstart + PAGE_SIZE - 1) >> PAGE_SHIFT;
	pgoff_t end = (pgoff_t)((lend + 1) >> PAGE_SHIFT);
	uint partial_start = (uint)((pgoff_t)lstart & (PAGE_SIZE - 1));
	uint partial_end = (uint)((pgoff_t)(lend + 1) & (PAGE_SIZE - 1));
	pagevec pvec;
	pgoff_t *indices = stackalloc pgoff_t[PAGEVEC_SIZE];
	long nr_swaps_freed = 0;
	pgoff_t index;
	int i;

	if (lend == -1)
		end = ULONG_MAX;

	pagevec_init(&pvec);
	index = start;
	while (index < end) {
		pvec.nr = find_get_entries(mapping, index,
			(uint)min(end - index, (pgoff_t)PAGEVEC_SIZE),
			pvec.pages, indices);
		if (!pvec.nr)
			break;
		for (i = 0; i < pagevec_count(&pvec); i++) {
			page *page = pvec.pages[i];

			index = indices[i];
			if (index >= end)
				break;

			if (xa_is_value(page)) {
				if (unfalloc)
					continue;
				nr_swaps_freed += !shmem_free_swap(mapping,
								index, page);
				continue;
			}

			VM_BUG_ON_PAGE(page_to_pgoff(page) != index, page);

			if (!trylock_page(page))
				continue;

			if ((!unfalloc || !PageUptodate(page)) &&
			    page_mapping(page) == mapping) {
				VM_BUG_ON_PAGE(PageWriteback(page), page);
				if (shmem_punch_compound(page, start, end))
					truncate_inode_page(mapping, page);
			}
			unlock_page(page);
		}
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);
		cond_resched();
		index++;
	}

	if (partial_start) {
		page *page = null;
		shmem_getpage(inode, start - 1, &page, SGP_READ);
		if (page != null) {
			uint top = (uint)PAGE_SIZE;
			if (start > end) {
				top = partial_end;
				partial_end = 0;
			}
			zero_user_segment(page, partial_start, top);
			set_page_dirty(page);
			unlock_page(page);
			put_page(page);
		}
	}
	if (partial_end) {
		page *page = null;
		shmem_getpage(inode, end, &page, SGP_READ);
		if (page != null) {
			zero_user_segment(page, 0, partial_end);
			set_page_dirty(page);
			unlock_page(page);
			put_page(page);
		}
	}
	if (start >= end)
		return;

	index = start;
	while (index < end) {
		cond_resched();

		pvec.nr = find_get_entries(mapping, index,
				(uint)min(end - index, (pgoff_t)PAGEVEC_SIZE),
				pvec.pages, indices);
		if (!pvec.nr) {
			if (index == start || end != ULONG_MAX)
				break;
			index = start;
			continue;
		}
		for (i = 0; i < pagevec_count(&pvec); i++) {
			page *page = pvec.pages[i];

			index = indices[i];
			if (index >= end)
				break;

			if (xa_is_value(page)) {
				if (unfalloc)
					continue;
				if (shmem_free_swap(mapping, index, page)) {
					index--;
					break;
				}
				nr_swaps_freed++;
				continue;
			}

			lock_page(page);

			if (!unfalloc || !PageUptodate(page)) {
				if (page_mapping(page) != mapping) {
					unlock_page(page);
					index--;
					break;
				}
				VM_BUG_ON_PAGE(PageWriteback(page), page);
				if (shmem_punch_compound(page, start, end))
					truncate_inode_page(mapping, page);
				else if (IS_ENABLED(CONFIG_TRANSPARENT_HUGEPAGE)) {
					clear_highpage(page);
					flush_dcache_page(page);
					set_page_dirty(page);
					if (index <
					    round_up(start, HPAGE_PMD_NR))
						start = index + 1;
				}
			}
			unlock_page(page);
		}
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);
		index++;
	}

	spin_lock_irq(&info->@lock);
	info->swapped -= (ulong)nr_swaps_freed;
	shmem_recalc_inode(inode);
	spin_unlock_irq(&info->@lock);
}

public override page *shmem_alloc_hugepage(gfp_t gfp,
		shmem_inode_info *info, pgoff_t index)
{
	vm_area_struct pvma;
	address_space *mapping = info->vfs_inode.i_mapping;
	pgoff_t hindex;
	page *page;

	hindex = round_down(index, HPAGE_PMD_NR);
	if (xa_find(&mapping->i_pages, &hindex, hindex + (pgoff_t)HPAGE_PMD_NR - 1,
								XA_PRESENT) != null)
		return null;

	shmem_pseudo_vma_init(&pvma, info, hindex);
	page = alloc_pages_vma(gfp | __GFP_COMP | __GFP_NORETRY | __GFP_NOWARN,
			HPAGE_PMD_ORDER, &pvma, 0, numa_node_id(), true);
	shmem_pseudo_vma_destroy(&pvma);
	if (page != null)
		prep_transhuge_page(page);
	else
		count_vm_event(THP_FILE_FALLBACK);
	return page;
}

[__cond_gets("zero", "*pagep")]
[__cond_acquires("zero", "*pagep")]
public override int shmem_getpage_gfp(inode *inode, pgoff_t index,
	page **pagep, sgp_type sgp, gfp_t gfp,
	vm_area_struct *vma, vm_fault *vmf,
			vm_fault_t *fault_type)
{
	address_space *mapping = inode->i_mapping;
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo;
	mm_struct *charge_mm;
	mem_cgroup *memcg;
	page *page;
	sgp_type sgp_huge = sgp;
	pgoff_t hindex = index;
	int error;
	int once = 0;
	bool alloced = false;

	if (index > (pgoff_t)(MAX_LFS_FILESIZE >> PAGE_SHIFT))
		return -EFBIG;
	if (sgp == SGP_NOHUGE || sgp == SGP_HUGE)
		sgp = SGP_CACHE;
repeat:
	if (sgp <= SGP_CACHE &&
	    ((loff_t)index << PAGE_SHIFT) >= i_size_read(inode)) {
		return -EINVAL;
	}

	sbinfo = SHMEM_SB(inode->i_sb);
	charge_mm = vma != null ? vma->vm_mm : current->mm;

	page = find_lock_entry(mapping, index);
	if (xa_is_value(page)) {
		error = shmem_swapin_page(inode, index, &page,
					  sgp, gfp, vma, fault_type);
		if (error == -EEXIST)
			goto repeat;

		*pagep = page;
		return error;
	}

	if (page != null && sgp == SGP_WRITE)
		mark_page_accessed(page);

	if (page != null && !PageUptodate(page)) {
		if (sgp != SGP_READ)
			goto clear;
		unlock_page(page);
		put_page(page);
		page = null;
	}
	if (page != null || sgp == SGP_READ) {
		*pagep = page;
		return 0;
	}

	if (vma != null && userfaultfd_missing(vma)) {
		*fault_type = handle_userfault(vmf, VM_UFFD_MISSING);
		return 0;
	}

	if (mapping->a_ops != shmem_aops)
		goto alloc_nohuge;
	if (shmem_huge == SHMEM_HUGE_DENY || sgp_huge == SGP_NOHUGE)
		goto alloc_nohuge;
	if (shmem_huge == SHMEM_HUGE_FORCE)
		goto alloc_huge;
	switch (sbinfo->huge) {
	case SHMEM_HUGE_NEVER:
		goto alloc_nohuge;
	case SHMEM_HUGE_WITHIN_SIZE: {
		loff_t i_size;
		pgoff_t off;

		off = round_up(index, HPAGE_PMD_NR);
		i_size = round_up(i_size_read(inode), PAGE_SIZE);
		if ((ulong)i_size >= HPAGE_PMD_SIZE &&
		    (pgoff_t)(i_size >> PAGE_SHIFT) >= off)
			goto alloc_huge;

		goto case SHMEM_HUGE_ADVISE;
	}
	case SHMEM_HUGE_ADVISE:
		if (sgp_huge == SGP_HUGE)
			goto alloc_huge;
		goto alloc_nohuge;
	}

alloc_huge:
	page = shmem_alloc_and_acct_page(gfp, inode, index, true);
	if (!IS_ERR(page))
		goto alloc_nohuge_end;
alloc_nohuge:
		page = shmem_alloc_and_acct_page(gfp, inode,
						 index, false);
alloc_nohuge_end:
	if (IS_ERR(page)) {
		int retry = 5;

		error = PTR_ERR(page);
		page = null;
		if (error != -ENOSPC)
			goto unlock;
		while (retry--) {
			int ret;

			ret = (int)shmem_unused_huge_shrink(sbinfo, null, 1);
			if ((ulong)ret == SHRINK_STOP)
				break;
			if (ret)
				goto alloc_nohuge;
		}
		goto unlock;
	}

	if (PageTransHuge(page))
		hindex = round_down(index, HPAGE_PMD_NR);
	else
		hindex = index;

	if (sgp == SGP_WRITE)
		__SetPageReferenced(page);

	error = mem_cgroup_try_charge_delay(page, charge_mm, gfp, &memcg,
					    PageTransHuge(page));
	if (error) {
		if (PageTransHuge(page)) {
			count_vm_event(THP_FILE_FALLBACK);
			count_vm_event(THP_FILE_FALLBACK_CHARGE);
		}
		goto unacct;
	}
	error = shmem_add_to_page_cache(page, mapping, hindex,
					null, gfp & GFP_RECLAIM_MASK);
	if (error) {
		mem_cgroup_cancel_charge(page, memcg,
					 PageTransHuge(page));
		goto unacct;
	}
	mem_cgroup_commit_charge(page, memcg, false,
				 PageTransHuge(page));
	lru_cache_add_anon(page);

	spin_lock_irq(&info->@lock);
	info->alloced += (ulong)compound_nr(page);
	inode->i_blocks += (ulong)BLOCKS_PER_PAGE << (int)compound_order(page);
	shmem_recalc_inode(inode);
	spin_unlock_irq(&info->@lock);
	alloced = true;

	if (PageTransHuge(page) &&
	    DIV_ROUND_UP((pgoff_t)i_size_read(inode), PAGE_SIZE) <
			hindex + (pgoff_t)HPAGE_PMD_NR - 1) {
		spin_lock(&sbinfo->shrinklist_lock);
		if (list_empty_careful(&info->shrinklist)) {
			list_add_tail(&info->shrinklist,
				      &sbinfo->shrinklist);
			sbinfo->shrinklist_len++;
		}
		spin_unlock(&sbinfo->shrinklist_lock);
	}

	if (sgp == SGP_FALLOC)
		sgp = SGP_WRITE;
clear:
	if (sgp != SGP_WRITE && !PageUptodate(page)) {
		page *head = compound_head(page);
		int i;

		for (i = 0; (ulong)i < compound_nr(head); i++) {
			clear_highpage(head + i);
			flush_dcache_page(head + i);
		}
		SetPageUptodate(head);
	}

	if (sgp <= SGP_CACHE &&
	    ((loff_t)index << PAGE_SHIFT) >= i_size_read(inode)) {
		if (alloced) {
			ClearPageDirty(page);
			delete_from_page_cache(page);
			spin_lock_irq(&info->@lock);
			shmem_recalc_inode(inode);
			spin_unlock_irq(&info->@lock);
		}
		error = -EINVAL;
		goto unlock;
	}
	*pagep = page + index - hindex;
	return 0;

unacct:
	shmem_inode_unacct_blocks(inode, (long)compound_nr(page));

	if (PageTransHuge(page)) {
		unlock_page(page);
		put_page(page);
		goto alloc_nohuge;
	}
unlock:
	if (page != null) {
		unlock_page(page);
		put_page(page);
	}
	if (error == -ENOSPC && once++ == 0) {
		spin_lock_irq(&info->@lock);
		shmem_recalc_inode(inode);
		spin_unlock_irq(&info->@lock);
		goto repeat;
	}
	if (error == -EEXIST)
		goto repeat;
	return error;
}
}
