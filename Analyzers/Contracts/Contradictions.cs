// SPDX-License-Identifier: MIT
namespace Pairing.Contracts;

/// <summary>Effects of one method that exclude each other.</summary>
static class Contradictions
{
    /// <summary>What is wrong with an effect beside those before it; null for nothing.</summary>
    public static string? Of(int index, IReadOnlyList<Effect> effects)
    {
        for (int i = 0; i < index; i++)
        {
            Effect one = effects[i], two = effects[index];
            if (one.Target is null || !one.Target.Equals(two.Target) || one.Mode != two.Mode)
                continue;
            // either may be written first
            if ((Between(one, two, effects) ?? Between(two, one, effects)) is { } why)
                return why;
        }
        return null;
    }

    static string? Between(Effect one, Effect two, IReadOnlyList<Effect> all) => (one.Kind, two.Kind) switch
    {
        (EffectKind.Acquire, EffectKind.Acquire) when Once(one, two) => $"it acquires '{one.Target}' twice",
        (EffectKind.Release, EffectKind.Release) when Once(one, two) => $"it releases '{one.Target}' twice",
        // to drop a lock and take it again is to hold it before and after
        (EffectKind.MustHold, EffectKind.Acquire) when Once(one, two) && !Has(EffectKind.Release, one, all)
            => $"'{one.Target}' must be held before, and it acquires it",
        (EffectKind.MustHold, EffectKind.Release) when two.When == Condition.Always && !Has(EffectKind.Acquire, one, all)
            => $"'{one.Target}' must be held also afterwards, and it releases it",
        _ => null,
    };

    /// <summary>Whether both happen, and cannot where one has.</summary>
    static bool Once(Effect one, Effect two) =>
        one.When == Condition.Always && ((one.Traits | two.Traits) & (Traits.Reentrant | Traits.Counted)) == 0;

    static bool Has(EffectKind kind, Effect like, IReadOnlyList<Effect> all) =>
        all.Any(effect => effect.Kind == kind && effect.Mode == like.Mode && like.Target!.Equals(effect.Target));
}
