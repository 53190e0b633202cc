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

    const string Nodes = """
        #nullable disable
        public sealed class Node
        {
            [Acquires, NoContextAnalysis("the lock itself")] public void Lock() { }
            [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
            [Puts, NoContextAnalysis("the count itself")] public void Put() { }
            [NeedsValid] public void Clear() { }
            [NeedsValid] public int Size { get; set; }
            [Revalidates] public Map Owner;
        }
        """;

    [Test]
    public Task HelperTests() => PairingVerifier.Reports(Nodes + """
        public class Map
        {
            [return: Gets(Speculative = true)] [NoContextAnalysis("a lookup")] public Node Find(int key) => null;
            bool IsMine(Node node) => node.Owner == this;
            bool IsMineAndBig(Node node) => IsMine(node) && node.Size > 9;
            bool IsThere(Node node) => node != null;
            Node Lock(int key) { Node node = Find(key); if (node == null) return null; node.Lock(); return node; }
            Node LockMine(int key) { Node node = Find(key); if (node == null) return null; node.Lock(); if (node.Owner == this) return node; node.Unlock(); node.Put(); return null; }

            public void A() { Node node = Find(1); if (node == null) return; node.Lock(); if (IsMine(node)) node.Clear(); node.Unlock(); node.Put(); }
            public void B() { Node node = Find(1); if (node == null) return; node.Lock(); if (IsMineAndBig(node)) node.Clear(); node.Unlock(); node.Put(); }
            public void C() { Node node = Find(1); if (node == null) return; node.Lock(); if (IsThere(node)) {|PAIR012:node.Clear()|}; node.Unlock(); node.Put(); }
            public void D() { Node node = Find(1); if (node == null) return; if (IsMine(node)) { node.Lock(); {|PAIR012:node.Clear()|}; node.Unlock(); } node.Put(); }
            public void E() { Node node = LockMine(1); if (node == null) return; node.Clear(); node.Unlock(); node.Put(); }
            public void F() { Node node = Lock(1); if (node == null) return; {|PAIR012:node.Clear()|}; node.Unlock(); node.Put(); }
        }
        """);

    [Test]
    public Task TestedOnOnePath() => PairingVerifier.Reports(Nodes + """
        public class Map
        {
            [return: Gets(Speculative = true)] [NoContextAnalysis("a lookup")] public Node Find(int key) => null;
            public void A(bool b) { Node node = Find(1); if (node == null) return; node.Lock(); if (b || node.Owner == this) {|PAIR012:node.Clear()|}; node.Unlock(); node.Put(); }
            public void B(bool b) { Node node = Find(1); if (node == null) return; node.Lock(); if (b && node.Owner == this) node.Clear(); node.Unlock(); node.Put(); }
            public void C() { Node node = Find(1); if (node == null) return; node.Lock(); bool isMine = node.Owner == this; if (isMine) node.Clear(); node.Unlock(); node.Put(); }
        }
        """);

    [Test]
    public Task PropertyIsAssigned() => PairingVerifier.Reports(Nodes + """
        public class Map
        {
            [return: Gets(Speculative = true)] [NoContextAnalysis("a lookup")] public Node Find(int key) => null;
            public void A() { Node node = Find(1); if (node == null) return; node.Lock(); {|PAIR012:node.Size|} = 3; node.Unlock(); node.Put(); }
            public void B() { Node node = Find(1); if (node == null) return; node.Lock(); if (node.Owner == this) node.Size = 3; node.Unlock(); node.Put(); }
            public void C() { Node node = new() { Size = 3 }; node.Lock(); node.Size++; node.Unlock(); }
        }
        """);
}
