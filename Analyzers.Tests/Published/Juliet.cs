// SPDX-License-Identifier: MIT
// What the C# families of Juliet 1.3 for CWE-404, 667, 675, 764, 765, 772, 775, 832 and 833 check, with its flow variants.
// Streams and connections are IDisposable and other analyzers' business; their cases use handles, memory and buffers.
using System;
using System.Buffers;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Published.Juliet;

public class Cwe667
{
    private static readonly object s_bad = new();
    private static readonly object s_good = new();
    private static int s_number = 3;
    private readonly bool _true = true;
    private const int Five = 5;
    private object? _data;

    public virtual void Bad()
    {
        {|PAIR001:Monitor.Enter(s_bad)|};
        s_number++;
        Console.WriteLine(s_number);
    }

    public virtual void Good()
    {
        Monitor.Enter(s_good);
        try
        {
            s_number++;
            Console.WriteLine(s_number);
        }
        finally
        {
            Monitor.Exit(s_good);
        }
    }

    // variants 02 to 08: the release is behind a condition that is always, never or sometimes true
    public void BadIfFalse()
    {
        {|PAIR001:Monitor.Enter(s_bad)|};
        s_number++;
        if (false)
            Monitor.Exit(s_bad);
    }

    public void GoodIfTrue()
    {
        Monitor.Enter(s_good);
        s_number++;
        if (true)
            Monitor.Exit(s_good);
    }

    public void GoodIfFive()
    {
        Monitor.Enter(s_good);
        s_number++;
        if (Five == 5)
            Monitor.Exit(s_good);
    }

    public void BadIfNotFive()
    {
        {|PAIR001:Monitor.Enter(s_bad)|};
        s_number++;
        if (Five != 5)
            Monitor.Exit(s_bad);
    }

    public void GoodByField()
    {
        bool locking = _true;
        if (locking)
            Monitor.Enter(s_good);
        s_number++;
        if (locking)
            Monitor.Exit(s_good);
    }

    public void BadIfSometimes()
    {
        {|PAIR001:Monitor.Enter(s_bad)|};
        s_number++;
        if (Sometimes())
            Monitor.Exit(s_bad);
    }

    private static bool Sometimes() => Random.Shared.Next(2) == 0;

    // variant 15
    public void BadSwitch(int which)
    {
        {|PAIR001:Monitor.Enter(s_bad)|};
        switch (which)
        {
            case 6:
                Monitor.Exit(s_bad);
                break;
            default:
                s_number = 0;
                break;
        }
    }

    public void GoodSwitch(int which)
    {
        Monitor.Enter(s_good);
        switch (which)
        {
            case 6:
                Monitor.Exit(s_good);
                break;
            default:
                s_number = 0;
                Monitor.Exit(s_good);
                break;
        }
    }

    // variants 16 and 17
    public void BadWhile()
    {
        while (true)
        {
            {|PAIR001:Monitor.Enter(s_bad)|};
            s_number++;
            break;
        }
    }

    public void GoodWhile()
    {
        while (true)
        {
            Monitor.Enter(s_good);
            s_number++;
            Monitor.Exit(s_good);
            break;
        }
    }

    public void GoodFor()
    {
        for (int i = 0; i < 1; i++)
        {
            Monitor.Enter(s_good);
            s_number++;
            Monitor.Exit(s_good);
        }
    }

    // variant 31: through a copy
    public void BadCopy(object gate)
    {
        {|PAIR001:Monitor.Enter(gate)|};
        object copy = gate;
        s_number++;
        GC.KeepAlive(copy);
    }

    public void GoodCopy(object gate)
    {
        Monitor.Enter(gate);
        object copy = gate;
        s_number++;
        Monitor.Exit(copy);
    }

    // variants 41 and 42: through an argument and a result
    private static void BadSink(object gate) => GC.KeepAlive(gate);

    private static void GoodSink(object gate) => Monitor.Exit(gate);

    private static object Source(object gate)
    {
        Monitor.Enter(gate);
        return gate;
    }

    public void BadArgument(object gate)
    {
        {|PAIR001:Monitor.Enter(gate)|};
        s_number++;
        BadSink(gate);
    }

    public void GoodArgument(object gate)
    {
        Monitor.Enter(gate);
        s_number++;
        GoodSink(gate);
    }

    public void BadResult(object gate)
    {
        object same = {|PAIR001:Source(gate)|};
        s_number++;
        GC.KeepAlive(same);
    }

    public void GoodResult(object gate)
    {
        object same = Source(gate);
        s_number++;
        Monitor.Exit(same);
    }

    // variant 45: through a field
    public void GoodField(object gate)
    {
        _data = gate;
        Monitor.Enter(gate);
        s_number++;
        Monitor.Exit(_data);
    }
}

public class Cwe764
{
    private static readonly object s_bad = new();
    private static readonly object s_good = new();
    private static int s_number = 1;

    public virtual void Bad()
    {
        Monitor.Enter(s_bad);
        {|PAIR001:Monitor.Enter(s_bad)|};
        try
        {
            s_number *= 2;
        }
        finally
        {
            Monitor.Exit(s_bad);
        }
    }

