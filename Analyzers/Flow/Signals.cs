// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>
/// Semaphores that nobody can hold: made with a count of 0, so that waiting is for what another thread signals.
/// Whether a field or property is one says the text of its type; of one that is made elsewhere nothing is known, so it is taken for one.
/// </summary>
sealed class Signals
{
    readonly ConcurrentDictionary<ISymbol, bool> _members = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<ISymbol, Gate> _gates = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<ISymbol, bool> _owned = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<ISymbol, bool?> _recursive = new(SymbolEqualityComparer.Default);
    readonly ConcurrentDictionary<ISymbol, BaseObjectCreationExpressionSyntax[]> _creations = new(SymbolEqualityComparer.Default);

    public const string Recursion = "SupportsRecursion";

    public static bool IsSemaphore(ITypeSymbol? type) => type is { Name: "SemaphoreSlim" or "Semaphore", ContainingNamespace.Name: "Threading" };

    public static bool IsMadeEmpty(Value value) => value is { Kind: ValueKind.Symbol, Key: IObjectCreationOperation creation } && IsSemaphore(creation.Type)
        && creation.Arguments.Any(argument => argument.Parameter?.Name == "initialCount" && argument.Value.ConstantValue is { HasValue: true, Value: 0 });

    public bool IsSignal(ISymbol symbol) => symbol is not IPropertySymbol { IsIndexer: true } && _members.GetOrAdd(symbol.OriginalDefinition, symbol =>
    {
        bool? isEmpty = null;
        foreach (BaseObjectCreationExpressionSyntax creation in CreationsOf(symbol))
        {
            if (StartsEmpty(creation) is true)
                return true;
            isEmpty ??= StartsEmpty(creation);
        }
        return isEmpty ?? symbol is not ILocalSymbol;
    });

    /// <summary>Whether what is made is a mutex that may belong to whoever makes it.</summary>
    public static bool IsMadeOwned(IObjectCreationOperation creation) => InitiallyOwned(creation) is { ConstantValue: not { HasValue: true, Value: false } };

