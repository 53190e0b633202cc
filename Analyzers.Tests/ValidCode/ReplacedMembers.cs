// SPDX-License-Identifier: MIT
using System;
using System.Buffers;
using System.Threading;

namespace ValidCode.ReplacedMembers;

// the buffer that grows: what the helper gives back is not what is there afterwards
public sealed class Writer
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16);
    private int _length;

    private byte[] Buffer { get => _buffer; set => _buffer = value; }

    public void Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (_buffer.Length - _length < first.Length)
            Grow();
        first.CopyTo(_buffer.AsSpan(_length));
        _length += first.Length;
        if (_buffer.Length - _length < second.Length)
            Grow();
        second.CopyTo(_buffer.AsSpan(_length));
        _length += second.Length;
    }

    public void Fill(byte value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_length == _buffer.Length)
                Grow();
            _buffer[_length++] = value;
        }
        Restart();
        GrowByProperty();
        Keep();
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void GrowByProperty()
    {
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = new byte[64];
    }

    private void Restart()
    {
        byte[] old = _buffer;
        _buffer = new byte[16];
        ArrayPool<byte>.Shared.Return(old);
    }

    private void Keep() => Resize(ref _buffer);

    private static void Resize(ref byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = ArrayPool<byte>.Shared.Rent(32);
    }

    public static int Turns(int count)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(8);
        while (count-- > 0)
            Resize(ref buffer);
        int length = buffer.Length;
        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }
}

public ref struct Builder
{
    private Span<char> _span;
    private char[]? _array;

    public void Append(char value, int at)
    {
        if (at >= _span.Length)
            Grow();
        if (at >= _span.Length)
            Grow();
        _span[at] = value;
    }

    private void Grow()
    {
        char[] larger = ArrayPool<char>.Shared.Rent(_span.Length * 2);
        char[]? old = _array;
        _span = _array = larger;
        if (old is not null)
            ArrayPool<char>.Shared.Return(old);
    }
}

public sealed class Page
{
    public byte[]? Bytes;
}

public sealed class Pages
{
    private static byte[]? s_scratch = new byte[4];
    private Page _page = new();

    public void Turn()
    {
        Next();
        Next();
        Empty(_page);
        Empty(_page);
        Forget();
        Forget();
        if (TryNext(2))
            TryNext(1);
    }

    private void Next()
    {
        ArrayPool<byte>.Shared.Return(_page.Bytes!);
        _page = new Page { Bytes = new byte[8] };
    }

    private bool TryNext(int size)
    {
        if (size < 2)
            return false;
        ArrayPool<byte>.Shared.Return(_page.Bytes!);
        _page.Bytes = new byte[size];
        return true;
    }

    private static void Empty(Page page)
    {
        if (page.Bytes is not null)
            ArrayPool<byte>.Shared.Return(page.Bytes);
        page.Bytes = null;
    }

    private static void Forget()
    {
        ArrayPool<byte>.Shared.Return(s_scratch!);
        s_scratch = null!;
    }
}

public sealed class Baton
{
    private Mutex _mutex = new(true);
    private object _lock = new();
    private int _turns;

    public void Pass()
    {
        Exchange();
        Exchange();
    }

    private void Exchange()
    {
        _mutex.ReleaseMutex();
        _mutex = new Mutex(true);
    }

    public void Turn(bool last)
    {
        Monitor.Enter(_lock);
        _turns++;
        if (!TryRetire(last))
            Monitor.Exit(_lock);
    }

    private bool TryRetire(bool last)
    {
        if (!last)
            return false;
        Monitor.Exit(_lock);
        _lock = new object();
        return true;
    }
}

public sealed class Node
{
    public Node? Next;
}

// hand over hand: the helper goes on with the lock of what it leaves in the member
public sealed class Cursor
{
    private readonly object _last = new();
    private Node _current = new();
    private object _gate = new();
    private int _steps;

    public void Walk()
    {
        Monitor.Enter(_current);
        Step();
        while (_steps < 10)
            Step();
        Monitor.Exit(_current);
    }

    private void Step()
    {
        Node next = _current.Next!;
        Monitor.Enter(next);
        Monitor.Exit(_current);
        _current = next;
        _steps++;
    }

    public void Finish()
    {
        Monitor.Enter(_gate);
        TurnToLast();
        _steps++;
        Monitor.Exit(_gate);
    }

    private void TurnToLast()
    {
        Monitor.Exit(_gate);
        _gate = _last;
        Monitor.Enter(_gate);
    }
}
