// SPDX-License-Identifier: MIT
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.Ownership;

// the handle lives as long as the object
public sealed class Pinned : IDisposable
{
    private GCHandle _handle;

    public Pinned(byte[] bytes) => _handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);

    public IntPtr Address => _handle.AddrOfPinnedObject();

    public void Dispose()
    {
        if (_handle.IsAllocated)
            _handle.Free();
    }
}

public sealed class NativeBuffer : IDisposable
{
    private IntPtr _memory;
    private readonly List<IntPtr> _blocks = new();
    private readonly Dictionary<string, byte[]> _rented = new();
    private byte[]? _scratch;

    public NativeBuffer(int size) => _memory = Marshal.AllocHGlobal(size);

    public void Grow(int size)
    {
        IntPtr block = Marshal.AllocHGlobal(size);
        _blocks.Add(block);
    }

    public byte[] Scratch(int size)
    {
        if (_scratch != null && _scratch.Length >= size)
            return _scratch;
        byte[] bigger = ArrayPool<byte>.Shared.Rent(size);
        if (_scratch != null)
            ArrayPool<byte>.Shared.Return(_scratch);
        return _scratch = bigger;
    }

    public void Rent(string name, int size) => _rented[name] = ArrayPool<byte>.Shared.Rent(size);

    public void Resize(int size)
    {
        IntPtr old = _memory;
        _memory = Marshal.AllocHGlobal(size);
        Marshal.FreeHGlobal(old);
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            Marshal.FreeHGlobal(block);
        _blocks.Clear();
        foreach (var array in _rented.Values)
            ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
        if (_scratch is { } scratch)
        {
            _scratch = null;
            ArrayPool<byte>.Shared.Return(scratch);
        }
        IntPtr memory = Interlocked.Exchange(ref _memory, IntPtr.Zero);
        if (memory != IntPtr.Zero)
            Marshal.FreeHGlobal(memory);
    }
}

public static class Buffers
{
    public static byte[] Rented(int size) => ArrayPool<byte>.Shared.Rent(size);

    public static unsafe IntPtr Allocated(byte[] bytes)
    {
        IntPtr memory = Marshal.AllocHGlobal(bytes.Length);
        byte* at = (byte*)memory;
        for (int i = 0; i < bytes.Length; i++)
            at[i] = bytes[i];
        return memory;
    }

    public static GCHandle Handle(object target) => GCHandle.Alloc(target);