    /// <summary>Of a mutex: whether its maker is to own it, as far as the constructor is told.</summary>
    public static IOperation? InitiallyOwned(IObjectCreationOperation creation) => creation.Type is not { Name: "Mutex", ContainingNamespace.Name: "Threading" } ? null
        : creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "initiallyOwned")?.Value;

    /// <summary>Whether a mutex may belong to whoever made it.</summary>
    public bool MayBeMadeOwned(ISymbol symbol) => _owned.GetOrAdd(symbol.OriginalDefinition, symbol =>
        MemberTypes.TypeOf(symbol) is { Name: "Mutex" } && CreationsOf(symbol).Any(creation => Argument(creation, "initiallyOwned") is { } owned && !owned.IsKind(SyntaxKind.FalseLiteralExpression)));

    /// <summary>Whether the holder of a reader-writer lock may take it again, as all shows that is put in a local, or in a member that only its own type assigns; null: that is not seen.</summary>
    public bool? IsMadeRecursive(ISymbol symbol) => symbol is ILocalSymbol or { DeclaredAccessibility: Accessibility.Private } or IFieldSymbol { IsReadOnly: true } or IPropertySymbol { IsReadOnly: true }
        ? _recursive.GetOrAdd(symbol.OriginalDefinition, static symbol =>
        {
            bool?[] made = ValuesOf(symbol).Select(IsRecursive).ToArray();
            return made.Contains(true) ? true : made.Length == 0 || made.Contains(null) ? null : false;
        }) : null;

    /// <summary>Null: it is not made there, or with what is not known.</summary>
    static bool? IsRecursive(SyntaxNode value) => value switch
    {
        ObjectCreationExpressionSyntax { Type: var type } when type.ToString().Split('.').Last() != "ReaderWriterLockSlim" => null,
        BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } => false,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Recursion } }] } => true,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "NoRecursion" } }] } => false,
        _ => null,
    };

    /// <summary>Whether a private semaphore is a gate that one member only waits for, so that nobody releases it for that one.</summary>
    public bool IsGateOnlyWaitedForIn(IFieldSymbol field, SyntaxNode site) =>
        GateOf(field) is { IsBalanced: true, OnlyWaiter: { } waiter } && waiter.SyntaxTree == site.SyntaxTree && waiter.Span.Contains(site.Span);

    /// <summary>Whether nothing releases a private semaphore, nor makes a new one, so that what waits there has it for good; who waits for a time that is not known may not wait at all, and goes on once.</summary>
    public bool IsNeverReleased(IFieldSymbol field, IOperation site) =>
        field is { IsReadOnly: true, Type.Name: "SemaphoreSlim" } && Lowering.Timeout(site) is null or { ConstantValue: { HasValue: true, Value: int and not 0 } }
        && GateOf(field) is { IsNeverReleased: true } && site.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && !IsLast(member)
        && CreationsOf(field) is { Length: > 0 } creations && creations.All(IsMadeWithNumber);

    /// <summary>Whether nothing waits for a private semaphore, so that whoever releases it has not taken it.</summary>
    public bool IsNeverWaitedFor(IFieldSymbol field) =>
        field is { IsReadOnly: true, Type.Name: "SemaphoreSlim" } && GateOf(field) is { IsNeverWaitedFor: true } && CreationsOf(field) is { Length: > 0 } creations && creations.All(IsMadeWithNumber);

    /// <summary>Whether a private semaphore counts things: how many there are at first is found out, and one member only releases it.</summary>
    public bool IsCounter(IFieldSymbol field) => IsFed(field) && !CreationsOf(field).Any(IsMadeWithNumber);

    /// <summary>Whether some member only releases a private semaphore, or another lock.</summary>
    public bool IsFed(IFieldSymbol field) => GateOf(field).IsFed;

    /// <summary>Whether its own type makes what is in a field.</summary>
    public bool IsMade(IFieldSymbol field) => CreationsOf(field).Length > 0;

    /// <summary>Whether a private semaphore is a gate for one.</summary>
    public bool IsGateForOne(IFieldSymbol field) =>
        GateOf(field).IsBalanced && CreationsOf(field).All(creation => Argument(creation, "initialCount") is LiteralExpressionSyntax { Token.Value: 1 });

    /// <summary>Whether each member that releases a private lock takes it, too, so that who takes it in another one has nobody to release it.</summary>
    public bool IsPaired(IFieldSymbol field) => GateOf(field).IsBalanced;

    /// <summary>Whether nothing releases a private lock.</summary>
    public bool IsNeverExited(IFieldSymbol field) => GateOf(field).IsNeverReleased;

    /// <summary>What the members of its type do with a private semaphore, or another lock.</summary>
    /// <param name="IsBalanced">Each member that releases it waits for it, too, and nobody else is given it.</param>
    /// <param name="OnlyWaiter">The one member that only waits for it.</param>
    /// <param name="IsFed">Some member only releases it.</param>
    /// <param name="IsNeverReleased">None does, nor looks how often it was taken, nor goes on without it, and nobody else is given it.</param>
    /// <param name="IsNeverWaitedFor">Some release it, none waits for it, nor looks how often it was taken, and nobody else is given it.</param>
    sealed record Gate(bool IsBalanced, SyntaxNode? OnlyWaiter, bool IsFed, bool IsNeverReleased, bool IsNeverWaitedFor)
    {
        public static Gate None { get; } = new(false, null, false, false, false);
    }

    Gate GateOf(IFieldSymbol field) =>
        field is { DeclaredAccessibility: Accessibility.Private } && !(IsSemaphore(field.Type) && IsSignal(field)) ? _gates.GetOrAdd(field.OriginalDefinition, static symbol => FindGate((IFieldSymbol)symbol)) : Gate.None;

    static readonly string[] s_waits = ["Wait", "Enter", "TryEnter", "Acquire"];

    static Gate FindGate(IFieldSymbol field)
    {
        List<(SyntaxNode Member, string What)> uses = [];
        bool isPrivate = true, isGuard = false;
        foreach (IdentifierNameSyntax name in ScopesOf(field).SelectMany(scope => scope.DescendantNodes()).OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field.Name))
        {
            ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            string what = whole.Parent switch
            {
                MemberAccessExpressionSyntax member when member.Expression == whole => member.Name.Identifier.ValueText,
                ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } } conditional when conditional.Expression == whole => member.Name.Identifier.ValueText,
                AssignmentExpressionSyntax assignment when assignment.Left == whole => "=",
                ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Monitor" }, Name.Identifier.ValueText: var method } } } => method,
                LockStatementSyntax => "lock",
                _ => "",
            };
            bool isWait = s_waits.Any(wait => what.StartsWith(wait, StringComparison.Ordinal)) && what != "EnterScope";
            isGuard |= what == "CurrentCount" || isWait && whole.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var timeout }, ..] } } && timeout.ToString() is "0" or "TimeSpan.Zero";
            bool isRelease = what.StartsWith("Release", StringComparison.Ordinal) || what.StartsWith("Exit", StringComparison.Ordinal);
            if ((isWait || isRelease || what is "Dispose" or "CurrentCount" or "=" or "lock" or "Pulse" or "PulseAll") && whole.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder)
                uses.Add((holder, isWait ? "Wait" : isRelease ? "Release" : what));
            else
                isPrivate = false;
        }
        ILookup<SyntaxNode, string> members = uses.ToLookup(use => use.Member, use => use.What);
        SyntaxNode[] waiters = members.Where(member => member.Contains("Wait") && !member.Contains("Release")).Select(member => member.Key).ToArray();
        bool isReleased = uses.Any(use => use.What == "Release"), isFed = members.Any(member => member.Contains("Release") && !member.Contains("Wait"));
        // who takes it for good, so that nobody works any more, is not a leak
        SyntaxNode? onlyWaiter = waiters is [var only] && !members[only].Contains("Dispose") && !IsLast(only) ? only : null;
        bool isKnown = isPrivate && !isGuard;
        return new Gate(isPrivate && isReleased && !isFed, onlyWaiter, isFed, isKnown && !isReleased, isKnown && isReleased && uses.TrueForAll(use => use.What != "Wait"));
    }

    static bool IsLast(SyntaxNode member) => member is not MethodDeclarationSyntax { Identifier.ValueText: var name }
        || new[] { "Dispose", "Close", "Stop", "Shutdown", "Complete" }.Any(last => name.StartsWith(last, StringComparison.Ordinal));

    /// <summary>What is made for a field, property or local where its type or block can be seen.</summary>
    BaseObjectCreationExpressionSyntax[] CreationsOf(ISymbol symbol) => _creations.GetOrAdd(symbol.OriginalDefinition, static symbol =>
        ValuesOf(symbol).SelectMany(value => value.DescendantNodesAndSelf().OfType<BaseObjectCreationExpressionSyntax>()).ToArray());

    /// <summary>What a field, property or local is given where its type or block can be seen.</summary>
    static IEnumerable<SyntaxNode> ValuesOf(ISymbol symbol) =>
        ScopesOf(symbol).SelectMany(scope => scope.DescendantNodes()).Select(node => ValueOf(node, symbol.Name)).OfType<SyntaxNode>();

    /// <summary>The declarations of the type that a field is in, or what a local may be named in.</summary>
    static IEnumerable<SyntaxNode> ScopesOf(ISymbol symbol) => symbol is ILocalSymbol
        ? symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax().FirstAncestorOrSelf<BlockSyntax>()).OfType<SyntaxNode>()
        : symbol.ContainingType.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax());

    /// <summary>What a node gives the field, if it gives it something.</summary>
    static SyntaxNode? ValueOf(SyntaxNode node, string name) => node switch
    {
        VariableDeclaratorSyntax { Initializer: { } initializer } declarator when declarator.Identifier.ValueText == name => initializer.Value,
        PropertyDeclarationSyntax { Initializer: { } initializer } property when property.Identifier.ValueText == name => initializer.Value,
        PropertyDeclarationSyntax { ExpressionBody: { } body } property when property.Identifier.ValueText == name => body.Expression,
        AssignmentExpressionSyntax assignment when IsNamed(assignment.Left, name) => assignment.Right,
        // Interlocked.Exchange(ref f, new(0))
        InvocationExpressionSyntax call when call.ArgumentList.Arguments.Any(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) && IsNamed(argument.Expression, name)) => call.ArgumentList,
        _ => null,
    };

    static bool IsNamed(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText == name,
        _ => false,
    };

    static bool IsMadeWithNumber(BaseObjectCreationExpressionSyntax creation) => Argument(creation, "initialCount") is LiteralExpressionSyntax;

    static bool? StartsEmpty(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().Split('.').Last() is not ("SemaphoreSlim" or "Semaphore"))
            return null;
        return Argument(creation, "initialCount") is { } count ? count is LiteralExpressionSyntax { Token.Value: 0 } : null;
    }

    /// <summary>The argument of that name, or the first.</summary>
    static ExpressionSyntax? Argument(BaseObjectCreationExpressionSyntax creation, string name) => creation.ArgumentList is { Arguments: { Count: > 0 } arguments }
        ? (arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == name) ?? arguments[0]).Expression : null;
}
