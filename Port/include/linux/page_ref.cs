/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/page_ref.h at v5.4, blob 14d14beb1f7f */
namespace linux;

public unsafe partial class kernel
{
public int page_ref_count(page *page)
{
	return atomic_read(&page->_refcount);
}

public int page_count(page *page)
{
	return atomic_read(&compound_head(page)->_refcount);
}

public void set_page_count(page *page, int v)
{
	atomic_set(&page->_refcount, v);
	// PORT: no tracepoints
}

public void init_page_count(page *page)
{
	set_page_count(page, 1);
}

public void page_ref_add(page *page, int nr)
{
	atomic_add(nr, &page->_refcount);
	// PORT: no tracepoints
}

[__moves("page")]
public void page_ref_sub(page *page, int nr)
{
	atomic_sub(nr, &page->_refcount);
	// PORT: no tracepoints
}

public void page_ref_inc(page *page)
{
	atomic_inc(&page->_refcount);
	// PORT: no tracepoints
}

public void page_ref_dec(page *page)
{
	atomic_dec(&page->_refcount);
	// PORT: no tracepoints
}

public bool page_ref_sub_and_test(page *page, int nr)
{
	bool ret = atomic_sub_and_test(nr, &page->_refcount);

	// PORT: no tracepoints
	return ret;
}

public int page_ref_inc_return(page *page)
{
	int ret = atomic_inc_return(&page->_refcount);

	// PORT: no tracepoints
	return ret;
}

public bool page_ref_dec_and_test(page *page)
{
	bool ret = atomic_dec_and_test(&page->_refcount);

	// PORT: no tracepoints
	return ret;
}

public int page_ref_dec_return(page *page)
{
	int ret = atomic_dec_return(&page->_refcount);

	// PORT: no tracepoints
	return ret;
}

public bool page_ref_add_unless(page *page, int nr, int u)
{
	bool ret = atomic_add_unless(&page->_refcount, nr, u);

	// PORT: no tracepoints
	return ret;
}

public bool page_ref_freeze(page *page, int count)
{
	bool ret = likely(atomic_cmpxchg(&page->_refcount, count, 0) == count);

	// PORT: no tracepoints
	return ret;
}

public void page_ref_unfreeze(page *page, int count)
{
	VM_BUG_ON_PAGE(page_count(page) != 0, page);
	VM_BUG_ON(count == 0);

	atomic_set_release(&page->_refcount, count);
	// PORT: no tracepoints
}
}
