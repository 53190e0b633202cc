/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/page-writeback.c at v5.4, for mappings that account no dirty pages and use no tags: tmpfs and the swap cache */
namespace linux;

public unsafe partial class kernel
{
	public static bool mapping_cap_account_dirty(address_space *mapping) => false;
	public static bool mapping_cap_writeback_dirty(address_space *mapping) => false;

	public bool __set_page_dirty_no_writeback(page *page)
	{
		if (!PageDirty(page))
			return !TestSetPageDirty(page);
		return false;
	}

	/// <summary>Marks the page (the head, of a compound page) dirty; true if it was not. Both mappings have the same way.</summary>
	public bool set_page_dirty(page *page)
	{
		address_space *mapping = page_mapping(page);

		page = compound_head(page);
		if (likely(mapping)) {
			if (PageReclaim(page))
				ClearPageReclaim(page);
			return __set_page_dirty_no_writeback(page);
		}
		if (!PageDirty(page)) {
			if (!TestSetPageDirty(page))
				return true;
		}
		return false;
	}

	public bool set_page_dirty_lock(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		lock_page(page, file, line);
		bool ret = set_page_dirty(page);
		unlock_page(page, file, line);
		return ret;
	}

	public bool redirty_page_for_writepage(writeback_control *wbc, page *page) => __set_page_dirty_no_writeback(page);

	public void __cancel_dirty_page(page *page) => ClearPageDirty(page);

	public bool clear_page_dirty_for_io(page *page)
	{
		BUG_ON(!PageLocked(page));
		return TestClearPageDirty(page);
	}

	/* only mappings that account dirty pages have anything to do here */
	public static void account_page_cleaned(page *page, address_space *mapping, void *wb) { }
	public static void *inode_to_wb(inode *inode) => null;

	public bool test_clear_page_writeback(page *page)
	{
		mem_cgroup *memcg = lock_page_memcg(page);
		lruvec *lruvec = mem_cgroup_page_lruvec(page, page_pgdat(page));
		bool ret = TestClearPageWriteback(page);

		if (ret) {
			mod_lruvec_state(lruvec, NR_WRITEBACK, -1);
			dec_zone_page_state(page, NR_ZONE_WRITE_PENDING);
			inc_node_page_state(page, NR_WRITTEN);
		}
		__unlock_page_memcg(memcg);
		return ret;
	}

	public bool __test_set_page_writeback(page *page, bool keep_write)
	{
		lock_page_memcg(page);
		bool ret = TestSetPageWriteback(page);
		if (!ret) {
			inc_lruvec_page_state(page, NR_WRITEBACK);
			inc_zone_page_state(page, NR_ZONE_WRITE_PENDING);
		}
		unlock_page_memcg(page);
		return ret;
	}

	public void wait_on_page_writeback(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (PageWriteback(page))
			wait_on_page_bit(page, PG_writeback, file, line);
	}

	/* mm/truncate.c: no page of tmpfs has PG_private */
	public void do_invalidatepage(page *page, uint offset, uint length) =>
		throw machine_bug("invalidation of a page with private data", dump_page(page));
}
