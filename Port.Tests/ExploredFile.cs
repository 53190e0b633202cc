// SPDX-License-Identifier: GPL-2.0-only
using System.Security.Cryptography;

using linux.logs;

using static linux.constants;

namespace linux.tests;

/// <summary>A file on a kernel of its own and what it must hold; after each step both are compared and the machine is checked.</summary>
sealed unsafe class ExploredFile : IDisposable
{
    /// <summary>Far more rounds than any operation on so small a file takes.</summary>
    const long NoProgressBound = 20_000;

    readonly kernel _kernel;
    readonly Replayer _replayer;
    readonly FlatFile _model = new();
    readonly Queue<nint> _pins = new();
    readonly Queue<Mapping> _mappings = new();
    byte[] _content = [];
    int _operations;

    public ExploredFile(kernel kernel)
    {
        _kernel = kernel;
        kernel.no_progress_bound = NoProgressBound;
        _replayer = new Replayer(kernel, new ReplayOptions());
    }

    /// <summary>A range of the file, from a page's edge on, that current->mm has at the address.</summary>
    readonly record struct Mapping(ulong Address, long Offset, long Length);

    /// <summary>Carries out a step. False: the kernel is known to hang here, and was stopped.</summary>
    public bool Carry(in Step step)
    {
        try
        {
            if (step.Operation is { } op)
            {
                Execute(op);
            }
            else
            {
                Machine(step);
            }
        }
        catch (no_progress) when (IsKnownToHang(step))
        {
            return false;
        }

        Check();
        return true;
    }

    /// <summary>Reads everything by the system call, lets everything go, and checks that the machine is as empty as it was.</summary>
    public void Finish()
    {
        Expect(_replayer.Sha256(), Convert.ToHexStringLower(SHA256.HashData(_model.Content)), "what pread() returns");
        Check();
        while (_pins.Count != 0)
        {
            Unpin();
        }

        while (_mappings.Count != 0)
        {
            Unmap();
        }

        Expect(_kernel.ftruncate(_replayer.File, 0), 0, "rc of the last truncate");
        _kernel.check_at_rest();
        _kernel.close_and_unlink(_replayer.File);
        _kernel.check_at_rest();
    }

    public void Dispose()
    {
        _replayer.Dispose();
        _kernel.Dispose();
    }

    /// <summary>Bug B3: yang-v2 never ends a truncate of a huge page that somebody holds.</summary>
    bool IsKnownToHang(in Step step) => _kernel is yang_v2 && step.Kind == StepKind.Truncate && _pins.Count != 0;

    void Execute(in Operation op)
    {
        var result = _replayer.Execute(op);
        Expect(result.Rc, 0, "rc");
        _model.Apply(++_operations, op);
        Expect(result.Size, _model.Size, "i_size");
    }

    void Machine(in Step step)
    {
        var index = (ulong)step.Offset >> PAGE_SHIFT;
        switch (step.Kind)
        {
            case StepKind.Pin:
                var page = _kernel.cached_page(_replayer.File->f_inode, index);
                if (page != null)
                {
                    _kernel.pin_page(page, "somebody outside");
                    _pins.Enqueue((nint)page);
                }

                break;
            case StepKind.Unpin when _pins.Count != 0:
                Unpin();
                break;
            case StepKind.Map:
                Map((long)((ulong)step.Offset & PAGE_MASK), step.Offset + step.Length);
                break;
            case StepKind.Unmap when _mappings.Count != 0:
                Unmap();
                break;
            case StepKind.SwapOut:
                _kernel.reclaim(((ulong)step.Length + PAGE_SIZE - 1) >> PAGE_SHIFT);
                break;
            case StepKind.Collapse:
                _kernel.collapse(_replayer.File, index);
                break;
        }
    }

    void Map(long offset, long end)
    {
        var vma = _kernel.mmap(
            _replayer.File, offset, (ulong)(end - offset), kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED, out var error);
        Expect(error, 0, "mmap()");
        var address = vma->vm_start + (((ulong)offset >> PAGE_SHIFT) - vma->vm_pgoff << PAGE_SHIFT);
        var mapping = new Mapping(address, offset, end - offset);
        _mappings.Enqueue(mapping);
        Load(mapping);
    }

    void Unmap()
    {
        var mapping = _mappings.Dequeue();
        Load(mapping);
        Expect(_kernel.munmap(mapping.Address, (ulong)mapping.Length), 0, "munmap()");
    }

    /// <summary>Reads what of the file can be seen through the mapping, page faults and all.</summary>
    void Load(in Mapping mapping)
    {
        var seen = new byte[Math.Clamp(_model.Size - mapping.Offset, 0, mapping.Length)];
        Expect(_kernel.user_read(_kernel.current->mm, mapping.Address, seen), 0, "a load");
        Compare(seen, mapping.Offset, "through the mapping ");
    }

    void Unpin() => _kernel.unpin_page((page*)_pins.Dequeue());

    void Check()
    {
        _kernel.check_at_rest();
        Expect(_replayer.Size, _model.Size, "i_size");
        if (_content.Length < _model.Size)
        {
            _content = new byte[_model.Size];
        }

        var content = _content.AsSpan(0, (int)_model.Size);
        _replayer.ReadAll(content);
        Compare(content, 0, "");
    }

    void Compare(ReadOnlySpan<byte> actual, long offset, string how)
    {
        var expected = _model.Content[(int)Math.Min(offset, _model.Size)..];
        var same = actual.CommonPrefixLength(expected);
        if (same != actual.Length)
        {
            var at = offset + same;
            throw new AssertionException($"{how}byte 0x{at:x} (page {at >> PAGE_SHIFT}) is {actual[same]}, expected {expected[same]}");
        }
    }

    static void Expect<T>(T actual, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new AssertionException($"{what} is {actual}, expected {expected}");
        }
    }
}
