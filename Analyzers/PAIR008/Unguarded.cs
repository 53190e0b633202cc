// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR008;

/// <summary>A call or a field needs a lock that is not held here.</summary>
sealed class Unguarded : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.Unguarded,
        "A lock that is needed is not held",
        "'{0}' needs '{1}', which is {2} here{3}",
        "A method or field that declares a lock must only be called or touched with that lock held.");

    public override DiagnosticDescriptor Descriptor => Rule;

    /// <summary>The lock is given as an argument to what only passes it on, where no contract of the program's own asks for one: who calls knows whether it is held.</summary>
    static bool IsOfCaller(in Event e) => e.Site is IInvocationOperation call && e.Body.ContractOf(call.TargetMethod, null) is not { OnSource: true }
        && Paths.Of(e.Key.Value, null, e.Body) is { Root: RootKind.Parameter, Members.IsEmpty: true };

    /// <summary>An object is held that is locked by this lock in it, as what takes the object shows.</summary>
    static bool IsOfHeld(in Event e)
    {
        (Body body, Value needed) = (e.Body, e.Key.Value);
        return e.State.Held.Any(pair => pair is { Key.Kind: ResourceKind.Lock, Value.Count: > 0 } && Implementation.IsLockOf(body, pair.Key.Value, needed, EffectKind.Acquire) is true);
    }

    /// <summary>Of a lock in what a call or a loop gave: by the variable that has that.</summary>
    static string NameOf(in Event e)
    {
        Value needed = e.Key.Value;
        KeyValuePair<Value, Value> variable = needed.Root.Kind == ValueKind.Symbol ? e.State.Places.FirstOrDefault(place => place.Key.Key is ILocalSymbol && needed.Mentions(place.Value)) : default;
        return e.Body.Describe(variable.Key is null ? needed : e.Body.Values.Substitute(needed, variable.Value, variable.Key), e.Site);
    }

    /// <summary>Where what needs the lock is declared, if that is in source.</summary>
    static Location? DeclarationOf(IOperation site)
    {
        ISymbol? member = site switch { IInvocationOperation call => call.TargetMethod, IMemberReferenceOperation reference => reference.Member, _ => null };
        return member?.Locations.FirstOrDefault(location => location.IsInSource);
    }

    public override void OnUnguarded(in Event e, string what)
    {
        if (e.Holding is { Failed: not null })
            return;
        bool isKnown = e.Holding is { Released: not null } or { Asserted: true } or { Count: > 0 };
        if (!isKnown && IsOfHeld(e))
            return;
        if (!isKnown && (e.Body.LeavesToCaller(e.Site) || e.Body.IsLayer && IsOfCaller(e)))
            return;
        e.Body.ReportPlaces(this, e.State, e.Site, [e.Holding?.Released?.Syntax.GetLocation() ?? DeclarationOf(e.Site)], what, NameOf(e), e.Holding is { Count: > 0 } ? "held to read only" : "not held", e.Holding?.Released is { } released ? BranchTrace.Of(e.State, released) : "");
    }
}
