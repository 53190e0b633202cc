// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.LockStatements;

public sealed class Roster
{
    private static readonly object s_gate = new();
    private static int s_created;
    private object _gate = new();
    private readonly List<string> _names = new();
    private EventHandler? _changed;

    static Roster()
    {
        lock (s_gate)
            s_created = 1;
    }

    public event EventHandler? Changed
    {
        add
        {
            lock (_gate)
                _changed += value;
        }
        remove
        {
            lock (_gate)
                _changed -= value;
        }
    }

    public static int Created
    {
        get
        {
            lock (s_gate)
                return s_created;
        }
    }

    public string Get(int index)
    {
        lock (_gate)
        {
            if (index < 0)
                throw new ArgumentOutOfRangeException(nameof(index));
            if (index < _names.Count)
                return _names[index];
        }
        return "";
    }

    public int IndexOf(string name)
    {
        lock (_gate)
        {
            for (int i = 0; i < _names.Count; i++)
            {
                if (_names[i] == name)
                    return i;
                if (_names[i].Length == 0)
                    break;
            }
        }
        return -1;
    }

    public int Find(IEnumerable<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            lock (_gate)
            {
                if (candidate.Length == 0)
                    continue;
                if (_names.Contains(candidate))
                    goto found;
            }
        }
        return 0;
    found:
        return 1;
    }

    // the snapshot is taken under the lock, the elements leave without it
    public IEnumerable<string> Names()
    {
        string[] snapshot;
        lock (_gate)
            snapshot = _names.ToArray();
        foreach (var name in snapshot)
            yield return name;
    }

    public IEnumerable<string> Batches()
    {
        int next = 0;
        while (true)
        {
            string name;
            lock (_gate)
            {
                if (next >= _names.Count)
                    yield break;
                name = _names[next++];
            }
            yield return name;
        }
    }

    public async Task<int> AddAsync(Task<string> pending)
    {
        string name = await pending;
        lock (_gate)
        {
            _names.Add(name);
        }
        await Task.Yield();
        lock (_gate)
            return _names.Count;
    }

    // the field changes inside; what was locked is unlocked
    public void Reset()
    {
        lock (_gate)
        {
            _names.Clear();
            _gate = new object();
        }
    }

    public void Walk(LinkedListNode<string>? node)
    {
        while (node != null)
        {
            lock (node)
            {
                _names.Add(node.Value);
                node = node.Next;
            }
        }
    }

    private static object GateOf(string name) => string.Intern(name);

    public void Rename(string from, string to)
    {
        lock (GateOf(from))
        {
            int index = _names.IndexOf(from);
            if (index < 0)
                return;
            _names[index] = to;
        }
    }

    public void Raise()
    {
        EventHandler? handler;
        lock (_gate)
            handler = _changed;
        handler?.Invoke(this, EventArgs.Empty);
    }

    public bool TryParse(string text, out int value)
    {
        lock (_gate)
        {
            try
            {
                value = int.Parse(text);
                return true;
            }
            catch (FormatException)
            {
                value = 0;
                return false;
            }
            catch (OverflowException e) when (e.HResult != 0)
            {
                throw new InvalidOperationException(text, e);
            }
        }
    }

    public string Kind(object item)
    {
        lock (item)
        {
            switch (item)
            {
                case string { Length: 0 }:
                    return "empty";
                case string text:
                    lock (_gate)
                        return _names.Contains(text) ? "known" : "new";
                case int:
                    break;
                default:
                    return item.GetType().Name;
            }
        }
        return "number";
    }

    public int Total() { lock (_gate) { return _names.Sum(name => name.Length); } }
}
