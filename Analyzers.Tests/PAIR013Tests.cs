// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR013Tests
{
    [Test]
    public Task CallBetween() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR013:Monitor.Enter(_a)|}; Console.WriteLine(); Monitor.Exit(_a); }
        """));

    [Test]
    public Task InFinally() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { Console.WriteLine(); } finally { Monitor.Exit(_a); } }
        """), suggestions: true);

    [Test]
    public Task NothingThrows() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); _n++; Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task AwaitBetween() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M() { await {|PAIR013:_gate.WaitAsync()|}; await Task.Delay(1); _gate.Release(); }
        """));

    [Test]
    public Task CaughtAndReleased() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { Console.WriteLine(); } catch { Monitor.Exit(_a); throw; } Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task CallsThatThrowNothing() => PairingVerifier.Reports(Samples.Sample("""
        public void M(byte[] a, int n) { Monitor.Enter(_a); System.Diagnostics.Debug.Assert(n > 0); Span<byte> s = new(a, 0, n); s = a.AsSpan(1); _n = Math.Max(n, MemoryMarshal.AsBytes(s).Length); Monitor.Exit(_a); }
        public void Other(byte[] a) { {|PAIR013:Monitor.Enter(_a)|}; Array.Sort(a); Monitor.Exit(_a); }
        """));

    [Test]
    public Task OwnConfigureAwait() => PairingVerifier.Reports("""
        static class Tasks
        {
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable Anywhere(this Task task) => task.ConfigureAwait(false);
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable<T> Anywhere<T>(this Task<T> task) => task.ConfigureAwait(false);
        }
        class Busy(Func<Task> work)
        {
            readonly SemaphoreSlim _gate = new(1);
            int _n;
            public async Task Guarded() { await _gate.WaitAsync().Anywhere(); try { await work().Anywhere(); } finally { _gate.Release(); } }
            public async Task Tried() { if (!await _gate.WaitAsync(5).Anywhere()) return; try { await work().Anywhere(); } finally { _gate.Release(); } }
            public async Task Forgotten() { await {|PAIR001:_gate.WaitAsync()|}.Anywhere(); if (_n > 3) return; _gate.Release(); }
            public async Task Unguarded() { await {|PAIR013:_gate.WaitAsync()|}.Anywhere(); await work().Anywhere(); _gate.Release(); }
        }
        """);

    [Test]
    public Task MakingAnException() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); try { throw new InvalidOperationException(); } catch (InvalidOperationException) { Monitor.Exit(_a); } }
        public void N(bool b) { Monitor.Enter(_a); Exception e = new TimeoutException("late"); Monitor.Exit(_a); if (b) throw e; }
        """), suggestions: true);

    [Test]
    public Task EndOfTheProcess() => PairingVerifier.Silent(Samples.Sample("""
        public void M(bool b) { Monitor.Enter(_a); if (b) Environment.Exit(1); Monitor.Exit(_a); }
        public void N(bool b) { Monitor.Enter(_a); if (b) Environment.FailFast("lost"); Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task ArgumentOfAnException() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR013:Monitor.Enter(_a)|}; try { throw new InvalidOperationException(Environment.GetEnvironmentVariable("A")); } catch (InvalidOperationException) { Monitor.Exit(_a); } }
        """));

    const string Device = """
        class Device
        {
            object? _active;
            public object? Active { get => _active; set { if (value == null) throw new ArgumentNullException(); _active = value; } }
            public object Sure => _active ?? throw new InvalidOperationException();
            public Func<object> Later => () => throw new InvalidOperationException();
            public object? Plain { get; set; }
            public int this[int i] => i < 0 ? throw new ArgumentOutOfRangeException() : i;
        }
        """;

    [TestCase("d.Active = new object[3];")]
    [TestCase("_n = d[_n];")]
    [TestCase("_flag = d.Sure == _b;")]
    public Task AccessorThatThrows(string access) => PairingVerifier.Reports(Samples.Sample($$"""
        void M(Device d) { {|PAIR013:Monitor.Enter(_a)|}; {{access}} Monitor.Exit(_a); }
        void Good(Device d) { Monitor.Enter(_a); try { {{access}} } finally { Monitor.Exit(_a); } }
        """) + Device);

    [TestCase("d.Plain = d.Active;")]
    [TestCase("d.Plain = d.Later;")]
    public Task AccessorThatThrowsNothing(string access) => PairingVerifier.Silent(Samples.Sample($$"""
        void M(Device d) { Monitor.Enter(_a); {{access}} Monitor.Exit(_a); }
        """) + Device, suggestions: true);

    [TestCase("Monitor.Exit(_all[i]);", false)]
    [TestCase("if (_all[i] != _b) { Monitor.Exit(_all[i]); }", false)]
    [TestCase("Monitor.Exit(_all[i]); Console.WriteLine(i);", true)]
    [TestCase("if (_flag) throw new TimeoutException(); Monitor.Exit(_all[i]);", true)]
    public Task HelperThatReleases(string release, bool throws)
    {
        string enter = "Monitor.Enter(_a)";
        return PairingVerifier.Reports(Samples.Sample($$"""
            readonly object[] _all = new object[9];
            void ReleaseAll() { for (int i = 0; i < _all.Length; i++) { {{release}} } }
            void TakeAll() { for (int i = 0; i < _all.Length; i++) Monitor.Enter(_all[i]); }
            public void M() { TakeAll(); {{(throws ? "{|PAIR013:" + enter + "|}" : enter)}}; ReleaseAll(); Monitor.Exit(_a); }
            """));
    }

    /// <summary>What a helper frees unless it is null, it frees.</summary>
    [TestCase("if (p != IntPtr.Zero) Marshal.FreeHGlobal(p);")]
    [TestCase("if (p == IntPtr.Zero) return; Marshal.FreeHGlobal(p);")]
    [TestCase("if (p != IntPtr.Zero) { Marshal.FreeHGlobal(p); _n++; }")]
    public Task FreedByAHelperThatTests(string free) => PairingVerifier.Reports(Samples.Sample($$"""
        void Free(IntPtr p) { {{free}} }
        void Maybe(IntPtr p) { if (_n > 3) Marshal.FreeHGlobal(p); }
        public void Bad() { IntPtr p = {|PAIR013:Marshal.AllocHGlobal(8)|}; Console.WriteLine(); Free(p); }
        public void Good() { IntPtr p = Marshal.AllocHGlobal(8); try { Console.WriteLine(); } finally { Free(p); } }
        public void None(bool b) { IntPtr p = IntPtr.Zero; try { Console.WriteLine(); if (b) p = Marshal.AllocHGlobal(8); Console.WriteLine(); } finally { Free(p); } }
        public void Twice() { IntPtr p = Marshal.AllocHGlobal(8); Free(p); {|PAIR005:Free(p)|}; }
        public void Unsure() { IntPtr p = Marshal.AllocHGlobal(8); Console.WriteLine(); Maybe(p); }
        """));

    [Test]
    public Task OthersAreFreedInALoop() => PairingVerifier.Reports(Samples.Sample("""
        public void A(List<IntPtr> q) { IntPtr p = {|PAIR013:Marshal.AllocHGlobal(8)|}; Console.WriteLine(); foreach (var y in q) Marshal.FreeHGlobal(y); Marshal.FreeHGlobal(p); }
        public void B(List<IntPtr> q) { IntPtr p = Marshal.AllocHGlobal(8); try { foreach (var y in q) Marshal.FreeHGlobal(y); } finally { Marshal.FreeHGlobal(p); } }
        public void C(int n) { var q = new List<IntPtr>(); for (int i = 0; i < n; i++) q.Add(Marshal.AllocHGlobal(8)); Console.WriteLine(); foreach (var y in q) Marshal.FreeHGlobal(y); }
        """));
}
