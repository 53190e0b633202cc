/* SPDX-License-Identifier: GPL-2.0-only */
/* Who holds a page. A reference that somebody took and will drop (get_page, a lookup, an allocation) is on the list
 * of in-flight references, with the place that took it; those that the page cache, the swap cache and page tables own
 * are not: they follow from what those hold. Pins from outside (a pipe, a device) have a list of their own. */
namespace linux;

/// <summary>One reference to a page (to the head of a compound page), and who took it.</summary>
public unsafe struct page_holder
{
	public page *page;
	public string file;	/* what took it; for a pin from outside: its name */
	public int line;	/* 0 for a pin from outside */

	public override readonly string ToString() => line == 0 ? file : $"{source_path.of(file)}:{line}";
}

/* a reference in flight, without pointers to managed memory: one is stored for every reference that is taken */
unsafe struct page_ref
{
	public page *page;
	public int file;	/* in kernel.ref_files */
	public int line;
}

public unsafe partial class kernel
{
	page_ref[] in_flight_refs = new page_ref[256];
	int nr_in_flight_refs;
	page_holder[] in_flight_view = [];
	page_holder[] outside_pins = new page_holder[16];
	int nr_outside_pins;

	/* the few files that references are taken in */
	string[] ref_files = [""];

	/// <summary>References that were taken and not dropped yet, those of the LRU's pagevecs among them.</summary>
	public int in_flight => nr_in_flight_refs;

	/// <summary>The in-flight references, oldest first. Valid until it is asked for again.</summary>
	public ReadOnlySpan<page_holder> in_flight_holders {
		get {
			if (in_flight_view.Length < nr_in_flight_refs)
				in_flight_view = new page_holder[in_flight_refs.Length];
			for (int i = 0; i < nr_in_flight_refs; i++) {
				page_ref r = in_flight_refs[i];
				in_flight_view[i] = new page_holder { page = r.page, file = ref_files[r.file], line = r.line };
			}
			return in_flight_view.AsSpan(0, nr_in_flight_refs);
		}
	}

	/// <summary>The pins from outside, oldest first.</summary>
	public ReadOnlySpan<page_holder> outside_holders => outside_pins.AsSpan(0, nr_outside_pins);

	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	int ref_file(string file)
	{
		string[] files = ref_files;

		for (int i = 0; i < files.Length; i++)
			if (ReferenceEquals(files[i], file))
				return i;
		return new_ref_file(file);
	}

	[MethodImpl(MethodImplOptions.NoInlining)]
	int new_ref_file(string file)
	{
		ref_files = [.. ref_files, file];
		return ref_files.Length - 1;
	}

	/* page is a head or a single page; for `a && page_ref_taken()`: always true */
	[__no_context_analysis("a note of who holds it, no reference")]
	bool page_ref_taken(page *page, string file, int line)
	{
		if (nr_in_flight_refs == in_flight_refs.Length)
			Array.Resize(ref in_flight_refs, 2 * nr_in_flight_refs);
		ref page_ref r = ref in_flight_refs[nr_in_flight_refs++];
		r.page = page;
		r.file = ref_file(file);
		r.line = line;
		return true;
	}

	void page_ref_dropped(page *page)
	{
		page_ref[] refs = in_flight_refs;

		for (int i = nr_in_flight_refs - 1; i >= 0; i--) {
			if (refs[i].page != page)
				continue;
			for (nr_in_flight_refs--; i < nr_in_flight_refs; i++)
				refs[i] = refs[i + 1];
			return;
		}
	}

	/// <summary>
	/// The newest in-flight reference to the page now belongs to a page table, or to the swap cache:
	/// it stays, but nobody has it in flight.
	/// </summary>
	[__moves("page")]
	public void page_ref_handed_over(page *page) => page_ref_dropped(compound_head(page));

	/// <summary>A reference that a page table or a cache owned is now in somebody's hands, who will put_page() it.</summary>
	[__gets("page")]
	[__no_context_analysis("a note of who holds it, no reference")]
	public void page_ref_taken_over(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		page_ref_taken(compound_head(page), file, line);

	/// <summary>Takes a reference to the page in the name of somebody outside, as vmsplice() does.</summary>
	[__gets("page")]
	[__no_context_analysis("the count itself")]
	public void pin_page(page *page, string who)
	{
		page = compound_head(page);
		VM_BUG_ON_PAGE(page_ref_count(page) <= 0, page);
		page_ref_inc(page);
		if (nr_outside_pins == outside_pins.Length)
			Array.Resize(ref outside_pins, 2 * nr_outside_pins);
		outside_pins[nr_outside_pins++] = new page_holder { page = page, file = who };
	}

	/// <summary>Drops the newest pin on the page. A kernel_bug if it has none.</summary>
	[__puts("page")]
	public void unpin_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		page = compound_head(page);
		for (int i = nr_outside_pins - 1; i >= 0; i--) {
			if (outside_pins[i].page != page)
				continue;
			nr_outside_pins--;
			Array.Copy(outside_pins, i + 1, outside_pins, i, nr_outside_pins - i);
			page_ref_taken(page, file, line);
			put_page(page);
			return;
		}
		throw new kernel_bug("unpin of a page that is not pinned", file, line, dump_page(page));
	}

	/// <summary>How many pins from outside the page has.</summary>
	public int page_pins(page *page)
	{
		int nr = 0;

		page = compound_head(page);
		foreach (page_holder h in outside_holders)
			nr += h.page == page ? 1 : 0;
		return nr;
	}

	/// <summary>Everybody who holds a reference to the page, page cache, swap cache and page tables left out; oldest first.</summary>
	public List<string> page_holders(page *page)
	{
		var names = new List<string>();

		page = compound_head(page);
		foreach (page_holder h in in_flight_holders)
			if (h.page == page)
				names.Add(h.ToString());
		foreach (page_holder h in outside_holders)
			if (h.page == page)
				names.Add($"pin: {h}");
		return names;
	}

	/// <summary>References in flight to the page.</summary>
	public int page_in_flight(page *page)
	{
		int nr = 0;

		page = compound_head(page);
		foreach (page_holder h in in_flight_holders)
			nr += h.page == page ? 1 : 0;
		return nr;
	}

	/* for `a && page_lock_acquired()`: always true */
	bool page_lock_acquired(page *page, string file, int line)
	{
		lock_acquired(compound_head(page), "page lock", file, line);
		return true;
	}

	void page_lock_released(page *page, string file, int line) =>
		lock_released(compound_head(page), "page lock", file, line);

	/*
	 * The head of a huge page has just been split off its tails: each has inherited PG_locked, and one
	 * reference that __split_huge_page() is going to drop, from first to last. The list is searched from
	 * its end, so they go on it from last to first.
	 */
	void split_page_holders(page *head)
	{
		string file = "", lock_file = "";
		int line = 0, lock_line = 0;

		for (int i = nr_in_flight_refs - 1; i >= 0; i--) {
			if (in_flight_refs[i].page == head) {
				(file, line) = (ref_files[in_flight_refs[i].file], in_flight_refs[i].line);
				break;
			}
		}
		page_ref_dropped(head);
		foreach (held_lock h in held)
			if (h.@lock == head)
				(lock_file, lock_line) = (h.file, h.line);
		lock_released(head, "page lock", lock_file, lock_line);

		for (int i = HPAGE_PMD_NR - 1; i >= 0; i--) {
			page_ref_taken(head + i, file, line);
			lock_acquired(head + i, "page lock", lock_file, lock_line);
		}
	}
}
