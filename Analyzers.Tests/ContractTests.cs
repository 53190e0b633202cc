// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;
using Pairing.Contracts;

using static Analyzers.Tests.ContractTesting;

namespace Analyzers.Tests;

/// <summary>Attributes: what they say, to whom, and where they are wrong.</summary>
[TestFixture]
public class ContractTests
{
    const string Kernel = """
        unsafe struct page { public page* next; public address_space* mapping; }
        unsafe struct address_space { public object i_pages { get; set; } }
        unsafe struct pagevec { public page* pages; }
        """;

    [TestCase("""[Acquires("page")] unsafe void M(page* page) { }""", "Acquire page")]
    [TestCase("""[Acquires] void M() { }""", "Acquire this")]
    [TestCase("""unsafe void M([Acquires] page* page) { }""", "Acquire page")]
    [TestCase("""unsafe void M([Acquires("mapping->i_pages")] page* page) { }""", "Acquire page.mapping.i_pages")]
    [TestCase("""[Releases("page->mapping.i_pages")] unsafe void M(page* page) { }""", "Release page.mapping.i_pages")]
    [TestCase("""[MustHold("&page->mapping->i_pages")] unsafe void M(page* page) { }""", "MustHold page.mapping.i_pages")]
    [TestCase("""[MustHold("_gate")] void M() { }  object _gate;""", "MustHold _gate")]
    [TestCase("""[MustHold("this._gate")] void M() { }  object _gate;""", "MustHold _gate")]
    [TestCase("""[MustHold("s_gate")] static void M() { }  static object s_gate;""", "MustHold s_gate")]
    [TestCase("""[CondAcquires(true, "page")] unsafe bool M(page* page) => true;""", "Acquire page when True")]
    [TestCase("""[CondAcquires("nonzero", "page")] unsafe int M(page* page) => 1;""", "Acquire page when NonZero")]
    [TestCase("""[CondAcquires("nonzero", "page")] unsafe bool M(page* page) => true;""", "Acquire page when True")]
    [TestCase("""[CondAcquires(0, "page")] unsafe int M(page* page) => 1;""", "Acquire page when Zero")]
    [TestCase("""[CondAcquires("taken=true", "page")] unsafe void M(page* page, ref bool taken) { }""", "Acquire page when takenTrue")]
    [TestCase("""[CondAcquires("set", "page", Constant = 0x30)] unsafe int M(page* page) => 1;""", "Acquire page when Set 48")]
    [TestCase("""[CondAcquires("clear", "page", Constant = (long)DayOfWeek.Friday)] unsafe DayOfWeek M(page* page) => 0;""", "Acquire page when Clear 5")]
    [TestCase("""[CondReleases("notequal", "page", Constant = -1)] unsafe int M(page* page) => 1;""", "Release page when NotEqual -1")]
    [TestCase("""[CondAcquires("page->mapping=nonzero", "page")] unsafe void M(page* page) { }""", "Acquire page when page.mapping NonNull")]
    [TestCase("""[CondReleases(false, "page")] unsafe bool M(page* page) => true;""", "Release page when False")]
    [TestCase("""[CondAcquires(true)] Task<bool> M() => null;""", "Acquire this when True")]
    [TestCase("""[return: Gets] unsafe page* M() => null;""", "Get return")]
    [TestCase("""[return: CondGets("nonnull")] object M() => null;""", "Get return when NonNull")]
    [TestCase("""[return: Acquires("i_pages")] unsafe address_space* M() => null;""", "Acquire return.i_pages")]
    [TestCase("""[CondGets("null", "page")] unsafe object M(page* page) => null;""", "Get page when Null")]
    [TestCase("""[Gets("*pagep")] unsafe void M(page** pagep) { }""", "Get *pagep")]
    [TestCase("""[Puts("pvec->pages[]")] unsafe void M(pagevec* pvec) { }""", "Put pvec.pages[]")]
    [TestCase("""[Moves("page", into: "pvec->pages[]")] unsafe void M(page* page, pagevec* pvec) { }""", "Move page")]
    [TestCase("""[MustHold("#rcu")] void M() { }""", "MustHold #rcu")]
    [TestCase("""[Acquires(Shared = true)] void M() { }""", "Acquire this Shared")]
    [TestCase("""[Acquires("_gate")] int M { get => 1; } object _gate;""", "Acquire _gate")]
    [TestCase("""[Revalidates("page")] unsafe bool M(page* page) => true;""", "Revalidate page")]
    [TestCase("""[MayBlock] void M() { }""", "MayBlock ")]
    [TestCase("""[Releases("_gate"), Acquires("_gate")] void M() { } object _gate;""", "Release _gate; Acquire _gate")]
    [TestCase("""[Acquires("_gate")] [Releases("_gate")] void M() { } object _gate;""", "Release _gate; Acquire _gate")]
    [TestCase("""[Acquires("a", "b")] void M(object a, object b) { }""", "Acquire a; Acquire b")]
    [TestCase("""void M() { }""", "")]
    public void Attribute_says(string member, string expected)
    {
        Compilation compilation = Compile($"{Kernel} unsafe class Class {{ {member} }}");
        Assert.Multiple(() =>
        {
            Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS0106"), Is.Empty);
            Assert.That(EffectsOf(compilation, "M"), Is.EqualTo(expected));
        });
    }