    public static int Sum(Stream stream)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            int sum = 0, read;
            while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                for (int i = 0; i < read; i++)
                    sum += buffer[i];
            }
            return sum;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // the array grows: the old one goes back, the new one takes its name
    public static int ReadAll(Stream stream)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16);
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    byte[] full = buffer;
                    buffer = ArrayPool<byte>.Shared.Rent(full.Length * 2);
                    try
                    {
                        Buffer.BlockCopy(full, 0, buffer, 0, length);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(full);
                    }
                }
                int read = stream.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                    return length;
                length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static async Task CopyAsync(Stream from, Stream to, ArrayPool<byte>? pool = null)
    {
        pool ??= ArrayPool<byte>.Shared;
        byte[] buffer = pool.Rent(8192);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer)) != 0)
                await to.WriteAsync(buffer.AsMemory(0, read));
        }
        finally
        {
            pool.Return(buffer, clearArray: true);
        }
    }

    public static void Pin(byte[] bytes, Action<IntPtr> use)
    {
        GCHandle handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            use(handle.AddrOfPinnedObject());
        }
        finally
        {
            handle.Free();
        }
    }

    public static void MaybePin(byte[]? bytes, Action<IntPtr> use)
    {
        GCHandle handle = default;
        try
        {
            if (bytes != null)
                handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            use(bytes != null ? handle.AddrOfPinnedObject() : IntPtr.Zero);
        }
        finally
        {
            if (handle.IsAllocated)
                handle.Free();
        }
    }

    // the callback gets the handle as its state and frees it
    public static void Post(object state, Action<IntPtr> native)
    {
        GCHandle handle = GCHandle.Alloc(state);
        native(GCHandle.ToIntPtr(handle));
    }

    public static void Callback(IntPtr state)
    {
        GCHandle handle = GCHandle.FromIntPtr(state);
        try
        {
            _ = handle.Target;
        }
        finally
        {
            handle.Free();
        }
    }

    public static IntPtr[] AllocateMany(int count)
    {
        var blocks = new IntPtr[count];
        for (int i = 0; i < count; i++)
            blocks[i] = Marshal.AllocHGlobal(64);
        return blocks;
    }

    public static void FreeMany(IntPtr[] blocks)
    {
        foreach (var block in blocks)
        {
            if (block != IntPtr.Zero)
                Marshal.FreeHGlobal(block);
        }
    }

    public static bool TryRent(int size, out byte[]? array)
    {
        if (size > 1 << 20)
        {
            array = null;
            return false;
        }
        array = ArrayPool<byte>.Shared.Rent(size);
        return true;
    }

    public static Action Deferred(int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        return () => ArrayPool<byte>.Shared.Return(buffer);
    }

    public static ArraySegment<byte> Segment(int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        return new ArraySegment<byte>(buffer, 0, size);
    }

    public static (byte[] Array, int Length) Tuple(int size)
    {
        var array = ArrayPool<byte>.Shared.Rent(size);
        return (array, size);
    }

    public static IMemoryOwner<byte> Owner(int size) => new PooledOwner(ArrayPool<byte>.Shared.Rent(size), size);

    private sealed class PooledOwner : IMemoryOwner<byte>
    {
        private byte[]? _array;
        private readonly int _length;

        public PooledOwner(byte[] array, int length) => (_array, _length) = (array, length);

        public Memory<byte> Memory => _array.AsMemory(0, _length);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array)
                ArrayPool<byte>.Shared.Return(array);
        }
    }

    // the exception path frees; the normal one hands over
    public static IntPtr Build(Action<IntPtr> fill)
    {
        IntPtr memory = Marshal.AllocHGlobal(128);
        try
        {
            fill(memory);
        }
        catch
        {
            Marshal.FreeHGlobal(memory);
            throw;
        }
        return memory;
    }

    public static IntPtr BuildWithFlag(Action<IntPtr> fill)
    {
        IntPtr memory = Marshal.AllocCoTaskMem(128);
        bool handedOver = false;
        try
        {
            fill(memory);
            handedOver = true;
            return memory;
        }
        finally
        {
            if (!handedOver)
                Marshal.FreeCoTaskMem(memory);
        }
    }

    public static IntPtr BuildAndForget(Action<IntPtr> fill)
    {
        IntPtr memory = Marshal.AllocHGlobal(128);
        try
        {
            fill(memory);
            IntPtr result = memory;
            memory = IntPtr.Zero;
            return result;
        }
        finally
        {
            if (memory != IntPtr.Zero)
                Marshal.FreeHGlobal(memory);
        }
    }

    public static unsafe int Native(int count)
    {
        int* numbers = (int*)NativeMemory.Alloc((nuint)count, sizeof(int));
        try
        {
            int sum = 0;
            for (int i = 0; i < count; i++)
                sum += numbers[i] = i;
            return sum;
        }
        finally
        {
            NativeMemory.Free(numbers);
        }
    }

    public static unsafe void* NativeGrow(void* block, nuint size)
    {
        void* grown = NativeMemory.Realloc(block, size);
        return grown;
    }

    public static unsafe void FreeUnlessNull(void* block)
    {
        if (block == null)
            return;
        NativeMemory.Free(block);
    }

    public static string Marshalled(string text)
    {
        IntPtr unicode = Marshal.StringToHGlobalUni(text);
        try
        {
            return Marshal.PtrToStringUni(unicode) ?? "";
        }
        finally
        {
            Marshal.FreeHGlobal(unicode);
        }
    }
}
