// SPDX-License-Identifier: MIT
// What github/codeql tests of java UnreleasedLock check, in our own words.
#nullable disable
using System.IO;
using System.Threading;
using Pairing;

namespace Published.CodeqlJava;

public class MyLock
{
    int _d;
    [Acquires(Reentrant = true), NoContextAnalysis("the lock itself")]
    public void Lock()
    {
        Interlocked.Increment(ref _d);
    }

    [CondAcquires(true, Reentrant = true), NoContextAnalysis("the lock itself")]
    public bool TryLock()
    {
        Interlocked.Increment(ref _d);
        return true;
    }

    [Releases(Reentrant = true), NoContextAnalysis("the lock itself")]
    public void Unlock()
    {
        Interlocked.Decrement(ref _d);
    }

    [Asserts(true, Reentrant = true), NoContextAnalysis("the lock itself")]
    public bool IsHeld() => _d > 0;
}

public class Test
{
    static void f()
    {
        File.Delete("a");
    }

    static void g()
    {
        File.Delete("b");
    }

    readonly MyLock mylock = new();
    // bad1
    public void bad1()
    {
        {|PAIR013:mylock.Lock()|};
        f();
        mylock.Unlock();
    }

    // good2
    public void good2()
    {
        mylock.Lock();
        try
        {
            f();
        }
        finally
        {
            mylock.Unlock();
        }
    }

    // bad3
    public void bad3()
    {
        {|PAIR013:mylock.Lock()|};
        f();
        try
        {
            g();
        }
        finally
        {
            mylock.Unlock();
        }
    }

    // bad4
    public void bad4()
    {
        {|PAIR013:mylock.Lock()|};
        try
        {
            f();
        }
        finally
        {
            g();
            mylock.Unlock();
        }
    }

    // bad5
    public void bad5(bool more)
    {
        mylock.Lock();
        try
        {
            f();
            if (more)
                {|PAIR001:mylock.Lock()|};
            g();
        }
        finally
        {
            mylock.Unlock();
        }
    }

    // good6
    public void good6()
    {
        if (!mylock.TryLock())
            return;
        try
        {
            f();
        }
        finally
        {
            mylock.Unlock();
        }
    }

    // bad7
    public void bad7()
    {
        if (!{|PAIR013:mylock.TryLock()|})
            return;
        f();
        mylock.Unlock();
    }

    // good7
    public void good7()
    {
        try
        {
            if (mylock.TryLock())
                return;
        }
        finally
        {
            if (mylock.IsHeld())
                mylock.Unlock();
        }
    }

    // good8
    public void good8()
    {
        bool l = mylock.TryLock();
        if (!l)
            return;
        try
        {
            f();
        }
        finally
        {
            mylock.Unlock();
        }
    }

    // good9
    public void good9()
    {
        bool l = false;
        try
        {
            l = mylock.TryLock();
            if (!l)
                return;
        }
        finally
        {
            if (l)
                mylock.Unlock();
        }
    }

    // bad10
    public void bad10()
    {
        bool l = false;
        try
        {
            l = {|PAIR013:mylock.TryLock()|};
            if (!l)
                return;
        }
        finally
        {
            if (l)
            {
                g();
                mylock.Unlock();
            }
        }
    }
}
