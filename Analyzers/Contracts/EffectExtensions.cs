// SPDX-License-Identifier: MIT
namespace Pairing.Contracts;

static class EffectExtensions
{
    /// <summary>Whether the effect always happens, or the result, or a parameter, says so without a constant.</summary>
    public static bool IsPlain(this Effect effect) =>
        effect.ConditionAt is null && effect.When is not (Condition.Equal or Condition.NotEqual or Condition.Set or Condition.Clear);

    /// <summary>Whether what the contract is of does it to what is at the path, on some way.</summary>
    public static bool May(this MethodContract contract, EffectKind kind, TargetPath path) =>
        contract.Unsure.Contains(path) || contract.Effects.Any(effect => effect.Kind == kind && path.Equals(effect.Target));

    /// <summary>What takes a lock again that an effect of the same contract drops; null: nothing.</summary>
    public static Effect? TakenAgain(this MethodContract contract, Effect dropped) =>
        dropped.Kind != EffectKind.Release || !contract.Declared ? null
        : contract.Effects.FirstOrDefault(other => other.Kind == EffectKind.Acquire && other.Mode == dropped.Mode && other.Target!.Equals(dropped.Target));

    /// <summary>The same effect where parameters have other names.</summary>
    public static Effect WithParameters(this Effect effect, IReadOnlyDictionary<string, string> names)
    {
        string? Name(string? name) => name is not null && names.TryGetValue(name, out string? other) ? other : name;
        TargetPath? Path(TargetPath? path) => path is { Root: RootKind.Parameter } ? new TargetPath(path.Root, Name(path.Name)!, path.Members) : path;
        return new Effect(effect.Kind, Path(effect.Target))
        {
            When = effect.When,
            ConditionOn = Name(effect.ConditionOn),
            ConditionAt = Path(effect.ConditionAt),
            Into = Path(effect.Into),
            Mode = effect.Mode,
            Traits = effect.Traits,
            Amount = Name(effect.Amount),
            Family = effect.Family,
            Constant = effect.Constant,
            Others = effect.Others,
        };
    }
}
