// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;
using System.CommandLine.Parsing;

namespace linux.cli;

/// <summary>--kernel NAME.</summary>
static class KernelOption
{
	static string All => string.Join(", ", kernels.names);

	/// <summary>May be given several times.</summary>
	public static Option<string[]> Several()
	{
		var option = new Option<string[]>("--kernel", "-k") {
			HelpName = "NAME",
			Description = $"A kernel: {All}; may be given several times [default: all]",
			Arity = ArgumentArity.OneOrMore,
			CustomParser = result => [.. result.Tokens.Select(token => Known(token.Value, result)).Distinct()],
		};
		option.CompletionSources.Add(kernels.names);
		return option;
	}

	public static Option<string> One()
	{
		var option = new Option<string>("--kernel", "-k") {
			HelpName = "NAME",
			Description = $"The kernel: {All}",
			Required = true,
			CustomParser = result => Known(result.Tokens[0].Value, result),
		};
		option.CompletionSources.Add(kernels.names);
		return option;
	}

	/// <summary>What was given, or all.</summary>
	public static string[] Names(this ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) is { Length: > 0 } given ? given : kernels.names;

	static string Known(string name, ArgumentResult result)
	{
		if (!kernels.names.Contains(name))
			result.AddError($"--kernel: unknown kernel '{name}', expected one of {All}");
		return name;
	}
}
