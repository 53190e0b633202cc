// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR007Tests
{
    [Test]
    public Task Ignored() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR007:Monitor.TryEnter(_a)|}; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task Tested() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { if (Monitor.TryEnter(_a)) { _n++; Monitor.Exit(_a); } }
        """));

    [Test]
    public Task GetUnlessZero() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR007:get_page_unless_zero(p)|}; put_page(p); }
        """));

    [Test]
    public Task WorkWhereItFailed() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { if (!{|PAIR007:trylock_page(p)|}) { set_locked(p); return; } unlock_page(p); }
        """));

    [Test]
    public Task Discarded() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { _ = {|PAIR007:Monitor.TryEnter(_a)|}; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task TestedByPattern() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { if (Monitor.TryEnter(_a) is false) return; _n++; Monitor.Exit(_a); }
        """));

    [Test]
    public Task AwaitedAndIgnored() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M() { await {|PAIR007:_gate.WaitAsync(10)|}; _n++; _gate.Release(); }
        """));

    [Test]
    public Task Returned() => PairingVerifier.Silent(Samples.Sample("""
        public bool TryEnter() => Monitor.TryEnter(_a); public void Exit() => Monitor.Exit(_a);
        """));

    [Test]
    public Task ToldByOut() => PairingVerifier.Silent(Samples.Sample("""
        void Try(out bool taken) { taken = Monitor.TryEnter(_a); } public void M() { Try(out bool t); if (t) Monitor.Exit(_a); }
        """));

    [Test]
    public Task InTuple() => PairingVerifier.Silent(Samples.Sample("""
        (bool, int) Try() => (Monitor.TryEnter(_a), _n); public void M() { if (Try().Item1) Monitor.Exit(_a); }
        """));

    [Test]
    public Task SemaphoreThatIsALock() => PairingVerifier.Reports(Samples.Sample("""
        readonly SemaphoreSlim _one = new(initialCount: 1); public void M() { _ = {|PAIR007:_one.Wait(5)|}; _n++; _one.Release(); }
        """));

    [Test]
    public Task ReportedWhereItIsTaken() => PairingVerifier.Reports("""
        public sealed class Account
        {
            readonly object _gate = new();
            int _balance;
            public bool Take(int amount) { {|PAIR001:Monitor.Enter(_gate)|}; if (_balance < amount) return false; _balance -= amount; Monitor.Exit(_gate); return true; }
            public static void Main() { new Account().Take(3); }
        }
        """);

    [TestCase("_pool.TryTake();", "_ = Task.Run(() => { }).ContinueWith(_done);", "void Done(Task task) => _semaphore.Release();")]
    [TestCase("{|PAIR007:_pool.TryTake()|}; _n++; _pool.Done();", "", "internal void Done() => _semaphore.Release();")]
    public Task CountsWhatRuns(string take, string run, string done) => PairingVerifier.Reports($$"""
        class Pool
        {
            readonly SemaphoreSlim _semaphore = new(4); readonly Action<Task> _done = _ => { };
            internal async ValueTask<bool> TryTake() { if (!await _semaphore.WaitAsync(10)) return false; {{run}} return true; }
            {{done}}
        }
        class User { readonly Pool _pool = new(); int _n; public async Task M() { await {{take}} } }
        """);
}
