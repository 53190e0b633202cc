// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.PAIR014;

/// <summary>A thread-affine lock is held across an await.</summary>
sealed class HeldAcrossAwait : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.HeldAcrossAwait,
        "A thread-affine lock is held across an await",
        "'{0}' is held here across an await and has to be released by the thread that took it",
        "After an await another thread may go on, and that one does not hold the lock.");

    public override DiagnosticDescriptor Descriptor => Rule;

    /// <summary>Taken here, or to be released here: a lock that the caller keeps it releases itself, once the first await returns to it.</summary>
    static bool IsOwn(in Event e)
    {
        (Body body, Value held) = (e.Body, e.Key.Value);
        return e.Holding!.Site is not null
            || body.Declared is { } contract && contract.Effects.Any(effect => effect.Kind == EffectKind.Release && ReferenceEquals(new Transfer(body).AtEntry(effect.Target!), held));
    }

    /// <summary><c>await using (await x)</c>: the first await says it.</summary>
    static bool IsSecond(IOperation site) =>
        site.IsImplicit && site.Syntax is not AwaitExpressionSyntax && site.Syntax.DescendantNodes(static node => node is not AnonymousFunctionExpressionSyntax).Any(static node => node is AwaitExpressionSyntax);

    /// <summary>Whether a lock that must not be held there is held for sure, by this body, and no other report says so of the same await.</summary>
    public static bool IsToTell(in Event e, string id) => e.Holding is { Loose: false } && IsOwn(e) && !IsSecond(e.Site) && !IsOfReported(e, id);

    public override void OnAwait(in Event e)
    {
        if ((e.Holding!.Traits & Traits.ThreadAffine) != 0 && IsToTell(e, Ids.HeldAcrossAwait))
            e.Body.Report(this, e.State, e.Site, [e.Holding.Site], e.Body.Describe(e.Key.Value, e.Holding.Site ?? e.Site));
    }

    /// <summary>await foreach awaits each element, and its own end, which stands at what it goes through.</summary>
    static bool IsOfReported(in Event e, string id) =>
        e.Site is { IsImplicit: true, Syntax.Parent: CommonForEachStatementSyntax loop } && e.Body.HasReported(id, loop);
}
