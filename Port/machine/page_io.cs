/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/page_io.c at v5.4: a page goes to its swap slot and comes back at once */
namespace linux;

public struct writeback_control
{
	public long nr_to_write;
	public uint for_reclaim;
}

public unsafe partial class kernel
{
	const byte SLOT_EMPTY = 0, SLOT_ZERO = 1, SLOT_BYTES = 2;

	/// <summary>Reads from swap until one fails and leaves its page without PG_uptodate; negative: none does.</summary>
	public long swap_read_fail_after = -1;

	/// <summary>Writes a page of the swap cache to its slot, and unlocks it.</summary>
	[__releases("page")]
	public int swap_writepage(page *page, writeback_control *wbc)
	{
		if (try_to_free_swap(page) != 0) {
			unlock_page(page);
			return 0;
		}

		VM_BUG_ON_PAGE(!PageSwapCache(page), page);
		count_vm_events(PSWPOUT, hpage_nr_pages(page));
		set_page_writeback(page);
		unlock_page(page);
		write_swap_slot(page_swap_info(page), __page_file_index(page), page);
		end_page_writeback(page);
		return 0;
	}

	void write_swap_slot(swap_info_struct *sis, ulong offset, page *page)
	{
		VM_BUG_ON_PAGE(sis->swap_map[offset] == 0, page);
		if (frame_is_zero(page)) {
			sis->written[offset] = SLOT_ZERO;
			return;
		}
		if (sis->slots[offset] == null)
			sis->slots[offset] = (byte *)arena.alloc((nuint)PAGE_SIZE);
		copy_page(sis->slots[offset], page_contents(page));
		sis->written[offset] = SLOT_BYTES;
	}

	/// <summary>Fills a new page of the swap cache from its slot, and unlocks it. A kernel_bug if the slot was never written.</summary>
	[__releases("page")]
	public int swap_readpage(page *page, bool synchronous)
	{
		swap_info_struct *sis = page_swap_info(page);
		ulong offset = __page_file_index(page);

		VM_BUG_ON_PAGE(!PageSwapCache(page) && !synchronous, page);
		VM_BUG_ON_PAGE(!PageLocked(page), page);
		VM_BUG_ON_PAGE(PageUptodate(page), page);
		VM_BUG_ON_PAGE(sis->written[offset] == SLOT_EMPTY, page);

		count_vm_event(PSWPIN);
		if (swap_read_fail_after >= 0 && swap_read_fail_after-- == 0) {
			SetPageError(page);
			unlock_page(page);
			return 0;
		}
		if (sis->written[offset] == SLOT_ZERO)
			clear_page(page_address(page));
		else
			copy_page(page_address(page), sis->slots[offset]);
		SetPageUptodate(page);
		unlock_page(page);
		return 0;
	}

	/// <summary>The PAGE_SIZE bytes that a slot holds, to be read only. A kernel_bug if it holds nothing.</summary>
	public byte *swap_slot(swp_entry_t entry)
	{
		swap_info_struct *sis = swp_swap_info(entry);

		BUG_ON(sis->written[swp_offset(entry)] == SLOT_EMPTY);
		/* the header's slot stays zero */
		return sis->written[swp_offset(entry)] == SLOT_ZERO ? sis->slots[0] : sis->slots[swp_offset(entry)];
	}

	public bool swap_set_page_dirty(page *page) => __set_page_dirty_no_writeback(page);
}
