// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using Pairing;

namespace ValidCode.KernelUnwinding;

#pragma warning disable CS8981, CS0649
public unsafe struct page
{
    public ulong flags;
    public void* mapping;
    public page* next;
}

public unsafe struct filp
{
    public void* mapping;
    public int mode;
}

public abstract unsafe class mm
{
    [return: Gets] protected abstract page* find_get_page(void* mapping, ulong index);
    [return: Gets] protected abstract page* alloc_page();
    [Puts("page")] protected abstract void put_page(page* page);
    [Acquires("page")] protected abstract void lock_page(page* page);
    [Releases("page")] protected abstract void unlock_page(page* page);
    [CondAcquires(true, "page")] protected abstract bool trylock_page(page* page);
    [return: Gets] protected abstract filp* fget(int fd);
    [Puts("file")] protected abstract void fput(filp* file);
    [Acquires("file")] protected abstract void inode_lock(filp* file);
    [Releases("file")] protected abstract void inode_unlock(filp* file);
    [CondGets("zero", "page")] protected abstract int charge(page* page);
    [Moves("page", into: "mapping")] protected abstract void add_to_cache(void* mapping, page* page);
    protected abstract int prepare(page* page);
    protected abstract int split(page* page);
}

public abstract unsafe class paths : mm
{
    public int punch(int fd, ulong index)
    {
        int error = -9;
        filp* file = fget(fd);
        if (file == null)
            goto out_return;
        error = -22;
        if (file->mode == 0)
            goto out_put;
        inode_lock(file);
        page* page = find_get_page(file->mapping, index);
        error = -2;
        if (page == null)
            goto out_unlock;
        lock_page(page);
        if (page->mapping != file->mapping)
        {
            error = -11;
            goto out_page;
        }
        error = split(page);
    out_page:
        unlock_page(page);
        put_page(page);
    out_unlock:
        inode_unlock(file);
    out_put:
        fput(file);
    out_return:
        return error;
    }

    public int read(void* mapping, ulong index)
    {
        page* page = null;
        int error;
        page = find_get_page(mapping, index);
        if (page == null)
        {
            error = -2;
            goto done;
        }
        error = prepare(page);
    done:
        if (page != null)
            put_page(page);
        return error;
    }

    public int grow(void* mapping, int nr)
    {
        int error = 0;
        for (int i = 0; i < nr; i++)
        {
            page* page = alloc_page();
            if (page == null)
            {
                error = -12;
                break;
            }
            error = prepare(page);
            if (error != 0)
            {
                put_page(page);
                break;
            }
            add_to_cache(mapping, page);
        }
        return error;
    }

    public int split_locked(void* mapping, ulong index)
    {
        int error;
        page* page;
    repeat:
        page = find_get_page(mapping, index);
        if (page == null)
            return -2;
        if (!trylock_page(page))
        {
            put_page(page);
            goto repeat;
        }
        if (page->mapping != mapping)
        {
            unlock_page(page);
            put_page(page);
            goto repeat;
        }
        error = split(page);
        unlock_page(page);
        put_page(page);
        return error;
    }

    /* returns it locked and referenced, or null */
    [return: Gets]
    [CondAcquires("nonnull", "return")]
    public page* find_lock_page(void* mapping, ulong index)
    {
        page* page;
    repeat:
        page = find_get_page(mapping, index);
        if (page != null)
        {
            lock_page(page);
            if (page->mapping != mapping)
            {
                unlock_page(page);
                put_page(page);
                goto repeat;
            }
        }
        return page;
    }

    public int use_locked(void* mapping, ulong index)
    {
        page* page = find_lock_page(mapping, index);
        if (page == null)
            return -2;
        int error = split(page);
        unlock_page(page);
        put_page(page);
        return error;
    }

    public int getpage(void* mapping, ulong index, page** pagep)
    {
        int error;
        page* page = find_lock_page(mapping, index);
        if (page != null)
        {
            if ((error = prepare(page)) != 0)
                goto unlock;
            unlock_page(page);
            *pagep = page;
            return 0;
        }
        page = alloc_page();
        if (page == null)
            return -12;
        error = prepare(page);
        if (error == 0)
        {
            *pagep = page;
            return 0;
        }
        put_page(page);
        return error;
    unlock:
        unlock_page(page);
        put_page(page);
        return error;
    }

    public int two(void* mapping, ulong a, ulong b)
    {
        int error = -2;
        page* first = find_get_page(mapping, a);
        if (first == null)
            return error;
        page* second = find_get_page(mapping, b);
        if (second == null)
            goto put_first;
        error = prepare(first);
        if (error != 0)
            goto put_second;
        error = prepare(second);
    put_second:
        put_page(second);
    put_first:
        put_page(first);
        return error;
    }

    public int switched(int fd, int command)
    {
        filp* file = fget(fd);
        if (file == null)
            return -9;
        int error;
        switch (command)
        {
            case 0:
                error = 0;
                break;
            case 1:
                inode_lock(file);
                file->mode = 1;
                inode_unlock(file);
                error = 0;
                break;
            case 2:
                inode_lock(file);
                if (file->mode == 0)
                {
                    error = -22;
                    goto unlock;
                }
                goto case 3;
            case 3:
                error = command == 3 ? -38 : 0;
                if (command == 3)
                    break;
                unlock:
                inode_unlock(file);
                break;
            default:
                error = -25;
                break;
        }
        fput(file);
        return error;
    }

    public int counted(page** pages, int nr)
    {
        int got = 0, error = 0;
        while (got < nr)
        {
            page* page = alloc_page();
            if (page == null)
            {
                error = -12;
                break;
            }
            pages[got++] = page;
        }
        if (error == 0)
            return 0;
        while (got-- > 0)
            put_page(pages[got]);
        return error;
    }

    public int charged(page* page)
    {
        int error = charge(page);
        if (error != 0)
            return error;
        error = prepare(page);
        put_page(page);
        return error;
    }

    public int chain(page* page)
    {
        int n = 0;
        while (page != null)
        {
            page* next = page->next;
            lock_page(page);
            if (page->mapping == null)
            {
                unlock_page(page);
                break;
            }
            n++;
            unlock_page(page);
            page = next;
        }
        return n;
    }
}
