/* SPDX-License-Identifier: GPL-2.0-only */
/* The sweep of the checks at rest: from the roots (inodes, the swap cache, pagevecs, references in flight, pins) to
 * every page frame, counting for each who refers to it. What a tree holds is checked on the way. */
namespace linux;

/* what the sweep found out about a frame: about the head, for a compound page */
struct frame_refs
{
	public uint round;	/* the sweep that this is of */
	public int page_cache, swap_cache, in_flight, lru_pagevec, pins, lru;
}

public unsafe partial class kernel
{
	frame_refs[] frame_refs = [];
	ulong[] seen_pfns = new ulong[256];	/* heads, in the order they were found */
	int nr_seen;
	uint[] slot_round = [];			/* by swap slot: the sweep that saw a value entry of it */
	uint check_round;

	/// <summary>Empty nodes of trees that are gone. v5.4 forgets them where a node allocation failed, or collapse_file().</summary>
	public long xa_nodes_written_off;

	/* the tree of an inode that is about to go: what nodes it has left nobody will ever free */
	void write_off_nodes(xarray *xa)
	{
		tree_sums sums = default;
		long nodes = sum_nodes;

		sweep_tree(xa, null, 0, ref sums);
		xa_nodes_written_off += sum_nodes - nodes;
	}

	/* the sums of a sweep */
	ulong sum_cached, sum_swapcached, sum_charged, sum_mapped, sum_thps, sum_pmdmapped, sum_accounted;
	ulong sum_alloced, sum_value_or_cache_slots;
	long sum_nodes;

	void sweep()
	{
		check_round++;
		nr_seen = 0;
		if ((ulong)frame_refs.Length < untouched_pfn)
			frame_refs = new frame_refs[untouched_pfn];
		if (swap_info != null && slot_round.Length == 0)
			slot_round = new uint[swap_info->max];
		sum_alloced = sum_value_or_cache_slots = 0;
		sum_nodes = 0;

		foreach (nint inode in inodes)
			sweep_inode((inode *)inode);
		for (uint i = 0; i < nr_swapper_spaces; i++)
			sweep_swap_cache(swapper_spaces + i, i);

		see(zero_page);
		for (int i = 0; i < nr_lru_pagevecs; i++)
			for (int j = 0; j < (int)lru_add_pvec[i].nr; j++)
				see(lru_add_pvec[i].pages[j]).lru_pagevec++;
		foreach (page_holder h in in_flight_holders)
			see(h.page).in_flight++;
		foreach (page_holder h in outside_holders)
			see(h.page).pins++;
	}

	/* the frame's counts, all zero when the sweep sees it first */
	ref frame_refs see(page *page)
	{
		if (!is_page(page))
			at_rest_bug($"a reference to {(ulong)page:x}, which is no page");
		ulong pfn = page_to_pfn(page);
		if (pfn >= (ulong)frame_refs.Length)
			at_rest_bug($"a reference to pfn {pfn}, which was never allocated");
		ref frame_refs f = ref frame_refs[pfn];

		if (f.round != check_round) {
			f = new frame_refs { round = check_round };
			if (nr_seen == seen_pfns.Length)
				Array.Resize(ref seen_pfns, 2 * nr_seen);
			seen_pfns[nr_seen++] = pfn;
			if ((page->flags & 1ul << PG_machine_freed) != 0)
				at_rest_bug("a free page is in use", page);
			if ((page->compound_head & 1) != 0)
				at_rest_bug("a reference to a tail page", page);
		}
		return ref f;
	}

	bool was_seen(ulong pfn) => frame_refs[pfn].round == check_round;

	/* what is in one tree */
	struct tree_sums
	{
		public ulong pages, values;
	}

	void sweep_inode(inode *inode)
	{
		address_space *mapping = &inode->i_data;
		shmem_inode_info *info = SHMEM_I(inode);
		tree_sums sums = default;

		if (inode->i_mapping != mapping)
			at_rest_bug($"inode {inode->i_ino}: i_mapping is not i_data");
		sweep_tree(&mapping->i_pages, mapping, 0, ref sums);

		if (mapping->nrpages != sums.pages)
			at_rest_bug($"inode {inode->i_ino}: nrpages {mapping->nrpages}, but {sums.pages} slots hold a page");
		if (mapping->nrexceptional != 0)
			at_rest_bug($"inode {inode->i_ino}: nrexceptional {mapping->nrexceptional}, but tmpfs has no shadow entries");
		if (info->swapped != sums.values)
			at_rest_bug($"inode {inode->i_ino}: swapped {info->swapped}, but {sums.values} slots hold a swap entry");
		check_alloced(inode, info);
		if (inode->i_blocks != info->alloced * BLOCKS_PER_PAGE)
			at_rest_bug($"inode {inode->i_ino}: i_blocks {inode->i_blocks}, but alloced is {info->alloced} pages");
		if (inode->i_private != null)
			at_rest_bug($"inode {inode->i_ino}: i_private is set, but no fallocate() runs");
		if (info->swapped != 0 && list_empty(&info->swaplist))
			at_rest_bug($"inode {inode->i_ino}: has swapped pages, but is not on shmem_swaplist");
		sum_alloced += info->alloced;
	}

	/* reclaim may drop a clean page behind tmpfs's back: the next shmem_recalc_inode() takes notice */
	void check_alloced(inode *inode, shmem_inode_info *info)
	{
		ulong there = inode->i_data.nrpages + info->swapped;

		if (info->alloced == there) {
			inodes_with_dropped_pages.Remove((nint)inode);
			return;
		}
		if (info->alloced < there || !inodes_with_dropped_pages.Contains((nint)inode))
			at_rest_bug($"inode {inode->i_ino}: alloced {info->alloced}, but nrpages {inode->i_data.nrpages} + swapped {info->swapped}");
	}

