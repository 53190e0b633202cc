// SPDX-License-Identifier: GPL-2.0-only
namespace VerifyTests;

/// <summary>
/// Verify replaces the paths of the machine it runs on in plain text. The stand-in refuses such a text,
/// so that both write the same bytes.
/// </summary>
static class MachinePaths
{
    public static void ThrowIfAny(string text, string sourceFile)
    {
        foreach (var (path, placeholder) in All(sourceFile).OrderByDescending(p => p.Path.Length))
        {
            if (Holds(text, path))
            {
                throw new NotSupportedException(
                    $"The text holds the path {path}, which Verify would replace with {placeholder}. Take it out before calling Verify.");
            }
        }
    }

    static IEnumerable<(string Path, string Placeholder)> All(string sourceFile)
    {
        var project = Parents(Path.GetDirectoryName(Path.GetFullPath(sourceFile))).FirstOrDefault(d => Has(d, "*.csproj"));
        var solution = Parents(project).Take(3).FirstOrDefault(d => Has(d, "*.slnx") || Has(d, "*.sln"));
        (string? Path, string Placeholder)[] all =
        [
            (AppContext.BaseDirectory, "{CurrentDirectory}"),
            (Environment.CurrentDirectory, "{CurrentDirectory}"),
            (Path.GetTempPath(), "{TempPath}"),
            (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "{UserProfile}"),
            (project, "{ProjectDirectory}"),
            (solution, "{SolutionDirectory}"),
        ];
        return all.Select(p => (Slashes(p.Path ?? "").TrimEnd('/'), p.Placeholder)).Where(p => p.Item1.Length > 1);
    }

    static IEnumerable<string> Parents(string? directory)
    {
        for (; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            yield return directory;
        }
    }

    static bool Has(string directory, string pattern) =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, pattern).Any();

    // a path stands for itself where no letter or digit touches it; both slashes count
    static bool Holds(string text, string path)
    {
        text = Slashes(text);
        for (var at = text.IndexOf(path, StringComparison.Ordinal); at >= 0; at = text.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            var end = at + path.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    static string Slashes(string path) => path.Replace('\\', '/');
}
