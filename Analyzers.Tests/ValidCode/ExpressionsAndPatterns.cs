// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.ExpressionsAndPatterns;

public enum Outcome { Done, Busy, Gone }

public abstract record Request;
public sealed record Get(string Key) : Request;
public sealed record Set(string Key, string Value) : Request;

public sealed class Box
{
    private readonly object _gate = new();
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly Dictionary<string, string> _map = new();
    private string _last = "";

    public object Gate => _gate;

    private void Lock() => Monitor.Enter(_gate);
    private void Unlock() => Monitor.Exit(_gate);
    private bool TryLock() => Monitor.TryEnter(_gate);
    private bool TryLock(int milliseconds) => milliseconds > 0 ? Monitor.TryEnter(_gate, milliseconds) : TryLock();

    public string Last
    {
        get { Lock(); try { return _last; } finally { Unlock(); } }
        set { Lock(); try { _last = value; } finally { Unlock(); } }
    }

    private Outcome Begin(string key)
    {
        if (!TryLock(5))
            return Outcome.Busy;
        if (_last == key)
            return Outcome.Done;
        Unlock();
        return Outcome.Gone;
    }

    // the lock is held in one of the three cases
    public string? Get(string key)
    {
        switch (Begin(key))
        {
            case Outcome.Done:
                try
                {
                    return _map.GetValueOrDefault(key);
                }
                finally
                {
                    Unlock();
                }
            case Outcome.Busy:
                Thread.Yield();
                return null;
            default:
                return null;
        }
    }

    public bool Has(string key)
    {
        var outcome = Begin(key);
        if (outcome is Outcome.Busy or Outcome.Gone)
            return false;
        Unlock();
        return true;
    }

    public string? Handle(Request request)
    {
        bool write = request is Set;
        if (write)
            _rw.EnterWriteLock();
        else
            _rw.EnterReadLock();
        try
        {
            return request switch
            {
                Get(var key) => _map.GetValueOrDefault(key),
                Set { Key: var key, Value: var value } => _map[key] = value,
                _ => throw new NotSupportedException(),
            };
        }
        finally
        {
            (write ? (Action)_rw.ExitWriteLock : _rw.ExitReadLock)();
        }
    }

    // state in a tuple
    public bool TryAppend(string text)
    {
        (bool taken, int length) state = (false, 0);
        state.taken = Monitor.TryEnter(_gate);
        if (!state.taken)
            return false;
        state.length = text == _last ? 0 : 1;
        _last = text;
        Monitor.Exit(_gate);
        return state.length > 0;
    }

    private (bool Taken, string Value) TryRead()
    {
        if (!Monitor.TryEnter(_gate))
            return (false, "");
        return (true, _last);
    }

    public string ReadOrEmpty()
    {
        var (taken, value) = TryRead();
        if (taken)
            Monitor.Exit(_gate);
        return value;
    }

    public static void Open(Box box, out object held)
    {
        held = box._gate;
        Monitor.Enter(held);
    }

    public static void Close(ref object? held)
    {
        if (held != null)
            Monitor.Exit(held);
        held = null;
    }

    private static bool TryOpen(Box box, ref object? held)
    {
        if (!Monitor.TryEnter(box._gate))
            return false;
        held = box._gate;
        return true;
    }

    // the held lock is handed over by reference
    public static bool Poke(Box box)
    {
        object? held = null;
        try
        {
            if (!TryOpen(box, ref held))
                return false;
            box._last = "poked";
            return true;
        }
        finally
        {
            Close(ref held);
        }
    }

    public string Conditional(string? key)
    {
        object? gate = key?.Length > 0 ? _gate : null;
        if (gate != null)
            Monitor.Enter(gate);
        try
        {
            return key ?? _last;
        }
        finally
        {
            if (gate != null)
                Monitor.Exit(gate);
        }
    }

    public bool ByAnd(bool wanted)
    {
        bool ok = TryLock() && wanted;
        if (Monitor.IsEntered(_gate))
            Unlock();
        return ok;
    }

    public string ByCoalesce(Box? other)
    {
        var target = other ?? this;
        Monitor.Enter(target._gate);
        string last = target._last;
        Monitor.Exit(target._gate);
        return last;
    }

    public void ByProperty(Box other)
    {
        Monitor.Enter(other.Gate);
        try
        {
            other._last = _last;
        }
        finally
        {
            Monitor.Exit(other.Gate);
        }
    }

    public int ByArray(object[] gates, int index)
    {
        Monitor.Enter(gates[index]);
        try
        {
            return index + 1;
        }
        finally
        {
            Monitor.Exit(gates[index]);
        }
    }

    public void ByAlias()
    {
        object gate = _gate;
        object again = gate;
        Monitor.Enter(gate);
        _last = "";
        Monitor.Exit(again);
    }

    public void Deconstructed(object a, object b)
    {
        var (left, right) = (a, b);
        lock (left)
            _last = "left";
        Monitor.Enter(right);
        Monitor.Exit(right);
    }
}
