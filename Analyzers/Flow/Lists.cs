// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Lists that are local to a body, with nodes inside of the objects: as long as all objects that are linked in hold the same,
/// what comes off the list holds that, too.
/// </summary>
sealed partial class Transfer
{
    /// <summary>An object goes into a list with what is held of it.</summary>
    void Link(State state, Call call, Value owner, Value list)
    {
        Value batch = _values.Batch(list);
        Dictionary<ResourceKey, Holding> carried = state.Held
            .Where(pair => pair.Value is { Count: > 0, ListedAt: null } && pair.Key.Value.Mentions(owner))
            .ToDictionary(pair => pair.Key with { Value = _values.Substitute(pair.Key.Value, owner, batch) }, pair => pair.Value);
        KeyValuePair<ResourceKey, Holding>[] content = Content(state, list);
        bool isSame = content.Length == carried.Count && content.All(pair => !pair.Value.Loose && carried.TryGetValue(pair.Key, out Holding? holding) && !holding.Loose && holding.Count == pair.Value.Count);
        if (content.Length > 0 && isSame)
            return;
        foreach (KeyValuePair<ResourceKey, Holding> pair in carried)
        {
            state.Hold(pair.Key, new Holding(pair.Value.Count, pair.Key.Kind == ResourceKind.Lock ? pair.Value.Site : null, null, pair.Value.Traits, Loose: content.Length > 0 || pair.Value.Loose, By: pair.Value.By)
            {
                ListedAt = call.Operation,
                Produced = pair.Key.Kind == ResourceKind.Reference,
            });
        }
        foreach (KeyValuePair<ResourceKey, Holding> pair in content)
            state.Hold(pair.Key, pair.Value with { Loose = true });
    }

    static KeyValuePair<ResourceKey, Holding>[] Content(State state, Value list) =>
        state.Held.Where(pair => pair.Value.ListedAt is not null && ReferenceEquals(State.ListIn(pair.Key.Value), list)).ToArray();

    /// <summary>What a call finds by a node of the list, or by its head, is in the list; what else is given the head may do anything to it.</summary>
    void Find(Call call)
    {
        if (body.Nodes.Count == 0)
            return;
        foreach (Argument argument in call.Arguments.Values)
        {
            if (argument.Operation is not IArgumentOperation { Value: var given } || Lowering.Unwrap(given).Type is not { } type || !body.Nodes.Contains(type) || _state.ListOf(argument.Value) is not { } list)
                continue;
            if (!body.Knowledge.Lookups.OnlyReads(call.Method, body.Cancellation))
            {
                if (ReferenceEquals(list, argument.Value))
                {
                    bool mayUnlock = !body.ContractsAreComplete || body.Knowledge.Contracts.Of(call.Method) is not null;
                    foreach (KeyValuePair<ResourceKey, Holding> pair in Content(_state, list).Where(pair => mayUnlock || pair.Key.Kind == ResourceKind.Reference))
                        _state.Hold(pair.Key, pair.Value with { Loose = true });
                }
            }
            else if (call.Method.ReturnType is IPointerTypeSymbol or { IsReferenceType: true } && call.Result.Kind == ValueKind.Symbol)
            {
                _state.SetBatch(call.Result, list);
            }
        }
    }

    /// <summary>An object off the list is put or unlocked, so that it is one, and not the head, or a call takes it off: it holds what went in.</summary>
    void Unlink(State state, Value value, IOperation? by = null)
    {
        if (body.Nodes.Count == 0)
            return;
        Value? element = value;
        while (element is not null && state.BatchOf(element) is null)
            element = element.A;
        if (element is null || state.BatchOf(element) is not { } list || Content(state, list) is not { Length: > 0 } content)
            return;
        Value batch = _values.Batch(list), shape = _values.Substitute(value, element, batch);
        if (by is null && !content.Any(pair => ReferenceEquals(pair.Key.Value, shape)))
            return;
        body.Unlinked.Add(list);
        foreach (KeyValuePair<ResourceKey, Holding> pair in content)
        {
            ResourceKey own = pair.Key with { Value = _values.Substitute(pair.Key.Value, batch, element) };
            if (state.Find(own) is null)
                state.Hold(own, pair.Value with { Site = own.Kind == ResourceKind.Reference && by is not null ? by : pair.Value.ListedAt, ListedAt = null });
        }
        ResourceKey ownLock = new(value, ResourceKind.Lock, LockMode.Exclusive);
        if (by is null && state.Find(ownLock) is null && !content.Any(pair => pair.Value.Loose))
            state.Hold(ownLock, new Holding(0, null, null, Traits.None) { IsFresh = true });
        state.EndBatch(element);
    }

    /// <summary>A contract says that each object in the list is there with a reference.</summary>
    /// <param name="site">The call that saw to it; null: it was so when the body began.</param>
    void Fill(State state, ResourceKey content, ITypeSymbol node, IOperation? site)
    {
        body.Nodes.Add(node);
        if (state.Find(content) is null)
            state.Hold(content, new Holding(1, site, null, Traits.None) { ListedAt = site ?? body.Code.Operation, Produced = true });
    }

    /// <summary>A contract says that the references of the objects in the list are dropped, if there are any.</summary>
    void Empty(State state, Value content)
    {
        ResourceKey key = ResourceKey.Reference(content);
        body.Released.Add(body.Newest(key));
        state.Drop(key);
    }
}
