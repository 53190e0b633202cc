// SPDX-License-Identifier: MIT
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.RealWorldLocks;

public static class Fail
{
    public static void Throw() => throw new InvalidOperationException();
}

public sealed class Service : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _startStop = new(1, 1);
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly SemaphoreSlim[] _shards = Enumerable.Range(0, 4).Select(_ => new SemaphoreSlim(1, 1)).ToArray();
    private readonly CancellationTokenSource _stopping = new();
    private Task? _running;
    private int _state;
    private bool _disposed;

    // cancelled before it was entered
    public async Task StartAsync(CancellationToken token)
    {
        try
        {
            await _startStop.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        try
        {
            _running ??= Task.Run(() => _state++);
        }
        finally
        {
            _startStop.Release();
        }
    }

    public void ReleasedInCatch(Action work)
    {
        Monitor.Enter(_gate);
        try
        {
            work();
        }
        catch
        {
            Monitor.Exit(_gate);
            throw;
        }
        Monitor.Exit(_gate);
    }

    public bool WaitUnlessStopped()
    {
        while (!Monitor.TryEnter(_gate, 100))
        {
            if (_stopping.IsCancellationRequested)
                return false;
        }
        try
        {
            _state++;
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    // the helper throws, always
    public void CheckThenThrow(int state)
    {
        Monitor.Enter(_gate);
        if (_state != state)
        {
            Monitor.Exit(_gate);
            Fail.Throw();
        }
        _state++;
        Monitor.Exit(_gate);
    }

    public async Task AllShardsAsync(Func<Task> work)
    {
        foreach (var shard in _shards)
            await shard.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            foreach (var shard in _shards)
                shard.Release();
        }
    }

    public async Task ManyShardsAsync(IEnumerable<int> ids, Func<Task> work)
    {
        var entered = new List<SemaphoreSlim>();
        try
        {
            foreach (int id in ids.Distinct().Order())
            {
                var shard = _shards[id & 3];
                await shard.WaitAsync();
                entered.Add(shard);
            }
            await work();
        }
        finally
        {
            foreach (var shard in entered)
                shard.Release();
        }
    }

    public void WithStack(IEnumerable<object> gates, Action work)
    {
        var held = new Stack<object>();
        try
        {
            foreach (var gate in gates)
            {
                Monitor.Enter(gate);
                held.Push(gate);
            }
            work();
        }
        finally
        {
            while (held.TryPop(out var gate))
                Monitor.Exit(gate);
        }
    }

    public T Upgrade<T>(Func<T?> read, Func<T> create) where T : class
    {
        bool write = false;
        _rw.EnterReadLock();
        try
        {
            if (read() is { } found)
                return found;
        }
        finally
        {
            _rw.ExitReadLock();
        }
        try
        {
            _rw.EnterWriteLock();
            write = true;
            return read() ?? create();
        }
        finally
        {
            if (write)
                _rw.ExitWriteLock();
        }
    }

    // leaves whatever mode it is in, as a transaction does at its end
    public void ExitTransaction()
    {
        if (_rw.IsWriteLockHeld)
            _rw.ExitWriteLock();
        else if (_rw.IsUpgradeableReadLockHeld)
            _rw.ExitUpgradeableReadLock();
        else if (_rw.IsReadLockHeld)
            _rw.ExitReadLock();
    }

    public bool TryEnterTransaction(bool write, TimeSpan patience) =>
        write ? _rw.TryEnterWriteLock(patience) : _rw.TryEnterReadLock(patience);

    public async ValueTask DisposeAsync()
    {
        await _startStop.WaitAsync();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_running is { } running)
                await running;
        }
        finally
        {
            _startStop.Release();
        }
        _startStop.Dispose();
    }

    public int Aggregate(IEnumerable<Func<int>> parts)
    {
        int sum = 0;
        Parallel.ForEach(parts, () => 0, (part, _, local) => local + part(), local =>
        {
            bool taken = false;
            try
            {
                Monitor.Enter(_gate, ref taken);
                sum += local;
            }
            finally
            {
                if (taken)
                    Monitor.Exit(_gate);
            }
        });
        return sum;
    }

    public IEnumerable<int> Numbers()
    {
        for (int i = 0; ; i++)
        {
            Monitor.Enter(_gate);
            int state;
            try
            {
                if (i > _state)
                    yield break;
                state = _state;
            }
            finally
            {
                Monitor.Exit(_gate);
            }
            yield return state;
        }
    }

    public void Nested(bool a, bool b)
    {
        Monitor.Enter(_gate);
        try
        {
            if (a)
            {
                _rw.EnterReadLock();
                try
                {
                    if (b)
                        return;
                    _state++;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
            else if (b)
            {
                _rw.EnterWriteLock();
                try
                {
                    _state--;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}

// a lock per key, counted, thrown away with its last user
public sealed class KeyedLock
{
    private sealed class Entry
    {
        public readonly SemaphoreSlim Gate = new(1, 1);
        public int Users;
    }

    private readonly Dictionary<string, Entry> _entries = new();

    public async Task<IDisposable> EnterAsync(string key, CancellationToken token)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry))
                _entries.Add(key, entry = new Entry());
            entry.Users++;
        }
        try
        {
            await entry.Gate.WaitAsync(token);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
        return new Releaser(this, key, entry);
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
                _entries.Remove(key);
        }
    }

    private sealed class Releaser(KeyedLock owner, string key, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Gate.Release();
            owner.Leave(key, entry);
        }
    }

    public async Task RunAsync(string key, Func<Task> work, CancellationToken token)
    {
        using (await EnterAsync(key, token))
            await work();
    }
}

// a reader-writer gate of monitors
public sealed class Gatekeeper
{
    private readonly object _gate = new();
    private int _readers;
    private bool _writing;

    public void EnterRead()
    {
        lock (_gate)
        {
            while (_writing)
                Monitor.Wait(_gate);
            _readers++;
        }
    }

    public void ExitRead()
    {
        lock (_gate)
        {
            if (--_readers == 0)
                Monitor.PulseAll(_gate);
        }
    }

    public bool TryEnterWrite(int milliseconds)
    {
        Monitor.Enter(_gate);
        try
        {
            while (_writing || _readers > 0)
            {
                if (!Monitor.Wait(_gate, milliseconds))
                    return false;
            }
            return _writing = true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}
