// SPDX-License-Identifier: GPL-2.0-only
using linux.tests.cli;

using static linux.constants;

namespace linux.tests.machine;

/// <summary>What dump_page() says of a page that others hold.</summary>
public sealed unsafe class PageDumpTests
{
    const int Thp = 512;
    const int PageSize = (int)PAGE_SIZE;

    [Test]
    public Task Huge_page_that_a_pipe_and_a_page_table_hold()
    {
        using var kernel = new kernel(new machine_config());
        @file* file = Full(kernel, Thp);
        vm_area_struct* vma = Map(kernel, file);
        page* pinned = kernel.vmsplice(vma->vm_mm, vma->vm_start + 9 * PageSize, out int error);
        Assert.That(error, Is.Zero);

        return Verify(Run.WithoutPlaces(kernel.dump_page(pinned)));
    }

    [Test]
    public Task Small_page_that_was_split_off_and_spliced()
    {
        using var kernel = new dickins(new machine_config());
        @file* file = Full(kernel, Thp);
        Assert.That(kernel.vfs_fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PageSize), Is.Zero);
        Assert.That(kernel.splice_to_pipe(file, PageSize, 9 * PageSize, out page* spliced), Is.EqualTo(PageSize));

        return Verify(Run.WithoutPlaces(kernel.dump_page(spliced)));
    }

    [Test]
    public Task Page_that_reclaim_must_keep()
    {
        using var kernel = new kernel(new machine_config { nr_swap_pages = 64, huge = SHMEM_HUGE_NEVER });
        @file* file = Full(kernel, 1);
        page* page = kernel.cached_page(file->f_inode, 0);
        kernel.pin_page(page, "a reader");
        kernel.lru_add_drain();
        kernel.reclaim(1);

        return Verify(Run.WithoutPlaces(kernel.dump_page(page)));
    }

    [Test]
    public Task Deadlock_names_who_holds_the_lock()
    {
        using var kernel = new kernel(new machine_config());
        @file* file = Full(kernel, 1);
        page* page = kernel.find_get_page(file->f_mapping, 0);
        kernel.lock_page(page);
        var bug = Assert.Throws<kernel_bug>(() => kernel.vfs_fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PageSize));

        return Verify(Run.WithoutPlaces(bug.Message));
    }

    static @file* Full(kernel kernel, int pages)
    {
        @file* file = kernel.creat(out int error);
        Assert.That(error, Is.Zero);
        byte* buffer = stackalloc byte[PageSize];
        for (int page = 0; page < pages; page++)
        {
            Assert.That(kernel.pwrite(file, buffer, PageSize, (long)page << PAGE_SHIFT), Is.EqualTo(PageSize));
        }

        return file;
    }

    static vm_area_struct* Map(kernel kernel, @file* file)
    {
        vm_area_struct* vma = kernel.mmap(file, 0, Thp * PageSize, kernel.PROT_READ, kernel.MAP_SHARED, out int error);
        Assert.That(error, Is.Zero);
        return vma;
    }
}
