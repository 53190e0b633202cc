// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>A call with its operands evaluated.</summary>
/// <param name="Receiver">The object, or where the struct is.</param>
sealed record Call(IOperation Operation, IMethodSymbol Method, Value Receiver, ITypeSymbol? ReceiverType, Dictionary<string, Argument> Arguments, Value Result)
{
    /// <summary>Variables that the call may assign, with what they held before.</summary>
    public List<(Value Place, Value Before)> Outs { get; init; } = [];
}

/// <param name="Place">Of a ref or out argument: the variable.</param>
sealed record Argument(IParameterSymbol Parameter, Value Value, Value? Place, IOperation Operation);

sealed partial class Transfer
{
    Value Invoke(IInvocationOperation invocation)
    {
        IMethodSymbol method = Lowering.Called(invocation);
        if (method is { Name: "GetValueOrDefault", Parameters.Length: 0, ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T })
        {
            Value given = Evaluate(invocation.Instance);
            return given.IsNull && method.ReturnType.SpecialType == SpecialType.System_Boolean ? _values.False : given;
        }
        if (method is { Name: "HasFlag", ContainingType.SpecialType: SpecialType.System_Enum } && invocation.Arguments.Length == 1)
        {
            Value has = Evaluate(invocation.Instance), flags = Evaluate(invocation.Arguments[0].Value);
            return Limited(_values.Equal(_values.And(has, flags), flags), invocation);
        }
        Age(invocation, invocation.Arguments);
        if (Lowering.IsHandle(method.ContainingType) && !method.IsStatic)
        {
            if (method.Name.StartsWith("To", StringComparison.Ordinal) && invocation.Arguments.IsEmpty && method.ReturnType.SpecialType != SpecialType.System_String)
                return Evaluate(invocation.Instance);
            if (method.Name == "Equals" && Lowering.IsHandle(Lowering.Unwrap(invocation.Arguments[0].Value).Type))
                return Limited(_values.Equal(Evaluate(invocation.Instance), Evaluate(invocation.Arguments[0].Value)), invocation);
        }
        IOperation? instance = Lowering.Receiver(invocation);
        Value receiver = method.IsStatic ? _values.Global
            : instance is null ? _values.This : Base(instance, isUse: false);
        Dictionary<string, Argument> arguments = Arguments(invocation.Arguments);
        if (Function(method, receiver) is { } function)
            return Apply(invocation, function, function.IsStatic ? _values.Global : _values.This, function.ContainingType, For(function, arguments));
        return Override(method, receiver) is { } called
            ? Apply(invocation, called, receiver, called.ContainingType, For(called, arguments))
            : Apply(invocation, method, receiver, instance?.Type ?? method.ContainingType, arguments);
    }

    /// <summary>The same for another method's parameters; several of a lambda's may be called _.</summary>
    static Dictionary<string, Argument> For(IMethodSymbol called, Dictionary<string, Argument> arguments)
    {
        Dictionary<string, Argument> result = [];
        foreach (Argument argument in arguments.Values)
        {
            IParameterSymbol parameter = called.Parameters[argument.Parameter.Ordinal];
            result[parameter.Name] = argument with { Parameter = parameter };
        }
        return result;
    }

    /// <summary>What a call of a delegate runs that was made here, where all that it does is known; null: that is not known.</summary>
    IMethodSymbol? Function(IMethodSymbol method, Value receiver) =>
        method.MethodKind == MethodKind.DelegateInvoke && receiver is { Kind: ValueKind.Symbol, Generation: 0, Key: IDelegateCreationOperation made }
        && Handover.FunctionOf(made) is { } function && !body.ContractOf(function, null).IsUnknown ? function : null;

