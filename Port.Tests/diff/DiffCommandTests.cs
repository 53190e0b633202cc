// SPDX-License-Identifier: GPL-2.0-only
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

using linux.cli;
using linux.diff;
using linux.tests.cli;

namespace linux.tests.diff;

public sealed class DiffCommandTests
{
    [TestCase("diff --kernel NOWHERE", "NOWHERE: no such file or directory, expected a kernel tree or a file of C")]
    [TestCase("diff --kernel NOWHERE --tag v5.4", "NOWHERE: no such directory, expected a git repository")]
    [TestCase("diff --kernel EMPTY", "EMPTY: no mm directory in it, expected a kernel tree, or --tag with a git repository")]
    [TestCase("diff --kernel EMPTY --tag v9.9", "EMPTY: no git repository with 'v9.9', expected a tag or a commit of it")]
    [TestCase("diff --kernel EMPTY --tag --all", "EMPTY: no git repository with '--all', expected a tag or a commit of it")]
    [TestCase("diff --tag v5.4", "--tag: needs a git repository, expected --kernel")]
    [TestCase("diff nosuch", "the port has no function 'nosuch', expected one such as shmem_undo_range")]
    [TestCase("diff --port v9.9", "--port: unknown kernel 'v9.9', expected one of v5.4, yang-v1, yang-v2, dickins, v5.7")]
    [TestCase("diff --fingerprint", "--fingerprint: needs the kernel's source, expected --kernel")]
    [TestCase("diff --patch", "--patch: which kernel after, expected --to with one of v5.4, yang-v1, yang-v2, dickins, v5.7")]
    [TestCase("diff --patch --to dickins NOWHERE", "NOWHERE: no such file, expected a patch")]
    [TestCase("diff --patch --to dickins EMPTY", "EMPTY: a directory, expected a patch")]
    [TestCase("diff --patch --to dickins EMPTY/bad.patch", "EMPTY/bad.patch:3: '@@ -x,2 +1 @@' starts no hunk, expected @@ -LINE,LINES +LINE,LINES @@")]
    [TestCase("diff kmap --html NOWHERE/x", "--html: cannot write 'NOWHERE/x', expected a file in a directory that is there")]
    [TestCase("diff kmap --html EMPTY", "--html: cannot write 'EMPTY', expected a file in a directory that is there")]
    [TestCase("diff --patch --to dickins EMPTY/readme", "EMPTY/readme: no hunk in it, expected a patch with --- and +++ lines")]
    [TestCase("diff --kernel EMPTY/readme", "EMPTY/readme: no file that the port is of, expected one such as mm/shmem.c")]
    [TestCase("diff --kernel EMPTY/util.c", "EMPTY/util.c: not one declaration in it, expected C")]
    [TestCase("diff --kernel EMPTY/truncate.c", "EMPTY/truncate.c: no function that the port has, expected a kernel's source")]
    [TestCase("diff --kernel EMPTY/tree shmem_mapping", "EMPTY/tree/mm/shmem.c:1: a closing brace too many, expected C")]
    [TestCase("diff --kernel EMPTY/shmem.c", "EMPTY/shmem.c:1: this brace is not closed, expected C")]
    [TestCase("diff --kernel EMPTY/filemap.c", "EMPTY/filemap.c: a binary file, expected C")]
    [TestCase("diff --kernel EMPTY/swap.c", "EMPTY/swap.c: 100 MB, expected a source file of at most 16 MB")]
    public void Bad_input_is_one_line_and_exit_code_2(string args, string message)
    {
        using var tree = new TemporaryTree(("readme", "words\n"), ("shmem.c", "int f(void) {\n"), ("filemap.c", "\u007fELF\0"),
            ("util.c", "words about (no) C\n"), ("truncate.c", "int f;\n"), ("tree/mm/shmem.c", "}\n"), ("bad.patch", "--- a/mm/shmem.c\n+++ b/mm/shmem.c\n@@ -x,2 +1 @@\n"));
        using (FileStream large = File.Create(tree.FileAt("swap.c")))
        {
            large.SetLength(100L << 20);
        }
        string Place(string text) => text.Replace("EMPTY", tree.Path).Replace("NOWHERE", "/nowhere");

        var run = Run.Of(Place(args).Split(' '));

        Assert.That(run.Error, Is.EqualTo(Place(message) + "\n"));
        Assert.That(run.Rc, Is.EqualTo(CommandLine.BadInput));
        Assert.That(run.Output, Is.Empty);
    }

