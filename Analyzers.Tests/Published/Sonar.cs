// SPDX-License-Identifier: MIT
// What SonarSource/sonar-dotnet tests of S2222 (LocksReleasedAllPaths, C# files) check, in our own words.
#nullable disable
using System;
using System.Threading;

namespace Published.Sonar;

public class TryCatch
{
    bool _cond;
    readonly object _o = new();
    // M1 exit only in catch
    public void M1(string a)
    {
        {|PAIR001:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a.Length);
        }
        catch (Exception)
        {
            Monitor.Exit(_o);
            throw;
        }
    }

    // M3 finally with rethrow
    public void M3(string a)
    {
        Monitor.Enter(_o);
        try
        {
            Console.WriteLine(a.Length);
        }
        catch (Exception)
        {
            throw;
        }
        finally
        {
            Monitor.Exit(_o);
        }
    }

    // M4 throw under a condition
    public void M4()
    {
        {|PAIR001:Monitor.Enter(_o)|};
        if (_cond)
            throw new Exception();
        Monitor.Exit(_o);
    }

    // M5 catch NRE only then exit  (S2222: other exceptions leave; here PAIR013)
    public void M5(string a)
    {
        {|PAIR013:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a.Length);
        }
        catch (NullReferenceException)
        {
            Monitor.Exit(_o);
            throw;
        }

        Monitor.Exit(_o);
    }

    // CatchWhen
    public void CatchWhen(bool c)
    {
        {|PAIR013:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine();
            Monitor.Exit(_o);
        }
        catch when (c)
        {
            Monitor.Exit(_o);
            throw;
        }
    }

    // M6 filter, exit only in catch
    public void M6(string a)
    {
        {|PAIR001:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a.Length);
        }
        catch (NullReferenceException e)when (e.Message.Contains("x"))
        {
            Monitor.Exit(_o);
            throw;
        }
    }

    // M8 both exits
    public void M8(string a)
    {
        Monitor.Enter(_o);
        try
        {
            Console.WriteLine(a.Length);
            Monitor.Exit(_o);
        }
        catch (Exception)
        {
            Monitor.Exit(_o);
        }
    }

    // M9 other exception type
    public void M9(string a)
    {
        {|PAIR013:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a.Length);
            Monitor.Exit(_o);
        }
        catch (InvalidOperationException)
        {
            Monitor.Exit(_o);
        }
    }

    // M11 two catches
    public void M11(string a)
    {
        Monitor.Enter(_o);
        try
        {
            Console.WriteLine(a.Length);
            Monitor.Exit(_o);
        }
        catch (NullReferenceException)
        {
            Monitor.Exit(_o);
        }
        catch (Exception)
        {
            Monitor.Exit(_o);
        }
    }

    // M12 one catch forgets
    public void M12(string a)
    {
        {|PAIR013:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a.Length);
            Monitor.Exit(_o);
        }
        catch (NullReferenceException)
        {
        }
        catch (Exception)
        {
            Monitor.Exit(_o);
        }
    }

    // M13 written throw caught by its type
    public void M13()
    {
        Monitor.Enter(_o);
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            Monitor.Exit(_o);
        }
    }

    // M14 written throw not caught (their FN)
    public void M14()
    {
        {|PAIR001:Monitor.Enter(_o)|};
        try
        {
            throw new NotImplementedException();
        }
        catch (InvalidOperationException)
        {
            Monitor.Exit(_o);
        }
    }

    // derived exception caught by base
    public void M15()
    {
        Monitor.Enter(_o);
        try
        {
            throw new ArgumentNullException();
        }
        catch (ArgumentException)
        {
            Monitor.Exit(_o);
        }
    }

    // base thrown, derived caught
    public void M16()
    {
        {|PAIR001:Monitor.Enter(_o)|};
        try
        {
            throw new ArgumentException();
        }
        catch (ArgumentNullException)
        {
            Monitor.Exit(_o);
        }
    }

    // nested finally restores
    public void M17(string a)
    {
        Monitor.Enter(_o);
        try
        {
            try
            {
                Console.WriteLine(a);
            }
            finally
            {
                Console.WriteLine();
            }
        }
        finally
        {
            Monitor.Exit(_o);
        }
    }

    // throw in catch before exit
    public void M18(string a)
    {
        {|PAIR013:Monitor.Enter(_o)|};
        try
        {
            Console.WriteLine(a);
            Monitor.Exit(_o);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException("x", e);
        }
    }
}

