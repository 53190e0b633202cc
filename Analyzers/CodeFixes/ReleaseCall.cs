// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;

namespace Pairing.CodeFixes;

/// <summary>An acquire in source, and the call that undoes it.</summary>
sealed class ReleaseCall
{
    readonly ContractSet _contracts;
    readonly SemanticModel _model;
    readonly InvocationExpressionSyntax _acquire;
    readonly IMethodSymbol _method;
    readonly Effect _effect;
    readonly string _target;

    ReleaseCall(ContractSet contracts, SemanticModel model, InvocationExpressionSyntax acquire, IMethodSymbol method, Effect effect, string target)
    {
        _contracts = contracts;
        _model = model;
        _acquire = acquire;
        _method = method;
        _effect = effect;
        _target = target;
    }

    public InvocationExpressionSyntax Acquire => _acquire;

    /// <summary>Null where the call takes nothing that could be named.</summary>
    public static ReleaseCall? Of(InvocationExpressionSyntax acquire, ContractSet contracts, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(acquire, cancellation).Symbol is not IMethodSymbol method)
            return null;
        Effect? effect = contracts.Of(method, ReceiverType(acquire, model))?.Effects.FirstOrDefault(effect => effect.Kind is EffectKind.Acquire or EffectKind.Get);
        return effect is not null && TargetText(acquire, method, effect) is { } target
            ? new ReleaseCall(contracts, model, acquire, method, effect, target)
            : null;
    }

    /// <summary>Whether a call undoes the acquire: it says so of the same expression.</summary>
    public bool IsReleasedBy(InvocationExpressionSyntax call) =>
        call != _acquire && _model.GetSymbolInfo(call).Symbol is IMethodSymbol method && ReleaseOf(method, ReceiverType(call, _model)) is { } release
        && TargetText(call, method, release) == _target;

    /// <summary>The call that undoes the acquire: the one that the body has already, or the one that the type offers.</summary>
    public ExpressionSyntax? Find(SyntaxNode body)
    {
        InvocationExpressionSyntax? present = body.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Parent is ExpressionStatementSyntax && IsReleasedBy(call));
        return present?.WithoutTrivia() ?? (Offered() is { } text ? SyntaxFactory.ParseExpression(text) : null);
    }

    Effect? ReleaseOf(IMethodSymbol method, ITypeSymbol? receiver) =>
        _contracts.Of(method, receiver)?.Effects.FirstOrDefault(effect =>
            effect.Kind == (_effect.Kind == EffectKind.Acquire ? EffectKind.Release : EffectKind.Put) && effect.Mode == _effect.Mode && effect.When == Condition.Always);

    string? Offered()
    {
        IEnumerable<(IMethodSymbol Method, string Text)> offers = Members(_method.ContainingType).Concat(Members(ReceiverType(_acquire, _model)))
            .Select(method => (method, Call(method)))
            .OfType<(IMethodSymbol, string)>();
        if (_effect.Target!.Root == RootKind.Return && _model.GetTypeInfo(_acquire).Type is { } type)
            offers = offers.Concat(Members(type).Select(method => (method, Call(method))).OfType<(IMethodSymbol, string)>());
        return offers
            .Where(offer => offer.Text is not null)
            .OrderByDescending(offer => CommonLength(offer.Method.Name, _method.Name))
            .ThenBy(offer => offer.Text.Length)
            .Select(offer => offer.Text)
            .FirstOrDefault();
    }

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
        if (ReleaseOf(method, null) is not { Target.Members.IsEmpty: true } release || _contracts.Of(method)!.Effects.Any(effect => effect.Kind is EffectKind.Get or EffectKind.Acquire))
            return null;
        int required = method.Parameters.Count(parameter => !parameter.IsOptional && !parameter.IsParams);
        if (release.Target.Root == RootKind.This)
            return required == 0 && !method.IsStatic ? $"{_target}.{method.Name}()" : null;
        if (release.Target.Root != RootKind.Parameter || required != 1 || method.Parameters[0].Name != release.Target.Name)
            return null;
        string? receiver = (_acquire.Expression as MemberAccessExpressionSyntax)?.Expression.ToString();
        if (receiver is null || method.IsStatic != _method.IsStatic)
            return null;
        return $"{receiver}.{method.Name}({_target})";
    }

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
        call.Expression is MemberAccessExpressionSyntax access ? model.GetTypeInfo(access.Expression).Type : null;

    /// <summary>The expression that an effect of a call acts on, as text.</summary>
    static string? TargetText(InvocationExpressionSyntax call, IMethodSymbol method, Effect effect)
    {
        if (effect.Target is not { } target)
            return null;
        string? root = target.Root switch
        {
            RootKind.This when call.Expression is MemberAccessExpressionSyntax access => access.Expression.ToString(),
            RootKind.This or RootKind.Member when call.Expression is not MemberAccessExpressionSyntax => target.Root == RootKind.This ? "this" : target.Name,
            RootKind.Member => ((MemberAccessExpressionSyntax)call.Expression).Expression + "." + target.Name,
            RootKind.Parameter => Argument(call, method, target.Name),
            RootKind.Return => ResultName(call),
            RootKind.Token => "#" + target.Name,
            _ => null,
        };
        return root is null ? null : target.Members.Aggregate(root, (path, member) => path + "." + member);
    }

    static string? Argument(InvocationExpressionSyntax call, IMethodSymbol method, string name)
    {
        for (int i = 0; i < call.ArgumentList.Arguments.Count; i++)
        {
            ArgumentSyntax argument = call.ArgumentList.Arguments[i];
            string? parameter = argument.NameColon?.Name.Identifier.ValueText ?? (i < method.Parameters.Length ? method.Parameters[i].Name : null);
            if (parameter == name)
                return argument.Expression.ToString();
        }
        return null;
    }

    /// <summary>The variable that takes the result.</summary>
    static string? ResultName(ExpressionSyntax call)
    {
        SyntaxNode? parent = call.Parent;
        while (parent is AwaitExpressionSyntax or CastExpressionSyntax or ParenthesizedExpressionSyntax)
            parent = parent.Parent;
        return parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            AssignmentExpressionSyntax assignment => assignment.Left.ToString(),
            _ => null,
        };
    }
}
