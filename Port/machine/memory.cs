/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/memory.c at v5.4, for shared mappings of tmpfs files: page faults, and taking page table entries away.
 * Besides, what a CPU does: user_read(), user_write() and their kin walk the page tables, set accessed and dirty bits,
 * and fault. */
namespace linux;

public unsafe struct zap_details
{
	public address_space *check_mapping;	/* only pages of this file; null: any */
	public pgoff_t first_index;
	public pgoff_t last_index;
}

/// <summary>Given the bytes of one page, or part of it, and the user address where they are.</summary>
public delegate void user_bytes(Span<byte> bytes, ulong address);

public unsafe partial class kernel
{
	/// <summary>Bytes around the address of a read fault that are mapped too if they are in the page cache; a power of two.</summary>
	public ulong fault_around_bytes = 65536;

	ulong zap_pte_range(mmu_gather *tlb, vm_area_struct *vma, pmd_t *pmd, ulong addr, ulong end, zap_details *details)
	{
		mm_struct *mm = tlb->mm;
		bool force_flush;
		spinlock_t *ptl;
		pte_t *start_pte, pte;

	again:
		force_flush = false;
		start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
		pte = start_pte;
		do {
			pte_t ptent = *pte;
			if (pte_none(ptent))
				continue;

			page *page = vm_normal_page(vma, addr, ptent);
			if (details != null && details->check_mapping != null && details->check_mapping != page_rmapping(page))
				continue;
			ptent = ptep_get_and_clear_full(mm, addr, pte, tlb->fullmm);
			tlb_remove_tlb_entry(tlb, pte, addr);

			if (pte_dirty(ptent)) {
				force_flush = true;
				set_page_dirty(page);
			}
			if (pte_young(ptent) && (vma->vm_flags & VM_SEQ_READ) == 0)
				mark_page_accessed(page);
			add_mm_counter(mm, mm_counter(page), -1);
			page_remove_rmap(page, false);
			BUG_ON(page_mapcount(page) < 0);
			if (__tlb_remove_page(tlb, page)) {
				force_flush = true;
				addr += PAGE_SIZE;
				break;
			}
		} while (next_pte(&pte, &addr, end));
		pte_unmap_unlock(start_pte, ptl);

		/* dirty bits must be flushed out of the TLB, and with it goes what was gathered */
		if (force_flush)
			tlb_flush_mmu(tlb);

		if (addr != end) {
			cond_resched();
			goto again;
		}
		return addr;
	}

	static bool next_pte(pte_t **pte, ulong *addr, ulong end)
	{
		(*pte)++;
		*addr += PAGE_SIZE;
		return *addr != end;
	}

	void zap_pmd_range(mmu_gather *tlb, vm_area_struct *vma, pud_t *pud, ulong addr, ulong end, zap_details *details)
	{
		pmd_t *pmd = pmd_offset(pud, addr);
		ulong next;

		do {
			next = pmd_addr_end(addr, end);
			if (is_swap_pmd(*pmd) || pmd_trans_huge(*pmd) || pmd_devmap(*pmd)) {
				if (next - addr != HPAGE_PMD_SIZE)
					__split_huge_pmd(vma, pmd, addr, false, null);
				else if (zap_huge_pmd(tlb, vma, pmd, addr) != 0)
					goto next;
			}
			if (pmd_none_or_trans_huge_or_clear_bad(pmd))
				goto next;
			next = zap_pte_range(tlb, vma, pmd, addr, next, details);
		next:
			cond_resched();
			pmd++;
			addr = next;
		} while (addr != end);
	}

	void unmap_page_range(mmu_gather *tlb, vm_area_struct *vma, ulong addr, ulong end, zap_details *details)
	{
		ulong next;

		BUG_ON(addr >= end);
		do {
			p4d_t *p4d = p4d_offset(pgd_offset(vma->vm_mm, addr), addr);
			next = pgd_addr_end(addr, end);
			if (!p4d_present(*p4d))
				continue;
			next = pud_addr_end(addr, end);
			pud_t *pud = pud_offset(p4d, addr);
			if (!pud_present(*pud))
				continue;
			zap_pmd_range(tlb, vma, pud, addr, next, details);
		} while ((addr = next) != end);
	}