public class Slim
{
    bool _cond;
    readonly ReaderWriterLockSlim _rw = new();
    // RW1
    public void A()
    {
        {|PAIR001:_rw.EnterReadLock()|};
        if (_cond)
            _rw.ExitReadLock();
    }

    // RW2
    public void B()
    {
        {|PAIR001:_rw.EnterUpgradeableReadLock()|};
        if (_cond)
            _rw.ExitUpgradeableReadLock();
    }

    // RW4 try && cond
    public void C()
    {
        if ({|PAIR001:_rw.TryEnterReadLock(42)|} && _cond)
            _rw.ExitReadLock();
    }

    // RW8 try upgradeable, exit read: wrong mode and leak
    public void D()
    {
        if ({|PAIR001:_rw.TryEnterUpgradeableReadLock(42)|} && _cond)
            {|PAIR002:_rw.ExitReadLock()|};
    }

    // RW10 write exit under condition within upgradeable, finally (their Compliant is a miss)
    public void E()
    {
        try
        {
            _rw.EnterUpgradeableReadLock();
            {|PAIR001:_rw.EnterWriteLock()|};
            if (_cond)
                _rw.ExitWriteLock();
        }
        finally
        {
            _rw.ExitUpgradeableReadLock();
        }
    }

    // RW11 nested good
    public void F(string a)
    {
        _rw.EnterUpgradeableReadLock();
        try
        {
            _rw.EnterWriteLock();
            try
            {
                Console.WriteLine(a.Length);
            }
            finally
            {
                _rw.ExitWriteLock();
            }
        }
        finally
        {
            _rw.ExitUpgradeableReadLock();
        }
    }

    // RW13 wrong api (their Compliant)
    public void G()
    {
        _rw.EnterReadLock();
        {|PAIR002:_rw.ExitWriteLock()|};
    }

    // RW wrong order on new locks (silent: PAIR001)
    public void H()
    {
        var a = new ReaderWriterLockSlim();
        {|PAIR002:a.ExitWriteLock()|};
        a.EnterWriteLock();
    }

    // RW15
    public void I()
    {
        if (_rw.TryEnterReadLock(42))
            _rw.ExitReadLock();
    }

    // RW IsReadLockHeld compliant
    public void J()
    {
        _rw.EnterReadLock();
        if (_rw.IsReadLockHeld)
            _rw.ExitReadLock();
    }

    // RW IsReadLockHeld nolocking compliant
    public void K()
    {
        if (_rw.IsReadLockHeld)
            _rw.ExitReadLock();
    }

    // RW IsReadLockHeld noncompliant with lock taken
    public void L()
    {
        {|PAIR001:_rw.EnterReadLock()|};
        if (_rw.IsReadLockHeld)
        {
            if (_cond)
                _rw.ExitReadLock();
        }
    }

    // RW conditional enter
    public void M(bool a)
    {
        if (a)
            {|PAIR001:_rw.EnterReadLock()|};
        if (_rw.IsReadLockHeld)
        {
            if (_cond)
                _rw.ExitReadLock();
        }
    }

    // RW unreachable
    public void N()
    {
        {|PAIR001:_rw.EnterReadLock()|};
        if (_rw.IsReadLockHeld)
        {
        }
        else
            _rw.ExitReadLock();
    }

