/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/filemap.c at v5.4, blob 85b7d087eb45 */
global using static linux.behavior;

namespace linux;

public unsafe struct wait_page_key
{
	public page *page;
	public int bit_nr;
	public int page_match;
}

public enum behavior
{
	EXCLUSIVE,
	SHARED,
	DROP,
}

public unsafe partial class kernel
{
public void page_cache_delete(address_space *mapping,
				   page *page, void *shadow)
{
	XA_STATE(out xa_state xas, &mapping->i_pages, page->index);
	uint nr = 1;

	mapping_set_update(&xas, mapping);

	if (!PageHuge(page)) {
		xas_set_order(&xas, page->index, compound_order(page));
		nr = (uint)compound_nr(page);
	}

	VM_BUG_ON_PAGE(!PageLocked(page), page);
	VM_BUG_ON_PAGE(PageTail(page), page);
	VM_BUG_ON_PAGE(nr != 1 && shadow != null, page);

	xas_store(&xas, shadow);
	xas_init_marks(&xas);

	page->mapping = null;

	if (shadow != null) {
		mapping->nrexceptional += nr;
		smp_wmb();
	}
	mapping->nrpages -= nr;
}

public void unaccount_page_cache_page(address_space *mapping,
				      page *page)
{
	int nr;

	if (PageUptodate(page) && PageMappedToDisk(page))
		cleancache_put_page(page);
	else
		cleancache_invalidate_page(mapping, page);

	VM_BUG_ON_PAGE(PageTail(page), page);
	VM_BUG_ON_PAGE(page_mapped(page), page);
	if (!IS_ENABLED(CONFIG_DEBUG_VM) && unlikely(page_mapped(page))) {
		int mapcount;

		pr_alert("BUG: Bad page cache in process %s  pfn:%05lx\n",
			// PORT: a task is known by its number
			 current->pid, page_to_pfn(page));
		dump_page(page, "still mapped when deleted");
		dump_stack();
		add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);

		mapcount = page_mapcount(page);
		if (mapping_exiting(mapping) &&
		    page_count(page) >= mapcount + 2) {
			page_mapcount_reset(page);
			page_ref_sub(page, mapcount);
		}
	}

	if (PageHuge(page))
		return;

	nr = hpage_nr_pages(page);

	__mod_node_page_state(page_pgdat(page), NR_FILE_PAGES, -nr);
	if (PageSwapBacked(page)) {
		__mod_node_page_state(page_pgdat(page), NR_SHMEM, -nr);
		if (PageTransHuge(page))
			__dec_node_page_state(page, NR_SHMEM_THPS);
	} else if (PageTransHuge(page)) {
		__dec_node_page_state(page, NR_FILE_THPS);
		filemap_nr_thps_dec(mapping);
	}

	if (WARN_ON_ONCE(PageDirty(page)))
		account_page_cleaned(page, mapping, inode_to_wb(mapping->host));
}

[__gets("page")]
public void __delete_from_page_cache(page *page, void *shadow)
{
	address_space *mapping = page->mapping;

	trace_mm_filemap_delete_from_page_cache(page);

	unaccount_page_cache_page(mapping, page);
	page_cache_delete(mapping, page, shadow);
}

[__puts("page")]
public void page_cache_free_page(address_space *mapping,
				page *page)
{
	// PORT: neither tmpfs nor the swap cache has a ->freepage
	if (PageTransHuge(page) && !PageHuge(page)) {
		page_ref_sub(page, HPAGE_PMD_NR);
		VM_BUG_ON_PAGE(page_count(page) <= 0, page);
	} else {
		put_page(page);
	}
}

public void delete_from_page_cache(page *page)
{
	address_space *mapping = page_mapping(page);
	ulong flags;

	BUG_ON(!PageLocked(page));
	xa_lock_irqsave(&mapping->i_pages, out flags);
	__delete_from_page_cache(page, null);
	xa_unlock_irqrestore(&mapping->i_pages, flags);

	page_cache_free_page(mapping, page);
}

