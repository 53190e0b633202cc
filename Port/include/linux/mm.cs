/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/mm.h at v5.4, blob a2adf95b3f9c, and the part of mm_types.h that is not structures */
global using unsafe compound_page_dtor = delegate*<linux.kernel, linux.page *, void>;
global using compound_dtor_id = System.Byte;
global using static linux.mm_flags;

namespace linux;

public static class mm_flags
{
	/* vm_area_struct.vm_flags */
	public const ulong VM_NONE = 0x00000000;

	public const ulong VM_READ = 0x00000001;
	public const ulong VM_WRITE = 0x00000002;
	public const ulong VM_EXEC = 0x00000004;
	public const ulong VM_SHARED = 0x00000008;

	public const ulong VM_MAYREAD = 0x00000010;
	public const ulong VM_MAYWRITE = 0x00000020;
	public const ulong VM_MAYEXEC = 0x00000040;
	public const ulong VM_MAYSHARE = 0x00000080;

	public const ulong VM_GROWSDOWN = 0x00000100;
	public const ulong VM_UFFD_MISSING = 0x00000200;
	public const ulong VM_PFNMAP = 0x00000400;
	public const ulong VM_DENYWRITE = 0x00000800;
	public const ulong VM_UFFD_WP = 0x00001000;

	public const ulong VM_LOCKED = 0x00002000;
	public const ulong VM_IO = 0x00004000;

	public const ulong VM_SEQ_READ = 0x00008000;
	public const ulong VM_RAND_READ = 0x00010000;

	public const ulong VM_DONTCOPY = 0x00020000;
	public const ulong VM_DONTEXPAND = 0x00040000;
	public const ulong VM_LOCKONFAULT = 0x00080000;
	public const ulong VM_ACCOUNT = 0x00100000;
	public const ulong VM_NORESERVE = 0x00200000;
	public const ulong VM_HUGETLB = 0x00400000;
	public const ulong VM_SYNC = 0x00800000;
	public const ulong VM_ARCH_1 = 0x01000000;
	public const ulong VM_WIPEONFORK = 0x02000000;
	public const ulong VM_DONTDUMP = 0x04000000;

	public const ulong VM_SOFTDIRTY = 0;

	public const ulong VM_MIXEDMAP = 0x10000000;
	public const ulong VM_HUGEPAGE = 0x20000000;
	public const ulong VM_NOHUGEPAGE = 0x40000000;
	public const ulong VM_MERGEABLE = 0x80000000;

	public const ulong VM_GROWSUP = VM_NONE;
	public const ulong VM_STACK_INCOMPLETE_SETUP = VM_RAND_READ | VM_SEQ_READ;
	public const ulong VM_SPECIAL = VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP;

	/* vm_fault.flags */
	public const uint FAULT_FLAG_WRITE = 0x01;
	public const uint FAULT_FLAG_MKWRITE = 0x02;
	public const uint FAULT_FLAG_ALLOW_RETRY = 0x04;
	public const uint FAULT_FLAG_RETRY_NOWAIT = 0x08;
	public const uint FAULT_FLAG_KILLABLE = 0x10;
	public const uint FAULT_FLAG_TRIED = 0x20;
	public const uint FAULT_FLAG_USER = 0x40;
	public const uint FAULT_FLAG_REMOTE = 0x80;
	public const uint FAULT_FLAG_INSTRUCTION = 0x100;

	/* enum vm_fault_reason */
	public const vm_fault_t VM_FAULT_OOM = 0x000001;
	public const vm_fault_t VM_FAULT_SIGBUS = 0x000002;
	public const vm_fault_t VM_FAULT_MAJOR = 0x000004;
	public const vm_fault_t VM_FAULT_WRITE = 0x000008;
	public const vm_fault_t VM_FAULT_HWPOISON = 0x000010;
	public const vm_fault_t VM_FAULT_HWPOISON_LARGE = 0x000020;
	public const vm_fault_t VM_FAULT_SIGSEGV = 0x000040;
	public const vm_fault_t VM_FAULT_NOPAGE = 0x000100;
	public const vm_fault_t VM_FAULT_LOCKED = 0x000200;
	public const vm_fault_t VM_FAULT_RETRY = 0x000400;
	public const vm_fault_t VM_FAULT_FALLBACK = 0x000800;
	public const vm_fault_t VM_FAULT_DONE_COW = 0x001000;
	public const vm_fault_t VM_FAULT_NEEDDSYNC = 0x002000;
	public const vm_fault_t VM_FAULT_HINDEX_MASK = 0x0f0000;

