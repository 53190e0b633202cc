/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: pgd, pud and pmd of 512 entries each, below them tables of HPAGE_PMD_NR ptes. A pmd is none, or a huge
 * page, or a table. One lock for each mm guards all of them (one CPU: no split locks). The p4d is folded away. */
global using unsafe pgtable_t = linux.pte_t*;

namespace linux;

/* an entry: page frame number << PAGE_SHIFT, or the address of a table; and _PAGE_* */
public struct pte_t { public ulong pte; }
public struct pmd_t { public ulong pmd; }
public struct pud_t { public ulong pud; }
public struct p4d_t { public ulong p4d; }
public struct pgd_t { public ulong pgd; }
public struct pgprot_t { public ulong pgprot; }

public struct mmu_notifier_range
{
	public ulong start, end;
}

/* pages whose last page table entry is gone, to be put together */
public unsafe struct mmu_gather
{
	public const int MMU_GATHER_BUNDLE = 64;

	public mm_struct *mm;
	public bool fullmm;
	public int nr;
	public fixed ulong pages[MMU_GATHER_BUNDLE];
}

public unsafe partial class kernel
{
	/* the tables are aligned to 64 bytes, so there are six bits */
	public const ulong _PAGE_PRESENT = 1 << 0, _PAGE_RW = 1 << 1, _PAGE_ACCESSED = 1 << 2, _PAGE_DIRTY = 1 << 3, _PAGE_PSE = 1 << 4;
	const ulong _PAGE_TABLE = _PAGE_PRESENT | _PAGE_RW, PTE_FLAGS_MASK = 63;

	public const int PTRS_PER_PGD = 512, PTRS_PER_PUD = 512, PTRS_PER_PMD = 512;
	public int PTRS_PER_PTE => HPAGE_PMD_NR;
	int PUD_SHIFT => PMD_SHIFT + 9;
	int PGDIR_SHIFT => PUD_SHIFT + 9;

	/// <summary>The first address that user space cannot have.</summary>
	public ulong TASK_SIZE => min(1ul << (PGDIR_SHIFT + 9), 1ul << 47) - PAGE_SIZE;

	kmem_cache *pgtable_cache;	/* of upper levels */
	kmem_cache *pte_cache;

	void pgtable_init()
	{
		pgtable_cache = kmem_cache_create(512 * sizeof(ulong));
		pte_cache = kmem_cache_create((uint)PTRS_PER_PTE * sizeof(ulong));
	}

	static ulong entry_flags(ulong entry) => entry & PTE_FLAGS_MASK;
	static void *entry_table(ulong entry) => (void *)(entry & ~PTE_FLAGS_MASK);

	/* upper levels */
	public pgd_t *pgd_offset(mm_struct *mm, ulong address) => mm->pgd + ((address >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1));
	public static p4d_t *p4d_offset(pgd_t *pgd, ulong address) => (p4d_t *)pgd;
	public pud_t *pud_offset(p4d_t *p4d, ulong address) =>
		(pud_t *)entry_table(p4d->p4d) + ((address >> PUD_SHIFT) & (PTRS_PER_PUD - 1));
	public pmd_t *pmd_offset(pud_t *pud, ulong address) =>
		(pmd_t *)entry_table(pud->pud) + ((address >> PMD_SHIFT) & (PTRS_PER_PMD - 1));

	public static bool pgd_present(pgd_t pgd) => true;
	public static bool p4d_present(p4d_t p4d) => p4d.p4d != 0;
	public static bool pud_present(pud_t pud) => pud.pud != 0;

	public static p4d_t *p4d_alloc(mm_struct *mm, pgd_t *pgd, ulong address) => (p4d_t *)pgd;

	public pud_t *pud_alloc(mm_struct *mm, p4d_t *p4d, ulong address)
	{
		if (p4d->p4d == 0) {
			void *table = kmem_cache_zalloc(pgtable_cache, GFP_KERNEL_ACCOUNT);
			if (table == null)
				return null;
			p4d->p4d = (ulong)table | _PAGE_TABLE;
		}
		return pud_offset(p4d, address);
	}

	public pmd_t *pmd_alloc(mm_struct *mm, pud_t *pud, ulong address)
	{
		if (pud->pud == 0) {
			void *table = kmem_cache_zalloc(pgtable_cache, GFP_KERNEL_ACCOUNT);
			if (table == null)
				return null;
			pud->pud = (ulong)table | _PAGE_TABLE;
		}
		return pmd_offset(pud, address);
	}

