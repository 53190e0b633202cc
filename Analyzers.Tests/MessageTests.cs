// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;

namespace Analyzers.Tests;

/// <summary>Messages name the way out, and what was decided on the way there.</summary>
public class MessageTests
{
    [TestCase("""
        void M(bool b)
        {
            Monitor.Enter(_a);
            if (b)
                return;
            Monitor.Exit(_a);
        }
        """, "'_a' locked here is still held when 'M' returns at line 7, on the path where 'b' is true")]
    [TestCase("""
        void M(bool b, bool c)
        {
            Monitor.Enter(_a);
            if (!b && c)
            {
                return;
            }
            Monitor.Exit(_a);
        }
        """, "'_a' locked here is still held when 'M' returns at line 8, on the path where 'b' is false and 'c' is true")]
    [TestCase("""
        void M(bool b)
        {
            Monitor.Enter(_a);
            if (b)
                Monitor.Exit(_a);
        }
        """, "'_a' locked here is still held when 'M' falls off its end, on the path where 'b' is false")]
    [TestCase("""
        void M()
        {
            Monitor.Enter(_a);
            _n++;
        }
        """, "'_a' locked here is still held when 'M' falls off its end")]
    [TestCase("""
        void M()
        {
            Monitor.Enter(_a);
            Step();
            void Step() => _n++;
        }
        """, "'_a' locked here is still held when 'M' falls off its end")]
    [TestCase("""
        void M(bool b)
        {
            Monitor.Enter(_a);
            if (b)
            {
                _n++;
                return;
            }
            Monitor.Exit(_a);
        }
        """, "'_a' locked here is still held when 'M' returns at line 9, on the path where 'b' is true")]
    [TestCase("""
        int M(int n)
        {
            Monitor.Enter(_a);
            if (n > 3)
                return -n;
            Monitor.Exit(_a);
            return n;
        }
        """, "'_a' locked here is still held when 'M' returns at line 7, on the path where 'n > 3' is true")]
    [TestCase("""
        int M(int n)
        {
            Monitor.Enter(_a);
            if (n > 3)
                throw new Exception();
            Monitor.Exit(_a);
            return n;
        }
        """, "'_a' locked here is still held when 'M' throws at line 7, on the path where 'n > 3' is true")]
    [TestCase("""
        int M(int n)
        {
            Monitor.Enter(_a);
            if (n > 3)
                goto done;
            Monitor.Exit(_a);
        done:
            return n;
        }
        """, "'_a' locked here is still held when 'M' returns at line 10, on the path where 'n > 3' is true")]
    [TestCase("""
        void M(int n)
        {
            Monitor.Enter(_a);
            try
            {
                if (n > 3)
                    return;
                Monitor.Exit(_a);
            }
            finally
            {
                _n++;
            }
        }
        """, "'_a' locked here is still held when 'M' returns at line 9, on the path where 'n > 3' is true")]
    [TestCase("""
        void M(int n)
        {
            byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(n);
            while (n > 3)
                n -= bytes.Length;
        }
        """, "What 'Rent' gets here is neither released, returned, stored nor handed over when 'M' falls off its end, on the path where 'n > 3' is false")]
    [TestCase("""
        void M(bool b)
        {
            Monitor.Enter(_a);
            if (b)
                Monitor.Exit(_a);
            Monitor.Exit(_a);
        }
        """, "'_a' released here was released already")]
    [TestCase("""
        void M(Action work)
        {
            byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(10);
            work();
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        }
        """, "'System.Buffers.ArrayPool<byte>.Shared.Rent(10)' taken here stays held when 'work()' throws")]
    [TestCase("""
        void M(ref SpinLock spin, Task<int> f)
        {
            bool taken = false;
            spin.Enter(ref taken);
            _n = f.Result;
            spin.Exit();
        }
        """, "'Result' may block, and 'spin', which forbids it, is held here")]
    [TestCase("""
        void N() { } [Acquires("_a")] public void M(bool b)
        {
            if (b)
                return;
            Monitor.Enter(_a);
        }
        """, "'M' is declared to acquire '_a', and leaves it released when it returns at line 6, on the path where 'b' is true")]
    [TestCase("""
        void N() { } [Releases("_a")] public void M(bool b)
        {
            if (b)
                Monitor.Exit(_a);
        }
        """, "'M' is declared to release '_a', and leaves it held when it falls off its end, on the path where 'b' is false")]
    public async Task Names_the_way(string method, string message)
    {
        Compilation compilation = ContractTesting.Compile($$"""
            #nullable enable
            public class C { readonly object _a = new(); int _n;
            public {{method}}
            }
            """);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Select(each => each.GetMessage()), Is.EqualTo(new[] { message }));
    }

    [TestCase("", "", "'_b' is taken here while '_a' is held, and the other way round at line 2")]
    [TestCase("}", "partial class C {", "'_b' is taken here while '_a' is held, and the other way round at line 1 of Other.cs")]
    public async Task Names_the_other_place(string end, string begin, string message)
    {
        const string Other = "void N() { lock (_b) lock (_a) _n++; } }";
        string one = $$"""partial class C { readonly object _a = new(), _b = new(); int _n; void M() { lock (_a) lock (_b) _n++; } {{end}}""";
        Compilation compilation = begin.Length == 0 ? ContractTesting.Compile(one + "\n" + Other)
            : ContractTesting.Compile(one).AddSyntaxTrees(CSharpSyntaxTree.ParseText(begin + Other, path: "/src/Other.cs"));
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Select(each => each.GetMessage()), Is.EqualTo(new[] { message }));
    }
}
