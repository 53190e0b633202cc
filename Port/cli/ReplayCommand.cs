// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;
using System.Globalization;

using linux.logs;

namespace linux.cli;

/// <summary>replay FILE: a log through some kernels.</summary>
static class ReplayCommand
{
	public static Command Build()
	{
		var command = new Command("replay", "Carries out an operation log on one new tmpfs file of each kernel and compares what they did");
		var options = new LogOptions();
		Option<string[]> names = KernelOption.Several();
		var perOp = new Option<bool>("--per-op") { Description = "Print a line for every operation, and the END line, as the transcripts of real kernels have them" };
		var json = new Option<bool>("--json") { Description = "Print everything as one JSON document (Port/docs/replay.schema.json)" };

		options.AddTo(command);
		foreach (Option option in (Option[])[names, perOp, json])
			command.Options.Add(option);
		command.SetAction(parsed => {
			if (parsed.GetValue(perOp) && parsed.GetValue(json))
				throw new LogException("--per-op: cannot go with --json, which has every operation, expected one of them");
			machine_config machine = options.Machine(parsed);
			LogFile log = options.Log(parsed);
			ReplayOptions replay = options.Replay(parsed, log);
			string[] kernels = parsed.Names(names);
			TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;

			if (parsed.GetValue(perOp))
				return PerOp(output, error, kernels, machine, log, replay);
			var wants = new KernelRun.Wants { Results = parsed.GetValue(json), End = parsed.GetValue(json) };
			List<KernelRun> runs = Terminal.ForEach(kernels, log.Operations.Length,
				(name, step) => KernelRun.Carry(name, machine, log, replay, wants with { Each = (_, _, _) => step() }));
			if (parsed.GetValue(json)) {
				ReplayJson.Write(output, log, replay, runs);
				output.Flush();
				return WriteTrouble(error, runs);
			}
			output.WriteLine(Summary(log));
			output.WriteLine();
			return WriteTable(output, error, runs);
		});
		return command;
	}

	/* with one kernel nothing but the transcript */
	static int PerOp(TextWriter output, TextWriter error, string[] names, machine_config machine, LogFile log, ReplayOptions replay)
	{
		int rc = CommandLine.Done;
		foreach (string name in names) {
			if (names.Length > 1)
				output.WriteLine($"# {name}");
			KernelRun run = KernelRun.Carry(name, machine, log, replay, new KernelRun.Wants {
				End = true,
				Each = (n, op, result) => output.WriteLine(Replayer.PerOpLine(n, op, result)),
			});
			if (run.End != null)
				output.WriteLine(run.End.Line);
			output.Flush();
			rc = Math.Max(rc, WriteTrouble(error, [run]));
		}
		return rc;
	}

	/// <summary>The table, what its columns mean, and what went wrong.</summary>
	/// <returns>The exit code.</returns>
	public static int WriteTable(TextWriter output, TextWriter error, List<KernelRun> runs)
	{
		ReplayTable.Write(output, runs);
		foreach (KernelRun run in runs.Where(run => run.Totals.Errors > 0))
			output.WriteLine($"{run.Kernel}: {Count(run.Totals.Errors, "operation")} of {Number(run.Totals.Operations)} returned an error; --per-op shows which.");
		output.WriteLine();
		output.WriteLine(ReplayTable.Legend);
		output.Flush();
		return WriteTrouble(error, runs);
	}

	static int WriteTrouble(TextWriter error, List<KernelRun> runs)
	{
		int rc = CommandLine.Done;
		foreach (KernelRun run in runs.Where(run => run.Trouble != null)) {
			error.WriteLine($"{run.Kernel}: {run.Trouble}");
			rc = CommandLine.KernelTrouble;
		}
		return rc;
	}

	/// <summary>What of the log is replayed and what is not.</summary>
	public static string Summary(LogFile log)
	{
		LogCounts counts = log.Counts;
		var parts = new List<string> { $"{log.FormatName}, {Count(log.Operations.Length, "operation")}{(log.Target == null ? "" : $" on {log.Target}")}" };
		int others = log.OtherFiles.Sum(file => file.Operations);

		if (others > 0)
			parts.Add($"{Count(others, "operation")} on {Count(log.OtherFiles.Count, "other file")} left out (--file)");
		if (counts.PassedOver.Count > 0)
			parts.Add($"{Count(counts.PassedOver.Values.Sum(), "call")} passed over");
		if (counts.Failed > 0)
			parts.Add($"{Count(counts.Failed, "failed call")} skipped");
		if (counts.Skipped > 0)
			parts.Add($"{Count(counts.Skipped, "line")} marked skip");
		return $"{log.Name}: {string.Join(", ", parts)}";
	}

	static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

	static string Count(int number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";
}
