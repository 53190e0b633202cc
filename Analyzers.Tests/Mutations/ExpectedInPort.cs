// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Mutations;

/// <summary>
/// What the rules say of Port, line by line: what the reviewers of the thread saw by eye, and nothing else. The thread is
/// "[RFC PATCH] mm: shmem: allow split THP when truncating THP partially", of 23 November 2019,
/// &lt;1574471132-55639-1-git-send-email-yang.shi@linux.alibaba.com&gt;; what is quoted stands in
/// Yang Shi's mail of 2 December 2019, too.
/// </summary>
sealed record ExpectedInPort(string Rule, string File, string Line, string Source)
{
    const string Function = "shmem_undo_range";

    /// <summary>The page is used again after pagevec_release().</summary>
    const string Dropped = """
        Kirill A. Shutemov, 25 November 2019, <20191125093611.hlamtyo4hvefwibi@box>:
        "Doing get_page_unless_zero() just after you've dropped the pin for the page looks very suboptimal."
        """;

    /// <summary>The page is cleared or split before page->mapping is tested under its lock.</summary>
    const string Speculative = """
        Kirill A. Shutemov, 25 November 2019, 10:33 -0800:
        "Pin the page before pagevec_release() and avoid get_page_unless_zero(). Current code is buggy.
        You need to check that the page is still belong to the file after speculative lookup."
        Yang Shi: "Yes, I missed this point." Hugh Dickins' patch tests page_mapping() first, for v5.4's clear_highpage() as well.
        """;

    const string V54 = "mm/shmem.cs", YangV1 = "patches/yang-v1/mm/shmem.cs", YangV2 = "patches/yang-v2/mm/shmem.cs";

    /// <summary>dickins and v5.7 are not among them. A line that stands in a function twice is here twice.</summary>
    public static IReadOnlyList<ExpectedInPort> All { get; } =
    [
        // first loop: a tail, then a head
        new("PAIR012", V54, "clear_highpage(page);", Speculative),
        new("PAIR012", V54, "clear_highpage(page);", Speculative),
        // second loop
        new("PAIR012", V54, "clear_highpage(page);", Speculative),
        new("PAIR012", V54, "clear_highpage(page);", Speculative),

        // first loop
        new("PAIR012", YangV1, "clear_highpage(page);", Speculative),
        new("PAIR012", YangV1, "clear_highpage(page);", Speculative),
        new("PAIR006", YangV1, "if (split && PageTransCompound(page)) {", Dropped),
        new("PAIR012", YangV1, "if (!split_huge_page(page)) {", Speculative),
        // second loop
        new("PAIR012", YangV1, "clear_highpage(page_);", Speculative),
        new("PAIR012", YangV1, "clear_highpage(page_);", Speculative),
        new("PAIR006", YangV1, "if (split && PageTransCompound(page)) {", Dropped),
        new("PAIR012", YangV1, "if (!split_huge_page(page)) {", Speculative),

        // first loop
        new("PAIR012", YangV2, "if (!split_huge_page(page)) {", Speculative),
        // second loop: split, or cleared where it cannot be split
        new("PAIR012", YangV2, "if (!split_huge_page(page)) {", Speculative),
        new("PAIR012", YangV2, "clear_highpage(page);", Speculative),
    ];

    public string Text => $"{Rule} {File} {Function}: {Line}";

    /// <summary>The same text of what was found.</summary>
    public static string Describe(Diagnostic found)
    {
        SyntaxTree tree = found.Location.SourceTree!;
        string function = tree.GetRoot().FindNode(found.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText ?? "";
        string line = tree.GetText().Lines.GetLineFromPosition(found.Location.SourceSpan.Start).ToString().Trim();
        return $"{found.Id} {PortSources.NameOf(tree)} {function}: {line}";
    }
}
