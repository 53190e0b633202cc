// SPDX-License-Identifier: MIT
namespace Analyzers.Tests.Mutations;

/// <summary>The deletions and doublings that are not caught, each with the line that it changes. NOTES.md says why.</summary>
static class ExpectedMisses
{
    public static readonly IReadOnlyList<string> All = """
        Delete machine/inode.cs shmem_init: zero_page = alloc_pages(GFP_KERNEL, 0);
        Delete machine/iov_iter.cs copy_page_to_iter: pin_page(page, "pipe");
        Delete machine/khugepaged.cs collapse: put_page(hpage);
        Delete machine/memory.cs get_user_page: get_page(page, file, line);
        Delete machine/memory.cs zap_pte_range: page_remove_rmap(page, false);
        Delete machine/pgtable.cs tlb_flush_mmu: free_pages_and_swap_cache((page **)tlb->pages, nr);
        Delete machine/rmap.cs page_referenced: we_locked = trylock_page(page);
        Delete machine/rmap.cs page_referenced_one: k.page_vma_mapped_walk_done(&pvmw);
        Delete machine/swap_state.cs __read_swap_cache_async: found_page = find_get_page(swap_address_space(entry), swp_offset(entry));
        Delete machine/swap_state.cs __read_swap_cache_async: new_page = alloc_page_vma(gfp_mask, vma, addr);
        Delete machine/vfs.cs fput: if (!put_file_testzero(file))
        Delete machine/vmscan.cs shrink_inactive_list: move_pages_to_lru(lruvec, &page_list);
        Delete mm/huge_memory.cs zap_huge_pmd: page_remove_rmap(page, true);
        Delete mm/huge_memory.cs zap_huge_pmd: spin_unlock(ptl);
        Delete mm/khugepaged.cs collapse_pte_mapped_thp: page_remove_rmap(page, false);
        Delete mm/shmem.cs shmem_file_read_iter: error = shmem_getpage(inode, index, &page, sgp);
        Delete mm/shmem.cs shmem_getpage_gfp: page = shmem_alloc_and_acct_page(gfp, inode, index, true);
        Delete mm/shmem.cs shmem_undo_range: shmem_getpage(inode, end, &page, SGP_READ);
        Delete mm/shmem.cs shmem_undo_range: shmem_getpage(inode, start - 1, &page, SGP_READ);
        Delete mm/swap.cs pagevec_lru_move_fn: release_pages(pvec->pages, (int)pvec->nr);
        Delete mm/swap.cs release_pages: spin_unlock_irqrestore(&locked_pgdat->lru_lock,
        Delete patches/dickins/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, end, &page, SGP_READ);
        Delete patches/dickins/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, start - 1, &page, SGP_READ);
        Delete patches/v5.7/mm/khugepaged.cs collapse_file: putback_lru_page(page);
        Delete patches/v5.7/mm/shmem.cs shmem_getpage_gfp: page = shmem_alloc_and_acct_page(gfp, inode, index, true);
        Delete patches/v5.7/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, end, &page, SGP_READ);
        Delete patches/v5.7/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, start - 1, &page, SGP_READ);
        Delete patches/yang-v1/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, end, &page_, SGP_READ);
        Delete patches/yang-v1/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, start - 1, &page_, SGP_READ);
        Delete patches/yang-v2/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, end, &page_, SGP_READ);
        Delete patches/yang-v2/mm/shmem.cs shmem_undo_range: shmem_getpage(inode, start - 1, &page_, SGP_READ);
        Double machine/inode.cs shmem_init: zero_page = alloc_pages(GFP_KERNEL, 0);
        Double machine/iov_iter.cs copy_page_to_iter: pin_page(page, "pipe");
        Double machine/memory.cs get_user_page: get_page(page, file, line);
        Double machine/memory.cs zap_pte_range: page_remove_rmap(page, false);
        Double machine/vmscan.cs shrink_active_list: uint nr_deactivate = move_pages_to_lru(lruvec, &l_inactive);
        Double machine/vmscan.cs shrink_inactive_list: move_pages_to_lru(lruvec, &page_list);
        Double mm/huge_memory.cs __split_huge_page_tail: lru_add_page_tail(head, page_tail, lruvec, list);
        Double mm/huge_memory.cs zap_huge_pmd: page_remove_rmap(page, true);
        Double mm/huge_memory.cs zap_huge_pmd: spin_unlock(ptl);
        Double mm/shmem.cs shmem_swapin_page: error = shmem_replace_page(&page, gfp, info, index);
        Double mm/swap.cs lru_add_page_tail: get_page(page_tail);
        Double mm/swap.cs pagevec_lookup_entries: pvec->nr = find_get_entries(mapping, start, nr_entries,
        Double mm/swap.cs release_pages: spin_unlock_irqrestore(&locked_pgdat->lru_lock,
        Double patches/v5.7/mm/khugepaged.cs collapse_file: putback_lru_page(page);
        """.Split('\n');
}
