// SPDX-License-Identifier: MIT
using System;
using System.Runtime.InteropServices;

namespace ValidCode.SafeHandles;

public sealed class Channel
{
    private readonly SafeHandle _handle;
    private readonly SafeHandle? _peer;

    public Channel(SafeHandle handle, SafeHandle? peer) => (_handle, _peer) = (handle, peer);

    public int Write(Func<IntPtr, int> native)
    {
        bool added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            return native(_handle.DangerousGetHandle());
        }
        finally
        {
            if (added)
                _handle.DangerousRelease();
        }
    }

    public void Link(Action<IntPtr, IntPtr> native)
    {
        bool first = false, second = false;
        try
        {
            _handle.DangerousAddRef(ref first);
            IntPtr peer = IntPtr.Zero;
            if (_peer != null)
            {
                _peer.DangerousAddRef(ref second);
                peer = _peer.DangerousGetHandle();
            }
            native(_handle.DangerousGetHandle(), peer);
        }
        finally
        {
            if (second)
                _peer!.DangerousRelease();
            if (first)
                _handle.DangerousRelease();
        }
    }

    public static void WithEach(SafeHandle[] handles, Action<IntPtr> native)
    {
        foreach (var handle in handles)
        {
            bool added = false;
            try
            {
                handle.DangerousAddRef(ref added);
                native(handle.DangerousGetHandle());
            }
            finally
            {
                if (added)
                    handle.DangerousRelease();
            }
        }
    }

    public int WriteIfOpen(Func<IntPtr, int> native)
    {
        if (_handle.IsClosed || _handle.IsInvalid)
            return -1;
        bool added = false;
        _handle.DangerousAddRef(ref added);
        if (!added)
            return -1;
        try
        {
            return native(_handle.DangerousGetHandle());
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }
}

// the reference is kept by the object and dropped by Dispose
public sealed class Borrowed : IDisposable
{
    private readonly SafeHandle _handle;
    private bool _added;

    public Borrowed(SafeHandle handle)
    {
        _handle = handle;
        _handle.DangerousAddRef(ref _added);
    }

    public IntPtr Value => _handle.DangerousGetHandle();

    public void Dispose()
    {
        if (!_added)
            return;
        _added = false;
        _handle.DangerousRelease();
    }
}
