// SPDX-License-Identifier: MIT
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.LockIdentity;

public sealed class Shelf
{
    public object Gate { get; } = new();
    public Shelf? Parent { get; init; }
    public readonly ReaderWriterLockSlim Rw = new();
    public int Books;
}

// the lock is named by an expression, twice
public sealed class Library
{
    private readonly ArrayList _old = new();
    private readonly List<object> _list = new();
    private readonly Dictionary<string, object> _byName = new();
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _byId = new();
    private readonly object[] _stripes = { new(), new(), new(), new() };
    private readonly Lazy<object> _lazy = new(() => new object());
    private readonly ReaderWriterLockSlim? _optional;
    private readonly SemaphoreSlim? _limit;
    private static readonly object s_gate = new();
    private int _count;

    public Library(ReaderWriterLockSlim? optional, SemaphoreSlim? limit) => (_optional, _limit) = (optional, limit);

    public int BySyncRoot()
    {
        Monitor.Enter(_old.SyncRoot);
        try
        {
            return _old.Count;
        }
        finally
        {
            Monitor.Exit(_old.SyncRoot);
        }
    }

    public int ByCastSyncRoot()
    {
        Monitor.Enter(((ICollection)_list).SyncRoot);
        try
        {
            return _list.Count;
        }
        finally
        {
            Monitor.Exit(((ICollection)_list).SyncRoot);
        }
    }

    public void ByType()
    {
        Monitor.Enter(typeof(Library));
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(typeof(Library));
        }
    }

    public void ByThis()
    {
        Monitor.Enter(this);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(this);
        }
    }

    public void ByListElement(int index)
    {
        Monitor.Enter(_list[index]);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(_list[index]);
        }
    }

    public void ByDictionaryElement(string name)
    {
        Monitor.Enter(_byName[name]);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(_byName[name]);
        }
    }

    public void ByStripe(int hash)
    {
        Monitor.Enter(_stripes[hash & 3]);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(_stripes[hash & 3]);
        }
    }

    private object GateFor(int hash) => _stripes[hash & 3];

    public void ByMethod(int hash)
    {
        Monitor.Enter(GateFor(hash));
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(GateFor(hash));
        }
    }

    public void ByLazy()
    {
        Monitor.Enter(_lazy.Value);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(_lazy.Value);
        }
    }

    public async Task ByConcurrentDictionary(int id, Func<Task> work)
    {
        await _byId.GetOrAdd(id, _ => new SemaphoreSlim(1, 1)).WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _byId[id].Release();
        }
    }

    public int ByPath(Shelf shelf)
    {
        Monitor.Enter(shelf.Parent!.Parent!.Gate);
        try
        {
            return shelf.Parent.Parent.Books;
        }
        finally
        {
            Monitor.Exit(shelf.Parent.Parent.Gate);
        }
    }

    public void ByFieldOfParameter(Shelf shelf)
    {
        shelf.Rw.EnterUpgradeableReadLock();
        try
        {
            if (shelf.Books > 0)
                return;
            shelf.Rw.EnterWriteLock();
            try
            {
                shelf.Books = 1;
            }
            finally
            {
                shelf.Rw.ExitWriteLock();
            }
        }
        finally
        {
            shelf.Rw.ExitUpgradeableReadLock();
        }
    }

    // the lock is optional
    public void Optional()
    {
        _optional?.EnterWriteLock();
        try
        {
            _count++;
        }
        finally
        {
            _optional?.ExitWriteLock();
        }
    }

    public async Task OptionalAsync(Func<Task> work)
    {
        if (_limit != null)
            await _limit.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _limit?.Release();
        }
    }

    public async Task OptionalTaskAsync(Func<Task> work)
    {
        await (_limit?.WaitAsync() ?? Task.CompletedTask);
        try
        {
            await work();
        }
        finally
        {
            _limit?.Release();
        }
    }

    public void BySwitch(int kind, Shelf shelf)
    {
        object gate = kind switch
        {
            0 => s_gate,
            1 => shelf.Gate,
            _ => this,
        };
        Monitor.Enter(gate);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    public void ByCapture(Shelf shelf)
    {
        object gate = shelf.Gate;
        Action bump = () =>
        {
            lock (gate)
                _count++;
        };
        Monitor.Enter(gate);
        try
        {
            bump();
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    public void ByTernary(bool first, Shelf a, Shelf b)
    {
        Monitor.Enter(first ? a.Gate : b.Gate);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(first ? a.Gate : b.Gate);
        }
    }

    public void ByOut(string name)
    {
        if (!_byName.TryGetValue(name, out var gate))
            return;
        Monitor.Enter(gate);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    public void ByInterlocked(ref object? slot)
    {
        object gate = Interlocked.CompareExchange(ref slot, new object(), null) ?? slot;
        Monitor.Enter(gate);
        try
        {
            _count++;
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }
}
