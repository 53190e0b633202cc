// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.CodeFixes;
using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>Which call the fixes insert for each acquire of the built-in table, where the body has none yet.</summary>
[TestFixture]
public class OfferedReleaseTests
{
    const string Expected = """
        Monitor.Enter: Monitor.Exit(obj)
        Monitor.TryEnter: Monitor.Exit(obj)
        Lock.Enter: self.Exit()
        Lock.EnterScope: none
        Lock.TryEnter: self.Exit()
        SpinLock.Enter: self.Exit()
        SpinLock.TryEnter: self.Exit()
        SemaphoreSlim.Wait: self.Release()
        SemaphoreSlim.WaitAsync: self.Release()
        WaitHandle.WaitOne: none
        ReaderWriterLockSlim.EnterReadLock: self.ExitReadLock()
        ReaderWriterLockSlim.TryEnterReadLock: self.ExitReadLock()
        ReaderWriterLockSlim.EnterUpgradeableReadLock: self.ExitUpgradeableReadLock()
        ReaderWriterLockSlim.TryEnterUpgradeableReadLock: self.ExitUpgradeableReadLock()
        ReaderWriterLockSlim.EnterWriteLock: self.ExitWriteLock()
        ReaderWriterLockSlim.TryEnterWriteLock: self.ExitWriteLock()
        ReaderWriterLock.AcquireReaderLock: self.ReleaseReaderLock()
        ReaderWriterLock.AcquireWriterLock: self.ReleaseWriterLock()
        ReaderWriterLock.UpgradeToWriterLock: self.ReleaseWriterLock()
        SafeHandle.DangerousAddRef: self.DangerousRelease()
        GCHandle.Alloc: taken.Free()
        ArrayPool.Rent: self.Return(taken)
        MemoryPool.Rent: none
        Marshal.AllocHGlobal: Marshal.FreeHGlobal(taken)
        Marshal.ReAllocHGlobal: Marshal.FreeHGlobal(taken)
        Marshal.StringToHGlobalAnsi: Marshal.FreeHGlobal(taken)
        Marshal.StringToHGlobalAuto: Marshal.FreeHGlobal(taken)
        Marshal.StringToHGlobalUni: Marshal.FreeHGlobal(taken)
        Marshal.SecureStringToGlobalAllocAnsi: Marshal.ZeroFreeGlobalAllocAnsi(taken)
        Marshal.SecureStringToGlobalAllocUnicode: Marshal.ZeroFreeGlobalAllocUnicode(taken)
        Marshal.AllocCoTaskMem: Marshal.FreeCoTaskMem(taken)
        Marshal.ReAllocCoTaskMem: Marshal.FreeCoTaskMem(taken)
        Marshal.StringToCoTaskMemAnsi: Marshal.FreeCoTaskMem(taken)
        Marshal.StringToCoTaskMemAuto: Marshal.FreeCoTaskMem(taken)
        Marshal.StringToCoTaskMemUTF8: Marshal.FreeCoTaskMem(taken)
        Marshal.StringToCoTaskMemUni: Marshal.FreeCoTaskMem(taken)
        Marshal.SecureStringToCoTaskMemAnsi: Marshal.FreeCoTaskMem(taken)
        Marshal.SecureStringToCoTaskMemUnicode: Marshal.FreeCoTaskMem(taken)
        Marshal.StringToBSTR: Marshal.FreeBSTR(taken)
        Marshal.SecureStringToBSTR: Marshal.FreeBSTR(taken)
        NativeMemory.Alloc: NativeMemory.Free(taken)
        NativeMemory.AllocZeroed: NativeMemory.Free(taken)
        NativeMemory.AlignedAlloc: NativeMemory.AlignedFree(taken)
        NativeMemory.Realloc: NativeMemory.Free(taken)
        NativeMemory.AlignedRealloc: NativeMemory.AlignedFree(taken)
        Marshal.GetIUnknownForObject: Marshal.Release(taken)
        Marshal.GetIDispatchForObject: Marshal.Release(taken)
        Marshal.GetComInterfaceForObject: Marshal.Release(taken)
        Marshal.CreateAggregatedObject: Marshal.Release(taken)
        Marshal.QueryInterface: Marshal.Release(ppv)
        Marshal.AddRef: Marshal.Release(pUnk)
        """;

