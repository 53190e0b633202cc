// SPDX-License-Identifier: MIT
using System;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.CorrelatedResults;

public enum Step { Free, Held, Closed }

// a call says more than one thing, and they belong together
internal sealed class Journal
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly object _gate = new();
    private bool _closed;

    // false: not taken; true: as the flag says
    private bool TryEnter(out bool mustExit)
    {
        if (_rw.IsWriteLockHeld)
        {
            mustExit = false;
            return true;
        }
        if (!_rw.TryEnterWriteLock(20))
        {
            mustExit = false;
            return false;
        }
        mustExit = true;
        return true;
    }

    public int Checkpoint(Func<int> work)
    {
        if (!TryEnter(out bool mustExit))
            return 0;
        try
        {
            return work();
        }
        finally
        {
            if (mustExit)
                _rw.ExitWriteLock();
        }
    }

    private Step Advance()
    {
        Monitor.Enter(_gate);
        if (!_closed)
            return Step.Held;
        Monitor.Exit(_gate);
        return Step.Closed;
    }

    public bool Append()
    {
        var step = Advance();
        if (step != Step.Held)
            return false;
        Monitor.Exit(_gate);
        return true;
    }

    private bool TryHold(bool wanted, ref object? held, out string why)
    {
        why = "";
        if (!wanted)
            return false;
        Monitor.Enter(_gate);
        held = _gate;
        why = "wanted";
        return true;
    }

    private static void Drop(ref object? held)
    {
        if (held is not null)
            Monitor.Exit(held);
        held = null;
    }

    // which lock it is comes back by reference
    public string Close(bool wanted)
    {
        object? held = null;
        if (!TryHold(wanted, ref held, out string why))
            return why;
        _closed = true;
        Drop(ref held);
        return why;
    }

    private void Hold(out object held)
    {
        held = _gate;
        Monitor.Enter(held);
    }

    public void Reopen()
    {
        Hold(out object held);
        _closed = false;
        Monitor.Exit(held);
    }
}

// one flag for whichever of two waits was chosen
public sealed class Feedback
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<bool> Send(bool patient, Func<Task> send, CancellationToken token)
    {
        bool taken = patient
            ? await _gate.WaitAsync(Timeout.Infinite, token).ConfigureAwait(false)
            : await _gate.WaitAsync(TimeSpan.Zero, token).ConfigureAwait(false);
        if (!taken)
            return false;
        try
        {
            await send();
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }
}
