// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.cli;

/// <summary>What a file was after the last operation; extents in pages, ends exclusive.</summary>
public sealed record FileEnd(string Line, long Size, ulong Pages, string? Sha256, IReadOnlyList<(long Start, long End)> Extents);

/// <summary>A log's way through one kernel.</summary>
public sealed record KernelRun(string Kernel)
{
	/// <summary>One for each operation that was carried out; empty where only totals were asked for.</summary>
	public IReadOnlyList<OperationResult> Results { get; init; } = [];

	public ReplayTotals Totals { get; init; }
	public long HugePagesBefore { get; init; }
	public long HugePagesAfter { get; init; }

	/// <summary>The operations alone.</summary>
	public TimeSpan Elapsed { get; init; }

	/// <summary>null: not asked for, or the kernel did not get that far.</summary>
	public FileEnd? End { get; init; }

	/// <summary>The operation at which the kernel stopped, and why: an oops, a deadlock, no progress; null: it went through.</summary>
	public string? Trouble { get; init; }

	/// <summary>How much of a run to keep.</summary>
	public sealed record Wants
	{
		/// <summary>Keep every result.</summary>
		public bool Results { get; init; }

		/// <summary>Read the file at the end.</summary>
		public bool End { get; init; }

		/// <summary>Told after every operation, its number from 1 first.</summary>
		public Action<int, Operation, OperationResult>? Each { get; init; }
	}

	/// <exception cref="IOException">The file could not be filled beforehand.</exception>
	public static unsafe KernelRun Carry(string name, machine_config machine, LogFile log, ReplayOptions options, Wants wants)
	{
		using kernel kernel = LogOptions.Boot(name, machine);
		using var replayer = new Replayer(kernel, options);
		OperationResult[] results = wants.Results ? new OperationResult[log.Operations.Length] : [];
		long hugePages = replayer.HugePages;
		string? trouble = null;
		int n = 0;

		var clock = Stopwatch.StartNew();
		try {
			foreach (ref readonly Operation op in log.Operations) {
				OperationResult result = replayer.Execute(op);
				if (wants.Results)
					results[n] = result;
				n++;
				wants.Each?.Invoke(n, op, result);
			}
		} catch (Exception e) when (e is kernel_bug or no_progress) {
			Operation op = log.Operations[n];
			trouble = $"{log.Name}:{op.Line}: operation {n + 1}, {op.Name}: {e.Message}";
		}
		clock.Stop();

		return new KernelRun(name) {
			Results = wants.Results ? results[..n] : [],
			Totals = replayer.Totals,
			HugePagesBefore = hugePages,
			HugePagesAfter = replayer.HugePages,
			Elapsed = clock.Elapsed,
			End = wants.End && trouble == null
				? new FileEnd(replayer.EndLine(), replayer.Size, kernel.fstat(replayer.File).blocks / BLOCKS_PER_PAGE, replayer.Sha256(), replayer.Extents())
				: null,
			Trouble = trouble,
		};
	}
}