    public virtual void Good()
    {
        Monitor.Enter(s_good);
        try
        {
            s_number *= 2;
        }
        finally
        {
            Monitor.Exit(s_good);
        }
    }

    public void BadOnOnePath(bool again)
    {
        Monitor.Enter(s_bad);
        if (again)
            {|PAIR001:Monitor.Enter(s_bad)|};
        s_number *= 2;
        Monitor.Exit(s_bad);
    }

    public void GoodOnBothPaths(bool again)
    {
        Monitor.Enter(s_good);
        if (again)
            Monitor.Enter(s_good);
        s_number *= 2;
        if (again)
            Monitor.Exit(s_good);
        Monitor.Exit(s_good);
    }

    public void BadSemaphoreTwice(ref SpinLock spin)
    {
        bool first = false, second = false;
        spin.Enter(ref first);
        {|PAIR003:spin.Enter(ref second)|};
        s_number *= 2;
        spin.Exit();
    }

    public void BadReader(ReaderWriterLockSlim rw)
    {
        rw.EnterWriteLock();
        {|PAIR003:rw.EnterWriteLock()|};
        s_number *= 2;
        rw.ExitWriteLock();
    }
}

public class Cwe765
{
    private static readonly object s_bad = new();
    private static readonly object s_good = new();
    private static int s_number = 1;

    public virtual void Bad()
    {
        Monitor.Enter(s_bad);
        try
        {
            s_number *= 2;
        }
        finally
        {
            Monitor.Exit(s_bad);
            {|PAIR002:Monitor.Exit(s_bad)|};
        }
    }

    public virtual void Good()
    {
        Monitor.Enter(s_good);
        try
        {
            s_number *= 2;
        }
        finally
        {
            Monitor.Exit(s_good);
        }
    }

    public void BadOnOnePath(bool early)
    {
        Monitor.Enter(s_bad);
        if (early)
            Monitor.Exit(s_bad);
        s_number *= 2;
        {|PAIR002:Monitor.Exit(s_bad)|};
    }

    public void GoodByElse(bool early)
    {
        Monitor.Enter(s_good);
        if (early)
        {
            Monitor.Exit(s_good);
        }
        else
        {
            s_number *= 2;
            Monitor.Exit(s_good);
        }
    }

    private static void Leave(object gate) => Monitor.Exit(gate);

    public void BadThroughHelper(object gate)
    {
        Monitor.Enter(gate);
        s_number *= 2;
        Leave(gate);
        {|PAIR002:Leave(gate)|};
    }

    public void GoodThroughHelper(object gate)
    {
        Monitor.Enter(gate);
        s_number *= 2;
        Leave(gate);
    }
}

public class Cwe832
{
    // the lock that is released is new: nobody has it
    public virtual void Bad()
    {
        object first = new();
        object second = new();
        {|PAIR001:Monitor.Enter(first)|};
        {|PAIR002:Monitor.Exit(second)|};
    }

    public virtual void Good()
    {
        object first = new();
        Monitor.Enter(first);
        Monitor.Exit(first);
    }

    // as in the original, in a task: its thread holds nothing when it begins
    public void BadInTask()
    {
        object first = new();
        object second = new();
        Task task = Task.Run(() =>
        {
            {|PAIR001:Monitor.Enter(first)|};
            {|PAIR002:Monitor.Exit(second)|};
        });
        task.Wait();
    }

    public void GoodInTask()
    {
        object first = new();
        Task task = Task.Run(() =>
        {
            Monitor.Enter(first);
            Monitor.Exit(first);
        });
        task.Wait();
    }
}

public class Cwe833
{
    private readonly object _lock1 = new();
    private readonly object _lock2 = new();
    private readonly object _lock3 = new();
    private readonly object _lock4 = new();

    public virtual void Bad()
    {
        Task first = Task.Run(() =>
        {
            lock (_lock1)
            {
                {|PAIR010:lock|} (_lock2)
                    Console.WriteLine("first");
            }
        });
        Task second = Task.Run(() =>
        {
            lock (_lock2)
            {
                lock (_lock1)
                    Console.WriteLine("second");
            }
        });
        Task.WaitAll(first, second);
    }

    public virtual void Good()
    {
        Task first = Task.Run(() =>
        {
            lock (_lock3)
            {
                lock (_lock4)
                    Console.WriteLine("first");
            }
        });
        Task second = Task.Run(() =>
        {
            lock (_lock3)
            {
                lock (_lock4)
                    Console.WriteLine("second");
            }
        });
        Task.WaitAll(first, second);
    }
}

public class Cwe404
{
    private static readonly object s_bad = new();
    private static readonly object s_good = new();
    private static int s_number = 3;

    // not in a finally block: a suggestion
    public virtual void BadLock()
    {
        {|PAIR013:Monitor.Enter(s_bad)|};
        s_number++;
        Console.WriteLine(s_number);
        Monitor.Exit(s_bad);
    }