public void wake_up_page_bit(page *page, int bit_nr)
{
	wait_queue_head_t *q = page_waitqueue(page);
	wait_page_key key;
	ulong flags;
	wait_queue_entry_t bookmark;

	key.page = page;
	key.bit_nr = bit_nr;
	key.page_match = 0;

	bookmark.flags = 0;
	bookmark.@private = null;
	// PORT: a function is a number, see machine/sched.cs
	bookmark.func = 0;
	INIT_LIST_HEAD(&bookmark.entry);

	spin_lock_irqsave(&q->@lock, out flags);
	__wake_up_locked_key_bookmark(q, TASK_NORMAL, &key, &bookmark);

	while ((bookmark.flags & WQ_FLAG_BOOKMARK) != 0) {
		spin_unlock_irqrestore(&q->@lock, flags);
		cpu_relax();
		spin_lock_irqsave(&q->@lock, out flags);
		__wake_up_locked_key_bookmark(q, TASK_NORMAL, &key, &bookmark);
	}

	if (!waitqueue_active(q) || key.page_match == 0) {
		ClearPageWaiters(page);
	}
	spin_unlock_irqrestore(&q->@lock, flags);
}

public void wake_up_page(page *page, int bit)
{
	if (!PageWaiters(page))
		return;
	wake_up_page_bit(page, bit);
}

public void wait_on_page_bit(page *page, int bit_nr, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	wait_queue_head_t *q = page_waitqueue(page);
	wait_on_page_bit_common(q, page, bit_nr, TASK_UNINTERRUPTIBLE, SHARED, file, line);
}

public int wait_on_page_bit_killable(page *page, int bit_nr, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	wait_queue_head_t *q = page_waitqueue(page);
	return wait_on_page_bit_common(q, page, bit_nr, TASK_KILLABLE, SHARED, file, line);
}

[__puts("page")]
public void put_and_wait_on_page_locked(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	wait_queue_head_t *q;

	page = compound_head(page);
	q = page_waitqueue(page);
	wait_on_page_bit_common(q, page, PG_locked, TASK_UNINTERRUPTIBLE, DROP, file, line);
}

public static bool clear_bit_unlock_is_negative_byte(long nr, void *mem)
{
	clear_bit_unlock((int)nr, (ulong *)mem);
	return test_bit(PG_waiters, (ulong *)mem);
}

[__releases("page")]
[__no_context_analysis("the lock itself")]
public void unlock_page(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	BUILD_BUG_ON(PG_waiters != 7);
	page = compound_head(page);
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	// PORT: the machine keeps who took it
	page_lock_released(page, file, line);
	if (clear_bit_unlock_is_negative_byte(PG_locked, &page->flags))
		wake_up_page_bit(page, PG_locked);
}

public void end_page_writeback(page *page)
{
	if (PageReclaim(page)) {
		ClearPageReclaim(page);
		rotate_reclaimable_page(page);
	}

	if (!test_clear_page_writeback(page))
		BUG();

	smp_mb__after_atomic();
	wake_up_page(page, PG_writeback);
}

[__acquires("__page")]
[__no_context_analysis("the lock itself")]
public void __lock_page(page *__page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page *page = compound_head(__page);
	wait_queue_head_t *q = page_waitqueue(page);
	wait_on_page_bit_common(q, page, PG_locked, TASK_UNINTERRUPTIBLE,
				EXCLUSIVE, file, line);
}

[__cond_acquires("zero", "__page")]
[__no_context_analysis("the lock itself")]
public int __lock_page_killable(page *__page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page *page = compound_head(__page);
	wait_queue_head_t *q = page_waitqueue(page);
	return wait_on_page_bit_common(q, page, PG_locked, TASK_KILLABLE,
					EXCLUSIVE, file, line);
}

[__cond_acquires("nonzero", "page")]
[__no_context_analysis("drops mmap_sem, too, where it returns 0")]
public int __lock_page_or_retry(page *page, mm_struct *mm,
			 uint flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	if (flags & FAULT_FLAG_ALLOW_RETRY) {
		if (flags & FAULT_FLAG_RETRY_NOWAIT)
			return 0;

		up_read(&mm->mmap_sem);
		if (flags & FAULT_FLAG_KILLABLE)
			wait_on_page_locked_killable(page, file, line);
		else
			wait_on_page_locked(page, file, line);
		return 0;
	} else {
		if (flags & FAULT_FLAG_KILLABLE) {
			int ret;

			ret = __lock_page_killable(page, file, line);
			if (ret) {
				up_read(&mm->mmap_sem);
				return 0;
			}
		} else
			__lock_page(page, file, line);
		return 1;
	}
}

