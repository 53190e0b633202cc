// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace ValidCode.GrowingBuffers;

// what a call gives takes the place of what it was given, in each turn of a loop
public static unsafe class Growing
{
    public static byte[] Collect(Func<byte[], int, int> read)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(16);
        int length = 0;
        for (int got; (got = read(bytes, length)) > 0; length += got)
        {
            while (length + got > bytes.Length)
                bytes = Grow(bytes);
        }
        byte[] all = bytes.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(bytes);
        return all;
    }

    public static int Fill(Func<int> next, int limit)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(16);
        for (int i = 0; i < limit; i++)
        {
            if (i == bytes.Length)
                bytes = Grow(bytes);
            bytes[i] = (byte)next();
            if (bytes[i] == 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
                return i;
            }
        }
        ArrayPool<byte>.Shared.Return(bytes);
        return limit;
    }

    public static byte[] Widen(int times)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(1);
        while (times-- > 0)
            Widen(ref bytes);
        return bytes;
    }

    public static void Native(Func<bool> more, nuint size)
    {
        void* memory = NativeMemory.Alloc(1);
        while (more())
            memory = NativeMemory.Realloc(memory, size);
        NativeMemory.Free(memory);
    }

    private static byte[] Grow(byte[] bytes)
    {
        byte[] more = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
        bytes.CopyTo(more, 0);
        ArrayPool<byte>.Shared.Return(bytes);
        return more;
    }

    private static void Widen(ref byte[] bytes)
    {
        byte[] more = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = more;
    }
}
