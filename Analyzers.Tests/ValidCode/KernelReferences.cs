// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using System.Runtime.CompilerServices;
using Pairing;

namespace ValidCode.KernelReferences;

#pragma warning disable CS8981, CS0649
public unsafe struct address_space
{
    public ulong nrpages;
    public page* first;
}

public unsafe struct page
{
    public ulong flags;
    public address_space* mapping;
    public ulong index;
    public page* next;
    public page* head;
}

public unsafe struct pagevec
{
    public int nr;
    private fixed ulong _pages[15];

    public page** pages => (page**)Unsafe.AsPointer(ref _pages[0]);
}

public abstract unsafe class mm
{
    [Gets("page")] protected abstract void get_page(page* page);
    [Puts("page")] protected abstract void put_page(page* page);
    [CondGets(true, "page")] protected abstract bool get_page_unless_zero(page* page);
    [return: Gets] protected abstract page* find_get_page(address_space* mapping, ulong index);
    [return: Gets] protected abstract page* alloc_page();
    [CondGets("nonzero", "pvec->pages[]")] protected abstract int find_get_pages(address_space* mapping, ulong start, pagevec* pvec);
    [Puts("pvec->pages[]")] protected abstract void pagevec_release(pagevec* pvec);
    [Moves("page", into: "pvec->pages[]")] protected abstract int pagevec_add(pagevec* pvec, page* page);
    [Moves("page", into: "mapping")] protected abstract void add_to_cache(address_space* mapping, page* page);
    [CondReleases("zero", "page")] protected abstract int migrate(page* page);
    [Aliases("page")] protected abstract page* compound_head(page* page);
    protected abstract bool PageDirty(page* page);
    protected abstract int writepage(page* page);
    protected abstract void cond_resched();
}

public abstract unsafe class cache : mm
{
    private page* last;

    public bool has(address_space* mapping, ulong index)
    {
        page* page = find_get_page(mapping, index);
        if (page == null)
            return false;
        put_page(page);
        return true;
    }

    public int write_one(address_space* mapping, ulong index)
    {
        int error = 0;
        page* page = find_get_page(mapping, index);
        if (page != null)
        {
            if (PageDirty(page))
                error = writepage(page);
            put_page(page);
        }
        return error;
    }

    public page* find_or_alloc(address_space* mapping, ulong index)
    {
        page* page = find_get_page(mapping, index);
        if (page == null)
            page = alloc_page();
        return page;
    }

    /* the reference of a tail is its head's */
    public void put_head(page* page)
    {
        get_page(page);
        page = compound_head(page);
        put_page(page);
    }

    public bool speculative(page* page)
    {
        page* head = compound_head(page);
        if (!get_page_unless_zero(head))
            return false;
        if (compound_head(page) != head)
        {
            put_page(head);
            return false;
        }
        put_page(head);
        return true;
    }

    public page* find_speculative(address_space* mapping, ulong index)
    {
    repeat:
        page* page = mapping->first;
        while (page != null && page->index != index)
            page = page->next;
        if (page == null)
            return null;
        if (!get_page_unless_zero(page))
            goto repeat;
        if (page->mapping != mapping)
        {
            put_page(page);
            goto repeat;
        }
        return page;
    }

    public ulong walk(address_space* mapping)
    {
        ulong written = 0;
        for (page* page = mapping->first; page != null; page = page->next)
        {
            if (!get_page_unless_zero(page))
                continue;
            if (page->mapping != mapping)
            {
                put_page(page);
                continue;
            }
            if (writepage(page) < 0)
            {
                put_page(page);
                break;
            }
            written++;
            put_page(page);
        }
        return written;
    }

    public ulong truncate(address_space* mapping, ulong start)
    {
        ulong truncated = 0;
        pagevec pvec;
        while (find_get_pages(mapping, start, &pvec) != 0)
        {
            for (int i = 0; i < pvec.nr; i++)
            {
                page* page = pvec.pages[i];
                start = page->index + 1;
                if (page->mapping != mapping)
                    continue;
                truncated++;
            }
            pagevec_release(&pvec);
            cond_resched();
        }
        return truncated;
    }

    public int batch(address_space* mapping)
    {
        int added = 0;
        pagevec pvec = default;
        for (page* page = mapping->first; page != null; page = page->next)
        {
            if (!get_page_unless_zero(page))
                continue;
            added++;
            if (pagevec_add(&pvec, page) == 0)
                pagevec_release(&pvec);
        }
        pagevec_release(&pvec);
        return added;
    }

    public int insert(address_space* mapping, ulong index)
    {
        page* page = alloc_page();
        if (page == null)
            return -12;
        page->index = index;
        add_to_cache(mapping, page);
        return 0;
    }

    public int insert_or_drop(address_space* mapping, ulong index)
    {
        page* page = alloc_page();
        if (page == null)
            return -12;
        page* old = find_get_page(mapping, index);
        if (old != null)
        {
            put_page(old);
            put_page(page);
            return -17;
        }
        add_to_cache(mapping, page);
        return 0;
    }

    public int try_migrate(page* page)
    {
        get_page(page);
        int error = migrate(page);
        if (error != 0)
            put_page(page);
        return error;
    }

    /* keeps one page, and drops the one kept before */
    public void remember(address_space* mapping, ulong index)
    {
        page* page = find_get_page(mapping, index);
        if (last != null)
            put_page(last);
        last = page;
    }

    public void twice(page* page)
    {
        get_page(page);
        get_page(page);
        put_page(page);
        put_page(page);
    }

    public page* replace(address_space* mapping, ulong index, page* page)
    {
        page* old = find_get_page(mapping, index);
        if (old == page)
            return old;
        if (old != null)
            put_page(old);
        get_page(page);
        return page;
    }

    private void drop(page* page)
    {
        if (page != null)
            put_page(page);
    }

    public bool differ(address_space* mapping, ulong a, ulong b)
    {
        page* first = find_get_page(mapping, a);
        page* second = find_get_page(mapping, b);
        bool differ = first != second;
        drop(second);
        drop(first);
        return differ;
    }
}