[return: __gets]
public page *find_get_entry(address_space *mapping, pgoff_t offset, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	XA_STATE(out xa_state xas, &mapping->i_pages, offset);
	page *page;

	rcu_read_lock();
repeat:
	xas_reset(&xas);
	page = (page *)xas_load(&xas);
	if (xas_retry(&xas, page))
		goto repeat;
	if (page == null || xa_is_value(page))
		goto @out;

	if (!page_cache_get_speculative(page, file, line))
		goto repeat;

	if (unlikely(page != xas_reload(&xas))) {
		put_page(page);
		goto repeat;
	}
	page = find_subpage(page, offset);
@out:
	rcu_read_unlock();

	return page;
}

[return: __gets]
[__cond_acquires("nonnull", "return")]
[__no_context_analysis("a value is returned as it is found, neither locked nor referenced")]
public page *find_lock_entry(address_space *mapping, pgoff_t offset, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page *page;

repeat:
	page = find_get_entry(mapping, offset, file, line);
	if (page != null && !xa_is_value(page)) {
		lock_page(page, file, line);
		if (unlikely(page_mapping(page) != mapping)) {
			unlock_page(page);
			put_page(page);
			goto repeat;
		}
		VM_BUG_ON_PAGE(page_to_pgoff(page) != offset, page);
	}
	return page;
}

[return: __gets]
[__no_context_analysis("locks the page as well where fgp_flags has FGP_LOCK")]
public page *pagecache_get_page(address_space *mapping, pgoff_t offset,
	int fgp_flags, gfp_t gfp_mask, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	page *page;

repeat:
	page = find_get_entry(mapping, offset, file, line);
	if (xa_is_value(page))
		page = null;
	if (page == null)
		goto no_page;

	if (fgp_flags & FGP_LOCK) {
		if (fgp_flags & FGP_NOWAIT) {
			if (!trylock_page(page, file, line)) {
				put_page(page);
				return null;
			}
		} else {
			lock_page(page, file, line);
		}

		if (unlikely(compound_head(page)->mapping != mapping)) {
			unlock_page(page);
			put_page(page);
			goto repeat;
		}
		VM_BUG_ON_PAGE(page->index != offset, page);
	}

	if (fgp_flags & FGP_ACCESSED)
		mark_page_accessed(page);

no_page:
	if (page == null && (fgp_flags & FGP_CREAT) != 0) {
		int err;
		if ((fgp_flags & FGP_WRITE) != 0 && mapping_cap_account_dirty(mapping))
			gfp_mask |= __GFP_WRITE;
		if (fgp_flags & FGP_NOFS)
			gfp_mask &= ~__GFP_FS;

		page = __page_cache_alloc(gfp_mask, file, line);
		if (page == null)
			return null;

		if (WARN_ON_ONCE((fgp_flags & (FGP_LOCK | FGP_FOR_MMAP)) == 0))
			fgp_flags |= FGP_LOCK;

		if (fgp_flags & FGP_ACCESSED)
			__SetPageReferenced(page);

		err = add_to_page_cache_lru(page, mapping, offset, gfp_mask);
		if (unlikely(err)) {
			put_page(page);
			page = null;
			if (err == -EEXIST)
				goto repeat;
		}

		if (page != null && (fgp_flags & FGP_FOR_MMAP) != 0)
			unlock_page(page);
	}

	return page;
}

[__gets("entries[]", Speculative = true)]
public virtual uint find_get_entries(address_space *mapping,
			  pgoff_t start, uint nr_entries,
			  page **entries, pgoff_t *indices)
{
	XA_STATE(out xa_state xas, &mapping->i_pages, start);
	page *page;
	uint ret = 0;

	if (!nr_entries)
		return 0;

	rcu_read_lock();
	while (xas_for_each(&xas, out page, ULONG_MAX)) {
		if (xas_retry(&xas, page))
			continue;
		if (xa_is_value(page))
			goto export;

		if (!page_cache_get_speculative(page))
			goto retry;

		if (unlikely(page != xas_reload(&xas)))
			goto put_page;
		page = find_subpage(page, xas.xa_index);

export:
		indices[ret] = xas.xa_index;
		entries[ret] = page;
		if (++ret == nr_entries)
			break;
		continue;
put_page:
		put_page(page);
retry:
		xas_reset(&xas);
	}
	rcu_read_unlock();
	return ret;
}
}
