// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR002Tests
{
    [Test]
    public Task ReleasedTwice() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { Monitor.Enter(_a); Monitor.Exit(_a); {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    [Test]
    public Task WrongMode() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { _rw.EnterReadLock(); {|PAIR002:_rw.ExitWriteLock()|}; }
        """));

    [Test]
    public Task OnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { if (b) Monitor.Enter(_a); _n++; {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    [Test]
    public Task OnAllPaths() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { if (b) Monitor.Enter(_a); else Monitor.Enter(_a); _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task SemaphoreSignal() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { _gate.Release(); }
        """));

    [Test]
    public Task OtherHalf() => PairingVerifier.Silent(Samples.Sample("""
        public void BeginWork() { Monitor.Enter(_a); } public void EndWork() { Monitor.Exit(_a); }
        """));

    [Test]
    public Task DoubleUnlock() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { lock_page(p); unlock_page(p); {|PAIR002:unlock_page(p)|}; }
        """));

    [Test]
    public Task NextInstead() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR001:lock_page(p)|}; {|PAIR002:unlock_page(p->next)|}; }
        """));
}
