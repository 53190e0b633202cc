// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>Functions that may release, when they run, what is held where they are made.</summary>
sealed partial class Transfer
{
    /// <summary>Where the function is one <c>if</c> on a variable that is never assigned again, and the variable says no, it never releases anything.</summary>
    void LetGoBy(IOperation creation)
    {
        if (_state.Held.Count == 0)
            return;
        if (ConditionOf(creation) is not var (tested, condition, truth))
        {
            _state.LoosenWhere(static (_, _) => true);
            return;
        }
        _splits.Add(Split);

        IEnumerable<State> Split(State state)
        {
            State idle = new(state), acting = new(state);
            idle.Trace = new Decision(tested, !truth, state.Trace);
            if (body.Logic.Assume(idle, condition, !truth, 0))
                yield return idle;
            if (!body.Logic.Assume(acting, condition, truth, 0))
                yield break;
            acting.LoosenWhere(static (_, _) => true);
            yield return acting;
        }
    }

    /// <summary>Where functions within the body may run in a call, the variables that these assign may hold anything afterwards.</summary>
    void RunWithin(Call call, MethodContract contract)
    {
        if (call.Method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
        {
            if (contract.IsEmpty)
                Reassign(call.Operation, call.Method);
        }
        else if (call.Method.MethodKind == MethodKind.DelegateInvoke || call.Arguments.Values.Any(static argument => argument.Parameter.Type.TypeKind == TypeKind.Delegate))
        {
            Reassign(call.Operation);
            foreach (Argument argument in call.Arguments.Values)
                MayTake(call, argument.Value);
        }
    }

    /// <summary>Whether a call runs a function that it is given, and with it takes a lock, is not known.</summary>
    void MayTake(Call call, Value given)
    {
        if (given is not { Kind: ValueKind.Symbol, Key: IDelegateCreationOperation made } || !body.MayRelease(made) || Handover.FunctionOf(made) is not { } function)
            return;
        MethodContract contract = body.ContractOf(function, null);
        foreach (TargetPath path in contract.Effects.Where(effect => effect.Kind == EffectKind.Acquire).Select(effect => effect.Target!).Concat(contract.Unsure))
        {
            if (ResolvePath(path, _values.This, function.ContainingType) is { } target)
                LoosenUnsure(call, _state.Canonical(target));
        }
    }

    /// <param name="ran">Null: any lambda that there is by then.</param>
    void Reassign(IOperation by, IMethodSymbol? ran = null)
    {
        foreach ((ISymbol variable, IMethodSymbol function, SyntaxNode syntax) in body.AssignedWithin)
        {
            bool isLambda = function.MethodKind == MethodKind.AnonymousFunction;
            if (ran is null ? !isLambda : !SymbolEqualityComparer.Default.Equals(function, ran))
                continue;
            if (isLambda && !IsMadeBefore(syntax, variable, by.Syntax))
                continue;
            Value place = _values.Address(_values.Frame, variable);
            Loosen(Read(place));
            Write(place, Fresh(by, variable));
        }
    }

    /// <summary>Whether a lambda stands before a call or around it, or in a loop with it which does not make the variable anew.</summary>
    static bool IsMadeBefore(SyntaxNode lambda, ISymbol variable, SyntaxNode call) => lambda.SpanStart < call.SpanStart || call.Span.Contains(lambda.Span)
        || lambda.Ancestors().Any(loop => Lowering.IsLoop(loop) && loop.Span.Contains(call.Span) && !variable.DeclaringSyntaxReferences.Any(made => loop.Span.Contains(made.Span)));

    /// <summary>What a function tests before it does anything, and how that has to be.</summary>
    (IOperation Tested, Value Condition, bool Truth)? ConditionOf(IOperation creation)
    {
        if (creation is not IFlowAnonymousFunctionOperation lambda)
            return null;
        IOperation whole = body.Graph.GetAnonymousFunctionControlFlowGraph(lambda, body.Cancellation).OriginalOperation;
        if ((whole as IAnonymousFunctionOperation)?.Body.Operations.Where(each => each is not IReturnOperation { ReturnedValue: null }).ToArray() is not [IConditionalOperation { WhenFalse: null } only])
            return null;
        bool negated = only.Condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not };
        IOperation tested = negated ? ((IUnaryOperation)only.Condition).Operand : only.Condition;
        if (Variable(tested) is not { } variable || SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, lambda.Symbol) || IsAssigned(variable))
            return null;
        return (tested, Read(_values.Address(_values.Frame, variable)), !negated);
    }

    static ISymbol? Variable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean, RefKind: RefKind.None } local } => local,
        IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean, RefKind: RefKind.None } parameter } => parameter,
        _ => null,
    };

    /// <summary>Whether a variable gets another value than the one that it is declared with.</summary>
    bool IsAssigned(ISymbol variable)
    {
        Body outermost = body;
        while (outermost.Outer is { } outer)
            outermost = outer;
        return outermost.Code.Operation.Descendants().Any(each => Variable(each) is { } named && SymbolEqualityComparer.Default.Equals(named, variable)
            && (each.Parent is IAssignmentOperation assignment && assignment.Target == each
                || each.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation or IAddressOfOperation or IDeclarationExpressionOperation));
    }
}
