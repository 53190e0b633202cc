// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Much of one thing in one method: it is judged, or given up without a word, and soon.</summary>
[TestFixture]
public class BoundsTests
{
    const int Soon = 60_000;

    static string Each(int count, Func<int, string> text, string separator = "\n") => string.Join(separator, Enumerable.Range(0, count).Select(text));

    [Test, MaxTime(Soon)]
    public Task TriesInOneBlock() => PairingVerifier.Silent(Samples.Sample($$"""
        public void M({{Each(24, i => $"object a{i}", ", ")}})
        {
            {{Each(24, i => $"bool t{i} = Monitor.TryEnter(a{i});")}}
            {{Each(24, i => $"if (t{i}) Monitor.Exit(a{i});")}}
        }
        """));

    [Test, MaxTime(Soon)]
    public Task TriesInOneExpression() => PairingVerifier.Silent(Samples.Sample($$"""
        void Are(params bool[] taken) { }
        public void M({{Each(24, i => $"object a{i}", ", ")}}) => Are({{Each(24, i => $"Monitor.TryEnter(a{i})", ", ")}});
        """));

    /// <summary>Whether a private method gives something, or null, divides the ways.</summary>
    [Test, MaxTime(Soon)]
    public Task GetsByAHelper() => PairingVerifier.Silent($$"""
        #nullable disable
        class C
        {
            byte[] Rent() { return ArrayPool<byte>.Shared.Rent(16); }
            public void M() { {{Each(24, i => $"byte[] b{i} = Rent(); b{i}[0] = 1; ArrayPool<byte>.Shared.Return(b{i});")}} }
        }
        """);

    [Test, MaxTime(Soon)]
    public Task ManyRented() => PairingVerifier.Reports(Samples.Sample($$"""
        public void M()
        {
            {{Each(300, i => $"byte[] b{i} = ArrayPool<byte>.Shared.Rent(9);")}}
            byte[] last = {|PAIR004:ArrayPool<byte>.Shared.Rent(9)|};
            {{Each(300, i => $"ArrayPool<byte>.Shared.Return(b{i});")}}
        }
        """));

    [Test, MaxTime(Soon)]
    public Task ALongSumUnderALock([Values("readonly object a = new();", "SpinLock a;")] string field) => PairingVerifier.Silent(Samples.Sample($$"""
        {{field}}
        readonly object b = new();
        public int M(int x) { {{(field.StartsWith("Spin", StringComparison.Ordinal) ? "bool t = false; a.Enter(ref t); int n = Sum(x); a.Exit();" : "Monitor.Enter(a); int n = Sum(x); Monitor.Exit(a);")}} return n; }
        int Sum(int x) { int n = {{Each(5_000, _ => "x", " + ")}}; return n; }
        """));

    /// <summary>What a flag says of much is known of the flag.</summary>
    [Test]
    public Task AFlagOfMany([Values(10, 14, 40)] int count) => PairingVerifier.Reports(Samples.Sample($$"""
        readonly object a = new();
        public void Right(int x) { bool t = x is {{Each(count, i => $"{i * 3}", " or ")}}; if (t) Monitor.Enter(a); if (t) Monitor.Exit(a); }
        public void Wrong(int x) { bool t = x is {{Each(count, i => $"{i * 3}", " or ")}}; if (t) {|PAIR001:Monitor.Enter(a)|}; if (!t) {|PAIR002:Monitor.Exit(a)|}; }
        """));

    [Test]
    public Task AVariableThatIsMadeOfItself() => PairingVerifier.Silent("""
        class C
        {
            static bool Fill(out List<SafeHandle> all) { all = new(); return true; }
            public void M()
            {
                List<SafeHandle>? all = Fill(out all) ? all : null;
                foreach (SafeHandle handle in all!) { bool taken = false; handle.DangerousAddRef(ref taken); Console.WriteLine(handle.GetHashCode()); }
            }
        }
        """);
}
