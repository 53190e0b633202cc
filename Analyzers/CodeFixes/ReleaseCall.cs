// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;

namespace Pairing.CodeFixes;

/// <summary>An acquire in source, and the call that undoes it.</summary>
sealed class ReleaseCall
{
    readonly PairingCodeFix.Scope _scope;
    readonly IMethodSymbol _method;
    readonly Effect _effect;
    readonly string _target;

    ReleaseCall(PairingCodeFix.Scope scope, InvocationExpressionSyntax acquire, IMethodSymbol method, Effect effect, string target)
    {
        _scope = scope;
        Acquire = acquire;
        Body = Calls.BodyOf(acquire);
        _method = method;
        _effect = effect;
        _target = target;
    }

    public InvocationExpressionSyntax Acquire { get; }

    /// <summary>The function that the acquire is in.</summary>
    public SyntaxNode Body { get; }

    public bool IsReference => _effect.Kind == EffectKind.Get;

    /// <summary>When the acquire has happened, by its result or by <see cref="Result"/>.</summary>
    public Condition When => _effect.When;

    /// <summary>The variable that says whether the acquire has happened.</summary>
    public string? Result => _effect.ConditionOn is { } parameter ? Argument(Acquire, _method, parameter) is { } argument ? Text(argument) : null : ResultName(Acquire);

    public SemanticModel Model => _scope.Model;

    /// <summary>Null where the call takes nothing that could be named.</summary>
    public static ReleaseCall? Of(InvocationExpressionSyntax acquire, PairingCodeFix.Scope scope)
    {
        if (scope.Model.GetSymbolInfo(acquire, scope.Cancellation).Symbol is not IMethodSymbol method)
            return null;
        Effect? effect = scope.Contracts.Of(method, ReceiverType(acquire, scope.Model))?.Effects.FirstOrDefault(effect => effect.Kind is EffectKind.Acquire or EffectKind.Get);
        return effect is not null && effect.IsPlain() && (effect.Traits & Traits.Scoped) == 0 && TargetText(acquire, method, effect) is { } target
            ? new ReleaseCall(scope, acquire, method, effect, target)
            : null;
    }

    /// <summary>Whether a call undoes the acquire: it says so of the same expression.</summary>
    public bool IsReleasedBy(InvocationExpressionSyntax call) => Does(call, IsReleaseAlways);

    /// <summary>Whether a call undoes the acquire on some result.</summary>
    public bool MayBeReleasedBy(InvocationExpressionSyntax call) => Does(call, effect => effect.Kind == Releasing) || IsHelper(call, 2);

    /// <summary>Whether a call takes the same again.</summary>
    public bool IsTakenBy(InvocationExpressionSyntax call) => Does(call, effect => effect.Kind == _effect.Kind);

