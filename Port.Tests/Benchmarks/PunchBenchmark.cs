// SPDX-License-Identifier: GPL-2.0-only
using BenchmarkDotNet.Attributes;

using static linux.constants;

namespace linux.benchmarks;

/// <summary>Punches a file of 1 GiB of huge pages empty, on the port's v5.7 and on the running kernel.</summary>
public unsafe class PunchBenchmark
{
    public const long FileSize = 1L << 30;
    public const long HugePage = 2L << 20;

    readonly byte[] _chunk = [.. Enumerable.Repeat((byte)0x5a, (int)HugePage)];
    kernel? _kernel;
    @file* _file;
    HugeTmpfs? _tmpfs;

    /// <summary>Bytes of each punch: a page, or a whole huge page.</summary>
    [Params((long)PAGE_SIZE, HugePage)]
    public long Step { get; set; }

    [GlobalSetup(Target = nameof(Port))]
    public void Boot() => _kernel = kernels.boot("v5.7", new machine_config { nr_pages = 1 << 19, max_blocks = 1 << 19 });

    [IterationSetup(Target = nameof(Port))]
    public void FillPort()
    {
        _file = _kernel!.creat(out _);
        fixed (byte* chunk = _chunk)
        {
            for (long at = 0; at < FileSize; at += _chunk.Length)
            {
                if (_kernel.pwrite(_file, chunk, (ulong)_chunk.Length, at) != _chunk.Length)
                {
                    throw new IOException($"the port has no room at {at}");
                }
            }
        }
    }

    [Benchmark]
    public void Port()
    {
        for (long at = 0; at < FileSize; at += Step)
        {
            if (_kernel!.vfs_fallocate(_file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, Step) != 0)
            {
                throw new IOException($"the port did not punch at {at}");
            }
        }
    }

    [IterationCleanup(Target = nameof(Port))]
    public void ClosePort()
    {
        var left = _file->f_inode->i_blocks;
        _kernel!.close_and_unlink(_file);
        if (left != 0)
        {
            throw new IOException($"the port left {left} blocks");
        }
    }

    [GlobalCleanup(Target = nameof(Port))]
    public void Halt() => _kernel!.Dispose();

    [GlobalSetup(Target = nameof(Kernel))]
    public void MountKernel() => _tmpfs = HugeTmpfs.TryMount(2 * FileSize, out var why) ?? throw new IOException(why);

    [IterationSetup(Target = nameof(Kernel))]
    public void FillKernel()
    {
        var huge = _tmpfs!.Fill(FileSize, _chunk);
        if (huge < FileSize)
        {
            throw new IOException($"the kernel made huge pages of {huge >> 20} MiB only, of {FileSize >> 20}");
        }
    }

    [Benchmark]
    public void Kernel()
    {
        for (long at = 0; at < FileSize; at += Step)
        {
            _tmpfs!.Punch(at, Step);
        }
    }

    [GlobalCleanup(Target = nameof(Kernel))]
    public void UnmountKernel() => _tmpfs!.Dispose();
}
