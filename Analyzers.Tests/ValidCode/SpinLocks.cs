// SPDX-License-Identifier: MIT
using System;
using System.Threading;

namespace ValidCode.SpinLocks;

public struct Stripe
{
    public SpinLock Lock;
    public long Count;
}

public sealed class Counters
{
    private SpinLock _lock = new(enableThreadOwnerTracking: false);
    private SpinLock _tracked = new(enableThreadOwnerTracking: true);
    private readonly Stripe[] _stripes = new Stripe[8];
    private long _total;
    private int _busy;

    public void Add(long amount)
    {
        bool taken = false;
        try
        {
            _lock.Enter(ref taken);
            _total += amount;
        }
        finally
        {
            if (taken)
                _lock.Exit(useMemoryBarrier: false);
        }
    }

    public bool TryAdd(long amount)
    {
        bool taken = false;
        _lock.TryEnter(ref taken);
        if (!taken)
            return false;
        _total += amount;
        _lock.Exit();
        return true;
    }

    public bool TryAdd(long amount, TimeSpan patience)
    {
        var taken = false;
        try
        {
            _lock.TryEnter(patience, ref taken);
            if (taken)
                _total += amount;
            return taken;
        }
        finally
        {
            if (taken)
                _lock.Exit();
        }
    }

    public void AddTo(int index, long amount)
    {
        ref Stripe stripe = ref _stripes[index & 7];
        bool taken = false;
        try
        {
            stripe.Lock.Enter(ref taken);
            stripe.Count += amount;
        }
        finally
        {
            if (taken)
                stripe.Lock.Exit();
        }
    }

    public void AddDirect(int index, long amount)
    {
        bool taken = false;
        try
        {
            _stripes[index].Lock.Enter(ref taken);
            _stripes[index].Count += amount;
        }
        finally
        {
            if (taken)
                _stripes[index].Lock.Exit();
        }
    }

    public long Sum()
    {
        long sum = 0;
        for (int i = 0; i < _stripes.Length; i++)
        {
            bool taken = false;
            try
            {
                _stripes[i].Lock.Enter(ref taken);
                sum += _stripes[i].Count;
            }
            finally
            {
                if (taken)
                    _stripes[i].Lock.Exit();
            }
        }
        return sum;
    }

    public void Reset()
    {
        bool mine = false;
        if (!_tracked.IsHeldByCurrentThread)
            _tracked.Enter(ref mine);
        try
        {
            _total = 0;
        }
        finally
        {
            if (mine)
                _tracked.Exit();
        }
    }

    private static void Locked(ref SpinLock spin, Action action)
    {
        bool taken = false;
        try
        {
            spin.Enter(ref taken);
            action();
        }
        finally
        {
            if (taken)
                spin.Exit();
        }
    }

    public void Run(Action action) => Locked(ref _lock, action);

    // a spin lock made of an int
    public void Spin()
    {
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            Thread.SpinWait(1);
        try
        {
            _total++;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    // the flag is used for one lock after the other
    public long Both()
    {
        bool taken = false;
        long total;
        try
        {
            _lock.Enter(ref taken);
            total = _total;
        }
        finally
        {
            if (taken)
                _lock.Exit();
        }
        taken = false;
        try
        {
            _stripes[0].Lock.Enter(ref taken);
            total += _stripes[0].Count;
        }
        finally
        {
            if (taken)
                _stripes[0].Lock.Exit();
        }
        return total;
    }
}
