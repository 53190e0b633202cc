// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

using Pairing;
using Pairing.CodeFixes;

using static Analyzers.Tests.FixVerifier;

namespace Analyzers.Tests;

/// <summary>The code fixes, each once and with FixAll (the verifier applies both).</summary>
[TestFixture]
public class CodeFixTests
{
    [Test]
    public Task Releases_before_an_early_return() => Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, """
        class Class
        {
            readonly ReaderWriterLockSlim _gate = new();

            int Find(Dictionary<string, int> values, string key)
            {
                {|PAIR001:_gate.EnterReadLock()|};
                if (!values.TryGetValue(key, out int value))
                    return -1;
                _gate.ExitReadLock();
                return value;
            }
        }
        """, """
        class Class
        {
            readonly ReaderWriterLockSlim _gate = new();

            int Find(Dictionary<string, int> values, string key)
            {
                _gate.EnterReadLock();
                if (!values.TryGetValue(key, out int value))
                {
                    _gate.ExitReadLock();
                    return -1;
                }
                _gate.ExitReadLock();
                return value;
            }
        }
        """);

    /// <summary>An IDE that has what it asked for cancels the rest, and the user chooses later.</summary>
    [TestCase(ReleaseCodeFix.BeforeLeaving)]
    [TestCase(ReleaseCodeFix.InFinally)]
    public async Task Is_applied_when_the_asking_for_it_is_long_over(string title)
    {
        using AdhocWorkspace workspace = new();
        Document document = workspace.AddProject("Test", LanguageNames.CSharp).WithMetadataReferences(ContractTesting.References).AddDocument("Class.cs", """
            class Class
            {
                readonly object _gate = new();

                public void M(bool early)
                {
                    System.Threading.Monitor.Enter(_gate);
                    if (early)
                        return;
                    System.Threading.Monitor.Exit(_gate);
                }
            }
            """);
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Diagnostic held = (await compilation.WithAnalyzers([new PairingAnalyzer()]).GetAnalyzerDiagnosticsAsync()).Single(diagnostic => diagnostic.Id == "PAIR001");
        using CancellationTokenSource asked = new();
        List<CodeAction> offered = [];
        await new ReleaseCodeFix().RegisterCodeFixesAsync(new CodeFixContext(document, held, (action, _) => offered.Add(action), asked.Token));
        asked.Cancel();
        Assert.That(await offered.Single(action => action.Title == title).GetOperationsAsync(CancellationToken.None), Is.Not.Empty);
    }

    [Test]
    public Task Evaluates_what_is_returned_before_the_release() => Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, """
        class Class
        {
            readonly object _gate = new();
            readonly List<int> _values = new();

            public int Last()
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (_values.Count > 0)
                {
                    return _values[_values.Count - 1];
                }
                Monitor.Exit(_gate);
                return 0;
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();
            readonly List<int> _values = new();

            public int Last()
            {
                Monitor.Enter(_gate);
                if (_values.Count > 0)
                {
                    var result = _values[_values.Count - 1];
                    Monitor.Exit(_gate);
                    return result;
                }
                Monitor.Exit(_gate);
                return 0;
            }
        }
        """);

    [Test]
    public Task Finds_the_release_that_the_body_does_not_have() => Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, """
        using System.Runtime.InteropServices;

        unsafe class Class
        {
            static void Fill(int length)
            {
                byte* memory = (byte*){|PAIR004:NativeMemory.AlignedAlloc((nuint)length, 16)|};
                for (int i = 0; i < length; i++)
                    memory[i] = 1;
            }
        }
        """, """
        using System.Runtime.InteropServices;

        unsafe class Class
        {
            static void Fill(int length)
            {
                byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)length, 16);
                for (int i = 0; i < length; i++)
                    memory[i] = 1;
                NativeMemory.AlignedFree(memory);
            }
        }
        """);

    [Test]
    public Task Wraps_in_try_finally() => Fix<ReleaseCodeFix>(ReleaseCodeFix.InFinally, """
        using System.Buffers;
        using System.IO;

        class Class
        {
            int Sum(Stream input, int length)
            {
                byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(length)|};
                int read = input.Read(buffer, 0, length);
                if (read == 0)
                    return 0;
                int sum = buffer[0] + buffer[read - 1];
                ArrayPool<byte>.Shared.Return(buffer);
                return sum;
            }
        }
        """, """
        using System.Buffers;
        using System.IO;

        class Class
        {
            int Sum(Stream input, int length)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                try
                {
                    int read = input.Read(buffer, 0, length);
                    if (read == 0)
                        return 0;
                    int sum = buffer[0] + buffer[read - 1];
                    return sum;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        """);

    [Test]
    public Task An_exception_no_longer_skips_the_release() => Fix<ReleaseCodeFix>(ReleaseCodeFix.InFinally, """
        using System.IO;

        class Class
        {
            readonly SemaphoreSlim _gate = new(1);

            async Task Save(Stream output, byte[] data)
            {
                await {|PAIR013:_gate.WaitAsync()|};
                await output.WriteAsync(data);
                _gate.Release();
            }
        }
        """, """
        using System.IO;

        class Class
        {
            readonly SemaphoreSlim _gate = new(1);

            async Task Save(Stream output, byte[] data)
            {
                await _gate.WaitAsync();
                try
                {
                    await output.WriteAsync(data);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Test]
    public Task Removes_the_second_release_of_a_lock() => Fix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        class Class
        {
            readonly SpinLock _spin;
            readonly ReaderWriterLockSlim _gate = new();

            void Twice()
            {
                _gate.EnterWriteLock();
                _gate.ExitWriteLock();
                {|PAIR002:_gate.ExitWriteLock()|};
            }
        }
        """, """
        class Class
        {
            readonly SpinLock _spin;
            readonly ReaderWriterLockSlim _gate = new();

            void Twice()
            {
                _gate.EnterWriteLock();
                _gate.ExitWriteLock();
            }
        }
        """);

    [Test]
    public Task Removes_the_second_release_of_a_reference() => Fix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        using System.Buffers;

        class Class
        {
            void Twice(int length, bool early)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                ArrayPool<byte>.Shared.Return(buffer);
                if (early)
                    {|PAIR005:ArrayPool<byte>.Shared.Return(buffer)|};
            }
        }
        """, """
        using System.Buffers;

        class Class
        {
            void Twice(int length, bool early)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        """);

    [Test]
    public Task Tests_the_result() => Fix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            bool Add()
            {
                {|PAIR007:_gate.Wait(100)|};
                _count++;
                _gate.Release();
                return true;
            }

            async Task AddAll(int[] items)
            {
                foreach (int item in items)
                {
                    await {|PAIR007:_gate.WaitAsync(100)|};
                    _count += item;
                    _gate.Release();
                }
            }
        }
        """, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            bool Add()
            {
                if (!_gate.Wait(100))
                    return false;
                _count++;
                _gate.Release();
                return true;
            }

            async Task AddAll(int[] items)
            {
                foreach (int item in items)
                {
                    if (!await _gate.WaitAsync(100))
                        continue;
                    _count += item;
                    _gate.Release();
                }
            }
        }
        """);

    [Test]
    public Task Declares_what_the_body_does() => Fix<DeclareContractCodeFix>(DeclareContractCodeFix.Declare, """
        class Class
        {
            readonly object _gate = new();
            bool _closed;

            [Acquires("_gate")]
            public bool {|PAIR009:Begin|}()
            {
                if (_closed)
                    return false;
                Monitor.Enter(_gate);
                return true;
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();
            bool _closed;

            [CondAcquires(true, "_gate")]
            public bool Begin()
            {
                if (_closed)
                    return false;
                Monitor.Enter(_gate);
                return true;
            }
        }
        """);

    [TestCase("int", "-1", "0", "\"zero\"")]
    [TestCase("int", "0", "1", "\"nonzero\"")]
    [TestCase("bool", "true", "false", "false")]
    [TestCase("string", "null", "\"begun\"", "\"nonnull\"")]
    public Task Declares_on_which_result(string type, string without, string with, string condition)
    {
        string body = $$"""
            public {0} {1}()
            {
                if (_closed)
                    return {{without}};
                Monitor.Enter(_gate);
                return {{with}};
            }
        """;
        return Fix<DeclareContractCodeFix>(DeclareContractCodeFix.Declare, Class("[Acquires(\"_gate\")]", "{|PAIR009:Begin|}"), Class($"[CondAcquires({condition}, \"_gate\")]", "Begin"));

        string Class(string contract, string name) => $$"""
            class Class
            {
                readonly object _gate = new();
                bool _closed;

                {{contract}}
            {{body.Replace("{0}", type).Replace("{1}", name)}}
            }
            """;
    }

    [TestCase("[Releases(\"_gate\")]", "[CondReleases(true, \"_gate\")]", "bool", "if (_closed) return false; Monitor.Exit(_gate); return true;")]
    [TestCase("[MustHold(\"_gate\")]", "[Releases(\"_gate\")]", "void", "_closed = true; Monitor.Exit(_gate);")]
    [TestCase("[CondAcquires(true, \"_gate\")]", "[CondAcquires(false, \"_gate\")]", "bool", "if (_closed) return true; Monitor.Enter(_gate); return false;")]
    [TestCase("[Releases(\"_gate\")]", "[MustHold(\"_gate\")]", "void", "Monitor.Exit(_gate); _closed = true; Monitor.Enter(_gate);")]
    [TestCase("[Acquires(\"_gate\", Shared = true)]", "[CondAcquires(true, \"_gate\", Shared = true)]", "bool", "if (_closed) return false; _gate.EnterReadLock(); return true;")]
    public Task Declares_what_the_body_does_instead(string said, string shown, string type, string body)
    {
        return Fix<DeclareContractCodeFix>(DeclareContractCodeFix.Declare, Class(said, "{|PAIR009:Change|}"), Class(shown, "Change"));

        string Class(string contract, string name) => $$"""
            class Class
            {
                readonly {{(said.Contains("Shared") ? "ReaderWriterLockSlim" : "object")}} _gate = new();
                bool _closed;

                {{contract}}
                public {{type}} {{name}}()
                {
                    {{body}}
                }
            }
            """;
    }

    [Test]
    public Task Declares_nothing_that_cannot_be_said() => NoFix<DeclareContractCodeFix>(DeclareContractCodeFix.Declare, """
        class Class
        {
            readonly object _gate = new();
            bool _closed;

            [Acquires("_gate")]
            public void {|PAIR009:Begin|}()
            {
                if (!_closed)
                    Monitor.Enter(_gate);
            }
        }
        """);

    [Test]
    public Task Does_not_remove_a_release_that_another_path_needs() => NoFix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        using System.Buffers;

        class Class
        {
            void Twice(int length, bool early)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                if (early)
                    ArrayPool<byte>.Shared.Return(buffer);
                {|PAIR005:ArrayPool<byte>.Shared.Return(buffer)|};
            }
        }
        """);

    [Test]
    public Task Removes_the_last_on_its_line_but_not_the_end_of_the_line() => Fix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        class Class
        {
            readonly object _gate = new();

            void M()
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate); {|PAIR002:Monitor.Exit(_gate)|};
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();

            void M()
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate);
            }
        }
        """);

    [Test]
    public Task Removes_the_second_release_in_a_finally() => Fix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        class Class
        {
            readonly object _gate = new();
            int _n;

            void Twice()
            {
                Monitor.Enter(_gate);
                try
                {
                    _n++;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
                {|PAIR002:Monitor.Exit(_gate)|};
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();
            int _n;

            void Twice()
            {
                Monitor.Enter(_gate);
                try
                {
                    _n++;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Test]
    public Task Tests_the_result_in_an_iterator_a_switch_and_a_lambda() => Fix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            IEnumerable<int> All()
            {
                {|PAIR007:_gate.Wait(100)|};
                _count++;
                _gate.Release();
                yield return _count;
            }

            void Choose(int kind)
            {
                switch (kind)
                {
                    case 1:
                        {|PAIR007:_gate.Wait(100)|};
                        _count++;
                        _gate.Release();
                        break;
                }
            }

            Func<string> Later() => () =>
            {
                {|PAIR007:_gate.Wait(100)|};
                _count++;
                _gate.Release();
                return "done";
            };
        }
        """, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            IEnumerable<int> All()
            {
                if (!_gate.Wait(100))
                    yield break;
                _count++;
                _gate.Release();
                yield return _count;
            }

            void Choose(int kind)
            {
                switch (kind)
                {
                    case 1:
                        if (!_gate.Wait(100))
                            return;
                        _count++;
                        _gate.Release();
                        break;
                }
            }

            Func<string> Later() => () =>
            {
                if (!_gate.Wait(100))
                    return default;
                _count++;
                _gate.Release();
                return "done";
            };
        }
        """);

    [Test]
    public Task Leaves_no_task_that_is_null() => NoFix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            Task Add()
            {
                {|PAIR007:_gate.Wait(100)|};
                _count++;
                _gate.Release();
                return Task.CompletedTask;
            }
        }
        """);

    [Test]
    public Task Leaves_with_what_is_to_be_returned_and_nothing_held() => Fix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly object _gate = new(), _other = new();
            int _n;

            bool Assigned(out int value)
            {
                value = 0;
                {|PAIR007:Monitor.TryEnter(_gate)|};
                value = _n;
                Monitor.Exit(_gate);
                Monitor.Enter(_other);
                Monitor.Exit(_other);
                return true;
            }

            void HeldAroundTheLoop(int count)
            {
                Monitor.Enter(_other);
                while (count-- > 0)
                {
                    {|PAIR007:Monitor.TryEnter(_gate)|};
                    _n++;
                    Monitor.Exit(_gate);
                }
                Monitor.Exit(_other);
            }

            void InFinally()
            {
                Monitor.Enter(_other);
                try
                {
                    {|PAIR007:Monitor.TryEnter(_gate)|};
                    _n++;
                    Monitor.Exit(_gate);
                }
                finally
                {
                    Monitor.Exit(_other);
                }
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new(), _other = new();
            int _n;

            bool Assigned(out int value)
            {
                value = 0;
                if (!Monitor.TryEnter(_gate))
                    return false;
                value = _n;
                Monitor.Exit(_gate);
                Monitor.Enter(_other);
                Monitor.Exit(_other);
                return true;
            }

            void HeldAroundTheLoop(int count)
            {
                Monitor.Enter(_other);
                while (count-- > 0)
                {
                    if (!Monitor.TryEnter(_gate))
                        continue;
                    _n++;
                    Monitor.Exit(_gate);
                }
                Monitor.Exit(_other);
            }

            void InFinally()
            {
                Monitor.Enter(_other);
                try
                {
                    if (!Monitor.TryEnter(_gate))
                        return;
                    _n++;
                    Monitor.Exit(_gate);
                }
                finally
                {
                    Monitor.Exit(_other);
                }
            }
        }
        """);

    [Test]
    public Task Leaves_nothing_unassigned_or_held() => NoFix<TestResultCodeFix>(TestResultCodeFix.Test, """
        using System.Buffers;

        class Class
        {
            readonly object _gate = new(), _other = new();
            int _n;

            bool Unassigned(out int value)
            {
                {|PAIR007:Monitor.TryEnter(_gate)|};
                value = _n;
                Monitor.Exit(_gate);
                return true;
            }

            void Held()
            {
                Monitor.Enter(_other);
                {|PAIR007:Monitor.TryEnter(_gate)|};
                _n++;
                Monitor.Exit(_gate);
                Monitor.Exit(_other);
            }

            void Rented(int count)
            {
                while (count-- > 0)
                {
                    byte[] rented = ArrayPool<byte>.Shared.Rent(9);
                    {|PAIR007:Monitor.TryEnter(_gate)|};
                    _n++;
                    Monitor.Exit(_gate);
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }
        """);

    [TestCase("[CondAcquires(true)] public abstract bool? Try();", "Latch.Try() != true")]
    [TestCase("[CondAcquires(false)] public abstract bool? Try();", "Latch.Try() != false")]
    [TestCase("[CondAcquires(false)] public abstract bool Try();", "Latch.Try()")]
    public Task Tests_what_may_be_null(string declaration, string test)
    {
        return Fix<TestResultCodeFix>(TestResultCodeFix.Test, Text("{|PAIR007:Latch.Try()|};"), Text($$"""
            if ({{test}})
                        return;
            """));

        string Text(string statement) => $$"""
            abstract class Latch
            {
                {{declaration}}
                [Releases] public abstract void Free();
            }

            class Class
            {
                readonly Latch Latch = null!;
                int _n;

                void M()
                {
                    {{statement}}
                    _n++;
                    Latch.Free();
                }
            }
            """;
    }

    [Test]
    public Task Leaves_no_try_whose_finally_releases() => NoFix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly SemaphoreSlim _gate = new(1);
            int _count;

            void Add()
            {
                try
                {
                    {|PAIR007:_gate.Wait(100)|};
                    _count++;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Test]
    public Task Removes_a_release_but_not_what_is_written_beside_it() => Fix<RemoveReleaseCodeFix>(RemoveReleaseCodeFix.Remove, """
        class Class
        {
            readonly object _gate = new();
            int _n;

            void Twice(bool early)
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate);
        #if !DEBUG
                _n++;
        #endif
                // and again
                {|PAIR002:Monitor.Exit(_gate)|}; // to be sure
                _n++;
            }

            void Early(bool early)
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate);
                if (early)
                    // and again
                    {|PAIR002:Monitor.Exit(_gate)|};
                _n++;
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();
            int _n;

            void Twice(bool early)
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate);
        #if !DEBUG
                _n++;
        #endif
                // and again
                // to be sure
                _n++;
            }

            void Early(bool early)
            {
                Monitor.Enter(_gate);
                Monitor.Exit(_gate);
                if (early)
                // and again
                {
                }
                _n++;
            }
        }
        """);

    [Test]
    public Task Tests_a_result_that_is_discarded_and_commented() => Fix<TestResultCodeFix>(TestResultCodeFix.Test, """
        class Class
        {
            readonly object _gate = new();
            readonly SemaphoreSlim _turn = new(1);
            int _count;

            void Add()
            {
                // at once
                _ = {|PAIR007:Monitor.TryEnter(_gate)|}; // or never
                _count++;
                Monitor.Exit(_gate);
            }

            async Task AddLater()
            {
                _ = await {|PAIR007:_turn.WaitAsync(100)|};
                _count++;
                _turn.Release();
            }
        }
        """, """
        class Class
        {
            readonly object _gate = new();
            readonly SemaphoreSlim _turn = new(1);
            int _count;

            void Add()
            {
                // at once
                if (!Monitor.TryEnter(_gate)) // or never
                    return;
                _count++;
                Monitor.Exit(_gate);
            }

            async Task AddLater()
            {
                if (!await _turn.WaitAsync(100))
                    return;
                _count++;
                _turn.Release();
            }
        }
        """);

    [TestCase("string", "\"\"", "default!")]
    [TestCase("string?", "\"\"", "default")]
    [TestCase("int", "1", "default")]
    [TestCase("(int, string)", "(1, \"\")", "default")]
    public Task Returns_null_where_it_may(string type, string value, string returned)
    {
        return Fix<TestResultCodeFix>(TestResultCodeFix.Test, Class("{|PAIR007:_gate.Wait(100)|};"), Class($"if (!_gate.Wait(100))\n            return {returned};"));

        string Class(string acquire) => $$"""
            #nullable enable
            class Class
            {
                readonly SemaphoreSlim _gate = new(1);
                int _count;

                {{type}} Add()
                {
                    {{acquire}}
                    _count++;
                    _gate.Release();
                    return {{value}};
                }

                async Task<{{type}}> AddLater()
                {
                    await Task.Yield();
                    {{acquire}}
                    _count++;
                    _gate.Release();
                    return {{value}};
                }
            }
            """;
    }
}
