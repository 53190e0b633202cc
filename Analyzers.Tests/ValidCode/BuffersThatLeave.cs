// SPDX-License-Identifier: MIT
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace ValidCode.BuffersThatLeave;

public struct Reply
{
    public IMemoryOwner<byte>? Body;
    public Header Head;
    public int Length;
}

public struct Header
{
    public IMemoryOwner<byte>? Bytes;
}

public readonly record struct Job(Memory<byte> Key, ReadOnlyMemory<int> Scores);

// a variable that came by reference is the caller's, whatever it is part of
public static class Replies
{
    public static void Write(ref Reply reply, ReadOnlySpan<byte> text, MemoryPool<byte> pool)
    {
        reply.Body = pool.Rent(text.Length);
        text.CopyTo(reply.Body.Memory.Span);
        reply.Length = text.Length;
    }

    public static void WriteHead(ref Reply reply, MemoryPool<byte> pool) => reply.Head.Bytes = pool.Rent(64);

    public static bool WritePair(ref (IMemoryOwner<byte>? Left, IMemoryOwner<byte>? Right) pair, MemoryPool<byte> pool, bool both)
    {
        pair.Left = pool.Rent(8);
        if (both)
            pair.Right = pool.Rent(8);
        return both;
    }

    public static void Make(out Reply reply, MemoryPool<byte> pool)
    {
        reply = default;
        reply.Body = pool.Rent(16);
    }

    // the copy of a struct has what its parts have
    public static Reply Answer(MemoryPool<byte> pool, int length)
    {
        Reply reply = default;
        reply.Body = pool.Rent(length);
        reply.Length = length;
        return reply;
    }

    public static void Collect(List<Reply> replies, MemoryPool<byte> pool)
    {
        Reply reply = default;
        reply.Head.Bytes = pool.Rent(32);
        replies.Add(reply);
    }

    public static int Measure(MemoryPool<byte> pool)
    {
        Reply reply = default;
        reply.Body = pool.Rent(32);
        Reply same = reply;
        int length = same.Body!.Memory.Length;
        same.Body.Dispose();
        return length;
    }
}

// a Memory over an array takes the array with it
public sealed class Batches
{
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>();
    private Memory<int> _running;
    private ReadOnlySequence<byte> _sequence;
    private ArraySegment<byte> _segment;

    public void Begin(int count)
    {
        int[] scores = ArrayPool<int>.Shared.Rent(count);
        _running = scores.AsMemory()[..count];
    }

    public void BeginAt(int count)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(count);
        _segment = new ArraySegment<byte>(bytes, 0, count).Slice(1);
    }

    public void Queue(ReadOnlySpan<byte> key, int count)
    {
        Memory<byte> copy = ArrayPool<byte>.Shared.Rent(key.Length).AsMemory()[..key.Length];
        key.CopyTo(copy.Span);
        ReadOnlyMemory<int> scores = ArrayPool<int>.Shared.Rent(count).AsMemory(0, count);
        _jobs.Writer.TryWrite(new Job(copy, scores));
    }

    public void Join(int count)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(count);
        _sequence = new ReadOnlySequence<byte>(bytes.AsMemory(1, count - 1));
    }

    public Memory<byte> Lend(int count) => ArrayPool<byte>.Shared.Rent(count).AsMemory()[..count];

    private static Memory<byte> View(byte[] bytes, int length) => bytes.AsMemory(0, length);

    public Memory<byte> LendView(int count)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(count);
        return View(bytes, count);
    }

    // each call leaves another segment
    public void End()
    {
        if (MemoryMarshal.TryGetArray<int>(_running, out var scores))
            ArrayPool<int>.Shared.Return(scores.Array!);
        ArraySegment<byte> bytes;
        if (SequenceMarshal.TryGetArray(_sequence, out bytes))
            ArrayPool<byte>.Shared.Return(bytes.Array!);
        if (MemoryMarshal.TryGetArray<byte>(_segment, out bytes))
            ArrayPool<byte>.Shared.Return(bytes.Array!);
    }
}

// a struct that may be null
public static class Pinning
{
    public static int Search(byte[]? ids, float[] query, Func<int> native)
    {
        GCHandle? pinned = null;
        GCHandle? vector = null;
        try
        {
            if (ids is { Length: > 0 })
                pinned = GCHandle.Alloc(ids, GCHandleType.Pinned);
            vector = GCHandle.Alloc(query, GCHandleType.Pinned);
            return native();
        }
        finally
        {
            pinned?.Free();
            if (vector.HasValue)
                vector.Value.Free();
        }
    }

    public static void Touch(object target)
    {
        GCHandle? handle = GCHandle.Alloc(target);
        if (handle != null)
            handle.GetValueOrDefault().Free();
    }
}

// native memory that goes out as a reference
public static unsafe class NativeBytes
{
    public static ref byte New(int length)
    {
        void* bytes = NativeMemory.AllocZeroed((nuint)length);
        return ref Unsafe.AsRef<byte>(bytes);
    }

    public static void Delete(ref byte first) => NativeMemory.Free(Unsafe.AsPointer(ref first));

    public static byte First(int length)
    {
        ref byte first = ref Unsafe.AsRef<byte>(NativeMemory.Alloc((nuint)length));
        byte value = first;
        NativeMemory.Free(Unsafe.AsPointer(ref first));
        return value;
    }
}

public sealed class Completion(GCHandle handle, Completion? shared)
{
    public void Done()
    {
        shared?.Done();
        if (handle.IsAllocated)
            handle.Free();
    }
}

// handed over to what another method makes, keeps, or sets to null
public sealed class Owners
{
    private IMemoryOwner<byte>? _kept;
    private Action<Completion>? _device;

    public void OnWritten(Action<Completion> device) => _device = device;

    private static Completion Wrap(GCHandle pin) => new(pin, null);
    private static Completion Wrap(Completion shared) => new(default, shared);

    public void Write(byte[] page, Completion? shared)
    {
        GCHandle pin = shared is null ? GCHandle.Alloc(page, GCHandleType.Pinned) : default;
        Completion completion = shared is null ? Wrap(pin) : Wrap(shared);
        _device?.Invoke(completion);
    }

    private void Keep(IMemoryOwner<byte> owner)
    {
        var mine = owner;
        _kept = mine;
    }

    public void Refill(MemoryPool<byte> pool)
    {
        _kept?.Dispose();
        Keep(pool.Rent(128));
    }

    private void Receive(ReadOnlySpan<byte> frame, ref IMemoryOwner<byte>? owner)
    {
        if (frame.Length <= 16)
            return;
        _kept = owner;
        owner = null;
    }

    public void Read(MemoryPool<byte> pool)
    {
        IMemoryOwner<byte>? frame = pool.Rent(32);
        Receive(frame.Memory.Span, ref frame);
        frame?.Dispose();
    }

    // a lambda grows what the method around it disposes of
    public static int Scan(Action<Func<int, int>> each, MemoryPool<byte> pool)
    {
        IMemoryOwner<byte>? buffer = null;
        int total = 0;
        try
        {
            each(size =>
            {
                if (buffer is null || buffer.Memory.Length < size)
                {
                    IMemoryOwner<byte> larger = pool.Rent(size);
                    buffer?.Dispose();
                    buffer = larger;
                }
                return total += size;
            });
            return total;
        }
        finally
        {
            buffer?.Dispose();
        }
    }
}
