// SPDX-License-Identifier: MIT
using System;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.LockLayers;

// a layer over Monitor for the assembly's own use: what it takes or wants is told by its parameters, whether it is used today or not
internal static class Gates
{
    public static void TryTake(object gate, ref bool taken) => Monitor.TryEnter(gate, ref taken);

    public static void TryTake(object gate, TimeSpan limit, ref bool taken) => Monitor.TryEnter(gate, limit, ref taken);

    public static bool TryTake(object gate) => Monitor.TryEnter(gate);

    public static void Free(object gate) => Monitor.Exit(gate);

    public static void Notify(object gate) => Monitor.Pulse(gate);

    public static bool Await(object gate, int milliseconds) => Monitor.Wait(gate, milliseconds);
}

internal class Yielding
{
    private readonly object _gate = new();

    public void Lock()
    {
        while (!Gates.TryTake(_gate))
            Thread.Yield();
    }

    public void LockFairly()
    {
        while (!Monitor.TryEnter(_gate))
            Thread.Sleep(0);
    }

    public void Unlock() => Gates.Free(_gate);
}

internal sealed class Cell
{
    private readonly object _gate = new();

    public bool IsOpen { get; set; }

    public void Hold() => Monitor.Enter(_gate);
    public void Drop() => Monitor.Exit(_gate);
}

// what is returned is locked
internal sealed class Cells
{
    private readonly Cell[] _cells = [new(), new()];
    private int _next;

    public Cell? TryNext()
    {
        Cell cell = _cells[_next];
        cell.Hold();
        bool drop = true;
        try
        {
            if (!cell.IsOpen)
                return null;
            _next ^= 1;
            drop = false;
            return cell;
        }
        finally
        {
            if (drop)
                cell.Drop();
        }
    }
}

internal readonly partial struct Turnstile
{
    private readonly SemaphoreSlim _inner;

    public Turnstile() => _inner = new SemaphoreSlim(1, 1);

    public partial bool TryPass();
    public partial void Leave();

    public partial bool TryPass() => _inner.Wait(50);
    public partial void Leave() => _inner.Release();
}

public sealed class Writer
{
    private readonly Turnstile _turnstile = new();

    public bool Write(Action write)
    {
        if (!_turnstile.TryPass())
            return false;
        try
        {
            write();
            return true;
        }
        finally
        {
            _turnstile.Leave();
        }
    }

    // the other end of a write that is awaited; its callers are not compiled
    private async Task<int> Finish(Task<int> pending)
    {
        try
        {
            return await pending;
        }
        finally
        {
            _turnstile.Leave();
        }
    }
}
