// SPDX-License-Identifier: MIT
// What facebook/infer tests of cpp/starvation and of mutexes in c/pulse check, in our own words.
#nullable disable
using System;
using System.Threading;
using Pairing;

namespace Published.InferCpp;

// Basic
public class Basic
{
    readonly StdMutex m1 = new(), m2 = new();
    public void A()
    {
        m1.Lock();
        {|PAIR010:m2.Lock()|};
        m2.Unlock();
        m1.Unlock();
    }

    public void B()
    {
        m2.Lock();
        m1.Lock();
        m1.Unlock();
        m2.Unlock();
    }
}

public sealed class Guard : IDisposable
{
    readonly StdMutex m;
    public Guard([Acquires] StdMutex x)
    {
        m = x;
        m.Lock();
    }

    [Releases("m")]
    public void Dispose()
    {
        m.Unlock();
    }
}

// scope by own method, orders
public sealed class ScopedMutex
{
    int s;
    [Acquires("this"), NoContextAnalysis("the lock itself")]
    public void Lock()
    {
    }

    [Releases("this"), NoContextAnalysis("the lock itself")]
    public void Unlock()
    {
    }

    [Acquires(Scoped = true)]
    public Scope Enter()
    {
        Lock();
        return new Scope(this);
    }

    public readonly struct Scope(ScopedMutex m) : IDisposable
    {
        [Releases("m")]
        public void Dispose() => m.Unlock();
    }
}

public class WithGuard
{
    readonly ScopedMutex m1 = new(), m2 = new();
    int n;
    public void A()
    {
        using var a = m1.Enter();
        using var b = {|PAIR010:m2.Enter()|};
        n++;
    }

    public void B()
    {
        using var b = m2.Enter();
        using var a = m1.Enter();
        n++;
    }
}

// self deadlock direct
public class Self
{
    readonly StdMutex m = new();
    int n;
    public void Bad()
    {
        m.Lock();
        {|PAIR003:m.Lock()|};
        m.Unlock();
        m.Unlock();
    }
}

// self deadlock interprocedural with scopes (silent: PAIR003)
public class SelfScope
{
    readonly ScopedMutex m = new();
    int n;
    public void I2()
    {
        using var g = m.Enter();
        n++;
    }

    public void I1()
    {
        using var g = m.Enter();
        I2();
    }

    // two scopes in sequence
    public void Ok()
    {
        using (m.Enter())
        {
            n++;
        }

        int i = 0;
        using (m.Enter())
        {
            n += i;
        }
    }

    // scope twice
    public void Bad2()
    {
        using var a = m.Enter();
        using var b = {|PAIR003:m.Enter()|};
    }

    // scope never disposed
    public void Bad3()
    {
        {|PAIR001:m.Enter()|};
        n++;
    }

    // scope path-sensitive false flag
    public void Fp()
    {
        using var a = m.Enter();
        bool flag = false;
        if (flag)
        {
            using var b = m.Enter();
        }
    }
}

// cross-file: through the other's method (silent: PAIR010)
public class One
{
    readonly StdMutex m = new();
    public void First(Two o)
    {
        {|PAIR013:m.Lock()|};
        o.Just();
        m.Unlock();
    }

    public void Just()
    {
        m.Lock();
        m.Unlock();
    }
}

public class Two
{
    readonly StdMutex m = new();
    public void First(One o)
    {
        {|PAIR013:m.Lock()|};
        o.Just();
        m.Unlock();
    }

    public void Just()
    {
        m.Lock();
        m.Unlock();
    }
}

// recursive mutex ok
public class Rec
{
    readonly object r = new();
    int n;
    public void M()
    {
        lock (r)
        {
            lock (r)
            {
                n++;
            }
        }
    }
}

// unknown mutex (no contract): silent
public class Unk
{
    public sealed class U
    {
        public void Lock()
        {
        }

        public void Unlock()
        {
        }
    }

    readonly U u = new();
    public void M()
    {
        u.Lock();
        u.Lock();
        u.Unlock();
        u.Unlock();
    }
}

// std::lock of both in either order, released in any order: no deadlock (LockBoth avoids it by itself; contract only)
public class StdLock
{
    readonly StdMutex a = new(), b = new();
    [Acquires("x"), Acquires("y"), NoContextAnalysis("by address")]
    static void Both(StdMutex x, StdMutex y)
    {
    }

    public void F()
    {
        Both(a, b);
        a.Unlock();
        b.Unlock();
    }

    public void G()
    {
        Both(b, a);
        b.Unlock();
        a.Unlock();
    }
}

// private deadlock in a generic class
public class Gen<T>
{
    readonly StdMutex m = new();
    T t;
    void P()
    {
        m.Lock();
        {|PAIR003:m.Lock()|};
        m.Unlock();
    }

    public void Q() => P();
}

// pulse: normal life
public class Life
{
    public int Ok(PMutex m)
    {
        if (m.TryLock() != 0)
            return 0;
        m.Unlock();
        return 1;
    }

    // pulse: local double lock through a helper
    static void Dbl(PMutex m)
    {
        m.Lock();
        {|PAIR003:m.Lock()|};
        m.Unlock();
    }

    public void D2()
    {
        var m = new PMutex();
        Dbl(m);
    }

    // pulse: double unlock through a helper
    static void DU(PMutex m)
    {
        m.Unlock();
        {|PAIR002:m.Unlock()|};
    }

    public void D3()
    {
        var m = new PMutex();
        m.Lock();
        DU(m);
    }
}

// std::mutex, pthread_mutex_t, lck_mtx_t: may not be taken twice
public sealed class StdMutex
{
    int _s;
    [Acquires, NoContextAnalysis("the lock itself")]
    public void Lock() => SpinWait.SpinUntil(TryLock);
    [CondAcquires(true), NoContextAnalysis("the lock itself")]
    public bool TryLock() => Interlocked.CompareExchange(ref _s, 1, 0) == 0;
    [Releases, NoContextAnalysis("the lock itself")]
    public void Unlock() => Volatile.Write(ref _s, 0);
}

// trylock that gives 0 for success, like pthread
public sealed class PMutex
{
    int _s;
    [Acquires, NoContextAnalysis("the lock itself")]
    public void Lock() => SpinWait.SpinUntil(() => TryLock() == 0);
    [CondAcquires("zero"), NoContextAnalysis("the lock itself")]
    public int TryLock() => Interlocked.CompareExchange(ref _s, 1, 0);
    [Releases, NoContextAnalysis("the lock itself")]
    public void Unlock() => Volatile.Write(ref _s, 0);
}
