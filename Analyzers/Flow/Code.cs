// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>What a method, accessor, initializer, local function or lambda executes. Its control flow graph is made when first asked for: most code does nothing that matters.</summary>
sealed class Code
{
    readonly CancellationToken _cancellation;
    ControlFlowGraph? _graph;

    Code(IOperation operation, CancellationToken cancellation)
    {
        Operation = operation;
        _cancellation = cancellation;
    }

    /// <summary>The code of a local function or lambda, within that of its method.</summary>
    public Code(ControlFlowGraph graph)
        : this(graph.OriginalOperation, default) => _graph = graph;

    public IOperation Operation { get; }

    public ControlFlowGraph Graph => _graph ??= Operation switch
    {
        IMethodBodyOperation body => ControlFlowGraph.Create(body, _cancellation),
        IConstructorBodyOperation body => ControlFlowGraph.Create(body, _cancellation),
        IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, _cancellation),
        IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, _cancellation),
        var block => ControlFlowGraph.Create((IBlockOperation)block, _cancellation),
    };

    /// <summary>All that is executed, but for the functions in it.</summary>
    public IEnumerable<IOperation> Operations =>
        Graph.Blocks.SelectMany(block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations).SelectMany(operation => operation.DescendantsAndSelf());

    /// <summary>The code of a declaration or of what it initializes something with; null: it has none.</summary>
    public static Code? Of(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        model.GetOperation(declaration, cancellation) is (IMethodBodyOperation or IConstructorBodyOperation or IFieldInitializerOperation or IPropertyInitializerOperation or IBlockOperation { Parent: null }) and var operation
            ? new Code(operation, cancellation) : null;
}
