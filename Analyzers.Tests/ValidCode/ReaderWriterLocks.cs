// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.ReaderWriterLocks;

public sealed class Index
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly ReaderWriterLockSlim _recursive = new(LockRecursionPolicy.SupportsRecursion);
    private readonly SortedDictionary<string, int> _map = new();

    public int this[string key]
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _map[key];
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
        set
        {
            _lock.EnterWriteLock();
            try
            {
                _map[key] = value;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
    }

    public bool TryGet(string key, int patience, out int value)
    {
        value = 0;
        if (!_lock.TryEnterReadLock(patience))
            return false;
        try
        {
            return _map.TryGetValue(key, out value);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public bool TrySet(string key, int value)
    {
        if (_lock.TryEnterWriteLock(TimeSpan.Zero))
        {
            try
            {
                _map[key] = value;
                return true;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
        return false;
    }

    public void AddIfMissing(string key, int value)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            if (_map.ContainsKey(key))
                return;
            _lock.EnterWriteLock();
            try
            {
                _map.Add(key, value);
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }

    // becomes a writer at the first change, and stays one
    public int RemoveAll(Predicate<int> match, IReadOnlyList<string> keys)
    {
        int removed = 0;
        bool writing = false;
        _lock.EnterUpgradeableReadLock();
        try
        {
            foreach (var key in keys)
            {
                if (!_map.TryGetValue(key, out var value) || !match(value))
                    continue;
                if (!writing)
                {
                    _lock.EnterWriteLock();
                    writing = true;
                }
                _map.Remove(key);
                removed++;
            }
        }
        finally
        {
            if (writing)
                _lock.ExitWriteLock();
            _lock.ExitUpgradeableReadLock();
        }
        return removed;
    }

    // from upgradeable down to read
    public int AddThenSum(string key, int value)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            _lock.EnterWriteLock();
            try
            {
                _map[key] = value;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
            _lock.EnterReadLock();
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
        try
        {
            int sum = 0;
            foreach (var v in _map.Values)
                sum += v;
            return sum;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    // from write down to read; the policy allows both at once
    public int SetThenRead(string key, int value)
    {
        _recursive.EnterWriteLock();
        try
        {
            _map[key] = value;
            _recursive.EnterReadLock();
        }
        finally
        {
            _recursive.ExitWriteLock();
        }
        try
        {
            return _map.Count;
        }
        finally
        {
            _recursive.ExitReadLock();
        }
    }

    public int CountOwned()
    {
        bool took = false;
        if (!_lock.IsReadLockHeld && !_lock.IsWriteLockHeld)
        {
            _lock.EnterReadLock();
            took = true;
        }
        try
        {
            return _map.Count;
        }
        finally
        {
            if (took)
                _lock.ExitReadLock();
        }
    }

    public void Apply(Action<IDictionary<string, int>> change, bool write)
    {
        if (write)
            _lock.EnterWriteLock();
        else
            _lock.EnterReadLock();
        try
        {
            change(_map);
        }
        finally
        {
            if (write)
                _lock.ExitWriteLock();
            else
                _lock.ExitReadLock();
        }
    }

    // leaves in whatever mode it is in
    public void ApplyByState(Action<IDictionary<string, int>> change, bool write)
    {
        try
        {
            if (write)
                _lock.EnterWriteLock();
            else
                _lock.EnterReadLock();
            change(_map);
        }
        finally
        {
            if (_lock.IsWriteLockHeld)
                _lock.ExitWriteLock();
            if (_lock.IsReadLockHeld)
                _lock.ExitReadLock();
        }
    }

    public void Clear()
    {
        bool mine = !_lock.IsWriteLockHeld;
        if (mine)
            _lock.EnterWriteLock();
        try
        {
            _map.Clear();
        }
        finally
        {
            if (mine)
                _lock.ExitWriteLock();
        }
    }

    public int Recursive(int depth)
    {
        _recursive.EnterReadLock();
        try
        {
            return depth == 0 ? _map.Count : Recursive(depth - 1);
        }
        finally
        {
            _recursive.ExitReadLock();
        }
    }

    public bool TryUpgrade(string key, int value)
    {
        if (!_lock.TryEnterUpgradeableReadLock(10))
            return false;
        try
        {
            if (_map.ContainsKey(key))
                return true;
            if (!_lock.TryEnterWriteLock(10))
                return false;
            try
            {
                _map[key] = value;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
            return true;
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }
}

public sealed class Legacy
{
    private readonly ReaderWriterLock _lock = new();
    private int _value;

    public int Read()
    {
        _lock.AcquireReaderLock(Timeout.Infinite);
        try
        {
            return _value;
        }
        finally
        {
            _lock.ReleaseReaderLock();
        }
    }

    public void Write(int value)
    {
        _lock.AcquireWriterLock(Timeout.Infinite);
        try
        {
            _value = value;
        }
        finally
        {
            _lock.ReleaseWriterLock();
        }
    }

    public int Increment()
    {
        _lock.AcquireReaderLock(1000);
        try
        {
            if (_value == int.MaxValue)
                return _value;
            LockCookie cookie = _lock.UpgradeToWriterLock(1000);
            try
            {
                return ++_value;
            }
            finally
            {
                _lock.DowngradeFromWriterLock(ref cookie);
            }
        }
        finally
        {
            _lock.ReleaseReaderLock();
        }
    }

    public void Outside(Action action)
    {
        _lock.AcquireWriterLock(Timeout.Infinite);
        try
        {
            LockCookie cookie = _lock.ReleaseLock();
            try
            {
                action();
            }
            finally
            {
                _lock.RestoreLock(ref cookie);
            }
        }
        finally
        {
            _lock.ReleaseWriterLock();
        }
    }
}

// scopes over a reader-writer lock
public static class ReaderWriterScopes
{
    public static ReadScope Read(this ReaderWriterLockSlim rw)
    {
        rw.EnterReadLock();
        return new ReadScope(rw);
    }

    public static WriteScope Write(this ReaderWriterLockSlim rw) => new(rw);

    public readonly struct ReadScope : IDisposable
    {
        private readonly ReaderWriterLockSlim _rw;

        internal ReadScope(ReaderWriterLockSlim rw) => _rw = rw;

        public void Dispose() => _rw.ExitReadLock();
    }

    public readonly struct WriteScope : IDisposable
    {
        private readonly ReaderWriterLockSlim _rw;

        public WriteScope(ReaderWriterLockSlim rw)
        {
            _rw = rw;
            _rw.EnterWriteLock();
        }

        public void Dispose() => _rw.ExitWriteLock();
    }

    public static int Use(ReaderWriterLockSlim rw, List<int> list)
    {
        using (rw.Write())
            list.Add(1);
        using var scope = rw.Read();
        return list.Count;
    }
}
