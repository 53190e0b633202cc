// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What a call releases, puts or moves.</summary>
/// <param name="IsNull">It is null on all paths that lead there.</param>
sealed record GivenBack(EffectKind Kind, IOperation Call, bool IsNull);

/// <summary>One method, accessor, local function or lambda while its paths are followed.</summary>
sealed class Body
{
    readonly List<Diagnostic> _found = [];
    readonly HashSet<string> _reported = [];
    readonly HashSet<IParameterSymbol> _kept = new(SymbolEqualityComparer.Default);
    readonly HashSet<ISymbol> _written = new(SymbolEqualityComparer.Default);
    readonly Dictionary<ResourceKey, IOperation> _required = [];
    HashSet<string>? _changing;
    HashSet<string>? _assignedMembers;
    Counters? _counters;

    public Body(Knowledge knowledge, IMethodSymbol method, Code code, Body? outer, CancellationToken cancellation)
    {
        Knowledge = knowledge;
        Method = method;
        Code = code;
        Outer = outer;
        Cancellation = cancellation;
        Logic = new Logic(Values);
        Declared = knowledge.Contracts.Of(method);
        ExceptionsAreFatal = knowledge.ExceptionsAreFatal(code.Operation.Syntax.SyntaxTree);
        ContractsAreComplete = knowledge.ContractsAreComplete(code.Operation.Syntax.SyntaxTree);
    }

    public Knowledge Knowledge { get; }
    public IMethodSymbol Method { get; }
    public Code Code { get; }
    public ControlFlowGraph Graph => Code.Graph;

    /// <summary>Of a local function or lambda: the body it is in.</summary>
    public Body? Outer { get; }

    /// <summary>The methods that are summarised together with this one, if it is summarised with others.</summary>
    public Peers? Group { get; set; }

    /// <summary>It is followed for what it returns, or as it throws: what it calls is not followed for that, too.</summary>
    public bool IsGetter { get; init; }

