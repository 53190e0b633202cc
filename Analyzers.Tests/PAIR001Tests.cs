// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR001Tests
{
    [Test]
    public Task GotoOut() => PairingVerifier.Silent(Samples.Sample("""
        public int M(bool e) { int r = 0; Monitor.Enter(_a); if (e) { r = -1; goto done; } Work(); done: Monitor.Exit(_a); return r; }
        """));

    [Test]
    public Task EarlyReturn() => PairingVerifier.Reports(Samples.Sample("""
        public int M(bool e) { {|PAIR001:Monitor.Enter(_a)|}; if (e) return 1; Monitor.Exit(_a); return 0; }
        """));

    [Test]
    public Task NeverReleased() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR001:Monitor.Enter(_a)|}; _n++; }
        """));

    [Test]
    public Task FlagInFinally() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { bool t = false; try { if (b) { Monitor.Enter(_a); t = true; } Work(); } finally { if (t) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task CorrelatedParameter() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { if (b) Monitor.Enter(_a); _n++; if (b) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TryEnterTestedTwice() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = Monitor.TryEnter(_a); if (t) _n++; if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task RefLockTaken() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = false; try { Monitor.Enter(_a, ref t); _n++; } finally { if (t) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task Helper() => PairingVerifier.Silent(Samples.Sample("""
        void Take() => Monitor.Enter(_a); void Drop() => Monitor.Exit(_a); public void M() { Take(); try { Work(); } finally { Drop(); } }
        """));

    [Test]
    public Task HelperOnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        void Take() => Monitor.Enter(_a); void Drop() => Monitor.Exit(_a); public void M(bool b) { {|PAIR001:Take()|}; if (b) Drop(); }
        """));

    [Test]
    public Task ExplicitThrow() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { {|PAIR001:Monitor.Enter(_a)|}; if (b) throw new Exception(); Monitor.Exit(_a); }
        """));

    [Test]
    public Task SwitchStatement() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int k) { switch (k) { case 1: Monitor.Enter(_a); break; case 2: Monitor.Enter(_b); break; } _n++; switch (k) { case 1: Monitor.Exit(_a); break; case 2: Monitor.Exit(_b); break; } }
        """));

    [Test]
    public Task WasReadLockHeld() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool took = false; if (!_rw.IsReadLockHeld) { _rw.EnterReadLock(); took = true; } _n++; if (took) _rw.ExitReadLock(); }
        """));

    [Test]
    public Task OneAwaitReturn() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(bool b) { await {|PAIR001:_gate.WaitAsync()|}; if (b) return; _gate.Release(); }
        """));

    [Test]
    public Task LambdaReleases() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { Monitor.Enter(_a); return () => Monitor.Exit(_a); }
        """));

    [Test]
    public Task LocalFunction() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Take(); _n++; Monitor.Exit(_a); void Take() => Monitor.Enter(_a); }
        """));

    [Test]
    public Task TrylockReturn() => PairingVerifier.Silent(Samples.Kernel("""
        public bool m(page* p) { if (!trylock_page(p)) return false; unlock_page(p); return true; }
        """));

    [Test]
    public Task TestedTwice() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { bool t = trylock_page(p); if (t) use(p); if (t) unlock_page(p); }
        """));

    [Test]
    public Task IfBLockIfBUnlock() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p, bool b) { if (b) lock_page(p); if (b) unlock_page(p); }
        """));

    [Test]
    public Task PointerFlag() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { page* locked = null; if (choose()) { lock_page(p); locked = p; } if (locked != null) unlock_page(locked); }
        """));

    [Test]
    public Task Alias() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { page* q = p; lock_page(q); unlock_page(p); }
        """));

    [Test]
    public Task LockAllUnlockAll() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* head) { for (page* p = head; p != null; p = p->next) lock_page(p); for (page* p = head; p != null; p = p->next) unlock_page(p); }
        """));

    [Test]
    public Task ContinueWhileHeld() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* head) { for (page* p = head; p != null; p = p->next) { {|PAIR001:lock_page(p)|}; if (choose()) continue; unlock_page(p); } }
        """));

    [Test]
    public Task MovedOn() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR001:lock_page(p)|}; p = p->next; {|PAIR002:unlock_page(p)|}; }
        """));
}
