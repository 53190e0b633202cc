// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ValidCode.LockOrdering;

public sealed class Vault
{
    private static int s_next;
    public readonly int Id = Interlocked.Increment(ref s_next);
    public readonly object Gate = new();
    public long Coins;
}

public static class Mover
{
    private static readonly object s_tie = new();

    public static void ById(Vault from, Vault to, long coins)
    {
        if (from.Id < to.Id)
        {
            Monitor.Enter(from.Gate);
            Monitor.Enter(to.Gate);
        }
        else
        {
            Monitor.Enter(to.Gate);
            Monitor.Enter(from.Gate);
        }
        from.Coins -= coins;
        to.Coins += coins;
        Monitor.Exit(from.Gate);
        Monitor.Exit(to.Gate);
    }

    public static void BySwap(Vault from, Vault to, long coins)
    {
        Vault first = from, second = to;
        if (first.Id > second.Id)
            (first, second) = (second, first);
        Monitor.Enter(first.Gate);
        try
        {
            Monitor.Enter(second.Gate);
            try
            {
                from.Coins -= coins;
                to.Coins += coins;
            }
            finally
            {
                Monitor.Exit(second.Gate);
            }
        }
        finally
        {
            Monitor.Exit(first.Gate);
        }
    }

    public static void ByTuple(Vault from, Vault to, long coins)
    {
        var (first, second) = from.Id < to.Id ? (from, to) : (to, from);
        lock (first.Gate)
        {
            lock (second.Gate)
            {
                from.Coins -= coins;
                to.Coins += coins;
            }
        }
    }

    // the same vault twice is one lock
    public static void MaybeSame(Vault from, Vault to, long coins)
    {
        object first = from.Gate, second = to.Gate;
        if (from.Id > to.Id)
        {
            first = to.Gate;
            second = from.Gate;
        }
        Monitor.Enter(first);
        if (second != first)
            Monitor.Enter(second);
        from.Coins -= coins;
        to.Coins += coins;
        if (second != first)
            Monitor.Exit(second);
        Monitor.Exit(first);
    }

    public static void ByHash(Vault from, Vault to, long coins)
    {
        int a = RuntimeHelpers.GetHashCode(from), b = RuntimeHelpers.GetHashCode(to);
        bool tie = a == b;
        if (tie)
            Monitor.Enter(s_tie);
        try
        {
            lock ((a < b ? from : to).Gate)
            lock ((a < b ? to : from).Gate)
            {
                from.Coins -= coins;
                to.Coins += coins;
            }
        }
        finally
        {
            if (tie)
                Monitor.Exit(s_tie);
        }
    }

    public static long Total(IEnumerable<Vault> vaults)
    {
        var ordered = vaults.OrderBy(v => v.Id).ToArray();
        int taken = 0;
        try
        {
            foreach (var vault in ordered)
            {
                Monitor.Enter(vault.Gate);
                taken++;
            }
            return ordered.Sum(v => v.Coins);
        }
        finally
        {
            while (taken > 0)
                Monitor.Exit(ordered[--taken].Gate);
        }
    }

    public static void LockAll(Vault[] vaults, Action action)
    {
        foreach (var vault in vaults)
            Monitor.Enter(vault.Gate);
        try
        {
            action();
        }
        finally
        {
            foreach (var vault in vaults)
                Monitor.Exit(vault.Gate);
        }
    }

    public static bool TryLockAll(Vault[] vaults, Action action)
    {
        int taken = 0;
        try
        {
            for (; taken < vaults.Length; taken++)
            {
                if (!Monitor.TryEnter(vaults[taken].Gate))
                    return false;
            }
            action();
            return true;
        }
        finally
        {
            for (int i = 0; i < taken; i++)
                Monitor.Exit(vaults[i].Gate);
        }
    }

    public static bool TryBoth(Vault a, Vault b, long coins)
    {
        bool first = false, second = false;
        try
        {
            Monitor.TryEnter(a.Gate, ref first);
            if (first)
                Monitor.TryEnter(b.Gate, ref second);
            if (!second)
                return false;
            a.Coins -= coins;
            b.Coins += coins;
            return true;
        }
        finally
        {
            if (second)
                Monitor.Exit(b.Gate);
            if (first)
                Monitor.Exit(a.Gate);
        }
    }

    public static void Recursive(Vault[] ordered, int index, Action action)
    {
        if (index == ordered.Length)
        {
            action();
            return;
        }
        lock (ordered[index].Gate)
            Recursive(ordered, index + 1, action);
    }
}

public unsafe struct Cell
{
    public int Locked;
    public long Coins;
}

public static unsafe class Cells
{
    private static readonly object[] s_stripes = Enumerable.Range(0, 16).Select(_ => new object()).ToArray();

    private static object Stripe(Cell* cell) => s_stripes[((nuint)cell >> 4) & 15];

    // ordered by address
    public static void Move(Cell* from, Cell* to, long coins)
    {
        Cell* low = from, high = to;
        if (low > high)
        {
            Cell* swap = low;
            low = high;
            high = swap;
        }
        object first = Stripe(low), second = Stripe(high);
        Monitor.Enter(first);
        try
        {
            if (first != second)
                Monitor.Enter(second);
            try
            {
                from->Coins -= coins;
                to->Coins += coins;
            }
            finally
            {
                if (first != second)
                    Monitor.Exit(second);
            }
        }
        finally
        {
            Monitor.Exit(first);
        }
    }

    public static void All(Action action)
    {
        for (int i = 0; i < s_stripes.Length; i++)
            Monitor.Enter(s_stripes[i]);
        try
        {
            action();
        }
        finally
        {
            for (int i = s_stripes.Length - 1; i >= 0; i--)
                Monitor.Exit(s_stripes[i]);
        }
    }
}
