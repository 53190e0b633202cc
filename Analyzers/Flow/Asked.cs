// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Calls that are given what tells whether another one took something: <c>Assert.True(taken)</c>, <c>if (FAILED(hr))</c>.</summary>
sealed partial class Transfer
{
    /// <summary>What tells it, with the call that took it and what that was.</summary>
    readonly HashSet<(Value Told, IOperation Call, ResourceKey Key)> _told = [];

    /// <summary>Not what is taken itself, or by what it was found, nor what was known before.</summary>
    void Tells(Call call, List<(Effect Effect, Value Target)> deferred)
    {
        foreach ((Effect effect, Value target) in deferred)
        {
            if (effect is not ({ When: Condition.Always } or { Kind: EffectKind.Get, When: Condition.NonNull }) && !IsGiven(call, effect) && ToldBy(_state, call, effect) is { Kind: not ValueKind.Const } told && !target.Mentions(told))
                _told.Add((told, call.Operation, new ResourceKey(target, effect.Kind is EffectKind.Acquire or EffectKind.Release ? ResourceKind.Lock : ResourceKind.Reference, effect.Mode)));
        }
    }

    /// <summary>What a method of the program's own makes of what it is told, where that is all that it does: <c>static bool Ok(int status) => status == 0</c>.</summary>
    Value? Answer(IMethodSymbol method, Dictionary<string, Argument> arguments) =>
        _told.Count > 0 && arguments.Values.Any(argument => IsTold(argument.Value)) && body.Knowledge.Lookups.Returned(method, body.Cancellation) is { } returned ? Of(returned, arguments) : null;

    Value? Of(IOperation made, Dictionary<string, Argument> arguments) => made switch
    {
        { ConstantValue: { HasValue: true, Value: var constant } } => _values.Const(constant),
        IParameterReferenceOperation { Parameter.Name: var name } => arguments.TryGetValue(name, out Argument? argument) ? argument.Value : null,
        IConversionOperation { OperatorMethod: null } or IParenthesizedOperation => Of(Lowering.Unwrap(made), arguments),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not => Of(not.Operand, arguments) is { } operand ? _values.Not(operand) : null,
        IBinaryOperation { OperatorMethod: null } binary => Of(binary.LeftOperand, arguments) is { } left && Of(binary.RightOperand, arguments) is { } right ? Binary(binary, left, right) : null,
        IIsPatternOperation test => Of(test.Value, arguments) is { } value ? Pattern(value, test.Pattern, test) : null,
        _ => null,
    };

    /// <summary>Of a number that is less than another one, or not, it is not said which one it is.</summary>
    static bool Decides(Value answer) => answer is not ({ Key: "<" } or { Kind: ValueKind.Unary, A.Key: "<" });

    bool IsTold(Value value) => value.Kind != ValueKind.Const && _values.Newest(value) is var newest && _told.Any(each => newest.Mentions(each.Told));

    /// <summary>Whether it was taken is not known any more: what another call makes of that may decide what follows.</summary>
    void AskOthers(Call call)
    {
        if (_told.Count == 0 || call.Method.ReturnType.SpecialType == SpecialType.System_String || call.Method.ReturnsVoid && AlwaysReturns(call.Method))
            return;
        foreach (Argument argument in call.Arguments.Values)
        {
            if (DeadWhen(argument.Parameter) is null && !(NullTests.NotNullWhen(argument.Parameter, out bool isAll, body.Cancellation) is not null && isAll))
                AskOthers(argument.Value);
        }
        AskOthers(call.Receiver.Kind == ValueKind.Address ? Read(call.Receiver) : call.Receiver);
    }

    bool AlwaysReturns(IMethodSymbol method) => method.MethodKind != MethodKind.Constructor && (NoThrow.Contains(method) || body.ExceptionsAreFatal);

    void AskOthers(Value asked)
    {
        if (_told.Count == 0 || asked.Kind == ValueKind.Const)
            return;
        Value newest = _values.Newest(asked);
        foreach ((Value told, IOperation call, ResourceKey key) in _told)
        {
            if (!newest.Mentions(told))
                continue;
            LoosenTaken(_state);
            // by the same statement
            if (_splits.Count > 0)
                _splits.Add(LoosenTaken);

            State[] LoosenTaken(State state)
            {
                state.LoosenWhere((other, holding) => other.Equals(key) || ReferenceEquals(holding.Site, call) || ReferenceEquals(holding.Failed, call));
                return [state];
            }
        }
    }

    /// <summary>A call returns only where its argument is so: it throws at once where it is not (<c>void Check(bool ok) { if (!ok) throw ...; }</c>), or says so.</summary>
    /// <returns>Whether its body says all about that.</returns>
    bool ReturnsOnlyWhere(Call call)
    {
        foreach (Argument argument in call.Arguments.Values)
        {
            if (DeadWhen(argument.Parameter) is { } dead)
                Returns(argument.Value, !dead);
        }
        if (_told.Count == 0 || !call.Method.ReturnsVoid || !call.Arguments.Values.Any(argument => IsTold(argument.Value))
            || body.Knowledge.Lookups.Refused(call.Method, body.Cancellation) is not { } refused || Of(refused, call.Arguments) is not { } condition)
        {
            return false;
        }
        Returns(condition, false);
        return Decides(condition);

        void Returns(Value condition, bool truth) => _splits.Add(state => body.Logic.Assume(state, condition, truth, 0) ? [state] : []);
    }

    static bool? DeadWhen(IParameterSymbol parameter) => Lowering.Told(parameter, "DoesNotReturnIfAttribute");
}
