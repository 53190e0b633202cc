// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>An attribute's clause, or what is wrong with it.</summary>
readonly record struct AttributeClause(AttributeData Attribute, Clause? Clause, string? Problem);

/// <summary>Reads the contract attributes of symbols, by their names.</summary>
static class AttributeReader
{
    /// <summary>What the attributes on a method, its parameters and result, and its property say.</summary>
    public static IEnumerable<AttributeClause> ClausesOf(IMethodSymbol method)
    {
        foreach (AttributeClause clause in Clauses(method.GetAttributes(), null))
            yield return clause;
        foreach (AttributeClause clause in Clauses(method.GetReturnTypeAttributes(), "return"))
            yield return clause;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            foreach (AttributeClause clause in Clauses(parameter.GetAttributes(), parameter.Name))
                yield return clause;
        }
        if (method.AssociatedSymbol is not IPropertySymbol property)
            yield break;
        foreach (AttributeClause clause in Clauses(property.GetAttributes(), null))
        {
            if (clause.Clause?.IsOfAccessor(method) is not false)
                yield return clause;
        }
    }

    /// <summary>What the attributes on a field or property say.</summary>
    public static IEnumerable<AttributeClause> ClausesOf(ISymbol member) => Clauses(member.GetAttributes(), null);

    /// <summary>The reason of a [NoContextAnalysis] on a symbol; null where there is none.</summary>
    public static string? NoAnalysis(ISymbol symbol)
    {
        AttributeData? attribute = symbol.GetAttributes().FirstOrDefault(attribute => NameOf(attribute) == Vocabulary.NoContextAnalysis);
        return attribute is null ? null : Strings(attribute.ConstructorArguments).FirstOrDefault() ?? "";
    }

    /// <summary>The attribute's name without its suffix, if it is one of the vocabulary.</summary>
    public static string? NameOf(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { TypeKind: not TypeKind.Error } type)
            return null;
        string name = Vocabulary.ShortName(type.Name);
        return Vocabulary.IsAttribute(name) ? name : null;
    }

    static IEnumerable<AttributeClause> Clauses(ImmutableArray<AttributeData> attributes, string? on)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (NameOf(attribute) is not { } name || !Vocabulary.TryGetAttribute(name, out EffectKind kind))
                continue;
            foreach (AttributeClause clause in Clauses(attribute, name, kind, on))
                yield return clause;
        }
    }

    static IEnumerable<AttributeClause> Clauses(AttributeData attribute, string name, EffectKind kind, string? on)
    {
        AttributeClause Wrong(string why) => new(attribute, null, why);

        var clause = new Clause(kind);
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (!TryApply(ref clause, argument.Key, argument.Value, out string? problem))
                yield return Wrong(problem!);
        }
        if (kind == EffectKind.MayBlock)
        {
            yield return new(attribute, clause, null);
            yield break;
        }

        ImmutableArray<TypedConstant> arguments = attribute.ConstructorArguments;
        if (Vocabulary.IsConditional(name))
        {
            if (arguments.IsEmpty || ConditionText(arguments[0]) is not { } text)
            {
                yield return Wrong("it does not say on which result");
                yield break;
            }
            if (!Clause.TryParseCondition(text, out Condition when, out string? conditionOn))
            {
                yield return Wrong($"'{text}' is no condition: {Clause.Conditions}");
                yield break;
            }
            clause = clause with { When = when, ConditionOn = conditionOn };
            arguments = arguments.RemoveAt(0);
        }
        List<string?> targets = Strings(arguments).ToList();
        if (name == Vocabulary.Moves && targets.Count > 1)
        {
            if (targets[1] is { } into)
            {
                if (PathText.Parse(into) is not { } path)
                {
                    yield return Wrong($"'{into}' is no path");
                    yield break;
                }
                clause = clause with { Into = path };
            }
            targets.RemoveRange(1, targets.Count - 1);
        }
        targets.RemoveAll(target => target is null);
        if (targets.Count == 0)
            targets.Add(on ?? "this");
        foreach (string? target in targets)
        {
            yield return PathText.Parse(target!) is { } path
                ? new(attribute, clause with { Target = Place(path, on) with { IsChecked = attribute.ApplicationSyntaxReference is null } }, null)
                : Wrong($"'{target}' is no path");
        }
    }

    /// <summary>On a parameter or result the path is one below it.</summary>
    static PathText Place(PathText path, string? on) =>
        on is null || path.IsToken || path.Root == on || path.Root == "this" ? path : path.Below(on);

    static bool TryApply(ref Clause clause, string name, TypedConstant value, out string? problem)
    {
        problem = null;
        object? said = ValueOf(value);
        if (said is true && Vocabulary.TryGetTrait(name == "ForbidsBlocking" ? "spin" : name, out Traits trait))
        {
            clause = clause with { Traits = clause.Traits | trait };
        }
        else if (said is true && Vocabulary.Mode(name) is { } mode)
        {
            if (clause.Mode != LockMode.Exclusive)
            {
                problem = "it is either shared or upgradeable";
                return false;
            }
            clause = clause with { Mode = mode };
        }
        else if (name == "Count")
        {
            clause = clause with { Amount = said as string };
        }
        else if (name == "Family")
        {
            clause = clause with { Family = said as string };
        }
        else if (name == "Constant" && said is long constant)
        {
            clause = clause with { Constant = constant };
        }
        else if (name == "Into" && said is string into)
        {
            clause = clause with { Into = PathText.Parse(into) };
            problem = clause.Into is null ? $"'{into}' is no path" : null;
        }
        return problem is null;
    }

    static string? ConditionText(TypedConstant value) => value switch
    {
        { Kind: TypedConstantKind.Array } => null,
        { IsNull: true } => "null",
        { Value: bool truth } => truth ? "true" : "false",
        { Value: 0 } => "zero",
        { Value: string text } => text,
        _ => null,
    };

    static IEnumerable<string?> Strings(ImmutableArray<TypedConstant> arguments) => arguments.SelectMany(argument =>
        argument.Kind == TypedConstantKind.Array
            ? argument.IsNull ? [] : argument.Values.Select(value => ValueOf(value) as string)
            : [ValueOf(argument) as string]);

    /// <summary>Null for an array, too: an attribute of that name may be anybody's.</summary>
    static object? ValueOf(TypedConstant constant) => constant.Kind == TypedConstantKind.Array ? null : constant.Value;
}
