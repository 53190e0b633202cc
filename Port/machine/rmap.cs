/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/rmap.c, mm/page_vma_mapped.c and mm/interval_tree.c at v5.4, for pages of files: from a page to the page table
 * entries that map it. A reference belongs to the page table from page_add_file_rmap() to page_remove_rmap(). */
global using ttu_flags = uint;

namespace linux;

/* there is no anonymous memory */
public struct anon_vma
{
}

public unsafe struct page_vma_mapped_walk
{
	public page *page;
	public vm_area_struct *vma;
	public ulong address;
	public pmd_t *pmd;
	public pte_t *pte;
	public spinlock_t *ptl;
	public uint flags;	/* PVMW_* */
}

public unsafe struct rmap_walk_control
{
	public void *arg;
	public delegate*<kernel, page *, vm_area_struct *, ulong, void *, bool> rmap_one;
	public delegate*<kernel, page *, bool> done;
	public delegate*<kernel, vm_area_struct *, void *, bool> invalid_vma;
}

unsafe struct page_referenced_arg
{
	public int mapcount;
	public int referenced;
	public ulong vm_flags;
	public mem_cgroup *memcg;
}

public unsafe partial class kernel
{
	/* the vmas of a file are on a list, by vm_pgoff; these find the ones that map some page of [first, last] */
	static vm_area_struct *vma_interval_tree_search(list_head *root, list_head *pos, ulong first, ulong last)
	{
		for (; pos != root; pos = pos->next) {
			var vma = (vm_area_struct *)list_entry(pos, &((vm_area_struct *)ANY)->shared);
			if (vma->vm_pgoff > last)
				break;
			if (vma->vm_pgoff + vma_pages(vma) - 1 >= first)
				return vma;
		}
		return null;
	}

	public static vm_area_struct *vma_interval_tree_iter_first(list_head *root, ulong first, ulong last) =>
		vma_interval_tree_search(root, root->next, first, last);

	public static vm_area_struct *vma_interval_tree_iter_next(vm_area_struct *vma, ulong first, ulong last) =>
		vma_interval_tree_search(&vma->vm_file->f_mapping->i_mmap, vma->shared.next, first, last);

	public static void vma_interval_tree_insert(vm_area_struct *vma, list_head *root)
	{
		list_head *pos = root->prev;
		while (pos != root && ((vm_area_struct *)list_entry(pos, &((vm_area_struct *)ANY)->shared))->vm_pgoff > vma->vm_pgoff)
			pos = pos->prev;
		list_add(&vma->shared, pos);
	}

	public static void vma_interval_tree_remove(vm_area_struct *vma, list_head *root) => list_del(&vma->shared);

	/* where the page is in the vma, if it is: the caller checks */
	ulong __vma_address(page *page, vm_area_struct *vma)
	{
		pgoff_t pgoff = page_to_pgoff(page);
		return vma->vm_start + ((pgoff - vma->vm_pgoff) << PAGE_SHIFT);
	}

	ulong vma_address(page *page, vm_area_struct *vma)
	{
		pgoff_t pgoff = page_to_pgoff(page);

		/* __vma_address() of a page before the vma may wrap around: these are page numbers */
		VM_BUG_ON_VMA(pgoff + (ulong)hpage_nr_pages(page) <= vma->vm_pgoff || pgoff >= vma->vm_pgoff + vma_pages(vma), vma);
		return pgoff <= vma->vm_pgoff ? vma->vm_start : __vma_address(page, vma);
	}

	/* the address where the walk over a page in a vma is over */
	ulong vma_address_end(page *page, vm_area_struct *vma) =>
		min(vma->vm_end, __vma_address(page, vma) + (ulong)hpage_nr_pages(page) * PAGE_SIZE);

	/// <summary>The pmd at <paramref name="address"/> if it is a table of ptes; else null.</summary>
	public pmd_t *mm_find_pmd(mm_struct *mm, ulong address)
	{
		pmd_t *pmd = mm_pmd(mm, address);
		if (pmd == null || !pmd_present(*pmd) || pmd_trans_huge(*pmd))
			return null;
		return pmd;
	}

	/* the pmd, be there what may; null without a table for it */
	pmd_t *mm_pmd(mm_struct *mm, ulong address)
	{
		p4d_t *p4d = p4d_offset(pgd_offset(mm, address), address);
		if (!p4d_present(*p4d))
			return null;
		pud_t *pud = pud_offset(p4d, address);
		if (!pud_present(*pud))
			return null;
		return pmd_offset(pud, address);
	}

	[__releases("pvmw->ptl")]
	public void page_vma_mapped_walk_done(page_vma_mapped_walk *pvmw)
	{
		if (pvmw->ptl != null)
			spin_unlock(pvmw->ptl);
	}