	/* the end of what one table maps, or of the range */
	static ulong addr_end(ulong addr, ulong end, int shift)
	{
		ulong boundary = ((addr >> shift) + 1) << shift;
		return boundary - 1 < end - 1 ? boundary : end;
	}

	public ulong pgd_addr_end(ulong addr, ulong end) => addr_end(addr, end, PGDIR_SHIFT);
	public ulong pud_addr_end(ulong addr, ulong end) => addr_end(addr, end, PUD_SHIFT);
	public ulong pmd_addr_end(ulong addr, ulong end) => addr_end(addr, end, PMD_SHIFT);

	/* pmd */
	public static bool pmd_none(pmd_t pmd) => pmd.pmd == 0;
	public static bool pmd_present(pmd_t pmd) => (pmd.pmd & _PAGE_PRESENT) != 0;
	public static bool pmd_trans_huge(pmd_t pmd) => (pmd.pmd & _PAGE_PSE) != 0;
	public static bool pmd_devmap(pmd_t pmd) => false;
	public static bool pmd_same(pmd_t a, pmd_t b) => a.pmd == b.pmd;
	public static bool pmd_dirty(pmd_t pmd) => (pmd.pmd & _PAGE_DIRTY) != 0;
	public static bool pmd_young(pmd_t pmd) => (pmd.pmd & _PAGE_ACCESSED) != 0;
	public static bool pmd_write(pmd_t pmd) => (pmd.pmd & _PAGE_RW) != 0;
	public static pmd_t pmd_mkdirty(pmd_t pmd) => new() { pmd = pmd.pmd | _PAGE_DIRTY };
	public static pmd_t pmd_mkyoung(pmd_t pmd) => new() { pmd = pmd.pmd | _PAGE_ACCESSED };
	public static pmd_t pmd_mkold(pmd_t pmd) => new() { pmd = pmd.pmd & ~_PAGE_ACCESSED };
	public static pmd_t pmd_mkwrite(pmd_t pmd) => new() { pmd = pmd.pmd | _PAGE_RW };
	public page *pmd_page(pmd_t pmd) => pfn_to_page(pmd.pmd >> PAGE_SHIFT);
	public pmd_t mk_huge_pmd(page *page, pgprot_t prot) =>
		new() { pmd = page_to_pfn(page) << PAGE_SHIFT | prot.pgprot | _PAGE_PSE };

	/* a pmd that is neither none nor present would hold a migration entry: there are none */
	public static bool is_swap_pmd(pmd_t pmd) => !pmd_none(pmd) && !pmd_present(pmd);
	public static bool is_pmd_migration_entry(pmd_t pmd) => false;
	public bool is_huge_zero_pmd(pmd_t pmd) => is_huge_zero_page(pmd_page(pmd));

	public static void set_pmd_at(mm_struct *mm, ulong addr, pmd_t *pmdp, pmd_t pmd) => *pmdp = pmd;

	static pmd_t pmdp_clear(pmd_t *pmdp)
	{
		pmd_t pmd = *pmdp;
		*pmdp = default;
		return pmd;
	}

	public static pmd_t pmdp_huge_clear_flush_notify(vm_area_struct *vma, ulong haddr, pmd_t *pmdp) => pmdp_clear(pmdp);
	public static pmd_t pmdp_huge_get_and_clear_full(mm_struct *mm, ulong addr, pmd_t *pmdp, bool full) => pmdp_clear(pmdp);
	public static pmd_t pmdp_collapse_flush(vm_area_struct *vma, ulong addr, pmd_t *pmdp) => pmdp_clear(pmdp);

	/* returns whether something changed */
	public static bool pmdp_set_access_flags(vm_area_struct *vma, ulong addr, pmd_t *pmdp, pmd_t entry, bool dirty)
	{
		bool changed = pmdp->pmd != entry.pmd;
		if (changed && dirty)
			*pmdp = entry;
		return changed;
	}

	public static bool pmdp_clear_flush_young_notify(vm_area_struct *vma, ulong addr, pmd_t *pmdp)
	{
		bool young = pmd_young(*pmdp);
		*pmdp = pmd_mkold(*pmdp);
		return young;
	}

	/* whether there are no ptes to walk below it */
	public bool pmd_none_or_trans_huge_or_clear_bad(pmd_t *pmd)
	{
		if (pmd_none(*pmd) || pmd_trans_huge(*pmd))
			return true;
		VM_BUG_ON(entry_flags(pmd->pmd) != _PAGE_TABLE);
		return false;
	}

