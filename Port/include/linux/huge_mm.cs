/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/huge_mm.h at v5.4, blob 93d5cf0bc716; the size of a huge page is the kernel's, config.hpage_pmd_order */
global using static linux.transparent_hugepage_flag;

namespace linux;

/* enum transparent_hugepage_flag; ints, for they are shifted by */
public static class transparent_hugepage_flag
{
	public const int
	TRANSPARENT_HUGEPAGE_FLAG = 0,
	TRANSPARENT_HUGEPAGE_REQ_MADV_FLAG = 1,
	TRANSPARENT_HUGEPAGE_DEFRAG_DIRECT_FLAG = 2,
	TRANSPARENT_HUGEPAGE_DEFRAG_KSWAPD_FLAG = 3,
	TRANSPARENT_HUGEPAGE_DEFRAG_KSWAPD_OR_MADV_FLAG = 4,
	TRANSPARENT_HUGEPAGE_DEFRAG_REQ_MADV_FLAG = 5,
	TRANSPARENT_HUGEPAGE_DEFRAG_KHUGEPAGED_FLAG = 6,
	TRANSPARENT_HUGEPAGE_USE_ZERO_PAGE_FLAG = 7;
}

public unsafe partial class kernel
{
public int HPAGE_PMD_ORDER => (HPAGE_PMD_SHIFT-PAGE_SHIFT);
public int HPAGE_PMD_NR => (1<<HPAGE_PMD_ORDER);

public int HPAGE_PMD_SHIFT => PMD_SHIFT;
public ulong HPAGE_PMD_SIZE => ((1ul) << HPAGE_PMD_SHIFT);
public ulong HPAGE_PMD_MASK => (~(HPAGE_PMD_SIZE - 1));

public int HPAGE_CACHE_INDEX_MASK => (HPAGE_PMD_NR - 1);

/* asm/pgtable_64_types.h; 21 on a real machine */
public int PMD_SHIFT => PAGE_SHIFT + config.hpage_pmd_order;
public ulong PMD_SIZE => 1ul << PMD_SHIFT;
public ulong PMD_MASK => ~(PMD_SIZE - 1);

/* there is none: tmpfs has no use for it */
public page *huge_zero_page;

public bool __transparent_hugepage_enabled(vm_area_struct *vma)
{
	if ((vma->vm_flags & VM_NOHUGEPAGE) != 0)
		return false;

	if (is_vma_temporary_stack(vma))
		return false;

	if (test_bit(MMF_DISABLE_THP, &vma->vm_mm->flags))
		return false;

	if ((transparent_hugepage_flags & (1 << TRANSPARENT_HUGEPAGE_FLAG)) != 0)
		return true;
	if (vma_is_dax(vma))
		return true;

	if ((transparent_hugepage_flags &
				(1 << TRANSPARENT_HUGEPAGE_REQ_MADV_FLAG)) != 0)
		return (vma->vm_flags & VM_HUGEPAGE) != 0;

	return false;
}

[__needs_valid("page")]
public int split_huge_page(page *page)
{
	return split_huge_page_to_list(page, null);
}

public int hpage_nr_pages(page *page)
{
	if (unlikely(PageTransHuge(page)))
		return HPAGE_PMD_NR;
	return 1;
}

public bool is_huge_zero_page(page *page)
{
	return READ_ONCE(huge_zero_page) == page;
}

public static bool thp_migration_supported()
{
	return false;
}

public static list_head *page_deferred_list(page *page)
{
	return &page[2].deferred_list;
}
}
