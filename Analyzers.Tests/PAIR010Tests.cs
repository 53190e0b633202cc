// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR010Tests
{
    [Test]
    public Task BothOrders() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (_a) { {|PAIR010:lock|} (_b) _n++; } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [Test]
    public Task OneOrder() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { lock (_a) { lock (_b) _n++; } } public void N() { lock (_a) { lock (_b) _n++; } }
        """));
}
