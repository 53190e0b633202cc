// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Conditions about a constant, or about what is in a member afterwards, as callers and bodies see them.</summary>
public class ConditionTests
{
    [Test]
    public Task Argument() => PairingVerifier.Reports(Samples.Kernel(Argued + """
        public void m(page* p) { enter(p, true); unlock_page(p); enter(p, false); }
        public void n(page* p) { {|PAIR001:enter(p, true)|}; if (choose()) unlock_page(p); }
        public void o(page* p) { enter(p, false); lock_page(p); unlock_page(p); }
        public void r(page* p, bool exclusive) { enter(p, exclusive); if (exclusive) unlock_page(p); }
        public void s(page* p, bool exclusive) { {|PAIR001:enter(p, exclusive)|}; if (!exclusive) {|PAIR002:unlock_page(p)|}; }
        public void t(page* p) { get_page(p); drop(p, 3); {|PAIR005:put_page(p)|}; }
        public void u(page* p) { get_page(p); drop(p, 2); put_page(p); }
        """));

    const string Argued = """
        [CondAcquires("exclusive=true", "p")] public void enter(page* p, bool exclusive) { if (exclusive) lock_page(p); }
        [CondPuts("how=equal", "p", Constant = 3)] public void drop(page* p, int how) { if (how == 3) put_page(p); use(p); }
        """;

    [Test]
    public Task ArgumentInTheBody() => PairingVerifier.Reports(Samples.Kernel("""
        [CondAcquires("exclusive=true", "p")] public void {|PAIR009:enter|}(page* p, bool exclusive) { if (exclusive && choose()) lock_page(p); }
        [CondAcquires("exclusive=true", "p")] public void {|PAIR009:other|}(page* p, bool exclusive) { if (choose()) { lock_page(p); if (!exclusive) unlock_page(p); } }
        [CondReleases("exclusive=true", "p")] public void leave(page* p, bool exclusive) { use(p); if (exclusive) unlock_page(p); use(p); }
        [CondReleases("exclusive=true", "p")] public void {|PAIR009:stays|}(page* p, bool exclusive) { use(p); if (exclusive && choose()) unlock_page(p); use(p); }
        [CondPuts("how=equal", "p", Constant = 3)] public void {|PAIR009:drop|}(page* p, int how) { use(p); if (how == 4) put_page(p); }
        """));

    [Test]
    public Task CompoundArgument() => PairingVerifier.Silent(Samples.Kernel(Argued + """
        [CondReleases("exclusive=true", "p")] public void leave(page* p, bool exclusive) { if (exclusive) unlock_page(p); }
        public void m(page* p, bool b, bool c) { enter(p, b && c); use(p); leave(p, b && c); }
        public void n(page* p, bool b, bool c) { enter(p, b || c); use(p); leave(p, b || c); }
        """));

