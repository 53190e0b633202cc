// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR004;

/// <summary>A reference is neither released, returned, stored nor handed over on some path.</summary>
sealed class Leak : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.Leak,
        "A reference is not released",
        "What '{0}' gets here is neither released, returned, stored nor handed over when {1} {2}{3}",
        "A reference, buffer or handle that is got has to be released on every path, or become somebody else's to release.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnBody(Body body)
    {
        foreach (Exit exit in body.Exits)
        {
            foreach (KeyValuePair<ResourceKey, Holding> pair in exit.State.Held)
            {
                if (!IsLeft(body, exit, pair.Key, pair.Value))
                    continue;
                IOperation site = pair.Value.Site!;
                body.ReportPlaces(this, null, site, [pair.Value.Released?.Syntax.GetLocation(), Leaving.Place(exit)],
                    body.Method.Name.Length == 0 ? site.Syntax.ToString() : CallName(site), Wording.Of(body), Leaving.Of(exit), BranchTrace.Of(exit.State, site));
            }
        }
    }

    /// <summary>Whether nobody else sees to what is owned at an end.</summary>
    public static bool IsLeft(Body body, Exit exit, ResourceKey key, Holding holding)
    {
        if (key.Kind != ResourceKind.Reference || holding is not { Site: not null, Loose: false } || holding.Count <= holding.Entry || exit.State.IsSkipped(holding) || key.Value.IsVague)
            return false;
        // of a list of somebody else's, or from which something was taken, it is not known what is left on it
        if (holding.ListedAt is not null && State.ListIn(key.Value) is { } list && (body.Unlinked.Contains(list) || !Transfer.IsInLocal(list)))
            return false;
        Value whole = key.Value.Kind == ValueKind.Batch ? key.Value.A! : key.Value;
        if (IsReturned(body, exit, whole) || Handover.LeftInParameters(body, exit).Contains(whole) || Expectation.IsExpected(body, exit, key) || Handover.IsOfObject(body, key))
            return false;
        if (key.Value.Kind == ValueKind.Batch && (Elements.GoOneByOne(body, exit, holding.Site, whole) || IsOfCaller(body, whole)))
            return false;
        if (holding.Produced)
            return true;
        if (Elements.MayBePutInAnotherLoop(body, key, holding.Site))
            return false;
        // the caller may have counted those that were got before
        if (exit.Kind == ExitKind.Throw && (!Elements.IsElement(key.Value) || Handover.IsReleasedSomewhere(body, key)))
            return true;
        // whoever has the number of what is counted can release it
        if (!body.ContractsAreComplete && holding.Site is IInvocationOperation { Instance: null, Arguments: [{ Parameter.Type: var number }, ..] } && Lowering.IsHandle(number) && !Handover.IsReleasedSomewhere(body, key))
            return false;
        return !(body.IsHelper && Handover.IsHandedOver(body, exit, key, holding))
            && (Handover.IsReleasedSomewhere(body, key) || !Handover.HasCounterpart(body, holding, EffectKind.Put));
    }

    public override void OnLost(in Event e)
    {
        if (e.Key.Kind == ResourceKind.Reference && e.Holding is { Site: { } site, Produced: true } && !e.State.IsSkipped(e.Holding) && !e.Key.Value.IsVague)
            e.Body.Report(this, null, site, [e.Holding.Released], CallName(site), Wording.Of(e.Body), Leaving.Unnamed, "");
    }

    public override void OnGone(in Event e) => OnLost(e);

    /// <summary>It, or what has it or is a view of it; its length alone is not.</summary>
    static bool IsReturned(Body body, Exit exit, Value value) =>
        exit.State.Returned is { } returned
        && (ReferenceEquals(returned, value)
            || !IsPlain(body.Method) && !returned.IsView && returned.Mentions(value)
            || (!IsPlain(body.Method) || returned is { Key: IOperation made } && Lowering.IsHandle(made.Type)) && ReferenceEquals(exit.State.Canonical(returned), value));

    /// <summary>Whoever gave the array to be filled has what is in it.</summary>
    static bool IsOfCaller(Body body, Value array) => !body.ContractsAreComplete
        && array is { Kind: ValueKind.Load, A: { A.Kind: ValueKind.Frame, Key: IParameterSymbol { Type.TypeKind: TypeKind.Array, ContainingSymbol: var method } } } && SymbolEqualityComparer.Default.Equals(method, body.Method);

    static bool IsPlain(IMethodSymbol method)
    {
        ITypeSymbol type = MemberTypes.Awaited(method.ReturnType) ?? method.ReturnType;
        return !method.ReturnsByRef && !method.ReturnsByRefReadonly && type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or (>= SpecialType.System_SByte and <= SpecialType.System_Double) or SpecialType.System_String;
    }

    static string CallName(IOperation site) => site is IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke, Name: var name } } ? name : site.Syntax.ToString();
}
