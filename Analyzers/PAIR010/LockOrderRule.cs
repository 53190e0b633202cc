// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Flow;

namespace Pairing.PAIR010;

/// <summary>Two locks are taken in both orders somewhere in the compilation.</summary>
sealed class LockOrderRule : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.LockOrder,
        "Two locks are taken in both orders",
        "'{0}' is taken here while '{1}' is held, and elsewhere the other way round",
        "Two threads that take two locks in opposite orders can wait for each other for ever.",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    public override DiagnosticDescriptor Descriptor => Rule;

    public static void Finish(LockOrder order, Action<Diagnostic> report)
    {
        foreach (KeyValuePair<(string Held, string Taken), (Location Held, Location Taken)> pair in order.Seen)
        {
            if (order.Opposite(pair.Key.Held, pair.Key.Taken) is not { } other)
                continue;
            // one report a pair, at the place that stands first
            if (LockOrder.Position(pair.Value).CompareTo(LockOrder.Position(other)) > 0)
                continue;
            report(Diagnostic.Create(Rule, pair.Value.Taken, [pair.Value.Held, other.Held, other.Taken], Short(pair.Key.Taken), Short(pair.Key.Held)));
        }
    }

    static string Short(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
