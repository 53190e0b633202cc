// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing;

/// <summary>The ids of the rules.</summary>
static class Ids
{
    public const string HeldAtEnd = "PAIR001";
    public const string NotHeld = "PAIR002";
    public const string TakenTwice = "PAIR003";
    public const string Leak = "PAIR004";
    public const string NotOwned = "PAIR005";
    public const string UsedAfterRelease = "PAIR006";
    public const string IgnoredResult = "PAIR007";
    public const string Unguarded = "PAIR008";
    public const string ContractDisagrees = "PAIR009";
    public const string LockOrder = "PAIR010";
    public const string BlockingUnderSpinLock = "PAIR011";
    public const string NotRevalidated = "PAIR012";
    public const string SkippedRelease = "PAIR013";
    public const string HeldAcrossAwait = "PAIR014";
    public const string BadContract = "PAIR015";

    /// <summary>What all rules have in common; the pages come with the package, in its docs folder.</summary>
    public static DiagnosticDescriptor Describe(
        string id, string title, string message, string description, DiagnosticSeverity severity = DiagnosticSeverity.Warning, params string[] tags) =>
        new(id, title, message, "Pairing", severity, isEnabledByDefault: true, description,
            $"docs/{id}.md", tags);
}