    [Test]
    public void Without_a_kernel_the_fingerprints_are_summed_up()
    {
        Assert.That(Run.Good("diff"), Does.Match(@"(?m)^mm/shmem.c +shmem_undo_range +\d+ +0 +\d+ +0 +0 +0 +100.0%$").And.Match(@"(?m)^all +\d+ functions .* 0  +9\d\.\d%$"));
    }

    [Test]
    public void Rules_are_printed_with_their_examples()
    {
        var output = Run.Good("diff", "--rules");

        foreach (Rule rule in Rules.All)
        {
            Assert.That(output, Does.Contain($"{rule.Name}: {rule.Says}\n  C   "));
        }
    }

    /// <summary>What the port says the patch is, given to it as a patch, agrees hunk by hunk; changed, it does not.</summary>
    [TestCase("yang-v1")]
    [TestCase("yang-v2")]
    [TestCase("dickins")]
    [TestCase("v5.7")]
    public void A_patch_agrees_with_itself_and_with_nothing_else(string kernel)
    {
        var patch = Run.Good("diff", "--patch", "--to", kernel);
        using var tree = new TemporaryTree(("same.patch", patch), ("other.patch", patch.Replace("+\t\t\tput_page(page);", "+\t\t\tget_page(page);").Replace("set_page_dirty(page)", "SetPageDirty(page)").Replace("nr_entries = ret + 1", "nr_entries = ret")
            .Replace("PageHuge(page)", "PageHead(page)")));
        var hunks = patch.Split('\n').Count(line => line.StartsWith("@@"));

        Assert.That(Run.Good("diff", "--patch", "--to", kernel, tree.FileAt("same.patch")), Does.EndWith($"same.patch: {hunks} of {hunks} hunks agree, 0 are of text that is not ported\n"));

        var other = Run.Of("diff", "--patch", "--to", kernel, tree.FileAt("other.patch"));
        Assert.That(other.Rc, Is.EqualTo(1));
        Assert.That(other.Output, Does.Contain("DIFFERS"));
    }

    [Test]
    public void A_tree_is_laid_beside_the_port()
    {
        const string C = "/* own words */\nint shmem_acct_size(unsigned long flags, loff_t size)\n{\n\treturn 0;\n}\n";
        using var tree = new TemporaryTree(("mm/shmem.c", C), ("mm/elsewhere.c", "bool shmem_mapping(struct address_space *mapping)\n{\n\treturn mapping->a_ops == &shmem_aops;\n}\n"));

        var side = Run.Of("diff", "--kernel", tree.Path, "shmem_acct_size");
        Assert.That(side.Output, Does.Contain("mm/shmem.c shmem_acct_size  |  Port/mm/shmem.cs").And.Match(@"(?m)^ +4 +return 0; +\^$"));
        Assert.That(side.Rc, Is.Zero, "the kernel's line is another than v5.4's");

        Assert.That(Run.Good("diff", "--kernel", tree.Path, "--summary"), Does.Match(@"(?m)^mm/shmem.c +shmem_mapping \(now in mm/elsewhere.c\) +2 ").And.Match(@"(?m)^mm/filemap.c +find_get_entries \(gone\) "));
        Assert.That(Run.Good("diff", "--kernel", tree.FileAt("mm/shmem.c"), "--unified", "shmem_acct_size"), Does.Contain("\n-\treturn 0;\n+\treturn flags & VM_NORESERVE ? 0 : "));

        using var json = JsonDocument.Parse(Run.Good("diff", "--kernel", tree.Path, "--json", "shmem_acct_size", "shmem_mapping"));
        Assert.That(json.RootElement.GetProperty("functions").EnumerateArray().Select(f => f.GetProperty("fate").GetString()), Is.EqualTo((string[])["compared", "moved"]));
    }

