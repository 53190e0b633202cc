// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR013Tests
{
    [Test]
    public Task CallBetween() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR013:Monitor.Enter(_a)|}; Console.WriteLine(); Monitor.Exit(_a); }
        """));

    [Test]
    public Task InFinally() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { Console.WriteLine(); } finally { Monitor.Exit(_a); } }
        """), suggestions: true);

    [Test]
    public Task NothingThrows() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); _n++; Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task AwaitBetween() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M() { await {|PAIR013:_gate.WaitAsync()|}; await Task.Delay(1); _gate.Release(); }
        """));

    [Test]
    public Task CaughtAndReleased() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { Console.WriteLine(); } catch { Monitor.Exit(_a); throw; } Monitor.Exit(_a); }
        """), suggestions: true);
}
