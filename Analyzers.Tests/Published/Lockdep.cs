// SPDX-License-Identifier: MIT
// What the kernel's lib/locking-selftest.c and scripts/coccinelle/locks check, in our own words.
#nullable disable
using System.Threading;
using Pairing;

namespace Published.Lockdep;

public sealed class Spin
{
    int s;
    [Acquires(Spin = true), NoContextAnalysis("the lock itself")]
    public void Lock()
    {
        s = 1;
    }

    [CondAcquires("nonzero", Spin = true), NoContextAnalysis("the lock itself")]
    public int TryLock()
    {
        return s = 1;
    }

    [Releases(Spin = true), NoContextAnalysis("the lock itself")]
    public void Unlock()
    {
        s = 0;
    }

    [Acquires(Spin = true), NoContextAnalysis("the lock itself")]
    public void LockIrqSave(out ulong flags)
    {
        flags = 0;
    }

    [Releases(Spin = true), NoContextAnalysis("the lock itself")]
    public void UnlockIrqRestore(ulong flags)
    {
    }
}

public sealed class RwLock
{
    int s;
    [Acquires(Spin = true, Shared = true, Reentrant = true), NoContextAnalysis("the lock itself")]
    public void Read()
    {
        s = 1;
    }

    [Releases(Spin = true, Shared = true, Reentrant = true), NoContextAnalysis("the lock itself")]
    public void ReadUnlock()
    {
        s = 0;
    }

    [Acquires(Spin = true), NoContextAnalysis("the lock itself")]
    public void Write()
    {
        s = 1;
    }

    [Releases(Spin = true), NoContextAnalysis("the lock itself")]
    public void WriteUnlock()
    {
        s = 0;
    }
}

public static class Gfp
{
    public const int Kernel = 1, Atomic = 2;
}

public class Selftest
{
    readonly Spin A = new(), B = new(), C = new(), D = new();
    readonly RwLock rA = new(), rB = new();
    readonly ReaderWriterLockSlim sem = new(), sem2 = new();
    readonly Spin y1 = new(), y2 = new(), y3 = new(), x1 = new(), x2 = new();
    readonly RwLock q1 = new(), q2 = new(), q3 = new();
    // AA spin
    public void aa()
    {
        A.Lock();
        {|PAIR003:A.Lock()|};
        A.Unlock();
    }

    // rlock AA1 (recursive read is fine)
    public void rr()
    {
        rA.Read();
        rA.Read();
        rA.ReadUnlock();
        rA.ReadUnlock();
    }

    // rlock AA3 write then read
    public void wr()
    {
        rA.Write();
        {|PAIR003:rA.Read()|};
        rA.WriteUnlock();
    }

    // rsem AA1 read twice
    public void s1()
    {
        sem.EnterReadLock();
        {|PAIR003:sem.EnterReadLock()|};
        sem.ExitReadLock();
    }

    // rsem AA2
    public void s2()
    {
        sem.EnterReadLock();
        {|PAIR003:sem.EnterWriteLock()|};
        sem.ExitReadLock();
    }

    // rsem AA3
    public void s3()
    {
        sem.EnterWriteLock();
        {|PAIR003:sem.EnterReadLock()|};
        sem.ExitWriteLock();
    }

    // ABBA spin
    public void ab()
    {
        A.Lock();
        {|PAIR010:B.Lock()|};
        B.Unlock();
        A.Unlock();
        B.Lock();
        A.Lock();
        A.Unlock();
        B.Unlock();
    }

    // rlock ABBA1: read A, spin B; spin B, write A
    public void rab1()
    {
        q1.Read();
        {|PAIR010:y1.Lock()|};
        y1.Unlock();
        q1.ReadUnlock();
        y1.Lock();
        q1.Write();
        q1.WriteUnlock();
        y1.Unlock();
    }

    // rlock ABBA2: read A in both: fine for recursive readers
    public void rab2()
    {
        q2.Read();
        y2.Lock();
        y2.Unlock();
        q2.ReadUnlock();
        y2.Lock();
        q2.Read();
        q2.ReadUnlock();
        y2.Unlock();
    }

    // rlock ABBA3
    public void rab3()
    {
        q3.Write();
        {|PAIR010:y3.Lock()|};
        y3.Unlock();
        q3.WriteUnlock();
        y3.Lock();
        q3.Write();
        q3.WriteUnlock();
        y3.Unlock();
    }

    // double unlock
    public void du()
    {
        C.Lock();
        C.Unlock();
        {|PAIR002:C.Unlock()|};
    }

    // double unlock read
    public void dur()
    {
        rB.Read();
        rB.ReadUnlock();
        {|PAIR002:rB.ReadUnlock()|};
    }