	bool pfn_in_hpage(page *hpage, ulong pfn)
	{
		ulong hpage_pfn = page_to_pfn(hpage);
		return pfn >= hpage_pfn && pfn - hpage_pfn < (ulong)hpage_nr_pages(hpage);
	}

	/// <summary>
	/// False is v5.4: a split of a huge page can leave ptes behind, and stops at BUG(), where a vma maps the page across two
	/// tables of ptes and only the second one exists. True: fixed as v5.13 has it.
	/// </summary>
	public bool fix_a9a7504d9bea;

	/// <summary>
	/// Finds the next entry that maps the page in the vma, with its lock held: pte set, or only pmd for a huge one.
	/// page, vma and address are given, the rest is zero before the first call. False: no more, nothing is locked.
	/// </summary>
	[__no_context_analysis("returns true with pvmw->ptl held, which the next call or page_vma_mapped_walk_done() releases")]
	public bool page_vma_mapped_walk(page_vma_mapped_walk *pvmw)
	{
		mm_struct *mm = pvmw->vma->vm_mm;
		page *page = pvmw->page;
		pmd_t pmde;

		if (pvmw->pmd != null && pvmw->pte == null)
			goto not_found;
		if (pvmw->pte != null)
			goto next_pte;
	restart:
		pvmw->pmd = mm_pmd(mm, pvmw->address);
		if (pvmw->pmd == null || pmd_none(*pvmw->pmd)) {
			/* v5.4 gives up, though the next table may have some of the page's ptes */
			if (!fix_a9a7504d9bea)
				return false;
			pvmw->address = (pvmw->address + PMD_SIZE) & PMD_MASK;
			if (pvmw->address >= vma_address_end(page, pvmw->vma))
				return false;
			goto restart;
		}
		pmde = *pvmw->pmd;
		if (pmd_trans_huge(pmde)) {
			pvmw->ptl = pmd_lock(mm, pvmw->pmd);
			if (pmd_page(*pvmw->pmd) != page)
				goto not_found;
			return true;
		}
		pvmw->pte = pte_offset_map(pvmw->pmd, pvmw->address);
		if (!pte_present(*pvmw->pte))
			goto next_pte;
	check:
		if (pvmw->ptl == null) {
			pvmw->ptl = pte_lockptr(mm, pvmw->pmd);
			spin_lock(pvmw->ptl);
		}
		if (pte_present(*pvmw->pte) && pfn_in_hpage(page, pte_pfn(*pvmw->pte)))
			return true;
	next_pte:
		if (!PageTransHuge(page))
			goto not_found;
		do {
			pvmw->address += PAGE_SIZE;
			if (pvmw->address >= vma_address_end(page, pvmw->vma))
				goto not_found;
			if (pvmw->address % PMD_SIZE == 0) {
				if (pvmw->ptl != null) {
					spin_unlock(pvmw->ptl);
					pvmw->ptl = null;
				}
				goto restart;
			}
			pvmw->pte++;
		} while (pte_none(*pvmw->pte));
		goto check;
	not_found:
		page_vma_mapped_walk_done(pvmw);
		return false;
	}

	void rmap_walk_file(page *page, rmap_walk_control *rwc, bool locked)
	{
		address_space *mapping = page_mapping(page);
		pgoff_t pgoff_start, pgoff_end;
		vm_area_struct *vma;

		VM_BUG_ON_PAGE(!PageLocked(page), page);

		if (mapping == null)
			return;

		pgoff_start = page_to_pgoff(page);
		pgoff_end = pgoff_start + (pgoff_t)hpage_nr_pages(page) - 1;
		if (!locked)
			i_mmap_lock_read(mapping);
		for (vma = vma_interval_tree_iter_first(&mapping->i_mmap, pgoff_start, pgoff_end);
		     vma != null; vma = vma_interval_tree_iter_next(vma, pgoff_start, pgoff_end)) {
			ulong address = vma_address(page, vma);

			cond_resched();

			if (rwc->invalid_vma != null && rwc->invalid_vma(this, vma, rwc->arg))
				continue;
			if (!rwc->rmap_one(this, page, vma, address, rwc->arg))
				break;
			if (rwc->done != null && rwc->done(this, page))
				break;
		}
		if (!locked)
			i_mmap_unlock_read(mapping);
	}

	/// <summary>Calls rmap_one for each vma that maps the page, which is locked.</summary>
	public void rmap_walk(page *page, rmap_walk_control *rwc)
	{
		BUG_ON(PageAnon(page));
		rmap_walk_file(page, rwc, false);
	}

