/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/swap_state.c at v5.4: the swap cache, without read-ahead by virtual address */
namespace linux;

public unsafe partial class kernel
{
	public const int SWAP_ADDRESS_SPACE_SHIFT = 14;
	public const ulong SWAP_ADDRESS_SPACE_PAGES = 1 << SWAP_ADDRESS_SPACE_SHIFT;

	/// <summary>The swap cache: one address_space for each 64 MiB of the device.</summary>
	public address_space *swapper_spaces;
	public uint nr_swapper_spaces;
	public address_space_operations *swap_aops;

	/// <summary>A swap-in reads an aligned cluster of 1 &lt;&lt; page_cluster slots at most; 0: no read-ahead.</summary>
	public int page_cluster = 3;

	int swapin_readahead_hits = 4;
	ulong swapin_prev_offset;
	uint swapin_last_readahead_pages;

	public address_space *swap_address_space(swp_entry_t entry) =>
		&swapper_spaces[swp_offset(entry) >> SWAP_ADDRESS_SPACE_SHIFT];

	void swap_state_init()
	{
		swap_aops = (address_space_operations *)arena.alloc((nuint)sizeof(address_space_operations));
		swap_aops->id = 1;
	}

	void init_swap_address_space(uint type, ulong nr_pages)
	{
		nr_swapper_spaces = (uint)DIV_ROUND_UP(nr_pages, SWAP_ADDRESS_SPACE_PAGES);
		swapper_spaces = (address_space *)arena.alloc(nr_swapper_spaces * (nuint)sizeof(address_space));
		for (uint i = 0; i < nr_swapper_spaces; i++) {
			address_space *space = swapper_spaces + i;

			xa_init_flags(&space->i_pages, XA_FLAGS_LOCK_IRQ);
			INIT_LIST_HEAD(&space->i_mmap);
			space->a_ops = swap_aops;
		}
	}

	/// <summary>Pages in the swap cache.</summary>
	public ulong total_swapcache_pages()
	{
		ulong ret = 0;

		for (uint i = 0; i < nr_swapper_spaces; i++)
			ret += swapper_spaces[i].nrpages;
		return ret;
	}

	/// <summary>Adds a locked page under the slot that get_swap_page() gave: 0, or -ENOMEM.</summary>
	public int add_to_swap_cache(page *page, swp_entry_t entry, gfp_t gfp)
	{
		address_space *address_space = swap_address_space(entry);
		pgoff_t idx = swp_offset(entry);
		XA_STATE_ORDER(out xa_state xas, &address_space->i_pages, idx, compound_order(page));
		ulong i, nr = compound_nr(page);

		VM_BUG_ON_PAGE(!PageLocked(page), page);
		VM_BUG_ON_PAGE(PageSwapCache(page), page);
		VM_BUG_ON_PAGE(!PageSwapBacked(page), page);

		page_ref_add(page, (int)nr);
		SetPageSwapCache(page);

		do {
			xas_lock_irq(&xas);
			xas_create_range(&xas);
			if (xas_error(&xas) != 0)
				goto unlock;
			for (i = 0; i < nr; i++) {
				VM_BUG_ON_PAGE(xas.xa_index != idx + i, page);
				set_page_private(page + i, entry.val + i);
				xas_store(&xas, page);
				xas_next(&xas);
			}
			address_space->nrpages += nr;
			__mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, nr);
		unlock:
			xas_unlock_irq(&xas);
		} while (xas_nomem(&xas, gfp));

		if (xas_error(&xas) == 0)
			return 0;

