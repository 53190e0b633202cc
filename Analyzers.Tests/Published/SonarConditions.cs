// SPDX-License-Identifier: MIT
// What SonarSource/sonar-dotnet tests of S2222 (conditions, loops, linear code, Visual Basic files) check, in our own words.
#nullable disable
using System;
using System.Collections.Generic;
using System.Threading;

namespace Published.SonarConditions;

public class Conditions
{
    static readonly object staticObj = new();
    readonly object obj = new(), other = new();
    bool condition;
    // C2 switch on bool
    public void A()
    {
        {|PAIR001:Monitor.Enter(obj)|};
        switch (condition)
        {
            case true:
                Monitor.Exit(obj);
                break;
            default:
                break;
        }
    }

    // C3 ref flag
    public void B()
    {
        bool t = false;
        {|PAIR001:Monitor.Enter(obj, ref t)|};
        if (condition)
            Monitor.Exit(obj);
    }

    // C4 two locks, one each
    public void C()
    {
        {|PAIR001:Monitor.Enter(obj)|};
        {|PAIR001:Monitor.Enter(other)|};
        if (condition)
            Monitor.Exit(obj);
        else
            Monitor.Exit(other);
    }

    // C7 alias (FN)
    public void D(string a)
    {
        var l = obj;
        {|PAIR001:Monitor.Enter(obj)|};
        if (condition)
            Monitor.Exit(l);
    }

    // C13 lambda called under condition (FN) (silent: PAIR001)
    public void E()
    {
        Monitor.Enter(obj);
        var a = new Action(() =>
        {
            Monitor.Exit(obj);
        });
        if (condition)
            a();
    }

    // C17 nested
    public void F(bool c2)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        if (condition)
        {
            if (!c2)
                Monitor.Exit(obj);
        }
    }

    // C18 nested switch
    public void G(bool c1, bool c2)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        if (condition)
        {
            switch (c1)
            {
                case true:
                {
                    if (!c2)
                        Monitor.Exit(obj);
                    else
                        Monitor.Exit(obj);
                }

                    break;
            }
        }
        else
            Monitor.Exit(obj);
    }

    // C22 flag always true
    public void H()
    {
        bool t = false;
        Monitor.Enter(obj, ref t);
        if (t)
            Monitor.Exit(obj);
    }

    // C24 dead branch
    public void I(bool c)
    {
        bool t = false;
        var s = new object ();
        Monitor.Enter(obj, ref t);
        if (!t)
        {
            Monitor.Enter(s);
            if (c)
                Monitor.Exit(s);
        }
        else
            Monitor.Exit(obj);
    }

    // C25 named arguments
    public void J()
    {
        bool t = false;
        {|PAIR001:Monitor.Enter(lockTaken: ref t, obj: obj)|};
        if (condition)
            Monitor.Exit(obj);
    }

    // C setter
    public int P
    {
        set
        {
            {|PAIR001:Monitor.Enter(obj)|};
            if (value == 42)
                Monitor.Exit(obj);
        }
    }

    // C in lambda
    public void K(bool c)
    {
        Action a = () =>
        {
            {|PAIR001:Monitor.Enter(obj)|};
            if (c)
                Monitor.Exit(obj);
        };
        a();
    }

    // C in local function static
    public void L(bool c)
    {
        S(c);
        static void S(bool x)
        {
            var l = new object ();
            {|PAIR001:Monitor.Enter(l)|};
            if (x)
                Monitor.Exit(l);
        }
    }

    // C anonymous delegate
    public Action M(bool c) => delegate
    {
        {|PAIR001:Monitor.Enter(other)|};
        if (c)
            Monitor.Exit(other);
    };
    // C IsEntered
    public void N()
    {
        Monitor.Enter(obj);
        if (Monitor.IsEntered(obj))
            Monitor.Exit(obj);
    }

    // C this. mixed
    public void O()
    {
        {|PAIR001:Monitor.Enter(this.obj)|};
        if (condition)
            Monitor.Exit(obj);
    }

    // C parameter
    public void Q(object arg)
    {
        {|PAIR001:Monitor.Enter(arg)|};
        if (condition)
            Monitor.Exit(arg);
    }

    // C exit first then enter only sometimes in finally
    public void R()
    {
        {|PAIR002:Monitor.Exit(obj)|};
        try
        {
            Console.WriteLine();
        }
        finally
        {
            if (condition)
                Monitor.Enter(obj);
        }
    }

    // C numbers equals
    public void S()
    {
        Monitor.Enter(obj);
        {|PAIR001:Monitor.Enter(other)|};
        var v = 42;
        if (v == 42)
            Monitor.Exit(obj);
        else
            Monitor.Exit(other);
    }

    // C numbers compound
    public void T()
    {
        Monitor.Enter(obj);
        var v = 42;
        v += 1;
        if (v == 43)
            Monitor.Exit(obj);
    }

    // C field lock, other instance method called in between
    public void U(bool c)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        this.V();
        if (c)
            Monitor.Exit(obj);
    }

    void V()
    {
    }

    // C static by class
    public void W()
    {
        {|PAIR001:Monitor.Enter(Conditions.staticObj)|};
        if (condition)
            Monitor.Exit(staticObj);
    }

    // C null conditional value
    public void X(string a)
    {
        Monitor.Enter(obj);
        if (a?.Length == 3)
            Monitor.Exit(obj);
        else
            Monitor.Exit(obj);
    }

    // C switch expression
    public void Y(int k)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        var done = k switch
        {
            1 => true,
            2 => true,
            _ => false
        };
        if (done)
            Monitor.Exit(obj);
    }

    // C switch expression good
    public void Z(int k)
    {
        Monitor.Enter(obj);
        var done = k switch
        {
            1 => true,
            _ => false
        };
        if (done)
            Monitor.Exit(obj);
        if (!done)
            Monitor.Exit(obj);
    }

    // C pattern same twice
    public void Z2(object k)
    {
        if (k is string)
            Monitor.Enter(obj);
        Console.Write("");
        if (k is string)
            Monitor.Exit(obj);
    }

    // C relational pattern negated
    public void Z3(int k)
    {
        if (k is> 3 and < 9)
            Monitor.Enter(obj);
        if (k is not (> 3 and < 9))
            return;
        Monitor.Exit(obj);
    }

    // C and-or flags
    public void Z4(bool a, bool b)
    {
        if (a || b)
            Monitor.Enter(obj);
        if (!(!a && !b))
            Monitor.Exit(obj);
    }

    // C xor flags (own)
    public void Z5(bool a, bool b)
    {
        if (a ^ b)
            Monitor.Enter(obj);
        if (a != b)
            Monitor.Exit(obj);
    }
}

