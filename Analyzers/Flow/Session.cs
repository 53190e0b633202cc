// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What a summary rests on.</summary>
enum Recursion
{
    /// <summary>On settled summaries only.</summary>
    None,
    /// <summary>On an assumption about a method further out, which goes round until it is settled.</summary>
    Provisional,
    /// <summary>On an assumption about the method itself that turned out wrong.</summary>
    Unstable,
}

/// <summary>
/// The chain of bodies that are being summarised for one question. Of methods that call each other the outermost goes round
/// until its summary stays the same; those within are summarised once a round.
/// </summary>
sealed class Session
{
    readonly List<(IMethodSymbol Method, MethodContract Assumed, int LowestAsked)> _chain = [];
    readonly Dictionary<IMethodSymbol, (Body Body, MethodContract Summary, int RestsOn)> _provisional = new(SymbolEqualityComparer.Default);
    readonly Dictionary<IMethodSymbol, MethodContract> _before = new(SymbolEqualityComparer.Default);

    public int Depth => _chain.Count;

    /// <summary>What is assumed of a method that is still being summarised, or rests on one that is.</summary>
    public MethodContract? Assumed(IMethodSymbol method)
    {
        int index = _chain.FindIndex(each => SymbolEqualityComparer.Default.Equals(each.Method, method));
        if (index >= 0)
        {
            Ask(index);
            return _chain[index].Assumed;
        }
        if (!_provisional.TryGetValue(method, out (Body Body, MethodContract Summary, int RestsOn) known))
            return null;
        Ask(known.RestsOn);
        return known.Summary;
    }

    void Ask(int index)
    {
        (IMethodSymbol Method, MethodContract Assumed, int LowestAsked) last = _chain[_chain.Count - 1];
        _chain[_chain.Count - 1] = last with { LowestAsked = Math.Min(last.LowestAsked, index) };
    }

    public void Begin(IMethodSymbol method) =>
        _chain.Add((method, _before.TryGetValue(method, out MethodContract? before) ? before : MethodContract.None, int.MaxValue));

    public Recursion End(Body body, MethodContract summary)
    {
        int index = _chain.Count - 1;
        (IMethodSymbol method, MethodContract assumed, int lowest) = _chain[index];
        _chain.RemoveAt(index);
        if (lowest > index)
            return Recursion.None;
        if (lowest < index)
        {
            _provisional[method] = (body, summary, lowest);
            _before[method] = summary;
            Ask(lowest);
            return Recursion.Provisional;
        }
        if (Summary.Same(assumed, summary))
            return Recursion.None;
        _before[method] = summary;
        _provisional.Clear();
        return Recursion.Unstable;
    }

    /// <summary>The outermost method is settled, and with it what rested on it.</summary>
    public List<(Body Body, MethodContract Summary)> Settle()
    {
        List<(Body, MethodContract)> settled = [];
        foreach (KeyValuePair<IMethodSymbol, (Body Body, MethodContract Summary, int RestsOn)> pair in _provisional.Where(pair => pair.Value.RestsOn >= _chain.Count).ToArray())
        {
            settled.Add((pair.Value.Body, pair.Value.Summary));
            _provisional.Remove(pair.Key);
        }
        return settled;
    }
}
