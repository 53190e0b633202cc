// SPDX-License-Identifier: GPL-2.0-only
namespace VerifyTests;

/// <summary>A snapshot that is new, differs or is left over. Its message is read by tools that accept snapshots.</summary>
sealed class VerifyException(string message) : Exception(message)
{
    public override string StackTrace => "";
}
