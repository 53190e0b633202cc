// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR014Tests
{
    [Test]
    public Task Monitor() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M() { Monitor.Enter(_a); try { {|PAIR014:await Task.Yield()|}; } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task Semaphore() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
        """));

    [Test]
    public Task AwaitForeach() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(IAsyncEnumerable<int> all) { Monitor.Enter(_a); try { {|PAIR014:await foreach (int one in all) _n += one;|} } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task EndOfAwaitForeach() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(IAsyncEnumerable<int> all) { bool t = false; await foreach (int one in {|PAIR014:all|}) { Monitor.Enter(_a, ref t); break; } if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task AwaitUsing() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(IAsyncDisposable one) { _rw.EnterReadLock(); await using ({|PAIR014:one|}) _n++; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task ReleasedBefore() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M() { lock (_a) _n++; await Task.Yield(); }
        """));

    [Test]
    public Task OfWhatIsCompleted() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M(Task t) { Monitor.Enter(_a); if (t.IsCompletedSuccessfully) await t; Monitor.Exit(_a); }
        """));

    [Test]
    public Task NotTaken() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M() { if (!Monitor.TryEnter(_a)) { await Task.Yield(); return; } _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task AsyncLambdaForLater() => PairingVerifier.Silent(Samples.Sample("""
        public Func<Task> M() { lock (_a) { return async () => await Task.Yield(); } }
        """));

    [Test]
    public Task CallersLock() => PairingVerifier.Reports(Samples.Sample("""
        public async Task Asserted() { if (!Monitor.IsEntered(_a)) throw new InvalidOperationException(); await Task.Yield(); }
        public async Task Afterwards() { if (!_rw.IsWriteLockHeld) throw new InvalidOperationException(); await Task.Yield(); _rw.EnterWriteLock(); _n++; _rw.ExitWriteLock(); }
        [MustHold("_a")] async Task Held() { await Task.Yield(); }
        [Releases("_rw", Affine = true)] async Task Released() { {|PAIR014:await Task.Yield()|}; _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task AwaitUsingWhatIsAwaited() => PairingVerifier.Reports(Samples.Sample("""
        public async Task Statement(Task<System.IO.Stream> one) { _rw.EnterReadLock(); await using ({|PAIR014:await one|}) _n++; _rw.ExitReadLock(); }
        public async Task Parenthesized(Task<System.IO.Stream> one) { _rw.EnterReadLock(); await using (({|PAIR014:await one|})) _n++; _rw.ExitReadLock(); }
        public async Task Declaration(Task<System.IO.Stream> one) { _rw.EnterReadLock(); await using (System.IO.Stream s = {|PAIR014:await one|}) { {|PAIR014:await Task.Yield()|}; } _rw.ExitReadLock(); }
        """));
}
