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
    readonly SyntaxNode[] _steps;

    public Counters(IOperation whole)
    {
        IGrouping<string, (string Name, bool IsUp, SyntaxNode Syntax)>[] counters = whole.Descendants().Select(StepOf).OfType<(string Name, bool IsUp, SyntaxNode Syntax)>().GroupBy(step => step.Name)
            .Where(steps => steps.Select(step => step.IsUp).Distinct().Count() > 1).ToArray();
        _names = [.. counters.Select(steps => steps.Key)];
        _steps = counters.SelectMany(steps => steps).Select(step => step.Syntax).ToArray();
        if (_names.Count > 0)
            _names.UnionWith(whole.Descendants().Select(GivenOne).OfType<string>().ToArray());
    }

    /// <summary>Whether a test of one, after it was counted, decides if something is done.</summary>
    public bool Decide(IOperation operation) => _names.Count > 0
        && operation.Syntax.Ancestors().Any(node => node is IfStatementSyntax branch && IsNamedIn(branch.Condition) && !Array.Exists(_steps, branch.Statement.Contains));

    static (string, bool, SyntaxNode)? StepOf(IOperation operation) => operation switch
    {
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Member.Name: var name }, Kind: var kind } => (name, kind == OperationKind.Increment, operation.Syntax),
        ICompoundAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name }, OperatorKind: (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract) and var kind } => (name, kind == BinaryOperatorKind.Add, operation.Syntax),
        IInvocationOperation { TargetMethod: { Name: ("Increment" or "Decrement") and var step, ContainingType.Name: "Interlocked" }, Arguments: [{ Value: IMemberReferenceOperation { Member.Name: var name } }] } => (name, step == "Increment", operation.Syntax),
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
