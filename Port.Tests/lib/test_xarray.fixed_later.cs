// SPDX-License-Identifier: GPL-2.0-only
// What v5.4's XArray does wrong, shown: these tests hold what it does, and say which commit cured it.
using static linux.constants;
using static linux.kernel;

namespace linux.tests;

public sealed unsafe partial class test_xarray
{
    /// <summary>430f24f94c8a, v5.6: the index after ULONG_MAX is 0, and xa_for_each() never ends. Cured: NULL.</summary>
    [Test]
    public void Bug_of_v5_4_xa_find_after_ULONG_MAX_starts_again_at_0()
    {
        ulong index = 0;

        Store(_array, ULONG_MAX);

        Same(_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Value(ULONG_MAX));
        Check(index == ULONG_MAX);
        Same(_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Value(ULONG_MAX));
        Check(index == ULONG_MAX);

        Erase(_array, ULONG_MAX);
    }

    /// <summary>19c30f4dd092, v5.6: an entry that fills one slot of an upper node has no siblings to be told by. Cured: the next entry.</summary>
    [Test]
    public void Bug_of_v5_4_xa_find_after_finds_the_same_multi_index_entry_again()
    {
        var order = (int)_k.XA_CHUNK_SHIFT;
        ulong multi = 3ul << order, next = 4ul << order;
        ulong index = multi + 1;

        StoreOrder(_array, multi, (uint)order, Value(multi));
        Store(_array, next);

        Same(_k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT), Value(multi));
        Same(_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Value(multi));
        Check(index == multi + 2);

        Erase(_array, multi);
        Erase(_array, next);
    }

    /// <summary>c44aa5e8ab58, v5.7: the first step does not compare with max. Cured: NULL.</summary>
    [Test]
    public void Bug_of_v5_4_xas_find_returns_an_entry_beyond_max()
    {
        XA_STATE(out var xas, _array, 5);
        ulong index = 5;

        Store(_array, 5);

        Same(_k.xas_find(&xas, 3), Value(5));
        Same(_k.xa_find(_array, &index, 3, XA_PRESENT), Value(5));

        Erase(_array, 5);
    }

    /// <summary>c44aa5e8ab58, v5.7: a walk that has ended begins anew when it is asked again, at 0 if it ended at ULONG_MAX.</summary>
    [Test]
    public void Bug_of_v5_4_xas_find_goes_on_after_its_end()
    {
        XA_STATE(out var xas, _array, 0);

        Store(_array, ULONG_MAX);

        _k.rcu_read_lock();
        Same(_k.xas_find(&xas, ULONG_MAX), Value(ULONG_MAX));
        Null(_k.xas_find(&xas, ULONG_MAX));
        Check(xas.xa_node == XAS_BOUNDS);
        Same(_k.xas_find(&xas, ULONG_MAX), Value(ULONG_MAX));
        _k.rcu_read_unlock();

        Erase(_array, ULONG_MAX);
    }

    /// <summary>c36d451ad386, v5.7: a walk that pauses at ULONG_MAX starts again at 0. Cured: it has ended.</summary>
    [Test]
    public void Bug_of_v5_4_xas_pause_at_ULONG_MAX_starts_again_at_0()
    {
        XA_STATE(out var xas, _array, 0);

        Store(_array, ULONG_MAX);

        _k.rcu_read_lock();
        Same(_k.xas_find(&xas, ULONG_MAX), Value(ULONG_MAX));
        _k.xas_pause(&xas);
        Check(xas.xa_index == 0);
        Same(_k.xas_find(&xas, ULONG_MAX), Value(ULONG_MAX));
        _k.rcu_read_unlock();

        Erase(_array, ULONG_MAX);
    }

    /// <summary>82a22311b7a6, v5.7: the size of what is passed over is computed in 32 bits. Cured: the entry is met once.</summary>
    [Test]
    public void Bug_of_v5_4_xas_pause_stays_inside_an_entry_of_order_36()
    {
        const ulong Index = 1ul << 36;
        XA_STATE(out var xas, _array, 0);

        StoreOrder(_array, Index, 36, Value(1));

        _k.rcu_read_lock();
        Same(_k.xas_find(&xas, ULONG_MAX), Value(1));
        Check(xas.xa_index == Index);
        _k.xas_pause(&xas);
        Check(xas.xa_index == Index + (1ul << (36 - 32)));
        Same(_k.xas_find(&xas, ULONG_MAX), Value(1));
        _k.rcu_read_unlock();

        _k.xa_erase(_array, Index);
    }

    /// <summary>
    /// Not cured in v5.7: xa_store_range() up to ULONG_MAX never ends. After its last part it goes on at index 0,
    /// which is not beyond the last index either. Its steps are taken here, not its loop.
    /// </summary>
    [Test]
    public void Bug_of_v5_4_xa_store_range_up_to_ULONG_MAX_goes_on_at_0()
    {
        XA_STATE(out var xas, _array, 0);
        ulong first = ULONG_MAX - 1, last = ULONG_MAX;

        do
        {
            _k.xas_set_range(&xas, first, last);
            first += xas_size(&xas);
        }
        while (first != 0 && first <= last);

        Check(first == 0);
    }

    /// <summary>
    /// 7e934cf5ace1, v5.7: a reader that has seen a mark and then finds the entry gone takes the NULL for the end.
    /// The moment between the two is made here by emptying the slot behind the array's back.
    /// </summary>
    [Test]
    public void Bug_of_v5_4_a_loop_over_marks_ends_at_an_entry_that_was_just_erased()
    {
        XA_STATE(out var xas, _array, 0);

        for (ulong i = 0; i < 4; i++)
        {
            Store(_array, i);
            _k.xa_set_mark(_array, i, XA_MARK_0);
        }

        _k.xas_load(&xas);
        xas.xa_node->slots[1] = null;
        xas_reset(&xas);
        Check(CountMarked(&xas, XA_MARK_0) == 1);
        xas_set(&xas, 1);
        Check(CountMarked(&xas, XA_MARK_0) == 0);

        _k.xa_destroy(_array);
    }

    /// <summary>
    /// 3e3c658055c0, v5.19: an entry that fills a slot of an upper node is taken for a node below it,
    /// and the way back up leads out of the tree. The page cache of v5.4 has no such entries.
    /// </summary>
    [Test]
    public void Bug_of_v5_4_xas_create_range_over_a_multi_index_entry_leaves_the_tree()
    {
        uint order = (uint)_k.XA_CHUNK_SHIFT + 1;

        StoreOrder(_array, 0, order, Value(0));
        Assert.That(() => Create_range(0, order), Throws.TypeOf<NullReferenceException>());

        _k.xa_destroy(_array);
    }

    void Create_range(ulong index, uint order)
    {
        _k.XA_STATE_ORDER(out var xas, _array, index, order);
        _k.xas_create_range(&xas);
    }
}
