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
    public Task ParameterOfPrimaryConstructor() => PairingVerifier.Reports("""
        public sealed class Own(object gate)
        {
            [MustHold("gate")] int _g;
            [Acquires("gate")] public void Begin() => Monitor.Enter(gate);
            [Releases("gate")] public void End() => Monitor.Exit(gate);
            [MustHold("gate")] public void Add() => _g++;
            public void Right() { Begin(); _g++; Add(); Monitor.Exit(gate); lock (gate) { _g++; Add(); } Monitor.Enter(gate); End(); }
            public void Wrong() { {|PAIR008:_g|}++; {|PAIR008:Add()|}; }
            public void Leaks(bool b) { {|PAIR001:Begin()|}; if (b) return; End(); }
        }
        class User
        {
            public void Right(Own o) { o.Begin(); o.Add(); o.End(); }
            public void Wrong(Own o) { {|PAIR008:o.Add()|}; }
            public void Leaks(Own o, bool b) { {|PAIR001:o.Begin()|}; if (b) return; o.End(); }
        }
        """);

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

    [Test]
    public Task PropertyOfAnother() => PairingVerifier.Reports("""
        class Own { public readonly object Gate = new(); [MustHold("Gate")] public int Auto { get; set; } [MustHold("Gate")] public int this[int i, int j] { get => i; set { } } [MustHold("Gate")] public int this[int i] { get => i; set { } } }
        class User
        {
            public void Write(Own o) => {|PAIR008:o.Auto|} = 3;
            public int Read(Own o) => {|PAIR008:o.Auto|};
            public void Compound(Own o) => {|PAIR008:o.Auto|} += 3;
            public void Step(Own o) => {|PAIR008:o.Auto|}++;
            public void Deconstruct(Own o) => ({|PAIR008:o.Auto|}, _) = (1, 2);
            public int ReadAt(Own o) => {|PAIR008:o[1]|};
            public void WriteAt(Own o) => {|PAIR008:o[1]|} = 2;
            public void CompoundAt(Own o) => {|PAIR008:o[1]|} += 2;
            public int ReadAtTwo(Own o) => {|PAIR008:o[1, 2]|};
            public void WriteAtTwo(Own o) => {|PAIR008:o[1, 2]|} = 3;
            public void Initialize(Own o) { Own made = new() { Auto = 1 }; }
            public void All(Own o) { lock (o.Gate) { o.Auto = 3; o.Auto += o.Auto; o.Auto++; (o.Auto, _) = (1, 2); o[1] = o[2]; o[1] += 2; o[1, 2] = o[3, 4]; } }
        }
        """);

    [Test]
    public Task PropertyOfItsOwn() => PairingVerifier.Reports("""
        public class Own
        {
            readonly object _gate = new();
            [MustHold("_gate")] int _b;
            [MustHold("_gate")] public int D => _b;
            [MustHold("_gate")] public int Both { get => _b; set => _b = value; }
            [MustHold("_gate")] public int Lazy { get => _b == 0 ? _b = 1 : _b; }
            public int Open { get => {|PAIR008:_b|}; set => {|PAIR008:_b|} = value; }
            public int Getter { [MustHold("_gate")] get => _b; set => {|PAIR008:_b|} = value; }
            public int Setter { get => {|PAIR008:_b|}; [MustHold("_gate")] set => _b = value; }
            public Own() { Both = D; }
            public void Wrong() { {|PAIR008:Both|} = {|PAIR008:D|}; {|PAIR008:Setter|} = Setter; Getter = {|PAIR008:Getter|}; {|PAIR008:Getter|} += 1; }
            public void Right() { lock (_gate) { Both = D; Setter += 1; Getter += 1; } }
        }
        """);

    const string Item = """
        public sealed class Item
        {
            public readonly object Gate = new();
            [MustHold("Gate")] public int N;
            [MustHold("Gate")] public void Touch() { }
            public int Id;
        }

        """;

    [Test]
    public Task OfElements() => PairingVerifier.Reports(Item + """
        public class C
        {
            readonly Dictionary<int, Item> _all = new();
            readonly List<Item> _list = new();
            readonly Item[] _array = new Item[3];
            public void Each(IEnumerable<Item> items) { foreach (Item i in items) {|PAIR008:i.N|}++; }
            public void Called() { foreach (Item i in _all.Values) {|PAIR008:i.Touch()|}; }
            public void Index(int i) { {|PAIR008:_array[i].N|}++; {|PAIR008:_list[i].Touch()|}; }
            public void Found(int k) { if (_all.TryGetValue(k, out Item? i)) {|PAIR008:i.N|}++; }
            public void Entry() { foreach (var entry in _all) {|PAIR008:entry.Value.N|}++; }
            public void Behind() { foreach (Item i in _list) { lock (i.Gate) i.N++; {|PAIR008:i.N|}--; } }
            public void BehindOfIndex(int k) { lock (_array[k].Gate) _array[k].N++; {|PAIR008:_array[k].N|}--; }
        }
        """);

    [Test]
    public Task OfElementsThatMayBeHeld() => PairingVerifier.Silent(Item + """
        public class C
        {
            readonly Dictionary<int, Item> _all = new();
            readonly List<Item> _list = new();
            readonly Item[] _array = new Item[3];
            public C(IList<Item> items) { foreach (Item i in items) i.N = 1; foreach (Item i in _list) i.N = 2; }
            public void Each() { foreach (Item i in _list) lock (i.Gate) { i.N++; i.Touch(); } }
            public void Entered() { foreach (Item i in _list) { Monitor.Enter(i.Gate); try { i.N++; } finally { Monitor.Exit(i.Gate); } } }
            public void Index(int k, int j) { lock (_array[k].Gate) { _array[k].N++; _array[j].N++; } }
            public void All() { foreach (Item i in _list) Monitor.Enter(i.Gate); try { foreach (Item i in _list) i.N++; } finally { foreach (Item i in _list) Monitor.Exit(i.Gate); } }
            void Lock() { foreach (Item i in _list) Monitor.Enter(i.Gate); }
            void Unlock() { foreach (Item i in _list) Monitor.Exit(i.Gate); }
            public void ByHelpers() { Lock(); foreach (Item i in _list) i.N++; Unlock(); }
            void Helper(IEnumerable<Item> items) { foreach (Item i in items) i.N++; }
            public void Calling() { Lock(); Helper(_list); Unlock(); }
            sealed class Locks : IDisposable { readonly List<Item> _of; public Locks(List<Item> of) { _of = of; foreach (Item i in of) Monitor.Enter(i.Gate); } public void Dispose() { foreach (Item i in _of) Monitor.Exit(i.Gate); } }
            public void ByScope() { using (new Locks(_list)) foreach (Item i in _list) i.N++; }
            public void ByAnotherName(Item item) { lock (item.Gate) _all[item.Id].N++; }
            public void Made() { var items = new List<Item> { new() }; foreach (Item i in items) i.N = 1; foreach (Item i in _list.Select(_ => new Item())) i.N = 2; }
            public void Removed(int k) { if (_all.Remove(k, out Item? i)) i.N = 0; }
            public void FoundOrMade(int k) { if (!_all.TryGetValue(k, out Item? i)) { i = new Item { N = 1 }; _all[k] = i; } lock (i.Gate) i.N++; }
        }
        """);

    [Test]
    public Task PropertyOfInterface() => PairingVerifier.Reports("""
        interface ICount { object Gate { get; } [MustHold("Gate")] int Count { get; set; } }
        abstract class Base { public readonly object Sync = new(); [MustHold("Sync")] public virtual int Size { get; set; } }
        class Derived : Base, ICount { public object Gate => this; public int Count { get; set; } public override int Size { get => 1; set { } } }
        class User
        {
            public void Write(ICount c) => {|PAIR008:c.Count|} = {|PAIR008:c.Count|};
            public void Implemented(Derived d) => {|PAIR008:d.Count|} = 1;
            public void Overridden(Derived d) => {|PAIR008:d.Size|} = 1;
            public void Right(ICount c, Derived d) { lock (c.Gate) c.Count++; lock (d.Gate) d.Count = 1; lock (d.Sync) d.Size++; }
        }
        """);

    [Test]
    public Task PropertyIsReadInSharedMode() => PairingVerifier.Reports("""
        public class Own
        {
            readonly ReaderWriterLockSlim _gate = new();
            [MustHold("_gate")] public int Count { get; set; }
            public int Read() { _gate.EnterReadLock(); try { return Count; } finally { _gate.ExitReadLock(); } }
            public void Write() { _gate.EnterReadLock(); try { {|PAIR008:Count|} = 1; } finally { _gate.ExitReadLock(); } }
        }
        """);

    [Test]
    public Task PropertyThatWantsALockByItsBody() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; int Value { get => _g; set => _g = value; } public void M() { {|PAIR008:Value|} = 1; lock (_a) Value = 2; }
        """));

    [Test]
    public Task PropertyByText() => PairingVerifier.Reports("""
        public class Own { public readonly object Gate = new(); public int Count { get; set; } }
        class User { public void Write(Own o) => {|PAIR008:o.Count|} = {|PAIR008:o.Count|}; public void Right(Own o) { lock (o.Gate) o.Count++; } }
        """, "P:Own.Count must-hold Gate");

    [Test]
    public Task InPropertiesThatNobodyNames() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; [MustHold("_a")] readonly List<int> _list = new();
        public bool Empty => {|PAIR008:_g|} < 0;
        public int Value { get => {|PAIR008:_g|}; set => {|PAIR008:_g|} = value; }
        public int Half { get { int x = {|PAIR008:_g|}; lock (_a) return x; } }
        public int Pulse { get { {|PAIR008:Monitor.Pulse(_a)|}; return 4; } }
        public int Whole { get { lock (_a) return _g; } }
        """));

    [Test]
    public Task InPropertiesThatOthersMayCall() => PairingVerifier.Reports(Samples.Sample("""
        [MustHold("_a")] int _g; [MustHold("_a")] readonly List<int> _list = new();
        int Named => _g;
        public int Right() { lock (_a) return Named; }
        public int Wrong() => {|PAIR008:Named|};
        public int Count => _list.Count;
        public int this[int i] => _list[i];
        """));
}
