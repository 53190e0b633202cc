// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;
using System.CommandLine.Help;

using linux.diff;
using linux.logs;

namespace linux.cli;

/// <summary>The program: what it is called with, what it prints, what it returns.</summary>
public static class CommandLine
{
	public const int Done = 0;

	/// <summary>A kernel hit a bug, or made no progress, while it carried out a log.</summary>
	public const int KernelTrouble = 1;

	/// <summary>The arguments or the log are not right; one line on standard error says what is wrong and what was expected.</summary>
	public const int BadInput = 2;

	/// <summary>Runs the program; bad input becomes one line on <paramref name="error"/>.</summary>
	/// <returns>The exit code.</returns>
	public static int Run(string[] args, TextWriter output, TextWriter error)
	{
		ParseResult parsed = Build().Parse(args);
		if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
			return Refuse(error, Explain(parsed.Errors[0].Message));
		try {
			return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
		} catch (Exception e) when (e is LogException or DiffException or IOException or UnauthorizedAccessException) {
			output.Flush();
			return Refuse(error, e.Message);
		}
	}

	static RootCommand Build()
	{
		var root = new RootCommand("Linux v5.4's tmpfs hole punch and the four patches that argued about it, carried out on a fake machine.\n"
			+ "Without a command: a real QEMU balloon log through all five kernels, as one table.");
		root.SetAction(DefaultCommand.Run);
		root.Subcommands.Add(ReplayCommand.Build());
		root.Subcommands.Add(MapCommand.Build());
		root.Subcommands.Add(ScenariosCommand.Build());
		root.Subcommands.Add(BugsCommand.Build());
		root.Subcommands.Add(DiffCommand.Build());
		return root;
	}

	/* the parser's own messages do not say what it expected */
	static string Explain(string message) => message.Contains("expected") ? message : $"{message.TrimEnd('.')}, expected what --help lists";

	static int Refuse(TextWriter error, string message)
	{
		error.WriteLine(string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
		return BadInput;
	}
}
