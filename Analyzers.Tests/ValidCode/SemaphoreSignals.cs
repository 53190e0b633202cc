// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.SemaphoreSignals;

// made with 0: nobody has it, a wait is for what another thread does
public sealed class Flusher
{
    private SemaphoreSlim _completed = new(0);
    private int _pending = 1;

    public async Task FlushAsync()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
            _completed.Release();
        await _completed.WaitAsync().ConfigureAwait(false);
        Interlocked.Increment(ref _pending);
        _completed = new SemaphoreSlim(0);
    }

    public void OnPage()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
            _completed.Release();
    }
}

public struct Event
{
    private SemaphoreSlim _waiters;

    public void Reset() => _waiters = new SemaphoreSlim(initialCount: 0);

    public void Set()
    {
        var old = Interlocked.Exchange(ref _waiters, new SemaphoreSlim(0));
        old.Release(int.MaxValue);
    }

    internal bool Wait(TimeSpan limit) => _waiters.Wait(limit);
}

public sealed class Poller
{
    private Event _event;
    private volatile bool _ready;

    public Poller() => _event.Reset();

    public void Finish()
    {
        _ready = true;
        _event.Set();
    }

    // whether the signal came is seen from what it was about
    public void WaitUntilReady()
    {
        while (!_ready)
            _ = _event.Wait(TimeSpan.FromMilliseconds(5));
    }
}

public sealed class Observer
{
    internal SemaphoreSlim Found { get; } = new(0, 1);
    internal string? Result { get; private set; }

    public void Set(string result)
    {
        Result = result;
        Found.Release();
    }
}

public sealed class Broker
{
    private readonly Queue<Observer> _observers = new();

    public async Task<string?> Next(Observer observer, TimeSpan limit, CancellationToken token)
    {
        _observers.Enqueue(observer);
        try
        {
            await observer.Found.WaitAsync(limit, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
        return observer.Result;
    }
}

public sealed class Worker
{
    private SemaphoreSlim? _work, _idle;

    public void Start()
    {
        _work = new SemaphoreSlim(0);
        _idle = new SemaphoreSlim(0);
        _ = RunAsync(_work);
    }

    private async Task RunAsync(SemaphoreSlim work)
    {
        while (true)
        {
            await work.WaitAsync().ConfigureAwait(false);
            _idle?.Release();
        }
    }

    public async Task Once()
    {
        _work!.Release();
        await _idle!.WaitAsync().ConfigureAwait(false);
        _idle.Release();
        _idle?.Release();
    }

    public static void Local()
    {
        using var done = new SemaphoreSlim(0, 1);
        ThreadPool.QueueUserWorkItem(_ => done.Release());
        done.Wait();
    }

    public static void Named(string name)
    {
        using var ready = new Semaphore(0, 1, name);
        ready.WaitOne();
    }
}

// what is there to take is counted: who adds releases what who takes waits for
public sealed class Items
{
    private readonly SemaphoreSlim _items, _space;
    private readonly Queue<int> _queue = new();

    public Items(int count, int bound)
    {
        _items = new SemaphoreSlim(count);
        _space = new SemaphoreSlim(bound - count);
    }

    public bool TryTake(out int item, int milliseconds)
    {
        item = 0;
        bool taken = _items.Wait(0);
        if (!taken && milliseconds != 0)
            taken = _items.Wait(milliseconds);
        if (taken)
        {
            bool removed = false, faulted = true;
            try
            {
                removed = _queue.TryDequeue(out item);
                faulted = false;
                if (!removed)
                    throw new InvalidOperationException("modified by somebody else");
            }
            finally
            {
                if (removed)
                    _space.Release();
                else if (faulted)
                    _items.Release();
            }
        }
        return taken;
    }

    public void Add(int item)
    {
        _space.Wait();
        _queue.Enqueue(item);
        _items.Release();
    }
}
