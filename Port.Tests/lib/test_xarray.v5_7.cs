// SPDX-License-Identifier: GPL-2.0-only
// The bugs of v5.4 in test_xarray.fixed_later.cs that v5.7 has no more, each under its name there.
using static linux.constants;
using static linux.gfp_flags;
using static linux.kernel;

namespace linux.tests;

/// <summary>
/// v5.7's XArray where it is another than v5.4's. That a loop over marks no longer ends at an entry that was just erased
/// cannot be shown by one task: it looks at the same slot until the writer has cleared the mark too.
/// </summary>
[TestFixture(2)]
[TestFixture(6)]
public sealed unsafe class test_xarray_v5_7 : IDisposable
{
    readonly v5_7 _k;
    readonly xarray* _array;

    public test_xarray_v5_7(int chunkShift)
    {
        _k = new v5_7(new machine_config { xa_chunk_shift = chunkShift, nr_pages = 64 });
        _array = (xarray*)_k.arena.alloc((nuint)sizeof(xarray));
        _k.xa_init_flags(_array, 0);
    }

    [TearDown]
    public void Nothing_is_left_behind()
    {
        _k.xa_destroy(_array);
        Assert.That(_k.radix_tree_node_cachep->nr_live, Is.Zero, "no node leaked");
        Assert.That(_k.rcu_read_lock_held(), Is.False);
    }

    public void Dispose() => _k.Dispose();

    ulong Value(ulong index) => (ulong)_k.xa_mk_value(index & long.MaxValue);

    void Store(ulong index, uint order = 0)
    {
        _k.XA_STATE_ORDER(out var xas, _array, index, order);
        do
        {
            _k.xas_lock(&xas);
            _k.xas_store(&xas, (void*)Value(index));
            _k.xas_unlock(&xas);
        }
        while (_k.xas_nomem(&xas, GFP_KERNEL));
    }

    [Test]
    public void xa_find_after_ULONG_MAX_there_is_nothing()
    {
        ulong index = 0;

        Store(ULONG_MAX);

        Assert.That((ulong)_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Is.EqualTo(Value(ULONG_MAX)));
        Assert.That((ulong)_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Is.Zero);
    }

    [Test]
    public void xa_find_after_goes_on_behind_a_multi_index_entry()
    {
        var order = (int)_k.XA_CHUNK_SHIFT;
        ulong multi = 3ul << order, next = 4ul << order;
        ulong index = multi + 1;

        Store(multi, (uint)order);
        Store(next);

        Assert.That((ulong)_k.xa_find(_array, &index, ULONG_MAX, XA_PRESENT), Is.EqualTo(Value(multi)));
        Assert.That((ulong)_k.xa_find_after(_array, &index, ULONG_MAX, XA_PRESENT), Is.EqualTo(Value(next)));
        Assert.That(index, Is.EqualTo(next));
    }

    [Test]
    public void xas_find_returns_no_entry_beyond_max()
    {
        XA_STATE(out var xas, _array, 5);
        ulong index = 5;

        Store(5);
        _k.xa_set_mark(_array, 5, XA_MARK_0);

        Assert.That((ulong)_k.xas_find(&xas, 3), Is.Zero);
        Assert.That((ulong)_k.xa_find(_array, &index, 3, XA_PRESENT), Is.Zero);
        Assert.That((ulong)_k.xa_find(_array, &index, 3, XA_MARK_0), Is.Zero);
    }

    [Test]
    public void xas_find_stays_at_its_end([Values] bool pause)
    {
        XA_STATE(out var xas, _array, 0);

        Store(ULONG_MAX);

        _k.rcu_read_lock();
        Assert.That((ulong)_k.xas_find(&xas, ULONG_MAX), Is.EqualTo(Value(ULONG_MAX)));
        if (pause)
        {
            _k.xas_pause(&xas);
        }
        Assert.That((ulong)_k.xas_find(&xas, ULONG_MAX), Is.Zero);
        Assert.That((ulong)_k.xas_find(&xas, ULONG_MAX), Is.Zero);
        _k.rcu_read_unlock();
    }

    [Test]
    public void xas_pause_passes_over_an_entry_of_order_36()
    {
        const ulong Index = 1ul << 36;
        XA_STATE(out var xas, _array, 0);

        Store(Index, 36);

        _k.rcu_read_lock();
        Assert.That((ulong)_k.xas_find(&xas, ULONG_MAX), Is.EqualTo(Value(Index)));
        _k.xas_pause(&xas);
        Assert.That(xas.xa_index, Is.EqualTo(2 * Index));
        Assert.That((ulong)_k.xas_find(&xas, ULONG_MAX), Is.Zero);
        _k.rcu_read_unlock();
    }
}
