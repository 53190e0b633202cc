/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/shmem.c at v5.4, blob 220be9fa2c41 */
namespace linux;

public unsafe struct shmem_falloc
{
	public wait_queue_head_t *waitq;
	public pgoff_t start;
	public pgoff_t next;
	public pgoff_t nr_falloced;
	public pgoff_t nr_unswapped;
}

public unsafe partial class kernel
{
[__cond_gets("zero", "*pagep")]
[__cond_acquires("zero", "*pagep")]
public int shmem_getpage(inode *inode, pgoff_t index,
		page **pagep, sgp_type sgp)
{
	return shmem_getpage_gfp(inode, index, pagep, sgp,
		mapping_gfp_mask(inode->i_mapping), null, null, null);
}

public shmem_sb_info *SHMEM_SB(super_block *sb)
{
	return (shmem_sb_info *)sb->s_fs_info;
}

public int shmem_acct_size(ulong flags, loff_t size)
{
	return (flags & VM_NORESERVE) != 0 ?
		0 : security_vm_enough_memory_mm(current->mm, VM_ACCT(size));
}

public void shmem_unacct_size(ulong flags, loff_t size)
{
	if (!(flags & VM_NORESERVE))
		vm_unacct_memory(VM_ACCT(size));
}

public int shmem_reacct_size(ulong flags,
		loff_t oldsize, loff_t newsize)
{
	if (!(flags & VM_NORESERVE)) {
		if (VM_ACCT(newsize) > VM_ACCT(oldsize))
			return security_vm_enough_memory_mm(current->mm,
					VM_ACCT(newsize) - VM_ACCT(oldsize));
		else if (VM_ACCT(newsize) < VM_ACCT(oldsize))
			vm_unacct_memory(VM_ACCT(oldsize) - VM_ACCT(newsize));
	}
	return 0;
}

public int shmem_acct_block(ulong flags, long pages)
{
	if (!(flags & VM_NORESERVE))
		return 0;

	return security_vm_enough_memory_mm(current->mm,
			pages * VM_ACCT((loff_t)PAGE_SIZE));
}

public void shmem_unacct_blocks(ulong flags, long pages)
{
	if (flags & VM_NORESERVE)
		vm_unacct_memory(pages * VM_ACCT((loff_t)PAGE_SIZE));
}

public bool shmem_inode_acct_block(inode *inode, long pages)
{
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);

	if (shmem_acct_block(info->flags, pages))
		return false;

	if (sbinfo->max_blocks) {
		if (percpu_counter_compare(&sbinfo->used_blocks,
					   (long)sbinfo->max_blocks - pages) > 0)
			goto unacct;
		percpu_counter_add(&sbinfo->used_blocks, pages);
	}

	return true;

unacct:
	shmem_unacct_blocks(info->flags, pages);
	return false;
}

public void shmem_inode_unacct_blocks(inode *inode, long pages)
{
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);

	if (sbinfo->max_blocks)
		percpu_counter_sub(&sbinfo->used_blocks, pages);
	shmem_unacct_blocks(info->flags, pages);
}

public bool vma_is_shmem(vm_area_struct *vma)
{
	// PORT: every vma of the machine maps a tmpfs file
	return vma->vm_file != null;
}

public int shmem_reserve_inode(super_block *sb)
{
	shmem_sb_info *sbinfo = SHMEM_SB(sb);
	if (sbinfo->max_inodes) {
		spin_lock(&sbinfo->stat_lock);
		if (!sbinfo->free_inodes) {
			spin_unlock(&sbinfo->stat_lock);
			return -ENOSPC;
		}
		sbinfo->free_inodes--;
		spin_unlock(&sbinfo->stat_lock);
	}
	return 0;
}

public void shmem_free_inode(super_block *sb)
{
	shmem_sb_info *sbinfo = SHMEM_SB(sb);
	if (sbinfo->max_inodes) {
		spin_lock(&sbinfo->stat_lock);
		sbinfo->free_inodes++;
		spin_unlock(&sbinfo->stat_lock);
	}
}

public void shmem_recalc_inode(inode *inode)
{
	shmem_inode_info *info = SHMEM_I(inode);
	long freed;

	freed = (long)(info->alloced - info->swapped - inode->i_mapping->nrpages);
	if (freed > 0) {
		info->alloced -= (ulong)freed;
		inode->i_blocks -= (ulong)freed * BLOCKS_PER_PAGE;
		shmem_inode_unacct_blocks(inode, freed);
	}
}

public bool shmem_charge(inode *inode, long pages)
{
	shmem_inode_info *info = SHMEM_I(inode);
	ulong flags;

	if (!shmem_inode_acct_block(inode, pages))
		return false;

	inode->i_mapping->nrpages += (ulong)pages;

	spin_lock_irqsave(&info->@lock, out flags);
	info->alloced += (ulong)pages;
	inode->i_blocks += (ulong)pages * BLOCKS_PER_PAGE;
	shmem_recalc_inode(inode);
	spin_unlock_irqrestore(&info->@lock, flags);

	return true;
}

public void shmem_uncharge(inode *inode, long pages)
{
	shmem_inode_info *info = SHMEM_I(inode);
	ulong flags;

	spin_lock_irqsave(&info->@lock, out flags);
	info->alloced -= (ulong)pages;
	inode->i_blocks -= (ulong)pages * BLOCKS_PER_PAGE;
	shmem_recalc_inode(inode);
	spin_unlock_irqrestore(&info->@lock, flags);

	shmem_inode_unacct_blocks(inode, pages);
}

