// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR014Tests
{
    [Test]
    public Task Monitor() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M() { Monitor.Enter(_a); try { {|PAIR014:await Task.Yield()|}; } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task Semaphore() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
        """));
}
