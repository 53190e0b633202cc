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

    /// <summary>An upgrade gives the reader lock up; only a downgrade brings it back.</summary>
    [TestCase("_old.ReleaseWriterLock();", false)]
    [TestCase("_old.ReleaseReaderLock();", false)]
    [TestCase("if (_flag) _old.DowngradeFromWriterLock(ref cookie); _old.ReleaseReaderLock();", false)]
    [TestCase("_old.DowngradeFromWriterLock(ref cookie); _old.ReleaseReaderLock();", false)]
    [TestCase("_old.DowngradeFromWriterLock(ref cookie);", true)]
    [TestCase("_old.ReleaseWriterLock(); {|PAIR002:_old.ReleaseReaderLock()|};", false)]
    public Task Upgraded(string release, bool isHeld)
    {
        string acquire = "_old.AcquireReaderLock(-1)";
        return PairingVerifier.Reports(Samples.Sample($$"""
            readonly ReaderWriterLock _old = new();
            public void M()
            {
                {{(isHeld ? "{|PAIR001:" + acquire + "|}" : acquire)}};
                if (_n == 0) { _old.ReleaseReaderLock(); return; }
                LockCookie cookie = _old.UpgradeToWriterLock(-1);
                try { _n++; } finally { {{release}} }
            }
            public void Forgotten() { {|PAIR001:_old.AcquireReaderLock(-1)|}; {|PAIR001:_old.UpgradeToWriterLock(-1)|}; }
            """));
    }

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
    public Task IteratorLeftEarly() => PairingVerifier.Reports(Samples.Sample("""
        public IEnumerable<int> M(bool b) { {|PAIR001:Monitor.Enter(_a)|}; if (b) yield break; Monitor.Exit(_a); yield return 1; }
        """));

    [Test]
    public Task IteratorWithFinally() => PairingVerifier.Silent(Samples.Sample("""
        public IEnumerable<int> M() { Monitor.Enter(_a); try { yield return 1; yield return 2; } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task AsyncIterator() => PairingVerifier.Silent(Samples.Sample("""
        public async IAsyncEnumerable<int> M() { await _gate.WaitAsync(); try { yield return 1; await Task.Yield(); } finally { _gate.Release(); } }
        """));

    [Test]
    public Task AsyncIteratorLeftEarly() => PairingVerifier.Reports(Samples.Sample("""
        public async IAsyncEnumerable<int> M(bool b) { await {|PAIR001:_gate.WaitAsync()|}; if (b) yield break; _gate.Release(); yield return 1; }
        """));

    [Test]
    public Task TupleElementTells() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (Monitor.TryEnter(_a), n); if (r.ok) { _n += r.m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleElementTellsElsewhere() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var (ok, m) = ({|PAIR001:Monitor.TryEnter(_a)|}, n); if (ok && m > 0) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleElementTellsNothing() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = ({|PAIR001:Monitor.TryEnter(_a)|}, n); if (r.ok) { _n += r.m; if (r.m > 3) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleItem() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { var r = (Monitor.TryEnter(_a), n); if (!r.Item1) return; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleItemLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var r = ({|PAIR001:Monitor.TryEnter(_a)|}, n); if (!r.Item1 || r.n > 3) return; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleVariableDeconstructed() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { var r = (ok: Monitor.TryEnter(_a), n); (bool ok, var m) = r; if (ok) { _n += m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleVariableDeconstructedLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var r = (ok: {|PAIR001:Monitor.TryEnter(_a)|}, n); (bool ok, var m) = r; if (ok && m > 3) { _n += m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleElementAssigned() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, n); try { if (n > 3) { Monitor.Enter(_a); r.ok = true; } Work(); } finally { if (r.ok) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleElementAssignedAndCopied() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, n); if (n > 3) { Monitor.Enter(_a); r.ok = true; } var q = r; var (ok, _) = q; _n++; if (ok) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleElementAssignedAndCopiedLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, n); if (n > 3) { {|PAIR001:Monitor.Enter(_a)|}; r.ok = true; } var q = r; var (ok, m) = q; _n++; if (ok && m < 9) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleElementByRef() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, n); Monitor.TryEnter(_a, ref r.ok); if (r.ok) { _n += r.m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleByRef() => PairingVerifier.Silent(Samples.Sample("""
        static void Set(ref (bool ok, int m) r) => r.ok = true; public void M(int n) { (bool ok, int m) r = (false, n); Set(ref r); Monitor.Enter(_a); if (r.ok) Monitor.Exit(_a); if (!r.ok) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleOfALocalFunction() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, n); Take(); if (r.ok) Monitor.Exit(_a); void Take() { r.ok = Monitor.TryEnter(_a); } }
        """));

    [Test]
    public Task TuplePattern() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { var r = (Monitor.TryEnter(_a), n); if (r is (true, var m)) { _n += m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TuplePatternLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var r = ({|PAIR001:Monitor.TryEnter(_a)|}, n); if (r is (true, > 3)) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleSwitch() => PairingVerifier.Silent(Samples.Sample("""
        public int M(int n) { switch ((Monitor.TryEnter(_a), n)) { case (true, > 3): Monitor.Exit(_a); return 1; case (true, _): Monitor.Exit(_a); return 2; default: return 3; } }
        """));

    [Test]
    public Task TupleOfBranches() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = n > 3 ? (Monitor.TryEnter(_a), 1) : (false, 2); if (r.ok) Monitor.Exit(_a); }
        """));

    [Test]
    public Task TupleInALoop() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { (bool ok, int m) r = (false, 0); for (int i = 0; i < n; i++) { r = (Monitor.TryEnter(_a, i), i); if (r.ok) break; } if (r.ok) { _n += r.m; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TupleReturnedAsAWhole() => PairingVerifier.Silent(Samples.Sample("""
        (bool Ok, int N) Try() => Monitor.TryEnter(_a) ? (true, _n) : (false, 0); public void M() { var r = Try(); if (r.Ok) { _n = r.N + 1; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task DelegateMadeBeforeTheLockIsTaken() => PairingVerifier.Reports(Samples.Sample("""
        static void Run(Action a) => a();
        sealed class Ender(Action a) : IDisposable { public void Dispose() => a(); }
        void Leave() => Monitor.Exit(_a);
        public void Called() { Action a = () => Monitor.Exit(_a); Monitor.Enter(_a); a(); }
        public void Finally() { Action a = () => Monitor.Exit(_a); Monitor.Enter(_a); try { Work(); } finally { a?.Invoke(); } }
        public void Group() { Action a = Leave; Monitor.Enter(_a); a(); }
        public void Local() { Action a = Drop; Monitor.Enter(_a); a(); void Drop() => Monitor.Exit(_a); }
        public void Parameter(object o) { Action<object, int> a = (x, _) => Monitor.Exit(x); Monitor.Enter(o); a(o, 3); }
        public void Discards(object o) { Action<int, int> a = (_, _) => Monitor.Exit(o); Monitor.Enter(o); a(3, 4); }
        public void Flag() { bool taken = false; Action a = () => { if (taken) { Monitor.Exit(_a); taken = false; } }; Monitor.Enter(_a); taken = true; a(); a(); }
        public async Task Async() { Func<Task> a = async () => { await Task.Yield(); _gate.Release(); }; await _gate.WaitAsync(); await a(); }
        public void Tried() { Func<bool> a = () => Monitor.TryEnter(_a); if (a()) Monitor.Exit(_a); }
        public void Given() { Action a = () => Monitor.Exit(_a); Monitor.Enter(_a); Run(a); }
        public IDisposable Kept() { var e = new Ender(() => Monitor.Exit(_a)); Monitor.Enter(_a); return e; }
        public void Either() { Action a = () => { }; if (_flag) a = () => Monitor.Exit(_a); Monitor.Enter(_a); a(); }
        public void Added() { Action a = () => Monitor.Exit(_a); a += Work; Monitor.Enter(_a); a(); }
        public void Early() { Action a = () => Monitor.Exit(_a); {|PAIR001:Monitor.Enter(_a)|}; if (_flag) return; a(); }
        public void OfAnother() { Action a = () => Monitor.Exit(_b); {|PAIR001:Monitor.Enter(_a)|}; if (_flag) return; Monitor.Exit(_a); Monitor.Enter(_b); Run(a); }
        public void Pairs() { Action a = () => { Monitor.Enter(_a); Monitor.Exit(_a); }; {|PAIR001:Monitor.Enter(_a)|}; a(); if (_flag) return; Monitor.Exit(_a); }
        public void Takes() { Action a = () => Monitor.Enter(_a); {|PAIR001:a()|}; if (_flag) return; Monitor.Exit(_a); }
        public void Twice() { Action a = () => Monitor.Exit(_a); Monitor.Enter(_a); a(); {|PAIR002:a()|}; }
        public void TakesTwice() { Action a = () => _rw.EnterWriteLock(); _rw.EnterWriteLock(); {|PAIR003:a()|}; _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task TriedInHelperThatDoesNotSay() => PairingVerifier.Reports("""
        class Tries
        {
            readonly object _never = new(), _paired = new();
            readonly ReaderWriterLockSlim _rw = new();
            void Never() { if ({|PAIR001:Monitor.TryEnter(_never)|}) Console.WriteLine(); }
            void Early() { if (!{|PAIR001:Monitor.TryEnter(_never, 100)|}) return; Console.WriteLine(); }
            async Task Async() { if ({|PAIR001:Monitor.TryEnter(_never)|}) {|PAIR014:await Task.Yield()|}; }
            void Read() { if ({|PAIR001:_rw.TryEnterReadLock(10)|}) Console.WriteLine(); }
            void Paired() { if ({|PAIR001:Monitor.TryEnter(_paired)|}) Console.WriteLine(); }
            void Balanced() { Monitor.Enter(_paired); Monitor.Exit(_paired); }
            public Task All() { Never(); Early(); Read(); Paired(); Balanced(); return Async(); }
        }
        class OfName
        {
            void Update(string s) { if ({|PAIR001:Monitor.TryEnter(string.Intern(s))|}) Console.WriteLine(); }
            public void All(string s) => Update(s);
        }
        """);

    [Test]
    public Task TriedInHelperThatSays() => PairingVerifier.Silent("""
        class Tries
        {
            readonly object _told = new(), _flagged = new(), _asked = new(), _must = new(), _fed = new(), _given = new();
            internal readonly object Shared = new();
            bool _has;
            bool Told() { if (Monitor.TryEnter(_told)) return true; return false; }
            void Out(out bool taken) { taken = Monitor.TryEnter(_told); if (taken) Console.WriteLine(); }
            void Flagged() { if (Monitor.TryEnter(_flagged)) _has = true; }
            void Asked() { if (Monitor.TryEnter(_asked)) Console.WriteLine(); }
            void Must() { if (!Monitor.TryEnter(_must, 100)) throw new TimeoutException(); }
            void Fed() { if (!Monitor.TryEnter(_fed, 100)) Console.WriteLine(); }
            void Given() { if (Monitor.TryEnter(_given)) Console.WriteLine(); }
            void OfShared() { if (Monitor.TryEnter(Shared)) Console.WriteLine(); }
            object Gate(int k) => this;
            void Computed(int k) { if (Monitor.TryEnter(Gate(k))) Console.WriteLine(); }
            static void Free(object o) => Monitor.Exit(o);
            public void All()
            {
                if (Told()) Monitor.Exit(_told);
                Out(out bool taken);
                if (taken) Monitor.Exit(_told);
                Flagged();
                if (_has) { _has = false; Monitor.Exit(_flagged); }
                Asked();
                if (Monitor.IsEntered(_asked)) Monitor.Exit(_asked);
                Must();
                Monitor.Exit(_must);
                Fed();
                Monitor.Exit(_fed);
                Given();
                Free(_given);
                OfShared();
                Computed(3);
                if (Monitor.IsEntered(Gate(3))) Monitor.Exit(Gate(3));
            }
        }
        """);

    [Test]
    public Task LambdaInInitializer() => PairingVerifier.Reports(Samples.Sample("""
        static readonly object s_o = new();
        static readonly Func<bool, int> s_early = b => { {|PAIR001:Monitor.Enter(s_o)|}; if (b) return 3; Monitor.Exit(s_o); return 4; }, s_right = b => { Monitor.Enter(s_o); try { return 3; } finally { Monitor.Exit(s_o); } };
        static Action<bool> Early { get; } = b => { {|PAIR001:Monitor.Enter(s_o)|}; if (b) return; Monitor.Exit(s_o); };
        static readonly Action<bool>[] s_all = [static b => { }, delegate(bool b) { Monitor.Enter(s_o); if (b) Monitor.Exit(s_o); {|PAIR002:Monitor.Exit(s_o)|}; }];
        static readonly Func<Action<bool>> s_made = () => b => { {|PAIR001:Monitor.Enter(s_o)|}; if (b) return; Monitor.Exit(s_o); };
        static readonly Action s_take = () => Monitor.Enter(s_o), s_drop = () => Monitor.Exit(s_o);
        static readonly Func<bool> s_try = () => Monitor.TryEnter(s_o);
        static event Action<ReaderWriterLockSlim>? Twice = l => { l.EnterReadLock(); {|PAIR003:l.EnterReadLock()|}; l.ExitReadLock(); };
        """));

    [Test]
    public Task TakenApart() => PairingVerifier.Reports(Samples.Sample("""
        public record R(object A, int N); public record Deep(object A, int N, int Z) : R(A, N); public record struct V(object A, int N); public sealed record Linked(object Gate, Linked? Next);
        (object A, int N) _t;
        public void Tuple((object A, int N) t) { var (a, n) = t; Monitor.Enter(a); _n = n; Monitor.Exit(t.A); }
        public void Back((object A, int N) t) { var (a, n) = t; Monitor.Enter(t.A); _n = n; Monitor.Exit(a); }
        public void Pair(KeyValuePair<object, int> t) { var (a, n) = t; Monitor.Enter(a); _n = n; Monitor.Exit(t.Key); }
        public void Record(R t) { var (a, n) = t; Monitor.Enter(a); _n = n; Monitor.Exit(t.A); }
        public void Derived(Deep t) { var (a, n) = t; Monitor.Enter(a); _n = n; Monitor.Exit(t.A); }
        public void Struct(V t, object x) { t.A = x; var (a, n) = t; Monitor.Enter(a); _n = n; Monitor.Exit(x); }
        public void Field(object x) { var (a, n) = _t; Monitor.Enter(a); _t = (x, n); Monitor.Exit(a); }
        public void Copy((object A, int N) t) { t.N = 3; var u = t; var (a, n) = u; Monitor.Enter(a); _n = n; Monitor.Exit(t.A); }
        public void Nested(((object A, int N) X, int Z) t) { var ((a, n), z) = t; Monitor.Enter(a); _n = n + z; Monitor.Exit(t.X.A); }
        public void Each(Dictionary<object, object> d) { foreach (var pair in d) { var (k, v) = pair; Monitor.Enter(k); _n++; Monitor.Exit(pair.Key); } }
        public void Walk(Linked? l) { while (l is not null) { var (gate, next) = l; Monitor.Enter(gate); Monitor.Exit(l.Gate); l = next; } }
        public void Early(R t) { var (a, n) = t; {|PAIR001:Monitor.Enter(a)|}; if (n > 3) return; Monitor.Exit(t.A); }
        public void Assigned((object A, int N) t, object x) { var (a, n) = t; {|PAIR001:Monitor.Enter(a)|}; t.A = x; _n = n; {|PAIR002:Monitor.Exit(t.A)|}; }
        public void Other(R t, R u) { var (a, n) = t; {|PAIR001:Monitor.Enter(a)|}; _n = n; {|PAIR002:Monitor.Exit(u.A)|}; }
        """));

    [Test]
    public Task TakenApartByPattern() => PairingVerifier.Reports(Samples.Sample("""
        public record R(object A, int N); public record struct V(object A, int N);
        public void Record(R t) { if (t is ({ } a, > 3)) { Monitor.Enter(a); _n++; Monitor.Exit(t.A); } }
        public void Struct(V t) { if (t is ({ } a, > 3)) { Monitor.Enter(a); _n++; Monitor.Exit(t.A); } }
        public void Tuple((object A, int N) t) { if (t is ({ } a, > 3)) { Monitor.Enter(a); _n++; Monitor.Exit(t.A); } }
        public void Narrowed(object o) { if (o is R({ } a, > 3) t) { Monitor.Enter(a); _n++; Monitor.Exit(t.A); } }
        public void Property((object A, int N) t, V v) { if (t is { A: { } a } && v is { A: { } b }) { Monitor.Enter(a); Monitor.Enter(b); Monitor.Exit(v.A); Monitor.Exit(t.A); } }
        public void Early(R t) { if (t is ({ } a, > 3)) { {|PAIR001:Monitor.Enter(a)|}; if (t.N > 9) return; Monitor.Exit(t.A); } }
        """));

    [Test]
    public Task TakenApartByWhatDoesNotSayHow() => PairingVerifier.Silent(Samples.Sample("""
        public sealed class P { public object A = new(); public void Deconstruct(out object x, out int n) { x = A; n = 3; } }
        static (object, int) Pick(Sample s) => (s._a, s._n);
        public void Enter() { var (o, n) = Pick(this); Monitor.Enter(o); _n = n; Monitor.Exit(_a); }
        public void Exit() { var (o, n) = Pick(this); Monitor.Enter(_a); _n = n; Monitor.Exit(o); }
        public void Element() { var t = Pick(this); Monitor.Enter(t.Item1); _n = t.Item2; Monitor.Exit(_a); }
        public void Own(P p) { var (a, n) = p; Monitor.Enter(a); _n = n; Monitor.Exit(p.A); }
        public void OwnPattern(P p) { if (p is (var a, > 3)) { Monitor.Enter(p.A); _n++; Monitor.Exit(a); } }
        public void Twice(((object A, int N) X, int Z) t, object x) { object a; int n, z; ((a, n), z) = t; Monitor.Enter(t.X.A); _n = n + z; Monitor.Exit(a); }
        """));

    [Test]
    public Task TupleReturned() => PairingVerifier.Silent(Samples.Sample("""
        (bool Ok, int N) Try() { if (!Monitor.TryEnter(_a)) return (false, 0); return (true, _n); } public void M() { var (ok, n) = Try(); if (ok) { _n = n + 1; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task ForeachEach() => PairingVerifier.Silent(Samples.Sample("""
        public void M(List<object> locks) { foreach (object one in locks) { Monitor.Enter(one); _n++; Monitor.Exit(one); } }
        """));

    [Test]
    public Task ForeachBreak() => PairingVerifier.Reports(Samples.Sample("""
        public void M(List<object> locks) { foreach (object one in locks) { {|PAIR001:Monitor.Enter(one)|}; if (_flag) break; Monitor.Exit(one); } }
        """));

    [Test]
    public Task ConditionalAccess() => PairingVerifier.Silent(Samples.Sample("""
        readonly ReaderWriterLockSlim? _maybe; public void M() { _maybe?.EnterReadLock(); _n++; _maybe?.ExitReadLock(); }
        """));

    [Test]
    public Task ConditionalAccessForgotten() => PairingVerifier.Reports(Samples.Sample("""
        readonly ReaderWriterLockSlim? _maybe; public void M(bool b) { _maybe?{|PAIR001:.EnterReadLock()|}; if (b) return; _maybe?.ExitReadLock(); }
        """));

    [Test]
    public Task ConditionalAccessTested() => PairingVerifier.Silent(Samples.Sample("""
        readonly ReaderWriterLockSlim? _maybe; public void M() { _maybe?.EnterReadLock(); _n++; if (_maybe != null) _maybe.ExitReadLock(); }
        """));

    [Test]
    public Task OutTells() => PairingVerifier.Silent(Samples.Sample("""
        void Try(out bool taken) => taken = Monitor.TryEnter(_a); public void M() { Try(out bool t); if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task OutTellsSomethingElseToo() => PairingVerifier.Reports(Samples.Sample("""
        void Try(out bool taken) => taken = Monitor.TryEnter(_a); public void M(bool b) { {|PAIR001:Try(out bool t)|}; if (t && b) Monitor.Exit(_a); }
        """));

    [Test]
    public Task RefParameter() => PairingVerifier.Silent(Samples.Sample("""
        public void M(ref object gate) { object mine = gate; Monitor.Enter(mine); _n++; Monitor.Exit(mine); }
        """));

    [Test]
    public Task RefParameterLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(ref object gate, bool b) { object mine = gate; {|PAIR001:Monitor.Enter(mine)|}; if (b) return; Monitor.Exit(mine); }
        """));

    [Test]
    public Task InParameter() => PairingVerifier.Silent(Samples.Sample("""
        public void M(in object gate) { Monitor.Enter(gate); _n++; Monitor.Exit(gate); }
        """));

    [Test]
    public Task InParameterLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(in object gate, bool b) { {|PAIR001:Monitor.Enter(gate)|}; if (b) return; Monitor.Exit(gate); }
        """));

    [Test]
    public Task RefLocal() => PairingVerifier.Silent(Samples.Sample("""
        SpinLock _s2; public void M() { ref SpinLock spin = ref _s2; bool t = false; spin.Enter(ref t); _n++; if (t) spin.Exit(); }
        """));

    [Test]
    public Task RefLocalLeft() => PairingVerifier.Reports(Samples.Sample("""
        SpinLock _s2; public void M(bool b) { ref SpinLock spin = ref _s2; bool t = false; {|PAIR001:spin.Enter(ref t)|}; if (b) return; spin.Exit(); }
        """));

    [Test]
    public Task PatternIsTrue() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { if (Monitor.TryEnter(_a) is true) { _n++; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task PatternSwitchTells() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = Monitor.TryEnter(_a); switch (t) { case true: _n++; Monitor.Exit(_a); break; case false: break; } }
        """));

    [Test]
    public Task PatternSwitchLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(object o) { {|PAIR001:Monitor.Enter(_a)|}; switch (o) { case string { Length: > 3 }: return; case int and (1 or 2): _n++; break; } Monitor.Exit(_a); }
        """));

    [Test]
    public Task PatternTestedTwice() => PairingVerifier.Silent(Samples.Sample("""
        public void M(object? o) { if (o is string { Length: > 3 }) Monitor.Enter(_a); _n++; if (o is string { Length: > 3 }) Monitor.Exit(_a); }
        """));

    [Test]
    public Task PatternFlag() => PairingVerifier.Silent(Samples.Sample("""
        public void M(object? o) { bool locks = o is string { Length: > 3 }; if (locks) Monitor.Enter(_a); _n++; if (locks) Monitor.Exit(_a); }
        """));

    [Test]
    public Task SwitchExpressionTells() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int k) { bool t = k switch { 0 => false, 1 => Monitor.TryEnter(_a), _ => Monitor.TryEnter(_a, 10) }; if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task SwitchExpressionLeft() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int k) { {|PAIR001:Monitor.Enter(_a)|}; return k switch { 0 => 1, _ => Leave() }; } int Leave() { Monitor.Exit(_a); return 0; }
        """));

    [Test]
    public Task LocalFunctionTakes() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { {|PAIR001:Take()|}; if (b) return; Monitor.Exit(_a); void Take() => Monitor.Enter(_a); }
        """));

    [Test]
    public Task LocalFunctionItself() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { Local(b); Local(!b); void Local(bool c) { {|PAIR001:Monitor.Enter(_a)|}; if (c) return; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task LambdaItself() => PairingVerifier.Reports(Samples.Sample("""
        public Action M(bool b) => () => { {|PAIR001:Monitor.Enter(_a)|}; if (b) return; Monitor.Exit(_a); };
        """));

    [Test]
    public Task LambdaOfContract() => PairingVerifier.Reports(Samples.Sample("""
        [Acquires("_a")] public void Take() { Action take = () => Monitor.Enter(_a); take(); }
        [Acquires("_a")] public void Other() { Action take = () => Monitor.Enter(_b); Monitor.Enter(_a); {|PAIR001:take()|}; }
        [Acquires("_a")] public void Sometimes() { Action take = () => { {|PAIR001:Monitor.Enter(_b)|}; if (_flag) { _n++; Monitor.Exit(_b); } }; Monitor.Enter(_a); take(); }
        public void Leaks() { Action take = () => {|PAIR001:Monitor.Enter(_a)|}; take(); }
        """));

    [Test]
    public Task LambdaWhole() => PairingVerifier.Silent(Samples.Sample("""
        public Action M(bool b) => () => { Monitor.Enter(_a); try { if (b) return; _n++; } finally { Monitor.Exit(_a); } };
        """));

    [Test]
    public Task AsyncLambda() => PairingVerifier.Reports(Samples.Sample("""
        public Func<Task> M(bool b) => async () => { await {|PAIR001:_gate.WaitAsync()|}; if (b) return; _gate.Release(); };
        """));

    [Test]
    public Task AwaitedTaskTells() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M() { Task<bool> wait = _gate.WaitAsync(10); if (!await wait) return; try { await Task.Yield(); } finally { _gate.Release(); } }
        """));

    [Test]
    public Task AwaitedTaskTellsOnce() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(bool b) { if (!await {|PAIR001:_gate.WaitAsync(10)|}) return; if (b) return; _gate.Release(); }
        """));

    [Test]
    public Task CatchFilter() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = false; try { Monitor.Enter(_a, ref t); Work(); } catch (Exception e) when (e.Message.Length > 0) { _n--; } finally { if (t) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task CatchFilterLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { {|PAIR001:Monitor.Enter(_a)|}; try { if (b) throw new InvalidOperationException(); } catch (InvalidOperationException) when (_flag) { return; } Monitor.Exit(_a); }
        """));

    [Test]
    public Task CaughtByItsType() => PairingVerifier.Silent(Samples.Sample("""
        public int M(bool b) { Monitor.Enter(_a); try { if (b) throw new InvalidOperationException(); _n++; } catch (InvalidOperationException) { Monitor.Exit(_a); return -1; } Monitor.Exit(_a); return 0; }
        """));

    [Test]
    public Task NestedFinally() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { try { Work(); } finally { _n++; } } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task NestedFinallyReleasesBoth() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { Monitor.Enter(_b); try { if (_flag) return; Work(); } finally { Monitor.Exit(_b); } } finally { Monitor.Exit(_a); } }
        """));

    [Test]
    public Task NestedFinallyByCondition() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { {|PAIR001:Monitor.Enter(_a)|}; try { try { _n++; } finally { _n--; } } finally { if (b) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task GotoCase() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int k) { switch (k) { case 1: Monitor.Enter(_a); goto case 2; case 2: _n++; if (k == 1) Monitor.Exit(_a); break; } }
        """));

    [Test]
    public Task GotoCaseLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int k) { switch (k) { case 1: {|PAIR001:Monitor.Enter(_a)|}; goto case 2; case 2: _n++; break; default: _n--; break; } }
        """));

    [Test]
    public Task OutOfNestedLoops() => PairingVerifier.Silent(Samples.Sample("""
        public int M(int[][] rows) { Monitor.Enter(_a); foreach (int[] row in rows) { foreach (int one in row) { if (one == 0) goto found; } } Monitor.Exit(_a); return 0; found: Monitor.Exit(_a); return 1; }
        """));

    [Test]
    public Task OutOfNestedLoopsLeft() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int[][] rows) { {|PAIR001:Monitor.Enter(_a)|}; foreach (int[] row in rows) { foreach (int one in row) { if (one == 0) goto found; } } Monitor.Exit(_a); return 0; found: return 1; }
        """));

    [Test]
    public Task RecursionUnderLock() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { Monitor.Enter(_a); if (n > 0) M(n - 1); Monitor.Exit(_a); }
        """));

    [Test]
    public Task RecursiveHelper() => PairingVerifier.Silent(Samples.Sample("""
        void Take(int n) { if (n == 0) Monitor.Enter(_a); else Take(n - 1); } public void M() { Take(3); _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task RecursiveHelperLeft() => PairingVerifier.Reports(Samples.Sample("""
        void Take(int n) { if (n == 0) Monitor.Enter(_a); else Take(n - 1); } public void M(bool b) { {|PAIR001:Take(3)|}; if (b) return; Monitor.Exit(_a); }
        """));

    [Test]
    public Task MutualRecursion() => PairingVerifier.Silent(Samples.Sample("""
        void Even(int n) { if (n == 0) { Monitor.Enter(_a); return; } Odd(n - 1); } void Odd(int n) { Even(n - 1); } public void M() { Even(4); _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task MutualRecursionLeft() => PairingVerifier.Reports(Samples.Sample("""
        void Even(int n) { if (n == 0) { Monitor.Enter(_a); return; } Odd(n - 1); } void Odd(int n) { Even(n - 1); } public void M(bool b) { {|PAIR001:Even(4)|}; if (b) return; Monitor.Exit(_a); } public void N(bool b) { {|PAIR001:Odd(4)|}; if (b) return; Monitor.Exit(_a); }
        """));

    [Test]
    public Task RecursionOfALocalFunction() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool b) { {|PAIR001:Take(3)|}; if (b) return; Monitor.Exit(_a); void Take(int n) { if (n == 0) Monitor.Enter(_a); else Again(n); } void Again(int n) => Take(n - 1); }
        """));

    [Test]
    public Task RecursionThatReleases() => PairingVerifier.Silent(Samples.Sample("""
        void Drop(int n) { if (n > 0) { Drop(n - 1); return; } Monitor.Exit(_a); } public void M() { Monitor.Enter(_a); _n++; Drop(3); }
        """));

    [Test]
    public Task RecursionThatTells() => PairingVerifier.Reports(Samples.Sample("""
        bool Try(int n) { if (n == 0) return false; if (Monitor.TryEnter(_a)) return true; return Try(n - 1); } public void M() { if (Try(3)) Monitor.Exit(_a); } public void N() { if ({|PAIR001:Try(3)|} && _n > 3) Monitor.Exit(_a); }
        """));

    [Test]
    public Task RecursionWithoutEnd() => PairingVerifier.Silent(Samples.Sample("""
        void Ping() { Monitor.Enter(_b); Monitor.Exit(_b); Pong(); } void Pong() => Ping(); public void M() { Monitor.Enter(_a); Ping(); Monitor.Exit(_a); }
        """));

    /// <summary>Whichever is asked for first.</summary>
    [Test]
    public Task RecursionOfMany([Values(3, 20, 60)] int count) => PairingVerifier.Reports(Samples.Sample(string.Join("\n", Enumerable.Range(0, count).Select(i => $$"""
        void F{{i}}(int n) { Monitor.Enter(_b); Monitor.Exit(_b); if (n == {{i}}) { Monitor.Enter(_a); return; } F{{(i + 1) % count}}(n - 1); } public void M{{i}}(bool b) { {|PAIR001:F{{i}}(_n)|}; if (b) return; Monitor.Exit(_a); }
        """))));

    [Test]
    public Task LongChain([Values(3, 20, 60)] int count) => PairingVerifier.Reports(Samples.Sample(string.Join("\n", Enumerable.Range(0, count).Select(i => $$"""
        void F{{i}}() { Monitor.Enter(_b); Monitor.Exit(_b); {{(i + 1 < count ? $"F{i + 1}()" : "Monitor.Enter(_a)")}}; } public void M{{i}}(bool b) { {|PAIR001:F{{i}}()|}; if (b) return; Monitor.Exit(_a); }
        """))));

    [Test]
    public Task RecursionThroughAnother() => PairingVerifier.Reports("""
        class A { internal static readonly object s_a = new(); internal static void Take(int n) { Monitor.Enter(s_a); if (n > 0) { {|PAIR010:B.Take(n - 1)|}; B.Drop(); } } internal static void Drop() => Monitor.Exit(s_a); }
        class B { static readonly object s_b = new(); internal static void Take(int n) { Monitor.Enter(s_b); if (n > 0) { A.Take(n - 1); A.Drop(); } } internal static void Drop() => Monitor.Exit(s_b); public static void M() { Take(3); Drop(); } }
        """);

    [Test]
    public Task ReentrantOnce() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { Monitor.Enter(_a); {|PAIR001:Monitor.Enter(_a)|}; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task SemaphoreOfTwo() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { _gate.Wait(); _gate.Wait(); _n++; _gate.Release(2); }
        """));

    [Test]
    public Task SemaphoreOfTwoOneLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { _gate.Wait(); {|PAIR001:_gate.Wait()|}; _n++; _gate.Release(); }
        """));

    [Test]
    public Task PropertyAccessor() => PairingVerifier.Reports(Samples.Sample("""
        public int P { get { {|PAIR001:Monitor.Enter(_a)|}; if (_flag) return 0; int n = _n; Monitor.Exit(_a); return n; } set { Monitor.Enter(_a); _n = value; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task Constructor() => PairingVerifier.Reports(Samples.Sample("""
        public Sample(bool b) { {|PAIR001:Monitor.Enter(_a)|}; if (b) return; Monitor.Exit(_a); }
        """));

    [Test]
    public Task CoalescingThrow() => PairingVerifier.Reports(Samples.Sample("""
        public int M(string? s) { {|PAIR001:Monitor.Enter(_a)|}; int n = (s ?? throw new ArgumentNullException(nameof(s))).Length; Monitor.Exit(_a); return n; }
        """));

    [Test]
    public Task TernaryTakes() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { bool t = b ? Monitor.TryEnter(_a) : false; if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task PointerArithmetic() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { page* q = p + 1; lock_page(q); unlock_page(p + 1); }
        """));

    [Test]
    public Task PointerArithmeticLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR001:lock_page(p + 1)|}; if (choose()) return; unlock_page(p + 1); }
        """));

    [Test]
    public Task PointerToPointer() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page** pp) { lock_page(*pp); (*pp)->x = 1; unlock_page(*pp); }
        """));

    [Test]
    public Task PointerToPointerLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page** pp) { {|PAIR001:lock_page(*pp)|}; if (choose()) return; unlock_page(*pp); }
        """));

    [Test]
    public Task FixedBuffer() => PairingVerifier.Silent(Samples.Kernel("""
        public struct slots { public fixed ulong entries[4]; } public void m(slots* s) { for (int i = 0; i < 4; i++) { page* p = (page*)s->entries[i]; lock_page(p); p->x = i; unlock_page(p); } }
        """));

    [Test]
    public Task FixedBufferLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public struct slots { public fixed ulong entries[4]; } public void m(slots* s) { for (int i = 0; i < 4; i++) { page* p = (page*)s->entries[i]; {|PAIR001:lock_page(p)|}; if (choose()) continue; unlock_page(p); } }
        """));

    [Test]
    public Task FixedStatement() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page[] pages) { fixed (page* p = pages) { lock_page(p); p->x = 1; unlock_page(p); } }
        """));

    [Test]
    public Task FixedStatementLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page[] pages) { fixed (page* p = pages) { {|PAIR001:lock_page(p)|}; if (choose()) return; unlock_page(p); } }
        """));

    [Test]
    public Task AddressOfMember() => PairingVerifier.Silent(Samples.Kernel("""
        public struct inode { public page head; } public void m(inode* i) { lock_page(&i->head); i->head.x = 1; unlock_page(&i->head); }
        """));

    [Test]
    public Task AddressOfMemberLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public struct inode { public page head; } public void m(inode* i) { {|PAIR001:lock_page(&i->head)|}; if (choose()) return; unlock_page(&i->head); }
        """));

    [Test]
    public Task StackallocBatch() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* a) { page** batch = stackalloc page*[2]; batch[0] = a; lock_page(batch[0]); unlock_page(a); }
        """));

    [Test]
    public Task DoWhileTrylock() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { while (!trylock_page(p)) might_sleep(); p->x = 1; unlock_page(p); }
        """));

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

    [Test]
    public Task ErrorResultIsNoLayer() => PairingVerifier.Reports(Samples.Sample("""
        public int M(bool e) { {|PAIR001:Monitor.Enter(_a)|}; if (e) return -1; Drop(); return 0; } void Drop() => Monitor.Exit(_a);
        """));

    [Test]
    public Task ErrorResultIsNoLayerBesideItsName() => PairingVerifier.Reports(Samples.Sample("""
        public bool Take(int n) { {|PAIR001:Monitor.Enter(_a)|}; if (_n < n) return false; _n -= n; Monitor.Exit(_a); return true; } public void Give(int n) { lock (_a) _n += n; }
        """));

    [Test]
    public Task ResultTellsBesideItsHalf() => PairingVerifier.Silent(Samples.Sample("""
        public bool Take(int n) { Monitor.Enter(_a); if (_n < n) { Monitor.Exit(_a); return false; } return true; } public void Give(int n) { _n += n; Monitor.Exit(_a); }
        """));

    [Test]
    public Task ResultTellsBesideItsHalfInAHelper() => PairingVerifier.Silent(Samples.Sample("""
        public bool Take(int n) { Monitor.Enter(_a); if (_n < n) { Drop(); return false; } return true; } public void Give(int n) { _n += n; Drop(); } void Drop() => Monitor.Exit(_a);
        """));

    [Test]
    public Task ThrowsWithWhatItAcquires() => PairingVerifier.Reports(Samples.Sample("""
        [Acquires("_a")] public void M() { {|PAIR001:Monitor.Enter(_a)|}; if (_flag) throw new ObjectDisposedException(""); }
        [Acquires("_a")] public void N() { Monitor.Enter(_a); if (_flag) { Monitor.Exit(_a); throw new ObjectDisposedException(""); } }
        [Acquires("_a")] public void O() { if (_flag) throw new ObjectDisposedException(""); Monitor.Enter(_a); Work(); }
        """));

    [Test]
    public Task HeldWhateverItReturns() => PairingVerifier.Reports(Samples.Sample("""
        [CondAcquires(true, "_a")] public bool M() { {|PAIR001:Monitor.Enter(_a)|}; return !_flag; }
        [CondAcquires(true, "_a")] public bool Argument(bool b) { {|PAIR001:Monitor.Enter(_a)|}; return b; }
        [CondAcquires("taken=true", "_a")] public void Says(out bool taken) { {|PAIR001:Monitor.Enter(_a)|}; taken = false; }
        [CondAcquires(true, "_a")] public bool Tested() { Monitor.Enter(_a); if (_flag) Monitor.Exit(_a); return !_flag; }
        [CondAcquires(true, "_a")] public bool Given(bool b) { if (b) Monitor.Enter(_a); return b; }
        [CondAcquires(true, "_a")] public bool Tried() { Monitor.TryEnter(_a, 10, ref _flag); return _flag; }
        [CondAcquires(true, "_a")] public bool Finally() { Monitor.Enter(_a); try { return !_flag; } finally { if (_flag) Monitor.Exit(_a); } }
        """));

    [Test]
    public Task ResultOfALayerTells() => PairingVerifier.Silent(Samples.Sample("""
        public bool M(int n) { if (n == 0) return false; Monitor.Enter(_a); return true; } [MayBlock, CondAcquires(true, "_b")] public bool N(int n) { if (n == 0) return false; Monitor.Enter(_b); return true; }
        """));

    [Test]
    public Task ContractThatDoesNotSpeakOfTaking() => PairingVerifier.Reports(Samples.Sample("""
        [MayBlock] public bool M(int n) { if (n == 0) return false; {|PAIR001:Monitor.Enter(_a)|}; return true; }
        """));

    [Test]
    public Task LambdaReleasesWhereItWasTold() => PairingVerifier.Silent(Samples.Sample("""
        public Action? M(bool b) { bool taken = Monitor.TryEnter(_a); if (!taken) return null; return () => { if (taken) { Monitor.Exit(_a); } }; }
        """));

    [Test]
    public Task LambdaReleasesWhereTaken() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { bool taken = Monitor.TryEnter(_a); return () => { if (taken) Monitor.Exit(_a); }; } public Action N(bool b) { if (!b) Monitor.Enter(_a); return () => { if (!b) Monitor.Exit(_a); }; }
        """));

    [Test]
    public Task LambdaReleasesElsewhere() => PairingVerifier.Reports("""
        public class Engine
        {
            readonly object _a = new();
            bool _open;
            bool Open() { Monitor.Enter(_a); if (_open) return false; _open = true; return true; }
            void Close() { _open = false; Monitor.Exit(_a); }
            public Action M() { bool opened = {|PAIR001:Open()|}; return () => { if (opened) { Close(); } }; }
        }
        """);

    [Test]
    public Task HalfThatDoesNothingAtFirst() => PairingVerifier.Silent("""
        public class Layer
        {
            readonly object _a = new();
            readonly ReaderWriterLockSlim _rw = new();
            bool _on;
            int _depth;
            public void Enter() { if (!_on) return; Monitor.Enter(_a); }
            public void Exit() { if (_on) Monitor.Exit(_a); }
            public void EnterRead() { if (_rw.IsWriteLockHeld) return; if (!_rw.TryEnterReadLock(100)) throw new TimeoutException(); }
            public void ExitRead() { if (!_rw.IsWriteLockHeld) _rw.ExitReadLock(); }
            public void EnterAny(bool write) { if (write) _rw.EnterWriteLock(); else _rw.EnterReadLock(); }
            public void ExitAny(bool write) { if (write) _rw.ExitWriteLock(); else _rw.ExitReadLock(); }
            void Open() { if (++_depth == 1) { Monitor.Enter(_a); try { Work(); } catch { Monitor.Exit(_a); throw; } } }
            void Close() { if (--_depth == 0) Monitor.Exit(_a); }
            public void Use() { Open(); try { Work(); } finally { Close(); } }
            void Work() { }
        }
        """);

    [Test]
    public Task LambdaReleasesWhereItWillBeTold() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { bool done = false; Monitor.Enter(_a); Action later = () => { if (done) Monitor.Exit(_a); }; _n++; done = true; return later; }
        """));

    [Test]
    public Task HalfThatGivesUp() => PairingVerifier.Reports("""
        public class Layer
        {
            readonly object _a = new();
            int _n;
            public void BeginUpdate() { {|PAIR001:Monitor.Enter(_a)|}; if (_n > 2) { Monitor.Exit(_a); return; } _n++; }
            public void EndUpdate() { Monitor.Exit(_a); }
            public void BeginTry() { if (!{|PAIR001:Monitor.TryEnter(_a)|}) return; _n++; }
            public void EndTry() { Monitor.Exit(_a); }
        }
        """);

    [Test]
    public Task TestedAgainUnderTheLock() => PairingVerifier.Reports(Samples.Sample("""
        volatile bool _closed;
        object? _cache;
        public void Assigned()
        {
            if (_flag) return;
            {|PAIR001:Monitor.Enter(_a)|};
            if (_flag) return;
            _flag = true;
            Monitor.Exit(_a);
        }
        public async Task Volatile()
        {
            if (_closed) return;
            await {|PAIR001:_gate.WaitAsync()|};
            if (_closed) return;
            try { _n++; } finally { _gate.Release(); }
        }
        public object Cached()
        {
            if (_cache is not null) return _cache;
            {|PAIR001:Monitor.Enter(_a)|};
            if (_cache is not null) return _cache;
            _cache = _b;
            Monitor.Exit(_a);
            return _cache;
        }
        """));

    [Test]
    public Task TestedTwiceWithoutChange() => PairingVerifier.Silent(Samples.Sample("""
        object? _own;
        public void M()
        {
            if (_flag) Monitor.Enter(_a);
            _n++;
            if (_flag) Monitor.Exit(_a);
        }
        public void Own()
        {
            if (_own is not null) Monitor.Enter(_own);
            _n++;
            if (_own is not null) { Monitor.Exit(_own); _own = null; }
        }
        """));

    [Test]
    public Task GateThatOneMemberKeeps() => PairingVerifier.Reports("""
        class Gate : IDisposable
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            int _n;
            public async Task Enable() { await _gate.WaitAsync(); try { _n++; } finally { _gate.Release(); } }
            public async Task Disable(TimeSpan timeout)
            {
                if (!await {|PAIR001:_gate.WaitAsync(timeout)|})
                    throw new TimeoutException();
                _n--;
            }
            public void Dispose() => _gate?.Dispose();
        }
        """);

    [Test]
    public Task SemaphoreThatOthersRelease() => PairingVerifier.Silent("""
        class Buffer
        {
            readonly SemaphoreSlim _slots = new(10), _items = new(0);
            int _n;
            public void Put() { _slots.Wait(); _n++; _items.Release(); }
            public void Take() { _items.Wait(); _n--; _slots.Release(); }
        }
        class Layered
        {
            readonly SemaphoreSlim _gate = new(1);
            Task LockAsync() => _gate.WaitAsync();
            public async Task A() { await LockAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
            public async Task B() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
        }
        class Owner
        {
            readonly SemaphoreSlim _gate = new(1);
            public async Task<IDisposable> LockAsync() { await _gate.WaitAsync(); return new Releaser(this); }
            public async Task A() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
            sealed class Releaser(Owner owner) : IDisposable { public void Dispose() => owner._gate.Release(); }
        }
        class Stopped
        {
            readonly SemaphoreSlim _gate = new(1);
            public async Task A() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
            public async Task StopAsync() => await _gate.WaitAsync();
        }
        class Given
        {
            readonly SemaphoreSlim _gate = new(1);
            public SemaphoreSlim Gate => _gate;
            public async Task A() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
            public async Task B() => await _gate.WaitAsync();
        }
        """);

    [Test]
    public Task MutexMadeOwned() => PairingVerifier.Reports("""
        static class Program
        {
            public static void M(string name, bool b)
            {
                using Mutex mutex = {|PAIR001:new Mutex(true, name, out bool created)|};
                if (!created || b)
                    return;
                mutex.ReleaseMutex();
            }
            public static bool IsRunning(string name)
            {
                Mutex mutex = new(true, name, out bool created);
                {|PAIR002:mutex.ReleaseMutex()|};
                return !created;
            }
            public static async Task Run(string name)
            {
                using Mutex mutex = new(true, name, out bool created);
                if (!created)
                    return;
                {|PAIR014:await Task.Yield()|};
                mutex.ReleaseMutex();
            }
        }
        """);

    [Test]
    public Task LockThatIsReturned() => PairingVerifier.Reports("""
        static class C
        {
            internal static Mutex Open(string name) { Mutex mutex = new(false, name); mutex.WaitOne(); return mutex; }
            internal static Mutex? Wait(Mutex mutex, bool b) { {|PAIR001:mutex.WaitOne()|}; if (b) return null; return mutex; }
            public static void Uses() { Mutex mutex = Open("x"); mutex.ReleaseMutex(); }
            public static void Keeps() { Mutex mutex = {|PAIR001:Open("x")|}; }
        }
        """);

    [Test]
    public Task AbandonedMutex() => PairingVerifier.Reports("""
        class C
        {
            readonly Mutex _mutex = new(false, "history");
            bool Retries(Action action)
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    try
                    {
                        if (!{|PAIR001:_mutex.WaitOne(100)|})
                            return false;
                        try { action(); return true; } finally { _mutex.ReleaseMutex(); }
                    }
                    catch (AbandonedMutexException)
                    {
                    }
                }
                return false;
            }
            bool Forgets(Action action)
            {
                bool owned = false;
                try
                {
                    owned = {|PAIR001:_mutex.WaitOne(100)|};
                }
                catch (AbandonedMutexException e) when (e.MutexIndex < 0)
                {
                    Console.WriteLine(e);
                }
                if (owned)
                    _mutex.ReleaseMutex();
                return owned;
            }
        }
        """);

    [Test]
    public Task AbandonedMutexIsOwned() => PairingVerifier.Silent("""
        class C
        {
            readonly Mutex _mutex = new(false, "log");
            void GoesOn(Action action)
            {
                try { _mutex.WaitOne(); } catch (AbandonedMutexException) { }
                try { action(); } finally { _mutex.ReleaseMutex(); }
            }
            void Remembers(Action action)
            {
                bool owned = false;
                try
                {
                    try { owned = _mutex.WaitOne(100); } catch (AbandonedMutexException) { owned = true; }
                    if (owned)
                        action();
                }
                finally
                {
                    if (owned)
                        _mutex.ReleaseMutex();
                }
            }
            bool Retries(Action action)
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    try
                    {
                        if (!_mutex.WaitOne(100))
                            return false;
                        try { action(); return true; } finally { _mutex.ReleaseMutex(); }
                    }
                    catch (AbandonedMutexException)
                    {
                        _mutex.ReleaseMutex();
                    }
                }
                return false;
            }
            void LeavesItToTheProgram(Action action)
            {
                try
                {
                    _mutex.WaitOne();
                    action();
                    _mutex.ReleaseMutex();
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            }
        }
        """);

    [Test]
    public Task MutexMadeOwnedAndReleased() => PairingVerifier.Silent("""
        static class Program
        {
            static Mutex? s_mutex;
            static void Run() { }
            public static void Once(string name)
            {
                using Mutex mutex = new(true, name, out bool created);
                if (!created)
                    return;
                try { Run(); } finally { mutex.ReleaseMutex(); }
            }
            public static void InTurn(string name)
            {
                using Mutex mutex = new(true, name, out bool owned);
                try
                {
                    if (!owned)
                        owned = mutex.WaitOne(100);
                    if (owned)
                        Run();
                }
                finally
                {
                    if (owned)
                        mutex.ReleaseMutex();
                }
            }
            public static async Task Kept(string name)
            {
                s_mutex = new Mutex(true, name, out bool created);
                if (created)
                    await Task.Yield();
            }
            public static void Perhaps(string name, bool own)
            {
                using Mutex mutex = new(own, name, out bool created);
                if (own && created)
                    mutex.ReleaseMutex();
            }
        }
        """);

    [Test]
    public Task PutWhileLocked() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { while (choose()) { page* p = find_get_page(1); if (p == null) continue; {|PAIR001:lock_page(p)|}; put_page(p); } }
        """));

    [Test]
    public Task UnlockedBeforePut() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { while (choose()) { page* p = find_get_page(1); if (p == null) continue; lock_page(p); unlock_page(p); put_page(p); } }
        """));

    [Test]
    public Task VariableGoesOn() => PairingVerifier.Reports(Samples.Kernel("""
        page* first(int i) { page* p = null; for (; i > 0; i--) p = p->next; return p; }
        public void m(int n) { page* held = null; for (int i = 0; i < n; i++) { page* p = first(i); if (p != held) { if (held != null && choose()) unlock_page(held); held = p; {|PAIR001:lock_page(held)|}; } } if (held != null) unlock_page(held); }
        """));

    [Test]
    public Task VariableGoesOnUnlocked() => PairingVerifier.Silent(Samples.Kernel("""
        page* first(int i) { page* p = null; for (; i > 0; i--) p = p->next; return p; }
        public void m(int n) { page* held = null; for (int i = 0; i < n; i++) { page* p = first(i); if (p != held) { if (held != null) unlock_page(held); held = p; lock_page(held); } } if (held != null) unlock_page(held); }
        """));

    [Test]
    public Task LookupNamesTheLock() => PairingVerifier.Reports(Samples.Kernel("""
        static page* other(page* p) => p + 1;
        void lock_other(page* p) { page* q = other(p); lock_page(q); }
        void unlock_other(page* p) { page* q = other(p); unlock_page(q); }
        public void m(page* p) { {|PAIR001:lock_other(p)|}; if (choose()) return; unlock_other(p); }
        """));

    [Test]
    public Task LookupNamesTheLockOnBothWays() => PairingVerifier.Silent(Samples.Kernel("""
        static page* other(page* p) => p + 1;
        void lock_other(page* p) { page* q = other(p); lock_page(q); }
        void unlock_other(page* p) { page* q = other(p); unlock_page(q); }
        public void m(page* p) { lock_other(p); if (choose()) { unlock_other(p); return; } unlock_other(p); }
        """));

    [Test]
    public Task LookupOfWhatChanges() => PairingVerifier.Silent(Samples.Kernel("""
        page* _current;
        page* current(int i) => _current + i;
        public void m(page* p) { page* q = current(1); lock_page(q); _current = p; page* r = current(1); lock_page(r); unlock_page(r); unlock_page(q); }
        """));

    [Test]
    public Task ConstructorThatIsNotNamed() => PairingVerifier.Reports("""
        using System.Threading;
        static class Shared { public static readonly object Gate = new(); }
        class User { readonly Box _box = new(); public void M(bool b) { _box.Taken = {|PAIR001:new(1)|}; if (b) return; Monitor.Exit(Shared.Gate); } }
        class Box { public Scope? Taken; }
        class Scope { public Scope(int n) { Monitor.Enter(Shared.Gate); } }
        """);

    [Test]
    public Task SemaphoreThatNothingReleases() => PairingVerifier.Reports("""
        class Leaks
        {
            readonly SemaphoreSlim _gate = new(1, 1), _once = new(1), _seen = new(3), _last = new(1), _given = new(1), _signal = new(0);
            int _n;
            public async Task Async() { await {|PAIR001:_gate.WaitAsync()|}; _n++; }
            public void Token(CancellationToken token) { {|PAIR001:_gate.Wait(token)|}; _n++; }
            public bool Timed() { if (!{|PAIR001:_gate.Wait(1000)|}) return false; _n++; return true; }
            public void Once() { if (!_once.Wait(0)) return; _n++; }
            public int Seen() { _seen.Wait(); return _seen.CurrentCount; }
            public void Close() { _last.Wait(); _n++; }
            public void Given() { _given.Wait(); Give(_given); }
            public void Signal() { _signal.Wait(); _n++; }
            static void Give(SemaphoreSlim one) => one.Release();
        }
        """);

    [Test]
    public Task SemaphoreThatOthersOnlyWaitFor() => PairingVerifier.Reports("""
        class Throttle(int count)
        {
            readonly SemaphoreSlim _gate = new(count);
            public void M(bool x) { {|PAIR001:_gate.Wait()|}; if (x) return; _gate.Release(); }
        }
        """);

    [Test]
    public Task OtherHalfThatIsToldNothing() => PairingVerifier.Reports("""
        public class Log(System.IO.Stream stream)
        {
            readonly Mutex? _mutex;
            int _watch;
            public System.IO.Stream? AcquireLock()
            {
                if (_mutex is not null)
                {
                    {|PAIR001:_mutex.WaitOne()|};
                    _watch++;
                    if (_watch > 7)
                        return null;
                    if (_watch > 3) { _mutex.ReleaseMutex(); return null; }
                }
                return stream;
            }
            public void ReleaseLock() => _mutex?.ReleaseMutex();
        }
        """);

    [Test]
    public Task TakenInALoop() => PairingVerifier.Silent(Samples.Sample("""
        bool More() => _n-- > 0;
        public void A() { do { Monitor.Enter(_a); } while (More()); Monitor.Exit(_a); }
        public void B() { int n = 0; do { Monitor.Enter(_a); n++; } while (More()); for (int i = 0; i < n; i++) Monitor.Exit(_a); }
        public void C() { do { Monitor.Enter(_a); } while (More()); while (Monitor.IsEntered(_a)) Monitor.Exit(_a); }
        public void D() { bool taken = false; while (!taken) Monitor.Enter(_a, ref taken); Monitor.Exit(_a); }
        public void E() { do { _gate.Wait(); } while (More()); _gate.Release(); }
        public void F() { do { Monitor.Enter(_a); try { Work(); } finally { Monitor.Exit(_a); } } while (More()); }
        public void G(int n) { int taken = 0; try { while (taken < n) { Monitor.Enter(_a); taken++; } Work(); } finally { while (taken > 0) { Monitor.Exit(_a); taken--; } } }
        public void H() { lock (_a) { int n = 0; while (Monitor.IsEntered(_a)) { Monitor.Exit(_a); n++; } while (n-- > 0) Monitor.Enter(_a); } }
        """));

    [Test]
    public Task SemaphoreOfAPool() => PairingVerifier.Reports("""
        public sealed class BoundedHashSet
        {
            readonly SemaphoreSlim _free = new(10);
            readonly HashSet<object> _set = new();
            public bool Add(object o) { _free.Wait(); bool added = _set.Add(o); if (!added) _free.Release(); return added; }
            public void Remove(object o) { if (_set.Remove(o)) _free.Release(); }
        }
        public sealed class Pool
        {
            readonly SemaphoreSlim _free = new(10, 10);
            readonly Stack<object> _all = new();
            int _n;
            public object Rent() { if (!_free.Wait(1000)) return null; if (_all.Count == 0) { _free.Release(); return null; } return _all.Pop(); }
            public async Task<object> RentAsync() { await _free.WaitAsync(); if (_all.Count == 0) { _free.Release(); return null; } return _all.Pop(); }
            public void Return(object o) { _all.Push(o); _free.Release(); }
            public object Thrown() { {|PAIR001:_free.Wait()|}; if (_all.Count == 0) { _free.Release(); return null; } if (_n == 0) throw new Exception(); return _all.Pop(); }
            public object Swapped() { {|PAIR001:_free.Wait()|}; if (_all.Count == 0) return null; object o = _all.Pop(); _free.Release(); return o; }
            public void Count() { {|PAIR001:_free.Wait()|}; if (_all.Count == 0) return; _n++; _free.Release(); }
        }
        public sealed class Balanced
        {
            readonly SemaphoreSlim _free = new(10);
            readonly Stack<object> _all = new();
            public object Rent() { {|PAIR001:_free.Wait()|}; if (_all.Count == 0) { _free.Release(); return null; } return _all.Pop(); }
            public void Return(object o) { _free.Wait(); _all.Push(o); _free.Release(); }
        }
        """);

    [Test]
    public Task SemaphoreThatIsFilledAgain() => PairingVerifier.Silent("""
        class Rate { SemaphoreSlim _slots = new(5, 5); public Task Turn() => _slots.WaitAsync(); public void Reset() => _slots = new SemaphoreSlim(5, 5); }
        class Once
        {
            readonly SemaphoreSlim _once = new(1, 1), _other = new(1, 1);
            const int NoWait = 0;
            public void Start() { if (!_once.Wait(NoWait)) return; Console.WriteLine(); }
            public async Task StartAsync() { if (!await _other.WaitAsync(TimeSpan.FromMilliseconds(0))) return; Console.WriteLine(); }
        }
        """);

    [Test]
    public Task LockLeftAndEnteredAgain() => PairingVerifier.Silent("""
        class C
        {
            readonly Lock _lock = new();
            void Last() { lock (_lock) { _lock.Exit(); Thread.Sleep(1); _lock.Enter(); } }
            int Returns() { lock (_lock) { return 1; } }
        }
        """);

    /// <summary>Where a function within the body may have run, what it assigns is not known.</summary>
    [TestCase("{|PAIR001:Monitor.Enter(_a)|}; if (any) return; Monitor.Exit(_a);", "xs.ForEach(x => { if (x > 3) any = true; });")]
    [TestCase("{|PAIR001:Monitor.Enter(_a)|}; if (any) return; Monitor.Exit(_a);", "Action<int> f = x => any = x > 3; any = false; f(2);")]
    [TestCase("{|PAIR001:Monitor.Enter(_a)|}; if (any) return; Monitor.Exit(_a);", "Action<int> f = x => any = x > 3; any = false; xs.ForEach(f);")]
    [TestCase("{|PAIR001:Monitor.Enter(_a)|}; if (any) return; Monitor.Exit(_a);", "void Note(int x) { if (x > 3) any = true; } Note(_n);")]
    [TestCase("{|PAIR001:Monitor.Enter(_a)|}; if (any) return; Monitor.Exit(_a);", "void Note(ref bool it) => it = _n > 3; xs.ForEach(x => Note(ref any));")]
    [TestCase("if (any) Monitor.Enter(_a); xs.Clear(); if (any) Monitor.Exit(_a);", "xs.ForEach(x => any = x > 3);")]
    [TestCase("Monitor.Enter(_a); if (any) return; Monitor.Exit(_a);", "xs.ForEach(x => { bool any = x > 3; });")]
    [TestCase("Monitor.Enter(_a); if (any) return; Monitor.Exit(_a);", "xs.ForEach(x => { if (any) Work(); });")]
    public Task AssignedWithin(string body, string within) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(List<int> xs) { bool any = false; {{within.Replace("bool any", "bool other", StringComparison.Ordinal)}} {{body}} }
        """));

    [Test]
    public Task MonitorOfALockOfAnotherKind() => PairingVerifier.Reports(Samples.Sample("""
        readonly Mutex _mutex = new();
        public async Task Both() { await _gate.WaitAsync(); try { lock (_gate) _n++; await Task.Yield(); } finally { _gate.Release(); } }
        public void Hand() { lock (_gate) { _n--; } _gate.Release(); }
        public void Mutex() { _mutex.WaitOne(); lock (_mutex) _n++; _mutex.ReleaseMutex(); }
        public void Tried() { if (Monitor.TryEnter(_gate)) { _n++; Monitor.Exit(_gate); } }
        void In() => Monitor.Enter(_gate);
        void Out() => Monitor.Exit(_gate);
        public void Helpers() { In(); _n++; Out(); }
        public void Bad(bool b) { {|PAIR001:Monitor.Enter(_gate)|}; if (b) return; Monitor.Exit(_gate); }
        public void BadHelpers(bool b) { {|PAIR001:In()|}; if (b) return; Out(); }
        public async Task BadBoth(bool b) { await {|PAIR001:_gate.WaitAsync()|}; lock (_gate) _n++; if (b) return; _gate.Release(); }
        public async Task Across() { Monitor.Enter(_gate); {|PAIR014:await Task.Yield()|}; Monitor.Exit(_gate); }
        """));

    /// <summary>A body that is demanded by a base or an interface leaves the lock to the one that only releases it.</summary>
    [TestCase("Mutex", "if (!_lock.WaitOne(0)) return; Work();", "Work(); _lock.ReleaseMutex();")]
    [TestCase("object", "Monitor.Enter(_lock); Work();", "Monitor.Exit(_lock);")]
    [TestCase("Mutex", "if (!{|PAIR001:_lock.WaitOne(0)|}) return; Work();", "Work();")]
    [TestCase("object", "{|PAIR001:Monitor.Enter(_lock)|}; Work();", "if (_n > 3) Monitor.Exit(_lock);")]
    [TestCase("object", "{|PAIR001:Monitor.Enter(_lock)|}; if (_n > 3) return; Monitor.Exit(_lock);", "Monitor.Exit(_lock);")]
    public async Task Demanded(string type, string first, string second)
    {
        await PairingVerifier.Reports($$"""
            abstract class App { protected abstract void OnStartup(); protected abstract void OnExit(); }
            class Own : App { int _n; void Work() => _n++; readonly {{type}} _lock = new(); protected override void OnStartup() { {{first}} } protected override void OnExit() { {{second}} } }
            """);
        await PairingVerifier.Reports($$"""
            interface IApp { void Up(); void Away(); }
            class Own : IApp { int _n; void Work() => _n++; readonly {{type}} _lock = new(); void IApp.Up() { {{first}} } public void Away() { {{second}} } }
            """);
    }

    /// <summary>The other half calls what has its own name; it may do without Async, and its name may be an interface's.</summary>
    [TestCase("public bool Wait(int ms) { if (!_gate.Wait(ms)) return false; if (_n > 3) { _gate.Release(); return false; } return true; }", "public void Release() => _gate.Release();")]
    [TestCase("public async Task<bool> WaitAsync(int ms) { if (!await _gate.WaitAsync(ms)) return false; if (_n > 3) { _gate.Release(); return false; } return true; }", "public void Release() => _gate.Release();")]
    [TestCase("async Task<bool> IGate.WaitAsync(int ms) { if (!await _gate.WaitAsync(ms)) return false; if (_n > 3) { _gate.Release(); return false; } return true; }", "void IGate.Release() => _gate.Release();")]
    [TestCase("public bool Wait(int ms) { if (!{|PAIR001:_gate.Wait(ms)|}) return false; if (_n > 3) return false; if (_n > 2) _gate.Release(); return true; }", "public void Release() => _gate.Release();")]
    [TestCase("public bool Wait(int ms) { if (!{|PAIR001:_gate.Wait(ms)|}) return false; if (_n > 3) { _gate.Release(); return false; } return true; }", "public void Release() => _n--;")]
    public Task OtherHalf(string wait, string release) => PairingVerifier.Reports($$"""
        interface IGate { Task<bool> WaitAsync(int ms) => Task.FromResult(false); void Release() { } }
        public class Gate : IGate { readonly SemaphoreSlim _gate = new(1, 1); int _n; {{wait}} {{release}} }
        """);

    [Test]
    public Task ExtensionBlocksWithContracts() => PairingVerifier.Reports("""
        public class Inode { public object i_lock = new(); }
        public static class Inodes
        {
            static readonly object s_gate = new();
            extension(Inode inode)
            {
                [Acquires("inode->i_lock")] public void Grab() => Monitor.Enter(inode.i_lock);
                [Releases("inode->i_lock")] public void Drop() => Monitor.Exit(inode.i_lock);
                [CondAcquires(true, "inode->i_lock")] public bool TryGrab(int t) { return Monitor.TryEnter(inode.i_lock, t); }
                [Acquires("inode->i_lock")] public void {|PAIR009:Wrong|}(bool b) { if (b) Monitor.Enter(inode.i_lock); }
                [MustHold("s_gate")] public int Size { get => 1; set { } }
                [MustHold("inode->i_lock")] public int Links => 1;
                [{|PAIR015:MustHold("inode->i_lokc")|}] public int Mistaken => 1;
                [{|PAIR015:Acquires("indoe->i_lock")|}] public void Misnamed() { }
                [{|PAIR015:Acquires("inode->i_lokc")|}] public void Mistyped() { }
                public static void Lock() => {|PAIR001:Monitor.Enter(s_gate)|};
            }
            extension<T>(T inode) where T : Inode
            {
                [Acquires("inode->i_lock")] public void GrabAny<U>(U u) => Monitor.Enter(inode.i_lock);
            }
            public static void Use(Inode i) { lock (s_gate) i.Size = 2; {|PAIR008:i.Size|} = 3; lock (i.i_lock) _ = i.Links; _ = {|PAIR008:i.Links|}; }
        }
        class User
        {
            public void Right(Inode i) { Inodes.Grab(i); i.Drop(); i.Grab(); i.Drop(); i.GrabAny(1); Monitor.Exit(i.i_lock); if (i.TryGrab(1)) i.Drop(); }
            public void Leaks(Inode i) => {|PAIR001:i.Grab()|};
            public void LeaksStatically(Inode i) => {|PAIR001:Inodes.Grab(i)|};
            public void LeaksAny(Inode i) => {|PAIR001:i.GrabAny(1)|};
            public void Unheld(Inode i, Inode j) { {|PAIR001:i.Grab()|}; {|PAIR002:j.Drop()|}; }
        }
        """);

    [Test]
    public Task ExtensionBlocksWithoutContracts() => PairingVerifier.Reports("""
        class Inode { public object i_lock = new(); public SpinLock Spin; }
        static class Inodes
        {
            extension(Inode inode)
            {
                internal void Grab() => Monitor.Enter(inode.i_lock);
                internal void Drop() { if (inode != null) Monitor.Exit(inode.i_lock); }
                internal bool TryGrab() { lock (inode) { Action a = () => inode.Drop(); } return Monitor.TryEnter(inode.i_lock); }
                internal void Both() { lock (inode.i_lock) { inode.Grab(); inode.Drop(); Again(); } void Again() { inode.Grab(); inode.Drop(); } }
            }
            extension(ref SpinLock spin)
            {
                internal void Take() { bool taken = false; spin.Enter(ref taken); }
                internal void Leave() => spin.Exit();
            }
        }
        class User
        {
            public void Right(Inode i) { i.Grab(); Monitor.Exit(i.i_lock); Monitor.Enter(i.i_lock); i.Drop(); if (i.TryGrab()) i.Drop(); }
            public void Leaks(Inode i) => {|PAIR001:i.Grab()|};
            public void Another(Inode i, Inode j) { {|PAIR001:i.Grab()|}; {|PAIR002:j.Drop()|}; }
            public void Spins(Inode i) { i.Spin.Take(); i.Spin.Leave(); }
            public void SpinsOn(Inode i) => {|PAIR001:i.Spin.Take()|};
        }
        """);

    [Test]
    public Task PropertyThatReturnsAField() => PairingVerifier.Reports("""
        public class Base { protected readonly object _gate = new(); protected static readonly object s_base = new(); protected int _n; }
        public class C : Base
        {
            static readonly object s_gate = new(), s_other = new();
            readonly object _own = new();
            object Static => s_gate;
            object Other => s_other;
            static object OfType => s_gate;
            object Inherited => _gate;
            object InheritedByBase => base._gate;
            object InheritedStatic => s_base;
            object InBrackets { get { return (this._own); } }
            public void A() { Monitor.Enter(s_gate); _n++; Monitor.Exit(Static); }
            public void B() { Monitor.Enter(Static); _n++; Monitor.Exit(OfType); }
            public void D() { Monitor.Enter(_gate); _n++; Monitor.Exit(Inherited); Monitor.Enter(Inherited); _n++; Monitor.Exit(InheritedByBase); }
            public void E() { Monitor.Enter(s_base); _n++; Monitor.Exit(InheritedStatic); }
            public void F() { Monitor.Enter(_own); _n++; Monitor.Exit(InBrackets); }
            public void G(C other) { Monitor.Enter(other.Static); _n++; Monitor.Exit(s_gate); }
            public void H() { {|PAIR001:Monitor.Enter(s_gate)|}; _n++; {|PAIR002:Monitor.Exit(Other)|}; }
            public void I(C other) { {|PAIR001:Monitor.Enter(_own)|}; _n++; {|PAIR002:Monitor.Exit(other.InBrackets)|}; }
            public void J() { Monitor.Enter(s_gate); _n++; Monitor.Exit(Static); {|PAIR002:Monitor.Exit(s_gate)|}; }
            public class Inner
            {
                object Around => s_gate;
                public void A() { Monitor.Enter(Around); Console.WriteLine(); Monitor.Exit(s_gate); }
            }
        }
        """);

    [Test]
    public Task ContractOfAnotherAssemblyNamesAPrivateField() => PairingVerifier.ReportsInUserOf("""
        public class Cache
        {
            class State { public object Gate = new(); }
            readonly object _o = new();
            readonly State _state = new();
            static readonly object s_o = new();
            [Acquires("_o")] public void Lock() => Monitor.Enter(_o);
            [Releases("_o")] public virtual void Unlock() => Monitor.Exit(_o);
            [CondAcquires(true, "this._o")] public bool TryLock() => Monitor.TryEnter(_o);
            public object Gate => _o;
            [MustHold("_o")] public int Count { get; set; }
            [MustHold("_o")] public int Field;
            [Acquires("_state.Gate")] public void LockState() => Monitor.Enter(_state.Gate);
            [Releases("_state.Gate")] public void UnlockState() => Monitor.Exit(_state.Gate);
            [Acquires("s_o")] public static void LockAll() => Monitor.Enter(s_o);
            [Releases("s_o")] public static void UnlockAll() => Monitor.Exit(s_o);
        }
        public class Other
        {
            static readonly object s_o = new();
            [Acquires("s_o")] public static void LockAll() => Monitor.Enter(s_o);
            [Releases("s_o")] public static void UnlockAll() => Monitor.Exit(s_o);
        }
        """, """
        class User
        {
            readonly Cache _cache = new();
            public void Right(Cache c) { c.Lock(); c.Field = c.Count++; c.Unlock(); if (c.TryLock()) c.Unlock(); }
            public void Leaks(Cache c) => {|PAIR001:c.Lock()|};
            public void Another(Cache c, Cache d) { {|PAIR001:c.Lock()|}; {|PAIR002:d.Unlock()|}; }
            public void Early(bool b) { {|PAIR001:_cache.Lock()|}; if (b) return; _cache.Unlock(); }
            public void Twice(Cache c) { c.Lock(); {|PAIR003:c.Lock()|}; c.Unlock(); }
            public void Unguarded(Cache c) { {|PAIR008:c.Count|} = 1; {|PAIR008:c.Field|} = 1; }
            public void ByProperty(Cache c, Cache d) { lock (c.Gate) { c.Count = 1; {|PAIR008:d.Count|} = 1; } }
            public void Deep(Cache c) { c.Lock(); c.LockState(); c.UnlockState(); c.Unlock(); {|PAIR001:c.LockState()|}; }
            public void All() { Cache.LockAll(); Other.LockAll(); Other.UnlockAll(); Cache.UnlockAll(); {|PAIR001:Other.LockAll()|}; }
            void Helper(Cache c) => c.Lock();
            void HelperAll() => Cache.LockAll();
            public void ByHelper(Cache c) { Helper(c); c.Unlock(); HelperAll(); Cache.UnlockAll(); }
            public void LeaksByHelper(Cache c) { {|PAIR001:Helper(c)|}; }
        }
        class Plain : Cache
        {
            public void Wrong(bool b) { {|PAIR001:Lock()|}; if (b) return; Unlock(); }
        }
        class Derived : Cache
        {
            public void Right() { Lock(); Field = 1; Unlock(); }
            public override void Unlock() { Field = 2; base.Unlock(); }
            [{|PAIR015:Acquires("_o")|}] public void Named() { }
        }
        """);

    [Test]
    public Task CalledFromOtherTypes() => PairingVerifier.Reports("""
        sealed class Ledger
        {
            readonly object _lock = new();
            readonly SemaphoreSlim _gate = new(1, 1);
            readonly Dictionary<int, string> _entries = new();
            decimal _balance;
            public bool Withdraw(decimal amount) { {|PAIR001:Monitor.Enter(_lock)|}; if (_balance < amount) return false; _balance -= amount; Monitor.Exit(_lock); return true; }
            public int Deposit(decimal amount) { {|PAIR001:Monitor.Enter(_lock)|}; if (amount < 0) return -1; _balance += amount; Monitor.Exit(_lock); return 0; }
            public async Task<bool> Save(int key) { await {|PAIR001:_gate.WaitAsync()|}; if (!_entries.ContainsKey(key)) return false; await Task.Yield(); _gate.Release(); return true; }
        }
        class Teller
        {
            readonly Ledger _ledger = new();
            public void Pay(decimal amount) { if (!_ledger.Withdraw(amount)) Console.WriteLine("no"); }
            public bool Passes(decimal amount) => _ledger.Withdraw(amount);
            public async Task Save(int key) { if (!await _ledger.Save(key)) _ledger.Deposit(key); }
        }
        """);

    [Test]
    public Task ToldToCallersWhoCanRelease() => PairingVerifier.Silent("""
        sealed class Ledger
        {
            readonly object _lock = new(), _own = new(), _all = new();
            bool _closed;
            public bool TryBegin() { Monitor.Enter(_lock); if (_closed) { Monitor.Exit(_lock); return false; } return true; }
            public void Done() => Monitor.Exit(_lock);
            public bool TryOpen() { Monitor.Enter(_own); if (_closed) { Monitor.Exit(_own); return false; } return true; }
            public void Use() { if (!TryOpen()) return; Console.WriteLine(); Monitor.Exit(_own); Monitor.Enter(_own); Monitor.Exit(_own); }
            public bool TryAll() { Monitor.Enter(_all); if (_closed) { Monitor.Exit(_all); return false; } return true; }
            public object All => _all;
        }
        class Teller(Ledger ledger)
        {
            public void Pay() { if (!ledger.TryBegin()) return; try { Console.WriteLine(); } finally { ledger.Done(); } }
            public void All() { if (!ledger.TryAll()) return; try { Console.WriteLine(); } finally { Monitor.Exit(ledger.All); } }
        }
        """);

    [Test]
    public Task TakenInAHandler() => PairingVerifier.Reports(Samples.Sample("""
        public void Never(Action a) { try { a(); } catch (Exception) { {|PAIR001:Monitor.Enter(_a)|}; _n++; } }
        public void Early(Action a) { try { a(); } catch (FormatException) { {|PAIR001:Monitor.Enter(_a)|}; if (_flag) return; Monitor.Exit(_a); } }
        public void Rethrows(Action a) { Monitor.Enter(_a); Monitor.Exit(_a); try { a(); } catch (FormatException) { {|PAIR001:Monitor.Enter(_a)|}; throw; } }
        public void Throws(Action a) { try { a(); } catch (FormatException e) { {|PAIR001:Monitor.Enter(_a)|}; if (_flag) throw new InvalidOperationException("", e); Monitor.Exit(_a); } }
        public void Loop(List<Action> list) { foreach (Action a in list) { try { a(); } catch (FormatException) { {|PAIR001:Monitor.Enter(_a)|}; if (_flag) continue; Monitor.Exit(_a); } } }
        public void Twice(Action a) { try { a(); } catch (FormatException) { Monitor.Enter(_a); Monitor.Exit(_a); {|PAIR002:Monitor.Exit(_a)|}; } }
        public void ThrowsAgain(Action a) { try { a(); } catch (FormatException) { {|PAIR013:Monitor.Enter(_a)|}; a(); Monitor.Exit(_a); } }
        public void Nested(Action a) { try { a(); } catch (FormatException) { {|PAIR013:Monitor.Enter(_a)|}; try { a(); } catch (FormatException) { throw; } Monitor.Exit(_a); } }
        """));

    [Test]
    public Task TakenInAHandlerAndReleased() => PairingVerifier.Silent(Samples.Sample("""
        public void There(Action a) { try { a(); } catch (FormatException) { Monitor.Enter(_a); _n++; Monitor.Exit(_a); } }
        public void Statement(Action a) { try { a(); } catch (FormatException) { lock (_a) { a(); } } }
        public void Again(Action a) { Monitor.Enter(_a); try { Monitor.Exit(_a); try { a(); } catch { Monitor.Enter(_a); throw; } Monitor.Enter(_a); } finally { Monitor.Exit(_a); } }
        public void Flag(Action a) { bool t = false; try { a(); } catch (FormatException) { Monitor.Enter(_a); t = true; } _n++; if (t) Monitor.Exit(_a); }
        public void Finally(Action a) { bool t = false; try { a(); } catch (FormatException) { Monitor.Enter(_a, ref t); } finally { if (t) Monitor.Exit(_a); } }
        public void Either(Action a) { try { a(); } catch (FormatException) { bool x = false, y = true; if (_flag) { x = true; y = false; } Monitor.Enter(_a); _n++; if (x) Monitor.Exit(_a); if (y) Monitor.Exit(_a); } }
        void Dropped(Action a) { Monitor.Exit(_a); try { a(); } catch { Monitor.Enter(_a); throw; } Monitor.Enter(_a); }
        public void Drops(Action a) { Monitor.Enter(_a); try { Dropped(a); } finally { Monitor.Exit(_a); } }
        """), suggestions: true);

    [Test]
    public Task EndOfTheObject() => PairingVerifier.Reports("""
        public sealed class Instance : IDisposable
        {
            readonly Mutex _mutex = new(false, "x");
            bool _owned;
            public bool Claim(int ms) { try { _owned = _mutex.WaitOne(ms); } catch (AbandonedMutexException) { _owned = true; } return _owned; }
            public void Dispose() { if (_owned) _mutex.ReleaseMutex(); _mutex.Dispose(); }
        }
        public sealed class Always : IDisposable
        {
            readonly object _lock = new();
            public void Take() => Monitor.Enter(_lock);
            public void Dispose() => Monitor.Exit(_lock);
        }
        public sealed class Balanced : IDisposable
        {
            readonly object _lock = new();
            bool _closed;
            public bool Take() { {|PAIR001:Monitor.Enter(_lock)|}; if (_closed) return false; Monitor.Exit(_lock); return true; }
            public void Dispose() { Monitor.Enter(_lock); _closed = true; Monitor.Exit(_lock); }
        }
        public sealed class Forgets : IDisposable
        {
            readonly object _lock = new();
            bool _closed;
            public void Take() { {|PAIR001:Monitor.Enter(_lock)|}; if (_closed) return; Monitor.Exit(_lock); }
            public void Dispose() => Monitor.Exit(_lock);
        }
        """);

    [TestCase("_rw.EnterWriteLock()", "ReleaseLock", "_rw.ExitWriteLock()")]
    [TestCase("{|PAIR001:_rw.EnterWriteLock()|}", "Other", "{|PAIR002:_rw.ExitWriteLock()|}")]
    public Task ObtainedForWhoReleases(string take, string other, string release) => PairingVerifier.Reports(Samples.Sample($$"""
        public bool ObtainLock()
        {
            {{take}};
            try { if (_flag) return true; _rw.ExitWriteLock(); return false; }
            catch (Exception) { _rw.ExitWriteLock(); return false; }
        }
        public void {{other}}() { if (_n > 0) { Work(); {{release}}; } }
        """));
}
