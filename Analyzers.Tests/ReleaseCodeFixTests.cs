// SPDX-License-Identifier: MIT
using Pairing.CodeFixes;

namespace Analyzers.Tests;

/// <summary>Where "Release before leaving" puts the release, and where it and "Wrap in try/finally" are not offered.</summary>
[TestFixture]
public class ReleaseCodeFixTests
{
    static Task Releases(string before, string after) =>
        FixVerifier.Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, In(before), In(after));

    static Task DoesNotRelease(string code) => FixVerifier.NoFix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, In(code));

    static Task Wraps(string before, string after) =>
        FixVerifier.Fix<ReleaseCodeFix>(ReleaseCodeFix.InFinally, In(before), In(after));

    static Task DoesNotWrap(string code) => FixVerifier.NoFix<ReleaseCodeFix>(ReleaseCodeFix.InFinally, In(code));

    static string In(string members) => $$"""
        using System.Buffers;
        using System.IO;

        class Class
        {
            readonly object _gate = new();
            readonly SemaphoreSlim _turn = new(1);
            int _n;
            int[] _all = new int[9];

        {{members}}
        }
        """;

    [Test]
    public Task Goto_to_a_label_that_some_reach_without_it() => Releases("""
            int M(bool fails)
            {
                int result = 0;
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                {
                    result = -1;
                    goto done;
                }
                _n++;
                Monitor.Exit(_gate);
            done:
                return result;
            }
        """, """
            int M(bool fails)
            {
                int result = 0;
                Monitor.Enter(_gate);
                if (fails)
                {
                    result = -1;
                    Monitor.Exit(_gate);
                    goto done;
                }
                _n++;
                Monitor.Exit(_gate);
            done:
                return result;
            }
        """);

    [Test]
    public Task Goto_to_a_label_that_all_reach_with_it() => Releases("""
            int M(bool fails)
            {
                int result = 0;
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                {
                    result = -1;
                    goto done;
                }
                _n++;
            done:
                return result;
            }
        """, """
            int M(bool fails)
            {
                int result = 0;
                Monitor.Enter(_gate);
                if (fails)
                {
                    result = -1;
                    goto done;
                }
                _n++;
            done:
                Monitor.Exit(_gate);
                return result;
            }
        """);

    [Test]
    public Task Goto_to_a_label_that_releases_needs_nothing() => Releases("""
            int M(bool fails, bool late)
            {
                int result = -1;
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                    goto unlock;
                if (late)
                    return 1;
                result = _n;
            unlock:
                Monitor.Exit(_gate);
                return result;
            }
        """, """
            int M(bool fails, bool late)
            {
                int result = -1;
                Monitor.Enter(_gate);
                if (fails)
                    goto unlock;
                if (late)
                {
                    Monitor.Exit(_gate);
                    return 1;
                }
                result = _n;
            unlock:
                Monitor.Exit(_gate);
                return result;
            }
        """);

    [Test]
    public Task Goto_back() => Releases("""
            int M()
            {
            again:
                {|PAIR001:Monitor.Enter(_gate)|};
                if (_n < 0)
                {
                    Monitor.Exit(_gate);
                    goto again;
                }
                if (_n > 9)
                    return -1;
                Monitor.Exit(_gate);
                return 0;
            }
        """, """
            int M()
            {
            again:
                Monitor.Enter(_gate);
                if (_n < 0)
                {
                    Monitor.Exit(_gate);
                    goto again;
                }
                if (_n > 9)
                {
                    Monitor.Exit(_gate);
                    return -1;
                }
                Monitor.Exit(_gate);
                return 0;
            }
        """);

    [Test]
    public Task Switch() => Releases("""
            int M(int kind)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                switch (kind)
                {
                    case 0:
                        return -1;
                    case 1:
                        _n++;
                        break;
                    default:
                        Monitor.Exit(_gate);
                        return 0;
                }
                Monitor.Exit(_gate);
                return 1;
            }
        """, """
            int M(int kind)
            {
                Monitor.Enter(_gate);
                switch (kind)
                {
                    case 0:
                        Monitor.Exit(_gate);
                        return -1;
                    case 1:
                        _n++;
                        break;
                    default:
                        Monitor.Exit(_gate);
                        return 0;
                }
                Monitor.Exit(_gate);
                return 1;
            }
        """);

    [Test]
    public Task Switch_that_releases_in_all_sections_but_one() => Releases("""
            void M(int kind)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                switch (kind)
                {
                    case 0:
                        goto default;
                    case 1:
                        return;
                    default:
                        Monitor.Exit(_gate);
                        break;
                }
                _n = kind;
            }
        """, """
            void M(int kind)
            {
                Monitor.Enter(_gate);
                switch (kind)
                {
                    case 0:
                        goto default;
                    case 1:
                        Monitor.Exit(_gate);
                        return;
                    default:
                        Monitor.Exit(_gate);
                        break;
                }
                _n = kind;
            }
        """);

    [Test]
    public Task Acquired_in_a_switch_section() => Releases("""
            int M(int kind)
            {
                switch (kind)
                {
                    case 1:
                        {|PAIR001:Monitor.Enter(_gate)|};
                        if (_n > 0)
                            return _n;
                        Monitor.Exit(_gate);
                        break;
                }
                return 0;
            }
        """, """
            int M(int kind)
            {
                switch (kind)
                {
                    case 1:
                        Monitor.Enter(_gate);
                        if (_n > 0)
                        {
                            var result = _n;
                            Monitor.Exit(_gate);
                            return result;
                        }
                        Monitor.Exit(_gate);
                        break;
                }
                return 0;
            }
        """);

    [Test]
    public Task Nested_loops() => Releases("""
            void M(int[][] rows)
            {
                foreach (int[] row in rows)
                {
                    {|PAIR001:Monitor.Enter(_gate)|};
                    foreach (int item in row)
                    {
                        if (item == 0)
                            continue;
                        if (item == 1)
                            break;
                        if (item == 2)
                            return;
                        _n += item;
                    }
                    if (_n > 9)
                        continue;
                    if (_n > 8)
                        break;
                    Monitor.Exit(_gate);
                }
            }
        """, """
            void M(int[][] rows)
            {
                foreach (int[] row in rows)
                {
                    Monitor.Enter(_gate);
                    foreach (int item in row)
                    {
                        if (item == 0)
                            continue;
                        if (item == 1)
                            break;
                        if (item == 2)
                        {
                            Monitor.Exit(_gate);
                            return;
                        }
                        _n += item;
                    }
                    if (_n > 9)
                    {
                        Monitor.Exit(_gate);
                        continue;
                    }
                    if (_n > 8)
                    {
                        Monitor.Exit(_gate);
                        break;
                    }
                    Monitor.Exit(_gate);
                }
            }
        """);

    [Test]
    public Task Loop_that_is_left_with_the_release_done() => Releases("""
            int M(int tries)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                while (true)
                {
                    if (_n > 0)
                    {
                        Monitor.Exit(_gate);
                        break;
                    }
                    if (--tries == 0)
                        return -1;
                    _n++;
                }
                return 0;
            }
        """, """
            int M(int tries)
            {
                Monitor.Enter(_gate);
                while (true)
                {
                    if (_n > 0)
                    {
                        Monitor.Exit(_gate);
                        break;
                    }
                    if (--tries == 0)
                    {
                        Monitor.Exit(_gate);
                        return -1;
                    }
                    _n++;
                }
                return 0;
            }
        """);

    [Test]
    public Task Throw() => Releases("""
            void M(int amount)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (amount < 0)
                    throw new ArgumentOutOfRangeException(nameof(amount));
                if (_n < amount)
                    throw new InvalidOperationException($"{_n} is too little");
                _n -= amount;
                Monitor.Exit(_gate);
            }
        """, """
            void M(int amount)
            {
                Monitor.Enter(_gate);
                if (amount < 0)
                {
                    Monitor.Exit(_gate);
                    throw new ArgumentOutOfRangeException(nameof(amount));
                }
                if (_n < amount)
                {
                    var exception = new InvalidOperationException($"{_n} is too little");
                    Monitor.Exit(_gate);
                    throw exception;
                }
                _n -= amount;
                Monitor.Exit(_gate);
            }
        """);

    [Test]
    public Task A_throw_that_is_caught_is_no_exit() => Releases("""
            int M(int amount)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                try
                {
                    if (amount < 0)
                        throw new ArgumentException("");
                    _n -= amount;
                }
                catch (ArgumentException)
                {
                    return -1;
                }
                Monitor.Exit(_gate);
                return 0;
            }
        """, """
            int M(int amount)
            {
                Monitor.Enter(_gate);
                try
                {
                    if (amount < 0)
                        throw new ArgumentException("");
                    _n -= amount;
                }
                catch (ArgumentException)
                {
                    Monitor.Exit(_gate);
                    return -1;
                }
                Monitor.Exit(_gate);
                return 0;
            }
        """);

    [Test]
    public Task A_throw_within_an_expression_has_no_place_for_a_release() => DoesNotRelease("""
            int M(string text)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                int length = text == null ? throw new ArgumentNullException(nameof(text)) : text.Length;
                Monitor.Exit(_gate);
                return length;
            }
        """);

    [Test]
    public Task Async() => Releases("""
            async Task<long> M(Stream input, byte[] bytes)
            {
                await {|PAIR001:_turn.WaitAsync()|}.ConfigureAwait(false);
                if (bytes.Length == 0)
                    return await input.ReadAsync(bytes);
                _turn.Release();
                return 0;
            }
        """, """
            async Task<long> M(Stream input, byte[] bytes)
            {
                await _turn.WaitAsync().ConfigureAwait(false);
                if (bytes.Length == 0)
                {
                    long result = await input.ReadAsync(bytes);
                    _turn.Release();
                    return result;
                }
                _turn.Release();
                return 0;
            }
        """);

    [Test]
    public Task Using_declaration() => Releases("""
            int M(string path)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                using var file = File.OpenRead(path);
                if (file.Length == 0)
                    return -1;
                int result = file.ReadByte();
                if (result < 0)
                    return file.ReadByte();
                Monitor.Exit(_gate);
                return result;
            }
        """, """
            int M(string path)
            {
                Monitor.Enter(_gate);
                using var file = File.OpenRead(path);
                if (file.Length == 0)
                {
                    Monitor.Exit(_gate);
                    return -1;
                }
                int result = file.ReadByte();
                if (result < 0)
                {
                    var result2 = file.ReadByte();
                    Monitor.Exit(_gate);
                    return result2;
                }
                Monitor.Exit(_gate);
                return result;
            }
        """);

    [Test]
    public Task Lambda_and_local_function() => Releases("""
            Action M()
            {
                Local(0);
                return () =>
                {
                    {|PAIR001:Monitor.Enter(_gate)|};
                    if (_n > 0)
                        return;
                    Monitor.Exit(_gate);
                };

                int Local(int n)
                {
                    {|PAIR001:Monitor.Enter(_gate)|};
                    if (n > 0)
                        return _all[n];
                    Monitor.Exit(_gate);
                    return 0;
                }
            }
        """, """
            Action M()
            {
                Local(0);
                return () =>
                {
                    Monitor.Enter(_gate);
                    if (_n > 0)
                    {
                        Monitor.Exit(_gate);
                        return;
                    }
                    Monitor.Exit(_gate);
                };

                int Local(int n)
                {
                    Monitor.Enter(_gate);
                    if (n > 0)
                    {
                        var result = _all[n];
                        Monitor.Exit(_gate);
                        return result;
                    }
                    Monitor.Exit(_gate);
                    return 0;
                }
            }
        """);

    [Test]
    public Task An_expression_body_has_no_place_for_a_release() => DoesNotRelease("""
            public void M() => {|PAIR001:Monitor.Enter(_gate)|};
        """);

    [Test]
    public Task What_is_returned_keeps_its_type() => Releases("""
            long? M(bool known, int[] more)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (known)
                    return _n > 0 ? _n : null;
                if (more.Length > 0)
                    return more.Length;
                Monitor.Exit(_gate);
                return null;
            }

            ref int Ref(int at)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                return ref _all[at];
            }
        """, """
            long? M(bool known, int[] more)
            {
                Monitor.Enter(_gate);
                if (known)
                {
                    long? result = _n > 0 ? _n : null;
                    Monitor.Exit(_gate);
                    return result;
                }
                if (more.Length > 0)
                {
                    long? result = more.Length;
                    Monitor.Exit(_gate);
                    return result;
                }
                Monitor.Exit(_gate);
                return null;
            }

            ref int Ref(int at)
            {
                Monitor.Enter(_gate);
                ref var result = ref _all[at];
                Monitor.Exit(_gate);
                return ref result;
            }
        """);

    [Test]
    public Task What_is_returned_has_a_name_of_its_own_in_its_scope() => Releases("""
            int Block(int k)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (k == 1)
                    return _n + 1;
                if (k == 2)
                    return _n + 2;
                return _n + 3;
            }

            int Sections(int k)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                switch (k)
                {
                    case 0:
                        return _n + 1;
                    case 1:
                        return _n + 2;
                    case 2:
                        {
                            return _n + 3;
                        }
                    default:
                        Monitor.Exit(_gate);
                        return 0;
                }
            }
        """, """
            int Block(int k)
            {
                Monitor.Enter(_gate);
                if (k == 1)
                {
                    var result = _n + 1;
                    Monitor.Exit(_gate);
                    return result;
                }
                if (k == 2)
                {
                    var result = _n + 2;
                    Monitor.Exit(_gate);
                    return result;
                }
                var result2 = _n + 3;
                Monitor.Exit(_gate);
                return result2;
            }

            int Sections(int k)
            {
                Monitor.Enter(_gate);
                switch (k)
                {
                    case 0:
                        var result = _n + 1;
                        Monitor.Exit(_gate);
                        return result;
                    case 1:
                        var result2 = _n + 2;
                        Monitor.Exit(_gate);
                        return result2;
                    case 2:
                        {
                            var result3 = _n + 3;
                            Monitor.Exit(_gate);
                            return result3;
                        }
                    default:
                        Monitor.Exit(_gate);
                        return 0;
                }
            }
        """);

    [Test]
    public Task Only_where_it_was_taken() => Releases("""
            int M()
            {
                bool taken = {|PAIR001:Monitor.TryEnter(_gate)|};
                if (!taken)
                    return -1;
                if (_n > 0)
                    return 1;
                Monitor.Exit(_gate);
                return 0;
            }

            int Directly()
            {
                if ({|PAIR001:Monitor.TryEnter(_gate)|})
                {
                    if (_n > 0)
                        return 1;
                    Monitor.Exit(_gate);
                }
                return 0;
            }
        """, """
            int M()
            {
                bool taken = Monitor.TryEnter(_gate);
                if (!taken)
                    return -1;
                if (_n > 0)
                {
                    Monitor.Exit(_gate);
                    return 1;
                }
                Monitor.Exit(_gate);
                return 0;
            }

            int Directly()
            {
                if (Monitor.TryEnter(_gate))
                {
                    if (_n > 0)
                    {
                        Monitor.Exit(_gate);
                        return 1;
                    }
                    Monitor.Exit(_gate);
                }
                return 0;
            }
        """);

    [Test]
    public Task A_flag_that_is_tested_late() => Releases("""
            int M(bool early)
            {
                bool taken = {|PAIR001:Monitor.TryEnter(_gate)|};
                if (taken)
                {
                    _n++;
                    if (early)
                        return 1;
                }
                if (taken)
                    Monitor.Exit(_gate);
                return 0;
            }
        """, """
            int M(bool early)
            {
                bool taken = Monitor.TryEnter(_gate);
                if (taken)
                {
                    _n++;
                    if (early)
                    {
                        Monitor.Exit(_gate);
                        return 1;
                    }
                }
                if (taken)
                    Monitor.Exit(_gate);
                return 0;
            }
        """);

    [Test]
    public Task What_is_returned_is_not_released() => Releases("""
            byte[] M(Stream input, int length)
            {
                byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(length)|};
                if (input.Read(buffer, 0, length) == 0)
                    return null;
                return buffer;
            }
        """, """
            byte[] M(Stream input, int length)
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
                if (input.Read(buffer, 0, length) == 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }
                return buffer;
            }
        """);

    [Test]
    public Task What_a_contract_promises_is_not_released() => Releases("""
            [CondAcquires(true, "_gate")]
            public bool M(int kind)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (kind == 0)
                    throw new ArgumentException("");
                return true;
            }
        """, """
            [CondAcquires(true, "_gate")]
            public bool M(int kind)
            {
                Monitor.Enter(_gate);
                if (kind == 0)
                {
                    Monitor.Exit(_gate);
                    throw new ArgumentException("");
                }
                return true;
            }
        """);

    [Test]
    public Task What_a_helper_releases_is_not_released_again() => Releases("""
            public void M(bool early)
            {
                {|PAIR001:Monitor.Enter(this._gate)|};
                if (early)
                    return;
                Drop();
            }

            void Drop() => Monitor.Exit(_gate);
        """, """
            public void M(bool early)
            {
                Monitor.Enter(this._gate);
                if (early)
                {
                    Monitor.Exit(_gate);
                    return;
                }
                Drop();
            }

            void Drop() => Monitor.Exit(_gate);
        """);

    [Test]
    public Task What_is_released_behind_its_block_is_not_released_in_it() => Releases("""
            int M(bool locks, bool early)
            {
                if (locks)
                {
                    {|PAIR001:Monitor.Enter(_gate)|};
                    if (early)
                        return -1;
                    _n++;
                }
                _n++;
                if (locks)
                    Monitor.Exit(_gate);
                return 0;
            }
        """, """
            int M(bool locks, bool early)
            {
                if (locks)
                {
                    Monitor.Enter(_gate);
                    if (early)
                    {
                        Monitor.Exit(_gate);
                        return -1;
                    }
                    _n++;
                }
                _n++;
                if (locks)
                    Monitor.Exit(_gate);
                return 0;
            }
        """);

    [Test]
    public Task Iterator() => Releases("""
            IEnumerable<int> M(int[] items)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                foreach (int item in items)
                {
                    if (item < 0)
                        yield break;
                    _n += item;
                }
                Monitor.Exit(_gate);
                yield return 1;
            }
        """, """
            IEnumerable<int> M(int[] items)
            {
                Monitor.Enter(_gate);
                foreach (int item in items)
                {
                    if (item < 0)
                    {
                        Monitor.Exit(_gate);
                        yield break;
                    }
                    _n += item;
                }
                Monitor.Exit(_gate);
                yield return 1;
            }
        """);

    [Test]
    public Task Wraps_no_more_than_was_done_with_it() => Wraps("""
            void M(bool early)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (early)
                    return;
                _n++;
                Monitor.Exit(_gate);
                Thread.Sleep(10);
            }
        """, """
            void M(bool early)
            {
                Monitor.Enter(_gate);
                try
                {
                    if (early)
                        return;
                    _n++;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
                Thread.Sleep(10);
            }
        """);

    [Test]
    public Task Wraps_what_was_found() => Wraps("""
            sealed class Page
            {
                [Puts] public void Put() { }
            }

            sealed class Cache
            {
                [return: Gets] public Page Find(int index) => null;
            }

            int M(Cache cache, bool early)
            {
                Page page = {|PAIR004:cache.Find(1)|};
                if (page == null)
                    return -1;
                if (early)
                    return 0;
                page.Put();
                return 1;
            }
        """, """
            sealed class Page
            {
                [Puts] public void Put() { }
            }

            sealed class Cache
            {
                [return: Gets] public Page Find(int index) => null;
            }

            int M(Cache cache, bool early)
            {
                Page page = cache.Find(1);
                if (page == null)
                    return -1;
                try
                {
                    if (early)
                        return 0;
                }
                finally
                {
                    page.Put();
                }
                return 1;
            }
        """);

    [Test]
    public Task Does_not_wrap_what_goes_on_after_a_release_on_the_way() => DoesNotWrap("""
            void M(bool early, bool never)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (never)
                    return;
                if (early)
                {
                    Monitor.Exit(_gate);
                    Thread.Sleep(10);
                    return;
                }
                _n++;
                Monitor.Exit(_gate);
            }
        """);

    [TestCase("return await Task.FromResult(k);")]
    [TestCase("return Callback(k);")]
    [TestCase("throw new Exception(Callback(k).ToString());")]
    [TestCase("return k + Again;")]
    [TestCase("return Task.FromResult(k).Result;")]
    public Task Does_not_wrap_what_is_called_behind_the_release(string behind) => DoesNotWrap($$"""
            Func<int, int> Callback = null!;
            int Again => Callback(_n);

            async Task<int> M(bool fails)
            {
                await Task.Yield();
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                    return 0;
                int k = _n;
                Monitor.Exit(_gate);
                {{behind}}
            }
        """);

    [Test]
    public Task Wraps_what_is_returned_behind_the_release() => Wraps("""
            int M(bool fails)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                {
                    Monitor.Exit(_gate);
                    throw new InvalidOperationException("fails");
                }
                if (_n == 9)
                    return 9;
                int k = _n;
                Monitor.Exit(_gate);
                return k + 1;
            }
        """, """
            int M(bool fails)
            {
                Monitor.Enter(_gate);
                try
                {
                    if (fails)
                    {
                        throw new InvalidOperationException("fails");
                    }
                    if (_n == 9)
                        return 9;
                    int k = _n;
                    return k + 1;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        """);

    [Test]
    public Task Does_not_wrap_what_is_handed_over() => DoesNotWrap("""
            byte[] M(Stream input, int length)
            {
                byte[] buffer = {|PAIR004:ArrayPool<byte>.Shared.Rent(length)|};
                if (input.Read(buffer, 0, length) == 0)
                    return null;
                return buffer;
            }
        """);

    [Test]
    public Task Does_not_wrap_a_lock_that_is_dropped_and_taken_again() => DoesNotWrap("""
            void M(bool early)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (early)
                    return;
                Monitor.Exit(_gate);
                Thread.Sleep(10);
                Monitor.Enter(_gate);
                _n++;
                Monitor.Exit(_gate);
            }
        """);

    [Test]
    public Task Wraps_with_the_directives_and_comments_at_the_release() => Wraps("""
            int M(string path)
            {
                {|PAIR013:Monitor.Enter(_gate)|};
                int n = File.ReadAllText(path).Length;
        #if !DEBUG
                Console.WriteLine(n);
        #endif
                // now free it
                Monitor.Exit(_gate); // unlock
                return n;
            }

            void N(string path)
            {
                {|PAIR013:Monitor.Enter(_gate)|};

        #pragma warning disable CS0618
                _n = File.ReadAllText(path).Length;
        #pragma warning restore CS0618

                Monitor.Exit(_gate); // unlock
                _n++; // more
            }

            int O(string path)
            {
                {|PAIR013:Monitor.Enter(_gate)|};
                #region read
                int n = File.ReadAllText(path).Length;
                #endregion
                if (n == 0)
                {
                    // nothing there
                    Monitor.Exit(_gate); // early
                    return -1; // none
                }
                Monitor.Exit(_gate);
                return n; // all
            }
        """, """
            int M(string path)
            {
                Monitor.Enter(_gate);
                try
                {
                    int n = File.ReadAllText(path).Length;
        #if !DEBUG
                    Console.WriteLine(n);
        #endif
                    return n;
                }
                finally
                {
                    // now free it
                    Monitor.Exit(_gate); // unlock
                }
            }

            void N(string path)
            {
                Monitor.Enter(_gate);
                try
                {
        #pragma warning disable CS0618
                    _n = File.ReadAllText(path).Length;
        #pragma warning restore CS0618
                }
                finally
                {
                    Monitor.Exit(_gate); // unlock
                }
                _n++; // more
            }

            int O(string path)
            {
                Monitor.Enter(_gate);
                try
                {
                    #region read
                    int n = File.ReadAllText(path).Length;
                    #endregion
                    if (n == 0)
                    {
                        // nothing there
                        // early
                        return -1; // none
                    }
                    return n; // all
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        """);

    [TestCase("""
        #if !DEBUG
                _n++;
                Monitor.Exit(_gate);
        #endif
        """)]
    [TestCase("""
                _n++;
        #if !DEBUG
                Monitor.Exit(_gate);
        #else
                Monitor.Exit(_gate);
        #endif
        """)]
    [TestCase("""
                _n++;
                #region end
                Monitor.Exit(_gate);
                #endregion
        """)]
    public Task Does_not_wrap_what_directives_would_part(string statements) => DoesNotWrap($$"""
            void M(string path)
            {
                {|PAIR013:Monitor.Enter(_gate)|};
                File.ReadAllText(path);
        {{statements}}
            }
        """);

    [Test]
    public Task Does_not_wrap_what_an_if_before_the_acquire_ends_in() => DoesNotWrap("""
            void M(string path)
            {
        #if !DEBUG
                {|PAIR013:Monitor.Enter(_gate)|};
        #else
                Monitor.Enter(_turn);
        #endif
                File.ReadAllText(path);
                Monitor.Exit(_gate);
            }
        """);

    [Test]
    public Task Releases_behind_comments_and_directives() => Releases("""
            int M(bool fails, bool late)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                    // too little
                    return -1; // early
                if (late) return _n; // at once
                if (_n > 9)
                {
                    _n = 0;
        #if !DEBUG
                    Console.WriteLine();
        #endif
                    return 0; // none
                }
                if (_n > 8)
                {
                    _n = 0;

                    // what is left
                    return _n; // all
                }
                Monitor.Exit(_gate);
                return 1;
            }

            void N()
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                _n++;
        #if !DEBUG
                Console.WriteLine();
        #endif
                // done
            }
        """, """
            int M(bool fails, bool late)
            {
                Monitor.Enter(_gate);
                if (fails)
                {
                    // too little
                    Monitor.Exit(_gate);
                    return -1; // early
                }
                if (late)
                {
                    var result = _n;
                    Monitor.Exit(_gate);
                    return result; // at once
                }
                if (_n > 9)
                {
                    _n = 0;
        #if !DEBUG
                    Console.WriteLine();
        #endif
                    Monitor.Exit(_gate);
                    return 0; // none
                }
                if (_n > 8)
                {
                    _n = 0;

                    // what is left
                    var result = _n;
                    Monitor.Exit(_gate);
                    return result; // all
                }
                Monitor.Exit(_gate);
                return 1;
            }

            void N()
            {
                Monitor.Enter(_gate);
                _n++;
        #if !DEBUG
                Console.WriteLine();
        #endif
                // done
                Monitor.Exit(_gate);
            }
        """);

    [TestCase("\t", "\r\n")]
    [TestCase("\t", "\n")]
    [TestCase("    ", "\r\n")]
    public Task Has_the_tabs_and_ends_of_line_of_the_file(string tab, string line)
    {
        return FixVerifier.Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, Text("""
            class Class
            {
                readonly object _gate = new();
                int _n;

                int M(bool fails)
                {
                    {|PAIR001:Monitor.Enter(_gate)|};
                    if (fails)
                        return 0;
                      _n+=1;
                    return _n;
                }
                void One() { {|PAIR001:Monitor.Enter(_gate)|}; _n++; }
            }
            """), Text("""
            class Class
            {
                readonly object _gate = new();
                int _n;

                int M(bool fails)
                {
                    Monitor.Enter(_gate);
                    if (fails)
                    {
                        Monitor.Exit(_gate);
                        return 0;
                    }
                      _n+=1;
                    var result = _n;
                    Monitor.Exit(_gate);
                    return result;
                }
                void One() { Monitor.Enter(_gate); _n++; Monitor.Exit(_gate); }
            }
            """));

        string Text(string text) => text.ReplaceLineEndings(line).Replace("    ", tab);
    }

    [Test]
    public Task Releases_behind_what_stands_before_a_label() => Releases("""
            int M(bool fails)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                if (fails)
                    goto done; // at once
        #if !DEBUG
                Console.WriteLine();
        #endif
            done:
                // what is left
                return _n; // all
            }
        """, """
            int M(bool fails)
            {
                Monitor.Enter(_gate);
                if (fails)
                    goto done; // at once
        #if !DEBUG
                Console.WriteLine();
        #endif
            done:
                // what is left
                var result = _n;
                Monitor.Exit(_gate);
                return result; // all
            }
        """);

    [Test]
    public Task Releases_two_locks_at_once_the_last_one_first() => FixVerifier.Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, In("""
            readonly object _other = new();

            int M(bool fails)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                {|PAIR001:Monitor.Enter(_other)|};
                if (fails)
                    return _n; // early
                Monitor.Exit(_other);
                Monitor.Exit(_gate);
                return 0;
            }

            void N()
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                {|PAIR001:Monitor.Enter(_other)|};
                _n++;
            }
        """), In("""
            readonly object _other = new();

            int M(bool fails)
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_other);
                if (fails)
                {
                    var result = _n;
                    Monitor.Exit(_gate);
                    Monitor.Exit(_other);
                    return result; // early
                }
                Monitor.Exit(_other);
                Monitor.Exit(_gate);
                return 0;
            }

            void N()
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_other);
                _n++;
                Monitor.Exit(_gate);
                Monitor.Exit(_other);
            }
        """), In("""
            readonly object _other = new();

            int M(bool fails)
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_other);
                if (fails)
                {
                    var result = _n;
                    Monitor.Exit(_other);
                    Monitor.Exit(_gate);
                    return result; // early
                }
                Monitor.Exit(_other);
                Monitor.Exit(_gate);
                return 0;
            }

            void N()
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_other);
                _n++;
                Monitor.Exit(_other);
                Monitor.Exit(_gate);
            }
        """));

    [Test]
    public Task Releases_around_a_function_and_in_it() => FixVerifier.Fix<ReleaseCodeFix>(ReleaseCodeFix.BeforeLeaving, In("""
            Action M(bool waits)
            {
                {|PAIR001:Monitor.Enter(_gate)|};
                return () =>
                {
                    if (waits)
                    {
                        {|PAIR001:_turn.Wait()|};
                        if (_n > 0)
                            return;
                        _turn.Release();
                    }
                };
            }
        """), In("""
            Action M(bool waits)
            {
                Monitor.Enter(_gate);
                Action result = () =>
                {
                    if (waits)
                    {
                        _turn.Wait();
                        if (_n > 0)
                        {
                            _turn.Release();
                            return;
                        }
                        _turn.Release();
                    }
                };
                Monitor.Exit(_gate);
                return result;
            }
        """), roundsOfAll: 2);
}
