// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Locks that whoever comes first takes for all, and whoever goes last releases, as a counter says.</summary>
public class CounterTests
{
    static string Readers(string read) => $$"""
        public class C
        {
            readonly object _turn = new();
            readonly SemaphoreSlim _write = new(1, 1);
            int _readers, _n;
            {{read}}
            public void Write(Action a) { _write.Wait(); try { a(); } finally { _write.Release(); } }
        }
        """;

    [TestCase("""
        public void Read(Action a)
        {
            lock (_turn) { _readers++; if (_readers == 1) _write.Wait(); }
            try { a(); }
            finally { lock (_turn) { _readers--; if (_readers == 0) _write.Release(); } }
        }
        """)]
    [TestCase("""
        public void Read(Action a)
        {
            lock (_turn) { int n = ++_readers; if (n == 1) _write.Wait(); }
            try { a(); }
            finally { bool isLast; lock (_turn) { isLast = --_readers == 0; } if (isLast) _write.Release(); }
        }
        """)]
    [TestCase("""
        public async Task ReadAsync(Action a)
        {
            if (Interlocked.Increment(ref _readers) == 1) await _write.WaitAsync();
            try { a(); }
            finally { if (Interlocked.Decrement(ref _readers) == 0) _write.Release(); }
        }
        """)]
    [TestCase("public void Read(Action a) { _readers += 1; if (_readers == 1) Monitor.Enter(_turn); try { a(); } finally { _readers -= 1; if (_readers == 0) Monitor.Exit(_turn); } }")]
    public Task FirstAndLast(string read) => PairingVerifier.Silent(Readers(read));

    [TestCase("public void Read(Action a) { _readers++; if (_readers == 1) {|PAIR001:_write.Wait()|}; a(); if (_readers == 0) _write.Release(); }")]
    [TestCase("public void Read(Action a) { _readers++; _n--; if (_readers == 1) {|PAIR001:Monitor.Enter(_turn)|}; a(); if (_readers == 0) {|PAIR002:Monitor.Exit(_turn)|}; }")]
    [TestCase("""
        public void Read()
        {
            if (++_readers == 1) _write.Wait();
            try { {|PAIR001:Monitor.Enter(_turn)|}; if (_n == 3) return; Monitor.Exit(_turn); }
            finally { if (--_readers == 0) _write.Release(); }
        }
        """)]
    public Task NotCounted(string read) => PairingVerifier.Reports(Readers(read));

    [Test]
    public Task CountedWithinTheTest() => PairingVerifier.Reports(Samples.Sample("""
        public int Slot() { if (_n > 0) { _n--; Monitor.Enter(_a); int slot = _flag ? 1 : 0; Monitor.Exit(_a); if (slot == 0) _n++; return slot; } return 0; }
        public int Forgets() { if (_n > 0) { _n--; {|PAIR001:Monitor.Enter(_a)|}; if (_flag) { _n++; return 0; } Monitor.Exit(_a); return 1; } return 0; }
        """));
}
