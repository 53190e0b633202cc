// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Objects whose Dispose releases what they, their constructor or a method took.</summary>
public class ScopeTests
{
    const string Lock = """
        public sealed class Latch
        {
            [Acquires, NoContextAnalysis("the lock itself")] public void Lock() { }
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
            [Acquires("this", Scoped = true)] public Scope Enter() { Lock(); return new Scope(this); }
            [Acquires("this", Scoped = true)] public Held Take() { Lock(); return new Held(this); }
            public readonly struct Scope(Latch latch) : IDisposable { public void Dispose() => latch.Unlock(); }
            public sealed class Held(Latch latch) : IDisposable { public void Dispose() => latch.Unlock(); }
        }

        """;

    [TestCase("""
        #nullable disable

        """)]
    [TestCase("")]
    public Task DisposedOf(string context) => PairingVerifier.Silent(context + Lock + """
        class C
        {
            readonly Latch _latch = new();
            int _n;
            Latch.Held _held = new(new());
            void Statement() { using (_latch.Enter()) _n++; }
            void Boxed() { using (IDisposable scope = _latch.Enter()) _n++; }
            void Object() { using (_latch.Take()) _n++; }
            void Declaration(bool b) { using var held = _latch.Take(); if (b) return; _n++; }
            void Explicit() { var held = _latch.Take(); try { _n++; } finally { held.Dispose(); } }
            void Struct() { var scope = _latch.Enter(); _n++; scope.Dispose(); }
            Latch.Held Returned() => _latch.Take();
            void Stored() { _held = _latch.Take(); }
            void Given(List<IDisposable> all) { var held = _latch.Take(); _n++; all.Add(held); }
            bool Left(out IDisposable? held) { held = null; if (_n > 3) return false; held = _latch.Take(); return true; }
            void Passed() => Ends(_latch.Take());
            static void Ends(IDisposable held) => held.Dispose();
        }
        """);

    [Test]
    public Task Forgotten() => PairingVerifier.Reports(Lock + """
        class C
        {
            readonly Latch _latch = new();
            int _n;
            void Never() { var held = {|PAIR001:_latch.Take()|}; _n++; }
            void Sometimes(bool b) { var held = {|PAIR001:_latch.Take()|}; if (b) return; held.Dispose(); }
            void Twice() { using (_latch.Take()) _n++; {|PAIR002:_latch.Unlock()|}; }
        }
        """);

    const string Async = """
        public sealed class Gate
        {
            [Acquires(Scoped = true), NoContextAnalysis("the lock itself")] public IDisposable Enter() => null!;
            [Acquires(Scoped = true), NoContextAnalysis("the lock itself")] public Task<IDisposable> LockAsync() => null!;
            [Acquires(Scoped = true), NoContextAnalysis("the lock itself")] public ValueTask<Held> HoldAsync() => default;
            [Acquires(Scoped = true), NoContextAnalysis("the lock itself")] public Awaitable OwnAsync() => default;
            [CondAcquires("nonnull", Scoped = true), NoContextAnalysis("the lock itself")] public Task<IDisposable?> TryLockAsync() => null!;
            public readonly struct Held : IDisposable, IAsyncDisposable { public void Dispose() { } public ValueTask DisposeAsync() => default; }
            public readonly struct Awaitable
            {
                public System.Runtime.CompilerServices.TaskAwaiter<IDisposable> GetAwaiter() => default;
                public System.Runtime.CompilerServices.ConfiguredTaskAwaitable<IDisposable> ConfigureAwait(bool b) => default;
                public static implicit operator Task<IDisposable>(Awaitable a) => null!;
            }
        }

        """;