	public const vm_fault_t VM_FAULT_ERROR = VM_FAULT_OOM | VM_FAULT_SIGBUS |
			VM_FAULT_SIGSEGV | VM_FAULT_HWPOISON |
			VM_FAULT_HWPOISON_LARGE | VM_FAULT_FALLBACK;

	/* enum compound_dtor_id */
	public const byte
	NULL_COMPOUND_DTOR = 0,
	COMPOUND_PAGE_DTOR = 1,
	TRANSHUGE_PAGE_DTOR = 2,
	NR_COMPOUND_DTORS = 3;
}

public unsafe partial class kernel
{
/* mm/page_alloc.c: how to free a compound page, by compound_dtor */
public compound_page_dtor *compound_page_dtors;

void compound_page_dtors_init()
{
	compound_page_dtors = (compound_page_dtor *)arena.alloc((nuint)sizeof(compound_page_dtor) * NR_COMPOUND_DTORS);
	compound_page_dtors[COMPOUND_PAGE_DTOR] = &call_free_compound_page;
	compound_page_dtors[TRANSHUGE_PAGE_DTOR] = &call_free_transhuge_page;
}

static void call_free_compound_page(kernel k, page *page) => k.free_compound_page(page);
static void call_free_transhuge_page(kernel k, page *page) => k.free_transhuge_page(page);

public page *nth_page(page *page, ulong n) => pfn_to_page(page_to_pfn((page)) + (n));

// PORT: ALIGN() of a power of 2
public static ulong PAGE_ALIGN(ulong addr) => round_up(addr, PAGE_SIZE);

// PORT: IS_ALIGNED() of a power of 2
public static bool PAGE_ALIGNED(ulong addr) => (addr & ~PAGE_MASK) == 0;

public static page *lru_to_page(list_head *head) => (page *)list_entry((head)->prev, &((page *)ANY)->lru);

/* include/linux/poison.h: the mapping of a tail page */
public static address_space *TAIL_MAPPING => (address_space *)0x400;

public static ulong page_private(page *page) => ((page)->@private);
public static void set_page_private(page *page, ulong v) => (page)->@private = (v);

public static void vma_init(vm_area_struct *vma, mm_struct *mm)
{
	// PORT: C# wants a type
	memset(vma, 0, (ulong)sizeof(vm_area_struct));
	vma->vm_mm = mm;
	// PORT: a vma has no operations of its own, and no anonymous memory
}

public static bool vma_is_anonymous(vm_area_struct *vma)
{
	// PORT: every vma is one of a file
	return false;
}

[__moves("page")]
[__no_context_analysis("the count itself")]
public bool put_page_testzero(page *page)
{
	VM_BUG_ON_PAGE(page_ref_count(page) == 0, page);
	// PORT: the machine keeps who holds it
	page_ref_dropped(check_page(page));
	return page_ref_dec_and_test(page);
}

[__cond_gets(true, "page")]
[__no_context_analysis("the count itself")]
public bool get_page_unless_zero(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	// PORT: the machine keeps who holds it
	return page_ref_add_unless(check_page(page), 1, 0) && page_ref_taken(page, file, line);
}

public static atomic_t *compound_mapcount_ptr(page *page)
{
	return &page[1].compound_mapcount;
}

public int compound_mapcount(page *page)
{
	VM_BUG_ON_PAGE(!PageCompound(page), page);
	page = compound_head(page);
	return atomic_read(compound_mapcount_ptr(page)) + 1;
}

public static void page_mapcount_reset(page *page)
{
	atomic_set(&(page)->_mapcount, -1);
}

public int page_mapcount(page *page)
{
	VM_BUG_ON_PAGE(PageSlab(page), page);

	if (unlikely(PageCompound(page)))
		return __page_mapcount(page);
	return atomic_read(&page->_mapcount) + 1;
}

public page *virt_to_head_page(void *x)
{
	page *page = virt_to_page(x);

	return compound_head(page);
}

public void set_compound_page_dtor(page *page,
		compound_dtor_id compound_dtor)
{
	VM_BUG_ON_PAGE(compound_dtor >= NR_COMPOUND_DTORS, page);
	page[1].compound_dtor = compound_dtor;
}

public compound_page_dtor *get_compound_page_dtor(page *page)
{
	VM_BUG_ON_PAGE(page[1].compound_dtor >= NR_COMPOUND_DTORS, page);
	// PORT: a pointer to it, for a C# function pointer has no pointer to it but its own
	return &compound_page_dtors[page[1].compound_dtor];
}

public uint compound_order(page *page)
{
	if (!PageHead(page))
		return 0;
	return page[1].compound_order;
}

public static void set_compound_order(page *page, uint order)
{
	page[1].compound_order = (byte)order;
}

public ulong compound_nr(page *page)
{
	return 1ul << (int)compound_order(page);
}

public ulong page_size(page *page)
{
	return PAGE_SIZE << (int)compound_order(page);
}

public uint page_shift(page *page)
{
	return PAGE_SHIFT + compound_order(page);
}

/* one zone, one node: neither is kept in page->flags */
public static zone_type page_zonenum(page *page)
{
	// PORT: there is one zone
	return ZONE_NORMAL;
}

public static bool is_zone_device_page(page *page)
{
	return false;
}

public static bool put_devmap_managed_page(page *page)
{
	return false;
}

public bool page_ref_zero_or_close_to_overflow(page *page) =>
	((uint) page_ref_count(page) + 127u <= 127u);

[__gets("page")]
[__no_context_analysis("the count itself")]
public void get_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page = compound_head(page);
	VM_BUG_ON_PAGE(page_ref_zero_or_close_to_overflow(page), page);
	page_ref_inc(page);
	// PORT: the machine keeps who holds it
	page_ref_taken(page, file, line);
}

