// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Names that lead to each other, while it is found out what their methods do. Followed is what matters, each method after those that
/// it calls, and again when one of these turns out to do something else than was assumed, as can be where methods lead to each other.
/// </summary>
sealed class Group(IReadOnlyCollection<int> names, Knowledge knowledge, CancellationToken cancellation) : Peers(new(names))
{
    /// <summary>Of so few names it is assumed that no path leads through what is not known to matter yet; of more, that it does nothing.</summary>
    const int FewNames = 8;

    /// <summary>A method is followed this often at most: then nothing is known of it.</summary>
    const int Rounds = 8;

    /// <summary>So many steps at most, if it takes as many each time.</summary>
    const int MaximalStepsAgain = 6_000;

    /// <summary>A method is followed while its caller is, if that is not the callee of so many that are followed already.</summary>
    const int MaximalDepth = 16;

    readonly List<NameIndex.Member> _members = [];
    readonly List<int[]> _names = [];
    readonly List<int> _rounds = [];

    /// <summary>The members that are to be followed.</summary>
    readonly Bits _pending = new();
    readonly ConcurrentDictionary<IMethodSymbol, int> _memberOf = new(SymbolEqualityComparer.Default);
    readonly Dictionary<IMethodSymbol, Bits> _askers = new(SymbolEqualityComparer.Default);

    /// <summary>Methods that wait to be followed: others may follow them ahead, those that come last first.</summary>
    readonly ConcurrentStack<IMethodSymbol> _waiting = new();

    /// <summary>Methods that were followed ahead, or (null) in their turn.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, Guess?> _guesses = new(SymbolEqualityComparer.Default);

    /// <summary>The member that is being followed, and how many wait for it.</summary>
    int _current, _depth;

    /// <summary>What is not known to matter does nothing.</summary>
    bool _isClosed = names.Count > FewNames;

    /// <summary>Names of methods that were found to do something.</summary>
    public HashSet<int> Effective { get; } = [];

    /// <summary>What the methods do that were followed, as far as is known.</summary>
    public ConcurrentDictionary<IMethodSymbol, MethodContract> Summaries { get; } = new(SymbolEqualityComparer.Default);

    public Dictionary<IMethodSymbol, Body> Bodies { get; } = new(SymbolEqualityComparer.Default);

    public void Settle()
    {
        NameIndex index = knowledge.Names;
        HashSet<int> passed = [];
        foreach (NameIndex.Member member in Graphs.PostOrder(index.InOrder(Names.SelectMany(index.MayMatter)),
            member => index.NamesIn(member).Where(name => Names.Contains(name) && passed.Add(name)).SelectMany(index.MayMatter)))
        {
            int[] named = index.NamesIn(member);
            _members.Add(member);
            _names.Add(named);
            _rounds.Add(0);
            if (named.Any(name => index.IsOfContract(name) || !Names.Contains(name) && HasEffects(name)))
                Await(_members.Count - 1);
        }
        foreach (IMethodSymbol method in _memberOf.Keys)
            Summaries[method] = MethodContract.Unreached;
        for (; ; )
        {
            while (_pending.Min is >= 0 and var next)
                Follow(next);
            if (_isClosed)
                return;
            // what is left does nothing
            _isClosed = true;
            foreach (KeyValuePair<IMethodSymbol, Bits> pair in _askers)
            {
                if (!Summaries.ContainsKey(pair.Key))
                    _pending.Union(pair.Value);
            }
        }
    }

    void Await(int member)
    {
        _pending.Add(member);
        foreach (IMethodSymbol method in knowledge.MethodsOf(_members[member], cancellation))
        {
            _memberOf[method] = member;
            if (_isClosed)
                _waiting.Push(method);
        }
    }

    /// <summary>What a thread does that waits for the group.</summary>
    public void Help(CancellationToken ofHelper)
    {
        while (!ofHelper.IsCancellationRequested && _waiting.TryPop(out IMethodSymbol? method))
            Ahead(method, 0);
    }

    /// <summary>The method as it is followed ahead; null: it is followed in its turn, or was.</summary>
    Guess? Ahead(IMethodSymbol method, int depth)
    {
        Guess guess = new(method, depth, this, knowledge, cancellation);
        lock (guess)
        {
            if (_guesses.TryAdd(method, guess))
                guess.Make();
        }
        return _guesses[method];
    }