    // RW try then exit in a finally by IsHeld
    public void O()
    {
        try
        {
            {|PAIR007:_rw.TryEnterWriteLock(10)|};
            Console.WriteLine();
        }
        finally
        {
            if (_rw.IsWriteLockHeld)
                _rw.ExitWriteLock();
        }
    }
}

public class Mutexes
{
    bool cond;
    public Mutex inst;
    public static Mutex stat;
    // Mutex owned by constructor (silent: PAIR001)
    public void A()
    {
        var m = new Mutex(true, "foo");
        if (cond)
            m.ReleaseMutex();
        m.Dispose();
    }

    // Mutex not owned
    public void B()
    {
        var m = new Mutex(false);
        {|PAIR001:m.WaitOne()|};
        if (cond)
            m.ReleaseMutex();
        m.Dispose();
    }

    // OpenExisting
    public void C()
    {
        var m = Mutex.OpenExisting("x");
        {|PAIR001:m.WaitOne()|};
        if (cond)
            m.ReleaseMutex();
    }

    // param field (their FN)
    public void D(Mutexes o)
    {
        {|PAIR001:o.inst.WaitOne()|};
        if (cond)
            o.inst.ReleaseMutex();
    }

    // static
    public void E()
    {
        {|PAIR001:stat.WaitOne()|};
        if (cond)
            stat.ReleaseMutex();
    }

    // using owned (silent: PAIR001)
    public void F()
    {
        using (var m = new Mutex(true, "foo"))
        {
            if (cond)
                m.ReleaseMutex();
        }
    }

    // TryOpenExisting
    public void G()
    {
        if (Mutex.TryOpenExisting("y", out var m))
        {
            {|PAIR001:m.WaitOne()|};
            if (cond)
                m.ReleaseMutex();
        }
    }

    // release where not acquired
    public void H()
    {
        var m = new Mutex(false);
        var ok = {|PAIR013:m.WaitOne(200, true)|};
        if (ok)
        {
            Console.WriteLine();
            m.ReleaseMutex();
        }
        else
        {
            {|PAIR002:m.ReleaseMutex()|};
        }
    }

    // param, cond
    public void I(Mutex p)
    {
        var ok = {|PAIR001:p.WaitOne(400, false)|};
        if (ok)
        {
            if (cond)
            {
            }
            else
                p.ReleaseMutex();
        }
    }

    // while
    public void J(Mutex p)
    {
        while ({|PAIR001:p.WaitOne(400, false)|})
        {
            if (cond)
                p.ReleaseMutex();
        }
    }

    // other instance
    public void K(Mutexes o)
    {
        {|PAIR001:o.inst.WaitOne()|};
        {|PAIR001:inst.WaitOne()|};
        if (cond)
            o.inst.ReleaseMutex();
    }

    // complex with null and flag
    public void L(string name, bool should)
    {
        Mutex m = null;
        bool acq = false;
        try
        {
            m = Mutex.OpenExisting(name);
            if (should)
            {
                m.WaitOne();
                acq = true;
            }
        }
        catch (UnauthorizedAccessException)
        {
            return;
        }
        finally
        {
            if (m != null)
            {
                if (acq)
                    m.ReleaseMutex();
                m.Dispose();
            }
        }
    }

    // null tests before both
    public void M()
    {
        if (inst != null)
            inst.WaitOne();
        if (inst != null)
            inst.ReleaseMutex();
    }

    // reassigned
    public void N()
    {
        var m = new Mutex(false);
        m = {|PAIR001:new Mutex(true)|};
        if (cond)
            m.ReleaseMutex();
    }

    // WaitAny (their FN)
    public void O(Mutex a, Mutex b)
    {
        WaitHandle[] h = [a, b];
        int i = WaitHandle.WaitAny(h);
        var m = (Mutex)h[i];
        if (cond)
            m.ReleaseMutex();
    }
}

