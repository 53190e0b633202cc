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
/// The chain of bodies that are being summarised for one question. Of methods that call each other the outermost goes round,
/// from where no path is known, until all summaries stay the same; those within are summarised once a round.
/// </summary>
sealed class Session(int maximalDepth = Session.UsualDepth)
{
    const int UsualDepth = 40;

    /// <summary>What no chain of calls is longer than.</summary>
    public const int MaximalDepth = 1_000;

    readonly List<(IMethodSymbol Method, MethodContract Assumed, int LowestAsked)> _chain = [];
    readonly Dictionary<IMethodSymbol, Provisional> _provisional = new(SymbolEqualityComparer.Default);
    readonly Dictionary<IMethodSymbol, MethodContract> _before = new(SymbolEqualityComparer.Default);

    /// <param name="RestsOn">The outermost method of the chain that it rests on.</param>
    /// <param name="HasChanged">It is another than was assumed.</param>
    sealed record Provisional(Body Body, MethodContract Summary, int RestsOn, bool HasChanged);

    /// <summary>The chain became too long: nothing that this session came to since stands.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>What is assumed of a method that is still being summarised, or rests on one that is.</summary>
    public MethodContract? Assumed(IMethodSymbol method)
    {
        int index = _chain.FindIndex(each => SymbolEqualityComparer.Default.Equals(each.Method, method));
        if (index >= 0)
        {
            Ask(index);
            return _chain[index].Assumed;
        }
        if (!_provisional.TryGetValue(method, out Provisional? known))
            return null;
        Ask(known.RestsOn);
        return known.Summary;
    }

    void Ask(int index)
    {
        (IMethodSymbol Method, MethodContract Assumed, int LowestAsked) last = _chain[_chain.Count - 1];
        _chain[_chain.Count - 1] = last with { LowestAsked = Math.Min(last.LowestAsked, index) };
    }

    public bool Begin(IMethodSymbol method)
    {
        IsTooDeep = _chain.Count >= maximalDepth;
        if (!IsTooDeep)
            _chain.Add((method, _before.TryGetValue(method, out MethodContract? before) ? before : MethodContract.Unreached, int.MaxValue));
        return !IsTooDeep;
    }

    /// <summary>
    /// Of the methods that call each other and this one, which has just been summarised for the first time, the one that stands first, if it is another:
    /// to go round from there gives the same whichever was asked for.
    /// </summary>
    public IMethodSymbol? First(IMethodSymbol method)
    {
        IMethodSymbol first = Within().Select(pair => pair.Key).Where(each => each.MethodKind != MethodKind.LocalFunction).Append(method)
            .OrderBy(each => each.Locations[0].SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(each => each.Locations[0].SourceSpan.Start).First();
        if (SymbolEqualityComparer.Default.Equals(first, method))
            return null;
        _before.Remove(method);
        foreach (KeyValuePair<IMethodSymbol, Provisional> pair in Within())
            _before.Remove(pair.Key);
        Again();
        return first;
    }

    /// <summary>What rests on nothing further out than the method that was last on the chain.</summary>
    KeyValuePair<IMethodSymbol, Provisional>[] Within() => _provisional.Where(pair => pair.Value.RestsOn >= _chain.Count).ToArray();

    /// <summary>The next round begins.</summary>
    public void Again()
    {
        foreach (KeyValuePair<IMethodSymbol, Provisional> pair in Within())
            _provisional.Remove(pair.Key);
    }

    public Recursion End(Body body, MethodContract summary)
    {
        int index = _chain.Count - 1;
        (IMethodSymbol method, MethodContract assumed, int lowest) = _chain[index];
        _chain.RemoveAt(index);
        if (lowest > index)
            return Recursion.None;
        if (lowest < index)
        {
            // what rests on this one rests on what this one rests on
            foreach (KeyValuePair<IMethodSymbol, Provisional> pair in Within())
                _provisional[pair.Key] = pair.Value with { RestsOn = lowest };
            _provisional[method] = new Provisional(body, summary, lowest, !Summary.Same(assumed, summary));
            _before[method] = summary;
            Ask(lowest);
            return Recursion.Provisional;
        }
        if (Summary.Same(assumed, summary) && !Within().Any(pair => pair.Value.HasChanged))
            return Recursion.None;
        _before[method] = summary;
        return Recursion.Unstable;
    }

    /// <summary>The outermost method is settled, and with it what rested on it.</summary>
    public List<(Body Body, MethodContract Summary)> Settle()
    {
        List<(Body, MethodContract)> settled = Within().Select(pair => (pair.Value.Body, pair.Value.Summary)).ToList();
        Again();
        return settled;
    }
}
