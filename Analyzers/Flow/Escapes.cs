// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What goes to somebody else: stored, kept by a callee, given to a delegate.</summary>
sealed partial class Transfer
{
    /// <summary>Kept by something that outlives the body, as a variable that came by reference does, one of a method around it, or what a ref to somewhere means: whoever reads it there owns it.</summary>
    bool Outlives(Value place)
    {
        Value at = place;
        while (at.Kind == ValueKind.Address && at.A!.Kind != ValueKind.Frame)
            at = at.A;
        return at.Kind != ValueKind.Address || at.Key is IParameterSymbol { RefKind: RefKind.Ref or RefKind.Out } or ILocalSymbol { RefKind: RefKind.Ref }
            || body.Outer is not null && at.Key is ISymbol symbol && !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, body.Method);
    }

    /// <summary>What is gone is kept: whoever reads it there has what is somebody else's.</summary>
    void HandedOver(Value place, Value value, IOperation operation)
    {
        if (Outlives(place))
            HandedOver(value, operation);
    }

    void HandedOver(Value value, IOperation operation)
    {
        if (_state.Dead.Count > 0 && IsObject(operation) && _state.PutBy(value) is not null)
            Used(value, operation);
    }

    /// <summary>An object or pointer, not a number that stands for one, nor that boxed.</summary>
    static bool IsObject(IOperation operation) =>
        !Lowering.IsStruct(operation.Type) && !(operation is IConversionOperation { Operand: var operand } && !IsObject(operand));

    /// <summary>An out parameter of the body's own, whose caller is told what it gets there.</summary>
    bool IsLeftInOut(Value place) =>
        place is { A.Kind: ValueKind.Frame, Key: IParameterSymbol { RefKind: RefKind.Out } parameter } && Lowering.IsScalar(parameter.Type) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Method);

    /// <summary>References to it may go to somebody else from here on.</summary>
    void Loosen(Value value)
    {
        if (value.Kind == ValueKind.Const)
            return;
        body.Keeps(value, isItsOwn: Owned(_state, value) is { } own && _state.Find(own) is { Site: not null });
        body.Escaped.Add(value);
        GoesFrom(_state, value);
        Loosen(_state, value);
        // What is got in the same statement is not in the state yet.
        if (_splits.Count > 0)
            _splits.Add(state => Loosen(state, value));
    }

    /// <summary>Whoever gets the number that stands for a struct (of a GCHandle: its IntPtr) can make the struct of it again.</summary>
    void LoosenNumber(Value value)
    {
        if (value is { Key: IOperation made } && Lowering.IsScalar(made.Type) && Owned(_state, value) is { } key && !ReferenceEquals(key.Value, value) && IsStruct(_state.Find(key)!.Site))
            Loosen(value);

        static bool IsStruct(IOperation? got) => Lowering.IsStruct(got?.Type) && !Lowering.IsScalar(got!.Type);
    }

    static State[] Loosen(State state, Value value)
    {
        for (Value? at = value; at is not null; at = at.PointsInto)
        {
            ResourceKey key = ResourceKey.Reference(state.Canonical(at));
            if (state.Find(key) is { } holding)
                state.Hold(key, holding with { Loose = true });
            if (state.ScopeOf(key.Value) is { } scope && state.Find(scope) is { } held)
                state.Hold(scope, held with { Loose = true });
            state.LoosenWhere((other, _) => other is { Kind: ResourceKind.Reference, Value: { Kind: ValueKind.Batch, A: { Kind: not ValueKind.Address } array } } && ReferenceEquals(array, key.Value));
        }
        LoosenParts(state, value);
        return [state];
    }

    static void LoosenParts(State state, Value whole)
    {
        if (state.Held.Count == 0)
            return;
        foreach (Value part in Parts(state, whole))
        {
            if (Owned(state, state.At(part)!) is { } inner)
                state.Hold(inner, state.Find(inner)! with { Loose = true });
        }
    }

    /// <summary>A struct that is returned takes its parts with it; whoever gets an object whose end releases a lock can release it.</summary>
    public void Leave(State state, Value? value)
    {
        if (value is { Kind: ValueKind.Symbol })
            LoosenParts(state, value);
        if (value is not null and not { Kind: ValueKind.Const } && state.Held.Any(static (key, holding) => IsTaken(key, holding)))
            LoosenReleasedBy(state, value);
    }

    static bool IsTaken(ResourceKey key, Holding holding) => key.Kind == ResourceKind.Lock && holding is { Count: > 0, Loose: false, Implicit: false, Site: not null };

    void LoosenReleasedBy(State state, Value returned)
    {
        ResourceKey? ended = state.ScopeOf(state.Canonical(returned));
        INamedTypeSymbol[] types = MayBe(Awaited(LockOrder.TypeOf(returned, body) ?? body.Method.ReturnType)).ToArray();
        state.LoosenWhere((key, holding) => IsTaken(key, holding) && !key.Equals(ended) && key.Value.ReadFrom is { Kind: ValueKind.Address, Key: var member }
            && types.Any(type => body.Knowledge.Owners.Releases(type, (member as ISymbol)?.Name ?? member as string ?? "", body.Cancellation)));
    }

    /// <summary>The type, or, of an interface, what implements it in the body's own type.</summary>
    IEnumerable<INamedTypeSymbol> MayBe(ITypeSymbol type) => type.TypeKind == TypeKind.Interface
        ? body.Method.ContainingType.GetTypeMembers().Where(own => own.AllInterfaces.Contains(type, SymbolEqualityComparer.Default))
        : new[] { type }.OfType<INamedTypeSymbol>();

    /// <summary>An object made with a lock, or with the object that the lock is in, may be what releases it.</summary>
    void LoosenLocksOf(Value owner)
    {
        if (owner.Kind != ValueKind.Const)
            _state.LoosenWhere((key, holding) => key.Kind == ResourceKind.Lock && holding is { Count: > 0, Loose: false, Site: not null } && key.Value.Mentions(owner));
    }

    /// <summary>References that the callee keeps are its own from then on.</summary>
    void Keep(Call call, MethodContract contract)
    {
        bool isExternal = call.Method.DeclaringSyntaxReferences.IsEmpty;
        // what is made of a task, WaitAsync() or ContinueWith(), has what it gives
        if (MemberTypes.IsTask(call.ReceiverType) && Content(call.Receiver, call.ReceiverType) is var task && _state.ScopeOf(task) is not null && !call.Result.Mentions(task) && !IsDisposal(call.Method))
            Loosen(task);
        if (IsFilled(call.Receiver) && TakesElements(call, contract))
            Loosen(call.Receiver);
        foreach (Argument argument in call.Arguments.Values)
        {
            // whoever has what ends a lock may end it
            if (_state.ScopeOf(_state.Canonical(argument.Value)) is not null)
                Loosen(argument.Value);
            // who awaits the wait for it and releases has the lock
            if (!isExternal && argument.Value is { Key: IInvocationOperation { Type: var waited } wait } && MemberTypes.IsTask(waited) && body.Knowledge.MayDo(EffectKind.Release, call.Method, body))
                _state.LoosenWhere((key, holding) => key.Kind == ResourceKind.Lock && ReferenceEquals(holding.Site, wait));
            // what goes on in the background ends when it says so
            if ((argument.Parameter.Type as IPointerTypeSymbol)?.PointedAtType is { Name: "NativeOverlapped" } || argument.Parameter is { RefKind: RefKind.Ref, Type.Name: "NativeOverlapped" })
                Loosen(ObjectOf(argument.Place ?? argument.Value));
            bool adds = isExternal && Adds(call.Method, argument.Parameter) || Posts(call.Method);
            if (adds && KeepsWhereItSaysSo(call, argument))
                continue;
            if (!adds && !body.Knowledge.Parameters.TakesOver(call.Method, argument.Parameter, body.Cancellation) && !contract.Keeps.Contains(argument.Parameter.Ordinal) && !(contract.IsEmpty && MayKeep(call, argument))
                && !(IsFilled(argument.Value) && TakesElements(call, contract)))
            {
                continue;
            }
            Loosen(argument.Value);
            LoosenLocksOf(argument.Value);
        }
        if (IsDisposal(call.Method))
            Dispose(call);
        if (isExternal && call.Method is { Name: "StructureToPtr", ContainingType.Name: "Marshal" } && call.Arguments.TryGetValue("structure", out Argument? structure) && call.Arguments.TryGetValue("ptr", out Argument? pointer))
            Copy(structure.Value, pointer.Value);
        if (call.Method.MethodKind == MethodKind.DelegateInvoke)
        {
            foreach (Argument argument in call.Arguments.Values)
                GiveToDelegate(argument.Value);
            return;
        }
        if (!isExternal)
            return;
        foreach (Argument argument in call.Arguments.Values)
            body.Escaped.Add(argument.Value);
        // What the outside does with a lock it is given is its business; the framework does nothing that its table does not say.
        if (call.Method.ContainingNamespace is { IsGlobalNamespace: false } space && space.ToDisplayString().Split('.')[0] == "System")
            return;
        foreach (Argument argument in call.Arguments.Values)
            _state.LoosenWhere((key, _) => key.Kind == ResourceKind.Lock && ReferenceEquals(key.Value, argument.Value));
    }

    /// <summary>What a place is in: the object, or what a pointer points to.</summary>
    static Value ObjectOf(Value place) => place is { Kind: ValueKind.Address, A: { Kind: not (ValueKind.Frame or ValueKind.Global) } whole } ? ObjectOf(whole) : place;

    /// <summary>What the parts of a struct point to is reached from the memory that it is copied to, too, and goes with that.</summary>
    void Copy(Value structure, Value memory)
    {
        foreach (Value part in Parts(_state, structure))
        {
            Value copied = _state.At(part)!;
            if (memory.Kind == ValueKind.Symbol)
                _state.Put(_values.Address(memory, part), copied);
            else
                Loosen(copied);
        }
    }

    /// <summary>No contract says what a delegate does: it may take over a reference that it is given, and take or release a lock, or one in what it is given.</summary>
    void GiveToDelegate(Value value)
    {
        Loosen(value);
        // a sender is given for its name's sake
        _state.LoosenWhere((key, _) => key.Kind == ResourceKind.Lock && (value.Kind == ValueKind.This ? ReferenceEquals(key.Value, value) : key.Value.Mentions(value)));
    }

    void LoosenNumbers(Call call)
    {
        LoosenNumber(call.Receiver.Kind == ValueKind.Address ? Read(call.Receiver) : call.Receiver);
        foreach (Argument argument in call.Arguments.Values)
            LoosenNumber(argument.Value);
    }

    /// <summary>What TryAdd and its like are given, or what that is made of, is kept where they return true; where nobody asks, it is hoped that they did.</summary>
    bool KeepsWhereItSaysSo(Call call, Argument argument)
    {
        if (!IsTry(call.Method) || Lowering.IsIgnored(call.Operation) || _splits.Count > 0)
            return false;
        Value[] given = argument.Operation is IArgumentOperation { Value: var value } && _given.TryGetValue(Lowering.Unwrap(value), out Value[]? parts) ? [argument.Value, .. parts] : [argument.Value];
        if (given.All(each => Owned(_state, each) is null))
            return false;
        _splits.Add(state =>
        {
            State kept = new(state), refused = new(state);
            return Keeping().ToList();

            IEnumerable<State> Keeping()
            {
                if (body.Logic.Assume(refused, call.Result, false, 0))
                    yield return refused;
                if (!body.Logic.Assume(kept, call.Result, true, 0))
                    yield break;
                foreach (Value each in given)
                    Loosen(kept, each);
                yield return kept;
            }
        });
        return true;
    }

    static bool IsTry(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean && method.Name.StartsWith("Try", StringComparison.Ordinal);

    /// <summary>What an object was made of that only exists to be given to TryAdd or its like.</summary>
    readonly Dictionary<IOperation, Value[]> _given = [];

    static bool IsGivenToTry(IOperation creation)
    {
        return Lowering.UserOf(creation) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true } method } call } && IsTry(method) && IsAdder(method) && !Lowering.IsIgnored(call);
    }

    /// <summary>A method of the program's own that names no lock or reference and so has no summary.</summary>
    bool MayKeep(Call call, Argument argument)
    {
        if (call.Method.DeclaringSyntaxReferences.IsEmpty || _splits.Count == 0 && Owned(_state, argument.Value) is null && Parts(_state, argument.Value).Length == 0 && !IsFilled(argument.Value))
            return false;
        Fate fate = body.Knowledge.Parameters.FateOf(call.Method, argument.Parameter.Ordinal, body.Cancellation);
        if ((fate & Fate.Returned) != 0 && IsView(call.Method) && Owned(_state, argument.Value) is { } owned)
            _state.SetAlias(call.Result, owned.Value);
        return (fate & Fate.Kept) != 0;
    }

    /// <summary>One call filled it; what is on a list is followed one by one.</summary>
    bool IsFilled(Value array) => array.Kind != ValueKind.Address && body.IsBatch(_state, array);

    /// <summary>What was filled by one call goes to a copy, or to a method of the program's own that puts something: the elements, perhaps.</summary>
    bool TakesElements(Call call, MethodContract contract) => call.Method.DeclaringSyntaxReferences.IsEmpty
        ? call.Method.Name is "Copy" or "CopyTo"
        : !contract.Declared && body.Knowledge.MayDo(EffectKind.Put, call.Method, body);

    static readonly string[] s_adders = ["Add", "TryAdd", "AddOrUpdate", "Enqueue", "TryEnqueue", "Push", "Insert", "Set", "Append", "Register", "Attach", "Post", "TryWrite", "Write", "WriteAsync", "Store", "Put", "SetResult", "TrySetResult", "GetOrAdd", "Exchange", "CompareExchange", "FromResult"];

    /// <summary>Whether what is given for a parameter is kept by what it is added to, or stored: WriteIntPtr(p, value).</summary>
    public static bool Adds(IMethodSymbol method, IParameterSymbol parameter) =>
        IsAdder(method) || method is { Name: "WriteIntPtr", ContainingType: { Name: "Marshal", ContainingNamespace.Name: "InteropServices" } } && parameter.Name == "val";

    /// <summary>A window message takes memory along for whoever handles it.</summary>
    static bool Posts(IMethodSymbol method) => method.IsExtern && (method.Name.StartsWith("PostMessage", StringComparison.Ordinal) || method.Name.StartsWith("PostThreadMessage", StringComparison.Ordinal));

    static bool IsAdder(IMethodSymbol method) =>
        (s_adders.Contains(method.Name) || method.Name.StartsWith("Add", StringComparison.Ordinal) || method.Name.StartsWith("Set", StringComparison.Ordinal)) && !Writes(method.ContainingType);

    /// <summary>A constructor that copies what it is given, or of what gathers an interpolated string: that ends with the call it is made for.</summary>
    public static bool KeepsNothing(IMethodSymbol constructor) =>
        constructor.ContainingType is { SpecialType: SpecialType.System_String or SpecialType.System_Decimal }
            or { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            or { Name: "BigInteger", ContainingNamespace: { Name: "Numerics", ContainingNamespace.Name: "System" } }
            or { Name: "IPAddress", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } }
        || constructor.ContainingType.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InterpolatedStringHandlerAttribute");

    /// <summary>What a stream, a writer or a string builder is given is copied.</summary>
    static bool Writes(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at is { Name: "Stream" or "TextWriter" or "BinaryWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
                or { Name: "StringBuilder", ContainingNamespace: { Name: "Text", ContainingNamespace.Name: "System" } }
                or { Name: "PipeWriter", ContainingNamespace: { Name: "Pipelines", ContainingNamespace.Name: "IO" } })
            {
                return true;
            }
        }
        return false;
    }
}
