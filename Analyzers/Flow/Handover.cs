// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Whether what a body leaves open is somebody else's to close.</summary>
static class Handover
{
    /// <summary>A lock that every return leaves held, where a caller or another member of the type sees to it.</summary>
    public static bool IsHandedOver(Body body, Exit exit, ResourceKey key, Holding holding)
    {
        List<Exit> exits = body.Exits.Where(each => each is { Kind: ExitKind.Return, State.Exceptional: false }).ToList();
        bool everywhere = exits.All(each => IsHeldAnyhow(each, key));
        // the other half may begin with the same test
        bool after = everywhere || exits.All(each => !each.State.HasActed || IsHeldAnyhow(each, key));
        bool told = !everywhere && IsTold(body, key) && !IsOutOfReach(body, key);
        // of one in an initializer nobody sees the calls
        if (body is { IsLambda: true, Outer: null })
            told &= body.Method.ReturnType.SpecialType == SpecialType.System_Boolean;
        if (body.IsLambda)
            return (after || told) && (OuterCloses(body, holding, EffectKind.Release) || body.Outer?.Declared?.Effects.Any(effect => effect.Kind == EffectKind.Acquire) is true || IsNothingBut(body, holding));
        if (body.IsHelper)
            return after || told || !IsReleasedSomewhere(body, key) && !IsUntold(body, key, holding);
        // whoever demands both calls them in turn
        if (IsDemanded(body.Method) && !IsReleasedSomewhere(body, key) && HasReleaser(body, key, IsDemanded))
            return true;
        if (!after && !told)
            return false;
        return told && body.IsLayer && (!IsReleasedSomewhere(body, key) || IsReturnedWithin(exit, key)) || HasCounterpart(body, holding, EffectKind.Release, mustAct: IsReleasedSomewhere(body, key)) || body.IsLayer && !IsReleasedSomewhere(body, key) && HasReleaser(body, key, static _ => true) || HasEnd(body, key);
    }

    /// <summary>A lambda that only takes the lock, for whom it is given to, where the type releases such a lock: <c>Run(() => _rw.EnterWriteLock())</c>.</summary>
    static bool IsNothingBut(Body body, Holding holding) => holding.By is { } by && TypeCloses(body, by) && body.Code.Operation is { Parent: IDelegateCreationOperation { Parent: IArgumentOperation } }
        && body.Code.Operation.Descendants().Count(operation => operation is IInvocationOperation or IAssignmentOperation or IIncrementOrDecrementOperation) == 1;

    /// <summary>A private lock, where those who call the body are in other types, and no member of this one does nothing but release it.</summary>
    static bool IsOutOfReach(Body body, ResourceKey key) =>
        body.Method is { DeclaredAccessibility: not Accessibility.Private, MethodKind: MethodKind.Ordinary, Name: var name, ContainingType: var type }
        && body.FieldOf(key.Value) is { } field && SymbolEqualityComparer.Default.Equals(field.ContainingType, type) && body.Knowledge.Signals.IsPaired(field)
        && body.Knowledge.Names.MembersOf(type).All(member => !member.Names.Contains(name) || member.Name == name && !CallsItsLike(member));

    /// <summary>Nobody can know whether a trylock took it, where the method returns nothing, and nothing else releases it.</summary>
    static bool IsUntold(Body body, ResourceKey key, Holding holding) =>
        body is { Outer: null, Method: var method } && (method.ReturnsVoid || MemberTypes.Awaited(method.ReturnType) is null)
        && method.Parameters.All(parameter => parameter.RefKind == RefKind.None)
        && holding.By is { } by && body.ContractOf(by, null).Effects.Any(effect => effect is { Kind: EffectKind.Acquire, When: not Condition.Always, ConditionOn: null })
        && (body.FieldOf(key.Value) is { } field ? body.Knowledge.Signals.IsNeverExited(field) || body.Knowledge.Signals.IsPaired(field) && !body.AssignedMembers.Any() : Paths.Of(key.Value, null, body) is null && !TypeCloses(body, by));

    /// <summary>Something in the type, or in those around it, names what releases such a lock.</summary>
    static bool TypeCloses(Body body, IMethodSymbol by)
    {
        INamedTypeSymbol type = body.Method.ContainingType;
        while (type.ContainingType is { } outer)
            type = outer;
        HashSet<string> names = Names(body, by, EffectKind.Release);
        return names.Count == 0 || body.Knowledge.Names.MembersOf(type).Any(member => member.Names.Any(names.Contains));
    }