	public bool pmd_trans_unstable(pmd_t *pmd) => pmd_none_or_trans_huge_or_clear_bad(pmd);

	[__acquires("return", Spin = true)]
	[__no_context_analysis("returns the lock that it took")]
	public spinlock_t *pmd_lock(mm_struct *mm, pmd_t *pmd, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		spin_lock(&mm->page_table_lock, file, line);
		return &mm->page_table_lock;
	}

	/* pte */
	public static bool pte_none(pte_t pte) => pte.pte == 0;
	public static bool pte_present(pte_t pte) => (pte.pte & _PAGE_PRESENT) != 0;
	public static bool pte_same(pte_t a, pte_t b) => a.pte == b.pte;
	public static bool pte_dirty(pte_t pte) => (pte.pte & _PAGE_DIRTY) != 0;
	public static bool pte_young(pte_t pte) => (pte.pte & _PAGE_ACCESSED) != 0;
	public static bool pte_write(pte_t pte) => (pte.pte & _PAGE_RW) != 0;
	public static pte_t pte_mkdirty(pte_t pte) => new() { pte = pte.pte | _PAGE_DIRTY };
	public static pte_t pte_mkyoung(pte_t pte) => new() { pte = pte.pte | _PAGE_ACCESSED };
	public static pte_t pte_mkold(pte_t pte) => new() { pte = pte.pte & ~_PAGE_ACCESSED };
	public static pte_t pte_mkwrite(pte_t pte) => new() { pte = pte.pte | _PAGE_RW };
	public static ulong pte_pfn(pte_t pte) => pte.pte >> PAGE_SHIFT;
	public page *pte_page(pte_t pte) => pfn_to_page(pte_pfn(pte));
	public page *vm_normal_page(vm_area_struct *vma, ulong addr, pte_t pte) => pte_page(pte);
	public pte_t mk_pte(page *page, pgprot_t prot) => new() { pte = page_to_pfn(page) << PAGE_SHIFT | prot.pgprot };
	public static pte_t maybe_mkwrite(pte_t pte, vm_area_struct *vma) => (vma->vm_flags & VM_WRITE) != 0 ? pte_mkwrite(pte) : pte;

	public static void set_pte_at(mm_struct *mm, ulong addr, pte_t *ptep, pte_t pte) => *ptep = pte;

	static pte_t ptep_clear(pte_t *ptep)
	{
		pte_t pte = *ptep;
		*ptep = default;
		return pte;
	}

	public static pte_t ptep_clear_flush(vm_area_struct *vma, ulong addr, pte_t *ptep) => ptep_clear(ptep);
	public static pte_t ptep_get_and_clear_full(mm_struct *mm, ulong addr, pte_t *ptep, bool full) => ptep_clear(ptep);

	public static bool ptep_set_access_flags(vm_area_struct *vma, ulong addr, pte_t *ptep, pte_t entry, bool dirty)
	{
		bool changed = ptep->pte != entry.pte;
		if (changed && dirty)
			*ptep = entry;
		return changed;
	}

	public static bool ptep_clear_flush_young_notify(vm_area_struct *vma, ulong addr, pte_t *ptep)
	{
		bool young = pte_young(*ptep);
		*ptep = pte_mkold(*ptep);
		return young;
	}

