// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

using linux.cli;

namespace linux.tests.cli;

/// <summary>The program, called as a user calls it, with its output piped.</summary>
sealed partial record Run(int Rc, string Output, string Error)
{
    public static Run Of(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var rc = CommandLine.Run(args, output, error);
        return new Run(rc, output.ToString(), error.ToString());
    }

    /// <summary>The output of a run that must go well.</summary>
    public static string Good(params string[] args)
    {
        var run = Of(args);
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Rc, Is.EqualTo(CommandLine.Done));
        return run.Output;
    }

    /// <summary>A table's text with its last column, the time taken, made equal, however wide it was.</summary>
    public static string WithoutTime(string table) => TimeColumn().Replace(table, "$1  time");

    /// <summary>Text without the numbers of page frames and source lines, which follow from what is beside the point.</summary>
    public static string WithoutPlaces(string text) => SourceLine().Replace(FrameNumber().Replace(text, "pfn #"), ".cs:#");

    [GeneratedRegex(@"^((?:kernel| |v5|yang|dickins).*\S) +(?:time|ms|[\d,]+)$", RegexOptions.Multiline)]
    private static partial Regex TimeColumn();

    [GeneratedRegex(@"pfn \d+( to \d+)?")]
    private static partial Regex FrameNumber();

    [GeneratedRegex(@"\.cs:\d+")]
    private static partial Regex SourceLine();
}