    /// <summary>What a call runs on an object that was made here, and whose type is known for that; null: what it names.</summary>
    static IMethodSymbol? Override(IMethodSymbol method, Value receiver)
    {
        if (!(method.IsAbstract || method.IsVirtual || method.IsOverride) || receiver is not { Kind: ValueKind.Symbol, Key: IObjectCreationOperation { Type: INamedTypeSymbol made } })
            return null;
        if (method.ContainingType.TypeKind == TypeKind.Interface)
            return made.FindImplementationForInterfaceMember(method) as IMethodSymbol;
        for (INamedTypeSymbol? type = made; type is not null && !SymbolEqualityComparer.Default.Equals(type, method.ContainingType); type = type.BaseType)
        {
            foreach (IMethodSymbol candidate in type.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                for (IMethodSymbol? at = candidate.OverriddenMethod; at is not null; at = at.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, method.OriginalDefinition))
                        return candidate;
                }
            }
        }
        return null;
    }

    /// <summary>A lock statement that the compiler shows as an invalid operation begins.</summary>
    Value? EnterScope(IOperation statement)
    {
        IOperation gate = statement.ChildOperations.First();
        return gate.Type?.GetMembers("EnterScope") is [IMethodSymbol method] ? Apply(statement, method, Evaluate(gate), gate.Type, []) : null;
    }

    /// <summary>All end where the body does.</summary>
    public void End(State state)
    {
        _state = state;
        EndLockStatements(default);
    }

    /// <summary>It ends before what does not stand in it.</summary>
    void EndLockStatements(TextSpan next)
    {
        foreach (KeyValuePair<Value, ResourceKey> scope in _state.Scopes)
        {
            if (scope.Key.Key is not IOperation site || Lowering.LockStatement(site) is not { Statement: var within } || within.Span.Contains(next))
                continue;
            _state.EndScope(scope.Key);
            Holding? holding = _state.Find(scope.Value);
            if (holding is { Count: > 0 })
                _state.Hold(scope.Value, holding with { Count = holding.Count - 1, Released = site });
            else
                body.Raise(rule => rule.OnReleaseUnheld(new Event(body, _state, site, scope.Value, holding), null));
        }
    }

    Value Create(IObjectCreationOperation creation)
    {
        Age(creation, creation.Arguments);
        Dictionary<string, Argument> arguments = Arguments(creation.Arguments);
        if (Lowering.IsHandle(creation.Type) && arguments.Count == 1)
            return arguments.Values.First().Value;
        if (creation.Constructor is null)
            return NonNull(Fresh(creation));
        Value created = Apply(creation, creation.Constructor, _values.Global, creation.Type, arguments);
        NonNull(created);
        bool isTold = body.ContractOf(creation.Constructor, creation.Type) is { Declared: true };
        bool isGiven = IsGivenToTry(creation) && _splits.Count == 0;
        if (isGiven)
            _given[creation] = arguments.Values.Select(argument => argument.Value).ToArray();
        if (!IsView(creation.Constructor) && !KeepsNothing(creation.Constructor))
        {
            foreach (Argument argument in arguments.Values)
            {
                if (!isGiven)
                    Loosen(argument.Value);
                if (!isTold)
                    LoosenLocksOf(argument.Value);
            }
        }
        if (isTold && _state.Held.FirstOrDefault(pair => pair.Value.Site == creation) is { Key: { } taken })
            _state.SetScope(created, taken);
        if (creation.Initializer is not null)
            Evaluate(creation.Initializer);
        return created;
    }

    Dictionary<string, Argument> Arguments(ImmutableArray<IArgumentOperation> arguments)
    {
        Dictionary<string, Argument> result = [];
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is not { } parameter)
            {
                Evaluate(argument.Value);
                continue;
            }
            IOperation value = Lowering.Unwrap(argument.Value);
            if (parameter.RefKind != RefKind.None && value is not IDiscardOperation && (IsPlace(value) || value is IDeclarationExpressionOperation or IFlowCaptureReferenceOperation or IPropertyReferenceOperation { Arguments.Length: 0 } or IPropertyReferenceOperation { Arguments.Length: 1, Property.ReturnsByRef: true }))
            {
                Value place = Place(value);
                result[parameter.Name] = new Argument(parameter, parameter.RefKind == RefKind.Out ? place : Lowering.IsStruct(parameter.Type) && !Lowering.IsScalar(parameter.Type) ? place : Read(place), place, argument);
                continue;
            }
            Value evaluated = Evaluate(argument.Value);
            // a pointer that is boxed is only printed
            if (Lowering.IsStruct(argument.Value.Type) ? LooksInto(parameter) || Lowering.IsSpan(argument.Value.Type) : !(argument.Value is IConversionOperation { Operand.Type: var boxed } && Lowering.IsHandle(boxed)))
                ArgumentUsed(evaluated, argument);
            result[parameter.Name] = new Argument(parameter, evaluated, null, argument);
        }
        return result;
    }

    /// <summary>Native code and Marshal look into the memory that a number stands for.</summary>
    static bool LooksInto(IParameterSymbol parameter) => Lowering.IsHandle(parameter.Type) && (IsOfMarshal(parameter) || parameter.ContainingSymbol is IMethodSymbol { IsExtern: true });

    static bool IsOfMarshal(IParameterSymbol? parameter) => parameter is { ContainingSymbol.ContainingSymbol: { Name: "Marshal", ContainingNamespace.Name: "InteropServices" } };

    /// <summary>Marshal looks nothing up: it reads or writes what is there, but for a number that it only writes.</summary>
    static bool Dereferences(IParameterSymbol? parameter) => IsOfMarshal(parameter) && Lowering.IsHandle(parameter!.Type) && parameter.Name != "val";

    readonly List<(Value Value, IOperation Operation)> _argumentsUsed = [];

    /// <summary>To compare it or to keep it alive is no use of it; what others had, too, may be looked up among what they have.</summary>
    void ArgumentUsed(Value value, IArgumentOperation argument)
    {
        if ((MayBeGone(value) || Dereferences(argument.Parameter)) && argument.Parent is not IInvocationOperation { TargetMethod.Name: "ReferenceEquals" or "Equals" or "KeepAlive" })
            _argumentsUsed.Add((value, argument));
    }

    bool MayBeGone(Value value) => _state.Dead.Count > 0 && _state.Find(ResourceKey.Reference(_state.Whole(value))) is not { Produced: false };

    Value Apply(IOperation operation, IMethodSymbol method, Value receiver, ITypeSymbol? receiverType, Dictionary<string, Argument> arguments)
    {
        (Value Value, IOperation Operation)[] used = _argumentsUsed.Where(each => arguments.Values.Any(argument => argument.Operation == each.Operation)).ToArray();
        _argumentsUsed.RemoveAll(each => used.Contains(each));
        MethodContract contract = body.ContractOf(method, receiverType);
        if (Signals.IsSemaphore(receiverType) && IsSignal(operation, receiver))
            contract = new MethodContract(contract.Effects.RemoveAll(effect => effect.Kind is EffectKind.Acquire or EffectKind.Release)) { Declared = true };
        if (operation is IObjectCreationOperation creation && MadeOwned(creation) is { } owned)
            contract = owned;
        // what it releases is told already
        if (IsDisposal(method) && EndedBy(receiver, receiverType) is not null)
            contract = MethodContract.None;
        bool puts = contract.Effects.Any(effect => effect.Kind is EffectKind.Put or EffectKind.Move);
        if (!puts)
        {
            foreach ((Value value, IOperation at) in used)
                Used(value, at);
            if (operation is IInvocationOperation { Instance: { } instance } && receiver.Kind != ValueKind.Global)
                ReceiverUsed(receiver, instance);
        }
        Optional<object?> constant = contract.NoAnalysis is null ? body.Knowledge.Constants.Of(method, body.Cancellation) : default;
        if (contract.Effects.IsEmpty && !(method.DeclaringSyntaxReferences.IsEmpty && IsAdder(method)) && !NoThrow.Contains(method) && !constant.HasValue && !Lowering.IsConfigured(operation) && !(_state.Held.Count > 0 && body.Knowledge.OnlyGivesBack(method, body.Cancellation)))
            MayThrow?.Invoke(_state, operation);

        if (PassesThrough(method) && arguments.Count > 0 && contract.Effects.IsEmpty)
            return arguments.Values.First().Value;
        Value? answer = contract.IsEmpty ? Answer(method, arguments) : null;
        Value result = constant.HasValue ? _values.Const(constant.Value) : Left(contract) ?? answer ?? Result(operation, method, contract, receiver, arguments);
        if (answer is null && contract.Effects.IsEmpty)
            result = Told(operation, method, arguments, result);
        // what a summary says of the object that is made is its own business
        if (method.MethodKind == MethodKind.Constructor && contract.Declared)
            receiver = result;
        Call call = new(operation, method, receiver, receiverType, arguments, result);

        if (contract.Returns is { } path && Resolve(path, call) is { } returned)
            call = call with { Result = result = returned };
        else if (method.ReturnType is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated })
            NonNull(result);

        if (!contract.Declared && contract.Effects.IsEmpty)
            Wrap(method, result, arguments.Values.Select(argument => argument.Value).Prepend(receiver));
        List<(Value Place, Value Before)> outs = contract.Returns is null ? Outs(call, contract) : [];
        call = call with { Outs = outs };
        // what is owned, and seen as memory, is an array
        if (method is { Name: "TryGetArray", ContainingType.Name: "MemoryMarshal" } && arguments.TryGetValue("segment", out Argument? segment) && segment.Place is { } left && Owned(_state, arguments.Values.First().Value) is { } array)
        {
            _state.Put(_values.Address(left, "Array"), array.Value);
            call = call with { Result = result = _values.True };
        }
        RunWithin(call, contract);
        Known(call);
        bool isAnswered = ReturnsOnlyWhere(call) || answer is not null && Decides(answer);
        if (!contract.Declared && !method.DeclaringSyntaxReferences.IsEmpty && _state.Held.Any(static (_, holding) => ForbidsBlocking(holding)) && body.Knowledge.Blocking.MayBlock(method, body.Cancellation))
            Block(call);
        Wait(call, contract);
        Drop(call, contract);
        if (body.ContractsAreComplete && contract is { NoAnalysis: not null, Effects.IsEmpty: true } && body.Knowledge.MayLock(method, body.Cancellation))
            body.GivenToUnknown.UnionWith(call.Arguments.Values.SelectMany(argument => new[] { argument.Value, _state.At(argument.Value) }).OfType<Value>());
        if (!contract.IsEmpty)
            Apply(call, contract);
        if (contract.Effects.IsEmpty)
            Find(call);
        if (!contract.Declared)
            Keep(call, contract);
        if (contract.Effects.IsEmpty && _state.Held.Count > 0)
            LoosenNumbers(call);
        if (contract.Effects.IsEmpty && !isAnswered)
            AskOthers(call);
        if (contract.NeverReturns || Body.DoesNotReturn(method))
            _splits.Add(_ => []);
        return result;
    }

    /// <summary>new Mutex(true) is held by who made it; one with a name, if it was not there before. Who releases none means to keep it.</summary>
    MethodContract? MadeOwned(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { Parameters: var parameters } || Signals.InitiallyOwned(creation) is not { ConstantValue: { HasValue: true, Value: true } }
            || !body.Code.Operation.Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "ReleaseMutex" }))
        {
            return null;
        }
        bool isTold = parameters.Any(parameter => parameter.Name == "createdNew");
        if (!isTold && parameters.Length > 1)
            return null;
        Effect effect = new(EffectKind.Acquire, new TargetPath(RootKind.Return, "", ImmutableArray<string>.Empty))
        {
            When = isTold ? Condition.True : Condition.Always,
            ConditionOn = isTold ? "createdNew" : null,
            Traits = Traits.Reentrant | Traits.ThreadAffine,
        };
        return new MethodContract(ImmutableArray.Create(effect)) { Declared = true };
    }

    /// <summary>
    /// What code that cannot be seen makes of a buffer or of memory without owning it, a Memory or ArraySegment over an array, a ref from a pointer,
    /// stands for it: wherever that is stored, sent or returned the buffer goes, too.
    /// </summary>
    void Wrap(IMethodSymbol method, Value result, IEnumerable<Value> operands)
    {
        if (_state.Held.Count == 0 && _splits.Count == 0 || !method.DeclaringSyntaxReferences.IsEmpty || !MayStandFor(method))
            return;
        Value[] candidates = operands
            .Select(value => value.Kind == ValueKind.Address ? Read(value) : value)
            .Where(value => value.Kind is ValueKind.Symbol or ValueKind.Unary || value.PointsInto is not null && Owned(_state, value) is not null)
            .Select(value => Owned(_state, value)?.Value ?? _state.Canonical(value)).Distinct().ToArray();
        Value[] owned = candidates.Length == 1 && _splits.Count > 0 ? candidates : candidates.Where(value => Owned(_state, value) is not null).ToArray();
        if (owned.Length == 1)
            _state.SetAlias(result, owned[0]);
        else
            Array.ForEach(owned, Loosen);
    }

    /// <summary>A struct with references in it, a ref, or (of the framework) a pointer; what has to be disposed of is an object of its own.</summary>
    static bool MayStandFor(IMethodSymbol method) =>
        IsView(method)
        || method.ReturnType is IPointerTypeSymbol && method.ContainingNamespace.ToDisplayString().Split('.')[0] == "System";

    /// <summary>Whether what code that cannot be seen returns may be a view of what it was given.</summary>
    public static bool IsView(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor
        ? Lowering.IsSpanOrMemory(method.ContainingType)
        : method.RefKind != RefKind.None || IsView(method.ReturnType);

    static bool IsView(ITypeSymbol type) =>
        type is { IsValueType: true, IsUnmanagedType: false, IsRefLikeType: false } && !MemberTypes.IsTask(type) && type.AllInterfaces.All(each => each.Name is not ("IDisposable" or "IAsyncDisposable"));

    /// <summary>A span over an array, or over what another span is over.</summary>
    Value View(Value whole, IOperation operation) =>
        _values.Binary(Value.View, whole.IsView ? whole.A! : whole, Fresh(operation));

    /// <summary>What the framework makes a span of.</summary>
    Value? Spanned(IMethodSymbol method, Value receiver, Dictionary<string, Argument> arguments)
    {
        if (!Lowering.IsSpan(method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType) || !method.DeclaringSyntaxReferences.IsEmpty)
            return null;
        if (Lowering.IsSpan(method.ContainingType) && !method.IsStatic && method.MethodKind != MethodKind.Constructor)
            return receiver.Kind == ValueKind.Address ? Read(receiver) : receiver;
        return arguments.Values.FirstOrDefault() is { Parameter.Type: var type, Value: var value } && IsSpannable(type) ? value : null;
    }

    static bool IsSpannable(ITypeSymbol? type) => type is IArrayTypeSymbol || Lowering.IsSpan(type);

    /// <summary><c>memory[..n]</c> is of the same buffer.</summary>
    Value Slice(IImplicitIndexerReferenceOperation range)
    {
        Value whole = Evaluate(range.Instance);
        Evaluate(range.Argument);
        if (Lowering.IsSpan(range.Instance.Type))
            return View(whole, range);
        Value part = Fresh(range);
        if (range.IndexerSymbol is IMethodSymbol { ReturnType: var type } && IsView(type))
            _state.SetAlias(part, _state.Canonical(whole));
        return part;
    }

    bool IsSignal(IOperation operation, Value receiver)
    {
        if (Signals.IsMadeEmpty(receiver) || _signals.Contains(receiver))
            return true;
        return operation is IInvocationOperation { Instance: { } instance } && Lowering.Unwrap(instance) switch
        {
            IMemberReferenceOperation { Member: var member } => body.Knowledge.Signals.IsSignal(Properties.Holder(member)),
            ILocalReferenceOperation { Local: var local } => receiver.Kind != ValueKind.Symbol && body.Knowledge.Signals.IsSignal(local),
            _ => false,
        };
    }

    /// <summary>What was read from members that hold signals.</summary>
    readonly HashSet<Value> _signals = [];

    /// <summary>likely(x) and its kin: the result is the argument.</summary>
    static bool PassesThrough(IMethodSymbol method) => method.Name is "likely" or "unlikely" or "READ_ONCE" && method.Parameters.Length == 1;

    /// <summary>What the call gives: a new value, or, for what only looks, the same as before for the same operands.</summary>
    Value Result(IOperation operation, IMethodSymbol method, MethodContract contract, Value receiver, Dictionary<string, Argument> arguments)
    {
        if (method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" && receiver.Kind != ValueKind.Global)
            return Content(receiver, method.ContainingType);
        if (Lowering.IsConfigured(operation))
            return arguments.Values.First().Value;
        if (method.Name == "GetResult" && method.ContainingType.Name.EndsWith("Awaiter", StringComparison.Ordinal))
            return _values.Unary("await", Content(receiver, method.ContainingType));
        if (method.Name is "Equals" or "ReferenceEquals" && arguments.Count == 2 && method.IsStatic)
            return _values.Equal(arguments.Values.First().Value, arguments.Values.Last().Value);
        if (contract.IsEmpty && arguments.Count == 1 && (method.IsStatic || receiver.Kind == ValueKind.This) && IsStableLookup(method)
            && Paths.Of(arguments.Values.First().Value, null, body) is not null)
        {
            Value found = _values.Load(_values.Address(arguments.Values.First().Value, method.Name + Lookups.Mark));
            if (!_values.TooDeep(found))
                return found;
        }
        if (Spanned(method, receiver, arguments) is { } spanned)
            return View(spanned, operation);
        if ((IsPredicate(method) || arguments.Count == 0 && IsComparedWithNull(operation)) && arguments.Values.All(argument => argument.Place is null))
        {
            Value operands = receiver;
            foreach (Argument argument in arguments.Values)
                operands = _values.Binary(",", operands, argument.Value);
            Value value = _values.Load(_values.Address(operands, method.Name + Lookups.Mark));
            if (!_values.TooDeep(value))
                return value;
        }
        return Fresh(operation);
    }

    /// <summary>A result that says, whatever else it does, that an argument is not null.</summary>
    Value Told(IOperation operation, IMethodSymbol method, Dictionary<string, Argument> arguments, Value result)
    {
        if (method.ReturnType.SpecialType != SpecialType.System_Boolean || result.Kind == ValueKind.Const)
            return result;
        foreach (Argument argument in arguments.Values)
        {
            if (NullTests.NotNullWhen(argument.Parameter, out bool isAll, body.Cancellation) is not { } when)
                continue;
            Value exists = _values.Not(_values.Equal(argument.Value, Lowering.IsHandle(argument.Parameter.Type) ? _values.Zero : _values.Null));
            Value told = isAll ? exists : Logical(BinaryOperatorKind.And, exists, when ? result : _values.Not(result));
            result = Limited(when ? told : _values.Not(told), operation);
        }
        return result;
    }

    /// <summary>A lookup of the body's own type that gives a pointer or an object, by members that the body does not assign.</summary>
    bool IsStableLookup(IMethodSymbol method) =>
        (method.ReturnType is IPointerTypeSymbol || method.ReturnType.IsReferenceType && method.ReturnType.SpecialType == SpecialType.None)
        && Lookups.Find(body.Method.ContainingType, method.Name + Lookups.Mark) is { } found && SymbolEqualityComparer.Default.Equals(found, method)
        && body.Knowledge.Lookups.Of(method, body.Cancellation) is { } members && !members.Overlaps(body.AssignedMembers);

    /// <summary><c>if (header.GetBytes() != null)</c>: asked again, it is answered as before.</summary>
    static bool IsComparedWithNull(IOperation operation)
    {
        return operation is IInvocationOperation { Instance: not null, Type.IsReferenceType: true } && Lowering.UserOf(operation) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } equality => IsNull(equality.LeftOperand) || IsNull(equality.RightOperand),
            IIsPatternOperation { Pattern: var pattern } => (pattern is INegatedPatternOperation { Pattern: var inner } ? inner : pattern) is IConstantPatternOperation { Value: var constant } && IsNull(constant),
            _ => false,
        };

        static bool IsNull(IOperation operand) => Lowering.Unwrap(operand).ConstantValue is { HasValue: true, Value: null };
    }

    static bool IsPredicate(IMethodSymbol method) =>
        method.ReturnType.SpecialType == SpecialType.System_Boolean && method.MethodKind == MethodKind.Ordinary
        && (StartsWithWord(method.Name, "Is") || StartsWithWord(method.Name, "Has") || StartsWithWord(method.Name, "Can") || StartsWithWord(method.Name, "Should"));

    static bool StartsWithWord(string name, string word) => name.Length > word.Length && name.StartsWith(word, StringComparison.Ordinal) && char.IsUpper(name[word.Length]);

    /// <summary>Variables that the call may assign hold new values after it.</summary>
    List<(Value Place, Value Before)> Outs(Call call, MethodContract contract)
    {
        List<(Value, Value)> outs = [];
        foreach (Argument argument in call.Arguments.Values.ToArray())
        {
            Value? place = argument.Place;
            if (place is not null && argument.Parameter.RefKind is RefKind.Ref or RefKind.Out && Lowering.IsScalar(argument.Parameter.Type))
            {
                Value before = Read(place);
                if (argument.Parameter.RefKind == RefKind.Ref && !TouchesVariable(call, contract, argument))
                    continue;
                if (argument.Parameter.RefKind == RefKind.Ref)
                    SeenTo(before, argument, contract);
                Value after = Left(call, contract, argument) ?? Fresh(call.Operation, argument.Parameter.Name);
                // what the same call left there in an earlier turn has another name by now
                before = Read(place);
                if (argument.Parameter.RefKind == RefKind.Ref)
                    call.Arguments[argument.Parameter.Name] = argument with { Value = before };
                outs.Add((place, before));
                _state.Put(place, after);
                body.Writes(place);
            }
            else if (place is not null && (argument.Parameter.RefKind == RefKind.Out && Lowering.IsStruct(argument.Parameter.Type) || argument.Parameter is { RefKind: RefKind.Ref, Type.IsTupleType: true }))
            {
                foreach (Value part in Parts(_state, place))
                    _state.Forget(part);
                _state.Put(place, Fresh(call.Operation, argument.Parameter.Name));
            }
            else if (place is not null && argument.Parameter.RefKind == RefKind.Ref && Lowering.IsStruct(argument.Parameter.Type))
            {
                // constants may be others afterwards, and what is owned is the callee's to see to as well
                foreach (Value part in Parts(_state, place).Where(part => !ReferenceEquals(part, place)))
                {
                    if (_state.At(part) is { Kind: ValueKind.Const })
                        _state.Put(part, Fresh(call.Operation, (argument.Parameter.Name, part.Key)));
                    else if (Owned(_state, _state.At(part)!) is not null)
                        Loosen(_state.At(part)!);
                }
            }
            else if (place is null && argument.Value is { Kind: ValueKind.Address } target && argument.Parameter.Type is IPointerTypeSymbol pointer && IsLocal(target))
            {
                if (Lowering.IsScalar(pointer.PointedAtType) || _state.At(target) is not null && pointer.PointedAtType.SpecialType == SpecialType.System_Void)
                {
                    SeenTo(Read(target), argument, contract);
                    Value after = Fresh(call.Operation, argument.Parameter.Name);
                    outs.Add((target, Read(target)));
                    _state.Put(target, after);
                }
                foreach (Value part in _state.Places.KeysWhere(target, static (part, target) => part.Kind == ValueKind.Address && ReferenceEquals(part.A, target)))
                    _state.Put(part, Fresh(call.Operation, (argument.Parameter.Name, part.Key)));
            }
        }
        foreach (ISymbol symbol in contract.Writes)
        {
            Value place = _values.Address(_values.Frame, symbol);
            outs.Add((place, Read(place)));
            foreach (Value part in Parts(_state, place))
                _state.Forget(part);
            _state.Put(place, Left(contract, symbol) ?? Fresh(call.Operation, symbol));
        }
        return outs;
    }

    /// <summary>What is in a variable that a call may assign is that call's to see to, unless its contract says what it does there.</summary>
    void SeenTo(Value before, Argument variable, MethodContract contract)
    {
        if (Owned(_state, before) is not null && !contract.Effects.Any(effect => effect.Target is { Root: RootKind.Parameter } target && target.Name == variable.Parameter.Name))
            Loosen(before);
    }

    /// <summary>Whether a call may leave another value in a variable that it is given; what it replaces it has seen to.</summary>
    bool TouchesVariable(Call call, MethodContract contract, Argument argument) =>
        !contract.IsEmpty || call.Method.DeclaringSyntaxReferences.IsEmpty || Owned(_state, argument.Value) is null
        || body.Knowledge.Parameters.MayAssign(call.Method, argument.Parameter.Ordinal, body.Cancellation);

    /// <summary>What the framework promises beside pairing.</summary>
    void Known(Call call)
    {
        if (call.Method is { Name: "WaitOne", Parameters.IsEmpty: true, ContainingType: { Name: "WaitHandle", ContainingNamespace.Name: "Threading" } })
            _state.Learn(call.Result, Fact.Nothing with { Is = _values.True });
        // a handle that is not pinned throws
        if (call is { Method: { Name: "AddrOfPinnedObject", ContainingType.Name: "GCHandle" }, Receiver: { Kind: ValueKind.Address } handle } && Owned(_state, Read(handle)) is not null)
            Exists(_state, call.Result);
    }

    public static bool IsDisposal(IMethodSymbol method) => method is { Name: "Dispose" or "DisposeAsync" or "Close", Parameters.IsEmpty: true };

    Value Disposed(Value receiver, ITypeSymbol? type) => _state.Canonical(Content(receiver, type));

    /// <summary>What the end of an object releases; the end of a task does not end what it gives.</summary>
    ResourceKey? EndedBy(Value receiver, ITypeSymbol? type) => MemberTypes.IsTask(type) ? null : _state.ScopeOf(Disposed(receiver, type));

    /// <summary>Of a struct that is somewhere, what is there.</summary>
    Value Content(Value receiver, ITypeSymbol? type) => Lowering.IsStruct(type) && receiver.Kind == ValueKind.Address ? Read(receiver) : receiver;

    void Dispose(Call call)
    {
        CommitSplits();
        Value value = Disposed(call.Receiver, call.ReceiverType);
        if (EndedBy(call.Receiver, call.ReceiverType) is { } scope)
        {
            _state.EndScope(value);
            Release(_state, call.Operation, scope, 1, call.Method, Traits.None);
            return;
        }
        ResourceKey key = ResourceKey.Reference(value);
        if (_state.Find(key) is { Count: > 0 } holding)
            _state.Hold(key, holding with { Count = 0, Released = call.Operation });
        else
            body.Keeps(value, isItsOwn: false);
    }

    Value Property(IPropertyReferenceOperation property)
    {
        if (property.Property.GetMethod is { } getter && body.ContractOf(getter, property.Instance?.Type) is { IsEmpty: false } contract)
        {
            Age(property, property.Arguments);
            Value receiver = property.Property.IsStatic ? _values.Global : Base(property.Instance);
            Value given = IsResult(property) ? _values.Unary("await", receiver) : Fresh(property);
            Call call = new(property, getter, receiver, property.Instance?.Type, Arguments(property.Arguments), given);
            Wait(call, contract);
            Apply(call, contract);
            return call.Result;
        }
        if (property.Property.Name == "Current" && property.Property.ContainingType.AllInterfaces.Append(property.Property.ContainingType).Any(type => type.Name == "IEnumerator") || property is { IsImplicit: true, Property.Name: "Current" })
        {
            Base(property.Instance);
            return Fresh(property);
        }
        if (property.Property.Name == "IsAllocated" && property.Instance is { } handle
            && _state.Find(ResourceKey.Reference(_state.Canonical(Read(Base(handle))))) is { Loose: false } pinned)
        {
            return _values.Bool(pinned.Count > 0);
        }
        if (property is { Property.Name: not ("IsAllocated" or "Length" or "IsEmpty"), Instance: { } whose } && _state.Dead.Count > 0 && IsPlace(whose) && Lowering.IsStruct(whose.Type))
            ReceiverUsed(Place(whose), whose);
        if (property.Arguments.Length > 1)
        {
            Base(property.Instance);
            foreach (IArgumentOperation argument in property.Arguments)
                Evaluate(argument.Value);
            return Fresh(property);
        }
        if (property.Property.ContainingType is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } && property.Instance is { } nullable)
        {
            Value whole = Evaluate(nullable);
            return property.Property.Name == "Value" ? whole : _values.Not(_values.Equal(whole, _values.Null));
        }
        Value place = Place(property);
        Access(property, place);
        return IsResult(property) ? _values.Unary("await", Content(place.A!, property.Instance!.Type)) : Read(place, property);
    }

    /// <summary>What a task is asked for gives what awaiting it gives.</summary>
    static bool IsResult(IPropertyReferenceOperation property) => property is { Property.Name: "Result", Instance: { } task } && MemberTypes.IsTask(task.Type);

    /// <summary>Where a property is read or assigned in its place: its accessor waits for locks, and does what its contract says.</summary>
    void Access(IOperation target, Value place, Value? assigned = null)
    {
        if (target is not IPropertyReferenceOperation property || place.Kind != ValueKind.Address
            || (assigned is null ? property.Property.GetMethod : property.Property.SetMethod) is not { } accessor)
        {
            return;
        }
        MethodContract contract = body.ContractOf(accessor, property.Instance?.Type);
        if (_state.Held.Count > 0 && contract.Effects.IsEmpty && NoThrow.IsThrownIn(accessor, body.Cancellation))
            MayThrow?.Invoke(_state, property);
        Dictionary<string, Argument> arguments = contract.IsEmpty ? [] : Arguments(property.Arguments);
        if (assigned is not null)
            arguments[accessor.Parameters.Last().Name] = new Argument(accessor.Parameters.Last(), assigned, null, property);
        Call call = new(property, accessor, property.Property.IsStatic ? _values.Global : place.A!, property.Instance?.Type, arguments, assigned ?? Read(place));
        if (_state.Held.Count > 0)
            Wait(call, contract);
        if (!contract.IsEmpty)
            Apply(call, contract);
    }

    /// <summary>An object is looked into.</summary>
    void Used(Value value, IOperation operation)
    {
        if (_state.Dead.Count == 0)
            return;
        value = _state.Whole(value);
        if (value.IsVague || !_state.Dead.TryGetValue(value, out IOperation? released) || body.Logic.Constant(_state, value) is { IsNull: true })
            return;
        body.Raise(rule => rule.OnUseOfDead(new Event(body, _state, operation, ResourceKey.Reference(value), null), released));
        _state.Revive(value);
    }

    /// <summary>Of a struct (GCHandle), what is where it is.</summary>
    void ReceiverUsed(Value receiver, IOperation instance)
    {
        if (_state.Dead.Count > 0)
            Used(Content(receiver, instance.Type), instance);
    }

    void FieldUsed(IFieldReferenceOperation field, Value place)
    {
        if (body.ContractOf(field.Field) is not { } contract)
            return;
        Value @base = field.Field.IsStatic ? _values.Global : place.A!;
        if (contract.Revalidates)
            Revalidate(@base);
        if (body.IsUnshared(@base))
            return;
        foreach (TargetPath guard in contract.Guards)
        {
            if (ResolvePath(guard, @base, field.Field.ContainingType) is not { } target)
                continue;
            Require(new ResourceKey(_state.Canonical(target), ResourceKind.Lock, IsWritten(field) ? LockMode.Exclusive : LockMode.Shared), field, field.Field.Name);
        }
    }

    /// <summary>Whether a field, or what is in it where it is a struct, is assigned there, or by what it is given to by reference.</summary>
    bool IsWritten(IOperation field)
    {
        SyntaxNode at = field.Syntax;
        while (at.Parent is ParenthesizedExpressionSyntax || at.Parent is MemberAccessExpressionSyntax member && member.Expression == at && field.Parent is IFieldReferenceOperation && Lowering.IsStruct(field.Type))
        {
            if (at.Parent is MemberAccessExpressionSyntax)
                field = field.Parent!;
            at = at.Parent;
        }
        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == at,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => at.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
            ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } => assignment.Left == tuple,
            ArgumentSyntax => field.Parent is IArgumentOperation { Parameter: { RefKind: RefKind.Ref or RefKind.Out } parameter, Parent: IInvocationOperation { TargetMethod: var method } }
                // Volatile.Read, Interlocked.Read
                && method.Name != "Read" && body.Knowledge.Parameters.MayAssign(method, parameter.Ordinal, body.Cancellation),
            _ => false,
        };
    }
}
