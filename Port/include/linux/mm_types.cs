/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/mm_types.h at v5.4, blob 270aa8fd2800: what the port uses of it */
namespace linux;

/* 64 bytes, one for each page frame, indexed by pfn in kernel.mem_map */
[StructLayout(LayoutKind.Explicit, Size = 64)]
public unsafe struct page
{
	[FieldOffset(0)] public ulong flags;

	/* page cache, swap cache, free lists */
	[FieldOffset(8)] public list_head lru;
	[FieldOffset(24)] public address_space *mapping;
	[FieldOffset(32)] public pgoff_t index;
	[FieldOffset(40)] public ulong @private;

	/* tail pages of a compound page */
	[FieldOffset(8)] public ulong compound_head;

	/* first tail page only */
	[FieldOffset(16)] public byte compound_dtor;
	[FieldOffset(17)] public byte compound_order;
	[FieldOffset(20)] public atomic_t compound_mapcount;

	/* second tail page only */
	[FieldOffset(24)] public list_head deferred_list;

	[FieldOffset(8)] public rcu_head rcu_head;

	[FieldOffset(48)] public atomic_t _mapcount;
	[FieldOffset(48)] public uint page_type;
	[FieldOffset(52)] public atomic_t _refcount;
	[FieldOffset(56)] public mem_cgroup *mem_cgroup;
}

/* an address space: its mappings are on a list, its page tables in machine/pgtable.cs */
public unsafe struct mm_struct
{
	public list_head mmap;		/* of vm_area_struct.vm_list, by address */
	public vm_area_struct *vmacache;	/* the one last found */
	public pgd_t *pgd;
	public ulong mmap_base;		/* mappings grow down from here */
	public atomic_t mm_users;
	public atomic_t mm_count;
	public int map_count;		/* vmas */
	public int nr_ptes;		/* tables of ptes */
	public rw_semaphore mmap_sem;
	public spinlock_t page_table_lock;
	public fixed long rss_stat[kernel.NR_MM_COUNTERS];	/* in pages */
	public ulong flags;		/* MMF_* */
	public int pid;			/* the task that owns it, for reports */
	public list_head mm_list;	/* in kernel.mm_list */
}

public unsafe struct vm_area_struct
{
	public ulong vm_start;
	public ulong vm_end;		/* the first byte after */
	public mm_struct *vm_mm;
	public pgprot_t vm_page_prot;
	public ulong vm_flags;
	public ulong vm_pgoff;		/* in PAGE_SIZE units */
	public @file *vm_file;
	public void *vm_private_data;
	public void *vm_policy { readonly get => vm_private_data; set => vm_private_data = value; }	/* without NUMA */
	public anon_vma *anon_vma;	/* always null: no private mappings */
	public list_head vm_list;	/* in mm_struct.mmap */
	public list_head shared;	/* in address_space.i_mmap */
}

public unsafe struct vm_fault
{
	public vm_area_struct *vma;
	public uint flags;		/* FAULT_FLAG_* */
	public gfp_t gfp_mask;
	public pgoff_t pgoff;
	public ulong address;
	public page *page;
	public pmd_t *pmd;
	public pte_t orig_pte;
	public pte_t *pte;		/* set: ptl is held */
	public spinlock_t *ptl;
	public pgtable_t prealloc_pte;	/* a table of ptes allocated beforehand */
}
