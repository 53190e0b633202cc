/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/util.c at v5.4, blob 3ad6db9a722e */
namespace linux;

public unsafe partial class kernel
{
public static void *__page_rmapping(page *page)
{
	ulong mapping;

	mapping = (ulong)page->mapping;
	mapping &= ~PAGE_MAPPING_FLAGS;

	return (void *)mapping;
}

public void *page_rmapping(page *page)
{
	page = compound_head(page);
	return __page_rmapping(page);
}

public bool page_mapped(page *page)
{
	int i;

	if (likely(!PageCompound(page)))
		return atomic_read(&page->_mapcount) >= 0;
	page = compound_head(page);
	if (atomic_read(compound_mapcount_ptr(page)) >= 0)
		return true;
	if (PageHuge(page))
		return false;
	for (i = 0; (ulong)i < compound_nr(page); i++) {
		if (atomic_read(&page[i]._mapcount) >= 0)
			return true;
	}
	return false;
}

public anon_vma *page_anon_vma(page *page)
{
	ulong mapping;

	page = compound_head(page);
	mapping = (ulong)page->mapping;
	if ((mapping & PAGE_MAPPING_FLAGS) != PAGE_MAPPING_ANON)
		return null;
	return (anon_vma *)__page_rmapping(page);
}

[__revalidates("page")]
public address_space *page_mapping(page *page)
{
	address_space *mapping;

	page = compound_head(page);

	if (unlikely(PageSlab(page)))
		return null;

	if (unlikely(PageSwapCache(page))) {
		swp_entry_t entry;

		entry.val = page_private(page);
		return swap_address_space(entry);
	}

	mapping = page->mapping;
	if (((ulong)mapping & PAGE_MAPPING_ANON) != 0)
		return null;

	return (address_space *)((ulong)mapping & ~PAGE_MAPPING_FLAGS);
}

public address_space *page_mapping_file(page *page)
{
	if (unlikely(PageSwapCache(page)))
		return null;
	return page_mapping(page);
}

public int __page_mapcount(page *page)
{
	int ret;

	ret = atomic_read(&page->_mapcount) + 1;
	if (!PageAnon(page) && !PageHuge(page))
		return ret;
	page = compound_head(page);
	ret += atomic_read(compound_mapcount_ptr(page)) + 1;
	if (PageDoubleMap(page))
		ret--;
	return ret;
}
}
