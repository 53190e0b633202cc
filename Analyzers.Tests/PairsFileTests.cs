// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

using static Analyzers.Tests.ContractTesting;

namespace Analyzers.Tests;

/// <summary>The *.pairs.txt files of users.</summary>
[TestFixture]
public class PairsFileTests
{
    const string Latch = """
        namespace Acme;

        public class Latch
        {
            public void Enter() { }
            public bool TryEnter(int timeout) => true;
            public void TryEnter(ref bool taken) { }
            public void Leave(int count) { }
            public bool IsHeld => true;
            public int Count() => 0;
            public Latch Share() => this;
            public void Add(object item, List<object> batch) { }
            public object Gate;
            public int Guarded;
        }

        public class Special : Latch
        {
        }

        public class Generic<T>
        {
            public void Put(T item) { }
        }
        """;

    [TestCase("M:Acme.Latch.Enter acquires this", "Enter", "Acquire this")]
    [TestCase("M:Acme.Latch.Enter acquires this.Gate shared reentrant", "Enter", "Acquire Gate Shared")]
    [TestCase("  M:Acme.Latch.Enter\tacquires   this # a comment", "Enter", "Acquire this")]
    [TestCase("M:Acme.Latch.TryEnter(System.Int32) acquires this when true", "TryEnter", "Acquire this when True")]
    [TestCase("M:Acme.Latch.Count releases this when set constant 0x30", "Count", "Release this when Set 48")]
    [TestCase("M:Acme.Latch.Count releases this when notequal constant 7 shared", "Count", "Release this when NotEqual 7 Shared")]
    [TestCase("M:Acme.Latch.Count releases this when equal constant -11", "Count", "Release this when Equal -11")]
    [TestCase("M:Acme.Latch.Leave(System.Int32) releases this count count", "Leave", "Release this")]
    [TestCase("M:Acme.Latch.Enter acquires #epoch spin", "Enter", "Acquire #epoch")]
    [TestCase("P:Acme.Latch.IsHeld asserts this when true", "IsHeld", "Assert this when True")]
    [TestCase("M:Acme.Latch.get_IsHeld asserts this when true", "IsHeld", "Assert this when True")]
    [TestCase("M:Acme.Latch.Share scoped this shared", "Share", "Acquire this Shared")]
    [TestCase("M:Acme.Latch.Add(System.Object,System.Collections.Generic.List{System.Object}) moves item into batch", "Add", "Move item")]
    [TestCase("M:Acme.Latch.Enter may-block\nM:Acme.Latch.Enter acquires this", "Enter", "MayBlock ; Acquire this")]
    [TestCase("M:Acme.Generic`1.Put(`0) puts item", "Put", "Put item")]
    [TestCase("M:Acme.Other.Enter acquires this", "Enter", "")]
    public void Line_says(string line, string method, string expected) =>
        Assert.That(EffectsOf(Compile(Latch), method, line), Is.EqualTo(expected));

    [Test]
    public void A_member_may_be_named_in_a_type_that_inherits_it()
    {
        Compilation compilation = Compile(Latch);
        ContractSet contracts = Contracts(compilation, "M:Acme.Special.Enter acquires this");
        INamedTypeSymbol special = compilation.GetTypeByMetadataName("Acme.Special")!;
        var enter = (IMethodSymbol)special.BaseType!.GetMembers("Enter").Single();
        Assert.Multiple(() =>
        {
            Assert.That(Text(contracts.Of(enter, special)), Is.EqualTo("Acquire this"));
            Assert.That(Text(contracts.Of(enter, special.BaseType)), Is.Empty);
            Assert.That(Text(contracts.Of(enter)), Is.Empty);
        });
    }

    [Test]
    public void A_text_may_say_that_nothing_is_known()
    {
        Compilation compilation = Compile(Latch);
        var enter = (IMethodSymbol)compilation.GetTypeByMetadataName("Acme.Latch")!.GetMembers("Enter").Single();
        MethodContract contract = Contracts(compilation, "M:Acme.Latch.Enter unsure this").Of(enter)!;
        Assert.Multiple(() =>
        {
            Assert.That(contract.Unsure.Single(), Is.EqualTo(TargetPath.This));
            Assert.That(contract.Effects, Is.Empty);
        });
    }

    [Test]
    public Task Indexers_are_guarded_by_text() => PairingVerifier.Reports("""
        namespace Acme { public class Latch { public void Lock() { } public void Unlock() { } public int this[int i] { get => 0; set { } } public int this[string name] => 0; } }
        namespace User
        {
            public class C
            {
                readonly Acme.Latch _latch = new();
                public int Read() => {|PAIR008:_latch[3]|};
                public void Write() => {|PAIR008:_latch[3]|} = 4;
                public int Named() => _latch[""];
                public void Right() { _latch.Lock(); _latch[3] = _latch[4]; _latch.Unlock(); }
            }
        }
        """, """
        M:Acme.Latch.Lock acquires this
        M:Acme.Latch.Unlock releases this
        P:Acme.Latch.Item(System.Int32) must-hold this
        """);

    [Test]
    public void Fields_are_guarded_by_text()
    {
        Compilation compilation = Compile(Latch);
        ISymbol field = compilation.GetTypeByMetadataName("Acme.Latch")!.GetMembers("Guarded").Single();
        Assert.That(Contracts(compilation, "F:Acme.Latch.Guarded must-hold Gate").Of(field)!.Guards.Single().ToString(), Is.EqualTo("Gate"));
    }

