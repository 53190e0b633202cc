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

    [Test]
    public Task MakingAnException() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { throw new InvalidOperationException(); } catch (InvalidOperationException) { Monitor.Exit(_a); } }
        public void N(bool b) { Monitor.Enter(_a); Exception e = new TimeoutException("late"); Monitor.Exit(_a); if (b) throw e; }
        """), suggestions: true);

    [Test]
    public Task EndOfTheProcess() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { Monitor.Enter(_a); if (b) Environment.Exit(1); Monitor.Exit(_a); }
        public void N(bool b) { Monitor.Enter(_a); if (b) Environment.FailFast("lost"); Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task ArgumentOfAnException() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR013:Monitor.Enter(_a)|}; try { throw new InvalidOperationException(Environment.GetEnvironmentVariable("A")); } catch (InvalidOperationException) { Monitor.Exit(_a); } }
        """));
}
