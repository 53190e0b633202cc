// SPDX-License-Identifier: MIT
// What github/codeql tests of cpp CWE-764 check, in our own words.
#nullable disable
using System;
using System.Threading;
using Pairing;

namespace Published.CodeqlCpp;

public class Tests
{
    // test_1 (silent: PAIR001)
    public void t1()
    {
        var m = new StdMutex();
        m.Lock();
        {|PAIR003:m.Lock()|};
        m.Unlock();
    }

    // test_2
    public void t2()
    {
        var m = new StdMutex();
        m.Lock();
        {|PAIR003:m.Lock()|};
        m.Unlock();
        m.Unlock();
    }

    // test_3
    public void t3()
    {
        var m = new StdMutex();
        m.Lock();
        m.Unlock();
        m.Lock();
        m.Unlock();
    }

    // test_4
    public void t4(bool s)
    {
        var m = new StdMutex();
        {|PAIR001:m.Lock()|};
        if (s)
            m.Unlock();
        else
        {
        }
    }

    // test_5
    public void t5(bool s)
    {
        var m = new StdMutex();
        m.Lock();
        if (s)
        {
        }
        else
        {
        }

        m.Unlock();
    }

    [Acquires("a"), Acquires("b")]
    static void LockBoth(StdMutex a, StdMutex b)
    {
        a.Lock();
        b.Lock();
    }

    [Releases("a"), Releases("b")]
    static void UnlockBoth(StdMutex a, StdMutex b)
    {
        a.Unlock();
        b.Unlock();
    }

    // test_6
    public void t6()
    {
        StdMutex a = new(), b = new();
        LockBoth(a, b);
        a.Unlock();
        b.Unlock();
    }

    // test_7 (their false report)
    public void t7()
    {
        StdMutex a = new(), b = new();
        a.Lock();
        b.Lock();
        UnlockBoth(a, b);
    }

    // test_8
    public void t8()
    {
        var m = new StdMutex();
        if (m.TryLock())
            m.Unlock();
        else
        {
        }
    }

    // test_9
    public void t9()
    {
        var m = new StdMutex();
        if ({|PAIR001:m.TryLock()|})
            return;
        {|PAIR002:m.Unlock()|};
    }

    // interproc_01
    static readonly StdMutex s01 = new();
    static void set01() => s01.Lock();
    static void unset01() => s01.Unlock();
    public void i01()
    {
        set01();
        unset01();
    }

    // interproc_02 (silent: PAIR001)
    static readonly StdMutex s02 = new();
    static void set02() => s02.Lock();
    static void unset02() => s02.Unlock();
    public void i02()
    {
        set02();
        {|PAIR003:set02()|};
        unset02();
    }

    // interproc_03 recursive
    static readonly StdMutex s03 = new();
    static void set03() => s03.Lock();
    static void unset03() => s03.Unlock();
    public void i03(int n)
    {
        {|PAIR013:set03()|};
        if (n < 10)
            {|PAIR003:i03(n + 1)|};
        unset03();
    }

    // interproc_04 recursive
    static readonly StdMutex s04 = new();
    public void i04(int n)
    {
        {|PAIR013:s04.Lock()|};
        if (n < 10)
            {|PAIR003:i04(n + 1)|};
        s04.Unlock();
    }

    // interproc_05
    static readonly StdMutex s05 = new();
    public void i05(int n)
    {
        s05.Lock();
        if (n < 10)
        {
            s05.Unlock();
            i05(n + 1);
            s05.Lock();
        }

        s05.Unlock();
    }

    static void set(StdMutex m) => m.Lock();
    static void unset(StdMutex m) => m.Unlock();
    // interproc_06
    public void i06()
    {
        var m = new StdMutex();
        set(m);
        unset(m);
    }

    // interproc_07 (silent: PAIR001)
    public void i07()
    {
        var m = new StdMutex();
        set(m);
        {|PAIR003:set(m)|};
        unset(m);
    }

    // interproc_08 recursive with parameter
    public void i08(StdMutex m, int n)
    {
        {|PAIR013:set(m)|};
        if (n < 10)
            {|PAIR003:i08(m, n + 1)|};
        unset(m);
    }

    // interproc_09
    public void i09(StdMutex m, int n)
    {
        m.Lock();
        if (n < 10)
        {
            m.Unlock();
            i09(m, n + 1);
            m.Lock();
        }

        m.Unlock();
    }

    sealed class Guard : IDisposable
    {
        readonly StdMutex m;
        public Guard(StdMutex x)
        {
            m = x;
            m.Lock();
        }

        public void Dispose()
        {
            m.Unlock();
        }
    }

    // raii_01
    public void r1()
    {
        var m = new StdMutex();
        using (new Guard(m))
        {
        }

        using (var g = new Guard(m))
        {
        }
    }

    // raii_02
    public void r2(int n)
    {
        var m = new StdMutex();
        for (int i = 0; i < n; i++)
        {
            using var g = new Guard(m);
        }
    }

