// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace ValidCode.CorrelatedFlags;

public enum Sharing { None, Shared, Exclusive }

public sealed class Ledger
{
    private readonly object _gate = new();
    private readonly object _journalGate = new();
    private readonly ReaderWriterLockSlim _table = new();
    private readonly Dictionary<string, decimal> _balances = new();
    private readonly List<string> _journal = new();
    private readonly bool _shared;

    public Ledger(bool shared) => _shared = shared;

    public decimal Read(string account, bool synchronised)
    {
        if (synchronised)
            Monitor.Enter(_gate);
        try
        {
            return _balances.GetValueOrDefault(account);
        }
        finally
        {
            if (synchronised)
                Monitor.Exit(_gate);
        }
    }

    public void Add(string account, decimal amount)
    {
        bool taken = false;
        try
        {
            Monitor.Enter(_gate, ref taken);
            _balances[account] = _balances.GetValueOrDefault(account) + amount;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    public int Count()
    {
        bool locked = false;
        if (_shared)
        {
            Monitor.Enter(_gate);
            locked = true;
        }
        try
        {
            return _balances.Count;
        }
        finally
        {
            if (locked)
                Monitor.Exit(_gate);
        }
    }

    // the lock itself is the flag
    public void Clear()
    {
        object? held = null;
        if (_shared)
        {
            Monitor.Enter(_gate);
            held = _gate;
        }
        try
        {
            _balances.Clear();
        }
        finally
        {
            if (held != null)
                Monitor.Exit(held);
        }
    }

    public decimal Sum(Sharing sharing)
    {
        switch (sharing)
        {
            case Sharing.Shared:
                _table.EnterReadLock();
                break;
            case Sharing.Exclusive:
                _table.EnterWriteLock();
                break;
        }
        try
        {
            decimal sum = 0;
            foreach (var balance in _balances.Values)
                sum += balance;
            return sum;
        }
        finally
        {
            if (sharing == Sharing.Exclusive)
                _table.ExitWriteLock();
            else if (sharing == Sharing.Shared)
                _table.ExitReadLock();
        }
    }

    public void Record(string line, int depth)
    {
        int taken = 0;
        if (depth == 0)
        {
            Monitor.Enter(_journalGate);
            taken = 1;
        }
        try
        {
            _journal.Add(line);
        }
        finally
        {
            if (taken == 1)
                Monitor.Exit(_journalGate);
        }
    }

    public bool TryDrain(List<string> into)
    {
        bool busy = !Monitor.TryEnter(_journalGate);
        if (busy)
            return false;
        try
        {
            into.AddRange(_journal);
            _journal.Clear();
            return true;
        }
        finally
        {
            Monitor.Exit(_journalGate);
        }
    }

    public void Move(string from, string to, decimal amount, bool journal)
    {
        bool tableTaken = false, journalTaken = false;
        try
        {
            Monitor.Enter(_gate, ref tableTaken);
            if (journal)
                Monitor.Enter(_journalGate, ref journalTaken);
            _balances[from] -= amount;
            _balances[to] += amount;
            if (journalTaken)
                _journal.Add($"{from} {to} {amount}");
        }
        finally
        {
            if (journalTaken)
                Monitor.Exit(_journalGate);
            if (tableTaken)
                Monitor.Exit(_gate);
        }
    }

    // does not take what the caller already holds
    public void Touch(string account)
    {
        bool mustExit = !Monitor.IsEntered(_gate);
        if (mustExit)
            Monitor.Enter(_gate);
        try
        {
            _balances.TryAdd(account, 0);
        }
        finally
        {
            if (mustExit)
                Monitor.Exit(_gate);
        }
    }

    // releases early, before the slow part, and remembers it
    public void Save(TextWriter writer)
    {
        string[] lines;
        bool held = true;
        Monitor.Enter(_journalGate);
        try
        {
            lines = _journal.ToArray();
            Monitor.Exit(_journalGate);
            held = false;
            foreach (var line in lines)
                writer.WriteLine(line);
        }
        finally
        {
            if (held)
                Monitor.Exit(_journalGate);
        }
    }

    public bool TryRead(string account, bool wait, out decimal balance)
    {
        bool got = wait ? Monitor.TryEnter(_gate, TimeSpan.FromSeconds(1)) : Monitor.TryEnter(_gate);
        if (got)
        {
            try
            {
                return _balances.TryGetValue(account, out balance);
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        balance = 0;
        return false;
    }

    public bool TryRemove(string account)
    {
        bool taken;
        if (!(taken = Monitor.TryEnter(_gate, 10)))
            return taken;
        try
        {
            return _balances.Remove(account);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    // the same parameter decides twice, by a null test
    public void Copy(ICollection<decimal>? into)
    {
        if (into is not null)
            Monitor.Enter(into);
        try
        {
            foreach (var balance in _balances.Values)
                into?.Add(balance);
        }
        finally
        {
            if (into is not null)
                Monitor.Exit(into);
        }
    }

    public bool TryAddAll(IReadOnlyDictionary<string, decimal> amounts, int patience)
    {
        bool? taken = null;
        if (patience > 0)
            taken = Monitor.TryEnter(_gate, patience);
        if (taken != true)
            return false;
        try
        {
            foreach (var (account, amount) in amounts)
                _balances[account] = amount;
            return true;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    // a local carries the decision, though the field could change meanwhile
    public bool Contains(string account)
    {
        bool locking = _shared && account.Length > 0;
        if (!locking)
            return _balances.ContainsKey(account);
        Monitor.Enter(_gate);
        bool found;
        try
        {
            found = _balances.ContainsKey(account);
        }
        finally
        {
            if (locking)
                Monitor.Exit(_gate);
        }
        return found;
    }

    public void Trim(int limit, bool own)
    {
        bool release = false;
        if (own || limit > 100)
        {
            Monitor.Enter(_journalGate);
            release = true;
        }
        try
        {
            if (_journal.Count > limit)
                _journal.RemoveRange(0, _journal.Count - limit);
        }
        finally
        {
            if (!release)
            {
                _ = limit;
            }
            else
            {
                Monitor.Exit(_journalGate);
            }
        }
    }
}
