// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR011Tests
{
    [Test]
    public Task InRcu() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { rcu_read_lock(); {|PAIR011:might_sleep()|}; rcu_read_unlock(); }
        """));

    [Test]
    public Task AfterRcu() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { rcu_read_lock(); rcu_read_unlock(); might_sleep(); }
        """));

    [Test]
    public Task SleepUnderSpin() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Thread.Sleep(1)|}; _spin.Exit(); }
        """));

    [Test]
    public Task ThroughHelper() => PairingVerifier.Reports(Samples.Sample("""
        void Slow() => Thread.Sleep(1); public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Slow()|}; _spin.Exit(); }
        """));

    [Test]
    public Task ThroughHelpers() => PairingVerifier.Reports(Samples.Sample("""
        void Slow() { if (_flag) Slower(); } void Slower() { lock (_a) _n++; Slow(); } public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Slow()|}; _spin.Exit(); Slow(); }
        """));

    [Test]
    public Task ThroughLocalFunction() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { rcu_read_lock(); {|PAIR011:slow()|}; rcu_read_unlock(); void slow() => might_sleep(); }
        """));

    [Test]
    public Task HelperWaitsWhereItsParameterSaysSo() => PairingVerifier.Silent(Samples.Sample("""
        void Slow(bool wait) { if (!wait) return; Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Slow(false); _spin.Exit(); Slow(true); }
        """));

    [Test]
    public Task HelperLetsGoMeanwhile() => PairingVerifier.Silent(Samples.Sample("""
        void Slow() { _spin.Exit(); Thread.Sleep(1); bool t = false; _spin.Enter(ref t); } public void M() { bool t = false; _spin.Enter(ref t); Slow(); _spin.Exit(); }
        """));

    [Test]
    public Task HelperDoesNotBlock() => PairingVerifier.Silent(Samples.Sample("""
        Action Later() { Task.Run(() => Thread.Sleep(1)); return () => Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Later(); _spin.Exit(); }
        """));

    [Test]
    public Task AsyncHelper() => PairingVerifier.Silent(Samples.Sample("""
        async Task Slow() { await Task.Yield(); Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Task later = Slow(); _spin.Exit(); later.Wait(); }
        """));

    [Test]
    public Task OnTheFailingBranch() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = false; _spin.TryEnter(ref t); if (!t) { Thread.Sleep(1); return; } _n++; _spin.Exit(); }
        """));

    [Test]
    public Task LambdaForLater() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { bool t = false; _spin.Enter(ref t); Action later = () => Thread.Sleep(1); _spin.Exit(); return later; }
        """));

    [Test]
    public Task LockStatementUnderSpin() => PairingVerifier.Reports("""
        class Sample
        {
            readonly Lock _a = new();
            SpinLock _spin = new(false);
            int _n;
            public void M() { bool t = false; _spin.Enter(ref t); lock ({|PAIR011:_a|}) _n++; _spin.Exit(); }
        }
        """);
}
