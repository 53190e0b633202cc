/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/shmem.c at v5.4 with Yang Shi's v2 of 4 Dec 2019, blob 1ae0c7f1 */
namespace linux;

/// <summary>v5.4 with Yang Shi's v2 of 4 December 2019: the huge page stays locked and pinned over pagevec_release(), then is split.</summary>
public unsafe partial class yang_v2(machine_config config) : kernel(config)
{
public override string name => "yang-v2";

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
	bool split = false;
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
			split = false;
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

			if (PageTransCompound(page) && !unfalloc) {
				if (PageHead(page) &&
				    index != round_down(end, HPAGE_PMD_NR)) {
					index += (pgoff_t)HPAGE_PMD_NR - 1;
					i += HPAGE_PMD_NR - 1;
				} else {
					get_page(page);
					split = true;
					goto split;
				}
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

		if (split) {
			if (!split_huge_page(page)) {
				unlock_page(page);
				put_page(page);
				goto retry;
			}

			unlock_page(page);
			put_page(page);
		}

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
			split = false;
			page = pvec.pages[i];

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

			if (PageTransCompound(page) && !unfalloc) {
				if (PageHead(page) &&
				    index != round_down(end, HPAGE_PMD_NR)) {
					index += (pgoff_t)HPAGE_PMD_NR - 1;
					i += HPAGE_PMD_NR - 1;
				} else {
					get_page(page);
					split = true;
					goto rescan_split;
				}
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
rescan_split:
		pagevec_remove_exceptionals(&pvec);
		pagevec_release(&pvec);

		if (split) {
			if (!split_huge_page(page)) {
				unlock_page(page);
				put_page(page);
				goto again;
			}

			clear_highpage(page);

			unlock_page(page);
			put_page(page);
		}

		index++;
	}

	spin_lock_irq(&info->@lock);
	info->swapped -= (ulong)nr_swaps_freed;
	shmem_recalc_inode(inode);
	spin_unlock_irq(&info->@lock);
}
}
