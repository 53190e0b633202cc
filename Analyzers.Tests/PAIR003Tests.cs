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
    public Task TriedByTheHolder() => PairingVerifier.Reports(Samples.Sample("""
        public void M1() { _rw.EnterWriteLock(); if ({|PAIR003:_rw.TryEnterReadLock(0)|}) { _n++; _rw.ExitReadLock(); } _rw.ExitWriteLock(); }
        public void M2() { _rw.EnterReadLock(); if ({|PAIR003:_rw.TryEnterWriteLock(100)|}) { _n++; _rw.ExitWriteLock(); } _rw.ExitReadLock(); }
        public void M3() { _rw.EnterReadLock(); if ({|PAIR003:_rw.TryEnterReadLock(-1)|}) { _n++; _rw.ExitReadLock(); } _rw.ExitReadLock(); }
        public void M4() { _rw.EnterUpgradeableReadLock(); if (_rw.TryEnterWriteLock(100)) { _n++; _rw.ExitWriteLock(); } _rw.ExitUpgradeableReadLock(); }
        public void M5() { while (!_rw.TryEnterWriteLock(100)) Work(); _n++; _rw.ExitWriteLock(); if (_rw.TryEnterReadLock(0)) _rw.ExitReadLock(); }
        """));

    [Test]
    public Task TriedByTheHolderOfARecursiveOne() => PairingVerifier.Silent("""
        public class C
        {
            readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
            int _n;
            public void M() { _rw.EnterWriteLock(); if (_rw.TryEnterReadLock(0)) { _n++; _rw.ExitReadLock(); } _rw.ExitWriteLock(); }
        }
        """);

    [Test]
    public Task Upgrade() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { _rw.EnterUpgradeableReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock(); }
        """));

    [Test]
    public Task RecursionPolicy() => PairingVerifier.Silent(Samples.Sample("""
        readonly ReaderWriterLockSlim _again = new(LockRecursionPolicy.SupportsRecursion); public void M() { _again.EnterWriteLock(); _again.EnterWriteLock(); _again.ExitWriteLock(); _again.ExitWriteLock(); }
        """));

    [Test]
    public Task RecursionPolicyOfAnother() => PairingVerifier.Reports(Samples.Sample("""
        readonly ReaderWriterLockSlim _again = new(LockRecursionPolicy.SupportsRecursion), _once = new(LockRecursionPolicy.NoRecursion);
        ReaderWriterLockSlim Again => _again;
        public void A() { _again.EnterWriteLock(); Again.EnterWriteLock(); Again.ExitWriteLock(); _again.ExitWriteLock(); }
        public void B() { _once.EnterWriteLock(); {|PAIR003:_once.EnterWriteLock()|}; _once.ExitWriteLock(); }
        public void C() { var l = new ReaderWriterLockSlim(); l.EnterWriteLock(); {|PAIR003:l.EnterWriteLock()|}; l.ExitWriteLock(); }
        public void D() { var l = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion); l.EnterWriteLock(); l.EnterWriteLock(); l.ExitWriteLock(); l.ExitWriteLock(); }
        public void E(ReaderWriterLockSlim l) { l.EnterWriteLock(); l.EnterWriteLock(); l.ExitWriteLock(); l.ExitWriteLock(); }
        public void F(Other o) { o.Lock.EnterWriteLock(); {|PAIR003:o.Lock.EnterWriteLock()|}; o.Lock.ExitWriteLock(); }
        public void G(Other o) { o.Given.EnterWriteLock(); o.Given.EnterWriteLock(); o.Given.ExitWriteLock(); o.Given.ExitWriteLock(); }
        public class Other(LockRecursionPolicy policy)
        {
            public readonly ReaderWriterLockSlim Lock = new(), Given = new(policy);
            public void A() { Lock.EnterReadLock(); {|PAIR003:Lock.EnterReadLock()|}; Lock.ExitReadLock(); }
        }
        """));

    [Test]
    public Task ReadThenWrittenUnderEitherPolicy() => PairingVerifier.Reports(Samples.Sample("""
        readonly ReaderWriterLockSlim _again = new(LockRecursionPolicy.SupportsRecursion);
        public void Written() { _again.EnterReadLock(); {|PAIR003:_again.EnterWriteLock()|}; _again.ExitReadLock(); }
        public void Upgradeable() { _again.EnterReadLock(); {|PAIR003:_again.EnterUpgradeableReadLock()|}; _again.ExitReadLock(); }
        public void Given(ReaderWriterLockSlim l) { l.EnterReadLock(); {|PAIR003:l.EnterWriteLock()|}; l.ExitReadLock(); }
        void Helper() { _again.EnterReadLock(); _again.EnterWriteLock(); _again.ExitWriteLock(); _again.ExitReadLock(); }
        public void Calls() { _again.EnterUpgradeableReadLock(); Helper(); _again.ExitUpgradeableReadLock(); }
        public void Upgraded() { _again.EnterUpgradeableReadLock(); _again.EnterReadLock(); _again.EnterWriteLock(); _n++; _again.ExitWriteLock(); _again.ExitReadLock(); _again.ExitUpgradeableReadLock(); }
        public void ReadWithin() { _again.EnterWriteLock(); _again.EnterReadLock(); _again.EnterWriteLock(); _n++; _again.ExitWriteLock(); _again.ExitReadLock(); _again.ExitWriteLock(); }
        public void After() { _again.EnterReadLock(); _again.ExitReadLock(); _again.EnterWriteLock(); _n++; _again.ExitWriteLock(); }
        public void Sometimes(bool b) { if (b) _again.EnterReadLock(); else _again.EnterUpgradeableReadLock(); if (!b) { _again.EnterWriteLock(); _again.ExitWriteLock(); _again.ExitUpgradeableReadLock(); } else _again.ExitReadLock(); }
        """));

    [Test]
    public Task RecursionPolicyOfAnAssignedLock() => PairingVerifier.Reports("""
        class Late
        {
            ReaderWriterLockSlim _again, _once, _either;
            public ReaderWriterLockSlim Anybodys = new();
            public Late(ReaderWriterLockSlim given)
            {
                _again = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion);
                _once = new ReaderWriterLockSlim();
                _either = given ?? new();
            }
            public void A() { _again.EnterReadLock(); _again.EnterReadLock(); _again.ExitReadLock(); _again.ExitReadLock(); }
            public void B() { _once.EnterReadLock(); {|PAIR003:_once.EnterReadLock()|}; _once.ExitReadLock(); }
            public void C() { _either.EnterReadLock(); _either.EnterReadLock(); _either.ExitReadLock(); _either.ExitReadLock(); }
            public void D() { Anybodys.EnterReadLock(); Anybodys.EnterReadLock(); Anybodys.ExitReadLock(); Anybodys.ExitReadLock(); }
        }
        """);

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
    public Task CalleeTakesItAgain() => PairingVerifier.Reports("""
        class Layers
        {
            readonly ReaderWriterLockSlim _rw = new();
            readonly SemaphoreSlim _one = new(1, 1);
            SpinLock _spin = new(false);
            int _n;
            public int Count { get { _rw.EnterReadLock(); try { return _n; } finally { _rw.ExitReadLock(); } } }
            public int Value { set { _rw.EnterWriteLock(); try { _n = value; } finally { _rw.ExitWriteLock(); } } }
            public void Clear() { _rw.EnterWriteLock(); try { _n = 0; } finally { _rw.ExitWriteLock(); } }
            public void Trim()
            {
                _rw.EnterWriteLock();
                try { if ({|PAIR003:Count|} > 0) {|PAIR003:Clear()|}; }
                finally { _rw.ExitWriteLock(); }
            }
            public void Reset() { _rw.EnterReadLock(); try { {|PAIR003:Value|} = 3; } finally { _rw.ExitReadLock(); } }
            async Task ClearAsync() { await _one.WaitAsync(); try { _n = 0; } finally { _one.Release(); } }
            public async Task TrimAsync() { await _one.WaitAsync(); try { await {|PAIR003:ClearAsync()|}.ConfigureAwait(false); } finally { _one.Release(); } }
            void Step() { bool taken = false; _spin.Enter(ref taken); _n++; _spin.Exit(); }
            public void Steps() { bool taken = false; _spin.Enter(ref taken); {|PAIR003:Step()|}; _spin.Exit(); }
        }
        """);

    [Test]
    public Task CalleeMayTakeIt() => PairingVerifier.Silent("""
        class Layers(ReaderWriterLockSlim given)
        {
            readonly ReaderWriterLockSlim _rw = new(), _given = given;
            readonly SemaphoreSlim _one = new(1, 1), _four = new(4);
            int _n;
            void Clear() { _rw.EnterWriteLock(); try { _n = 0; } finally { _rw.ExitWriteLock(); } }
            void Locked(bool locked) { if (!locked) _rw.EnterWriteLock(); _n++; if (!locked) _rw.ExitWriteLock(); }
            void IfFree() { if (_rw.IsWriteLockHeld) { _n++; return; } _rw.EnterWriteLock(); _n++; _rw.ExitWriteLock(); }
            void Relock() { _rw.ExitWriteLock(); Thread.Yield(); _rw.EnterWriteLock(); }
            void Try() { if (!_rw.TryEnterWriteLock(10)) return; _n++; _rw.ExitWriteLock(); }
            public virtual void Virtual() { _rw.EnterWriteLock(); _n++; _rw.ExitWriteLock(); }
            public void Calls(Layers other)
            {
                _rw.EnterWriteLock();
                try { Locked(true); IfFree(); Relock(); Try(); Virtual(); other.Clear(); Task.Run(() => Clear()); }
                finally { _rw.ExitWriteLock(); }
                Clear();
            }
            public void Upgrade() { _rw.EnterUpgradeableReadLock(); try { Clear(); } finally { _rw.ExitUpgradeableReadLock(); } }
            void Read() { _given.EnterReadLock(); _n++; _given.ExitReadLock(); }
            public void Given() { _given.EnterReadLock(); try { Read(); } finally { _given.ExitReadLock(); } }
            async Task ClearAsync() { await _one.WaitAsync(); try { _n = 0; } finally { _one.Release(); } }
            public async Task Later() { Task clear; await _one.WaitAsync(); try { clear = ClearAsync(); } finally { _one.Release(); } await clear; }
            async Task FourAsync() { await _four.WaitAsync(); try { _n = 0; } finally { _four.Release(); } }
            public async Task Four() { await _four.WaitAsync(); try { await FourAsync(); } finally { _four.Release(); } }
        }
        """);

    [Test]
    public Task TrylockOfWhatIsHeld() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { lock_page(p); if ({|PAIR003:trylock_page(p)|}) put_page(p); unlock_page(p); }
        """));

    [Test]
    public Task TrylockOfWhatWasReleased() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { lock_page(p); unlock_page(p); if (trylock_page(p)) unlock_page(p); }
        """));

    [Test]
    public Task HandlerTakesWhatIsHeldWhereTheCallThrew() => PairingVerifier.Reports("""
        class Bundles(Action build)
        {
            readonly ReaderWriterLockSlim _gate = new();
            Exception? _error;
            public Exception? Error { set { _gate.EnterWriteLock(); try { _error = value; } finally { _gate.ExitWriteLock(); } } }
            public void Rebuild()
            {
                _gate.EnterWriteLock();
                try { build(); }
                catch (Exception e) { {|PAIR003:Error|} = e; }
                finally { _gate.ExitWriteLock(); }
            }
            public void Retry()
            {
                _gate.EnterWriteLock();
                try { build(); }
                catch { {|PAIR003:_gate.EnterWriteLock()|}; }
                _gate.ExitWriteLock();
            }
        }
        """);

    [Test]
    public Task HandlerTakesWhatWasReleased() => PairingVerifier.Silent("""
        class Bundles(Action build)
        {
            readonly ReaderWriterLockSlim _gate = new();
            Exception? _error;
            public Exception? Error { set { _gate.EnterWriteLock(); try { _error = value; } finally { _gate.ExitWriteLock(); } } }
            public void Rebuild()
            {
                try
                {
                    _gate.EnterWriteLock();
                    try { build(); } finally { _gate.ExitWriteLock(); }
                }
                catch (Exception e) { Error = e; }
            }
            public void Leaving()
            {
                try { _gate.EnterWriteLock(); _error = null; _gate.ExitWriteLock(); }
                catch (LockRecursionException e) { Error = e; }
            }
            public void MayBeAnothers()
            {
                try { build(); _gate.EnterWriteLock(); build(); _gate.ExitWriteLock(); }
                catch (TimeoutException e) { Error = e; }
            }
            public void Sometimes(bool locked)
            {
                if (locked) _gate.EnterWriteLock();
                try { build(); }
                catch (Exception e) { if (!locked) Error = e; }
                finally { if (locked) _gate.ExitWriteLock(); }
            }
        }
        """);

    [Test]
    public Task GivenToDelegate() => PairingVerifier.Reports(Samples.Sample("""
        public sealed class Holder { public readonly ReaderWriterLockSlim Gate = new(); }
        public void A(Action<ReaderWriterLockSlim> f) { var l = new ReaderWriterLockSlim(); l.EnterWriteLock(); f(l); l.EnterWriteLock(); l.ExitWriteLock(); }
        public void B(Action<object> f) { var l = new object(); Monitor.Enter(l); f(l); }
        public void C(Action<Holder> f, Holder h) { h.Gate.EnterWriteLock(); f(h); h.Gate.EnterWriteLock(); h.Gate.ExitWriteLock(); }
        public void D(Action<ReaderWriterLockSlim> f) { _rw.EnterWriteLock(); _rw.ExitWriteLock(); f(_rw); _rw.ExitWriteLock(); }
        public unsafe void E(delegate*<object, void> f) { var l = new object(); Monitor.Enter(l); f(l); }
        public void F(Action<Sample> f) { _rw.EnterWriteLock(); f(this); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitWriteLock(); }
        public void G(Action<object> f, object other) { _rw.EnterWriteLock(); f(other); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task ReentrantInOneMode() => PairingVerifier.Reports("""
        sealed class Latch
        {
            [Acquires(Shared = true, Reentrant = true), NoContextAnalysis("the lock itself")] public void Read() { }
            [Releases(Shared = true), NoContextAnalysis("the lock itself")] public void EndRead() { }
            [Acquires, NoContextAnalysis("the lock itself")] public void Write() { }
            [Releases, NoContextAnalysis("the lock itself")] public void EndWrite() { }
        }
        class Sample
        {
            readonly Latch _latch = new();
            readonly ReaderWriterLock _old = new();
            readonly ReaderWriterLockSlim _again = new(LockRecursionPolicy.SupportsRecursion);
            public void A() { _latch.Read(); {|PAIR003:_latch.Write()|}; _latch.EndWrite(); _latch.EndRead(); }
            public void B() { _latch.Write(); {|PAIR003:_latch.Read()|}; _latch.EndRead(); _latch.EndWrite(); }
            public void C() { _latch.Read(); _latch.Read(); _latch.EndRead(); _latch.EndRead(); }
            public void D() { _old.AcquireWriterLock(-1); _old.AcquireReaderLock(-1); _old.ReleaseReaderLock(); _old.ReleaseWriterLock(); }
            public void E() { _again.EnterWriteLock(); _again.EnterReadLock(); _again.ExitReadLock(); _again.ExitWriteLock(); }
            [MustHold("_again")] public void F() { _again.EnterReadLock(); _again.ExitReadLock(); }
        }
        """);

    [Test]
    public Task OnlyOnceReported() => PairingVerifier.Reports(Samples.Sample("""
        public void A() { _rw.EnterReadLock(); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitReadLock(); }
        public void B() { _rw.EnterWriteLock(); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitWriteLock(); _rw.ExitWriteLock(); }
        public void C() { _rw.EnterReadLock(); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitReadLock(); _rw.ExitWriteLock(); }
        public void D() { _rw.EnterWriteLock(); {|PAIR003:_rw.EnterWriteLock()|}; _rw.ExitWriteLock(); _rw.ExitWriteLock(); {|PAIR002:_rw.ExitWriteLock()|}; }
        public void E() { {|PAIR001:_rw.EnterReadLock()|}; {|PAIR003:_rw.EnterWriteLock()|}; if (_flag) return; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task WaitedForWhereItStands() => PairingVerifier.Reports("""
        sealed class Sample
        {
            readonly SemaphoreSlim _s = new(1, 1);
            int _n;
            async Task D() { await _s.WaitAsync(); try { _n--; } finally { _s.Release(); } }
            async Task<int> I() { await _s.WaitAsync(); try { return _n--; } finally { _s.Release(); } }
            public async Task All() { await _s.WaitAsync(); try { await Task.WhenAll({|PAIR003:D()|}, Task.Delay(1)); } finally { _s.Release(); } }
            public async Task Array() { await _s.WaitAsync(); try { await Task.WhenAll(new[] { {|PAIR003:D()|} }).ConfigureAwait(false); } finally { _s.Release(); } }
            public async Task Brackets() { await _s.WaitAsync(); try { await Task.WhenAll([{|PAIR003:D()|}]); } finally { _s.Release(); } }
            public void AllAtOnce() { _s.Wait(); try { Task.WaitAll({|PAIR003:D()|}, {|PAIR003:I()|}); } finally { _s.Release(); } }
            public void Wait() { _s.Wait(); try { {|PAIR003:D()|}.Wait(); } finally { _s.Release(); } }
            public void Result() { _s.Wait(); try { _n = {|PAIR003:I()|}.Result; } finally { _s.Release(); } }
            public void Awaiter() { _s.Wait(); try { {|PAIR003:D()|}.GetAwaiter().GetResult(); {|PAIR003:D()|}.ConfigureAwait(false).GetAwaiter().GetResult(); } finally { _s.Release(); } }
        }
        """);

    [Test]
    public Task NotWaitedFor() => PairingVerifier.Silent("""
        sealed class Sample
        {
            readonly SemaphoreSlim _s = new(1, 1);
            int _n;
            async Task D() { await _s.WaitAsync(); try { _n--; } finally { _s.Release(); } }
            void Take(Task task) => _n = task.Id;
            public void Begins() { _s.Wait(); Task t; try { t = D(); } finally { _s.Release(); } t.Wait(); }
            public void Passes() { _s.Wait(); try { Take(D()); } finally { _s.Release(); } }
            public void All() { _s.Wait(); Task all; try { all = Task.WhenAll(D(), D()); } finally { _s.Release(); } all.Wait(); }
            public void Any() { _s.Wait(); try { Task.WaitAny(D(), Task.Delay(1)); } finally { _s.Release(); } }
            public void NotLong() { _s.Wait(); try { D().Wait(100); } finally { _s.Release(); } }
            public void Afterwards() { _s.Wait(); _s.Release(); D().Wait(); }
        }
        """);

    [Test]
    public Task AsyncVoidIsNotWaitedFor() => PairingVerifier.Silent(Samples.Sample("""
        async void Log(string text, int attempt)
        {
            await _gate.WaitAsync();
            try { Console.WriteLine(text); }
            catch (InvalidOperationException) { if (attempt < 5) Log(text, attempt + 1); }
            finally { _gate.Release(); }
        }
        """));
}
