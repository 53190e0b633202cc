// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using linux.logs;

namespace linux.tests;

/// <summary>A replay prints what a real kernel did with the same operations, byte for byte.</summary>
public sealed class TruthTests
{
    static readonly string[] s_logs = Truth.Logs;
    static readonly string[] s_kernels = Truth.Kernels;

    [Test]
    public void ReplayPrintsWhatTheRealKernelDid(
        [ValueSource(nameof(s_logs))] string log,
        [ValueSource(nameof(s_kernels))] string kernel)
    {
        var expected = Truth.Text($"{log}.{kernel}.txt");

        var actual = Replay(log, kernel);

        if (actual != expected)
        {
            Assert.Fail(TextDifference.First(expected, actual));
        }
    }

    static string Replay(string log, string name)
    {
        var options = new ReplayOptions { SplitHugePages = name.EndsWith(Truth.SplitFlag, StringComparison.Ordinal) };
        using var kernel = Truth.Boot(name);
        using var replayer = new Replayer(kernel, options);
        var transcript = new StringBuilder();
        var n = 0;
        foreach (ref readonly var op in LogFile.Read(Truth.PathOf($"{log}.fsxops")).Operations)
        {
            var result = replayer.Execute(op);
            transcript.Append(Replayer.PerOpLine(++n, op, result)).Append('\n');
            kernel.check_at_rest();
        }

        return transcript.Append(replayer.EndLine()).Append('\n').ToString();
    }
}
