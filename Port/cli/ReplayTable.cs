// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;

using Spectre.Console;

namespace linux.cli;

/// <summary>Runs side by side, a line for each kernel.</summary>
public static class ReplayTable
{
	public const string Legend = "punched: asked of PUNCH_HOLE; freed: by how much st_blocks fell; zeroed in place: punched, but still there as zeroes; "
		+ "splits, failed splits: of huge pages; memcg: charged before the first and after the last operation; time: of the operations alone.";

	public static void Write(TextWriter output, IReadOnlyList<KernelRun> runs)
	{
		var table = new Table();
		table.AddColumn(Column("kernel", Justify.Left));
		foreach (string name in (string[])["punched\nKiB", "freed\nKiB", "zeroed in\nplace KiB", "huge pages\nleft", "\nsplits", "failed\nsplits",
			"memcg KiB\nbefore", "memcg KiB\nafter", "time\nms"])
			table.AddColumn(Column(name, Justify.Right));
		foreach (KernelRun run in runs)
			table.AddRow([.. Cells(run).Select(cell => new Text(cell))]);
		Terminal.Write(output, table);
	}

	static TableColumn Column(string name, Justify justify) => new(new Text(name)) { Alignment = justify, NoWrap = true };

	static IEnumerable<string> Cells(KernelRun run)
	{
		var totals = run.Totals;
		yield return run.Kernel;
		yield return Kib(totals.Punched);
		yield return Kib(totals.Freed);
		yield return Kib(totals.ZeroedInPlace);
		yield return run.HugePagesBefore > 0 ? $"{run.HugePagesAfter} of {run.HugePagesBefore}" : Number(run.HugePagesAfter);
		yield return Number(totals.Splits);
		yield return Number(totals.FailedSplits);
		yield return Kib(totals.ChargedBefore);
		yield return Kib(totals.ChargedAfter);
		yield return run.Elapsed.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture);
	}

	static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

	static string Kib(long bytes) => (bytes / 1024m).ToString(bytes % 1024 == 0 ? "N0" : "N1", CultureInfo.InvariantCulture);
}
