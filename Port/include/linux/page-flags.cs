/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/page-flags.h at v5.4, blob 1bf83c8fcaa7 */
global using static linux.pageflags;

namespace linux;

/* enum pageflags, of a kernel without uncached pages, memory failure and idle page tracking; ints, for they are shifted by */
public static class pageflags
{
	public const int
	PG_locked = 0,
	PG_referenced = 1,
	PG_uptodate = 2,
	PG_dirty = 3,
	PG_lru = 4,
	PG_active = 5,
	PG_workingset = 6,
	PG_waiters = 7,
	PG_error = 8,
	PG_slab = 9,
	PG_owner_priv_1 = 10,
	PG_arch_1 = 11,
	PG_reserved = 12,
	PG_private = 13,
	PG_private_2 = 14,
	PG_writeback = 15,
	PG_head = 16,
	PG_mappedtodisk = 17,
	PG_reclaim = 18,
	PG_swapbacked = 19,
	PG_unevictable = 20,
	PG_mlocked = 21,
	__NR_PAGEFLAGS = 22,
	NR_PAGEFLAGS = __NR_PAGEFLAGS,

	PG_checked = PG_owner_priv_1,

	PG_swapcache = PG_owner_priv_1,

	PG_double_map = PG_private_2,

	PG_isolated = PG_reclaim;

	/* the machine's own bits, above all of the kernel's: see machine/page_arena.cs */
	public const int PG_machine_zero = 61, PG_machine_freed = 62;
	public const ulong MACHINE_FLAGS = 1ul << PG_machine_zero | 1ul << PG_machine_freed;

	public const ulong PG_head_mask = 1ul << PG_head;

	public const ulong PAGE_MAPPING_ANON = 0x1;
	public const ulong PAGE_MAPPING_MOVABLE = 0x2;
	public const ulong PAGE_MAPPING_KSM = PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE;
	public const ulong PAGE_MAPPING_FLAGS = PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE;

	public const uint PAGE_TYPE_BASE = 0xf0000000;
	public const int PAGE_MAPCOUNT_RESERVE = -128;
	public const uint PG_buddy = 0x00000080;
	public const uint PG_offline = 0x00000100;
	public const uint PG_kmemcg = 0x00000200;
	public const uint PG_table = 0x00000400;
	public const uint PG_guard = 0x00000800;

	public const ulong __PG_HWPOISON = 0;
	public const ulong __PG_MLOCKED = 1ul << PG_mlocked;

	public const ulong PAGE_FLAGS_CHECK_AT_FREE =
	1ul << PG_lru		| 1ul << PG_locked	|
	1ul << PG_private	| 1ul << PG_private_2	|
	1ul << PG_writeback	| 1ul << PG_reserved	|
	1ul << PG_slab		| 1ul << PG_active	|
	1ul << PG_unevictable	| __PG_MLOCKED;

	public const ulong PAGE_FLAGS_CHECK_AT_PREP = ((1ul << NR_PAGEFLAGS) - 1) & ~__PG_HWPOISON;

	public const ulong PAGE_FLAGS_PRIVATE = 1ul << PG_private | 1ul << PG_private_2;

	public const ulong PAGE_POISON_PATTERN = ~0ul;
}

