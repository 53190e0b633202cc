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
}
