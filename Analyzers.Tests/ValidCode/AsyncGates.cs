// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.AsyncGates;

public sealed class Store : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _flush = new(1, 1);
    private readonly Dictionary<string, string> _values = new();
    private Task<string>? _banner;

    public async Task SetAsync(string key, string value, CancellationToken token)
    {
        await _gate.WaitAsync(token).ConfigureAwait(false);
        try
        {
            _values[key] = value;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<bool> TrySetAsync(string key, string value)
    {
        if (!await _gate.WaitAsync(TimeSpan.FromSeconds(1)))
            return false;
        try
        {
            _values[key] = value;
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<string?> GetAsync(string key, int patience, CancellationToken token)
    {
        bool entered = await _gate.WaitAsync(patience, token);
        try
        {
            return entered && _values.TryGetValue(key, out var value) ? value : null;
        }
        finally
        {
            if (entered)
                _gate.Release();
        }
    }

    // skips the work if somebody is at it already
    public async Task FlushIfIdleAsync(Stream stream)
    {
        if (!await _flush.WaitAsync(0))
            return;
        try
        {
            await stream.FlushAsync();
        }
        finally
        {
            _flush.Release();
        }
    }

    public void FlushIfIdle(Stream stream)
    {
        if (!_flush.Wait(0))
            return;
        try
        {
            stream.Flush();
        }
        finally
        {
            _flush.Release();
        }
    }

    public async Task<int> CopyAsync(Stream stream, CancellationToken token)
    {
        var entered = false;
        try
        {
            await _gate.WaitAsync(token);
            entered = true;
            var bytes = new byte[_values.Count];
            await stream.WriteAsync(bytes, token);
            return bytes.Length;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            if (entered)
                _gate.Release();
        }
    }

    // a fast synchronous path, a slow one that waits
    public ValueTask<string?> FindAsync(string key)
    {
        if (_gate.Wait(0))
        {
            try
            {
                return new ValueTask<string?>(_values.GetValueOrDefault(key));
            }
            finally
            {
                _gate.Release();
            }
        }
        return new ValueTask<string?>(FindSlowAsync(key));
    }

    private async Task<string?> FindSlowAsync(string key)
    {
        await _gate.WaitAsync();
        try
        {
            return _values.GetValueOrDefault(key);
        }
        finally
        {
            _gate.Release();
        }
    }

    // the iterator holds the gate between its elements; a semaphore has no thread
    public async IAsyncEnumerable<string> KeysAsync([EnumeratorCancellation] CancellationToken token = default)
    {
        await _gate.WaitAsync(token);
        try
        {
            foreach (var key in _values.Keys)
                yield return key;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task SaveAsync(Stream stream)
    {
        await _gate.WaitAsync();
        try
        {
            await _flush.WaitAsync();
            try
            {
                await stream.FlushAsync();
            }
            finally
            {
                _flush.Release();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<string> BannerAsync() => _banner is { } ready ? ready : LoadBannerAsync();

    private async Task<string> LoadBannerAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _banner ??= Task.FromResult("banner");
            return await _banner;
        }
        finally
        {
            _gate.Release();
        }
    }

    // the task that waits is started first and awaited later
    public async Task WarmAsync(Func<Task> prepare)
    {
        Task entering = _gate.WaitAsync();
        await entering;
        try
        {
            await prepare();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task RetryAsync(Func<Task<bool>> work, CancellationToken token)
    {
        while (true)
        {
            await _gate.WaitAsync(token);
            try
            {
                if (await work())
                    return;
            }
            finally
            {
                _gate.Release();
            }
            await Task.Delay(50, token);
        }
    }

    // drops the gate for the slow call
    public async Task RefreshAsync(string key, Func<Task<string>> load)
    {
        await _gate.WaitAsync();
        bool held = true;
        try
        {
            if (_values.ContainsKey(key))
                return;
            _gate.Release();
            held = false;
            string value = await load();
            await _gate.WaitAsync();
            held = true;
            _values[key] = value;
        }
        finally
        {
            if (held)
                _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _flush.Dispose();
    }
}

public sealed class AsyncLock
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public async ValueTask<Releaser> EnterAsync(CancellationToken token = default)
    {
        await _semaphore.WaitAsync(token).ConfigureAwait(false);
        return new Releaser(_semaphore);
    }

    public Releaser Enter()
    {
        _semaphore.Wait();
        return new Releaser(_semaphore);
    }

    public readonly struct Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}

public sealed class Session
{
    private readonly AsyncLock _lock = new();
    private int _turns;

    public async Task<int> TurnAsync(CancellationToken token)
    {
        using (await _lock.EnterAsync(token))
        {
            await Task.Yield();
            return ++_turns;
        }
    }

    public int Turn()
    {
        using var releaser = _lock.Enter();
        return ++_turns;
    }
}
