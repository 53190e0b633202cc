// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

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
    /// <summary>A local function is followed this often at most, if it turns out to do more than was assumed.</summary>
    const int Rounds = 8;

    readonly object _gate = new();
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _summaries = new(SymbolEqualityComparer.Default);

    /// <summary>Of methods that do nothing to locks and references, but return a member, or throw.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _getters = new(SymbolEqualityComparer.Default);

    /// <summary>Bodies whose paths were followed for a summary and whose findings nobody asked for yet.</summary>
    readonly ConcurrentDictionary<IMethodSymbol, Body> _followed = new(SymbolEqualityComparer.Default);

    /// <summary>The names that are being settled, by the thread that has the lock.</summary>
    readonly HashSet<int> _current = [];

    /// <summary>The same, as a group.</summary>
    volatile Group? _group;

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

    /// <summary>Whether a member names something that matters, or may take one lock while it holds another.</summary>
    [MethodImpl(Hot.Path)]
    public bool MayMatter(NameIndex.Member member, CancellationToken cancellation)
    {
        if (member.Locks > 1)
            return true;
        foreach (int name in Names.NamesIn(member))
        {
            if (member.Locks > 0 && Names.IsOfLocker(name) || Names.IsOfContract(name) || HasEffects(name, cancellation))
                return true;
        }
        return false;
    }

    public bool Matters(string name, Peers? group, CancellationToken cancellation) =>
        Names.IsOfContract(name) || Names.NumberOf(name) is { } number && (group?.MayMatter(number) ?? HasEffects(number, cancellation));

    public bool AnyMatters(IEnumerable<string> names, Peers? group, CancellationToken cancellation) =>
        names.Any(Names.IsOfContract) || names.Any(name => Matters(name, group, cancellation));

    /// <summary>Whether a method or property of that name does something to a lock or reference.</summary>
    public bool HasEffects(int name, CancellationToken cancellation)
    {
        if (HasEffectsIfSettled(name) is { } known)
            return known;
        // who waits helps
        while (!Monitor.TryEnter(_gate, millisecondsTimeout: 1))
        {
            cancellation.ThrowIfCancellationRequested();
            _group?.Help(cancellation);
        }
        // within the lock when a body calls what it does not name: new(), base()
        try
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
        finally
        {
            Monitor.Exit(_gate);
        }
        return StateOf(name) == State.HasEffects;
    }

    /// <summary>Null: it is not settled yet.</summary>
    public bool? HasEffectsIfSettled(int name) => StateOf(name) switch
    {
        State.HasEffects => true,
        State.DoesNothing => false,
        _ => Names.MayMatter(name).Count == 0 ? false : null,
    };

    /// <summary>Who reads that a name is settled, without the lock, finds the summaries of its methods, too.</summary>
    State StateOf(int name) => (State)Volatile.Read(ref _states.Value[name]);

    public MethodContract Of(IMethodSymbol method, Body caller)
    {
        if (_summaries.TryGetValue(method, out MethodContract? known))
            return known;
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            return caller.CodeOf(method) is { } local ? OfLocal(method, local.Code, local.Holder, caller) : MethodContract.None;
        if (!knowledge.HasBody(method))
            return MethodContract.None;
        if (Names.NumberOf(NameIndex.NameOf(method)) is { } name)
        {
            if (caller.Group is not { } group)
                HasEffects(name, caller.Cancellation);
            else if (group.Names.Contains(name))
                return group.Ask(method);
            else
                group.HasEffects(name);
        }
        if (_summaries.TryGetValue(method, out known))
            return known;
        // those that throw at their end may call each other, or themselves
        if (caller.IsGetter || !IsGetter(method, caller.Cancellation))
            return MethodContract.None;
        if (_getters.TryGetValue(method, out known))
            return known;
        caller.Group?.MayWait();
        return knowledge.CodeOf(method, caller.Cancellation) is { } code
            ? _getters.GetOrAdd(method, Summary.Of(knowledge.Explore(new Body(knowledge, method, code, null, caller.Cancellation) { IsGetter = true }, always: true))) : MethodContract.None;
    }

    /// <summary>Does nothing but return a member, or throw: <c>return pvec->nr;</c></summary>
    static bool IsGetter(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode declaration = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax))
            return false;
        ExpressionSyntax? expression = Lowering.Returned(declaration);
        if (expression is ThrowExpressionSyntax || Lowering.Written(declaration).Block is { Statements: [.., ThrowStatementSyntax] })
            return true;
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
            summary = Summarise(new Body(knowledge, method, code, holder, caller.Cancellation) { Group = caller.Group, IsGetter = caller.IsGetter }, always: IsGetter(method, caller.Cancellation));
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
    public MethodContract Summarise(Body body, bool always = false)
    {
        knowledge.Explore(body, always);
        return body.Matters || !body.IsCut ? Summary.Of(body) : MethodContract.Unreached;
    }

    static MethodContract Final(MethodContract summary) => ReferenceEquals(summary, MethodContract.Unreached) ? MethodContract.None : summary;

    void Settle(List<int> names, CancellationToken cancellation)
    {
        Group? outer = _group;
        _current.UnionWith(names);
        try
        {
            Group group = new(names, knowledge, cancellation);
            _group = group;
            group.Settle();
            foreach (KeyValuePair<IMethodSymbol, MethodContract> pair in group.Summaries)
            {
                if (!_summaries.TryAdd(pair.Key, Final(pair.Value)) || !group.Bodies.TryGetValue(pair.Key, out Body? body))
                    continue;
                body.Group = null;
                _followed.TryAdd(pair.Key, body);
            }
            foreach (int name in names)
                Volatile.Write(ref _states.Value[name], (byte)(group.Effective.Contains(name) ? State.HasEffects : State.DoesNothing));
        }
        finally
        {
            _current.ExceptWith(names);
            _group = outer;
        }
    }
}
