// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// What the kernel's lib/test_context-analysis.c wants to be silent, in C#, with wrong ones beside.
using System;
using Pairing;

namespace Published.ContextAnalysis;

public sealed class Spin { }
public sealed class Rw { }
public sealed class Mtx { }
public sealed class Seq { }
public sealed class Sem { }
public sealed class Srcu { }
public sealed class Ww { }
public sealed class Ctx { }

public sealed class SpinData
{
    public readonly Spin Lock = new();
    [MustHold("Lock")] public int Counter;
}

public sealed class RwData
{
    public readonly Rw Lock = new();
    [MustHold("Lock")] public int Counter;
}

public sealed class MutexData
{
    public readonly Mtx Lock = new();
    [MustHold("Lock")] public int Counter;
    public MutexData() => Counter = 0;
}

public sealed class SeqData
{
    public readonly Seq Lock = new();
    [MustHold("Lock")] public int Counter;
}

public sealed class SemData
{
    public readonly Sem Lock = new();
    [MustHold("Lock")] public int Counter;
}

public sealed class WwData
{
    public readonly Ww Lock = new();
    [MustHold("Lock")] public int Counter;
}

public abstract class Kernel
{
    [Acquires("l", Spin = true)] public abstract void spin_lock(Spin l);
    [Releases("l", Spin = true)] public abstract void spin_unlock(Spin l);
    [Acquires("l", Spin = true)] public abstract void spin_lock_irqsave(Spin l, out ulong flags);
    [Releases("l", Spin = true)] public abstract void spin_unlock_irqrestore(Spin l, ulong flags);
    [CondAcquires(true, "l", Spin = true)] public abstract bool spin_trylock_irqsave(Spin l, out ulong flags);
    [Acquires("l", Scoped = true, Spin = true)] public abstract IDisposable guard(Spin l);
    [Acquires("l")] public abstract void write_lock(Rw l);
    [Releases("l")] public abstract void write_unlock(Rw l);
    [Acquires("l", Shared = true)] public abstract void read_lock(Rw l);
    [Releases("l", Shared = true)] public abstract void read_unlock(Rw l);
    [CondAcquires(true, "l", Shared = true)] public abstract bool read_trylock(Rw l);
    [Releases("m")] public abstract void mutex_unlock(Mtx m);
    [CondAcquires("zero", "m")] public abstract int mutex_lock_killable(Mtx m);
    [CondAcquires("nonzero", "m")] public abstract int mutex_trylock(Mtx m);
    [CondAcquires("nonzero", "m")] public abstract int atomic_dec_and_mutex_lock(ref int a, Mtx m);
    [MustHold("m")] public abstract void lockdep_assert_held(Mtx m);
    [Acquires("s", Shared = true)] public abstract uint read_seqbegin(Seq s);
    [Releases("s", Shared = true)] public abstract bool read_seqretry(Seq s, uint start);
    [Acquires("s", Shared = true)] public abstract void down_read(Sem s);
    [Releases("s", Shared = true)] public abstract void up_read(Sem s);
    [Acquires("s")] public abstract void down_write(Sem s);
    [Releases("s")] public abstract void up_write(Sem s);
    [Releases("s"), Acquires("s", Shared = true)] public abstract void downgrade_write(Sem s);
    [Acquires("#rcu", Shared = true, Reentrant = true)] public abstract void rcu_read_lock();
    [Releases("#rcu", Shared = true)] public abstract void rcu_read_unlock();
    [Acquires("#rcu_bh", Shared = true, Reentrant = true)] public abstract void rcu_read_lock_bh();
    [Releases("#rcu_bh", Shared = true)] public abstract void rcu_read_unlock_bh();
    [MustHold("#rcu", Shared = true)] public abstract void wants_rcu_held();
    [MustHold("#rcu_bh", Shared = true)] public abstract void wants_rcu_held_bh();
    [Acquires("s", Shared = true)] public abstract int srcu_read_lock(Srcu s);
    [Releases("s", Shared = true)] public abstract void srcu_read_unlock(Srcu s, int index);
    [MustHold("s", Shared = true)] public abstract object srcu_dereference(object p, Srcu s);
    [CondAcquires("zero", "m")] public abstract int ww_mutex_lock(Ww m, Ctx? ctx);
    [Acquires("m")] public abstract void ww_mutex_lock_slow(Ww m, Ctx? ctx);
    [Releases("m")] public abstract void ww_mutex_unlock(Ww m);
    [Acquires("ctx")] public abstract void ww_acquire_init(Ctx ctx);
    [MustHold("ctx")] public abstract void ww_acquire_done(Ctx ctx);
    [Releases("ctx")] public abstract void ww_acquire_fini(Ctx ctx);

