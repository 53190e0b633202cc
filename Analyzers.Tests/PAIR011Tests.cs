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
}
