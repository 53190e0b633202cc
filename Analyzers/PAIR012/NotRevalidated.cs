// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Flow;

namespace Pairing.PAIR012;

/// <summary>An object found by a speculative get is used under its lock without being tested again.</summary>
sealed class NotRevalidated : Rule
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.NotRevalidated,
        "Used under its lock without being tested again",
        "'{0}' was found by a speculative lookup and is not tested again after it was locked",
        "Between a speculative lookup and the lock the object may have become something else: test it again under the lock before it is changed.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override void OnUseOfUnvalidated(in Event e) => e.Body.Report(this, e.State, e.Site, [e.State.Find(e.Key)?.Site, e.State.LockOf(e.Key.Value)?.Site], e.Name);
}