public unsafe partial class kernel
{
[MethodImpl(MethodImplOptions.AggressiveInlining)]
[__aliases("page")]
public page *compound_head(page *page)
{
	// PORT: the machine checks what is dereferenced
	ulong head = READ_ONCE(check_page(page)->compound_head);

	if (unlikely(head & 1))
		return (page *)(head - 1);
	return page;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public bool PageTail(page *page)
{
	// PORT: the machine checks what is dereferenced
	return (READ_ONCE(check_page(page)->compound_head) & 1) != 0;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public bool PageCompound(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	// PORT: the machine notes a test of a page that is free, and whose
	page_used(page, "PageCompound", file, line);
	return test_bit(PG_head, &page->flags) || PageTail(page);
}

public bool PagePoisoned(page *page)
{
	return page->flags == PAGE_POISON_PATTERN;
}

[Conditional("CONFIG_DEBUG_VM_PGFLAGS")]
public void VM_BUG_ON_PGFLAGS(bool condition, page *page, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	VM_BUG_ON_PAGE(condition, page, what, file, line);
}

/*
 * The policies. Each goes through check_page() first, and notes a use of a free page; `what` is the
 * name of the PageXxx() that it serves.
 */
// PORT: told which PageXxx() it serves
[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_POISONED_CHECK(page *page, string what)
{
	// PORT: the machine notes a use of a page that is free, and whose
	page_used(page, what, "", 0);
	VM_BUG_ON_PGFLAGS(PagePoisoned(page), page);
	return page;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_ANY(page *page, int enforce, [CallerMemberName] string what = "") =>
	PF_POISONED_CHECK(page, what);

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_HEAD(page *page, int enforce, [CallerMemberName] string what = "") =>
	PF_POISONED_CHECK(compound_head(page), what);

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_ONLY_HEAD(page *page, int enforce, [CallerMemberName] string what = "")
{
	VM_BUG_ON_PGFLAGS(PageTail(page), page);
	return PF_POISONED_CHECK(page, what);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_NO_TAIL(page *page, int enforce, [CallerMemberName] string what = "")
{
	VM_BUG_ON_PGFLAGS(enforce != 0 && PageTail(page), page);
	return PF_POISONED_CHECK(compound_head(page), what);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public page *PF_NO_COMPOUND(page *page, int enforce, [CallerMemberName] string what = "")
{
	VM_BUG_ON_PGFLAGS(enforce != 0 && PageCompound(page), page);
	return PF_POISONED_CHECK(page, what);
}

/* __PAGEFLAG (Locked, locked, PF_NO_TAIL); the machine keeps who holds it */
public bool PageLocked(page *page) => test_bit(PG_locked, &PF_NO_TAIL(page, 0)->flags);

[__acquires("page")]
[__no_context_analysis("the lock itself")]
public void __SetPageLocked(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	__set_bit(PG_locked, &PF_NO_TAIL(page, 1)->flags);
	// PORT: the machine keeps who took it
	page_lock_acquired(page, file, line);
}

[__releases("page")]
[__no_context_analysis("the lock itself")]
public void __ClearPageLocked(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	__clear_bit(PG_locked, &PF_NO_TAIL(page, 1)->flags);
	// PORT: the machine keeps who took it
	page_lock_released(page, file, line);
}

/* PAGEFLAG, __CLEARPAGEFLAG (Waiters, waiters, PF_ONLY_HEAD) */
public bool PageWaiters(page *page) => test_bit(PG_waiters, &PF_ONLY_HEAD(page, 0)->flags);
public void SetPageWaiters(page *page) => set_bit(PG_waiters, &PF_ONLY_HEAD(page, 1)->flags);
public void ClearPageWaiters(page *page) => clear_bit(PG_waiters, &PF_ONLY_HEAD(page, 1)->flags);
public void __ClearPageWaiters(page *page) => __clear_bit(PG_waiters, &PF_ONLY_HEAD(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG (Error, error, PF_NO_COMPOUND) */
public bool PageError(page *page) => test_bit(PG_error, &PF_NO_COMPOUND(page, 0)->flags);
public void SetPageError(page *page) => set_bit(PG_error, &PF_NO_COMPOUND(page, 1)->flags);
public void ClearPageError(page *page) => clear_bit(PG_error, &PF_NO_COMPOUND(page, 1)->flags);
public bool TestClearPageError(page *page) => test_and_clear_bit(PG_error, &PF_NO_COMPOUND(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG, __SETPAGEFLAG (Referenced, referenced, PF_HEAD) */
public bool PageReferenced(page *page) => test_bit(PG_referenced, &PF_HEAD(page, 0)->flags);
public void SetPageReferenced(page *page) => set_bit(PG_referenced, &PF_HEAD(page, 1)->flags);
public void ClearPageReferenced(page *page) => clear_bit(PG_referenced, &PF_HEAD(page, 1)->flags);
public bool TestClearPageReferenced(page *page) => test_and_clear_bit(PG_referenced, &PF_HEAD(page, 1)->flags);
public void __SetPageReferenced(page *page) => __set_bit(PG_referenced, &PF_HEAD(page, 1)->flags);

/* PAGEFLAG, TESTSCFLAG, __CLEARPAGEFLAG (Dirty, dirty, PF_HEAD) */
public bool PageDirty(page *page) => test_bit(PG_dirty, &PF_HEAD(page, 0)->flags);
public void SetPageDirty(page *page) => set_bit(PG_dirty, &PF_HEAD(page, 1)->flags);
public void ClearPageDirty(page *page) => clear_bit(PG_dirty, &PF_HEAD(page, 1)->flags);
public bool TestSetPageDirty(page *page) => test_and_set_bit(PG_dirty, &PF_HEAD(page, 1)->flags);
public bool TestClearPageDirty(page *page) => test_and_clear_bit(PG_dirty, &PF_HEAD(page, 1)->flags);
public void __ClearPageDirty(page *page) => __clear_bit(PG_dirty, &PF_HEAD(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG (LRU, lru, PF_HEAD) */
public bool PageLRU(page *page) => test_bit(PG_lru, &PF_HEAD(page, 0)->flags);
public void SetPageLRU(page *page) => set_bit(PG_lru, &PF_HEAD(page, 1)->flags);
public void ClearPageLRU(page *page) => clear_bit(PG_lru, &PF_HEAD(page, 1)->flags);
public void __ClearPageLRU(page *page) => __clear_bit(PG_lru, &PF_HEAD(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG, TESTCLEARFLAG (Active, active, PF_HEAD) */
public bool PageActive(page *page) => test_bit(PG_active, &PF_HEAD(page, 0)->flags);
public void SetPageActive(page *page) => set_bit(PG_active, &PF_HEAD(page, 1)->flags);
public void ClearPageActive(page *page) => clear_bit(PG_active, &PF_HEAD(page, 1)->flags);
public void __ClearPageActive(page *page) => __clear_bit(PG_active, &PF_HEAD(page, 1)->flags);
public bool TestClearPageActive(page *page) => test_and_clear_bit(PG_active, &PF_HEAD(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG (Workingset, workingset, PF_HEAD) */
public bool PageWorkingset(page *page) => test_bit(PG_workingset, &PF_HEAD(page, 0)->flags);
public void SetPageWorkingset(page *page) => set_bit(PG_workingset, &PF_HEAD(page, 1)->flags);
public void ClearPageWorkingset(page *page) => clear_bit(PG_workingset, &PF_HEAD(page, 1)->flags);
public bool TestClearPageWorkingset(page *page) => test_and_clear_bit(PG_workingset, &PF_HEAD(page, 1)->flags);

/* __PAGEFLAG (Slab, slab, PF_NO_TAIL) */
public bool PageSlab(page *page) => test_bit(PG_slab, &PF_NO_TAIL(page, 0)->flags);
public void __SetPageSlab(page *page) => __set_bit(PG_slab, &PF_NO_TAIL(page, 1)->flags);
public void __ClearPageSlab(page *page) => __clear_bit(PG_slab, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG, __SETPAGEFLAG (Reserved, reserved, PF_NO_COMPOUND) */
public bool PageReserved(page *page) => test_bit(PG_reserved, &PF_NO_COMPOUND(page, 0)->flags);
public void SetPageReserved(page *page) => set_bit(PG_reserved, &PF_NO_COMPOUND(page, 1)->flags);
public void ClearPageReserved(page *page) => clear_bit(PG_reserved, &PF_NO_COMPOUND(page, 1)->flags);
public void __ClearPageReserved(page *page) => __clear_bit(PG_reserved, &PF_NO_COMPOUND(page, 1)->flags);
public void __SetPageReserved(page *page) => __set_bit(PG_reserved, &PF_NO_COMPOUND(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG, __SETPAGEFLAG (SwapBacked, swapbacked, PF_NO_TAIL) */
public bool PageSwapBacked(page *page) => test_bit(PG_swapbacked, &PF_NO_TAIL(page, 0)->flags);
public void SetPageSwapBacked(page *page) => set_bit(PG_swapbacked, &PF_NO_TAIL(page, 1)->flags);
public void ClearPageSwapBacked(page *page) => clear_bit(PG_swapbacked, &PF_NO_TAIL(page, 1)->flags);
public void __ClearPageSwapBacked(page *page) => __clear_bit(PG_swapbacked, &PF_NO_TAIL(page, 1)->flags);
public void __SetPageSwapBacked(page *page) => __set_bit(PG_swapbacked, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG, __SETPAGEFLAG, __CLEARPAGEFLAG (Private, private, PF_ANY) */
public bool PagePrivate(page *page) => test_bit(PG_private, &PF_ANY(page, 0)->flags);
public void SetPagePrivate(page *page) => set_bit(PG_private, &PF_ANY(page, 1)->flags);
public void ClearPagePrivate(page *page) => clear_bit(PG_private, &PF_ANY(page, 1)->flags);
public void __SetPagePrivate(page *page) => __set_bit(PG_private, &PF_ANY(page, 1)->flags);
public void __ClearPagePrivate(page *page) => __clear_bit(PG_private, &PF_ANY(page, 1)->flags);

/* PAGEFLAG, TESTSCFLAG (Private2, private_2, PF_ANY) */
public bool PagePrivate2(page *page) => test_bit(PG_private_2, &PF_ANY(page, 0)->flags);
public void SetPagePrivate2(page *page) => set_bit(PG_private_2, &PF_ANY(page, 1)->flags);
public void ClearPagePrivate2(page *page) => clear_bit(PG_private_2, &PF_ANY(page, 1)->flags);
public bool TestSetPagePrivate2(page *page) => test_and_set_bit(PG_private_2, &PF_ANY(page, 1)->flags);
public bool TestClearPagePrivate2(page *page) => test_and_clear_bit(PG_private_2, &PF_ANY(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG (OwnerPriv1, owner_priv_1, PF_ANY) */
public bool PageOwnerPriv1(page *page) => test_bit(PG_owner_priv_1, &PF_ANY(page, 0)->flags);
public void SetPageOwnerPriv1(page *page) => set_bit(PG_owner_priv_1, &PF_ANY(page, 1)->flags);
public void ClearPageOwnerPriv1(page *page) => clear_bit(PG_owner_priv_1, &PF_ANY(page, 1)->flags);
public bool TestClearPageOwnerPriv1(page *page) => test_and_clear_bit(PG_owner_priv_1, &PF_ANY(page, 1)->flags);

/* TESTPAGEFLAG, TESTSCFLAG (Writeback, writeback, PF_NO_TAIL) */
public bool PageWriteback(page *page) => test_bit(PG_writeback, &PF_NO_TAIL(page, 0)->flags);
public bool TestSetPageWriteback(page *page) => test_and_set_bit(PG_writeback, &PF_NO_TAIL(page, 1)->flags);
public bool TestClearPageWriteback(page *page) => test_and_clear_bit(PG_writeback, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG (MappedToDisk, mappedtodisk, PF_NO_TAIL) */
public bool PageMappedToDisk(page *page) => test_bit(PG_mappedtodisk, &PF_NO_TAIL(page, 0)->flags);
public void SetPageMappedToDisk(page *page) => set_bit(PG_mappedtodisk, &PF_NO_TAIL(page, 1)->flags);
public void ClearPageMappedToDisk(page *page) => clear_bit(PG_mappedtodisk, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG (Reclaim, reclaim, PF_NO_TAIL) */
public bool PageReclaim(page *page) => test_bit(PG_reclaim, &PF_NO_TAIL(page, 0)->flags);
public void SetPageReclaim(page *page) => set_bit(PG_reclaim, &PF_NO_TAIL(page, 1)->flags);
public void ClearPageReclaim(page *page) => clear_bit(PG_reclaim, &PF_NO_TAIL(page, 1)->flags);
public bool TestClearPageReclaim(page *page) => test_and_clear_bit(PG_reclaim, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG, TESTCLEARFLAG (Readahead, reclaim, PF_NO_COMPOUND) */
public bool PageReadahead(page *page) => test_bit(PG_reclaim, &PF_NO_COMPOUND(page, 0)->flags);
public void SetPageReadahead(page *page) => set_bit(PG_reclaim, &PF_NO_COMPOUND(page, 1)->flags);
public void ClearPageReadahead(page *page) => clear_bit(PG_reclaim, &PF_NO_COMPOUND(page, 1)->flags);
public bool TestClearPageReadahead(page *page) => test_and_clear_bit(PG_reclaim, &PF_NO_COMPOUND(page, 1)->flags);

public bool PageSwapCache(page *page)
{
#if CONFIG_THP_SWAP
	page = compound_head(page);
#endif
	return PageSwapBacked(page) && test_bit(PG_swapcache, &page->flags);

}
/* SETPAGEFLAG, CLEARPAGEFLAG (SwapCache, swapcache, PF_NO_TAIL) */
public void SetPageSwapCache(page *page) => set_bit(PG_swapcache, &PF_NO_TAIL(page, 1)->flags);
public void ClearPageSwapCache(page *page) => clear_bit(PG_swapcache, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG, TESTCLEARFLAG (Unevictable, unevictable, PF_HEAD) */
public bool PageUnevictable(page *page) => test_bit(PG_unevictable, &PF_HEAD(page, 0)->flags);
public void SetPageUnevictable(page *page) => set_bit(PG_unevictable, &PF_HEAD(page, 1)->flags);
public void ClearPageUnevictable(page *page) => clear_bit(PG_unevictable, &PF_HEAD(page, 1)->flags);
public void __ClearPageUnevictable(page *page) => __clear_bit(PG_unevictable, &PF_HEAD(page, 1)->flags);
public bool TestClearPageUnevictable(page *page) => test_and_clear_bit(PG_unevictable, &PF_HEAD(page, 1)->flags);

/* PAGEFLAG, __CLEARPAGEFLAG, TESTSCFLAG (Mlocked, mlocked, PF_NO_TAIL) */
public bool PageMlocked(page *page) => test_bit(PG_mlocked, &PF_NO_TAIL(page, 0)->flags);
public void SetPageMlocked(page *page) => set_bit(PG_mlocked, &PF_NO_TAIL(page, 1)->flags);
public void ClearPageMlocked(page *page) => clear_bit(PG_mlocked, &PF_NO_TAIL(page, 1)->flags);
public void __ClearPageMlocked(page *page) => __clear_bit(PG_mlocked, &PF_NO_TAIL(page, 1)->flags);
public bool TestSetPageMlocked(page *page) => test_and_set_bit(PG_mlocked, &PF_NO_TAIL(page, 1)->flags);
public bool TestClearPageMlocked(page *page) => test_and_clear_bit(PG_mlocked, &PF_NO_TAIL(page, 1)->flags);

/* PAGEFLAG_FALSE (HWPoison) */
public static bool PageHWPoison(page *page) => false;

public bool PageMappingFlags(page *page)
{
	return ((ulong)page->mapping & PAGE_MAPPING_FLAGS) != 0;
}

public bool PageAnon(page *page)
{
	page = compound_head(page);
	return ((ulong)page->mapping & PAGE_MAPPING_ANON) != 0;
}

public bool __PageMovable(page *page)
{
	return ((ulong)page->mapping & PAGE_MAPPING_FLAGS) ==
				PAGE_MAPPING_MOVABLE;
}

public bool PageKsm(page *page)
{
	page = compound_head(page);
	return ((ulong)page->mapping & PAGE_MAPPING_FLAGS) ==
				PAGE_MAPPING_KSM;
}

public bool PageUptodate(page *page)
{
	bool ret;
	page = compound_head(page);
	ret = test_bit(PG_uptodate, &(page)->flags);
	if (ret)
		smp_rmb();

	return ret;
}

public void __SetPageUptodate(page *page)
{
	VM_BUG_ON_PAGE(PageTail(page), page);
	smp_wmb();
	__set_bit(PG_uptodate, &page->flags);
}

public void SetPageUptodate(page *page)
{
	VM_BUG_ON_PAGE(PageTail(page), page);
	smp_wmb();
	set_bit(PG_uptodate, &page->flags);
}

/* CLEARPAGEFLAG (Uptodate, uptodate, PF_NO_TAIL) */
public void ClearPageUptodate(page *page) => clear_bit(PG_uptodate, &PF_NO_TAIL(page, 1)->flags);

public bool test_set_page_writeback(page *page)
{
	return __test_set_page_writeback(page, false);
}

public bool test_set_page_writeback_keepwrite(page *page)
{
	return __test_set_page_writeback(page, true);
}

public void set_page_writeback(page *page)
{
	test_set_page_writeback(page);
}

public void set_page_writeback_keepwrite(page *page)
{
	test_set_page_writeback_keepwrite(page);
}

/* __PAGEFLAG, CLEARPAGEFLAG (Head, head, PF_ANY) */
public bool PageHead(page *page) => test_bit(PG_head, &PF_ANY(page, 0)->flags);
public void __SetPageHead(page *page) => __set_bit(PG_head, &PF_ANY(page, 1)->flags);
public void __ClearPageHead(page *page) => __clear_bit(PG_head, &PF_ANY(page, 1)->flags);
public void ClearPageHead(page *page) => clear_bit(PG_head, &PF_ANY(page, 1)->flags);

public static void set_compound_head(page *page, page *head)
{
	WRITE_ONCE(ref page->compound_head, (ulong)head + 1);
}

public static void clear_compound_head(page *page)
{
	WRITE_ONCE(ref page->compound_head, 0ul);
}

public void ClearPageCompound(page *page)
{
	BUG_ON(!PageHead(page));
	ClearPageHead(page);
	// PORT: its lock and the reference to it are on each of its pages from here on
	split_page_holders(page);
}

/* TESTPAGEFLAG_FALSE (Huge), TESTPAGEFLAG_FALSE (HeadHuge): no hugetlbfs */
public static bool PageHuge(page *page) => false;
public static bool PageHeadHuge(page *page) => false;

public static bool page_huge_active(page *page)
{
	return false;
}

public bool PageTransHuge(page *page)
{
	VM_BUG_ON_PAGE(PageTail(page), page);
	return PageHead(page);
}

public bool PageTransCompound(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	return PageCompound(page, file, line);
}

public bool PageTransCompoundMap(page *page)
{
	page *head;

	if (!PageTransCompound(page))
		return false;

	if (PageAnon(page))
		return atomic_read(&page->_mapcount) < 0;

	head = compound_head(page);
	return atomic_read(&page->_mapcount) ==
	       atomic_read(compound_mapcount_ptr(head));
}

public bool PageTransTail(page *page)
{
	return PageTail(page);
}

public bool PageDoubleMap(page *page)
{
	return PageHead(page) && test_bit(PG_double_map, &page[1].flags);
}

public void SetPageDoubleMap(page *page)
{
	VM_BUG_ON_PAGE(!PageHead(page), page);
	set_bit(PG_double_map, &page[1].flags);
}

public void ClearPageDoubleMap(page *page)
{
	VM_BUG_ON_PAGE(!PageHead(page), page);
	clear_bit(PG_double_map, &page[1].flags);
}
public bool TestSetPageDoubleMap(page *page)
{
	VM_BUG_ON_PAGE(!PageHead(page), page);
	return test_and_set_bit(PG_double_map, &page[1].flags);
}

public bool TestClearPageDoubleMap(page *page)
{
	VM_BUG_ON_PAGE(!PageHead(page), page);
	return test_and_clear_bit(PG_double_map, &page[1].flags);
}

public bool PageType(page *page, uint flag)
{
	// PORT: the machine checks what is dereferenced
	return (check_page(page)->page_type & (PAGE_TYPE_BASE | flag)) == PAGE_TYPE_BASE;
}

public bool page_has_type(page *page)
{
	return (int)page->page_type < PAGE_MAPCOUNT_RESERVE;
}

/* PAGE_TYPE_OPS (Buddy, buddy) */
public bool PageBuddy(page *page)
{
	return PageType(page, PG_buddy);
}
public void __SetPageBuddy(page *page)
{
	VM_BUG_ON_PAGE(!PageType(page, 0), page);
	page->page_type &= ~PG_buddy;
}
public void __ClearPageBuddy(page *page)
{
	VM_BUG_ON_PAGE(!PageBuddy(page), page);
	page->page_type |= PG_buddy;
}

/* PAGE_TYPE_OPS (Offline, offline) */
public bool PageOffline(page *page)
{
	return PageType(page, PG_offline);
}
public void __SetPageOffline(page *page)
{
	VM_BUG_ON_PAGE(!PageType(page, 0), page);
	page->page_type &= ~PG_offline;
}
public void __ClearPageOffline(page *page)
{
	VM_BUG_ON_PAGE(!PageOffline(page), page);
	page->page_type |= PG_offline;
}

/* PAGE_TYPE_OPS (Kmemcg, kmemcg) */
public bool PageKmemcg(page *page)
{
	return PageType(page, PG_kmemcg);
}
public void __SetPageKmemcg(page *page)
{
	VM_BUG_ON_PAGE(!PageType(page, 0), page);
	page->page_type &= ~PG_kmemcg;
}
public void __ClearPageKmemcg(page *page)
{
	VM_BUG_ON_PAGE(!PageKmemcg(page), page);
	page->page_type |= PG_kmemcg;
}

/* PAGE_TYPE_OPS (Table, table) */
public bool PageTable(page *page)
{
	return PageType(page, PG_table);
}
public void __SetPageTable(page *page)
{
	VM_BUG_ON_PAGE(!PageType(page, 0), page);
	page->page_type &= ~PG_table;
}
public void __ClearPageTable(page *page)
{
	VM_BUG_ON_PAGE(!PageTable(page), page);
	page->page_type |= PG_table;
}

/* PAGE_TYPE_OPS (Guard, guard) */
public bool PageGuard(page *page)
{
	return PageType(page, PG_guard);
}
public void __SetPageGuard(page *page)
{
	VM_BUG_ON_PAGE(!PageType(page, 0), page);
	page->page_type &= ~PG_guard;
}
public void __ClearPageGuard(page *page)
{
	VM_BUG_ON_PAGE(!PageGuard(page), page);
	page->page_type |= PG_guard;
}

/* __PAGEFLAG (Isolated, isolated, PF_ANY) */
public bool PageIsolated(page *page) => test_bit(PG_isolated, &PF_ANY(page, 0)->flags);
public void __SetPageIsolated(page *page) => __set_bit(PG_isolated, &PF_ANY(page, 1)->flags);
public void __ClearPageIsolated(page *page) => __clear_bit(PG_isolated, &PF_ANY(page, 1)->flags);

public bool page_has_private(page *page)
{
	return (page->flags & PAGE_FLAGS_PRIVATE) != 0;
}
}
