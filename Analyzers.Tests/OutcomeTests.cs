// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Who is asked, and how, whether something was taken.</summary>
public class OutcomeTests
{
    /// <summary>What was found is no outcome: whoever uses it has not been asked whether it was found.</summary>
    [Test]
    public Task UsedAfterItWasFound() => PairingVerifier.Reports("""
        #nullable disable
        public sealed class Data
        {
            int _count;
            public int Size;
            [Gets("this"), NoContextAnalysis("the count")] public void Get() => _count++;
            [Puts("this"), NoContextAnalysis("the count")] public void Put() => _count--;
        }
        public class Queue
        {
            readonly object _gate = new();
            Data _first;
            Data First() { Data d = null; lock (_gate) { if (_first != null) { d = _first; d.Get(); } } return d; }
            int Work(Data d) => d.Size;
            public int Wrong() { Data d = {|PAIR004:First()|}; if (d == null) return -1; return Work(d); }
            public int Right() { Data d = First(); if (d == null) return -1; int n = Work(d); d.Put(); return n; }
        }
        """);

    [Test]
    public Task ResultOfATask() => PairingVerifier.Reports(Samples.Sample("""
        public void InPlace() { if (!_gate.WaitAsync(10).Result) return; _n++; _gate.Release(); }
        public void Variable() { Task<bool> t = _gate.WaitAsync(10); if (!t.Result) return; _n++; _gate.Release(); }
        public async Task Awaited() { var t = _gate.WaitAsync(10); await t; if (!t.Result) return; _n++; _gate.Release(); }
        public async Task Both(SemaphoreSlim other)
        {
            var t = _gate.WaitAsync(10);
            var u = other.WaitAsync(10);
            await Task.WhenAll(t, u);
            if (t.Result) _gate.Release();
            if (u.Result) other.Release();
        }
        public void WhereItFailed() { if (_gate.WaitAsync(10).Result) { _n++; _gate.Release(); } else {|PAIR002:_gate.Release()|}; }
        public int Kept() { Task<bool> t = {|PAIR001:_gate.WaitAsync(10)|}; if (!t.Result) return 0; if (_flag) return 1; _gate.Release(); return 2; }
        """));

    const string Helpers = """
        protected virtual bool Ask(bool b) => b;
        protected virtual void Tell(bool b) { }
        static bool Not(bool b) => !b;
        static bool Ok(int status) => status == 0;
        static bool Log(bool ok) { if (!ok) Console.WriteLine(); return ok; }
        static void Ensure(bool ok, string what) { if (!ok) throw new TimeoutException(what); }
        static void Always(bool ok) { if (!ok) Console.WriteLine(); }
        """;

    [Test]
    public Task AskedOfOthers() => PairingVerifier.Silent(Samples.Sample(Helpers + """
        public void M1() { Tell(Monitor.TryEnter(_a)); _n++; Monitor.Exit(_a); }
        public void M2() { bool t = Monitor.TryEnter(_a); Tell(t); _n++; Monitor.Exit(_a); }
        public void M3() { if (!Ask(Monitor.TryEnter(_a))) return; _n++; Monitor.Exit(_a); }
        public void M4() { bool t = Monitor.TryEnter(_a); if (!Log(t)) return; _n++; Monitor.Exit(_a); }
        public async Task M5() { Always(await _gate.WaitAsync(10)); _n++; _gate.Release(); }
        public void M6() { bool t = false; Monitor.TryEnter(_a, 10, ref t); Tell(t); _n++; Monitor.Exit(_a); }
        public void M7() { bool t = Monitor.TryEnter(_a); if (t.Equals(false)) return; _n++; Monitor.Exit(_a); }
        public void M8() { int t = Convert.ToInt32(Monitor.TryEnter(_a)); if (t != 0) Monitor.Exit(_a); }
        public void M9() { bool[] t = { Monitor.TryEnter(_a) }; if (t[0]) Monitor.Exit(_a); }
        record Taken(bool Is);
        public void M10() { var t = new Taken(Monitor.TryEnter(_a)); if (t.Is) { _n++; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task AskedOfOwnHelpers() => PairingVerifier.Reports(Samples.Sample(Helpers + """
        int Take() => Monitor.TryEnter(_a, 10) ? 0 : -1;
        public void M1() { bool t = Monitor.TryEnter(_a); if (Not(t)) return; _n++; Monitor.Exit(_a); }
        public void M2() { int s = Take(); if (!Ok(s)) return; _n++; Monitor.Exit(_a); }
        public void M3() { if (!Ok(Take())) return; _n++; Monitor.Exit(_a); }
        public void M4() { Ensure(Monitor.TryEnter(_a), "a"); _n++; Monitor.Exit(_a); }
        public void M5() { bool t = Monitor.TryEnter(_a); if (Not(t)) {|PAIR002:Monitor.Exit(_a)|}; else Monitor.Exit(_a); }
        public void M6() { int s = {|PAIR001:Take()|}; if (Ok(s)) return; }
        public void M7() { bool t = {|PAIR001:Monitor.TryEnter(_a)|}; Ensure(t, "a"); if (_flag) return; Monitor.Exit(_a); }
        """));

    [Test]
    public Task TextOfIt() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { bool t = {|PAIR001:Monitor.TryEnter(_a)|}; string s = t.ToString(); System.Diagnostics.Debug.Write(t); _n += s.Length; if (t && _flag) Monitor.Exit(_a); }
        """));

