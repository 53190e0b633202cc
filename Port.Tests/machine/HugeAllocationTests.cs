// SPDX-License-Identifier: GPL-2.0-only
using static linux.constants;
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

    static void Write(kernel kernel, @file* file)
    {
        byte letter = (byte)'A';
        Assert.That(kernel.pwrite(file, &letter, 1, 0), Is.EqualTo(1));
    }
}