    /// <summary>Another member of the type names what takes such a lock, and not what releases it.</summary>
    public static bool TypeOpens(Body body, IMethodSymbol release)
    {
        HashSet<string> names = Names(body, release, EffectKind.Acquire);
        return body.Knowledge.Names.MembersOf(body.Method.ContainingType).Any(member => member.Names.Any(names.Contains) && !member.Names.Contains(release.Name));
    }

    static bool IsDemanded(IMethodSymbol method) => method.IsOverride || IsOfInterface(method);

    public static bool IsOfInterface(IMethodSymbol method) => !method.ExplicitInterfaceImplementations.IsEmpty
        || method.ContainingType.AllInterfaces.Any(type => type.GetMembers(method.Name).Length > 0);

    /// <summary>What the body leaves in variables of the caller's.</summary>
    public static IEnumerable<Value> LeftInParameters(Body body, Exit exit) => body.Method.Parameters
        .Where(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out)
        .Select(parameter => exit.State.At(body.Values.Address(body.Values.Frame, parameter))).OfType<Value>().Select(exit.State.Canonical);

    /// <summary>The same, and what it returns.</summary>
    public static IEnumerable<Value> Left(Body body, Exit exit) =>
        exit.State.Returned is { } returned ? LeftInParameters(body, exit).Prepend(exit.State.Canonical(returned)) : LeftInParameters(body, exit);

    /// <summary>A reference of what a field holds, got for the object itself: its own end gives it back.</summary>
    public static bool IsOfObject(Body body, ResourceKey key) =>
        key.Kind == ResourceKind.Reference && body.OfFields.TryGetValue(body.Newest(key), out string? field)
        && !IsReleasedSomewhere(body, key) && body.Knowledge.Owners.GivesBack(body.Method.ContainingType, field, body.Cancellation);

    /// <summary>What is returned is the lock, or has it.</summary>
    static bool IsReturnedWithin(Exit exit, ResourceKey key) => exit.State.Returned is { Kind: not ValueKind.Const } returned && key.Value.Mentions(returned);

