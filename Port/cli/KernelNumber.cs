// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine.Parsing;
using System.Globalization;

namespace linux.cli;

/// <summary>Counts and indices on the command line.</summary>
static class KernelNumber
{
	public static long Parse(ArgumentResult result, string option, long most) => Parse(result.Tokens[0].Value, result, option, most);

	public static long Parse(string text, ArgumentResult result, string option, long most)
	{
		if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most)
			return number;
		result.AddError($"{option}: '{text}' is not in range, expected a number from 0 to {most}");
		return 0;
	}
}
