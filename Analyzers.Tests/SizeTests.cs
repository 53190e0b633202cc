// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;

namespace Analyzers.Tests;

/// <summary>
/// Code that is as large as only a generator writes it: it takes so many times longer as it is larger, not the square or cube of that;
/// where it has more ways than are followed, it is given up without a word.
/// </summary>
[TestFixture]
public class SizeTests
{
    /// <summary>In milliseconds: each takes a few seconds, and took minutes.</summary>
    const int Limit = 60_000;

    [Test]
    public async Task Calls_of_methods_that_call([Values(2000)] int count) => Assert.That(await Found($$"""
        readonly object _gate = new();
        int _n;
        public void M() { Monitor.Enter(_gate); {{Repeat(count, _ => "H(); ")}} }
        void H() { {{Repeat(count, _ => "G(); ")}} }
        void G() { {{Repeat(count, _ => "_n = _n + 1; ")}} }
        """), Is.EqualTo("PAIR001"));

    [Test]
    public async Task Members_that_take_one_lock([Values(1500)] int count) => Assert.That(await Found($$"""
        static readonly int[] s_large = { {{Repeat(300_000, _ => "0,")}} };
        readonly SemaphoreSlim _gate = new(1);
        int _n;
        public void Leak(bool b) { _gate.Wait(); if (b) return; _gate.Release(); }
        {{Repeat(count, number => $"public void M{number}() {{ _gate.Wait(); try {{ _n++; }} finally {{ _gate.Release(); }} }}\n")}}
        """), Is.EqualTo("PAIR001"));

    [Test]
    public async Task Locks_held_at_once([Values(1000)] int count) => Assert.That(await Found($$"""
        {{Repeat(count, number => $"readonly object _a{number} = new(); ")}}
        public void M() { {{Repeat(count, number => $"Monitor.Enter(_a{number}); ")}} {{Repeat(count - 1, number => $"Monitor.Exit(_a{number}); ")}} }
        """), Is.EqualTo("PAIR001"));

    [Test]
    public async Task Methods_that_an_end_may_call([Values(2000)] int count) => Assert.That(await Found($$"""
        readonly object _gate = new();
        public Scope Enter() { Monitor.Enter(_gate); return new Scope(); }
        public class Scope : IDisposable
        {
            public void Dispose() { {{Repeat(count, _ => "A(); ")}} }
            void A() { {{Repeat(count, _ => "B(); ")}} }
            void B() { {{Repeat(count, _ => "D(); ")}} }
            void D() { }
        }
        """), Is.EqualTo("PAIR001"));

    [Test, MaxTime(Limit)]
    public Task TriesInOneBlock() => PairingVerifier.Silent(Samples.Sample($$"""
        public void M({{Repeat(24, i => $"object a{i}", ", ")}})
        {
            {{Repeat(24, i => $"bool t{i} = Monitor.TryEnter(a{i});")}}
            {{Repeat(24, i => $"if (t{i}) Monitor.Exit(a{i});")}}
        }
        """));

    [Test, MaxTime(Limit)]
    public Task TriesInOneExpression() => PairingVerifier.Silent(Samples.Sample($$"""
        void Are(params bool[] taken) { }
        public void M({{Repeat(24, i => $"object a{i}", ", ")}}) => Are({{Repeat(24, i => $"Monitor.TryEnter(a{i})", ", ")}});
        """));

    /// <summary>Whether a private method gives something, or null, divides the ways.</summary>
    [Test, MaxTime(Limit)]
    public Task GetsByAHelper() => PairingVerifier.Silent($$"""
        #nullable disable
        class C
        {
            byte[] Rent() { return ArrayPool<byte>.Shared.Rent(16); }
            public void M() { {{Repeat(24, i => $"byte[] b{i} = Rent(); b{i}[0] = 1; ArrayPool<byte>.Shared.Return(b{i});")}} }
        }
        """);

    [Test, MaxTime(Limit)]
    public Task ManyRented() => PairingVerifier.Reports(Samples.Sample($$"""
        public void M()
        {
            {{Repeat(300, i => $"byte[] b{i} = ArrayPool<byte>.Shared.Rent(9);")}}
            byte[] last = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|};
            {{Repeat(300, i => $"ArrayPool<byte>.Shared.Return(b{i});")}}
        }
        """));

    [Test, MaxTime(Limit)]
    public Task ALongSumUnderALock([Values("readonly object a = new();", "SpinLock a;")] string field) => PairingVerifier.Silent(Samples.Sample($$"""
        {{field}}
        readonly object b = new();
        public int M(int x) { {{(field.StartsWith("Spin", StringComparison.Ordinal) ? "bool t = false; a.Enter(ref t); int n = Sum(x); a.Exit();" : "Monitor.Enter(a); int n = Sum(x); Monitor.Exit(a);")}} return n; }
        int Sum(int x) { int n = {{Repeat(5_000, _ => "x", " + ")}}; return n; }
        """));

    /// <summary>What a flag says of much is known of the flag.</summary>
    [Test]
    public Task AFlagOfMany([Values(10, 14, 40)] int count) => PairingVerifier.Reports(Samples.Sample($$"""
        readonly object a = new();
        public void Right(int x) { bool t = x is {{Repeat(count, i => $"{i * 3}", " or ")}}; if (t) Monitor.Enter(a); if (t) Monitor.Exit(a); }
        public void Wrong(int x) { bool t = x is {{Repeat(count, i => $"{i * 3}", " or ")}}; if (t) {|PAIR001:Monitor.Enter(a)|}; if (!t) {|PAIR002:Monitor.Exit(a)|}; }
        """));

    static string Repeat(int count, Func<int, string> text, string separator = "") => string.Join(separator, Enumerable.Range(0, count).Select(text));

    /// <summary>The rules that report something, or nothing where it takes too long.</summary>
    static async Task<string> Found(string members)
    {
        using CancellationTokenSource limit = new(Limit);
        ImmutableArray<Diagnostic> found = await ContractTesting.Compile($"class C {{ {members} }}").WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync(limit.Token);
        return string.Join(' ', found.Select(diagnostic => diagnostic.Id).Where(id => id != Ids.SkippedRelease));
    }
}
