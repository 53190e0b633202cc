// SPDX-License-Identifier: MIT
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Pairing.Speed;

/// <summary>What one compilation took, in seconds, and what csc printed.</summary>
sealed record Compilation(double Wall, double Cpu, string Output);

/// <summary>The compiler of the SDK that built this. What it writes goes to a directory that lives as long as this.</summary>
sealed class Compiler : IDisposable
{
    static readonly string s_sdk = typeof(Compiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Sdk").Value!;
    static readonly string s_sdkAnalyzers = Path.Combine(s_sdk, "Sdks/Microsoft.NET.Sdk/analyzers");

    public const string Bare = "bare";
    public const string Control = "control";
    public const string Pairing = "pairing";
    public const string Ca2000 = "CA2000";

    static readonly Dictionary<string, string[]> s_analyzers = new()
    {
        [Bare] = [],
        [Control] = [$"/analyzer:{Path.Combine(AppContext.BaseDirectory, "Speed.dll")}"],
        [Pairing] = [$"/analyzer:{Path.Combine(AppContext.BaseDirectory, "Pairing.Analyzers.dll")}"],
        [Ca2000] = [$"/analyzer:{Path.Combine(s_sdkAnalyzers, "Microsoft.CodeAnalysis.NetAnalyzers.dll")}"],
    };

    readonly string _directory = Directory.CreateTempSubdirectory("speed").FullName;
    readonly string[] _options;

    /// <param name="report">csc prints the time of each analyzer.</param>
    public Compiler(bool report)
    {
        // the same for all: the SDK's own list turns its rules off, ours, which is the stronger, one on; the pairing rules stay at their defaults
        var config = Path.Combine(_directory, ".globalconfig");
        File.WriteAllText(config, $"is_global = true\ndotnet_diagnostic.{Ca2000}.severity = warning\n");
        var off = Path.Combine(s_sdkAnalyzers, "build/config/analysislevel_10_none.globalconfig");

        // a warning stops no compilation, but for those that say that an analyzer was not at work
        _options = ["/noconfig", $"/analyzerconfig:{off}", $"/analyzerconfig:{config}", "/warnaserror-", "/warnaserror+:AD0001,CS8032,CS8033,CS8034,CS8784,CS8785",
            .. report ? ["/reportanalyzer"] : Array.Empty<string>()];
    }

    /// <summary>The same response file, writing to our directory.</summary>
    public string Redirect(string response)
    {
        var copy = Path.Combine(_directory, Path.GetFileName(response));
        File.WriteAllLines(copy, File.ReadLines(response).Select(line => Regex.Replace(line, """^[/-](out|refout|doc|pdb):"?(?:.*[/\\])?([^"]*)"?$""",
            output => $"/{output.Groups[1]}:\"{Directory.CreateDirectory(Path.Combine(_directory, output.Groups[1].Value))}/{output.Groups[2]}\"")));
        return copy;
    }

    /// <summary>A compilation in a process of its own.</summary>
    /// <param name="response">A response file.</param>
    /// <param name="analyzer">Which analyzer is at work: one of the names above.</param>
    /// <exception cref="InvalidDataException">It does not compile.</exception>
    public Compilation Compile(string response, string analyzer)
    {
        string[] arguments = [Path.Combine(s_sdk, "Roslyn/bincore/csc.dll"), $"@{response}", .. _options, .. s_analyzers[analyzer]];

        var (wall, cpu) = (Stopwatch.StartNew(), CpuOfChildren());
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException($"{Path.GetFileName(response)} does not compile ({analyzer}): {Regex.Match(output, @"^.*\berror \w+: .*", RegexOptions.Multiline)}");
        return new(wall.Elapsed.TotalSeconds, CpuOfChildren() - cpu, output);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Seconds of user and system time of all processes that have ended.</summary>
    static double CpuOfChildren()
    {
        const int Children = -1;
        var usage = new long[18]; // struct rusage: two timeval and 14 numbers
        _ = getrusage(Children, usage);
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [DllImport("libc")]
    static extern int getrusage(int who, [Out] long[] usage);
}
