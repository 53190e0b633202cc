// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// What smatch's validation/sm_locking2, 3, 4 and 6 check, and the kinds of entries in its lock and reference tables.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using Pairing;

namespace Published.Smatch;

public static class Locking
{
    private static void Frob() { }

    // sm_locking2
    public static void DoubleUnlockOnOneBranch(object first, bool again)
    {
        if (!Monitor.TryEnter(first))
            return;
        Monitor.Exit(first);
        if (again)
            {|PAIR002:Monitor.Exit(first)|};
    }

    // what comes from the caller goes back to it
    public static void UnlockedThenLocked(object callers)
    {
        Monitor.Exit(callers);
        Frob();
        Monitor.Enter(callers);
    }

    // where smatch says FIXME
    public static void HeldOnOneReturn(object third)
    {
        if (!{|PAIR001:Monitor.TryEnter(third)|})
            return;
        return;
    }

    // sm_locking3
    public static void ConditionWithCalls(object gate)
    {
        if (!Try())
            return;
        Frob();
        Monitor.Exit(gate);

        bool Try()
        {
            Frob();
            Frob();
            return Monitor.TryEnter(gate);
        }
    }

    public static void ThroughTernaries(object gate)
    {
        if (((Monitor.TryEnter(gate) ? 1 : 0) == 1 ? 1 : 0) == 1)
        {
            Frob();
            Monitor.Exit(gate);
        }
    }

    public static void WrongWayRound(object gate)
    {
        if (({|PAIR001:Monitor.TryEnter(gate)|} ? 1 : 0) != 0)
            return;
        Frob();
        {|PAIR002:Monitor.Exit(gate)|};
    }

    // sm_locking4
    public static void ConstantConditions(object gate, bool early)
    {
        if (true)
            Monitor.Exit(gate);
        Frob();
        if (!false)
            Monitor.Enter(gate);
        if (false)
            Monitor.Exit(gate);
        if (early)
            return;
        if (!true)
            Monitor.Enter(gate);
    }

    public static void ConstantConditionsBad(object gate, bool early)
    {
        if (!false)
            {|PAIR001:Monitor.Enter(gate)|};
        if (false)
            Monitor.Exit(gate);
        if (early)
            return;
        Monitor.Exit(gate);
    }
}

public sealed class Irq
{
    private readonly object _gate = new();

    [Acquires("#irq")]
    [NoContextAnalysis("stands for an instruction")]
    private static ulong Save() => 0;

    [Releases("#irq")]
    [NoContextAnalysis("stands for an instruction")]
    private static void Restore(ulong flags) => _ = flags;

    [CondAcquires(true, "_gate", "#irq")]
    private bool TryLockSave(out ulong flags)
    {
        flags = Save();
        if (Monitor.TryEnter(_gate))
            return true;
        Restore(flags);
        return false;
    }

    [Releases("_gate", "#irq")]
    private void UnlockRestore(ulong flags)
    {
        Monitor.Exit(_gate);
        Restore(flags);
    }

    // sm_locking6
    public void Good()
    {
        if (!TryLockSave(out ulong flags))
            return;
        UnlockRestore(flags);
    }

    public void LockedWhereItSucceeds(bool early)
    {
        if (!TryLockSave(out ulong flags))
            return;
        UnlockRestore(flags);
        if (early)
            return;
        if ({|PAIR001:TryLockSave(out flags)|})
            return;
        return;
    }
}

public abstract class Tables
{
    [CondAcquires("zero", "gate")]
    protected abstract int DownKillable(object gate);

    [CondAcquires("nonzero", "gate")]
    protected abstract int TryDown(object gate);

    [CondAcquires("nonnull", "gate")]
    protected abstract string? MapLock(object gate);

    [Releases("gate")]
    protected abstract void Up(object gate);

    [Gets("node")]
    protected abstract void Get(object node);

    [Puts("node")]
    protected abstract void Put(object node);