public int shmem_replace_entry(address_space *mapping,
			pgoff_t index, void *expected, void *replacement)
{
	XA_STATE(out xa_state xas, &mapping->i_pages, index);
	void *item;

	VM_BUG_ON(expected == null);
	VM_BUG_ON(replacement == null);
	item = xas_load(&xas);
	if (item != expected)
		return -ENOENT;
	xas_store(&xas, replacement);
	return 0;
}

public bool shmem_confirm_swap(address_space *mapping,
			       pgoff_t index, swp_entry_t swap)
{
	return xa_load(&mapping->i_pages, index) == swp_to_radix_entry(swap);
}

public ulong shmem_unused_huge_shrink(shmem_sb_info *sbinfo,
		shrink_control *sc, ulong nr_to_split)
{
	list_head list; INIT_LIST_HEAD(&list); list_head *pos, next;
	list_head to_remove; INIT_LIST_HEAD(&to_remove);
	inode *inode;
	shmem_inode_info *info;
	page *page;
	ulong batch = sc != null ? sc->nr_to_scan : 128;
	int removed = 0, split = 0;

	if (list_empty(&sbinfo->shrinklist))
		return SHRINK_STOP;

	spin_lock(&sbinfo->shrinklist_lock);
	for (pos = sbinfo->shrinklist.next, next = pos->next; pos != &sbinfo->shrinklist; pos = next, next = pos->next) {
		info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->shrinklist);

		inode = igrab(&info->vfs_inode);

		if (inode == null) {
			list_del_init(&info->shrinklist);
			removed++;
			goto next;
		}

		if (round_up(inode->i_size, PAGE_SIZE) ==
				round_up(inode->i_size, HPAGE_PMD_SIZE)) {
			list_move(&info->shrinklist, &to_remove);
			removed++;
			goto next;
		}

		list_move(&info->shrinklist, &list);
next:
		if (!--batch)
			break;
	}
	spin_unlock(&sbinfo->shrinklist_lock);

	for (pos = to_remove.next, next = pos->next; pos != &to_remove; pos = next, next = pos->next) {
		info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->shrinklist);
		inode = &info->vfs_inode;
		list_del_init(&info->shrinklist);
		iput(inode);
	}

	for (pos = list.next, next = pos->next; pos != &list; pos = next, next = pos->next) {
		int ret;

		info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->shrinklist);
		inode = &info->vfs_inode;

		if (nr_to_split != 0 && (ulong)split >= nr_to_split)
			goto leave;

		page = find_get_page(inode->i_mapping,
				((pgoff_t)inode->i_size & HPAGE_PMD_MASK) >> PAGE_SHIFT);
		if (page == null)
			goto drop;

		if (!PageTransHuge(page)) {
			put_page(page);
			goto drop;
		}

		if (!trylock_page(page)) {
			put_page(page);
			goto leave;
		}

		ret = split_huge_page(page);
		unlock_page(page);
		put_page(page);

		if (ret)
			goto leave;

		split++;
drop:
		list_del_init(&info->shrinklist);
		removed++;
leave:
		iput(inode);
	}

	spin_lock(&sbinfo->shrinklist_lock);
	list_splice_tail(&list, &sbinfo->shrinklist);
	sbinfo->shrinklist_len -= (ulong)removed;
	spin_unlock(&sbinfo->shrinklist_lock);

	return (ulong)split;
}

public long shmem_unused_huge_scan(super_block *sb,
		shrink_control *sc)
{
	shmem_sb_info *sbinfo = SHMEM_SB(sb);

	if (!READ_ONCE(sbinfo->shrinklist_len))
		return unchecked((long)SHRINK_STOP);

	return (long)shmem_unused_huge_shrink(sbinfo, sc, 0);
}

public long shmem_unused_huge_count(super_block *sb,
		shrink_control *sc)
{
	shmem_sb_info *sbinfo = SHMEM_SB(sb);
	return (long)READ_ONCE(sbinfo->shrinklist_len);
}

public bool is_huge_enabled(shmem_sb_info *sbinfo)
{
	if (IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE) &&
	    (shmem_huge == SHMEM_HUGE_FORCE || sbinfo->huge != 0) &&
	    shmem_huge != SHMEM_HUGE_DENY)
		return true;
	return false;
}

public int shmem_add_to_page_cache(page *page,
				   address_space *mapping,
				   pgoff_t index, void *expected, gfp_t gfp)
{
	XA_STATE_ORDER(out xa_state xas, &mapping->i_pages, index, compound_order(page));
	ulong i = 0;
	ulong nr = compound_nr(page);

	VM_BUG_ON_PAGE(PageTail(page), page);
	VM_BUG_ON_PAGE(index != round_down(index, nr), page);
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	VM_BUG_ON_PAGE(!PageSwapBacked(page), page);
	VM_BUG_ON(expected != null && PageTransHuge(page));

	page_ref_add(page, (int)nr);
	page->mapping = mapping;
	page->index = index;

	do {
		void *entry;
		xas_lock_irq(&xas);
		entry = xas_find_conflict(&xas);
		if (entry != expected)
			xas_set_err(&xas, -EEXIST);
		xas_create_range(&xas);
		if (xas_error(&xas))
			goto unlock;
next:
		xas_store(&xas, page);
		if (++i < nr) {
			xas_next(&xas);
			goto next;
		}
		if (PageTransHuge(page)) {
			count_vm_event(THP_FILE_ALLOC);
			__inc_node_page_state(page, NR_SHMEM_THPS);
		}
		mapping->nrpages += nr;
		__mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, nr);
		__mod_node_page_state(page_pgdat(page), NR_SHMEM, nr);
unlock:
		xas_unlock_irq(&xas);
	} while (xas_nomem(&xas, gfp));

	if (xas_error(&xas)) {
		page->mapping = null;
		page_ref_sub(page, (int)nr);
		return xas_error(&xas);
	}

	return 0;
}

