// SPDX-License-Identifier: MIT
// What github/codeql tests of csharp Concurrency check, in our own words.
#nullable disable
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Pairing;

namespace Published.CodeqlCSharp;

// LockOrder local: b and c in both orders under a (an outer lock makes it safe; the query alerts)
public class LocalTest
{
    readonly object a = new(), b = new(), c = new();
    int n;
    void F()
    {
        lock (a)
            lock (b)
                lock (c)
                {
                    n++;
                }
    }

    void G()
    {
        lock (a)
            lock (c)
                lock (b)
                {
                    n++;
                }
    }

    void H()
    {
        lock (a)
            lock (c)
            {
                n++;
            }
    }
}

// LockOrder local without the outer lock held elsewhere
public class LocalTest2
{
    readonly object a = new(), b = new(), c = new();
    int n;
    public void F()
    {
        lock (a)
            lock (b)
                {|PAIR010:lock|} (c)
                {
                    n++;
                }
    }

    public void G()
    {
        lock (a)
        {
            n++;
        }

        lock (c)
            lock (b)
            {
                n++;
            }
    }
}

// LockOrder through calls, outer lock not always held
public class GlobalTest
{
    static readonly object a = new(), b = new(), c = new();
    static int n;
    public void F()
    {
        lock (a)
            G();
    }

    public void G()
    {
        lock (b)
            {|PAIR010:H()|};
        lock (c)
            I();
    }

    void H()
    {
        lock (c)
        {
            n++;
        }
    }

    void I()
    {
        lock (b)
        {
            n++;
        }
    }
}

// LockOrder through lambdas (silent: PAIR010)
public class LambdaTest
{
    static readonly object a = new(), b = new();
    static int n;
    public void F()
    {
        Action la = () =>
        {
            lock (a)
            {
                n++;
            }
        };
        Action lb = () =>
        {
            lock (b)
            {
                n++;
            }
        };
        lock (a)
            lb();
        lock (b)
            la();
    }
}

// LockOrder bad: two methods
public class Bad
{
    readonly object lock1 = new(), lock2 = new();
    int v;
    public void T1()
    {
        lock (lock1)
        {
            v++;
            {|PAIR010:lock|} (lock2)
            {
                v--;
            }
        }
    }

    public void T2()
    {
        lock (lock2)
        {
            v++;
            lock (lock1)
            {
                v--;
            }
        }
    }
}

// LockOrder good
public class Good
{
    readonly object lock1 = new(), lock2 = new();
    int v;
    public void T1()
    {
        lock (lock1)
        {
            v++;
            lock (lock2)
            {
                v--;
            }
        }
    }

    public void T2()
    {
        lock (lock1)
        {
            v++;
            lock (lock2)
            {
                v--;
            }
        }
    }
}

public class LockedWait
{
    static readonly object lock1 = new(), lock2 = new();
    // Wait good
    static void A()
    {
        lock (lock1)
        {
            Monitor.Wait(lock1);
        }
    }

    // Wait good twice
    static void B()
    {
        lock (lock1)
        {
            lock (lock1)
            {
                Monitor.Wait(lock1);
            }
        }
    }

    // Wait other: not held
    static void C()
    {
        lock (lock1)
        {
            {|PAIR008:Monitor.Wait(lock2)|};
        }
    }

    // Wait two locks held (query alerts; no rule of ours)
    static void D()
    {
        lock (lock1)
        {
            lock (lock2)
            {
                Monitor.Wait(lock2);
            }
        }
    }

    // Synchronized method: other lock
    [MethodImpl(MethodImplOptions.Synchronized)]
    public void E()
    {
        {|PAIR008:Monitor.Wait(lock1)|};
    }

    // Synchronized method: this
    [MethodImpl(MethodImplOptions.Synchronized)]
    public void F()
    {
        Monitor.Wait(this);
    }

    // Synchronized method: typeof
    [MethodImpl(MethodImplOptions.Synchronized)]
    public void G()
    {
        {|PAIR008:Monitor.Wait(typeof(LockedWait))|};
    }

    // Synchronized static method: typeof
    [MethodImpl(MethodImplOptions.Synchronized)]
    static public void H()
    {
        Monitor.Wait(typeof(LockedWait));
    }

    // Synchronized static method: other typeof
    [MethodImpl(MethodImplOptions.Synchronized)]
    static public void I()
    {
        {|PAIR008:Monitor.Wait(typeof(int))|};
    }

    // lock this; wait typeof
    public void J()
    {
        lock (this)
        {
            {|PAIR008:Monitor.Wait(typeof(LockedWait))|};
            Monitor.Wait(this);
        }
    }

    // lock typeof; wait typeof
    public void K()
    {
        lock (typeof(LockedWait))
        {
            Monitor.Wait(typeof(LockedWait));
            {|PAIR008:Monitor.Wait(this)|};
        }
    }

    // PulseAll outside
    public void L()
    {
        lock (lock1)
        {
        }

        {|PAIR008:Monitor.PulseAll(lock1)|};
    }
}

// with a contract: getter without the lock, setter with it
public class SynchSet
{
    readonly object gate = new();
    [MustHold("gate")]
    int f, g;
    [MustHold("this")]
    int h;
    // SynchSet bad
    public int Bad
    {
        get
        {
            return {|PAIR008:f|};
        }

        set
        {
            lock (gate)
                f = value;
        }
    }

    // SynchSet good
    public int Good
    {
        get
        {
            lock (gate)
                return g;
        }

        set
        {
            lock (gate)
                g = value;
        }
    }

    // SynchSet getter expression body
    public int Bad2
    {
        get => {|PAIR008:h|};
        set
        {
            lock (this)
                h = value;
        }
    }

    // SynchSet Synchronized accessor
    public int Good3
    {
        [MethodImpl(MethodImplOptions.Synchronized)]
        get
        {
            return h;
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        set
        {
            h = value;
        }
    }

    // SynchSet auto-reading two fields one lock only
    public int Sum()
    {
        int s = {|PAIR008:f|};
        lock (gate)
            s += g;
        return s;
    }
}

// unsynchronised static: with a contract
public class StaticAccess
{
    static readonly object gate = new();
    [MustHold("gate")]
    static readonly Dictionary<int, int> map = new();
    // Static unlocked write
    public static void A()
    {
        {|PAIR008:map|}[1] = 2;
    }

    // Static locked
    public static void B()
    {
        lock (gate)
        {
            map[1] = 2;
            if (map.ContainsKey(3))
                map.Remove(3);
        }
    }

    // Static from a private helper called locked only
    public static void C()
    {
        lock (gate)
            D();
    }

    static void D()
    {
        map.Add(1, 2);
    }

    // Static from a private helper called unlocked
    public static void E()
    {
        {|PAIR008:F()|};
    }

    static void F()
    {
        map.Add(1, 2);
    }

    // Static in a lambda run elsewhere (silent: PAIR008)
    public static void G()
    {
        lock (gate)
            Task.Run(() => map.Add(1, 2)
            );
    }
}

// lazy initialisation with a contract
public class Lazy1
{
    readonly object gate = new();
    [MustHold("gate")]
    object inst;
    // Lazy double check
    public object A()
    {
        if ({|PAIR008:inst|} == null)
            lock (gate)
            {
                if (inst == null)
                    inst = new object ();
            }

        return {|PAIR008:inst|};
    }

    // Lazy simple
    public object B()
    {
        lock (gate)
        {
            if (inst == null)
                inst = new object ();
            return inst;
        }
    }
}
