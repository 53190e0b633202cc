// SPDX-License-Identifier: GPL-2.0-only
using System.Diagnostics.Contracts;

namespace VerifyNUnit;

/// <summary>
/// A stand-in for Verify.NUnit, for text snapshots: same calls, file names, bytes and messages.
/// <c>-p:UseVerifyPackage=true</c> takes the package instead.
/// </summary>
public static class Verifier
{
    /// <summary>Compares a text with the file <c>Type.Method.verified.txt</c> beside the source file.</summary>
    [Pure]
    public static SettingsTask Verify(
        string? target,
        VerifySettings? settings = null,
        [CallerFilePath] string sourceFile = "") =>
        Verify(WithoutPreamble(target) is var text and not "" ? text : "emptyString", "txt", settings, sourceFile);

    /// <summary>Compares a text with the file <c>Type.Method.verified.extension</c> beside the source file.</summary>
    [Pure]
    public static SettingsTask Verify(
        string? target,
        string extension,
        VerifySettings? settings = null,
        [CallerFilePath] string sourceFile = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceFile);
        return new(settings, current => Snapshot.Verify(target ?? "null", extension, current, sourceFile));
    }

    static string? WithoutPreamble(string? text) => text?.TrimStart('\uFEFF');
}
