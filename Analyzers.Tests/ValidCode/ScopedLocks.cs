// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.ScopedLocks;

public sealed class Catalogue
{
    private readonly Lock _lock = new();
    private readonly object _gate = new();
    private readonly List<string> _titles = new();

    public void Add(string title)
    {
        using (_lock.EnterScope())
            _titles.Add(title);
    }

    public int Count()
    {
        using var scope = _lock.EnterScope();
        return _titles.Count;
    }

    public void Remove(string title)
    {
        var scope = _lock.EnterScope();
        try
        {
            _titles.Remove(title);
        }
        finally
        {
            scope.Dispose();
        }
    }

    public void Clear()
    {
        _lock.Enter();
        try
        {
            _titles.Clear();
        }
        finally
        {
            _lock.Exit();
        }
    }

    public bool TryClear()
    {
        if (!_lock.TryEnter(TimeSpan.FromMilliseconds(10)))
            return false;
        try
        {
            _titles.Clear();
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Sort()
    {
        lock (_lock)
        {
            _titles.Sort();
        }
    }

    public string? First()
    {
        bool mine = !_lock.IsHeldByCurrentThread;
        if (mine)
            _lock.Enter();
        try
        {
            return _titles.Count > 0 ? _titles[0] : null;
        }
        finally
        {
            if (mine)
                _lock.Exit();
        }
    }

    // leaves the scope before the callback
    public void Visit(Action<string> visit)
    {
        string[] snapshot;
        using (_lock.EnterScope())
        {
            if (_titles.Count == 0)
                return;
            snapshot = _titles.ToArray();
        }
        foreach (var title in snapshot)
            visit(title);
    }

    public Hold Enter() => new(_gate);

    public void Append(string title)
    {
        using (Enter())
            _titles.Add(title);
    }

    public void AppendAll(IEnumerable<string> titles)
    {
        foreach (var title in titles)
        {
            using var hold = Enter();
            if (title.Length == 0)
                continue;
            _titles.Add(title);
        }
    }

    public bool AppendIfFree(string title)
    {
        using var hold = Hold.Try(_gate);
        if (!hold.Taken)
            return false;
        _titles.Add(title);
        return true;
    }

    public void Nested()
    {
        using (Enter())
        using (_lock.EnterScope())
            _titles.Clear();
    }

    public readonly ref struct Hold
    {
        private readonly object? _held;

        public Hold(object gate)
        {
            Monitor.Enter(gate);
            _held = gate;
        }

        private Hold(object? held, bool taken) => (_held, Taken) = (held, taken);

        public bool Taken { get; } = true;

        public static Hold Try(object gate) => Monitor.TryEnter(gate) ? new Hold(gate, true) : new Hold(null, false);

        public void Dispose()
        {
            if (_held != null)
                Monitor.Exit(_held);
        }
    }
}

// a class that holds the lock for as long as it lives
public sealed class WriteSession : IDisposable
{
    private readonly ReaderWriterLockSlim _rw;
    private bool _disposed;

    public WriteSession(ReaderWriterLockSlim rw)
    {
        _rw = rw;
        _rw.EnterWriteLock();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _rw.ExitWriteLock();
    }
}

public sealed class TryScope : IDisposable
{
    private object? _gate;

    private TryScope(object gate) => _gate = gate;

    public static TryScope? Create(object gate, TimeSpan patience)
    {
        if (Monitor.TryEnter(gate, patience))
            return new TryScope(gate);
        return null;
    }

    public void Dispose()
    {
        object? gate = _gate;
        _gate = null;
        if (gate != null)
            Monitor.Exit(gate);
    }

    public static bool Run(object gate, Action action)
    {
        using var scope = Create(gate, TimeSpan.FromSeconds(1));
        if (scope == null)
            return false;
        action();
        return true;
    }
}
