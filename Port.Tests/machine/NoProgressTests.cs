// SPDX-License-Identifier: GPL-2.0-only
using static linux.constants;

namespace linux.tests.machine;

/// <summary>What counts as progress, so that a long operation is not taken for an endless one.</summary>
public sealed unsafe class NoProgressTests
{
    const int Pages = 1000;

    [Test]
    public void Allocation_is_progress()
    {
        using var kernel = new kernel(new machine_config { huge = SHMEM_HUGE_NEVER }) { no_progress_bound = Pages / 10 };

        Assert.That(kernel.vfs_fallocate(kernel.creat(out _), 0, 0, (long)Pages << PAGE_SHIFT), Is.Zero);
    }

    [Test]
    public void A_walk_over_pages_that_are_there_is_bounded()
    {
        using var kernel = new kernel(new machine_config { huge = SHMEM_HUGE_NEVER });
        @file* file = kernel.creat(out _);
        Assert.That(kernel.vfs_fallocate(file, 0, 0, (long)Pages << PAGE_SHIFT), Is.Zero);
        kernel.no_progress_bound = Pages / 10;

        Assert.That(() => kernel.vfs_fallocate(file, 0, 0, (long)Pages << PAGE_SHIFT), Throws.TypeOf<no_progress>());
    }

    [Test]
    public void The_bound_is_beyond_a_walk_over_all_pages()
    {
        using var kernel = new kernel(new machine_config { nr_pages = 5 << 20 });

        Assert.That(kernel.no_progress_bound, Is.GreaterThan(kernel.config.nr_pages));
    }
}
