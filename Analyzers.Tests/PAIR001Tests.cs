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

    [Test]
    public Task FlagOfTheHelperForgotten() => PairingVerifier.Reports(Samples.Sample("""
        bool TryEnter(out bool must) { if (_rw.IsWriteLockHeld) { must = false; return true; } if (!_rw.TryEnterWriteLock(1)) { must = false; return false; } must = true; return true; } public int M(bool b) { if (!{|PAIR001:TryEnter(out bool must)|}) return 0; if (b) return 1; if (must) _rw.ExitWriteLock(); return 2; }
        """));

    [Test]
    public Task TakenByEitherWait() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(bool c) { bool t = c ? await _gate.WaitAsync(Timeout.Infinite) : await {|PAIR001:_gate.WaitAsync(0)|}; if (t && !c) return; if (t) _gate.Release(); }
        """));

    [Test]
    public Task HandedOutByRef() => PairingVerifier.Reports(Samples.Sample("""
        bool TryHold(ref object? held) { if (_n > 3) return false; Monitor.Enter(_a); held = _a; return true; } public void M() { object? held = null; if (!{|PAIR001:TryHold(ref held)|}) return; if (_n > 2) return; Monitor.Exit(held!); }
        """));

    [Test]
    public Task OneOfThreeAnswers() => PairingVerifier.Reports(Samples.Sample("""
        enum Step { Free, Held, Closed } Step Advance() { if (_n > 5) return Step.Free; Monitor.Enter(_a); if (_n > 0) return Step.Held; Monitor.Exit(_a); return Step.Closed; } public bool M() { if ({|PAIR001:Advance()|} != Step.Held) return false; _n++; return false; }
        """));

    [Test]
    public Task SemaphoreThatIsALock() => PairingVerifier.Reports(Samples.Sample("""
        readonly SemaphoreSlim _one = new(initialCount: 1, maxCount: 1); public async Task M(bool b) { await {|PAIR001:_one.WaitAsync()|}; if (b) return; _one.Release(); }
        """));

    [Test]
    public Task PublicHalfOfAnInternalLayer() => PairingVerifier.Reports(Samples.Sample("""
        public void Lock(bool b) { {|PAIR001:Monitor.Enter(_a)|}; if (b) return; Monitor.Exit(_a); } public void Unlock() => Monitor.Exit(_a);
        """));

    [Test]
    public Task ContinueBeforeTheTry() => PairingVerifier.Reports("""
        sealed class Scan : IDisposable { public int Area; public bool Move(int area) => area == Area; public void Dispose() { } public int Run(ref HashSet<int> work) => work.Count; }
        class Sweeper(Func<Scan> make)
        {
            readonly SemaphoreSlim _gate = new(initialCount: 1, maxCount: 1);
            readonly System.Threading.Channels.Channel<int> _work = System.Threading.Channels.Channel.CreateUnbounded<int>();
            readonly int[] _areas = new int[4];
            int _area;
            async Task RunAsync()
            {
                while (await _work.Reader.WaitToReadAsync().ConfigureAwait(false))
                {
                    await {|PAIR001:_gate.WaitAsync()|}.ConfigureAwait(false);
                    if (!_work.Reader.TryRead(out _))
                        continue;
                    try
                    {
                        using var scan = make();
                        if (scan.Area != _area && !scan.Move(_area))
                            throw new InvalidOperationException($"no {_area}");
                        ref var area = ref scan.Area;
                        HashSet<int>? wanted = null;
                        lock (this)
                        {
                            for (var i = 0; i < _areas.Length; i++)
                            {
                                var some = Some(i);
                                if (some != null)
                                {
                                    wanted ??= [];
                                    foreach (var item in some)
                                        _ = wanted.Add(i + item);
                                }
                            }
                        }
                        if (wanted == null)
                            continue;
                        _ = scan.Run(ref wanted);
                        lock (this)
                        {
                            foreach (var done in wanted)
                            {
                                var (index, value) = Split(done);
                                _areas[index] = value;
                            }
                        }
                        Update(ref area);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }
                    finally
                    {
                        _ = _gate.Release();
                    }
                }
            }
            static void Update(ref int x) => x++;
            static (int, int) Split(int x) => (x, x);
            static HashSet<int>? Some(int i) => i > 2 ? new HashSet<int>() : null;
            public void Start() => _ = RunAsync();
            public Task Pause(CancellationToken token = default) => _gate.WaitAsync(token);
            public void Resume() => _gate.Release();
        }
        """);
}