	/* tables of ptes */
	public static pte_t *pmd_pgtable(pmd_t pmd) => (pte_t *)entry_table(pmd.pmd);
	public int pte_index(ulong address) => (int)(address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
	public pte_t *pte_offset_map(pmd_t *pmd, ulong address) => pmd_pgtable(*pmd) + pte_index(address);
	public static void pte_unmap(pte_t *pte) { }
	public static spinlock_t *pte_lockptr(mm_struct *mm, pmd_t *pmd) => &mm->page_table_lock;

	[__acquires("*ptlp", Spin = true)]
	[__no_context_analysis("hands the lock that it took over through ptlp")]
	public pte_t *pte_offset_map_lock(mm_struct *mm, pmd_t *pmd, ulong address, spinlock_t **ptlp,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		*ptlp = pte_lockptr(mm, pmd);
		spin_lock(*ptlp, file, line);
		return pte_offset_map(pmd, address);
	}

	[__releases("ptl")]
	public void pte_unmap_unlock(pte_t *pte, spinlock_t *ptl, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_unlock(ptl, file, line);

	public pgtable_t pte_alloc_one(mm_struct *mm) => (pgtable_t)kmem_cache_zalloc(pte_cache, GFP_KERNEL_ACCOUNT);
	public void pte_free(mm_struct *mm, pgtable_t pte) => kmem_cache_free(pte_cache, pte);
	public static void pmd_populate(mm_struct *mm, pmd_t *pmd, pgtable_t pte) => pmd->pmd = (ulong)pte | _PAGE_TABLE;

	/* not 0 without memory */
	public int pte_alloc(mm_struct *mm, pmd_t *pmd)
	{
		if (!pmd_none(*pmd))
			return 0;
		pgtable_t @new = pte_alloc_one(mm);
		if (@new == null)
			return -ENOMEM;
		spin_lock(&mm->page_table_lock);
		mm_inc_nr_ptes(mm);
		pmd_populate(mm, pmd, @new);
		spin_unlock(&mm->page_table_lock);
		return 0;
	}

	public static void mm_inc_nr_ptes(mm_struct *mm) => mm->nr_ptes++;
	public static void mm_dec_nr_ptes(mm_struct *mm) => mm->nr_ptes--;

	/* include/linux/mm.h: resident pages of an mm, by kind */
	public const int MM_FILEPAGES = 0, MM_ANONPAGES = 1, MM_SWAPENTS = 2, MM_SHMEMPAGES = 3, NR_MM_COUNTERS = 4;

	public static void add_mm_counter(mm_struct *mm, int member, long value) => mm->rss_stat[member] += value;
	public static void inc_mm_counter_fast(mm_struct *mm, int member) => mm->rss_stat[member]++;
	public static void dec_mm_counter(mm_struct *mm, int member) => mm->rss_stat[member]--;
	public int mm_counter_file(page *page) => PageSwapBacked(page) ? MM_SHMEMPAGES : MM_FILEPAGES;
	public int mm_counter(page *page) => PageAnon(page) ? MM_ANONPAGES : mm_counter_file(page);

	/* x86 deposits a table below a huge pmd of anonymous memory only */
	public static bool arch_needs_pgtable_deposit() => false;
	public static void zap_deposited_table(mm_struct *mm, pmd_t *pmd) { }

	/* nobody mirrors the page tables */
	const int MMU_NOTIFY_UNMAP = 0, MMU_NOTIFY_CLEAR = 1;

	static void mmu_notifier_range_init(mmu_notifier_range *range, int @event, uint flags, vm_area_struct *vma, mm_struct *mm,
		ulong start, ulong end)
	{
		range->start = start;
		range->end = end;
	}

	static void mmu_notifier_invalidate_range_start(mmu_notifier_range *range) { }
	static void mmu_notifier_invalidate_range_end(mmu_notifier_range *range) { }
	static void mmu_notifier_invalidate_range_only_end(mmu_notifier_range *range) { }

	/* asm-generic/tlb.h, mm/mmu_gather.c: there is no TLB, but its flush is what puts the pages */
	static void update_mmu_cache(vm_area_struct *vma, ulong addr, pte_t *ptep) { }
	static void update_mmu_cache_pmd(vm_area_struct *vma, ulong addr, pmd_t *pmdp) { }
	static void flush_icache_page(vm_area_struct *vma, page *page) { }
	static void tlb_change_page_size(mmu_gather *tlb, ulong page_size) { }
	static void tlb_remove_tlb_entry(mmu_gather *tlb, pte_t *ptep, ulong address) { }
	static void tlb_remove_pmd_tlb_entry(mmu_gather *tlb, pmd_t *pmdp, ulong address) { }

	static void tlb_gather_mmu(mmu_gather *tlb, mm_struct *mm, ulong start, ulong end)
	{
		tlb->mm = mm;
		tlb->fullmm = (start | (end + 1)) == 0;
		tlb->nr = 0;
	}

	/* whether it is full: then it must be flushed */
	static bool __tlb_remove_page(mmu_gather *tlb, page *page)
	{
		tlb->pages[tlb->nr++] = (ulong)page;
		return tlb->nr == mmu_gather.MMU_GATHER_BUNDLE;
	}

	void tlb_remove_page_size(mmu_gather *tlb, page *page, ulong page_size)
	{
		if (__tlb_remove_page(tlb, page))
			tlb_flush_mmu(tlb);
	}

	void tlb_flush_mmu(mmu_gather *tlb)
	{
		int nr = tlb->nr;
		if (nr == 0)
			return;
		tlb->nr = 0;
		free_pages_and_swap_cache((page **)tlb->pages, nr);
	}

	void tlb_finish_mmu(mmu_gather *tlb, ulong start, ulong end) => tlb_flush_mmu(tlb);
}
