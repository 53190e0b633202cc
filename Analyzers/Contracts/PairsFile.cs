// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;
using System.Text;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pairing.Contracts;

/// <summary>The lines of a pairs.txt, parsed once for each text.</summary>
sealed class PairsFile
{
    public const string Extension = ".pairs.txt";

    static readonly ConditionalWeakTable<SourceText, PairsFile> s_parsed = new();
    static readonly Lazy<PairsFile> s_bcl = new(ReadBcl);

    readonly List<PairsLine> _lines = [];
    readonly Dictionary<string, List<PairsLine>> _byName = new(StringComparer.Ordinal);

    PairsFile(SourceText text)
    {
        HashSet<(string, Clause, string?, string?)> said = [];
        foreach (TextLine line in text.Lines)
        {
            if (PairsLine.Parse(text, line) is not { } parsed)
                continue;
            if (parsed.Clause is { } clause && !said.Add((parsed.Id, clause with { Target = null, Into = null }, clause.Target?.Written, clause.Into?.Written)))
                parsed = parsed with { Clause = null, Problem = "it is said already" };
            _lines.Add(parsed);
            if (parsed.Clause is null)
                continue;
            foreach (string name in NamesOf(parsed.Id))
            {
                if (!_byName.TryGetValue(name, out List<PairsLine>? lines))
                    _byName.Add(name, lines = []);
                lines.Add(parsed);
            }
        }
    }

    /// <summary>The built-in table.</summary>
    public static PairsFile Bcl => s_bcl.Value;

    public IReadOnlyList<PairsLine> Lines => _lines;

    /// <summary>The usable lines by the metadata name of the member: <c>Enter</c>, <c>.ctor</c>, <c>IsHeld</c>; those of constructors by that of the type, too, and those of indexers by <c>this[]</c>.</summary>
    public IReadOnlyList<PairsLine> Named(string name) => _byName.TryGetValue(name, out List<PairsLine>? lines) ? lines : Array.Empty<PairsLine>();

    public static PairsFile Parse(SourceText text) => s_parsed.GetValue(text, static text => new PairsFile(text));

    static PairsFile ReadBcl()
    {
        using Stream stream = typeof(PairsFile).Assembly.GetManifestResourceStream("bcl.pairs.txt");
        return new PairsFile(SourceText.From(stream, Encoding.UTF8));
    }

    /// <summary>The member's own name in a documentation id, as <c>ISymbol.MetadataName</c> has it but without arity; of a constructor, that by which it is called.</summary>
    static IEnumerable<string> NamesOf(string id)
    {
        string[] path = DocumentationId.WithoutParameters(id).Split('.', ':');
        string name = path[path.Length - 1].Split('`')[0];
        yield return name.Replace("#ctor", ".ctor").Replace("#cctor", ".cctor");
        if (name == "#ctor")
            yield return path[path.Length - 2].Split('`')[0];
        if (id.StartsWith("P:", StringComparison.Ordinal) && id.Contains('('))
            yield return WellKnownMemberNames.Indexer;
    }
}
