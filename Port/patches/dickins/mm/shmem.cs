/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/shmem.c at v5.4 with Hugh Dickins' patch of 27 Nov 2019, blob f836dfc12c92 */
namespace linux;

/// <summary>v5.4 with Hugh Dickins' patch of 27 November 2019: the huge page is split, default behaviour.</summary>
public unsafe partial class dickins(machine_config config) : kernel(config)
{
public override string name => "dickins";

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
				else {
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
}