    /// <summary>The call that a statement is, if nothing else.</summary>
    public static InvocationExpressionSyntax? CallOf(StatementSyntax statement) => statement is ExpressionStatementSyntax { Expression: var expression }
        ? Calls.Inner(expression) switch
        {
            InvocationExpressionSyntax call => call,
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax call } => call,
            _ => null,
        }
        : null;

    public bool IsRelease(StatementSyntax statement) => CallOf(statement) is { } call && IsReleasedBy(call);

    public bool IsReleasedIn(SyntaxNode node) => Calls.OfBody(node).OfType<InvocationExpressionSyntax>().Any(MayBeReleasedBy);

    /// <summary>A finally around the acquire releases, whichever way control leaves.</summary>
    public bool IsReleasedInFinallyAround() => Acquire.Ancestors().TakeWhile(node => node != Body).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Finally is { } last && IsReleasedIn(last) && attempt.Block.Contains(Acquire));

    /// <summary>Whether the function is declared to leave with what was acquired; on some results if it says which.</summary>
    public Effect? Promised()
    {
        if (_scope.Model.GetEnclosingSymbol(Acquire.SpanStart, _scope.Cancellation) is not IMethodSymbol method)
            return null;
        return _scope.Contracts.Of(method)?.Effects.FirstOrDefault(effect => effect.Kind == _effect.Kind);
    }

    /// <summary>Whether an expression is the object acquired.</summary>
    public bool IsTarget(ExpressionSyntax expression) => Text(expression) == _target;

    /// <summary>Whether an assignment to an expression makes the target another object.</summary>
    public bool IsRenamedBy(ExpressionSyntax assigned)
    {
        string text = Text(assigned);
        return _target == text || _target.StartsWith(text + ".", StringComparison.Ordinal) || _target.StartsWith(text + "->", StringComparison.Ordinal) || _target.StartsWith(text + "[", StringComparison.Ordinal);
    }

    /// <summary>The call that undoes the acquire: the one that the body has already, or the one that the type offers.</summary>
    public ExpressionSyntax? Find()
    {
        ExpressionStatementSyntax? present = Calls.OfBody(Body).OfType<ExpressionStatementSyntax>()
            .FirstOrDefault(statement => CallOf(statement) is { } call && Does(call, effect => IsReleaseAlways(effect) && IsOfOneFamily(effect))
                && statement.Expression is not ConditionalAccessExpressionSyntax && IsUnderstoodAtAcquire(statement));
        return present?.Expression.WithoutTrivia() ?? (Offered() is { } text ? SyntaxFactory.ParseExpression(text) : null);
    }

    EffectKind Releasing => _effect.Kind == EffectKind.Acquire ? EffectKind.Release : EffectKind.Put;

    bool IsReleaseAlways(Effect effect) => effect.Kind == Releasing && effect.When == Condition.Always;

    /// <summary>What one allocator gives no other takes back.</summary>
    bool IsOfOneFamily(Effect release) => _effect.Family is null || release.Family is null || release.Family == _effect.Family;

    bool Does(InvocationExpressionSyntax call, Func<Effect, bool> isMeant)
    {
        if (call == Acquire || _scope.Model.GetSymbolInfo(call, _scope.Cancellation).Symbol is not IMethodSymbol method)
            return false;
        return _scope.Contracts.Of(method, ReceiverType(call, _scope.Model))?.Effects.Any(effect =>
            isMeant(effect) && effect.Mode == _effect.Mode && TargetText(call, method, effect) == _target) == true;
    }

    /// <summary>A method without a contract may release in its body.</summary>
    bool IsHelper(InvocationExpressionSyntax call, int depth)
    {
        if (call == Acquire || Symbol(call) is not { DeclaringSyntaxReferences: [var reference] } method || _scope.Contracts.Of(method) is not null)
            return false;
        SyntaxNode body = reference.GetSyntax(_scope.Cancellation);
        return body.SyntaxTree == Acquire.SyntaxTree && body.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(inner =>
            Symbol(inner) is { } callee && _scope.Contracts.Of(callee, ReceiverType(inner, _scope.Model))?.Effects.Any(effect => effect.Kind == Releasing) == true
            || depth > 0 && IsHelper(inner, depth - 1));
    }

    IMethodSymbol? Symbol(InvocationExpressionSyntax call) => _scope.Model.GetSymbolInfo(call, _scope.Cancellation).Symbol as IMethodSymbol;

    /// <summary>Whether a statement names no variable that comes later than the acquire.</summary>
    bool IsUnderstoodAtAcquire(StatementSyntax statement) => statement.DescendantNodes().OfType<IdentifierNameSyntax>().All(name =>
        _scope.Model.GetSymbolInfo(name, _scope.Cancellation).Symbol is not ILocalSymbol { Locations: [var location, ..] }
        || location.SourceSpan.Start <= Acquire.Span.End && _scope.Model.LookupSymbols(Acquire.SpanStart, name: name.Identifier.ValueText).Any(symbol => symbol.Locations.FirstOrDefault() == location));

    string? Offered()
    {
        IEnumerable<(IMethodSymbol Method, string Text)> offers = Members(_method.ContainingType).Concat(Members(ReceiverType(Acquire, _scope.Model)))
            .Select(method => (method, Call(method)))
            .OfType<(IMethodSymbol, string)>();
        if (_effect.Target!.Root == RootKind.Return && _scope.Model.GetTypeInfo(Acquire).Type is { } type)
            offers = offers.Concat(Members(type).Select(method => (method, Call(method))).OfType<(IMethodSymbol, string)>());
        return offers
            .Where(offer => offer.Text is not null && IsUnderstood(offer.Text))
            .OrderByDescending(offer => IsLike(ReleaseOf(offer.Method)!))
            .ThenBy(offer => Words(offer.Method.Name).Except(Words(_method.Name)).Count())
            .ThenByDescending(offer => CommonLength(offer.Method.Name, _method.Name))
            .ThenBy(offer => offer.Text.Length)
            .Select(offer => offer.Text)
            .FirstOrDefault();
    }

    /// <summary>Whether a call compiles behind the acquire: the variable may be of a type that the release does not take.</summary>
    bool IsUnderstood(string call) =>
        _scope.Model.GetSpeculativeSymbolInfo(Acquire.Span.End, SyntaxFactory.ParseExpression(call), SpeculativeBindingOption.BindAsExpression).Symbol is not null;

    static IEnumerable<IMethodSymbol> Members(ITypeSymbol? type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (IMethodSymbol method in at.GetMembers().OfType<IMethodSymbol>())
            {
                if (method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private })
                    yield return method;
            }
        }
    }

    /// <summary>The text that calls a method so that it releases the target; null where it does not.</summary>
    string? Call(IMethodSymbol method)
    {
        if (ReleaseOf(method) is not { Target.Members.IsEmpty: true } release || _scope.Contracts.Of(method)!.Effects.Any(effect => effect.Kind is EffectKind.Get or EffectKind.Acquire))
            return null;
        int required = method.Parameters.Count(parameter => !parameter.IsOptional && !parameter.IsParams);
        if (release.Target.Root == RootKind.This)
            return required == 0 && !method.IsStatic ? _target == "this" ? $"{method.Name}()" : $"{_target}.{method.Name}()" : null;
        if (release.Target.Root != RootKind.Parameter || required != 1 || method.Parameters[0].Name != release.Target.Name || method.IsStatic != _method.IsStatic)
            return null;
        return Acquire.Expression switch
        {
            MemberAccessExpressionSyntax access => $"{access.Expression}.{method.Name}({_target})",
            IdentifierNameSyntax => $"{method.Name}({_target})",
            _ => null,
        };
    }

    Effect? ReleaseOf(IMethodSymbol method) =>
        _scope.Contracts.Of(method)?.Effects.FirstOrDefault(effect => IsReleaseAlways(effect) && effect.Mode == _effect.Mode && IsOfOneFamily(effect));

    /// <summary>Of the same family, and of one object that several share, or not.</summary>
    bool IsLike(Effect release) => release.Family == _effect.Family && ((release.Traits ^ _effect.Traits) & Traits.Unique) == 0;

    static IEnumerable<string> Words(string name) => Regex.Matches(name, "[A-Z]+(?![a-z])|[A-Z]?[a-z]+").Cast<Match>().Select(word => word.Value.ToLowerInvariant());

    static int CommonLength(string one, string two)
    {
        int longest = 0;
        for (int i = 0; i < one.Length; i++)
        {
            for (int j = 0; j < two.Length; j++)
            {
                int length = 0;
                while (i + length < one.Length && j + length < two.Length && one[i + length] == two[j + length])
                    length++;
                longest = Math.Max(longest, length);
            }
        }
        return longest;
    }

    static ITypeSymbol? ReceiverType(InvocationExpressionSyntax call, SemanticModel model) =>
        Receiver(call) is { } receiver ? model.GetTypeInfo(receiver).Type : null;

    static ExpressionSyntax? Receiver(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    /// <summary>The expression that an effect of a call acts on, as text.</summary>
    static string? TargetText(InvocationExpressionSyntax call, IMethodSymbol method, Effect effect)
    {
        if (effect.Target is not { } target)
            return null;
        ExpressionSyntax? receiver = Receiver(call);
        string? root = target.Root switch
        {
            RootKind.This => receiver is null ? "this" : Text(receiver),
            RootKind.Member => receiver is null or ThisExpressionSyntax ? target.Name : Text(receiver) + "." + target.Name,
            RootKind.Parameter => Argument(call, method, target.Name) is { } argument ? Text(argument) : null,
            RootKind.Return => ResultName(call),
            RootKind.Token => "#" + target.Name,
            _ => null,
        };
        return root is null ? null : target.Members.Aggregate(root, (path, member) => path + "." + member);
    }

    /// <summary>An expression as it is compared: spaced evenly, and without <c>this.</c>.</summary>
    static string Text(ExpressionSyntax expression)
    {
        string text = Calls.Inner(expression).WithoutTrivia().NormalizeWhitespace().ToString();
        return text.StartsWith("this.", StringComparison.Ordinal) ? text.Substring("this.".Length) : text;
    }

    static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol method, string name)
    {
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            ArgumentSyntax argument = call.ArgumentList.Arguments[i];
            string? parameter = argument.NameColon?.Name.Identifier.ValueText ?? (i < method.Parameters.Length ? method.Parameters[i].Name : null);
            if (parameter == name)
                return argument.Expression is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } ? SyntaxFactory.IdentifierName(variable.Identifier) : argument.Expression;
        }
        return null;
    }

    /// <summary>The variable that takes the result.</summary>
    static string? ResultName(ExpressionSyntax call)
    {
        SyntaxNode? parent = call.Parent;
        while (parent is MemberAccessExpressionSyntax || parent is ExpressionSyntax expression && Calls.Inner(expression) == call)
            parent = parent.Parent;
        return parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            AssignmentExpressionSyntax assignment => Text(assignment.Left),
            _ => null,
        };
    }
}
