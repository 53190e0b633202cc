// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using CsCheck;

using linux.logs;

using static linux.constants;

namespace linux.tests;

/// <summary>Whatever is done to a file, on whichever kernel, it holds what a flat array of bytes would, and the machine adds up.</summary>
public sealed class PropertyTests
{
    const int PmdOrderOfRealKernels = 9;

    [Test]
    public void FileHoldsWhatAFlatArrayWould(
        [ValueSource(typeof(kernels), nameof(kernels.names))] string kernel,
        [Values(2, PmdOrderOfRealKernels)] int order)
    {
        var hugePageSize = (long)PAGE_SIZE << order;
        var (hugePages, iterations) = order == PmdOrderOfRealKernels ? (3, 25) : (12, 500);
        StepGenerator.Steps(hugePageSize, hugePages * hugePageSize).Array[1, 40].Sample(
            steps => Run(kernel, order, steps),
            iter: iterations,
            threads: 1,
            print: steps => Report(kernel, order, steps));
    }

    /// <summary>The nodes that a failed collapse leaves are in the tree when the inode goes, and are counted then.</summary>
    [Test]
    public void NodesOfAFailedCollapseAreWrittenOff([ValueSource(typeof(kernels), nameof(kernels.names))] string kernel) =>
        Run(kernel, PmdOrderOfRealKernels,
        [
            new(StepKind.MapWrite, 0xf9000, 0x4b8000),
            new(StepKind.SwapOut, 0, 0x18ffff),
            new(StepKind.Write, 0x25000, 0x400000),
            new(StepKind.Write, 0x1, 0x70fff),
            new(StepKind.PunchHole, 0x1e2000, 0x31a000),
            new(StepKind.Read, 0, 0x600000),
            new(StepKind.SwapOut, 0, 0x1000),
            new(StepKind.FallocateKeepSize, 0x5ba000, 0x1000),
            new(StepKind.MapRead, 0, 0x600000),
            new(StepKind.Collapse, 0x400000, 0),
        ]);

    [Test]
    public void FailingCaseIsALogThatReplayTakes()
    {
        Step[] steps =
        [
            new(StepKind.Write, 0, 0x3000),
            new(StepKind.Pin, 0x1000, 0),
            new(StepKind.PunchHole, 0x1000, 0x1000),
            new(StepKind.MadviseRemove, 0x2000, 0x1000),
            new(StepKind.FallocateKeepSize, 0, 0x4000),
            new(StepKind.Truncate, 0, 0x10),
        ];

        var log = Step.Log(steps);

        Assert.That(log, Is.EqualTo(
            """
            write 0x0 0x3000 0x0
            # Pin 0x1000 0x0
            punch_hole 0x1000 0x1000 0x3000 keep_size
            punch_hole 0x2000 0x1000 0x3000 keep_size
            fallocate 0x0 0x4000 0x3000 keep_size
            truncate 0x0 0x10 0x3000

            """));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(log));
        Assert.That(LogFile.Read(stream, "case").Operations.Length, Is.EqualTo(5));
    }

    static void Run(string name, int order, IEnumerable<Step> steps)
    {
        using var file = new ExploredFile(kernels.boot(name, Config(order)));
        foreach (var step in steps)
        {
            if (!file.Carry(step))
            {
                return;
            }
        }

        file.Finish();
    }

    /// <summary>Small, but with room for everything: nothing may fail.</summary>
    static machine_config Config(int order) => order == PmdOrderOfRealKernels
        ? new machine_config { nr_pages = 1 << 14, nr_swap_pages = 1 << 12 }
        : new machine_config { nr_pages = 1 << 12, nr_swap_pages = 1 << 10, hpage_pmd_order = order, xa_chunk_shift = 2, pagevec_size = 3 };

    /// <summary>The shortest log that still fails, got by leaving steps out of the one that CsCheck found.</summary>
    static string Report(string name, int order, Step[] steps)
    {
        var shortest = steps.ToList();
        var failure = Failure(name, order, shortest);
        for (var i = shortest.Count - 1; i >= 0; i--)
        {
            var without = shortest.Where((_, at) => at != i).ToList();
            if (Failure(name, order, without) is { } still)
            {
                (shortest, failure) = (without, still);
            }
        }

        return $"""

                # {name}, HPAGE_PMD_ORDER {order}
                {Step.Log(shortest)}
                {failure}
                """;
    }

    static Exception? Failure(string name, int order, IEnumerable<Step> steps)
    {
        try
        {
            Run(name, order, steps);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
