// SPDX-License-Identifier: GPL-2.0-only
using CsCheck;

using static linux.constants;

namespace linux.tests;

/// <summary>Random steps on a small file, their edges mostly where pages and huge pages meet.</summary>
static class StepGenerator
{
    const long PageSize = (long)PAGE_SIZE;

    /// <param name="hugePageSize">Bytes of a huge page.</param>
    /// <param name="fileSize">No step reaches beyond this many bytes.</param>
    public static Gen<Step> Steps(long hugePageSize, long fileSize)
    {
        var edge = Edge(hugePageSize, fileSize);
        var range = Gen.Select(edge, edge, (a, b) => (Offset: Math.Min(a, b), Length: Math.Abs(a - b)));
        var page = Gen.Long[0, (fileSize / PageSize) - 1].Select(index => (Offset: index * PageSize, Length: PageSize));
        var hugePage = Gen.Long[0, (fileSize / hugePageSize) - 1].Select(index => index * hugePageSize);
        var any = Gen.Frequency((3, range), (2, page)).Where(r => r.Length > 0);
        return Gen.Frequency(
            (6, any.Select(r => new Step(StepKind.Write, r.Offset, r.Length))),
            (2, any.Select(r => new Step(StepKind.Read, r.Offset, r.Length))),
            (3, any.Select(r => new Step(StepKind.MapWrite, r.Offset, r.Length))),
            (2, any.Select(r => new Step(StepKind.MapRead, r.Offset, r.Length))),
            (3, edge.Select(size => new Step(StepKind.Truncate, 0, size))),
            (8, any.Select(r => new Step(StepKind.PunchHole, r.Offset, r.Length))),
            (3, any.Select(r => new Step(StepKind.Fallocate, r.Offset, r.Length))),
            (2, any.Select(r => new Step(StepKind.FallocateKeepSize, r.Offset, r.Length))),
            (2, page.Select(r => new Step(StepKind.MadviseRemove, r.Offset, r.Length))),
            (2, page.Select(r => new Step(StepKind.Pin, r.Offset, 0))),
            (2, Gen.Const(new Step(StepKind.Unpin, 0, 0))),
            (2, any.Select(r => new Step(StepKind.Map, r.Offset, r.Length))),
            (1, Gen.Const(new Step(StepKind.Unmap, 0, 0))),
            (2, any.Select(r => new Step(StepKind.SwapOut, 0, r.Length))),
            (3, hugePage.Select(offset => new Step(StepKind.Collapse, offset, 0))));
    }

    /// <summary>Mostly the edge of a page or of a huge page, or one byte beside it; sometimes any byte.</summary>
    static Gen<long> Edge(long hugePageSize, long fileSize)
    {
        var pages = Gen.Long[0, fileSize / PageSize].Select(index => index * PageSize);
        var hugePages = Gen.Long[0, fileSize / hugePageSize].Select(index => index * hugePageSize);
        var beside = Gen.Select(Gen.OneOf(pages, hugePages), Gen.Long[-1, 1], (at, by) => Math.Clamp(at + by, 0, fileSize));
        return Gen.Frequency((4, pages), (3, hugePages), (2, beside), (1, Gen.Long[0, fileSize]));
    }
}
