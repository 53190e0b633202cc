// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using linux.logs;

namespace linux.tests;

enum StepKind
{
    Write,
    Read,
    MapWrite,
    MapRead,
    Truncate,
    PunchHole,
    Fallocate,
    FallocateKeepSize,
    MadviseRemove,

    /// <summary>Somebody outside takes a reference to the page at the offset.</summary>
    Pin,

    /// <summary>Drops the oldest pin.</summary>
    Unpin,

    /// <summary>The range is mapped, as far as whole pages go, read through the mapping, and stays mapped.</summary>
    Map,

    /// <summary>The oldest mapping is read once more and goes.</summary>
    Unmap,

    /// <summary>As many pages as the length has, whichever were used longest ago, are written to swap.</summary>
    SwapOut,

    /// <summary>khugepaged looks whether it can make a huge page at the offset.</summary>
    Collapse,
}

/// <summary>One step of a random sequence; offset and length in bytes, the length of a truncate being the new size.</summary>
readonly record struct Step(StepKind Kind, long Offset, long Length)
{
    /// <summary>The step as an operation of a log; null: logs have no such thing.</summary>
    public Operation? Operation => Kind switch
    {
        StepKind.Write => new Operation(OperationKind.Write, "write", Offset, Length),
        StepKind.Read => new Operation(OperationKind.Read, "read", Offset, Length),
        StepKind.MapWrite => new Operation(OperationKind.MapWrite, "mapwrite", Offset, Length),
        StepKind.MapRead => new Operation(OperationKind.MapRead, "mapread", Offset, Length),
        StepKind.Truncate => new Operation(OperationKind.Truncate, "truncate", 0, Length),
        StepKind.Fallocate => new Operation(OperationKind.Fallocate, "fallocate", Offset, Length),
        StepKind.FallocateKeepSize => new Operation(OperationKind.Fallocate, "fallocate", Offset, Length) { Mode = FallocateMode.KeepSize },
        StepKind.PunchHole => new Operation(OperationKind.PunchHole, "punch_hole", Offset, Length) { Mode = PunchMode },
        StepKind.MadviseRemove => new Operation(OperationKind.MadviseRemove, "punch_hole", Offset, Length) { Mode = PunchMode },
        _ => null,
    };

    const int PunchMode = FallocateMode.PunchHole | FallocateMode.KeepSize;

    /// <summary>
    /// The steps as an fsxops log. What such a log cannot say (pins, mappings that stay, swap, collapses) is there as comments:
    /// a failure that does not need them is one that `replay` shows.
    /// </summary>
    public static string Log(IEnumerable<Step> steps)
    {
        var log = new StringBuilder();
        var model = new FlatFile();
        var n = 0;
        foreach (var step in steps)
        {
            if (step.Operation is not { } op)
            {
                log.Append($"# {step.Kind} 0x{step.Offset:x} 0x{step.Length:x}\n");
                continue;
            }

            var flag = (op.Mode & FallocateMode.KeepSize) != 0 ? " keep_size" : "";
            log.Append($"{op.Name} 0x{op.Offset:x} 0x{op.Length:x} 0x{model.Size:x}{flag}\n");
            model.Apply(++n, op);
        }

        return log.ToString();
    }
}
