// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Who owns a reference, where a store, a test or an owner of its own says so (PAIR004).</summary>
public class HandedOverTests
{
    [TestCase("p != IntPtr.Zero")]
    [TestCase("IntPtr.Zero != p")]
    [TestCase("!(p == IntPtr.Zero)")]
    [TestCase("!p.Equals(IntPtr.Zero)")]
    [TestCase("(byte*)p != null")]
    [TestCase("p.ToPointer() != null")]
    [TestCase("p != new IntPtr(0)")]
    [TestCase("p != (IntPtr)0")]
    [TestCase("p != default(IntPtr)")]
    [TestCase("(long)p != 0")]
    public Task ZeroOnAnyFramework(string isHandle) => PairingVerifier.ReportsOnAnyFramework(Samples.Sample($$"""
        public unsafe string? M(System.Security.SecureString s) { IntPtr p = IntPtr.Zero; try { p = Marshal.SecureStringToBSTR(s); return Marshal.PtrToStringBSTR(p); } finally { if ({{isHandle}}) Marshal.ZeroFreeBSTR(p); } }
        public unsafe void N(bool b) { IntPtr p = new IntPtr(); if (b) p = Marshal.AllocHGlobal(9); if ({{isHandle}}) Marshal.FreeHGlobal(p); }
        public unsafe void Bad(bool b) { IntPtr p = {|PAIR004:Marshal.AllocHGlobal(9)|}; if (b && {{isHandle}}) Marshal.FreeHGlobal(p); }
        """));

    [Test]
    public Task ResultOnAnyFramework() => PairingVerifier.ReportsOnAnyFramework(Samples.Sample("""
        public IntPtr M(int n, Action<IntPtr> fill)
        {
            IntPtr p = IntPtr.Zero, result = IntPtr.Zero;
            try { p = Marshal.AllocHGlobal(n); if (p == IntPtr.Zero) throw new OutOfMemoryException(); fill(p); result = p; }
            finally { if (result == IntPtr.Zero && p != IntPtr.Zero) Marshal.FreeHGlobal(p); }
            return result;
        }
        public IntPtr Bad(int n, bool b)
        {
            IntPtr p = IntPtr.Zero, result = IntPtr.Zero;
            try { p = {|PAIR004:Marshal.AllocHGlobal(n)|}; if (b) result = p; }
            finally { if (result != IntPtr.Zero && p == IntPtr.Zero) Marshal.FreeHGlobal(p); }
            return result;
        }
        public IntPtr Within(int n) { IntPtr p = Marshal.AllocHGlobal(n); return p + 4; }
        """));

    [TestCase("Marshal.WriteIntPtr(slots, p);")]
    [TestCase("Marshal.WriteIntPtr(slots, 8, p);")]
    [TestCase("Put(slots, p);")]
    [TestCase("Marshal.WriteIntPtr(slots, p); Work(); Marshal.FreeHGlobal(p);")]
    public Task WrittenToMemory(string store) => PairingVerifier.Silent(Samples.Sample($$"""
        static void Put(IntPtr slot, IntPtr value) => Marshal.WriteIntPtr(slot, value);
        public void M(IntPtr slots, int n) { IntPtr p = Marshal.AllocHGlobal(n); {{store}} }
        """));

    [TestCase("Marshal.WriteIntPtr(p, other);")]
    [TestCase("Marshal.WriteIntPtr(p, 8, other);")]
    [TestCase("Marshal.WriteInt32(p, n);")]
    [TestCase("Put(p, other);")]
    public Task WrittenInto(string store) => PairingVerifier.Reports(Samples.Sample($$"""
        static void Put(IntPtr slot, IntPtr value) => Marshal.WriteIntPtr(slot, value);
        public void M(IntPtr other, int n) { IntPtr p = {|PAIR004:Marshal.AllocHGlobal(n)|}; {{store}} }
        """));

    const string Structs = """
        struct Inner { public byte[]? C; }
        struct Pin { public GCHandle H; public byte[]? B; public Inner In; }
        record struct Copy(byte[]? B, int N);
        static void Free(Pin pin) => ArrayPool<byte>.Shared.Return(pin.B!);
        """;

