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
    [Ignore("summaries do not say that a body blocks")]
    public Task ThroughHelper() => PairingVerifier.Reports(Samples.Sample("""
        void Slow() => Thread.Sleep(1); public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Slow()|}; _spin.Exit(); }
        """));

    [Test]
    public Task OnTheFailingBranch() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = false; _spin.TryEnter(ref t); if (!t) { Thread.Sleep(1); return; } _n++; _spin.Exit(); }
        """));

    [Test]
    public Task LambdaForLater() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { bool t = false; _spin.Enter(ref t); Action later = () => Thread.Sleep(1); _spin.Exit(); return later; }
        """));
}
