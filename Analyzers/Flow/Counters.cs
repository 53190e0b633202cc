// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>Members that a body counts both up and down, and the locals that are given what they are: whoever comes first takes a lock for all, and whoever goes last releases it.</summary>
sealed class Counters
{
    readonly HashSet<string> _names;

    public Counters(IOperation whole)
    {
        _names = [.. whole.Descendants().Select(StepOf).OfType<(string Name, bool IsUp)>().ToLookup(step => step.Name, step => step.IsUp)
            .Where(steps => steps.Distinct().Count() > 1).Select(steps => steps.Key)];
        if (_names.Count > 0)
            _names.UnionWith(whole.Descendants().Select(GivenOne).OfType<string>().ToArray());
    }

    /// <summary>Whether a test of one decides if something is done.</summary>
    public bool Decide(IOperation operation) => _names.Count > 0 && operation.Syntax.Ancestors().Any(node => node is IfStatementSyntax branch && IsNamedIn(branch.Condition));

    static (string, bool)? StepOf(IOperation operation) => operation switch
    {
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Member.Name: var name }, Kind: var kind } => (name, kind == OperationKind.Increment),
        ICompoundAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name }, OperatorKind: (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract) and var kind } => (name, kind == BinaryOperatorKind.Add),
        IInvocationOperation { TargetMethod: { Name: ("Increment" or "Decrement") and var step, ContainingType.Name: "Interlocked" }, Arguments: [{ Value: IMemberReferenceOperation { Member.Name: var name } }] } => (name, step == "Increment"),
        _ => null,
    };

    string? GivenOne(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation { Symbol.Name: var name, Initializer.Value: var value } when IsNamedIn(value.Syntax) => name,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.Name: var name }, Value: var value } when IsNamedIn(value.Syntax) => name,
        _ => null,
    };

    bool IsNamedIn(SyntaxNode expression) => expression.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && _names.Contains(token.ValueText));
}
