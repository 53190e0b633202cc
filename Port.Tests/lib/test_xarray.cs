// SPDX-License-Identifier: GPL-2.0-only
// The cases of the kernel's lib/test_xarray.c at v5.4, each under its name there, for whatever the port has.
using static linux.constants;
using static linux.gfp_flags;
using static linux.kernel;

namespace linux.tests;

/// <summary>What the XArray promises, at several chunk sizes. Each test has a kernel of its own and must leave no node behind.</summary>
[TestFixture(2)]
[TestFixture(3)]
[TestFixture(4)]
[TestFixture(6)]
public sealed unsafe partial class test_xarray : IDisposable
{
    sealed class Kernel(machine_config config) : kernel(config)
    {
        /// <summary>For check_workingset: the nodes that hold nothing but values.</summary>
        public list_head* shadow_nodes;
    }

    readonly Kernel _k;
    readonly xarray* _array;
    readonly xarray* _xa0;
    readonly xarray* _xa1;

    public test_xarray(int chunkShift)
    {
        _k = new Kernel(new machine_config { xa_chunk_shift = chunkShift, nr_pages = 64 });
        _array = Array(0);
        _xa0 = Array(XA_FLAGS_ALLOC);
        _xa1 = Array(XA_FLAGS_ALLOC1);
    }

    xarray* Array(gfp_t flags)
    {
        var xa = (xarray*)_k.arena.alloc((nuint)sizeof(xarray));
        _k.xa_init_flags(xa, flags);
        return xa;
    }

    [TearDown]
    public void Nothing_is_left_behind()
    {
        Assert.That(xa_empty(_array) && xa_empty(_xa0) && xa_empty(_xa1), "all arrays are empty");
        Assert.That(_k.radix_tree_node_cachep->nr_live, Is.Zero, "no node leaked");
        Assert.That(_k.held.Length, Is.Zero, "no lock is held");
        Assert.That(_k.rcu_read_lock_held(), Is.False);
    }

    public void Dispose() => _k.Dispose();

    // ---- helpers

    /// <summary>An assertion that costs nothing while it holds: some of the loops make millions.</summary>
    static void Check(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "", [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            Assert.Fail($"line {line}: {what}");
        }
    }

    static void Same(void* got, void* expected, [CallerArgumentExpression(nameof(got))] string what = "", [CallerLineNumber] int line = 0)
    {
        if (got != expected)
        {
            Assert.That($"{(ulong)got:x}", Is.EqualTo($"{(ulong)expected:x}"), $"line {line}: {what}");
        }
    }

    static void Null(void* got, [CallerArgumentExpression(nameof(got))] string what = "", [CallerLineNumber] int line = 0) =>
        Same(got, null, what, line);

    /// <summary>A value entry made of an index; its top bit is lost.</summary>
    void* Value(ulong index) => _k.xa_mk_value(index & long.MaxValue);

    void* Store(xarray* xa, ulong index) => _k.xa_store(xa, index, Value(index), GFP_KERNEL);

    void Insert(xarray* xa, ulong index) => Check(_k.xa_insert(xa, index, Value(index), GFP_KERNEL) == 0);

    /// <summary>The next free identity must be <paramref name="index"/>.</summary>
    void Alloc(xarray* xa, ulong index)
    {
        u32 id;

        Check(_k.xa_alloc(xa, &id, Value(index), xa_limit_32b, GFP_KERNEL) == 0);
        Check(id == index);
    }

    void Erase(xarray* xa, ulong index)
    {
        Same(_k.xa_erase(xa, index), Value(index));
        Null(_k.xa_load(xa, index));
    }

    void* StoreOrder(xarray* xa, ulong index, uint order, void* entry)
    {
        _k.XA_STATE_ORDER(out var xas, xa, index, order);
        void* curr;

        do
        {
            _k.xas_lock(&xas);
            curr = _k.xas_store(&xas, entry);
            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));

