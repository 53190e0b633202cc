// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.ConditionVariables;

public sealed class BoundedBuffer<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _items = new();
    private readonly int _capacity;
    private bool _closed;

    public BoundedBuffer(int capacity) => _capacity = capacity;

    public void Add(T item)
    {
        lock (_gate)
        {
            while (_items.Count == _capacity)
                Monitor.Wait(_gate);
            _items.Enqueue(item);
            Monitor.PulseAll(_gate);
        }
    }

    public T Take()
    {
        Monitor.Enter(_gate);
        try
        {
            while (_items.Count == 0)
                Monitor.Wait(_gate);
            T item = _items.Dequeue();
            Monitor.PulseAll(_gate);
            return item;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public bool TryTake(TimeSpan patience, out T? item)
    {
        bool taken = false;
        try
        {
            Monitor.Enter(_gate, ref taken);
            while (_items.Count == 0)
            {
                if (_closed || !Monitor.Wait(_gate, patience))
                {
                    item = default;
                    return false;
                }
            }
            item = _items.Dequeue();
            Monitor.Pulse(_gate);
            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    public bool TryTakeUntil(DateTime deadline, out T? item)
    {
        item = default;
        if (!Monitor.TryEnter(_gate, 100))
            return false;
        try
        {
            do
            {
                if (_items.TryDequeue(out item))
                {
                    Monitor.Pulse(_gate);
                    return true;
                }
                var left = deadline - DateTime.UtcNow;
                if (left <= TimeSpan.Zero)
                    return false;
                Monitor.Wait(_gate, left);
            }
            while (!_closed);
            return false;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public IReadOnlyList<T> Drain()
    {
        var all = new List<T>();
        lock (_gate)
        {
            for (;;)
            {
                while (_items.TryDequeue(out var item))
                    all.Add(item);
                Monitor.PulseAll(_gate);
                if (_closed)
                    break;
                Monitor.Wait(_gate);
            }
        }
        return all;
    }
}

public sealed class OneShot
{
    private readonly object _gate = new();
    private bool _set;
    private int _waiters;
    private Exception? _error;

    public void Wait()
    {
        if (Volatile.Read(ref _set))
            return;
        Monitor.Enter(_gate);
        try
        {
            _waiters++;
            while (!_set)
                Monitor.Wait(_gate);
            _waiters--;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        if (_error != null)
            throw new InvalidOperationException("failed", _error);
    }

    public bool Wait(CancellationToken token)
    {
        using var registration = token.Register(() =>
        {
            lock (_gate)
                Monitor.PulseAll(_gate);
        });
        lock (_gate)
        {
            while (!_set)
            {
                if (token.IsCancellationRequested)
                    return false;
                Monitor.Wait(_gate);
            }
            return true;
        }
    }

    public void Set()
    {
        Monitor.Enter(_gate);
        try
        {
            _set = true;
            if (_waiters > 0)
                Monitor.PulseAll(_gate);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public void Fail(Exception error)
    {
        lock (_gate)
        {
            if (_set)
                return;
            _error = error;
            _set = true;
            Monitor.PulseAll(_gate);
        }
    }
}

// a worker that leaves the lock for each job and takes it again
public sealed class Worker
{
    private readonly object _gate = new();
    private readonly Queue<Action> _jobs = new();
    private bool _stop;

    public void Run()
    {
        Monitor.Enter(_gate);
        try
        {
            while (!_stop)
            {
                if (_jobs.Count == 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }
                var job = _jobs.Dequeue();
                Monitor.Exit(_gate);
                try
                {
                    job();
                }
                finally
                {
                    Monitor.Enter(_gate);
                }
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public void Post(Action job)
    {
        lock (_gate)
        {
            _jobs.Enqueue(job);
            Monitor.Pulse(_gate);
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stop = true;
            Monitor.PulseAll(_gate);
        }
    }
}