    [Test]
    public Task AwaitedScopes() => PairingVerifier.Reports(Async + """
        class C
        {
            readonly Gate _gate = new(), _other = new();
            [MustHold("_gate")] int _n;
            async Task Awaited() { using (await _gate.LockAsync()) _n++; }
            async Task Configured() { using var held = await _gate.LockAsync().ConfigureAwait(false); _n++; }
            async Task Struct() { using (await _gate.HoldAsync()) _n++; }
            async Task Ended() { var held = await _gate.HoldAsync(); _n++; held.Dispose(); }
            async Task EndedAsync() { await using (await _gate.HoldAsync().ConfigureAwait(false)) _n++; }
            async Task Own() { using (await _gate.OwnAsync()) _n++; using (await _gate.OwnAsync().ConfigureAwait(false)) _n++; }
            async Task Converted() { Task<IDisposable> task = _gate.OwnAsync(); using (await task) _n++; }
            async Task Task() { var task = _gate.LockAsync(); using (await task) _n++; }
            async Task ValueTask() { var task = _gate.HoldAsync(); using (await task.ConfigureAwait(false)) _n++; }
            async Task OwnTask() { var task = _gate.OwnAsync(); using (await task.ConfigureAwait(false)) _n++; }
            async Task Nested() { using (await _other.LockAsync()) using (await _gate.OwnAsync()) _n++; }
            async Task<int> Within() { using (await _gate.LockAsync()) { if (_n > 3) return 1; } return 2; }
            async Task Finally() { IDisposable? held = null; try { held = await _gate.LockAsync(); _n++; } finally { held?.Dispose(); } }
            async Task Tried() { using var held = await _gate.TryLockAsync(); if (held != null) _n++; }
            void Blocking() { using (_gate.LockAsync().Result) _n++; using (_gate.LockAsync().GetAwaiter().GetResult()) _n++; }
            void BlockingOnStruct() { var task = _gate.HoldAsync(); using (task.Result) _n++; var awaiter = _gate.HoldAsync().GetAwaiter(); using (awaiter.GetResult()) _n++; }
            async Task Behind() { using (await _gate.LockAsync()) _n++; {|PAIR008:_n|}++; }
            async Task OfOther() { using (await _other.LockAsync()) {|PAIR008:_n|}++; }
            async Task Again() { using (await _gate.LockAsync()) using (await {|PAIR003:_gate.OwnAsync()|}) _n++; }
            async Task Forgotten() { var held = await {|PAIR001:_gate.LockAsync()|}; _n++; }
            async Task Dropped() => await {|PAIR001:_gate.LockAsync()|};
            async Task Sometimes(bool b) { var held = await {|PAIR001:_gate.HoldAsync()|}; if (b) return; held.Dispose(); }
            async Task NotAwaited() { using ({|PAIR001:_gate.LockAsync()|}) await System.Threading.Tasks.Task.Delay(1); }
        }
        """);

    [Test]
    public Task AwaitedScopesHandedOn() => PairingVerifier.Reports(Async + """
        public class C
        {
            readonly Gate _gate = new(), _other = new();
            readonly List<IDisposable> _all = new();
            [MustHold("_gate")] int _n;
            IDisposable? _held;
            Task<IDisposable>? _task;
            public Task<IDisposable> Task() => _gate.LockAsync();
            public Task<IDisposable> Converted() => _gate.OwnAsync();
            public async Task<IDisposable> Awaited() => await _gate.LockAsync();
            public ValueTask<Gate.Held> Struct() { var task = _gate.HoldAsync(); return task; }
            public async Task Stored() { _held = await _gate.LockAsync(); }
            public void TaskStored() { _task = _gate.LockAsync(); }
            public async Task Added() => _all.Add(await _gate.LockAsync());
            public async Task Either() { var task = _gate.LockAsync(); await System.Threading.Tasks.Task.WhenAny(task, System.Threading.Tasks.Task.Delay(5)); if (task.IsCompleted) (await task).Dispose(); }
            public async Task Both() { foreach (var held in await System.Threading.Tasks.Task.WhenAll(_gate.LockAsync(), _other.LockAsync())) held.Dispose(); }
            public async Task Continued() => await _gate.LockAsync().ContinueWith(task => task.Result.Dispose());
            public async Task Timed() { using (await _gate.LockAsync().WaitAsync(TimeSpan.FromSeconds(1))) _n++; }

            IDisposable Helper() => _gate.Enter();
            Task<IDisposable> HelperAsync() => _gate.LockAsync();
            async Task<IDisposable> AwaitingHelper() { var held = await _gate.LockAsync().ConfigureAwait(false); return held; }
            async ValueTask<Gate.Held> StructHelper() => await _gate.HoldAsync();
            async Task<IDisposable?> TryingHelper() => await _gate.TryLockAsync();
            public async Task ByHelpers()
            {
                using (Helper()) _n++;
                using (await HelperAsync()) _n++;
                using (await AwaitingHelper().ConfigureAwait(false)) _n++;
                using (await StructHelper()) _n++;
                using var held = await TryingHelper();
                if (held != null) _n++;
            }
            public async Task Behind() { using (await AwaitingHelper()) _n++; {|PAIR008:_n|}++; }
            public async Task Forgotten() { var held = await {|PAIR001:HelperAsync()|}; _n++; }
            public void Dropped() { var held = {|PAIR001:Helper()|}; _n++; }
        }
        public class Outer
        {
            readonly Gate _gate = new();
            [Acquires("_gate", Scoped = true)] public Task<IDisposable> LockAsync() => _gate.LockAsync();
            [Acquires("_gate", Scoped = true)] public async ValueTask<Gate.Held> HoldAsync() => await _gate.HoldAsync();
        }
        """);

