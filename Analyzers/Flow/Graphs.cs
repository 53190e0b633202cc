// SPDX-License-Identifier: MIT
namespace Pairing.Flow;

/// <summary>Walks of directed graphs, without recursion.</summary>
static class Graphs
{
    /// <summary>What can be reached, each node after those that it leads to (but for the way back in a cycle).</summary>
    public static List<T> PostOrder<T>(IEnumerable<T> roots, Func<T, IEnumerable<T>> next)
    {
        List<T> order = [];
        HashSet<T> seen = [];
        Stack<(T Node, IEnumerator<T> Next)> stack = new();
        foreach (T root in roots)
        {
            Enter(root);
            while (stack.Count > 0)
            {
                (T node, IEnumerator<T> rest) = stack.Peek();
                if (rest.MoveNext())
                    Enter(rest.Current);
                else
                    order.Add(stack.Pop().Node);
            }
        }
        return order;

        void Enter(T node)
        {
            if (seen.Add(node))
                stack.Push((node, next(node).GetEnumerator()));
        }
    }

    /// <summary>The sets of nodes that lead to each other, each after those that it leads to (Kosaraju).</summary>
    public static List<List<T>> Components<T>(T root, Func<T, IEnumerable<T>> next)
        where T : notnull
    {
        List<T> order = PostOrder([root], next);
        Dictionary<T, List<T>> before = order.ToDictionary(node => node, _ => new List<T>());
        foreach (T node in order)
        {
            foreach (T other in next(node))
                before[other].Add(node);
        }
        List<List<T>> components = [];
        HashSet<T> seen = [];
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (seen.Contains(order[i]))
                continue;
            List<T> component = PostOrder([order[i]], node => before[node].Where(other => !seen.Contains(other)));
            seen.UnionWith(component);
            components.Add(component);
        }
        components.Reverse();
        return components;
    }

    /// <summary>
    /// Where all ways from each node to the last one meet next, its immediate post-dominator (Cooper, Harvey and Kennedy);
    /// -1: at none, or no way leads there.
    /// </summary>
    /// <param name="next">Of each node, by its number, those that it leads to.</param>
    public static int[] Meetings(int[][] next, int last)
    {
        List<int>[] before = Array.ConvertAll(next, _ => new List<int>());
        for (int node = 0; node < next.Length; node++)
        {
            foreach (int other in next[node])
                before[other].Add(node);
        }
        List<int> order = PostOrder([last], node => before[node]);
        int[] rank = new int[next.Length], meetings = Array.ConvertAll(next, _ => -1);
        for (int i = 0; i < order.Count; i++)
            rank[order[i]] = i;
        meetings[last] = last;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = order.Count - 2; i >= 0; i--)
            {
                int node = order[i], meeting = -1;
                foreach (int other in next[node])
                {
                    if (meetings[other] >= 0)
                        meeting = meeting < 0 ? other : Meet(meeting, other);
                }
                changed |= meeting != meetings[node];
                meetings[node] = meeting;
            }
        }
        meetings[last] = -1;
        return meetings;

        int Meet(int a, int b)
        {
            while (a != b)
            {
                if (rank[a] < rank[b])
                    a = meetings[a];
                else
                    b = meetings[b];
            }
            return a;
        }
    }
}
