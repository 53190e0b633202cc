// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>What the rule tests stand in: a class with locks of all kinds, and a kernel of annotated calls.</summary>
static class Samples
{
    public static string Sample(string body) => $$"""
        #nullable enable
        #pragma warning disable CS0649, CS0169, CS0414
        class Sample
        {
            readonly object _a = new(), _b = new();
            readonly ReaderWriterLockSlim _rw = new();
            readonly SemaphoreSlim _gate = new(1, 1);
            SpinLock _spin = new(false);
            int _n;
            bool _flag;
            void Work() => _n++;
            {{body}}
        }
        """;

    public static string Kernel(string body) => $$"""
        unsafe struct page { public page* next; public void* mapping; public int x; }
        unsafe struct pagevec { public uint nr; public page** pages; }
        abstract unsafe class kernel
        {
            [Acquires("page")] public abstract void lock_page(page* page);
            [Releases("page")] public abstract void unlock_page(page* page);
            [CondAcquires(true, "page")] public abstract bool trylock_page(page* page);
            [Gets("page")] public abstract void get_page(page* page);
            [Puts("page")] public abstract void put_page(page* page);
            [CondGets(true, "page")] public abstract bool get_page_unless_zero(page* page);
            [return: Gets] public abstract page* find_get_page(int index);
            [CondGets("nonzero", "entries[]", Speculative = true)] public abstract uint find_get_entries(page** entries);
            [Puts("pvec->pages[]")] public abstract void pagevec_release(pagevec* pvec);
            [NeedsValid("page")] public abstract void clear_highpage(page* page);
            [Revalidates("page")] public abstract void* page_mapping(page* page);
            [Acquires("#rcu", Spin = true)] public abstract void rcu_read_lock();
            [Releases("#rcu")] public abstract void rcu_read_unlock();
            [MayBlock] public abstract void might_sleep();
            [MustHold("page")] public abstract void set_locked(page* page);
            public abstract bool choose();
            public abstract void use(page* page);
            {{body}}
        }
        """;
}