    /// <summary>Another member of the type does nothing but release it.</summary>
    static bool HasReleaser(Body body, ResourceKey key, Func<IMethodSymbol, bool> condition) =>
        // while summaries are made, what that one does may not be known yet
        body.Group is not null || Paths.Of(key.Value, null, body) is { Root: RootKind.This or RootKind.Static } path
        && body.Method.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation && condition(method) && !SymbolEqualityComparer.Default.Equals(method, body.Method))
            .Any(method => body.ContractOf(method, null).Effects.Any(effect => effect is { Kind: EffectKind.Release, When: Condition.Always } && effect.Mode == key.Mode && path.Equals(effect.Target)));

    /// <summary>What a using calls at its end.</summary>
    public static bool IsEnd(string name) => name is "Dispose" or "DisposeAsync";

    /// <summary>The end of the object releases it, on some path; while summaries are made, that may not be known yet.</summary>
    static bool HasEnd(Body body, ResourceKey key) => Paths.Of(key.Value, null, body) is { } path
        && body.Method.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(method => IsEnd(method.Name)).Any(end => body.Group is not null || body.ContractOf(end, null).May(EffectKind.Release, path));

    /// <summary>In one mode or another.</summary>
    static bool IsHeldAnyhow(Exit exit, ResourceKey key) =>
        exit.State.Held.Any(pair => pair.Key.Kind == key.Kind && ReferenceEquals(pair.Key.Value, key.Value) && pair.Value.Count > 0);

    /// <summary>The result, a ref or out parameter, or a member that the body assigns, says whether it is held; not where nothing was done, if it says it where it was released again or refused.</summary>
    static bool IsTold(Body body, ResourceKey key)
    {
        List<Exit> exits = body.Exits.Where(exit => exit is { Kind: ExitKind.Return, State.Exceptional: false }).ToList();
        List<Exit> free = exits.Where(exit => !IsHeldAnyhow(exit, key)).ToList();
        if (free.Exists(exit => exit.State.HasActed))
            free.RemoveAll(exit => !exit.State.HasActed);
        return IsToldBy(exit => exit.State.Returned)
            || body.Method.Parameters.Any(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out && Lowering.IsScalar(parameter.Type)
                && IsToldBy(exit => exit.State.At(body.Values.Address(body.Values.Frame, parameter))))
            || body.Assigned.Any(place => place.A!.Kind == ValueKind.This && IsToldBy(exit => exit.State.At(place)));

        bool IsToldBy(Func<Exit, Value?> sayOf) => exits.All(exit => sayOf(exit) is not null)
            && !exits.Where(IsHeld).Any(held => free.Exists(other => !Differ(body, held.State, sayOf(held)!, other.State, sayOf(other)!, key)));

        bool IsHeld(Exit exit) => exit.State.Find(key) is { Count: > 0 };
    }

    static bool Differ(Body body, State held, Value saysHeld, State free, Value saysFree, ResourceKey key)
    {
        Value? x = body.Logic.Constant(held, saysHeld), y = body.Logic.Constant(free, saysFree);
        if (x is not null && y is not null)
            return !ReferenceEquals(x, y);
        return y is { IsNull: true } && (key.Value.Mentions(saysHeld) || body.Logic.IsNonNull(held, saysHeld)) || x is { IsNull: true } && body.Logic.IsNonNull(free, saysFree);
    }

    public static bool IsReleasedSomewhere(Body body, ResourceKey key) =>
        body.Released.Contains(body.Newest(key));

    static readonly (string Open, string Close)[] s_pairs =
    [
        ("Lock", "Unlock"), ("Lock", "Release"), ("Enter", "Exit"), ("Enter", "Leave"), ("Acquire", "Release"), ("Begin", "End"), ("Begin", "Complete"), ("Start", "Stop"),
        ("Start", "End"), ("Start", "Finish"), ("Take", "Release"), ("Take", "Give"), ("Take", "Return"), ("Open", "Close"), ("Suspend", "Resume"), ("Pause", "Resume"),
        ("Freeze", "Thaw"), ("Freeze", "Unfreeze"), ("Hold", "Release"), ("Get", "Put"), ("Get", "Release"), ("Rent", "Return"), ("Pin", "Unpin"), ("Wait", "Signal"), ("Wait", "Release"),
        ("Down", "Up"), ("Push", "Pop"), ("Disable", "Enable"), ("Block", "Unblock"), ("Grab", "Release"), ("Obtain", "Release"), ("AddRef", "Release"), ("Allocate", "Free"), ("Alloc", "Free"), ("Create", "Destroy"), ("Init", "Cleanup"), ("ing", "ed"),
    ];

    /// <summary>The type has the other half, as the names say: BeginRead and EndRead, a constructor and Dispose. Where contracts are complete, a name alone says nothing.</summary>
    /// <param name="mustAct">The body does both halves itself: then a name alone is not enough, the other one has to name something that matters.</param>
    public static bool HasCounterpart(Body body, Holding? holding, EffectKind does, bool mustAct = false)
    {
        bool opens = does is EffectKind.Release or EffectKind.Put;
        string name = body.Method.ExplicitInterfaceImplementations is [var demanded, ..] ? demanded.Name : body.Method.Name;
        HashSet<string> others = new(body.Knowledge.Names.MembersOf(body.Method.ContainingType)
            .Where(member => !mustAct || MayAct(body, member))
            .Select(member => member.Name), StringComparer.OrdinalIgnoreCase);
        if (body.Method.MethodKind == MethodKind.Constructor)
            return opens && (others.Contains("Dispose") || others.Contains("Close"));
        if (opens && IsOther("Un" + name) || !opens && name.StartsWith("Un", StringComparison.Ordinal) && IsOther(name.Substring(2)))
            return true;
        foreach ((string open, string close) in s_pairs)
        {
            (string from, string to) = opens ? (open, close) : (close, open);
            foreach (string prefix in new[] { "", "Try" })
            {
                string bare = opens && prefix.Length > 0 && name.StartsWith(prefix, StringComparison.Ordinal) ? name.Substring(prefix.Length) : name;
                int at = bare.IndexOf(from, StringComparison.OrdinalIgnoreCase);
                if (at >= 0 && IsOther((opens ? "" : prefix) + bare.Substring(0, at) + to + bare.Substring(at + from.Length)))
                    return true;
            }
        }
        return false;

        bool IsOther(string other) => IsNamed(other) || other.EndsWith("Async", StringComparison.Ordinal) && IsNamed(other.Substring(0, other.Length - "Async".Length));

        bool IsNamed(string other) => others.Contains(other) && (body.ContractsAreComplete ? Does(body, other, does) : !IsBalanced(body, other, holding));
    }

    /// <summary>What has the name of the other half does it; while summaries are made, that may not be known yet.</summary>
    static bool Does(Body body, string name, EffectKind kind) => body.Group is not null
        || Named(body, name).Any(method => body.ContractOf(method, null).Effects.Any(effect => effect.Kind == kind));

    static IEnumerable<IMethodSymbol> Named(Body body, string name) =>
        body.Method.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(method => name.Equals(method.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it may do something to a lock or reference; while summaries are made, as far as names tell.</summary>
    static bool MayAct(Body body, NameIndex.Member member)
    {
        IEnumerable<string> words = member.Names.Where(word => word != member.Name || CallsItsLike(member));
        return body.Group is null ? body.Knowledge.Summaries.AnyMatters(words, null, body.Cancellation)
            : words.Any(word => body.Knowledge.Names.IsOfContract(word) || body.Knowledge.Names.MayMatter(word));
    }

    /// <summary><c>void Release() => _gate.Release();</c></summary>
    static bool CallsItsLike(NameIndex.Member member) => member.Declaration.DescendantTokens().Count(token => token.ValueText == member.Name) > 1;

    /// <summary>What has the name of the other half pairs such locks by itself: it names what takes or releases this one, and leaves all as it was.</summary>
    static bool IsBalanced(Body body, string name, Holding? holding) =>
        body.Group is null && holding?.By is { } by
        && Named(body, name).ToArray() is { Length: > 0 } methods
        && methods.All(method => !method.IsAbstract && method.DeclaringSyntaxReferences is [var reference] && Words.In(reference.GetSyntax(body.Cancellation).ToString()).Contains(by.Name)
            && body.ContractOf(method, null) is { IsUnknown: false, Effects.IsEmpty: true, Unsure.IsEmpty: true });

    /// <summary>A lambda leaves it to the method, or where there is none to the type, that it is written in.</summary>
    public static bool OuterCloses(Body body, Holding holding, EffectKind does)
    {
        SyntaxNode syntax = body.Code.Operation.Syntax;
        if (holding.By is not { } by || (body.Outer?.Code.Operation.Syntax ?? syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()) is not { } outer)
            return false;
        HashSet<string> names = Names(body, by, does);
        TextSpan own = syntax.Span;
        return outer.DescendantTokens().Any(token => !own.Contains(token.Span) && names.Contains(token.ValueText));
    }

    /// <summary>A delegate that was made before the lock was taken, and is not only called in the body, may release it whenever it is called.</summary>
    public static bool InnerCloses(Body body, ResourceKey key, IOperation taken) =>
        body.Code.Operations.OfType<IDelegateCreationOperation>().Any(made => made.Syntax.SpanStart < taken.Syntax.SpanStart
            && body.MayRelease(made) && (FunctionOf(made) is not { } function || !IsOnlyCalled(body, made) && MayRelease(body, function, key)));

    static bool MayRelease(Body body, IMethodSymbol function, ResourceKey key)
    {
        MethodContract contract = body.ContractOf(function, null);
        TargetPath? path = Paths.Of(key.Value, null, body);
        return contract.IsUnknown || contract.Unsure.Concat(contract.Effects.Where(effect => effect.Kind == EffectKind.Release).Select(effect => effect.Target!))
            .Any(released => path is null || released.Root == RootKind.Captured || released.Equals(path));
    }

    /// <summary>The lambda, or the method of the same object, that a delegate is made of.</summary>
    public static IMethodSymbol? FunctionOf(IDelegateCreationOperation made) => made.Target switch
    {
        IFlowAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation { Instance: null or IInstanceReferenceOperation, Method: { IsExtensionMethod: false } method } => method,
        _ => null,
    };

    /// <summary>It is put in a local, which nothing else is done with and which holds nothing else.</summary>
    static bool IsOnlyCalled(Body body, IDelegateCreationOperation made) =>
        made.Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }
        && body.Code.Operation.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)).All(reference =>
            (reference.Parent is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call && call.Instance == reference || reference.Parent is IConditionalAccessOperation)
            && !IsInFunction(reference, body.Code.Operation));

    static bool IsInFunction(IOperation operation, IOperation whole)
    {
        IOperation? at = operation;
        while (at != whole && at is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
            at = at.Parent;
        return at != whole;
    }

    /// <summary>Of the lock's type and those that it is derived from.</summary>
    static HashSet<string> Names(Body body, IMethodSymbol by, EffectKind kind)
    {
        HashSet<string> names = [];
        for (INamedTypeSymbol? type = by.ContainingType; type is not null; type = type.BaseType)
        {
            names.UnionWith(type.GetMembers().OfType<IMethodSymbol>()
                .Where(method => body.ContractOf(method, by.ContainingType).Effects.Any(effect => effect.Kind == kind)).Select(method => method.Name));
        }
        return names;
    }
}
