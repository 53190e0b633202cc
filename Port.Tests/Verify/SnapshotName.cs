// SPDX-License-Identifier: GPL-2.0-only
using System.Collections;
using System.Globalization;
using System.Text;

using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace VerifyTests;

/// <summary>The name of a snapshot file up to <c>.verified.</c>: <c>Type.Method_parameter=value</c>.</summary>
static class SnapshotName
{
    // `#` is valid on disk, but `prefix#` is the name space of a verification's further targets
    const string Invalid = "\"\\<>|:*?/#";

    public static string Of(VerifySettings settings, TestContext.TestAdapter test)
    {
        if (settings.FileName is not null)
        {
            return settings.FileName;
        }

        if (test.MethodInfo is not { } method || test.Type is not { } type)
        {
            throw new InvalidOperationException("TestContext.CurrentContext.Test has no method. Verify can only be used from within a test method.");
        }

        var name = new StringBuilder($"{settings.TypeName ?? TypeName(type)}.{settings.MethodName ?? method.Name}");
        if (settings.ParametersText is not null)
        {
            return name.Append('_').Append(settings.ParametersText).ToString();
        }

        object?[] fixtureArguments = Fixture(test)?.Arguments ?? [];
        Append(name, ConstructorParameters(type, fixtureArguments.Length), fixtureArguments);
        Append(name, method.GetParameters().Select(p => p.Name!), test.Arguments);
        return name.ToString();
    }

    static string TypeName(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;

    static ITest? Fixture(TestContext.TestAdapter test) =>
        test.Parent is ParameterizedMethodSuite cases ? cases.Parent : test.Parent;

    static IEnumerable<string> ConstructorParameters(Type type, int count)
    {
        if (count == 0)
        {
            return [];
        }

        var matching = type.GetConstructors().Select(c => c.GetParameters()).Where(p => p.Length == count).ToList();
        return matching.Count == 1
            ? matching[0].Select(p => p.Name!)
            : throw new InvalidOperationException($"{matching.Count} constructors of {type} have {count} parameters: the names of the fixture's parameters are unknown.");
    }

    static void Append(StringBuilder name, IEnumerable<string> parameters, object?[] values)
    {
        foreach (var (parameter, value) in parameters.Zip(values))
        {
            name.Append('_').Append(parameter).Append('=').Append(ValueText(value));
        }
    }

    static string ValueText(object? value) => value switch
    {
        null => "null",
        string text => Clean(text),
        short or ushort or int or uint or long or ulong or decimal or Half or float or double =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        IEnumerable or DateTime or DateTimeOffset or DateOnly or TimeOnly =>
            throw new NotSupportedException($"Arguments of type {value.GetType()} have no name here: call UseTextForParameters."),
        _ => Clean(value.ToString() ?? ""),
    };

    static string Clean(string text) => string.Concat(text.Select(c => c < ' ' || Invalid.Contains(c) ? '-' : c));
}
