// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Where contracts are said to be complete, a private method is half of a pair only where it says so.</summary>
public class CompleteContractsTests
{
    const string Halves = """
        void second(page* p) { unlock_page(p); }
        void first(page* p) { lock_page(p); }
        public void m(page* p) { first(p); second(p); }
        """;

    [Test]
    public Task HalvesOfPairs() => PairingVerifier.Silent(Samples.Kernel(Halves));

    [Test]
    public Task HalvesWhereComplete() => PairingVerifier.ReportsWhereComplete(Samples.Kernel(Halves
        .Replace("unlock_page(p);", "{|PAIR002:unlock_page(p)|};", StringComparison.Ordinal)
        .Replace("{ lock_page(p);", "{ {|PAIR001:lock_page(p)|};", StringComparison.Ordinal)));

    [Test]
    public Task DeclaredHalves() => PairingVerifier.ReportsWhereComplete(Samples.Kernel(Halves
        .Replace("void second", "[Releases(\"p\")] void second", StringComparison.Ordinal)
        .Replace("void first", "[Acquires(\"p\")] void first", StringComparison.Ordinal)));

    [Test]
    public Task NeededLock() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        void needs(page* p) { {|PAIR008:set_locked(p)|}; }
        [MustHold("p")] void says(page* p) { set_locked(p); }
        public void m(page* p) { lock_page(p); needs(p); says(p); unlock_page(p); }
        """));

    [Test]
    public Task LocalFunctionsAreHalves() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public void m(page* p) { first(); unlock_page(p); void first() { lock_page(p); } }
        """));

    [Test]
    public Task GivenToWhatIsNotLookedAt() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public struct walk { public page* page; }
        [NoContextAnalysis("finds the next page, and locks it")] bool next(walk* w) { bool found = choose(); if (found) lock_page(w->page); return found; }
        [NoContextAnalysis("stores without a reference")] void store(walk* w, page* p) { w->page = p; }
        public void m(page* p) { walk w = new() { page = p }; while (next(&w)) { if (choose()) unlock_page(w.page); } }
        public void n(walk* w) { next(w); unlock_page(w->page); }
        public void o(walk* w, page* p) { next(w); {|PAIR002:unlock_page(p)|}; }
        public void r(walk* w, page* p) { store(w, p); {|PAIR002:unlock_page(w->page)|}; }
        public void q(walk* w) { if (choose()) lock_page(w->page); next(w); {|PAIR002:unlock_page(w->page)|}; }
        """));

    [Test]
    public Task GivenToWhatIsNotLookedAtElsewhere() => PairingVerifier.Reports(Samples.Kernel("""
        public struct walk { public page* page; }
        [NoContextAnalysis("finds the next page, and locks it")] bool next(walk* w) { bool found = choose(); if (found) lock_page(w->page); return found; }
        public void n(walk* w) { next(w); {|PAIR002:unlock_page(w->page)|}; }
        """));

    const string Named = """
        public void begin_write(page* p) { FIRST }
        public void end_write(page* p) { unlock_page(p); }
        """;

    [Test]
    public Task NamedHalves() => PairingVerifier.ReportsWhereComplete(Samples.Kernel(Named.Replace("FIRST", "lock_page(p);", StringComparison.Ordinal)));

    [Test]
    public Task NamedHalfThatDoesNothing() => PairingVerifier.ReportsWhereComplete(Samples.Kernel(Named
        .Replace("FIRST", "use(p);", StringComparison.Ordinal).Replace("unlock_page(p);", "{|PAIR002:unlock_page(p)|};", StringComparison.Ordinal)));

    [Test]
    public Task NamedHalfThatDoesNothingElsewhere() => PairingVerifier.Silent(Samples.Kernel(Named.Replace("FIRST", "use(p);", StringComparison.Ordinal)));

    [Test]
    public Task NothingIsGivenBack() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public void m() { page* p = null; {|PAIR002:unlock_page(p)|}; {|PAIR005:put_page(p)|}; }
        public void n() { page* p = null; if (choose()) p = find_get_page(1); put_page(p); }
        public void o() { page* p = null; if (p != null) put_page(p); }
        [Moves("p")] public abstract void hand_over(page* p);
        public void r() { page* p = null; {|PAIR005:hand_over(p)|}; }
        public void s() { hand_over(null); put_page(null); }
        public void t(page* other) { page* p = null; try { p = find_get_page(1); use(p); if (p != null) { hand_over(p); p = null; } } finally { put_page(p); } }
        """));

    [Test]
    public Task DeclaredBodiesReleaseWhatTheyTook() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        page* at(int i) => choose() ? (page*)(long)i : null;
        [Puts("pvec->pages[]")] public void m(pagevec* pvec)
        {
            page* locked = null;
            for (int i = 0; i < pvec->nr; i++)
            {
                page* p = at(i);
                if (p != locked) { if (locked != null) {|PAIR002:unlock_page(locked)|}; locked = p; }
            }
            pagevec_release(pvec);
        }
        """));

    [Test]
    public Task NothingIsGivenBackElsewhere() => PairingVerifier.Silent(Samples.Kernel("""
        public void m() { page* p = null; put_page(p); }
        """));

    [Test]
    public Task BodiesShowWhatTheyDeclare() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public struct buffer { public byte* memory; }
        [Puts("memory")] public abstract void free(byte* memory);
        [Puts("b->memory")] public void done(buffer* b) { free(b->memory); b->memory = null; }
        [Puts("b->memory")] public void {|PAIR009:forgets|}(buffer* b) { b->memory = null; }
        [Puts("pvec->pages[]")] public void releases(pagevec* pvec) { pagevec_release(pvec); pvec->nr = 0; }
        [Puts("pvec->pages[]")] public void puts(pagevec* pvec) { for (int i = 0; i < pvec->nr; i++) put_page(pvec->pages[i]); }
        [Puts("pvec->pages[]")] public void {|PAIR009:drops|}(pagevec* pvec) { pvec->nr = 0; }
        [Puts("b->memory", "pvec->pages[]")] public void {|PAIR009:both|}(buffer* b, pagevec* pvec) { free(b->memory); }
        """));

    [Test]
    public Task WhatABatchHolds() => PairingVerifier.ReportsWhereComplete(Samples.Kernel("""
        public void m(pagevec* pvec)
        {
            page* last = null;
            pvec->nr = find_get_entries(pvec->pages);
            for (int i = 0; i < pvec->nr; i++) { page* p = pvec->pages[i]; last = p; {|PAIR002:unlock_page(p)|}; }
            pagevec_release(pvec);
            if (last != null) { lock_page({|PAIR006:last|}); unlock_page(last); }
        }
        public void n(pagevec* pvec)
        {
            pvec->nr = find_get_entries(pvec->pages);
            page* p = pvec->pages[0];
            pagevec_release(pvec);
            {|PAIR005:put_page(p)|};
        }
        public void o(pagevec* pvec)
        {
            pvec->nr = find_get_entries(pvec->pages);
            page* p = pvec->pages[0];
            get_page(p);
            pagevec_release(pvec);
            put_page(p);
        }
        """));

    [Test]
    public Task WhatHelpersGive() => PairingVerifier.ReportsWhereComplete("""
        class Owner { [Gets, NoContextAnalysis("the count itself")] public void Get() { } [Puts, NoContextAnalysis("the count itself")] public void Put() { } }
        class C
        {
            readonly Owner[] _all = new Owner[4];
            Owner _stored;
            Owner FromArray(int n) { Owner o = _all[n]; o.Get(); return o; }
            [return: Gets] Owner Take() { Owner o = _stored; _stored = null; return o; }
            delegate Owner Finder(int n);
            public void M(int n) { Owner o = FromArray(n); o.Put(); }
            public void N() { Owner o = Take(); if (o != null) o.Put(); }
            void O(Finder find) { find(1).Put(); }
            [Puts("owners[]")] public void P(Owner[] owners, Queue<Owner> queue) { foreach (Owner o in owners) queue.Enqueue(o); }
        }
        """);
}
