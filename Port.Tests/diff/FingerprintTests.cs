// SPDX-License-Identifier: GPL-2.0-only
using linux.diff;

namespace linux.tests.diff;

/// <summary>The port against the committed hashes of the kernels' lines: no kernel source is at hand.</summary>
public sealed class FingerprintTests
{
    const double LeastOfTheEight = 0.97, LeastOfAll = 0.93;

    static readonly IReadOnlyList<PortFile> s_files = PortText.Files();

    [TestCaseSource(typeof(kernels), nameof(kernels.names))]
    public void Every_line_is_equal_by_rule_or_has_its_reason(string kernel)
    {
        List<Comparison> comparisons = Compared(kernel);

        Assert.That(comparisons.SelectMany(c => c.Pairs.Where(p => p.Mark > Mark.Explained).Select(p => $"{c.Ported.Id}: {p.Right?.Text}")), Is.Empty);
        Assert.That(comparisons.Aggregate(new Counts(), (sum, c) => sum + c.Counts).Same, Is.GreaterThanOrEqualTo(LeastOfAll));
    }

    [TestCaseSource(typeof(kernels), nameof(kernels.names))]
    public void Functions_of_the_thread_are_nearly_the_kernels(string kernel)
    {
        string[] names = ["shmem_undo_range", "shmem_punch_compound", "find_get_entries", "split_huge_page_to_list", "__split_huge_page", "shmem_getpage_gfp", "shmem_fallocate", "collapse_file"];
        List<Comparison> comparisons = Compared(kernel);

        foreach (var name in names)
        {
            foreach (Comparison comparison in comparisons.Where(c => c.Ported.Name == name))
            {
                Assert.That(comparison.Counts.Same, Is.GreaterThanOrEqualTo(LeastOfTheEight), name);
            }
        }
        var expected = kernel is "dickins" or "v5.7" ? names : names.Where(name => name != "shmem_punch_compound");
        Assert.That(names.Where(name => comparisons.Exists(c => c.Ported.Name == name)), Is.EquivalentTo(expected));
    }

    [Test]
    public void Every_fingerprint_is_of_a_function_of_the_port()
    {
        List<Ported> all = Ported.All(s_files);
        foreach (var kernel in kernels.names)
        {
            var known = Fingerprint.Parse(kernel, PortText.Fingerprint(kernel)!);
            Assert.That(known.Keys.Select(key => $"{key.Item1} {key.Item2}"), Is.SubsetOf(all.Where(f => f.Version == kernel).Select(f => $"{f.KernelPath} {f.Id}")), kernel);
        }
    }

    [Test]
    public void Source_and_fingerprint_agree()
    {
        const string C = "int f(struct page *page, int n)\n{\n\tint i;\n\n\tg(n);\n\tfor (i = 0; i < n; i++)\n\t\th(page, (u8)i);\n\treturn n & 1 ?: 2;\n}\n";
        const string Same = "public int f(page *page, int n)\n{\n\tint i;\n\n\t// PORT: no g\n\tfor (i = 0; i < n; i++)\n\t\th(page, (u8)i);\n\treturn (n & 1) != 0 ? n & 1 : 2;\n}";
        Comparison source = Text.Compare(C, Same).Single();
        using var written = new StringWriter();
        Fingerprint.Write(written, source);
        Fingerprint fingerprint = Fingerprint.Parse("own", written.ToString()).Single().Value;

        foreach (var port in (string[])[Same, Same.Replace("i < n", "i <= n"), Same.Replace("h(page, (u8)i)", "h(page, i)"), Same.Replace("// PORT: no g", ""), Same.Replace("int i;", "")])
        {
            Ported ported = Ported.All([Text.Port(port)]).Single();
            List<Pair> hashed = Comparer.WithFingerprint(ported, fingerprint).Pairs, sourced = Text.Compare(C, port, _ => fingerprint).Single().Pairs;
            Assert.That(hashed.Exists(pair => pair.Mark == Mark.Unexplained), Is.EqualTo(port != Same), port);
            Assert.That(sourced.Exists(pair => pair.Mark == Mark.Unexplained), Is.EqualTo(port != Same), port);
        }
    }

    static List<Comparison> Compared(string kernel) =>
        [.. Comparer.WithFingerprints(Ported.Of(s_files, kernel), PortText.Fingerprints()).Where(c => c.Fate != Fate.Own)];
}
