// SPDX-License-Identifier: MIT
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

using Microsoft.Win32.SafeHandles;

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

// a wait without a timeout never says no
public sealed class Patient
{
    private readonly Mutex _mutex = new();
    private int _count;

    public void Count()
    {
        if (!_mutex.WaitOne())
            throw new InvalidOperationException();
        _count++;
        _mutex.ReleaseMutex();
    }
}

// null says that it is not taken, and nobody locks where there is no mutex
public class LogLock
{
    private Mutex? _mutex;
    private Stream? _stream;
    private int _depth;

    public void Open(string name, Stream stream)
    {
        _mutex = new Mutex(false, name);
        _stream = stream;
    }

    public Stream? AcquireLock()
    {
        if (_mutex is not null)
        {
            _mutex.WaitOne();
            _depth++;
            if (_stream is null)
            {
                _depth--;
                _mutex.ReleaseMutex();
                return null;
            }
        }
        return _stream;
    }

    public void ReleaseLock()
    {
        if (_mutex is not null && _depth > 0)
        {
            _depth--;
            _mutex.ReleaseMutex();
        }
    }
}

// the system waits for the mutex, by its handle
public static class ByHandle
{
    [DllImport("kernel32")]
    private static extern int WaitForSingleObject(SafeWaitHandle handle, int milliseconds);

    private static bool TryOnce(Mutex wanted, ref Mutex? taken)
    {
        switch (WaitForSingleObject(wanted.SafeWaitHandle, 500))
        {
            case 0:
                taken = wanted;
                return true;
            case 258:
                return true;
            default:
                return false;
        }
    }

    private static bool Wait(Mutex wanted, ref Mutex? taken)
    {
        while (TryOnce(wanted, ref taken))
        {
            if (taken is not null)
                return true;
        }
        return false;
    }

    private static void Enter(string name, ref Mutex? taken) => Wait(new Mutex(false, name), ref taken);

    public static void Delete(Action delete)
    {
        Mutex? taken = null;
        try
        {
            Enter("log", ref taken);
            delete();
        }
        finally
        {
            taken?.ReleaseMutex();
        }
    }
}
