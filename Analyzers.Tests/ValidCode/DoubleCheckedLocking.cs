// SPDX-License-Identifier: MIT
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.DoubleCheckedLocking;

public sealed class Settings
{
    private static readonly object s_gate = new();
    private static volatile Settings? s_instance;

    public static Settings Instance
    {
        get
        {
            if (s_instance == null)
            {
                lock (s_gate)
                {
                    if (s_instance == null)
                        s_instance = new Settings();
                }
            }
            return s_instance;
        }
    }

    public static Settings Current()
    {
        var instance = s_instance;
        if (instance != null)
            return instance;
        Monitor.Enter(s_gate);
        try
        {
            instance = s_instance;
            if (instance != null)
                return instance;
            return s_instance = new Settings();
        }
        finally
        {
            Monitor.Exit(s_gate);
        }
    }

    public static Settings? TryCurrent()
    {
        if (s_instance is { } ready)
            return ready;
        if (!Monitor.TryEnter(s_gate))
            return null;
        try
        {
            return s_instance ??= new Settings();
        }
        finally
        {
            Monitor.Exit(s_gate);
        }
    }
}

public sealed class Registry<TKey, TValue> where TKey : notnull
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<TKey, TValue> _map = new();
    private readonly Func<TKey, TValue> _create;

    public Registry(Func<TKey, TValue> create) => _create = create;

    public TValue GetOrAdd(TKey key)
    {
        _lock.EnterReadLock();
        try
        {
            if (_map.TryGetValue(key, out var found))
                return found;
        }
        finally
        {
            _lock.ExitReadLock();
        }

        _lock.EnterWriteLock();
        try
        {
            if (!_map.TryGetValue(key, out var value))
            {
                value = _create(key);
                _map.Add(key, value);
            }
            return value;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public TValue GetOrUpgrade(TKey key)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            if (_map.TryGetValue(key, out var found))
                return found;
            var value = _create(key);
            _lock.EnterWriteLock();
            try
            {
                return _map[key] = value;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }
}

public sealed class Connection
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly ConcurrentDictionary<string, object> _keyGates = new();
    private readonly ConcurrentDictionary<string, string> _values = new();
    private volatile string? _session;

    public async ValueTask<string> SessionAsync(Func<Task<string>> connect)
    {
        if (_session is { } session)
            return session;
        await _connecting.WaitAsync();
        try
        {
            return _session ??= await connect();
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async Task<string?> TrySessionAsync(Func<Task<string>> connect, TimeSpan patience)
    {
        if (_session == null)
        {
            if (!await _connecting.WaitAsync(patience))
                return null;
            try
            {
                if (_session == null)
                    _session = await connect();
            }
            finally
            {
                _connecting.Release();
            }
        }
        return _session;
    }

    // a lock per key
    public string Load(string key, Func<string, string> load)
    {
        if (_values.TryGetValue(key, out var value))
            return value;
        object gate = _keyGates.GetOrAdd(key, static _ => new object());
        bool taken = false;
        try
        {
            Monitor.Enter(gate, ref taken);
            if (!_values.TryGetValue(key, out value))
                _values[key] = value = load(key);
            return value;
        }
        finally
        {
            if (taken)
                Monitor.Exit(gate);
        }
    }

    public string LoadLocked(string key, Func<string, string> load)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            lock (_keyGates.GetOrAdd(key, static _ => new object()))
            {
                if (!_values.TryGetValue(key, out value))
                {
                    value = load(key);
                    _values.TryAdd(key, value);
                }
            }
        }
        return value;
    }
}