    [Test]
    public void Traits_count_and_batch_are_named_arguments()
    {
        Compilation compilation = Compile("""
            class Class
            {
                [Acquires("gate", Reentrant = true, Spin = true, Affine = true)]
                void Traited(object gate) { }

                [Releases(Counted = true, Count = "n")]
                void Counted(int n) { }

                [Moves("page", into: "batch")]
                void Batched(object page, object batch) { }

                [return: Gets(Speculative = true)]
                object Guess() => null;

                [NoContextAnalysis("it is special")]
                void Special() { }
            }
            """);
        ContractSet contracts = Contracts(compilation);
        MethodContract Of(string name) => contracts.Of(compilation.GetSymbolsWithName(name).OfType<IMethodSymbol>().First())!;
        Assert.Multiple(() =>
        {
            Assert.That(Of("Traited").Effects[0].Traits, Is.EqualTo(Traits.Reentrant | Traits.ForbidsBlocking | Traits.ThreadAffine));
            Assert.That(Of("Traited").Declared && Of("Traited").OnSource);
            Assert.That(Of("Counted").Effects[0].Traits, Is.EqualTo(Traits.Counted));
            Assert.That(Of("Counted").Effects[0].Amount, Is.EqualTo("n"));
            Assert.That(Of("Batched").Effects[0].Into!.ToString(), Is.EqualTo("batch"));
            Assert.That(Of("Guess").Effects[0].Traits, Is.EqualTo(Traits.Speculative));
            Assert.That(Of("Special").NoAnalysis, Is.EqualTo("it is special"));
            Assert.That(Of("Special").Effects, Is.Empty);
        });
    }

    [Test]
    public void Contracts_are_inherited_from_what_is_overridden_and_implemented()
    {
        Compilation compilation = Compile("""
            interface ILatch { [Acquires] void Lock(); [Releases] void Unlock(); }
            abstract class Latch : ILatch { public abstract void Lock(); void ILatch.Unlock() { } [Gets] public virtual void Get() { } }
            class Derived : Latch { public override void Lock() { } public override void Get() { } }
            class Own : Latch { [Acquires(Shared = true)] public override void Lock() { } }
            """);
        ContractSet contracts = Contracts(compilation);
        string Of(string type, string method) =>
            Text(contracts.Of(compilation.GetTypeByMetadataName(type)!.GetMembers(method).OfType<IMethodSymbol>().Single()));
        Assert.Multiple(() =>
        {
            Assert.That(Of("Latch", "Lock"), Is.EqualTo("Acquire this"));
            Assert.That(Of("Derived", "Get"), Is.EqualTo("Get this"));
            Assert.That(Of("Latch", "ILatch.Unlock"), Is.EqualTo("Release this"));
            Assert.That(Of("Own", "Lock"), Is.EqualTo("Acquire this Shared"));
        });
    }

