// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>One effect as an attribute or a line of text says it: not bound to a symbol yet.</summary>
sealed record Clause(EffectKind Kind)
{
    public PathText? Target { get; init; }
    public PathText? Into { get; init; }
    public Condition When { get; init; }
    public string? ConditionOn { get; init; }

    /// <summary>Of <see cref="Condition.Equal"/>, <see cref="Condition.NotEqual"/>, <see cref="Condition.Set"/> and <see cref="Condition.Clear"/>.</summary>
    public long? Constant { get; init; }
    public LockMode Mode { get; init; }
    public Traits Traits { get; init; }
    public string? Amount { get; init; }
    public string? Family { get; init; }

    /// <summary>Not an effect: whether the target is held afterwards is not known.</summary>
    public bool IsUnsure { get; init; }

    /// <summary>What is said of a property is about its getter; which lock or test it needs, about its setter, too.</summary>
    public bool IsOfAccessor(IMethodSymbol accessor) => Kind is EffectKind.MustHold or EffectKind.NeedsValid || accessor.MethodKind == MethodKind.PropertyGet;

    public const string Conditions = "true, false, nonzero, zero, nonnull, null, equal, notequal, set or clear";

    /// <summary>A condition as written: <c>true</c>, <c>nonnull</c>, <c>lockTaken=true</c>.</summary>
    public static bool TryParseCondition(string text, out Condition when, out string? on)
    {
        int equals = text.IndexOf('=');
        on = equals < 0 ? null : text.Substring(0, equals).Trim();
        string value = text.Substring(equals + 1).Trim();
        when = value.ToLowerInvariant() switch
        {
            "true" => Condition.True,
            "false" => Condition.False,
            "nonzero" => Condition.NonZero,
            "zero" or "0" => Condition.Zero,
            "nonnull" => Condition.NonNull,
            "null" => Condition.Null,
            "equal" => Condition.Equal,
            "notequal" => Condition.NotEqual,
            "set" => Condition.Set,
            "clear" => Condition.Clear,
            _ => Condition.Always,
        };
        return when != Condition.Always && on != "";
    }
}
