// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Text;

using BenchmarkDotNet.Reports;

using static linux.constants;

namespace linux.benchmarks;

/// <summary>What was measured beside what it is measured by: the running kernel, or a bound.</summary>
sealed class Comparison(IReadOnlyList<BenchmarkReport> reports)
{
    const double NsPerMs = 1e6;

    public override string ToString()
    {
        var pages = PunchBenchmark.FileSize / PAGE_SIZE;
        var hugePages = PunchBenchmark.FileSize / PunchBenchmark.HugePage;
        var table = new StringBuilder();
        Row(table, "", "ours", "kernel", "ratio", "at most");
        Punch(table, $"punch {pages} pages of 4 KiB, ms", (long)PAGE_SIZE, "0.5");
        Punch(table, $"punch {hugePages} whole huge pages, ms", PunchBenchmark.HugePage, "2");
        Alone(table, "XArray, xa_store of an entry, ns", nameof(XArrayBenchmark.Store), 1, "20");
        Alone(table, "XArray, xas_store under the lock, ns", nameof(XArrayBenchmark.StoreLocked), 1, "20");
        Alone(table, "XArray, xa_load of an entry, ns", nameof(XArrayBenchmark.Load), 1, "10");
        Alone(table, "the bundled log through v5.7, ms", nameof(ReplayBenchmark.Bundled), NsPerMs, "500");
        return table.ToString();
    }

    void Punch(StringBuilder table, string what, long step, string limit)
    {
        var (ours, kernel) = (Mean(nameof(PunchBenchmark.Port), step), Mean(nameof(PunchBenchmark.Kernel), step));
        Row(table, what, Number(ours / NsPerMs), Number(kernel / NsPerMs), Number(ours / kernel), limit);
    }

    void Alone(StringBuilder table, string what, string method, double unit, string limit) =>
        Row(table, what, Number(Mean(method) / unit), "", "", limit);

    /// <summary>Nanoseconds; null: it was not measured.</summary>
    double? Mean(string method, long? step = null) =>
        reports.FirstOrDefault(report =>
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method &&
            (step is null || report.BenchmarkCase.Parameters[nameof(PunchBenchmark.Step)] is long s && s == step))
            ?.ResultStatistics?.Mean;

    static string Number(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";

    static void Row(StringBuilder table, string what, string ours, string kernel, string ratio, string limit) =>
        table.Append(CultureInfo.InvariantCulture, $"{what,-40}{ours,12}{kernel,12}{ratio,8}{limit,10}\n");
}
