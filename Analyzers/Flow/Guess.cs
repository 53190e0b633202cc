// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// A method of a group, followed ahead by a thread that would only wait for the group. It holds if what it was told of others
/// is still true when it is the method's turn; so it makes no difference to what is found.
/// </summary>
sealed class Guess(IMethodSymbol method, int depth, Group group, Knowledge knowledge, CancellationToken cancellation) : Peers(group.Names)
{
    volatile Body? _body;

    readonly Dictionary<IMethodSymbol, MethodContract> _told = new(SymbolEqualityComparer.Default);

    /// <summary>The body, followed; null: it rests on what is not known yet.</summary>
    public Body? Body => _body;

    public MethodContract Summary { get; private set; } = MethodContract.None;

    /// <summary>What it was told of others, in the order in which it asked.</summary>
    public IEnumerable<KeyValuePair<IMethodSymbol, MethodContract>> Told => _told;

    public void Make()
    {
        try
        {
            if (!knowledge.IsSummarised(method) || knowledge.CodeOf(method, cancellation) is not { } code)
                return;
            Body body = new(knowledge, method, code, null, cancellation) { Group = this };
            Summary = knowledge.Summaries.Summarise(body);
            _body = body;
        }
        catch (Exception exception) when (exception is OperationCanceledException || PairingAnalyzer.IsHidden(exception))
        {
        }
    }

    public override bool HasEffects(int name)
    {
        if (knowledge.Summaries.HasEffectsIfSettled(name) is { } known)
            return known;
        MayWait();
        return false;
    }

    /// <summary>The group may wait for this one.</summary>
    public override void MayWait() => throw new OperationCanceledException();

    public override MethodContract Ask(IMethodSymbol other)
    {
        if (!_told.TryGetValue(other, out MethodContract? told))
            _told.Add(other, told = group.Foretell(other, depth + 1) ?? throw new OperationCanceledException());
        return told;
    }
}
