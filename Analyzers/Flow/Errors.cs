// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.Flow;

/// <summary>What does not compile.</summary>
static class Errors
{
    /// <summary>
    /// Whether an operation shows that its code does not: most errors do, and to look for them costs next to nothing.
    /// An implicit one may stand for a lock statement on a System.Threading.Lock.
    /// </summary>
    public static bool IsOne(IOperation operation) =>
        operation is IInvalidOperation { IsImplicit: false } or IConversionOperation { Conversion.Exists: false } || operation.Type is { TypeKind: TypeKind.Error };

    /// <summary>What the compiler says of a method: costly, and so only asked where there is something to report.</summary>
    public static bool AreIn(SyntaxNode method, SemanticModel model, CancellationToken cancellation) =>
        model.GetMethodBodyDiagnostics(method.Span, cancellation).Any(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error);
}