public void shmem_delete_from_page_cache(page *page, void *radswap)
{
	address_space *mapping = page->mapping;
	int error;

	VM_BUG_ON_PAGE(PageCompound(page), page);

	xa_lock_irq(&mapping->i_pages);
	error = shmem_replace_entry(mapping, page->index, page, radswap);
	page->mapping = null;
	mapping->nrpages--;
	__dec_node_page_state(page, NR_FILE_PAGES);
	__dec_node_page_state(page, NR_SHMEM);
	xa_unlock_irq(&mapping->i_pages);
	// PORT: the machine keeps who holds it: the reference that the page cache had
	page_ref_taken_over(page);
	put_page(page);
	BUG_ON(error);
}

public int shmem_free_swap(address_space *mapping,
			   pgoff_t index, void *radswap)
{
	void *old;

	old = xa_cmpxchg_irq(&mapping->i_pages, index, radswap, null, 0);
	if (old != radswap)
		return -ENOENT;
	free_swap_and_cache(radix_to_swp_entry(radswap));
	return 0;
}

public ulong shmem_partial_swap_usage(address_space *mapping,
						pgoff_t start, pgoff_t end)
{
	XA_STATE(out xa_state xas, &mapping->i_pages, start);
	page *page;
	ulong swapped = 0;

	rcu_read_lock();
	while (xas_for_each(&xas, out page, end - 1)) {
		if (xas_retry(&xas, page))
			continue;
		if (xa_is_value(page))
			swapped++;

		if (need_resched()) {
			xas_pause(&xas);
			cond_resched_rcu();
		}
	}

	rcu_read_unlock();

	return swapped << PAGE_SHIFT;
}

public ulong shmem_swap_usage(vm_area_struct *vma)
{
	inode *inode = file_inode(vma->vm_file);
	shmem_inode_info *info = SHMEM_I(inode);
	address_space *mapping = inode->i_mapping;
	ulong swapped;

	swapped = READ_ONCE(info->swapped);

	if (!swapped)
		return 0;

	if (vma->vm_pgoff == 0 && vma->vm_end - vma->vm_start >= (ulong)inode->i_size)
		return swapped << PAGE_SHIFT;

	return shmem_partial_swap_usage(mapping,
			linear_page_index(vma, vma->vm_start),
			linear_page_index(vma, vma->vm_end));
}

public void shmem_unlock_mapping(address_space *mapping)
{
	pagevec pvec;
	pgoff_t *indices = stackalloc pgoff_t[PAGEVEC_SIZE];
	pgoff_t index = 0;

	pagevec_init(&pvec);
	while (!mapping_unevictable(mapping)) {
		pvec.nr = find_get_entries(mapping, index,
					   (uint)PAGEVEC_SIZE, pvec.pages, indices);
		if (!pvec.nr)
			break;
		index = indices[pvec.nr - 1] + 1;
		pagevec_remove_exceptionals(&pvec);
		check_move_unevictable_pages(&pvec);
		pagevec_release(&pvec);
		cond_resched();
	}
}