    [TestCase("Pin", "return new Pin { H = GCHandle.Alloc(d, GCHandleType.Pinned), B = d };")]
    [TestCase("Pin", "return new() { B = d.Length > 9 ? ArrayPool<byte>.Shared.Rent(9) : null };")]
    [TestCase("Pin", "var b = ArrayPool<byte>.Shared.Rent(9); var pin = new Pin { B = b }; Work(); if (_flag) Work(); return pin;")]
    [TestCase("Pin", "Pin pin = default; pin.B = ArrayPool<byte>.Shared.Rent(9); if (_flag) Work(); return pin;")]
    [TestCase("Pin", "Pin pin = default; pin.B = ArrayPool<byte>.Shared.Rent(9); return _flag ? pin : pin;")]
    [TestCase("Pin", "return new Pin { In = { C = ArrayPool<byte>.Shared.Rent(9) } };")]
    [TestCase("Pin", "var inner = new Inner { C = ArrayPool<byte>.Shared.Rent(9) }; if (_flag) Work(); return new Pin { In = inner };")]
    [TestCase("Inner", "var pin = new Pin { In = new Inner { C = ArrayPool<byte>.Shared.Rent(9) } }; if (_flag) Work(); return pin.In;")]
    [TestCase("Copy", "Copy old = default; return old with { B = ArrayPool<byte>.Shared.Rent(9) };")]
    [TestCase("Copy", "Copy old = default; var copy = old with { B = ArrayPool<byte>.Shared.Rent(9) }; if (_flag) Work(); return copy;")]
    [TestCase("void", "Free(new Pin { B = ArrayPool<byte>.Shared.Rent(9) });")]
    [TestCase("void", "_pins.Add(new Pin { B = ArrayPool<byte>.Shared.Rent(9) });")]
    [TestCase("void", "var pin = new Pin { B = ArrayPool<byte>.Shared.Rent(9) }; ArrayPool<byte>.Shared.Return(pin.B);")]
    public Task InAStruct(string type, string body) => PairingVerifier.Silent(Samples.Sample($$"""
        {{Structs}}
        readonly List<Pin> _pins = new();
        {{type}} M(byte[] d) { {{body}} }
        """));

    [TestCase("var pin = new Pin { B = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|} }; return pin.B.Length;")]
    [TestCase("var pin = new Pin { B = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|} }; if (_flag) return 0; Free(pin); return 1;")]
    [TestCase("var pin = new Pin { In = new Inner { C = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|} } }; if (_flag) ArrayPool<byte>.Shared.Return(pin.In.C); return 0;")]
    [TestCase("Copy old = default; var copy = old with { B = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|} }; if (_flag) return 0; ArrayPool<byte>.Shared.Return(copy.B); return 1;")]
    [TestCase("int n = 9; while (n-- > 0) { var pin = new Pin { B = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|} }; Work(); } return 0;")]
    public Task InAStructThatStays(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        {{Structs}}
        int M() { {{body}} }
        """));

    [TestCase("List<byte[]>", "[ArrayPool<byte>.Shared.Rent(9)]")]
    [TestCase("byte[][]", "[ArrayPool<byte>.Shared.Rent(9)]")]
    [TestCase("IEnumerable<byte[]>", "[.. others, ArrayPool<byte>.Shared.Rent(9)]")]
    public Task InACollectionExpression(string type, string made) => PairingVerifier.Silent(Samples.Sample($$"""
        public {{type}} M(List<byte[]> others) => {{made}};
        public void N() { Span<byte[]> all = [ArrayPool<byte>.Shared.Rent(9)]; ArrayPool<byte>.Shared.Return(all[0]); }
        """));

    [TestCase("Span<byte[]>", "all[1] = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("Memory<byte[]>", "all.Span[1] = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("ArraySegment<byte[]>", "all[1] = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("Span<byte[]>", "foreach (ref byte[] each in all) each = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("Span<byte[]>", "foreach (ref byte[] each in all) { var rented = ArrayPool<byte>.Shared.Rent(9); each = rented; }")]
    [TestCase("Span<byte[]>", "ref byte[] one = ref all[1]; one = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("Dictionary<int, byte[]?>", "ref byte[]? one = ref CollectionsMarshal.GetValueRefOrAddDefault(all, 1, out _); one = ArrayPool<byte>.Shared.Rent(9);")]
    [TestCase("Span<byte[]>", "foreach (ref byte[] each in all) ArrayPool<byte>.Shared.Return(each);")]
    [TestCase("Span<GCHandle>", "foreach (ref GCHandle each in all) if (each.IsAllocated) each.Free();")]
    [TestCase("Span<SpinLock>", "foreach (ref SpinLock each in all) { bool t = false; each.Enter(ref t); } Work(); foreach (ref SpinLock each in all) each.Exit();")]
    [TestCase("object[]", "Span<GCHandle> pins = stackalloc GCHandle[all.Length]; for (int i = 0; i < pins.Length; i++) pins[i] = GCHandle.Alloc(all[i], GCHandleType.Pinned); Work(); foreach (ref GCHandle pin in pins) pin.Free();")]
    public Task InASpan(string type, string body) => PairingVerifier.Silent(Samples.Sample($$"""
        public void M({{type}} all) { {{body}} }
        """));

    [TestCase("foreach (byte[] each in all) { var b = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|}; b[0] = each[0]; }")]
    [TestCase("byte[] b = all[0]; b = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|}; b[0] = 1;")]
    [TestCase("foreach (ref byte[] each in all) { ArrayPool<byte>.Shared.Return(each); {|PAIR005:ArrayPool<byte>.Shared.Return(each)|}; }")]
    public Task BesideASpan(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(Span<byte[]> all) { {{body}} }
        """));

    [Test]
    public Task HandleAsItsNumberInAField() => PairingVerifier.Silent("""
        class TimerQueue
        {
            IntPtr _this; int _active;
            public void Start() { lock (this) { if (_this == IntPtr.Zero) _this = (IntPtr)GCHandle.Alloc(this); _active++; } }
            public void Stop() { lock (this) { if (--_active == 0) { ((GCHandle)_this).Free(); _this = IntPtr.Zero; } } }
        }
        """);
}
