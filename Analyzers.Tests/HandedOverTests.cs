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

    const string Sinks = """
        abstract class Sink { public abstract void Take(byte[] it); public virtual void Look(byte[] it) { } public virtual void Give(byte[] it) => ArrayPool<byte>.Shared.Return(it); }
        class Good : Sink { public override void Take(byte[] data) => ArrayPool<byte>.Shared.Return(data); public override void Look(byte[] data) => ArrayPool<byte>.Shared.Return(data); }
        class Better : Good { }
        class Bad : Sink { public override void Take(byte[] data) { } public override void Give(byte[] data) { } }
        interface ISink { void Take(byte[] it); } class Own : ISink { void ISink.Take(byte[] data) => ArrayPool<byte>.Shared.Return(data); } class Lost : ISink { public void Take(byte[] data) { } }
        """;

    /// <summary>What is called on an object that was made here is what its type overrides.</summary>
    [TestCase("Sink s = new Good(); s.Take(b);")]
    [TestCase("Sink s = new Better(); s.Take(b);")]
    [TestCase("new Good().Look(b);")]
    [TestCase("Good s = new Better(); s.Give(b);")]
    [TestCase("ISink s = new Own(); s.Take(b);")]
    public Task PutByAnOverride(string put) => PairingVerifier.Silent(Samples.Sample(Sinks + $$"""
        public void M() { byte[] b = ArrayPool<byte>.Shared.Rent(8); {{put}} }
        """));

    [TestCase("Sink s = new Bad(); s.Take(b);")]
    [TestCase("Sink s = new Bad(); s.Look(b);")]
    [TestCase("Sink s = new Bad(); s.Give(b);")]
    [TestCase("ISink s = new Lost(); s.Take(b);")]
    public Task NotPutByAnOverride(string call) => PairingVerifier.Reports(Samples.Sample(Sinks + $$"""
        public void M() { byte[] b = {|PAIR004:ArrayPool<byte>.Shared.Rent(8)|}; {{call}} }
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

    [TestCase("try { Acquire(h, ref p); return *p; } finally { if (p != null) h.DangerousRelease(); }")]
    [TestCase("Acquire(h, ref p); byte b = *p; if (p != null) h.DangerousRelease(); return b;")]
    [TestCase("IntPtr a = IntPtr.Zero; try { Open(h, out a); return 1; } finally { if (a != IntPtr.Zero) h.DangerousRelease(); }")]
    [TestCase("try { {|PAIR004:Acquire(h, ref p)|}; return *p; } finally { if (p == null) h.DangerousRelease(); }")]
    [TestCase("try { {|PAIR004:Acquire(h, ref p)|}; return *p; } finally { if (p != null && _flag) h.DangerousRelease(); }")]
    [TestCase("p = Begin(h); {|PAIR004:Acquire(h, ref p)|}; if (p != null) { h.DangerousRelease(); return 1; } return 0;")]
    public Task PointerThatTells(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        static unsafe void Acquire(SafeHandle h, ref byte* p) { p = null; bool junk = false; h.DangerousAddRef(ref junk); p = (byte*)h.DangerousGetHandle(); }
        static void Open(SafeHandle h, out IntPtr p) { bool junk = false; h.DangerousAddRef(ref junk); p = h.DangerousGetHandle(); }
        static unsafe byte* Begin(SafeHandle h) => (byte*)h.GetHashCode();
        unsafe void Both(SafeHandle h) { Open(h, out IntPtr a); h.DangerousRelease(); byte* p = null; Acquire(h, ref p); h.DangerousRelease(); }
        public unsafe byte M(SafeHandle h) { byte* p = null; {{body}} }
        """));

    [Test]
    public Task MemberThatTells() => PairingVerifier.Silent("""
        unsafe class Buffer : SafeHandle
        {
            public Buffer() : base(IntPtr.Zero, true) { }
            public override bool IsInvalid => false;
            protected override bool ReleaseHandle() => true;
            public void Acquire(ref byte* p) { bool junk = false; DangerousAddRef(ref junk); p = (byte*)handle; }
            public byte Read() { byte* p = null; try { Acquire(ref p); return *p; } finally { if (p != null) DangerousRelease(); } }
            public byte ReadAt(long n) { byte* p = null; try { Acquire(ref p); p += n; return *p; } finally { if (p != null) DangerousRelease(); } }
        }
        """);

    [TestCase("GCHandle h = default; try { h = GCHandle.Alloc(o, GCHandleType.Pinned); Work(); } finally { if (h.AddrOfPinnedObject() != IntPtr.Zero) h.Free(); }")]
    [TestCase("GCHandle h = GCHandle.Alloc(o, GCHandleType.Pinned); IntPtr p = h.AddrOfPinnedObject(); if (p != IntPtr.Zero) h.Free();")]
    [TestCase("GCHandle h = {|PAIR004:GCHandle.Alloc(o, GCHandleType.Pinned)|}; IntPtr p = h.AddrOfPinnedObject(); if (p == IntPtr.Zero) h.Free();")]
    public Task AddressOfPinned(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M(object o) { {{body}} }
        """));

    const string Pipe = """
        sealed class Pipe : SafeHandle
        {
            SafeHandle _inner; int _state;
            internal Pipe(SafeHandle inner) : base(new IntPtr(-1), true) { _inner = inner; BEGIN }
            public override bool IsInvalid => handle == new IntPtr(-1);
            public void Begin() { _state = 1; bool ok = false; _inner.DangerousAddRef(ref ok); }
            public void End() { _state = 2; _inner.DangerousRelease(); }
            protected override bool ReleaseHandle() { END return true; }
        }
        """;

    const string Takes = "bool ok = false; _inner.DangerousAddRef(ref ok); SetHandle(_inner.DangerousGetHandle());";

    [TestCase(Takes, "_inner.DangerousRelease();")]
    [TestCase(Takes, "_inner?.DangerousRelease();")]
    [TestCase("bool ok = false; inner.DangerousAddRef(ref ok);", "if (_state < 2) End();")]
    [TestCase("Begin();", "if (_state == 1) End();")]
    [TestCase("", "if (_state == 1) End();")]
    public Task TakenForTheObject(string begin, string end) => PairingVerifier.Silent(Pipe.Replace("BEGIN", begin, StringComparison.Ordinal).Replace("END", end, StringComparison.Ordinal) + """
        class Server
        {
            Pipe? _pipe;
            void Handle(SafeHandle s) { var h = new Pipe(s); try { if (s.IsInvalid) throw new InvalidOperationException(); } catch { h.Dispose(); throw; } _pipe = h; }
            int Use(SafeHandle s) { using var h = new Pipe(s); h.Begin(); return 1; }
            void Again(Pipe h) { h.Begin(); h.End(); h.Begin(); h.End(); }
        }
        """);

    [TestCase("{|PAIR004:Fill(bs)|}; Console.WriteLine(bs.Length);")]
    [TestCase("{|PAIR004:Fill(bs)|}; Look(bs);")]
    [TestCase("{|PAIR004:Fill(bs)|}; if (c) return; _kept = bs;")]
    [TestCase("{|PAIR004:Filled(bs)|};")]
    [TestCase("{|PAIR004:Fill(bs)|}; if (c) return; foreach (var b in bs) Drop(b);")]
    [TestCase("{|PAIR004:Fill(bs)|}; if (c) throw new Exception(); for (int i = 0; i < 4; i++) Drop(bs[i]);")]
    [TestCase("while (true) { {|PAIR004:Fill(bs)|}; if (c) return; foreach (var b in bs) Drop(b); }")]
    [TestCase("Fill(bs); for (int n = 0; n < 9; n++) { if (n > 5) return; foreach (var b in bs) Drop(b); }")]
    [TestCase("Fill(bs); for (int i = 0; i < 4; i++) { Drop(bs[i]); if (i > 2) return; }")]
    [TestCase("Fill(bs); Drop(bs[0]); Drop(bs[1]); if (c) return;")]
    [TestCase("Filled(bs); foreach (var b in bs) Drop(b);")]
    [TestCase("Fill(bs); for (int i = 0; i < bs.Length; i++) _all.Add(bs[i]);")]
    [TestCase("Fill(bs); foreach (var b in bs) _all.Add(b);")]
    [TestCase("Fill(bs); for (int i = 0; i < bs.Length; i++) _kept[i] = bs[i];")]
    [TestCase("Fill(bs); _all.AddRange(bs);")]
    [TestCase("Fill(bs); _all = new(bs);")]
    [TestCase("Fill(bs); _kept = bs;")]
    [TestCase("Fill(bs); Array.Copy(bs, _kept, 4);")]
    [TestCase("Fill(bs); bs.CopyTo(_kept, 0);")]
    [TestCase("Fill(bs); Keep(bs);")]
    [TestCase("Fill(bs); DropAll(bs);")]
    [TestCase("Fill(_kept);")]
    public Task ElementsOfAnArray(string body) => PairingVerifier.Reports($$"""
        abstract class Pool
        {
            List<object> _all = new(); object[] _kept = new object[4];
            [Gets("bs[]")] protected abstract void Fill(object[] bs);
            [Puts("b")] protected abstract void Drop(object b);
            void Filled(object[] bs) => Fill(bs);
            void Keep(object[] bs) => _kept = bs;
            void DropAll(object[] bs) { foreach (var b in bs) Drop(b); }
            int Look(object[] bs) => bs.Length;
            public void M(bool c) { var bs = new object[4]; {{body}} }
            public object[] Given() { var bs = new object[4]; Fill(bs); return bs; }
            public object One() { var bs = new object[1]; Fill(bs); return bs[0]; }
            public void Left(out object[] bs) { bs = new object[4]; Fill(bs); }
            public void OfCaller(object[] bs) { Fill(bs); }
            public IEnumerable<object> Each() { var bs = new object[4]; Fill(bs); foreach (var b in bs) yield return b; }
        }
        """);

    [TestCase("if (!IsZero(p)) Marshal.FreeHGlobal(p);")]
    [TestCase("if (p.Has()) Marshal.FreeHGlobal(p);")]
    [TestCase("if (IsNone(p)) return; Marshal.FreeHGlobal(p);")]
    [TestCase("PostMessageW(_window, 1, p);")]
    public Task ToldByAHelperOrPosted(string body) => PairingVerifier.Silent(Windows + $$"""
        class Window : Native { public void M(int n) { IntPtr p = Marshal.AllocHGlobal(n); {{body}} } }
        """);

    [TestCase("if (IsZero(p)) Marshal.FreeHGlobal(p);")]
    [TestCase("if (!p.Has()) Marshal.FreeHGlobal(p);")]
    [TestCase("SendMessageW(_window, 1, p);")]
    public Task ToldOtherwiseOrSent(string body) => PairingVerifier.Reports(Windows + $$"""
        class Window : Native { public void M(int n) { IntPtr p = {|PAIR004:Marshal.AllocHGlobal(n)|}; {{body}} } }
        """);

    const string Windows = """
        static class Pointers { public static bool Has(this IntPtr p) { return p != IntPtr.Zero; } }
        class Native
        {
            protected IntPtr _window;
            protected static bool IsZero(IntPtr p) => p == IntPtr.Zero;
            protected static bool IsNone(nint p) => !(0 != p);
            [DllImport("user32")] protected static extern bool PostMessageW(IntPtr window, int message, IntPtr parameter);
            [DllImport("user32")] protected static extern bool SendMessageW(IntPtr window, int message, IntPtr parameter);
        }
        """;

    [TestCase("IntPtr[] all = new IntPtr[n];")]
    [TestCase("Span<IntPtr> all = new IntPtr[n];")]
    [TestCase("Span<IntPtr> all = n < 4 ? stackalloc IntPtr[n] : new IntPtr[n];")]
    public Task LeftInAnElement(string elements) => PairingVerifier.Silent(Samples.Sample($$"""
        static void Check(int error) { if (error != 0) throw new InvalidOperationException(); }
        public void M(int n, IntPtr unknown)
        {
            {{elements}}
            Guid id = default;
            for (int i = 0; i < n; i++) Check(Marshal.QueryInterface(unknown, in id, out all[i]));
            for (int i = 0; i < n; i++) if (all[i] != IntPtr.Zero) Marshal.Release(all[i]);
        }
        """));

    [TestCase("if (named.Name() != null) Marshal.FreeHGlobal(p);")]
    [TestCase("if (named.Name() is null) return; Marshal.FreeHGlobal(p);")]
    public Task AskedAgain(string body) => PairingVerifier.Silent(Names("Marshal.AllocHGlobal(3)", body));

    [TestCase("if (named.Name() == null) Marshal.FreeHGlobal(p);")]
    [TestCase("if (other.Name() != null) Marshal.FreeHGlobal(p);")]
    public Task AskedSomethingElse(string body) => PairingVerifier.Reports(Names("{|PAIR004:Marshal.AllocHGlobal(3)|}", body));

    static string Names(string allocate, string body) => $$"""
        #nullable disable
        interface INamed { string Name(); }
        class User { public void M(INamed named, INamed other) { IntPtr p = IntPtr.Zero; if (named.Name() != null) p = {{allocate}}; {{body}} } }
        """;

    [TestCase("sem.WaitAsync()", "try { return n; } finally { _sem!.Release(); }")]
    [TestCase("{|PAIR001:sem.WaitAsync()|}", "return n;")]
    public Task WaitGivenToWhoReleases(string wait, string rest) => PairingVerifier.Reports($$"""
        #nullable enable
        class Buffered
        {
            SemaphoreSlim? _sem;
            SemaphoreSlim Ensured() => LazyInitializer.EnsureInitialized(ref _sem, () => new SemaphoreSlim(1, 1));
            public Task<int> Read(int n)
            {
                SemaphoreSlim sem = Ensured();
                Task wait = {{wait}};
                if (wait.IsCompletedSuccessfully)
                {
                    bool done = true;
                    try { done = n > 3; if (done) return Task.FromResult(1); }
                    finally { if (done) sem.Release(); }
                }
                return Underlying(n, wait).AsTask();
            }
            async ValueTask<int> Underlying(int n, Task wait) { await wait.ConfigureAwait(false); {{rest}} }
        }
        """);

    [TestCase("h.Data = Marshal.AllocHGlobal(3); Marshal.StructureToPtr(h, p, false); _kept = p;")]
    [TestCase("h.Data = {|PAIR004:Marshal.AllocHGlobal(3)|}; Marshal.StructureToPtr(h, p, false); Marshal.FreeHGlobal(p);")]
    [TestCase("h.Data = Marshal.AllocHGlobal(3); Marshal.StructureToPtr(h, _kept, false); Marshal.FreeHGlobal(p);")]
    public Task CopiedToMemory(string body) => PairingVerifier.Reports($$"""
        struct Header { public IntPtr Data; public int Length; }
        class Buffers
        {
            IntPtr _kept;
            public void M() { var h = new Header(); h.Length = 3; IntPtr p = Marshal.AllocHGlobal(16); {{body}} }
        }
        """);

    [TestCase("ArrayPool<byte>.Shared.Rent(3)", "")]
    [TestCase("{|PAIR004:ArrayPool<byte>.Shared.Rent(3)|}", "if (b.Span[0] > 3) return 1;")]
    public Task ArrayOfMemory(string rent, string leave) => PairingVerifier.Reports(Samples.Sample($$"""
        public int M() { Memory<byte> b = {{rent}}; {{leave}} if (MemoryMarshal.TryGetArray(b, out ArraySegment<byte> all) && all.Array != null) ArrayPool<byte>.Shared.Return(all.Array); return 0; }
        """));

    [TestCase("Marshal.AllocHGlobal(64)", "&c->Overlapped")]
    [TestCase("{|PAIR004:Marshal.AllocHGlobal(64)|}", "null")]
    public Task OverlappedInMemory(string allocate, string overlapped) => PairingVerifier.Reports($$"""
        unsafe struct Context { public NativeOverlapped Overlapped; public int State; }
        static unsafe class Pal
        {
            [DllImport("x")] static extern int Begin(NativeOverlapped* overlapped, int state);
            public static void M() { Context* c = (Context*){{allocate}}; int error = Begin({{overlapped}}, c->State); if (error != 997) Marshal.FreeHGlobal((IntPtr)c); }
        }
        """);

    [TestCase("m.WaitOne(500)", "_all[name] = m;")]
    [TestCase("{|PAIR001:m.WaitOne(500)|}", "")]
    public Task NewLockThatIsKept(string take, string keep) => PairingVerifier.Reports($$"""
        class Ports
        {
            readonly Dictionary<string, Mutex> _all = new();
            public Action Taking(string name) => () => { if (!_all.TryGetValue(name, out var m)) { m = new Mutex(false, name); if ({{take}}) { {{keep}} return; } m.Close(); } };
            public void Drop(string name) { if (_all.TryGetValue(name, out var m)) { m.ReleaseMutex(); _all.Remove(name); } }
        }
        """);

    [TestCase("Run(() => { _rw.EnterWriteLock(); });", "Run(() => _rw.ExitWriteLock());")]
    [TestCase("Run(() => { {|PAIR001:_rw.EnterWriteLock()|}; Run(null!); });", "Run(() => _rw.ExitWriteLock());")]
    [TestCase("Run(() => { {|PAIR001:_rw.EnterWriteLock()|}; });", "")]
    public Task LambdaThatOnlyTakes(string enter, string exit) => PairingVerifier.Reports($$"""
        class Wrapper
        {
            readonly ReaderWriterLockSlim _rw = new();
            static void Run(Action a) { try { a(); } finally { Thread.Yield(); } }
            public void Enter() { {{enter}} }
            public void Exit() { {{exit}} }
        }
        """);

    [TestCase("Stream.Create(out _stream, level)", "_state == 0 || End() == 0")]
    [TestCase("{|PAIR004:Stream.Create(out _stream, level)|}", "_state == 0")]
    public Task TakenOfWhatAllObjectsShare(string create, string end) => PairingVerifier.Reports($$"""
        sealed class Stream : SafeHandle
        {
            static SafeHandle s_library = null!; int _state;
            public Stream() : base(IntPtr.Zero, true) { }
            public override bool IsInvalid => handle == IntPtr.Zero;
            public int Begin(int level) { bool ok = false; s_library.DangerousAddRef(ref ok); _state = 1; return level; }
            public int End() { s_library.DangerousRelease(); return _state = 2; }
            protected override bool ReleaseHandle() => {{end}};
            public static int Create(out Stream stream, int level) { stream = new Stream(); return stream.Begin(level); }
        }
        class Deflater
        {
            Stream? _stream;
            void Init(int level)
            {
                int error = {{create}};
                switch (error) { case 0: return; case -4: throw new System.IO.IOException("memory", error); default: throw new System.IO.IOException("else", error); }
            }
        }
        """);

    [Test]
    public Task TakenForNobody() => PairingVerifier.Reports(Pipe.Replace("BEGIN", Takes, StringComparison.Ordinal).Replace("END", "_inner.Dispose();", StringComparison.Ordinal) + """
        class Server
        {
            void Use(Pipe h) { {|PAIR004:h.Begin()|}; }
        }
        """);

    [Test]
    public Task TakenAndGivenBackByTheMember() => PairingVerifier.Reports("""
        public sealed class Owner(SafeHandle inner) : IDisposable
        {
            readonly SafeHandle _inner = inner;
            public int Use(bool b) { bool ok = false; {|PAIR004:_inner.DangerousAddRef(ref ok)|}; if (b) return 0; _inner.DangerousRelease(); return 1; }
            public void Dispose() => _inner.DangerousRelease();
        }
        """);

    [TestCase("foreach (var h in list) { if (h == null) throw new ArgumentException(); bool ok = false; h.DangerousAddRef(ref ok); refs++; }")]
    [TestCase("for (int i = 0; i < list.Count; i++) { if (list[i] == null) throw new ArgumentException(); bool ok = false; list[i].DangerousAddRef(ref ok); refs++; }")]
    [TestCase("foreach (var h in list) { bool ok = false; {|PAIR004:h.DangerousAddRef(ref ok)|}; if (refs > 9) throw new ArgumentException(); h.DangerousRelease(); }")]
    public Task ElementsOfTheCallers(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        static void Take(List<SafeHandle> list, ref int refs) { {{body}} }
        public void M(List<SafeHandle> list) { int refs = 0; try { Take(list, ref refs); Work(); } finally { for (int i = 0; i < refs; i++) list[i].DangerousRelease(); } }
        """));

    const string CountedObjects = """
        public abstract class Obj { [Gets("this")] public abstract void Get(); [Puts("this")] public abstract void Put(); }
        static Obj[] Find() => [];
        static bool Test() => Environment.TickCount == 3;
        Obj[] _all = [];
        """;

    [TestCase("foreach (var o in all) o.Get(); foreach (var o in all) o.Put();")]
    [TestCase("foreach (var o in all) o.Get(); try { Work(); } finally { foreach (var o in all) o.Put(); }")]
    [TestCase("for (int i = 0; i < all.Count; i++) all[i].Get(); Work(); for (int i = 0; i < all.Count; i++) all[i].Put();")]
    [TestCase("int n = 0; try { foreach (var o in all) { o.Get(); n++; Work(); } } finally { for (int i = 0; i < n; i++) all[i].Put(); }")]
    [TestCase("foreach (var o in Find()) o.Get(); foreach (var o in Find()) o.Put();")]
    [TestCase("foreach (var o in all) o.Get();")]
    [TestCase("foreach (var o in _all) o.Get();")]
    [TestCase("var own = _all; foreach (var o in own) o.Get();")]
    [TestCase("var own = Find(); foreach (var o in own) o.Get(); _all = own;")]
    [TestCase("var own = Find(); for (int i = 0; i < own.Length; i++) { var o = own[i]; o.Get(); } _all = own;")]
    [TestCase("foreach (var each in new[] { all, all }) foreach (var o in each) o.Get();")]
    public Task ElementsOfWhatOthersHave(string body) => PairingVerifier.Silent(Samples.Sample($$"""
        {{CountedObjects}}
        public void M(List<Obj> all) { {{body}} }
        """));

    [TestCase("foreach (var o in all) { {|PAIR004:o.Get()|}; if (Test()) return; o.Put(); }")]
    [TestCase("var own = Find(); foreach (var o in own) {|PAIR004:o.Get()|};")]
    [TestCase("var own = Find(); for (int i = 0; i < own.Length; i++) {|PAIR004:own[i].Get()|};")]
    [TestCase("foreach (var o in Find()) {|PAIR004:o.Get()|};")]
    [TestCase("{|PAIR004:all[3].Get()|}; if (Test()) return; all[3].Put();")]
    [TestCase("{|PAIR004:all[3].Get()|};")]
    public Task ElementsOfWhatNobodyElseHas(string body) => PairingVerifier.Reports(Samples.Sample($$"""
        {{CountedObjects}}
        public void M(List<Obj> all) { {{body}} }
        """));

    /// <summary>A stream or a writer copies what it is given.</summary>
    [TestCase("byte", "System.IO.Stream o", "o.Write(b, 0, 3);")]
    [TestCase("byte", "System.IO.MemoryStream o", "o.Write(b, 0, 3);")]
    [TestCase("byte", "System.IO.BinaryWriter o", "o.Write(b);")]
    [TestCase("byte", "System.IO.Stream o", "_ = o.WriteAsync(b, 0, 3);")]
    [TestCase("byte", "System.IO.Pipelines.PipeWriter o", "_ = o.WriteAsync(b);")]
    [TestCase("char", "System.IO.TextWriter o", "o.Write(b, 0, 3);")]
    [TestCase("char", "System.IO.StringWriter o", "o.Write(b);")]
    [TestCase("char", "System.Text.StringBuilder o", "o.Append(b, 0, 3).Insert(0, b);")]
    public Task Written(string element, string writer, string write) => PairingVerifier.Reports(Samples.Sample($$"""
        public void M({{writer}}) { {{element}}[] b = ArrayPool<{{element}}>.Shared.Rent(8); {{write}} ArrayPool<{{element}}>.Shared.Return(b); }
        public void Leak({{writer}}, bool f) { {{element}}[] b = {|PAIR004:ArrayPool<{{element}}>.Shared.Rent(8)|}; {{write}} if (f) return; ArrayPool<{{element}}>.Shared.Return(b); }
        public void Twice({{writer}}) { {{element}}[] b = ArrayPool<{{element}}>.Shared.Rent(8); {{write}} ArrayPool<{{element}}>.Shared.Return(b); {|PAIR005:ArrayPool<{{element}}>.Shared.Return(b)|}; }
        public {{element}} Used({{writer}}) { {{element}}[] b = ArrayPool<{{element}}>.Shared.Rent(8); {{write}} ArrayPool<{{element}}>.Shared.Return(b); return {|PAIR006:b[0]|}; }
        """));

    [TestCase("byte", "new Span<byte>(b, 0, 3).Clear();")]
    [TestCase("byte", "Span<byte> s = new(b); s[0] = 1;")]
    [TestCase("byte", "stream.Write(new ReadOnlySpan<byte>(b));")]
    [TestCase("byte", "_n = stream.ReadAsync(new Memory<byte>(b, 0, 3)).Result;")]
    [TestCase("byte", "_n = View(b).Length;")]
    [TestCase("char", "_text = new string(b, 0, 3);")]
    [TestCase("char", "_text = Text(b);")]
    [TestCase("byte", "_ = new Guid(b);")]
    [TestCase("byte", "_ = new System.Numerics.BigInteger(b);")]
    [TestCase("byte", "_ = new System.Net.IPAddress(b);")]
    [TestCase("int", "_ = new decimal(b);")]
    public Task OnlyReadByAConstructor(string element, string read) => PairingVerifier.Reports(Samples.Sample($$"""
        string _text = "";
        static string Text(char[] b) => new(b);
        static Memory<byte> View(byte[] b) => new(b, 0, 3);
        public void M(System.IO.Stream stream) { {{element}}[] b = ArrayPool<{{element}}>.Shared.Rent(8); {{read}} ArrayPool<{{element}}>.Shared.Return(b); }
        public void Leak(System.IO.Stream stream, bool f) { {{element}}[] b = {|PAIR004:ArrayPool<{{element}}>.Shared.Rent(8)|}; {{read}} if (f) return; ArrayPool<{{element}}>.Shared.Return(b); }
        """));

    [TestCase("void", "_kept = new Memory<byte>(b, 0, 3);")]
    [TestCase("void", "_kept = View(b);")]
    [TestCase("void", "_all.Add(new Memory<byte>(b));")]
    [TestCase("void", "send(new Memory<byte>(b));")]
    [TestCase("Memory<byte>", "Memory<byte> m = new(b); return m[1..];")]
    [TestCase("System.IO.Stream", "return new System.IO.MemoryStream(b);")]
    [TestCase("Span<byte>", "var p = (byte*)NativeMemory.Alloc(9); ArrayPool<byte>.Shared.Return(b); return new Span<byte>(p, 9);")]
    [TestCase("Span<byte>", "var p = (byte*)NativeMemory.Alloc(9); ArrayPool<byte>.Shared.Return(b); return new Span<byte>(p + 4, 5);")]
    public Task KeptByAConstructor(string type, string body) => PairingVerifier.Silent(Samples.Sample($$"""
        Memory<byte> _kept;
        readonly List<Memory<byte>> _all = new();
        static Memory<byte> View(byte[] b) => new(b, 0, 3);
        unsafe {{type}} M(Action<Memory<byte>> send) { byte[] b = ArrayPool<byte>.Shared.Rent(8); {{body}} }
        """));

    [TestCase("_text = new string(p);")]
    [TestCase("_text = Text(p);")]
    [TestCase("Console.WriteLine(new Span<byte>(p + 4, 5)[0]);")]
    public Task NativeOnlyReadByAConstructor(string read) => PairingVerifier.Reports(Samples.Sample($$"""
        string _text = "";
        static unsafe string Text(sbyte* p) => new(p);
        public unsafe void M() { sbyte* p = (sbyte*)NativeMemory.Alloc(9); {{read}} NativeMemory.Free(p); }
        public unsafe void Leak(bool f) { sbyte* p = (sbyte*){|PAIR004:NativeMemory.Alloc(9)|}; {{read}} if (f) return; NativeMemory.Free(p); }
        """));

    const string Builders = """
        static class Builders
        {
            [return: Gets] [NoContextAnalysis("the cache")] public static Builder Acquire() => new();
            [Puts("it"), NoContextAnalysis("the cache")] public static void Release(Builder it) { }
        }
        sealed class Builder
        {
            public void Append([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] Handler handler) { }
            public void Use(Holder holder) { }
        }
        [System.Runtime.CompilerServices.InterpolatedStringHandler]
        readonly struct Handler(int literals, int values, Builder it)
        {
            public void AppendLiteral(string text) => Console.Write(it.ToString() + text + literals + values);
            public void AppendFormatted(int value) { }
        }
        class Holder { public Holder(Builder it) => It = it; public Builder It { get; } }
        """;

    [Test]
    public Task GivenToAnInterpolatedStringHandler() => PairingVerifier.Reports(Samples.Sample("""
        void M() { var b = Builders.Acquire(); b.Append($"a{_n}"); Builders.Release(b); }
        void Leak() { var b = {|PAIR004:Builders.Acquire()|}; b.Append($"a{_n}"); if (_flag) return; Builders.Release(b); }
        void Held(Builder b) { {|PAIR001:Monitor.Enter(b)|}; b.Append($"a{_n}"); if (_flag) return; Monitor.Exit(b); }
        void Kept() { var b = Builders.Acquire(); b.Use(new Holder(b)); if (_flag) return; Builders.Release(b); }
        """) + Builders);

    [TestCase("Volatile.Write(ref _kept, b);")]
    [TestCase("queue.Writer.TryWrite(b);")]
    [TestCase("await queue.Writer.WriteAsync(b);")]
    public Task WrittenToBeKept(string write) => PairingVerifier.Silent(Samples.Sample($$"""
        byte[]? _kept;
        public async Task M(System.Threading.Channels.Channel<byte[]> queue) { byte[] b = ArrayPool<byte>.Shared.Rent(8); {{write}} }
        """));

    [TestCase("ref", "=> h.Free();")]
    [TestCase("in", "=> h.Free();")]
    [TestCase("", "=> h.Free();")]
    [TestCase("ref", "{ if (h.IsAllocated) h.Free(); }")]
    [TestCase("ref", "{ if (_n > 3) h.Free(); }")]
    public Task StructGivenToAHelper(string by, string release) => PairingVerifier.Reports(Samples.Sample($$"""
        void Free({{by}} GCHandle h) {{release}}
        void Look({{by}} GCHandle h) => Console.WriteLine(h.Target);
        public void M(object o) { GCHandle h = GCHandle.Alloc(o); Look({{by}} h); Free({{by}} h); }
        public void Bad(object o) { GCHandle h = {|PAIR004:GCHandle.Alloc(o)|}; Look({{by}} h); }
        """));
}
