// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
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
}
