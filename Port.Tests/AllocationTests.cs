// SPDX-License-Identifier: GPL-2.0-only
using linux.logs;

namespace linux.tests;

/// <summary>What the machine costs: no garbage while it runs, 64 bytes for a page frame.</summary>
public sealed unsafe class AllocationTests
{
    [Test]
    public void Struct_page_takes_64_bytes() => Assert.That(sizeof(page), Is.EqualTo(64));

    [TestCase("v5.4"), TestCase("yang-v1"), TestCase("yang-v2"), TestCase("dickins"), TestCase("v5.7")]
    public void A_replayed_operation_allocates_nothing(string name)
    {
        LogFile log = LogFile.Read(Truth.PathOf("rand-12-unaligned.fsxops"));
        using kernel kernel = kernels.boot(name, new machine_config());
        using var replayer = new Replayer(kernel, new ReplayOptions { SplitHugePages = name == "yang-v1" });
        Replay(replayer, log);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Replay(replayer, log);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    static void Replay(Replayer replayer, LogFile log)
    {
        foreach (ref readonly Operation op in log.Operations)
        {
            replayer.Execute(op);
        }
    }
}
