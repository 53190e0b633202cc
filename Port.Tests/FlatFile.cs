// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests;

/// <summary>What a file must hold: an array of bytes, on which an operation does what its system call promises.</summary>
sealed class FlatFile
{
    /// <summary>Bytes after which what an operation writes repeats.</summary>
    const int Period = 255;

    byte[] _bytes = [];

    public long Size { get; private set; }

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, (int)Size);

    /// <summary>The byte that the <paramref name="n"/>th operation, from 1, writes at <paramref name="offset"/>.</summary>
    public static byte Pattern(int n, long offset) => (byte)(1 + (((n * 131L) + offset) % Period));

    /// <summary>Applies the <paramref name="n"/>th operation, which succeeded.</summary>
    public void Apply(int n, in Operation op)
    {
        switch (op.Kind)
        {
            case OperationKind.Write or OperationKind.MapWrite:
                Write(n, op.Flags.HasFlag(OperationFlags.Append) ? Size : op.Offset, op.Length);
                break;
            case OperationKind.Truncate:
                Resize(op.Length);
                break;
            case OperationKind.Fallocate when (op.Mode & FallocateMode.KeepSize) == 0:
                Resize(Math.Max(Size, op.End));
                break;
            case OperationKind.PunchHole or OperationKind.MadviseRemove:
                Range(op.Offset, op.Length).Clear();
                break;
        }
    }

    void Write(int n, long offset, long length)
    {
        if (length == 0)
        {
            return;
        }

        Resize(Math.Max(Size, offset + length));
        var range = Range(offset, length);
        var done = Math.Min(Period, range.Length);
        for (var i = 0; i < done; i++)
        {
            range[i] = Pattern(n, offset + i);
        }

        for (; done < range.Length; done += Math.Min(done, range.Length - done))
        {
            range[..Math.Min(done, range.Length - done)].CopyTo(range[done..]);
        }
    }

    /// <summary>What of a range the file has.</summary>
    Span<byte> Range(long offset, long length)
    {
        var start = Math.Min(offset, Size);
        return _bytes.AsSpan((int)start, (int)(Math.Min(offset + length, Size) - start));
    }

    /// <summary>What lies beyond the end is lost: a file that grows again grows by zeroes.</summary>
    void Resize(long size)
    {
        if (size < Size)
        {
            Range(size, Size - size).Clear();
        }
        else if (size > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(size, 2L * _bytes.Length));
        }

        Size = size;
    }
}
