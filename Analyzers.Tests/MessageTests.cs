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
        void M((object A, int N) t)
        {
            var (a, n) = t;
            Monitor.Enter(t.A);
            _n = n;
        }
        """, "'t.A' locked here is still held when 'M' falls off its end")]
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
        void M(Action work, Action<string> log)
        {
            Monitor.Enter(_a);
            try { work(); Monitor.Exit(_a); } catch (Exception) { log("failed"); }
        }
        """, "'_a' taken here stays held when 'work()' throws")]
    [TestCase("""
        void M(Action work, Action<string> log)
        {
            Monitor.Enter(_a);
            try { work(); } catch (Exception) { log("failed"); }
            Monitor.Exit(_a);
        }
        """, "'_a' taken here stays held when 'log(\"failed\")' throws")]
    [TestCase("void M() { Func<int, IntPtr> alloc = System.Runtime.InteropServices.Marshal.AllocHGlobal; IntPtr p = alloc(8); }", "What 'alloc(8)' gets here is neither released, returned, stored nor handed over when 'M' falls off its end")]
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
    [TestCase("""
        int M(C c)
        {
            Monitor.Enter(_a);
            int n = c switch { { _n: 0 } => 1, { _n: 1 } when _n > 3 => 2, _ => throw new Exception() };
            Monitor.Exit(_a);
            return n;
        }
        """, "'_a' locked here is still held when 'M' throws at line 6, on the path where 'c is { _n: 0 }' is false and 'c is { _n: 1 }' is false")]
    [TestCase("""
        unsafe void M()
        {
            void* p = System.Runtime.InteropServices.NativeMemory.Alloc(10);
            System.Runtime.InteropServices.NativeMemory.Free(p);
            *(int*)p = 1;
        }
        """, "'p' is used here after its reference was released")]
    [TestCase("""
        void M(int n)
        {
            for (int i = 0; i < n; i++)
            {
                byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(10);
                _n += bytes[0];
            }
        }
        """, "What 'Rent' gets here is neither released, returned, stored nor handed over when 'M' no longer refers to it")]
    [TestCase("""
        void M(Func<IntPtr, int> f)
        {
            int len = 4;
            IntPtr p = System.Runtime.InteropServices.Marshal.AllocHGlobal(len);
            while (f(IntPtr.Zero) is var need && need > len)
            {
                if (_n != 4)
                    throw new InvalidOperationException();
                len = need;
            }
            System.Runtime.InteropServices.Marshal.FreeHGlobal(p);
        }
        """, "What 'AllocHGlobal' gets here is neither released, returned, stored nor handed over when 'M' throws at line 10, on the path where 'need > len' is true and '_n != 4' is true")]
    [TestCase("Action M() => () => { Monitor.Enter(_a); };", "'_a' locked here is still held when the lambda falls off its end")]
    [TestCase("static bool operator !(C c) { Monitor.Enter(c._a); return true; }", "'c._a' locked here is still held when 'operator !' returns at line 3")]
    [TestCase("static implicit operator int(C c) { Monitor.Enter(c._a); return 1; }", "'c._a' locked here is still held when 'implicit operator int' returns at line 3")]
    [TestCase("""readonly object Gate = new(); [MustHold("Gate")] public int N; public void M(System.Collections.Generic.List<C> all) { foreach (C c in all) c.N++; }""", "'N' needs 'c.Gate', which is not held here")]
    [TestCase("""int K; [Puts("p", Family = "own")] static extern void Free(ref int n, System.IntPtr p); void M(int k) { System.IntPtr own = System.Runtime.InteropServices.Marshal.AllocHGlobal(4); Free(ref k, own); }""", "'own' released here was got by 'AllocHGlobal', which has another release")]
    [TestCase("int this[int i] { get { Monitor.Enter(_a); return i; } }", "'_a' locked here is still held when 'this[...]' returns at line 3")]
    [TestCase("""int N; [Acquires("_a")] public void M(bool b) { if (b) Monitor.Enter(_a); }""", "'M' is declared to acquire '_a', and leaves it released when it falls off its end, on the path where 'b' is false")]
    [TestCase("void M() { } ~C() { Monitor.Enter(_a); }", "'_a' locked here is still held when '~C' falls off its end")]
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

    [Test]
    public async Task Names_the_top_level_statements()
    {
        Compilation compilation = ContractTesting.Compile("object a = new(); Monitor.Enter(a); if (args.Length > 0) return; Monitor.Exit(a);");
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Select(each => each.GetMessage()), Is.EqualTo(new[] { "'a' locked here is still held when 'Main' returns at line 1, on the path where 'args.Length > 0' is true" }));
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

    [TestCase("void M(bool b) { Monitor.Enter(_a); if (b) return; Monitor.Exit(_a); }", "return;")]
    [TestCase("int M(bool b) { Monitor.Enter(_a); if (b) return _n++; Monitor.Exit(_a); return 1; }", "return _n++;")]
    [TestCase("void M(bool b) { Monitor.Enter(_a); if (b) throw new Exception(); Monitor.Exit(_a); }", "new Exception()")]
    [TestCase("void M(bool b) { if (!b) return; Monitor.Enter(_a); _n++; }", "}")]
    [TestCase("int M() { byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(10); return bytes[0]; }", "return bytes[0];")]
    [TestCase("void M() => _guarded++;", "_guarded")]
    [TestCase("void M() => Needs();", "Needs")]
    [TestCase("void M() => Monitor.Pulse(_a);")]
    [TestCase("void M() { lock (_a) _n++; Monitor.Enter(_a); Monitor.Exit(_a); _guarded++; }", "Monitor.Exit(_a)")]
    [TestCase("""int N; [Acquires("_a")] public void M(bool b) { if (b) return; Monitor.Enter(_a); }""", "return;")]
    [TestCase("""int N; [Releases("_a")] public void M(bool b) { if (b) Monitor.Exit(_a); }""", "}")]
    [TestCase("void M(Map map) { Node node = map.Find(1); node.Lock(); node.Clear(); node.Unlock(); node.Put(); }", "map.Find(1)", "node.Lock()")]
    public async Task Names_the_other_places(string method, params string[] places)
    {
        Compilation compilation = ContractTesting.Compile($$"""
            public class C
            {
                readonly object _a = new(); int _n; [MustHold("_a")] int _guarded;
                [MustHold("_a")] public void Needs() { }
                public {{method}}
            }
            public class Node
            {
                [Acquires, NoContextAnalysis("the lock itself")] public void Lock() { }
                [Releases, NoContextAnalysis("the lock itself")] public void Unlock() { }
                [Puts, NoContextAnalysis("the lock itself")] public void Put() { }
                [NeedsValid] public void Clear() { }
                [Revalidates] public Map Owner;
            }
            public class Map { [return: Gets(Speculative = true)] public Node Find(int key) => null; }
            """);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.That(found.Single().AdditionalLocations.Select(each => each.SourceTree!.ToString().Substring(each.SourceSpan.Start, each.SourceSpan.Length)), Is.EqualTo(places));
    }
}