    /// <summary>Local functions, as they are called within this body, and the outermost of those still going round that this rests on (by how many were before it).</summary>
    public Dictionary<IMethodSymbol, (MethodContract Summary, int RestsOn)> Locals { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>How many of them are being summarised, each for another.</summary>
    public int LocalsGoingRound { get; set; }

    /// <summary>The outermost of these that the newest rests on so far.</summary>
    public int LowestLocal { get; set; } = int.MaxValue;

    public CancellationToken Cancellation { get; set; }
    public MethodContract? Declared { get; }
    public bool ExceptionsAreFatal { get; }
    public bool ContractsAreComplete { get; }
    public Values Values { get; } = new();
    public Logic Logic { get; }
    public List<Exit> Exits { get; } = [];
    public bool GaveUp { get; set; }

    /// <summary>It, or a method that it calls, does not compile.</summary>
    public bool IsBroken { get; set; }

    /// <summary>It calls a method of whose paths none is known yet, as they lead back here: its own end there.</summary>
    public bool IsCut { get; private set; }
    public Relevance? Relevance { get; set; }

    /// <summary>Something in it, or in the functions in it, may do something to a lock or reference: its paths are followed.</summary>
    public bool Matters { get; set; }

    /// <summary>Blocks followed so far, each with each state.</summary>
    public int Steps { get; set; }

    /// <summary>Locks and references that the body takes, or releases, somewhere; in a loop, those of the newest turn (<see cref="Newest"/>).</summary>
    public HashSet<ResourceKey> Taken { get; } = [];
    public HashSet<ResourceKey> Released { get; } = [];

    public ResourceKey Newest(ResourceKey key) => key with { Value = Values.Newest(key.Value) };

    /// <summary>Locks reached through a call or a collection that were released and not known to be held.</summary>
    public Dictionary<ResourceKey, IOperation> ReleasedElements { get; } = [];

    /// <summary>Locks that some path takes, or releases, before it did anything else to them.</summary>
    public HashSet<ResourceKey> TakenFirst { get; } = [];
    public Dictionary<ResourceKey, (State State, IOperation Site)> ReleasedFirst { get; } = [];

    /// <summary>Locks held while the variable that named their object went on to another.</summary>
    public Dictionary<ResourceKey, (State State, Holding Holding)> Lost { get; } = [];

    /// <summary>Objects were linked into a list with what is held of them: what comes from a list may be held.</summary>
    public bool IsListed { get; set; }

    /// <summary>Locks that the body waits for without having released them, with the calls; null among them: it released one first.</summary>
    public Dictionary<ResourceKey, HashSet<IOperation?>> Waits { get; } = [];

    public void WaitsFor(State state, ResourceKey key, IOperation site)
    {
        if (!Waits.TryGetValue(key, out HashSet<IOperation?>? sites))
            Waits.Add(key, sites = []);
        sites.Add(state.Held.Any(pair => ReferenceEquals(pair.Key.Value, key.Value) && (pair.Value.Entry > 0 || pair.Value.Asserted)) ? null : site);
    }

    /// <summary>What was filled by one call and some path puts, stores or hands over an element of, or the mark for all that foreach gives; and where.</summary>
    public HashSet<(object Array, SyntaxNode At)> GivenFrom { get; } = [];

    /// <summary>What some path tests again, whether or not a speculative get found it.</summary>
    public HashSet<Value> Tested { get; } = [];

    /// <summary>The field of the body's own type that a value was read from.</summary>
    public IFieldSymbol? FieldOf(Value value) => value is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, Key: var key, A.Kind: ValueKind.This or ValueKind.Global } }
        ? key as IFieldSymbol ?? MemberTypes.Find(Method.ContainingType, key as string ?? "") as IFieldSymbol : null;

    /// <summary>References that were got of what a field of this object holds: by the name of the field.</summary>
    public Dictionary<ResourceKey, string> OfFields { get; } = [];

    /// <summary>A semaphore that counts what others bring.</summary>
    public bool IsCounter(ResourceKey key) => FieldOf(key.Value) is { } field && Signals.IsSemaphore(field.Type) && Knowledge.Signals.IsCounter(field);

    /// <summary>Calls that release on some path what the body took.</summary>
    public HashSet<IOperation> Pairs { get; } = [];

    /// <summary>By the argument, or by the call where it is what is called on.</summary>
    public Dictionary<IOperation, GivenBack> GivenBack { get; } = [];

    /// <summary>The types of the nodes by which objects were linked into lists.</summary>
    public HashSet<ITypeSymbol> Nodes { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Local lists that something was taken off: what is left on them is not known.</summary>
    public HashSet<Value> Unlinked { get; } = [];

    /// <summary>What some call gave that was not asked for a node of a list is not from one.</summary>
    public bool MayBeListed(Value value) =>
        value.Root.Key is not IInvocationOperation call || call.Arguments.Any(argument => Lowering.Unwrap(argument.Value).Type is { } type && Nodes.Contains(type));

    /// <summary>Locks that one call releases again and again.</summary>
    public HashSet<ResourceKey> ReleasedTwice { get; } = [];

    /// <summary>Locks that a loop takes again and again: how often is not known.</summary>
    public HashSet<ResourceKey> Looped { get; } = [];

    /// <summary>What was given to code that cannot be seen: it may have taken the lock.</summary>
    public HashSet<Value> Escaped { get; } = [];

    /// <summary>What was given to methods that do something to locks and of which nobody says what: they are not looked at, and their contracts are silent.</summary>
    public HashSet<Value> GivenToUnknown { get; } = [];

    /// <summary>Fields that others may change, as far as the body shows: they are volatile, or it assigns them.</summary>
    public HashSet<string> Changing => _changing ??= new(Code.Operation.DescendantsAndSelf().OfType<IMemberReferenceOperation>().Where(IsChanging).Select(reference => reference.Member.Name));

    /// <summary>Members of this object that the body assigns and that may say at its end what it took.</summary>
    public IEnumerable<object> Telling => Code.Operation.Descendants().OfType<IMemberReferenceOperation>()
        .Where(reference => reference is { Type.SpecialType: SpecialType.System_Boolean, Instance: IInstanceReferenceOperation } && IsChanging(reference)).Select(reference => reference.Member.Name);

    static bool IsChanging(IMemberReferenceOperation reference) =>
        reference is IFieldReferenceOperation { Field.IsVolatile: true }
        || reference is IFieldReferenceOperation or IPropertyReferenceOperation
            && (reference.Parent is IAssignmentOperation { Target: var target } && target == reference || reference.Parent is IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out });

    public IEnumerable<IParameterSymbol> Kept => _kept;
    public bool KeepsItsOwn { get; private set; }
    public IEnumerable<ISymbol> Written => _written;
    public IReadOnlyDictionary<ResourceKey, IOperation> RequiredOfCaller => _required;

    /// <summary>Members, of this or of what a caller may have, that some path assigns.</summary>
    public HashSet<Value> Assigned { get; } = [];

    public bool IsLambda => Method.MethodKind == MethodKind.AnonymousFunction;

    /// <summary>Whether it is a lambda with which a thread, or a thread of the pool, begins.</summary>
    public bool IsThreadStart => Code.Operation is IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: var started } } } && started switch
    {
        IInvocationOperation { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } or { ContainingType.Name: "ThreadPool" } } => true,
        IObjectCreationOperation { Type: { Name: "Thread", ContainingNamespace.Name: "Threading" } } => true,
        _ => false,
    };

    /// <summary>
    /// Whether a caller that can be seen may see to what the body leaves open: then it is summarised instead of judged. Of a declared contract callers see no more than that;
    /// where contracts are complete, so it is of none.
    /// </summary>
    public bool IsHelper => IsLambda || Declared is not { Declared: true } && (Method.MethodKind == MethodKind.LocalFunction || !ContractsAreComplete && !IsVisibleOutside && !IsEntryPoint && Knowledge.Names.IsMentioned(Method));

    /// <summary>Parameters of a helper that decide what it does, by whether they are null or true: its callers know what they give.</summary>
    public IEnumerable<IParameterSymbol> Deciding => !IsHelper || Declared is not null ? [] : Method.Parameters.Where(parameter => parameter.RefKind == RefKind.None
        && (parameter.Type.SpecialType == SpecialType.System_Boolean || Lowering.CanBeNull(parameter.Type) || Lowering.IsHandle(parameter.Type))
        && Relevance?.Decides(Values.Address(Values.Frame, parameter)) is true);

    /// <summary>Whether a lock that a call needs is the caller's to hold: of what is there for derived types, too, unless a contract of the program's own asks for it.</summary>
    public bool LeavesToCaller(IOperation site) => IsHelper
        || Declared is null && Method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal
            && site is IInvocationOperation { TargetMethod: var method } && ContractOf(method, null) is { OnSource: false };

    /// <summary>Whether it is there for others of the compilation, even if none calls it today: what it leaves open or wants is told to them by its summary, or by its contract if that speaks of taking.</summary>
    public bool IsLayer => (Declared is null || Declared.Effects.Any(effect => effect.Kind == EffectKind.Acquire)) && !IsVisibleOutside && !IsEntryPoint && Method.MethodKind == MethodKind.Ordinary && Method.DeclaredAccessibility is not Accessibility.Private;

    /// <summary>A private method that nothing names: half of a pair whose callers are not compiled, as far as anybody can tell.</summary>
    public bool IsUncalled => Method is { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } && !IsEntryPoint && !Knowledge.Names.IsMentioned(Method);

    bool IsVisibleOutside => MemberTypes.IsVisibleOutside(Method);

    bool IsEntryPoint => Method is { IsStatic: true, Name: "Main" };

    public MethodContract ContractOf(IMethodSymbol method, ITypeSymbol? receiver)
    {
        MethodContract contract = Knowledge.Of(method, receiver, this);
        IsCut |= ReferenceEquals(contract, MethodContract.Unreached);
        return contract;
    }

    /// <summary>Of a call of the program's own, if all that it does is known.</summary>
    public MethodContract? ContractOfGiver(IOperation? call) =>
        call is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false, IsAbstract: false, MethodKind: not MethodKind.DelegateInvoke } method, Instance: var instance }
        && ContractOf(method, instance?.Type) is { IsUnknown: false, Unsure.IsEmpty: true } contract ? contract : null;

    public FieldContract? ContractOf(IFieldSymbol field) => Knowledge.Contracts.MayHaveContract(field.Name) ? Knowledge.Contracts.Of((ISymbol)field) : null;

    public void Raise(Action<Rule> happening)
    {
        foreach (Rule rule in Knowledge.Rules)
            happening(rule);
    }

    /// <summary>Keeps a finding until it is known that all paths could be followed.</summary>
    public void Report(Rule rule, State? state, IOperation site, IEnumerable<IOperation?> others, params object?[] arguments) =>
        ReportPlaces(rule, state, site, others.Select(other => other?.Syntax.GetLocation()), arguments);

    /// <summary>The same, where the other places need not be operations.</summary>
    public void ReportPlaces(Rule rule, State? state, IOperation site, IEnumerable<Location?> others, params object?[] arguments)
    {
        if (state is { Exceptional: true } && rule.Descriptor.Id != Ids.SkippedRelease)
            return;
        if (_reported.Add(rule.Descriptor.Id + site.Syntax.SpanStart + "-" + site.Syntax.Span.End))
            _found.Add(Diagnostic.Create(rule.Descriptor, site.Syntax.GetLocation(), others.OfType<Location>(), arguments));
    }

    public void Report(Rule rule, Location at, Location? other, params object?[] arguments)
    {
        if (_reported.Add(rule.Descriptor.Id + at.SourceSpan.Start))
            _found.Add(Diagnostic.Create(rule.Descriptor, at, other is null ? [] : [other], arguments));
    }

    /// <summary>Where contracts are complete, what is null on all paths that lead there is given back by nobody.</summary>
    public void ReportNulls(Rule rule, Func<EffectKind, bool> isOne)
    {
        foreach (KeyValuePair<IOperation, GivenBack> given in GivenBack)
        {
            if (ContractsAreComplete && given.Value.IsNull && isOne(given.Value.Kind))
                Report(rule, null, given.Value.Call, [], Describe(Values.Null, given.Key), "is null", "");
        }
    }

    public IEnumerable<Diagnostic> Found => _found;
    public bool HasReported(string id, SyntaxNode site) => _reported.Contains(id + site.SpanStart + "-" + site.Span.End);

    /// <param name="isItsOwn">With a reference that the body got for itself.</param>
    public void Keeps(Value value, bool isItsOwn)
    {
        for (Value? at = value; at is not null; at = at.PointsInto)
        {
            if (at is { Kind: ValueKind.Load, A: { Kind: ValueKind.Address, A.Kind: ValueKind.Frame, Key: IParameterSymbol parameter } })
            {
                if (isItsOwn)
                    KeepsItsOwn |= SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Method);
                else
                    _kept.Add(parameter);
            }
        }
    }

    public void Writes(Value place)
    {
        if (place is { Kind: ValueKind.Address, A.Kind: not ValueKind.Frame })
            Assigned.Add(place);
        while (place is { Kind: ValueKind.Address, A.Kind: ValueKind.Address })
            place = place.A;
        if (place is { Kind: ValueKind.Address, A.Kind: ValueKind.Frame, Key: ISymbol symbol } && !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, Method))
            _written.Add(symbol);
    }

    /// <summary>A lock is needed of which nothing is known: the caller's, if the body is a helper.</summary>
    public void Required(State state, ResourceKey key, IOperation site, Holding? known)
    {
        if (known is null && !state.Exceptional && !_required.ContainsKey(key))
            _required.Add(key, site);
    }

    /// <summary>Locks that are taken while another is held; with each two, what else is held by nobody else on all paths there.</summary>
    public Dictionary<LocksInOrder, HashSet<Value>> Orders { get; } = [];

    /// <summary>Of so many locks at once the order is not looked at: each would be laid beside each, with all others.</summary>
    const int MaximalOrdered = 30;

    /// <summary>A lock is waited for. Of what one call takes nobody knows the order.</summary>
    public void Ordered(State state, LockTaken taken)
    {
        // who has it does not wait for it
        if (state.Find(new ResourceKey(taken.Lock, ResourceKind.Lock, LockMode.Exclusive)) is { Count: > 0, Loose: false })
            return;
        ResourceKey[] held = state.Held.Where(pair => IsOther(pair.Key, pair.Value)).Select(pair => pair.Key).ToArray();
        if (held.Length > MaximalOrdered)
            return;
        foreach (ResourceKey key in held)
        {
            // of what a contract says that the caller holds, the body itself stands for where it was taken
            if (state.Find(key) is not { } holding || holding.Site is null && holding is not { Entry: > 0, Loose: false, Asserted: false })
                continue;
            LocksInOrder order = new(new LockTaken(key.Value, holding.Site ?? Code.Operation, LockTaken.IsReadIn(key.Mode, holding.Traits)), taken);
            IEnumerable<Value> gates = held.Where(gate => gate.Value != key.Value && IsForOne(gate, state.Find(gate)!)).Select(gate => gate.Value);
            if (Orders.TryGetValue(order, out HashSet<Value>? before))
                before.IntersectWith(gates);
            else
                Orders.Add(order, [.. gates]);
        }

        bool IsOther(ResourceKey key, Holding holding) => key.Kind == ResourceKind.Lock && holding is { Count: > 0, ListedAt: null }
            && !ReferenceEquals(key.Value, taken.Lock) && !ReferenceEquals(holding.Site, taken.At);

        bool IsForOne(ResourceKey key, Holding holding) => key.Mode == LockMode.Exclusive && !holding.Loose
            && ((holding.Traits & Traits.Counted) == 0 || FieldOf(key.Value) is { } gate && Knowledge.Signals.IsGateForOne(gate));
    }

    public bool IsBatch(State state, Value array) => state.Find(ResourceKey.Reference(Values.Batch(array))) is { Count: > 0 };

    public bool IsSpeculativeBatch(State state, Value array) =>
        state.Find(ResourceKey.Reference(Values.Batch(array))) is { } batch && (batch.Traits & Traits.Speculative) != 0;

    /// <summary>The object cannot be known to others yet: it is being made.</summary>
    public bool IsUnshared(Value @base) =>
        Method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor && @base.Kind is ValueKind.This or ValueKind.Global
        || @base is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation };

    public static bool EndsTheProcess(IMethodSymbol method) => method is { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } };

    public static bool DoesNotReturn(IMethodSymbol method) => EndsTheProcess(method)
        || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");

    /// <summary>Whether a reader-writer lock is made so that its holder may take it again; where that is not seen, whether the type speaks of such locks.</summary>
    public bool IsReentrant(Call call, Value target)
    {
        if (call.ReceiverType?.Name != "ReaderWriterLockSlim")
            return false;
        ISymbol? holder = FieldOf(target) ?? (call.Operation is IInvocationOperation { Instance: { } instance } ? Lowering.Unwrap(instance) : null) switch
        {
            IMemberReferenceOperation { Member: var member } => Properties.Holder(member),
            ILocalReferenceOperation { Local: var local } => local,
            _ => null,
        };
        return (holder is null ? null : Knowledge.Signals.IsMadeRecursive(holder)) ?? NameIndex.MayMakeRecursive(Method.ContainingType);
    }

    /// <summary>The allocator that gave it.</summary>
    public string? FamilyOf(Holding holding) => holding.By is { } by
        && ContractOf(by, null).Effects.Where(effect => effect.Kind == EffectKind.Get).Select(effect => effect.Family).Distinct().ToArray() is [var family] ? family : null;

    /// <summary>The struct called on is a lock, not a handle.</summary>
    public bool IsLockStruct(Call call) => ContractOf(call.Method, call.ReceiverType).Effects.All(effect => effect.Kind is not (EffectKind.Get or EffectKind.Put or EffectKind.Move));

    public bool MayRelease(IOperation function) => Knowledge.Summaries.AnyMatters(Words.In(function.Syntax.ToString()), Group, Cancellation);

    public bool MayMatter(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor && Knowledge.Summaries.Matters(method.Name, Group, Cancellation)
        || Knowledge.Summaries.Matters(NameIndex.NameOf(method), Group, Cancellation);

    public IEnumerable<ISymbol> CapturedBy(IOperation creation)
    {
        if (creation is not IFlowAnonymousFunctionOperation lambda)
            return [];
        return Captures(Graph.GetAnonymousFunctionControlFlowGraph(lambda, Cancellation), lambda.Symbol);
    }

    (ISymbol Variable, IMethodSymbol Function, SyntaxNode Syntax)[]? _assignedWithin;

    /// <summary>Variables that are assigned by a lambda or local function which does not declare them.</summary>
    public IReadOnlyList<(ISymbol Variable, IMethodSymbol Function, SyntaxNode Syntax)> AssignedWithin => _assignedWithin ??= Code.Operation.Descendants()
        .Select(static operation => (Operation: operation, Symbol: operation switch { IAnonymousFunctionOperation lambda => lambda.Symbol, ILocalFunctionOperation local => local.Symbol, _ => null }))
        .Where(static function => function.Symbol is not null)
        .SelectMany(static function => function.Operation.Descendants().Where(Assigns).Select(reference => (Variable: ParameterUse.Symbol(reference)!, Function: function.Symbol!, function.Operation.Syntax)))
        .Where(static each => !SymbolEqualityComparer.Default.Equals(each.Variable.ContainingSymbol, each.Function)).Distinct().ToArray();

    static bool Assigns(IOperation variable) => ParameterUse.Symbol(variable) is not null && variable.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == variable,
        IArgumentOperation { Parameter: var parameter } => parameter is { RefKind: RefKind.Ref or RefKind.Out },
        ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple => deconstruction.Target == tuple,
        IIncrementOrDecrementOperation or IAddressOfOperation => true,
        _ => false,
    };

    /// <summary>Variables of the bodies around it, which go on when it ends.</summary>
    public IEnumerable<ISymbol> Captured => Outer is null ? [] : Captures(Graph, Method);

    static IEnumerable<ISymbol> Captures(ControlFlowGraph graph, IMethodSymbol function)
    {
        HashSet<ISymbol> symbols = new(SymbolEqualityComparer.Default);
        foreach (IOperation operation in graph.OriginalOperation.DescendantsAndSelf())
        {
            if (ParameterUse.Symbol(operation) is { } symbol && !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, function))
                symbols.Add(symbol);
        }
        return symbols;
    }

    /// <summary>The names of members that the body assigns.</summary>
    public IEnumerable<string> AssignedMembers => _assignedMembers ??= new HashSet<string>(Lookups.AssignedIn(Code.Operation));

    public Counters Counters => _counters ??= new(Code.Operation);

    /// <summary>The code of a local function or lambda that can be called here.</summary>
    public (Code Code, Body Holder)? CodeOf(IMethodSymbol function)
    {
        for (Body? at = this; at is not null; at = at.Outer)
        {
            if (at.Graph.LocalFunctions.Contains(function))
                return (new Code(at.Graph.GetLocalFunctionControlFlowGraph(function, Cancellation)), at);
            if (function.MethodKind == MethodKind.AnonymousFunction && at.Code.Operations.OfType<IFlowAnonymousFunctionOperation>().FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.Symbol, function)) is { } lambda)
                return (new Code(at.Graph.GetAnonymousFunctionControlFlowGraph(lambda, Cancellation)), at);
        }
        return null;
    }

    /// <summary>What a user calls it.</summary>
    public string Describe(Value value, IOperation site) => Names.Of(value) ?? (value.Root.Key == site ? Names.Text(site.Syntax) : Names.Of(Given(site) ?? site));

    /// <summary>Where a call does something to an argument, and nothing to its receiver: the argument.</summary>
    IArgumentOperation? Given(IOperation site) =>
        site is IInvocationOperation call
        && ContractOf(call.TargetMethod, call.Instance?.Type).Effects.Select(effect => effect.Target).FirstOrDefault() is { Root: RootKind.Parameter, Name: var name }
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name) : null;

    static class Names
    {
        public static string? Of(Value value) => value.Kind switch
        {
            ValueKind.This => "this",
            ValueKind.Token => (string)value.Key!,
            ValueKind.Batch => Of(value.A!),
            // what a call left in an out variable
            ValueKind.Symbol when value.Key is ValueTuple<IOperation, object> { Item1: IInvocationOperation call, Item2: string parameter } =>
                call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value.Syntax.DescendantTokens().LastOrDefault().ValueText,
            ValueKind.Load => Of(value.A!),
            ValueKind.Address when value.IsElement => Of(value.A!) is { } array && Index(value.B!) is { } index ? $"{array}[{index}]" : null,
            ValueKind.Address when value.Key is ISymbol symbol => symbol.Name,
            ValueKind.Address when value.Key is Lookups.Monitor => Of(value.A!),
            ValueKind.Address when value.A!.Kind == ValueKind.This => value.Key as string,
            ValueKind.Address => Of(value.A!) is { } owner && value.Key is string name && !IsItem(name) ? owner + "." + name : null,
            _ => null,
        };

        /// <summary>An element of a tuple has another name, too, or is in a variable.</summary>
        static bool IsItem(string name) => name.StartsWith("Item", StringComparison.Ordinal) && name.Length > 4 && char.IsDigit(name[4]);

        static string? Index(Value value) => value.Kind == ValueKind.Const ? value.Key?.ToString() : Of(value);

        public static string Of(IOperation site) => Text(site switch
        {
            IInvocationOperation { Instance: { IsImplicit: false } instance } => instance.Syntax,
            IInvocationOperation { Arguments.IsEmpty: false } invocation => Lowering.Unwrap(invocation.Arguments[0].Value).Syntax,
            IArgumentOperation argument => Lowering.Unwrap(argument.Value).Syntax,
            _ => site.Syntax,
        });

        public static string Text(SyntaxNode syntax) => syntax switch
        {
            ParenthesizedExpressionSyntax inner => Text(inner.Expression),
            CastExpressionSyntax cast => Text(cast.Expression),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression or (int)SyntaxKind.PointerIndirectionExpression } pointer => Text(pointer.Operand),
            _ => BranchTrace.Shortened(syntax.ToString()),
        };
    }
}