	void unmap_single_vma(mmu_gather *tlb, vm_area_struct *vma, ulong start_addr, ulong end_addr, zap_details *details)
	{
		ulong start = max(vma->vm_start, start_addr);
		ulong end;

		if (start >= vma->vm_end)
			return;
		end = min(vma->vm_end, end_addr);
		if (end <= vma->vm_start)
			return;

		if (start != end)
			unmap_page_range(tlb, vma, start, end, details);
	}

	/// <summary>Takes all page table entries of [start, start + size) away, in bytes; mmap_sem is held. madvise(MADV_DONTNEED).</summary>
	public void zap_page_range(vm_area_struct *vma, ulong start, ulong size)
	{
		mmu_gather tlb;
		ulong end = start + size;

		lru_add_drain();
		tlb_gather_mmu(&tlb, vma->vm_mm, start, end);
		for (; vma != null && vma->vm_start < end; vma = vma_next(vma))
			unmap_single_vma(&tlb, vma, start, end, null);
		tlb_finish_mmu(&tlb, start, end);
	}

	void zap_page_range_single(vm_area_struct *vma, ulong address, ulong size, zap_details *details)
	{
		mmu_gather tlb;
		ulong end = address + size;

		lru_add_drain();
		tlb_gather_mmu(&tlb, vma->vm_mm, address, end);
		unmap_single_vma(&tlb, vma, address, end, details);
		tlb_finish_mmu(&tlb, address, end);
	}

	void unmap_mapping_range_tree(list_head *root, zap_details *details)
	{
		vm_area_struct *vma;
		pgoff_t vba, vea, zba, zea;

		for (vma = vma_interval_tree_iter_first(root, details->first_index, details->last_index);
		     vma != null; vma = vma_interval_tree_iter_next(vma, details->first_index, details->last_index)) {
			vba = vma->vm_pgoff;
			vea = vba + vma_pages(vma) - 1;
			zba = details->first_index;
			if (zba < vba)
				zba = vba;
			zea = details->last_index;
			if (zea > vea)
				zea = vea;

			zap_page_range_single(vma, ((zba - vba) << PAGE_SHIFT) + vma->vm_start,
				(zea - zba + 1) << PAGE_SHIFT, details);
		}
	}

	/// <summary>Unmaps <paramref name="nr"/> pages of the file wherever they are mapped, to the end of the file for 0.</summary>
	public void unmap_mapping_pages(address_space *mapping, pgoff_t start, pgoff_t nr, bool even_cows)
	{
		zap_details details = default;

		details.check_mapping = even_cows ? null : mapping;
		details.first_index = start;
		details.last_index = start + nr - 1;
		if (details.last_index < details.first_index)
			details.last_index = ULONG_MAX;

		i_mmap_lock_write(mapping);
		if (!list_empty(&mapping->i_mmap))
			unmap_mapping_range_tree(&mapping->i_mmap, &details);
		i_mmap_unlock_write(mapping);
	}

	/// <summary>unmap_mapping_pages() of the pages that a range of bytes touches; a length of 0: to the end of the file.</summary>
	public void unmap_mapping_range(address_space *mapping, loff_t holebegin, loff_t holelen, int even_cows)
	{
		pgoff_t hba = (pgoff_t)(holebegin >> PAGE_SHIFT);
		pgoff_t hlen = ((pgoff_t)holelen + PAGE_SIZE - 1) >> PAGE_SHIFT;

		unmap_mapping_pages(mapping, hba, hlen, even_cows != 0);
	}

	/* include/linux/huge_mm.h: whether a pmd at haddr may map a page of the file */
	public bool transhuge_vma_suitable(vm_area_struct *vma, ulong haddr)
	{
		if (((vma->vm_start >> PAGE_SHIFT) & (ulong)HPAGE_CACHE_INDEX_MASK) != (vma->vm_pgoff & (ulong)HPAGE_CACHE_INDEX_MASK))
			return false;

		if (haddr < vma->vm_start || haddr + HPAGE_PMD_SIZE > vma->vm_end)
			return false;
		return true;
	}

