/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/mmap.c, mm/madvise.c and mm/mincore.c at v5.4, for shared mappings of tmpfs files. System calls act on current->mm and
 * return what the system call returns. Neighbouring vmas are not merged. */
namespace linux;

public unsafe partial class kernel
{
	/* include/uapi/asm-generic/mman*.h */
	public const int PROT_NONE = 0x0, PROT_READ = 0x1, PROT_WRITE = 0x2;
	public const int MAP_SHARED = 0x01, MAP_PRIVATE = 0x02, MAP_SHARED_VALIDATE = 0x03, MAP_TYPE = 0x0f, MAP_FIXED = 0x10;
	public const int MADV_NORMAL = 0, MADV_RANDOM = 1, MADV_SEQUENTIAL = 2, MADV_WILLNEED = 3, MADV_DONTNEED = 4, MADV_FREE = 8,
		MADV_REMOVE = 9, MADV_DONTFORK = 10, MADV_DOFORK = 11, MADV_HUGEPAGE = 14, MADV_NOHUGEPAGE = 15, MADV_DONTDUMP = 16,
		MADV_DODUMP = 17, MADV_COLD = 20, MADV_PAGEOUT = 21;

	/* include/linux/sched/coredump.h: mm_struct.flags */
	public const int MMF_VM_HUGEPAGE = 17, MMF_DISABLE_THP = 24;

	kmem_cache *mm_cachep, vm_area_cachep;

	/// <summary>All address spaces: of mm_struct.mm_list.</summary>
	public list_head *mm_list;

	void mmap_init()
	{
		mm_cachep = kmem_cache_create((uint)sizeof(mm_struct));
		vm_area_cachep = kmem_cache_create((uint)sizeof(vm_area_struct));
		mm_list = (list_head *)arena.alloc((nuint)sizeof(list_head));
		INIT_LIST_HEAD(mm_list);
		pgtable_init();
		khugepaged_init();
	}

