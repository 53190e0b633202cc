/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/truncate.c at v5.4, blob dd9ebc1da356 */
namespace linux;

public unsafe partial class kernel
{
public void
truncate_cleanup_page(address_space *mapping, page *page)
{
	if (page_mapped(page)) {
		pgoff_t nr = (pgoff_t)(PageTransHuge(page) ? HPAGE_PMD_NR : 1);
		unmap_mapping_pages(mapping, page->index, nr, false);
	}

	if (page_has_private(page))
		do_invalidatepage(page, 0, (uint)PAGE_SIZE);

	cancel_dirty_page(page);
	ClearPageMappedToDisk(page);
}

[__needs_valid("page")]
public int truncate_inode_page(address_space *mapping, page *page)
{
	VM_BUG_ON_PAGE(PageTail(page), page);

	if (page->mapping != mapping)
		return -EIO;

	truncate_cleanup_page(mapping, page);
	delete_from_page_cache(page);
	return 0;
}
}