public virtual void shmem_undo_range(inode *inode, loff_t lstart, loff_t lend,
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

			if (PageTransTail(page)) {
				clear_highpage(page);
				unlock_page(page);
				continue;
			} else if (PageTransHuge(page)) {
				if (index == round_down(end, HPAGE_PMD_NR)) {
					clear_highpage(page);
					unlock_page(page);
					continue;
				}
				index += (pgoff_t)HPAGE_PMD_NR - 1;
				i += HPAGE_PMD_NR - 1;
			}

			if (!unfalloc || !PageUptodate(page)) {
				VM_BUG_ON_PAGE(PageTail(page), page);
				if (page_mapping(page) == mapping) {
					VM_BUG_ON_PAGE(PageWriteback(page), page);
					truncate_inode_page(mapping, page);
				}
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

			if (PageTransTail(page)) {
				clear_highpage(page);
				unlock_page(page);
				if (index != round_down(end, HPAGE_PMD_NR))
					start++;
				continue;
			} else if (PageTransHuge(page)) {
				if (index == round_down(end, HPAGE_PMD_NR)) {
					clear_highpage(page);
					unlock_page(page);
					continue;
				}
				index += (pgoff_t)HPAGE_PMD_NR - 1;
				i += HPAGE_PMD_NR - 1;
			}

			if (!unfalloc || !PageUptodate(page)) {
				VM_BUG_ON_PAGE(PageTail(page), page);
				if (page_mapping(page) == mapping) {
					VM_BUG_ON_PAGE(PageWriteback(page), page);
					truncate_inode_page(mapping, page);
				} else {
					unlock_page(page);
					index--;
					break;
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

public virtual void shmem_truncate_range(inode *inode, loff_t lstart, loff_t lend)
{
	shmem_undo_range(inode, lstart, lend, false);
	inode->i_ctime = inode->i_mtime = current_time(inode);
}

public int shmem_getattr(path *path, kstat *stat,
			 u32 request_mask, uint query_flags)
{
	inode *inode = path->dentry->d_inode;
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sb_info = SHMEM_SB(inode->i_sb);

	if (info->alloced - info->swapped != inode->i_mapping->nrpages) {
		spin_lock_irq(&info->@lock);
		shmem_recalc_inode(inode);
		spin_unlock_irq(&info->@lock);
	}
	generic_fillattr(inode, stat);

	if (is_huge_enabled(sb_info))
		stat->blksize = (uint)HPAGE_PMD_SIZE;

	return 0;
}

public virtual int shmem_setattr(dentry *dentry, iattr *attr)
{
	inode *inode = d_inode(dentry);
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);
	int error;

	error = setattr_prepare(dentry, attr);
	if (error)
		return error;

	if (S_ISREG(inode->i_mode) && (attr->ia_valid & ATTR_SIZE) != 0) {
		loff_t oldsize = inode->i_size;
		loff_t newsize = attr->ia_size;

		if ((newsize < oldsize && (info->seals & F_SEAL_SHRINK) != 0) ||
		    (newsize > oldsize && (info->seals & F_SEAL_GROW) != 0))
			return -EPERM;

		if (newsize != oldsize) {
			error = shmem_reacct_size(SHMEM_I(inode)->flags,
					oldsize, newsize);
			if (error)
				return error;
			i_size_write(inode, newsize);
			inode->i_ctime = inode->i_mtime = current_time(inode);
		}
		if (newsize <= oldsize) {
			loff_t holebegin = round_up(newsize, PAGE_SIZE);
			if (oldsize > holebegin)
				unmap_mapping_range(inode->i_mapping,
							holebegin, 0, 1);
			if (info->alloced)
				shmem_truncate_range(inode,
							newsize, (loff_t)(-1));
			if (oldsize > holebegin)
				unmap_mapping_range(inode->i_mapping,
							holebegin, 0, 1);

			if (IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE)) {
				spin_lock(&sbinfo->shrinklist_lock);
				if (list_empty_careful(&info->shrinklist)) {
					list_add_tail(&info->shrinklist,
							&sbinfo->shrinklist);
					sbinfo->shrinklist_len++;
				}
				spin_unlock(&sbinfo->shrinklist_lock);
			}
		}
	}

	setattr_copy(inode, attr);
	if (attr->ia_valid & ATTR_MODE)
		error = posix_acl_chmod(inode, inode->i_mode);
	return error;
}

public virtual void shmem_evict_inode(inode *inode)
{
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);

	if (inode->i_mapping->a_ops == shmem_aops) {
		shmem_unacct_size(info->flags, inode->i_size);
		inode->i_size = 0;
		shmem_truncate_range(inode, 0, (loff_t)(-1));
		if (!list_empty(&info->shrinklist)) {
			spin_lock(&sbinfo->shrinklist_lock);
			if (!list_empty(&info->shrinklist)) {
				list_del_init(&info->shrinklist);
				sbinfo->shrinklist_len--;
			}
			spin_unlock(&sbinfo->shrinklist_lock);
		}
		while (!list_empty(&info->swaplist)) {
			wait_var_event(&info->stop_eviction,
				       atomic_read(&info->stop_eviction) == 0);
			mutex_lock(shmem_swaplist_mutex);
			if (!atomic_read(&info->stop_eviction))
				list_del_init(&info->swaplist);
			mutex_unlock(shmem_swaplist_mutex);
		}
	}

	simple_xattrs_free(&info->xattrs);
	WARN_ON(inode->i_blocks);
	shmem_free_inode(inode->i_sb);
	clear_inode(inode);
}

[__cond_releases("notequal", "page", Constant = AOP_WRITEPAGE_ACTIVATE)]
public int shmem_writepage(page *page, writeback_control *wbc)
{
	shmem_inode_info *info;
	address_space *mapping;
	inode *inode;
	swp_entry_t swap;
	pgoff_t index;

	VM_BUG_ON_PAGE(PageCompound(page), page);
	BUG_ON(!PageLocked(page));
	mapping = page->mapping;
	index = page->index;
	inode = mapping->host;
	info = SHMEM_I(inode);
	if (info->flags & VM_LOCKED)
		goto redirty;
	if (!total_swap_pages)
		goto redirty;

	if (!wbc->for_reclaim) {
		WARN_ON_ONCE(true);
		goto redirty;
	}

	if (!PageUptodate(page)) {
		if (inode->i_private != null) {
			shmem_falloc *shmem_falloc;
			spin_lock(&inode->i_lock);
			shmem_falloc = (shmem_falloc *)inode->i_private;
			if (shmem_falloc != null &&
			    shmem_falloc->waitq == null &&
			    index >= shmem_falloc->start &&
			    index < shmem_falloc->next)
				shmem_falloc->nr_unswapped++;
			else
				shmem_falloc = null;
			spin_unlock(&inode->i_lock);
			if (shmem_falloc != null)
				goto redirty;
		}
		clear_highpage(page);
		flush_dcache_page(page);
		SetPageUptodate(page);
	}

	swap = get_swap_page(page);
	if (!swap.val)
		goto redirty;

	mutex_lock(shmem_swaplist_mutex);
	if (list_empty(&info->swaplist))
		list_add(&info->swaplist, shmem_swaplist);

	if (add_to_swap_cache(page, swap, GFP_ATOMIC) == 0) {
		spin_lock_irq(&info->@lock);
		shmem_recalc_inode(inode);
		info->swapped++;
		spin_unlock_irq(&info->@lock);

		swap_shmem_alloc(swap);
		shmem_delete_from_page_cache(page, swp_to_radix_entry(swap));

		mutex_unlock(shmem_swaplist_mutex);
		BUG_ON(page_mapped(page));
		swap_writepage(page, wbc);
		return 0;
	}

	mutex_unlock(shmem_swaplist_mutex);
	put_swap_page(page, swap);
redirty:
	set_page_dirty(page);
	if (wbc->for_reclaim)
		return AOP_WRITEPAGE_ACTIVATE;
	unlock_page(page);
	return 0;
}

public void shmem_pseudo_vma_init(vm_area_struct *vma,
		shmem_inode_info *info, pgoff_t index)
{
	vma_init(vma, null);
	vma->vm_pgoff = index + info->vfs_inode.i_ino;
	vma->vm_policy = mpol_shared_policy_lookup(&info->policy, index);
}

public void shmem_pseudo_vma_destroy(vm_area_struct *vma)
{
	mpol_cond_put(vma->vm_policy);
}

public page *shmem_swapin(swp_entry_t swap, gfp_t gfp,
			shmem_inode_info *info, pgoff_t index)
{
	vm_area_struct pvma;
	page *page;
	vm_fault vmf;

	shmem_pseudo_vma_init(&pvma, info, index);
	vmf.vma = &pvma;
	vmf.address = 0;
	page = swap_cluster_readahead(swap, gfp, &vmf);
	shmem_pseudo_vma_destroy(&pvma);

	return page;
}

public virtual page *shmem_alloc_hugepage(gfp_t gfp,
		shmem_inode_info *info, pgoff_t index)
{
	vm_area_struct pvma;
	address_space *mapping = info->vfs_inode.i_mapping;
	pgoff_t hindex;
	page *page;

	if (!IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE))
		return null;

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
	return page;
}