    // raii twice (silent: PAIR003)
    public void r3()
    {
        var m = new StdMutex();
        using (new Guard(m))
        {
            using (var g = new Guard(m))
            {
            }
        }
    }

    // test_10 (their FP)
    public void t10()
    {
        var m = new StdMutex();
        if (!m.TryLock())
        {
        }
        else
            m.Unlock();
    }

    // test_11 (their FP)
    public void t11()
    {
        var m = new StdMutex();
        if (!m.TryLock())
            return;
        m.Unlock();
    }

    // test_12 (their miss)
    public void t12()
    {
        var m = new StdMutex();
        if ({|PAIR001:m.TryLock()|})
            return;
    }

    static void relock(StdMutex m)
    {
        m.Unlock();
        m.Lock();
    }

    // interproc_10
    public void i10()
    {
        var m = new StdMutex();
        {|PAIR013:m.Lock()|};
        relock(m);
        m.Unlock();
    }

    // interproc_11 (their miss)
    public void i11()
    {
        var m = new StdMutex();
        {|PAIR001:m.Lock()|};
        relock(m);
    }

    // twice_locked_3
    public void tw3()
    {
        var m = new StdMutex();
        if (m.TryLock())
        {
            {|PAIR003:m.Lock()|};
            m.Unlock();
            m.Unlock();
        }
    }

    // lock_order_1
    static readonly StdMutex o1a = new(), o1b = new();
    public void lo1()
    {
        o1a.Lock();
        {|PAIR010:o1b.Lock()|};
        o1b.Unlock();
        o1a.Unlock();
        o1b.Lock();
        o1a.Lock();
        o1a.Unlock();
        o1b.Unlock();
    }

    // lock_order_2
    static readonly StdMutex o2a = new(), o2b = new();
    public void lo2()
    {
        o2a.Lock();
        o2b.Lock();
        o2b.Unlock();
        o2a.Unlock();
        o2a.Lock();
        o2b.Lock();
        o2b.Unlock();
        o2a.Unlock();
    }

    // check macro: result constants
    public class Data
    {
        public int val;
        public readonly PMutex mutex = new();
    }

    public bool chk(Data d)
    {
        if (d.mutex.TryLock() != 0)
            return false;
        d.val = 1;
        d.mutex.Unlock();
        return true;
    }

    static bool maybe() => Random.Shared.Next() == 1;
    // MyClass good
    public class MyClass
    {
        public readonly StdMutex l = new();
    }

    public int mcg(MyClass o)
    {
        {|PAIR013:o.l.Lock()|};
        if (maybe())
        {
            o.l.Unlock();
            return -1;
        }

        o.l.Unlock();
        return 0;
    }

    // MyClass bad
    public int mcb(MyClass o)
    {
        {|PAIR001:o.l.Lock()|};
        if (maybe())
            return -1;
        o.l.Unlock();
        return 0;
    }
}

// philosophers: cycle of five (documented: not looked for)
public class Philosophers
{
    static readonly StdMutex f1 = new(), f2 = new(), f3 = new(), f4 = new(), f5 = new();
    static void eat(int p)
    {
    }

    public void p1()
    {
        for (;;)
        {
            {|PAIR013:f1.Lock()|};
            {|PAIR013:f5.Lock()|};
            eat(1);
            f5.Unlock();
            f1.Unlock();
        }
    }

    public void p2()
    {
        for (;;)
        {
            {|PAIR013:f2.Lock()|};
            {|PAIR013:f1.Lock()|};
            eat(2);
            f1.Unlock();
            f2.Unlock();
        }
    }

    public void p3()
    {
        for (;;)
        {
            {|PAIR013:f3.Lock()|};
            {|PAIR013:f2.Lock()|};
            eat(3);
            f2.Unlock();
            f3.Unlock();
        }
    }

    public void p4()
    {
        for (;;)
        {
            {|PAIR013:f4.Lock()|};
            {|PAIR013:f3.Lock()|};
            eat(4);
            f3.Unlock();
            f4.Unlock();
        }
    }

    public void p5()
    {
        for (;;)
        {
            {|PAIR013:f5.Lock()|};
            {|PAIR013:f4.Lock()|};
            eat(5);
            f4.Unlock();
            f5.Unlock();
        }
    }
}

// philosophers: two
public class Philosophers2
{
    static readonly StdMutex f1 = new(), f2 = new();
    static void eat(int p)
    {
    }

    public void p1()
    {
        for (;;)
        {
            {|PAIR013:f1.Lock()|};
            {|PAIR010:{|PAIR013:f2.Lock()|}|};
            eat(1);
            f2.Unlock();
            f1.Unlock();
        }
    }

    public void p2()
    {
        for (;;)
        {
            {|PAIR013:f2.Lock()|};
            {|PAIR013:f1.Lock()|};
            eat(2);
            f1.Unlock();
            f2.Unlock();
        }
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
