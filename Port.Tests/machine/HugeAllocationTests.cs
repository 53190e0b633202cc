// SPDX-License-Identifier: GPL-2.0-only
using static linux.constants;
using static linux.gfp_flags;
using static linux.scan_result;
using static linux.vm_event_item;

namespace linux.tests.machine;

/// <summary>What is asked for when a huge page is allocated for a file, and what is counted when there is none.</summary>
public sealed unsafe class HugeAllocationTests
{
    [TestCase("v5.4", 0), TestCase("v5.7", 1)]
    public void Without_a_huge_page_a_fallback_is_counted(string name, int fallbacks)
    {
        using kernel kernel = kernels.boot(name, new machine_config());
        kernel.huge_page_fail_after = 0;

        Write(kernel, kernel.creat(out _));

        Assert.That(kernel.vm_event(THP_FILE_FALLBACK), Is.EqualTo(fallbacks));
        Assert.That(kernel.vm_event(THP_FILE_FALLBACK_CHARGE), Is.Zero);
    }

    [TestCase("v5.4", 0), TestCase("v5.7", 1)]
    public void Without_a_charge_a_fallback_is_counted(string name, int fallbacks)
    {
        using kernel kernel = kernels.boot(name, new machine_config());
        kernel.charge_fail_after = 0;

        Write(kernel, kernel.creat(out _));

        Assert.That(kernel.vm_event(THP_FILE_FALLBACK), Is.EqualTo(fallbacks));
        Assert.That(kernel.vm_event(THP_FILE_FALLBACK_CHARGE), Is.EqualTo(fallbacks));
    }

    [Test]
    public void A_file_asks_for_movable_pages()
    {
        using var kernel = new kernel(new machine_config());

        Assert.That(kernel.mapping_gfp_mask(kernel.creat(out _)->f_mapping) & __GFP_MOVABLE, Is.Not.Zero);
    }

    [TestCase(511u, false), TestCase(513u, true), Description("HPAGE_PMD_NR - khugepaged_max_ptes_none is unsigned")]
    public void When_more_holes_are_allowed_than_there_are_pages_there_are_always_too_many(uint allowed, bool tooMany)
    {
        using var kernel = new kernel(new machine_config { huge = SHMEM_HUGE_NEVER });
        @file* file = kernel.creat(out _);
        Write(kernel, file);
        Assert.That(kernel.ftruncate(file, 2 << 20), Is.Zero);
        kernel.khugepaged_max_ptes_none = allowed;
        kernel.lru_add_drain();

        Assert.That(kernel.collapse(file, 0) == SCAN_EXCEED_NONE_PTE, Is.EqualTo(tooMany));
    }

    static void Write(kernel kernel, @file* file)
    {
        byte letter = (byte)'A';
        Assert.That(kernel.pwrite(file, &letter, 1, 0), Is.EqualTo(1));
    }
}
