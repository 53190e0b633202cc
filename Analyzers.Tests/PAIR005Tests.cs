// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR005Tests
{
    [Test]
    public Task GettingItFailed() => PairingVerifier.Reports("""
        #nullable disable
        public sealed class Buffer { [Puts, NoContextAnalysis("the count itself")] public void Put() { } }
        public abstract class C
        {
            [CondGets("zero", "b")] public abstract int Open(out Buffer b);
            [CondGets(true, "b")] public abstract bool TryGet(out Buffer b);
            [return: Gets] public abstract Buffer Make();
            public int Error() { int error = Open(out var b); if (error != 0) { {|PAIR005:b.Put()|}; return error; } b.Put(); return 0; }
            public void NotAsked() { TryGet(out var b); {|PAIR005:b.Put()|}; }
            public void OfNull() { TryGet(out var b); b?.Put(); }
            public void AskedForNull() { TryGet(out var b); if (b != null) b.Put(); }
            public void Asked() { if (TryGet(out var b)) b.Put(); }
            public void Another() { if (!TryGet(out var b)) b = Make(); b.Put(); }
            public void Again() { Buffer b; while (!TryGet(out b)) { } b.Put(); }
            public void Finally() { Buffer b = null; try { if (!TryGet(out b)) return; } finally { b?.Put(); } }
        }
        """);

    [Test]
    public Task PutTwice() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; put_page(p); {|PAIR005:put_page(p)|}; }
        """));

    [Test]
    public Task CallersReference() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { put_page(p); }
        """));

    [Test]
    public Task CatchReturnsAgain() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n, bool e) { byte[] b = ArrayPool<byte>.Shared.Rent(n); try { ArrayPool<byte>.Shared.Return(b); if (e) throw new FormatException(); } catch (FormatException) { {|PAIR005:ArrayPool<byte>.Shared.Return(b)|}; } }
        """));

    [Test]
    public Task FlagSaysReturned() => PairingVerifier.Silent(Samples.Sample("""
        public void M(int n, bool e) { byte[]? b = ArrayPool<byte>.Shared.Rent(n); if (e) { ArrayPool<byte>.Shared.Return(b); b = null; } _n++; if (b is not null) ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task InLoop() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; do { {|PAIR005:put_page(p)|}; } while (choose()); }
        """));

    [Test]
    public Task LocalFunctionTwice() => PairingVerifier.Reports(Samples.Sample("""
        public void M(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); Give(); {|PAIR005:Give()|}; void Give() => ArrayPool<byte>.Shared.Return(b); }
        """));

    [Test]
    public Task TwoGets() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; get_page(p); put_page(p); put_page(p); }
        """));

    [Test]
    public Task OneTooMany() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; get_page(p); put_page(p); put_page(p); {|PAIR005:put_page(p)|}; }
        """));

    [Test]
    public Task TwiceFromOneSegment() => PairingVerifier.Reports(Samples.Sample("""
        public void M(Memory<byte> m) { if (MemoryMarshal.TryGetArray<byte>(m, out var s)) { ArrayPool<byte>.Shared.Return(s.Array!); {|PAIR005:ArrayPool<byte>.Shared.Return(s.Array!)|}; } }
        """));

    [Test]
    public Task GetThatThrew() => PairingVerifier.Reports("""
        static class Handles
        {
            public static nint M(SafeHandle handle)
            {
                bool ignored = false;
                try { handle.DangerousAddRef(ref ignored); return handle.DangerousGetHandle(); }
                finally { {|PAIR005:handle.DangerousRelease()|}; }
            }
        }
        """);

    [Test]
    public Task GetThatSaysWhetherItThrew() => PairingVerifier.Silent("""
        static class Handles
        {
            public static nint M(SafeHandle handle)
            {
                bool owned = false;
                try { handle.DangerousAddRef(ref owned); return handle.DangerousGetHandle(); }
                finally { if (owned) handle.DangerousRelease(); }
            }
            public static nint N(SafeHandle handle)
            {
                bool ignored = false;
                handle.DangerousAddRef(ref ignored);
                try { return handle.DangerousGetHandle(); }
                finally { handle.DangerousRelease(); }
            }
        }
        """);

    [Test]
    public Task NeverFilled() => PairingVerifier.Reports(Samples.Kernel("""
        public abstract void init(pagevec* v); public void m() { pagevec v; init(&v); if (choose()) { if (find_get_entries(v.pages) == 0) return; } {|PAIR005:pagevec_release(&v)|}; }
        """));

    [Test]
    public Task Filled() => PairingVerifier.Silent(Samples.Kernel("""
        public abstract void init(pagevec* v); public void m() { pagevec v; init(&v); if (find_get_entries(v.pages) == 0) return; pagevec_release(&v); }
        """));

    const string Absents = """
        [Absent(true, "p")] public abstract bool is_value(page* p);
        """;

    [Test]
    public Task NoObject() => PairingVerifier.Reports(Samples.Kernel(Absents + """
        public void m() { page* p = find_get_page(1); if (p == null) return; if (is_value(p)) {|PAIR005:put_page(p)|}; else put_page(p); }
        """));

    [Test]
    public Task NoObjectIsReplaced() => PairingVerifier.Silent(Samples.Kernel(Absents + """
        public void m() { page* p = find_get_page(1); if (p == null) return; if (is_value(p)) { p = find_get_page(2); if (p == null) return; } put_page(p); }
        public void n() { page* p = find_get_page(1); if (p == null) return; if (is_value(p)) return; put_page(p); }
        """));

    [Test]
    public Task PerhapsNoObject() => PairingVerifier.Silent(Samples.Kernel(Absents + """
        public void m() { page* p = find_get_page(1); if (p == null) return; bool value = is_value(p); if (choose()) use(p); if (!value) put_page(p); }
        public void n(page* p) { if (is_value(p)) use(p); if (choose()) return; put_page(p); }
        """));

    [Test]
    public Task CallersReferenceWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public void m(page* p) { {|PAIR005:put_page(p)|}; }
        """));

    [Test]
    public Task DeclaredWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        [Puts("p")] public void m(page* p) { put_page(p); }
        """));

    [Test]
    public Task MovedWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        [Moves("page", into: "pvec->pages[]")] public abstract void pagevec_add(pagevec* pvec, page* page);
        public void m(pagevec* v, page* p) { if (choose()) {|PAIR005:pagevec_add(v, p)|}; }
        public void n(pagevec* v, page* p) { get_page(p); pagevec_add(v, p); }
        """));

    [Test]
    public Task OnSomeWaysWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public void m(page* p) { if (choose()) {|PAIR005:put_page(p)|}; }
        [CondPuts(true, "p")] public bool n(page* p) { bool isPut = choose(); if (isPut) put_page(p); return isPut; }
        """));

    [Test]
    public Task FoundWithoutAReferenceWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        page* entry(int i) => choose() ? (page*)(long)i : null;
        [Gets("p")] public abstract void taken_over(page* p);
        public void m() { page* p = entry(1); if (p != null) {|PAIR005:put_page(p)|}; }
        public void n() { page* p = entry(1); if (p != null) { taken_over(p); put_page(p); } }
        public void o() { page* p = find_get_page(1); if (p != null) put_page(p); }
        """));

    [Test]
    public Task FoundWithoutAReferenceElsewhere() => PairingVerifier.Silent(Samples.Kernel("""
        page* entry(int i) => choose() ? (page*)(long)i : null;
        public void m() { page* p = entry(1); if (p != null) put_page(p); }
        """));

    [Test]
    public Task ReturnedBeforeTheCallThrew() => PairingVerifier.Reports("""
        class C(Action work)
        {
            public void Handler(int n)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(n);
                try { work(); ArrayPool<byte>.Shared.Return(buffer); work(); }
                catch { {|PAIR005:ArrayPool<byte>.Shared.Return(buffer)|}; throw; }
            }
        }
        """);

    [Test]
    public Task ReturnedBeforeTheCallThrewAndForgotten() => PairingVerifier.Silent("""
        class C(Action work)
        {
            public void Handler(int n)
            {
                byte[]? buffer = ArrayPool<byte>.Shared.Rent(n);
                try { work(); ArrayPool<byte>.Shared.Return(buffer); buffer = null; work(); }
                catch { if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer); throw; }
            }
            public void Turns(int n)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(n);
                try { while (n-- > 0) { ArrayPool<byte>.Shared.Return(buffer); buffer = ArrayPool<byte>.Shared.Rent(n); work(); } }
                finally { ArrayPool<byte>.Shared.Return(buffer); }
            }
        }
        """);

    [TestCase("GCHandle.FromIntPtr(p).Free(); {|PAIR005:GCHandle.FromIntPtr(p).Free()|};")]
    [TestCase("((GCHandle)p).Free(); {|PAIR005:h.Free()|};")]
    [TestCase("h.Free(); {|PAIR005:GCHandle.FromIntPtr(p).Free()|};")]
    [TestCase("Free(p); {|PAIR005:h.Free()|};")]
    public Task HandleFreedByItsNumber(string frees) => PairingVerifier.Reports(Samples.Sample($$"""
        static void Free(IntPtr p) { GCHandle h = GCHandle.FromIntPtr(p); _ = h.Target; h.Free(); }
        public void M(object o) { GCHandle h = GCHandle.Alloc(o); IntPtr p = GCHandle.ToIntPtr(h); {{frees}} }
        """));

    const string Families = """
        [return: Gets(Family = "own")] static extern IntPtr Make();
        [return: Gets] static extern IntPtr MakeAny();
        [Puts("p", Family = "own")] static extern void Free(IntPtr p);
        [Puts("p")] static extern void FreeAny(IntPtr p);
        """;

    [TestCase("IntPtr p = Marshal.AllocHGlobal(4); {|PAIR005:Marshal.FreeCoTaskMem(p)|};")]
    [TestCase("IntPtr p = Marshal.AllocCoTaskMem(4); {|PAIR005:Marshal.FreeHGlobal(p)|};")]
    [TestCase("IntPtr p = Marshal.StringToBSTR(\"\"); try { Work(); } finally { {|PAIR005:Marshal.FreeHGlobal(p)|}; }")]
    [TestCase("void* p = NativeMemory.AlignedAlloc(4, 4); {|PAIR005:NativeMemory.Free(p)|};")]
    [TestCase("void* p = NativeMemory.Alloc(4); {|PAIR005:NativeMemory.AlignedFree(p)|};")]
    [TestCase("void* p = NativeMemory.AlignedAlloc(4, 4); p = {|PAIR005:NativeMemory.Realloc(p, 5)|}; NativeMemory.Free(p);")]
    [TestCase("byte* p = (byte*)NativeMemory.Alloc(4); {|PAIR005:Marshal.FreeHGlobal((IntPtr)p)|};")]
    [TestCase("IntPtr p = _flag ? Marshal.AllocHGlobal(4) : Marshal.AllocCoTaskMem(4); {|PAIR005:Marshal.FreeHGlobal(p)|};")]
    [TestCase("IntPtr p = Make(); {|PAIR005:Marshal.FreeHGlobal(p)|};")]
    [TestCase("IntPtr p = Marshal.AllocHGlobal(4); {|PAIR005:Free(p)|};")]
    public Task FreedByAnotherAllocator(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{Families}}
        public unsafe void M() { {{code}} }
        """));

    [Test]
    public Task AllocatedByHelper() => PairingVerifier.Reports(Samples.Sample($$"""
        {{Families}}
        static IntPtr _kept;
        static IntPtr Direct() => Marshal.AllocHGlobal(4);
        static IntPtr Filled(object o) { IntPtr p = Marshal.AllocHGlobal(4); Marshal.StructureToPtr(o, p, false); return p; }
        static IntPtr Nested(int n) => n < 1 ? IntPtr.Zero : Direct();
        static IntPtr Either(bool b) => b ? Marshal.AllocHGlobal(4) : Marshal.AllocCoTaskMem(4);
        static void Left(out IntPtr p) => p = Marshal.AllocHGlobal(4);
        public void Wrong(object o) { IntPtr p = Direct(); {|PAIR005:Marshal.FreeCoTaskMem(p)|}; p = Filled(o); {|PAIR005:Free(p)|}; }
        public void WrongOfNested() { IntPtr p = Nested(4); if (p != IntPtr.Zero) {|PAIR005:Free(p)|}; }
        public void WrongOfOut() { Left(out IntPtr p); {|PAIR005:Free(p)|}; }
        public void Right(object o) { IntPtr p = Direct(); Marshal.FreeHGlobal(p); p = Filled(o); FreeAny(p); p = Nested(4); if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); Left(out p); Marshal.FreeHGlobal(p); }
        public void RightOfEither(bool b) { IntPtr p = Either(b); if (b) Marshal.FreeHGlobal(p); else Marshal.FreeCoTaskMem(p); }
        public void WrongThoughStored() { IntPtr p = Direct(); _kept = p; Work(); {|PAIR005:Free(p)|}; }
        public void RightThoughStored() { IntPtr p = Direct(); _kept = p; Work(); Marshal.FreeHGlobal(p); }
        """));

    [TestCase("void* p = NativeMemory.AlignedAlloc(4, 4); p = NativeMemory.AlignedRealloc(p, 5, 4); NativeMemory.AlignedFree(p);")]
    [TestCase("IntPtr p = Marshal.StringToCoTaskMemUni(\"\"); Marshal.ZeroFreeCoTaskMemUnicode(p);")]
    [TestCase("IntPtr p = _flag ? Marshal.AllocHGlobal(4) : Marshal.AllocCoTaskMem(4); if (_flag) Marshal.FreeHGlobal(p); else Marshal.FreeCoTaskMem(p);")]
    [TestCase("IntPtr p = Make(); Free(p); p = Make(); FreeAny(p);")]
    [TestCase("IntPtr p = MakeAny(); Free(p); p = MakeAny(); Marshal.FreeHGlobal(p);")]
    [TestCase("Marshal.FreeHGlobal(_field);")]
    public Task FreedByItsAllocator(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{Families}}
        IntPtr _field;
        public unsafe void M() { {{code}} }
        """));

    const string Taken = """
        [return: Gets] static extern IntPtr Make();
        [Moves("p")] static extern int Take(IntPtr p);
        [Puts("p")] static extern void Free(IntPtr p);
        """;

    [TestCase("Take(p); {|PAIR005:Take(p)|};")]
    [TestCase("Free(p); {|PAIR005:Take(p)|};")]
    [TestCase("Take(p); {|PAIR005:Free(p)|};")]
    public Task MovedAndGivenBack(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{Taken}}
        public void M() { IntPtr p = Make(); {{code}} }
        """));

    [Test]
    public Task MovedOnce() => PairingVerifier.Silent(Samples.Sample($$"""
        {{Taken}}
        public void M() { IntPtr p = Make(); if (_flag) Take(p); else Take(p); p = Make(); Take(p); }
        public void N(IntPtr p) { Take(p); Take(p); }
        """));

    [Test]
    public Task HelperThatReplacesWhatItReturns() => PairingVerifier.Reports(Samples.Sample("""
        byte[] _buffer = new byte[1];
        void Grow() { byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2); ArrayPool<byte>.Shared.Return(_buffer); _buffer = larger; }
        void Free() => ArrayPool<byte>.Shared.Return(_buffer);
        public void Free2() { Free(); {|PAIR005:Free()|}; }
        public void Before() { Free(); {|PAIR005:Grow()|}; }
        public void After() { Grow(); Free(); {|PAIR005:Free()|}; }
        static void Resize(ref byte[] buffer) { ArrayPool<byte>.Shared.Return(buffer); buffer = ArrayPool<byte>.Shared.Rent(32); }
        public void Turns(int n) { byte[] b = ArrayPool<byte>.Shared.Rent(n); while (n-- > 0) Resize(ref b); ArrayPool<byte>.Shared.Return(b); {|PAIR005:ArrayPool<byte>.Shared.Return(b)|}; }
        """));

    [Test]
    public Task DelegatesOfMethodsWithContracts() => PairingVerifier.Reports("""
        class C
        {
            public void Twice(IntPtr p) { Action<IntPtr> free = Marshal.FreeHGlobal; free(p); {|PAIR005:free(p)|}; }
            public void Once(IntPtr p) { Action<IntPtr> free = Marshal.FreeHGlobal; free(p); }
            public void Leaks() { Func<int, IntPtr> alloc = Marshal.AllocHGlobal; IntPtr p = {|PAIR004:alloc(4)|}; Marshal.WriteByte(p, 0); }
            public void Freed() { Func<int, IntPtr> alloc = Marshal.AllocHGlobal; Action<IntPtr> free = Marshal.FreeHGlobal; IntPtr p = alloc(4); free(p); }
            public void Unknown(IntPtr p, Action<IntPtr> free) { free(p); free(p); }
        }
        """);

    const string Field = """
        byte[] _held = ArrayPool<byte>.Shared.Rent(4);
        int _times;
        void Refill() => _held = ArrayPool<byte>.Shared.Rent(9);
        void Ensure(int n) { if (n > _held.Length) Refill(); }
        void Count() => _times++;
        protected virtual void Other() => _held = new byte[9];

        """;

    [TestCase("ArrayPool<byte>.Shared.Return(_held); {|PAIR005:ArrayPool<byte>.Shared.Return(_held)|};")]
    [TestCase("ArrayPool<byte>.Shared.Return(_held); Count(); {|PAIR005:ArrayPool<byte>.Shared.Return(_held)|};")]
    [TestCase("Refill(); ArrayPool<byte>.Shared.Return(_held); {|PAIR005:ArrayPool<byte>.Shared.Return(_held)|}; Refill();")]
    public Task MemberTwice(string body) => PairingVerifier.Reports(Samples.Sample(Field + $"public void M() {{ {body} }}"));

    [TestCase("ArrayPool<byte>.Shared.Return(_held); Refill(); ArrayPool<byte>.Shared.Return(_held);")]
    [TestCase("ArrayPool<byte>.Shared.Return(_held); Ensure(9); ArrayPool<byte>.Shared.Return(_held);")]
    [TestCase("ArrayPool<byte>.Shared.Return(_held); Other(); ArrayPool<byte>.Shared.Return(_held);")]
    [TestCase("for (int i = 0; i < 3; i++) { Ensure(i); ArrayPool<byte>.Shared.Return(_held); }")]
    public Task MemberThatIsAnotherByThen(string body) => PairingVerifier.Silent(Samples.Sample(Field + $"public void M() {{ {body} }}"));

    const string Keepers = """
        class Slot { public byte[]? P; }
        byte[]? _f;
        void Reset() => _f = ArrayPool<byte>.Shared.Rent(9);

        """;

    [TestCase("f(b); ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("all.Add(b); ArrayPool<byte>.Shared.Return(b); if (!_flag) return;")]
    [TestCase("var s = new Slot { P = b }; ArrayPool<byte>.Shared.Return(b); if (!_flag) return;")]
    [TestCase("_f = b; try { Work(); } finally { _f = null; ArrayPool<byte>.Shared.Return(b); }")]
    public Task TwiceAfterItWasHandedOver(string body) => PairingVerifier.Reports(Samples.Sample(Keepers + $$"""
        public void M(Func<byte[], int> f, List<byte[]> all) { byte[] b = ArrayPool<byte>.Shared.Rent(3); {{body}} {|PAIR005:ArrayPool<byte>.Shared.Return(b)|}; }
        """));

    [TestCase("_f = b; ArrayPool<byte>.Shared.Return(b); Reset(); ArrayPool<byte>.Shared.Return(_f);")]
    [TestCase("_f = b; ArrayPool<byte>.Shared.Return(_f); Reset(); ArrayPool<byte>.Shared.Return(_f);")]
    [TestCase("var s = new Slot { P = b }; ArrayPool<byte>.Shared.Return(s.P); f(b); ArrayPool<byte>.Shared.Return(s.P);")]
    [TestCase("bool done = false; f(b); if (_flag) { ArrayPool<byte>.Shared.Return(b); done = true; } Work(); if (!done) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("f(b); ArrayPool<byte>.Shared.Return(b); b = ArrayPool<byte>.Shared.Rent(3); f(b); ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("while (f(b) > 3) { ArrayPool<byte>.Shared.Return(b); b = ArrayPool<byte>.Shared.Rent(9); } ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("Action more = () => b = ArrayPool<byte>.Shared.Rent(4); f(b); ArrayPool<byte>.Shared.Return(b); more(); ArrayPool<byte>.Shared.Return(b);")]
    public Task OnceAfterItWasHandedOver(string body) => PairingVerifier.Silent(Samples.Sample(Keepers + $$"""
        public void M(Func<byte[], int> f) { byte[] b = ArrayPool<byte>.Shared.Rent(3); {{body}} }
        """));
}
