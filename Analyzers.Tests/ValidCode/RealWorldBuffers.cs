// SPDX-License-Identifier: MIT
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.RealWorldBuffers;

public sealed class Writer : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256);
    private byte[]? _spare;
    private int _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Ensure(int size)
    {
        if (_buffer.Length - _length >= Math.Max(1, size))
            return;
        byte[] full = _buffer;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(full.Length * 2, _length + size));
        full.AsSpan(0, _length).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(full);
    }

    public byte[] Detach()
    {
        byte[] detached = _buffer;
        _buffer = Array.Empty<byte>();
        return detached;
    }

    public void Swap()
    {
        _spare ??= ArrayPool<byte>.Shared.Rent(256);
        (_buffer, _spare) = (_spare, _buffer);
        _length = 0;
    }

    public void Replace(int size)
    {
        byte[] fresh = ArrayPool<byte>.Shared.Rent(size);
        byte[] old = Interlocked.Exchange(ref _buffer, fresh);
        ArrayPool<byte>.Shared.Return(old);
    }

    public void Dispose()
    {
        if (_buffer.Length != 0)
            ArrayPool<byte>.Shared.Return(Detach());
        if (_spare is not null)
            ArrayPool<byte>.Shared.Return(_spare);
        _spare = null;
    }
}

public readonly struct Rental : IDisposable
{
    private readonly ArrayPool<byte> _pool;

    public Rental(ArrayPool<byte> pool, int size)
    {
        _pool = pool;
        Array = pool.Rent(size);
    }

    public byte[] Array { get; }

    public void Dispose() => _pool.Return(Array);
}

public static class Pipes
{
    public static int WithRental(Stream stream)
    {
        using var rental = new Rental(ArrayPool<byte>.Shared, 128);
        return stream.Read(rental.Array, 0, 128);
    }

    public static async Task<int> WithMemoryPool(Stream stream)
    {
        using IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(4096);
        return await stream.ReadAsync(owner.Memory);
    }

    public static IMemoryOwner<byte> Owner(int size) => MemoryPool<byte>.Shared.Rent(size);

