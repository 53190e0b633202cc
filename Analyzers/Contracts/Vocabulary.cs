// SPDX-License-Identifier: MIT
namespace Pairing.Contracts;

/// <summary>The words of contracts: attribute names without their suffix, and the verbs of pairs.txt.</summary>
static class Vocabulary
{
    public const string MayBlock = "MayBlock";
    public const string Moves = "Moves";
    public const string NoContextAnalysis = "NoContextAnalysis";
    public const string Scoped = "scoped";
    public const string Unsure = "unsure";
    const string Suffix = "Attribute";

    static readonly Dictionary<string, EffectKind> s_attributes = new()
    {
        ["Acquires"] = EffectKind.Acquire,
        ["CondAcquires"] = EffectKind.Acquire,
        ["Releases"] = EffectKind.Release,
        ["CondReleases"] = EffectKind.Release,
        ["MustHold"] = EffectKind.MustHold,
        ["Gets"] = EffectKind.Get,
        ["CondGets"] = EffectKind.Get,
        ["Puts"] = EffectKind.Put,
        ["CondPuts"] = EffectKind.Put,
        [Moves] = EffectKind.Move,
        ["Revalidates"] = EffectKind.Revalidate,
        ["NeedsValid"] = EffectKind.NeedsValid,
        [MayBlock] = EffectKind.MayBlock,
        ["Asserts"] = EffectKind.Assert,
        ["Aliases"] = EffectKind.Alias,
        ["Absent"] = EffectKind.Absent,
        ["Unlinks"] = EffectKind.Unlink,
    };

    static readonly Dictionary<string, EffectKind> s_verbs = new()
    {
        ["acquires"] = EffectKind.Acquire,
        [Scoped] = EffectKind.Acquire,
        ["releases"] = EffectKind.Release,
        [Unsure] = EffectKind.Release,
        ["must-hold"] = EffectKind.MustHold,
        ["gets"] = EffectKind.Get,
        ["puts"] = EffectKind.Put,
        ["moves"] = EffectKind.Move,
        ["revalidates"] = EffectKind.Revalidate,
        ["needs-valid"] = EffectKind.NeedsValid,
        ["may-block"] = EffectKind.MayBlock,
        ["asserts"] = EffectKind.Assert,
        ["aliases"] = EffectKind.Alias,
        ["absent"] = EffectKind.Absent,
        ["unlinks"] = EffectKind.Unlink,
    };

    /// <summary>The flags of both: named arguments of attributes in any case, words of pairs.txt.</summary>
    static readonly Dictionary<string, Traits> s_traits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["reentrant"] = Traits.Reentrant,
        ["spin"] = Traits.ForbidsBlocking,
        ["affine"] = Traits.ThreadAffine,
        ["counted"] = Traits.Counted,
        ["speculative"] = Traits.Speculative,
        [Scoped] = Traits.Scoped,
        ["unique"] = Traits.Unique,
    };

    public static IEnumerable<string> Verbs => s_verbs.Keys;

    public static bool IsAttribute(string shortName) => shortName == NoContextAnalysis || s_attributes.ContainsKey(shortName);

    /// <summary><c>AcquiresAttribute</c> and <c>Acquires</c> are <c>Acquires</c>.</summary>
    public static string ShortName(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;

    public static bool TryGetAttribute(string shortName, out EffectKind kind) => s_attributes.TryGetValue(shortName, out kind);

    /// <summary>Whether the attribute's first argument is a condition.</summary>
    public static bool IsConditional(string shortName) => shortName is "Asserts" or "Absent" || shortName.StartsWith("Cond", StringComparison.Ordinal);

    public static bool TryGetVerb(string verb, out EffectKind kind) => s_verbs.TryGetValue(verb, out kind);

    public static bool TryGetTrait(string word, out Traits trait) => s_traits.TryGetValue(word, out trait);

    public static LockMode? Mode(string word) => word.ToLowerInvariant() switch
    {
        "shared" => LockMode.Shared,
        "upgradeable" => LockMode.Upgradeable,
        _ => null,
    };
}
