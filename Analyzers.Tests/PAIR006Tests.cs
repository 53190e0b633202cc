// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR006Tests
{
    [Test]
    public Task UsedAfterPut() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; put_page(p); {|PAIR006:p|}->x = 1; }
        """));

    [Test]
    public Task UsedBeforePut() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; p->x = 1; put_page(p); p = null; }
        """));

    [Test]
    public Task TemporaryGet() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { get_page(p); put_page(p); p->x = 1; }
        """));

    [Test]
    public Task BatchReleased() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { pagevec pvec = default; page* page = null; pvec.nr = find_get_entries(pvec.pages); if (pvec.nr == 0) return; for (int i = 0; i < pvec.nr; i++) page = pvec.pages[i]; pagevec_release(&pvec); if (page != null) use({|PAIR006:page|}); }
        """));

    [Test]
    public Task BatchHeld() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { pagevec pvec = default; page* page = null; pvec.nr = find_get_entries(pvec.pages); if (pvec.nr == 0) return; for (int i = 0; i < pvec.nr; i++) { page = pvec.pages[i]; use(page); } pagevec_release(&pvec); }
        """));

    [Test]
    public Task ElementUsed() => PairingVerifier.Reports(Samples.Sample("""
        public int M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(b); return {|PAIR006:b[0]|}; }
        """));

    [Test]
    public Task UsedAfterAwait() => PairingVerifier.Reports(Samples.Sample("""
        public async Task<int> M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(b); await Task.Yield(); return {|PAIR006:b[0]|}; }
        """));

    [Test]
    public Task RentedAnew() => PairingVerifier.Silent(Samples.Sample("""
        public int M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(b); b = ArrayPool<byte>.Shared.Rent(n * 2); int r = b[0]; ArrayPool<byte>.Shared.Return(b); return r; }
        """));

    [Test]
    public Task Alias() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; page* q = p; put_page(p); {|PAIR006:q|}->x = 1; }
        """));

    [Test]
    public Task NextTurn() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { for (int i = 0; i < 9; i++) { page* p = find_get_page(i); if (p == null) continue; p->x = i; put_page(p); } }
        """));

    [Test]
    public Task PointerOnlyCompared() => PairingVerifier.Silent(Samples.Kernel("""
        public bool m(page* other) { page* p = find_get_page(1); if (p == null) return false; put_page(p); return p == other; }
        """));

    const string Put = "byte[] b = ArrayPool<byte>.Shared.Rent(3); ArrayPool<byte>.Shared.Return(b); ";

    [TestCase("byte[] M() { PUT return {|PAIR006:b|}; }")]
    [TestCase("byte[] M(bool c) { byte[] b = ArrayPool<byte>.Shared.Rent(3); if (c) ArrayPool<byte>.Shared.Return(b); return {|PAIR006:b|}; }")]
    [TestCase("byte[] M() { byte[] b = ArrayPool<byte>.Shared.Rent(3); try { return {|PAIR006:b|}; } finally { ArrayPool<byte>.Shared.Return(b); } }")]
    [TestCase("async Task<byte[]> M() { byte[] b = ArrayPool<byte>.Shared.Rent(3); await Task.Yield(); ArrayPool<byte>.Shared.Return(b); return {|PAIR006:b|}; }")]
    [TestCase("void M() { PUT _kept = {|PAIR006:b|}; }")]
    [TestCase("void M() { PUT Kept = {|PAIR006:b|}; }")]
    [TestCase("void M(byte[][] all) { PUT all[0] = {|PAIR006:b|}; }")]
    [TestCase("void M(out byte[] a) { PUT a = {|PAIR006:b|}; }")]
    [TestCase("void M(System.IO.Stream s) { PUT s.Write({|PAIR006:b|}); }")]
    [TestCase("void M(System.IO.Stream s) { PUT s.Write({|PAIR006:b|}, 0, 3); }")]
    [TestCase("void M() { PUT Memory<byte> memory = {|PAIR006:b|}; }")]
    [TestCase("void M() { PUT ReadOnlySpan<byte> span = {|PAIR006:b|}; }")]
    public Task HandedOn(string method) => PairingVerifier.Reports(Samples.Sample("byte[]? _kept; byte[]? Kept { get; set; } " + method.Replace("PUT ", Put, StringComparison.Ordinal)));

    [TestCase("byte[]? M(bool c) { byte[] b = ArrayPool<byte>.Shared.Rent(3); try { if (c) return b; } finally { if (!c) ArrayPool<byte>.Shared.Return(b); } return null; }")]
    [TestCase("byte[] M() { byte[] b = ArrayPool<byte>.Shared.Rent(3); try { _n += b[0]; return b; } catch { ArrayPool<byte>.Shared.Return(b); throw; } }")]
    [TestCase("byte[]? M(bool c) { byte[]? b = ArrayPool<byte>.Shared.Rent(3); if (c) { ArrayPool<byte>.Shared.Return(b); b = null; } return b; }")]
    [TestCase("byte[] M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(3); while (b.Length < n) { ArrayPool<byte>.Shared.Return(b); b = ArrayPool<byte>.Shared.Rent(b.Length * 2); } return b; }")]
    [TestCase("bool M(byte[] other) { PUT return b == other || ReferenceEquals(other, b); }")]
    [TestCase("int M() { PUT return b.Length; }")]
    [TestCase("void M() { PUT byte[] same = b; }")]
    public Task NotHandedOn(string method) => PairingVerifier.Silent(Samples.Sample(method.Replace("PUT ", Put, StringComparison.Ordinal)));

    [Test]
    public Task CountedMayBeNamed() => PairingVerifier.Silent(Samples.Kernel("""
        page* _last;
        public page* m() { page* p = find_get_page(1); if (p == null) return null; put_page(p); _last = p; return p; }
        public void n(page* p) { put_page(p); p->x = 1; }
        """));

    [TestCase("void M(int* p) { NativeMemory.Free(p); {|PAIR006:*p|} = 0; }")]
    [TestCase("void M(page* p) { while (p != null) { NativeMemory.Free(p); p = {|PAIR006:p|}->next; } }")]
    [TestCase("void M(page* p, bool c) { if (c) NativeMemory.Free(p); {|PAIR006:p|}->x = 1; }")]
    [TestCase("void M(nint p) { Marshal.FreeHGlobal(p); {|PAIR006:((page*)p)|}->x = 1; }")]
    [TestCase("void M(byte[] b) { ArrayPool<byte>.Shared.Return(b); {|PAIR006:b[0]|} = 1; }")]
    [TestCase("void M(page* p) { Free(p); {|PAIR006:p|}->x = 1; } static void Free(page* p) => NativeMemory.Free(p);")]
    [TestCase("void M(page* p) { end(p); {|PAIR006:p|}->x = 1; } [Puts(\"p\", Unique = true)] public abstract void end(page* p);")]
    public Task GivenAndGone(string method) => PairingVerifier.Reports(Samples.Kernel(method));

    [TestCase("void M(page* p) { while (p != null) { page* next = p->next; NativeMemory.Free(p); p = next; } }")]
    [TestCase("void M(page* p, bool c) { if (c) NativeMemory.Free(p); else p->x = 1; if (!c) p->x = 2; }")]
    [TestCase("void M(page* p) { NativeMemory.Free(p); p = (page*)NativeMemory.Alloc(9); p->x = 1; NativeMemory.Free(p); }")]
    [TestCase("void M(byte[] b, List<byte[]> all) { ArrayPool<byte>.Shared.Return(b); all.Remove(b); }")]
    [TestCase("byte[] M(byte[] b) { ArrayPool<byte>.Shared.Return(b); return b; }")]
    [TestCase("page* _p; void M() { NativeMemory.Free(_p); Make(); _p->x = 1; } void Make() => _p = (page*)NativeMemory.Alloc(9);")]
    public Task GivenAndGoneButNotUsed(string method) => PairingVerifier.Silent(Samples.Kernel(method));

    [TestCase("void M() { int* p = (int*)NativeMemory.Alloc(8), q = p + 1; NativeMemory.Free(p); {|PAIR006:*q|} = 1; }")]
    [TestCase("void M(int n) { int* p = (int*)NativeMemory.Alloc(8), q = &p[n]; NativeMemory.Free(p); {|PAIR006:*q|} = 1; }")]
    [TestCase("void M() { page* p = (page*)NativeMemory.Alloc(8); int* q = &p->x; NativeMemory.Free(p); {|PAIR006:*q|} = 1; }")]
    [TestCase("void M(int* p) { int* q = p + 1; NativeMemory.Free(p); {|PAIR006:*q|} = 1; }")]
    [TestCase("int* M() { int* p = (int*)NativeMemory.Alloc(8), q = p + 1; NativeMemory.Free(p); return {|PAIR006:q|}; }")]
    [TestCase("void M() { nint p = Marshal.AllocHGlobal(8), q = p + 4; Marshal.FreeHGlobal(p); Marshal.WriteByte({|PAIR006:q|}, 1); }")]
    [TestCase("void M() { BUFFER ref byte r = ref b[0]; PUT {|PAIR006:r|} = 1; }")]
    [TestCase("void M() { BUFFER Span<byte> s = b; PUT {|PAIR006:s|}[0] = 1; }")]
    [TestCase("int M() { BUFFER ReadOnlySpan<byte> s = b; PUT return {|PAIR006:s|}[0]; }")]
    [TestCase("void M() { BUFFER Span<byte> s = b.AsSpan(0, 3); PUT {|PAIR006:s|}[0] = 1; }")]
    [TestCase("void M() { BUFFER Span<byte> s = new(b, 0, 3); PUT {|PAIR006:s|}.Clear(); }")]
    [TestCase("void M() { BUFFER Span<byte> s = b.AsSpan()[1..].Slice(1); PUT Look({|PAIR006:s|}); }")]
    [TestCase("int M() { BUFFER int sum = 0; Span<byte> s = b; PUT foreach (byte each in {|PAIR006:s|}) sum += each; return sum; }")]
    [TestCase("void M() { BUFFER Span<byte> s = b; ref byte r = ref s[0]; PUT {|PAIR006:r|} = 1; }")]
    public Task UsedByWhatIsMadeOfIt(string method) => PairingVerifier.Reports(Samples.Kernel(Look + Buffer(method)));

    [TestCase("void M() { int* p = (int*)NativeMemory.Alloc(8), q = p + 1; NativeMemory.Free(p); q = (int*)NativeMemory.Alloc(8); *q = 1; NativeMemory.Free(q); }")]
    [TestCase("bool M(int* other) { int* p = (int*)NativeMemory.Alloc(8), q = p + 1; NativeMemory.Free(p); return q == other || q - p > 3; }")]
    [TestCase("void M() { nint p = Marshal.AllocHGlobal(8), q = p + 3; Marshal.FreeHGlobal(p); nint again = Marshal.AllocHGlobal(q - p); Marshal.FreeHGlobal(again); }")]
    [TestCase("void M() { page* p = find_get_page(1); if (p == null) return; int* q = &p->x; put_page(p); *q = 1; }")]
    [TestCase("void M() { BUFFER ref byte r = ref b[0]; PUT b = ArrayPool<byte>.Shared.Rent(9); r = ref b[0]; r = 1; PUT }")]
    [TestCase("int M() { BUFFER Span<byte> s = b; PUT return s.Length; }")]
    [TestCase("int M() { BUFFER Span<byte> s = b; PUT s = default; return s.IsEmpty ? 0 : s[0]; }")]
    [TestCase("int M() { BUFFER Span<byte> s = b; while (s[0] == 0) { PUT b = ArrayPool<byte>.Shared.Rent(b.Length * 2); s = b; } int first = s[0]; PUT return first; }")]
    [TestCase("int M(int n) { byte[]? b = null; Span<byte> s = n < 9 ? stackalloc byte[9] : (b = ArrayPool<byte>.Shared.Rent(n)); int first = s[0]; if (b != null) PUT return first; }")]
    public Task NotUsedByWhatIsMadeOfIt(string method) => PairingVerifier.Silent(Samples.Kernel(Look + Buffer(method)));

    const string Look = "static void Look(ReadOnlySpan<byte> s) { } ";

    static string Buffer(string method) => method.Replace("BUFFER", "byte[] b = ArrayPool<byte>.Shared.Rent(9);", StringComparison.Ordinal).Replace("PUT", "ArrayPool<byte>.Shared.Return(b);", StringComparison.Ordinal);

    [TestCase("return {|PAIR006:c|} is { V: 1 };")]
    [TestCase("return {|PAIR006:c|} is (1, 2);")]
    [TestCase("return {|PAIR006:c|} switch { { V: 1 } => true, _ => false };")]
    [TestCase("switch ({|PAIR006:c|}) { case { V: 1 }: return true; default: return false; }")]
    [TestCase("Many(null, {|PAIR006:c|}); return true;")]
    [TestCase("_kept = new[] { {|PAIR006:c|} }; return true;")]
    [TestCase("_kept = [{|PAIR006:c|}]; return true;")]
    [TestCase("return $\"{{|PAIR006:c|}}\" == null;")]
    [TestCase("return c is null or { } and C;")]
    [TestCase("int[] own = { 1, 2 }; return $\"{own[0]}\" == null;")]
    [TestCase("c = new(); Many(c); return c is { V: 1 } && $\"{c}\" == null;")]
    public Task LookedIntoOrHandedOn(string code) => PairingVerifier.Reports($$"""
        abstract class A
        {
            public sealed class C { public int V; public void Deconstruct(out int a, out int b) => a = b = V; }
            [return: Gets(Unique = true)] protected abstract C New();
            [Puts("c", Unique = true)] protected abstract void Delete(C c);
            protected abstract void Many(params C[] all);
            C[] _kept;
            public bool M() { C c = New(); Delete(c); {{code}} }
        }
        """);

    [TestCase("nint p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); Log(1, p); _kept = p; nint[] all = { p }; Log($\"{p}\");")]
    [TestCase("byte* p = (byte*)NativeMemory.Alloc(8); NativeMemory.Free(p); Log((nint)p, (long)p); Log($\"{(nint)p:x}\");")]
    [TestCase("byte[] b = ArrayPool<byte>.Shared.Rent(3); ArrayPool<byte>.Shared.Return(b); Log(b is { Length: 3 }, b.Length);")]
    public Task OnlyPrinted(string code) => PairingVerifier.Silent($$"""
        abstract unsafe class C
        {
            object _kept;
            protected abstract void Log(params object[] all);
            public void M() { {{code}} }
        }
        """);

    [Test]
    public Task UsedInTheHandlerOfACallAfterTheRelease() => PairingVerifier.Reports("""
        class C(Action work)
        {
            public void Handler(int n)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(n);
                try { ArrayPool<byte>.Shared.Return(buffer); work(); }
                catch { Console.WriteLine({|PAIR006:buffer[0]|}); }
            }
            public void Typed(int n)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(n);
                try { work(); ArrayPool<byte>.Shared.Return(buffer); work(); }
                catch (TimeoutException) { Console.WriteLine(buffer[0]); ArrayPool<byte>.Shared.Return(buffer); }
            }
        }
        """);

    [TestCase("int M() { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); return Marshal.ReadInt32({|PAIR006:p|}); }")]
    [TestCase("void M() { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); Marshal.WriteByte({|PAIR006:p|}, 1); }")]
    [TestCase("void M(byte[] d) { nint p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); Marshal.Copy({|PAIR006:p|}, d, 0, 8); }")]
    [TestCase("void M() { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); Use({|PAIR006:p|}); } [DllImport(\"x\")] static extern void Use(IntPtr p);")]
    [TestCase("object? M(object a) { GCHandle h = GCHandle.Alloc(a); h.Free(); return {|PAIR006:h|}.Target; }")]
    [TestCase("IntPtr M(object a) { GCHandle h = GCHandle.Alloc(a, GCHandleType.Pinned); h.Free(); return {|PAIR006:h|}.AddrOfPinnedObject(); }")]
    [TestCase("void M(Dictionary<IntPtr, int> all) { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); all.Remove(p); Console.WriteLine(p); }")]
    [TestCase("bool M() { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); return p == IntPtr.Zero || p.Equals(IntPtr.Zero); }")]
    [TestCase("void M() { IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); p = Marshal.AllocHGlobal(9); Marshal.WriteByte(p, 1); Marshal.FreeHGlobal(p); }")]
    [TestCase("void M(object a) { GCHandle h = GCHandle.Alloc(a); h.Free(); if (h.IsAllocated) h.Free(); }")]
    [TestCase("void M(IntPtr p) { Marshal.FreeHGlobal(p); Marshal.WriteByte({|PAIR006:p|}, 0); }")]
    [TestCase("void M(IntPtr p) { Marshal.FreeHGlobal(p); Marshal.Copy({|PAIR006:p + 4|}, new byte[3], 0, 3); }")]
    [TestCase("IntPtr _p; void M() { IntPtr p = Interlocked.Exchange(ref _p, IntPtr.Zero); if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); Marshal.WriteByte({|PAIR006:p|}, 0); }")]
    [TestCase("string M(IntPtr d) { Use(d, out IntPtr s); Marshal.FreeBSTR(s); return Marshal.PtrToStringBSTR({|PAIR006:s|}); } [DllImport(\"x\")] static extern void Use(IntPtr d, out IntPtr s);")]
    [TestCase("void M(IntPtr p) { while (p != IntPtr.Zero) { Marshal.FreeHGlobal(p); p = Marshal.ReadIntPtr({|PAIR006:p|}); } }")]
    [TestCase("void M(IntPtr p) { while (p != IntPtr.Zero) { IntPtr next = Marshal.ReadIntPtr(p); Marshal.FreeHGlobal(p); p = next; } }")]
    [TestCase("void M(IntPtr p) { Free(p); Marshal.WriteByte({|PAIR006:p|}, 0); } void Free(IntPtr p) => Marshal.FreeHGlobal(p);")]
    [TestCase("void M(IntPtr p, bool own) { if (own) Marshal.FreeHGlobal(p); if (!own) Marshal.WriteByte(p, 0); }")]
    [TestCase("void M(IntPtr p, IntPtr slot) { Marshal.FreeHGlobal(p); Marshal.WriteIntPtr(slot, p); Console.WriteLine(p); }")]
    [TestCase("void M(IntPtr p) { Marshal.FreeHGlobal(p); Forget(p); } [DllImport(\"x\")] static extern void Forget(IntPtr p);")]
    [TestCase("void M(IntPtr p) { Marshal.FreeHGlobal(p); p = Marshal.AllocHGlobal(9); Marshal.WriteByte(p, 1); Marshal.FreeHGlobal(p); }")]
    [TestCase("void M(IntPtr p) { Marshal.FreeHGlobal(p); Use(out p); Marshal.WriteByte(p, 0); } [DllImport(\"x\")] static extern void Use(out IntPtr p);")]
    public Task NumberOfWhatIsGone(string method) => PairingVerifier.ReportsOnAnyFramework(Samples.Sample("public " + method));
}