    public static async Task<IMemoryOwner<byte>> ReadOwned(Stream stream)
    {
        IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(4096);
        try
        {
            await stream.ReadExactlyAsync(owner.Memory);
            return owner;
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public static void TwoBuffers(Stream from, Stream to)
    {
        byte[] front = ArrayPool<byte>.Shared.Rent(64);
        try
        {
            byte[] back = ArrayPool<byte>.Shared.Rent(64);
            try
            {
                int read;
                while ((read = from.Read(front, 0, 64)) > 0)
                {
                    (front, back) = (back, front);
                    to.Write(back, 0, read);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(back);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(front);
        }
    }

    public static void Segments(ReadOnlySequence<byte> sequence, Action<ReadOnlyMemory<byte>> use)
    {
        if (sequence.IsSingleSegment)
        {
            use(sequence.First);
            return;
        }
        int length = (int)sequence.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            sequence.CopyTo(rented);
            use(rented.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static void ReturnMemory(ReadOnlyMemory<byte> memory)
    {
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) && segment.Array is { Length: > 0 } array)
            ArrayPool<byte>.Shared.Return(array);
    }

    public static byte[][] Many(int count)
    {
        var buffers = new byte[count][];
        for (int i = 0; i < count; i++)
            buffers[i] = ArrayPool<byte>.Shared.Rent(64);
        return buffers;
    }

    public static void UseMany(int count, Action<byte[][]> use)
    {
        byte[][] buffers = Many(count);
        try
        {
            use(buffers);
        }
        finally
        {
            foreach (byte[] buffer in buffers)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static void Queue(Queue<byte[]> queue, Stream stream)
    {
        while (true)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(64);
            int read;
            try
            {
                read = stream.Read(buffer, 0, 64);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw;
            }
            if (read == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                break;
            }
            queue.Enqueue(buffer);
        }
    }

    public static Stream Wrapped(int size) => new MemoryStream(ArrayPool<byte>.Shared.Rent(size), 0, size, writable: true, publiclyVisible: true);

    public static string Decode(ReadOnlySpan<byte> bytes, bool large)
    {
        char[]? pooled = null;
        if (large)
            pooled = ArrayPool<char>.Shared.Rent(bytes.Length);
        Span<char> chars = pooled is null ? stackalloc char[128] : pooled;
        string text;
        try
        {
            int n = System.Text.Encoding.UTF8.GetChars(bytes, chars);
            text = chars[..n].ToString();
        }
        finally
        {
            if (pooled is { } array)
                ArrayPool<char>.Shared.Return(array);
        }
        return text;
    }

    public static int EarlyReturn(Stream stream, int length)
    {
        if (length <= 0)
            return 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        int read;
        try
        {
            read = stream.Read(buffer, 0, length);
            if (read < length)
                return -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return read;
    }

    public static async ValueTask WriteLater(Stream stream, ReadOnlyMemory<byte> memory)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(memory.Length);
        ValueTask writing;
        try
        {
            memory.CopyTo(copy);
            writing = stream.WriteAsync(copy.AsMemory(0, memory.Length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(copy);
            throw;
        }
        await Finish(writing, copy);

        static async ValueTask Finish(ValueTask writing, byte[] rented)
        {
            try
            {
                await writing;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}

public unsafe struct Native
{
    public byte* Data;
    public nuint Length;
    public Native* Next;
}

public sealed class Block : SafeHandle
{
    public Block(int size) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(Marshal.AllocHGlobal(size));

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}

public static unsafe class Natives
{
    public static Native* Create(nuint length)
    {
        Native* native = (Native*)NativeMemory.Alloc((nuint)sizeof(Native));
        native->Data = (byte*)NativeMemory.AllocZeroed(length);
        native->Length = length;
        native->Next = null;
        return native;
    }

    public static void Destroy(Native* native)
    {
        while (native != null)
        {
            Native* next = native->Next;
            NativeMemory.Free(native->Data);
            NativeMemory.Free(native);
            native = next;
        }
    }

    public static bool TryCreate(nuint length, out Native* native)
    {
        native = null;
        if (length == 0)
            return false;
        native = Create(length);
        return true;
    }

    public static void Grow(Native* native, nuint length)
    {
        native->Data = (byte*)NativeMemory.Realloc(native->Data, length);
        native->Length = length;
    }

    public static IntPtr Context(object state, delegate* unmanaged<IntPtr, void> callback)
    {
        IntPtr context = GCHandle.ToIntPtr(GCHandle.Alloc(state));
        callback(context);
        return context;
    }

    public static T? Take<T>(IntPtr context) where T : class
    {
        GCHandle handle = (GCHandle)context;
        T? target = handle.Target as T;
        handle.Free();
        return target;
    }

    public static void Strings(string[] strings, Action<IntPtr[]> use)
    {
        var pointers = new IntPtr[strings.Length];
        try
        {
            for (int i = 0; i < strings.Length; i++)
                pointers[i] = Marshal.StringToHGlobalAnsi(strings[i]);
            use(pointers);
        }
        finally
        {
            foreach (IntPtr pointer in pointers)
                Marshal.FreeHGlobal(pointer);
        }
    }

    public static void Pins(byte[][] arrays, Action<IntPtr[]> use)
    {
        var handles = new GCHandle[arrays.Length];
        try
        {
            for (int i = 0; i < arrays.Length; i++)
                handles[i] = GCHandle.Alloc(arrays[i], GCHandleType.Pinned);
            use(Array.ConvertAll(handles, h => h.AddrOfPinnedObject()));
        }
        finally
        {
            foreach (GCHandle handle in handles)
            {
                if (handle.IsAllocated)
                    handle.Free();
            }
        }
    }
}
