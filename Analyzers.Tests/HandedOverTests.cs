// SPDX-License-Identifier: MIT
namespace Analyzers.Tests;

/// <summary>Who owns a reference, where a store, a test or an owner of its own says so (PAIR004).</summary>
public class HandedOverTests
{
    [TestCase("p != IntPtr.Zero")]
    [TestCase("IntPtr.Zero != p")]
    [TestCase("!(p == IntPtr.Zero)")]
    [TestCase("!p.Equals(IntPtr.Zero)")]
    [TestCase("(byte*)p != null")]
    [TestCase("p.ToPointer() != null")]
    [TestCase("p != new IntPtr(0)")]
    [TestCase("p != (IntPtr)0")]
    [TestCase("p != default(IntPtr)")]
    [TestCase("(long)p != 0")]
    public Task ZeroOnAnyFramework(string isHandle) => PairingVerifier.ReportsOnAnyFramework(Samples.Sample($$"""
        public unsafe string? M(System.Security.SecureString s) { IntPtr p = IntPtr.Zero; try { p = Marshal.SecureStringToBSTR(s); return Marshal.PtrToStringBSTR(p); } finally { if ({{isHandle}}) Marshal.ZeroFreeBSTR(p); } }
        public unsafe void N(bool b) { IntPtr p = new IntPtr(); if (b) p = Marshal.AllocHGlobal(9); if ({{isHandle}}) Marshal.FreeHGlobal(p); }
        public unsafe void Bad(bool b) { IntPtr p = {|PAIR004:Marshal.AllocHGlobal(9)|}; if (b && {{isHandle}}) Marshal.FreeHGlobal(p); }
        """));

    [Test]
    public Task ResultOnAnyFramework() => PairingVerifier.ReportsOnAnyFramework(Samples.Sample("""
        public IntPtr M(int n, Action<IntPtr> fill)
        {
            IntPtr p = IntPtr.Zero, result = IntPtr.Zero;
            try { p = Marshal.AllocHGlobal(n); if (p == IntPtr.Zero) throw new OutOfMemoryException(); fill(p); result = p; }
            finally { if (result == IntPtr.Zero && p != IntPtr.Zero) Marshal.FreeHGlobal(p); }
            return result;
        }
        public IntPtr Bad(int n, bool b)
        {
            IntPtr p = IntPtr.Zero, result = IntPtr.Zero;
            try { p = {|PAIR004:Marshal.AllocHGlobal(n)|}; if (b) result = p; }
            finally { if (result != IntPtr.Zero && p == IntPtr.Zero) Marshal.FreeHGlobal(p); }
            return result;
        }
        public IntPtr Within(int n) { IntPtr p = Marshal.AllocHGlobal(n); return p + 4; }
        """));
}
