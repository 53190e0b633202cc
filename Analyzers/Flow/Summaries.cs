// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// What methods without a contract do, as their bodies show. Names that lead to each other are settled together, after those that
/// they lead to, whichever is asked for first. Only a method that names something with a contract, or something that was found
/// to do something, is bound and followed.
/// </summary>
sealed class Summaries(Knowledge knowledge)
{
    /// <summary>A method that another turns out to do more than was assumed is followed again, this often at most: then nothing is known of it.</summary>
    const int Rounds = 8;

    /// <summary>So many steps at most, if it takes as many each time.</summary>
    const int MaximalStepsAgain = 6_000;

    /// <summary>Of a member in which there are many ways.</summary>
    const int ManyWords = 100;

    readonly object _gate = new();
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _summaries = new(SymbolEqualityComparer.Default);

    /// <summary>Of methods that do nothing to locks and references, but return a member, or throw.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _getters = new(SymbolEqualityComparer.Default);

    /// <summary>Bodies whose paths were followed for a summary and whose findings nobody asked for yet.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, Body> _followed = new(SymbolEqualityComparer.Default);

    /// <summary>The names that are being settled, by the thread that has the lock.</summary>
    readonly HashSet<int> _current = [];

    /// <summary>Of each name a <see cref="State"/>: whether a method or property of that name does something to a lock or reference.</summary>
    readonly Lazy<byte[]> _states = new(() => new byte[knowledge.Names.Count]);

    enum State : byte
    {
        Unsettled,
        DoesNothing,
        HasEffects,
    }

    NameIndex Names => knowledge.Names;

    /// <summary>The body with its paths followed, if that is done for its callers; it is had once.</summary>
    public Body? Take(IMethodSymbol method, CancellationToken cancellation)
    {
        if (Names.NumberOf(NameIndex.NameOf(method)) is { } name)
            HasEffects(name, cancellation);
        if (!_followed.TryRemove(method, out Body? body))
            return null;
        // whoever had it followed may be gone
        body.Cancellation = cancellation;
        return body;
    }

    /// <summary>Whether a member names something that matters, or takes one lock after another.</summary>
    public bool MayMatter(NameIndex.Member member, CancellationToken cancellation) =>
        member.Locks > 1 || Names.Any(member, Names.IsOfContract) || Names.Any(member, name => HasEffects(name, cancellation));

    public bool AnyMatters(IEnumerable<string> names, Group? group, CancellationToken cancellation) =>
        names.Any(Names.IsOfContract) || names.Any(name => Names.NumberOf(name) is { } number && (group is not null && group.Names.Contains(number) || HasEffects(number, cancellation)));

    bool HasEffects(int name, CancellationToken cancellation)
    {
        if (StateOf(name) is not State.Unsettled and var settled)
            return settled == State.HasEffects;
        if (Names.MayMatter(name).Count == 0)
            return false;
        // within the lock when a body calls what it does not name: new(), base()
        lock (_gate)
        {
            // another thread may have settled it meanwhile
            if (StateOf(name) == State.Unsettled && !_current.Contains(name))
            {
                foreach (List<int> names in Graphs.Components(name, each => Names.LeadsTo(each).Where(next => StateOf(next) == State.Unsettled && !_current.Contains(next))))
                {
                    if (StateOf(names[0]) == State.Unsettled)
                        Settle(names, cancellation);
                }
            }
        }
        return StateOf(name) == State.HasEffects;
    }

    /// <summary>Who reads that a name is settled, without the lock, finds the summaries of its methods, too.</summary>
    State StateOf(int name) => (State)Volatile.Read(ref _states.Value[name]);

    public MethodContract Of(IMethodSymbol method, Body caller)
    {
        if (_summaries.TryGetValue(method, out MethodContract? known))
            return known;
        if (method.MethodKind == MethodKind.LocalFunction)
            return caller.CodeOf(method) is { } local ? OfLocal(method, local.Code, local.Holder, caller) : MethodContract.None;
        if (!knowledge.HasBody(method))
            return MethodContract.None;
        if (Names.NumberOf(NameIndex.NameOf(method)) is { } name)
        {
            if (caller.Group is { } group && group.Names.Contains(name))
                return group.Ask(method);
            HasEffects(name, caller.Cancellation);
        }
        if (_summaries.TryGetValue(method, out known))
            return known;
        // those that throw at their end may call each other, or themselves
        if (caller.IsGetter || !IsGetter(method, caller.Cancellation))
            return MethodContract.None;
        if (_getters.TryGetValue(method, out known))
            return known;
        return knowledge.CodeOf(method, caller.Cancellation) is { } code
            ? _getters.GetOrAdd(method, Summary.Of(knowledge.Explore(new Body(knowledge, method, code, null, caller.Cancellation) { IsGetter = true }, always: true))) : MethodContract.None;
    }

