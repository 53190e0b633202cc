/* SPDX-License-Identifier: GPL-2.0-only */
/* At rest: page tables, mapcounts and their counters agree */
namespace linux;

public unsafe partial class kernel
{
	int *rmap_ptes, rmap_pmds;	/* by pfn: the entries counted; all zero between two calls */

	/// <summary>
	/// Counts all page table entries and compares: each must map the page that the page cache has there, each mapcount and
	/// each counter must be right. Null, or what is wrong.
	/// </summary>
	public string? check_rmap()
	{
		if (rmap_ptes == null) {
			rmap_ptes = (int *)arena.alloc((nuint)config.nr_pages * sizeof(int));
			rmap_pmds = (int *)arena.alloc((nuint)config.nr_pages * sizeof(int));
		}

		ulong mapped = 0, pmd_mapped = 0;
		string? error = null;
		for (list_head *pos = mm_list->next; error == null && pos != mm_list; pos = pos->next)
			error = count_mm((mm_struct *)list_entry(pos, &((mm_struct *)ANY)->mm_list));
		for (list_head *pos = mm_list->next; error == null && pos != mm_list; pos = pos->next)
			error = compare_mm((mm_struct *)list_entry(pos, &((mm_struct *)ANY)->mm_list), ref mapped, ref pmd_mapped);

		if (error != null) {
			NativeMemory.Clear(rmap_ptes, (nuint)config.nr_pages * sizeof(int));
			NativeMemory.Clear(rmap_pmds, (nuint)config.nr_pages * sizeof(int));
			return error;
		}
		if (global_node_page_state(NR_FILE_MAPPED) != mapped)
			return $"NR_FILE_MAPPED is {global_node_page_state(NR_FILE_MAPPED)}, mapped are {mapped} pages";
		if (global_node_page_state(NR_SHMEM_PMDMAPPED) != pmd_mapped)
			return $"NR_SHMEM_PMDMAPPED is {global_node_page_state(NR_SHMEM_PMDMAPPED)}, mapped by pmds are {pmd_mapped} huge pages";
		return null;
	}

	/* the next pmd of the mm that is not none, from addr on; null: no more */
	pmd_t *next_pmd(mm_struct *mm, ref ulong addr)
	{
		while (addr < TASK_SIZE) {
			p4d_t *p4d = p4d_offset(pgd_offset(mm, addr), addr);
			if (!p4d_present(*p4d)) {
				addr = pgd_addr_end(addr, 0);
				continue;
			}
			pud_t *pud = pud_offset(p4d, addr);
			if (!pud_present(*pud)) {
				addr = pud_addr_end(addr, 0);
				continue;
			}
			pmd_t *pmd = pmd_offset(pud, addr);
			if (!pmd_none(*pmd))
				return pmd;
			addr += PMD_SIZE;
		}
		return null;
	}