    /// <summary>What is known of a method, or will be if a guess is right, for another one that is followed ahead; null: nothing yet.</summary>
    public MethodContract? Foretell(IMethodSymbol method, int depth)
    {
        if (!_memberOf.ContainsKey(method))
            return MethodContract.None;
        if (Summaries.TryGetValue(method, out MethodContract? known) && !ReferenceEquals(known, MethodContract.Unreached))
            return known;
        return depth < MaximalDepth && Ahead(method, depth) is { Body: not null } guess ? guess.Summary : null;
    }

    void Follow(int member)
    {
        cancellation.ThrowIfCancellationRequested();
        int outer = _current;
        _current = member;
        _pending.Remove(member);
        _rounds[member]++;
        try
        {
            FollowMethods(member);
        }
        finally
        {
            _current = outer;
        }
    }

    void FollowMethods(int member)
    {
        foreach (IMethodSymbol method in knowledge.MethodsOf(_members[member], cancellation))
        {
            if (!knowledge.IsSummarised(method) || knowledge.CodeOf(method, cancellation) is not { } code)
            {
                Summaries.TryRemove(method, out _);
                continue;
            }
            MethodContract before = Known(method), summary = Follow(method, code, _rounds[member]);
            if (Summary.Same(before, summary))
                continue;
            if (_askers.TryGetValue(method, out Bits? askers))
                _pending.Union(askers);
            if (Knowledge.WeightOf(summary) != Weight.None)
                AwaitNamers(_members[member].Name);
        }
    }

    MethodContract Follow(IMethodSymbol method, Code code, int round)
    {
        int steps = Bodies.TryGetValue(method, out Body? last) ? last.Steps : 0;
        try
        {
            if (Guessed(method) is { } guess)
            {
                Bodies[method] = guess.Body!;
                return Summaries[method] = guess.Summary;
            }
            if (round <= Rounds && steps * round <= MaximalStepsAgain)
                return Summaries[method] = knowledge.Summaries.Summarise(Bodies[method] = new(knowledge, method, code, null, cancellation) { Group = this });
        }
        catch (Exception exception) when (PairingAnalyzer.IsHidden(exception))
        {
        }
        // it is followed afresh when it is judged
        Bodies.Remove(method);
        return Summaries[method] = MethodContract.Unknown;
    }

    /// <summary>The method as it was followed ahead, if that holds: if it would be told the same now.</summary>
    Guess? Guessed(IMethodSymbol method)
    {
        if (_guesses.GetOrAdd(method, (Guess?)null) is not { } guess)
            return null;
        // it is right the first time, or never
        _guesses[method] = null;
        // it waits for nobody while it is made
        lock (guess)
            return guess.Body is not null && guess.Told.All(pair => ReferenceEquals(pair.Value, Ask(pair.Key))) ? guess : null;
    }

    /// <summary>Those that name it may matter, too.</summary>
    void AwaitNamers(string name)
    {
        if (NameIndex.IsCommon(name) || knowledge.Names.NumberOf(name) is not { } number || !Effective.Add(number))
            return;
        for (int i = 0; i < _members.Count; i++)
        {
            if (_rounds[i] == 0 && _names[i].Contains(number))
                Await(i);
        }
    }

    MethodContract Known(IMethodSymbol method) =>
        Summaries.TryGetValue(method, out MethodContract? known) ? known : _isClosed ? MethodContract.None : MethodContract.Unreached;

    public override void MayWait()
    {
    }

    public override bool HasEffects(int name) => knowledge.Summaries.HasEffects(name, cancellation);

    /// <summary>What is known of a method, for the member that is being followed: it will have to be followed again if that changes.</summary>
    public override MethodContract Ask(IMethodSymbol method)
    {
        if (_depth < MaximalDepth && _memberOf.TryGetValue(method, out int member) && _rounds[member] == 0)
        {
            _depth++;
            try
            {
                Follow(member);
            }
            finally
            {
                _depth--;
            }
        }
        if (!_askers.TryGetValue(method, out Bits? askers))
            _askers.Add(method, askers = new());
        askers.Add(_current);
        return Known(method);
    }
}