    [Test]
    public void The_user_s_text_goes_before_the_built_in_table_and_attributes_before_both()
    {
        Compilation compilation = Compile("""class Latch { [Acquires(Shared = true)] public void Enter() { } }""");
        var enter = (IMethodSymbol)compilation.GetTypeByMetadataName("System.Threading.Monitor")!.GetMembers("Enter")
            .Single(method => ((IMethodSymbol)method).Parameters.Length == 1);
        Assert.Multiple(() =>
        {
            Assert.That(Text(Contracts(compilation, "M:System.Threading.Monitor.Enter(System.Object) acquires obj shared").Of(enter)), Is.EqualTo("Acquire obj Shared"));
            Assert.That(EffectsOf(compilation, "Enter", "M:Latch.Enter releases this"), Is.EqualTo("Acquire this Shared"));
        });
    }

    [Test]
    public Task Malformed_lines_are_reported_where_they_are_and_the_rest_is_used() => Verify(Latch, ("my.pairs.txt", """
        # Acme's latch
        M:Acme.Latch.Enter acquires this

        {|PAIR015:Acme.Latch.Enter acquires this|}
        {|PAIR015:M:Acme.Latch.Enter acquire this|}        # the verb is acquires
        {|PAIR015:M:Acme.Latch.Enter|}
        {|PAIR015:M:Acme.Latch.Enter acquires|}
        {|PAIR015:M:Acme.Latch.Enter acquires th-is|}
        {|PAIR015:M:Acme.Latch.TryEnter(System.Int32 acquires this when true|}
        {|PAIR015:M:Acme.Latch.TryEnter(System.Int32)) acquires this when true|}
        {|PAIR015:M:Acme.Latch.Enter acquires this when|}
        {|PAIR015:M:Acme.Latch.Enter acquires this when maybe|}
        {|PAIR015:M:Acme.Latch.Count acquires this when set constant 0xyz|}
        {|PAIR015:M:Acme.Latch.Count acquires this when set|}
        {|PAIR015:M:Acme.Latch.Count acquires this family own|}
        {|PAIR015:M:Acme.Latch.Count acquires this unique|}
        {|PAIR015:M:Acme.Latch.Enter acquires this shared upgradeable|}
        {|PAIR015:M:Acme.Latch.Enter acquires this sharde|}
        {|PAIR015:M:Acme.Latch.Enter moves this into b-atch|}
        """));

    [Test]
    public async Task A_line_that_is_said_already_is_reported_and_counts_once()
    {
        await Verify(Latch, ("my.pairs.txt", """
            M:Acme.Latch.Enter acquires this shared spin
            {|PAIR015:M:Acme.Latch.Enter  acquires this spin shared|}
            M:Acme.Latch.Enter acquires this.Gate shared spin
            M:Acme.Latch.Leave(System.Int32) acquires this shared spin
            """), ("other.pairs.txt", "M:Acme.Latch.Enter acquires this shared spin"));
        Assert.That(EffectsOf(Compile(Latch), "Enter", "M:Acme.Latch.Enter acquires this\nM:Acme.Latch.Enter acquires this"), Is.EqualTo("Acquire this"));
    }

    [Test]
    public Task Lines_that_name_nothing_are_reported() => Verify(Latch, ("my.pairs.txt", """
        {|PAIR015:M:Acme.Latch.Entre acquires this|}
        {|PAIR015:M:Acme.Latch.Enter(System.Int32) acquires this|}
        {|PAIR015:M:Acme.Latch.Enter acquires gate|}
        {|PAIR015:M:Acme.Latch.Enter acquires this when true|}
        {|PAIR015:M:Acme.Latch.Enter acquires return|}
        {|PAIR015:M:Acme.Latch.Leave(System.Int32) releases this count number|}
        {|PAIR015:M:Acme.Latch.TryEnter(System.Boolean@) acquires this when took=true|}
        {|PAIR015:F:Acme.Latch.Guarded must-hold Gaet|}
        {|PAIR015:F:Acme.Latch.Guarded acquires this|}
        M:Acme.Latch.TryEnter(System.Boolean@) acquires this when taken=true
        M:Acme.Special.Enter acquires this
        F:Acme.Latch.Guarded must-hold Gate
        M:NotReferenced.Here.Enter acquires this
        """));

    [Test]
    public Task Other_additional_files_are_left_alone() => Verify(Latch, ("readme.txt", "M:Acme.Latch.Entre acquires this"));

    [TestCase("")]
    [TestCase("#")]
    [TestCase("\r\n\r\n# comment\r\n")]
    [TestCase("\0\u0001\ufffd\ud800")]
    [TestCase("M:((((`~ acquires this")]
    [TestCase("M: acquires this")]
    [TestCase("M:.. acquires this")]
    [TestCase("P:System.Threading.Monitor.Enter acquires this")]
    [TestCase("M:Acme.Latch.Enter acquires ->")]
    [TestCase("M:Acme.Latch.Enter acquires [] when = count into")]
    public void Nothing_in_a_text_throws(string text)
    {
        Compilation compilation = Compile(Latch);
        Assert.That(() => EffectsOf(compilation, "Enter", text), Is.Empty);
    }
}
