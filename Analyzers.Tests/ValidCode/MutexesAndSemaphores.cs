// SPDX-License-Identifier: MIT
using System;
using System.Threading;

namespace ValidCode.MutexesAndSemaphores;

public sealed class Instance
{
    private readonly Mutex _mutex = new();
    private readonly Semaphore _seats = new(3, 3);
    private int _turns;

    public void Turn()
    {
        _mutex.WaitOne();
        try
        {
            _turns++;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    public bool TryTurn(int patience)
    {
        if (!_mutex.WaitOne(patience))
            return false;
        try
        {
            _turns++;
            return true;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    // an abandoned mutex is owned all the same
    public void TurnAfterCrash()
    {
        bool owned;
        try
        {
            owned = _mutex.WaitOne(1000);
        }
        catch (AbandonedMutexException)
        {
            owned = true;
        }
        if (!owned)
            return;
        try
        {
            _turns++;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    public static bool RunOnce(string name, Action action)
    {
        using var mutex = new Mutex(initiallyOwned: true, name, out bool createdNew);
        if (!createdNew)
            return false;
        try
        {
            action();
            return true;
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }

    public static void RunAlone(string name, Action action)
    {
        using var mutex = new Mutex(false, name);
        bool owned = false;
        try
        {
            owned = mutex.WaitOne(TimeSpan.FromSeconds(5), exitContext: false);
            if (owned)
                action();
        }
        finally
        {
            if (owned)
                mutex.ReleaseMutex();
        }
    }

    public bool Sit(Action eat)
    {
        if (!_seats.WaitOne(100))
            return false;
        try
        {
            eat();
        }
        finally
        {
            _seats.Release();
        }
        return true;
    }

    public bool SitTwo(Action eat)
    {
        int seats = 0;
        try
        {
            while (seats < 2)
            {
                if (!_seats.WaitOne(100))
                    return false;
                seats++;
            }
            eat();
            return true;
        }
        finally
        {
            if (seats > 0)
                _seats.Release(seats);
        }
    }

    public void StopOrTurn(ManualResetEvent stop)
    {
        int which = WaitHandle.WaitAny(new WaitHandle[] { stop, _mutex });
        if (which == 0)
            return;
        try
        {
            _turns++;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }
}
