// SPDX-License-Identifier: MIT
// What facebook/infer tests of java/starvation check, as far as C# can say it, in our own words.
#nullable disable
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Pairing;

namespace Published.InferStarvation;

// Master a b
public class Master
{
    readonly object a = new(), b = new();
    int n;
    public void One()
    {
        lock (a)
        {
            {|PAIR010:lock|} (b)
            {
                n++;
            }
        }
    }

    public void Other()
    {
        lock (b)
        {
            lock (a)
            {
                n++;
            }
        }
    }
}

// Master lock held by both: no deadlock
public class MasterOk
{
    readonly object master = new(), x = new(), y = new();
    int n;
    public void One()
    {
        lock (master)
        {
            lock (x)
            {
                lock (y)
                {
                    n++;
                }
            }
        }
    }

    public void Other()
    {
        lock (master)
        {
            lock (y)
            {
                lock (x)
                {
                    n++;
                }
            }
        }
    }
}

// Interclass this/param through a synchronized method
public class Interclass
{
    int n;
    public void M1(InterA a)
    {
        lock (this)
            {|PAIR010:a.M1()|};
    }

    public void M2()
    {
        lock (this)
            n++;
    }
}

public class InterA
{
    int n;
    public void M1()
    {
        lock (this)
            n++;
    }

    public void M2(Interclass i)
    {
        lock (this)
            i.M2();
    }
}

// Interclass ok reentrant
public class InterOk
{
    int n;
    public void R(InterB b)
    {
        lock (this)
        {
            lock (b)
            {
                b.M1();
            }
        }
    }
}

public class InterB
{
    int n;
    public void M1()
    {
        lock (this)
            n++;
    }
}

// Interproc: lock this, then parameter in a helper
public class Interproc
{
    int n;
    public void M(InterprocA a)
    {
        lock (this)
            {|PAIR010:L(a)|};
    }

    void L(InterprocA b)
    {
        lock (b)
        {
            n++;
        }
    }
}

public class InterprocA
{
    int n;
    public void M(Interproc c)
    {
        lock (this)
            L(c);
    }

    void L(Interproc d)
    {
        lock (d)
        {
            n++;
        }
    }
}

// Interproc ok: same order
public class InterprocOk
{
    int n;
    public void M(InterprocB a)
    {
        lock (this)
            L(a);
    }

    void L(InterprocB b)
    {
        lock (b)
        {
            n++;
        }
    }
}

public class InterprocB
{
    int n;
    public void M(InterprocOk c)
    {
        lock (c)
        {
            L(c);
        }
    }

    void L(InterprocOk d)
    {
        lock (this)
            n++;
    }
}

// Intraproc this/param
public class Intraproc
{
    int n;
    public void M(IntraprocA o)
    {
        lock (this)
        {
            {|PAIR010:lock|} (o)
            {
                n++;
            }
        }
    }
}

public class IntraprocA
{
    int n;
    public void M(Intraproc o)
    {
        lock (this)
        {
            lock (o)
            {
                n++;
            }
        }
    }
}

// Intraproc ok
public class IntraOk
{
    int n;
    public void M(IntraprocB o)
    {
        lock (this)
        {
            lock (o)
            {
                n++;
            }
        }
    }
}

public class IntraprocB
{
    int n;
    public void M(IntraOk o)
    {
        lock (o)
        {
            lock (this)
            {
                n++;
            }
        }
    }
}

// Intraproc reentrant ok
public class IntraRe
{
    int n;
    public void M(IntraprocB2 b)
    {
        lock (this)
        {
            lock (b)
            {
                lock (this)
                {
                    n++;
                }
            }
        }
    }
}

public class IntraprocB2
{
}

// LocalLock by getter (silent on purpose: unknown identity)
public class LocalLock
{
    readonly object l1 = new(), l2 = new();
    int n;
    public virtual object G1() => l1;
    public virtual object G2() => l2;
    public void A()
    {
        lock (G1())
        {
            lock (this)
            {
                n++;
            }
        }
    }

    public void B()
    {
        lock (this)
        {
            lock (G2())
            {
                n++;
            }
        }
    }
}

