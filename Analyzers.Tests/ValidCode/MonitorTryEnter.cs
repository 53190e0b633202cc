// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.MonitorTryEnter;

public sealed class Board
{
    private readonly object _gate = new();
    private readonly object _other = new();
    private readonly List<string> _notes = new();
    private int _skipped;

    public bool TryPost(string note, int milliseconds)
    {
        if (Monitor.TryEnter(_gate, milliseconds))
        {
            try
            {
                _notes.Add(note);
                return true;
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        else
        {
            Interlocked.Increment(ref _skipped);
            return false;
        }
    }

    public void Post(string note)
    {
        if (!Monitor.TryEnter(_gate, TimeSpan.FromSeconds(30)))
            throw new TimeoutException("deadlock?");
        try
        {
            _notes.Add(note);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public bool TryClear(TimeSpan patience)
    {
        bool taken = false;
        try
        {
            Monitor.TryEnter(_gate, patience, ref taken);
            if (!taken)
                return false;
            _notes.Clear();
            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    // counts the contention, then waits all the same
    public void PostCounted(string note)
    {
        if (!Monitor.TryEnter(_gate))
        {
            Interlocked.Increment(ref _skipped);
            Monitor.Enter(_gate);
        }
        try
        {
            _notes.Add(note);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public int Drain(ICollection<string> into)
    {
        int drained = 0;
        if (Monitor.TryEnter(_gate) && _notes.Count > 0)
        {
            try
            {
                foreach (var note in _notes)
                    into.Add(note);
                drained = _notes.Count;
                _notes.Clear();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        else if (Monitor.IsEntered(_gate))
        {
            Monitor.Exit(_gate);
        }
        return drained;
    }

    public bool TryMove(Board to)
    {
        if (!Monitor.TryEnter(_gate, 50) || to == this)
        {
            if (Monitor.IsEntered(_gate))
                Monitor.Exit(_gate);
            return false;
        }
        string[] notes;
        try
        {
            notes = _notes.ToArray();
            _notes.Clear();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        foreach (var note in notes)
            to.Post(note);
        return true;
    }

    public string State() => Monitor.TryEnter(_gate) ? Describe() : "busy";

    private string Describe()
    {
        try
        {
            return _notes.Count.ToString();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    public bool TryBoth()
    {
        bool first = Monitor.TryEnter(_gate);
        bool second = first && Monitor.TryEnter(_other);
        try
        {
            return first && second;
        }
        finally
        {
            if (second)
                Monitor.Exit(_other);
            if (first)
                Monitor.Exit(_gate);
        }
    }

    public int Attempts(int limit)
    {
        int attempts = 0;
        bool taken;
        do
        {
            attempts++;
            taken = Monitor.TryEnter(_gate, 10);
        }
        while (!taken && attempts < limit);
        if (taken)
            Monitor.Exit(_gate);
        return attempts;
    }

    public bool Probe()
    {
        if (Monitor.TryEnter(_gate) == false)
            return true;
        Monitor.Exit(_gate);
        return false;
    }

    public void Visit(Action<string> visit)
    {
        string[] snapshot;
        if (Monitor.TryEnter(_gate, 1) is var taken && taken)
        {
            try
            {
                snapshot = _notes.ToArray();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        else
        {
            snapshot = Array.Empty<string>();
        }
        foreach (var note in snapshot)
            visit(note);
    }
}