		ClearPageSwapCache(page);
		page_ref_sub(page, (int)nr);
		return xas_error(&xas);
	}

	/* the page and the array are locked */
	public void __delete_from_swap_cache(page *page, swp_entry_t entry)
	{
		address_space *address_space = swap_address_space(entry);
		int nr = hpage_nr_pages(page);
		XA_STATE(out xa_state xas, &address_space->i_pages, swp_offset(entry));

		VM_BUG_ON_PAGE(!PageLocked(page), page);
		VM_BUG_ON_PAGE(!PageSwapCache(page), page);
		VM_BUG_ON_PAGE(PageWriteback(page), page);

		for (int i = 0; i < nr; i++) {
			void *old = xas_store(&xas, null);
			VM_BUG_ON_PAGE(old != page, page);
			set_page_private(page + i, 0);
			xas_next(&xas);
		}
		ClearPageSwapCache(page);
		address_space->nrpages -= (ulong)nr;
		__mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, -nr);
	}

	/// <summary>Gives a locked, uptodate page a slot and adds it to the swap cache: 1, or 0 where that failed.</summary>
	public int add_to_swap(page *page)
	{
		VM_BUG_ON_PAGE(!PageLocked(page), page);
		VM_BUG_ON_PAGE(!PageUptodate(page), page);

		swp_entry_t entry = get_swap_page(page);
		if (entry.val == 0)
			return 0;
		if (add_to_swap_cache(page, entry, __GFP_HIGH | __GFP_NOMEMALLOC | __GFP_NOWARN) != 0) {
			put_swap_page(page, entry);
			return 0;
		}
		set_page_dirty(page);
		return 1;
	}

	/// <summary>Takes a locked page, that the caller has a reference to, out of the swap cache.</summary>
	public void delete_from_swap_cache(page *page)
	{
		swp_entry_t entry = new() { val = page_private(page) };
		address_space *address_space = swap_address_space(entry);

		xa_lock_irq(&address_space->i_pages);
		__delete_from_swap_cache(page, entry);
		xa_unlock_irq(&address_space->i_pages);

		put_swap_page(page, entry);
		page_ref_sub(page, hpage_nr_pages(page));
	}

	void free_swap_cache(page *page)
	{
		if (PageSwapCache(page) && !page_mapped(page) && trylock_page(page)) {
			try_to_free_swap(page);
			unlock_page(page);
		}
	}

	/// <summary>put_page(), and frees the page's swap if nobody else wants it.</summary>
	[__puts("page")]
	public void free_page_and_swap_cache(page *page)
	{
		free_swap_cache(page);
		put_page(page);
	}

	/// <summary>free_page_and_swap_cache() for each of the pages.</summary>
	[__puts("pages[]")]
	public void free_pages_and_swap_cache(page **pages, int nr)
	{
		lru_add_drain();
		for (int i = 0; i < nr; i++)
			free_swap_cache(pages[i]);
		release_pages(pages, nr);
	}

	/// <summary>The page of the swap cache, with a reference; null if the slot is not cached.</summary>
	[return: __gets]
	public page *lookup_swap_cache(swp_entry_t entry, vm_area_struct *vma, ulong addr)
	{
		swap_info_struct *si = get_swap_device(entry);
		if (si == null)
			return null;
		page *page = find_get_page(swap_address_space(entry), swp_offset(entry));
		put_swap_device(si);

		if (page != null && !PageTransCompound(page) && TestClearPageReadahead(page)) {
			count_vm_event(SWAP_RA_HIT);
			swapin_readahead_hits++;
		}
		return page;
	}

	[return: __gets]
	[__cond_acquires("new_page_allocated=true", "return")]
	page *__read_swap_cache_async(swp_entry_t entry, gfp_t gfp_mask, vm_area_struct *vma, ulong addr, out bool new_page_allocated)
	{
		page *found_page = null, new_page = null;
		int err;

		new_page_allocated = false;
		do {
			swap_info_struct *si = get_swap_device(entry);
			if (si == null)
				break;
			found_page = find_get_page(swap_address_space(entry), swp_offset(entry));
			put_swap_device(si);
			if (found_page != null)
				break;

			/* read-ahead passes over slots that nobody uses */
			if (__swp_swapcount(entry) == 0)
				break;

			if (new_page == null) {
				new_page = alloc_page_vma(gfp_mask, vma, addr);
				if (new_page == null)
					break;
			}

			/* the allocation may have slept, and the slot may have been freed since */
			err = swapcache_prepare(entry);
			if (err == -EEXIST) {
				cond_resched();
				continue;
			} else if (err != 0)
				break;

			__SetPageLocked(new_page);
			__SetPageSwapBacked(new_page);
			err = add_to_swap_cache(new_page, entry, gfp_mask & GFP_KERNEL);
			if (err == 0) {
				SetPageWorkingset(new_page);
				lru_cache_add_anon(new_page);
				new_page_allocated = true;
				return new_page;
			}
			__ClearPageLocked(new_page);
			put_swap_page(new_page, entry);
		} while (err != -ENOMEM);

		if (new_page != null)
			put_page(new_page);
		return found_page;
	}

	/// <summary>The page of the slot with a reference, read from the device if it was not cached; null where memory ran out.</summary>
	[return: __gets]
	public page *read_swap_cache_async(swp_entry_t entry, gfp_t gfp_mask, vm_area_struct *vma, ulong addr, bool do_poll)
	{
		page *retpage = __read_swap_cache_async(entry, gfp_mask, vma, addr, out bool page_was_allocated);

		if (page_was_allocated)
			swap_readpage(retpage, do_poll);
		return retpage;
	}

	static uint __swapin_nr_pages(ulong prev_offset, ulong offset, int hits, uint max_pages, uint prev_win)
	{
		uint pages = (uint)hits + 2;

		if (pages == 2) {
			if (offset != prev_offset + 1 && offset != prev_offset - 1)
				pages = 1;
		} else {
			uint roundup = 4;
			while (roundup < pages)
				roundup <<= 1;
			pages = roundup;
		}

		pages = min(pages, max_pages);
		return max(pages, prev_win / 2);
	}

	ulong swapin_nr_pages(ulong offset)
	{
		uint max_pages = 1u << page_cluster;

		if (max_pages <= 1)
			return 1;
		int hits = swapin_readahead_hits;
		swapin_readahead_hits = 0;
		uint pages = __swapin_nr_pages(swapin_prev_offset, offset, hits, max_pages, swapin_last_readahead_pages);
		if (hits == 0)
			swapin_prev_offset = offset;
		swapin_last_readahead_pages = pages;
		return pages;
	}

	/// <summary>read_swap_cache_async(), and what lies around the slot is read into the swap cache with it.</summary>
	public page *swap_cluster_readahead(swp_entry_t entry, gfp_t gfp_mask, vm_fault *vmf)
	{
		ulong entry_offset = swp_offset(entry);
		swap_info_struct *si = swp_swap_info(entry);
		vm_area_struct *vma = vmf->vma;
		ulong addr = vmf->address;
		bool do_poll = true;

		ulong mask = swapin_nr_pages(entry_offset) - 1;
		if (mask == 0)
			goto skip;

		do_poll = false;
		ulong start_offset = entry_offset & ~mask;
		ulong end_offset = entry_offset | mask;
		if (start_offset == 0)	/* the header */
			start_offset++;
		if (end_offset >= si->max)
			end_offset = si->max - 1;

		for (ulong offset = start_offset; offset <= end_offset; offset++) {
			page *page = __read_swap_cache_async(swp_entry(swp_type(entry), offset), gfp_mask, vma, addr, out bool page_allocated);
			if (page == null)
				continue;
			if (page_allocated) {
				swap_readpage(page, false);
				if (offset != entry_offset) {
					SetPageReadahead(page);
					count_vm_event(SWAP_RA);
				}
			}
			put_page(page);
		}
		lru_add_drain();
	skip:
		return read_swap_cache_async(entry, gfp_mask, vma, addr, do_poll);
	}
}
