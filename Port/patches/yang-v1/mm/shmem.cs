/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/shmem.c at v5.4 with Yang Shi's RFC of 23 Nov 2019, blob 66e2a827 */
namespace linux;

/// <summary>v5.4 with Yang Shi's RFC of 23 November 2019: the huge page is split where FALLOC_FL_SPLIT_HPAGE asks for it.</summary>
public unsafe partial class yang_v1(machine_config config) : kernel(config)
{
public override string name => "yang-v1";

/* as posted the flag is unreachable: the kernel of the transcripts had this mask widened by hand */
public override int FALLOC_FL_SUPPORTED_MASK => base.FALLOC_FL_SUPPORTED_MASK | FALLOC_FL_SPLIT_HPAGE;

public void shmem_undo_range(inode *inode, loff_t lstart, loff_t lend,
			     bool unfalloc, bool split)
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
	page *page = null;

	if (lend == -1)
		end = ULONG_MAX;

	pagevec_init(&pvec);
	index = start;
retry:
	while (index < end) {
		pvec.nr = find_get_entries(mapping, index,
			(uint)min(end - index, (pgoff_t)PAGEVEC_SIZE),
			pvec.pages, indices);
		if (!pvec.nr)
			break;
		for (i = 0; i < pagevec_count(&pvec); i++) {
			page = pvec.pages[i];

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
				if (!unfalloc && split)
					goto split;
				continue;
			} else if (PageTransHuge(page)) {
				if (index == round_down(end, HPAGE_PMD_NR)) {
					clear_highpage(page);
					unlock_page(page);
					if (!unfalloc && split)
						goto split;
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
split:
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);
		cond_resched();

		if (split && PageTransCompound(page)) {
			if (!get_page_unless_zero(compound_head(page)))
				goto @out;

			if (!trylock_page(page))
				goto out_put;

			if (!split_huge_page(page)) {
				unlock_page(page);
				put_page(page);
				goto retry;
			}
			unlock_page(page);
out_put:
			put_page(page);
		}
@out:
		index++;
	}

	if (partial_start) {
		page *page_ = null;
		shmem_getpage(inode, start - 1, &page_, SGP_READ);
		if (page_ != null) {
			uint top = (uint)PAGE_SIZE;
			if (start > end) {
				top = partial_end;
				partial_end = 0;
			}
			zero_user_segment(page_, partial_start, top);
			set_page_dirty(page_);
			unlock_page(page_);
			put_page(page_);
		}
	}
	if (partial_end) {
		page *page_ = null;
		shmem_getpage(inode, end, &page_, SGP_READ);
		if (page_ != null) {
			zero_user_segment(page_, 0, partial_end);
			set_page_dirty(page_);
			unlock_page(page_);
			put_page(page_);
		}
	}
	if (start >= end)
		return;

	index = start;
again:
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
			page *page_ = pvec.pages[i];

			index = indices[i];
			if (index >= end)
				break;

			if (xa_is_value(page_)) {
				if (unfalloc)
					continue;
				if (shmem_free_swap(mapping, index, page_)) {
					index--;
					break;
				}
				nr_swaps_freed++;
				continue;
			}

			lock_page(page_);

			if (PageTransTail(page_)) {
				clear_highpage(page_);
				unlock_page(page_);
				if (index != round_down(end, HPAGE_PMD_NR))
					start++;
				if (!unfalloc && split)
					goto rescan_split;
				continue;
			} else if (PageTransHuge(page_)) {
				if (index == round_down(end, HPAGE_PMD_NR)) {
					clear_highpage(page_);
					unlock_page(page_);
					if (!unfalloc && split)
						goto rescan_split;
					continue;
				}
				index += (pgoff_t)HPAGE_PMD_NR - 1;
				i += HPAGE_PMD_NR - 1;
			}

			if (!unfalloc || !PageUptodate(page_)) {
				VM_BUG_ON_PAGE(PageTail(page_), page_);
				if (page_mapping(page_) == mapping) {
					VM_BUG_ON_PAGE(PageWriteback(page_), page_);
					truncate_inode_page(mapping, page_);
				} else {
					unlock_page(page_);
					index--;
					break;
				}
			}
			unlock_page(page_);
		}
rescan_split:
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);

		if (split && PageTransCompound(page)) {
			if (!get_page_unless_zero(compound_head(page)))
				goto rescan_out;

			lock_page(page);

			if (!split_huge_page(page)) {
				unlock_page(page);
				put_page(page);
				goto again;
			}
			unlock_page(page);
			put_page(page);
		}
rescan_out:
		index++;
	}

	spin_lock_irq(&info->@lock);
	info->swapped -= (ulong)nr_swaps_freed;
	shmem_recalc_inode(inode);
	spin_unlock_irq(&info->@lock);
}

public void shmem_truncate_range(inode *inode, loff_t lstart, loff_t lend,
			  bool split)
{
	shmem_undo_range(inode, lstart, lend, false, split);
	inode->i_ctime = inode->i_mtime = current_time(inode);
}

public override int shmem_setattr(dentry *dentry, iattr *attr)
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
							newsize, (loff_t)(-1),
							false);
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

public override void shmem_evict_inode(inode *inode)
{
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);

	if (inode->i_mapping->a_ops == shmem_aops) {
		shmem_unacct_size(info->flags, inode->i_size);
		inode->i_size = 0;
		shmem_truncate_range(inode, 0, (loff_t)(-1), false);
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

public override long shmem_fallocate(@file *file, int mode, loff_t offset,
							 loff_t len)
{
	inode *inode = file_inode(file);
	shmem_sb_info *sbinfo = SHMEM_SB(inode->i_sb);
	shmem_inode_info *info = SHMEM_I(inode);
	shmem_falloc shmem_falloc;
	pgoff_t start, index, end;
	int error;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE |
		     FALLOC_FL_SPLIT_HPAGE))
		return -EOPNOTSUPP;

	inode_lock(inode);

	if (mode & FALLOC_FL_PUNCH_HOLE) {
		bool split = (mode & FALLOC_FL_SPLIT_HPAGE) != 0;
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
		shmem_truncate_range(inode, offset, offset + len - 1, split);

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
				    ((loff_t)index << PAGE_SHIFT) - 1, true,
				    false);
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
}
