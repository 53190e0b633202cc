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

    [TestCase("readonly SemaphoreSlim _gate = new(1);", "_gate.Wait();", "_gate.Release();")]
    [TestCase("readonly ReaderWriterLockSlim _gate = new();", "_gate.EnterReadLock();", "_gate.ExitReadLock();")]
    public async Task Members_that_take_one_lock(string gate, string take, string drop) => Assert.That(await Found($$"""
        static readonly int[] s_large = { {{Repeat(300_000, _ => "0,")}} };
        {{gate}}
        int _n;
        public void Leak(bool b) { {{take}} if (b) return; {{drop}} }
        {{Repeat(600, number => $"public void M{number}() {{ {take} try {{ _n++; }} finally {{ {drop} }} }}\n")}}
        """), Is.EqualTo("PAIR001"));

    [Test]
    public async Task Locks_held_at_once([Values(1000)] int count) => Assert.That(await Found($$"""
        {{Repeat(count, number => $"readonly object _a{number} = new(); ")}}
        public void M() { {{Repeat(count, number => $"Monitor.Enter(_a{number}); ")}} {{Repeat(count - 1, number => $"Monitor.Exit(_a{number}); ")}} }
        """), Is.EqualTo("PAIR001"));

    [Test]
    public async Task Methods_that_an_end_may_call([Values(200)] int count) => Assert.That(await Found($$"""
        readonly object _gate = new();
        public Scope Enter() { Monitor.Enter(_gate); return new Scope(); }
        public class Scope : IDisposable
        {
            public void Dispose() { {{Repeat(count, number => $"A{number}(); ")}} }
            {{Repeat(count, number => $"void A{number}() {{ {Repeat(count, inner => $"B{inner}(); ")} }}\n")}}
            {{Repeat(count, number => $"void B{number}() {{ {Repeat(count, inner => $"D{inner}(); ")} }}\n")}}
            {{Repeat(count, number => $"void D{number}() {{ }}\n")}}
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
