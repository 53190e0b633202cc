// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using Pairing;

namespace ValidCode.KernelLocks;

#pragma warning disable CS8981, CS0649
public struct spinlock
{
    public int locked;
}

public unsafe struct inode
{
    public spinlock i_lock;
    public page* pages;
    public inode* next;
    public int i_state;
}

public unsafe struct page
{
    public ulong flags;
    public inode* mapping;
    public page* next;
    public page* head;
    public ulong index;
}

public enum sgp { read, cache, write }

public abstract unsafe class locks
{

    [Acquires("lock", Spin = true)] protected abstract void spin_lock(spinlock* @lock);
    [Releases("lock")] protected abstract void spin_unlock(spinlock* @lock);
    [CondAcquires(true, "lock", Spin = true)] protected abstract bool spin_trylock(spinlock* @lock);
    [Acquires("page")] protected abstract void lock_page(page* page);
    [Releases("page")] protected abstract void unlock_page(page* page);
    [CondAcquires(true, "page")] protected abstract bool trylock_page(page* page);
    [CondAcquires("zero", "page")] protected abstract int lock_page_killable(page* page);
    [CondAcquires("nonnull", "return")] protected abstract page* find_lock_page(inode* inode, ulong index);
    [Acquires("#rcu", Spin = true, Reentrant = true)] protected abstract void rcu_read_lock();
    [Releases("#rcu")] protected abstract void rcu_read_unlock();
    [MustHold("page")] protected abstract void clear_page(page* page);
    [MustHold("inode->i_lock")] protected abstract void unlink(inode* inode, page* page);
    [Aliases("page")] protected abstract page* compound_head(page* page);
    protected abstract bool uptodate(page* page);
    protected abstract bool choose();
}

public abstract unsafe class vfs : locks
{
    public ulong count(inode* inode)
    {
        ulong n = 0;
        spin_lock(&inode->i_lock);
        for (page* page = inode->pages; page != null; page = page->next)
            n++;
        spin_unlock(&inode->i_lock);
        return n;
    }

    public int try_count(inode* inode)
    {
        int n = 0;
        if (!spin_trylock(&inode->i_lock))
            return -11;
        for (page* page = inode->pages; page != null; page = page->next)
            n++;
        spin_unlock(&inode->i_lock);
        return n;
    }

    public ulong clear_all(inode* inode)
    {
        ulong cleared = 0;
        for (page* page = inode->pages; page != null; page = page->next)
        {
            if (!trylock_page(page))
                continue;
            if (page->mapping != inode)
            {
                unlock_page(page);
                continue;
            }
            clear_page(page);
            unlock_page(page);
            cleared++;
        }
        return cleared;
    }

    public int clear_one(inode* inode, page* page)
    {
        int error = -22;
        lock_page(page);
        if (page->mapping != inode)
            goto unlock;
        if (!uptodate(page))
            goto unlock;
        clear_page(page);
        error = 0;
    unlock:
        unlock_page(page);
        return error;
    }

    public int clear_killable(page* page)
    {
        int error = lock_page_killable(page);
        if (error != 0)
            return error;
        clear_page(page);
        unlock_page(page);
        return 0;
    }

    public bool clear_found(inode* inode, ulong index)
    {
        page* page = find_lock_page(inode, index);
        if (page == null)
            return false;
        clear_page(page);
        unlock_page(page);
        return true;
    }

    /* locks it only where the caller wants it locked */
    public int read_page(page* page, sgp mode)
    {
        int error = 0;
        if (mode != sgp.read)
            lock_page(page);
        if (!uptodate(page))
            error = -5;
        if (mode != sgp.read)
            unlock_page(page);
        return error;
    }

    public int maybe_locked(page* page, bool locked)
    {
        if (!locked)
            lock_page(page);
        int error = uptodate(page) ? 0 : -5;
        if (!locked)
            unlock_page(page);
        return error;
    }

    public void trylock_or_not(page* page)
    {
        bool locked = trylock_page(page);
        if (locked)
            clear_page(page);
        if (choose() && locked)
        {
            unlock_page(page);
            locked = false;
        }
        if (locked)
            unlock_page(page);
    }

