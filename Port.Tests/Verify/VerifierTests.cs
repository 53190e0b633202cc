// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

using NUnit.Framework.Internal;

namespace VerifyTests;

/// <summary>The stand-in itself: each test in a folder of its own, which plays the folder of the source file.</summary>
public sealed class VerifierTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("snapshots").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void NewSnapshotFailsAndIsWritten()
    {
        var error = Fails(Snap("one\r\ntwo\rthree"));

        Assert.That(FileNames(), Is.EqualTo(new[] { "VerifierTests.NewSnapshotFailsAndIsWritten.received.txt" }));
        Assert.That(File.ReadAllBytes(Only()), Is.EqualTo("\uFEFFone\ntwo\nthree"u8.ToArray()), "UTF-8 with BOM, LF, nothing added");
        Assert.That(error, Is.InstanceOf<VerifyException>().With.Message.EqualTo(
            $"""
             Directory: {_folder}
             New:
               - Received: VerifierTests.NewSnapshotFailsAndIsWritten.received.txt
                 Verified: VerifierTests.NewSnapshotFailsAndIsWritten.verified.txt

             FileContent:

             New:

             Received: VerifierTests.NewSnapshotFailsAndIsWritten.received.txt
             one
             two
             three


             """));
    }

    [Test]
    public async Task WhatWasReceivedPassesOnceItIsRenamed()
    {
        Fails(Snap("first\n"));
        var second = Directory.CreateDirectory(Path.Combine(_folder, "second"));
        var verified = Path.Combine(second.FullName, "VerifierTests.WhatWasReceivedPassesOnceItIsRenamed.verified.txt");
        File.Move(Only(), verified);

        var result = await Snap("first\n").UseDirectory("second");

        Assert.That(result.Files, Is.EqualTo(new[] { verified }));
        Assert.That(result.Text, Is.EqualTo("first\n"));
        Assert.That(second.EnumerateFiles().Count(), Is.EqualTo(1), "nothing received is left");
    }

    [Test]
    public void DifferenceNamesBothTexts()
    {
        Put("VerifierTests.DifferenceNamesBothTexts.verified.txt", "old\n");

        var error = Fails(Snap("new"));

        Assert.That(error, Is.InstanceOf<VerifyException>().With.Message.EqualTo(
            $"""
             Directory: {_folder}
             NotEqual:
               - Received: VerifierTests.DifferenceNamesBothTexts.received.txt
                 Verified: VerifierTests.DifferenceNamesBothTexts.verified.txt

             FileContent:

             NotEqual:

             Received: VerifierTests.DifferenceNamesBothTexts.received.txt
             new
             Verified: VerifierTests.DifferenceNamesBothTexts.verified.txt
             old



             """));
        Assert.That(FileNames(), Has.Length.EqualTo(2));
    }

    [Test]
    public void NewlineAtTheEndIsContent()
    {
        Put("VerifierTests.NewlineAtTheEndIsContent.verified.txt", "text\n");

        Assert.That(Fails(Snap("text")), Is.InstanceOf<VerifyException>());
    }

    [Test]
    public void VerifiedFileWithCarriageReturnsIsRefused()
    {
        Put("VerifierTests.VerifiedFileWithCarriageReturnsIsRefused.verified.txt", "a\r\nb");

        Assert.That(Fails(Snap("a\nb")), Has.Message.Contains("*.verified.txt text eol=lf working-tree-encoding=UTF-8"));
        Assert.That(FileNames(), Has.Some.EndsWith(".received.txt"));
    }

    [Test]
    public void EmptyVerifiedFileCountsAsNone()
    {
        File.WriteAllBytes(Path.Combine(_folder, "VerifierTests.EmptyVerifiedFileCountsAsNone.verified.txt"), []);

        Assert.That(Fails(Snap("text")), Has.Message.Contains("\nNew:\n"));
        Assert.That(FileNames(), Is.EqualTo(new[] { "VerifierTests.EmptyVerifiedFileCountsAsNone.received.txt" }));
    }

    [Test]
    public void WhatAnEarlierRunReceivedIsDeleted()
    {
        Put("VerifierTests.WhatAnEarlierRunReceivedIsDeleted.received.json", "old");
        Put("VerifierTests.WhatAnEarlierRunReceivedIsDeleted#00.received.txt", "old");
        Put("VerifierTests.WhatAnEarlierRunReceivedIsDeleted_too.received.txt", "of another test");
        Put("VerifierTests.WhatAnEarlierRunReceivedIsDeleted.verified.txt", "text");

        Assert.That(async () => await Snap("text"), Throws.Nothing);
        Assert.That(FileNames(), Is.EqualTo(new[]
        {
            "VerifierTests.WhatAnEarlierRunReceivedIsDeleted.verified.txt",
            "VerifierTests.WhatAnEarlierRunReceivedIsDeleted_too.received.txt",
        }));
    }

    [Test]
    public void VerifiedFileThatNothingClaimsIsToBeDeleted()
    {
        Put("VerifierTests.VerifiedFileThatNothingClaimsIsToBeDeleted.verified.txt", "text");
        Put("VerifierTests.VerifiedFileThatNothingClaimsIsToBeDeleted.verified.json", "text");

        Assert.That(Fails(Snap("text")), Is.InstanceOf<VerifyException>().With.Message.EqualTo(
            $"""
             Directory: {_folder}
             Delete:
               - VerifierTests.VerifiedFileThatNothingClaimsIsToBeDeleted.verified.json
             Equal:
               - Received: VerifierTests.VerifiedFileThatNothingClaimsIsToBeDeleted.received.txt
                 Verified: VerifierTests.VerifiedFileThatNothingClaimsIsToBeDeleted.verified.txt

             """));
    }

    [Test]
    public void PrefixIsUsedOnceWhateverItsCase()
    {
        Fails(Snap("text").UseMethodName("Twice"));

        Assert.That(Fails(Snap("text").UseMethodName("tWICE")), Has.Message.StartsWith("The prefix has already been used: "));
    }

    [Test]
    public void EmptyTextAndNoneHaveNames()
    {
        Fails(Snap("").UseFileName("empty"));
        Fails(Snap(null).UseFileName("none"));

        Assert.That(FileNames().Select(Read), Is.EqualTo(new[] { "emptyString", "null" }));
    }

    [Test]
    public void ExtensionIsTheFiles()
    {
        Fails(Verifier.Verify("{}", "json", sourceFile: Source).DisableDiff());

        Assert.That(FileNames().Single(), Does.EndWith(".received.json"));
    }

    [TestCase(1, "a/b:c#d\t", true, null, 2.5)]
    public void ArgumentsAreInTheName(int number, string text, bool flag, object? nothing, double real)
    {
        Fails(Snap($"{number}{text}{flag}{nothing}{real}"));

        Assert.That(FileNames().Single(), Is.EqualTo(
            "VerifierTests.ArgumentsAreInTheName_number=1_text=a-b-c-d-_flag=True_nothing=null_real=2.5.received.txt"));
    }

    [TestCase(1)]
    public void TextMayStandForTheArguments(int number)
    {
        Fails(Snap($"{number}").UseTextForParameters("one"));

        Assert.That(FileNames().Single(), Is.EqualTo("VerifierTests.TextMayStandForTheArguments_one.received.txt"));
    }

    [Test]
    public void TypeAndMethodMayBeNamed()
    {
        Fails(Snap("text").UseTypeName("Type").UseMethodName("Method").UseDirectory("in"));

        Assert.That(File.Exists(Path.Combine(_folder, "in", "Type.Method.received.txt")));
        Assert.That(() => Snap("text").UseFileName("File").UseMethodName("Method"), Throws.InvalidOperationException);
        Assert.That(() => Snap("text").UseMethodName("Method").UseFileName("File"), Throws.InvalidOperationException);
        Assert.That(() => Snap("text").UseFileName("a/b"), Throws.ArgumentException);
    }

    [Test]
    public void NothingRunsBeforeTheTaskIsAwaited()
    {
        var pending = Snap("text");
        Assert.That(FileNames(), Is.Empty);

        Fails(pending);
        Assert.That(() => pending.UseMethodName("Late"), Throws.InvalidOperationException);
    }

    [Test]
    public void SettingsThatArePassedInStayAsTheyWere()
    {
        var shared = new VerifySettings();
        shared.UseDirectory("shared");
        shared.DisableDiff();

        Fails(Verifier.Verify("text", shared, Source).UseMethodName("Mine"));

        Assert.That(shared.MethodName, Is.Null);
        Assert.That(File.Exists(Path.Combine(_folder, "shared", "VerifierTests.Mine.received.txt")));
    }

    [Test]
    public void PathsOfThisMachineAreRefused()
    {
        var temp = Path.GetTempPath().TrimEnd('/', '\\');

        Assert.That(Fails(Snap($"left in {temp}/x")), Has.Message.Contains($"the path {temp}").And.Message.Contains("{TempPath}"));
        Assert.That(Fails(Snap(AppContext.BaseDirectory.Replace('/', '\\'))), Has.Message.Contains("{CurrentDirectory}"));
        Assert.That(FileNames(), Is.Empty);
        Assert.That(Fails(Snap($"a{temp}, {temp}z")), Is.InstanceOf<VerifyException>(), "part of another word");
    }

    [Test]
    public void ProjectsAndTheSolutionsFoldersAreRefused()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, "project", "tests")).Parent!.FullName;
        File.WriteAllText(Path.Combine(_folder, "All.sln"), "");
        File.WriteAllText(Path.Combine(project, "Some.csproj"), "");
        var source = Path.Combine(project, "tests", "Sample.cs");

        Assert.That(Fails(Verifier.Verify($"{project}/x", sourceFile: source)), Has.Message.Contains("{ProjectDirectory}"));
        Assert.That(Fails(Verifier.Verify(_folder, sourceFile: source)), Has.Message.Contains("{SolutionDirectory}"));
    }

    public sealed class Inner
    {
        [Test]
        public async Task NestedTypesBearTheOuterName()
        {
            using var outer = new VerifierTests();
            outer.Put("VerifierTests.Inner.NestedTypesBearTheOuterName.verified.txt", "text");

            await outer.Snap("text");
        }
    }

    [TestFixture(7)]
    public sealed class WithArguments(int order)
    {
        [TestCase("x")]
        public async Task FixturesArgumentsComeFirst(string name)
        {
            using var outer = new VerifierTests();
            outer.Put("VerifierTests.WithArguments.FixturesArgumentsComeFirst_order=7_name=x.verified.txt", "7x");

            await outer.Snap($"{order}{name}");
        }
    }

    string Source => Path.Combine(_folder, "Sample.cs");

    SettingsTask Snap(string? text) => Verifier.Verify(text, sourceFile: Source).DisableDiff();

    /// <summary>The failure, without its attachment: the folder does not outlive the test.</summary>
    static Exception Fails(SettingsTask verification)
    {
        using (new TestExecutionContext.IsolatedContext())
        {
            return Assert.CatchAsync(async () => await verification)!;
        }
    }

    void Put(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text, Encoding.UTF8);

    string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));

    string Only() => Directory.EnumerateFiles(_folder).Single();

    string[] FileNames() => [.. Directory.EnumerateFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
