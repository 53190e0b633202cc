// SPDX-License-Identifier: MIT
using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analyzers.Tests;

/// <summary>The package as its users get it: packed, referenced from a folder, at work in their build.</summary>
[TestFixture]
[Category("EndToEnd")]
public partial class PackageTests
{
    string _folder = "";

    [OneTimeSetUp]
    public async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("pairing-").FullName;
        List<string> arguments = ["pack", Metadata("AnalyzersProject"), "--no-build", "--nologo", "-c", Metadata("Configuration"), "-o", Path.Combine(_folder, "packages")];
        if (Metadata("ArtifactsPath") is { Length: > 0 } artifacts)
            arguments.AddRange(["--artifacts-path", artifacts]);
        (int code, string output) = await Dotnet([.. arguments]);
        Assert.That(code, Is.Zero, output);
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_package_has_both_assemblies_and_nothing_to_reference()
    {
        using ZipArchive package = ZipFile.OpenRead(PackageFile);
        List<string> files = [.. package.Entries.Select(entry => entry.FullName)];
        using var reader = new StreamReader(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec")).Open());
        string nuspec = reader.ReadToEnd();
        Assert.Multiple(() =>
        {
            Assert.That(files.Where(file => file.EndsWith(".dll")), Is.EquivalentTo(new[]
            {
                "analyzers/dotnet/cs/Pairing.Analyzers.dll",
                "analyzers/dotnet/cs/Pairing.Analyzers.CodeFixes.dll",
            }));
            Assert.That(files, Has.Member("README.md").And.Member("docs/PAIR001.md"));
            Assert.That(files.Where(file => file.StartsWith("lib/")), Is.Empty);
            Assert.That(nuspec, Does.Contain("<developmentDependency>true</developmentDependency>"));
            Assert.That(nuspec, Does.Contain("<license type=\"expression\">MIT</license>"));
            Assert.That(nuspec, Does.Contain("<readme>README.md</readme>"));
            Assert.That(nuspec, Does.Not.Contain("<dependency "));
        });
    }

    [Test]
    public async Task A_broken_pairing_is_found_in_the_build_and_in_its_log()
    {
        string project = MakeProject("user");
        Write(project, "acme.pairs.txt", """
            # our latch
            M:Latch.Lock acquires this
            M:Latch.Unlock releases this
            M:Latch.Unlok releases this
            """);
        Write(project, "Program.cs", """
            using System.Threading;

            object gate = new();
            new Account().Take(args.Length);

            public sealed class Latch
            {
                public void Lock() { }
                public void Unlock() { }
            }

            public sealed class Account
            {
                readonly object _gate = new();
                readonly Latch _latch = new();
                [Pairing.MustHold("_gate")] int _balance;

                public bool Take(int amount)
                {
                    Monitor.Enter(_gate);
                    if (_balance < amount)
                        return false;
                    _balance -= amount;
                    Monitor.Exit(_gate);
                    return true;
                }

                public void Latched(bool really)
                {
                    _latch.Lock();
                    if (really)
                        _latch.Unlock();
                }
            }
            """);

        (int code, string output) = await Dotnet("build", project, "--nologo", "-v", "quiet");

        using JsonDocument log = JsonDocument.Parse(File.ReadAllText(Path.Combine(project, "build.sarif")));
        JsonElement[] results = [.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
        List<string> found = [.. results.Select(result => $"{result.GetProperty("ruleId")} {Place(result)}").Where(result => result.StartsWith("PAIR")).Order()];
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero, output);
            Assert.That(output, Does.Match(@"Program\.cs\(\d+,\d+\): warning PAIR001: .*_gate"));
            Assert.That(output, Does.Match(@"Program\.cs\(\d+,\d+\): warning PAIR001: .*_latch"));
            Assert.That(output, Does.Match(@"acme\.pairs\.txt\(4,1\): warning PAIR015: "));
            Assert.That(output, Does.Not.Contain("AD0001").And.Not.Contain("CS8032").And.Not.Contain("CS9057"));
            Assert.That(found, Is.EqualTo(new[] { "PAIR001 Program.cs", "PAIR001 Program.cs", "PAIR015 acme.pairs.txt" }));
        });
    }

    /// <summary>The files that README.md shows give, in a user's build, the reports that it shows.</summary>
    [Test]
    public async Task The_readme_is_what_its_reader_sees()
    {
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Metadata("AnalyzersProject"))!, "..", "README.md")).ReplaceLineEndings("\n");
        string section = readme[readme.IndexOf("\n## The analyzers\n", StringComparison.Ordinal)..];
        string project = MakeProject("readme");
        Write(project, "Latch.cs", """
            namespace Acme.Storage;

            public sealed class Latch
            {
                public void LockShared() { }
                public void LockExclusive() { }
                public bool TryLockExclusive(int milliseconds) => milliseconds > 0;
                public void UnlockShared() { }
                public void UnlockExclusive() { }
                public bool IsLockedExclusive => true;
            }
            """);
        Write(project, "Program.cs", "");
        foreach (string block in Blocks(section, "csharp").Concat(Blocks(section, "pairs")))
            Write(project, FileName().Match(block).Value, block);
        List<string> expected = [.. Blocks(section, "text").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

        (_, string output) = await Dotnet("build", project, "--nologo", "-v", "quiet", "-p:OutputType=Library");
        Assert.That(Reports(output), Is.EquivalentTo(expected), output);

        Write(project, ".editorconfig", "root = true\n" + Blocks(section, "ini").Single());
        (_, output) = await Dotnet("build", project, "--nologo", "-v", "quiet", "-p:OutputType=Library");
        Assert.That(Reports(output), Is.EquivalentTo(expected.Select(line => line.Replace("warning PAIR001", "error PAIR001"))), output);

        static IEnumerable<string> Reports(string output) => Report().Matches(output).Select(match => match.Groups[1].Value).Distinct();
    }

    /// <summary>What <c>dotnet format analyzers --diagnostics</c> makes of every rule that has a fix; then nothing is left to report.</summary>
    [Test]
    public async Task Dotnet_format_applies_the_fixes()
    {
        string project = MakeProject("formatted");
        Write(project, ".editorconfig", """
            root = true

            [*.cs]
            dotnet_diagnostic.PAIR013.severity = warning
            """);
        Write(project, "Account.cs", """
            using System.Buffers;
            using System.Threading;
            using Pairing;

            public sealed class Purse
            {
                private readonly object _gate = new();
                private int _balance;

                public void Give(int amount)
                {
                    Monitor.Enter(_gate);
                    _balance += amount;
                    Monitor.Exit(_gate);
                    Monitor.Exit(_gate);
                }
            }

            public sealed class Account
            {
                private readonly object _gate = new();
                private readonly SemaphoreSlim _turn = new(1);
                private int _balance;

                public bool Spend(int amount)
                {
                    Monitor.Enter(_gate);
                    if (_balance < amount)
                        return false;
                    _balance -= amount;
                    Monitor.Exit(_gate);
                    return true;
                }

                public int Sum(int length)
                {
                    byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                    if (buffer.Length > 4096)
                        return -1;
                    ArrayPool<byte>.Shared.Return(buffer);
                    return length;
                }

                public void Twice(int length)
                {
                    byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                    ArrayPool<byte>.Shared.Return(buffer);
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                public bool Wait()
                {
                    _turn.Wait(100);
                    _balance++;
                    _turn.Release();
                    return true;
                }

                [Acquires("_gate")]
                public bool Begin()
                {
                    if (_balance == 0)
                        return false;
                    Monitor.Enter(_gate);
                    return true;
                }

                public void Save(string path)
                {
                    _turn.Wait();
                    System.IO.File.WriteAllText(path, "");
                    _turn.Release();
                }
            }
            """);
        Write(project, "Program.cs", "new Account().Spend(args.Length);");

        (int code, string output) = await Dotnet("build", project, "--nologo", "-v", "quiet");
        Assert.That(Reported(output), Is.EqualTo(new[] { "PAIR001", "PAIR002", "PAIR004", "PAIR005", "PAIR007", "PAIR009", "PAIR013" }), output);
        // the two that one provider fixes in two ways go one after the other
        (code, output) = await Dotnet("format", "analyzers", project, "--no-restore", "--severity", "warn", "--diagnostics", "PAIR001", "PAIR002", "PAIR004", "PAIR005", "PAIR007", "PAIR009");
        Assert.That(code, Is.Zero, output);
        (code, output) = await Dotnet("format", "analyzers", project, "--no-restore", "--severity", "warn", "--diagnostics", "PAIR013");
        Assert.That(code, Is.Zero, output);

        string formatted = File.ReadAllText(Path.Combine(project, "Account.cs")).ReplaceLineEndings("\n");
        (code, string after) = await Dotnet("build", project, "--nologo", "-v", "quiet");
        Assert.Multiple(() =>
        {
            Assert.That(formatted, Does.Contain("""
                        if (_balance < amount)
                        {
                            Monitor.Exit(_gate);
                            return false;
                        }
                """.ReplaceLineEndings("\n")), output);
            Assert.That(formatted, Does.Contain("if (!_turn.Wait(100))"), output);
            Assert.That(formatted, Does.Contain("[CondAcquires(true, \"_gate\")]"), output);
            Assert.That(formatted, Does.Contain("finally"), output);
            Assert.That(code, Is.Zero, after);
            Assert.That(Reported(after), Is.Empty, formatted);
        });

        static IEnumerable<string> Reported(string output) => Report().Matches(output).Select(match => match.Groups[2].Value).Distinct().Order();
    }

    /// <summary>A console project that knows nothing of this machine or repository, and the package from its folder.</summary>
    string MakeProject(string name)
    {
        string project = Path.Combine(_folder, name);
        Directory.CreateDirectory(project);
        Write(project, "nuget.config", """
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="../packages" />
              </packageSources>
            </configuration>
            """);
        Write(project, "Directory.Build.props", "<Project />");
        Write(project, "Directory.Packages.props", "<Project />");
        Write(project, name + ".csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
                <RestorePackagesPath>../restored</RestorePackagesPath>
                <ErrorLog>build.sarif,version=2.1</ErrorLog>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Pairing.Analyzers" Version="*" PrivateAssets="all" />
                <AdditionalFiles Include="*.pairs.txt" />
              </ItemGroup>
            </Project>
            """);
        return project;
    }

    static void Write(string project, string name, string text) => File.WriteAllText(Path.Combine(project, name), text);

    static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    /// <summary>The name in the comment that a file of README.md begins with.</summary>
    [GeneratedRegex(@"(?<=^(//|\#) )[\w.]+")]
    private static partial Regex FileName();

    /// <summary>A report in the output of a build, without the folder and the project.</summary>
    [GeneratedRegex(@"([^\\/\n]+\(\d+,\d+\): \w+ (PAIR\d+): .*) \[")]
    private static partial Regex Report();

    static string Place(JsonElement result) =>
        Path.GetFileName(result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!);

    string PackageFile => Directory.GetFiles(Path.Combine(_folder, "packages"), "*.nupkg").Single();

    static string Metadata(string key) =>
        typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value ?? "";

    async Task<(int Code, string Output)> Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        // what the test runner sets is not for the child
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