    public void by_pointer(page* page)
    {
        page* locked = null;
        if (choose())
        {
            lock_page(page);
            locked = page;
        }
        if (locked != null)
            unlock_page(locked);
    }

    public void by_alias(page* page)
    {
        page* same = page;
        lock_page(same);
        clear_page(page);
        unlock_page(page);
    }

    /* a tail is locked by its head */
    public void by_head(page* page)
    {
        page* head = compound_head(page);
        lock_page(head);
        if (compound_head(page) == head)
            clear_page(head);
        unlock_page(head);
    }

    public void all(page** pages, int nr)
    {
        for (int i = 0; i < nr; i++)
            lock_page(pages[i]);
        for (int i = 0; i < nr; i++)
            unlock_page(pages[i]);
    }

    public int try_all(page** pages, int nr)
    {
        int i;
        for (i = 0; i < nr; i++)
        {
            if (!trylock_page(pages[i]))
                goto unwind;
        }
        for (i = 0; i < nr; i++)
            unlock_page(pages[i]);
        return 0;
    unwind:
        while (--i >= 0)
            unlock_page(pages[i]);
        return -11;
    }

    public void list_all(inode* inode)
    {
        page* page;
        for (page = inode->pages; page != null; page = page->next)
            lock_page(page);
        for (page = inode->pages; page != null; page = page->next)
            unlock_page(page);
    }

    public void two(inode* a, inode* b)
    {
        if (a > b)
        {
            inode* swap = a;
            a = b;
            b = swap;
        }
        spin_lock(&a->i_lock);
        if (a != b)
            spin_lock(&b->i_lock);
        a->i_state |= 1;
        b->i_state |= 1;
        if (a != b)
            spin_unlock(&b->i_lock);
        spin_unlock(&a->i_lock);
    }

    public void drop_and_retake(inode* inode)
    {
        spin_lock(&inode->i_lock);
        while (inode->pages != null)
        {
            page* page = inode->pages;
            if (!trylock_page(page))
            {
                spin_unlock(&inode->i_lock);
                choose();
                spin_lock(&inode->i_lock);
                continue;
            }
            unlink(inode, page);
            unlock_page(page);
        }
        spin_unlock(&inode->i_lock);
    }

    [Acquires("inode->i_lock", Spin = true)]
    public void begin(inode* inode)
    {
        spin_lock(&inode->i_lock);
        inode->i_state = 1;
    }

    [Releases("inode->i_lock")]
    public void end(inode* inode)
    {
        inode->i_state = 0;
        spin_unlock(&inode->i_lock);
    }

    public void section(inode* inode)
    {
        begin(inode);
        if (inode->pages != null)
            unlink(inode, inode->pages);
        end(inode);
    }

    [MustHold("inode->i_lock")]
    public void relock(inode* inode)
    {
        spin_unlock(&inode->i_lock);
        choose();
        spin_lock(&inode->i_lock);
    }

    [CondAcquires("zero", "page")]
    public int lock_uptodate(page* page)
    {
        lock_page(page);
        if (!uptodate(page))
        {
            unlock_page(page);
            return -5;
        }
        return 0;
    }

    public int use_uptodate(page* page)
    {
        int error;
        if ((error = lock_uptodate(page)) != 0)
            return error;
        clear_page(page);
        unlock_page(page);
        return 0;
    }

    public ulong rcu_walk(inode* inode)
    {
        ulong n = 0;
        rcu_read_lock();
        for (page* page = inode->pages; page != null; page = page->next)
        {
            rcu_read_lock();
            n += page->index;
            rcu_read_unlock();
        }
        rcu_read_unlock();
        return n;
    }

    /* hand over hand, by pointers */
    public bool chain(inode* inode, int state)
    {
        spin_lock(&inode->i_lock);
        while (inode->i_state != state)
        {
            inode* next = inode->next;
            if (next == null)
            {
                spin_unlock(&inode->i_lock);
                return false;
            }
            spin_lock(&next->i_lock);
            spin_unlock(&inode->i_lock);
            inode = next;
        }
        spin_unlock(&inode->i_lock);
        return true;
    }
}