public class Linear
{
    readonly object obj = new(), other = new();
    public object Pub = new();
    // Method1
    public void A(string a)
    {
        {|PAIR013:Monitor.Enter(obj)|};
        Console.WriteLine(a.Length);
        Monitor.Exit(obj);
    }

    // Method2 other object exited
    public void B(string a)
    {
        {|PAIR001:Monitor.Enter(obj)|};
        a = null;
        {|PAIR002:Monitor.Exit(other)|};
    }

    // alias local
    public void C()
    {
        var l = obj;
        Monitor.Enter(obj);
        Monitor.Exit(l);
    }

    // param reassigned
    public void D(object p)
    {
        p = obj;
        Monitor.Enter(p);
        Monitor.Exit(obj);
    }

    // property of param
    public void E(Linear p)
    {
        Monitor.Enter(p.Pub);
        Monitor.Exit(p.Pub);
    }

    // getter lambda
    public void F()
    {
        var g = new Func<object>(() => obj);
        Monitor.Enter(obj);
        Monitor.Exit(g());
    }

    // lambda releases, called
    public void G()
    {
        Monitor.Enter(obj);
        var a = new Action(() =>
        {
            Monitor.Exit(obj);
        });
        a();
    }

    // lambda releases, never called
    public void H()
    {
        Monitor.Enter(obj);
        var a = new Action(() =>
        {
            Monitor.Exit(obj);
        });
    }

    // local function returns lock
    public void I()
    {
        object L() => obj;
        {|PAIR013:Monitor.Enter(obj)|};
        Monitor.Exit(L());
    }

    // local function releases
    public void J()
    {
        Monitor.Enter(obj);
        L();
        void L()
        {
            Monitor.Exit(obj);
        }
    }

    // two params: different objects
    public void K(Linear first, Linear second)
    {
        {|PAIR001:Monitor.Enter(first.obj)|};
        {|PAIR002:Monitor.Exit(second.obj)|};
    }

    // property getter as the only method
    static int P
    {
        get
        {
            var l = new object ();
            lock (l)
            {
                return 1;
            }
        }
    }

    // TryEnter in try, throw when not taken, finally by flag
    protected object Q()
    {
        var t = false;
        try
        {
            Monitor.TryEnter(other, ref t);
            if (t)
                return other;
            else
                throw new NotSupportedException();
        }
        finally
        {
            if (t)
                Monitor.Exit(other);
        }
    }
}

public class Spins
{
    bool condition;
    SpinLock spin = new(false);
    public SpinLock pub;
    // Spin1
    public void A()
    {
        var sl = new SpinLock(false);
        bool t = false;
        {|PAIR001:sl.Enter(ref t)|};
        if (condition)
            sl.Exit();
    }

    // Spin2
    public void B()
    {
        var sl = new SpinLock(false);
        bool t = false;
        {|PAIR001:sl.TryEnter(42, ref t)|};
        if (condition)
            {|PAIR002:sl.Exit()|};
    }

    // Spin3
    public void C()
    {
        var sl = new SpinLock(false);
        bool t = false;
        sl.TryEnter(ref t);
        if (t)
            sl.Exit();
    }

    // Spin4 foreach in try
    public void D(object[] args)
    {
        bool t = false;
        try
        {
            spin.TryEnter(ref t);
            foreach (var a in args)
            {
            }
        }
        finally
        {
            if (t)
                spin.Exit(false);
        }
    }

    // Spin5 of a parameter (their FN)
    public void E(Spins arg)
    {
        bool t = false;
        {|PAIR001:arg.pub.Enter(ref t)|};
        if (condition)
            arg.pub.Exit();
    }

    // Spin6 nested finally
    public void F()
    {
        bool t = false;
        try
        {
            spin.TryEnter(ref t);
            try
            {
                Console.Write("X");
            }
            finally
            {
                Console.Write("Y");
            }
        }
        finally
        {
            if (t)
                spin.Exit(false);
        }
    }
}
