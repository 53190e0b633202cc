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
    byte[] _content = [];
    int _operations;

    public ExploredFile(kernel kernel)
    {
        _kernel = kernel;
        kernel.no_progress_bound = NoProgressBound;
        _replayer = new Replayer(kernel, new ReplayOptions());
    }

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
            case StepKind.SwapOut:
                _kernel.reclaim(((ulong)step.Length + PAGE_SIZE - 1) >> PAGE_SHIFT);
                break;
            case StepKind.Collapse:
                _kernel.collapse(_replayer.File, index);
                break;
        }
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
        var same = content.CommonPrefixLength(_model.Content);
        if (same != content.Length)
        {
            throw new AssertionException($"byte 0x{same:x} (page {same >> PAGE_SHIFT}) is {content[same]}, expected {_model.Content[same]}");
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
