// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ValidCode.HandOverHand;

public sealed class Node
{
    public readonly SemaphoreSlim Gate = new(1, 1);
    public int Key;
    public Node? Next;
    public Node? Left;
    public Node? Right;
}

public sealed class SortedList
{
    private readonly Node _head = new() { Key = int.MinValue };

    public bool Contains(int key)
    {
        Node previous = _head;
        Monitor.Enter(previous);
        Node? current = previous.Next;
        while (current != null)
        {
            Monitor.Enter(current);
            Monitor.Exit(previous);
            if (current.Key >= key)
            {
                bool found = current.Key == key;
                Monitor.Exit(current);
                return found;
            }
            previous = current;
            current = current.Next;
        }
        Monitor.Exit(previous);
        return false;
    }

    public bool Add(int key)
    {
        Node previous = _head;
        Monitor.Enter(previous);
        Node? current = previous.Next;
        if (current != null)
            Monitor.Enter(current);
        while (current != null && current.Key < key)
        {
            Monitor.Exit(previous);
            previous = current;
            current = current.Next;
            if (current != null)
                Monitor.Enter(current);
        }
        bool added = current == null || current.Key != key;
        if (added)
            previous.Next = new Node { Key = key, Next = current };
        if (current != null)
            Monitor.Exit(current);
        Monitor.Exit(previous);
        return added;
    }

    public bool Remove(int key)
    {
        Node previous = _head;
        Monitor.Enter(previous);
        try
        {
            while (previous.Next is { } current)
            {
                Monitor.Enter(current);
                if (current.Key == key)
                {
                    previous.Next = current.Next;
                    Monitor.Exit(current);
                    return true;
                }
                if (current.Key > key)
                {
                    Monitor.Exit(current);
                    return false;
                }
                Monitor.Exit(previous);
                previous = current;
            }
            return false;
        }
        finally
        {
            Monitor.Exit(previous);
        }
    }

    public long Sum()
    {
        long sum = 0;
        Node held = _head;
        Monitor.Enter(held);
        while (held.Next is { } next)
        {
            Monitor.Enter(next);
            Monitor.Exit(held);
            held = next;
            sum += held.Key;
        }
        Monitor.Exit(held);
        return sum;
    }

    public async Task<int> CountAsync()
    {
        int count = 0;
        Node held = _head;
        await held.Gate.WaitAsync();
        for (Node? next = held.Next; next != null; next = held.Next)
        {
            await next.Gate.WaitAsync();
            held.Gate.Release();
            held = next;
            count++;
        }
        held.Gate.Release();
        return count;
    }
}

public sealed class Tree
{
    private readonly object _rootGate = new();
    private Node? _root;

    public bool Contains(int key)
    {
        Monitor.Enter(_rootGate);
        Node? node = _root;
        if (node == null)
        {
            Monitor.Exit(_rootGate);
            return false;
        }
        Monitor.Enter(node);
        Monitor.Exit(_rootGate);
        for (;;)
        {
            if (node.Key == key)
            {
                Monitor.Exit(node);
                return true;
            }
            Node? child = key < node.Key ? node.Left : node.Right;
            if (child == null)
                break;
            Monitor.Enter(child);
            Monitor.Exit(node);
            node = child;
        }
        Monitor.Exit(node);
        return false;
    }

    // the lock that is held moves down the tree, whatever object it is
    public void Insert(int key)
    {
        object held = _rootGate;
        Monitor.Enter(held);
        ref Node? slot = ref _root;
        while (slot != null)
        {
            Node node = slot;
            Monitor.Enter(node);
            Monitor.Exit(held);
            held = node;
            if (key < node.Key)
                slot = ref node.Left;
            else
                slot = ref node.Right;
        }
        slot = new Node { Key = key };
        Monitor.Exit(held);
    }

    public int Minimum()
    {
        object held = _rootGate;
        Monitor.Enter(held);
        int minimum = int.MaxValue;
        Node? node = _root;
        while (node != null)
        {
            Monitor.Enter(node);
            Monitor.Exit(held);
            held = node;
            minimum = node.Key;
            node = node.Left;
        }
        Monitor.Exit(held);
        return minimum;
    }
}

public sealed class Batch
{
    public sealed class Step
    {
        public object? Box { get; set; }
        public bool WasQueued { get; set; }
        public Step? Inner { get; set; }
        public void Cancel() { }
    }

    private readonly System.Text.StringBuilder _log = new();
    private int _command;

    public Step[] Steps { get; } = [];
    public int Timeout { get; }
    private bool IsAborted => _command == 3;

    private bool Holds(Batch other) => other.Steps.Length > 0;
    private void Flush() => _log.Clear();

    /// <summary>The box of the last step is locked until the next one's is, and at the end by nobody.</summary>
    public IEnumerable<Step> Run(Batch connection, bool isOld)
    {
        object? last = null;
        bool waits = !isOld;
        try
        {
            try
            {
                if (!IsAborted)
                {
                    yield return new Step();
                    _log.AppendLine("begun");
                }
                if (!IsAborted && Steps.Length != 0)
                {
                    foreach (Step step in Steps)
                    {
                        if (waits)
                        {
                            object? box = step.Box;
                            if (box != null)
                            {
                                Monitor.Enter(box);
                                if (last != null)
                                    Monitor.Exit(last);
                                last = box;
                            }
                        }
                        yield return step;
                        _log.Append("issued ").AppendLine(step.ToString());
                    }
                    if (waits && last != null)
                    {
                        connection.Flush();
                        if (!Monitor.Wait(last, Timeout))
                            _command = 7;
                        else if (!Holds(connection))
                            _command = 5;
                        else
                        {
                            foreach (Step step in Steps)
                            {
                                if (!step.WasQueued)
                                {
                                    _command = 6;
                                    break;
                                }
                            }
                        }
                        Monitor.Exit(last);
                        last = null;
                    }
                }
            }
            finally
            {
                if (last != null)
                    Monitor.Exit(last);
            }
            if (IsAborted)
            {
                foreach (Step step in Steps)
                    step.Inner?.Cancel();
            }
            yield return new Step();
        }
        finally
        {
            _log.Append("done");
        }
    }
}