	[Conditional("CONFIG_DEBUG_VM")]
	public void VM_BUG_ON_VMA(bool condition, vm_area_struct *vma, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition)
			throw new kernel_bug($"VM_BUG_ON_VMA({what})", file, line, dump_vma(vma));
	}

	[Conditional("CONFIG_DEBUG_VM")]
	public void VM_BUG_ON_MM(bool condition, mm_struct *mm, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition)
			throw new kernel_bug($"VM_BUG_ON_MM({what})", file, line, $"mm of task {mm->pid}: {mm->map_count} vmas");
	}

	/// <summary>A line on the vma: its addresses, the pages of the file that it maps, VM_* flags.</summary>
	public static string dump_vma(vm_area_struct *vma) =>
		$"vma {vma->vm_start:x}-{vma->vm_end:x} of task {vma->vm_mm->pid} maps pages {vma->vm_pgoff}-{vma->vm_pgoff + vma_pages(vma)}, flags {vma->vm_flags:x}";

	/// <summary>An empty address space for the task; null without memory. To be put with mmput().</summary>
	public mm_struct *mm_alloc(int pid)
	{
		var mm = (mm_struct *)kmem_cache_zalloc(mm_cachep, GFP_KERNEL);
		if (mm == null)
			return null;
		mm->pgd = (pgd_t *)kmem_cache_zalloc(pgtable_cache, GFP_KERNEL_ACCOUNT);
		if (mm->pgd == null) {
			kmem_cache_free(mm_cachep, mm);
			return null;
		}
		INIT_LIST_HEAD(&mm->mmap);
		atomic_set(&mm->mm_users, 1);
		atomic_set(&mm->mm_count, 1);
		mm->mmap_base = TASK_SIZE;
		mm->pid = pid;
		list_add_tail(&mm->mm_list, mm_list);
		return mm;
	}

	public static void mmgrab(mm_struct *mm) => atomic_inc(&mm->mm_count);

	public void mmdrop(mm_struct *mm)
	{
		if (!atomic_dec_and_test(&mm->mm_count))
			return;
		list_del(&mm->mm_list);
		kmem_cache_free(pgtable_cache, mm->pgd);
		kmem_cache_free(mm_cachep, mm);
	}

	/// <summary>The last user of the address space is gone: everything is unmapped.</summary>
	public void mmput(mm_struct *mm)
	{
		if (!atomic_dec_and_test(&mm->mm_users))
			return;
		khugepaged_exit(mm);
		if (!list_empty(&mm->mmap)) {
			int ret = __do_munmap(mm, PAGE_SIZE, TASK_SIZE - PAGE_SIZE);
			BUG_ON(ret != 0);
		}
		free_upper_tables(mm);
		BUG_ON(mm->map_count != 0 || mm->nr_ptes != 0);
		for (int i = 0; i < NR_MM_COUNTERS; i++)
			BUG_ON(mm->rss_stat[i] != 0);
		mmdrop(mm);
	}

	void free_upper_tables(mm_struct *mm)
	{
		for (int i = 0; i < PTRS_PER_PGD; i++) {
			if (mm->pgd[i].pgd == 0)
				continue;
			var pud = (pud_t *)entry_table(mm->pgd[i].pgd);
			for (int j = 0; j < PTRS_PER_PUD; j++)
				if (pud[j].pud != 0)
					kmem_cache_free(pgtable_cache, entry_table(pud[j].pud));
			kmem_cache_free(pgtable_cache, pud);
			mm->pgd[i] = default;
		}
	}

	static vm_area_struct *vma_of(list_head *pos) => (vm_area_struct *)list_entry(pos, &((vm_area_struct *)ANY)->vm_list);

	static vm_area_struct *vma_next(vm_area_struct *vma) =>
		vma->vm_list.next == &vma->vm_mm->mmap ? null : vma_of(vma->vm_list.next);
	static vm_area_struct *vma_prev(vm_area_struct *vma) =>
		vma->vm_list.prev == &vma->vm_mm->mmap ? null : vma_of(vma->vm_list.prev);

	/// <summary>The vma at the address, or the first one above it; null: none.</summary>
	public static vm_area_struct *find_vma(mm_struct *mm, ulong addr)
	{
		vm_area_struct *vma = mm->vmacache;

		if (vma != null && vma->vm_start <= addr && addr < vma->vm_end)
			return vma;
		for (list_head *pos = mm->mmap.next; pos != &mm->mmap; pos = pos->next) {
			vma = vma_of(pos);
			if (addr < vma->vm_end)
				return mm->vmacache = vma;
		}
		return null;
	}

	static pgprot_t vm_get_page_prot(ulong vm_flags) => new() {
		pgprot = (vm_flags & (VM_READ | VM_WRITE)) == 0 ? 0 :
			_PAGE_PRESENT | _PAGE_ACCESSED | ((vm_flags & VM_WRITE) != 0 ? _PAGE_RW : 0),
	};

	/* the highest free address below mmap_base, or -ENOMEM */
	ulong arch_get_unmapped_area_topdown(mm_struct *mm, ulong addr, ulong len)
	{
		if (len > TASK_SIZE - PAGE_SIZE)
			return unchecked((ulong)-ENOMEM);
		if (addr != 0) {
			addr = PAGE_ALIGN(addr);
			vm_area_struct *vma = find_vma(mm, addr);
			if (TASK_SIZE - len >= addr && addr >= PAGE_SIZE && (vma == null || addr + len <= vma->vm_start))
				return addr;
		}

		ulong gap_end = mm->mmap_base;
		for (list_head *pos = mm->mmap.prev; ; pos = pos->prev) {
			vm_area_struct *vma = pos == &mm->mmap ? null : vma_of(pos);
			ulong gap_start = vma == null ? PAGE_SIZE : vma->vm_end;
			if (gap_end > gap_start && gap_end - gap_start >= len)
				return gap_end - len;
			if (vma == null)
				return unchecked((ulong)-ENOMEM);
			gap_end = min(gap_end, vma->vm_start);
		}
	}

	static bool IS_ERR_VALUE(ulong x) => x >= unchecked((ulong)-MAX_ERRNO);

	/* mm/shmem.c: so that address and file offset are alike modulo HPAGE_PMD_SIZE */
	ulong shmem_get_unmapped_area(@file *file, ulong uaddr, ulong len, ulong pgoff, int flags)
	{
		mm_struct *mm = current->mm;
		ulong addr, offset, inflated_len, inflated_addr, inflated_offset;

		if (len > TASK_SIZE)
			return unchecked((ulong)-ENOMEM);

		addr = (flags & MAP_FIXED) != 0 ? uaddr : arch_get_unmapped_area_topdown(mm, uaddr, len);

		if (!IS_ENABLED(CONFIG_TRANSPARENT_HUGE_PAGECACHE))
			return addr;
		if (IS_ERR_VALUE(addr))
			return addr;
		if ((addr & ~PAGE_MASK) != 0)
			return addr;
		if (addr > TASK_SIZE - len)
			return addr;

		if (shmem_huge == SHMEM_HUGE_DENY)
			return addr;
		if (len < HPAGE_PMD_SIZE)
			return addr;
		if ((flags & MAP_FIXED) != 0)
			return addr;
		if (uaddr != 0)
			return addr;

		if (shmem_huge != SHMEM_HUGE_FORCE && SHMEM_SB(file_inode(file)->i_sb)->huge == SHMEM_HUGE_NEVER)
			return addr;

		offset = (pgoff << PAGE_SHIFT) & (HPAGE_PMD_SIZE - 1);
		if (offset != 0 && offset + len < 2 * HPAGE_PMD_SIZE)
			return addr;
		if ((addr & (HPAGE_PMD_SIZE - 1)) == offset)
			return addr;

		inflated_len = len + HPAGE_PMD_SIZE - PAGE_SIZE;
		if (inflated_len > TASK_SIZE)
			return addr;
		if (inflated_len < len)
			return addr;

		inflated_addr = arch_get_unmapped_area_topdown(mm, 0, inflated_len);
		if (IS_ERR_VALUE(inflated_addr))
			return addr;
		if ((inflated_addr & ~PAGE_MASK) != 0)
			return addr;

		inflated_offset = inflated_addr & (HPAGE_PMD_SIZE - 1);
		inflated_addr += offset - inflated_offset;
		if (inflated_offset > offset)
			inflated_addr += HPAGE_PMD_SIZE;

		if (inflated_addr > TASK_SIZE - len)
			return addr;
		return inflated_addr;
	}

	void vma_link(mm_struct *mm, vm_area_struct *vma)
	{
		address_space *mapping = vma->vm_file->f_mapping;
		list_head *pos = mm->mmap.prev;

		while (pos != &mm->mmap && vma_of(pos)->vm_start > vma->vm_start)
			pos = pos->prev;
		i_mmap_lock_write(mapping);
		list_add(&vma->vm_list, pos);
		if ((vma->vm_flags & VM_SHARED) != 0)
			atomic_inc(&mapping->i_mmap_writable);
		vma_interval_tree_insert(vma, &mapping->i_mmap);
		i_mmap_unlock_write(mapping);
		mm->map_count++;
	}

	/* out of the file's list: nobody finds a page in it any more */
	void unlink_file_vma(vm_area_struct *vma)
	{
		address_space *mapping = vma->vm_file->f_mapping;

		i_mmap_lock_write(mapping);
		if ((vma->vm_flags & VM_SHARED) != 0)
			atomic_dec(&mapping->i_mmap_writable);
		vma_interval_tree_remove(vma, &mapping->i_mmap);
		i_mmap_unlock_write(mapping);
	}

	/// <summary>
	/// mmap() of a file into current->mm: <paramref name="offset"/> and <paramref name="len"/> in bytes, PROT_*, MAP_SHARED
	/// with or without MAP_FIXED; <paramref name="addr"/> 0: anywhere. Null with -EINVAL, -ENOMEM, -EPERM; MAP_PRIVATE and
	/// mappings without a file are not modelled, -EINVAL.
	/// </summary>
	public vm_area_struct *mmap(@file *file, loff_t offset, ulong len, int prot, int flags, out int error, ulong addr = 0)
	{
		mm_struct *mm = current->mm;

		down_write(&mm->mmap_sem);
		vm_area_struct *vma = mmap_region(mm, file, offset, len, prot, flags, addr, out error);
		up_write(&mm->mmap_sem);
		operation_done();
		return vma;
	}

	vm_area_struct *mmap_region(mm_struct *mm, @file *file, loff_t offset, ulong len, int prot, int flags, ulong addr, out int error)
	{
		ulong pgoff = (ulong)offset >> PAGE_SHIFT;

		error = -EINVAL;
		if (len == 0 || offset < 0 || ((ulong)offset & (PAGE_SIZE - 1)) != 0 || (flags & MAP_TYPE) is not (MAP_SHARED or MAP_SHARED_VALIDATE))
			return null;
		if ((flags & MAP_FIXED) != 0 && (addr & ~PAGE_MASK) != 0)
			return null;
		error = -ENOMEM;
		len = PAGE_ALIGN(len);
		if (len == 0)
			return null;
		error = -EOVERFLOW;
		if (pgoff + (len >> PAGE_SHIFT) < pgoff)
			return null;

		addr = shmem_get_unmapped_area(file, addr, len, pgoff, flags);
		error = IS_ERR_VALUE(addr) ? (int)(long)addr : -ENOMEM;
		if (IS_ERR_VALUE(addr) || addr > TASK_SIZE - len)
			return null;
		error = -EPERM;
		if (addr < PAGE_SIZE)
			return null;

		shmem_inode_info *info = SHMEM_I(file_inode(file));
		if ((info->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) != 0 && (prot & PROT_WRITE) != 0)
			return null;

		if ((flags & MAP_FIXED) != 0) {
			error = __do_munmap(mm, addr, len);
			if (error != 0)
				return null;
		}

		error = -ENOMEM;
		var vma = (vm_area_struct *)kmem_cache_zalloc(vm_area_cachep, GFP_KERNEL);
		if (vma == null)
			return null;
		vma->vm_mm = mm;
		vma->vm_start = addr;
		vma->vm_end = addr + len;
		vma->vm_flags = VM_MAYREAD | VM_MAYWRITE | VM_SHARED | VM_MAYSHARE |
			((prot & PROT_READ) != 0 ? VM_READ : 0) | ((prot & PROT_WRITE) != 0 ? VM_WRITE : 0);
		vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
		vma->vm_pgoff = pgoff;
		vma->vm_file = get_file(file);

		/* shmem_mmap() */
		file_accessed(file);
		if (((vma->vm_start + ~HPAGE_PMD_MASK) & HPAGE_PMD_MASK) < (vma->vm_end & HPAGE_PMD_MASK))
			khugepaged_enter(vma, vma->vm_flags);

		vma_link(mm, vma);
		error = 0;
		return vma;
	}

	/* cuts the vma in two; the new one is below the address or above it */
	int __split_vma(mm_struct *mm, vm_area_struct *vma, ulong addr, bool new_below)
	{
		var @new = (vm_area_struct *)kmem_cache_zalloc(vm_area_cachep, GFP_KERNEL);
		if (@new == null)
			return -ENOMEM;
		*@new = *vma;
		get_file(@new->vm_file);

		/* vma_adjust(): a huge pmd must not lie across the cut */
		address_space *mapping = vma->vm_file->f_mapping;
		if (new_below)
			vma_adjust_trans_huge(vma, addr, vma->vm_end, 0);
		else
			vma_adjust_trans_huge(vma, vma->vm_start, addr, 0);
		i_mmap_lock_write(mapping);
		vma_interval_tree_remove(vma, &mapping->i_mmap);
		if (new_below) {
			@new->vm_end = addr;
			vma->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
			vma->vm_start = addr;
		} else {
			@new->vm_start = addr;
			@new->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
			vma->vm_end = addr;
		}
		vma_interval_tree_insert(vma, &mapping->i_mmap);
		i_mmap_unlock_write(mapping);
		vma_link(mm, @new);
		mm->vmacache = null;
		return 0;
	}

	/* the tables of ptes that nothing between floor and ceiling needs any more; a ceiling of 0 is the end of memory */
	void free_pgtables(mm_struct *mm, ulong start, ulong end, ulong floor, ulong ceiling)
	{
		ulong next;

		for (ulong addr = start & PMD_MASK; addr < end; addr = next) {
			p4d_t *p4d = p4d_offset(pgd_offset(mm, addr), addr);
			next = pgd_addr_end(addr, end);
			if (!p4d_present(*p4d))
				continue;
			next = pud_addr_end(addr, end);
			pud_t *pud = pud_offset(p4d, addr);
			if (!pud_present(*pud))
				continue;
			next = addr + PMD_SIZE;
			pmd_t *pmd = pmd_offset(pud, addr);
			if (pmd_none(*pmd) || addr < floor || (ceiling != 0 && next > ceiling))
				continue;
			VM_BUG_ON(pmd_trans_huge(*pmd));
			pte_free(mm, pmd_pgtable(*pmd));
			*pmd = default;
			mm_dec_nr_ptes(mm);
		}
	}

	int __do_munmap(mm_struct *mm, ulong start, ulong len)
	{
		if (offset_in_page(start) != 0 || start > TASK_SIZE || len > TASK_SIZE - start)
			return -EINVAL;
		len = PAGE_ALIGN(len);
		if (len == 0)
			return -EINVAL;
		ulong end = start + len;

		vm_area_struct *vma = find_vma(mm, start);
		if (vma == null || vma->vm_start >= end)
			return 0;

		if (start > vma->vm_start) {
			int error = __split_vma(mm, vma, start, false);
			if (error != 0)
				return error;
			vma = vma_next(vma);
		}
		vm_area_struct *last = find_vma(mm, end);
		if (last != null && end > last->vm_start) {
			bool first = last == vma;
			int error = __split_vma(mm, last, end, true);
			if (error != 0)
				return error;
			if (first)
				vma = vma_prev(last);
		}

		/* detach_vmas_to_be_unmapped() */
		vm_area_struct *prev = vma_prev(vma), next = vma;
		list_head detached; INIT_LIST_HEAD(&detached);
		for (vm_area_struct *v = vma; v != null && v->vm_start < end; v = next) {
			next = vma_next(v);
			list_move_tail(&v->vm_list, &detached);
			mm->map_count--;
		}
		mm->vmacache = null;

		/* unmap_region() */
		mmu_gather tlb;
		lru_add_drain();
		tlb_gather_mmu(&tlb, mm, start, end);
		for (list_head *pos = detached.next; pos != &detached; pos = pos->next)
			unmap_single_vma(&tlb, vma_of(pos), start, end, null);
		for (list_head *pos = detached.next; pos != &detached; pos = pos->next)
			unlink_file_vma(vma_of(pos));
		free_pgtables(mm, start, end, prev == null ? 0 : prev->vm_end, next == null ? 0 : next->vm_start);
		tlb_finish_mmu(&tlb, start, end);

		/* remove_vma_list() */
		while (!list_empty(&detached)) {
			vma = vma_of(detached.next);
			list_del(&vma->vm_list);
			fput(vma->vm_file);
			kmem_cache_free(vm_area_cachep, vma);
		}
		return 0;
	}

	/// <summary>munmap() in current->mm: 0, -EINVAL, or -ENOMEM where a vma had to be cut in two.</summary>
	public int munmap(ulong start, ulong len)
	{
		mm_struct *mm = current->mm;

		down_write(&mm->mmap_sem);
		int ret = __do_munmap(mm, start, len);
		up_write(&mm->mmap_sem);
		operation_done();
		return ret;
	}

	/// <summary>munmap() of a whole vma.</summary>
	public int munmap(vm_area_struct *vma)
	{
		mm_struct *mm = vma->vm_mm;

		down_write(&mm->mmap_sem);
		int ret = __do_munmap(mm, vma->vm_start, vma->vm_end - vma->vm_start);
		up_write(&mm->mmap_sem);
		operation_done();
		return ret;
	}

	int madvise_behavior(vm_area_struct *vma, ref vm_area_struct *prev, ulong start, ulong end, int behavior)
	{
		ulong new_flags = vma->vm_flags;
		int error = 0;

		switch (behavior) {
		case MADV_NORMAL:
			new_flags &= ~VM_RAND_READ & ~VM_SEQ_READ;
			break;
		case MADV_SEQUENTIAL:
			new_flags = (new_flags & ~VM_RAND_READ) | VM_SEQ_READ;
			break;
		case MADV_RANDOM:
			new_flags = (new_flags & ~VM_SEQ_READ) | VM_RAND_READ;
			break;
		case MADV_DONTFORK:
			new_flags |= VM_DONTCOPY;
			break;
		case MADV_DOFORK:
			new_flags &= ~VM_DONTCOPY;
			break;
		case MADV_DONTDUMP:
			new_flags |= VM_DONTDUMP;
			break;
		case MADV_DODUMP:
			new_flags &= ~VM_DONTDUMP;
			break;
		case MADV_HUGEPAGE:
		case MADV_NOHUGEPAGE:
			error = hugepage_madvise(vma, &new_flags, behavior);
			break;
		}
		prev = vma;
		if (error == 0 && new_flags != vma->vm_flags) {
			if (start != vma->vm_start)
				error = __split_vma(vma->vm_mm, vma, start, true);
			if (error == 0 && end != vma->vm_end)
				error = __split_vma(vma->vm_mm, vma, end, false);
			if (error == 0)
				vma->vm_flags = new_flags;
		}
		return error == -ENOMEM ? -EAGAIN : error;
	}

	/* reads back what is swapped out */
	void force_shm_swapin_readahead(vm_area_struct *vma, ulong start, ulong end, address_space *mapping)
	{
		for (; start < end; start += PAGE_SIZE) {
			pgoff_t index = ((start - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
			page *page = find_get_entry(mapping, index);

			if (!xa_is_value(page)) {
				if (page != null)
					put_page(page);
				continue;
			}
			page = read_swap_cache_async(radix_to_swp_entry(page), GFP_HIGHUSER_MOVABLE, null, 0, false);
			if (page != null)
				put_page(page);
		}
		lru_add_drain();
	}

	/* drops mmap_sem meanwhile: prev is null then */
	[__must_hold("current->mm->mmap_sem", Shared = true)]
	int madvise_remove(vm_area_struct *vma, ref vm_area_struct *prev, ulong start, ulong end)
	{
		mm_struct *mm = current->mm;

		prev = null;
		if ((vma->vm_flags & VM_LOCKED) != 0)
			return -EINVAL;
		if ((vma->vm_flags & (VM_SHARED | VM_WRITE)) != (VM_SHARED | VM_WRITE))
			return -EACCES;

		loff_t offset = (loff_t)(start - vma->vm_start) + ((loff_t)vma->vm_pgoff << PAGE_SHIFT);
		@file *f = get_file(vma->vm_file);
		up_read(&mm->mmap_sem);
		int error = vfs_fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, (loff_t)(end - start));
		fput(f);
		down_read(&mm->mmap_sem);
		return error;
	}

	[__must_hold("current->mm->mmap_sem", Shared = true)]
	int madvise_vma(vm_area_struct *vma, ref vm_area_struct *prev, ulong start, ulong end, int behavior)
	{
		switch (behavior) {
		case MADV_REMOVE:
			return madvise_remove(vma, ref prev, start, end);
		case MADV_WILLNEED:
			prev = vma;
			force_shm_swapin_readahead(vma, start, end, vma->vm_file->f_mapping);
			return 0;
		case MADV_DONTNEED:
			prev = vma;
			zap_page_range(vma, start, end - start);
			return 0;
		case MADV_FREE:
			/* for anonymous memory only */
			prev = vma;
			return -EINVAL;
		case MADV_COLD:
		case MADV_PAGEOUT:
			/* hints to reclaim, which does not take any */
			prev = vma;
			return 0;
		default:
			return madvise_behavior(vma, ref prev, start, end, behavior);
		}
	}

	/// <summary>
	/// madvise() in current->mm, MADV_*: REMOVE punches a hole, DONTNEED unmaps, HUGEPAGE and NOHUGEPAGE steer the size of
	/// the pages to come. 0, -EINVAL, -ENOMEM where nothing is mapped, -EACCES, or what fallocate() returns.
	/// </summary>
	[__no_context_analysis("mmap_sem is held in the mode that the behaviour asks for; madvise_remove() drops it and takes it again")]
	public int madvise(ulong start, ulong len_in, int behavior)
	{
		mm_struct *mm = current->mm;
		bool write = behavior is not (MADV_REMOVE or MADV_WILLNEED or MADV_DONTNEED or MADV_COLD or MADV_PAGEOUT or MADV_FREE);

		if (behavior is < MADV_NORMAL or (> MADV_DONTNEED and < MADV_FREE) or (> MADV_DOFORK and < MADV_HUGEPAGE) or
		    (> MADV_DODUMP and < MADV_COLD) or > MADV_PAGEOUT)
			return -EINVAL;
		if (offset_in_page(start) != 0)
			return -EINVAL;
		ulong len = PAGE_ALIGN(len_in);
		if (len_in != 0 && len == 0)
			return -EINVAL;
		ulong end = start + len;
		if (end < start)
			return -EINVAL;
		if (end == start)
			return 0;

		if (write)
			down_write(&mm->mmap_sem);
		else
			down_read(&mm->mmap_sem);
		int error = madvise_walk(mm, start, end, behavior);
		if (write)
			up_write(&mm->mmap_sem);
		else
			up_read(&mm->mmap_sem);
		operation_done();
		return error;
	}

	[__must_hold("current->mm->mmap_sem", Shared = true)]
	int madvise_walk(mm_struct *mm, ulong start, ulong end, int behavior)
	{
		int unmapped_error = 0;
		vm_area_struct *vma = find_vma(mm, start), prev = null;

		while (true) {
			if (vma == null)
				return -ENOMEM;
			if (start < vma->vm_start) {
				unmapped_error = -ENOMEM;
				start = vma->vm_start;
				if (start >= end)
					return -ENOMEM;
			}

			ulong tmp = min(vma->vm_end, end);
			int error = madvise_vma(vma, ref prev, start, tmp, behavior);
			if (error != 0)
				return error;
			start = tmp;
			if (prev != null && start < prev->vm_end)
				start = prev->vm_end;
			if (start >= end)
				return unmapped_error;
			vma = find_vma(mm, start);
		}
	}

	/// <summary>
	/// mincore() in current->mm: a byte for each page, 1 where it is mapped or the page cache has it uptodate.
	/// 0, -EINVAL, or -ENOMEM where nothing is mapped.
	/// </summary>
	public int mincore(ulong start, ulong len, Span<byte> vec)
	{
		mm_struct *mm = current->mm;

		if (offset_in_page(start) != 0)
			return -EINVAL;
		int ret = 0;
		down_read(&mm->mmap_sem);
		for (int i = 0; (ulong)i << PAGE_SHIFT < len; i++) {
			ulong addr = start + ((ulong)i << PAGE_SHIFT);
			vm_area_struct *vma = find_vma(mm, addr);
			if (vma == null || addr < vma->vm_start) {
				ret = -ENOMEM;
				break;
			}
			page *page = find_get_page(vma->vm_file->f_mapping, linear_page_index(vma, addr));
			vec[i] = (byte)(page != null && PageUptodate(page) ? 1 : 0);
			if (page != null)
				put_page(page);
		}
		up_read(&mm->mmap_sem);
		return ret;
	}

	/// <summary>How many ptes, and how many pmds, map page <paramref name="index"/> of the file.</summary>
	public void count_mappings(address_space *mapping, pgoff_t index, out int ptes, out int pmds)
	{
		ptes = pmds = 0;
		for (vm_area_struct *vma = vma_interval_tree_iter_first(&mapping->i_mmap, index, index);
		     vma != null; vma = vma_interval_tree_iter_next(vma, index, index)) {
			ulong address = vma->vm_start + ((index - vma->vm_pgoff) << PAGE_SHIFT);
			pmd_t *pmd = mm_pmd(vma->vm_mm, address);
			if (pmd == null || pmd_none(*pmd))
				continue;
			if (pmd_trans_huge(*pmd))
				pmds++;
			else if (!pte_none(*pte_offset_map(pmd, address)))
				ptes++;
		}
	}
}