    /// <summary>Does nothing but return a member, or throw: <c>return pvec->nr;</c></summary>
    static bool IsGetter(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode syntax = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (syntax is MethodDeclarationSyntax { ExpressionBody.Expression: ThrowExpressionSyntax } or MethodDeclarationSyntax { Body.Statements: [.., ThrowStatementSyntax] })
            return true;
        ExpressionSyntax? expression = syntax is MethodDeclarationSyntax declaration
            ? declaration.ExpressionBody?.Expression ?? (declaration.Body is { Statements: [ReturnStatementSyntax statement] } ? statement.Expression : null) : null;
        while (expression is MemberAccessExpressionSyntax or CastExpressionSyntax)
            expression = expression is MemberAccessExpressionSyntax member ? member.Expression : ((CastExpressionSyntax)expression).Expression;
        return expression is IdentifierNameSyntax or ThisExpressionSyntax;
    }

    /// <summary>
    /// Of a local function, as it is called within its method: recursive ones go round until the summary of the first stays the same.
    /// What rests on none of those that still go round is settled.
    /// </summary>
    MethodContract OfLocal(IMethodSymbol method, Code code, Body holder, Body caller)
    {
        if (holder.Locals.TryGetValue(method, out (MethodContract Summary, int RestsOn) known))
        {
            holder.LowestLocal = Math.Min(holder.LowestLocal, known.RestsOn);
            return known.Summary;
        }
        IMethodSymbol[] before = holder.Locals.Keys.ToArray();
        int own = holder.LocalsGoingRound++, outer = holder.LowestLocal;
        MethodContract summary = MethodContract.Unreached, assumed = MethodContract.None;
        for (int round = 0; round < Rounds && !Summary.Same(assumed, summary); round++)
        {
            // what was summarised on the way rested on what was assumed
            foreach (IMethodSymbol other in Since())
                holder.Locals.Remove(other);
            holder.Locals[method] = (assumed = summary, own);
            holder.LowestLocal = int.MaxValue;
            summary = Summarise(new Body(knowledge, method, code, holder, caller.Cancellation) { Group = caller.Group, IsGetter = caller.IsGetter });
            // it does not rest on itself
            if (holder.LowestLocal > own)
                assumed = summary;
        }
        int lowest = holder.LowestLocal >= own ? int.MaxValue : holder.LowestLocal;
        holder.Locals[method] = (Summary.Same(assumed, summary) ? summary : MethodContract.None, lowest);
        if (lowest == int.MaxValue)
        {
            foreach (IMethodSymbol each in Since())
                holder.Locals[each] = (Final(holder.Locals[each].Summary), lowest);
        }
        holder.LocalsGoingRound--;
        holder.LowestLocal = Math.Min(outer, lowest);
        return holder.Locals[method].Summary;

        IMethodSymbol[] Since() => holder.Locals.Keys.Except(before, SymbolEqualityComparer.Default).OfType<IMethodSymbol>().ToArray();
    }

    /// <summary>What a body does; where all that it might do is to call what leads back to it, no path through it is known yet.</summary>
    MethodContract Summarise(Body body)
    {
        knowledge.Explore(body, always: false);
        return body.Matters || !body.IsCut ? Summary.Of(body) : MethodContract.Unreached;
    }

    static MethodContract Final(MethodContract summary) => ReferenceEquals(summary, MethodContract.Unreached) ? MethodContract.None : summary;

    void Settle(List<int> names, CancellationToken cancellation)
    {
        _current.UnionWith(names);
        try
        {
            Settle(new Group(names), cancellation);
        }
        finally
        {
            _current.ExceptWith(names);
        }
    }

