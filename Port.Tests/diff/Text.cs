// SPDX-License-Identifier: GPL-2.0-only
using linux.diff;

namespace linux.tests.diff;

/// <summary>Text of our own making, as a file of the kernel and of the port.</summary>
static class Text
{
    public static CFile C(string text) => CFile.Read("mm/own.c", text);

    /// <summary>Methods, in a file that says it is mm/own.c.</summary>
    public static PortFile Port(string text) => PortFile.Read("mm/own.cs",
        $"/* SPDX-License-Identifier: GPL-2.0-only */\n/* mm/own.c at v5.4 */\nnamespace linux;\n\npublic unsafe partial class kernel\n{{\n{text}\n}}\n")!;

    /// <summary>Both, compared.</summary>
    public static List<Comparison> Compare(string c, string port, Func<Ported, Fingerprint?>? fingerprints = null)
    {
        using var tree = new TemporaryTree(("mm/own.c", c));
        return Comparer.WithTree(Ported.All([Port(port)]), Trees.Open(tree.Path, null), fingerprints ?? (_ => null));
    }

    public static Mark[] Marks(string c, string port) => [.. Compare(c, port).SelectMany(comparison => comparison.Pairs).Select(pair => pair.Mark)];
}

/// <summary>A directory with files, gone at the end.</summary>
sealed class TemporaryTree : IDisposable
{
    public TemporaryTree(params (string Path, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("port-diff").FullName;
        foreach ((var path, var text) in files)
        {
            var full = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }

    public string Path { get; }

    public string FileAt(string path) => System.IO.Path.Combine(Path, path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