	/// <summary>rmap_walk() for a caller who holds i_mmap_rwsem.</summary>
	public void rmap_walk_locked(page *page, rmap_walk_control *rwc)
	{
		BUG_ON(PageAnon(page));
		rmap_walk_file(page, rwc, true);
	}

	static bool page_referenced_one(kernel k, page *page, vm_area_struct *vma, ulong address, void *arg)
	{
		var pra = (page_referenced_arg *)arg;
		page_vma_mapped_walk pvmw = new() { page = page, vma = vma, address = address };
		int referenced = 0;

		while (k.page_vma_mapped_walk(&pvmw)) {
			address = pvmw.address;

			if ((vma->vm_flags & VM_LOCKED) != 0) {
				k.page_vma_mapped_walk_done(&pvmw);
				pra->vm_flags |= VM_LOCKED;
				return false;
			}

			if (pvmw.pte != null) {
				if (ptep_clear_flush_young_notify(vma, address, pvmw.pte)) {
					/* reading straight through is no sign of use */
					if ((vma->vm_flags & VM_SEQ_READ) == 0)
						referenced++;
				}
			} else {
				if (pmdp_clear_flush_young_notify(vma, address, pvmw.pmd))
					referenced++;
			}

			pra->mapcount--;
		}

		if (referenced != 0) {
			pra->referenced++;
			pra->vm_flags |= vma->vm_flags;
		}

		return pra->mapcount != 0;
	}

	static bool invalid_page_referenced_vma(kernel k, vm_area_struct *vma, void *arg)
	{
		var pra = (page_referenced_arg *)arg;
		return !k.mm_match_cgroup(vma->vm_mm, pra->memcg);
	}

	/// <summary>
	/// Clears the accessed bit of all entries that map the page; returns the number of vmas in which one was set,
	/// <paramref name="vm_flags"/> what these vmas are. 1 if the page had to be locked first, and was locked.
	/// </summary>
	public int page_referenced(page *page, int is_locked, mem_cgroup *memcg, ulong *vm_flags)
	{
		bool we_locked = false;
		page_referenced_arg pra = new() { mapcount = total_mapcount(page), memcg = memcg };
		rmap_walk_control rwc = new() { rmap_one = &page_referenced_one, arg = &pra };

		*vm_flags = 0;
		if (pra.mapcount == 0)
			return 0;

		if (page_rmapping(page) == null)
			return 0;

		if (is_locked == 0) {
			we_locked = trylock_page(page);
			if (!we_locked)
				return 1;
		}

		if (memcg != null)
			rwc.invalid_vma = &invalid_page_referenced_vma;

		rmap_walk(page, &rwc);
		*vm_flags = pra.vm_flags;

		if (we_locked)
			unlock_page(page);

		return pra.referenced;
	}

	[__no_context_analysis("puts a reference for each mapping that it takes away")]
	static bool try_to_unmap_one(kernel k, page *page, vm_area_struct *vma, ulong address, void *arg)
	{
		mm_struct *mm = vma->vm_mm;
		page_vma_mapped_walk pvmw = new() { page = page, vma = vma, address = address };
		pte_t pteval;
		page *subpage;
		bool ret = true;
		var flags = (ttu_flags)(ulong)arg;

		if ((flags & TTU_MUNLOCK) != 0 && (vma->vm_flags & VM_LOCKED) == 0)
			return true;

		if ((flags & TTU_SPLIT_HUGE_PMD) != 0)
			k.split_huge_pmd_address(vma, address, (flags & TTU_SPLIT_FREEZE) != 0, page);

		while (k.page_vma_mapped_walk(&pvmw)) {
			if ((flags & TTU_IGNORE_MLOCK) == 0) {
				if ((vma->vm_flags & VM_LOCKED) != 0) {
					ret = false;
					k.page_vma_mapped_walk_done(&pvmw);
					break;
				}
				if ((flags & TTU_MUNLOCK) != 0)
					continue;
			}

			k.VM_BUG_ON_PAGE(pvmw.pte == null, page);

			subpage = k.pte_page(*pvmw.pte);
			address = pvmw.address;

			if ((flags & TTU_IGNORE_ACCESS) == 0) {
				if (ptep_clear_flush_young_notify(vma, address, pvmw.pte)) {
					ret = false;
					k.page_vma_mapped_walk_done(&pvmw);
					break;
				}
			}

			pteval = ptep_clear_flush(vma, address, pvmw.pte);

			/* the page has it from here on */
			if (pte_dirty(pteval))
				k.set_page_dirty(page);

			dec_mm_counter(mm, k.mm_counter_file(page));
			k.page_remove_rmap(subpage, PageHuge(page));
			k.put_page(page);
		}

		return ret;
	}

