// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>The effects that a method's attributes declare, and what is wrong with them.</summary>
static class MethodReader
{
    public static ImmutableArray<Effect> Effects(IMethodSymbol method, out ImmutableArray<(AttributeData Attribute, string Problem)> problems)
    {
        List<(AttributeData, Effect)> bound = [];
        ImmutableArray<(AttributeData, string)>.Builder wrong = ImmutableArray.CreateBuilder<(AttributeData, string)>();
        foreach (AttributeClause clause in AttributeReader.ClausesOf(method))
        {
            string? problem = clause.Problem;
            Effect? effect = clause.Clause is null ? null : ClauseBinder.Bind(clause.Clause, method, out problem);
            if (effect is not null)
                bound.Add((clause.Attribute, effect));
            else
                wrong.Add((clause.Attribute, problem!));
        }

        List<Effect> all = bound.ConvertAll(pair => pair.Item2);
        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        for (int i = 0; i < bound.Count; i++)
        {
            if (Contradictions.Of(i, all) is { } why)
                wrong.Add((bound[i].Item1, why));
            else
                effects.Add(all[i]);
        }
        problems = wrong.ToImmutable();
        return Order(effects);
    }

    /// <summary>The contract that clauses make; those that do not fit the method are passed over.</summary>
    public static MethodContract Contract(IEnumerable<Clause> clauses, IMethodSymbol method)
    {
        ILookup<bool, Effect> effects = clauses
            .Select(clause => (clause.IsUnsure, Effect: ClauseBinder.Bind(clause, method, out _)))
            .Where(pair => pair.Effect is not null)
            .ToLookup(pair => pair.IsUnsure, pair => pair.Effect!);
        return new MethodContract(Order(effects[false]))
        {
            Declared = true,
            Unsure = effects[true].Select(effect => effect.Target!).ToImmutableArray(),
        };
    }

    /// <summary>What is given back goes before what is taken: a method may drop a lock and take it again.</summary>
    static ImmutableArray<Effect> Order(IEnumerable<Effect> effects) =>
        effects.OrderBy(effect => effect.Kind is EffectKind.Acquire or EffectKind.Get ? 1 : 0).ToImmutableArray();
}
