// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Objects that are linked into a list of the method's own: what comes off it holds what went in.</summary>
public class ListTests
{
    [Test]
    public Task WhatWentInIsGivenBack() => PairingVerifier.Silent(Code("trylock(i)", "unlock(i);", "put(i);"));

    [Test]
    public Task WentInUnlocked() => PairingVerifier.Reports(Code("choose()", "{|PAIR002:unlock(i)|};", "put(i);"));

    [Test]
    public Task NotUnlocked() => PairingVerifier.Reports(Code("trylock(i)", "", "put(i);", "PAIR001"));

    [Test]
    public Task NotPut() => PairingVerifier.Reports(Code("trylock(i)", "unlock(i);", "", "PAIR004"));

    [Test]
    public Task UnlockedTwice() => PairingVerifier.Reports(Code("trylock(i)", "unlock(i); {|PAIR002:unlock(i)|};", "put(i);"));

    [Test]
    public Task SplicedByOthers() => PairingVerifier.Silent(Code("trylock(i)", "unlock(i);", "").Replace("while (!empty(&list))", "splice(&list); while (!empty(&list))", StringComparison.Ordinal));

    [Test]
    public Task WhatItPointsToStaysLocked() => PairingVerifier.Reports(Move("o->gate", "PAIR001", ""));

    [Test]
    public Task WhatItPointsToIsUnlocked() => PairingVerifier.Silent(Move("o->gate", null, "unlock(gate);"));

    [Test]
    public Task WhatIsInItGoesWithIt() => PairingVerifier.Silent(Move("&o->own", null, ""));

    static string Move(string taken, string? rule, string unlock) => $$"""
        unsafe struct node { public node* next, prev; }
        unsafe struct latch { public int x; }
        unsafe struct owner { public node link; public latch own; public latch* gate; }
        abstract unsafe class C
        {
            [Acquires("l")] public abstract void @lock(latch* l);
            [Releases("l")] public abstract void unlock(latch* l);
            [Moves("n", into: "head")] public abstract void add(node* n, node* head);
            public abstract bool choose();
            public void m(owner* o, node* head)
            {
                latch* gate = {{taken}};
                {{(rule is null ? "@lock(gate)" : $"{{|{rule}:@lock(gate)|}}")}};
                add(&o->link, head);
                {{unlock}}
            }
            public void n(latch* l) { @lock(l); if (choose()) { unlock(l); return; } unlock(l); }
        }
        """;

    static string Code(string isTaken, string unlock, string put, string? rule = null)
    {
        string add = rule is null ? "add(&i->link, &list)" : $"{{|{rule}:add(&i->link, &list)|}}";
        return $$"""
            unsafe struct node { public node* next, prev; }
            unsafe struct item { public node link; public int x; }
            abstract unsafe class C
            {
                [CondAcquires(true, "i")] public abstract bool trylock(item* i);
                [Releases("i")] public abstract void unlock(item* i);
                [return: Gets] public abstract item* find(int n);
                [Puts("i")] public abstract void put(item* i);
                public abstract bool choose();
                [Moves("n", into: "head")]
                static void add(node* n, node* head) { n->next = head; n->prev = head->prev; head->prev->next = n; head->prev = n; }
                static void remove(node* n) { n->prev->next = n->next; n->next->prev = n->prev; }
                static void splice(node* head) { head->next = head->prev = head; }
                static item* first(node* head) => (item*)(head->next + 0);
                static bool empty(node* head) => head->next == head;

                public void M()
                {
                    node list;
                    list.next = list.prev = &list;
                    for (int n = 0; n < 10; n++)
                    {
                        item* i = find(n);
                        if (i == null)
                            continue;
                        if (!{{isTaken}})
                        {
                            put(i);
                            continue;
                        }
                        {{add}};
                    }
                    while (!empty(&list))
                    {
                        item* i = first(&list);
                        remove(&i->link);
                        {{unlock}}
                        {{put}}
                    }
                }
            }
            """;
    }

    [Test]
    public Task TakenOffAndPut() => PairingVerifier.Silent(Contracts("fill(&list); while (!empty(&list)) { item* i = first(&list); remove(&i->link); put(i); }"));

    [Test]
    public Task TakenOffAndNotPut() => PairingVerifier.Reports(Contracts("fill(&list); while (!empty(&list)) { item* i = first(&list); {|PAIR004:remove(&i->link)|}; if (choose()) put(i); }"));

    [Test]
    public Task TakenOffAndPutTwice() => PairingVerifier.Reports(Contracts("fill(&list); while (!empty(&list)) { item* i = first(&list); remove(&i->link); put(i); {|PAIR005:put(i)|}; }"));

    [Test]
    public Task TakenOffOneListForAnother() => PairingVerifier.Silent(Contracts("fill(&list); while (!empty(&list)) { item* i = first(&list); remove(&i->link); if (choose()) put(i); else add(&i->link, &other); } drain(&other);"));