    [Test]
    public Task ConstructorWithContract() => PairingVerifier.Reports(Lock + """
        public sealed class Entered { [Acquires, NoContextAnalysis("the lock itself")] public Entered() { } [Releases, NoContextAnalysis("the lock itself")] public void Release() { } }
        public sealed class Guard : IDisposable
        {
            readonly Latch _latch;
            [Acquires("latch", Scoped = true)] public Guard(Latch latch) { _latch = latch; latch.Lock(); }
            [Releases("_latch")] public void Dispose() => _latch.Unlock();
        }
        class C
        {
            readonly Latch _latch = new();
            Entered? _entered;
            Guard? _guard;
            [MustHold("_latch")] int _n;
            void Released() { var entered = new Entered(); entered.Release(); }
            void Kept() { var entered = {|PAIR001:new Entered()|}; }
            void ReleasedTwice() { var entered = new Entered(); entered.Release(); {|PAIR002:entered.Release()|}; }
            Entered Returned() => new();
            void Stored() { _entered = new Entered(); }
            void Guarded() { using (new Guard(_latch)) _n++; }
            void Behind() { using (new Guard(_latch)) { } {|PAIR008:_n|}++; }
            void Forgotten() { var guard = {|PAIR001:new Guard(_latch)|}; _n++; }
            void Disposed() { var guard = new Guard(_latch); _n++; guard.Dispose(); }
            Guard GuardReturned() => new(_latch);
            void GuardStored() { _guard = new Guard(_latch); }
        }
        """);

    [Test]
    public Task ConstructorInAText() => PairingVerifier.Reports("""
        public sealed class Entered { public Entered(int n) { } public void Release() { } }
        class C
        {
            void Kept() { var entered = {|PAIR001:new Entered(1)|}; }
            void Released() { Entered entered = new(1); entered.Release(); }
        }
        """, """
        M:Entered.#ctor(System.Int32) acquires this
        M:Entered.Release releases this
        """);

    [Test]
    public Task HandedOnByHelpers() => PairingVerifier.Reports(Lock + """
        public sealed class Guard : IDisposable
        {
            readonly Latch _latch;
            [Acquires("latch", Scoped = true)] public Guard(Latch latch) { _latch = latch; latch.Lock(); }
            public void Dispose() => _latch.Unlock();
        }
        public sealed class Gate
        {
            [Acquires(Scoped = true), NoContextAnalysis("the lock itself")] public Task<IDisposable> EnterAsync() => throw new NotImplementedException();
        }
        class C
        {
            readonly Latch _latch = new();
            readonly Lock _lock = new();
            readonly Gate _gate = new();
            Task<IDisposable>? _task;
            [MustHold("_latch")] int _n;
            Guard Made() => new(_latch);
            Guard MadeAgain() => Made();
            Guard? Perhaps(bool b) { if (b) return Made(); return null; }
            Latch.Scope Entered() => _latch.Enter();
            Lock.Scope EnteredLock() => _lock.EnterScope();
            Task<IDisposable> Task() => _gate.EnterAsync();
            async Task<IDisposable> Async() => await _gate.EnterAsync();
            async Task<Guard> MadeAsync() { await System.Threading.Tasks.Task.Yield(); return new Guard(_latch); }
            void Right(bool b) { using (Made()) _n++; using (MadeAgain()) _n++; using (Perhaps(b)) _lock.Enter(); _lock.Exit(); using (Entered()) _n++; using (EnteredLock()) { } }
            async Task RightAsync() { using (await _gate.EnterAsync()) { } using (await Task()) { } using (await Async().ConfigureAwait(false)) { } using (await MadeAsync()) _n++; }
            void Kept() { _task = _gate.EnterAsync(); }
            void Wrong(bool b) { var made = {|PAIR001:Made()|}; if (b) return; made.Dispose(); }
            async Task WrongAsync() { await {|PAIR001:Task()|}; }
            void Behind() { using (Entered()) { } {|PAIR008:_n|}++; }
            void Twice() { using (MadeAgain()) { } {|PAIR002:_latch.Unlock()|}; }
        }
        """);