public page *shmem_alloc_page(gfp_t gfp,
			shmem_inode_info *info, pgoff_t index)
{
	vm_area_struct pvma;
	page *page;

	shmem_pseudo_vma_init(&pvma, info, index);
	page = alloc_page_vma(gfp, &pvma, 0);
	shmem_pseudo_vma_destroy(&pvma);

	return page;
}

[return: __gets]
[__cond_acquires("nonnull", "return")]
[__no_context_analysis("an error pointer is not null, and there is nothing of it to hold")]
public page *shmem_alloc_and_acct_page(gfp_t gfp,
		inode *inode,
		pgoff_t index, bool huge)
{
	shmem_inode_info *info = SHMEM_I(inode);
	page *page;
	int nr;
	int err = -ENOSPC;

	if (!IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE))
		huge = false;
	nr = huge ? HPAGE_PMD_NR : 1;

	if (!shmem_inode_acct_block(inode, nr))
		goto failed;

	if (huge)
		page = shmem_alloc_hugepage(gfp, info, index);
	else
		page = shmem_alloc_page(gfp, info, index);
	if (page != null) {
		__SetPageLocked(page);
		__SetPageSwapBacked(page);
		return page;
	}

	err = -ENOMEM;
	shmem_inode_unacct_blocks(inode, nr);
failed:
	return (page *)ERR_PTR(err);
}

public bool shmem_should_replace_page(page *page, gfp_t gfp)
{
	return page_zonenum(page) > gfp_zone(gfp);
}

[__releases("*pagep")]
[__puts("*pagep")]
[__acquires("*pagep")]
[__gets("*pagep")]
[__no_context_analysis("puts another page, locked and referenced alike, in the place of the caller's")]
public int shmem_replace_page(page **pagep, gfp_t gfp,
				shmem_inode_info *info, pgoff_t index)
{
	page *oldpage, newpage;
	address_space *swap_mapping;
	swp_entry_t entry;
	pgoff_t swap_index;
	int error;

	oldpage = *pagep;
	entry.val = page_private(oldpage);
	swap_index = swp_offset(entry);
	swap_mapping = page_mapping(oldpage);

	gfp &= ~GFP_CONSTRAINT_MASK;
	newpage = shmem_alloc_page(gfp, info, index);
	if (newpage == null)
		return -ENOMEM;

	get_page(newpage);
	copy_highpage(newpage, oldpage);
	flush_dcache_page(newpage);

	__SetPageLocked(newpage);
	__SetPageSwapBacked(newpage);
	SetPageUptodate(newpage);
	set_page_private(newpage, entry.val);
	SetPageSwapCache(newpage);

	xa_lock_irq(&swap_mapping->i_pages);
	error = shmem_replace_entry(swap_mapping, swap_index, oldpage, newpage);
	if (!error) {
		__inc_node_page_state(newpage, NR_FILE_PAGES);
		__dec_node_page_state(oldpage, NR_FILE_PAGES);
	}
	xa_unlock_irq(&swap_mapping->i_pages);

	if (unlikely(error)) {
		oldpage = newpage;
	} else {
		mem_cgroup_migrate(oldpage, newpage);
		lru_cache_add_anon(newpage);
		*pagep = newpage;
	}

	ClearPageSwapCache(oldpage);
	set_page_private(oldpage, 0);

	unlock_page(oldpage);
	put_page(oldpage);
	put_page(oldpage);
	return error;
}