    [Test]
    public Task PutWhereItIsStillListed() => PairingVerifier.Silent(Contracts("fill(&list); while (!empty(&list)) { item* i = first(&list); if (choose()) remove(&i->link); put(i); }"));

    [Test]
    public Task ListsThatHoldNothing() => PairingVerifier.Silent(Contracts("while (!empty(&list)) { item* i = first(&list); remove(&i->link); }"));

    [Test]
    public Task DrainedWhereItMayBeEmpty() => PairingVerifier.Silent(Contracts("if (choose()) fill(&list); drain(&list); drain(&list);"));

    [Test]
    public Task ListOfTheCaller() => PairingVerifier.Silent(Contracts("", """
        [Puts("head[]")] public void Drain(node* head) { while (!empty(head)) { item* i = first(head); remove(&i->link); put(i); } }
        [Gets("head[]")] public void Fill(node* head) { item* i = find(1); if (i != null) add(&i->link, head); }
        """));

    [Test]
    public Task ListOfTheCallerIsNotDrained() => PairingVerifier.ReportsWhereComplete(Contracts("", """
        [Puts("head[]")] public void {|PAIR009:Drain|}(node* head) { while (!empty(head)) { item* i = first(head); {|PAIR004:remove(&i->link)|}; } }
        """));

    [Test]
    public Task ListOfTheCallerIsNotFilled() => PairingVerifier.ReportsWhereComplete(Contracts("", """
        [Gets("head[]")] public void {|PAIR009:Fill|}(node* head, item* i) { add(&i->link, head); }
        """));

    [Test]
    public Task UnlockedObjectThatIsOnNoList() => PairingVerifier.Reports(Contracts("""
        item* own = find(1);
            if (own == null) return;
            for (int n = 0; n < 4; n++) { item* i = find(n); if (i != null) { @lock(i); add(&i->link, &list); } }
            {|PAIR002:unlock(own)|};
            put(own);
        """));

    [Test]
    public Task FilledAndNotDrained() => PairingVerifier.Reports(Contracts("{|PAIR004:fill(&list)|}; if (choose()) return; drain(&list);"));

    [Test]
    public Task TakenApartByItsFirst() => PairingVerifier.Silent(Contracts("", """
        public void Apart(node* head) { fill(head); while (head->next != head) { item* i = (item*)head->next; remove(&i->link); put(i); } }
        """));

    const string StillLocked = """
        for (int n = 0; n < 4; n++)
            {
                item* i = find(n);
                if (i == null)
                    continue;
                LOCK;
                if (choose())
                    UNLOCK;
                add(&i->link, &list);
            }
            give(&list);
        """;

    const string Give = "public static void give(node* head) => head->next = head->prev = head;";

    [Test]
    public Task LockedOnALocalListWhereComplete() => PairingVerifier.ReportsWhereComplete(Contracts(StillLocked
        .Replace("LOCK;", "{|PAIR001:@lock(i)|};", StringComparison.Ordinal).Replace("UN{|PAIR001:@lock(i)|}", "unlock(i)", StringComparison.Ordinal), Give));

    [Test]
    public Task LockedOnALocalListElsewhere() => PairingVerifier.Silent(Contracts(StillLocked
        .Replace("UNLOCK", "unlock(i)", StringComparison.Ordinal).Replace("LOCK", "@lock(i)", StringComparison.Ordinal), Give));

    [Test]
    public Task LockedOnALocalListThatIsWalkedWhereComplete() => PairingVerifier.ReportsWhereComplete(Contracts("""
        for (int n = 0; n < 4; n++) { item* i = find(n); if (i != null) { @lock(i); add(&i->link, &list); } }
            while (!empty(&list)) { item* i = first(&list); remove(&i->link); unlock(i); put(i); }
        """));

    static string Contracts(string statements, string members = "") => $$"""
        unsafe struct node { public node* next, prev; }
        unsafe struct item { public node link; public int x; }
        abstract unsafe class C
        {
            [Acquires("i")] public abstract void @lock(item* i);
            [Releases("i")] public abstract void unlock(item* i);
            [return: Gets] public abstract item* find(int n);
            [Puts("i")] public abstract void put(item* i);
            [Gets("head[]")] public abstract void fill(node* head);
            [Puts("head[]")] public abstract void drain(node* head);
            [Moves("n", into: "head")] public abstract void add(node* n, node* head);
            [Unlinks("n")] public abstract void remove(node* n);
            public abstract bool choose();
            static item* first(node* head) => (item*)(head->next + 0);
            static bool empty(node* head) => head->next == head;
            {{members}}
            public void M()
            {
                node list, other;
                list.next = list.prev = &list;
                other.next = other.prev = &other;
                {{statements}}
            }
        }
        """;
}