	static bool page_mapcount_is_zero(kernel k, page *page) => k.total_mapcount(page) == 0;

	/// <summary>Removes all page table entries that map the page, which is locked; TTU_* flags. Whether none is left.</summary>
	public bool try_to_unmap(page *page, ttu_flags flags)
	{
		rmap_walk_control rwc = new() {
			rmap_one = &try_to_unmap_one,
			arg = (void *)(ulong)flags,
			done = &page_mapcount_is_zero,
		};

		if ((flags & TTU_RMAP_LOCKED) != 0)
			rmap_walk_locked(page, &rwc);
		else
			rmap_walk(page, &rwc);

		return page_mapcount(page) == 0;
	}

	/// <summary>
	/// A page table entry maps the page: a pte, or with <paramref name="compound"/> a pmd the huge page. Under the
	/// page table's lock. The caller's reference is the entry's from here on.
	/// </summary>
	public void page_add_file_rmap(page *page, bool compound)
	{
		int i, nr = 1;

		VM_BUG_ON_PAGE(compound && !PageTransHuge(page), page);
		lock_page_memcg(page);
		page_ref_handed_over(page);
		if (compound && PageTransHuge(page)) {
			for (i = 0, nr = 0; i < HPAGE_PMD_NR; i++) {
				if (atomic_inc_and_test(&page[i]._mapcount))
					nr++;
			}
			if (!atomic_inc_and_test(compound_mapcount_ptr(page)))
				goto @out;
			if (PageSwapBacked(page))
				__inc_node_page_state(page, NR_SHMEM_PMDMAPPED);
			else
				__inc_node_page_state(page, NR_FILE_PMDMAPPED);
		} else {
			if (PageTransCompound(page) && page_mapping(page) != null) {
				VM_WARN_ON_ONCE(!PageLocked(page));

				SetPageDoubleMap(compound_head(page));
				if (PageMlocked(page))
					clear_page_mlock(compound_head(page));
			}
			if (!atomic_inc_and_test(&page->_mapcount))
				goto @out;
		}
		__mod_lruvec_page_state(page, NR_FILE_MAPPED, nr);
	@out:
		unlock_page_memcg(page);
	}

	void page_remove_file_rmap(page *page, bool compound)
	{
		int i, nr = 1;

		VM_BUG_ON_PAGE(compound && !PageHead(page), page);
		lock_page_memcg(page);

		if (compound && PageTransHuge(page)) {
			for (i = 0, nr = 0; i < HPAGE_PMD_NR; i++) {
				if (atomic_add_negative(-1, &page[i]._mapcount))
					nr++;
			}
			if (!atomic_add_negative(-1, compound_mapcount_ptr(page)))
				goto @out;
			if (PageSwapBacked(page))
				__dec_node_page_state(page, NR_SHMEM_PMDMAPPED);
			else
				__dec_node_page_state(page, NR_FILE_PMDMAPPED);
		} else {
			if (!atomic_add_negative(-1, &page->_mapcount))
				goto @out;
		}

		__mod_lruvec_page_state(page, NR_FILE_MAPPED, -nr);

		if (unlikely(PageMlocked(page)))
			clear_page_mlock(page);
	@out:
		unlock_page_memcg(page);
	}

	/// <summary>The opposite of page_add_file_rmap(); the caller now has the entry's reference, to be put.</summary>
	[__gets("page")]
	public void page_remove_rmap(page *page, bool compound, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		BUG_ON(PageAnon(page));
		page_ref_taken_over(page, file, line);
		page_remove_file_rmap(page, compound);
	}

	/* nothing is migrated: there are no migration entries to be put back */
	void remove_migration_ptes(page *old, page *@new, bool locked) { }

	/* mlock() is not modelled */
	void clear_page_mlock(page *page) => ClearPageMlocked(page);

	/* no page is anonymous */
	public static anon_vma *page_get_anon_vma(page *page) => null;
	public static void put_anon_vma(anon_vma *anon_vma) { }
	public static void anon_vma_lock_write(anon_vma *anon_vma) { }
	public static void anon_vma_unlock_write(anon_vma *anon_vma) { }
	static bool is_vma_temporary_stack(vm_area_struct *vma) => false;

	/* include/linux/page_idle.h, page_owner.h and the NUMA balancing of mm.h: not configured */
	static bool page_is_young(page *page) => false;
	static void set_page_young(page *page) { }
	static bool page_is_idle(page *page) => false;
	static void set_page_idle(page *page) { }
	/* a huge page was split */
	void split_page_owner(page *page, uint order) => made_progress();
	static int page_cpupid_last(page *page) => 0;
	static int page_cpupid_xchg_last(page *page, int cpupid) => 0;
}
