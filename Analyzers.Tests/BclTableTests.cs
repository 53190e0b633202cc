// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

using Pairing.Contracts;

namespace Analyzers.Tests;

/// <summary>The built-in table beside the reference assemblies.</summary>
[TestFixture]
public class BclTableTests
{
    static readonly Compilation s_compilation = ContractTesting.Compile("");

    [Test]
    public void Every_line_is_well_formed() =>
        Assert.That(PairsFile.Bcl.Lines.Where(line => line.Problem is not null).Select(line => $"{line.Id}: {line.Problem}"), Is.Empty);

    [Test]
    public void Every_id_names_a_member() =>
        Assert.That(PairsFile.Bcl.Lines.Where(line => DocumentationId.Find(line.Id, s_compilation) is null).Select(line => line.Id), Is.Empty);

    [Test]
    public void Every_target_and_condition_fits_its_member()
    {
        List<string> wrong = [];
        foreach (PairsLine line in PairsFile.Bcl.Lines)
        {
            ISymbol member = DocumentationId.Find(line.Id, s_compilation)!;
            ClauseBinder.Bind(line.Clause!, member as IMethodSymbol ?? ((IPropertySymbol)member).GetMethod!, out string? problem);
            if (problem is not null)
                wrong.Add($"{line.Id}: {problem}");
        }
        Assert.That(wrong, Is.Empty);
    }

    [TestCase("System.Threading.Monitor", "Enter", "TryEnter", "Exit", "IsEntered", "Wait", "Pulse", "PulseAll")]
    [TestCase("System.Threading.Lock", "Enter", "TryEnter", "Exit", "EnterScope", "get_IsHeldByCurrentThread")]
    [TestCase("System.Threading.SpinLock", "Enter", "TryEnter", "Exit", "get_IsHeldByCurrentThread")]
    [TestCase("System.Threading.SemaphoreSlim", "Wait", "WaitAsync", "Release")]
    [TestCase("System.Threading.Semaphore", "Release")]
    [TestCase("System.Threading.Mutex", "ReleaseMutex")]
    [TestCase("System.Threading.ReaderWriterLockSlim",
        "EnterReadLock", "TryEnterReadLock", "ExitReadLock", "get_IsReadLockHeld",
        "EnterUpgradeableReadLock", "TryEnterUpgradeableReadLock", "ExitUpgradeableReadLock", "get_IsUpgradeableReadLockHeld",
        "EnterWriteLock", "TryEnterWriteLock", "ExitWriteLock", "get_IsWriteLockHeld")]
    [TestCase("System.Threading.ReaderWriterLock",
        "AcquireReaderLock", "ReleaseReaderLock", "get_IsReaderLockHeld", "AcquireWriterLock", "ReleaseWriterLock", "get_IsWriterLockHeld",
        "UpgradeToWriterLock", "DowngradeFromWriterLock")]
    [TestCase("System.Runtime.InteropServices.SafeHandle", "DangerousAddRef", "DangerousRelease")]
    [TestCase("System.Runtime.InteropServices.GCHandle", "Alloc", "Free", "ToIntPtr", "FromIntPtr", "op_Explicit")]
    [TestCase("System.Buffers.ArrayPool`1", "Rent", "Return")]
    [TestCase("System.Buffers.MemoryPool`1", "Rent")]
    [TestCase("System.Runtime.InteropServices.Marshal", "AllocHGlobal", "ReAllocHGlobal", "FreeHGlobal", "AllocCoTaskMem", "ReAllocCoTaskMem", "FreeCoTaskMem", "FreeBSTR",
        "GetIUnknownForObject", "GetIDispatchForObject", "GetComInterfaceForObject", "QueryInterface", "AddRef", "Release")]
    [TestCase("System.Runtime.InteropServices.NativeMemory", "Alloc", "AllocZeroed", "Realloc", "Free", "AlignedAlloc", "AlignedRealloc", "AlignedFree")]
    public void Every_overload_is_covered(string type, params string[] members)
    {
        ContractSet contracts = ContractTesting.Contracts(s_compilation);
        INamedTypeSymbol symbol = s_compilation.GetTypeByMetadataName(type)!;
        Assert.Multiple(() =>
        {
            foreach (string member in members)
            {
                List<IMethodSymbol> overloads = [.. symbol.GetMembers(member).OfType<IMethodSymbol>().Where(method => method.DeclaredAccessibility == Accessibility.Public)];
                Assert.That(overloads, Is.Not.Empty, member);
                foreach (IMethodSymbol overload in overloads)
                    Assert.That(contracts.Of(overload)?.Effects, Is.Not.Null.And.Not.Empty, overload.ToDisplayString());
            }
        });
    }

    [TestCase("System.Threading.Mutex", "MayBlock ; Acquire this")]
    [TestCase("System.Threading.Semaphore", "MayBlock ; Acquire this")]
    [TestCase("System.Threading.AutoResetEvent", "MayBlock ")]
    public void Waiting_takes_what_is_a_lock(string type, string expected)
    {
        ContractSet contracts = ContractTesting.Contracts(s_compilation);
        var wait = (IMethodSymbol)s_compilation.GetTypeByMetadataName("System.Threading.WaitHandle")!.GetMembers("WaitOne")
            .Single(method => ((IMethodSymbol)method).Parameters.IsEmpty);
        Assert.That(ContractTesting.Text(contracts.Of(wait, s_compilation.GetTypeByMetadataName(type))), Is.EqualTo(expected));
    }

    [Test]
    public void An_enter_that_returns_has_the_lock_and_says_so()
    {
        ContractSet contracts = ContractTesting.Contracts(s_compilation);
        IEnumerable<IMethodSymbol> enters = s_compilation.GetTypeByMetadataName("System.Threading.Monitor")!.GetMembers("Enter").OfType<IMethodSymbol>();
        Effect effect = contracts.Of(enters.Single(method => method.Parameters.Length == 2))!.Effects.Single(effect => effect.Kind == EffectKind.Acquire);
        Assert.Multiple(() =>
        {
            Assert.That(effect.When, Is.EqualTo(Condition.Always));
            Assert.That(effect.ConditionOn, Is.EqualTo("lockTaken"));
        });
    }
}
