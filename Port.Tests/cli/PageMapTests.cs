// SPDX-License-Identifier: GPL-2.0-only
using linux.cli;
using linux.tests.logs;

using static linux.cli.PageState;

namespace linux.tests.cli;

public sealed class PageMapTests
{
    static string[] Map(PageState[] pages, int unit, int cells = PageMap.PlainCells)
    {
        var output = new StringWriter { NewLine = "\n" };
        PageMap.Write(output, pages, unit, cells);
        return output.ToString().Split('\n')[..^2];
    }

    [Test]
    public void Each_kind_of_page_has_its_sign()
    {
        PageState[] pages = [Hole, Small, Small | Dirty, Swapped, Small | Pinned, Huge | Dirty | Pinned, Huge, Huge | Dirty];

        Assert.That(Map(pages, 8), Is.EqualTo(new[] { "   0  .sSwPPhH  huge 3 small 3 hole 1 swapped 1 dirty 3 pinned 2" }));
    }

    [Test]
    public void A_line_is_a_unit_and_the_last_may_be_short()
    {
        Assert.That(Map([Small, Small, Hole, Hole, Huge], 4), Is.EqualTo(new[] { "   0  ss..  small 2 hole 2", "   4  h     huge 1" }));
    }

    [Test]
    public void Cells_are_folded_until_they_fit()
    {
        PageState[] pages = [Small, Small, Small, Hole, Small, Swapped, Hole, Pinned | Small, Hole, Hole];

        Assert.That(Map(pages, 16, 15), Is.EqualTo(new[] { "   0  s:+P.     small 5 hole 4 swapped 1 pinned 1" }));
        Assert.That(Map(pages, 16, 4), Is.EqualTo(new[] { "   0  :P.   small 5 hole 4 swapped 1 pinned 1" }));
        Assert.That(Map(pages, 16, 0), Is.EqualTo(new[] { "   0  P  small 5 hole 4 swapped 1 pinned 1" }));
    }

    [Test]
    public void An_empty_file_has_only_the_legend() => Assert.That(Map([], 512), Is.Empty);

    [TestCase("v5.4")]
    [TestCase("v5.7")]
    public Task Map_of_a_log(string kernel)
    {
        var log = Log.Truth("rand-11-aligned.fsxops");

        var map = Run.Good("map", log, "--kernel", kernel, "--at", "30", "--page", "0", "--page", "700", "--page", "999999");

        return Verify(Run.WithoutPlaces(map).Replace(log, "LOG"));
    }

    [Test]
    public void Map_before_the_first_operation_shows_what_was_filled()
    {
        var log = Log.Real("fio.punch.iolog");

        Assert.That(Run.Good("map", log, "-k", "v5.4", "--at", "0", "--prefill", "3M"), Does.StartWith(
            $"{log} on v5.4 before the first operation: size=3145728 pages=1024\n" +
            $"   0  {new string('H', 64)}  huge 512 dirty 512\n" +
            $" 512  {new string('H', 64)}  huge 512 dirty 512\n"));
    }

    [Test]
    public void Swapped_out_pages_are_shown()
    {
        var log = Log.Truth("qemu-balloon.fsxops");

        var map = Run.Good("map", log, "-k", "v5.7", "--memory", "64M", "--at", "80", "--page", "0");

        Assert.That(map, Does.Contain("swapped 512").And.Match(@"\n\npage 0: swapped out, slot [0-9]+\n$"));
    }
}
