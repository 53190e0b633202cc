// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;

using linux.logs;

namespace linux.cli;

/// <summary>The bundled log through every kernel, at one glance.</summary>
static class DefaultCommand
{
	public static int Run(ParseResult parsed)
	{
		TextWriter output = parsed.InvocationConfiguration.Output;
		var log = LogFile.OpenBundled();
		var options = new ReplayOptions { Prefill = LogFile.BundledSize };

		List<KernelRun> runs = Terminal.ForEach(kernels.names, log.Operations.Length,
			(name, step) => KernelRun.Carry(name, new machine_config(), log, options, new KernelRun.Wants { Each = (_, _, _) => step() }));
		output.WriteLine($"A QEMU balloon takes 10 MiB from a guest: {log.Operations.Length:N0} fallocate(PUNCH_HOLE) of 4 KiB "
			+ $"on {LogFile.BundledSize >> 20} MiB of guest RAM in {runs[0].HugePagesBefore} huge pages (tmpfs, huge=always).");
		output.WriteLine();
		int rc = ReplayCommand.WriteTable(output, parsed.InvocationConfiguration.Error, runs);
		output.WriteLine("More: 'replay FILE' takes a log of yours, 'map FILE --kernel NAME' shows the pages, 'bugs' the kernels' mistakes, '--help' the rest.");
		return rc;
	}
}
