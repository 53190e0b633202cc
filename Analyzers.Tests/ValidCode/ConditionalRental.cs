// SPDX-License-Identifier: MIT
using System;
using System.Buffers;
using System.Text;

namespace ValidCode.ConditionalRental;

public static class Encoder
{
    // on the stack if small, from the pool if large
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length * 2;
        char[]? rented = length > 256 ? ArrayPool<char>.Shared.Rent(length) : null;
        Span<char> chars = rented ?? stackalloc char[256];
        try
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                chars[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
                chars[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
            }
            return new string(chars[..length]);
        }
        finally
        {
            if (rented != null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    public static int Count(string text)
    {
        byte[]? rented = null;
        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = size <= 512
            ? stackalloc byte[512]
            : (rented = ArrayPool<byte>.Shared.Rent(size));
        try
        {
            return Encoding.UTF8.GetBytes(text, bytes);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static bool Matches(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        bool pooled = left.Length > 128;
        char[]? array = null;
        if (pooled)
            array = ArrayPool<char>.Shared.Rent(left.Length);
        try
        {
            Span<char> upper = pooled ? array : stackalloc char[128];
            int written = left.ToUpperInvariant(upper);
            return upper[..written].SequenceEqual(right);
        }
        finally
        {
            if (pooled)
                ArrayPool<char>.Shared.Return(array!);
        }
    }

    public static string Join(ReadOnlySpan<string> parts, ArrayPool<char>? pool)
    {
        int length = 0;
        foreach (var part in parts)
            length += part.Length;
        char[] buffer = pool?.Rent(length) ?? new char[length];
        try
        {
            int at = 0;
            foreach (var part in parts)
            {
                part.CopyTo(0, buffer, at, part.Length);
                at += part.Length;
            }
            return new string(buffer, 0, length);
        }
        finally
        {
            pool?.Return(buffer);
        }
    }

    public static bool TryEncode(string text, Span<byte> destination, out int written)
    {
        written = 0;
        byte[]? rented = null;
        try
        {
            if (text.Length > destination.Length)
                return false;
            if (text.Length > 64)
                rented = ArrayPool<byte>.Shared.Rent(text.Length);
            Span<byte> bytes = rented == null ? stackalloc byte[64] : rented.AsSpan();
            written = Encoding.ASCII.GetBytes(text, bytes);
            bytes[..written].CopyTo(destination);
            return true;
        }
        finally
        {
            if (rented != null)
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static void ReturnIfRented(char[]? rented)
    {
        if (rented != null)
            ArrayPool<char>.Shared.Return(rented);
    }

    public static string Reverse(string text)
    {
        char[]? rented = text.Length >= 1024 ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        Span<char> chars = rented is null ? stackalloc char[1024] : rented;
        try
        {
            chars = chars[..text.Length];
            text.CopyTo(chars);
            chars.Reverse();
            return chars.ToString();
        }
        finally
        {
            ReturnIfRented(rented);
        }
    }
}

// grows in the pool, returned by Dispose
public ref struct Builder
{
    private char[]? _rented;
    private Span<char> _chars;
    private int _length;

    public Builder(Span<char> initial)
    {
        _rented = null;
        _chars = initial;
        _length = 0;
    }

    public void Append(char c)
    {
        if (_length == _chars.Length)
            Grow();
        _chars[_length++] = c;
    }

    private void Grow()
    {
        char[]? toReturn = _rented;
        Span<char> old = _chars[.._length];
        _chars = _rented = ArrayPool<char>.Shared.Rent(Math.Max(16, old.Length * 2));
        old.CopyTo(_chars);
        if (toReturn != null)
            ArrayPool<char>.Shared.Return(toReturn);
    }

    public override string ToString()
    {
        string text = _chars[.._length].ToString();
        Dispose();
        return text;
    }

    public void Dispose()
    {
        char[]? toReturn = _rented;
        this = default;
        if (toReturn != null)
            ArrayPool<char>.Shared.Return(toReturn);
    }
}