// tryLock gives an order too (their FN: AB by try, then BA waits)
public class TrySens
{
    readonly object a = new(), b = new();
    int n;
    public void AB()
    {
        bool t = Monitor.TryEnter(a);
        if (t)
        {
            {|PAIR010:Monitor.Enter(b)|};
            n++;
            Monitor.Exit(b);
            Monitor.Exit(a);
        }
    }

    public void BA()
    {
        Monitor.Enter(b);
        Monitor.Enter(a);
        n++;
        Monitor.Exit(a);
        Monitor.Exit(b);
    }
}

// both orders but the inner is a try: fine
public class TrySens2
{
    readonly object a = new(), b = new();
    int n;
    public void AB()
    {
        lock (a)
        {
            if (Monitor.TryEnter(b))
            {
                n++;
                Monitor.Exit(b);
            }
        }
    }

    public void BA()
    {
        lock (b)
        {
            lock (a)
            {
                n++;
            }
        }
    }
}

// Parameters: emulated synchronized on a field object of the same class
public class Params
{
    readonly Params some = null;
    int n;
    static void Emu(Params self)
    {
        lock (self)
        {
            self.n++;
        }
    }

    public void One()
    {
        lock (this)
            {|PAIR010:Emu(some)|};
    }

    public void Another()
    {
        lock (some)
        {
            lock (this)
            {
                n++;
            }
        }
    }
}

// PubPriv
public class PubPriv
{
    readonly object a = new(), b = new();
    int n;
    void One()
    {
        lock (a)
        {
            {|PAIR010:lock|} (b)
            {
                n++;
            }
        }
    }

    void Another()
    {
        lock (b)
        {
            lock (a)
            {
                n++;
            }
        }
    }

    public void C1() => One();
    public void C2() => Another();
}

// StaticLock: same class lock reentrant ok
public class StaticOk
{
    static int n;
    static void S()
    {
        lock (typeof(StaticOk))
            n++;
    }

    public void A()
    {
        lock (typeof(StaticOk))
            S();
    }
}

// StaticLock: typeof and this
public class StaticBad
{
    static int n;
    static void S()
    {
        lock (typeof(StaticBad))
            n++;
    }

    public void One()
    {
        lock (typeof(StaticBad))
        {
            {|PAIR010:lock|} (this)
            {
                n++;
            }
        }
    }

    public void Two()
    {
        lock (this)
            S();
    }
}

// StaticLock: synchronized methods by attribute (silent: PAIR010)
public class StaticSync
{
    static int n;
    [MethodImpl(MethodImplOptions.Synchronized)]
    static void S()
    {
        n++;
    }

