// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using System;
using System.Collections.Generic;
using System.Threading;

namespace ValidCode.RetryLoops;

public sealed class Account
{
    public readonly object Gate = new();
    public decimal Balance;
    public int Version;
    public bool Closed;
}

public sealed class Bank
{
    private readonly object _gate = new();
    private readonly Queue<Action> _pending = new();
    private volatile Account _primary = new();

    // takes the second lock only if it is free, else backs off and starts again
    public void Transfer(Account from, Account to, decimal amount)
    {
    retry:
        Monitor.Enter(from.Gate);
        if (!Monitor.TryEnter(to.Gate))
        {
            Monitor.Exit(from.Gate);
            Thread.Yield();
            goto retry;
        }
        from.Balance -= amount;
        to.Balance += amount;
        Monitor.Exit(to.Gate);
        Monitor.Exit(from.Gate);
    }

    public bool TryTransfer(Account from, Account to, decimal amount, int attempts)
    {
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            if (!Monitor.TryEnter(from.Gate))
                continue;
            if (Monitor.TryEnter(to.Gate))
            {
                from.Balance -= amount;
                to.Balance += amount;
                Monitor.Exit(to.Gate);
                Monitor.Exit(from.Gate);
                return true;
            }
            Monitor.Exit(from.Gate);
        }
        return false;
    }

    // locks what the field says, then checks that the field still says so
    public decimal Balance()
    {
        while (true)
        {
            Account account = _primary;
            Monitor.Enter(account.Gate);
            if (account != _primary || account.Closed)
            {
                Monitor.Exit(account.Gate);
                continue;
            }
            decimal balance = account.Balance;
            Monitor.Exit(account.Gate);
            return balance;
        }
    }

    // returns with the account locked, as its name says; every caller unlocks
    private Account LockPrimary()
    {
        for (;;)
        {
            var account = _primary;
            Monitor.Enter(account.Gate);
            if (ReferenceEquals(account, _primary))
                return account;
            Monitor.Exit(account.Gate);
        }
    }

    public void Deposit(decimal amount)
    {
        var account = LockPrimary();
        account.Balance += amount;
        account.Version++;
        Monitor.Exit(account.Gate);
    }

    public bool Update(Account account, Func<decimal, decimal> change)
    {
        int version;
        decimal balance;
    again:
        lock (account.Gate)
        {
            version = account.Version;
            balance = account.Balance;
        }
        decimal changed = change(balance);
        lock (account.Gate)
        {
            if (account.Closed)
                return false;
            if (account.Version != version)
                goto again;
            account.Balance = changed;
            account.Version++;
        }
        return true;
    }

    public void RunPending()
    {
        while (true)
        {
            Action action;
            Monitor.Enter(_gate);
            try
            {
                if (_pending.Count == 0)
                    break;
                action = _pending.Dequeue();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
            action();
        }
    }

    public bool TryRunOne(TimeSpan patience)
    {
        var spin = new SpinWait();
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (!Monitor.TryEnter(_gate))
        {
            if (Environment.TickCount64 > deadline)
                return false;
            spin.SpinOnce();
        }
        Action? action = null;
        try
        {
            _pending.TryDequeue(out action);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        action?.Invoke();
        return action != null;
    }

    public void PostAll(IEnumerable<Action> actions)
    {
        foreach (var action in actions)
        {
            bool taken = false;
            try
            {
                do
                {
                    Monitor.TryEnter(_gate, 100, ref taken);
                }
                while (!taken);
                _pending.Enqueue(action);
            }
            finally
            {
                if (taken)
                    Monitor.Exit(_gate);
            }
        }
    }

    public int CloseAll(Account[] accounts)
    {
        int closed = 0;
        foreach (var account in accounts)
        {
            if (!Monitor.TryEnter(account.Gate))
                continue;
            if (account.Closed)
            {
                Monitor.Exit(account.Gate);
                continue;
            }
            account.Closed = true;
            Monitor.Exit(account.Gate);
            if (++closed == 10)
                break;
        }
        return closed;
    }

    // leaves the loop with the lock, and unlocks after it
    public Account? FindOpen(Account[] accounts)
    {
        Account? found = null;
        foreach (var account in accounts)
        {
            Monitor.Enter(account.Gate);
            if (!account.Closed)
            {
                found = account;
                break;
            }
            Monitor.Exit(account.Gate);
        }
        if (found == null)
            return null;
        found.Version++;
        Monitor.Exit(found.Gate);
        return found;
    }

    public void Rotate(Account replacement)
    {
        int state = 0;
        Account? account = null;
        while (state != 3)
        {
            switch (state)
            {
                case 0:
                    account = _primary;
                    Monitor.Enter(account.Gate);
                    state = account == _primary ? 1 : 2;
                    break;
                case 1:
                    account!.Closed = true;
                    _primary = replacement;
                    Monitor.Exit(account.Gate);
                    state = 3;
                    break;
                case 2:
                    Monitor.Exit(account!.Gate);
                    state = 0;
                    break;
            }
        }
    }
}

// where a later try throws, the flag is what the test before it found
public sealed class Persistent
{
    private readonly object _gate = new();
    private SpinLock _spin = new(false);
    private int _count;

    public void Until(int milliseconds)
    {
        bool taken = false;
        try
        {
            while (!taken)
                Monitor.TryEnter(_gate, milliseconds, ref taken);
            _count++;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    public void Spin(int milliseconds)
    {
        bool taken = false;
        try
        {
            do
                _spin.TryEnter(milliseconds, ref taken);
            while (!taken);
            _count++;
        }
        finally
        {
            if (taken)
                _spin.Exit();
        }
    }

    public void Interrupted(int milliseconds)
    {
        bool taken = false;
        try
        {
            try
            {
                Monitor.TryEnter(_gate, milliseconds, ref taken);
            }
            catch (ThreadInterruptedException)
            {
            }
            if (!taken)
                Monitor.Enter(_gate, ref taken);
            _count++;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_gate);
        }
    }

    public void Both(Persistent other)
    {
        bool mine = false, theirs = false;
        try
        {
            while (true)
            {
                Monitor.TryEnter(_gate, ref mine);
                if (mine)
                {
                    Monitor.TryEnter(other._gate, ref theirs);
                    if (theirs)
                        break;
                    Monitor.Exit(_gate);
                    mine = false;
                }
            }
            _count++;
        }
        finally
        {
            if (mine)
                Monitor.Exit(_gate);
            if (theirs)
                Monitor.Exit(other._gate);
        }
    }
}
