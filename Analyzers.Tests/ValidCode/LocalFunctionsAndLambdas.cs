// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.LocalFunctionsAndLambdas;

public sealed class Scheduler
{
    private readonly object _gate = new();
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly SemaphoreSlim _slots = new(4);
    private readonly List<Action> _actions = new();
    private int _ran;

    public void Add(Action action)
    {
        Lock();
        try
        {
            _actions.Add(action);
        }
        finally
        {
            Unlock();
        }

        void Lock() => Monitor.Enter(_gate);
        void Unlock() => Monitor.Exit(_gate);
    }

    public bool TryAdd(Action action)
    {
        if (!TryLock(out bool taken))
            return false;
        try
        {
            _actions.Add(action);
            return taken;
        }
        finally
        {
            Monitor.Exit(_gate);
        }

        bool TryLock(out bool got)
        {
            got = Monitor.TryEnter(_gate);
            return got;
        }
    }

    public int Count()
    {
        bool taken = false;
        try
        {
            Take();
            return _actions.Count;
        }
        finally
        {
            Drop();
        }

        // both see the flag of the method
        void Take() => Monitor.Enter(_gate, ref taken);

        void Drop()
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    public int CountStatic()
    {
        Enter(_gate);
        try
        {
            return _actions.Count;
        }
        finally
        {
            Exit(_gate);
        }

        static void Enter(object gate) => Monitor.Enter(gate);
        static void Exit(object gate) => Monitor.Exit(gate);
    }

    // the lambda pairs by itself, whenever it runs
    public Action Wrap(Action action) => () =>
    {
        Monitor.Enter(_gate);
        try
        {
            action();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    };

    public void Each(Action<Action> visit)
    {
        Locked(() =>
        {
            foreach (var action in _actions)
                visit(action);
        });
    }

    private void Locked(Action body)
    {
        lock (_gate)
            body();
    }

    private T Read<T>(Func<T> body)
    {
        _rw.EnterReadLock();
        try
        {
            return body();
        }
        finally
        {
            _rw.ExitReadLock();
        }
    }

    private void Write(Action body)
    {
        _rw.EnterWriteLock();
        try
        {
            body();
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    public int Ran() => Read(() => _ran);

    public void Run() => Write(() => _ran++);

    // the release is a delegate that the caller gets
    public Action Begin()
    {
        _slots.Wait();
        return () => _slots.Release();
    }

    public IDisposable BeginScope()
    {
        _slots.Wait();
        return new Undo(() => _slots.Release());
    }

    private sealed class Undo(Action action) : IDisposable
    {
        public void Dispose() => action();
    }

    public void Spawn(Action action)
    {
        _slots.Wait();
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            finally
            {
                _slots.Release();
            }
        });
        thread.Start();
    }

    public async Task RunAsync(Func<Task> body)
    {
        await Enter();
        try
        {
            await body();
        }
        finally
        {
            Leave();
        }

        Task Enter() => _slots.WaitAsync();
        void Leave() => _slots.Release();
    }

    public void Parallelise(int count)
    {
        Parallel.For(0, count, i =>
        {
            lock (_gate)
            {
                if (i % 2 == 0)
                    return;
                _ran++;
            }
        });
    }

    public Func<int> Counter()
    {
        object gate = new();
        int value = 0;
        return Next;

        int Next()
        {
            bool taken = false;
            try
            {
                Monitor.Enter(gate, ref taken);
                return ++value;
            }
            finally
            {
                if (taken)
                    Monitor.Exit(gate);
            }
        }
    }

    // the delegates are locals
    public void Bracket(Action action)
    {
        Action enter = () => Monitor.Enter(_gate);
        Action exit = () => Monitor.Exit(_gate);
        enter();
        try
        {
            action();
        }
        finally
        {
            exit();
        }
    }
}