[__cond_gets("zero", "*pagep")]
[__cond_acquires("zero", "*pagep")]
public int shmem_swapin_page(inode *inode, pgoff_t index,
			     page **pagep, sgp_type sgp,
			     gfp_t gfp, vm_area_struct *vma,
			     vm_fault_t *fault_type)
{
	address_space *mapping = inode->i_mapping;
	shmem_inode_info *info = SHMEM_I(inode);
	mm_struct *charge_mm = vma != null ? vma->vm_mm : current->mm;
	mem_cgroup *memcg;
	page *page;
	swp_entry_t swap;
	int error;

	VM_BUG_ON(*pagep == null || !xa_is_value(*pagep));
	swap = radix_to_swp_entry(*pagep);
	*pagep = null;

	page = lookup_swap_cache(swap, null, 0);
	if (page == null) {
		if (fault_type != null) {
			*fault_type |= VM_FAULT_MAJOR;
			count_vm_event(PGMAJFAULT);
			count_memcg_event_mm(charge_mm, PGMAJFAULT);
		}
		page = shmem_swapin(swap, gfp, info, index);
		if (page == null) {
			error = -ENOMEM;
			goto failed;
		}
	}

	lock_page(page);
	if (!PageSwapCache(page) || page_private(page) != swap.val ||
	    !shmem_confirm_swap(mapping, index, swap)) {
		error = -EEXIST;
		goto unlock;
	}
	if (!PageUptodate(page)) {
		error = -EIO;
		goto failed;
	}
	wait_on_page_writeback(page);

	if (shmem_should_replace_page(page, gfp)) {
		error = shmem_replace_page(&page, gfp, info, index);
		if (error)
			goto failed;
	}

	error = mem_cgroup_try_charge_delay(page, charge_mm, gfp, &memcg,
					    false);
	if (!error) {
		error = shmem_add_to_page_cache(page, mapping, index,
						swp_to_radix_entry(swap), gfp);
		if (error) {
			mem_cgroup_cancel_charge(page, memcg, false);
			delete_from_swap_cache(page);
		}
	}
	if (error)
		goto failed;

	mem_cgroup_commit_charge(page, memcg, true, false);

	spin_lock_irq(&info->@lock);
	info->swapped--;
	shmem_recalc_inode(inode);
	spin_unlock_irq(&info->@lock);

	if (sgp == SGP_WRITE)
		mark_page_accessed(page);

	delete_from_swap_cache(page);
	set_page_dirty(page);
	swap_free(swap);

	*pagep = page;
	return 0;
failed:
	if (!shmem_confirm_swap(mapping, index, swap))
		error = -EEXIST;
unlock:
	if (page != null) {
		unlock_page(page);
		put_page(page);
	}

	return error;
}

[__cond_gets("zero", "*pagep")]
[__cond_acquires("zero", "*pagep")]
public virtual int shmem_getpage_gfp(inode *inode, pgoff_t index,
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
	loff_t i_size;
	pgoff_t off;
	switch (sbinfo->huge) {
	case SHMEM_HUGE_NEVER:
		goto alloc_nohuge;
	case SHMEM_HUGE_WITHIN_SIZE:
		off = round_up(index, HPAGE_PMD_NR);
		i_size = round_up(i_size_read(inode), PAGE_SIZE);
		if ((ulong)i_size >= HPAGE_PMD_SIZE &&
		    (pgoff_t)(i_size >> PAGE_SHIFT) >= off)
			goto alloc_huge;
		goto case SHMEM_HUGE_ADVISE;
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
	if (error)
		goto unacct;
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

public int synchronous_wake_function(wait_queue_entry_t *wait, uint mode, int sync, void *key)
{
	int ret = default_wake_function(wait, mode, sync, key);
	list_del_init(&wait->entry);
	return ret;
}

[__cond_acquires("set", "vmf->page", Constant = VM_FAULT_LOCKED)]
[__cond_gets("clear", "vmf->page", Constant = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)]
[__no_context_analysis("drops mmap_sem where it returns VM_FAULT_RETRY")]
public vm_fault_t shmem_fault(vm_fault *vmf)
{
	vm_area_struct *vma = vmf->vma;
	inode *inode = file_inode(vma->vm_file);
	gfp_t gfp = mapping_gfp_mask(inode->i_mapping);
	sgp_type sgp;
	int err;
	vm_fault_t ret = VM_FAULT_LOCKED;

	if (unlikely(inode->i_private)) {
		shmem_falloc *shmem_falloc;

		spin_lock(&inode->i_lock);
		shmem_falloc = (shmem_falloc *)inode->i_private;
		if (shmem_falloc != null &&
		    shmem_falloc->waitq != null &&
		    vmf->pgoff >= shmem_falloc->start &&
		    vmf->pgoff < shmem_falloc->next) {
			wait_queue_head_t *shmem_falloc_waitq;
			DEFINE_WAIT_FUNC(out wait_queue_entry_t shmem_fault_wait, synchronous_wake_function);

			ret = VM_FAULT_NOPAGE;
			if ((vmf->flags & FAULT_FLAG_ALLOW_RETRY) != 0 &&
			   (vmf->flags & FAULT_FLAG_RETRY_NOWAIT) == 0) {
				up_read(&vma->vm_mm->mmap_sem);
				ret = VM_FAULT_RETRY;
			}

			shmem_falloc_waitq = shmem_falloc->waitq;
			prepare_to_wait(shmem_falloc_waitq, &shmem_fault_wait,
					TASK_UNINTERRUPTIBLE);
			spin_unlock(&inode->i_lock);
			schedule();

			spin_lock(&inode->i_lock);
			finish_wait(shmem_falloc_waitq, &shmem_fault_wait);
			spin_unlock(&inode->i_lock);
			return ret;
		}
		spin_unlock(&inode->i_lock);
	}

	sgp = SGP_CACHE;

	if ((vma->vm_flags & VM_NOHUGEPAGE) != 0 ||
	    test_bit(MMF_DISABLE_THP, &vma->vm_mm->flags))
		sgp = SGP_NOHUGE;
	else if (vma->vm_flags & VM_HUGEPAGE)
		sgp = SGP_HUGE;

	err = shmem_getpage_gfp(inode, vmf->pgoff, &vmf->page, sgp,
				  gfp, vma, vmf, &ret);
	if (err)
		return vmf_error(err);
	return ret;
}

public bool shmem_mapping(address_space *mapping)
{
	return mapping->a_ops == shmem_aops;
}

[__cond_gets("zero", "*pagep")]
[__cond_acquires("zero", "*pagep")]
public int
shmem_write_begin(@file *file, address_space *mapping,
			loff_t pos, uint len, uint flags,
			page **pagep, void **fsdata)
{
	inode *inode = mapping->host;
	shmem_inode_info *info = SHMEM_I(inode);
	pgoff_t index = (pgoff_t)(pos >> PAGE_SHIFT);

	if (unlikely(info->seals & (F_SEAL_GROW |
				   F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))) {
		if (info->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))
			return -EPERM;
		if ((info->seals & F_SEAL_GROW) != 0 && pos + len > inode->i_size)
			return -EPERM;
	}

	return shmem_getpage(inode, index, pagep, SGP_WRITE);
}

[__puts("page")]
[__releases("page")]
public int
shmem_write_end(@file *file, address_space *mapping,
			loff_t pos, uint len, uint copied,
			page *page, void *fsdata)
{
	inode *inode = mapping->host;

	if (pos + copied > inode->i_size)
		i_size_write(inode, pos + copied);

	if (!PageUptodate(page)) {
		page *head = compound_head(page);
		if (PageTransCompound(page)) {
			int i;

			for (i = 0; i < HPAGE_PMD_NR; i++) {
				if (head + i == page)
					continue;
				clear_highpage(head + i);
				flush_dcache_page(head + i);
			}
		}
		if (copied < PAGE_SIZE) {
			uint from = (uint)((pgoff_t)pos & (PAGE_SIZE - 1));
			zero_user_segments(page, 0, from,
					from + copied, (uint)PAGE_SIZE);
		}
		SetPageUptodate(head);
	}
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);

	return (int)copied;
}

