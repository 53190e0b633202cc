/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for a page's lock or for the end of its writeback (mm/filemap.c at v5.4): a lone task that has to wait
 * waits for ever, which is a deadlock, reported with every lock that is held */
namespace linux;

public unsafe partial class kernel
{
	const int TASK_KILLABLE = 0x100 | TASK_UNINTERRUPTIBLE;
	const uint WQ_FLAG_BOOKMARK = 0x04;

	wait_queue_head_t *page_wait_table;	/* one queue for all pages */

	void pagecache_init()
	{
		page_wait_table = (wait_queue_head_t *)arena.alloc((nuint)sizeof(wait_queue_head_t));
		init_waitqueue_head(page_wait_table);
	}

	wait_queue_head_t *page_waitqueue(page *page) => page_wait_table;

	[__cond_puts("behavior=equal", "page", Constant = (long)DROP)]
	int wait_on_page_bit_common(wait_queue_head_t *q, page *page, int bit_nr, int state, behavior behavior, string file, int line)
	{
		bool wait = test_bit(bit_nr, &page->flags);
		if (behavior == DROP)
			put_page(page);
		if (wait)
			wait_for_lock(page, bit_nr == PG_locked ? "page lock" : "the end of writeback", file, line);
		if (behavior == EXCLUSIVE && !test_and_set_bit_lock(bit_nr, &page->flags))
			page_lock_acquired(page, file, line);
		return 0;
	}

	static bool waitqueue_active(wait_queue_head_t *wq_head) => !list_empty(&wq_head->head);
	static void __wake_up_locked_key_bookmark(wait_queue_head_t *wq_head, uint mode, void *key, wait_queue_entry_t *bookmark) { }
	static void cpu_relax() { }
}
