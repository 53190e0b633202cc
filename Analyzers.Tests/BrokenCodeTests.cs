// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Of a method that does not compile nothing is said, nor of those who call it; the others are judged.</summary>
public class BrokenCodeTests
{
    [Test]
    public Task UnknownName() => PairingVerifier.Reports(Samples.Sample("""
        public void M(bool e) { Monitor.Enter(_a); if (e) return; {|CS0103:Monitr|}.Exit(_a); } public void N() { {|PAIR001:Monitor.Enter(_a)|}; _n++; }
        """));

    [Test]
    public Task UnknownType() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); {|CS0246:Guard|} g = null; _n++; }
        """));

    [Test]
    public Task WrongType() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); int n = {|CS0029:"1"|}; _n += n; }
        """));

    [Test]
    public Task NoSuchOverload() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); Monitor.{|CS1501:Exit|}(_a, 1, 2); }
        """));

    [Test]
    public Task ReadOnlyAssigned() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); {|CS0191:_b|} = new(); }
        """));

    [Test]
    public Task Unassigned() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { object o; Monitor.Enter({|CS0165:o|}); _n++; }
        """));

    [Test]
    public Task MissingReturn() => PairingVerifier.Silent(Samples.Sample("""
        public int {|CS0161:M|}() { Monitor.Enter(_a); _n++; }
        """));

    [Test]
    public Task InALambda() => PairingVerifier.Silent(Samples.Sample("""
        public Action M() { Monitor.Enter(_a); return () => {|CS0103:Dropp|}(_a); }
        """));

    [Test]
    public Task LambdaInABrokenMethod() => PairingVerifier.Silent(Samples.Sample("""
        public Action M(bool b) { {|CS0103:undefined|} = 1; return () => { Monitor.Enter(_a); if (b) return; Monitor.Exit(_a); }; }
        """));

    [Test]
    public Task LocalFunction() => PairingVerifier.Silent(Samples.Sample("""
        public void M() { Monitor.Enter(_a); Drop(); void Drop() => Monitor.Exit({|CS0103:_c|}); }
        """));

    [Test]
    public Task Suggestion() => PairingVerifier.Silent(Samples.Sample("""
        public void M(Action act) { Monitor.Enter(_a); act(); {|CS0103:_m|}++; Monitor.Exit(_a); }
        """), suggestions: true);

    [Test]
    public Task Helper() => PairingVerifier.Silent(Samples.Sample("""
        void Drop() => {|CS0103:Monitr|}.Exit(_a); public void M() { Monitor.Enter(_a); Drop(); }
        """));

    [Test]
    public Task HelperOfAHelper() => PairingVerifier.Silent(Samples.Sample("""
        void Drop() => Leave(); void Leave() { if (_n > {|CS0103:Most|}) return; Monitor.Exit(_a); } public void M() { Monitor.Enter(_a); Drop(); }
        """));

    [Test]
    public Task HelperThatNamesNothingKnown() => PairingVerifier.Silent(Samples.Sample("""
        void Drop() => {|CS0103:Free|}(_a); public void M() { Monitor.Enter(_a); Drop(); }
        """));

    [Test]
    public Task HelperElsewhere() => PairingVerifier.Reports(Samples.Sample("""
        void Count() => _n += {|CS0103:Free|}(_a); public void M() { {|PAIR001:Monitor.Enter(_a)|}; } public void N() { Monitor.Enter(_a); Count(); }
        """));

    [Test]
    public Task DeclarationElsewhere() => PairingVerifier.Reports(Samples.Sample("""
        {|CS0246:Guard|}? _guard; public void M() { {|PAIR001:Monitor.Enter(_a)|}; _n++; }
        """));

    [Test]
    public Task WarningIsNoError() => PairingVerifier.Reports(Samples.Sample("""
        public void M() { {|PAIR001:Monitor.Enter(_a)|}; int unused = 1; }
        """));
}
