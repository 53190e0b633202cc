// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pairing.Speed;

/// <summary>Registers nothing: what it adds to a compilation is what any analyzer adds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ControlAnalyzer : DiagnosticAnalyzer
{
    static readonly DiagnosticDescriptor s_rule = new("CONTROL", "Nothing", "Nothing", "Speed", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
    }
}
