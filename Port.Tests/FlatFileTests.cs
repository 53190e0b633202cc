// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Security.Cryptography;

using linux.logs;

namespace linux.tests;

/// <summary>The model that the port is measured by is measured by the real kernels.</summary>
public sealed class FlatFileTests
{
    static readonly string[] s_logs = Truth.Logs;

    [TestCaseSource(nameof(s_logs))]
    public void ModelEndsWithTheRealKernelsBytes(string log)
    {
        var model = new FlatFile();
        var transcript = Truth.Text($"{log}.v5.7.txt").Split('\n');
        var n = 0;
        foreach (ref readonly var op in LogFile.Read(Truth.PathOf($"{log}.fsxops")).Operations)
        {
            var seen = transcript[n++];
            Assert.That(Field(seen, "rc"), Is.EqualTo("0"));
            model.Apply(n, op);
            Assert.That(Field(seen, "size"), Is.EqualTo(model.Size.ToString(CultureInfo.InvariantCulture)), seen);
        }

        Assert.That(Convert.ToHexStringLower(SHA256.HashData(model.Content)), Is.EqualTo(Field(transcript[n], "sha256")));
    }

    static string Field(string line, string key) =>
        line.Split(' ').Single(word => word.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];
}
