// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR001;

/// <summary>A lock taken here is still held when the method ends on some path.</summary>
sealed class HeldAtEnd : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.HeldAtEnd,
        "A lock is still held when the method ends",
        "'{0}' locked here is still held when {1} {2}{3}",
        "A lock that is taken has to be released on every path that leaves the method, unless the method's contract says that it stays held.");

    public override DiagnosticDescriptor Descriptor => Rule;

    /// <summary>Taken in one loop and released in another: as often, it must be hoped.</summary>
    static bool IsReleasedInLoop(Body body, ResourceKey key) => body.ReleasedTwice.Contains(key);

    /// <summary>A semaphore is there to be released by somebody else, unless nobody else does.</summary>
    static bool IsGate(Body body, ResourceKey key, IOperation site) =>
        body.FieldOf(key.Value) is { } field && (body.Knowledge.Signals.IsGateOnlyWaitedForIn(field, site.Syntax) || body.Knowledge.Signals.IsNeverReleased(field, site));

    /// <summary>Of a pool or bounded set: where it gives something it waited for that, where it gives nothing (null, false) it has released it again, and another member takes things back.</summary>
    static bool CountsWhatIsOut(Body body, Exit exit, ResourceKey key) =>
        body.FieldOf(key.Value) is { } field && body.Knowledge.Signals.IsFed(field)
        && exit is { Kind: ExitKind.Return, State.Returned: not null } && !GivesNothing(body, exit)
        && body.Exits.TrueForAll(each => each.Kind == ExitKind.Throw || each.State.Exceptional || each.State.Find(key) is { Count: > 0 } || GivesNothing(body, each));

    static bool GivesNothing(Body body, Exit exit) => exit.State.Returned is { } given && body.Logic.Constant(exit.State, given) is { Key: null or false };

    /// <summary>Nothing names the object any more: what is not released in a loop of its own never is.</summary>
    public override void OnLost(in Event e)
    {
        if (e.Key.Kind == ResourceKind.Lock && e.Holding is { Site: not null, Implicit: false } && !e.State.IsSkipped(e.Holding) && !e.Body.Lost.ContainsKey(e.Key))
            e.Body.Lost.Add(e.Key, (e.State, e.Holding));
    }

    public override void OnGone(in Event e)
    {
        if (e.Key.Kind == ResourceKind.Lock && e.Holding is { Site: { } site } holding && !e.State.IsSkipped(holding))
            e.Body.Report(this, null, site, [holding.Released], e.Name, Wording.Of(e.Body), Leaving.Unnamed, BranchTrace.Of(e.State, site));
    }

    public override void OnBody(Body body)
    {
        foreach (KeyValuePair<ResourceKey, (State State, Holding Holding)> lost in body.Lost)
        {
            (State state, Holding holding) = lost.Value;
            bool isReleasedElsewhere = body.Released.Any(released => released.Kind == ResourceKind.Lock && body.Taken.Contains(released) && Elements.MayMeet(body, released.Value, lost.Key.Value));
            if (isReleasedElsewhere && !body.IsListed && !Elements.IsReleasedInAnotherLoop(body, lost.Key))
                body.Report(this, null, holding.Site!, [holding.Released], body.Describe(lost.Key.Value, holding.Site!), Wording.Of(body), "moves on to another object", BranchTrace.Of(state, holding.Site!));
        }
        foreach (Exit exit in body.Exits)
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (IsLeft(body, exit, pair.Key, pair.Value))
                {
                    body.ReportPlaces(this, null, pair.Value.Site!, [pair.Value.Released?.Syntax.GetLocation(), Leaving.Place(exit)],
                        body.Describe(pair.Key.Value, pair.Value.Site!), Wording.Of(body), Leaving.Of(exit), BranchTrace.Of(exit.State, pair.Value.Site!));
                }
            }
        }
    }

    /// <summary>Whether nobody else sees to what is held at an end.</summary>
    public static bool IsLeft(Body body, Exit exit, ResourceKey key, Holding holding)
    {
        if (key.Kind != ResourceKind.Lock || holding is not { Site: not null, Loose: false, Implicit: false } || holding.Count <= holding.Entry)
            return false;
        if (exit.State.IsSkipped(holding) || key.Value.IsVague || body.Looped.Contains(key) && IsReleasedInLoop(body, key) || Elements.IsReleasedInAnotherLoop(body, key) || Expectation.IsExpected(body, exit, key))
            return false;
        if (holding.ListedAt is not null && (!body.ContractsAreComplete || State.ListIn(key.Value) is { } list && body.Unlinked.Contains(list)))
            return false;
        // whoever has what ends it, or the lock itself
        if (Handover.Left(body, exit).Any(left => key.Equals(exit.State.ScopeOf(left)) || ReferenceEquals(left, key.Value) && !body.ContractsAreComplete))
            return false;
        // a mutex that is made owned may be meant to be kept
        if (holding.Site is IObjectCreationOperation && holding.By is { } made && !body.ContractOf(made, null).Declared && !Handover.IsReleasedSomewhere(body, key))
            return false;
        bool isSemaphore = (holding.Traits & Traits.Counted) != 0 && (!Handover.IsReleasedSomewhere(body, key) || body.IsCounter(key) || CountsWhatIsOut(body, exit, key));
        if (Handover.InnerCloses(body, key, holding.Site))
            return false;
        return isSemaphore ? IsGate(body, key, holding.Site)
            : exit.Kind == ExitKind.Throw || !Handover.IsHandedOver(body, exit, key, holding) || body.ContractsAreComplete && Paths.Of(key.Value, exit.State.Returned, body, exit.State) is null;
    }
}
