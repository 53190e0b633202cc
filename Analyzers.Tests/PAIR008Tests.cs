// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR008Tests
{
    [Test]
    public Task Field() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { {|PAIR008:_g|} = 1; }
        """));

    [Test]
    public Task FieldUnderLock() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) _g = 1; }
        """));

    [Test]
    public Task FieldInHelper() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; void Set() => _g = 1; public void M() { lock (_a) Set(); }
        """));

    [Test]
    public Task HelperWithoutLock() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; void Set() => _g = 1; public void M() { {|PAIR008:Set()|}; }
        """));

    [Test]
    public Task Call() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR008:set_locked(p)|}; }
        """));

    [Test]
    public Task CallUnderLock() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { lock_page(p); set_locked(p); unlock_page(p); }
        """));
}