    [Test]
    public Task WithoutContract() => PairingVerifier.Silent("""
        class C
        {
            static readonly object s_gate = new();
            readonly object _gate = new();
            readonly SemaphoreSlim _one = new(1, 1);
            readonly ReaderWriterLockSlim _rw = new();
            int _n;
            Taken? _current;

            sealed class Taken : IDisposable { readonly object _o; public Taken(object o) { _o = o; Monitor.Enter(o); } public void Dispose() => Monitor.Exit(_o); }
            struct Reading : IDisposable { readonly ReaderWriterLockSlim _l; public Reading(ReaderWriterLockSlim l) { _l = l; _l.EnterReadLock(); } public void Dispose() => _l.ExitReadLock(); }
            sealed class Given(object o) : IDisposable { public void Enter() => Monitor.Enter(o); public void Dispose() => Monitor.Exit(o); }
            sealed class Set : IDisposable { public required object Gate { get; init; } public void Dispose() => Monitor.Exit(Gate); }
            sealed class Releaser(SemaphoreSlim one) : IDisposable { public void Dispose() => one.Release(); }
            sealed class Transaction { readonly object _o; public Transaction(object o) { _o = o; } public void Lock() => Monitor.Enter(_o); public void Unlock() => Monitor.Exit(_o); }
            sealed class Guard : IDisposable { public void Enter() => Monitor.Enter(s_gate); public void Dispose() => Monitor.Exit(s_gate); }
            sealed class AsyncGuard : IAsyncDisposable { readonly SemaphoreSlim _s = new(1, 1); public Task EnterAsync() => _s.WaitAsync(); public ValueTask DisposeAsync() { _s.Release(); return default; } }

            void Explicit() { var taken = new Taken(_gate); try { _n++; } finally { taken.Dispose(); } }
            void Field() { _current = new Taken(_gate); _n++; _current.Dispose(); }
            void Struct() { var reading = new Reading(_rw); _n++; reading.Dispose(); }
            void Primary() { Monitor.Enter(_gate); var given = new Given(_gate); _n++; given.Dispose(); }
            void PrimaryEnters() { using var given = new Given(_gate); given.Enter(); _n++; }
            void Initialized() { Monitor.Enter(_gate); using var set = new Set { Gate = _gate }; _n++; }
            async Task<Releaser> LockAsync() { await _one.WaitAsync(); return new Releaser(_one); }
            async Task Awaited() { var releaser = await LockAsync(); _n++; releaser.Dispose(); }
            void Unlocks() { Monitor.Enter(_gate); var transaction = new Transaction(_gate); transaction.Unlock(); }
            void UsingReleases() { using var guard = new Guard(); guard.Enter(); _n++; }
            async Task AwaitUsingReleases() { await using var guard = new AsyncGuard(); await guard.EnterAsync(); _n++; }
        }
        """);

    [Test]
    public Task WithoutContractForgotten() => PairingVerifier.Reports("""
        public class C
        {
            readonly object _gate = new();
            public sealed class Given(object o) : IDisposable { public void Enter() => Monitor.Enter(o); public void Exit() => Monitor.Exit(o); public void Dispose() => Monitor.Exit(o); }
            public void Left(bool b) { var given = new Given(_gate); {|PAIR001:given.Enter()|}; if (b) return; given.Dispose(); }
            public void Others(Given one, Given other) { {|PAIR001:one.Enter()|}; {|PAIR002:other.Exit()|}; }
        }
        """);

    const string Scopes = """
        public class Scopes
        {
            protected static readonly object s_gate = new();
            protected readonly object _gate = new();
            protected readonly Scope _scope;
            protected readonly IDisposable _any;
            protected Scopes() { _scope = new(this); _any = _scope; }
            protected void Exit() => Monitor.Exit(_gate);
            protected sealed class Static : IDisposable { public void Dispose() => Monitor.Exit(s_gate); }
            protected sealed class Scope(Scopes owner) : IDisposable { public void Dispose() => Monitor.Exit(owner._gate); }
        }

        """;