public class Loops
{
    readonly object obj = new(), other = new();
    bool condition;
    // L2 break before (FN)
    public void B()
    {
        {|PAIR001:Monitor.Enter(obj)|};
        for (int i = 0; i < 10; i++)
        {
            break;
            if (i == 9)
                Monitor.Exit(obj);
        }
    }

    // L6 foreach condition
    public void D(byte[] array)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        foreach (var x in array)
        {
            if (condition)
            {
                Monitor.Exit(obj);
                break;
            }
        }
    }

    // L7 foreach always (empty)
    public void E(byte[] array)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        foreach (var x in array)
        {
            {|PAIR002:Monitor.Exit(obj)|};
        }
    }

    // L11 do-while releases each turn
    public void F(List<byte> a)
    {
        Monitor.Enter(obj);
        do
        {
            {|PAIR002:Monitor.Exit(obj)|};
            a.RemoveAt(0);
        }
        while (a.Count < 42);
    }

    // L good: relock in loop
    public void G(List<byte> a)
    {
        Monitor.Enter(obj);
        while (a.Count > 0)
        {
            Monitor.Exit(obj);
            Thread.Yield();
            Monitor.Enter(obj);
        }

        Monitor.Exit(obj);
    }

    // L continue skips the release
    public void H(int[] a)
    {
        foreach (var x in a)
        {
            {|PAIR001:Monitor.Enter(obj)|};
            if (x == 0)
                continue;
            Monitor.Exit(obj);
        }
    }

    // L goto out
    public void I(int[] a)
    {
        foreach (var x in a)
        {
            {|PAIR001:Monitor.Enter(obj)|};
            if (x == 0)
                goto end;
            Monitor.Exit(obj);
        }

        end:
            ;
    }

    // L goto to release
    public void J(int[] a)
    {
        foreach (var x in a)
        {
            Monitor.Enter(obj);
            if (x == 0)
                goto end;
            Monitor.Exit(obj);
        }

        return;
        end:
            Monitor.Exit(obj);
    }

    // L goto back
    public void K()
    {
        again:
            Monitor.Enter(obj);
        if (condition)
        {
            Monitor.Exit(obj);
            goto again;
        }

        Monitor.Exit(obj);
    }

    // L goto back without release (silent: PAIR001)
    public void L()
    {
        again:
            Monitor.Enter(obj);
        if (condition)
            goto again;
        Monitor.Exit(obj);
    }

    // L lock taken lazily in loop with flag
    public void M(int[] a)
    {
        bool held = false;
        foreach (var x in a)
        {
            if (!held)
            {
                Monitor.Enter(obj);
                held = true;
            }
        }

        if (held)
            Monitor.Exit(obj);
    }

    // L flag reset forgotten
    public void N(int[] a)
    {
        bool held = false;
        foreach (var x in a)
        {
            if (!held)
            {
                Monitor.Enter(obj);
                held = true;
            }

            if (x == 3)
                {|PAIR002:Monitor.Exit(obj)|};
        }

        if (held)
            {|PAIR002:Monitor.Exit(obj)|};
    }
}

public class Rwl
{
    bool condition;
    readonly ReaderWriterLock rw = new();
    // R1
    public void A()
    {
        {|PAIR001:rw.AcquireReaderLock(42)|};
        if (condition)
            rw.ReleaseReaderLock();
    }

    // R5 upgrade, conditional downgrade, finally release reader, which releases the writer lock where there is one (S2222: silent)
    public void B()
    {
        rw.AcquireReaderLock(42);
        try
        {
            var c = rw.UpgradeToWriterLock(42);
            if (condition)
                rw.DowngradeFromWriterLock(ref c);
        }
        finally
        {
            rw.ReleaseReaderLock();
        }
    }

    // R7 good
    public void C(string a)
    {
        rw.AcquireReaderLock(42);
        try
        {
            var c = rw.UpgradeToWriterLock(42);
            try
            {
                Console.WriteLine(a);
            }
            finally
            {
                rw.DowngradeFromWriterLock(ref c);
            }
        }
        finally
        {
            rw.ReleaseReaderLock();
        }
    }

    // R9 ReleaseLock / RestoreLock
    public void D()
    {
        {|PAIR013:rw.AcquireReaderLock(42)|};
        var c = rw.ReleaseLock();
        rw.RestoreLock(ref c);
        rw.ReleaseReaderLock();
    }

    // R wrong order on a new one (silent: PAIR001)
    public void E()
    {
        var b = new ReaderWriterLock();
        {|PAIR002:b.ReleaseWriterLock()|};
        b.AcquireWriterLock(1);
    }

    // R held test
    public void F()
    {
        try
        {
            rw.AcquireWriterLock(42);
            if (rw.IsWriterLockHeld)
                rw.ReleaseWriterLock();
        }
        catch
        {
        }
    }
}
