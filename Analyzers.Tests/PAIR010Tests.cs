// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;

namespace Analyzers.Tests;

public class PAIR010Tests
{
    [Test]
    public Task BothOrders() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (_a) { {|PAIR010:lock|} (_b) _n++; } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [Test]
    public Task HeldByCaller() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] public void M() { {|PAIR010:lock|} (_b) _n++; } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [Test]
    public Task HeldByCallerInOneOrder() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] public void M() { lock (_b) _n++; } public void N() { lock (_a) { lock (_b) _n++; } }
        readonly object _c = new(), _d = new();
        [MustHold("_c")] public void Try() { if (Monitor.TryEnter(_d)) { _n++; Monitor.Exit(_d); } }
        [Releases("_c")] public void Released() { Monitor.Exit(_c); lock (_d) _n++; } public void Other() { lock (_d) { lock (_c) _n++; } }
        """));

    [Test]
    public Task ObjectHeldByCaller() => PairingVerifier.Silent("""
        public sealed class Latch { [Acquires, NoContextAnalysis("the lock itself")] public void Enter() { } [Releases, NoContextAnalysis("the lock itself")] public void Exit() { } }
        public class C
        {
            readonly object _gate = new();
            int _n;
            [MustHold("one")] public void M(Latch one) { lock (_gate) _n++; }
            public void N(Latch other) { lock (_gate) { other.Enter(); _n++; other.Exit(); } }
        }
        """);

    [Test]
    public Task OneOrder() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { lock (_a) { lock (_b) _n++; } } public void N() { lock (_a) { lock (_b) _n++; } }
        """));

    [Test]
    public Task WithoutBraces() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (_a) {|PAIR010:lock|} (_b) _n++; } public void N() { lock (_b) lock (_a) _n++; }
        """));

    [TestCase("enable")]
    [TestCase("disable")]
    public Task SystemThreadingLock(string nullable) => PairingVerifier.Reports($$"""
        #nullable {{nullable}}
        class Sample
        {
            readonly Lock _a = new(), _b = new();
            int _n;
            public void M() { lock (_a) { _n++; {|PAIR010:lock|} (_b) _n++; _n++; } }
            public void N() { lock (_b) lock (_a) _n++; }
        }
        """);

    [TestCase("enable")]
    [TestCase("disable")]
    public Task SystemThreadingLocksThatEnd(string nullable) => PairingVerifier.Silent($$"""
        #nullable {{nullable}}
        class Sample
        {
            readonly Lock _a = new(), _b = new();
            int _n;
            public void M() { lock (_a) { _n++; lock (_b) _n++; } }
            public void N() { lock (_b) { lock (_b) { } _n++; } lock (_a) _n++; }
            public void Loop() { while (_n > 0) { lock (_b) { if (_n == 1) continue; if (_n == 2) break; if (_n == 3) return; _n--; } lock (_a) _n++; } lock (_a) _n++; }
            public void Catch() { try { lock (_b) Console.WriteLine(); } catch { lock (_a) _n++; } finally { lock (_a) _n++; } }
        }
        """);

    /// <summary>Whatever order the locks are kept in.</summary>
    [Test]
    public async Task ReportsComeAsTheyStandInTheSources()
    {
        Compilation compilation = ContractTesting.Compile($$"""
            class C
            {
                {{string.Concat(Enumerable.Range(0, 12).Select(n => $$"""
                readonly object _a{{n}} = new(), _b{{n}} = new();
                void First{{n}}() { lock (_a{{n}}) lock (_b{{n}}) { } }
                void Second{{n}}() { lock (_b{{n}}) lock (_a{{n}}) { } }
                void Third{{n}}() { lock (_b{{n}}) lock (_a{{n}}) { } lock (_a{{n}}) lock (_b{{n}}) { } }

                """))}}
            }
            """);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        int LineOf(Location location) => location.GetLineSpan().StartLinePosition.Line;
        Assert.That(found.Select(diagnostic => (LineOf(diagnostic.Location), LineOf(diagnostic.AdditionalLocations[2]))), Is.EqualTo(Enumerable.Range(0, 12).Select(n => (3 + 4 * n, 4 + 4 * n))));
    }

    /// <summary>Many locks are nothing special where few are held at once.</summary>
    [Test]
    public Task ManyLocks() => PairingVerifier.Reports($$"""
        class C
        {
            {{string.Concat(Enumerable.Range(0, 60).Select(n => $"readonly object _a{n} = new(); "))}}
            int _n;
            public void M() { {{string.Concat(Enumerable.Range(1, 58).Select(n => $"Monitor.Enter(_a{n}); _n++; Monitor.Exit(_a{n}); "))}} lock (_a0) { {|PAIR010:lock|} (_a59) _n++; } }
            public void N() { lock (_a59) { lock (_a0) _n++; } }
        }
        """);

    [Test]
    public Task TryWaitsForNobody() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { lock (_a) { if (Monitor.TryEnter(_b, 1000)) { _n++; Monitor.Exit(_b); } } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [Test]
    public Task InfiniteTimeSpan() => PairingVerifier.Reports("""
        class C
        {
            readonly object _a = new(), _b = new();
            readonly SemaphoreSlim _one = new(1, 1);
            int _n;
            public void M() { lock (_a) { if ({|PAIR010:Monitor.TryEnter(_b, Timeout.InfiniteTimeSpan)|}) { _n++; Monitor.Exit(_b); } } }
            public void N() { lock (_b) { lock (_a) _n++; } }
            public void Cannot() { _one.Wait(Timeout.InfiniteTimeSpan); _n++; _one.Release(); }
        }
        """);

    [Test]
    public Task TryThatWaitsForEver() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (_a) { if ({|PAIR010:Monitor.TryEnter(_b, Timeout.Infinite)|}) { _n++; Monitor.Exit(_b); } } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [Test]
    public Task UnderWhatWasTried() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { if (Monitor.TryEnter(_a)) { {|PAIR010:lock|} (_b) _n++; Monitor.Exit(_a); } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [TestCase("lock (_c) { lock (_a) { lock (_b) _n++; } }", "lock (_c) { lock (_b) { lock (_a) _n++; } }")]
    [TestCase("lock (_c) { lock (_a) { lock (_b) _n++; } }", "lock (_c) { lock (_b) _n++; lock (_b) { lock (_a) _n++; } }")]
    [TestCase("lock (s_c) { lock (s_a) { lock (s_b) _n++; } }", "lock (s_c) { lock (s_b) { lock (s_a) _n++; } }")]
    [TestCase("_gate.Wait(); lock (_a) { lock (_b) _n++; } _gate.Release();", "_gate.Wait(); lock (_b) { lock (_a) _n++; } _gate.Release();")]
    public Task UnderACommonLock(string one, string other) => PairingVerifier.Silent(Gated(one, other));

    [TestCase("lock (_c) { lock (_a) { {|PAIR010:lock|} (_b) _n++; } }", "lock (_b) { lock (_a) _n++; }")]
    [TestCase("lock (_c) { lock (_a) { {|PAIR010:lock|} (_b) _n++; } }", "lock (s_c) { lock (_b) { lock (_a) _n++; } }")]
    [TestCase("lock (_c) { lock (s_a) { {|PAIR010:lock|} (s_b) _n++; } }", "lock (_c) { lock (s_b) { lock (s_a) _n++; } }")]
    [TestCase("_rw.EnterReadLock(); lock (_a) { {|PAIR010:lock|} (_b) _n++; } _rw.ExitReadLock();", "_rw.EnterReadLock(); lock (_b) { lock (_a) _n++; } _rw.ExitReadLock();")]
    [TestCase("lock (_c) { lock (_a) { lock (_b) _n++; } } lock (_a) { {|PAIR010:lock|} (_b) _n++; }", "lock (_c) { lock (_b) { lock (_a) _n++; } }")]
    public Task NotUnderACommonLock(string one, string other) => PairingVerifier.Reports(Gated(one, other));

    static string Gated(string one, string other) => Samples.Sample($$"""
        readonly object _c = new(); static readonly object s_a = new(), s_b = new(), s_c = new();
        public void M() { {{one}} }
        public void N() { {{other}} }
        """);

    const string Locks = """
        sealed class Mutual
        {
            int _held;
            [Acquires, NoContextAnalysis("the lock itself")] public void Lock() => SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref _held, 1, 0) == 0);
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() => Volatile.Write(ref _held, 0);
            [Acquires("x"), Acquires("y"), NoContextAnalysis("by address")] public static void Both(Mutual x, Mutual y) => throw new NotImplementedException();
        }
        sealed class Many
        {
            [Acquires(Reentrant = true, Shared = true), NoContextAnalysis("the lock itself")] public void Read() => throw new NotImplementedException();
            [Releases(Reentrant = true, Shared = true), NoContextAnalysis("the lock itself")] public void EndRead() => throw new NotImplementedException();
            [Acquires(Reentrant = true), NoContextAnalysis("the lock itself")] public void Write() => throw new NotImplementedException();
            [Releases(Reentrant = true), NoContextAnalysis("the lock itself")] public void EndWrite() => throw new NotImplementedException();
        }

        """;

    [Test]
    public Task ByOneCall() => PairingVerifier.Silent(Locks + """
        class Sample
        {
            readonly Mutual _a = new(), _b = new();
            public void M() { Mutual.Both(_a, _b); _a.Unlock(); _b.Unlock(); }
            public void N() { Mutual.Both(_b, _a); _a.Unlock(); _b.Unlock(); }
        }
        """);

    [Test]
    public Task ByOneCallUnderAnother() => PairingVerifier.Reports(Locks + """
        class Sample
        {
            readonly Mutual _a = new(), _b = new(), _c = new();
            public void M() { _c.Lock(); {|PAIR010:Mutual.Both(_a, _b)|}; _a.Unlock(); _b.Unlock(); _c.Unlock(); }
            public void N() { _b.Lock(); _c.Lock(); _c.Unlock(); _b.Unlock(); }
        }
        """);

    [TestCase("_a.Read(); _b.Read(); _b.EndRead(); _a.EndRead();", "_b.Read(); _a.Read(); _a.EndRead(); _b.EndRead();")]
    [TestCase("_a.Write(); _b.Read(); _b.EndRead(); _a.EndWrite();", "_b.Read(); _a.Write(); _a.EndWrite(); _b.EndRead();")]
    public Task ReadersWaitForNoReader(string one, string other) => PairingVerifier.Silent(Shared(one, other));

    [TestCase("_a.Read(); {|PAIR010:_b.Write()|}; _b.EndWrite(); _a.EndRead();", "_b.Read(); _a.Write(); _a.EndWrite(); _b.EndRead();")]
    [TestCase("_a.Write(); {|PAIR010:_b.Read()|}; _b.EndRead(); _a.EndWrite();", "_b.Write(); _a.Read(); _a.EndRead(); _b.EndWrite();")]
    public Task ReadersWaitForWriters(string one, string other) => PairingVerifier.Reports(Shared(one, other));

    static string Shared(string one, string other) => Locks + $$"""
        class Sample
        {
            readonly Many _a = new(), _b = new();
            public void M() { {{one}} }
            public void N() { {{other}} }
        }
        """;

    [Test]
    public Task This() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (this) { {|PAIR010:lock|} (_b) _n++; } } public void N() { lock (_b) { lock (this) _n++; } }
        """));

    [Test]
    public Task Type() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { lock (this) { {|PAIR010:lock|} (typeof(Sample)) _n++; } } public void N() { lock (typeof(Sample)) { lock (this) _n++; } }
        """));

    [Test]
    public Task TypeThatIsNotKnown() => PairingVerifier.Silent("""
        class A<T> { public void M() { lock (this) { lock (typeof(T)) ToString(); } } public void N<U>() { lock (typeof(U)) { lock (this) ToString(); } } public void O() { lock (typeof(T)) { lock (this) ToString(); } } }
        """);

    [Test]
    public Task OfTwoObjects() => PairingVerifier.Silent("""
        class A { public void M(A x, A y) { lock (x) { lock (y) ToString(); } } public void N(A x) { lock (this) { lock (x) ToString(); } } public void O(A x) { lock (x) { lock (this) ToString(); } } }
        """);

    /// <summary>Of an object of another class: which one it is nobody knows, but those of a class are locked in one order.</summary>
    [TestCase("lock (_gate) { {|PAIR010:_child.M()|}; }", "lock (_gate) _parent.N();")]
    [TestCase("lock (_gate) { {|PAIR010:lock|} (_child._gate) _n++; }", "lock (_gate) { lock (_parent._gate) _n++; }")]
    [TestCase("lock (this) { {|PAIR010:lock|} (c) _n++; }", "lock (this) { lock (p) _n++; }")]
    public Task OfOtherObjects(string one, string other) => PairingVerifier.Reports(Family(one, other));

    [TestCase("lock (_gate) _child.M();", "lock (_gate) _n++; _parent.N();")]
    [TestCase("lock (_gate) _child.M();", "_parent.N(); lock (_parent._gate) { lock (_gate) _n++; }")]
    [TestCase("lock (_gate) { var c2 = new Child(); lock (c2._gate) _n++; }", "lock (_gate) _parent.N();")]
    [TestCase("lock (Root) { lock (_gate) _child.M(); }", "lock (Root) { lock (_gate) _parent.N(); }")]
    [TestCase("lock (_gate) _child.M();", "lock (_parent._gate) { lock (_gate) _parent.N(); }")]
    public Task OfOtherObjectsInOneOrder(string one, string other) => PairingVerifier.Silent(Family(one, other));

    static string Family(string one, string other) => $$"""
        class Parent
        {
            public readonly object _gate = new();
            public static readonly object Root = new();
            readonly Child _child = null;
            int _n;
            public void N() { lock (_gate) _n++; }
            public void One(Child c) { {{one}} }
        }
        class Child
        {
            public readonly object _gate = new();
            static object Root => Parent.Root;
            readonly Parent _parent = null;
            int _n;
            public void M() { lock (_gate) _n++; }
            public void Other(Parent p) { {{other.Replace("Root", "Parent.Root")}} }
        }
        """;

    /// <summary>Two objects of a class that is made to lock with are two locks.</summary>
    [TestCase("class Latch { readonly object _o = new(); public void Enter() => Monitor.Enter(_o); public void Exit() => Monitor.Exit(_o); }")]
    [TestCase("class Latch { readonly SemaphoreSlim _s = new(1); public void Enter() => _s.Wait(); public void Exit() => _s.Release(); }")]
    [TestCase("class Latch { [Acquires(\"this\")] public void Enter() => throw null; [Releases(\"this\")] public void Exit() => throw null; }")]
    public Task OfObjectsThatAreLocks(string latch) => PairingVerifier.Silent(Samples.Sample(latch + """
        readonly Latch _x = new(), _y = new();
        public void M() { lock (_a) { _x.Enter(); _n++; _x.Exit(); } }
        public void N() { _y.Enter(); lock (_a) _n++; _y.Exit(); }
        void O(Latch l) { l.Enter(); lock (_a) _n++; l.Exit(); }
        """));

    [Test]
    public Task HeldUnderAnotherName() => PairingVerifier.Silent("""
        class Socket
        {
            public readonly object Handle = new();
            readonly object _gate = new();
            readonly Operation _operation = null;
            int _n;
            public void M() { lock (Handle) { lock (_gate) _operation.Run(); } }
        }
        class Operation
        {
            readonly Socket _socket = null;
            int _n;
            public void Run() { lock (_socket.Handle) _n++; }
        }
        """);

    [Test]
    public Task WhileItIsMade() => PairingVerifier.Silent(Samples.Sample("""
        public Sample() { lock (_a) { lock (_b) _n++; } } public void N() { lock (_b) { lock (_a) _n++; } }
        """));

    [TestCase("void H() { lock (_a) _n++; }", "H()")]
    [TestCase("void H() { lock (_a) _n++; }", "this.H()")]
    [TestCase("static void H(Sample s) { lock (s._a) s._n++; }", "H(this)")]
    [TestCase("void H() { if (_flag) return; try { lock (_a) _n++; } finally { _n--; } }", "H()")]
    [TestCase("void H() { lock (s_other) _n++; K(); } void K() { lock (_a) _n++; } static readonly object s_other = new();", "H()")]
    [TestCase("int H() { lock (_a) return _n; }", "H()")]
    public Task TakenByACall(string helper, string call) => PairingVerifier.Reports(Samples.Sample($$"""
        {{helper}}
        public void M() { lock (_b) { if (_n > 0) { {|PAIR010:{{call}}|}; } } } public void N() { lock (_a) { lock (_b) _n++; } }
        """));

    [Test]
    public Task TakenByAProperty() => PairingVerifier.Reports(Samples.Sample("""
        int H { get { lock (_a) return _n; } } public void M() { lock (_b) _n = {|PAIR010:H|}; } public void N() { lock (_a) { lock (_b) _n++; } }
        """));

    [Test]
    public Task OfAnotherClass() => PairingVerifier.Reports("""
        class Sample
        {
            internal readonly object A = new(), B = new();
            internal int N;
            public void M() { lock (B) { {|PAIR010:Other.H(this)|}; } }
            public void O() { lock (A) { lock (B) N++; } }
        }
        static class Other { internal static void H(Sample s) { lock (s.A) s.N++; } }
        """);

    [Test]
    public Task TypeTakenByACall() => PairingVerifier.Reports(Samples.Sample("""
        static void S() { lock (typeof(Sample)) Console.WriteLine(); } public void M() { lock (typeof(Sample)) { {|PAIR010:lock|} (this) _n++; } } public void N() { lock (this) { S(); } }
        """));

    [TestCase("void H() { lock (_b) _n++; }", "H()")]
    [TestCase("void H(bool b = false) { if (b) lock (_a) _n++; }", "H()")]
    [TestCase("void H(bool b = false) { if (!b) return; lock (_a) _n++; }", "H()")]
    [TestCase("void H() { Monitor.Exit(_b); lock (_a) _n++; Monitor.Enter(_b); }", "H()")]
    [TestCase("void H() { Out(); lock (_a) _n++; Monitor.Enter(_b); } void Out() => Monitor.Exit(_b);", "H()")]
    [TestCase("Action H() => () => { lock (_a) _n++; };", "H()")]
    [TestCase("async Task H() { await Task.Yield(); lock (_a) _n++; }", "H()")]
    [TestCase("IEnumerable<int> H() { lock (_a) yield return _n; }", "H()")]
    [TestCase("void H(Sample s) { lock (s._a) _n++; }", "H(new Sample())")]
    public Task NotTakenByACall(string helper, string call) => PairingVerifier.Silent(Samples.Sample($$"""
        {{helper}}
        public void M() { lock (_b) { {{call}}; } } public void N() { lock (_a) { lock (_b) _n++; } }
        """));

    [Test]
    public Task WhoHasItDoesNotWait() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { lock (_a) { lock (_b) { lock (_a) _n++; } } }
        """));
}
