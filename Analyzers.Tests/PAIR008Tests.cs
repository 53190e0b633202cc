// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR008Tests
{
    [Test]
    public Task Field() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { {|PAIR008:_g|} = 1; }
        """));

    [Test]
    public Task FieldUnderLock() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) _g = 1; }
        """));

    [Test]
    public Task FieldInHelper() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; void Set() => _g = 1; public void M() { lock (_a) Set(); }
        """));

    [Test]
    public Task HelperWithoutLock() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; void Set() => _g = 1; public void M() { {|PAIR008:Set()|}; }
        """));

    [Test]
    public Task Call() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { {|PAIR008:set_locked(p)|}; }
        """));

    [Test]
    public Task CallUnderLock() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { lock_page(p); set_locked(p); unlock_page(p); }
        """));

    [Test]
    public Task LambdaTakesIt() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public Action M() { return () => { lock (_a) _g++; }; }
        """));

    [Test]
    public Task InLocalFunction() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) Add(); void Add() => _g++; }
        """));

    [Test]
    public Task AfterAwait() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_gate")] int _g; public async Task M() { await _gate.WaitAsync(); await Task.Yield(); _g++; _gate.Release(); }
        """));

    [Test]
    public Task AfterRelease() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { lock (_a) _g++; {|PAIR008:_g|}--; }
        """));

    [Test]
    public Task InInitializer() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_a")] int _g = 1; public Sample() { _g = 2; }
        """));

    [Test]
    public Task ReadShared() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_rw")] int _g; public int M() { _rw.EnterReadLock(); int g = _g; _rw.ExitReadLock(); return g; }
        """));

    [Test]
    public Task WrittenShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterReadLock(); {|PAIR008:_g|} = 1; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task WrittenExclusive() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterWriteLock(); _g = 1; _g += 2; _g++; Interlocked.Increment(ref _g); _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task WrittenUpgradeable() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterUpgradeableReadLock(); if (_g > 0) { _rw.EnterWriteLock(); _g--; _rw.ExitWriteLock(); } {|PAIR008:_g|} = 2; _rw.ExitUpgradeableReadLock(); }
        """));

    [Test]
    public Task StepShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterReadLock(); {|PAIR008:_g|}++; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task CompoundShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M(bool b) { _rw.EnterReadLock(); {|PAIR008:_g|} += b ? 1 : 2; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task RefShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterReadLock(); Interlocked.Increment(ref {|PAIR008:_g|}); _rw.ExitReadLock(); }
        """));

    [Test]
    public Task RefSharedToRead() => PairingVerifier.Silent(Samples.Sample("""
        [MustHold("_rw")] long _g; static bool Look(ref long g) => g > 3; public bool M() { _rw.EnterReadLock(); long g = Interlocked.Read(ref _g) + Volatile.Read(ref _g); bool b = Look(ref _g); _rw.ExitReadLock(); return b && g > 0; }
        """));

    [Test]
    public Task PartShared() => PairingVerifier.Reports(Samples.Sample("""
        struct Pair { public int A; } [MustHold("_rw")] Pair _g; public void M() { _rw.EnterReadLock(); {|PAIR008:_g|}.A = 1; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task WhatItNamesWrittenShared() => PairingVerifier.Silent(Samples.Sample("""
        sealed class Pair { public int A; } [MustHold("_rw")] readonly Pair _g = new(); [MustHold("_rw")] readonly int[] _all = new int[3]; public void M() { _rw.EnterReadLock(); _g.A = 1; _all[1] = 2; _rw.ExitReadLock(); }
        """));

    [Test]
    public Task DeconstructedShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; public void M() { _rw.EnterReadLock(); ({|PAIR008:_g|}, _n) = (1, 2); _rw.ExitReadLock(); }
        """));

    [Test]
    public Task HelperWritesShared() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_rw")] int _g; void Set() => _g = 1; int Get() => _g; public int M() { _rw.EnterReadLock(); int g = Get(); {|PAIR008:Set()|}; _rw.ExitReadLock(); return g; } public void N() { _rw.EnterWriteLock(); Set(); _rw.ExitWriteLock(); }
        """));

    [Test]
    public Task WrittenByRef() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; public void M() { Interlocked.Increment(ref {|PAIR008:_g|}); }
        """));

    [Test]
    public Task ProtectedMethodThatWaits() => PairingVerifier.Reports("""
        public class Derivable
        {
            protected readonly object _gate = new();
            bool _done;
            protected void WaitLocked() { while (!_done) Monitor.Wait(_gate); }
            protected internal virtual void PulseLocked() { _done = true; Monitor.PulseAll(_gate); }
            public void Good() { lock (_gate) { WaitLocked(); PulseLocked(); } }
            public void Bad() => {|PAIR008:WaitLocked()|};
            protected void After() { lock (_gate) _done = false; {|PAIR008:Monitor.PulseAll(_gate)|}; }
            public void Public() => {|PAIR008:Monitor.PulseAll(_gate)|};
        }
        public class Declared
        {
            readonly object _gate = new();
            [MustHold("_gate")] void Touch() { }
            protected void Bad() => {|PAIR008:Touch()|};
        }
        """);

    [Test]
    public Task InSynchronizedMethods() => PairingVerifier.Reports("using System.Runtime.CompilerServices;\n" + Samples.Sample("""
        [MustHold("this")] int _g;
        [MethodImpl(MethodImplOptions.Synchronized)] public void M() { _g++; Monitor.Enter(this); Monitor.Exit(this); Monitor.PulseAll(this); }
        [MethodImpl(MethodImplOptions.Synchronized)] public static void N() => Monitor.Wait(typeof(Sample));
        public int O { [MethodImpl(MethodImplOptions.Synchronized)] get => _g; }
        [MethodImpl(MethodImplOptions.Synchronized)] void P() => _g++;
        public void Q() { P(); {|PAIR008:_g|}++; }
        [MethodImpl(MethodImplOptions.Synchronized)] public void S() { {|PAIR002:Monitor.Exit(this)|}; }
        [MethodImpl(MethodImplOptions.Synchronized)] public void T() { {|PAIR001:Monitor.Enter(this)|}; }
        """));

    [Test]
    public Task InPropertyPattern() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("this")] int _g; [MustHold("this")] Sample? _next;
        public bool A(Sample s) { Monitor.Enter(s); Monitor.Exit(s); return s is { {|PAIR008:_g|}: 3 }; }
        public int B(Sample s) { Monitor.Enter(s); Monitor.Exit(s); return s switch { { {|PAIR008:_next|}._n: 3 } => 1, _ => 2 }; }
        public bool C(Sample s) { lock (s) return s is { _g: 3, _next: { _n: 1 } }; }
        public bool D() => new Sample() is { _g: 3 };
        """));
}