    [Test]
    public Task ArgumentOfAnotherCaseInTheBody() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        [CondReleases("exclusive=true", "p")] public void leave(page* p, bool exclusive) { {|PAIR002:unlock_page(p)|}; }
        [CondPuts("how=true", "p")] public void drop(page* p, bool how) { {|PAIR005:put_page(p)|}; }
        """));

    [Test]
    public Task FlagThatMayBeNull() => PairingVerifier.Reports(Samples.Sample("""
        public virtual bool C() => _flag;
        public void M() { bool? taken = null; if (C()) { Monitor.Enter(_a); taken = true; } if (taken.GetValueOrDefault()) Monitor.Exit(_a); }
        public void N() { bool? taken = null; if (C()) { {|PAIR001:Monitor.Enter(_a)|}; taken = true; } if (!taken.GetValueOrDefault()) {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    [Test]
    public Task EndOfACount() => PairingVerifier.Reports(Samples.Sample("""
        public virtual bool C() => _flag;
        public void UpTo3(object l) { int i; for (i = 0; i < 3; i++) { if (Monitor.TryEnter(l, 10)) break; } if (i == 3) throw new TimeoutException(); _n++; Monitor.Exit(l); }
        public void Beyond2(object l) { int i; for (i = 0; i < 3; i++) { if (Monitor.TryEnter(l, 10)) break; } if (i > 2) throw new TimeoutException(); _n++; Monitor.Exit(l); }
        public void Down(object l) { int i = 3; do { if (Monitor.TryEnter(l, 10)) break; } while (--i > 0); if (i == 0) return; _n++; Monitor.Exit(l); }
        public async Task<bool> While() { int i = 0; while (i < 3) { if (await _gate.WaitAsync(10)) break; i++; } if (i == 3) return false; _n++; _gate.Release(); return true; }
        public void UpToMany(object l, int n) { int i; for (i = 0; i < n; i++) { Monitor.Enter(l); if (C()) break; Monitor.Exit(l); } if (i >= n) return; Monitor.Exit(l); }
        public void UpToLength(object l, int[] a) { int i; for (i = 0; i < a.Length; i++) { if (Monitor.TryEnter(l)) break; } if (i == a.Length) return; Monitor.Exit(l); }
        public int Found(object[] all, object l) { int found = -1; for (int i = 0; i < all.Length; i++) { Monitor.Enter(l); if (C()) { found = i; break; } Monitor.Exit(l); } if (found >= 0) Monitor.Exit(l); return found; }
        public void Held(object l) { int held = 0; if (C()) { Monitor.Enter(l); held++; } try { _n++; } finally { while (held-- > 0) Monitor.Exit(l); } }
        public void Wrong(object l) { int i; for (i = 0; i < 3; i++) { if ({|PAIR001:Monitor.TryEnter(l, 10)|}) break; } if (i == 2) throw new TimeoutException(); _n++; {|PAIR002:Monitor.Exit(l)|}; }
        public void Left(object l) { int i; for (i = 0; i < 3; i++) { if ({|PAIR001:Monitor.TryEnter(l, 10)|}) break; } if (i < 3) return; _n++; }
        public void Other(object l, int n, int m) { int i; for (i = 0; i < n; i++) { if ({|PAIR001:Monitor.TryEnter(l)|}) break; } if (i == m) return; {|PAIR002:Monitor.Exit(l)|}; }
        public void Skipped(object l) { int i; for (i = 0; i < 3; i++) { if (Monitor.TryEnter(l)) break; i += 5; } if (i == 8) return; {|PAIR002:Monitor.Exit(l)|}; }
        """));

    [Test]
    public Task ArgumentThatIsNotNull() => PairingVerifier.Silent(Samples.Kernel("""
        [CondAcquires("name=nonnull", "p")] public abstract void enter(page* p, string name);
        public void m(page* p, int i) { enter(p, $"{i}"); unlock_page(p); enter(p, "a" + i); unlock_page(p); }
        """));

    [Test]
    public Task ArgumentOfFlags() => PairingVerifier.Reports(Samples.Kernel("""
        [Flags] public enum Options { None, Wait, Lock }
        [CondAcquires("options=set", "p", Constant = (long)Options.Lock)] public void enter(page* p, Options options) { if (options.HasFlag(Options.Lock)) lock_page(p); }
        public void m(page* p, Options o) { enter(p, o); if (o.HasFlag(Options.Lock)) unlock_page(p); }
        public void n(page* p, Options o) { enter(p, o & ~Options.Lock); enter(p, o | Options.Lock); unlock_page(p); }
        public void r(page* p, Options o) { {|PAIR001:enter(p, o)|}; if (o.HasFlag(Options.Wait)) {|PAIR002:unlock_page(p)|}; }
        """));

    [Test]
    public Task IgnoredResultBesideAnArgument() => PairingVerifier.Reports(Samples.Kernel("""
        [CondAcquires("first=true", "a"), CondAcquires(true, "b")] public abstract bool two(page* a, page* b, bool first);
        public void m(page* a, page* b) { {|PAIR007:two(a, b, true)|}; unlock_page(a); }
        """));

    [Test]
    public Task ManyArguments() => PairingVerifier.Silent(Samples.Kernel($$"""
        {{string.Concat(Enumerable.Range(0, 24).Select(i => $"[CondAcquires(\"b{i}=true\", \"p{i}\")] "))}}public void enter({{string.Join(", ", Enumerable.Range(0, 24).Select(i => $"page* p{i}, bool b{i}"))}})
        {
            {{string.Concat(Enumerable.Range(0, 24).Select(i => $"if (b{i}) lock_page(p{i}); "))}}
        }
        """));

    const string Helpers = """
        static nint Copy(string? s) { if (s == null) return 0; return Marshal.StringToHGlobalAnsi(s); }
        static byte[]? Rent(bool pooled) { if (!pooled) return null; return ArrayPool<byte>.Shared.Rent(8); }
        static byte[] RentOrMake(bool pooled) => pooled ? ArrayPool<byte>.Shared.Rent(8) : new byte[8];
        static void Return(byte[] b, bool pooled) { if (pooled) ArrayPool<byte>.Shared.Return(b); }
        static void Close(nint p, bool free) { Marshal.WriteByte(p, 0); if (free) Marshal.FreeHGlobal(p); }
        static void FreeUnless(nint p, object? owner) { if (owner == null) Marshal.FreeHGlobal(p); }
        static void FreeIf(nint p, bool a, bool b) { if (a && b) Marshal.FreeHGlobal(p); }
        void Enter(bool write) { if (write) _rw.EnterWriteLock(); else _rw.EnterReadLock(); }
        void Exit(bool write) { if (write) _rw.ExitWriteLock(); else _rw.ExitReadLock(); }
        void EnterUnless(bool held) { if (!held) Monitor.Enter(_a); }
        public void Hold() { Monitor.Enter(_a); EnterUnless(true); Monitor.Exit(_a); }
        static bool Choose() => Environment.TickCount == 3;
        """;

    [TestCase("Copy(null);")]
    [TestCase("nint p = Copy(s); if (s != null) Marshal.FreeHGlobal(p);")]
    [TestCase("nint p = Copy(s); if (p != 0) Marshal.FreeHGlobal(p);")]
    [TestCase("Rent(false); byte[] b = Rent(true)!; Return(b, true);")]
    [TestCase("byte[]? b = Rent(Choose()); if (b != null) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("byte[] b = RentOrMake(flag); Return(b, flag);")]
    [TestCase("byte[] b = RentOrMake(!flag); if (!flag) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("bool pooled = Choose(); byte[] b = RentOrMake(pooled); Return(b, pooled);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); Close(p, false); Close(p, true);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); Close(p, flag); if (!flag) Marshal.FreeHGlobal(p);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); int i = 0; do { Close(p, i == n - 1); i++; } while (i < n);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); FreeUnless(p, null);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); FreeIf(p, flag, n == 3);")]
    [TestCase("Enter(true); _rw.ExitWriteLock(); Enter(false); _rw.ExitReadLock();")]
    [TestCase("Enter(flag); if (n == 3) { Exit(flag); return; } Exit(flag);")]
    [TestCase("Monitor.Enter(_a); EnterUnless(true); Monitor.Exit(_a); EnterUnless(false); Monitor.Exit(_a);")]
    public Task ArgumentOfHelper(string code) => PairingVerifier.Silent(Samples.Sample($$"""
        {{Helpers}}
        public void M(string? s, bool flag, int n) { {{code}} }
        """));

    [TestCase("{|PAIR004:Copy(\"\")|};")]
    [TestCase("{|PAIR004:Copy(s)|};")]
    [TestCase("nint p = {|PAIR004:Copy(s)|}; if (s == null) Marshal.FreeHGlobal(p);")]
    [TestCase("{|PAIR004:Rent(true)|};")]
    [TestCase("byte[] b = {|PAIR004:RentOrMake(true)|}; Return(b, false);")]
    [TestCase("byte[] b = {|PAIR004:RentOrMake(flag)|}; if (!flag) ArrayPool<byte>.Shared.Return(b);")]
    [TestCase("nint p = {|PAIR004:Marshal.AllocHGlobal(1)|}; Close(p, false);")]
    [TestCase("nint p = {|PAIR004:Marshal.AllocHGlobal(1)|}; Close(p, flag);")]
    [TestCase("nint p = Marshal.AllocHGlobal(1); Close(p, true); {|PAIR005:Marshal.FreeHGlobal(p)|};")]
    [TestCase("nint p = {|PAIR004:Marshal.AllocHGlobal(1)|}; FreeUnless(p, s);")]
    [TestCase("Enter(true); {|PAIR002:_rw.ExitReadLock()|};")]
    [TestCase("Enter(flag); if (n == 3) { Exit(flag); return; } {|PAIR002:Exit(true)|};")]
    [TestCase("{|PAIR001:EnterUnless(false)|}; if (flag) Monitor.Exit(_a);")]
    public Task ArgumentOfHelperForgotten(string code) => PairingVerifier.Reports(Samples.Sample($$"""
        {{Helpers}}
        public void M(string? s, bool flag, int n) { {{code}} }
        """));

    [Test]
    public Task BitsAreClear() => Silent("if ((find(p) & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task BitsAreNotAsked() => Reports("{|PAIR007:find(p)|}; unlock_page(p);");

    [Test]
    public Task BitsAreAskedTheOtherWay() => Reports("if (({|PAIR001:find(p)|} & (ERROR | RETRY)) != 0) {|PAIR002:unlock_page(p)|};");

    [Test]
    public Task BitsAreClearAndNotUnlocked() => Reports("int r = {|PAIR001:find(p)|}; if ((r & (ERROR | RETRY)) != 0) return;");

    [Test]
    public Task OneOfTheBits() => Silent("int r = find(p); if ((r & ERROR) != 0) return; if ((r & RETRY) == RETRY) return; unlock_page(p);");

    [Test]
    public Task OneOfTheBitsIsForgotten() => Reports("int r = find(p); if ((r & ERROR) != 0) return; {|PAIR002:unlock_page(p)|};");

    [Test]
    public Task MoreBits() => Silent("int r = find(p); if ((r & (ERROR | RETRY | MAJOR)) == 0) unlock_page(p); else if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task MoreBitsAreAsked() => Reports("int r = {|PAIR001:find(p)|}; if ((r & (ERROR | RETRY | MAJOR)) == 0) unlock_page(p);");

    [Test]
    public Task BitsAreAdded() => Silent("int r = find(p); if ((r & (ERROR | RETRY)) != 0) return; r |= other(); if ((r & ERROR) == 0) unlock_page(p); else unlock_page(p);");

    [Test]
    public Task BitsThatWereAddedAreClear() => Silent("int r = find(p); int s = r | other(); if ((s & (ERROR | RETRY)) == 0) unlock_page(p); else if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task BitsThatWereAddedMayBeSet() => Reports("int r = {|PAIR001:find(p)|}; r |= other(); if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task ConstantBitsAreAdded() => Silent("int r = find(p); r |= MAJOR; if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task BitsAreAddedThatHide() => Reports("int r = {|PAIR001:find(p)|}; r |= RETRY; if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task BitsAreAddedInALoop() => Silent("int r = find(p); if ((r & (ERROR | RETRY)) != 0) return; while (choose()) r |= other(); unlock_page(p);");

    [Test]
    public Task BitsThatAreAddedToAddedOnesAreClear() => Reports("int r = other(); r |= other(); r |= {|PAIR001:find(p)|}; if ((r & (ERROR | RETRY)) == 0) unlock_page(p);");

    [Test]
    public Task BitsAreKept() => Silent("int r = find(p); r &= ERROR | RETRY; if (r == 0) unlock_page(p);");

    [Test]
    public Task OtherBitsAreKept() => Reports("int r = find(p); r &= ERROR; if (r == 0) {|PAIR002:unlock_page(p)|};");

    [Test]
    public Task ZeroWithMore() => Reports("int r = {|PAIR001:zero(p)|} | other(); if (r != 0) return; unlock_page(p);");

    [Test]
    public Task ZeroOrMore() => Silent("int r = zero(p); int more = other(); if ((r | more) != 0) { if (r == 0) unlock_page(p); return; } unlock_page(p);");

    [Test]
    public Task BitsAreCollectedInALoop() => Silent("int r = 0; while (choose()) { r |= find(p); if ((r & (ERROR | RETRY)) != 0) break; unlock_page(p); }");

    [Test]
    public Task BitsAreCollectedInALoopThatForgets() => Reports("int r = 0; while (choose()) { r |= {|PAIR001:find(p)|}; if ((r & (ERROR | RETRY)) != 0) break; if (choose()) unlock_page(p); }");

    [Test]
    public Task BitIsSet() => Silent("if ((fault(p) & LOCKED) != 0) unlock_page(p);");

    [Test]
    public Task BitIsSetAndNotUnlocked() => Reports("if (({|PAIR001:fault(p)|} & LOCKED) == 0) return;");

    [Test]
    public Task SetIsNotZero() => Silent("int r = fault(p); if (r == 0 || r == RETRY) return; if ((r & LOCKED) != 0) unlock_page(p);");

    [Test]
    public Task Equal() => Silent("switch (write(p)) { case 2: break; default: unlock_page(p); break; }", "", "lock_page(p);");

    [Test]
    public Task EqualAndUnlocked() => Reports("switch (write(p)) { case 2: {|PAIR002:unlock_page(p)|}; break; default: unlock_page(p); break; }", "", "lock_page(p);");

    [Test]
    public Task NotEqual() => Silent("if (send(p) == 2) unlock_page(p);", "", "lock_page(p);");

    [Test]
    public Task NotEqualAndUnlocked() => Reports("if (send(p) != 2) {|PAIR002:unlock_page(p)|}; else unlock_page(p);", "", "lock_page(p);");

    [Test]
    public Task Member() => Silent("map(p); if (p->next != null) unlock_page(p->mapping);");

    [Test]
    public Task MemberIsNotAsked() => Reports("map(p); {|PAIR002:unlock_page(p->mapping)|};");

    [Test]
    public Task MemberIsNotUnlocked() => Reports("{|PAIR001:map(p)|}; if (p->next == null) return;");

    [Test]
    public Task MemberIsAskedBefore() => Reports("if (p->next == null) return; map(p); if (p->next != null) unlock_page(p->mapping); else {|PAIR002:unlock_page(p->mapping)|};");

    [Test]
    public Task TwoConditions() => Silent("int r = both(p); if ((r & ERROR) == 0) put_page(p); if (p->next != null) unlock_page(p->mapping);");

    [Test]
    public Task OneOfTwoConditions() => Reports("int r = {|PAIR004:both(p)|}; if ((r & ERROR) == 0 && choose()) put_page(p); if (p->next != null) unlock_page(p->mapping);");

    [Test]
    public Task BodyKeepsItsContract() => PairingVerifier.Silent(Code("""
        [CondAcquires("clear", "p", Constant = ERROR | RETRY)]
        public int clear(page* p) { if (choose()) return ERROR; if (choose()) return ERROR | MAJOR; lock_page(p); return MAJOR; }
        [CondAcquires("set", "p", Constant = LOCKED)]
        public int set(page* p) { int r = 0; if (choose()) { lock_page(p); r |= LOCKED; } return r; }
        [CondReleases("equal", "p", Constant = 2)]
        public int equal(page* p) { if (choose()) { unlock_page(p); return 2; } return 1; }
        [CondReleases("notequal", "p", Constant = 2)]
        public int notequal(page* p) { if (choose()) { unlock_page(p); return 1; } return 2; }
        [CondAcquires("p->next=nonnull", "p->mapping")]
        public void member(page* p) { p->next = null; if (choose()) { lock_page(p->mapping); p->next = p; } }
        """));

    [Test]
    public Task BodyBreaksItsContract() => PairingVerifier.Reports(Code("""
        [CondAcquires("clear", "p", Constant = ERROR | RETRY)]
        public int {|PAIR009:clear|}(page* p) { if (choose()) return MAJOR; lock_page(p); return 0; }
        [CondAcquires("set", "p", Constant = LOCKED)]
        public int {|PAIR009:set|}(page* p) { int r = 0; if (choose()) r |= LOCKED; else if (choose()) { lock_page(p); r = LOCKED; } return r; }
        [CondReleases("equal", "p", Constant = 2)]
        public int {|PAIR009:equal|}(page* p) { if (choose()) { unlock_page(p); return 1; } return 2; }
        [CondAcquires("p->next=nonnull", "p->mapping")]
        public void member(page* p) { p->next = null; if (choose()) { {|PAIR001:lock_page(p->mapping)|}; } }
        """));

    static Task Silent(string body, string members = "", string before = "") => PairingVerifier.Silent(Code(Method(body, members, before)));

    static Task Reports(string body, string members = "", string before = "") => PairingVerifier.Reports(Code(Method(body, members, before)));

    static string Method(string body, string members, string before) => $"{members} public void m(page* p) {{ {before} {body} }}";

    static string Code(string members) => $$"""
        unsafe struct page { public page* next, mapping; }
        abstract unsafe class kernel
        {
            const int ERROR = 1, RETRY = 2, MAJOR = 4, LOCKED = 8;
            [Acquires("page")] public abstract void lock_page(page* page);
            [Releases("page")] public abstract void unlock_page(page* page);
            [Gets("page")] public abstract void get_page(page* page);
            [Puts("page")] public abstract void put_page(page* page);
            [CondAcquires("clear", "page", Constant = ERROR | RETRY)] public abstract int find(page* page);
            [CondAcquires("set", "page", Constant = LOCKED)] public abstract int fault(page* page);
            [CondAcquires("zero", "page")] public abstract int zero(page* page);
            [CondReleases("equal", "page", Constant = 2)] public abstract int write(page* page);
            [CondReleases("notequal", "page", Constant = 2)] public abstract int send(page* page);
            [CondAcquires("page->next=nonnull", "page->mapping")] public abstract void map(page* page);
            [CondAcquires("page->next=nonnull", "page->mapping"), CondGets("clear", "page", Constant = ERROR)] public abstract int both(page* page);
            public abstract bool choose();
            public abstract int other();
            {{members}}
        }
        """;

    [Test]
    public Task HandleThatIsInvalid() => PairingVerifier.ReportsOnAnyFramework("""
        unsafe class Native
        {
            [DllImport("n"), CondGets("notequal", "return", Constant = -1)] static extern IntPtr Open();
            [DllImport("n"), Puts("h")] static extern bool Close(IntPtr h);
            [DllImport("n"), CondGets("notequal", "return", Constant = -1)] static extern void* Map();
            [DllImport("n"), Puts("p")] static extern bool Unmap(void* p);
            static readonly IntPtr s_invalid = new IntPtr(-1), s_too = (IntPtr)(-1);
            void Made() { IntPtr h = Open(); if (h == new IntPtr(-1)) return; Close(h); }
            void Field() { IntPtr h = Open(); if (h == s_invalid) return; Close(h); }
            void Too() { IntPtr h = Open(); if (h == IntPtr.Zero || h.Equals(s_too)) return; Close(h); }
            void Pointer() { void* p = Map(); if (p != (void*)-1) Unmap(p); }
            void Forgotten(bool b) { IntPtr h = {|PAIR004:Open()|}; if (h == s_invalid || b) return; Close(h); }
            void OfPointer(bool b) { void* p = {|PAIR004:Map()|}; if (p == (void*)-1 || b) return; Unmap(p); }
        }
        """);

    [Test]
    public Task NumberThatMayBeNull() => PairingVerifier.Reports("""
        class Latch
        {
            [CondAcquires("equal", Constant = 3), NoContextAnalysis("the lock itself")] public int? Try() => 3;
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
        }
        class C
        {
            readonly Latch _l = new();
            void Right() { if (_l.Try() == 3) _l.Unlock(); if (_l.Try() is 3) _l.Unlock(); if (_l.Try() is not { } n || n != 3) return; _l.Unlock(); }
            void Wrong() { if ({|PAIR001:_l.Try()|} == null) return; }
            void Other() { if (_l.Try() != null) {|PAIR002:_l.Unlock()|}; }
        }
        """);

    [Test]
    public Task MembersOfAnEnum() => PairingVerifier.Reports("""
        enum State { Failed, Taken, Again }
        [Flags] enum Bits { None, Taken, More }
        class Latch
        {
            [CondAcquires("equal", Constant = (long)State.Taken), NoContextAnalysis("the lock itself")] public State Try() => 0;
            [CondAcquires("notequal", Constant = (long)State.Failed), NoContextAnalysis("the lock itself")] public State Enter() => 0;
            [CondAcquires("equal", Constant = (long)State.Taken), NoContextAnalysis("the lock itself")] public Task<State> TryAsync() => throw new NotImplementedException();
            [CondAcquires("equal", Constant = (long)Bits.Taken), NoContextAnalysis("the lock itself")] public Bits TryBits() => 0;
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
        }
        class C
        {
            readonly Latch _l = new();
            bool Others() { State s = _l.Try(); if (s == State.Again || s == State.Failed) return false; _l.Unlock(); return true; }
            async Task OthersAsync() { switch (await _l.TryAsync()) { case State.Failed: return; case State.Again: return; } _l.Unlock(); }
            void Rest() { if (_l.Enter() is State.Taken or State.Again) _l.Unlock(); }
            void OneOfTwo() { if ({|PAIR001:_l.Enter()|} == State.Taken) _l.Unlock(); }
            void OneTooMany() { if (_l.Try() is State.Taken or State.Again) {|PAIR002:_l.Unlock()|}; }
            void OfBits() { Bits b = _l.TryBits(); if (b is Bits.None or Bits.More) return; {|PAIR002:_l.Unlock()|}; }
        }
        """);

    /// <summary>It says that a name is not null, and asks something else that may change.</summary>
    [Test]
    public Task AskedTwice() => PairingVerifier.Reports(Samples.Sample("""
        public void M(string file)
        {
            if (System.IO.File.Exists(file)) return;
            bool taken = {|PAIR001:Monitor.TryEnter(_a, 9)|};
            if (taken && !System.IO.File.Exists(file)) Monitor.Exit(_a);
        }
        """));

    [Test]
    public Task NullTests() => PairingVerifier.Reports("""
        #nullable disable
        using System.Diagnostics.CodeAnalysis;
        interface INode { }
        class Base { }
        class Node : Base, INode { [Puts("this"), NoContextAnalysis("the count itself")] public void Put() { } public bool IsReady; }
        static class Extensions { public static bool Exists([NotNullWhen(true)] this object o) => !(o is null); }
        abstract class C
        {
            [CondGets("nonnull", "return")] public abstract Node Find();
            static bool IsNull(Node n) { return null == n; }
            static bool IsNotNull(object o) => o is { };
            static bool IsUsable([NotNullWhen(true)] Node n) => n != null && n.IsReady;
            static bool IsUseless([NotNullWhen(false)] Node n) => n == null || !n.IsReady;
            void A() { var n = Find(); if (IsNull(n)) return; n.Put(); }
            void B() { var n = Find(); if (IsNotNull(n)) n.Put(); }
            void D() { var n = Find(); if (!n.Exists()) return; n.Put(); }
            void E() { var n = Find(); if (n is object) n.Put(); }
            void F() { var n = Find(); if (n is Base) n.Put(); }
            void G() { var n = Find(); if (n is INode i) n.Put(); }
            void H() { var n = Find(); if (IsUsable(n)) n.Put(); else if (n != null) n.Put(); }
            void I() { var n = Find(); if (!IsUseless(n)) n.Put(); else n?.Put(); }
            void J() { var n = {|PAIR004:Find()|}; if (IsNull(n) || n.IsReady) return; n.Put(); }
            void K() { var n = {|PAIR004:Find()|}; if (IsNotNull(n)) return; n?.Put(); }
            void L() { var n = {|PAIR004:Find()|}; if (IsUsable(n)) n.Put(); }
            void M() { var n = {|PAIR004:Find()|}; if (IsUseless(n)) return; n.Put(); }
        }
        """);

    [Test]
    public Task NullTestsOfLocks() => PairingVerifier.ReportsOnAnyFramework("""
        #nullable disable
        class Latch
        {
            [CondAcquires("null"), NoContextAnalysis("the lock itself")] public Exception Enter() => null;
            [CondAcquires("nonnull"), NoContextAnalysis("the lock itself")] public string Try() => null;
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
        }
        class C
        {
            readonly Latch _l = new();
            void A() { if (_l.Enter() is Exception) return; _l.Unlock(); }
            void B() { if (_l.Enter() is Exception e) throw e; _l.Unlock(); }
            void D() { var s = _l.Try(); if (string.IsNullOrEmpty(s)) return; _l.Unlock(); }
            void E() { var s = _l.Try(); if (!string.IsNullOrWhiteSpace(s)) _l.Unlock(); else if (s != null) _l.Unlock(); }
            void F() { if (_l.Enter() is InvalidOperationException) return; {|PAIR002:_l.Unlock()|}; }
            void G() { var s = {|PAIR001:_l.Try()|}; if (!string.IsNullOrEmpty(s)) return; {|PAIR002:_l.Unlock()|}; }
        }
        """);

    [Test]
    public Task ReadonlyConstant() => PairingVerifier.Reports(Samples.Sample("""
        enum Kind { A, B } public struct Part { public readonly bool B = true; public Part() { } }
        static readonly bool s_fast = true, s_late = Environment.Is64BitProcess; static readonly Kind s_kind = Kind.B; readonly int _three = 3; readonly bool _set = false; bool _own = true;
        public Sample(bool set) { _set = set; _own = !set; }
        public void A() { if (s_fast) Monitor.Enter(_a); Monitor.Exit(_a); }
        public void B() { Monitor.Enter(_a); if (s_kind == Kind.B) Monitor.Exit(_a); }
        public void C(Sample other) { Monitor.Enter(_a); var n = other._three + 1; if (n == 4) Monitor.Exit(_a); }
        public void D() { Monitor.Enter(_a); var n = _three == 3 ? 1 : 0; if (n == 1) Monitor.Exit(_a); }
        public void E() { {|PAIR001:Monitor.Enter(_a)|}; if (s_late) Monitor.Exit(_a); }
        public void F() { {|PAIR001:Monitor.Enter(_a)|}; if (!_set) Monitor.Exit(_a); }
        public void G() { {|PAIR001:Monitor.Enter(_a)|}; if (_own) Monitor.Exit(_a); }
        public void H(Part p) { {|PAIR001:Monitor.Enter(_a)|}; if (p.B) Monitor.Exit(_a); }
        public void I() { {|PAIR001:Monitor.Enter(_a)|}; if (!s_fast) Monitor.Exit(_a); }
        """));

    /// <summary>A field that is made with a constant, and that nothing assigns which could.</summary>
    [TestCase("private bool _yes = true;", "_yes")]
    [TestCase("bool _no = false;", "!_no")]
    [TestCase("static int s_five = 5; int Read() => s_five + Abs(s_five); int Abs(int n) => n < 0 ? -n : n;", "s_five == 5")]
    [TestCase("bool _yes = true; class Inner { bool Of(Sample s) => s._yes; }", "_yes")]
    [TestCase("class Other { bool _yes; void Set() => _yes = false; } bool _yes = true;", "_no == false && _five == 5", "bool _no = false; int _five = 5;")]
    [TestCase("static class IO { public static bool Yes = true; }", "IO.Yes")]
    public Task UnassignedField(string declaration, string holds, string more = "") => PairingVerifier.Reports(Samples.Sample($$"""
        {{declaration}} {{more}}
        public void A() { Monitor.Enter(_a); Work(); if ({{holds}}) Monitor.Exit(_a); }
        public void B() { {|PAIR001:Monitor.Enter(_a)|}; if (!({{holds}})) Monitor.Exit(_a); }
        """));

    [TestCase("bool _f = true; void Set() => _f = false;")]
    [TestCase("bool _f = true; void Set() => this._f = false;")]
    [TestCase("bool _f = true; void Set() => (_f) = false;")]
    [TestCase("bool _f = true; void Set(Sample other) { if (other != null) other._f = false; }")]
    [TestCase("bool _f = true; void Set() { Set(ref _f); } static void Set(ref bool f) => f = !f;")]
    [TestCase("bool _f = true; void Set(bool b) => (_f, _) = (b, b);")]
    [TestCase("bool _f = true; void Set(bool b) => _f ^= b;")]
    [TestCase("bool _f = true; unsafe void Set() { fixed (bool* f = &_f) *f = false; }")]
    [TestCase("bool _f = true; class Inner { static Sample Make() => new Sample { _f = false }; }")]
    [TestCase("bool _f = true; ref bool Get() => ref _f;")]
    [TestCase("volatile bool _f = true;")]
    [TestCase("[Obsolete] bool _f = true;")]
    [TestCase("bool _f;")]
    public Task AssignedField(string declaration) => PairingVerifier.Reports(Samples.Sample($$"""
        #pragma warning disable CS0612
        {{declaration}}
        public void A() { {|PAIR001:Monitor.Enter(_a)|}; if (_f) Monitor.Exit(_a); }
        """));

    [TestCase("internal", false)]
    [TestCase("public", true)]
    [TestCase("internal", true, "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")]")]
    public Task FieldOfAnotherType(string access, bool isSeen, string attribute = "") => PairingVerifier.Reports($$"""
        {{attribute}}
        {{access}} static class Hooks { public static bool On = true; }
        class C { readonly object _a = new(); void A() { {{(isSeen ? "{|PAIR001:System.Threading.Monitor.Enter(_a)|}" : "System.Threading.Monitor.Enter(_a)")}}; if (Hooks.On) System.Threading.Monitor.Exit(_a); } }
        """);

    /// <summary>A method or getter that only returns a constant, if nobody can override it.</summary>
    [TestCase("static bool Yes() => true;", "Yes()")]
    [TestCase("bool Yes() { return true; }", "Yes()")]
    [TestCase("private static bool Yes => true;", "Yes")]
    [TestCase("bool Yes { get { return true; } }", "Yes")]
    [TestCase("bool Yes { get => Three == 3; } const int Three = 3;", "Yes")]
    [TestCase("static int Five() => 5;", "Five() == 5")]
    [TestCase("enum Kind { A, B } Kind Mine() => Kind.B;", "Mine() != Kind.A")]
    [TestCase("static class IO { public static bool Yes() { return true; } }", "IO.Yes()")]
    [TestCase("static T Same<T>() => default;  static int Zero() => 0;", "Zero() == 0")]
    public Task ReturnedConstant(string declaration, string holds) => PairingVerifier.Reports(Samples.Sample($$"""
        {{declaration}}
        public void A() { if ({{holds}}) Monitor.Enter(_a); Monitor.Exit(_a); }
        public void B() { Monitor.Enter(_a); if (!({{holds}})) Work(); else Monitor.Exit(_a); }
        public void C() { {|PAIR001:Monitor.Enter(_a)|}; if (!({{holds}})) Monitor.Exit(_a); }
        public void D() { bool b; if ({{holds}}) { Monitor.Enter(_a); b = true; } else { b = false; } if (b) Monitor.Exit(_a); }
        """));

    [TestCase("protected virtual bool Maybe() => true;", "Maybe()")]
    [TestCase("static bool s_on = true; static bool Maybe() => s_on;", "Maybe()")]
    [TestCase("bool Maybe { get; set; } = true;", "Maybe")]
    [TestCase("static bool Maybe() { Set(); return true; } static bool s_on; static void Set() => s_on = !s_on;", "s_on && Maybe()")]
    [TestCase("static bool Maybe(bool b) => b;", "Maybe(_n > 0)")]
    [TestCase("interface IMaybe { bool Maybe() => true; } IMaybe _maybe;", "_maybe.Maybe()")]
    public Task NoReturnedConstant(string declaration, string mayHold) => PairingVerifier.Reports(Samples.Sample($$"""
        {{declaration}}
        public void A() { {|PAIR001:Monitor.Enter(_a)|}; if ({{mayHold}}) Monitor.Exit(_a); }
        """));

    [Test]
    public Task LoopWithOneTurn() => PairingVerifier.Reports(Samples.Sample("""
        public void A() { for (int i = 0; i < 1; i++) Monitor.Enter(_a); for (int j = 0; j < 1; j++) Monitor.Exit(_a); }
        public void B() { for (int i = 0; i <= 0; ++i) { Monitor.Enter(_a); Work(); } Monitor.Exit(_a); }
        public void C() { for (int i = 1; i > 0; i--) Monitor.Enter(_a); for (int i = 7; i != 8; i++) Monitor.Exit(_a); }
        public void D(int n) { while (n-- > 0) { for (int i = 0; i < 1; i++) Monitor.Enter(_a); for (int j = 1; j >= 1; j--) Monitor.Exit(_a); } }
        public void E() { byte[] b = null; for (int i = 0; i < 1; i++) b = ArrayPool<byte>.Shared.Rent(8); for (int j = 0; j < 1; j++) ArrayPool<byte>.Shared.Return(b); }
        public void F() { for (int i = 0; i < 1; i++) {|PAIR001:Monitor.Enter(_a)|}; for (int j = 1; j < 1; j++) Monitor.Exit(_a); }
        public void G() { Monitor.Enter(_a); for (int j = 0; j < 2; j++) {|PAIR002:Monitor.Exit(_a)|}; }
        public void H(int n) { {|PAIR001:Monitor.Enter(_a)|}; for (int i = 0; i < n; i++) { Monitor.Exit(_a); return; } }
        """));

    [Test]
    public Task Counted() => PairingVerifier.Reports(Samples.Sample("""
        public void A() { var n = 42; n += 1; Monitor.Enter(_a); if (n == 43) Monitor.Exit(_a); }
        public void B() { var n = 42; var m = n++; --n; n -= 2; n *= 2; Monitor.Enter(_a); if (n == 80 && m == 42) Monitor.Exit(_a); }
        public void C(bool b) { int n = 0; if (b) { Monitor.Enter(_a); n++; } if (n > 0) Monitor.Exit(_a); }
        public void D() { byte n = 255; n++; {|PAIR001:Monitor.Enter(_a)|}; if (n == 0) Monitor.Exit(_a); }
        public void E() { int n = int.MaxValue; n++; {|PAIR001:Monitor.Enter(_a)|}; if (n > 0) Monitor.Exit(_a); }
        public void F() { int n = 0; do { n++; Monitor.Enter(_a); Monitor.Exit(_a); } while (n < 100000); {|PAIR001:Monitor.Enter(_b)|}; if (n == 100000) Monitor.Exit(_b); }
        public void G() { int n = 0; {|PAIR001:Monitor.Enter(_a)|}; again: n++; Work(); if (n < 100000) goto again; if (n == 7) Monitor.Exit(_a); }
        """));

    [Test]
    public Task ExclusiveOr() => PairingVerifier.Silent(Samples.Sample("""
        public void A(bool a, bool b) { if (a ^ b) Monitor.Enter(_a); if (a != b) Monitor.Exit(_a); }
        public void B(bool a, bool b) { if (a == b) Monitor.Enter(_a); if (!(a ^ b)) Monitor.Exit(_a); }
        public void C(bool a, bool b) { a ^= b; if (a) Monitor.Enter(_a); if (a) Monitor.Exit(_a); }
        public void D(bool a) { bool held = false; held ^= true; if (held) Monitor.Enter(_a); Work(); Monitor.Exit(_a); }
        """));

    /// <summary>A lambda that stands further down does not exist yet.</summary>
    [Test]
    public Task AssignedByALambdaFurtherDown() => PairingVerifier.Reports(Samples.Sample("""
        public void Taken(List<int> xs) { bool t = false; try { Monitor.Enter(_a, ref t); xs.Sort((a, b) => a - b); } finally { if (t) Monitor.Exit(_a); } Task.Run(() => t = false); }
        public void Flag(List<int> xs) { bool big = xs.Count > 3; if (big) Monitor.Enter(_a); xs.ForEach(x => _n += x); if (big) Monitor.Exit(_a); xs.ForEach(x => big = x > 3); }
        public void Anew(List<int> xs) { foreach (int y in xs) { bool big = y > 3; if (big) Monitor.Enter(_a); xs.ForEach(x => _n += x); if (big) Monitor.Exit(_a); xs.ForEach(x => big = x > 3); } }
        public void Again(List<int> xs) { bool big = xs.Count > 3; foreach (int y in xs) { if (big) Monitor.Enter(_a); xs.ForEach(x => _n += x); if (big) {|PAIR002:Monitor.Exit(_a)|}; xs.ForEach(x => big = x > 3); } }
        """));

    /// <summary>What a local function always leaves in the variables that it captures, and what was in them when it released it.</summary>
    [Test]
    public Task CapturedAndAssigned() => PairingVerifier.Reports(Samples.Sample("""
        public void Flag() { bool held = false; void Enter() { Monitor.Enter(_a); held = true; } try { Enter(); Work(); } finally { if (held) Monitor.Exit(_a); } }
        public void Dropped() { bool t = false; Monitor.Enter(_a, ref t); void Drop() { Monitor.Exit(_a); t = false; } if (_n > 3) Drop(); if (t) Monitor.Exit(_a); }
        public void Freed() { IntPtr p = Marshal.AllocHGlobal(4); try { Work(); } finally { Drop(); } void Drop() { if (p != IntPtr.Zero) { Marshal.FreeHGlobal(p); p = IntPtr.Zero; } } }
        public void Grown() { byte[] b = ArrayPool<byte>.Shared.Rent(4); void Grow() { byte[] n = ArrayPool<byte>.Shared.Rent(b.Length * 2); b.CopyTo(n, 0); ArrayPool<byte>.Shared.Return(b); b = n; } if (_n > 3) Grow(); ArrayPool<byte>.Shared.Return(b); }
        public void BadFlag() { bool held = false; void Enter() { Monitor.Enter(_a); held = true; } {|PAIR001:Enter()|}; if (!held) Monitor.Exit(_a); }
        """));

    [Test]
    public Task CapturedAndReleasedTwice() => PairingVerifier.Reports(Samples.Sample("""
        public void BadDropped() { bool t = false; Monitor.Enter(_a, ref t); void Drop() { Monitor.Exit(_a); t = false; } Drop(); if (!t) {|PAIR002:Monitor.Exit(_a)|}; }
        """));

    /// <summary>What a helper of a result does as its arguments were, and what it always returns.</summary>
    [Test]
    public Task HelperWithAResult() => PairingVerifier.Reports(Samples.Sample("""
        bool Take() { Monitor.Enter(_a); return true; }
        bool Give(bool it) { if (!it) return false; Monitor.Exit(_a); return true; }
        bool Put(byte[]? it) { if (it == null) return false; ArrayPool<byte>.Shared.Return(it); return true; }
        public void A() { if (Take()) { Work(); Monitor.Exit(_a); } }
        public void B(bool w) { if (w) Monitor.Enter(_a); Work(); Give(w); }
        public void C(bool w) { byte[]? b = w ? ArrayPool<byte>.Shared.Rent(3) : null; Put(b); }
        public void D() { if (!{|PAIR001:Take()|}) Monitor.Exit(_a); }
        public void E(bool w) { {|PAIR001:Monitor.Enter(_a)|}; if (!Give(w)) Work(); }
        """));

    /// <summary>A delegate of another object's method, made before the lock is taken, may release it.</summary>
    [TestCase("Action exit = _rw.ExitReadLock; _rw.EnterReadLock(); try { Work(); } finally { exit(); }")]
    [TestCase("Action exit = _rw.ExitReadLock; _rw.EnterReadLock(); Run(exit);")]
    public Task ReleasedByAMethodOfTheLock(string body) => PairingVerifier.Silent(Samples.Sample($$"""
        static void Run(Action it) => it();
        public void M() { {{body}} }
        """));
}
