// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using linux.logs;

namespace linux.tests.logs;

/// <summary>Logs for tests: written on the spot, or the real ones beside the tests.</summary>
static class Log
{
    public static string Directory => Path.Combine(TestContext.CurrentContext.TestDirectory, "logs");

    public static string Real(string name) => Path.Combine(Directory, "real", name);

    public static string Truth(string name) => Path.Combine(Directory, "truth", name);

    public static IEnumerable<string> All =>
    [
        Real("fio.punch.iolog"), Real("fsx.aligned.fsxops"), Real("punch.huge.strace"),
        Truth("fsx-7-aligned.fsxops"), Truth("qemu-balloon.fsxops"), Truth("rand-11-aligned.fsxops"), Truth("rand-12-unaligned.fsxops"),
    ];

    public static LogFile Read(string text, string? file = null) => Read(Encoding.UTF8.GetBytes(text), file);

    public static LogFile Read(byte[] bytes, string? file = null) => LogFile.Read(new MemoryStream(bytes), "LOG", file);

    /// <summary>The operations as short lines: <c>name offset length</c>, the flags behind.</summary>
    public static string[] Operations(string text, string? file = null) => Render(Read(text, file));

    public static string[] Render(LogFile log)
    {
        var lines = new List<string>();
        foreach (Operation op in log.Operations)
        {
            lines.Add($"{op.Name} {op.Offset} {op.Length}"
                + (op.Mode == 0 ? "" : $" mode={op.Mode:x}")
                + (op.Flags == OperationFlags.None ? "" : $" {op.Flags}")
                + (op.Kind == OperationKind.Unsupported ? " unsupported" : ""));
        }
        return [.. lines];
    }

    /// <summary>What reading the log complains of.</summary>
    public static string Error(string text, string? file = null) => Assert.Throws<LogException>(() => Read(text, file))!.Message;
}
