// SPDX-License-Identifier: GPL-2.0-only
using BenchmarkDotNet.Attributes;

using linux.logs;

namespace linux.benchmarks;

/// <summary>The log that comes with the program, through one kernel: boot, fill the guest's memory, replay.</summary>
public class ReplayBenchmark
{
    readonly LogFile _log = LogFile.OpenBundled();

    [Benchmark]
    public long Bundled()
    {
        using var kernel = kernels.boot("v5.7", new machine_config());
        using var replayer = new Replayer(kernel, new ReplayOptions { Prefill = LogFile.BundledSize });
        foreach (ref readonly var op in _log.Operations)
        {
            replayer.Execute(op);
        }

        return replayer.Totals.Freed;
    }
}
