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

    [Test]
    public Task LambdaTakesIt() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public Action M() { return () => { lock (_a) _g++; }; }
        """));

    [Test]
    public Task InLocalFunction() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) Add(); void Add() => _g++; }
        """));

    [Test]
    public Task AfterAwait() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_gate")] int _g; public async Task M() { await _gate.WaitAsync(); await Task.Yield(); _g++; _gate.Release(); }
        """));

    [Test]
    public Task AfterRelease() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) _g++; {|PAIR008:_g|}--; }
        """));

    [Test]
    public Task InInitializer() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g = 1; public Sample() { _g = 2; }
        """));

    [Test]
    public Task ReadShared() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_rw")] int _g; public int M() { _rw.EnterReadLock(); int g = _g; _rw.ExitReadLock(); return g; }
        """));

    [Test]
    [Ignore("the mode that a write needs is not asked for")]
    public Task WrittenShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterReadLock(); {|PAIR008:_g|} = 1; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task WrittenByRef() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { Interlocked.Increment(ref {|PAIR008:_g|}); }
        """));
}
