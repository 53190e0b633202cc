// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using Pairing;

namespace Analyzers.Tests;

/// <summary>Wherever code can stand it is looked at, and once.</summary>
[TestFixture]
public class PlacesTests
{
    /// <summary>A lock that is not released where a condition says so.</summary>
    const string Held = "{|PAIR001:Monitor.Enter(Gate)|}; if (Early) throw new Exception(); Monitor.Exit(Gate);";

    [TestCase("public void M() { HELD }")]
    [TestCase("public C() { HELD }")]
    [TestCase("public C(int n) : this() { HELD } C() { }")]
    [TestCase("static C() { HELD }")]
    [TestCase("~C() { HELD }")]
    [TestCase("public int P { get { HELD return 0; } }")]
    [TestCase("public int P { get => 0; set { HELD } }")]
    [TestCase("public int P { init { HELD } }")]
    [TestCase("public int P => L(() => { HELD });")]
    [TestCase("public int this[int n] { get { HELD return n; } }")]
    [TestCase("public event Action E { add { HELD } remove { } }")]
    [TestCase("public event Action E { add { } remove { HELD } }")]
    [TestCase("public static C operator +(C a, C b) { HELD return a; }")]
    [TestCase("public static implicit operator int(C c) { HELD return 0; }")]
    [TestCase("public static explicit operator C(int n) { HELD return null!; }")]
    [TestCase("void IDisposable.Dispose() { HELD }")]
    [TestCase("int I.P { get { HELD return 0; } }")]
    [TestCase("public void M() { Inner(); void Inner() { HELD } }")]
    [TestCase("public void M() { Action action = () => { HELD }; action(); }")]
    [TestCase("public partial void M(); public partial void M() { HELD }")]
    [TestCase("public partial int P { get; } public partial int P { get { HELD return 0; } }")]
    [TestCase("public class Nested { public class Inner { public void M() { HELD } } }")]
    [TestCase("public struct Nested { public void M() { HELD } }")]
    [TestCase("public record Nested(int N) { public void M() { HELD } }")]
    [TestCase("public interface Nested { void M() { HELD } }")]
    public Task Of_a_type(string member) => PairingVerifier.Reports($$"""
        public partial class C : IDisposable, I
        {
            static readonly object Gate = new();
            static volatile bool Early;
            static int L(Action action) { action(); return 0; }
            {{(member.Contains("IDisposable") ? "" : "void IDisposable.Dispose() { }")}}
            {{(member.Contains("I.P") ? "" : "int I.P => 0;")}}
            {{member.Replace("HELD", Held)}}
        }

        public interface I { int P { get; } }
        """);

    /// <summary>What is only warned of is no reason to keep silent.</summary>
    [TestCase("public void M() {\n#warning look here\n HELD }")]
    [TestCase("public int P { get { HELD return 0; } set {\n#warning look here\n } }")]
    public Task With_a_warning(string member) => Of_a_type(member);

    [Test]
    public Task Of_a_part_of_a_type() => PairingVerifier.Reports($$"""
        public partial class C { static readonly object Gate = new(); static volatile bool Early; }
        public partial class C { public void M() { {{Held}} } }
        public partial class C { public void N() { {{Held}} } }
        """);

    [Test]
    public async Task At_the_top_of_a_file()
    {
        ImmutableArray<Diagnostic> found = await Top().GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Select(diagnostic => (diagnostic.Id, diagnostic.Location.GetLineSpan().StartLinePosition.Line)), Is.EqualTo(new[] { (Ids.HeldAtEnd, 1) }));
    }

    /// <summary>An IDE asks for what it shows, or what was changed.</summary>
    [Test]
    public async Task At_the_top_of_a_file_in_part()
    {
        foreach (TextLine line in (await Top().Compilation.SyntaxTrees.First().GetTextAsync()).Lines)
        {
            CompilationWithAnalyzers analyzed = Top();
            SemanticModel model = analyzed.Compilation.GetSemanticModel(analyzed.Compilation.SyntaxTrees.First());
            ImmutableArray<Diagnostic> found = await analyzed.GetAnalyzerSemanticDiagnosticsAsync(model, line.Span, default);
            Assert.That(found.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { Ids.HeldAtEnd }), line.ToString());
        }
    }

    static CompilationWithAnalyzers Top()
    {
        Compilation compilation = ContractTesting.Compile("""
            object gate = new();
            Monitor.Enter(gate);
            if (args.Length > 0)
                return 1;
            Monitor.Exit(gate);
            return 0;
            """);
        return compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication)).WithAnalyzers([new PairingAnalyzer()]);
    }
}
