/* SPDX-License-Identifier: GPL-2.0-only */
/* The khugepaged thread, a round of it at a time; and include/linux/khugepaged.h */
namespace linux;

public unsafe partial class kernel
{
	/// <summary>How the last khugepaged_scan_file() ended: SCAN_*.</summary>
	public int khugepaged_result;

	static readonly string[] scan_result_names = [
		"fail", "succeed", "pmd_null", "exceed_none_pte", "pte_non_present", "page_ro", "lack_referenced_page", "page_null",
		"scan_aborted", "page_count_not_suitable", "page_not_lru", "page_locked", "page_is_anon", "page_compound",
		"no_process_for_page", "vma_null", "vma_check", "address_range", "page_swap_cache", "could_not_delete_page_from_lru",
		"alloc_huge_page_failed", "ccgroup_charge_failed", "exceed_swap_pte", "truncated", "page_has_private",
	];

	/// <summary>A SCAN_* in words, those of the kernel's tracepoints.</summary>
	public static string scan_result_name(int result) => scan_result_names[result];

	/// <summary>
	/// What khugepaged does to one huge page of a file, that from page <paramref name="start"/> on, a multiple of
	/// HPAGE_PMD_NR: collapses it if it can. Returns SCAN_SUCCEED, or the SCAN_* that stood in the way.
	/// </summary>
	public int collapse(@file *file, pgoff_t start)
	{
		page *hpage = null;
		bool wait = true;

		for (list_head *pos = khugepaged_scan->mm_head.next; pos != &khugepaged_scan->mm_head; pos = pos->next)
			khugepaged_collapse_pte_mapped_thps((mm_slot *)list_entry(pos, &((mm_slot *)ANY)->mm_node));

		khugepaged_result = SCAN_SUCCEED;
		if (!khugepaged_prealloc_page(&hpage, &wait))
			khugepaged_result = SCAN_ALLOC_HUGE_PAGE_FAIL;
		else
			khugepaged_scan_file(current->mm, file, start, &hpage);
		if (!IS_ERR_OR_NULL(hpage))
			put_page(hpage);
		operation_done();
		return khugepaged_result;
	}

	/* a minute passes */
	static void khugepaged_alloc_sleep() { }

	public bool khugepaged_enabled() =>
		(transparent_hugepage_flags & (1ul << TRANSPARENT_HUGEPAGE_FLAG | 1ul << TRANSPARENT_HUGEPAGE_REQ_MADV_FLAG)) != 0;
	public bool khugepaged_always() => (transparent_hugepage_flags & 1ul << TRANSPARENT_HUGEPAGE_FLAG) != 0;
	public bool khugepaged_req_madv() => (transparent_hugepage_flags & 1ul << TRANSPARENT_HUGEPAGE_REQ_MADV_FLAG) != 0;
	public bool khugepaged_defrag() => (transparent_hugepage_flags & 1ul << TRANSPARENT_HUGEPAGE_DEFRAG_KHUGEPAGED_FLAG) != 0;

	/* an mm with a mapping that could be huge is put on khugepaged's list */
	int khugepaged_enter(vm_area_struct *vma, ulong vm_flags)
	{
		if (!test_bit(MMF_VM_HUGEPAGE, &vma->vm_mm->flags))
			if ((khugepaged_always() || (khugepaged_req_madv() && (vm_flags & VM_HUGEPAGE) != 0)) &&
			    (vm_flags & VM_NOHUGEPAGE) == 0 &&
			    !test_bit(MMF_DISABLE_THP, &vma->vm_mm->flags))
				if (__khugepaged_enter(vma->vm_mm) != 0)
					return -ENOMEM;
		return 0;
	}

	void khugepaged_exit(mm_struct *mm)
	{
		if (test_bit(MMF_VM_HUGEPAGE, &mm->flags))
			__khugepaged_exit(mm);
	}

	/* one node */
	const int NUMA_NO_NODE = -1, MAX_NUMNODES = 1;
	int node_reclaim_mode = 0, node_reclaim_distance = 30;
	static int node_distance(int a, int b) => 10;
}
