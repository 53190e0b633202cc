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
}