    [CondGets(true, "node")]
    protected abstract bool GetNotZero(object node);

    [return: Gets]
    protected abstract object? Find(int id);

    protected abstract int Register(object node);

    // a range of returns implies the lock
    public int Killable(object gate)
    {
        int error = DownKillable(gate);
        if (error != 0)
            return error;
        Up(gate);
        return 0;
    }

    public int KillableInverted(object gate)
    {
        int error = {|PAIR001:DownKillable(gate)|};
        if (error == 0)
            return error;
        {|PAIR002:Up(gate)|};
        return error;
    }

    public bool NonZero(object gate)
    {
        if (TryDown(gate) == 0)
            return false;
        Up(gate);
        return true;
    }

    public string? Valid(object gate)
    {
        string? map = MapLock(gate);
        if (map == null)
            return null;
        Up(gate);
        return map;
    }

    public string? ValidBad(object gate)
    {
        string? map = {|PAIR001:MapLock(gate)|};
        if (map != null && map.Length == 0)
            return map;
        if (map != null)
            Up(gate);
        return map;
    }

    // an error return that keeps the reference
    public int LeakOnError(object node)
    {
        {|PAIR004:Get(node)|};
        int error = Register(node);
        if (error < 0)
            return error;
        Put(node);
        return 0;
    }

    public int UnwindOnError(object node)
    {
        Get(node);
        int error = Register(node);
        if (error < 0)
            goto put;
        error = 0;
    put:
        Put(node);
        return error;
    }

    public int NotZero(object node)
    {
        if (!GetNotZero(node))
            return -2;
        Put(node);
        return 0;
    }

    public int LookupLeak(int id)
    {
        object? node = {|PAIR004:Find(id)|};
        if (node == null)
            return -2;
        int error = Register(node);
        if (error != 0)
            return error;
        Put(node);
        return 0;
    }

    public int Lookup(int id)
    {
        object? node = Find(id);
        if (node == null)
            return -2;
        int error = Register(node);
        Put(node);
        return error;
    }
}

public static class Memory
{
    private static IntPtr s_kept;

    // sm_memory
    public static void OneOfThree(bool early)
    {
        IntPtr kept = Marshal.AllocHGlobal(8);
        IntPtr freedEarly = Marshal.AllocHGlobal(8);
        IntPtr freedLate = {|PAIR004:Marshal.AllocHGlobal(8)|};
        s_kept = kept;
        if (early)
        {
            Marshal.FreeHGlobal(freedEarly);
            return;
        }
        Marshal.FreeHGlobal(freedEarly);
        Marshal.FreeHGlobal(freedLate);
    }

    // sm_memleak2
    public static void Overwritten()
    {
        IntPtr memory = {|PAIR004:Marshal.AllocHGlobal(42)|};
        memory = IntPtr.Zero;
        Frob(memory);
    }

    // sm_double_free1
    public static void Twice()
    {
        IntPtr memory = Marshal.AllocHGlobal(42);
        Marshal.FreeHGlobal(memory);
        {|PAIR005:Marshal.FreeHGlobal(memory)|};
    }

    // sm_double_free2
    public static void TwiceOnOnePath(IntPtr memory, bool first, bool second)
    {
        if (first)
            Marshal.FreeHGlobal(memory);
        if (second)
            {|PAIR005:Marshal.FreeHGlobal(memory)|};
    }

    public static void OnceByFlag(IntPtr memory, bool first)
    {
        bool freed = false;
        if (first)
        {
            Marshal.FreeHGlobal(memory);
            freed = true;
        }
        if (!freed)
            Marshal.FreeHGlobal(memory);
    }

    public static unsafe int ReadAfter(int count)
    {
        int* numbers = (int*)NativeMemory.Alloc((nuint)count, sizeof(int));
        numbers[0] = 1;
        NativeMemory.Free(numbers);
        return {|PAIR006:numbers[0]|};
    }

    private static void Frob(IntPtr memory) => _ = memory;
}