    [TestCase("class Own : IDisposable { static readonly object s = new(); public static Own Enter() { Monitor.Enter(s); return new Own(); } public void Dispose() => Monitor.Exit(s); }")]
    [TestCase("class Helper : Scopes { static IDisposable Enter() { Monitor.Enter(s_gate); return new Static(); } public void M() { using (Enter()) Thread.Yield(); } }")]
    [TestCase("class Kept : Scopes { public IDisposable Enter() { Monitor.Enter(_gate); return _scope; } }")]
    [TestCase("class Any { readonly object _o = new(); readonly IDisposable _any; public Any() { _any = new R(this); } public IDisposable Enter() { Monitor.Enter(_o); return _any; } void Exit() => Monitor.Exit(_o); class R(Any a) : IDisposable { void IDisposable.Dispose() => a.Exit(); } }")]
    [TestCase("""
        class Async
        {
            static readonly SemaphoreSlim s = new(1, 1);
            public static async Task<IDisposable> EnterAsync(CancellationToken t) { await s.WaitAsync(); if (t.IsCancellationRequested) { s.Release(); throw new OperationCanceledException(); } return new R(); }
            sealed class R : IDisposable { public void Dispose() => s.Release(); }
        }
        """)]
    public Task ReturnedWhoseEndReleases(string type) => PairingVerifier.Silent(Scopes + type);

    [TestCase("public static IDisposable? Enter(bool b) { {|PAIR001:Monitor.Enter(s_gate)|}; return b ? null : new Static(); }")]
    [TestCase("public IDisposable Enter() { {|PAIR001:Monitor.Enter(_gate)|}; return new Static(); }")]
    [TestCase("public static IDisposable Enter(bool b) { {|PAIR001:Monitor.Enter(s_gate)|}; if (b) throw new InvalidOperationException(); return new Static(); }")]
    [TestCase("public static object Enter() { var scope = new Static(); {|PAIR001:Monitor.Enter(s_gate)|}; return new object(); }")]
    public Task ReturnedWhoseEndReleasesAnother(string member) => PairingVerifier.Reports(Scopes + "class C : Scopes { " + member + " }");

    [TestCase("Monitor.Exit(_gate);", "Monitor.Enter(_gate)")]
    [TestCase("Monitor.Enter(_gate); _n = 0; Monitor.Exit(_gate);", "{|PAIR001:Monitor.Enter(_gate)|}")]
    [TestCase("lock (_gate) _n = 0;", "{|PAIR001:Monitor.Enter(_gate)|}")]
    public Task ReturnedAndItsEndTakes(string end, string enter) => PairingVerifier.Reports($$"""
        public sealed class Own : IDisposable
        {
            readonly object _gate = new(); int _n;
            public Own Add(int n) { {{enter}}; if (n == 0) return this; _n += n; Monitor.Exit(_gate); return this; }
            public void Dispose() { {{end}} }
        }
        """);

    [Test]
    public Task ToldByAMember() => PairingVerifier.Silent("""
        class Instance : IDisposable
        {
            readonly Mutex _one = new(false, "n");
            readonly bool _isFirst;
            public Instance() { try { _isFirst = _one.WaitOne(4); } catch (AbandonedMutexException) { _isFirst = true; } }
            public void Dispose() { if (_isFirst) _one.ReleaseMutex(); _one.Dispose(); }
        }
        class C
        {
            readonly object _gate = new();
            bool _taken;
            public void Begin() { _taken = Monitor.TryEnter(_gate); }
            public void End() { if (_taken) Monitor.Exit(_gate); }
        }
        """);

    [Test]
    public Task NotToldByAMember() => PairingVerifier.Reports("""
        public class Instance : IDisposable
        {
            readonly Mutex _one = new(false, "n");
            readonly bool _isFirst;
            public Instance() { _isFirst = true; if (!{|PAIR001:_one.WaitOne(4)|}) Thread.Yield(); }
            public void Dispose() { if (_isFirst) _one.ReleaseMutex(); _one.Dispose(); }
        }
        public class C
        {
            readonly object _gate = new();
            bool _taken;
            public void Run() { _taken = {|PAIR001:Monitor.TryEnter(_gate)|}; }
            public void Begin() { {|PAIR001:Monitor.Enter(_gate)|}; if (_taken) return; _taken = true; Monitor.Exit(_gate); }
            public void End() { if (_taken) Monitor.Exit(_gate); }
        }
        """);

    [TestCase("public void Dispose() => Release();", "Monitor.Exit(_gate)")]
    [TestCase("public void Dispose() { }", "{|PAIR002:Monitor.Exit(_gate)|}")]
    public Task ReleasedByWhatTheEndCalls(string end, string exit) => PairingVerifier.Reports($$"""
        public ref struct Scope
        {
            object _gate;
            bool _taken;
            public Scope(object gate) { _gate = gate; _taken = false; Monitor.Enter(gate, ref _taken); }
            public void Release() { if (_taken) { _taken = false; {{exit}}; } }
            {{end}}
        }
        """);
}
