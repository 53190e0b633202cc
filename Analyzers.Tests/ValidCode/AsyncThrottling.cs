// SPDX-License-Identifier: MIT
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.AsyncThrottling;

public sealed class Crawler
{
    private readonly SemaphoreSlim _slots = new(8, 8);
    private readonly Func<Uri, Task<string>> _fetch;

    public Crawler(Func<Uri, Task<string>> fetch) => _fetch = fetch;

    // taken here, released by the task that does the work
    public async Task<string[]> FetchAllAsync(IEnumerable<Uri> uris)
    {
        var tasks = new List<Task<string>>();
        foreach (var uri in uris)
        {
            await _slots.WaitAsync();
            tasks.Add(Task.Run(async () =>
            {
                try
                {
                    return await _fetch(uri);
                }
                finally
                {
                    _slots.Release();
                }
            }));
        }
        return await Task.WhenAll(tasks);
    }

    public async Task PostAsync(Uri uri)
    {
        await _slots.WaitAsync();
        _ = PostThenReleaseAsync(uri);
    }

    private async Task PostThenReleaseAsync(Uri uri)
    {
        try
        {
            await _fetch(uri);
        }
        finally
        {
            _slots.Release();
        }
    }

    public async Task StartAsync(Uri uri)
    {
        await _slots.WaitAsync();
        Task<string> fetching;
        try
        {
            fetching = _fetch(uri);
        }
        catch
        {
            _slots.Release();
            throw;
        }
        _ = fetching.ContinueWith(_ => _slots.Release(), TaskScheduler.Default);
    }

    public async Task QueueAsync(Action work)
    {
        await _slots.WaitAsync();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            try
            {
                work();
            }
            finally
            {
                _slots.Release();
            }
        });
    }

    public async Task<string> FetchAsync(Uri uri)
    {
        await _slots.WaitAsync();
        try
        {
            return await _fetch(uri);
        }
        finally
        {
            _slots.Release();
        }
    }

    // all the slots at once: nobody works meanwhile
    public async Task PauseAsync(Func<Task> maintenance)
    {
        int taken = 0;
        try
        {
            while (taken < 8)
            {
                await _slots.WaitAsync();
                taken++;
            }
            await maintenance();
        }
        finally
        {
            if (taken > 0)
                _slots.Release(taken);
        }
    }

    public Task<string[]> FetchSomeAsync(IReadOnlyList<Uri> uris)
    {
        var tasks = new Task<string>[uris.Count];
        for (int i = 0; i < uris.Count; i++)
            tasks[i] = FetchOneAsync(uris[i], _slots);
        return Task.WhenAll(tasks);
    }

    private async Task<string> FetchOneAsync(Uri uri, SemaphoreSlim slots)
    {
        await slots.WaitAsync();
        try
        {
            return await _fetch(uri);
        }
        finally
        {
            slots.Release();
        }
    }
}

// a semaphore that counts items: the producer releases, the consumer waits
public sealed class Channel<T>
{
    private readonly SemaphoreSlim _available = new(0);
    private readonly ConcurrentQueue<T> _items = new();

    public void Write(T item)
    {
        _items.Enqueue(item);
        _available.Release();
    }

    public void WriteAll(IReadOnlyCollection<T> items)
    {
        foreach (var item in items)
            _items.Enqueue(item);
        if (items.Count > 0)
            _available.Release(items.Count);
    }

    public async Task<T> ReadAsync(CancellationToken token)
    {
        await _available.WaitAsync(token);
        _items.TryDequeue(out var item);
        return item!;
    }

    public bool TryRead(out T? item)
    {
        if (_available.Wait(0))
            return _items.TryDequeue(out item);
        item = default;
        return false;
    }
}

// tickets are returned by another call, on another thread
public sealed class ConnectionPool
{
    private readonly SemaphoreSlim _tickets;
    private readonly ConcurrentBag<object> _idle = new();

    public ConnectionPool(int size) => _tickets = new SemaphoreSlim(size, size);

    public async ValueTask<object> RentAsync(CancellationToken token)
    {
        await _tickets.WaitAsync(token);
        return _idle.TryTake(out var connection) ? connection : new object();
    }

    public void Return(object connection)
    {
        _idle.Add(connection);
        _tickets.Release();
    }

    public async Task<TResult> UseAsync<TResult>(Func<object, Task<TResult>> use, CancellationToken token)
    {
        var connection = await RentAsync(token);
        try
        {
            return await use(connection);
        }
        finally
        {
            Return(connection);
        }
    }
}

// an auto-reset signal out of a semaphore
public sealed class Signal
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private int _set;

    public void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
            _signal.Release();
    }

    public async Task WaitAsync()
    {
        await _signal.WaitAsync();
        Volatile.Write(ref _set, 0);
    }

    public async Task<bool> WaitAsync(TimeSpan patience)
    {
        bool signalled = await _signal.WaitAsync(patience);
        if (signalled)
            Volatile.Write(ref _set, 0);
        return signalled;
    }
}

public sealed class RateLimiter : IDisposable
{
    private readonly SemaphoreSlim _budget = new(10, 10);
    private readonly Timer _timer;

    public RateLimiter() => _timer = new Timer(_ => Refill(), null, 1000, 1000);

    private void Refill()
    {
        int missing = 10 - _budget.CurrentCount;
        if (missing > 0)
            _budget.Release(missing);
    }

    public Task SpendAsync(CancellationToken token) => _budget.WaitAsync(token);

    public void Dispose()
    {
        _timer.Dispose();
        _budget.Dispose();
    }
}

// all slots are taken one by one: the variable counts those that are
public sealed class Slots
{
    private readonly SemaphoreSlim _limit = new(4);
    private readonly int _count = 4;

    public async Task StopAsync(CancellationToken token)
    {
        int taken = 0;
        try
        {
            for (; taken < _count; taken++)
                await _limit.WaitAsync(token);
        }
        finally
        {
            _limit.Release(taken);
        }
    }
}
