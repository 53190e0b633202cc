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

    [Test]
    public Task WithoutBraces() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (_a) {|PAIR010:lock|} (_b) _n++; } public void N() { lock (_b) lock (_a) _n++; }
        """));

    [TestCase("enable")]
    [TestCase("disable")]
    public Task SystemThreadingLock(string nullable) => PairingVerifier.Reports($$"""
        #nullable {{nullable}}
        class Sample
        {
            readonly Lock _a = new(), _b = new();
            int _n;
            public void M() { lock (_a) { _n++; {|PAIR010:lock|} (_b) _n++; _n++; } }
            public void N() { lock (_b) lock (_a) _n++; }
        }
        """);

    [TestCase("enable")]
    [TestCase("disable")]
    public Task SystemThreadingLocksThatEnd(string nullable) => PairingVerifier.Silent($$"""
        #nullable {{nullable}}
        class Sample
        {
            readonly Lock _a = new(), _b = new();
            int _n;
            public void M() { lock (_a) { _n++; lock (_b) _n++; } }
            public void N() { lock (_b) { lock (_b) { } _n++; } lock (_a) _n++; }
            public void Loop() { while (_n > 0) { lock (_b) { if (_n == 1) continue; if (_n == 2) break; if (_n == 3) return; _n--; } lock (_a) _n++; } lock (_a) _n++; }
            public void Catch() { try { lock (_b) Console.WriteLine(); } catch { lock (_a) _n++; } finally { lock (_a) _n++; } }
        }
        """);
}