    public void One()
    {
        lock (typeof(StaticSync))
        {
            lock (this)
            {
                n++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public void Two()
    {
        S();
    }
}

// ThreadDeadlock this and a field
public class TD
{
    readonly object d = new();
    int n;
    public void A()
    {
        lock (this)
        {
            {|PAIR010:lock|} (d)
            {
                n++;
            }
        }
    }

    public void B()
    {
        lock (d)
        {
            lock (this)
            {
                n++;
            }
        }
    }
}

// ThreadDeadlock sequential ok
public class TDOk
{
    readonly object e = new(), f = new(), g = new();
    int n;
    public void S()
    {
        lock (e)
        {
            lock (f)
            {
                n++;
            }
        }

        lock (g)
        {
            n++;
        }
    }

    public void N()
    {
        lock (g)
        {
            lock (e)
            {
                n++;
            }
        }
    }
}

// InnerClass: inner locks itself, then outer; outer itself, then inner (silent: PAIR010)
public class Outer
{
    int n;
    public void L()
    {
        lock (this)
            n++;
    }

    public void ViaInner(Inner a)
    {
        lock (this)
            a.LI();
    }

    public class Inner
    {
        readonly Outer o;
        int m;
        public Inner(Outer x)
        {
            o = x;
        }

        public void LI()
        {
            lock (this)
                m++;
        }

        public void Bad()
        {
            lock (this)
                o.L();
        }
    }
}

// branch both orders
public class Branch
{
    readonly object a = new(), b = new();
    int n;
    public void M(bool c)
    {
        if (c)
        {
            lock (a)
            {
                {|PAIR010:lock|} (b)
                {
                    n++;
                }
            }
        }
        else
        {
            lock (b)
            {
                lock (a)
                {
                    n++;
                }
            }
        }
    }
}

// three-cycle (documented: not looked for)
public class Three
{
    readonly object a = new(), b = new(), c = new();
    int n;
    public void A()
    {
        lock (a)
            lock (b)
                n++;
    }

    public void B()
    {
        lock (b)
            lock (c)
                n++;
    }

    public void C()
    {
        lock (c)
            lock (a)
                n++;
    }
}

// wait on x while holding lock (their starvation; not ours)
public class ObjWait
{
    readonly object l = new(), x = new();
    public void M()
    {
        lock (l)
        {
            lock (x)
            {
                Monitor.Wait(x);
            }
        }
    }

    public void Ok()
    {
        lock (l)
            Monitor.Wait(l);
    }
}

// sleep under Monitor is allowed, under spin lock not
public class Sleeps
{
    readonly object l = new();
    SpinLock s = new(false);
    public void A()
    {
        lock (l)
            Sl();
    }

    void Sl()
    {
        Thread.Sleep(60);
    }

    public void B()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:Sl()|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }
}

// future.Result / Wait / join under spin lock
public class Futures
{
    SpinLock s = new(false);
    public int A(Task<int> f)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            return {|PAIR011:f.Result|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void B(Thread th)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:th.Join()|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void C(CountdownEvent c)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:c.Wait()|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public int D(Task<int> f)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            return {|PAIR011:f.GetAwaiter().GetResult()|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void E(CountdownEvent c)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            c.Signal();
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void F(Task f)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:f.Wait(TimeSpan.FromDays(1))|};
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public int G(Task<int> f)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            if (f.IsCompleted)
                return f.Result;
            return 0;
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void H(Task f)
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            f.Wait(0);
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }
}

// lock statement under spin lock
public class LockUnderSpin
{
    SpinLock s = new(false);
    readonly object o = new();
    int n;
    public void A()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            lock ({|PAIR011:o|})
            {
                n++;
            }
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    // semaphore and rwlock under spin lock
    readonly SemaphoreSlim sem = new(1);
    readonly ReaderWriterLockSlim rw = new();
    readonly Mutex mx = new();
    readonly AutoResetEvent ev = new(false);
    public void B()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:sem.Wait()|};
            n++;
            sem.Release();
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void C()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:rw.EnterReadLock()|};
            n++;
            rw.ExitReadLock();
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void D()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:mx.WaitOne()|};
            n++;
            mx.ReleaseMutex();
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }

    public void E()
    {
        bool t = false;
        s.Enter(ref t);
        try
        {
            {|PAIR011:ev.WaitOne()|};
            n++;
        }
        finally
        {
            if (t)
                s.Exit();
        }
    }
}

// own blocking method under own no-block section (SettableFuture.set under lock -> MustNotHold not expressible); MayBlock
public class Own
{
    readonly Rcu rcu = new();
    [MayBlock]
    static void Transact()
    {
    }

    static void Indirect()
    {
        Transact();
    }

    public void A()
    {
        rcu.Read();
        {|PAIR011:Transact()|};
        rcu.Done();
    }

    public void B()
    {
        {|PAIR013:rcu.Read()|};
        {|PAIR011:Indirect()|};
        rcu.Done();
    }

    public void C()
    {
        Transact();
        rcu.Read();
        rcu.Done();
        Transact();
    }

    public sealed class Rcu
    {
        [Acquires("#rcu", Spin = true, Shared = true, Reentrant = true), NoContextAnalysis("the lock itself")]
        public void Read()
        {
        }

        [Releases("#rcu", Spin = true, Shared = true, Reentrant = true), NoContextAnalysis("the lock itself")]
        public void Done()
        {
        }
    }
}

// dedup: deadlock across two calls of one class with itself (transfer between accounts; not compared)
public class Account
{
    int n;
    readonly object g = new();
    public void Transfer(Account to)
    {
        lock (g)
        {
            lock (to.g)
            {
                n--;
                to.n++;
            }
        }
    }
}