    [Test]
    public void An_override_of_an_implementation_has_the_interface_s_contract()
    {
        Compilation compilation = Compile("""
            interface ILatch { [Acquires] void Lock(); }
            abstract class Latch : ILatch { public abstract void Lock(); }
            class Derived : Latch { public override void Lock() { } }
            """);
        IMethodSymbol method = compilation.GetTypeByMetadataName("Derived")!.GetMembers("Lock").OfType<IMethodSymbol>().Single();
        Assert.That(Text(Contracts(compilation).Of(method)), Is.EqualTo("Acquire this"));
    }

    [Test]
    public void An_override_may_rename_its_parameters()
    {
        Compilation compilation = Compile("""
            abstract class Latch { [CondAcquires("taken=true", "gate.Inner")] public abstract void Try(Gate gate, ref bool taken); }
            class Gate { public object Inner; }
            class Derived : Latch { public override void Try(Gate g, ref bool t) { } }
            """);
        IMethodSymbol method = compilation.GetTypeByMetadataName("Derived")!.GetMembers("Try").OfType<IMethodSymbol>().Single();
        Assert.That(Text(Contracts(compilation).Of(method)), Is.EqualTo("Acquire g.Inner when tTrue"));
    }

    [Test]
    public void Aliases_and_attributes_of_one_s_own_count()
    {
        Compilation compilation = Compile("""
            global using __acquires = Pairing.AcquiresAttribute;
            using __releasesAttribute = Other.ReleasesAttribute;

            namespace Other
            {
                sealed class ReleasesAttribute(string target) : System.Attribute { public string Target => target; }
            }

            class Class
            {
                [__acquires("gate")] void First(object gate) { }
                [__releases("gate")] void Second(object gate) { }
            }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(EffectsOf(compilation, "First"), Is.EqualTo("Acquire gate"));
            Assert.That(EffectsOf(compilation, "Second"), Is.EqualTo("Release gate"));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Attributes_of_a_referenced_assembly_count(bool embedded)
    {
        CSharpCompilation library = CSharpCompilation.Create(
            "Library",
            [
                CSharpSyntaxTree.ParseText("using Pairing; public class Latch { [Acquires] public void Lock() { } public bool TryLock([CondAcquires(true)] object gate) => true; }"),
                CSharpSyntaxTree.ParseText(AttributesSource.Attributes(embedded)),
                CSharpSyntaxTree.ParseText(AttributesSource.Embedded),
            ],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.That(library.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden), Is.Empty);

        Compilation user = Compile("class User { void Use(Latch latch) => latch.Lock(); }", MetadataReference.CreateFromImage(image.ToArray()));
        ContractSet contracts = Contracts(user);
        INamedTypeSymbol latch = user.GetTypeByMetadataName("Latch")!;
        Assert.Multiple(() =>
        {
            Assert.That(contracts.MayHaveContract("Lock"));
            Assert.That(Text(contracts.Of((IMethodSymbol)latch.GetMembers("Lock").Single())), Is.EqualTo("Acquire this"));
            Assert.That(Text(contracts.Of((IMethodSymbol)latch.GetMembers("TryLock").Single())), Is.EqualTo("Acquire gate when True"));
        });
    }

    [Test]
    public void Fields_and_properties_are_guarded()
    {
        Compilation compilation = Compile("""
            class Class
            {
                readonly object _gate = new();
                [MustHold("_gate")] int _count;
                [MustHold("this._gate")] int Count => _count;
                [Revalidates] object _owner;
                int _free;
            }
            """);
        ContractSet contracts = Contracts(compilation);
        FieldContract? Of(string name) => contracts.Of(compilation.GetTypeByMetadataName("Class")!.GetMembers(name).Single());
        Assert.Multiple(() =>
        {
            Assert.That(Of("_count")!.Guards.Single().ToString(), Is.EqualTo("_gate"));
            Assert.That(Of("Count")!.Guards.Single().ToString(), Is.EqualTo("_gate"));
            Assert.That(Of("_owner")!.Revalidates);
            Assert.That(Of("_free"), Is.Null);
            Assert.That(contracts.MayHaveContract("_count"));
            Assert.That(contracts.MayHaveContract("_free"), Is.False);
        });
    }

    /// <summary>They are recognised by name, so somebody else's may come: what they say that ours cannot is passed over.</summary>
    [TestCase("class AcquiresAttribute(params string[] targets) : Attribute { public string[] Targets { get; set; } = targets; }", "Acquires(\"_gate\", Targets = new[] { \"a\" })", "Acquire _gate")]
    [TestCase("class AcquiresAttribute(params string[] targets) : Attribute { public string[] Count { get; set; } = targets; }", "Acquires(\"_gate\", Count = new[] { \"a\" })", "Acquire _gate")]
    [TestCase("class MovesAttribute(params object[] what) : Attribute { public object[] What { get; } = what; }", "Moves(new object[] { new int[] { 1 } })", "Move this")]
    [TestCase("class CondAcquiresAttribute(int[] when, params object[] what) : Attribute { public object[] What { get; } = what; public int[] When { get; } = when; }", "CondAcquires(new[] { 1 }, \"_gate\")", "")]
    public async Task Foreign_attributes_may_have_arrays(string declaration, string attribute, string effects)
    {
        Compilation compilation = Compile($"namespace Own {{ {declaration} class Class {{ readonly object _gate = new(); [{attribute}] void M() {{ Monitor.Enter(_gate); Monitor.Exit(_gate); }} void N() {{ M(); }} }} }}");
        Assert.That(EffectsOf(compilation, "M"), Is.EqualTo(effects));
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Select(diagnostic => diagnostic.Id), Has.None.EqualTo("AD0001"));
    }

    [Test]
    public void Names_without_a_contract_are_passed_over()
    {
        Compilation compilation = Compile("""
            class Class
            {
                [Obsolete] void Plain() { }
                [Acquires("gate")] void Method(object gate) { }
                void OnParameter([Acquires] object gate) { }
                [return: Gets] object OnReturn() => null;
                object OnProperty { [return: Gets] get => null; }
                [Acquires("gate")] Class(object gate) { }
            }
            """);
        ContractSet contracts = Contracts(compilation);
        Assert.Multiple(() =>
        {
            Assert.That(new[] { "Method", "OnParameter", "OnReturn", "get_OnProperty", ".ctor", "TryEnter", "get_IsWriteLockHeld" }.All(contracts.MayHaveContract));
            Assert.That(new[] { "Plain", "WriteLine", "get_OnNothing" }.Any(contracts.MayHaveContract), Is.False);
        });
    }

    [Test]
    public Task What_names_nothing_is_reported() => Verify("""
        class Node { public object Gate; public Node Next; }
        class Class
        {
            readonly object _gate = new();
            static readonly object s_gate = new();

            [{|PAIR015:Acquires("_gaet")|}] void NoMember() { }
            [{|PAIR015:Acquires("node.Gaet")|}] void NoStep(Node node) { }
            [{|PAIR015:Acquires("node..Gate")|}] void NoPath(Node node) { }
            [{|PAIR015:Acquires("_gate")|}] static void NoInstance() { }
            [{|PAIR015:Acquires|}] static void NoThis() { }
            [{|PAIR015:Acquires("return")|}] void NoResult() { }
            [{|PAIR015:Gets("return")|}] Task NoAwaitedResult() => null;
            [{|PAIR015:Releases("_gate", Count = "n")|}] void NoCount() { }
            [{|PAIR015:Moves("node", into: "nowhere")|}] void NoBatch(Node node) { }
            [{|PAIR015:MustHold("_gaet")|}] int _noGuard;
            [{|PAIR015:MustHold("_noOther")|}] int _noOther;
            [{|PAIR015:NoContextAnalysis("")|}] void NoReason() { }
            [{|PAIR015:NoContextAnalysis(" ")|}] class NoReasonEither { }

            [Acquires("node.Next.Gate")] void Path(Node node) { }
            [Acquires("s_gate")] static void Static() { }
            [Acquires("Gate")] void OnBase<T>(T node) where T : Node { }
            [MustHold("_gate")] int _guarded;
            [MustHold("s_gate")] static int s_guarded;
            object Gate => _gate;
        }
        class Derived : Class { [Acquires("Inherited")] void Lock() { } protected object Inherited; class Inner { [MustHold("s_outer")] static int s_inner; } static object s_outer; }
        class Primary(object gate) { [Acquires("gate")] void Lock() => Monitor.Enter(gate); }
        """);

    [Test]
    public Task Wherever_a_contract_can_be_written_it_is_checked_once() => Verify("""
        using A = Pairing.AcquiresAttribute;
        partial class Class
        {
            readonly object _gate = new();

            [{|PAIR015:Acquires("_gaet")|}] object Expression => _gate;
            object Accessors
            {
                [{|PAIR015:Acquires("_gaet")|}] get => _gate;
                [{|PAIR015:Releases("_gaet")|}] set { }
            }
            [{|PAIR015:Acquires("_gaet")|}] object this[int n] => _gate;
            object this[[{|PAIR015:Acquires("_gaet")|}] object gate] { get => gate; set { } }
            event Action Event { [{|PAIR015:Acquires("_gaet")|}] add { } remove { } }
            [return: {|PAIR015:Gets("_gaet")|}] object Result() => _gate;
            void Parameter([{|PAIR015:Acquires("_gaet")|}] object gate) { }
            [{|PAIR015:A("_gaet")|}] void Alias() { }
            [{|PAIR015:Acquires("_gaet")|}] Class() { }
            [{|PAIR015:MustHold("_gaet")|}] int _one, _other;
        }

        class Primary([{|PAIR015:Acquires("_gaet")|}] object gate) { object Gate => gate; }
        [method: {|PAIR015:Acquires("_gaet")|}] class PrimaryToo(int n) { int N => n; }
        [{|PAIR015:NoContextAnalysis("")|}] partial class Class { [{|PAIR015:Acquires("_gaet")|}] partial void Part(); }
        partial class Class { partial void Part() { } }
        partial class Class { partial void Other(); }
        partial class Class { [{|PAIR015:Acquires("_gaet")|}] partial void Other() { } }
        [{|PAIR015:NoContextAnalysis("")|}] struct Struct;
        """);

    [Test]
    public Task What_cannot_be_returned_is_reported() => Verify("""
        class Class
        {
            [{|PAIR015:CondAcquires(true, "gate")|}] void Void(object gate) { }
            [{|PAIR015:CondAcquires(true, "gate")|}] int Number(object gate) => 0;
            [{|PAIR015:CondAcquires("nonnull", "gate")|}] int NoReference(object gate) => 0;
            [{|PAIR015:CondAcquires("nonzero", "gate")|}] string NoNumber(object gate) => "";
            [{|PAIR015:CondAcquires(true, "gate")|}] Task<string> NoAwaitedTruth(object gate) => null;
            [{|PAIR015:CondAcquires("name=true", "gate")|}] void NoTruthOfText(object gate, out string name) { name = ""; }
            [{|PAIR015:Acquires("*gate")|}] void NoPointer(object gate) { }
            [Acquires("*gate")] void Variable(ref object gate) { }
            [CondAcquires(true, "gate")] Answer Converted(object gate) => default;
            [{|PAIR015:CondAcquires("maybe", "gate")|}] bool NoCondition(object gate) => true;
            [{|PAIR015:CondAcquires(true, "gate")|}] Task NoAwaitedResult(object gate) => null;
            [{|PAIR015:CondAcquires("gate=true", "gate")|}] void NoTruth(object gate) { }
            [{|PAIR015:Gets("gate[]")|}] void NoElements(object gate) { }
            [{|PAIR015:Puts("count[]")|}] void NoCollection(int count) { }
            [{|PAIR015:Unlinks("count")|}] void NoNode(int count) { }
            [CondAcquires("taken=true", "gate")] void Given(object gate, bool taken) { }
            [{|PAIR015:CondAcquires("took=true", "gate")|}] void NoParameter(object gate, ref bool taken) { }
            [{|PAIR015:CondAcquires("set", "gate")|}] int NoBits(object gate) => 0;
            [{|PAIR015:CondAcquires("set", "gate", Constant = 0)|}] int NoBitAtAll(object gate) => 0;
            [{|PAIR015:CondAcquires("nonzero", "gate", Constant = 1)|}] int NoPlace(object gate) => 0;
            [{|PAIR015:CondAcquires("clear", "gate", Constant = 1)|}] bool NoFlags(object gate) => true;
            [{|PAIR015:CondAcquires("set", "gate", Constant = 1)|}] IntPtr NoFlagsEither(object gate) => default;
            [{|PAIR015:CondAcquires("equal", "gate", Constant = 1)|}] bool? NoConstant(object gate) => default;
            [{|PAIR015:CondAcquires("version.Majer=zero", "gate")|}] void NoMember(object gate, Version version) { }
            [{|PAIR015:CondAcquires("gate.Major=zero", "version")|}] void NoMemberOfObject(object gate, Version version) { }
            [{|PAIR015:CondAcquires("version.Major=null", "gate")|}] void NoReferenceThere(object gate, Version version) { }
            [CondAcquires("version.Major=equal", "gate", Constant = 3)] void Told(object gate, Version version) { }

            [CondAcquires(true, "gate")] ValueTask<bool> Awaited(object gate) => default;
            [CondAcquires("nonzero", "gate")] DayOfWeek Enumeration(object gate) => default;
            [CondAcquires("nonnull", "gate")] int? Nullable(object gate) => null;
            [CondAcquires("nonnull", "gate")] T Any<T>(object gate) => default;
            [CondAcquires("nonzero", "gate")] IntPtr Handle(object gate) => default;
            [CondAcquires("notequal", "gate", Constant = -1)] IntPtr Invalid(object gate) => default;
            [CondAcquires("equal", "gate", Constant = 3)] int? NullableNumber(object gate) => null;
        }
        struct Answer { public static implicit operator bool(Answer answer) => true; }
        """);

    [Test]
    public Task What_contradicts_itself_is_reported() => Verify("""
        class Class
        {
            [Acquires("gate")]
            [{|PAIR015:Acquires("gate")|}]
            void Twice(object gate) { }

            [Acquires("gate"), {|PAIR015:CondAcquires(true, "gate")|}]
            bool AlwaysAndSometimes(object gate) => true;

            [MustHold("gate"), {|PAIR015:Acquires("gate")|}]
            void HeldAndTaken(object gate) { }

            [MustHold("gate"), {|PAIR015:Releases("gate")|}]
            void HeldAndReleased(object gate) { }

            [{|PAIR015:Acquires("gate", Shared = true, Upgradeable = true)|}]
            void TwoModes(object gate) { }

            [Acquires("gate", Shared = true), Acquires("gate")]
            void TwoLocks(object gate) { }

            [Acquires("gate", Reentrant = true), Acquires("gate", Reentrant = true)]
            void Recursive(object gate) { }

            [Releases("gate"), Acquires("gate")]
            void Retaken(object gate) { }

            [MustHold("gate"), Releases("gate"), Acquires("gate")]
            void RetakenToo(object gate) { }

            [CondAcquires(true, "one"), CondAcquires(true, "other")]
            bool Both(object one, object other) => true;
        }
        """);

    [Test]
    public Task A_wrong_contract_leaves_the_others() => Verify("""
        class Class
        {
            [{|PAIR015:Acquires("gaet")|}, {|PAIR015:Releases("gate", "nowhere")|}]
            void Lock(object gate) { }
        }
        """);

    [Test]
    public Task Code_that_does_not_compile_is_no_contract_s_fault() => Verify("""
        class Class
        {
            [Acquires("node.Gate.Inner")] void Unknown({|CS0246:Nowhere|} node) { }
            [{|CS0246:{|CS0246:Nothing|}|}] void NoAttribute() { }
            [Acquires({|CS0103:gate|})] void NoArgument(object gate) { }
        }
        """);
}