    // double unlock rsem
    public void dus()
    {
        sem2.EnterReadLock();
        sem2.ExitReadLock();
        {|PAIR002:sem2.ExitReadLock()|};
    }

    // unlock order does not matter
    public void uo()
    {
        x1.Lock();
        x2.Lock();
        x1.Unlock();
        x2.Unlock();
    }

    // sleep in spin lock (may_sleep)
    public void ms()
    {
        D.Lock();
        {|PAIR011:Thread.Sleep(1)|};
        D.Unlock();
    }

    // semaphore taken under a spin lock (wait context)
    public void wc()
    {
        D.Lock();
        {|PAIR011:sem2.EnterReadLock()|};
        sem2.ExitReadLock();
        D.Unlock();
    }
}

public class Cocci
{
    readonly Spin l = new(), l2 = new();
    int e, n;
    static bool Work(int k) => k > 3;
    // mini_lock: return in the if between
    public int ml(int k)
    {
        {|PAIR001:l.Lock()|};
        if (k > 3)
        {
            n++;
            return -1;
        }

        l.Unlock();
        return 0;
    }

    // mini_lock: released before the return
    public int mlg(int k)
    {
        l.Lock();
        if (k > 3)
        {
            l.Unlock();
            return -1;
        }

        l.Unlock();
        return 0;
    }

    // mini_lock: goto out
    public int mlo(int k)
    {
        int r = 0;
        l.Lock();
        if (k > 3)
        {
            r = -1;
            goto @out;
        }

        n++;
        @out:
            l.Unlock();
        return r;
    }

    // mini_lock: trylock and return in the loop
    public int mll(int[] a)
    {
        foreach (var x in a)
        {
            if (l.TryLock() == 0)
                continue;
            if (x == 3)
            {
                l.Unlock();
                return x;
            }

            l.Unlock();
        }

        return 0;
    }

    // mini_lock: trylock and return in the loop bad
    public int mlb(int[] a)
    {
        foreach (var x in a)
        {
            if ({|PAIR001:l.TryLock()|} == 0)
                continue;
            if (x == 3)
            {
                return x;
            }

            l.Unlock();
        }

        return 0;
    }

    // mini_lock: a helper releases before the return
    void give() => l.Unlock();
    public int mlh(int k)
    {
        l.Lock();
        if (k > 3)
        {
            give();
            return -1;
        }

        l.Unlock();
        return 0;
    }

    // double_lock: two locks of one
    public void dl(int k)
    {
        l.Lock();
        if (k > 3)
            {|PAIR003:l.Lock()|};
        l.Unlock();
    }

    // double_lock balanced by the same condition
    public void dlb(int k)
    {
        if (k > 3)
            l.Lock();
        n++;
        if (k > 3)
            l.Unlock();
        l.Lock();
        l.Unlock();
    }

    // double_lock where the variable changed between
    public void dlc(Spin[] a)
    {
        Spin s = a[0];
        s.Lock();
        n++;
        Spin t = s;
        s = a[1];
        s.Lock();
        s.Unlock();
        t.Unlock();
    }

    // call_kern: allocation that may sleep, by constant, under the lock
    [MayBlock]
    static void AllocKernel()
    {
    }

    static void Alloc(int gfp)
    {
        if (gfp == Gfp.Kernel)
            AllocKernel();
    }

    static void fn()
    {
        AllocKernel();
    }

    public void ck()
    {
        {|PAIR013:l.Lock()|};
        {|PAIR011:fn()|};
        l.Unlock();
    }

    // call_kern: atomic under the lock
    public void cka()
    {
        {|PAIR013:l.Lock()|};
        Alloc(Gfp.Atomic);
        l.Unlock();
    }

    // call_kern: kernel flag as an argument (limit: after a test of a parameter) (silent: PAIR011)
    public void ckk()
    {
        {|PAIR013:l.Lock()|};
        Alloc(Gfp.Kernel);
        l.Unlock();
    }

    // call_kern: released before
    public void ckr()
    {
        l.Lock();
        n++;
        l.Unlock();
        fn();
    }

    // call_kern: released on one branch only
    public void ckb(bool b)
    {
        {|PAIR013:l.Lock()|};
        if (b)
            l.Unlock();
        {|PAIR011:fn()|};
        if (!b)
            l.Unlock();
    }

    // flags: nested irqsave with the same flags (not expressible as a contract)
    public void fl()
    {
        ulong f;
        l.LockIrqSave(out f);
        l2.LockIrqSave(out f);
        n++;
        l2.UnlockIrqRestore(f);
        l.UnlockIrqRestore(f);
    }

    // flags: released by the plain unlock (not expressible)
    public void fl2()
    {
        l.LockIrqSave(out ulong f);
        l.Unlock();
    }
}