	/* base: the index of the tree's slot 0, for the swap cache */
	void sweep_tree(xarray *xa, address_space *mapping, ulong @base, ref tree_sums sums)
	{
		void *entry = xa->xa_head;

		if (entry == null)
			return;
		if (xa_is_node(entry)) {
			xa_node *node = xa_to_node(entry);
			if (node->parent != null)
				at_rest_bug($"the top node of an xarray has a parent: {xa_dump_node(node)}");
			sweep_node(xa, node, 0, mapping, @base, ref sums);
		} else {
			sweep_entry(entry, 0, mapping, @base, ref sums);
		}
	}

	void sweep_node(xarray *xa, xa_node *node, ulong index, address_space *mapping, ulong @base, ref tree_sums sums)
	{
		uint count = 0, values = 0;
		void **slots = node->slots;
		int shift = node->shift;
		ulong size = XA_CHUNK_SIZE;

		sum_nodes++;
		if (node->array != xa)
			at_rest_bug($"a node of another xarray: {xa_dump_node(node)}");
		for (ulong i = 0; i < size; i++) {
			void *entry = slots[i];

			if (entry == null)
				continue;
			count++;
			if (shift == 0) {
				if (((ulong)entry & 1) != 0)
					values++;
				sweep_entry(entry, index + i, mapping, @base, ref sums);
				continue;
			}
			if (!xa_is_node(entry)) {
				if (xa_is_value(entry))
					values++;
				at_rest_bug($"an entry of many slots at index {index + (i << shift)}: {(ulong)entry:x}");
			}
			xa_node *child = xa_to_node(entry);
			if (child->parent != node || child->offset != (uint)i || child->shift != shift - XA_CHUNK_SHIFT)
				at_rest_bug($"a node in the wrong place: {xa_dump_node(child)} at slot {i} of {xa_dump_node(node)}");
			sweep_node(xa, child, index + (i << shift), mapping, @base, ref sums);
		}
		if (count != node->count || values != node->nr_values)
			at_rest_bug($"{count} slots used, {values} of them for values: {xa_dump_node(node)}");
	}

	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	void sweep_entry(void *entry, ulong index, address_space *mapping, ulong @base, ref tree_sums sums)
	{
		if (mapping == null)
			at_rest_bug($"an inode goes, and leaves {(ulong)entry:x} in its page cache at index {index}");
		if (xa_is_value(entry)) {
			sweep_value(entry, index, mapping);
			sums.values++;
			return;
		}
		if (((ulong)entry & 3) != 0)
			at_rest_bug($"an internal entry at index {index}: {(ulong)entry:x}");

		var page = (page *)entry;
		ref frame_refs f = ref see(page);
		ulong nr = dump_nr(page);

		sums.pages++;
		if (mapping->host != null) {
			f.page_cache++;
			if (page->mapping != mapping)
				at_rest_bug($"inode {mapping->host->i_ino}, index {index}: the page belongs to another mapping", page);
			if (index - page->index >= nr)
				at_rest_bug($"inode {mapping->host->i_ino}, index {index}: the page belongs elsewhere", page);
		} else {
			f.swap_cache++;
			if (page->mapping != null)
				at_rest_bug($"swap slot {@base + index}: its page has a mapping", page);
			if (@base + index - swp_offset(new swp_entry_t { val = page->@private }) >= nr)
				at_rest_bug($"swap slot {@base + index}: its page belongs to another", page);
			if (!PageSwapCache(page))
				at_rest_bug($"swap slot {@base + index}: its page has no PG_swapcache", page);
		}
	}

	void sweep_value(void *entry, ulong index, address_space *mapping)
	{
		swp_entry_t swap = radix_to_swp_entry(entry);
		ulong offset = swp_offset(swap);

		if (mapping->host == null)
			at_rest_bug($"a value in the swap cache: {(ulong)entry:x}");
		if (swap_info == null || swp_type(swap) != 0 || offset == 0 || offset >= swap_info->max)
			at_rest_bug($"inode {mapping->host->i_ino}, index {index}: no swap entry: {swap.val:x}");
		byte count = swap_info->swap_map[offset];
		if ((count & ~SWAP_HAS_CACHE) != (SWAP_MAP_SHMEM & ~SWAP_HAS_CACHE))
			at_rest_bug($"inode {mapping->host->i_ino}, index {index}: slot {offset} is not tmpfs's: count {count:x}");
		if (slot_round[offset] == check_round)
			at_rest_bug($"inode {mapping->host->i_ino}, index {index}: slot {offset} has two owners");
		slot_round[offset] = check_round;
		sum_value_or_cache_slots++;
		if ((count & SWAP_HAS_CACHE) == 0 && swap_info->written[offset] == SLOT_EMPTY)
			at_rest_bug($"inode {mapping->host->i_ino}, index {index}: slot {offset} was never written, and is not cached");
	}

	void sweep_swap_cache(address_space *space, uint nr)
	{
		tree_sums sums = default;

		sweep_tree(&space->i_pages, space, (ulong)nr << SWAP_ADDRESS_SPACE_SHIFT, ref sums);
		if (space->nrpages != sums.pages)
			at_rest_bug($"swap cache {nr}: nrpages {space->nrpages}, but {sums.pages} slots hold a page");
	}
}