    public void Spinlock(SpinData d)
    {
        spin_lock(d.Lock);
        d.Counter++;
        spin_unlock(d.Lock);
        spin_lock_irqsave(d.Lock, out ulong flags);
        d.Counter++;
        spin_unlock_irqrestore(d.Lock, flags);
        if (spin_trylock_irqsave(d.Lock, out flags))
        {
            d.Counter++;
            spin_unlock_irqrestore(d.Lock, flags);
        }
        using (guard(d.Lock))
            d.Counter++;
        using IDisposable held = guard(d.Lock);
        d.Counter++;
    }

    public void SpinlockForgotten(SpinData d, bool b)
    {
        {|PAIR001:spin_lock(d.Lock)|};
        if (b)
            return;
        spin_unlock(d.Lock);
        {|PAIR008:d.Counter|}++;
    }

    public void ReadersAndWriters(RwData d)
    {
        write_lock(d.Lock);
        d.Counter++;
        write_unlock(d.Lock);
        read_lock(d.Lock);
        _ = d.Counter;
        read_unlock(d.Lock);
        if (read_trylock(d.Lock))
        {
            _ = d.Counter;
            {|PAIR002:write_unlock(d.Lock)|};
        }
    }

    public void MutexByResult(MutexData d, ref int a)
    {
        if (mutex_lock_killable(d.Lock) == 0)
        {
            d.Counter++;
            mutex_unlock(d.Lock);
        }
        if (mutex_trylock(d.Lock) != 0)
        {
            d.Counter++;
            mutex_unlock(d.Lock);
        }
        if (atomic_dec_and_mutex_lock(ref a, d.Lock) != 0)
        {
            d.Counter++;
            mutex_unlock(d.Lock);
        }
    }

    public void MutexByWrongResult(MutexData d)
    {
        if ({|PAIR001:mutex_lock_killable(d.Lock)|} != 0)
            {|PAIR002:mutex_unlock(d.Lock)|};
    }

    [MustHold("d.Lock")]
    public void Asserted(MutexData d)
    {
        lockdep_assert_held(d.Lock);
        d.Counter++;
    }

    public void SeqReader(SeqData d)
    {
        uint start;
        do
        {
            start = read_seqbegin(d.Lock);
            _ = d.Counter;
        } while (read_seqretry(d.Lock, start));
    }

    public void Downgraded(SemData d)
    {
        down_read(d.Lock);
        _ = d.Counter;
        up_read(d.Lock);
        down_write(d.Lock);
        d.Counter++;
        downgrade_write(d.Lock);
        _ = d.Counter;
        up_read(d.Lock);
    }

    public void DowngradedForNothing(SemData d)
    {
        down_write(d.Lock);
        downgrade_write(d.Lock);
        {|PAIR002:up_write(d.Lock)|};
    }

    public void Rcu()
    {
        rcu_read_lock();
        rcu_read_lock();
        rcu_read_lock_bh();
        wants_rcu_held();
        wants_rcu_held_bh();
        rcu_read_unlock_bh();
        rcu_read_unlock();
        rcu_read_unlock();
        rcu_read_lock_bh();
        {|PAIR008:wants_rcu_held()|};
        rcu_read_unlock_bh();
    }

    public void SleepableRcu(Srcu s, object p)
    {
        int index = srcu_read_lock(s);
        _ = srcu_dereference(p, s);
        srcu_read_unlock(s, index);
        _ = {|PAIR008:srcu_dereference(p, s)|};
    }

    public void WoundWait(WwData d)
    {
        Ctx ctx = new();
        ww_acquire_init(ctx);
        if (ww_mutex_lock(d.Lock, ctx) == 0)
        {
            d.Counter++;
            ww_mutex_unlock(d.Lock);
        }
        ww_mutex_lock_slow(d.Lock, ctx);
        d.Counter++;
        ww_mutex_unlock(d.Lock);
        ww_acquire_done(ctx);
        ww_acquire_fini(ctx);
    }
}