	[__cond_acquires("clear", "vmf->page", Constant = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)]
	[__cond_gets("clear", "vmf->page", Constant = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)]
	[__no_context_analysis("locks vmf->page where shmem_fault() has not; of an error nothing is locked")]
	vm_fault_t __do_fault(vm_fault *vmf)
	{
		vm_area_struct *vma = vmf->vma;
		vm_fault_t ret;

		/* allocated before the page is locked: reclaim may want to wait for a page */
		if (pmd_none(*vmf->pmd) && vmf->prealloc_pte == null) {
			vmf->prealloc_pte = pte_alloc_one(vma->vm_mm);
			if (vmf->prealloc_pte == null)
				return VM_FAULT_OOM;
		}

		ret = shmem_fault(vmf);
		if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY | VM_FAULT_DONE_COW)) != 0)
			return ret;

		if ((ret & VM_FAULT_LOCKED) == 0)
			lock_page(vmf->page);
		else
			VM_BUG_ON_PAGE(!PageLocked(vmf->page), vmf->page);

		return ret;
	}

	[__cond_acquires("zero", "vmf->ptl")]
	vm_fault_t pte_alloc_one_map(vm_fault *vmf)
	{
		vm_area_struct *vma = vmf->vma;

		if (!pmd_none(*vmf->pmd))
			goto map_pte;
		if (vmf->prealloc_pte != null) {
			vmf->ptl = pmd_lock(vma->vm_mm, vmf->pmd);
			if (unlikely(!pmd_none(*vmf->pmd))) {
				spin_unlock(vmf->ptl);
				goto map_pte;
			}

			mm_inc_nr_ptes(vma->vm_mm);
			pmd_populate(vma->vm_mm, vmf->pmd, vmf->prealloc_pte);
			spin_unlock(vmf->ptl);
			vmf->prealloc_pte = null;
		} else if (pte_alloc(vma->vm_mm, vmf->pmd) != 0) {
			return VM_FAULT_OOM;
		}
	map_pte:
		if (pmd_trans_unstable(vmf->pmd))
			return VM_FAULT_NOPAGE;

		vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
		return 0;
	}

	vm_fault_t do_set_pmd(vm_fault *vmf, page *page)
	{
		vm_area_struct *vma = vmf->vma;
		bool write = (vmf->flags & FAULT_FLAG_WRITE) != 0;
		ulong haddr = vmf->address & HPAGE_PMD_MASK;
		pmd_t entry;
		vm_fault_t ret;

		if (!transhuge_vma_suitable(vma, haddr))
			return VM_FAULT_FALLBACK;

		ret = VM_FAULT_FALLBACK;
		page = compound_head(page);

		vmf->ptl = pmd_lock(vma->vm_mm, vmf->pmd);
		if (unlikely(!pmd_none(*vmf->pmd)))
			goto @out;

		entry = mk_huge_pmd(page, vma->vm_page_prot);
		if (write)
			entry = maybe_pmd_mkwrite(pmd_mkdirty(entry), vma);

		add_mm_counter(vma->vm_mm, mm_counter_file(page), HPAGE_PMD_NR);
		page_add_file_rmap(page, true);

		set_pmd_at(vma->vm_mm, haddr, vmf->pmd, entry);

		update_mmu_cache_pmd(vma, haddr, vmf->pmd);

		ret = 0;
		count_vm_event(THP_FILE_MAPPED);
	@out:
		spin_unlock(vmf->ptl);
		return ret;
	}

	/// <summary>
	/// Maps a locked page at vmf->address: the whole huge page if the pmd is free and the vma suits, else a pte, with
	/// its lock held in vmf->ptl. 0: the reference to the page is the page table's now.
	/// </summary>
	[__cond_acquires("vmf->pte=nonnull", "vmf->ptl")]
	[__cond_puts("clear", "page", Constant = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)]
	[__no_context_analysis("vmf->ptl is held already where vmf->pte is set, and the page table keeps the reference")]
	public vm_fault_t alloc_set_pte(vm_fault *vmf, mem_cgroup *memcg, page *page)
	{
		vm_area_struct *vma = vmf->vma;
		bool write = (vmf->flags & FAULT_FLAG_WRITE) != 0;
		pte_t entry;
		vm_fault_t ret;

		if (pmd_none(*vmf->pmd) && PageTransCompound(page) &&
				IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE)) {
			VM_BUG_ON_PAGE(memcg != null, page);

			ret = do_set_pmd(vmf, page);
			if (ret != VM_FAULT_FALLBACK)
				return ret;
		}

		if (vmf->pte == null) {
			ret = pte_alloc_one_map(vmf);
			if (ret != 0)
				return ret;
		}

		if (unlikely(!pte_none(*vmf->pte)))
			return VM_FAULT_NOPAGE;

		flush_icache_page(vma, page);
		entry = mk_pte(page, vma->vm_page_prot);
		if (write)
			entry = maybe_mkwrite(pte_mkdirty(entry), vma);
		inc_mm_counter_fast(vma->vm_mm, mm_counter_file(page));
		page_add_file_rmap(page, false);
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte, entry);

		update_mmu_cache(vma, vmf->address, vmf->pte);

		return 0;
	}

	[__must_hold("vmf->page"), __cond_puts("clear", "vmf->page", Constant = VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)]
	vm_fault_t finish_fault(vm_fault *vmf)
	{
		vm_fault_t ret = alloc_set_pte(vmf, null, vmf->page);
		if (vmf->pte != null)
			pte_unmap_unlock(vmf->pte, vmf->ptl);
		return ret;
	}

	/* mm/filemap.c: maps what the page cache holds of [start_pgoff, end_pgoff], uptodate and not locked */
	[__cond_acquires("vmf->pte=nonnull", "vmf->ptl")]
	[__no_context_analysis("alloc_set_pte() keeps the reference where it returns 0, and other callers test what it returns by a mask")]
	void filemap_map_pages(vm_fault *vmf, pgoff_t start_pgoff, pgoff_t end_pgoff)
	{
		@file *file = vmf->vma->vm_file;
		address_space *mapping = file->f_mapping;
		pgoff_t last_pgoff = start_pgoff;
		ulong max_idx;
		XA_STATE(out xa_state xas, &mapping->i_pages, start_pgoff);
		page *page;

		rcu_read_lock();
		while (xas_for_each(&xas, out page, end_pgoff)) {
			if (xas_retry(&xas, page))
				continue;
			if (xa_is_value(page))
				goto next;

			if (PageLocked(page))
				goto next;
			if (!page_cache_get_speculative(page))
				goto next;

			if (unlikely(page != xas_reload(&xas)))
				goto skip;
			page = find_subpage(page, xas.xa_index);

			if (!PageUptodate(page) || PageReadahead(page) || PageHWPoison(page))
				goto skip;
			if (!trylock_page(page))
				goto skip;

			if (page->mapping != mapping || !PageUptodate(page))
				goto unlock;

			max_idx = DIV_ROUND_UP((ulong)i_size_read(mapping->host), PAGE_SIZE);
			if (page->index >= max_idx)
				goto unlock;

			vmf->address += (xas.xa_index - last_pgoff) << PAGE_SHIFT;
			if (vmf->pte != null)
				vmf->pte += xas.xa_index - last_pgoff;
			last_pgoff = xas.xa_index;
			if (alloc_set_pte(vmf, null, page) != 0)
				goto unlock;
			unlock_page(page);
			goto next;
		unlock:
			unlock_page(page);
		skip:
			put_page(page);
		next:
			if (pmd_trans_huge(*vmf->pmd))
				break;
		}
		rcu_read_unlock();
	}

	/* maps pages that are in the page cache already, around the address; NOPAGE if that settled the fault */
	vm_fault_t do_fault_around(vm_fault *vmf)
	{
		ulong address = vmf->address, nr_pages, mask;
		pgoff_t start_pgoff = vmf->pgoff;
		pgoff_t end_pgoff;
		int off;
		vm_fault_t ret = 0;

		nr_pages = min(fault_around_bytes >> PAGE_SHIFT, (ulong)PTRS_PER_PTE);
		mask = ~(nr_pages * PAGE_SIZE - 1) & PAGE_MASK;

		vmf->address = max(address & mask, vmf->vma->vm_start);
		off = (int)((address - vmf->address) >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
		start_pgoff -= (pgoff_t)off;

		/* no further than the table of ptes, the vma, and nr_pages */
		end_pgoff = start_pgoff -
			((vmf->address >> PAGE_SHIFT) & (ulong)(PTRS_PER_PTE - 1)) +
			(ulong)PTRS_PER_PTE - 1;
		end_pgoff = min(min(end_pgoff, vma_pages(vmf->vma) + vmf->vma->vm_pgoff - 1),
				start_pgoff + nr_pages - 1);

		if (pmd_none(*vmf->pmd)) {
			vmf->prealloc_pte = pte_alloc_one(vmf->vma->vm_mm);
			if (vmf->prealloc_pte == null)
				goto @out;
		}

		filemap_map_pages(vmf, start_pgoff, end_pgoff);

		if (pmd_trans_huge(*vmf->pmd)) {
			if (vmf->pte != null)
				BUG();
			ret = VM_FAULT_NOPAGE;
			goto @out;
		}

		if (vmf->pte == null)
			goto @out;

		vmf->pte -= (long)(vmf->address >> PAGE_SHIFT) - (long)(address >> PAGE_SHIFT);
		if (!pte_none(*vmf->pte))
			ret = VM_FAULT_NOPAGE;
		pte_unmap_unlock(vmf->pte, vmf->ptl);
	@out:
		vmf->address = address;
		vmf->pte = null;
		return ret;
	}

	vm_fault_t do_read_fault(vm_fault *vmf)
	{
		vm_fault_t ret = 0;

		if (fault_around_bytes >> PAGE_SHIFT > 1) {
			ret = do_fault_around(vmf);
			if (ret != 0)
				return ret;
		}

		ret = __do_fault(vmf);
		if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) != 0)
			return ret;

		ret |= finish_fault(vmf);
		unlock_page(vmf->page);
		if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) != 0)
			put_page(vmf->page);
		return ret;
	}

	[__releases("page")]
	void fault_dirty_shared_page(vm_area_struct *vma, page *page)
	{
		set_page_dirty(page);
		unlock_page(page);
	}

	vm_fault_t do_shared_fault(vm_fault *vmf)
	{
		vm_fault_t ret = __do_fault(vmf);
		if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) != 0)
			return ret;

		ret |= finish_fault(vmf);
		if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) != 0) {
			unlock_page(vmf->page);
			put_page(vmf->page);
			return ret;
		}

		fault_dirty_shared_page(vmf->vma, vmf->page);
		return ret;
	}

	vm_fault_t do_fault(vm_fault *vmf)
	{
		mm_struct *vm_mm = vmf->vma->vm_mm;
		vm_fault_t ret;

		if ((vmf->flags & FAULT_FLAG_WRITE) == 0)
			ret = do_read_fault(vmf);
		else
			ret = do_shared_fault(vmf);

		if (vmf->prealloc_pte != null) {
			pte_free(vm_mm, vmf->prealloc_pte);
			vmf->prealloc_pte = null;
		}
		return ret;
	}

	vm_fault_t handle_pte_fault(vm_fault *vmf)
	{
		pte_t entry;

		if (pmd_none(*vmf->pmd)) {
			vmf->pte = null;
		} else {
			if (pmd_trans_unstable(vmf->pmd))
				return 0;
			vmf->pte = pte_offset_map(vmf->pmd, vmf->address);
			vmf->orig_pte = *vmf->pte;
			if (pte_none(vmf->orig_pte))
				vmf->pte = null;
		}

		if (vmf->pte == null)
			return do_fault(vmf);

		vmf->ptl = pte_lockptr(vmf->vma->vm_mm, vmf->pmd);
		spin_lock(vmf->ptl);
		entry = vmf->orig_pte;
		if (!pte_same(*vmf->pte, entry))
			goto unlock;
		if ((vmf->flags & FAULT_FLAG_WRITE) != 0) {
			/* a shared mapping that may be written has no pte that may not */
			BUG_ON(!pte_write(entry));
			entry = pte_mkdirty(entry);
		}
		entry = pte_mkyoung(entry);
		if (ptep_set_access_flags(vmf->vma, vmf->address, vmf->pte, entry, (vmf->flags & FAULT_FLAG_WRITE) != 0))
			update_mmu_cache(vmf->vma, vmf->address, vmf->pte);
	unlock:
		pte_unmap_unlock(vmf->pte, vmf->ptl);
		return 0;
	}

	vm_fault_t __handle_mm_fault(vm_area_struct *vma, ulong address, uint flags)
	{
		vm_fault vmf = new() {
			vma = vma,
			address = address & PAGE_MASK,
			flags = flags,
			pgoff = linear_page_index(vma, address),
			gfp_mask = mapping_gfp_mask(vma->vm_file->f_mapping) | __GFP_FS | __GFP_IO,
		};
		uint dirty = flags & FAULT_FLAG_WRITE;
		mm_struct *mm = vma->vm_mm;
		pgd_t *pgd;
		p4d_t *p4d;
		pud_t *pud;

		pgd = pgd_offset(mm, address);
		p4d = p4d_alloc(mm, pgd, address);
		pud = pud_alloc(mm, p4d, address);
		if (pud == null)
			return VM_FAULT_OOM;
		vmf.pmd = pmd_alloc(mm, pud, address);
		if (vmf.pmd == null)
			return VM_FAULT_OOM;
		if (pmd_trans_huge(*vmf.pmd)) {
			pmd_t orig_pmd = *vmf.pmd;

			BUG_ON(dirty != 0 && !pmd_write(orig_pmd));
			huge_pmd_set_accessed(&vmf, orig_pmd);
			return 0;
		}

		return handle_pte_fault(&vmf);
	}

	/// <summary>A page fault at an address of the vma; mmap_sem is held, with VM_FAULT_RETRY it no longer is. FAULT_FLAG_*.</summary>
	public vm_fault_t handle_mm_fault(vm_area_struct *vma, ulong address, uint flags)
	{
		count_vm_event(PGFAULT);
		count_memcg_event_mm(vma->vm_mm, PGFAULT);

		return __handle_mm_fault(vma, address, flags);
	}

	/* arch/x86/mm/fault.c: 0, -EFAULT for SIGSEGV and SIGBUS, -ENOMEM for an OOM kill */
	[__no_context_analysis("a fault that returns VM_FAULT_RETRY has dropped mmap_sem")]
	int do_user_addr_fault(mm_struct *mm, ulong address, bool write)
	{
		uint flags = FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE | FAULT_FLAG_USER | (write ? FAULT_FLAG_WRITE : 0);
		vm_fault_t fault;

	retry:
		down_read(&mm->mmap_sem);
		vm_area_struct *vma = find_vma(mm, address);
		if (vma == null || vma->vm_start > address || (vma->vm_flags & (write ? VM_WRITE : VM_READ | VM_WRITE)) == 0) {
			up_read(&mm->mmap_sem);
			return -EFAULT;
		}

		fault = handle_mm_fault(vma, address, flags);
		if ((fault & VM_FAULT_RETRY) != 0) {
			if ((flags & FAULT_FLAG_ALLOW_RETRY) != 0) {
				flags &= ~FAULT_FLAG_ALLOW_RETRY;
				flags |= FAULT_FLAG_TRIED;
				goto retry;
			}
			return -EFAULT;
		}
		up_read(&mm->mmap_sem);
		operation_done();

		if ((fault & VM_FAULT_ERROR) != 0)
			return (fault & VM_FAULT_OOM) != 0 ? -ENOMEM : -EFAULT;
		return 0;
	}

	/* what the MMU finds at the address, with its accessed and dirty bits set; null: it faults */
	page *mmu_translate(mm_struct *mm, ulong address, bool write)
	{
		ulong set = _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0), need = _PAGE_PRESENT | (write ? _PAGE_RW : 0);

		if (address >= TASK_SIZE)
			return null;
		pmd_t *pmd = mm_pmd(mm, address);
		if (pmd == null || pmd_none(*pmd))
			return null;
		if (pmd_trans_huge(*pmd)) {
			if ((pmd->pmd & need) != need)
				return null;
			pmd->pmd |= set;
			return pmd_page(*pmd) + ((address & ~HPAGE_PMD_MASK) >> PAGE_SHIFT);
		}
		pte_t *pte = pte_offset_map(pmd, address);
		if ((pte->pte & need) != need)
			return null;
		pte->pte |= set;
		return pte_page(*pte);
	}

	/// <summary>The page that a load from the address, or a store to it, goes to; faults as needed. Null with -EFAULT or -ENOMEM.</summary>
	public page *user_page(mm_struct *mm, ulong address, bool write, out int error)
	{
		error = 0;
		while (true) {
			page *page = mmu_translate(mm, address, write);
			if (page != null)
				return page;
			error = do_user_addr_fault(mm, address, write);
			if (error != 0)
				return null;
		}
	}

	/// <summary>
	/// Has <paramref name="access"/> store into [address, address + count), or with <paramref name="write"/> false load from
	/// it, page by page. 0; or -EFAULT where the program would get SIGSEGV or SIGBUS (past the end of the file, no space
	/// left), -ENOMEM where it would be killed: pages before that were accessed.
	/// </summary>
	public int user_access(mm_struct *mm, ulong address, ulong count, bool write, user_bytes access)
	{
		while (count != 0) {
			ulong offset = offset_in_page(address);
			ulong bytes = min(PAGE_SIZE - offset, count);
			page *page = user_page(mm, address, write, out int error);

			if (page == null)
				return error;
			byte *kaddr = (byte *)(write ? kmap_atomic(page) : kmap_atomic_read(page));
			access(new Span<byte>(kaddr + offset, (int)bytes), address);
			kunmap_atomic(kaddr);
			address += bytes;
			count -= bytes;
		}
		return 0;
	}

	/// <summary>Stores the bytes at the address; returns as user_access() does.</summary>
	public int user_write(mm_struct *mm, ulong address, ReadOnlySpan<byte> from)
	{
		while (from.Length != 0) {
			int offset = (int)offset_in_page(address);
			int bytes = min((int)PAGE_SIZE - offset, from.Length);
			page *page = user_page(mm, address, true, out int error);

			if (page == null)
				return error;
			byte *kaddr = (byte *)kmap_atomic(page);
			from[..bytes].CopyTo(new Span<byte>(kaddr + offset, bytes));
			kunmap_atomic(kaddr);
			address += (ulong)bytes;
			from = from[bytes..];
		}
		return 0;
	}

	/// <summary>Loads bytes from the address; returns as user_access() does.</summary>
	public int user_read(mm_struct *mm, ulong address, Span<byte> into)
	{
		while (into.Length != 0) {
			int offset = (int)offset_in_page(address);
			int bytes = min((int)PAGE_SIZE - offset, into.Length);
			page *page = user_page(mm, address, false, out int error);

			if (page == null)
				return error;
			byte *kaddr = (byte *)kmap_atomic_read(page);
			new Span<byte>(kaddr + offset, bytes).CopyTo(into);
			kunmap_atomic(kaddr);
			address += (ulong)bytes;
			into = into[bytes..];
		}
		return 0;
	}

	/// <summary>
	/// get_user_pages_fast() for one page, to be read: faults it in if need be and takes a reference to it (to its head).
	/// Null with -EFAULT or -ENOMEM. To be put with put_page().
	/// </summary>
	[return: __gets]
	public page *get_user_page(mm_struct *mm, ulong address, out int error,
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		error = 0;
		for (bool faulted = false; ; faulted = true) {
			pmd_t *pmd = address < TASK_SIZE ? mm_pmd(mm, address) : null;
			page *page = null;

			if (pmd != null && pmd_trans_huge(*pmd))
				page = pmd_page(*pmd) + ((address & ~HPAGE_PMD_MASK) >> PAGE_SHIFT);
			else if (pmd != null && !pmd_none(*pmd) && pte_present(*pte_offset_map(pmd, address)))
				page = pte_page(*pte_offset_map(pmd, address));

			if (page != null) {
				get_page(page, file, line);
				/* the fast way, without mmap_sem, or the slow one */
				if (!faulted)
					SetPageReferenced(page);
				else
					mark_page_accessed(page);
				return page;
			}
			error = do_user_addr_fault(mm, address, false);
			if (error != 0)
				return null;
		}
	}

	/// <summary>vmsplice() of the page at the address into a pipe: it is pinned until unpin_page(). Null with -EFAULT or -ENOMEM.</summary>
	[return: __gets]
	public page *vmsplice(mm_struct *mm, ulong address, out int error)
	{
		page *page = get_user_page(mm, address, out error);
		if (page == null)
			return null;
		pin_page(page, "vmsplice");
		put_page(page);
		operation_done();
		return page;
	}
}
