// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR012Tests
{
    [Test]
    public Task ClearedUntested() => PairingVerifier.Reports(Samples.Kernel("""
        public void m(void* mapping) { pagevec pvec = default; pvec.nr = find_get_entries(pvec.pages); if (pvec.nr == 0) return; for (int i = 0; i < pvec.nr; i++) { page* page = pvec.pages[i]; lock_page(page); {|PAIR012:clear_highpage(page)|}; unlock_page(page); } pagevec_release(&pvec); }
        """));

    [Test]
    public Task TestedAgain() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(void* mapping) { pagevec pvec = default; pvec.nr = find_get_entries(pvec.pages); if (pvec.nr == 0) return; for (int i = 0; i < pvec.nr; i++) { page* page = pvec.pages[i]; lock_page(page); if (page_mapping(page) == mapping) clear_highpage(page); unlock_page(page); } pagevec_release(&pvec); }
        """));

    [Test]
    public Task OwnPage() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* page) { lock_page(page); clear_highpage(page); unlock_page(page); }
        """));
}
