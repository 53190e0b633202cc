/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/mm_inline.h at v5.4, blob 6f2fef7b0784 */
namespace linux;

public unsafe partial class kernel
{
public int page_is_file_cache(page *page)
{
	return !PageSwapBacked(page) ? 1 : 0;
}

public void __update_lru_size(lruvec *lruvec,
				lru_list lru, zone_type zid,
				int nr_pages)
{
	pglist_data *pgdat = lruvec_pgdat(lruvec);

	__mod_lruvec_state(lruvec, NR_LRU_BASE + lru, nr_pages);
	__mod_zone_page_state(&pgdat->node_zones[zid],
				NR_ZONE_LRU_BASE + lru, nr_pages);
}

public void update_lru_size(lruvec *lruvec,
				lru_list lru, zone_type zid,
				int nr_pages)
{
	__update_lru_size(lruvec, lru, zid, nr_pages);
#if CONFIG_MEMCG
	mem_cgroup_update_lru_size(lruvec, lru, zid, nr_pages);
#endif
}

public void add_page_to_lru_list(page *page,
				lruvec *lruvec, lru_list lru)
{
	update_lru_size(lruvec, lru, page_zonenum(page), hpage_nr_pages(page));
	list_add(&page->lru, &lruvec->lists[lru]);
}

public void add_page_to_lru_list_tail(page *page,
				lruvec *lruvec, lru_list lru)
{
	update_lru_size(lruvec, lru, page_zonenum(page), hpage_nr_pages(page));
	list_add_tail(&page->lru, &lruvec->lists[lru]);
}

public void del_page_from_lru_list(page *page,
				lruvec *lruvec, lru_list lru)
{
	list_del(&page->lru);
	update_lru_size(lruvec, lru, page_zonenum(page), -hpage_nr_pages(page));
}

public lru_list page_lru_base_type(page *page)
{
	if (page_is_file_cache(page))
		return LRU_INACTIVE_FILE;
	return LRU_INACTIVE_ANON;
}

public lru_list page_off_lru(page *page)
{
	lru_list lru;

	if (PageUnevictable(page)) {
		__ClearPageUnevictable(page);
		lru = LRU_UNEVICTABLE;
	} else {
		lru = page_lru_base_type(page);
		if (PageActive(page)) {
			__ClearPageActive(page);
			lru += LRU_ACTIVE;
		}
	}
	return lru;
}

public lru_list page_lru(page *page)
{
	lru_list lru;

	if (PageUnevictable(page))
		lru = LRU_UNEVICTABLE;
	else {
		lru = page_lru_base_type(page);
		if (PageActive(page))
			lru += LRU_ACTIVE;
	}
	return lru;
}
}