        return curr;
    }

    // ---- check_xa_err

    [Test]
    public void Errors_come_back_as_entries()
    {
        Check(xa_err(Store(_array, 0)) == 0);
        Check(xa_err(_k.xa_erase(_array, 0)) == 0);

        // the kernel's own test has an allocator that refuses GFP_NOWAIT; here two refusals in a row are asked for
        XA_STATE(out var xas, _array, 1);
        _k.xas_lock(&xas);
        _k.slab_fail_after = 0;
        Null(_k.xas_store(&xas, Value(1)));
        _k.xas_unlock(&xas);
        Check(xas_error(&xas) == -ENOMEM);
        _k.slab_fail_after = 0;
        Check(!_k.xas_nomem(&xas, GFP_NOWAIT));
        Check(xas_error(&xas) == -ENOMEM);
        Check(xa_empty(_array));

        // one refusal is made good with the lock dropped
        _k.slab_fail_after = 0;
        Check(xa_err(Store(_array, 1)) == 0);
        Check(xa_err(_k.xa_store(_array, 1, _k.xa_mk_value(0), GFP_KERNEL)) == 0);
        Check(xa_err(_k.xa_erase(_array, 1)) == 0);

        Assert.That(_k.nr_warnings, Is.Zero);
        Check(xa_err(_k.xa_store(_array, 0, xa_mk_internal(0), 0)) == -EINVAL);
        Assert.That(_k.nr_warnings, Is.EqualTo(1), "an internal entry is refused with a warning");
        _k.nr_warnings = 0;
    }

    [Test]
    public void A_store_survives_a_refusal_at_any_of_its_allocations()
    {
        for (var nth = 0; nth < 70; nth++)
        {
            _k.slab_fail_after = nth;
            Null(_k.xa_store(_array, ULONG_MAX, Value(1), GFP_KERNEL));
            Same(_k.xa_load(_array, ULONG_MAX), Value(1));
            _k.slab_fail_after = -1;
            _k.xa_erase(_array, ULONG_MAX);
            Check(xa_empty(_array));
            Check(_k.radix_tree_node_cachep->nr_live == 0);
        }
    }

    // ---- check_xas_retry

    [Test]
    public void A_walk_that_stands_on_a_freed_node_is_told_to_retry()
    {
        XA_STATE(out var xas, _array, 0);
        void* entry;

        Store(_array, 0);
        Store(_array, 1);

        _k.rcu_read_lock();
        Same(_k.xas_find(&xas, ULONG_MAX), Value(0));
        Erase(_array, 1);
        Check(xa_is_retry(_k.xas_reload(&xas)));
        Check(!xas_retry(&xas, null));
        Check(!xas_retry(&xas, Value(0)));
        xas_reset(&xas);
        Check(xas.xa_node == XAS_RESTART);
        Same(_k.xas_next_entry(&xas, ULONG_MAX), Value(0));
        Null(xas.xa_node);
        _k.rcu_read_unlock();

        Null(Store(_array, 1));

        _k.rcu_read_lock();
        Check(xa_is_internal(_k.xas_reload(&xas)));
        xas.xa_node = XAS_RESTART;
        Same(_k.xas_next_entry(&xas, ULONG_MAX), Value(0));
        _k.rcu_read_unlock();

        // a walk passes over retry entries, and shows them
        _k.xas_lock(&xas);
        xas_set(&xas, 0);
        _k.xas_store(&xas, XA_RETRY_ENTRY);
        xas_set(&xas, 1);
        _k.xas_store(&xas, XA_RETRY_ENTRY);

        xas_set(&xas, 0);
        var n = 0;
        while (_k.xas_for_each(&xas, out entry, ULONG_MAX))
        {
            Check(xa_is_retry(entry));
            _k.xas_store(&xas, Value(xas.xa_index));
            n++;
        }

        Check(n == 2);
        _k.xas_unlock(&xas);

        Erase(_array, 0);
        Erase(_array, 1);
    }

    // ---- check_xa_load: 1024 entries there

    [Test]
    public void What_is_stored_is_loaded_and_nothing_else()
    {
        const ulong N = 512;

        for (ulong i = 0; i < N; i++)
        {
            for (ulong j = 0; j < N; j++)
            {
                Same(_k.xa_load(_array, j), j < i ? Value(j) : null);
            }

            Null(Store(_array, i));
        }

        for (ulong i = 0; i < N; i++)
        {
            for (ulong j = 0; j < N; j++)
            {
                Same(_k.xa_load(_array, j), j >= i ? Value(j) : null);
            }

            Erase(_array, i);
        }

        Check(xa_empty(_array));
    }

    // ---- check_xa_mark

    // the kernel goes through every fourth index below 16384; here each of the first ones, then every 61st of those
    [Test]
    public void Marks_belong_to_an_entry_and_go_with_it()
    {
        for (ulong index = 0; index < 16384; index += index < 512 ? 4ul : 61 * 4)
        {
            Marks_of_one_entry(index);
            Marks_of_a_multi_index_entry(index);
        }
    }

    void Marks_of_one_entry(ulong index)
    {
        // what is not there cannot be marked
        Check(!_k.xa_get_mark(_array, index, XA_MARK_0));
        _k.xa_set_mark(_array, index, XA_MARK_0);
        Check(!_k.xa_get_mark(_array, index, XA_MARK_0));

        // an entry is born unmarked
        Null(Store(_array, index));
        Check(!_k.xa_get_mark(_array, index, XA_MARK_0));
        _k.xa_set_mark(_array, index, XA_MARK_0);
        Check(_k.xa_get_mark(_array, index, XA_MARK_0));

        // a mark is one entry's and one of three
        Check(!_k.xa_get_mark(_array, index + 1, XA_MARK_0));
        Check(!_k.xa_get_mark(_array, index, XA_MARK_1));

        // it goes with the entry
        Erase(_array, index);
        Check(xa_empty(_array));
        Check(!_k.xa_get_mark(_array, index, XA_MARK_0));
        _k.xa_set_mark(_array, index, XA_MARK_0);
        Check(!_k.xa_get_mark(_array, index, XA_MARK_0));
    }

    void Marks_of_a_multi_index_entry(ulong index)
    {
        // an entry stored over marked ones has all their marks, at all its indices
        for (uint order = 2; order < 8; order++)
        {
            ulong first = round_down(index, 1ul << order);
            ulong next = first + (1ul << order);

            Null(Store(_array, index + 1));
            _k.xa_set_mark(_array, index + 1, XA_MARK_0);
            Null(Store(_array, index + 2));
            _k.xa_set_mark(_array, index + 2, XA_MARK_2);
            Null(Store(_array, next));
            StoreOrder(_array, index, order, Value(index));
            for (var i = first; i < next; i++)
            {
                Check(_k.xa_get_mark(_array, i, XA_MARK_0));
                Check(!_k.xa_get_mark(_array, i, XA_MARK_1));
                Check(_k.xa_get_mark(_array, i, XA_MARK_2));

                // two entries from here on, one of them marked
                XA_STATE(out var xas, _array, i);
                Check(Count(&xas) == 2);
                xas_set(&xas, 0);
                Check(CountMarked(&xas, XA_MARK_0) == 1);
            }

            Check(!_k.xa_get_mark(_array, next, XA_MARK_0));
            Check(!_k.xa_get_mark(_array, next, XA_MARK_1));
            Check(!_k.xa_get_mark(_array, next, XA_MARK_2));
            Erase(_array, index);
            Erase(_array, next);
            Check(xa_empty(_array));
        }
    }

    int Count(xa_state* xas)
    {
        var seen = 0;

        _k.rcu_read_lock();
        while (_k.xas_for_each(xas, out void* _, ULONG_MAX))
        {
            seen++;
        }

        _k.rcu_read_unlock();
        return seen;
    }

    int CountMarked(xa_state* xas, xa_mark_t mark)
    {
        var seen = 0;

        _k.rcu_read_lock();
        while (_k.xas_for_each_marked(xas, out void* _, ULONG_MAX, mark))
        {
            seen++;
        }

        _k.rcu_read_unlock();
        return seen;
    }

    [Test]
    public void Marks_are_cleared_by_xas_init_marks()
    {
        XA_STATE(out var xas, _array, 0);

        Store(_array, 0);
        _k.xa_set_mark(_array, 0, XA_MARK_0);
        _k.xas_lock(&xas);
        _k.xas_load(&xas);
        _k.xas_init_marks(&xas);
        _k.xas_unlock(&xas);
        Check(!_k.xa_get_mark(_array, 0, XA_MARK_0));

        for (ulong index = 3500; index < 4500; index++)
        {
            Store(_array, index);
            _k.xa_set_mark(_array, index, XA_MARK_0);
        }

        xas_reset(&xas);
        Check(CountMarked(&xas, XA_MARK_0) == 1000);

        // the kernel's own check has a walk that stands at the end of the array and so does nothing; this one starts over
        _k.xas_lock(&xas);
        xas_set(&xas, 0);
        while (_k.xas_for_each(&xas, out void* _, ULONG_MAX))
        {
            _k.xas_init_marks(&xas);
            Check(!_k.xa_get_mark(_array, xas.xa_index, XA_MARK_0));
            Check(!_k.xas_get_mark(&xas, XA_MARK_0));
        }

        _k.xas_unlock(&xas);
        Check(!xa_marked(_array, XA_MARK_0));

        _k.xa_destroy(_array);
    }

    // ---- check_xa_shrink

    [Test]
    public void The_tree_gets_lower_when_its_upper_entries_go()
    {
        XA_STATE(out var xas, _array, 1);

        Null(Store(_array, 0));
        Null(Store(_array, 1));

        // the node that becomes needless tells those who are in it to start over;
        // an RCU reader here, since in this machine a spinlock does not hold up a grace period
        _k.rcu_read_lock();
        _k.xas_lock(&xas);
        Same(_k.xas_load(&xas), Value(1));
        var node = xas.xa_node;
        Same(_k.xa_entry_locked(_array, node, 0), Value(0));
        Same(_k.xas_store(&xas, null), Value(1));
        Null(_k.xa_load(_array, 1));
        Check(xas.xa_node == XAS_BOUNDS);
        Same(_k.xa_entry_locked(_array, node, 0), XA_RETRY_ENTRY);
        Null(_k.xas_load(&xas));
        _k.xas_unlock(&xas);
        _k.rcu_read_unlock();
        Same(_k.xa_load(_array, 0), Value(0));
        Erase(_array, 0);
        Check(xa_empty(_array));

        for (uint order = 0; order < 15; order++)
        {
            ulong max = (1ul << order) - 1;

            StoreOrder(_array, 0, order, Value(0));
            Same(_k.xa_load(_array, max), Value(0));
            Null(_k.xa_load(_array, max + 1));
            var head = xa_head(_array);
            Null(Store(_array, ULONG_MAX));
            Check(xa_head(_array) != head);
            Null(_k.xa_load(_array, max + 1));
            Erase(_array, ULONG_MAX);
            Same(_array->xa_head, head);
            Erase(_array, 0);
        }
    }

    // ---- check_insert

    [Test]
    public void An_insert_touches_one_index()
    {
        for (ulong i = 0; i < 1024; i++)
        {
            Insert_between_nothing(i);
        }

        for (var i = 10; i < BITS_PER_LONG; i++)
        {
            Insert_between_nothing(1ul << i);
            Insert_between_nothing((1ul << i) - 1);
        }

        Insert_between_nothing(ULONG_MAX);
        Check(xa_empty(_array));
    }

    void Insert_between_nothing(ulong index)
    {
        Insert(_array, index);
        Null(_k.xa_load(_array, index - 1));
        Null(_k.xa_load(_array, index + 1));
        Erase(_array, index);
    }

    // ---- check_cmpxchg

    [Test]
    public void A_compare_and_exchange_stores_only_over_what_it_expects()
    {
        const ulong Far = 12345678;
        void* five = _k.xa_mk_value(5);
        void* six = _k.xa_mk_value(6);
        void* lots = _k.xa_mk_value(Far);

        Null(Store(_array, Far));
        Check(_k.xa_insert(_array, Far, _array, GFP_KERNEL) == -EBUSY);
        Same(_k.xa_cmpxchg(_array, Far, six, five, GFP_KERNEL), lots);
        Same(_k.xa_cmpxchg(_array, Far, lots, five, GFP_KERNEL), lots);
        Same(_k.xa_cmpxchg(_array, Far, five, lots, GFP_KERNEL), five);
        Null(_k.xa_cmpxchg(_array, 5, five, null, GFP_KERNEL));
        Null(_k.xa_cmpxchg(_array, 5, null, five, GFP_KERNEL));
        Erase(_array, Far);
        Erase(_array, 5);
        Check(xa_empty(_array));
    }

    // ---- check_reserve

    [Test]
    public void A_reserved_entry_is_there_and_reads_as_nothing([Values] bool allocating)
    {
        const ulong Far = 12345678;
        var xa = allocating ? _xa0 : _array;
        ulong index;
        void* entry;

        Check(_k.xa_reserve(xa, Far, GFP_KERNEL) == 0);
        Check(!xa_empty(xa));
        Null(_k.xa_load(xa, Far));
        _k.xa_release(xa, Far);
        Check(xa_empty(xa));

        // to release what is in use does nothing
        Check(_k.xa_reserve(xa, Far, GFP_KERNEL) == 0);
        Null(_k.xa_store(xa, Far, Value(Far), GFP_NOWAIT));
        _k.xa_release(xa, Far);
        Erase(xa, Far);
        Check(xa_empty(xa));

        // a compare and exchange sees the zero entry
        Check(_k.xa_reserve(xa, Far, GFP_KERNEL) == 0);
        Null(_k.xa_cmpxchg(xa, Far, XA_ZERO_ENTRY, Value(Far), GFP_NOWAIT));
        _k.xa_release(xa, Far);
        Erase(xa, Far);
        Check(xa_empty(xa));

        // an insert finds it busy
        Check(_k.xa_reserve(xa, Far, GFP_KERNEL) == 0);
        Check(_k.xa_insert(xa, Far, Value(Far), 0) == -EBUSY);
        Check(!xa_empty(xa));
        Null(_k.xa_erase(xa, Far));
        Check(xa_empty(xa));

        // a loop passes over it
        Store(xa, 5);
        Check(_k.xa_reserve(xa, 6, GFP_KERNEL) == 0);
        Store(xa, 7);
        var count = 0;
        for (index = 0, entry = _k.xa_find(xa, &index, ULONG_MAX, XA_PRESENT);
             entry != null;
             entry = _k.xa_find_after(xa, &index, ULONG_MAX, XA_PRESENT))
        {
            Check(index is 5 or 7);
            count++;
        }

        Check(count == 2);

        // once released it can be allocated
        if (allocating)
        {
            u32 id;

            Check(_k.xa_alloc(xa, &id, Value(8), XA_LIMIT(5, 10), GFP_KERNEL) == 0);
            Check(id == 8);
            _k.xa_release(xa, 6);
            Check(_k.xa_alloc(xa, &id, Value(6), XA_LIMIT(5, 10), GFP_KERNEL) == 0);
            Check(id == 6);
        }

        _k.xa_destroy(xa);
    }

    // ---- check_xas_erase

    [Test]
    public void A_loop_may_erase_what_it_stands_on()
    {
        XA_STATE(out var xas, _array, 0);

        for (ulong i = 0; i < 200; i++)
        {
            for (var j = i; j < (2 * i) + 17; j++)
            {
                xas_set(&xas, j);
                Xas_store(&xas, Value(j));
            }

            xas_set(&xas, ULONG_MAX);
            Xas_store(&xas, _k.xa_mk_value(0));

            _k.xas_lock(&xas);
            _k.xas_store(&xas, null);

            xas_set(&xas, 0);
            var next = i;
            while (_k.xas_for_each(&xas, out void* entry, ULONG_MAX))
            {
                Same(entry, Value(next));
                _k.xas_store(&xas, null);
                next++;
            }

            _k.xas_unlock(&xas);
            Check(next == (2 * i) + 17);
            Check(xa_empty(_array));
        }
    }

    void Xas_store(xa_state* xas, void* entry)
    {
        do
        {
            _k.xas_lock(xas);
            _k.xas_store(xas, entry);
            _k.xas_unlock(xas);
        }
        while (_k.xas_nomem(xas, GFP_KERNEL));
    }

    // ---- check_multi_store

    [Test]
    public void A_multi_index_entry_is_at_all_its_indices()
    {
        StoreOrder(_array, 0, 1, Value(0));
        All_are(0, 2, Value(0));
        Null(_k.xa_load(_array, 2));
        Head_counts(2, 2);

        // a neighbour changes nothing
        _k.xa_store(_array, 3, _array, GFP_KERNEL);
        All_are(0, 2, Value(0));
        Null(_k.xa_load(_array, 2));
        Head_counts(3, 2);

        // a wider one covers both
        StoreOrder(_array, 0, 2, Value(1));
        All_are(0, 4, Value(1));
        Null(_k.xa_load(_array, 4));
        if (_k.XA_CHUNK_SHIFT > 2)
        {
            // in chunks of four it fills the node's place in a node above
            Head_counts(4, 4);
        }

        // one store erases all
        StoreOrder(_array, 0, BITS_PER_LONG - 1, null);
        Check(xa_empty(_array));

        // though the first slot be empty
        Store(_array, 1);
        Store(_array, 2);
        StoreOrder(_array, 0, 2, null);
        Check(xa_empty(_array));
    }

    void All_are(ulong start, ulong end, void* entry)
    {
        for (var i = start; i < end; i++)
        {
            Same(_k.xa_load(_array, i), entry);
        }
    }

    void Head_counts(uint count, uint values)
    {
        Check(xa_to_node(xa_head(_array))->count == count);
        Check(xa_to_node(xa_head(_array))->nr_values == values);
    }

    [Test]
    public void A_multi_index_entry_may_be_stored_over_another_of_any_order()
    {
        const uint MaxOrder = 60;

        for (uint i = 0; i < MaxOrder; i++)
        {
            for (uint j = 0; j < MaxOrder; j++)
            {
                StoreOrder(_array, 0, i, Value(i));
                StoreOrder(_array, 0, j, Value(j));

                for (uint n = 0; n < MaxOrder; n++)
                {
                    Same(_k.xa_load(_array, (1ul << n) - 1), i < n && j < n ? null : Value(j));
                }

                _k.xa_erase(_array, 0);
                Check(xa_empty(_array));
            }
        }
    }

    [Test]
    public void A_multi_index_entry_is_changed_and_erased_from_any_of_its_indices()
    {
        for (uint order = 0; order < 20; order++)
        {
            Change_and_erase(200, order);
            Change_and_erase(0, order);
            Change_and_erase((1ul << order) + 1, order);
        }

        // from its last index
        XA_STATE(out var xas, _array, 4095);
        StoreOrder(_array, 4095, 9, _k.xa_mk_value(0));
        _k.xas_lock(&xas);
        Same(_k.xas_store(&xas, _k.xa_mk_value(1)), _k.xa_mk_value(0));
        Check(xas.xa_index == 4095);
        Same(_k.xas_store(&xas, null), _k.xa_mk_value(1));
        _k.xas_unlock(&xas);
        Check(xa_empty(_array));
    }

    void Change_and_erase(ulong index, uint order)
    {
        XA_STATE(out var xas, _array, index);
        ulong min = index & ~((1ul << order) - 1);
        ulong max = min + (1ul << order);

        StoreOrder(_array, index, order, Value(index));
        Ends_are(min, max, Value(index));

        _k.xas_lock(&xas);
        Same(_k.xas_store(&xas, Value(min)), Value(index));
        _k.xas_unlock(&xas);
        Ends_are(min, max, Value(min));

        Erase(_array, min);
        Check(xa_empty(_array));
    }

    void Ends_are(ulong min, ulong max, void* entry)
    {
        Same(_k.xa_load(_array, min), entry);
        Same(_k.xa_load(_array, max - 1), entry);
        Null(_k.xa_load(_array, max));
        Null(_k.xa_load(_array, min - 1));
    }

    [Test]
    public void A_loop_meets_a_multi_index_entry_once()
    {
        for (uint order = 1; order < 20; order++)
        {
            Met_once(0, order);
            Met_once(1ul << order, order);
        }
    }

    void Met_once(ulong index, uint order)
    {
        XA_STATE(out var xas, _array, 0);

        StoreOrder(_array, index, order, Value(index));

        _k.xas_lock(&xas);
        foreach (var start in (ReadOnlySpan<ulong>)[0, index + 1])
        {
            var n = 0;

            xas_set(&xas, start);
            while (_k.xas_for_each(&xas, out void* entry, ULONG_MAX))
            {
                Same(entry, Value(index));
                n++;
            }

            Check(n == 1);
        }

        _k.xas_unlock(&xas);
        _k.xa_destroy(_array);
    }

    // ---- check_xa_alloc

    [Test]
    public void Identities_are_given_from_the_lowest_on([Values(0u, 1u)] uint first)
    {
        var xa = first == 0 ? _xa0 : _xa1;
        ulong base_ = first;
        u32 id;

        Alloc(xa, base_);
        Erase(xa, base_);
        Check(xa_empty(xa));
        Alloc(xa, base_);

        // many come and go
        for (var i = base_ + 1; i < 2 * _k.XA_CHUNK_SIZE; i++)
        {
            Alloc(xa, i);
        }

        for (var i = base_; i < 2 * _k.XA_CHUNK_SIZE; i++)
        {
            Erase(xa, i);
        }

        Alloc(xa, base_);
        _k.xa_destroy(xa);

        Alloc(xa, base_);
        Alloc(xa, base_ + 1);
        Erase(xa, base_ + 1);

        // what is stored is taken
        Store(xa, base_ + 1);
        Alloc(xa, base_ + 2);

        // what is erased is free
        Erase(xa, base_);
        Alloc(xa, base_);
        Erase(xa, base_ + 1);
        Erase(xa, base_ + 2);
        for (ulong i = 1; i < 5000; i++)
        {
            Alloc(xa, base_ + i);
        }

        _k.xa_destroy(xa);

        // the last two of all, and no third
        var lastTwo = XA_LIMIT(UINT_MAX - 1, UINT_MAX);
        Check(_k.xa_alloc(xa, &id, Value(UINT_MAX - 1), lastTwo, GFP_KERNEL) == 0);
        Check(id == UINT_MAX - 1);
        Check(_k.xa_alloc(xa, &id, Value(UINT_MAX), lastTwo, GFP_KERNEL) == 0);
        Check(id == UINT_MAX);
        id = 3;
        Check(_k.xa_alloc(xa, &id, Value(0), lastTwo, GFP_KERNEL) == -EBUSY);
        Check(id == 3);
        _k.xa_destroy(xa);

        // a range turned about has none
        Check(_k.xa_alloc(xa, &id, Value(10), XA_LIMIT(10, 5), GFP_KERNEL) == -EBUSY);
        Null(Store(xa, 3));
        Check(_k.xa_alloc(xa, &id, Value(10), XA_LIMIT(10, 5), GFP_KERNEL) == -EBUSY);
        Erase(xa, 3);
        Check(xa_empty(xa));
    }

    [Test]
    public void Identities_can_be_given_to_nothing([Values(0u, 1u)] uint first)
    {
        var xa = first == 0 ? _xa0 : _xa1;
        u32 id;
        ulong index;
        void* entry;

        // an identity whose entry is NULL keeps the array from being empty
        Check(_k.xa_alloc(xa, &id, null, xa_limit_32b, GFP_KERNEL) == 0);
        Check(id == first);
        Check(!xa_empty(xa));
        Null(_k.xa_erase(xa, id));
        Check(xa_empty(xa));

        Check(_k.xa_alloc(xa, &id, null, xa_limit_32b, GFP_KERNEL) == 0);
        Check(id == first);
        Check(!xa_empty(xa));
        _k.xa_destroy(xa);
        Check(xa_empty(xa));

        for (var i = first; i < first + 10; i++)
        {
            Check(_k.xa_alloc(xa, &id, null, xa_limit_32b, GFP_KERNEL) == 0);
            Check(id == i);
        }

        // NULL stored over an entry keeps its identity, an erase gives it back
        Null(_k.xa_store(xa, 3, Value(3), GFP_KERNEL));
        Null(_k.xa_store(xa, 4, Value(4), GFP_KERNEL));
        Same(_k.xa_store(xa, 4, null, GFP_KERNEL), Value(4));
        Null(_k.xa_erase(xa, 5));
        Check(_k.xa_alloc(xa, &id, null, xa_limit_32b, GFP_KERNEL) == 0);
        Check(id == 5);

        for (index = 0, entry = _k.xa_find(xa, &index, ULONG_MAX, XA_PRESENT);
             entry != null;
             entry = _k.xa_find_after(xa, &index, ULONG_MAX, XA_PRESENT))
        {
            Erase(xa, index);
        }

        for (var i = first; i < first + 9; i++)
        {
            Null(_k.xa_erase(xa, i));
            Check(!xa_empty(xa));
        }

        Null(_k.xa_erase(xa, 8));
        Check(!xa_empty(xa));
        Null(_k.xa_erase(xa, first + 9));
        Check(xa_empty(xa));
        _k.xa_destroy(xa);
    }

    [Test]
    public void Identities_can_go_round([Values(0u, 1u)] uint first)
    {
        var xa = first == 0 ? _xa0 : _xa1;
        var limit = XA_LIMIT(1, 0x3fff);
        u32 id, next = 0;
        ulong index;
        void* entry;

        Check(_k.xa_alloc_cyclic(xa, &id, Value(1), limit, &next, GFP_KERNEL) == 0);
        Check(id == 1);

        next = 0x3ffd;
        Check(_k.xa_alloc_cyclic(xa, &id, Value(0x3ffd), limit, &next, GFP_KERNEL) == 0);
        Check(id == 0x3ffd);
        Erase(xa, 0x3ffd);
        Erase(xa, 1);
        Check(xa_empty(xa));

        // past the limit it starts at the lowest again, and says so once
        for (uint i = 0x3ffe; i < 0x4003; i++)
        {
            uint expected = i < 0x4000 ? i : i - 0x3fff;
            int ret = _k.xa_alloc_cyclic(xa, &id, Value(expected), limit, &next, GFP_KERNEL);

            Check(ret == (id == 1 ? 1 : 0));
            Check(id == expected);
        }

        // and past the last of all
        if (first != 0)
        {
            Erase(xa, first);
        }

        Erase(xa, first + 1);
        next = UINT_MAX;
        Check(_k.xa_alloc_cyclic(xa, &id, Value(UINT_MAX), xa_limit_32b, &next, GFP_KERNEL) == 0);
        Check(id == UINT_MAX);
        Check(_k.xa_alloc_cyclic(xa, &id, Value(first), xa_limit_32b, &next, GFP_KERNEL) == 1);
        Check(id == first);
        Check(_k.xa_alloc_cyclic(xa, &id, Value(first + 1), xa_limit_32b, &next, GFP_KERNEL) == 0);
        Check(id == first + 1);

        for (index = 0, entry = _k.xa_find(xa, &index, ULONG_MAX, XA_PRESENT);
             entry != null;
             entry = _k.xa_find_after(xa, &index, ULONG_MAX, XA_PRESENT))
        {
            Erase(xa, index);
        }

        Check(xa_empty(xa));
    }

    // ---- check_store_iter

    // orders up to 19 there, up to 13 here: each doubles the number of entries
    [Test]
    public void A_store_can_first_look_at_what_it_replaces()
    {
        for (uint order = 0; order < 14; order++)
        {
            ulong min = 1ul << order;
            ulong max = (2ul << order) - 1;

            Replace(0, order, 0);
            Replace(min, order, 0);

            Store(_array, min);
            Replace(min, order, 1);
            Store(_array, max);
            Replace(min, order, 1);

            for (ulong j = 0; j < min; j++)
            {
                Store(_array, j);
            }

            Replace(0, order, min);
            for (ulong j = 0; j < min; j++)
            {
                Store(_array, min + j);
            }

            Replace(min, order, min);
        }

        // neighbours are no conflict
        Store(_array, 63);
        Store(_array, 65);
        Replace(64, 2, 1, alone: false);
        Erase(_array, 63);
        Check(xa_empty(_array));
    }

    void Replace(ulong start, uint order, ulong present, bool alone = true)
    {
        _k.XA_STATE_ORDER(out var xas, _array, start, order);
        ulong count;

        do
        {
            count = 0;
            _k.xas_lock(&xas);
            while (_k.xas_for_each_conflict(&xas, out void* entry))
            {
                Check(xa_is_value(entry));
                Check(entry >= Value(start));
                Check(entry <= Value(start + (1ul << order) - 1));
                count++;
            }

            _k.xas_store(&xas, Value(start));
            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));

        Check(xas_error(&xas) == 0);
        Check(count == present);
        Same(_k.xa_load(_array, start), Value(start));
        Same(_k.xa_load(_array, start + (1ul << order) - 1), Value(start));
        Erase(_array, start);
        Check(!alone || xa_empty(_array));
    }

    // ---- check_find

    // indices below 100 there; 70 is more than a node of 64 slots
    [Test]
    public void The_next_entry_is_found_from_anywhere_before_it()
    {
        const ulong N = 70;

        // all pairs of indices, from each index on, by presence and by mark
        for (ulong i = 0; i < N; i++)
        {
            Null(Store(_array, i));
            _k.xa_set_mark(_array, i, XA_MARK_0);
            for (ulong j = 0; j < i; j++)
            {
                Null(Store(_array, j));
                _k.xa_set_mark(_array, j, XA_MARK_0);
                for (ulong from = 0; from < N; from++)
                {
                    Finds(from, from <= j ? j : i, from <= i, XA_PRESENT);
                    Finds(from, from <= j ? j : i, from <= i, XA_MARK_0);
                }

                Erase(_array, j);
                Check(!_k.xa_get_mark(_array, j, XA_MARK_0));
                Check(_k.xa_get_mark(_array, i, XA_MARK_0));
            }

            Erase(_array, i);
            Check(!_k.xa_get_mark(_array, i, XA_MARK_0));
        }

        Check(xa_empty(_array));
    }

    void Finds(ulong from, ulong at, bool found, xa_mark_t filter)
    {
        var index = from;
        void* entry = _k.xa_find(_array, &index, ULONG_MAX, filter);

        Same(entry, found ? Value(at) : null);
        Check(index == (found ? at : from));
    }

    // 1024 entries there
    [Test]
    public void A_loop_meets_every_entry_in_order()
    {
        ulong index = 0;
        void* entry;

        Null(_k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT));

        for (ulong n = 0; n < 400; n++)
        {
            ulong expected = 0;

            Store(_array, n);
            for (index = 0, entry = _k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT);
                 entry != null;
                 entry = _k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT))
            {
                Same(entry, Value(index));
                Check(index == expected++);
            }

            Check(expected == n + 1);
        }

        _k.xa_destroy(_array);
    }

    // indices below 100 there
    [Test]
    public void A_loop_over_marks_that_has_nothing_to_do_stands_at_the_start()
    {
        const ulong N = 50;
        XA_STATE(out var xas, _array, 0);

        for (ulong i = 0; i < N; i++)
        {
            for (ulong j = 0; j < N; j++)
            {
                _k.rcu_read_lock();
                for (ulong max = 0; max < N; max++)
                {
                    xas_set(&xas, j);
                    while (_k.xas_for_each_marked(&xas, out void* _, max, XA_MARK_0))
                    {
                    }

                    Check(j <= max || xas.xa_node == XAS_RESTART);
                }

                _k.rcu_read_unlock();
            }

            Store(_array, i);
            _k.xa_set_mark(_array, i, XA_MARK_0);
        }

        _k.xa_destroy(_array);
    }

    // check_multi_find: order 2 in chunks larger than that, where v5.4 finds the end of an entry
    [Test]
    public void The_entry_after_a_multi_index_entry_is_found()
    {
        ulong index = 0;

        StoreOrder(_array, 12, 2, Value(12));
        Null(Store(_array, 16));

        Same(_k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT), Value(12));
        Check(index == 12);
        index = 13;
        Same(_k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT), Value(12));
        Check(index is >= 12 and < 16);
        if (_k.XA_CHUNK_SHIFT > 2)
        {
            Same(_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Value(16));
            Check(index == 16);
        }

        Erase(_array, 12);
        Erase(_array, 16);
        Check(xa_empty(_array));
    }

    [Test]
    public void A_loop_that_stands_in_the_middle_of_an_entry_does_not_go_back()
    {
        XA_STATE(out var xas, _array, 13);

        StoreOrder(_array, 12, 1, Value(12));
        Store(_array, 14);

        _k.xas_lock(&xas);
        Same(_k.xas_find(&xas, ULONG_MAX), Value(12));
        Check(xas.xa_index == 13);
        _k.xas_unlock(&xas);
        Erase(_array, 12);
        Store(_array, 12);
        Store(_array, 13);
        _k.xas_lock(&xas);
        Same(_k.xas_find(&xas, ULONG_MAX), Value(14));
        _k.xas_unlock(&xas);

        _k.xa_destroy(_array);
    }

    [Test]
    public void A_loop_over_marks_ends_at_the_last_index_of_all()
    {
        XA_STATE(out var xas, _array, 0);

        Store(_array, ULONG_MAX);
        _k.xa_set_mark(_array, ULONG_MAX, XA_MARK_0);

        Same(_k.xas_find_marked(&xas, ULONG_MAX, XA_MARK_0), Value(ULONG_MAX));
        Null(_k.xas_find_marked(&xas, ULONG_MAX, XA_MARK_0));
        Check(xas.xa_node == XAS_RESTART);

        Erase(_array, ULONG_MAX);
    }

    // check_multi_find_2
    [Test]
    public void A_loop_may_erase_the_multi_index_entry_that_it_entered_in_the_middle()
    {
        for (uint order = 0; order < 10; order++)
        {
            ulong index = 1ul << order;

            for (ulong j = 0; j < index; j++)
            {
                XA_STATE(out var xas, _array, j + index);

                Store(_array, index - 1);
                StoreOrder(_array, index, order, Value(index));
                _k.rcu_read_lock();
                while (_k.xas_for_each(&xas, out void* _, ULONG_MAX))
                {
                    Erase(_array, index);
                }

                _k.rcu_read_unlock();
                Erase(_array, index - 1);
                Check(xa_empty(_array));
            }
        }
    }

    // ---- check_find_entry: find_swap_entry() of mm/shmem.c

    ulong IndexOf(void* item)
    {
        XA_STATE(out var xas, _array, 0);
        uint seen = 0;
        void* entry;

        _k.rcu_read_lock();
        while (_k.xas_for_each(&xas, out entry, ULONG_MAX))
        {
            if (xas_retry(&xas, entry))
            {
                continue;
            }

            if (entry == item)
            {
                break;
            }

            if (++seen % 4 == 0)
            {
                _k.xas_pause(&xas);
            }
        }

        _k.rcu_read_unlock();
        return entry != null ? xas.xa_index : ULONG_MAX;
    }

    [Test]
    public void A_paused_loop_goes_on_where_it_was()
    {
        for (var order = 0; order < 20; order++)
        {
            for (ulong n = 0; n < 32; n++)
            {
                ulong index = n << order;

                StoreOrder(_array, index, (uint)order, Value(index));
                Same(_k.xa_load(_array, index), Value(index));
                Check(IndexOf(Value(index)) == index);
            }

            Check(IndexOf(_array) == ULONG_MAX);
            _k.xa_destroy(_array);
        }

        Check(IndexOf(_array) == ULONG_MAX);
        Store(_array, ULONG_MAX);
        Check(IndexOf(_array) == ULONG_MAX);
        Check(IndexOf(Value(ULONG_MAX)) == ULONG_MAX);
        Erase(_array, ULONG_MAX);
        Check(xa_empty(_array));
    }

    // ---- check_account

    [Test]
    public void Values_are_counted_with_their_siblings_and_pointers_are_not()
    {
        for (var order = 1; order < 12; order++)
        {
            XA_STATE(out var xas, _array, 1ul << order);

            StoreOrder(_array, 0, (uint)order, _array);
            _k.rcu_read_lock();
            _k.xas_load(&xas);
            Check(xas.xa_node->count != 0);
            Check(xas.xa_node->count <= 1u << order);
            Check(xas.xa_node->nr_values == 0);
            _k.rcu_read_unlock();

            StoreOrder(_array, 1ul << order, (uint)order, Value(1ul << order));
            Check(xas.xa_node->count == xas.xa_node->nr_values * 2);

            _k.xa_erase(_array, 1ul << order);
            Check(xas.xa_node->nr_values == 0);

            _k.xa_erase(_array, 0);
            Check(xa_empty(_array));
        }
    }

    // ---- check_destroy

    [Test]
    public void A_destroyed_array_is_empty()
    {
        _k.xa_destroy(_array);
        Check(xa_empty(_array));

        for (ulong index = 0; index < 1000; index++)
        {
            Store(_array, index);
            Destroy_full();
        }

        _k.xa_store(_array, ULONG_MAX, _array, GFP_KERNEL);
        Destroy_full();

        StoreOrder(_array, 1 << 11, 11, _array);
        Destroy_full();
    }

    void Destroy_full()
    {
        Check(!xa_empty(_array));
        _k.xa_destroy(_array);
        Check(xa_empty(_array));
        Check(_k.radix_tree_node_cachep->nr_live == 0);
    }

    // ---- check_move

    [Test]
    public void A_state_moves_both_ways()
    {
        const ulong End = 1 << 16, GapStart = 1 << 8, GapEnd = 1 << 15;
        XA_STATE(out var xas, _array, End - 1);

        for (ulong i = 0; i < End; i++)
        {
            Null(Store(_array, i));
        }

        Move_down_and_up(&xas, End, 0, 0);
        for (var i = GapStart; i < GapEnd; i++)
        {
            Erase(_array, i);
        }

        // it stands on the last entry now
        Move_down_and_up(&xas, End - 1, GapStart, GapEnd);
        _k.xa_destroy(_array);
    }

    void Move_down_and_up(xa_state* xas, ulong i, ulong gapStart, ulong gapEnd)
    {
        const ulong End = 1 << 16;

        _k.rcu_read_lock();
        do
        {
            void* entry = _k.xas_prev(xas);

            i--;
            Same(entry, i >= gapStart && i < gapEnd ? null : Value(i));
            Check(xas->xa_index == i);
        }
        while (i != 0);

        // below 0 is the last index of all
        Null(_k.xas_prev(xas));
        Check(xas->xa_index == ULONG_MAX);

        do
        {
            void* entry = _k.xas_next(xas);

            Same(entry, i >= gapStart && i < gapEnd ? null : Value(i));
            Check(xas->xa_index == i);
            i++;
        }
        while (i < End);

        _k.rcu_read_unlock();
    }

    // check_move_tiny
    [Test]
    public void A_state_moves_in_an_array_without_nodes()
    {
        XA_STATE(out var xas, _array, 0);

        _k.rcu_read_lock();
        Null(_k.xas_next(&xas));
        Null(_k.xas_next(&xas));
        _k.rcu_read_unlock();
        Store(_array, 0);
        _k.rcu_read_lock();
        xas_set(&xas, 0);
        Same(_k.xas_next(&xas), Value(0));
        Null(_k.xas_next(&xas));
        xas_set(&xas, 0);
        Same(_k.xas_prev(&xas), Value(0));
        Null(_k.xas_prev(&xas));
        _k.rcu_read_unlock();
        Erase(_array, 0);
        Check(xa_empty(_array));
    }

    // check_move_small: up to index 32768 there
    [Test]
    public void A_state_moves_past_the_end_of_the_array()
    {
        for (var i = 0; i < 14; i++)
        {
            Move_over(1ul << i);
        }

        for (var i = 2; i < 14; i++)
        {
            Move_over((1ul << i) - 1);
        }
    }

    void Move_over(ulong last)
    {
        XA_STATE(out var xas, _array, 0);
        ulong i;

        Store(_array, 0);
        Store(_array, last);

        _k.rcu_read_lock();
        for (i = 0; i < last * 4; i++)
        {
            Stands_at(&xas, _k.xas_next(&xas), i, last);
        }

        _k.xas_next(&xas);
        Check(xas.xa_index == i);

        do
        {
            void* entry = _k.xas_prev(&xas);

            i--;
            Stands_at(&xas, entry, i, last);
        }
        while (i > 0);

        xas_set(&xas, ULONG_MAX);
        Null(_k.xas_next(&xas));
        Check(xas.xa_index == ULONG_MAX);
        Same(_k.xas_next(&xas), Value(0));
        Check(xas.xa_index == 0);
        Null(_k.xas_prev(&xas));
        Check(xas.xa_index == ULONG_MAX);
        _k.rcu_read_unlock();

        Erase(_array, 0);
        Erase(_array, last);
        Check(xa_empty(_array));
    }

    void Stands_at(xa_state* xas, void* entry, ulong index, ulong last)
    {
        Check(index > last || xas->xa_node != XAS_RESTART);
        Check(xas->xa_index == index);
        Same(entry, index == 0 || index == last ? Value(index) : null);
    }

    // ---- check_create_range

    // orders up to 11 there, up to 9 here: a huge page's
    [Test]
    public void The_slots_of_a_range_can_be_made_beforehand()
    {
        for (uint order = 0; order < 10; order++)
        {
            foreach (var index in (ReadOnlySpan<ulong>)[0, 1ul << order, 2ul << order, 3ul << order, 1ul << 24])
            {
                StoreMany(index, order);
                EraseMany(index, 1ul << order);
            }

            // one range beside the other
            if (order < 8)
            {
                ulong nr = 1ul << order;

                for (ulong i = 0; i < nr * nr; i += nr)
                {
                    StoreMany(i, order);
                }

                EraseMany(0, nr * nr);
            }

            // over an entry that is there, with the state in the middle of the range
            foreach (var index in (ReadOnlySpan<ulong>)[
                0, 1ul << order, 2ul << order, 3ul << order, 1ul << 24,
                1, (1ul << order) + 1, (2ul << order) + 1, (2ul << order) - 1, (3ul << order) + 1, (3ul << order) - 1, (1ul << 24) + 1])
            {
                StoreManyOver(index, order);
            }
        }

        // an error that is there stays
        XA_STATE(out var xas, null, 0);
        xas_set_err(&xas, -EEXIST);
        _k.xas_create_range(&xas);
        Check(xas_error(&xas) == -EEXIST);
    }

    void StoreMany(ulong index, uint order)
    {
        _k.XA_STATE_ORDER(out var xas, _array, index, order);

        do
        {
            _k.xas_lock(&xas);
            Null(_k.xas_find_conflict(&xas));
            _k.xas_create_range(&xas);
            if (xas_error(&xas) == 0)
            {
                for (ulong i = 0; i < 1ul << order; i++)
                {
                    Null(_k.xas_store(&xas, Value(index + i)));
                    _k.xas_next(&xas);
                }
            }

            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));

        Check(xas_error(&xas) == 0);
    }

    void StoreManyOver(ulong index, uint order)
    {
        _k.XA_STATE_ORDER(out var xas, _array, index, order);
        ulong first = xas.xa_index;

        Store(_array, index);
        do
        {
            _k.xas_lock(&xas);
            _k.xas_create_range(&xas);
            if (xas_error(&xas) == 0)
            {
                for (ulong i = 0; i < 1ul << order; i++)
                {
                    void* old = _k.xas_store(&xas, Value(first + i));

                    Same(old, xas.xa_index == index ? Value(first + i) : null);
                    _k.xas_next(&xas);
                }
            }

            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));

        Check(xas_error(&xas) == 0);
        EraseMany(first, 1ul << order);
    }

    void EraseMany(ulong index, ulong nr)
    {
        for (var i = index; i < index + nr; i++)
        {
            Erase(_array, i);
        }

        Check(xa_empty(_array));
    }

    [Test]
    public void A_range_is_made_though_memory_is_refused_again_and_again()
    {
        for (var nth = 0; nth < 200; nth++)
        {
            _k.XA_STATE_ORDER(out var xas, _array, 1 << 12, 9);

            _k.slab_fail_after = nth;
            do
            {
                _k.xas_lock(&xas);
                _k.xas_create_range(&xas);
                _k.xas_unlock(&xas);
            }
            while (_k.xas_nomem(&xas, GFP_KERNEL));

            _k.slab_fail_after = -1;
            Check(xas_error(&xas) == 0);
            Check(xas.xa_index == 1 << 12);
            _k.xa_destroy(_array);
            Check(_k.radix_tree_node_cachep->nr_live == 0);
        }
    }

    // ---- check_store_range

    // all pairs below 128 there; here every third and fifth of them
    [Test]
    public void A_range_can_be_stored_and_erased_as_one()
    {
        for (ulong i = 0; i < 128; i += 3)
        {
            for (var j = i; j < 128; j += j - i < 10 ? 1ul : 5)
            {
                foreach (var offset in (ReadOnlySpan<ulong>)[0, 128, 4095, 4096, 123456, 1 << 24])
                {
                    Store_range(offset + i, offset + j);
                }
            }
        }
    }

    void Store_range(ulong first, ulong last)
    {
        _k.xa_store_range(_array, first, last, Value(first), GFP_KERNEL);

        Same(_k.xa_load(_array, first), Value(first));
        Same(_k.xa_load(_array, last), Value(first));
        Null(_k.xa_load(_array, first - 1));
        Null(_k.xa_load(_array, last + 1));

        _k.xa_store_range(_array, first, last, null, GFP_KERNEL);
        Check(xa_empty(_array));
    }

    [Test]
    public void A_range_is_refused_when_it_or_its_entry_makes_no_sense()
    {
        Check(xa_err(_k.xa_store_range(_array, 2, 1, Value(1), GFP_KERNEL)) == -EINVAL);
        Check(xa_err(_k.xa_store_range(_array, 1, 2, XA_RETRY_ENTRY, GFP_KERNEL)) == -EINVAL);
        Assert.That(_k.nr_warnings, Is.EqualTo(1));
        _k.nr_warnings = 0;
    }

    // ---- check_align

    [Test]
    public void Pointers_need_not_be_aligned()
    {
        var name = (byte*)_k.arena.alloc(16);
        u32 id;
        ulong index;
        void* entry;

        for (var start = 0; start < 4; start++)
        {
            for (uint i = 0; i < 8; i++)
            {
                Check(_k.xa_alloc(_xa0, &id, name + start + i, xa_limit_32b, GFP_KERNEL) == 0);
                Check(id == i);
            }

            for (index = 0, entry = _k.xa_find(_xa0, &index, ULONG_MAX, XA_PRESENT);
                 entry != null;
                 entry = _k.xa_find_after(_xa0, &index, ULONG_MAX, XA_PRESENT))
            {
                Check(!xa_is_err(entry));
            }

            _k.xa_destroy(_xa0);
        }

        for (var i = 0; i < 8; i++)
        {
            Null(_k.xa_store(_xa0, 0, name + i, GFP_KERNEL));
            _k.xa_erase(_xa0, 0);
        }

        // what is reserved needs no memory
        for (var i = 0; i < 8; i++)
        {
            Check(_k.xa_reserve(_xa0, 0, GFP_KERNEL) == 0);
            _k.slab_fail_after = 0;
            Null(_k.xa_store(_xa0, 0, name + i, 0));
            _k.slab_fail_after = -1;
            _k.xa_erase(_xa0, 0);
        }

        Check(xa_empty(_xa0));
    }

    // ---- check_workingset: what mm/workingset.c does with nodes that hold only shadows

    [TestCase(0ul)]
    [TestCase(64ul)]
    [TestCase(4096ul)]
    public void The_owner_is_told_of_every_change_of_a_node(ulong index)
    {
        _k.shadow_nodes = (list_head*)_k.arena.alloc((nuint)sizeof(list_head));
        INIT_LIST_HEAD(_k.shadow_nodes);
        XA_STATE(out var xas, _array, index);
        xas_set_update(&xas, &Update_node);

        do
        {
            _k.xas_lock(&xas);
            _k.xas_store(&xas, _k.xa_mk_value(0));
            _k.xas_next(&xas);
            _k.xas_store(&xas, _k.xa_mk_value(1));
            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));

        Check(!list_empty(_k.shadow_nodes));

        _k.xas_lock(&xas);
        _k.xas_next(&xas);
        _k.xas_store(&xas, &xas);
        Check(list_empty(_k.shadow_nodes));

        _k.xas_store(&xas, _k.xa_mk_value(2));
        _k.xas_unlock(&xas);
        Check(!list_empty(_k.shadow_nodes));

        Remove_shadows();
        Check(list_empty(_k.shadow_nodes));
        Check(xa_empty(_array));
    }

    static void Update_node(kernel k, xa_node* node)
    {
        var list = ((Kernel)k).shadow_nodes;

        if (node->count != 0 && node->count == node->nr_values)
        {
            if (list_empty(&node->private_list))
            {
                list_add(&node->private_list, list);
            }
        }
        else if (!list_empty(&node->private_list))
        {
            list_del_init(&node->private_list);
        }
    }

    void Remove_shadows()
    {
        _k.xa_lock(_array);
        while (!list_empty(_k.shadow_nodes))
        {
            var node = (xa_node*)((byte*)_k.shadow_nodes->next - sizeof(xa_node) + sizeof(list_head));

            XA_STATE(out var xas, node->array, 0);
            Check(node->array == _array);
            list_del_init(&node->private_list);
            xas.xa_node = _k.xa_parent_locked(node->array, node);
            xas.xa_offset = node->offset;
            xas.xa_shift = (byte)(node->shift + _k.XA_CHUNK_SHIFT);
            xas_set_update(&xas, &Update_node);
            _k.xas_store(&xas, null);
        }

        _k.xa_unlock(_array);
    }

    // ---- xa_extract(), which lib/test_xarray.c leaves to the radix tree's tests

    [Test]
    public void Entries_are_copied_out_by_presence_or_by_mark()
    {
        var found = stackalloc void*[8];

        for (ulong i = 10; i < 200; i += 10)
        {
            Store(_array, i);
        }

        _k.xa_set_mark(_array, 30, XA_MARK_1);
        _k.xa_set_mark(_array, 150, XA_MARK_1);

        Assert.That(_k.xa_extract(_array, found, 35, 75, 8, XA_PRESENT), Is.EqualTo(4u));
        Same(found[0], Value(40));
        Same(found[3], Value(70));
        Assert.That(_k.xa_extract(_array, found, 0, ULONG_MAX, 3, XA_PRESENT), Is.EqualTo(3u));
        Same(found[2], Value(30));
        Assert.That(_k.xa_extract(_array, found, 0, ULONG_MAX, 8, XA_MARK_1), Is.EqualTo(2u));
        Same(found[0], Value(30));
        Same(found[1], Value(150));
        Assert.That(_k.xa_extract(_array, found, 0, ULONG_MAX, 0, XA_PRESENT), Is.Zero);
        _k.xa_destroy(_array);
    }
}
