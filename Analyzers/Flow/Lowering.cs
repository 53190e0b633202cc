// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

using Pairing.Contracts;

namespace Pairing.Flow;

/// <summary>What an operation is, once the oddities of Roslyn's trees are gone: pointer code has no operation kinds of its own.</summary>
static class Lowering
{
    /// <summary>What a method, accessor or local function is written as.</summary>
    public static (BlockSyntax? Block, ExpressionSyntax? Expression) Written(SyntaxNode declaration) => declaration switch
    {
        BaseMethodDeclarationSyntax method => (method.Body, method.ExpressionBody?.Expression),
        LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody?.Expression),
        AccessorDeclarationSyntax accessor => (accessor.Body, accessor.ExpressionBody?.Expression),
        ArrowExpressionClauseSyntax getter => (null, getter.Expression),
        _ => (null, null),
    };

    /// <summary>What it returns or does, if that is all of it: <c>=> x</c> or <c>{ return x; }</c>.</summary>
    public static ExpressionSyntax? Returned(SyntaxNode declaration)
    {
        (BlockSyntax? block, ExpressionSyntax? expression) = Written(declaration);
        return expression ?? (block is { Statements: [ReturnStatementSyntax only] } ? only.Expression : null);
    }

    /// <summary><c>*p</c>, or the implicit one of <c>p->f</c>: the pointer.</summary>
    public static IOperation? Pointer(IOperation op)
    {
        if (op.Kind != OperationKind.None || op.ChildOperations.Count != 1)
            return null;
        return op.Syntax is PrefixUnaryExpressionSyntax prefix && prefix.IsKind(SyntaxKind.PointerIndirectionExpression)
            || op.IsImplicit && op.ChildOperations.First().Type is IPointerTypeSymbol
            || op.Syntax is MemberAccessExpressionSyntax member && member.IsKind(SyntaxKind.PointerMemberAccessExpression)
            || op.Syntax.Parent is MemberAccessExpressionSyntax parent && parent.IsKind(SyntaxKind.PointerMemberAccessExpression)
                ? op.ChildOperations.First() : null;
    }

    /// <summary><c>p[i]</c> on a pointer or a fixed buffer.</summary>
    public static (IOperation Array, IOperation Index)? Element(IOperation op)
    {
        if (op.Kind != OperationKind.None || op.ChildOperations.Count != 2 || op.Syntax is not ElementAccessExpressionSyntax)
            return null;
        return (op.ChildOperations.First(), op.ChildOperations.Last());
    }

    /// <summary>
    /// The lock statement that an operation begins. Some compilers lower one on a System.Threading.Lock, where nullable is on, to an invalid operation,
    /// and its end to nothing.
    /// </summary>
    public static LockStatementSyntax? LockStatement(IOperation op) =>
        op is IInvalidOperation { IsImplicit: true, Parent: IExpressionStatementOperation { Syntax: LockStatementSyntax statement } } && op.ChildOperations.Count == 1 ? statement : null;

    public static IOperation Unwrap(IOperation op)
    {
        while (op is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            op = op is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)op).Operand;
        return op;
    }

    /// <summary>What a value is for, but for conversions of it.</summary>
    public static IOperation? UserOf(IOperation value)
    {
        IOperation? parent = value.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        return parent;
    }

    /// <summary>What a value that is taken apart is assigned to.</summary>
    public static ImmutableArray<IOperation> Targets(IDeconstructionAssignmentOperation deconstruction) =>
        (deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target) is ITupleOperation targets ? targets.Elements : ImmutableArray<IOperation>.Empty;

    /// <summary>What a method is called on: at the end of a using, what is written there.</summary>
    public static IOperation? Receiver(IInvocationOperation call) => call is { IsImplicit: true, Instance: { } instance } ? Unwrap(instance) : call.Instance;

    /// <summary>The method that is called: of the end of a using, what the type that is written there does.</summary>
    public static IMethodSymbol Called(IInvocationOperation call) =>
        call is { IsImplicit: true, TargetMethod: { ContainingType.TypeKind: TypeKind.Interface } method }
        && Receiver(call)?.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } type && type.FindImplementationForInterfaceMember(method) is IMethodSymbol own ? own : call.TargetMethod;

    public static bool IsLoop(SyntaxNode node) => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;

    public static bool IsStruct(ITypeSymbol? type) => type is { IsValueType: true, TypeKind: not (TypeKind.Pointer or TypeKind.FunctionPointer) };

    public static bool IsSpan(ITypeSymbol? type) => type is { Name: "Span" or "ReadOnlySpan", IsRefLikeType: true, ContainingNamespace.Name: "System" };

    public static bool IsException(ITypeSymbol? type)
    {
        while (type is not (null or { Name: "Exception", ContainingNamespace.Name: "System" }))
            type = type.BaseType;
        return type is not null;
    }

    public static bool IsSpanOrMemory(ITypeSymbol type) =>
        type is { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>A number that stands for a pointer or handle: IntPtr, nint.</summary>
    public static bool IsHandle(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    public static bool CanBeNull(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } || type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.NotAnnotated };

    /// <summary>Whether a call may leave its result in a variable of this type through its address.</summary>
    public static bool IsScalar(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Pointer or TypeKind.Enum } || type is { IsReferenceType: true } || type is { SpecialType: not SpecialType.None };

    /// <summary>A call that waits where it stands, and is given a token that may be cancelled.</summary>
    public static bool IsCancellable(IOperation operation) => Tokens(operation).Any() && IsAwaited(operation);

    /// <summary>The tokens that a call is given, and that may be cancelled.</summary>
    public static IEnumerable<IOperation> Tokens(IOperation operation) => operation is not IInvocationOperation call ? []
        : call.Arguments.Where(argument => argument.Parameter?.Type is { Name: "CancellationToken" }).Select(argument => Unwrap(argument.Value)).Where(token => !IsNoToken(token));

    /// <summary>What the call does is done before the caller goes on, or it gives a task that is awaited where it stands.</summary>
    static bool IsAwaited(IOperation call) => !MemberTypes.IsTask(call.Type) && call is not IInvocationOperation { TargetMethod: { IsAsync: true, ReturnsVoid: true } }
        || call.Parent is IAwaitOperation || call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Parent: IAwaitOperation };

    /// <summary>What the call does is done before the caller goes on, whichever way it waits.</summary>
    public static bool IsWaitedFor(IOperation call) => IsAwaited(call) || IsBlockedOn(call);

    /// <summary>A task, or its awaiter, is waited for where it stands: by Wait(), for its result, or with others.</summary>
    static bool IsBlockedOn(IOperation task)
    {
        IOperation? parent = task.Parent;
        while (parent is IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation or IConversionOperation || IsCollection(parent))
            parent = parent!.Parent;
        return parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Result" } => true,
            IInvocationOperation { TargetMethod: { Name: "Wait" or "GetResult", Parameters.IsEmpty: true } } => true,
            IInvocationOperation { TargetMethod: { Name: "GetAwaiter" or "ConfigureAwait" } } made => IsBlockedOn(made),
            IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WaitAll", Parameters.Length: 1, ContainingType.Name: "Task" } } all => IsWaitedFor(all),
            _ => false,
        };
    }

    /// <summary>What is written in brackets, or given to a params parameter; the oldest compilers have no operation for it.</summary>
    public static bool IsCollection(IOperation? operation) => operation is { Syntax: CollectionExpressionSyntax } or { IsImplicit: true, Parent: IArgumentOperation { Parameter.IsParams: true } };

    /// <summary>What a branch tests.</summary>
    public static IOperation? Tested(IOperation operation) => operation switch
    {
        IConditionalOperation conditional => conditional.Condition,
        ISwitchOperation { Value: var value } => value,
        ISwitchExpressionOperation { Value: var value } => value,
        IWhileLoopOperation { Condition: { } condition } => condition,
        IForLoopOperation { Condition: { } condition } => condition,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary => binary.LeftOperand,
        IConditionalAccessOperation access => access.Operation,
        ICoalesceOperation coalesce => coalesce.Value,
        _ => null,
    };

    /// <summary>A type as a lock that is no object.</summary>
    public static string TypeOf(ITypeSymbol type) => "typeof(" + type.ToDisplayString() + ")";

    /// <summary>How long a wait waits at most, if it says so.</summary>
    public static IOperation? Timeout(IOperation call) => (call as IInvocationOperation)?.Arguments
        .FirstOrDefault(argument => IsTimeout(argument.Parameter)) is { Value: var value } ? Unwrap(value) : null;

    public static bool IsTimeout(IParameterSymbol? parameter) => parameter is { Name: "timeout" or "milliseconds" or "millisecondsTimeout", RefKind: RefKind.None };

    /// <summary>A wait with the timeout 0 is none.</summary>
    public static bool IsPoll(IOperation call) => Timeout(call) is { } timeout
        && (timeout is IDefaultValueOperation or IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } } || timeout.ConstantValue is { HasValue: true, Value: 0 });

    /// <summary>An infinite timeout cannot fail.</summary>
    public static bool IsForEver(IOperation call) => Timeout(call) is { } timeout
        && (timeout is IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } } || timeout.ConstantValue is { HasValue: true, Value: -1 });

    /// <summary>Properties of a task that say that there is nothing to wait for.</summary>
    public static readonly string[] Completed = ["IsCompleted", "IsCompletedSuccessfully"];

    /// <summary>An extension that gives a task back to be awaited, as ConfigureAwait does.</summary>
    public static bool IsConfigured(IOperation operation) => operation is IInvocationOperation
    {
        TargetMethod: { IsExtensionMethod: true, ReturnType: { Name: "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable", ContainingNamespace.Name: "CompilerServices" } },
        Arguments: [var first, ..],
    } && MemberTypes.IsTask(first.Value.Type);

    static bool IsNoToken(IOperation token) => token is IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "None" } or IObjectCreationOperation { Arguments.IsEmpty: true };

    /// <summary>It gives a task for which nobody waits.</summary>
    public static bool IsForgotten(IOperation call) => MemberTypes.IsTask(call.Type) && call.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>The result is thrown away where it comes about.</summary>
    public static bool IsIgnored(IOperation call)
    {
        IOperation? parent = call.Parent;
        while (parent is IAwaitOperation or IConversionOperation || parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            parent = parent.Parent;
        return parent is IExpressionStatementOperation || parent is ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    /// <summary>The bool that an attribute of that name is given; an attribute of somebody else's with that name may be given an array.</summary>
    public static bool? Told(IParameterSymbol parameter, string attribute)
    {
        foreach (AttributeData each in parameter.GetAttributes())
        {
            if (each.AttributeClass?.Name == attribute && each.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive } told])
                return told.Value as bool?;
        }
        return null;
    }
}
