/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/pagemap.h at v5.4, blob 37a4d9e32cd3 */
global using static linux.pagemap_flags;

namespace linux;

public static class pagemap_flags
{
	/* enum mapping_flags: bits of address_space.flags */
	public const int
	AS_EIO = 0,
	AS_ENOSPC = 1,
	AS_MM_ALL_LOCKS = 2,
	AS_UNEVICTABLE = 3,
	AS_EXITING = 4,
	AS_NO_WRITEBACK_TAGS = 5;

	public const int FGP_ACCESSED = 0x00000001;
	public const int FGP_LOCK = 0x00000002;
	public const int FGP_CREAT = 0x00000004;
	public const int FGP_WRITE = 0x00000008;
	public const int FGP_NOFS = 0x00000010;
	public const int FGP_NOWAIT = 0x00000020;
	public const int FGP_FOR_MMAP = 0x00000040;
}

public unsafe partial class kernel
{
public static void mapping_set_unevictable(address_space *mapping)
{
	set_bit(AS_UNEVICTABLE, &mapping->flags);
}

public static void mapping_clear_unevictable(address_space *mapping)
{
	clear_bit(AS_UNEVICTABLE, &mapping->flags);
}

public static bool mapping_unevictable(address_space *mapping)
{
	if (mapping != null)
		return test_bit(AS_UNEVICTABLE, &mapping->flags);
	return mapping != null;
}

public static void mapping_set_exiting(address_space *mapping)
{
	set_bit(AS_EXITING, &mapping->flags);
}

public static bool mapping_exiting(address_space *mapping)
{
	return test_bit(AS_EXITING, &mapping->flags);
}

public static void mapping_set_no_writeback_tags(address_space *mapping)
{
	set_bit(AS_NO_WRITEBACK_TAGS, &mapping->flags);
}

public static bool mapping_use_writeback_tags(address_space *mapping)
{
	return !test_bit(AS_NO_WRITEBACK_TAGS, &mapping->flags);
}

public static gfp_t mapping_gfp_mask(address_space *mapping)
{
	return mapping->gfp_mask;
}

public static gfp_t mapping_gfp_constraint(address_space *mapping,
		gfp_t gfp_mask)
{
	return mapping_gfp_mask(mapping) & gfp_mask;
}

public static void mapping_set_gfp_mask(address_space *m, gfp_t mask)
{
	m->gfp_mask = mask;
}

public bool __page_cache_add_speculative(page *page, int count)
{
#if CONFIG_TINY_RCU
#if CONFIG_PREEMPT_COUNT
	VM_BUG_ON(!in_atomic() && !irqs_disabled());
#endif
	VM_BUG_ON_PAGE(page_count(page) == 0, page);
	page_ref_add(page, count);

#else
	// PORT: the machine checks what is dereferenced
	if (unlikely(!page_ref_add_unless(check_page(page), count, 0))) {
		return false;
	}
#endif
	VM_BUG_ON_PAGE(PageTail(page), page);

	return true;
}

[__cond_gets(true, "page")]
[__no_context_analysis("the count itself")]
public bool page_cache_get_speculative(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	// PORT: the machine keeps who holds it
	return __page_cache_add_speculative(page, 1) && page_ref_taken(page, file, line);
}

public bool page_cache_add_speculative(page *page, int count)
{
	return __page_cache_add_speculative(page, count);
}

public page *__page_cache_alloc(gfp_t gfp, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return alloc_pages(gfp, 0, file, line);
}

public page *page_cache_alloc(address_space *x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return __page_cache_alloc(mapping_gfp_mask(x), file, line);
}

[return: __gets]
public page *find_get_page(address_space *mapping,
					pgoff_t offset, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return pagecache_get_page(mapping, offset, 0, 0, file, line);
}

[return: __gets]
public page *find_get_page_flags(address_space *mapping,
					pgoff_t offset, int fgp_flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return pagecache_get_page(mapping, offset, fgp_flags, 0, file, line);
}

[return: __gets]
[__cond_acquires("nonnull", "return")]
[__no_context_analysis("pagecache_get_page() locks it: FGP_LOCK")]
public page *find_lock_page(address_space *mapping,
					pgoff_t offset, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return pagecache_get_page(mapping, offset, FGP_LOCK, 0, file, line);
}

[__aliases("page")]
public virtual page *find_subpage(page *page, pgoff_t offset)
{
	if (PageHuge(page))
		return page;

	VM_BUG_ON_PAGE(PageTail(page), page);

	return page + (offset & (compound_nr(page) - 1));
}

public pgoff_t page_to_index(page *page)
{
	pgoff_t pgoff;

	if (likely(!PageTransTail(page)))
		return page->index;

	pgoff = compound_head(page)->index;
	pgoff += (pgoff_t)(page - compound_head(page));
	return pgoff;
}

public pgoff_t page_to_pgoff(page *page)
{
	if (unlikely(PageHeadHuge(page)))
		return page->index << (int)compound_order(page);

	return page_to_index(page);
}

public static loff_t page_offset(page *page)
{
	return ((loff_t)page->index) << PAGE_SHIFT;
}

public loff_t page_file_offset(page *page)
{
	return ((loff_t)page_index(page)) << PAGE_SHIFT;
}

public static bool is_vm_hugetlb_page(vm_area_struct *vma)
{
	return false;
}

public static pgoff_t linear_page_index(vm_area_struct *vma,
					ulong address)
{
	pgoff_t pgoff;
	// PORT: no vma is one of hugetlbfs
	pgoff = (address - vma->vm_start) >> PAGE_SHIFT;
	pgoff += vma->vm_pgoff;
	return pgoff;
}

[__cond_acquires(true, "page")]
[__no_context_analysis("the lock itself")]
public bool trylock_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page = compound_head(page);
	// PORT: the machine keeps who took it
	return (likely(!test_and_set_bit_lock(PG_locked, &page->flags))) && page_lock_acquired(page, file, line);
}

[__acquires("page")]
[__may_block]
public void lock_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	might_sleep();
	if (!trylock_page(page, file, line))
		__lock_page(page, file, line);
}

[__cond_acquires("zero", "page")]
public int lock_page_killable(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	might_sleep();
	if (!trylock_page(page, file, line))
		return __lock_page_killable(page, file, line);
	return 0;
}

[__cond_acquires(true, "page")]
public bool lock_page_or_retry(page *page, mm_struct *mm,
				     uint flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	might_sleep();
	return trylock_page(page, file, line) || __lock_page_or_retry(page, mm, flags, file, line) != 0;
}

public void wait_on_page_locked(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	if (PageLocked(page))
		wait_on_page_bit(compound_head(page), PG_locked, file, line);
}

public int wait_on_page_locked_killable(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	if (!PageLocked(page))
		return 0;
	return wait_on_page_bit_killable(compound_head(page), PG_locked, file, line);
}

public static ulong dir_pages(inode *inode)
{
	return (ulong)((ulong)inode->i_size + PAGE_SIZE - 1) >>
			       PAGE_SHIFT;
}
}
