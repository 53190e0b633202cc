// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

public class PAIR005Tests
{
    [Test]
    public Task PutTwice() => PairingVerifier.Reports(Samples.Kernel("""
        public void m() { page* p = find_get_page(1); if (p == null) return; put_page(p); {|PAIR005:put_page(p)|}; }
        """));

    [Test]
    public Task CallersReference() => PairingVerifier.Silent(Samples.Kernel("""
        public void m(page* p) { put_page(p); }
        """));

    [Test]
    public Task TwiceFromOneSegment() => PairingVerifier.Reports(Samples.Sample("""
        public void M(Memory<byte> m) { if (MemoryMarshal.TryGetArray<byte>(m, out var s)) { ArrayPool<byte>.Shared.Return(s.Array!); {|PAIR005:ArrayPool<byte>.Shared.Return(s.Array!)|}; } }
        """));
}