	string? count_mm(mm_struct *mm)
	{
		long rss = 0;
		int nr_ptes = 0, map_count = 0;
		ulong end = 0;

		for (list_head *pos = mm->mmap.next; pos != &mm->mmap; pos = pos->next) {
			vm_area_struct *vma = vma_of(pos);
			if (vma->vm_start < end || vma->vm_start >= vma->vm_end || vma->vm_mm != mm)
				return $"the vmas are out of order at {dump_vma(vma)}";
			end = vma->vm_end;
			map_count++;
		}
		if (map_count != mm->map_count)
			return $"mm of task {mm->pid}: map_count is {mm->map_count}, there are {map_count} vmas";

		ulong addr = 0;
		for (pmd_t *pmd; (pmd = next_pmd(mm, ref addr)) != null; addr += PMD_SIZE) {
			if (pmd_trans_huge(*pmd)) {
				page *page = pmd_page(*pmd);
				vm_area_struct *vma = find_vma(mm, addr);
				if (vma == null || vma->vm_start > addr || vma->vm_end < addr + HPAGE_PMD_SIZE)
					return $"a pmd maps pfn {page_to_pfn(page)} at {addr:x}, where no vma is";
				if (!PageHead(page))
					return $"a pmd maps pfn {page_to_pfn(page)} at {addr:x}, no huge page";
				string? error = check_mapped_page(vma, addr, page);
				if (error != null)
					return error;
				rmap_pmds[page_to_pfn(page)]++;
				rss += HPAGE_PMD_NR;
				continue;
			}
			nr_ptes++;
			for (int i = 0; i < PTRS_PER_PTE; i++) {
				pte_t pte = pmd_pgtable(*pmd)[i];
				if (pte_none(pte))
					continue;
				ulong address = addr + ((ulong)i << PAGE_SHIFT);
				vm_area_struct *vma = find_vma(mm, address);
				if (vma == null || vma->vm_start > address)
					return $"a pte maps pfn {pte_pfn(pte)} at {address:x}, where no vma is";
				string? error = check_mapped_page(vma, address, pte_page(pte));
				if (error != null)
					return error;
				rmap_ptes[pte_pfn(pte)]++;
				rss++;
			}
		}
		if (nr_ptes != mm->nr_ptes)
			return $"mm of task {mm->pid}: nr_ptes is {mm->nr_ptes}, there are {nr_ptes} tables";
		if (mm->rss_stat[MM_SHMEMPAGES] != rss)
			return $"mm of task {mm->pid}: MM_SHMEMPAGES is {mm->rss_stat[MM_SHMEMPAGES]}, mapped are {rss} pages";
		return null;
	}

	string? check_mapped_page(vm_area_struct *vma, ulong addr, page *page)
	{
		pgoff_t index = linear_page_index(vma, addr);
		address_space *mapping = vma->vm_file->f_mapping;

		if (cached_page(mapping->host, index) == page)
			return null;
		return $"page {index} of inode {mapping->host->i_ino} is not pfn {page_to_pfn(page)}, which is mapped there at {addr:x}";
	}

	string? compare_mm(mm_struct *mm, ref ulong mapped, ref ulong pmd_mapped)
	{
		ulong addr = 0;
		for (pmd_t *pmd; (pmd = next_pmd(mm, ref addr)) != null; addr += PMD_SIZE) {
			string? error;
			if (pmd_trans_huge(*pmd)) {
				error = compare_page(pmd_page(*pmd), ref mapped, ref pmd_mapped);
				if (error != null)
					return error;
				continue;
			}
			for (int i = 0; i < PTRS_PER_PTE; i++) {
				pte_t pte = pmd_pgtable(*pmd)[i];
				if (pte_none(pte))
					continue;
				error = compare_page(compound_head(pte_page(pte)), ref mapped, ref pmd_mapped);
				if (error != null)
					return error;
			}
		}
		return null;
	}

	/* all of a huge page at once; what was compared is zeroed, so that it is counted once */
	string? compare_page(page *head, ref ulong mapped, ref ulong pmd_mapped)
	{
		ulong pfn = page_to_pfn(head);
		int nr = (int)compound_nr(head), pmds = rmap_pmds[pfn], entries = pmds;

		for (int i = 0; i < nr; i++)
			entries += rmap_ptes[pfn + (ulong)i];
		if (entries == 0)
			return null;
		for (int i = 0; i < nr; i++) {
			int ptes = rmap_ptes[pfn + (ulong)i];
			if (atomic_read(&head[i]._mapcount) + 1 != ptes + pmds)
				return $"pfn {pfn + (ulong)i} has _mapcount {atomic_read(&head[i]._mapcount)}, mapped is it by {ptes} ptes and {pmds} pmds";
			mapped += ptes + pmds != 0 ? 1ul : 0;
			rmap_ptes[pfn + (ulong)i] = 0;
		}
		if (nr > 1 && compound_mapcount(head) != pmds)
			return $"pfn {pfn} has compound_mapcount {compound_mapcount(head)}, mapped is it by {pmds} pmds";
		pmd_mapped += pmds != 0 ? 1ul : 0;
		rmap_pmds[pfn] = 0;
		return null;
	}
}
