// SPDX-License-Identifier: GPL-2.0-only
using BenchmarkDotNet.Attributes;

namespace linux.benchmarks;

/// <summary>A million entries one after the other, as a page cache gets and finds them.</summary>
[WarmupCount(40)]
public unsafe class XArrayBenchmark
{
    public const int Entries = 1_000_000;

    readonly kernel _kernel = kernels.boot("v5.4", new machine_config { nr_pages = 1 << 12 });
    xarray* _array;

    [GlobalSetup]
    public void Setup()
    {
        _array = (xarray*)_kernel.arena.alloc((nuint)sizeof(xarray));
        _kernel.xa_init(_array);
    }

    [IterationSetup(Targets = [nameof(Store), nameof(StoreLocked)])]
    public void Empty() => _kernel.xa_destroy(_array);

    [IterationSetup(Target = nameof(Load))]
    public void Full()
    {
        Empty();
        Store();
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public void Store()
    {
        for (ulong index = 0; index < Entries; index++)
        {
            _kernel.xa_store(_array, index, _kernel.xa_mk_value(index), gfp_flags.GFP_KERNEL);
        }
    }

    /// <summary>As the page cache stores: the lock is the caller's, and is taken once.</summary>
    [Benchmark(OperationsPerInvoke = Entries)]
    public void StoreLocked()
    {
        _kernel.xa_lock(_array);
        for (ulong index = 0; index < Entries; index++)
        {
            kernel.XA_STATE(out xa_state xas, _array, index);
            do
            {
                _kernel.xas_store(&xas, _kernel.xa_mk_value(index));
            }
            while (_kernel.xas_nomem(&xas, gfp_flags.GFP_KERNEL));
        }

        _kernel.xa_unlock(_array);
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public ulong Load()
    {
        var sum = 0ul;
        for (ulong index = 0; index < Entries; index++)
        {
            sum += (ulong)_kernel.xa_load(_array, index);
        }

        return sum;
    }

    [GlobalCleanup]
    public void Cleanup() => _kernel.Dispose();
}
