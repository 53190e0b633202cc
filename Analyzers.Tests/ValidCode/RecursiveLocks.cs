// SPDX-License-Identifier: MIT
using System;
using System.Threading;

namespace ValidCode.RecursiveLocks;

public sealed class Document
{
    private readonly object _gate = new();
    private readonly Lock _lock = new();
    private readonly Mutex _mutex = new();
    private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
    private int _edits;

    public void Edit()
    {
        Monitor.Enter(_gate);
        Monitor.Enter(_gate);
        _edits++;
        Monitor.Exit(_gate);
        Monitor.Exit(_gate);
    }

    public void EditTwice()
    {
        lock (_gate)
        {
            EditOnce();
            EditOnce();
        }
    }

    private void EditOnce()
    {
        lock (_gate)
            _edits++;
    }

    public void EditDeep(bool again)
    {
        lock (_lock)
        {
            if (again)
                EditDeep(false);
            _edits++;
        }
    }

    public void EditScoped()
    {
        using (_lock.EnterScope())
        {
            using var inner = _lock.EnterScope();
            _edits++;
        }
    }

    public void EditMutex()
    {
        _mutex.WaitOne();
        try
        {
            _mutex.WaitOne();
            try
            {
                _edits++;
            }
            finally
            {
                _mutex.ReleaseMutex();
            }
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    public int ReadInWrite()
    {
        _rw.EnterWriteLock();
        try
        {
            _rw.EnterReadLock();
            try
            {
                return ++_edits;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    public void EnterN(int depth)
    {
        for (int i = 0; i < depth; i++)
            Monitor.Enter(_gate);
        _edits += depth;
        for (int i = 0; i < depth; i++)
            Monitor.Exit(_gate);
    }

    public void DropAll(Action action)
    {
        int depth = 0;
        while (Monitor.IsEntered(_gate))
        {
            Monitor.Exit(_gate);
            depth++;
        }
        try
        {
            action();
        }
        finally
        {
            while (depth-- > 0)
                Monitor.Enter(_gate);
        }
    }

    public void TryInside()
    {
        lock (_gate)
        {
            if (Monitor.TryEnter(_gate))
            {
                _edits++;
                Monitor.Exit(_gate);
            }
        }
    }

    public int Walk(int n)
    {
        Monitor.Enter(_gate);
        try
        {
            return n <= 0 ? _edits : Walk(n - 1) + Walk(n - 2);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}
