// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR009Tests
{
    [Test]
    public Task AcquiresOnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        [Acquires("_a")] public void {|PAIR009:M|}(bool b) { if (b) Monitor.Enter(_a); }
        """));

    [Test]
    public Task Acquires() => PairingVerifier.Silent(Samples.Sample("""
        [Acquires("_a")] public void M() { Monitor.Enter(_a); }
        """));

    [Test]
    public Task Releases() => PairingVerifier.Silent(Samples.Sample("""
        [Releases("_a")] public void M() { _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task Conditional() => PairingVerifier.Silent(Samples.Sample("""
        [CondAcquires(true, "_a")] public bool M(bool b) { if (b) return false; Monitor.Enter(_a); return true; }
        """));
}