    /// <summary>Follows the methods of a group that matter, and again those that were told less of another than it turned out to do.</summary>
    void Settle(Group group, CancellationToken cancellation)
    {
        HashSet<int> passed = [];
        IEnumerable<NameIndex.Member> bottomUp = Graphs.PostOrder(Names.InOrder(group.Names.SelectMany(Names.MayMatter)),
            member => Names.NamesIn(member).Where(name => group.Names.Contains(name) && passed.Add(name)).SelectMany(Names.MayMatter));
        // long ones last: it takes long to follow them again
        List<NameIndex.Member> members = bottomUp.OrderBy(member => member.Words.Length > ManyWords).ToList();
        int[][] names = members.Select(Names.NamesIn).ToArray();
        int[] rounds = new int[members.Count];
        Bits pending = new();
        for (int i = 0; i < members.Count; i++)
        {
            if (!names[i].Any(name => Names.IsOfContract(name) || !group.Names.Contains(name) && HasEffects(name, cancellation)))
                continue;
            pending.Add(i);
            foreach (IMethodSymbol method in knowledge.MethodsOf(members[i], cancellation))
                group.Summaries[method] = MethodContract.Unreached;
        }
        while (pending.Min is >= 0 and var current)
        {
            cancellation.ThrowIfCancellationRequested();
            group.Current = current;
            pending.Remove(current);
            rounds[current]++;
            foreach (IMethodSymbol method in knowledge.MethodsOf(members[current], cancellation))
            {
                if (knowledge.Contracts.Of(method) is not null || !knowledge.HasBody(method) || knowledge.CodeOf(method, cancellation) is not { } code)
                {
                    group.Summaries.Remove(method);
                    continue;
                }
                MethodContract before = group.Known(method);
                Body body = new(knowledge, method, code, null, cancellation) { Group = group };
                int steps = group.Bodies.TryGetValue(method, out Body? last) ? last.Steps : 0;
                bool gaveUp = rounds[current] > Rounds || steps * rounds[current] > MaximalStepsAgain;
                MethodContract summary = group.Summaries[method] = gaveUp ? MethodContract.Unknown : Summarise(body);
                // one that is given up is followed afresh when it is judged
                if (gaveUp)
                    group.Bodies.Remove(method);
                else
                    group.Bodies[method] = body;
                if (Summary.Same(before, summary))
                    continue;
                pending.Union(group.WhoAsked(method));
                if (Knowledge.WeightOf(summary) == Weight.None || NameIndex.IsCommon(members[current].Name) || Names.NumberOf(members[current].Name) is not { } own || !group.Effective.Add(own))
                    continue;
                for (int i = 0; i < members.Count; i++)
                {
                    if (rounds[i] == 0 && names[i].Contains(own))
                        pending.Add(i);
                }
            }
            // what is left of the group does nothing
            if (pending.Min < 0 && !group.IsClosed)
            {
                group.IsClosed = true;
                pending.Union(group.WhoAskedInVain());
            }
        }
        foreach (KeyValuePair<IMethodSymbol, MethodContract> pair in group.Summaries)
        {
            if (!_summaries.TryAdd(pair.Key, Final(pair.Value)) || !group.Bodies.TryGetValue(pair.Key, out Body? body))
                continue;
            body.Group = null;
            _followed.TryAdd(pair.Key, body);
        }
        foreach (int name in group.Names)
            Volatile.Write(ref _states.Value[name], (byte)(group.Effective.Contains(name) ? State.HasEffects : State.DoesNothing));
    }
}

/// <summary>Names that lead to each other, while they are settled.</summary>
sealed class Group(IReadOnlyCollection<int> names)
{
    /// <summary>Of so few names it is assumed that no path leads through what is not known to matter yet; of more, that it does nothing.</summary>
    const int FewNames = 8;

    readonly Dictionary<IMethodSymbol, Bits> _askers = new(SymbolEqualityComparer.Default);

    public HashSet<int> Names { get; } = new(names);

    /// <summary>Names of methods that were found to do something.</summary>
    public HashSet<int> Effective { get; } = [];

    /// <summary>What the methods do that were followed, as far as is known.</summary>
    public Dictionary<IMethodSymbol, MethodContract> Summaries { get; } = new(SymbolEqualityComparer.Default);

    public Dictionary<IMethodSymbol, Body> Bodies { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The member that is being followed.</summary>
    public int Current { get; set; }

    /// <summary>What is not known to matter does nothing.</summary>
    public bool IsClosed { get; set; } = names.Count > FewNames;

    public MethodContract Known(IMethodSymbol method) =>
        Summaries.TryGetValue(method, out MethodContract? known) ? known : IsClosed ? MethodContract.None : MethodContract.Unreached;

    /// <summary>The same, for the member that is being followed: it will have to be followed again if that changes.</summary>
    public MethodContract Ask(IMethodSymbol method)
    {
        if (!_askers.TryGetValue(method, out Bits? askers))
            _askers.Add(method, askers = new());
        askers.Add(Current);
        return Known(method);
    }

    public Bits WhoAsked(IMethodSymbol method) => _askers.TryGetValue(method, out Bits? askers) ? askers : new();

    /// <summary>Those that asked for a method that was never followed.</summary>
    public Bits WhoAskedInVain()
    {
        Bits askers = new();
        foreach (KeyValuePair<IMethodSymbol, Bits> pair in _askers)
        {
            if (!Summaries.ContainsKey(pair.Key))
                askers.Union(pair.Value);
        }
        return askers;
    }
}
