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
        public Task Turn() => _gate.WaitAsync();
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

    [Test]
    public Task CatchReleasesAgain() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { Monitor.Enter(_a); try { Monitor.Exit(_a); if (b) throw new InvalidOperationException(); } catch (InvalidOperationException) { {|PAIR002:Monitor.Exit(_a)|}; } }
        """));

    [Test]
    public Task FinallyReleasesAgain() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { Monitor.Enter(_a); try { if (b) { Monitor.Exit(_a); return; } _n++; } finally { {|PAIR002:Monitor.Exit(_a)|}; } }
        """));

    [Test]
    public Task GotoCaseReleases() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int k) { switch (k) { case 1: Monitor.Enter(_a); goto case 2; case 2: {|PAIR002:Monitor.Exit(_a)|}; break; } }
        """));

    [Test]
    public Task OutSaysNo() => PairingVerifier.Reports(Samples.Sample("""
        void Try(out bool taken) => taken = Monitor.TryEnter(_a); public void M() { Try(out bool t); if (!t) {|PAIR002:Monitor.Exit(_a)|}; else Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleSaysNo() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var (ok, m) = (Monitor.TryEnter(_a), n); if (ok) _n += m; {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    [Test]
    public Task LocalFunctionReleasesAgain() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { Monitor.Enter(_a); Drop(); {|PAIR002:Drop()|}; void Drop() => Monitor.Exit(_a); }
        """));

    [Test]
    public Task SemaphoreReleasedTwice() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { _gate.Wait(); _gate.Release(); {|PAIR002:_gate.Release()|}; }
        """));

    [Test]
    public Task PublicHalfAlone() => PairingVerifier.Reports(Samples.Sample("""
        public void Unlock() => {|PAIR002:Monitor.Exit(_a)|};
        """));

    [Test]
    public Task PublicHalfBesideTheOther() => PairingVerifier.Silent(Samples.Sample("""
        public void Lock() => Monitor.Enter(_a);
        public void Unlock() => Monitor.Exit(_a);
        """));

    [Test]
    public Task ReleaseThatAnInterfaceDemands() => PairingVerifier.Silent(Samples.Sample("""
        public interface ILatch { void Leave(); }
        public sealed class Latch(object gate) : ILatch { public void Leave() => Monitor.Exit(gate); }
        """));

    [Test]
    public Task ReleasesOnlyByContract() => PairingVerifier.Silent(Samples.Sample("""
        [Releases("_a")] public void Leave() => Monitor.Exit(_a);
        """));

    [Test]
    public Task PrivateHalf() => PairingVerifier.Silent(Samples.Sample("""
        void Leave() => Monitor.Exit(_a); public void M() { Monitor.Enter(_a); Leave(); }
        """));

    [Test]
    public Task CancelledWait() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(CancellationToken token)
        {
            try { await _gate.WaitAsync(token).ConfigureAwait(false); _n++; }
            finally { {|PAIR002:_gate.Release()|}; }
        }
        public void N(CancellationTokenSource source)
        {
            try { Work(); _gate.Wait(source.Token); Work(); }
            catch { {|PAIR002:_gate.Release()|}; throw; }
            _gate.Release();
        }
        """));

    [Test]
    public Task CancelledWaitInHelper() => PairingVerifier.Reports(Samples.Sample("""
        async Task LockAsync(CancellationToken token) { await _gate.WaitAsync(token); _n++; }
        void Unlock() => _gate.Release();
        public async Task M(CancellationToken token) { try { await LockAsync(token); Work(); } finally { {|PAIR002:Unlock()|}; } }
        """));

    [Test]
    public Task CancelledWaitSeenTo() => PairingVerifier.Silent(Samples.Sample("""
        public async Task Outside(CancellationToken token)
        {
            await _gate.WaitAsync(token);
            try { Work(); } finally { _gate.Release(); }
        }
        public async Task Flag(CancellationToken token)
        {
            bool taken = false;
            try { Work(); await _gate.WaitAsync(token); taken = true; Work(); }
            finally { if (taken) _gate.Release(); }
        }
        public async Task Result(TimeSpan timeout, CancellationToken token)
        {
            bool taken = false;
            try { taken = await _gate.WaitAsync(timeout, token); Work(); }
            finally { if (taken) _gate.Release(); }
        }
        public async Task Caught(CancellationToken token)
        {
            try { await _gate.WaitAsync(token); } catch (OperationCanceledException) { return; }
            try { Work(); } finally { _gate.Release(); }
        }
        public async Task OtherExceptions(CancellationToken token)
        {
            try { await _gate.WaitAsync(token); Work(); }
            catch (InvalidOperationException) { _gate.Release(); throw; }
            catch (Exception e) when (e is not OperationCanceledException) { _gate.Release(); throw; }
            _gate.Release();
        }
        public async Task NoToken() { try { await _gate.WaitAsync(CancellationToken.None); Work(); } finally { _gate.Release(); } }
        public async Task Later(CancellationToken token)
        {
            Task wait = _gate.WaitAsync(token);
            await wait;
            try { Work(); } finally { _gate.Release(); }
        }
        """));

    [Test]
    public Task MutexTakenAsHandle() => PairingVerifier.Silent("""
        #nullable enable
        public class Handles
        {
            readonly Mutex _gate = new();
            readonly ManualResetEvent _stop = new(false);
            public void Any(Mutex a, Mutex b)
            {
                WaitHandle[] handles = [a, b];
                ((Mutex)handles[WaitHandle.WaitAny(handles)]).ReleaseMutex();
            }
            public void All(Mutex[] mutexes)
            {
                WaitHandle.WaitAll(mutexes);
                foreach (Mutex mutex in mutexes)
                    mutex.ReleaseMutex();
            }
            public void Field()
            {
                if (WaitHandle.WaitAny([_gate, _stop], 100) == 0)
                    _gate.ReleaseMutex();
            }
        }
        """);

    [Test]
    public Task FoundUnlocked() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; {|PAIR002:unlock_page(p)|}; put_page(p); }
        """));

    [Test]
    public Task FoundLocked() => PairingVerifier.Silent(Samples.Kernel("""
        [return: Gets, CondAcquires("nonnull", "return")] public abstract page* find_lock_page(int index);
        public void m() { page* p = find_lock_page(1); if (p == null) return; unlock_page(p); put_page(p); }
        """));

    [Test]
    public Task AnotherPathTakesIt() => PairingVerifier.Reports(Samples.Kernel("""
        page* first(int i) { page* p = null; for (; i > 0; i--) p = p->next; return p; }
        public void m(int i) { page* p = first(i); if (choose()) lock_page(p); {|PAIR002:unlock_page(p)|}; }
        """));

    [Test]
    public Task TheCallMayLockIt() => PairingVerifier.Silent(Samples.Kernel("""
        page* first(int i) { page* p = null; for (; i > 0; i--) p = p->next; if (choose()) lock_page(p); return p; }
        public void m(int i) { page* p = first(i); if (choose()) lock_page(p); unlock_page(p); }
        """));

    [Test]
    public Task OverridesWhatKeepsIt() => PairingVerifier.Reports("""
        public class Base { protected readonly object Gate = new(); public virtual void M() { Monitor.Enter(Gate); Monitor.Exit(Gate); } }
        public class Derived : Base { public override void M() { {|PAIR002:Monitor.Exit(Gate)|}; } }
        """);

    [Test]
    public Task OverridesWhatNobodySees() => PairingVerifier.Silent("""
        public abstract class Base { protected readonly object Gate = new(); public abstract void M(); }
        public class Derived : Base { public override void M() { Monitor.Exit(Gate); } }
        """);

    [Test]
    public Task CounterpartPairsItself() => PairingVerifier.Reports("""
        public class C
        {
            readonly object _gate = new();
            public void Enter() { Monitor.Enter(_gate); Monitor.Exit(_gate); }
            public void Leave() { {|PAIR002:Monitor.Exit(_gate)|}; }
        }
        """);

    [Test]
    public Task MutexMadeOwned() => PairingVerifier.Silent("""
        #nullable enable
        class App
        {
            Mutex? _single;
            bool _owns;
            public void OnStartup() => _single = new Mutex(initiallyOwned: true, "app", out _owns);
            public void OnExit() { if (_owns) _single?.ReleaseMutex(); }
        }
        """);

    [Test]
    public Task MutexMadeFree() => PairingVerifier.Reports("""
        public class App
        {
            readonly Mutex _single = new(false, "app");
            public void OnExit() => {|PAIR002:_single.ReleaseMutex()|};
        }
        """);

    [Test]
    public Task SemaphoreNotWaitedFor() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(bool b) { try { if (b) return; await _gate.WaitAsync(); _n++; } finally { {|PAIR002:_gate.Release()|}; } }
        """));

    [Test]
    public Task SemaphoreWaitedForIfWanted() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M(SemaphoreSlim? s) { if (s is not null) await s.WaitAsync(); try { Work(); await Task.Yield(); } finally { s?.Release(); } }
        public async Task N() { if (_flag) await _gate.WaitAsync(); try { Work(); await Task.Yield(); } finally { if (_flag) _gate.Release(); } }
        public void Fill(int n) { for (int i = 0; i < n; i++) _gate.Wait(); Work(); for (int i = 0; i < n; i++) _gate.Release(); }
        """));

    [Test]
    public Task DeclaresAnother() => PairingVerifier.Reports(Samples.Kernel("""
        [Releases("a")] public void m(page* a, page* b) { unlock_page(a); {|PAIR002:unlock_page(b)|}; }
        """));

    [TestCase("bool b, bool c", "b && c")]
    [TestCase("bool b, bool c", "b || c")]
    [TestCase("bool b, bool c", "b ? c : false")]
    [TestCase("bool? b", "b ?? false")]
    [TestCase("bool b, object o", "b && o != null")]
    [TestCase("int b, bool c, bool d", "b == 3 && c || d")]
    public Task CompoundConditionTwice(string parameters, string condition) => PairingVerifier.Silent($$"""
        class C
        {
            readonly object _gate = new();
            static bool F() => false;
            public void M({{parameters}}) { if ({{condition}}) Monitor.Enter(_gate); F(); if ({{condition}}) Monitor.Exit(_gate); }
            public void N({{parameters}}) { if ({{condition}}) Monitor.Enter(_gate); try { F(); } finally { if ({{condition}}) Monitor.Exit(_gate); } }
        }
        """);

    [Test]
    public Task CompoundConditionOfVariablesTwice() => PairingVerifier.Silent("""
        class C
        {
            readonly object _gate = new();
            static bool F() => DateTime.Now.Ticks > 3;
            public void M() { bool b = F(), c = F(); if (b && c) Monitor.Enter(_gate); F(); if (b && c) Monitor.Exit(_gate); }
            public void N(bool b) { bool c = F(); if (b) { if (c) Monitor.Enter(_gate); } F(); if (b) { if (c) Monitor.Exit(_gate); } }
            public void O(bool b, ReaderWriterLockSlim l) { if (b) l?.EnterReadLock(); F(); if (b) l?.ExitReadLock(); }
        }
        """);

    [Test]
    public Task OtherCompoundCondition() => PairingVerifier.Reports("""
        class C
        {
            readonly object _gate = new();
            static bool F() => false;
            public void M(bool b, bool c) { if (b && c) Monitor.Enter(_gate); F(); if (b) {|PAIR002:Monitor.Exit(_gate)|}; }
        }
        """);

    [Test]
    public Task ReleasedBeforeTheCallThrew() => PairingVerifier.Reports("""
        class C(Action work)
        {
            readonly object _gate = new();
            readonly SemaphoreSlim _one = new(1, 1);
            public void Handler()
            {
                Monitor.Enter(_gate);
                try { Monitor.Exit(_gate); work(); }
                catch { {|PAIR002:Monitor.Exit(_gate)|}; throw; }
            }
            public void Relock()
            {
                Monitor.Enter(_gate);
                try { Monitor.Exit(_gate); work(); Monitor.Enter(_gate); }
                finally { {|PAIR002:Monitor.Exit(_gate)|}; }
            }
            public async Task Later()
            {
                await _one.WaitAsync();
                try { _one.Release(); await Task.Delay(1); }
                catch (Exception) { {|PAIR002:_one.Release()|}; }
            }
        }
        """);

    [Test]
    public Task HelperThatSignals() => PairingVerifier.Silent("""
        public class Queue
        {
            readonly SemaphoreSlim _items = new(3);
            int _n;
            public void Add() => AddCore();
            void AddCore() { _n++; _items.Release(); }
            public void Take() { _items.Wait(); _n--; }
        }
        """);

    [Test]
    public Task MonitorOfAMutex() => PairingVerifier.Silent("""
        class C
        {
            readonly Mutex _mutex = new(false, "x");
            int _n;
            void Open() { lock (_mutex) { if (_n++ == 0) _mutex.WaitOne(); } }
            void Close() { lock (_mutex) { if (--_n == 0) _mutex.ReleaseMutex(); } }
        }
        """);

    [Test]
    public Task ReleasedBeforeTheCallMayHaveThrown() => PairingVerifier.Silent("""
        class C(Action work)
        {
            readonly object _gate = new();
            int _n;
            public void AnothersException()
            {
                Monitor.Enter(_gate);
                try { work(); Monitor.Exit(_gate); work(); }
                catch (TimeoutException) { Monitor.Exit(_gate); throw; }
            }
            public void AnothersFilter()
            {
                Monitor.Enter(_gate);
                try { work(); Monitor.Exit(_gate); work(); }
                catch (Exception e) when (e is TimeoutException) { Monitor.Exit(_gate); throw; }
            }
            public void Relock()
            {
                Monitor.Enter(_gate);
                try { Monitor.Exit(_gate); try { work(); } finally { Monitor.Enter(_gate); } }
                finally { Monitor.Exit(_gate); }
            }
            public void Remembers()
            {
                bool held = false;
                Monitor.Enter(_gate, ref held);
                try { Monitor.Exit(_gate); held = false; work(); Monitor.Enter(_gate, ref held); }
                finally { if (held) Monitor.Exit(_gate); }
            }
            public void CannotThrow()
            {
                Monitor.Enter(_gate);
                try { work(); Monitor.Exit(_gate); Interlocked.Increment(ref _n); }
                catch { Monitor.Exit(_gate); throw; }
            }
        }
        """);

    [Test]
    public Task TriedAgainAndAskedTheWrongWay() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int ms) { bool taken = false; try { while (!taken) {|PAIR001:Monitor.TryEnter(_a, ms, ref taken)|}; Work(); } finally { if (!taken) {|PAIR002:Monitor.Exit(_a)|}; } }
        """));

    [Test]
    public Task OverridesThatAreHalvesOfAPair() => PairingVerifier.Silent("""
        public abstract class Interceptor
        {
            public virtual int Executing(int n) => n;
            public virtual int Executed(int n) => n;
            public virtual void Failed() { }
        }
        public class Locked
        {
            static readonly ReaderWriterLockSlim s_lock = new(LockRecursionPolicy.SupportsRecursion);
            static readonly object s_gate = new();
            sealed class Reading : Interceptor
            {
                public override int Executing(int n) { if (!s_lock.IsWriteLockHeld) s_lock.EnterReadLock(); return base.Executing(n); }
                public override int Executed(int n) { if (!s_lock.IsWriteLockHeld) s_lock.ExitReadLock(); return base.Executed(n); }
                public override void Failed() { if (!s_lock.IsWriteLockHeld) s_lock.ExitReadLock(); base.Failed(); }
            }
            sealed class Entering : Interceptor
            {
                public override int Executing(int n) { Monitor.Enter(s_gate); return base.Executing(n); }
                public override int Executed(int n) { Monitor.Exit(s_gate); return base.Executed(n); }
                public override void Failed() { Monitor.Exit(s_gate); base.Failed(); }
            }
        }
        """);

    [Test]
    public Task LockThroughWhatReturnsIt() => PairingVerifier.Reports(Samples.Sample("""
        static readonly object s_a = new(); static object S() => s_a; static object P => s_a; static object Id(object x) => x;
        public void A() { Monitor.Enter(s_a); Monitor.Exit(S()); }
        public void B() { Monitor.Enter(s_a); Monitor.Exit(P); }
        public void C() { Monitor.Enter(_a); Monitor.Exit(Id(_a)); }
        public void D() { object L() => _a; Monitor.Enter(_a); Monitor.Exit(L()); }
        public void E() { static object L(object x) { return x; } lock (L(_a)) Monitor.Pulse(_a); }
        public void F() { Monitor.Enter(S()); {|PAIR001:Monitor.Enter(s_a)|}; Monitor.Exit(P); }
        public void G() { object L() => _a; Monitor.Enter(_a); Monitor.Exit(L()); {|PAIR002:Monitor.Exit(L())|}; }
        public void H() { object p = new(); object L() => p; {|PAIR001:Monitor.Enter(p)|}; p = new(); {|PAIR002:Monitor.Exit(L())|}; }
        public void I(bool b) { void Fail() => throw new TimeoutException(); Monitor.Enter(_a); if (b) { Monitor.Exit(_a); Fail(); } Monitor.Exit(_a); }
        """));

    [Test]
    public Task LockThroughWhatMayReturnAny() => PairingVerifier.Reports(Samples.Sample("""
        object Either(object x) => _flag ? x : _b;
        public void A() { Func<object> g = () => _a; Monitor.Enter(_a); Monitor.Exit(g()); }
        public void B(Func<object> g) { Monitor.Enter(g()); Monitor.Exit(_a); }
        public void C(Func<object> g) { lock (g()) Monitor.Pulse(_a); }
        public void D() { Monitor.Enter(_a); Monitor.Exit(Either(_a)); }
        public void E(Func<object> g) { {|PAIR001:Monitor.Enter(_a)|}; lock (g()) Work(); if (_flag) Monitor.Exit(_a); }
        """));

    [Test]
    public Task ReleasedBeforeItIsTaken() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR002:Monitor.Exit(_a)|}; Monitor.Enter(_a); _n++; Monitor.Exit(_a); }
        public void N() { Monitor.Enter(_a); _n++; Monitor.Exit(_a); Monitor.Enter(_a); Monitor.Exit(_a); }
        """));

    [Test]
    public Task NewLockReleasedFirst() => PairingVerifier.Reports(Samples.Sample("""
        public void A() { var a = new ReaderWriterLockSlim(); {|PAIR002:a.ExitWriteLock()|}; a.EnterWriteLock(); }
        public void B() { var a = new object(); {|PAIR002:Monitor.Exit(a)|}; Monitor.Enter(a); Monitor.Exit(a); }
        public void C() { var a = new Mutex(true); a.ReleaseMutex(); a.WaitOne(); a.ReleaseMutex(); }
        public void D(Action<object> f) { var a = new object(); f(a); Monitor.Exit(a); Monitor.Enter(a); f(a); }
        public void E(Func<object> g) { var a = new object(); Monitor.Enter(a); Monitor.Exit(g()); Monitor.Exit(a); }
        """));

    [Test]
    public Task ReleasedInLockStatement() => PairingVerifier.Reports(Samples.Sample("""
        void Leave() => Monitor.Exit(_a);
        public void A() { lock (_a) { _n++; {|PAIR002:Monitor.Exit(_a)|}; } }
        public void B() { lock (_a) { if (_flag) {|PAIR002:Monitor.Exit(_a)|}; } }
        public void C() { lock (_a) { {|PAIR002:Leave()|}; } }
        public void D() { lock (_a) { Monitor.Exit(_a); Work(); Monitor.Enter(_a); } }
        public void E() { lock (_a) { Monitor.Exit(_a); try { Work(); } finally { Monitor.Enter(_a); } } }
        public void F() { lock (_a) lock (_a) Monitor.Exit(_a); }
        public void G() { Monitor.Enter(_a); lock (_a) Monitor.Exit(_a); }
        public void H() { lock (_a) { Monitor.Enter(_a); Monitor.Exit(_a); } }
        public void I() { lock (_a) { Monitor.Exit(_a); while (!Monitor.TryEnter(_a)) Thread.Yield(); } }
        """));

    [Test]
    public Task WrongModeIsSaidOnce() => PairingVerifier.Reports(Samples.Sample("""
        public void A() { _rw.EnterReadLock(); {|PAIR002:_rw.ExitWriteLock()|}; _rw.ExitReadLock(); }
        public void B() { _rw.EnterWriteLock(); {|PAIR002:_rw.ExitReadLock()|}; }
        public void C() { _rw.EnterReadLock(); {|PAIR002:_rw.ExitWriteLock()|}; _rw.ExitReadLock(); {|PAIR002:_rw.ExitReadLock()|}; }
        public void D() { _rw.EnterReadLock(); try { Work(); } finally { {|PAIR002:_rw.ExitWriteLock()|}; } _rw.EnterReadLock(); _rw.ExitReadLock(); }
        """));

    [TestCase("readonly SemaphoreSlim _s = new(1, 1); public void M() { try { Console.WriteLine(); } finally { {|PAIR002:_s.Release()|}; } }")]
    [TestCase("readonly SemaphoreSlim _s = new(1, 1); void Free() => {|PAIR002:_s.Release()|}; public void M() => Free();")]
    [TestCase("readonly SemaphoreSlim _s = new(0, 1); public void M() => _s.Release();")]
    [TestCase("readonly SemaphoreSlim _s; public C(int n) => _s = new(n); public void M() => _s.Release();")]
    [TestCase("readonly SemaphoreSlim _s = new(1, 1); public void M() => _s.Release(); public void N() => _s.Wait();")]
    [TestCase("readonly SemaphoreSlim _s = new(1, 1); public void M() => _s.Release(); public WaitHandle N() => _s.AvailableWaitHandle;")]
    [TestCase("readonly SemaphoreSlim _s = new(1, 1); public void M() => _s.Release(); public SemaphoreSlim N => _s;")]
    public Task SemaphoreThatNobodyWaitsFor(string members) => PairingVerifier.Reports($"class C {{ {members} }}");

    [Test]
    public Task HandlerReleasesWhatIsReleasedBehind() => PairingVerifier.Reports(Samples.Sample("""
        public void Typed(string s) { Monitor.Enter(_a); try { int.Parse(s); } catch (FormatException) { Monitor.Exit(_a); } {|PAIR002:Monitor.Exit(_a)|}; }
        public void Filtered(string s) { Monitor.Enter(_a); try { int.Parse(s); } catch (Exception e) when (e is FormatException) { Monitor.Exit(_a); } {|PAIR002:Monitor.Exit(_a)|}; }
        public void Memory(string s) { IntPtr p = Marshal.AllocHGlobal(8); try { int.Parse(s); } catch (FormatException) { Marshal.FreeHGlobal(p); } {|PAIR005:Marshal.FreeHGlobal(p)|}; }
        public void Leaves(string s) { Monitor.Enter(_a); try { int.Parse(s); } catch (FormatException) { Monitor.Exit(_a); return; } Monitor.Exit(_a); }
        public void Retakes(string s) { Monitor.Enter(_a); try { Monitor.Exit(_a); int.Parse(s); Monitor.Enter(_a); } catch (FormatException) { Monitor.Enter(_a); } Monitor.Exit(_a); }
        """));

    [Test]
    public Task FreshMutex() => PairingVerifier.Reports("""
        class C
        {
            public void New() { Mutex m = new(); {|PAIR002:m.ReleaseMutex()|}; }
            public void NotOwned() { Mutex m = new(false); {|PAIR002:m.ReleaseMutex()|}; }
            public void Named() { using Mutex m = new(initiallyOwned: false, "x"); {|PAIR002:m.ReleaseMutex()|}; }
            public void Owned() { Mutex m = new(true); m.ReleaseMutex(); }
            public void MayBeOwned(bool b) { Mutex m = new(b); if (b) m.ReleaseMutex(); }
            public void Waited(Mutex other) { Mutex m = new(); WaitHandle.WaitAll([m, other]); m.ReleaseMutex(); }
        }
        """);

    [Test]
    public Task RefusedByWhatWasLookedUp() => PairingVerifier.Reports("""
        class C
        {
            readonly Dictionary<string, SemaphoreSlim> _gates = new();
            readonly object[] _locks = [new(), new()];
            public async Task Cancelled(string id, CancellationToken token) { var gate = _gates[id]; try { await gate.WaitAsync(token); await Task.Delay(1); } finally { {|PAIR002:gate.Release()|}; } }
            public async Task TimedOut(string id) { var gate = _gates[id]; try { if (!await gate.WaitAsync(10)) throw new TimeoutException(); await Task.Delay(1); } finally { {|PAIR002:gate.Release()|}; } }
            public void Element(int i) { if (!Monitor.TryEnter(_locks[i])) Console.WriteLine(); {|PAIR002:Monitor.Exit(_locks[i])|}; }
            public async Task Outside(string id, CancellationToken token) { var gate = _gates[id]; await gate.WaitAsync(token); try { await Task.Delay(1); } finally { gate.Release(); } }
            public bool All()
            {
                int i = 0;
                while (i < _locks.Length && Monitor.TryEnter(_locks[i])) i++;
                bool all = i == _locks.Length;
                while (i-- > 0) Monitor.Exit(_locks[i]);
                return all;
            }
            public void Two(int i, int j) { Monitor.Enter(_locks[i]); if (!Monitor.TryEnter(_locks[j])) { Monitor.Exit(_locks[i]); return; } Monitor.Exit(_locks[j]); Monitor.Exit(_locks[i]); }
        }
        """);

    [Test]
    public Task TokenOfACancelledWait() => PairingVerifier.Reports("""
        class C(CancellationTokenSource source)
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            public async Task Asked(CancellationToken token) { try { await {|PAIR001:_gate.WaitAsync(token)|}; await Task.Delay(1); } finally { if (!token.IsCancellationRequested) _gate.Release(); } }
            public async Task Source() { try { await {|PAIR001:_gate.WaitAsync(source.Token)|}; await Task.Delay(1); } finally { if (!source.IsCancellationRequested) _gate.Release(); } }
            public async Task TheWrongWay(CancellationToken token) { try { await {|PAIR001:_gate.WaitAsync(token)|}; await Task.Delay(1); } finally { if (token.IsCancellationRequested) {|PAIR002:_gate.Release()|}; } }
            public async Task Another(CancellationToken token, CancellationToken other) { try { await {|PAIR001:_gate.WaitAsync(token)|}; await Task.Delay(1); } finally { if (!other.IsCancellationRequested) {|PAIR002:_gate.Release()|}; } }
        }
        """);

    [Test]
    public Task ThreadThatBegins() => PairingVerifier.Reports(Samples.Sample("""
        public void Run() => Task.Run(() => { _n++; {|PAIR002:Monitor.Exit(_a)|}; });
        public void Pool() => ThreadPool.QueueUserWorkItem(_ => { if (_n == 0) Monitor.Enter(_a); {|PAIR002:Monitor.Exit(_a)|}; });
        public void Own() => new Thread(() => { _n++; {|PAIR002:_rw.ExitReadLock()|}; }).Start();
        public void Locks() => Task.Run(() => { Monitor.Enter(_a); try { Work(); } finally { Monitor.Exit(_a); } });
        public async Task Gate() { await _gate.WaitAsync(); _ = Task.Run(() => { Work(); _gate.Release(); }); }
        public void Here(Action<Action> run) { Monitor.Enter(_b); run(() => { _n++; Monitor.Exit(_b); }); }
        """));

    const string DropsAndRetakes = """
        void Yield() { Monitor.Exit(_a); Work(); Monitor.Enter(_a); }
        void YieldRead() { _rw.ExitReadLock(); Work(); _rw.EnterReadLock(); }
        static void YieldOf(object gate) { Monitor.Exit(gate); Thread.Yield(); Monitor.Enter(gate); }
        void YieldPerhaps() { if (_flag) return; Monitor.Exit(_a); Work(); Monitor.Enter(_a); }
        void Signal() { _gate.Release(); _gate.Wait(); }
        """;

    [TestCase("Monitor.Enter(_a); Monitor.Exit(_a); {|PAIR002:Yield()|};")]
    [TestCase("Monitor.Enter(_a); Monitor.Exit(_a); {|PAIR002:YieldOf(_a)|};")]
    [TestCase("_rw.EnterReadLock(); _rw.ExitReadLock(); {|PAIR002:YieldRead()|};")]
    [TestCase("Monitor.Enter(_a); if (_n == 1) Monitor.Exit(_a); {|PAIR002:Yield()|}; if (_n != 1) Monitor.Exit(_a);")]
    public Task HelperDropsWhatWasReleased(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{DropsAndRetakes}}
        public void M() { {{code}} }
        """));

    [TestCase("lock (_a) { Yield(); Work(); Yield(); }")]
    [TestCase("Monitor.Enter(_a); Yield(); YieldOf(_a); Monitor.Exit(_a);")]
    [TestCase("_rw.EnterReadLock(); YieldRead(); _rw.ExitReadLock();")]
    [TestCase("Yield();")]
    [TestCase("Monitor.Enter(_a); Monitor.Exit(_a); YieldPerhaps();")]
    [TestCase("_gate.Wait(); _gate.Release(); Signal();")]
    public Task HelperDropsWhatIsHeld(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{DropsAndRetakes}}
        public void M() { {{code}} }
        """));

    [Test]
    public Task EndOfAUsing() => PairingVerifier.Reports("""
        class Sample
        {
            readonly Lock _l = new(); int _n;
            public void Statement() { using (_l.EnterScope()) { _n++; {|PAIR002:_l.Exit()|}; } }
            public void Declaration() { using var s = _l.EnterScope(); _n++; {|PAIR002:_l.Exit()|}; }
            public void Leaving(bool b) { using (_l.EnterScope()) { if (b) { {|PAIR002:_l.Exit()|}; return; } _n++; } }
            public void Helper() { using (_l.EnterScope()) { _n++; {|PAIR002:Free()|}; } }
            void Free() => _l.Exit();
            public void LockStatement() { lock (_l) { _n++; {|PAIR002:_l.Exit()|}; } }
            public void Early() { using var s = _l.EnterScope(); _n++; s.Dispose(); _n--; }
            public void Again(Action a) { using (_l.EnterScope()) { _l.Exit(); try { a(); } finally { _l.Enter(); } } }
            public void Twice() { using (_l.EnterScope()) { _l.Enter(); _n++; _l.Exit(); } }
        }
        """);
}
