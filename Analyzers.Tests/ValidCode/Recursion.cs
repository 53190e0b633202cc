// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// Methods and local functions that call each other, or themselves.
using System;
using System.Threading;

namespace ValidCode.Recursion;

class ThrowsAtItsEnd
{
    readonly object _lock = new();

    static Exception Fail(int depth)
    {
        if (depth > 0)
            Fail(depth - 1);
        throw new InvalidOperationException();
    }

    static void Odd(int depth)
    {
        if (depth > 0)
            Even(depth - 1);
        throw new InvalidOperationException();
    }

    static void Even(int depth)
    {
        Again();
        throw new InvalidOperationException();

        void Again() => Odd(depth - 1);
    }

    public void Use(bool fails)
    {
        Monitor.Enter(_lock);
        if (fails)
            Fail(3);
        if (!fails)
            Odd(3);
        Monitor.Exit(_lock);
    }
}

class LocalFunctionsThatCallEachOther
{
    readonly object _lock = new();
    int _count;

    public void Chain()
    {
        First(1);

        void First(int n)
        {
            Second(n);
            Take();
        }

        void Second(int n)
        {
            Third(n);
            if (n > 1)
                Monitor.Exit(_lock);
            else
                Give();
        }

        void Third(int n)
        {
            Take();
            Fourth(n);
        }

        void Fourth(int n)
        {
            if (n > 0)
                Down(n);
        }

        void Down(int n)
        {
            if (n > 0)
                Fourth(n - 1);
        }

        void Take() => Monitor.Enter(_lock);
        void Give() => Monitor.Exit(_lock);
        _count++;
        Give();
    }
}
