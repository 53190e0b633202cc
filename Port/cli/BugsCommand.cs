// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;

using linux.logs;

using Spectre.Console;

namespace linux.cli;

/// <summary>bugs [ID]: the kernels' mistakes, each brought about on every kernel.</summary>
static class BugsCommand
{
	public static Command Build()
	{
		var command = new Command("bugs", "Brings about the bugs of the thread's kernels on every kernel, beside what the real kernel did");
		var id = new Argument<string?>("ID") {
			Description = $"One of {Ids} [default: all]",
			Arity = ArgumentArity.ZeroOrOne,
		};
		Option<string[]> names = KernelOption.Several();

		command.Arguments.Add(id);
		command.Options.Add(names);
		command.SetAction(parsed => {
			Bug[] bugs = Find(parsed.GetValue(id));
			TextWriter output = parsed.InvocationConfiguration.Output;
			for (int i = 0; i < bugs.Length; i++) {
				if (i > 0)
					output.WriteLine();
				Write(output, bugs[i], parsed.Names(names));
			}
			return CommandLine.Done;
		});
		return command;
	}

	static string Ids => string.Join(", ", Bugs.All.Select(bug => bug.Id));

	static Bug[] Find(string? id)
	{
		if (id == null)
			return Bugs.All;
		Bug? bug = Bugs.All.FirstOrDefault(bug => bug.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
		return bug != null ? [bug] : throw new LogException($"bugs: unknown bug '{id}', expected one of {Ids}");
	}

	static void Write(TextWriter output, Bug bug, string[] names)
	{
		var table = new Table();
		table.AddColumns(new TableColumn(new Text("kernel")), new TableColumn(new Text("on the port")), new TableColumn(new Text("the real kernel")));
		foreach (string name in names)
			table.AddRow(new Text(name), new Text(Happened(bug, name)), new Text(bug.Real(name) ?? "not run"));

		output.WriteLine($"{bug.Id}: {bug.Title}");
		output.WriteLine(bug.How);
		Terminal.Write(output, table);
	}

	static string Happened(Bug bug, string name)
	{
		using kernel kernel = kernels.boot(name, bug.Config);
		try {
			return bug.Show(kernel);
		} catch (kernel_bug e) {
			return $"{e.what} at {e.site}";
		} catch (no_progress e) {
			return e.Message;
		}
	}
}
