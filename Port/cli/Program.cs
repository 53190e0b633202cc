// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using linux.cli;

/* whole transcripts are piped: buffered, and LF everywhere */
if (!Console.IsOutputRedirected)
	return CommandLine.Run(args, Console.Out, Console.Error);

using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
return CommandLine.Run(args, output, Console.Error);
