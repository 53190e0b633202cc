// SPDX-License-Identifier: GPL-2.0-only
using static linux.constants;

namespace linux.tests;

/// <summary>The last page that a file can have, where sums of loff_t are beyond its range and C's are unsigned.</summary>
[TestFixture("v5.4"), TestFixture("yang-v1"), TestFixture("yang-v2"), TestFixture("dickins"), TestFixture("v5.7")]
public sealed unsafe class LastPageTests(string name)
{
    const long LastPage = long.MaxValue & ~0xfffL;
    const int Bytes = (int)(long.MaxValue - LastPage);

    [Test]
    public void A_punch_clears_what_it_names()
    {
        using kernel kernel = kernels.boot(name, new machine_config());
        @file* file = Written(kernel);

        Assert.That(kernel.vfs_fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, LastPage + 100, 200), Is.Zero);

        var expected = Letters();
        expected.AsSpan(100, 200).Clear();
        Assert.That(Content(kernel, file), Is.EqualTo(expected));
    }

    [Test]
    public void A_truncate_clears_what_is_beyond_it()
    {
        using kernel kernel = kernels.boot(name, new machine_config());
        @file* file = Written(kernel);

        Assert.That(kernel.ftruncate(file, LastPage + 100), Is.Zero);
        Assert.That(kernel.ftruncate(file, long.MaxValue), Is.Zero);

        var expected = Letters();
        expected.AsSpan(100).Clear();
        Assert.That(Content(kernel, file), Is.EqualTo(expected));
    }

    [Test]
    public void It_is_an_extent()
    {
        using kernel kernel = kernels.boot(name, new machine_config { huge = SHMEM_HUGE_NEVER });

        Assert.That(kernel.data_extents(Written(kernel)), Is.EqualTo(new[] { (LastPage >> PAGE_SHIFT, (LastPage >> PAGE_SHIFT) + 1) }));
    }

    static byte[] Letters() => [.. Enumerable.Repeat((byte)'A', Bytes)];

    static @file* Written(kernel kernel)
    {
        @file* file = kernel.creat(out _);
        fixed (byte* letters = Letters())
        {
            Assert.That(kernel.pwrite(file, letters, Bytes, LastPage), Is.EqualTo(Bytes));
        }

        return file;
    }

    static byte[] Content(kernel kernel, @file* file)
    {
        var page = new byte[PAGE_SIZE];
        kernel.peek(file->f_inode, LastPage >> PAGE_SHIFT, page);
        return page[..Bytes];
    }
}
