/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/huge_memory.c at v5.7, blob dddc863b3cbc */
namespace linux;

public unsafe partial class v5_7
{
[__no_context_analysis("where it succeeds, __split_huge_page() releases the locks that are taken here")]
public override int split_huge_page_to_list(page *page, list_head *list)
{
	page *head = compound_head(page);
	pglist_data *pgdata = NODE_DATA(page_to_nid(head));
	deferred_split *ds_queue = get_deferred_split_queue(head);
	anon_vma *anon_vma = null;
	address_space *mapping = null;
	int count, mapcount, extra_pins, ret;
	bool mlocked;
	ulong flags;
	pgoff_t end;

	VM_BUG_ON_PAGE(is_huge_zero_page(head), head);
	VM_BUG_ON_PAGE(!PageLocked(head), head);
	VM_BUG_ON_PAGE(!PageCompound(head), head);

	if (PageWriteback(head))
		return -EBUSY;

	if (PageAnon(head)) {
		anon_vma = page_get_anon_vma(head);
		if (anon_vma == null) {
			ret = -EBUSY;
			goto @out;
		}
		end = ULONG_MAX;
		mapping = null;
		anon_vma_lock_write(anon_vma);
	} else {
		mapping = head->mapping;

		/* truncated meanwhile */
		if (mapping == null) {
			ret = -EBUSY;
			goto @out;
		}

		anon_vma = null;
		i_mmap_lock_read(mapping);

		/* the page lock keeps i_size above or below it */
		end = DIV_ROUND_UP((pgoff_t)i_size_read(mapping->host), PAGE_SIZE);
	}

	/* looked at again when the refcount is frozen; here it saves the unmapping */
	if (!can_split_huge_page(head, &extra_pins)) {
		ret = -EBUSY;
		goto out_unlock;
	}

	mlocked = PageMlocked(head);
	unmap_page(head);
	VM_BUG_ON_PAGE(compound_mapcount(head) != 0, head);

	/* a pagevec may pin a page that was mlocked */
	if (mlocked)
		lru_add_drain();

	spin_lock_irqsave(&pgdata->lru_lock, out flags);

	if (mapping != null) {
		XA_STATE(out xa_state xas, &mapping->i_pages, page_index(head));

		/* with the head the tails are in the page cache */
		xa_lock(&mapping->i_pages);
		if (xas_load(&xas) != head)
			goto fail;
	}

	/* keeps deferred_split_scan() off the refcount */
	spin_lock(&ds_queue->split_queue_lock);
	count = page_count(head);
	mapcount = total_mapcount(head);
	if (!mapcount != 0 && page_ref_freeze(head, 1 + extra_pins)) {
		if (!list_empty(page_deferred_list(head))) {
			ds_queue->split_queue_len--;
			list_del(page_deferred_list(head));
		}
		spin_unlock(&ds_queue->split_queue_lock);
		if (mapping != null) {
			if (PageSwapBacked(head))
				__dec_node_page_state(head, NR_SHMEM_THPS);
			else
				__dec_node_page_state(head, NR_FILE_THPS);
		}

		__split_huge_page(page, list, end, flags);
		if (PageSwapCache(head)) {
			swp_entry_t entry = new() { val = page_private(head) };

			ret = split_swap_cluster(entry);
		} else
			ret = 0;
	} else {
		if (IS_ENABLED(CONFIG_DEBUG_VM) && mapcount != 0) {
			// PORT: what C prints is in the kernel_bug
			VM_BUG_ON_PAGE(total_mapcount(head) > 0, head);
			pr_alert("total_mapcount: %u, page_count(): %u\n",
					mapcount, (ulong)count);
			if (PageTail(page))
				dump_page(head, null);
			dump_page(page, "total_mapcount(head) > 0");
			BUG();
		}
		spin_unlock(&ds_queue->split_queue_lock);
		goto fail;
	}

out_unlock:
	if (anon_vma != null) {
		anon_vma_unlock_write(anon_vma);
		put_anon_vma(anon_vma);
	}
	if (mapping != null)
		i_mmap_unlock_read(mapping);
@out:
	count_vm_event(!ret ? THP_SPLIT_PAGE : THP_SPLIT_PAGE_FAILED);
	return ret;
fail:
	if (mapping != null)
		xa_unlock(&mapping->i_pages);
	spin_unlock_irqrestore(&pgdata->lru_lock, flags);
	remap_page(head);
	ret = -EBUSY;
	goto out_unlock;
}
}