    /// <summary>Text of our own in the shapes of kernel code: what is the same, changed, moved, gone, and defined where the port has something else.</summary>
    [Test]
    public void A_small_tree_says_what_became_of_each_function()
    {
        const string Same = "bool shmem_mapping(struct address_space *mapping)\n{\n\treturn mapping->a_ops == &shmem_aops;\n}\n";
        const string Changed = "static inline int shmem_acct_size(unsigned long flags,\n\t\tloff_t size)\n{\n\tif (size < 7)\n\t\tgoto out;\n\twhile (--size)\n\t\tcount(&flags);\nout:\n\treturn flags ? 0 : -ENOMEM;\n}\n";
        const string Macro = "#define xa_trylock(xa)\t\tspin_trylock(&(xa)->xa_lock)\n";
        using var tree = new TemporaryTree(("mm/shmem.c", "#include <linux/own.h>\n\n/* own words */\n" + Same + Changed), ("include/linux/own.h", Macro));

        var table = Run.Good("diff", "--kernel", tree.Path, "--summary");
        Assert.That(table, Does.Match(@"(?m)^mm/shmem.c +shmem_mapping +2 +0 +2 +0 +0 +0 +100.0%$"));
        Assert.That(table, Does.Match(@"(?m)^mm/shmem.c +shmem_acct_size +\d+ +\d+ +\d+ +0 +[1-9]\d* +0 +\d+\.\d%$"));
        Assert.That(table, Does.Match(@"(?m)^mm/shmem.c +shmem_undo_range \(gone\) +0 +0 +0 +0 +0 +0$"));
        Assert.That(table, Does.Match(@"(?m)^include/linux/xarray.h +xa_trylock \(now in include/linux/own.h\) +1 +0 +1 +0 +0 +0 +100.0%$"));
        var all = Regex.Match(table, @"(?m)^all +(\d+) functions").Groups[1].Value;
        Assert.That(table, Does.Contain($"\nSince the kernel that was ported: 2 functions are as they were, 1 changed, {int.Parse(all) - 3} are gone; 1 are now in another file.\n"));

        Assert.That(Run.Good("diff", "--kernel", tree.Path, "shmem_mapping", "shmem_undo_range"), Does.Contain("return mapping->a_ops == &shmem_aops;").And.Contain("shmem_undo_range").And.Not.Contain("shmem_acct_size"));
        Assert.That(Run.Good("diff", "--kernel", tree.Path, "shmem_acct_size"), Does.Match(@"(?m)^ +13 +while \(--size\) +\^"));
    }

    /// <summary>What the port calls its own stands in the tree after all: nothing says why the port's is another.</summary>
    [Test]
    public void What_nothing_explains_is_exit_code_1()
    {
        Func<Ported, Fingerprint?> fingerprints = PortText.Fingerprints();
        Ported own = Ported.Of(PortText.Files(), "v5.4").First(f => fingerprints(f) == null && f.KernelPath.StartsWith("mm/"));
        using var tree = new TemporaryTree((own.KernelPath, $"int {own.Name}(int a)\n{{\n\treturn a + 41;\n}}\n"), ("mm/shmem_other.c", ""));

        var run = Run.Of("diff", "--kernel", tree.Path, own.Name);

        Assert.That(run.Output, Does.Match(@"(?m)^ +3 +return a \+ 41; +[!<]"));
        Assert.That((run.Rc, run.Error), Is.EqualTo((1, "")));
        Assert.That(Run.Of("diff", "--kernel", tree.Path, "--summary").Rc, Is.EqualTo(1));
        Assert.That(Run.Of("diff", "--kernel", tree.Path, own.Name, "nosuch").Rc, Is.EqualTo(CommandLine.BadInput));
    }

    [Test]
    public void A_repository_is_read_at_a_tag()
    {
        using var tree = new TemporaryTree(("mm/shmem.c", "bool shmem_mapping(struct address_space *mapping)\n{\n\treturn mapping->a_ops == &shmem_aops;\n}\n"));
        foreach (var command in (string[])["init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm own", "tag v1", "rm -q mm/shmem.c"])
        {
            using var git = Process.Start(new ProcessStartInfo("git", $"-C {tree.Path} {command}") { RedirectStandardError = true })!;
            git.WaitForExit();
        }

        Assert.That(Run.Good("diff", "--kernel", tree.Path, "--tag", "v1", "--summary", "shmem_mapping"), Does.Match(@"(?m)^mm/shmem.c +shmem_mapping +2 +0 +2 +0 +0 +0 +100.0%$"));
    }

    [Test]
    public void The_page_needs_nothing_else()
    {
        using var tree = new TemporaryTree(("mm/shmem.c", "int shmem_acct_size(unsigned long flags, loff_t size)\n{\n\treturn 0 < 1;\n}\n"));

        Assert.That(Run.Good("diff", "--kernel", tree.Path, "--html", tree.FileAt("page.html"), "shmem_acct_size"), Is.Empty);

        var page = File.ReadAllText(tree.FileAt("page.html"));
        Assert.That(page, Does.StartWith("<!doctype html>").And.Contain("&lt;").And.Contain("prefers-color-scheme").And.Not.Contain("http").And.Not.Contain(" src="));
    }
}
