// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR003Tests
{
    [Test]
    public Task DoubleLock() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { lock_page(p); {|PAIR003:lock_page(p)|}; unlock_page(p); }
        """));

    [Test]
    public Task Another() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p, page* q) { lock_page(p); lock_page(q); unlock_page(q); unlock_page(p); }
        """));

    [Test]
    public Task MonitorIsReentrant() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); Monitor.Enter(_a); Monitor.Exit(_a); Monitor.Exit(_a); }
        """));

    [Test]
    public Task ReaderWriter() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { _rw.EnterWriteLock(); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task Upgrade() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { _rw.EnterUpgradeableReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock(); }
        """));

    [Test]
    public Task RecursionPolicy() => PairingVerifier.Silent(Samples.Sample("""
        readonly ReaderWriterLockSlim _again = new(LockRecursionPolicy.SupportsRecursion); public void M() { _again.EnterWriteLock(); _again.EnterWriteLock(); _again.ExitWriteLock(); _again.ExitWriteLock(); }
        """));

    [Test]
    public Task ThroughHelper() => PairingVerifier.Reports(Samples.Sample("""
        void Take() => _rw.EnterWriteLock(); public void M() { _rw.EnterWriteLock(); {|PAIR003:Take()|}; _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task InLoop() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { do { {|PAIR003:lock_page(p)|}; } while (choose()); unlock_page(p); }
        """));

    [Test]
    public Task AnotherInLoop() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { for (; p != null; p = p->next) { lock_page(p); unlock_page(p); } }
        """));

    [Test]
    public Task SameElement() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page** pages) { lock_page(pages[1]); {|PAIR003:lock_page(pages[1])|}; unlock_page(pages[1]); }
        """));

    [Test]
    public Task OtherElement() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page** pages) { lock_page(pages[0]); lock_page(pages[1]); unlock_page(pages[1]); unlock_page(pages[0]); }
        """));

    [Test]
    public Task TrylockOfWhatIsHeld() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { lock_page(p); if ({|PAIR003:trylock_page(p)|}) put_page(p); unlock_page(p); }
        """));

    [Test]
    public Task TrylockOfWhatWasReleased() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { lock_page(p); unlock_page(p); if (trylock_page(p)) unlock_page(p); }
        """));
}
