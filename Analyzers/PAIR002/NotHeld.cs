// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR002;

/// <summary>A lock released here is not held on some path, or was taken in another mode.</summary>
sealed class NotHeld : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.NotHeld,
        "A lock that is not held is released",
        "'{0}' released here {1}{2}",
        "Releasing a lock that is not held, or releasing a read lock as a write lock, throws or corrupts the lock.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnReleaseUnheld(in Event e, LockMode? heldMode)
    {
        if (e.Key.Kind != ResourceKind.Lock)
            return;
        if (e.Site.IsImplicit)
        {
            if (e.Holding is { Count: 0, Site: { } taken, Released: IInvocationOperation { IsImplicit: false } early } ended && !IsInLoop(early, taken)
                && ((ended.Traits & Traits.Scoped) != 0 || ended.Implicit && IsOfMonitor(e.Body, early.TargetMethod)))
            {
                e.Body.Report(this, e.State, early, [taken], e.Name, $"is released again at the end of the {(ended.Implicit ? "lock" : "using")} statement", BranchTrace.Of(e.State, early));
            }
            return;
        }
        if (heldMode is { } mode)
        {
            e.Body.Report(this, e.State, e.Site, [e.Holding?.Site], e.Name, $"is held {Word(mode)}, not {Word(e.Key.Mode)}", "");
            return;
        }
        Holding? holding = e.Holding;
        if (holding is { Failed: { } failed })
        {
            bool isRefused = e.State.IsRefused && ReferenceEquals(failed, e.State.Thrower);
            e.Body.Report(this, isRefused ? null : e.State, e.Site, [failed], e.Name, isRefused ? "is not held where waiting for it was cancelled" : "is not held where taking it failed", "");
            return;
        }
        if (holding is null)
        {
            if (IsNew(e.Key.Value) && !CanBeOwned(e.Key.Value) && !IsGivenAway(e.Body, e.Key))
                e.Body.Report(this, e.State, e.Site, [], e.Name, "is not held", "");
            return;
        }
        if (holding is { Entry: > 0 } && (holding.Traits & Traits.Reentrant) != 0)
            return;
        if ((holding.Traits & Traits.Counted) != 0 && holding.Site is null)
            return;
        if (holding.Released is { } released)
            e.Body.Report(this, e.State.UnlessSure(holding), e.Site, [holding.Site, released], e.Name, "was released already", BranchTrace.Of(e.State, released));
        else if (holding.Asserted || holding.IsFresh)
            e.Body.Report(this, e.State, e.Site, [], e.Name, "is not held", BranchTrace.Of(e.State, e.Site));
    }

    /// <summary>A loop within the statement releases as often as it is held, and another one takes it as often again.</summary>
    static bool IsInLoop(IOperation released, IOperation taken) => released.Syntax.Ancestors().TakeWhile(node => !node.Contains(taken.Syntax)).Any(Lowering.IsLoop);

    /// <summary>An object that is a lock itself (a Mutex) has a monitor beside.</summary>
    static bool IsOfMonitor(Body body, IMethodSymbol release) => release.ContainingType.Name == "Monitor" || body.ContractOf(release, null) is { Declared: false };

    /// <summary>Of a lock that the body only releases, or releases where it did not take it.</summary>
    public override void OnBody(Body body)
    {
        body.ReportNulls(this, kind => kind == EffectKind.Release);
        // nothing in the body takes a lock that it could be
        foreach (KeyValuePair<ResourceKey, IOperation> pair in body.ReleasedElements)
        {
            if (!pair.Value.IsImplicit && !(body.IsListed && body.MayBeListed(pair.Key.Value)) && !IsGivenToUnknown(body, pair.Key) && !body.Taken.Any(taken => taken.Kind == ResourceKind.Lock && Elements.MayBeSame(body, taken.Value, pair.Key.Value))
                && !IsElsewhere(body, pair.Value, null) && !IsOfScope(pair.Key.Value, pair.Value) && !IsTakenAsHandle(body, pair.Key.Value)
                && !IsKeptByTheType(body, pair.Key.Value, pair.Value) && body.Declared?.Effects.Any(effect => effect.Kind == EffectKind.Release) is not true)
            {
                body.Report(this, null, pair.Value, [], body.Describe(pair.Key.Value, pair.Value), "is not held", "");
            }
        }
        // another path takes it, so that it is free where the call that found it returns
        foreach (KeyValuePair<ResourceKey, (State State, IOperation Site)> pair in body.ReleasedFirst)
        {
            if (!pair.Value.Site.IsImplicit && (body.ContractsAreComplete && Elements.CollectionOf(pair.Key.Value) is null || body.TakenFirst.Contains(body.Newest(pair.Key))) && IsFoundFree(body, pair.Value.State, pair.Key.Value) && !IsGivenAway(body, pair.Key) && !IsOfScope(pair.Key.Value, pair.Value.Site))
                body.Report(this, pair.Value.State, pair.Value.Site, [], body.Describe(pair.Key.Value, pair.Value.Site), "is not held", BranchTrace.Of(pair.Value.State, body.Code.Operation));
        }
        foreach (Exit exit in body.Exits)
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (pair.Key.Kind != ResourceKind.Lock || pair.Value is not { Released: { } last, Entry: > 0, Loose: false, Asserted: false } holding || exit.State.Exceptional)
                    continue;
                IOperation released = holding.Dropped ?? last;
                if (released.IsImplicit || holding.Count >= holding.Entry || Expectation.Declares(body, exit, pair.Key, EffectKind.Release, EffectKind.MustHold))
                    continue;
                if (IsGivenAway(body, pair.Key) || IsNew(pair.Key.Value) || Elements.CollectionOf(pair.Key.Value) is not null || IsElsewhere(body, released, holding, pair.Key.Value)
                    || body.IsUncalled && !body.Taken.Contains(body.Newest(pair.Key)) || IsTakenAsHandle(body, pair.Key.Value)
                    || body.Taken.Any(taken => taken.Kind == ResourceKind.Lock && Elements.MayBeAny(body, taken.Value)))
                {
                    continue;
                }
                body.Report(this, exit.State, released, [], body.Describe(pair.Key.Value, released), "is not held", BranchTrace.Of(exit.State, body.Code.Operation));
            }
        }
    }

    /// <summary>What a call of the program's own gave, or filled a batch with, which leaves all locks as they are, on all its paths.</summary>
    static bool IsFoundFree(Body body, State state, Value value)
    {
        if (state.BatchOf(value) is not null)
            return true;
        Value root = value.Root;
        IOperation? origin = root.Kind != ValueKind.Symbol ? null : root.Key as IOperation ?? (root.Key is ValueTuple<IOperation, object> part ? part.Item1 : null);
        return body.ContractOfGiver(origin) is { } contract && contract.Effects.All(effect => effect.Kind is not (EffectKind.Acquire or EffectKind.Release));
    }

    /// <summary>What was given the lock, or the object that it is in, may have taken it.</summary>
    static bool IsGivenAway(Body body, ResourceKey key) => body.Escaped.Contains(key.Value) || IsGivenToUnknown(body, key);

    /// <summary>What the body takes itself it does not leave to others.</summary>
    static bool IsGivenToUnknown(Body body, ResourceKey key) => body.GivenToUnknown.Any(key.Value.Mentions) && !body.Taken.Contains(body.Newest(key));

    /// <summary>The lock may have been taken by a caller, a counterpart or another thread.</summary>
    static bool IsElsewhere(Body body, IOperation released, Holding? holding, Value? value = null) =>
        !IsTakenByNobody(body, released, value) && !IsOfNewThread(body, holding) && IsTakenElsewhere(body, released, holding, value);

    /// <summary>A thread that begins here can have taken nothing that belongs to a thread.</summary>
    static bool IsOfNewThread(Body body, Holding? holding) => holding is not null && (holding.Traits & Traits.ThreadAffine) != 0 && body.IsThreadStart;

    /// <summary>A private semaphore that nothing waits for, where it is released itself.</summary>
    static bool IsTakenByNobody(Body body, IOperation released, Value? value) =>
        value is not null && body.FieldOf(value) is { } field && released is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true } && body.Knowledge.Signals.IsNeverWaitedFor(field);

    static bool IsTakenElsewhere(Body body, IOperation released, Holding? holding, Value? value) =>
        body.IsHelper || !body.Pairs.Contains(released) && (holding is not null && (holding.Traits & Traits.Counted) != 0 || IsSignal(body, released))
        || Handover.HasCounterpart(body, holding, EffectKind.Acquire) || IsUnknown(body, value);

    /// <summary>In an object that was made with something, the lock or what it is in, or that is there to be disposed of: whoever made it may have taken the lock.</summary>
    static bool IsOfScope(Value value, IOperation released) =>
        value.Kind == ValueKind.Load && value.Root is { Kind: not ValueKind.This } root
        && (root.Key is IObjectCreationOperation { Arguments.IsEmpty: false } or IObjectCreationOperation { Initializer: not null }
            || released is IInvocationOperation call && Transfer.IsDisposal(call.TargetMethod));

    /// <summary>In a collection, where another member of the type takes such locks and leaves them.</summary>
    static bool IsKeptByTheType(Body body, Value value, IOperation released) =>
        Elements.IsOfOthers(body, value) && released is IInvocationOperation { TargetMethod: var release } && Handover.TypeOpens(body, release);

    /// <summary>A semaphore may be released by whoever produces.</summary>
    static bool IsSignal(Body body, IOperation released) =>
        released is IInvocationOperation { TargetMethod: var method }
        && body.ContractOf(method, null).Effects.Any(effect => (effect.Traits & Traits.Counted) != 0);

    /// <summary>A mutex that its maker may own (<c>new Mutex(true)</c>), or that was waited for as a WaitHandle or among others.</summary>
    static bool IsTakenAsHandle(Body body, Value value) =>
        value is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, Key: var key } }
            && (key as ISymbol ?? MemberTypes.Find(body.Method.ContainingType, key as string ?? "")) is { } member and (IFieldSymbol or IPropertySymbol) && body.Knowledge.Signals.MayBeMadeOwned(member)
        || body.Code.Operation.Descendants().Any(operation =>
            operation is IInvocationOperation { TargetMethod: { Name: "WaitAny" or "WaitAll" or "SignalAndWait", ContainingType.Name: "WaitHandle" } }
                or IInvocationOperation { TargetMethod.Name: "WaitOne", Instance.Type.Name: "WaitHandle" });

    /// <summary>A body that a virtual or interface method demands, or by which an object ends, may be the second half of a pair in another type.</summary>
    static bool IsUnknown(Body body, Value? value) => body.Method.IsOverride && (!KeepsLock(body, body.Method.OverriddenMethod!, value) || value is not null && IsTakenByAnother(body, value))
        || Handover.IsEnd(body.Method.Name) || Handover.IsOfInterface(body.Method)
        || body.Knowledge.Names.MembersOf(body.Method.ContainingType).Any(member => Handover.IsEnd(member.Name) && member.Names.Contains(body.Method.Name));

    /// <summary>Another member leaves the lock held, on some path.</summary>
    static bool IsTakenByAnother(Body body, Value value) =>
        Paths.Of(value, null, body) is { } path
        && body.Method.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(method => !SymbolEqualityComparer.Default.Equals(method, body.Method))
            .Any(method => body.ContractOf(method, null).May(EffectKind.Acquire, path));

    /// <summary>What is overridden has a body that can be seen and leaves the lock as it was: so does, for those who call it, what overrides it.</summary>
    static bool KeepsLock(Body body, IMethodSymbol overridden, Value? value) =>
        !overridden.IsAbstract && !overridden.DeclaringSyntaxReferences.IsEmpty
        && body.ContractOf(overridden, null) is { IsUnknown: false, Unsure.IsEmpty: true } contract
        && contract.Effects.All(effect => effect.Kind is not (EffectKind.Release or EffectKind.Acquire) || value is not null && Paths.Of(value, null, body) is { } path && !path.Equals(effect.Target));

    /// <summary>Whoever makes a lock may make it held (a mutex that is owned initially).</summary>
    static bool IsNew(Value value) => value is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation };

    static bool CanBeOwned(Value value) => value.Key is IObjectCreationOperation made && (Signals.IsSemaphore(made.Type) || Signals.IsMadeOwned(made));

    static string Word(LockMode mode) => mode switch
    {
        LockMode.Shared => "shared",
        LockMode.Upgradeable => "upgradeable",
        _ => "exclusively",
    };
}