    [Test]
    public Task ReferencesAskedOfOthers() => PairingVerifier.Silent(Samples.Kernel("""
        [CondPuts(true, "p")] public abstract bool tryput_page(page* p);
        static bool log(bool ok) { if (!ok) Console.WriteLine(); return ok; }
        static void check(bool ok) { if (!ok) throw new Exception(); }
        public abstract bool ask(bool ok);
        public void m(page* p) { if (!log(get_page_unless_zero(p))) return; use(p); put_page(p); }
        public void n(page* p) { check(get_page_unless_zero(p)); use(p); put_page(p); }
        public void o(page* p) { get_page(p); if (!log(tryput_page(p))) put_page(p); }
        public void q(page* p) { get_page(p); check(tryput_page(p)); }
        public void r(page* p) { get_page(p); bool t = tryput_page(p); if (!ask(t)) put_page(p); }
        """));

    [Test]
    public Task ReferencesAskedOfNobody() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { bool t = {|PAIR004:get_page_unless_zero(p)|}; if (t) use(p); if (t && choose()) put_page(p); }
        """));

    [Test]
    public Task TakenByAFunctionGivenToACall() => PairingVerifier.Reports(Samples.Sample("""
        public void M1() { if (!SpinWait.SpinUntil(() => Monitor.TryEnter(_a), 100)) return; _n++; Monitor.Exit(_a); }
        public void M2() { SpinWait.SpinUntil(() => Monitor.TryEnter(_a)); _n++; Monitor.Exit(_a); }
        public void M3() { Until(Try); _n++; Monitor.Exit(_a); }
        bool Try() => Monitor.TryEnter(_a);
        static void Until(Func<bool> f) { while (!f()) Thread.Yield(); }
        public void M4() { SpinWait.SpinUntil(() => _flag); _n++; {|PAIR002:Monitor.Exit(_a)|}; }
        public void M5() { SpinWait.SpinUntil(() => Monitor.TryEnter(_b)); _n++; {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    [Test]
    public Task TakenAsAWaitHandle() => PairingVerifier.Reports("""
        public class C
        {
            readonly Mutex _x = new();
            int _n;
            public void M() { WaitHandle w = _x; if (!w.WaitOne(10)) return; _n++; _x.ReleaseMutex(); }
            public void N(Mutex y) { if (!((WaitHandle)y).WaitOne(10)) return; _n++; y.ReleaseMutex(); }
            public void O(WaitHandle w) { _n++; {|PAIR002:_x.ReleaseMutex()|}; }
        }
        """);

    [Test]
    public Task AskedOfTheLock() => PairingVerifier.Reports(Samples.Sample("""
        public void M1() { _rw.TryEnterReadLock(10); if (!_rw.IsReadLockHeld) return; _n++; _rw.ExitReadLock(); }
        public void M2() { Monitor.TryEnter(_a, 10); if (Monitor.IsEntered(_a)) { _n++; Monitor.Exit(_a); } }
        public void M3() { if (Monitor.IsEntered(_a)) return; {|PAIR007:Monitor.TryEnter(_a, 10)|}; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task ForgottenTask() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M1() { {|PAIR007:_gate.WaitAsync()|}; try { await Task.Yield(); } finally { _gate.Release(); } }
        public void M2() { _ = {|PAIR007:_gate.WaitAsync()|}; _n++; _gate.Release(); }
        public async Task M3() { await _gate.WaitAsync(); _n++; _gate.Release(); }
        public void M4() { _gate.WaitAsync().Wait(); _n++; _gate.Release(); }
        public void M5() { SemaphoreSlim own = new(1); _ = own.WaitAsync(); _n++; own.Release(); }
        """));

    [Test]
    public Task ForgottenTaskThatTakesAPlaceAway() => PairingVerifier.Silent(Samples.Sample("""
        public void Shrink() { _ = _gate.WaitAsync(); }
        public void Grow() => _gate.Release();
        """));
}
