// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.HelperMethods;

public sealed class Entry
{
    public readonly object Gate = new();
    public string Text = "";
    public int Hits;
}

public sealed class Cache
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _entries = new();
    private readonly ReaderWriterLockSlim _rw = new();
    private int _generation;

    private void Lock() => Monitor.Enter(_gate);

    private void Unlock() => Monitor.Exit(_gate);

    private bool TryLock() => Monitor.TryEnter(_gate);

    public void Put(string key, string text)
    {
        Lock();
        try
        {
            _entries[key] = new Entry { Text = text };
        }
        finally
        {
            Unlock();
        }
    }

    public bool TryPut(string key, string text)
    {
        if (!TryLock())
            return false;
        try
        {
            _entries[key] = new Entry { Text = text };
            return true;
        }
        finally
        {
            Unlock();
        }
    }

    private void LockIf(bool condition)
    {
        if (condition)
            Monitor.Enter(_gate);
    }

    private void UnlockIf(bool condition)
    {
        if (condition)
            Monitor.Exit(_gate);
    }

    public int Count(bool exact)
    {
        LockIf(exact);
        try
        {
            return _entries.Count;
        }
        finally
        {
            UnlockIf(exact);
        }
    }

    // the entry comes back locked, or not at all
    private Entry? FindLocked(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            Monitor.Enter(entry.Gate);
            return entry;
        }
    }

    public string? Get(string key)
    {
        var entry = FindLocked(key);
        if (entry == null)
            return null;
        try
        {
            entry.Hits++;
            return entry.Text;
        }
        finally
        {
            Monitor.Exit(entry.Gate);
        }
    }

    private bool TryGetLocked(string key, out Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out entry!))
            {
                Monitor.Enter(entry.Gate);
                return true;
            }
        }
        return false;
    }

    public int Hits(string key)
    {
        if (TryGetLocked(key, out var entry))
        {
            int hits = entry.Hits;
            Monitor.Exit(entry.Gate);
            return hits;
        }
        return 0;
    }

    private int UnlockAndReturn(int value)
    {
        Monitor.Exit(_gate);
        return value;
    }

    public int NextGeneration()
    {
        Monitor.Enter(_gate);
        return UnlockAndReturn(++_generation);
    }

    // called with the lock held, and it is held again afterwards
    private void YieldLock()
    {
        Monitor.Exit(_gate);
        Thread.Yield();
        Monitor.Enter(_gate);
    }

    public void Sweep()
    {
        Monitor.Enter(_gate);
        try
        {
            for (int i = 0; i < 10; i++)
            {
                _generation++;
                YieldLock();
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private void Enter(ref bool taken) => Monitor.Enter(_gate, ref taken);

    private void Leave(bool taken)
    {
        if (taken)
            Monitor.Exit(_gate);
    }

    public void Clear()
    {
        bool taken = false;
        try
        {
            Enter(ref taken);
            _entries.Clear();
        }
        finally
        {
            Leave(taken);
        }
    }

    private static void LockEntry(Entry entry) => Monitor.Enter(entry.Gate);

    private static void UnlockEntry(Entry entry) => Monitor.Exit(entry.Gate);

    public static void Swap(Entry a, Entry b)
    {
        string text;
        LockEntry(a);
        text = a.Text;
        UnlockEntry(a);
        LockEntry(b);
        b.Text = text;
        UnlockEntry(b);
    }

    private void EnterOrThrow()
    {
        if (!Monitor.TryEnter(_gate, 1000))
            throw new TimeoutException();
    }

    public void Evict(string key)
    {
        EnterOrThrow();
        try
        {
            _entries.Remove(key);
        }
        finally
        {
            Unlock();
        }
    }

    private void BeginUpdate() => Lock();

    private void EndUpdate() => Unlock();

    // two levels of helpers
    public void Rename(string from, string to)
    {
        BeginUpdate();
        try
        {
            if (_entries.Remove(from, out var entry))
                _entries[to] = entry;
        }
        finally
        {
            EndUpdate();
        }
    }

    private void EnterMode(bool write)
    {
        if (write)
            _rw.EnterWriteLock();
        else
            _rw.EnterReadLock();
    }

    private void ExitMode(bool write)
    {
        if (write)
            _rw.ExitWriteLock();
        else
            _rw.ExitReadLock();
    }

    public int Visit(bool write)
    {
        EnterMode(write);
        try
        {
            return write ? ++_generation : _generation;
        }
        finally
        {
            ExitMode(write);
        }
    }

    // the helper unlocks on failure only
    private bool ValidateOrUnlock(Entry entry)
    {
        if (entry.Hits >= 0)
            return true;
        Monitor.Exit(entry.Gate);
        return false;
    }

    public bool Touch(Entry entry)
    {
        Monitor.Enter(entry.Gate);
        if (!ValidateOrUnlock(entry))
            return false;
        entry.Hits++;
        Monitor.Exit(entry.Gate);
        return true;
    }

    private int Depth(int n)
    {
        if (n == 0)
            return 0;
        lock (_gate)
            return 1 + Depth(n - 1);
    }

    public int Nest() => Depth(3);
}

// the type is a lock: its users pair the calls
public sealed class Latch
{
    private readonly object _sync = new();

    public void Enter() => Monitor.Enter(_sync);

    public bool TryEnter() => Monitor.TryEnter(_sync);

    public void Exit() => Monitor.Exit(_sync);
}