public ssize_t shmem_file_read_iter(kiocb *iocb, iov_iter *to)
{
	@file *file = iocb->ki_filp;
	inode *inode = file_inode(file);
	address_space *mapping = inode->i_mapping;
	pgoff_t index;
	ulong offset;
	sgp_type sgp = SGP_READ;
	int error = 0;
	ssize_t retval = 0;
	loff_t *ppos = &iocb->ki_pos;

	if (!iter_is_iovec(to))
		sgp = SGP_CACHE;

	index = (pgoff_t)((*ppos) >> PAGE_SHIFT);
	offset = (ulong)(*ppos) & ~PAGE_MASK;

	for (;;) {
		page *page = null;
		pgoff_t end_index;
		ulong nr, ret;
		loff_t i_size = i_size_read(inode);

		end_index = (pgoff_t)(i_size >> PAGE_SHIFT);
		if (index > end_index)
			break;
		if (index == end_index) {
			nr = (ulong)i_size & ~PAGE_MASK;
			if (nr <= offset)
				break;
		}

		error = shmem_getpage(inode, index, &page, sgp);
		if (error) {
			if (error == -EINVAL)
				error = 0;
			break;
		}
		if (page != null) {
			if (sgp == SGP_CACHE)
				set_page_dirty(page);
			unlock_page(page);
		}

		nr = PAGE_SIZE;
		i_size = i_size_read(inode);
		end_index = (pgoff_t)(i_size >> PAGE_SHIFT);
		if (index == end_index) {
			nr = (ulong)i_size & ~PAGE_MASK;
			if (nr <= offset) {
				if (page != null)
					put_page(page);
				break;
			}
		}
		nr -= offset;

		if (page != null) {
			if (mapping_writably_mapped(mapping))
				flush_dcache_page(page);
			if (!offset)
				mark_page_accessed(page);
		} else {
			page = ZERO_PAGE(0);
			get_page(page);
		}

		ret = copy_page_to_iter(page, offset, nr, to);
		retval += (ssize_t)ret;
		offset += ret;
		index += offset >> PAGE_SHIFT;
		offset &= ~PAGE_MASK;

		put_page(page);
		if (!iov_iter_count(to))
			break;
		if (ret < nr) {
			error = -EFAULT;
			break;
		}
		cond_resched();
	}

	*ppos = ((loff_t) index << PAGE_SHIFT) + (loff_t)offset;
	file_accessed(file);
	return retval != 0 ? retval : error;
}

public pgoff_t shmem_seek_hole_data(address_space *mapping,
				    pgoff_t index, pgoff_t end, int whence)
{
	page *page;
	pagevec pvec;
	pgoff_t *indices = stackalloc pgoff_t[PAGEVEC_SIZE];
	bool done = false;
	int i;

	pagevec_init(&pvec);
	pvec.nr = 1;
	while (!done) {
		pvec.nr = find_get_entries(mapping, index,
					pvec.nr, pvec.pages, indices);
		if (!pvec.nr) {
			if (whence == SEEK_DATA)
				index = end;
			break;
		}
		for (i = 0; i < pvec.nr; i++, index++) {
			if (index < indices[i]) {
				if (whence == SEEK_HOLE) {
					done = true;
					break;
				}
				index = indices[i];
			}
			page = pvec.pages[i];
			if (page != null && !xa_is_value(page)) {
				if (!PageUptodate(page))
					page = null;
			}
			if (index >= end ||
			    (page != null && whence == SEEK_DATA) ||
			    (page == null && whence == SEEK_HOLE)) {
				done = true;
				break;
			}
		}
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);
		pvec.nr = (uint)PAGEVEC_SIZE;
		cond_resched();
	}
	return index;
}

public loff_t shmem_file_llseek(@file *file, loff_t offset, int whence)
{
	address_space *mapping = file->f_mapping;
	inode *inode = mapping->host;
	pgoff_t start, end;
	loff_t new_offset;

	if (whence != SEEK_DATA && whence != SEEK_HOLE)
		return generic_file_llseek_size(file, offset, whence,
					MAX_LFS_FILESIZE, i_size_read(inode));
	inode_lock(inode);

	if (offset < 0 || offset >= inode->i_size)
		offset = -ENXIO;
	else {
		start = (pgoff_t)(offset >> PAGE_SHIFT);
		end = ((pgoff_t)inode->i_size + PAGE_SIZE - 1) >> PAGE_SHIFT;
		new_offset = (loff_t)shmem_seek_hole_data(mapping, start, end, whence);
		new_offset <<= PAGE_SHIFT;
		if (new_offset > offset) {
			if (new_offset < inode->i_size)
				offset = new_offset;
			else if (whence == SEEK_DATA)
				offset = -ENXIO;
			else
				offset = inode->i_size;
		}
	}

	if (offset >= 0)
		offset = vfs_setpos(file, offset, MAX_LFS_FILESIZE);
	inode_unlock(inode);
	return offset;
}

