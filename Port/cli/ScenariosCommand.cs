// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;

namespace linux.cli;

/// <summary>scenarios: what was tried on real kernels, on the port.</summary>
static class ScenariosCommand
{
	public static Command Build()
	{
		var command = new Command("scenarios", "Carries out the scenarios that were run on real kernels, pins included, and prints a line for each as that run did");
		Option<string[]> names = KernelOption.Several();

		command.Options.Add(names);
		command.SetAction(parsed => {
			string[] kernels = parsed.Names(names);
			TextWriter output = parsed.InvocationConfiguration.Output;
			int rc = CommandLine.Done;
			foreach (string name in kernels) {
				/* with one kernel nothing but the lines of its file */
				if (kernels.Length > 1)
					output.WriteLine($"== {name}");
				rc = Math.Max(rc, Run(name, output, parsed.InvocationConfiguration.Error));
			}
			return rc;
		});
		return command;
	}

	static int Run(string name, TextWriter output, TextWriter error)
	{
		try {
			new Scenarios(() => kernels.boot(name, new machine_config()), output).Run();
			return CommandLine.Done;
		} catch (Exception e) when (e is kernel_bug or no_progress) {
			output.Flush();
			error.WriteLine($"{name}: {e.Message}");
			return CommandLine.KernelTrouble;
		}
	}
}
