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
        "'{0}' is taken here while '{1}' is held, and the other way round {2}",
        "Two threads that take two locks in opposite orders can wait for each other for ever.",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    public override DiagnosticDescriptor Descriptor => Rule;

    public static void Finish(LockOrder order, Action<Diagnostic> report)
    {
        foreach ((PlaceInOrder here, PlaceInOrder there) in order.Conflicts())
            report(Diagnostic.Create(Rule, here.Taken, [here.Held, there.Held, there.Taken], here.TakenAs, here.HeldAs, there.SeenFrom(here)));
    }
}