    public virtual void GoodLock()
    {
        Monitor.Enter(s_good);
        try
        {
            s_number++;
            Console.WriteLine(s_number);
        }
        finally
        {
            Monitor.Exit(s_good);
        }
    }

    public void BadBuffer(Stream stream)
    {
        try
        {
            byte[] buffer = {|PAIR013:ArrayPool<byte>.Shared.Rent(64)|};
            Console.WriteLine(stream.Read(buffer, 0, 64));
            ArrayPool<byte>.Shared.Return(buffer);
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
        }
    }

    public void GoodBuffer(Stream stream)
    {
        byte[]? buffer = null;
        try
        {
            buffer = ArrayPool<byte>.Shared.Rent(64);
            Console.WriteLine(stream.Read(buffer, 0, 64));
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
        }
        finally
        {
            if (buffer != null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

public class Cwe772
{
    public virtual void Bad(byte[] bytes)
    {
        GCHandle handle = {|PAIR004:GCHandle.Alloc(bytes, GCHandleType.Pinned)|};
        try
        {
            Console.WriteLine(handle.AddrOfPinnedObject());
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
        }
    }

    public virtual void Good(byte[] bytes)
    {
        GCHandle handle = default;
        try
        {
            handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            Console.WriteLine(handle.AddrOfPinnedObject());
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
        }
        finally
        {
            if (handle.IsAllocated)
                handle.Free();
        }
    }

    // several resources, as with the connection, the command and the reader
    public void BadOneOfThree(bool early)
    {
        IntPtr first = Marshal.AllocHGlobal(8);
        IntPtr second = {|PAIR004:Marshal.AllocHGlobal(8)|};
        if (early)
        {
            Marshal.FreeHGlobal(first);
            return;
        }
        Marshal.FreeHGlobal(second);
        Marshal.FreeHGlobal(first);
    }

    public void GoodAllThree()
    {
        IntPtr first = IntPtr.Zero, second = IntPtr.Zero, third = IntPtr.Zero;
        try
        {
            first = Marshal.AllocHGlobal(8);
            second = Marshal.AllocHGlobal(8);
            third = Marshal.AllocHGlobal(8);
        }
        finally
        {
            if (third != IntPtr.Zero)
                Marshal.FreeHGlobal(third);
            if (second != IntPtr.Zero)
                Marshal.FreeHGlobal(second);
            if (first != IntPtr.Zero)
                Marshal.FreeHGlobal(first);
        }
    }
}

public class Cwe775
{
    public virtual void Bad(Stream stream)
    {
        byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(64)|};
        Console.WriteLine(stream.Read(buffer, 0, 64));
    }

    public virtual void Good(Stream stream)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64);
        try
        {
            Console.WriteLine(stream.Read(buffer, 0, 64));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // variants 15, 16, 41 and 42
    public void BadSwitch(int which)
    {
        byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(64)|};
        switch (which)
        {
            case 1:
                ArrayPool<byte>.Shared.Return(buffer);
                break;
            case 2:
                Array.Clear(buffer);
                break;
        }
    }

    public void BadLoop(int n)
    {
        while (true)
        {
            byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(64)|};
            buffer[0] = 1;
            if (n-- == 0)
                break;
        }
    }

    private static byte[] Source() => ArrayPool<byte>.Shared.Rent(64);

    private static void Sink(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer);

    public void BadSource()
    {
        byte[] buffer = {|PAIR004:Source()|};
        buffer[0] = 1;
    }

    public void GoodSourceAndSink()
    {
        byte[] buffer = Source();
        buffer[0] = 1;
        Sink(buffer);
    }
}

public class Cwe675
{
    private static IntPtr BadSource()
    {
        IntPtr memory = Marshal.AllocHGlobal(8);
        Marshal.FreeHGlobal(memory);
        return memory;
    }

    private static IntPtr GoodSource() => Marshal.AllocHGlobal(8);

    public void Bad()
    {
        IntPtr data = Marshal.AllocHGlobal(8);
        Marshal.FreeHGlobal(data);
        {|PAIR005:Marshal.FreeHGlobal(data)|};
    }

    public void GoodG2B()
    {
        IntPtr data = Marshal.AllocHGlobal(8);
        Marshal.FreeHGlobal(data);
    }

    public void BadSwitch(int which)
    {
        IntPtr data = Marshal.AllocHGlobal(8);
        switch (which)
        {
            case 6:
                Marshal.FreeHGlobal(data);
                break;
            default:
                break;
        }
        {|PAIR005:Marshal.FreeHGlobal(data)|};
    }

    public void GoodFlag(bool early)
    {
        IntPtr data = Marshal.AllocHGlobal(8);
        bool freed = false;
        if (early)
        {
            Marshal.FreeHGlobal(data);
            freed = true;
        }
        if (!freed)
            Marshal.FreeHGlobal(data);
    }

    public void GoodFromSource()
    {
        IntPtr data = GoodSource();
        Marshal.FreeHGlobal(data);
    }

    // not reported: that the source gives back what it freed is not part of its summary
    public void BadFromSource()
    {
        IntPtr data = BadSource();
        Marshal.FreeHGlobal(data);
    }
}
