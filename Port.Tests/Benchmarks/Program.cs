// SPDX-License-Identifier: GPL-2.0-only
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

using linux.benchmarks;

// each measured call empties what was set up for it: one call an iteration
var once = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithInvocationCount(1)
    .WithUnrollFactor(1)
    .WithWarmupCount(6)
    .WithIterationCount(8);
var config = ManualConfig.CreateEmpty()
    .AddJob(once)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default);

using (var mounted = HugeTmpfs.TryMount(1L << 20, out var why))
{
    if (mounted is null)
    {
        Console.WriteLine($"The running kernel is left out: {why}.");
        config.AddFilter(new SimpleFilter(benchmark => benchmark.Descriptor.WorkloadMethod.Name != nameof(PunchBenchmark.Kernel)));
    }
}

Type[] benchmarks = [typeof(PunchBenchmark), typeof(XArrayBenchmark), typeof(ReplayBenchmark)];
var reports = BenchmarkRunner.Run(args.Length == 0 ? benchmarks : [.. benchmarks.Where(b => b.Name.StartsWith(args[0], StringComparison.Ordinal))], config).SelectMany(summary => summary.Reports).ToList();
Console.WriteLine();
Console.WriteLine(new Comparison(reports));
