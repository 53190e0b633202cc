// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR004Tests
{
    [Test]
    public Task Rented() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int n) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; if (b[0] == 0) return 0; ArrayPool<byte>.Shared.Return(b); return 1; }
        """));

    [Test]
    public Task Returned() => PairingVerifier.Silent(Samples.Sample("""
        public byte[] M(int n) => ArrayPool<byte>.Shared.Rent(n);
        """));

    [Test]
    public Task Stored() => PairingVerifier.Silent(Samples.Sample("""
        byte[]? _kept; public void M(int n) { _kept = ArrayPool<byte>.Shared.Rent(n); }
        """));

    [Test]
    public Task InAList() => PairingVerifier.Silent(Samples.Sample("""
        readonly List<byte[]> _list = new(); public void M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); _list.Add(b); }
        """));

    [Test]
    public Task NullOnOnePath() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { byte[]? b = n > 9 ? ArrayPool<byte>.Shared.Rent(n) : null; _n++; if (b != null) ArrayPool<byte>.Shared.Return(b); }
        """));

    [TestCase("b.Length > 0")]
    [TestCase("b.Length != 0")]
    [TestCase("b.Length >= 1")]
    [TestCase("b is { Length: > 0 }")]
    [TestCase("b != Array.Empty<byte>()")]
    [TestCase("!ReferenceEquals(b, Array.Empty<byte>())")]
    public Task EmptyOnOnePath(string test) => PairingVerifier.Silent(Samples.Sample($$"""
        public void M(int n) { byte[] b = n > 0 ? ArrayPool<byte>.Shared.Rent(n) : Array.Empty<byte>(); _n = b.Length; if ({{test}}) ArrayPool<byte>.Shared.Return(b); }
        public void Finally(int n) { byte[] b = n > 0 ? ArrayPool<byte>.Shared.Rent(n) : Array.Empty<byte>(); try { Work(); } finally { if ({{test}}) ArrayPool<byte>.Shared.Return(b); } }
        public void Loop(int n) { byte[] b = Array.Empty<byte>(); while (n-- > 3) { if ({{test}}) ArrayPool<byte>.Shared.Return(b); b = ArrayPool<byte>.Shared.Rent(n); } if ({{test}}) ArrayPool<byte>.Shared.Return(b); }
        """), suggestions: true);

    [TestCase("b.Length > 1")]
    [TestCase("b.Length == 0")]
    [TestCase("b == Array.Empty<byte>()")]
    [TestCase("n > 0")]
    [TestCase("b is { Length: > 0 } && _flag")]
    public Task NotEmpty(string test) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(int n) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; _n = b.Length; if ({{test}}) ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task NullNeedsNoPut() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; put_page(p); }
        """));

    [Test]
    public Task ErrorPath() => PairingVerifier.Reports(Samples.Kernel("""
        public int m() { page* p = {|PAIR004:find_get_page(1)|}; if (p == null) return 0; if (choose()) return -1; put_page(p); return 0; }
        """));

    [Test]
    public Task TwoGetsOnePut() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* p) { get_page(p); {|PAIR004:get_page(p)|}; put_page(p); }
        """));

    [Test]
    public Task TwoGetsTwoPuts() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { get_page(p); get_page(p); put_page(p); put_page(p); }
        """));

    [Test]
    public Task TupleOfTwo() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { var (x, y) = (ArrayPool<byte>.Shared.Rent(n), ArrayPool<byte>.Shared.Rent(n)); ArrayPool<byte>.Shared.Return(x); ArrayPool<byte>.Shared.Return(y); }
        """));

    [Test]
    public Task TupleOfTwoOneLeft() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { var (x, y) = (ArrayPool<byte>.Shared.Rent(n), {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}); y[0] = x[0]; ArrayPool<byte>.Shared.Return(x); }
        """));

    [Test]
    public Task OutGives() => PairingVerifier.Silent(Samples.Sample("""
        public bool M(int n, out byte[] bytes) { bytes = ArrayPool<byte>.Shared.Rent(n); return true; }
        """));

    [Test]
    public Task RefTakes() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n, ref byte[] bytes) { byte[] more = ArrayPool<byte>.Shared.Rent(n); bytes = more; }
        """));

    [Test]
    public Task CapturedByLambda() => PairingVerifier.Silent(Samples.Sample("""
        public Action M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); return () => ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task IteratorLeaves() => PairingVerifier.Reports(Samples.Sample("""
        public IEnumerable<int> M(int n) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; if (b[0] == 0) yield break; ArrayPool<byte>.Shared.Return(b); yield return 1; }
        """));

    [Test]
    public Task AwaitBetween() => PairingVerifier.Reports(Samples.Sample("""
        public async Task M(int n, bool e) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; await Task.Yield(); if (e) return; ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task AwaitWithFinally() => PairingVerifier.Silent(Samples.Sample("""
        public async Task M(int n, bool e) { byte[] b = ArrayPool<byte>.Shared.Rent(n); try { await Task.Yield(); if (e) return; } finally { ArrayPool<byte>.Shared.Return(b); } }
        """));

    [Test]
    public Task PutOneByOne() => PairingVerifier.Reports("""
        public sealed class Buffer { [Gets, NoContextAnalysis("the count itself")] public void Get() { } [Puts, NoContextAnalysis("the count itself")] public void Put() { } }
        public abstract class C
        {
            bool _flag;
            [Gets("all[]")] public abstract void Fill(Buffer[] all);
            [Puts("all[]")] public abstract void PutAll(Buffer[] all);
            [Moves("one")] public abstract void HandOver(Buffer one);
            public void Each() { var all = new Buffer[4]; Fill(all); foreach (Buffer one in all) one.Put(); }
            public void Counted() { var all = new Buffer[4]; Fill(all); for (int i = 0; i < 4; i++) all[i].Put(); }
            public void HandedOver() { var all = new Buffer[4]; Fill(all); for (int i = 0; i < 4; i++) HandOver(all[i]); }
            public void AtOnce() { var all = new Buffer[4]; Fill(all); PutAll(all); }
            public void Sometimes() { var all = new Buffer[4]; {|PAIR004:Fill(all)|}; if (_flag) return; PutAll(all); }
            public void Never() { var all = new Buffer[4]; {|PAIR004:Fill(all)|}; }
        }
        """);

    [Test]
    public Task ThrowsWithWhatItGets() => PairingVerifier.Reports(Samples.Kernel("""
        [return: Gets] public page* m(bool b) { page* p = {|PAIR004:find_get_page(1)|}; if (p != null && b) throw new InvalidOperationException(); return p; }
        [return: Gets] public page* n(bool b) { page* p = find_get_page(1); if (p != null && b) { put_page(p); throw new InvalidOperationException(); } return p; }
        """));

    [Test]
    public Task ConditionalAccessPuts() => PairingVerifier.Silent(Samples.Sample("""
        public sealed class Page { [Puts] public void Put() { } } public sealed class Cache { [return: Gets] public Page? Find(int i) => null; } public void M(Cache c) { Page? p = c.Find(1); _n++; p?.Put(); }
        """));

    [Test]
    public Task ConditionalAccessForgotten() => PairingVerifier.Reports(Samples.Sample("""
        public sealed class Page { [Puts] public void Put() { } } public sealed class Cache { [return: Gets] public Page? Find(int i) => null; } public void M(Cache c, bool b) { Page? p = {|PAIR004:c.Find(1)|}; if (b) return; p?.Put(); }
        """));

    [Test]
    public Task PatternFound() => PairingVerifier.Silent(Samples.Sample("""
        public sealed class Page { [Puts] public void Put() { } } public sealed class Cache { [return: Gets] public Page? Find(int i) => null; } public void M(Cache c) { if (c.Find(1) is { } p) { _n++; p.Put(); } }
        """));

    [Test]
    public Task PatternFoundLeft() => PairingVerifier.Reports(Samples.Sample("""
        public sealed class Page { [Puts] public void Put() { } } public sealed class Cache { [return: Gets] public Page? Find(int i) => null; } public void M(Cache c, bool b) { if ({|PAIR004:c.Find(1)|} is not { } p) return; if (b) return; p.Put(); }
        """));

    [Test]
    public Task RefArrayElement() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n, byte[][] all) { all[0] = ArrayPool<byte>.Shared.Rent(n); }
        """));

    [Test]
    public Task RecursiveHelperGets() => PairingVerifier.Reports(Samples.Kernel("""
        page* find(int i) { return i == 0 ? find_get_page(i) : find(i - 1); } public void m() { page* p = {|PAIR004:find(3)|}; if (p == null) return; if (choose()) return; put_page(p); }
        """));

    [Test]
    public Task RecursiveHelperGetsAndPuts() => PairingVerifier.Silent(Samples.Kernel("""
        page* find(int i) { return i == 0 ? find_get_page(i) : find(i - 1); } public void m() { page* p = find(3); if (p == null) return; put_page(p); }
        """));

    [Test]
    public Task ReturnedByPointer() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page** into) { *into = find_get_page(1); }
        """));

    [Test]
    public Task EachOfLoop() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { for (int i = 0; i < 9; i++) { page* p = find_get_page(i); if (p == null) continue; p->x = i; put_page(p); } }
        """));

    [Test]
    public Task EachOfLoopLeft() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { for (int i = 0; i < 9; i++) { page* p = {|PAIR004:find_get_page(i)|}; if (p == null) continue; if (choose()) break; put_page(p); } }
        """));

    [Test]
    public Task CatchLeaves() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int n, bool e) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; try { if (e) throw new FormatException(); } catch (FormatException) { return -1; } ArrayPool<byte>.Shared.Return(b); return 0; }
        """));

    [Test]
    public Task PartOfALocalStruct() => PairingVerifier.Reports(Samples.Sample("""
        public struct Output { public IMemoryOwner<byte>? Owner; public int Length; } public int M(MemoryPool<byte> pool) { Output o = default; o.Owner = {|PAIR004:pool.Rent(10)|}; return o.Owner.Memory.Length; }
        """));

    [Test]
    public Task PartOfAParameterByValue() => PairingVerifier.Reports(Samples.Sample("""
        public struct Output { public IMemoryOwner<byte>? Owner; public int Length; } public int M(Output o, MemoryPool<byte> pool) { o.Owner = {|PAIR004:pool.Rent(10)|}; return o.Length; }
        """));

    [Test]
    public Task OnlyMeasuredForARefStruct() => PairingVerifier.Reports(Samples.Sample("""
        public struct Output { public IMemoryOwner<byte>? Owner; public int Length; } public void M(ref Output o, MemoryPool<byte> pool) { var b = {|PAIR004:pool.Rent(10)|}; o.Length = b.Memory.Length; }
        """));

    [Test]
    public Task MemoryThatEndsHere() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int n) { var a = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; var m = a.AsMemory()[..n]; m.Span.Clear(); return m.Length; }
        """));

    [Test]
    public Task MemoryStoredOnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        Memory<byte> _kept; public void M(int n) { var a = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; if (n > 9) _kept = a.AsMemory(0, n); }
        """));

    [Test]
    public Task NullableHandleFreedOnOnePath() => PairingVerifier.Reports(Samples.Sample("""
        public int M(byte[] x, Func<int> f) { GCHandle? h = null; try { if (x.Length > 0) h = {|PAIR004:GCHandle.Alloc(x)|}; return f(); } finally { if (_n > 3) h?.Free(); } }
        """));

    [Test]
    public Task ReferenceThatEndsHere() => PairingVerifier.Reports(Samples.Sample("""
        public unsafe byte M(int n) { void* p = {|PAIR004:NativeMemory.Alloc((nuint)n)|}; if (p == null) return 0; ref byte first = ref System.Runtime.CompilerServices.Unsafe.AsRef<byte>(p); return first; }
        """));

    [Test]
    public Task TupleReturned() => PairingVerifier.Silent(Samples.Sample("""
        public (byte[] Bytes, int Count) M(int n) { var r = (ArrayPool<byte>.Shared.Rent(n), n); return r; }
        """));

    [Test]
    public Task TupleElementPut() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n) { var r = (bytes: ArrayPool<byte>.Shared.Rent(n), n); _n += r.n; ArrayPool<byte>.Shared.Return(r.bytes); }
        """));

    [Test]
    public Task TryAddThatFails() => PairingVerifier.Reports(Samples.Sample("""
        readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> _all = new(); public void M(int n) { var a = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; if (!_all.TryAdd(n, a)) _n++; }
        """));

    [Test]
    public Task TryAddThatFailsAndReturns() => PairingVerifier.Silent(Samples.Sample("""
        readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> _all = new(); public void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); if (!_all.TryAdd(n, a)) ArrayPool<byte>.Shared.Return(a); }
        """));

    [Test]
    public Task TryAddAsCondition() => PairingVerifier.Silent(Samples.Sample("""
        readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> _all = new(); public bool M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); bool added = _all.TryAdd(n, a); _n++; if (added) return true; ArrayPool<byte>.Shared.Return(a); return false; }
        """));

    [Test]
    public Task TryAddNotAsked() => PairingVerifier.Silent(Samples.Sample("""
        readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> _all = new(); public void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); _all.TryAdd(n, a); var b = ArrayPool<byte>.Shared.Rent(n); _ = _all.TryAdd(n + 1, b); }
        """));

    [Test]
    public Task TryWriteOfWhatItIsIn() => PairingVerifier.Reports(Samples.Sample("""
        readonly record struct Item(ReadOnlyMemory<byte> Bytes, int N); readonly System.Threading.Channels.Channel<Item> _work = System.Threading.Channels.Channel.CreateBounded<Item>(3); public void M(int n) { var a = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; var memory = a.AsMemory()[..n]; var queued = _work.Writer.TryWrite(new(memory, n)); if (!queued) _n++; }
        """));

    [Test]
    public Task TryWriteOfWhatItIsInReturned() => PairingVerifier.Silent(Samples.Sample("""
        readonly record struct Item(byte[] Bytes, int N); readonly System.Threading.Channels.Channel<Item> _work = System.Threading.Channels.Channel.CreateBounded<Item>(3); public void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); if (!_work.Writer.TryWrite(new(a, n))) ArrayPool<byte>.Shared.Return(a); } public void N(int n) { var a = ArrayPool<byte>.Shared.Rent(n); _work.Writer.TryWrite(new(a, n)); }
        """));

    [Test]
    public Task LocalOfALambda() => PairingVerifier.Reports(Samples.Sample("""
        public Action M(MemoryPool<byte> pool) => () => { var b = {|PAIR004:pool.Rent(1)|}; _n += b.Memory.Length; };
        """));

    [TestCase("static void End(IMemoryOwner<byte> o) { using (o) Console.WriteLine(o.Memory.Length); }")]
    [TestCase("static void End(IMemoryOwner<byte> o) { using var own = o; Console.WriteLine(own.Memory.Length); }")]
    [TestCase("static void End(IMemoryOwner<byte> o) => o.Dispose();")]
    [TestCase("static void End(IDisposable? o) => o?.Dispose();")]
    [TestCase("static async void End(IMemoryOwner<byte> o) { using (o) await Task.Yield(); }")]
    [TestCase("void End(IMemoryOwner<byte> o) { lock (_a) { Monitor.Enter(_b); Monitor.Exit(_b); o.Dispose(); } }")]
    [TestCase("public virtual void End(IMemoryOwner<byte> o) { }")]
    [TestCase("interface IWorker { void Do(IMemoryOwner<byte> o); } IWorker? _worker; void End(IMemoryOwner<byte> o) => _worker!.Do(o);")]
    public Task OwnerGivenAway(string end) => PairingVerifier.Silent(Samples.Sample(end + """
        public void M(MemoryPool<byte> pool) { var o = pool.Rent(4); End(o); }
        """));

    [Test]
    public Task HelperOnlyLooks() => PairingVerifier.Reports(Samples.Sample("""
        void Look(IMemoryOwner<byte> o) { _n += o.Memory.Length; } public void M(MemoryPool<byte> pool) { var b = {|PAIR004:pool.Rent(1)|}; Look(b); }
        """));

    [Test]
    public Task HelperOnlyLooksByRef() => PairingVerifier.Reports(Samples.Sample("""
        void Look(ref IMemoryOwner<byte> o) { _n += o.Memory.Length; } public void M(MemoryPool<byte> pool) { var b = {|PAIR004:pool.Rent(1)|}; Look(ref b); }
        """));

    [Test]
    public Task HelperLooksAtWhatAnotherGivesBack() => PairingVerifier.Reports(Samples.Sample("""
        static byte[] Trim(byte[] b) { if (b.Length > 3) return b; return b; } static int Head(byte[] b) { b = Trim(b); return b[0]; } public void M(int n) { var b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; _n += Head(b); }
        """));

    [Test]
    public Task Overwritten() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = {|PAIR004:find_get_page(1)|}; p = find_get_page(2); if (p != null) put_page(p); }
        """));

    [Test]
    public Task PutAndOverwritten() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p != null) put_page(p); p = find_get_page(2); if (p != null) put_page(p); }
        """));

    [TestCase("b != d", false)]
    [TestCase("!ReferenceEquals(b, d)", false)]
    [TestCase("!object.ReferenceEquals(d, b)", false)]
    [TestCase("!(b == d)", false)]
    [TestCase("b == d", true)]
    [TestCase("b[0] != d[0]", true)]
    public Task RentedOrThereBefore(string condition, bool isWrong)
    {
        string rent = isWrong ? "{|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}" : "ArrayPool<byte>.Shared.Rent(n)";
        string code = Samples.Sample($$"""
            readonly byte[] d = new byte[4];
            void Own(int n) { byte[] b = n > 4 ? {{rent}} : d; b[0]++; if ({{condition}}) ArrayPool<byte>.Shared.Return(b); }
            void Given(int n, byte[] d) { byte[] b = d; if (n > 4) b = {{rent}}; b[0]++; if ({{condition}}) ArrayPool<byte>.Shared.Return(b); }
            void Made(int n) { byte[] d = new byte[9], b = n > 9 ? {{rent}} : d; b[0]++; if ({{condition}}) ArrayPool<byte>.Shared.Return(b); }
            void Found(int n, Func<byte[]> find) { byte[] d = find(), b = n > d.Length ? {{rent}} : d; b[0]++; if ({{condition}}) ArrayPool<byte>.Shared.Return(b); }
            """);
        return isWrong ? PairingVerifier.Reports(code) : PairingVerifier.Silent(code);
    }

    [Test]
    public Task AllocatedOrThereBefore() => PairingVerifier.Silent("""
        unsafe class C
        {
            void Stack(int n) { byte* few = stackalloc byte[64]; byte* p = n <= 64 ? few : (byte*)NativeMemory.Alloc((nuint)n); *p = 1; if (p != few) NativeMemory.Free(p); }
            void Given(int* old, bool isNew) { int* p; if (isNew) p = (int*)NativeMemory.Alloc(4); else p = old; if (p != null && p != old) NativeMemory.Free(p); }
            void Local(bool isNew) { int one = 0; int* p = isNew ? (int*)NativeMemory.Alloc(4) : &one; *p = 1; if (p != &one) NativeMemory.Free(p); }
            void Handle(nint old, bool isNew) { nint p = isNew ? Marshal.AllocHGlobal(4) : old; if (p != old) Marshal.FreeHGlobal(p); }
            void Helper(byte* old, bool isNew) { byte* p = isNew ? More() : old; *p = 1; if (p != old) NativeMemory.Free(p); }
            byte* More() => (byte*)NativeMemory.Alloc(9);
        }
        """);

    [Test]
    public Task AVariableThatIsMadeOfItself() => PairingVerifier.Silent("""
        class C
        {
            static bool Fill(out List<SafeHandle> all) { all = new(); return true; }
            public void M()
            {
                List<SafeHandle>? all = Fill(out all) ? all : null;
                foreach (SafeHandle handle in all!) { bool taken = false; handle.DangerousAddRef(ref taken); Console.WriteLine(handle.GetHashCode()); }
            }
        }
        """);

    [Test]
    public Task APoolGivesAgainWhatWasPut() => PairingVerifier.Reports(Samples.Sample("""
        public void M(byte[] a) { ArrayPool<byte>.Shared.Return(a); byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(3)|}; if (a == b) return; ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task WhatIsCountedMayBeKnownAlready() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(page* known) { page* p = {|PAIR004:find_get_page(1)|}; if (p == null || p == known) return; put_page(p); }
        """));

    [Test]
    public Task AGetThatSaysSoGivesWhatIsNew() => PairingVerifier.Silent(Samples.Kernel("""
        [return: Gets(Unique = true)] public abstract page* alloc_page();
        public void m(page* known) { page* p = choose() ? alloc_page() : known; if (p == null || p == known) return; put_page(p); }
        """));

    [Test]
    public Task AHelperThatGivesEitherMayGiveWhatIsKnown() => PairingVerifier.Reports(Samples.Kernel("""
        [return: Gets(Unique = true)] public abstract page* alloc_page();
        page* some() => choose() ? alloc_page() : find_get_page(1);
        public void m(page* known) { page* p = {|PAIR004:some()|}; if (p == null || p == known) return; put_page(p); }
        """));

    const string Native = """
        unsafe class C
        {
            struct S { public void* p; public int v; }
            void* _kept;
            static void* s_kept;
            static void Keep(void* p) => s_kept = p;
            static void KeepMember(S* p) => s_kept = &p->v;
            static void KeepNext(S* p) => s_kept = p + 1;
            static void Look(int* p) => *p = 1;
            [DllImport("native")] static extern void Grow(nint* p);
            [DllImport("native")] static extern void Grow(void** p);

        """;

    [TestCase("void* M(nuint n) { int* p = (int*)NativeMemory.Alloc(n); *p++ = 1; return p; }")]
    [TestCase("void* M(nuint n) { int* p = (int*)NativeMemory.Alloc(n); *p = 1; p += 1; return p; }")]
    [TestCase("void* M(nuint n) { int* p = (int*)NativeMemory.Alloc(n); p = p + 1; return p + 1; }")]
    [TestCase("nint M(int n) { nint p = Marshal.AllocHGlobal(n); p += 8; return p; }")]
    [TestCase("void M(nuint n) { int* p = (int*)NativeMemory.Alloc(n); p++; NativeMemory.Free(p - 1); }")]
    [TestCase("void M(nuint n) { int* p = (int*)NativeMemory.Alloc(n); p = p + 4; NativeMemory.Free(p - 4); }")]
    [TestCase("void M(nuint n) { byte* p = (byte*)NativeMemory.Alloc(n); for (nuint i = 0; i < n; i++) *p++ = 1; NativeMemory.Free(p - n); }")]
    [TestCase("void M(nuint n) { byte* b = (byte*)NativeMemory.Alloc(n), p = b; while (n-- > 0) *p++ = 1; NativeMemory.Free(b); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); _kept = &p->v; }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); _kept = p + 1; }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); _kept = &p[1]; }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); Keep(&p->v); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); KeepMember(p); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); KeepNext(p); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); NativeMemory.Free(&p[0]); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); NativeMemory.Free(&p->v); }")]
    [TestCase("void M() { S* p = (S*)NativeMemory.Alloc(16); int* v = &p->v; NativeMemory.Free(v); }")]
    [TestCase("void M() { nint p = Marshal.AllocHGlobal(16); Grow(&p); Marshal.FreeHGlobal(p); }")]
    [TestCase("void M() { void* p = NativeMemory.Alloc(16); Grow(&p); NativeMemory.Free(p); }")]
    public Task PointerWithin(string method) => PairingVerifier.Silent(Native + method + "}");

    [TestCase("void M(nuint n) { byte* b = (byte*){|PAIR004:NativeMemory.Alloc(n)|}, p = b; while (n-- > 0) *p++ = 1; if (*b != 0) NativeMemory.Free(b); }")]
    [TestCase("void M(nuint n) { byte* b = (byte*){|PAIR004:NativeMemory.Alloc(n)|}; byte* p = b + 4; *p = 1; }")]
    [TestCase("void M() { S* p = (S*){|PAIR004:NativeMemory.Alloc(16)|}; Look(&p->v); }")]
    [TestCase("void M(bool c) { S* p = (S*){|PAIR004:NativeMemory.Alloc(16)|}; if (c) return; NativeMemory.Free(&p->v); }")]
    [TestCase("void M() { void* p = {|PAIR004:NativeMemory.Alloc(16)|}; nint q; Grow(&q); }")]
    public Task PointerWithinThatGoesNowhere(string method) => PairingVerifier.Reports(Native + method + "}");

    [TestCase("byte[] Make() { byte[] b = ArrayPool<byte>.Shared.Rent(8); b[0] = 1; return b; }")]
    [TestCase("byte[] Make() { byte[] b = ArrayPool<byte>.Shared.Rent(8); b[0] = 1; b[_n]++; return b; }")]
    public Task MakerWritesAnElement(string make) => PairingVerifier.Reports(Samples.Sample($$"""
        {{make}}
        public void Leaks() { byte[] b = {|PAIR004:Make()|}; _n += b[0]; }
        public void Returns() { byte[] b = Make(); _n += b[0]; ArrayPool<byte>.Shared.Return(b); }
        """));

    [TestCase("p->p = null;")]
    [TestCase("p->v = 3; p->p = q;")]
    [TestCase("p->p = NativeMemory.Alloc(8);")]
    [TestCase("p[0].v = 1;")]
    public Task MakerWritesAMember(string write) => PairingVerifier.Reports($$"""
        {{Native}}
            static S* Make(void* q) { S* p = (S*)NativeMemory.Alloc(16); {{write}} return p; }
            static S* MakeKept(void* q) { S* p = (S*)NativeMemory.Alloc(16); {{write}} s_kept = p; return p; }
            void Leaks() { S* p = {|PAIR004:Make(null)|}; p->v = 4; }
            void Frees() { S* p = Make(null); p->v = 4; NativeMemory.Free(p); }
            void Kept() { S* p = MakeKept(null); p->v = 4; }
        }
        """);

    [TestCase("Span<byte> M(int n) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; return b; }")]
    [TestCase("Span<byte> M(int n) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(n)|}; return b.AsSpan(1); }")]
    [TestCase("string M(int n) { char[] b = {|PAIR004:ArrayPool<char>.Shared.Rent(n)|}; Span<char> s = new(b, 0, n); return new string(s); }")]
    [TestCase("string M(int n) { char[] b = ArrayPool<char>.Shared.Rent(n); string s = new(b.AsSpan(0, n)); ArrayPool<char>.Shared.Return(b); return s; }")]
    [TestCase("Memory<byte> M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); return b; }")]
    public Task NobodyGivesBackASpan(string method) => PairingVerifier.Reports(Samples.Sample(method));

    const string Walk = """
        [return: Gets] [Puts("last")] public abstract page* next_page(page* last);
        """;

    [Test]
    public Task EachGivenForTheNext() => PairingVerifier.Silent(Samples.Kernel(Walk + """
        public void m() { for (page* p = next_page(null); p != null; p = next_page(p)) use(p); }
        public void m2() { for (page* p = next_page(null); p != null; p = next_page(p)) if (choose()) { put_page(p); break; } }
        public page* m3() { for (page* p = next_page(null); p != null; p = next_page(p)) if (choose()) return p; return null; }
        public void m4() { page* p = null; while ((p = next_page(p)) != null) if (choose()) break; if (p != null) put_page(p); }
        public void m5(ref page* p) { while ((p = next_page(p)) != null) use(p); }
        """));

    [Test]
    public Task EachGivenForTheNextButTheLast() => PairingVerifier.Reports(Samples.Kernel(Walk + """
        public void m() { page* p = null; while ((p = {|PAIR004:next_page(p)|}) != null) if (choose()) break; }
        """));

    [Test]
    public Task NoneGivenForTheNext() => PairingVerifier.Reports(Samples.Kernel(Walk + """
        public void m() { page* p = null; while ((p = {|PAIR004:next_page(null)|}) != null) use(p); }
        """));

    [Test]
    public Task NewOnesFromOldOnes() => PairingVerifier.Silent("""
        abstract class Node
        {
            [return: Gets] [Puts("this")] public abstract Node After();
            [Puts("this")] public abstract void Put();
            [Gets("next"), Puts("old")] public abstract void Step(Node old, out Node next);
            [return: Gets] public abstract Node Make();
            public void M(int n) { Node a = Make(); while (n-- > 0) a = a.After(); a.Put(); }
            public void Out(int n) { Node a = Make(); while (n-- > 0) Step(a, out a); a.Put(); }
        }
        """);

    [Test]
    public Task OneOfTwoIsMoved() => PairingVerifier.Reports(Samples.Kernel("""
        [Moves("page", into: "pvec->pages[]")] public abstract void pagevec_add(pagevec* pvec, page* page);
        public void m(pagevec* v, page* p) { get_page(p); {|PAIR004:get_page(p)|}; pagevec_add(v, p); }
        """));

    [Test]
    public Task AllAreMoved() => PairingVerifier.Silent(Samples.Kernel("""
        [Moves("page", into: "pvec->pages[]")] public abstract void pagevec_add(pagevec* pvec, page* page);
        public void m(pagevec* v, page* p) { get_page(p); pagevec_add(v, p); get_page(p); pagevec_add(v, p); }
        """));

    [Test]
    public Task NotedByDeclaredContract() => PairingVerifier.Reports(Samples.Kernel("""
        page* _last;
        [NoContextAnalysis("a note")] void note(page* p) { _last = p; }
        void look(page* p) { note(p); }
        public void m() { page* p = {|PAIR004:find_get_page(1)|}; if (p == null) return; look(p); }
        """));

    const string Kept = """
        public struct holder { public page* page; }
        void keep(holder* h, page* p) { get_page(p); h->page = p; }
        void take(holder* h, page* p) { lock_page(p); h->page = p; unlock_page(p); }
        public void m(holder* h) { page* p = FOUND; if (p == null) return; CALL(h, p); if (choose()) put_page(p); }
        """;

    [Test]
    public Task WhatIsKeptHasAReferenceOfItsOwn() => PairingVerifier.Reports(Samples.Kernel(Kept
        .Replace("FOUND", "{|PAIR004:find_get_page(1)|}", StringComparison.Ordinal).Replace("CALL", "keep", StringComparison.Ordinal)));

    [Test]
    public Task WhatIsKeptHasTheCallersReference() => PairingVerifier.Silent(Samples.Kernel(Kept
        .Replace("FOUND", "find_get_page(1)", StringComparison.Ordinal).Replace("CALL", "take", StringComparison.Ordinal)));

    [Test]
    public Task GivenToDelegate() => PairingVerifier.Reports(Samples.Sample("""
        public event Action<byte[]>? Sent;
        public void A(Action<byte[]> send) { var b = ArrayPool<byte>.Shared.Rent(8); send(b); }
        public void B(Action<Memory<byte>> send) { var b = ArrayPool<byte>.Shared.Rent(8); send(b.AsMemory()); }
        public void C(Action<int> send) { var b = {|PAIR004:ArrayPool<byte>.Shared.Rent(8)|}; send(b[0]); }
        public void D() { var b = {|PAIR004:ArrayPool<byte>.Shared.Rent(8)|}; Sent?.Invoke(b); }
        public unsafe void E(delegate*<byte[], void> send) { var b = ArrayPool<byte>.Shared.Rent(8); send(b); }
        """));

    const string MakesMemory = """
        static IntPtr Make(bool b) { if (!b) return IntPtr.Zero; return Marshal.AllocHGlobal(10); }
        static nint MakeNumber(bool b) => b ? Marshal.AllocHGlobal(10) : 0;
        static IntPtr MakeDefault(bool b) { IntPtr made = default; if (b) made = Marshal.AllocHGlobal(10); return made; }
        """;

    [TestCase("Make", "h != 0")]
    [TestCase("MakeNumber", "h != IntPtr.Zero")]
    [TestCase("MakeDefault", "!h.Equals(IntPtr.Zero)")]
    [TestCase("Make", "h.ToInt64() != 0")]
    public Task ZeroIsNoHandle(string make, string condition) => PairingVerifier.Reports(Samples.Sample($$"""
        {{MakesMemory}}
        public int M(bool b) { IntPtr h = {|PAIR004:{{make}}(b)|}; return {{condition}} ? Marshal.ReadInt32(h) : 0; }
        """));

    [TestCase("h == 0")]
    [TestCase("h == IntPtr.Zero")]
    [TestCase("h == default")]
    [TestCase("h == new IntPtr(0)")]
    [TestCase("IntPtr.Zero.Equals(h)")]
    [TestCase("h.ToInt64() == 0")]
    [TestCase("(long)h <= 0")]
    public Task NothingToFreeAtZero(string isNone) => PairingVerifier.Silent(Samples.Sample($$"""
        {{MakesMemory}}
        static void Free(IntPtr h) { if ({{isNone}}) return; Marshal.FreeHGlobal(h); }
        public int M(bool b) { IntPtr h = Make(b); if ({{isNone}}) return 0; int n = Marshal.ReadInt32(h); Marshal.FreeHGlobal(h); return n; }
        public int N(bool b) { IntPtr h = MakeDefault(b); int n = Marshal.ReadInt32(h); Free(h); return n; }
        public void O(bool b) { IntPtr h = default; if (b) h = Marshal.AllocHGlobal(4); Free(h); }
        """));

    [TestCase("if (p == IntPtr.Zero) throw new Exception();", "GCHandle.ToIntPtr({|PAIR004:GCHandle.Alloc(o)|})")]
    [TestCase("if (p == IntPtr.Zero) throw new Exception();", "(IntPtr){|PAIR004:GCHandle.Alloc(o)|}")]
    [TestCase("if (_flag) return; GCHandle.FromIntPtr(p).Free();", "GCHandle.ToIntPtr({|PAIR004:GCHandle.Alloc(o)|})")]
    public Task HandleAsNumber(string after, string number) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(object o) { IntPtr p = {{number}}; {{after}} }
        """));

    [TestCase("Register(p);")]
    [TestCase("Register((IntPtr)(void*)p);")]
    [TestCase("_data = p;")]
    [TestCase("list.Add(p);")]
    [TestCase("call(p);")]
    [TestCase("pointer((void*)p);")]
    [TestCase("Data data = default; data.Context = p; RegisterData(ref data);")]
    [TestCase("Data data = new() { Context = p }; RegisterData(ref data);")]
    [TestCase("if (Register(p) != 0) GCHandle.FromIntPtr(p).Free();")]
    [TestCase("text = $\"call({(long)p})\";")]
    [TestCase("GCHandle.FromIntPtr(p).Free();")]
    [TestCase("((GCHandle)p).Free();")]
    [TestCase("Free(p);")]
    [TestCase("if (p != IntPtr.Zero) GCHandle.FromIntPtr(p).Free();")]
    public Task NumberOfHandleHandedOver(string after) => PairingVerifier.Silent(Samples.Sample($$"""
        struct Data { public IntPtr Context; }
        IntPtr _data;
        [DllImport("native")] static extern int Register(IntPtr data);
        [DllImport("native")] static extern void RegisterData(ref Data data);
        static void Free(IntPtr p) { GCHandle h = GCHandle.FromIntPtr(p); _ = h.Target; h.Free(); }
        public unsafe void M(object o, List<IntPtr> list, Action<IntPtr> call, delegate*<void*, void> pointer, out string text) { text = ""; IntPtr p = GCHandle.ToIntPtr(GCHandle.Alloc(o)); {{after}} }
        public IntPtr N(object o) => GCHandle.ToIntPtr(GCHandle.Alloc(o));
        public long O(object o) => (long)GCHandle.ToIntPtr(GCHandle.Alloc(o));
        """));

    const string ComPointers = """
        static bool Failed(int hr) => hr < 0;
        static Guid s_id;
        IntPtr _pointer;
        """;

    [TestCase("IntPtr p = {|PAIR004:Marshal.GetIUnknownForObject(o)|}; if (_flag) return; Marshal.Release(p);")]
    [TestCase("IntPtr p = {|PAIR004:Marshal.GetComInterfaceForObject(o, typeof(IDisposable))|}; _ = Marshal.GetObjectForIUnknown(p);")]
    [TestCase("IntPtr p = {|PAIR004:Marshal.GetComInterfaceForObject<object, IDisposable>(o)|}; _ = Marshal.GetObjectForIUnknown(p);")]
    [TestCase("if ({|PAIR004:Marshal.QueryInterface(u, in s_id, out IntPtr p)|} == 0) _ = Marshal.GetObjectForIUnknown(p);")]
    [TestCase("{|PAIR004:Marshal.QueryInterface(u, in s_id, out IntPtr p)|}; if (p != 0 && _flag) Marshal.Release(p);")]
    [TestCase("{|PAIR004:Marshal.AddRef(u)|}; if (_flag) return; Marshal.Release(u);")]
    public Task ComPointer(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{ComPointers}}
        public void M(object o, IntPtr u) { {{code}} }
        """));

    [TestCase("Marshal.QueryInterface(u, in s_id, out IntPtr p); if (p != IntPtr.Zero) Marshal.Release(p);")]
    [TestCase("Marshal.ThrowExceptionForHR(Marshal.QueryInterface(u, in s_id, out IntPtr p)); Marshal.Release(p);")]
    [TestCase("int hr = Marshal.QueryInterface(u, in s_id, out IntPtr p); if (Failed(hr)) return; Marshal.Release(p);")]
    [TestCase("int hr = Marshal.QueryInterface(u, in s_id, out IntPtr p); if (hr >= 0) Marshal.WriteIntPtr(u, p);")]
    [TestCase("Marshal.QueryInterface(u, in s_id, out _pointer);")]
    [TestCase("IntPtr p = Marshal.GetIUnknownForObject(o); while (Marshal.Release(p) > 0) ;")]
    [TestCase("IntPtr p = Marshal.GetIUnknownForObject(o); Marshal.AddRef(p); Marshal.Release(p); Marshal.Release(p);")]
    [TestCase("_pointer = u; if (u != 0) Marshal.AddRef(u);")]
    [TestCase("if (_pointer != 0) Marshal.Release(_pointer); _pointer = u; if (u != 0) Marshal.AddRef(u);")]
    public Task ComPointerSeenTo(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{ComPointers}}
        public void M(object o, IntPtr u) { {{code}} }
        public int Reference() => Marshal.AddRef(_pointer);
        public int N(IntPtr u, out IntPtr p) => Marshal.QueryInterface(u, in s_id, out p);
        """));

    const string MakesInOut = """
        static void Make(out byte[] b) { b = ArrayPool<byte>.Shared.Rent(10); }
        static bool TryMake(bool y, out byte[]? b) { if (!y) { b = null; return false; } byte[] rented = ArrayPool<byte>.Shared.Rent(10); rented[0] = 1; b = rented; return true; }
        static void MakeOrNot(bool y, out byte[]? b) { b = y ? ArrayPool<byte>.Shared.Rent(10) : null; }
        static int MakeHandle(out IntPtr h) { h = IntPtr.Zero; if (Environment.TickCount == 3) return -1; h = Marshal.AllocHGlobal(3); return 0; }
        static void Pass(out byte[] b) => Make(out b);
        """;

    [TestCase("{|PAIR004:Make(out var b)|}; _n = b[0];")]
    [TestCase("{|PAIR004:Pass(out var b)|}; _n = b[0];")]
    [TestCase("if ({|PAIR004:TryMake(y, out var b)|}) _n = b![0];")]
    [TestCase("if ({|PAIR004:TryMake(y, out _)|}) _n++;")]
    [TestCase("IntPtr p = {|PAIR004:Marshal.AllocHGlobal(8)|}; Marshal.WriteIntPtr(p, 0);")]
    [TestCase("{|PAIR004:MakeOrNot(y, out var b)|}; if (b != null) _n = b[0];")]
    [TestCase("if ({|PAIR004:MakeHandle(out var h)|} == 0) _n = Marshal.ReadInt32(h);")]
    public Task LeftInOut(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{MakesInOut}}
        public void M(bool y) { {{code}} }
        """));

    [Test]
    public Task OverwrittenInOut() => PairingVerifier.Reports(Samples.Sample("""
        public void M(out byte[]? b) { b = {|PAIR004:ArrayPool<byte>.Shared.Rent(3)|}; b = null; }
        """));

    [TestCase("Make(out var b); ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("Make(out _kept);")]
    [TestCase("Make(out _all[1]);")]
    [TestCase("Make(out var b); _holder = new Holder { Bytes = b };")]
    [TestCase("if (!TryMake(y, out var b)) return; ArrayPool<byte>.Shared.Return(b!);")]
    [TestCase("TryMake(y, out var b); if (b != null) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("MakeOrNot(y, out var b); if (b != null) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("if (MakeHandle(out var h) < 0) return; Marshal.FreeHGlobal(h);")]
    [TestCase("MakeHandle(out var h); if (h != 0) Marshal.FreeHGlobal(h);")]
    public Task LeftInOutSeenTo(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{MakesInOut}}
        struct Holder { public byte[] Bytes; }
        byte[] _kept = []; readonly byte[][] _all = new byte[3][]; Holder _holder;
        public void M(bool y) { {{code}} }
        public void N(out byte[] b) => Make(out b);
        public void O(ref byte[] b) => Make(out b);
        public void P(out byte[] b) { b = ArrayPool<byte>.Shared.Rent(3); if (b[0] == 2) throw new InvalidOperationException(); }
        public void Q(out byte[] b, out byte[] c) { b = ArrayPool<byte>.Shared.Rent(3); c = b; }
        """));

    [TestCase("*p")]
    [TestCase("p")]
    public Task GotInOutByContract(string target) => PairingVerifier.Reports(Samples.Sample($$"""
        [CondGets("zero", "{{target}}")] static extern int Create(out IntPtr p);
        [Puts("p")] static extern void Free(IntPtr p);
        public void M() { if (Create(out IntPtr p) != 0) return; Free(p); }
        public void N() { if ({|PAIR004:Create(out IntPtr p)|} != 0 || _flag) return; Free(p); }
        """));

    [Test]
    public Task StructWithItStored() => PairingVerifier.Silent(Samples.Sample("""
        struct Holder { public byte[] Bytes; }
        Holder _holder;
        public void M(int n) { _holder = new Holder { Bytes = ArrayPool<byte>.Shared.Rent(n) }; }
        """));

    [Test]
    public Task NamesakeThatIsCalled() => PairingVerifier.Reports("""
        class Block
        {
            int _pins;
            public Block? Next;
            public int Value;
            [Gets] public void Pin() => _pins++;
            [Puts] public void Unpin() => _pins--;
        }
        static class Blocks
        {
            public static void Touch(Block b) { {|PAIR004:b.Pin()|}; if (b.Next == null) return; b.Unpin(); }
            public static int Sum(Block b) { {|PAIR004:b.Pin()|}; if (b.Next == null) return 0; int value = b.Value; b.Unpin(); return value; }
        }
        class Other(int[] numbers)
        {
            void Touch(int n) { }
            public int Both() { Touch(4); return numbers.Sum(); }
        }
        """);
    const string FoundInMembers = """
        public abstract class Data { [Gets] public abstract void Get(); [Puts] public abstract void Put(); }
        readonly Data? _q; Data? _r;
        Data? Find() { if (_q == null) return null; _q.Get(); return _q; }
        Data? FindOpen() { if (_flag) return null; _r!.Get(); return _r; }
        Data? FindUnder() { lock (_a) { Data? r = _r; if (r == null) return null; r.Get(); return r; } }
        static Data? FindIn(Data? d) { if (d == null) return null; d.Get(); return d; }
        Data? Locked() { if (_q == null) return null; Monitor.Enter(_q); return _q; }
        """;

    [TestCase("Data? e = Find(); if (e == null) return; e.Put();")]
    [TestCase("Data? e = Find(); e?.Put();")]
    [TestCase("Data? e = Find(); if (e != null) _q!.Put();")]
    [TestCase("if (Find() is { } e) e.Put();")]
    [TestCase("Data? e = FindOpen(); e?.Put();")]
    [TestCase("Data? e = FindUnder(); if (e == null) return; try { _n++; } finally { e.Put(); }")]
    [TestCase("Data? e = FindIn(d); if (e == null) return; e.Put();")]
    [TestCase("Data? e = FindIn(_r); e?.Put();")]
    [TestCase("_kept = Find();")]
    [TestCase("for (int i = 0; i < 9; i++) { Data? e = Find(); if (e == null) continue; e.Put(); }")]
    [TestCase("Data? e = Locked(); if (e == null) return; Monitor.Exit(e);")]
    public Task FoundInMemberOrNull(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{FoundInMembers}}
        Data? _kept;
        public void M(Data? d) { {{code}} }
        public Data? N() => Find();
        """));

    [TestCase("Data? e = {|PAIR004:Find()|}; if (e == null) return;")]
    [TestCase("Data? e = {|PAIR004:Find()|}; if (e == null || b) return; e.Put();")]
    [TestCase("{|PAIR004:Find()|};")]
    [TestCase("Data? e = Find(); if (e == null) return; e.Put(); {|PAIR005:e.Put()|};")]
    [TestCase("Data? e = {|PAIR004:FindOpen()|}; if (b) e?.Put();")]
    [TestCase("Data? e = {|PAIR004:FindIn(_r)|}; if (e == null || b) return; e.Put();")]
    [TestCase("Data? e = {|PAIR001:Locked()|}; if (e == null || b) return; Monitor.Exit(e);")]
    public Task FoundInMemberOrNullAndKept(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{FoundInMembers}}
        public void M(bool b) { {{code}} }
        """));

    [Test]
    public Task GotInAHandler() => PairingVerifier.Reports(Samples.Sample("""
        byte[]? _kept;
        public void Early(Action a, System.IO.Stream s) { try { a(); } catch (Exception) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(4)|}; if (s.Read(b, 0, 4) == 0) return; ArrayPool<byte>.Shared.Return(b); } }
        public void Loop(List<Action> list) { foreach (Action a in list) { try { a(); } catch (FormatException) { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(4)|}; if (_flag) continue; ArrayPool<byte>.Shared.Return(b); } } }
        public void Twice(Action a) { try { a(); } catch (FormatException) { byte[] b = ArrayPool<byte>.Shared.Rent(4); ArrayPool<byte>.Shared.Return(b); {|PAIR006:b[0]|} = 1; {|PAIR005:ArrayPool<byte>.Shared.Return(b)|}; } }
        public void There(Action a) { try { a(); } catch (FormatException) { byte[] b = ArrayPool<byte>.Shared.Rent(4); b[0] = 1; ArrayPool<byte>.Shared.Return(b); } }
        public byte[]? Returned(Action a) { try { a(); return null; } catch (FormatException) { return ArrayPool<byte>.Shared.Rent(4); } }
        public void Kept(Action a) { try { a(); } catch (FormatException) { _kept = ArrayPool<byte>.Shared.Rent(4); } }
        public int Caller(Action a) { byte[]? b = Helper(a); if (b is null) return 0; int n = b[0]; ArrayPool<byte>.Shared.Return(b); return n; }
        byte[]? Helper(Action a) { try { a(); return null; } catch (FormatException) { return ArrayPool<byte>.Shared.Rent(4); } }
        """));
}
