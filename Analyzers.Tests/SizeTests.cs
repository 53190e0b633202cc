// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;

namespace Analyzers.Tests;

/// <summary>Code that is as large as only a generator writes it: it takes so many times longer as it is larger, not the square or cube of that.</summary>
[TestFixture]
public class SizeTests
{
    /// <summary>Each takes a few seconds, and took minutes.</summary>
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

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

    static string Repeat(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    /// <summary>The rules that report something, or nothing where it takes too long.</summary>
    static async Task<string> Found(string members)
    {
        using CancellationTokenSource limit = new(s_limit);
        ImmutableArray<Diagnostic> found = await ContractTesting.Compile($"class C {{ {members} }}").WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync(limit.Token);
        return string.Join(' ', found.Select(diagnostic => diagnostic.Id).Where(id => id != Ids.SkippedRelease));
    }
}
