// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR009Tests
{
    [Test]
    public Task AcquiresOnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        [Acquires("_a")] public void {|PAIR009:M|}(bool b) { if (b) Monitor.Enter(_a); }
        """));

    [Test]
    public Task Acquires() => PairingVerifier.Silent(Samples.Sample("""
        [Acquires("_a")] public void M() { Monitor.Enter(_a); }
        """));

    [TestCase("{|PAIR001:Take()|}; if (b) return; Monitor.Exit(_a); [Acquires(\"_a\")] void Take() => Monitor.Enter(_a);")]
    [TestCase("Take(); Monitor.Exit(_a); [Acquires(\"_a\")] void {|PAIR009:Take|}() { }")]
    [TestCase("{|PAIR008:Use()|}; lock (_a) Use(); [MustHold(\"_a\")] void Use() { }")]
    [TestCase("if (Try(_b)) Monitor.Exit(_b); [CondAcquires(true, \"gate\")] static bool Try(object gate) => Monitor.TryEnter(gate);")]
    // what it captures no contract can name
    [TestCase("object gate = new(); {|PAIR001:Take()|}; if (b) return; Monitor.Exit(gate); [Acquires(\"gate\")] void Take() => Monitor.Enter(gate);")]
    public Task OfALocalFunction(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(bool b) { {{body}} }
        """));

    [Test]
    public Task Releases() => PairingVerifier.Silent(Samples.Sample("""
        [Releases("_a")] public void M() { _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task Conditional() => PairingVerifier.Silent(Samples.Sample("""
        [CondAcquires(true, "_a")] public bool M(bool b) { if (b) return false; Monitor.Enter(_a); return true; }
        """));

    [Test]
    public Task GetsTwice() => PairingVerifier.Reports(Samples.Kernel("""
        [Gets("p")] public void {|PAIR009:m|}(page* p) { get_page(p); get_page(p); }
        """));

    [Test]
    public Task TokenNotTaken() => PairingVerifier.Reports(Samples.Kernel("""
        [Acquires("#big"), NoContextAnalysis("the lock itself")] public void big_lock() { }
        [Acquires("#big")] public void {|PAIR009:m|}() { }
        [Acquires("#big")] public void n() { big_lock(); }
        """));

    [Test]
    public Task DoesNotNameWhatItFills() => PairingVerifier.Reports(Samples.Kernel("""
        [Gets("page"), NoContextAnalysis("the count itself")] public void count(page* page) { }
        [CondGets("zero", "*pp")] public int {|PAIR009:m|}(page** pp) { return 0; }
        [CondGets("zero", "*pp")] public int n(page** pp) { page* p = find_get_page(1); if (p == null) return 1; *pp = p; return 0; }
        """));

    [Test]
    public Task NothingToTakeOrReleaseAtNull() => PairingVerifier.Reports("""
        #nullable disable
        static class Instance
        {
            static Mutex s_mutex;
            public static void Open() { s_mutex = new(false, "x"); }
            [CondAcquires(true, "s_mutex")] public static bool Wait(int t) { if (s_mutex == null) return true; return s_mutex.WaitOne(t); }
            [Acquires("s_mutex")] public static void WaitForEver() => s_mutex?.WaitOne();
            [Releases("s_mutex")] public static void Release() { if (s_mutex == null) return; s_mutex.ReleaseMutex(); }
            [CondAcquires(true, "s_mutex")] public static bool {|PAIR009:Some|}(int t) { if (t == 0) return true; return s_mutex.WaitOne(t); }
        }
        """);

    [Test]
    public Task DropsAndTakesAgain() => PairingVerifier.Reports("""
        public class Gate
        {
            readonly object _gate = new();
            [Releases("_gate"), Acquires("_gate")] public void Yield() { Monitor.Exit(_gate); Monitor.Enter(_gate); }
            [Releases("_gate"), Acquires("_gate")] public void {|PAIR009:Drop|}() { Monitor.Exit(_gate); }
            [Releases("_gate"), Acquires("_gate")] public void {|PAIR009:Perhaps|}(bool b) { Monitor.Exit(_gate); if (b) Monitor.Enter(_gate); }
            [Releases("_gate"), CondAcquires(true, "_gate")] public bool Try() { Monitor.Exit(_gate); return Monitor.TryEnter(_gate); }
            [Releases("_gate"), CondAcquires(true, "_gate")] public bool {|PAIR009:Keep|}(bool b) { if (!b) return false; Monitor.Exit(_gate); return Monitor.TryEnter(_gate); }
            public void Right() { Monitor.Enter(_gate); Yield(); Monitor.Exit(_gate); }
            public void Wrong() { {|PAIR002:Yield()|}; Monitor.Exit(_gate); }
            public void After() { Monitor.Enter(_gate); Monitor.Exit(_gate); {|PAIR002:Yield()|}; }
            public void Leaks() { Monitor.Enter(_gate); {|PAIR001:Yield()|}; }
            public void Alone() => {|PAIR001:{|PAIR002:Yield()|}|};
            void Helper() => Yield();
            public void HelperUnderLock() { lock (_gate) Helper(); }
            public void HelperWithoutLock() => {|PAIR008:Helper()|};
            [MustHold("_gate")] public void Needs() => Yield();
        }
        """);

    [Test]
    public Task ReleasesWhateverItReturns() => PairingVerifier.Reports(Samples.Sample("""
        [CondReleases(true, "_a")] public bool {|PAIR009:M|}() { Monitor.Exit(_a); return _n == 0; }
        [CondReleases(true, "_a")] public bool N() { bool isLast = --_n == 0; if (isLast) Monitor.Exit(_a); return isLast; }
        """));

    [Test]
    public Task OutCondition() => PairingVerifier.Reports(Samples.Sample("""
        [CondAcquires("taken=true", "_a")] public void {|PAIR009:Says|}(out bool taken) { taken = true; if (_flag) Monitor.Enter(_a); }
        [CondAcquires("error=zero", "_a")] public void {|PAIR009:Forgets|}(out int error) { error = 0; if (_flag) return; Monitor.Enter(_a); }
        [CondAcquires("taken=true", "_a")] public void Keeps(out bool taken) { taken = false; if (_flag) return; Monitor.Enter(_a); taken = true; }
        [CondAcquires("taken=true", "_a")] public void Tries(ref bool taken) => Monitor.TryEnter(_a, 10, ref taken);
        [CondAcquires("taken=true", "_a")] public void IsTold(ref bool taken) { if (taken) Monitor.Enter(_a); }
        """));

    [Test]
    public Task FindsWithoutGetting() => PairingVerifier.Reports("""
        #nullable disable
        public sealed class Buffer { [Gets, NoContextAnalysis("the count itself")] public void Get() { } [Puts, NoContextAnalysis("the count itself")] public void Put() { } }
        public class Holder
        {
            readonly Buffer _held = new();
            [CondGets("nonnull", "return")] public Buffer {|PAIR009:Peek|}() => _held;
            [CondGets("nonnull", "return")] public Buffer Find() { if (_held == null) return null; _held.Get(); return _held; }
            [CondGets("nonnull", "return")] public Buffer None() => null;
        }
        """);

    [Test]
    public Task TakesOver() => PairingVerifier.Reports("""
        #nullable disable
        public sealed class Buffer { [Puts, NoContextAnalysis("the count itself")] public void Put() { } }
        public class Holder
        {
            readonly Queue<Buffer> _queue = new();
            readonly object _gate = new();
            Buffer _last;
            int _n;
            [Moves("b")] public void {|PAIR009:Forgets|}(Buffer b) { if (_n > 0) return; b.Put(); }
            [Moves("b")] public void Stores(Buffer b) { if (_n > 0) { b.Put(); return; } _last = b; }
            [Moves("b")] public void Queues(Buffer b) { if (_n > 0) b.Put(); else lock (_gate) _queue.Enqueue(b); }
            [Moves("b")] public void Exchanges(Buffer b) { if (Interlocked.CompareExchange(ref _last, b, null) == null) return; b.Put(); }
            [Moves("b")] public void Starts(Buffer b) { if (_n > 0) { b.Put(); return; } Task.Run(() => b.Put()); }
            [Moves("b")] public Buffer HandsBack(Buffer b) { if (_n > 0) { b.Put(); return null; } return b; }
            [Moves("b")] public void MayBeNull(Buffer b) { if (b == null) return; b.Put(); }
            [Moves("b")] public void Unseen(Buffer b) => _n++;
        }
        """);

    [Test]
    public Task NothingSeen() => PairingVerifier.Reports("""
        class C
        {
            readonly object _object = new();
            readonly Lock _lock = new();
            int _n;
            [Acquires("_object")] public void {|PAIR009:Object|}() => _n++;
            [Acquires("_lock")] public void {|PAIR009:Lock|}() => _n++;
            [Acquires("this")] public void Own() => _n++;
            [Acquires("_object"), NoContextAnalysis("in the base class")] public void Unseen() => _n++;
        }
        """);

    [Test]
    public Task LockInTheObject() => PairingVerifier.Reports("""
        public class Gate
        {
            readonly object _o = new(); [MustHold("_o")] int _n; object Sync => _o;
            [Acquires] public void Grab() => Monitor.Enter(_o);
            [CondAcquires(true)] public bool TryGrab() => Monitor.TryEnter(Sync);
            [CondAcquires(true)] public bool Perhaps(bool b) { {|PAIR001:Monitor.Enter(_o)|}; if (b) return false; return true; }
            [Releases] public void LetGo() => Core();
            void Core() => Monitor.Exit(_o);
            [MustHold] public void Wake() { _n++; Monitor.Pulse(_o); }
            public void Use(bool b) { Grab(); _n++; Wake(); LetGo(); if (TryGrab()) LetGo(); }
            public void Leaks(bool b) { {|PAIR001:Grab()|}; if (b) return; LetGo(); }
            public void Touches() { {|PAIR008:_n|}++; Grab(); LetGo(); {|PAIR008:_n|}++; }
        }
        public class Made(object gate)
        {
            [Acquires] public void Grab() => Monitor.Enter(gate);
            [Releases] public void LetGo() => Monitor.Exit(gate);
        }
        public class Shares
        {
            readonly ReaderWriterLockSlim _rw = new();
            [Acquires] public void Grab() => _rw.EnterWriteLock();
            [Releases] public void LetGo() => _rw.ExitWriteLock();
            [Releases(Shared = true)] public void LetGoShared() => _rw.ExitReadLock();
            [Releases, Acquires(Shared = true)] public void Downgrade() { _rw.ExitWriteLock(); _rw.EnterReadLock(); }
        }
        public interface ILatch { [CondAcquires(true)] bool T(); [Releases] void X(); }
        public class Latch : ILatch { readonly object _o = new(); public bool T() => Monitor.TryEnter(_o); public void X() => Monitor.Exit(_o); }
        public class Row { public readonly object Sync = new(); }
        public static class Rows
        {
            [Acquires("r")] public static void Grab(Row r) => Monitor.Enter(r.Sync);
            [Releases("row")] public static void LetGo(Row row) => Monitor.Exit(row.Sync);
            [Acquires("r")] public static void Both(Row r, Row s) { Monitor.Enter(r.Sync); {|PAIR001:Monitor.Enter(s.Sync)|}; }
            public static void Use(Row r) { Grab(r); LetGo(r); }
        }
        """);

    [Test]
    public Task LocksInTheObject() => PairingVerifier.Reports("""
        public class Two
        {
            readonly object _a = new(), _b = new();
            [Acquires] public void Grab() => {|PAIR001:Monitor.Enter(_a)|};
            [Releases] public void LetGo() => {|PAIR002:Monitor.Exit(_b)|};
            [MustHold] public void Wake() => {|PAIR008:Monitor.Pulse(_b)|};
        }
        public class More
        {
            readonly object _a = new(), _b = new();
            [Acquires] public void Grab() { Monitor.Enter(_a); {|PAIR001:Monitor.Enter(_b)|}; }
            [Releases] public void LetGo() => Monitor.Exit(_a);
        }
        public class Beside
        {
            readonly object _o = new();
            [Acquires, NoContextAnalysis("the lock itself")] public void Grab() { }
            [Releases, NoContextAnalysis("the lock itself")] public void LetGo() { }
            [Acquires] public void Both() { Grab(); {|PAIR001:Monitor.Enter(_o)|}; }
        }
        """);

    [Test]
    public Task ConstantOfBodyThatIsNotAnalysed() => PairingVerifier.Reports("""
        class C
        {
            int _n;
            [CondAcquires(true), NoContextAnalysis("the lock itself")] bool Try() => true;
            [Releases, NoContextAnalysis("the lock itself")] void Exit() => _n = 0;
            public void M() { if (!Try()) {|PAIR002:Exit()|}; else Exit(); }
        }
        """);
}