    [Test]
    public void Each_acquire_is_undone_by_what_undoes_it()
    {
        Compilation compilation = ContractTesting.Compile("");
        IEnumerable<string> offers = PairsFile.Bcl.Lines
            .Where(line => line.Clause!.Kind is EffectKind.Acquire or EffectKind.Get)
            .Select(line => (IMethodSymbol)DocumentationId.Find(line.Id, compilation)!)
            .Select(acquire => $"{acquire.ContainingType.Name}.{acquire.Name}: {Offered(acquire) ?? "none"}");
        Assert.That(string.Join("\n", offers.Distinct()), Is.EqualTo(Expected));
    }

    [TestCase("[return: Gets(Family = \"own\")]", "Free(taken)")]
    [TestCase("[return: Gets(Family = \"other\")]", "FreeOther(taken)")]
    [TestCase("[return: Gets(Family = \"third\")]", null)]
    public void A_family_is_not_given_to_another(string attribute, string? offered) => Assert.That(Offered($$"""
        static class Heap
        {
            {{attribute}} public static extern IntPtr Alloc();
            [Puts("p", Family = "own")] public static extern void Free(IntPtr p);
            [Puts("p", Family = "other")] public static extern void FreeOther(IntPtr p);
            static void M() { var taken = Alloc(); }
        }
        """), Is.EqualTo(offered));

    [TestCase("IntPtr taken = (IntPtr)NativeMemory.Alloc(9)", null)]
    [TestCase("byte* taken = (byte*)NativeMemory.Alloc(9)", "NativeMemory.Free(taken)")]
    public void What_does_not_compile_is_not_offered(string acquire, string? offered) => Assert.That(Offered($$"""
        using System.Runtime.InteropServices;
        unsafe class Class
        {
            void M() { {{acquire}}; }
        }
        """), Is.EqualTo(offered));

    [Test]
    public void A_release_of_another_family_in_the_body_is_not_taken() => Assert.That(Offered("""
        using System.Runtime.InteropServices;
        unsafe class Class
        {
            void M(bool b)
            {
                void* taken = NativeMemory.Alloc(9);
                if (b)
                    NativeMemory.AlignedFree(taken);
            }
        }
        """), Is.EqualTo("NativeMemory.Free(taken)"));

    static string? Offered(IMethodSymbol acquire)
    {
        string type = acquire.ContainingType.ToString()!;
        return Offered($$"""
            unsafe class Class<{{string.Join(", ", acquire.ContainingType.TypeParameters.Concat(acquire.TypeParameters).Select(parameter => parameter.Name).Append("T9"))}}>
            {
                void M({{string.Join(", ", acquire.Parameters.Select(Parameter).Prepend($"{(acquire.IsStatic ? "object" : type)} self"))}})
                {
                    {{(acquire.ReturnsVoid ? "" : "var taken = ")}}{{(acquire.IsStatic ? type : "self")}}.{{acquire.ToDisplayString(s_name)}}({{string.Join(", ", acquire.Parameters.Select(Argument))}});
                }
            }
            """)?.Replace(type, acquire.ContainingType.Name);
    }

    static readonly SymbolDisplayFormat s_name = new(genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    static string Parameter(IParameterSymbol parameter) => $"{Modifier(parameter)}{parameter.Type} {parameter.Name}";

    static string Argument(IParameterSymbol parameter) => Modifier(parameter) + parameter.Name;

    static string Modifier(IParameterSymbol parameter) => parameter.RefKind switch { RefKind.None => "", RefKind.Out => "out ", RefKind.Ref => "ref ", _ => "in " };

    static string? Offered(string source)
    {
        using AdhocWorkspace workspace = new();
        ProjectInfo project = ProjectInfo.Create(ProjectId.CreateNewId(), default, "Test", "Test", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true), metadataReferences: ContractTesting.References);
        Document document = workspace.AddProject(project).AddDocument("Usings.cs", ContractTesting.Usings).Project
            .AddDocument("Attributes.cs", ContractTesting.AttributesText).Project.AddDocument("Test.cs", source);
        PairingCodeFix.Scope scope = PairingCodeFix.ScopeOf(document, default).GetAwaiter().GetResult()!;
        return ReleaseCall.Of(scope.Root.DescendantNodes().OfType<InvocationExpressionSyntax>().First(), scope)?.Find()?.ToString();
    }
}
