/* SPDX-License-Identifier: GPL-2.0-only */
/* Looking at a file from outside, which changes nothing */
namespace linux;

public unsafe partial class kernel
{
	/// <summary>The page that the page cache holds at <paramref name="index"/>; null: a hole, or swapped out.</summary>
	public page *cached_page(inode *inode, pgoff_t index)
	{
		var page = (page *)xa_load(&inode->i_mapping->i_pages, index);
		return page == null || xa_is_value(page) ? null : find_subpage(page, index);
	}

	/// <summary>The content at page <paramref name="index"/>, from its start: zeroes for a hole, the slot's for a swapped page.</summary>
	public void peek(inode *inode, pgoff_t index, Span<byte> into)
	{
		var page = (page *)xa_load(&inode->i_mapping->i_pages, index);
		if (page == null) {
			into.Clear();
			return;
		}
		if (!xa_is_value(page)) {
			copy_page_contents(find_subpage(page, index), into);
			return;
		}
		swp_entry_t entry = radix_to_swp_entry(page);
		page = find_get_page(swap_address_space(entry), swp_offset(entry));
		if (page != null && PageUptodate(page))
			copy_page_contents(page, into);
		else
			new Span<byte>(swap_slot(entry), into.Length).CopyTo(into);
		if (page != null)
			put_page(page);
	}

	/* a page that was only allocated reads as zeroes */
	void copy_page_contents(page *page, Span<byte> into)
	{
		if (PageUptodate(page))
			new Span<byte>(kmap_atomic_read(page), into.Length).CopyTo(into);
		else
			into.Clear();
	}
}
