/* SPDX-License-Identifier: GPL-2.0-only */
/* dump_page(): what a struct page says, and everybody who holds it. It must not stumble over what it is to report. */
namespace linux;

/// <summary>The references that a page (a whole compound page) should have, by who has them.</summary>
public struct page_references
{
	/// <summary>Slots of the page cache, and of the swap cache, that hold it.</summary>
	public int page_cache, swap_cache;

	/// <summary>Page table entries that map it: ptes, and pmds that map all of a huge page.</summary>
	public int ptes, pmds;

	/// <summary>References in flight, those of the LRU's pagevecs among them.</summary>
	public int in_flight;

	/// <summary>How many of them wait in the LRU's pagevecs.</summary>
	public int lru_pagevec;

	/// <summary>Pins from outside.</summary>
	public int pins;

	/// <summary>1 for the page that the machine keeps all zero.</summary>
	public int machine;

	/// <summary>What the refcount should be.</summary>
	public readonly int total => page_cache + swap_cache + ptes + pmds + in_flight + pins + machine;
}

public unsafe partial class kernel
{
	/* by bit number */
	static readonly string[] pageflag_names = [
		"locked", "referenced", "uptodate", "dirty", "lru", "active", "workingset", "waiters", "error", "slab",
		"owner_priv_1", "arch_1", "reserved", "private", "private_2", "writeback", "head", "mappedtodisk",
		"reclaim", "swapbacked", "unevictable", "mlocked",
	];

	/// <summary>The names of the PG_* that are set, by bit number, joined by <c>|</c>; or none.</summary>
	public string page_flag_names(page *page)
	{
		var names = new List<string>();
		ulong flags = page->flags;
		page *head = dump_head(page);

		for (int bit = 0; bit < pageflag_names.Length; bit++) {
			if ((flags & 1ul << bit) == 0)
				continue;
			if (bit == PG_swapcache && (flags & 1ul << PG_swapbacked) != 0)
				names.Add("swapcache");
			else if (bit == PG_double_map && page == head + 1)
				names.Add("double_map");
			else
				names.Add(pageflag_names[bit]);
		}
		return names.Count == 0 ? "none" : string.Join('|', names);
	}

	bool is_page(page *page) => (nuint)page - (nuint)mem_map < mem_map_bytes && ((nuint)page - (nuint)mem_map) % (nuint)sizeof(page) == 0;

	/* the head, if what is there instead of one can be followed */
	page *dump_head(page *page)
	{
		var head = (page *)(page->compound_head - 1);

		return (page->compound_head & 1) != 0 && is_page(head) ? head : page;
	}

	ulong dump_nr(page *head) => (head->flags & PG_head_mask) != 0 ? 1ul << (head[1].compound_order & 63) : 1;

	/* the inode that the mapping belongs to, or null; the pointer is not followed */
	inode *dump_host(address_space *mapping)
	{
		foreach (nint inode in inodes)
			if (&((inode *)inode)->i_data == mapping)
				return (inode *)inode;
		return null;
	}

	int slots_of(address_space *mapping, pgoff_t index, page *head)
	{
		int slots = 0;

		try {
			for (ulong i = 0; i < dump_nr(head); i++)
				slots += xa_load(&mapping->i_pages, index + i) == head ? 1 : 0;
		} catch (kernel_bug) {
			/* the tree is what is broken */
		}
		return slots;
	}

	/// <summary>Who has references to the page, each found where it is kept.</summary>
	public page_references count_page_references(page *page)
	{
		page_references r = default;
		page *head = dump_head(page);

		if (dump_host(head->mapping) != null)
			r.page_cache = slots_of(head->mapping, head->index, head);

		swp_entry_t entry = new() { val = head->@private };
		ulong swapcache = 1ul << PG_swapcache | 1ul << PG_swapbacked;
		if ((head->flags & swapcache) == swapcache && swap_info != null && swp_type(entry) == 0 && swp_offset(entry) < swap_info->max)
			r.swap_cache = slots_of(swap_address_space(entry), swp_offset(entry), head);

		if ((head->flags & 1ul << PG_machine_freed) == 0) {
			r.pmds = (head->flags & PG_head_mask) != 0 ? head[1].compound_mapcount.counter + 1 : 0;
			for (ulong i = 0; i < dump_nr(head); i++)
				r.ptes += head[i]._mapcount.counter + 1 - r.pmds;
		}
		r.in_flight = page_in_flight(head);
		r.pins = page_pins(head);
		for (int i = 0; i < nr_lru_pagevecs; i++)
			for (int j = 0; j < (int)lru_add_pvec[i].nr; j++)
				r.lru_pagevec += lru_add_pvec[i].pages[j] == head ? 1 : 0;
		r.machine = head == zero_page ? 1 : 0;
		return r;
	}