[__cond_gets(true, "page")]
[__no_context_analysis("the count itself")]
public bool try_get_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page = compound_head(page);
	if (WARN_ON_ONCE(page_ref_count(page) <= 0))
		return false;
	page_ref_inc(page);
	// PORT: the machine keeps who holds it
	page_ref_taken(page, file, line);
	return true;
}

[__puts("page")]
[__no_context_analysis("the count itself")]
public void put_page(page *page)
{
	page = compound_head(page);

	if (put_devmap_managed_page(page))
		return;

	if (put_page_testzero(page))
		__put_page(page);
}

[__puts("page")]
public void put_user_page(page *page)
{
	put_page(page);
}

public static int page_to_nid(page *page)
{
	// PORT: there is one node
	return 0;
}

public zone *page_zone(page *page)
{
	return &NODE_DATA(page_to_nid(page))->node_zones[page_zonenum(page)];
}

public pg_data_t *page_pgdat(page *page)
{
	return NODE_DATA(page_to_nid(page));
}

public static mem_cgroup *page_memcg(page *page)
{
	return page->mem_cgroup;
}

public address_space *page_file_mapping(page *page)
{
	if (unlikely(PageSwapCache(page)))
		return __page_file_mapping(page);

	return page->mapping;
}

public pgoff_t page_index(page *page)
{
	if (unlikely(PageSwapCache(page)))
		return __page_file_index(page);
	return page->index;
}

public static bool page_is_pfmemalloc(page *page)
{
	return page->index == ULONG_MAX;
}

public static void set_page_pfmemalloc(page *page)
{
	page->index = ULONG_MAX;
}

public static void clear_page_pfmemalloc(page *page)
{
	page->index = 0;
}

public static ulong offset_in_page(ulong p) => ((ulong)(p) & ~PAGE_MASK);
public static ulong offset_in_page(void *p) => ((ulong)(p) & ~PAGE_MASK);

public void unmap_shared_mapping_range(address_space *mapping,
		loff_t holebegin, loff_t holelen)
{
	unmap_mapping_range(mapping, holebegin, holelen, 0);
}

public void cancel_dirty_page(page *page)
{
	if (PageDirty(page))
		__cancel_dirty_page(page);
}

public static ulong vma_pages(vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

public static bool range_in_vma(vm_area_struct *vma,
				ulong start, ulong end)
{
	return (vma != null && vma->vm_start <= start && end <= vma->vm_end);
}

public static vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}

/* asm-generic/memory_model.h, with flat memory */
public ulong page_to_pfn(page *page) => (ulong)(page - mem_map);
public page *pfn_to_page(ulong pfn) => mem_map + pfn;
public bool pfn_valid(ulong pfn) => pfn < config.nr_pages;
}
