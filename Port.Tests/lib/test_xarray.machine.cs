// SPDX-License-Identifier: GPL-2.0-only
// What the port adds to the XArray: freed nodes are caught, and the loops of C are conditions of while.
using static linux.constants;
using static linux.gfp_flags;
using static linux.kernel;

namespace linux.tests;

public sealed unsafe partial class test_xarray
{
    xa_state* State(ulong index)
    {
        var xas = (xa_state*)_k.arena.alloc((nuint)sizeof(xa_state));
        XA_STATE(out *xas, _array, index);
        return xas;
    }

    [Test]
    public void A_freed_node_may_be_read_until_its_readers_leave()
    {
        var xas = State(0);

        Store(_array, 0);
        Store(_array, 1);

        _k.rcu_read_lock();
        Same(_k.xas_load(xas), Value(0));
        _k.xa_destroy(_array);
        Assert.That(_k.radix_tree_node_cachep->nr_live, Is.EqualTo(1), "a reader keeps it");
        Same(_k.xas_reload(xas), XA_RETRY_ENTRY);
        _k.rcu_read_unlock();
        Assert.That(_k.radix_tree_node_cachep->nr_live, Is.Zero);

        Assert.That(() => { _k.xas_reload(xas); }, Is_stale("was freed"));
        Assert.That(() => { _k.xas_next_entry(xas, ULONG_MAX); }, Is_stale("was freed"));
        Assert.That(() => { _k.xas_store(xas, Value(1)); }, Is_stale("was freed"));
        Assert.That(() => _k.xas_set_mark(xas, XA_MARK_0), Is_stale("was freed"));
        Assert.That(() => _k.xas_get_mark(xas, XA_MARK_0), Is_stale("was freed"));
    }

    [Test]
    public void A_node_that_another_array_has_now_is_caught()
    {
        var xas = State(0);

        Store(_array, 1);
        _k.xas_load(xas);
        _k.xa_destroy(_array);
        _k.xa_store(_xa0, 1, Value(1), GFP_KERNEL);

        Assert.That(() => { _k.xas_reload(xas); }, Is_stale("is in another array now"));
        _k.xa_destroy(_xa0);
    }

    static NUnit.Framework.Constraints.IResolveConstraint Is_stale(string why) =>
        Throws.TypeOf<kernel_bug>()
            .With.Property(nameof(kernel_bug.what)).EqualTo("stale xa_node")
            .And.Message.Contains(why);

    // C: for (entry = xas_find(xas, max); entry; entry = xas_next_entry(xas, max))
    [Test]
    public void The_condition_of_a_while_goes_where_the_loop_of_C_goes()
    {
        var random = new Random(1);

        for (var round = 0; round < 300; round++)
        {
            for (var n = random.Next(12); n >= 0; n--)
            {
                ulong at = (ulong)random.Next(300);
                if (random.Next(4) == 0)
                {
                    StoreOrder(_array, at, (uint)random.Next(7), Value(at));
                }
                else
                {
                    Store(_array, at);
                }
            }

            var max = (ulong)random.Next(320);
            XA_STATE(out var there, _array, (ulong)random.Next(320));
            if (random.Next(3) == 0)
            {
                _k.xas_load(&there);
            }

            var here = there;
            void* entry = _k.xas_find(&there, max);
            while (_k.xas_for_each(&here, out void* met, max))
            {
                Same(met, entry);
                Same_state(&here, &there);
                if (random.Next(3) == 0)
                {
                    _k.xas_pause(&here);
                    _k.xas_pause(&there);
                }

                entry = _k.xas_next_entry(&there, max);
            }

            Null(entry);
            Same_state(&here, &there);
            if (random.Next(4) == 0)
            {
                _k.xa_destroy(_array);
            }
        }

        _k.xa_destroy(_array);
    }

    static void Same_state(xa_state* a, xa_state* b) =>
        Check(new ReadOnlySpan<byte>(a, sizeof(xa_state)).SequenceEqual(new ReadOnlySpan<byte>(b, sizeof(xa_state))));

    [Test]
    public void Nothing_managed_is_allocated()
    {
        long before = 0;

        for (var round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong i = 0; i < 500; i++)
            {
                Store(_array, i);
                _k.xa_set_mark(_array, i, XA_MARK_0);
                _k.xa_load(_array, i);
            }

            XA_STATE(out var xas, _array, 0);
            Count(&xas);
            for (ulong i = 0; i < 500; i++)
            {
                _k.xa_erase(_array, i);
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(8)]
    public void A_chunk_size_that_a_node_cannot_count_is_refused(int shift) =>
        Assert.That(() => new kernel(new machine_config { xa_chunk_shift = shift, nr_pages = 64 }), Throws.TypeOf<ArgumentOutOfRangeException>());
}