	/* the six that mm/swap.cs has side by side, the first of them lru_add_pvec */
	const int nr_lru_pagevecs = 6;
	static readonly string[] lru_pagevec_names = [
		"lru_add_pvec", "lru_rotate_pvecs", "lru_deactivate_file_pvecs", "lru_deactivate_pvecs", "lru_lazyfree_pvecs", "activate_page_pvecs",
	];

	/// <summary>What the struct page says, the references it has and should have, and every holder with the place that took it.</summary>
	public string dump_page(page *page) => dump_page(page, null);

	/// <summary>The same, with a last line that says why.</summary>
	public string dump_page(page *page, string? reason)
	{
		if (!is_page(page))
			return $"page pointer {(ulong)page:x} points to no page";

		var text = new System.Text.StringBuilder();
		page *head = dump_head(page);
		ulong nr = dump_nr(head);
		ulong pfn = page_to_pfn(page), head_pfn = page_to_pfn(head);
		page_references r = count_page_references(page);

		text.Append($"page pfn {pfn}");
		if (nr > 1)
			text.Append($": {(page == head ? "head" : $"tail {pfn - head_pfn}")} of the compound page pfn {head_pfn} to {head_pfn + nr - 1}");
		if ((page->flags & 1ul << PG_machine_freed) != 0)
			text.Append(", free");
		text.Append($"\nflags     {page_flag_names(page)}");
		if (page != head)
			text.Append($"\n of head  {page_flag_names(head)}");
		text.Append($"\nindex     {head->index + (pfn - head_pfn)}");
		text.Append($"\nmapping   {dump_mapping(head)}");
		text.Append($"\nmapcount  {page->_mapcount.counter + 1}{(nr > 1 ? $", of the compound page {head[1].compound_mapcount.counter + 1}" : "")}");
		text.Append($"\nrefcount  {head->_refcount.counter}, expected {r.total}");
		text.Append($"\nmemcg     {(head->mem_cgroup != null ? "charged" : "not charged")}");
		dump_holders(text, head, r);
		if (reason != null)
			text.Append($"\npage dumped because: {reason}");
		return text.ToString();
	}

	string dump_mapping(page *head)
	{
		ulong mapping = (ulong)head->mapping;
		ulong swapcache = 1ul << PG_swapcache | 1ul << PG_swapbacked;

		if ((head->flags & swapcache) == swapcache)
			return $"swap cache, slot {swp_offset(new swp_entry_t { val = head->@private })}";
		if (mapping == 0)
			return "none";
		if ((mapping & PAGE_MAPPING_FLAGS) != 0)
			return "anonymous";
		inode *host = dump_host(head->mapping);
		return host != null ? $"tmpfs inode {host->i_ino}" : $"unknown ({mapping:x})";
	}

	void dump_holders(System.Text.StringBuilder text, page *head, page_references r)
	{
		string label = "\nheld by   ";
		int skip = r.lru_pagevec;

		void line(string holder)
		{
			text.Append(label).Append(holder);
			label = "\n          ";
		}

		if (r.page_cache != 0)
			line($"page cache: {r.page_cache}");
		if (r.swap_cache != 0)
			line($"swap cache: {r.swap_cache}");
		if (r.pmds != 0)
			line($"page tables: {r.pmds} {(r.pmds == 1 ? "pmd" : "pmds")}");
		if (r.ptes != 0)
			line($"page tables: {r.ptes} {(r.ptes == 1 ? "pte" : "ptes")}");
		if (r.machine != 0)
			line("the machine: the page of zeroes");
		for (int i = 0; i < nr_lru_pagevecs; i++)
			for (int j = 0; j < (int)lru_add_pvec[i].nr; j++)
				if (lru_add_pvec[i].pages[j] == head)
					line($"LRU pagevec: {lru_pagevec_names[i]}");

		/* the pagevecs' references are the newest that were taken in mm/swap.cs */
		ReadOnlySpan<page_holder> refs = in_flight_holders;
		var places = new List<string>();
		for (int i = refs.Length - 1; i >= 0; i--) {
			if (refs[i].page != head)
				continue;
			if (skip > 0 && source_path.of(refs[i].file) == "mm/swap.cs") {
				skip--;
				continue;
			}
			places.Add($"in flight: taken at {refs[i]}");
		}
		for (int i = places.Count - 1; i >= 0; i--)
			line(places[i]);
		foreach (page_holder h in outside_holders)
			if (h.page == head)
				line($"pin: {h}");
		if (r.total == 0)
			line("nobody");
	}
}
