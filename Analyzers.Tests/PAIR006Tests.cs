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
}
