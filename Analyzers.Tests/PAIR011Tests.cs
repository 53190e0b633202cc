// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR011Tests
{
    [Test]
    public Task InRcu() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { rcu_read_lock(); {|PAIR011:might_sleep()|}; rcu_read_unlock(); }
        """));

    [Test]
    public Task AfterRcu() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { rcu_read_lock(); rcu_read_unlock(); might_sleep(); }
        """));

    [Test]
    public Task SleepUnderSpin() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Thread.Sleep(1)|}; _spin.Exit(); }
        """));

    [Test]
    public Task ThroughHelper() => PairingVerifier.Reports(Samples.Sample("""
        void Slow() => Thread.Sleep(1); public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Slow()|}; _spin.Exit(); }
        """));

    [Test]
    public Task ThroughHelpers() => PairingVerifier.Reports(Samples.Sample("""
        void Slow() { if (_flag) Slower(); } void Slower() { lock (_a) _n++; Slow(); } public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:Slow()|}; _spin.Exit(); Slow(); }
        """));

    [Test]
    public Task ThroughLocalFunction() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { rcu_read_lock(); {|PAIR011:slow()|}; rcu_read_unlock(); void slow() => might_sleep(); }
        """));

    [Test]
    public Task HelperWaitsWhereItsParameterSaysSo() => PairingVerifier.Silent(Samples.Sample("""
        void Slow(bool wait) { if (!wait) return; Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Slow(false); _spin.Exit(); Slow(true); }
        """));

    [Test]
    public Task HelperLetsGoMeanwhile() => PairingVerifier.Silent(Samples.Sample("""
        void Slow() { _spin.Exit(); Thread.Sleep(1); bool t = false; _spin.Enter(ref t); } public void M() { bool t = false; _spin.Enter(ref t); Slow(); _spin.Exit(); }
        """));

    [Test]
    public Task HelperDoesNotBlock() => PairingVerifier.Silent(Samples.Sample("""
        Action Later() { Task.Run(() => Thread.Sleep(1)); return () => Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Later(); _spin.Exit(); }
        """));

    [Test]
    public Task AsyncHelper() => PairingVerifier.Silent(Samples.Sample("""
        async Task Slow() { await Task.Yield(); Thread.Sleep(1); } public void M() { bool t = false; _spin.Enter(ref t); Task later = Slow(); _spin.Exit(); later.Wait(); }
        """));

    [Test]
    public Task OnTheFailingBranch() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { bool t = false; _spin.TryEnter(ref t); if (!t) { Thread.Sleep(1); return; } _n++; _spin.Exit(); }
        """));

    [Test]
    public Task LambdaForLater() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { bool t = false; _spin.Enter(ref t); Action later = () => Thread.Sleep(1); _spin.Exit(); return later; }
        """));

    [Test]
    public Task LockStatementUnderSpin() => PairingVerifier.Reports("""
        class Sample
        {
            readonly Lock _a = new();
            SpinLock _spin = new(false);
            int _n;
            public void M() { bool t = false; _spin.Enter(ref t); lock ({|PAIR011:_a|}) _n++; _spin.Exit(); }
        }
        """);

    [TestCase("Mutex w", "w.WaitOne()", "w.ReleaseMutex();")]
    [TestCase("Mutex w", "if ({|PAIR011:w.WaitOne(TimeSpan.FromSeconds(1))|}) w.ReleaseMutex()")]
    [TestCase("EventWaitHandle w", "w.WaitOne(1000)")]
    [TestCase("Task<int> w", "w.GetAwaiter().GetResult()")]
    [TestCase("Task w", "w.ConfigureAwait(false).GetAwaiter().GetResult()")]
    [TestCase("Task w", "w.Wait(1000)")]
    [TestCase("Task w", "w.Wait(TimeSpan.FromSeconds(1))")]
    [TestCase("Task<int> w", "_n = {|PAIR011:w.Result|}")]
    [TestCase("System.Diagnostics.Process w", "w.WaitForExit(100)")]
    [TestCase("Thread w", "w.Join(100)")]
    public Task Waits(string waited, string wait, string after = "") => PairingVerifier.Reports(Samples.Sample($$"""
        public void M({{waited}}) { bool t = false; _spin.Enter(ref t); {{(wait.Contains("{|") ? wait : "{|PAIR011:" + wait + "|}")}}; _spin.Exit(); {{after}} }
        """));

    [Test]
    public Task Awaits() => PairingVerifier.Reports("""
        class Spin
        {
            [Acquires(Spin = true), NoContextAnalysis("the lock itself")] public void Lock() { }
            [Releases(Spin = true), NoContextAnalysis("the lock itself")] public void Unlock() { }
        }
        class C
        {
            readonly Spin _s = new(); SpinLock _own = new(false); int _n;
            async Task Under(Task t) { _s.Lock(); {|PAIR011:await t|}; _s.Unlock(); }
            async Task Each(IAsyncEnumerable<int> all) { _s.Lock(); {|PAIR011:await foreach (int one in all) _n += one;|} _s.Unlock(); }
            async Task Both(Task t) { bool b = false; _own.Enter(ref b); {|PAIR014:await t|}; _own.Exit(); }
            async Task Before(Task t) { await t; _s.Lock(); _n++; _s.Unlock(); await t; }
            async Task Completed(Task t) { _s.Lock(); if (t.IsCompleted) await t; _s.Unlock(); }
        }
        """);

    [TestCase("_n = {|PAIR011:c.Take()|}")]
    [TestCase("_n = {|PAIR011:c.Take(CancellationToken.None)|}")]
    [TestCase("if ({|PAIR011:c.TryTake(out int one, 100)|}) _n = one")]
    [TestCase("if (c.TryTake(out int one)) _n = one")]
    [TestCase("if (c.TryTake(out int one, 0)) _n = one")]
    [TestCase("_n = new[] { 1, 2, 3 }.Take(2).Sum()")]
    public Task TakesFromACollection(string take) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(System.Collections.Concurrent.BlockingCollection<int> c) { bool t = false; _spin.Enter(ref t); {{take}}; _spin.Exit(); }
        """));

    [Test]
    public Task WaitsForSemaphore() => PairingVerifier.Reports(Samples.Sample("""
        readonly Semaphore _one = new(1, 1); public void M() { bool t = false; _spin.Enter(ref t); {|PAIR011:_one.WaitOne()|}; _n++; _one.Release(); _spin.Exit(); }
        """));

    [Test]
    public Task TriesForLong() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { bool t = false; _spin.Enter(ref t); if ({|PAIR011:Monitor.TryEnter(_a, 1000)|}) { _n++; Monitor.Exit(_a); } _spin.Exit(); }
        """));

    [TestCase("if (Monitor.TryEnter(_a, 0)) { _n++; Monitor.Exit(_a); }")]
    [TestCase("if (_gate.Wait(TimeSpan.Zero)) { _n++; _gate.Release(); }")]
    [TestCase("if (e.WaitOne(0)) _n++;")]
    [TestCase("if (f.IsCompleted) _n += f.Result;")]
    [TestCase("_n += f is { IsCompletedSuccessfully: true } ? f.GetAwaiter().GetResult() : 0;")]
    [TestCase("if (!f.IsCompleted) { _spin.Exit(); return; } f.Wait();")]
    [TestCase("Poll();")]
    [TestCase("TryFor(0);")]
    [TestCase("TryForTask();")]
    public Task PollsOnly(string poll) => PairingVerifier.Silent(Samples.Sample($$"""
        readonly ManualResetEvent _event = new(false); readonly Task _task = Task.CompletedTask;
        void Poll() { if (_event.WaitOne(0)) _n++; } void TryFor(int timeout) { if (_event.WaitOne(timeout)) _n++; } void TryForTask() { if (_task.IsCompleted) _task.Wait(); }
        public void M(Task<int> f, EventWaitHandle e) { bool t = false; _spin.Enter(ref t); {{poll}} _spin.Exit(); }
        """));
}