public virtual long shmem_fallocate(@file *file, int mode, loff_t offset,
							 loff_t len)
{
	inode *inode = file_inode(file);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_falloc shmem_falloc;
	pgoff_t start, index, end;
	int error;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE))
		return -EOPNOTSUPP;

	inode_lock(inode);

	if (mode & FALLOC_FL_PUNCH_HOLE) {
		address_space *mapping = file->f_mapping;
		loff_t unmap_start = round_up(offset, PAGE_SIZE);
		loff_t unmap_end = round_down(offset + len, PAGE_SIZE) - 1;
		wait_queue_head_t shmem_falloc_waitq; init_waitqueue_head(&shmem_falloc_waitq);

		if (info->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) {
			error = -EPERM;
			goto @out;
		}

		shmem_falloc.waitq = &shmem_falloc_waitq;
		shmem_falloc.start = (pgoff_t)(unmap_start >> PAGE_SHIFT);
		shmem_falloc.next = (pgoff_t)((unmap_end + 1) >> PAGE_SHIFT);
		spin_lock(&inode->i_lock);
		inode->i_private = &shmem_falloc;
		spin_unlock(&inode->i_lock);

		if ((u64)unmap_end > (u64)unmap_start)
			unmap_mapping_range(mapping, unmap_start,
					    1 + unmap_end - unmap_start, 0);
		shmem_truncate_range(inode, offset, offset + len - 1);

		spin_lock(&inode->i_lock);
		inode->i_private = null;
		wake_up_all(&shmem_falloc_waitq);
		WARN_ON_ONCE(!list_empty(&shmem_falloc_waitq.head));
		spin_unlock(&inode->i_lock);
		error = 0;
		goto @out;
	}

	error = inode_newsize_ok(inode, offset + len);
	if (error)
		goto @out;

	if ((info->seals & F_SEAL_GROW) != 0 && offset + len > inode->i_size) {
		error = -EPERM;
		goto @out;
	}

	start = (pgoff_t)(offset >> PAGE_SHIFT);
	end = ((pgoff_t)(offset + len) + PAGE_SIZE - 1) >> PAGE_SHIFT;
	if (sbinfo->max_blocks != 0 && end - start > sbinfo->max_blocks) {
		error = -ENOSPC;
		goto @out;
	}

	shmem_falloc.waitq = null;
	shmem_falloc.start = start;
	shmem_falloc.next  = start;
	shmem_falloc.nr_falloced = 0;
	shmem_falloc.nr_unswapped = 0;
	spin_lock(&inode->i_lock);
	inode->i_private = &shmem_falloc;
	spin_unlock(&inode->i_lock);

	for (index = start; index < end; index++) {
		page *page = null;

		if (signal_pending(current))
			error = -EINTR;
		else if (shmem_falloc.nr_unswapped > shmem_falloc.nr_falloced)
			error = -ENOMEM;
		else
			error = shmem_getpage(inode, index, &page, SGP_FALLOC);
		if (error) {
			if (index > start) {
				shmem_undo_range(inode,
				    (loff_t)start << PAGE_SHIFT,
				    ((loff_t)index << PAGE_SHIFT) - 1, true);
			}
			goto undone;
		}

		shmem_falloc.next++;
		if (!PageUptodate(page))
			shmem_falloc.nr_falloced++;

		set_page_dirty(page);
		unlock_page(page);
		put_page(page);
		cond_resched();
	}

	if ((mode & FALLOC_FL_KEEP_SIZE) == 0 && offset + len > inode->i_size)
		i_size_write(inode, offset + len);
	inode->i_ctime = current_time(inode);
undone:
	spin_lock(&inode->i_lock);
	inode->i_private = null;
	spin_unlock(&inode->i_lock);
@out:
	inode_unlock(inode);
	return error;
}

public bool shmem_huge_enabled(vm_area_struct *vma)
{
	inode *inode = file_inode(vma->vm_file);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);
	loff_t i_size;
	pgoff_t off;

	if ((vma->vm_flags & VM_NOHUGEPAGE) != 0 ||
	    test_bit(MMF_DISABLE_THP, &vma->vm_mm->flags))
		return false;
	if (shmem_huge == SHMEM_HUGE_FORCE)
		return true;
	if (shmem_huge == SHMEM_HUGE_DENY)
		return false;
	switch (sbinfo->huge) {
		case SHMEM_HUGE_NEVER:
			return false;
		case SHMEM_HUGE_ALWAYS:
			return true;
		case SHMEM_HUGE_WITHIN_SIZE:
			off = round_up(vma->vm_pgoff, HPAGE_PMD_NR);
			i_size = round_up(i_size_read(inode), PAGE_SIZE);
			if ((ulong)i_size >= HPAGE_PMD_SIZE &&
					(pgoff_t)(i_size >> PAGE_SHIFT) >= off)
				return true;
			goto case SHMEM_HUGE_ADVISE;
		case SHMEM_HUGE_ADVISE:
			return (vma->vm_flags & VM_HUGEPAGE) != 0;
		default:
			VM_BUG_ON(true);
			return false;
	}
}

}
