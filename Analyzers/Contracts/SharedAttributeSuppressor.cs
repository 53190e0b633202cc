// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pairing.Contracts;

/// <summary>
/// An assembly that sees another's internals finds that one's contract attributes beside its own: CS0436, and harmless.
/// Only compilers that cannot embed types need this.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedAttributeSuppressor : DiagnosticSuppressor
{
    static readonly SuppressionDescriptor s_rule = new("PAIRS001", "CS0436",
        "Each assembly has its own copy of the contract attributes, and they are recognised by name");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => ImmutableArray.Create(s_rule);

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            ISymbol? symbol = context.GetSemanticModel(tree).GetSymbolInfo(node, context.CancellationToken).Symbol;
            ITypeSymbol? type = symbol as ITypeSymbol ?? symbol?.ContainingType;
            if (type?.ContainingNamespace is { Name: "Pairing", ContainingNamespace.IsGlobalNamespace: true })
                context.ReportSuppression(Suppression.Create(s_rule, diagnostic));
        }
    }
}
