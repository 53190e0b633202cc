// SPDX-License-Identifier: GPL-2.0-only
namespace VerifyTests;

/// <summary>A verification that passed.</summary>
public sealed class VerifyResult
{
    readonly string _verifiedPath;

    internal VerifyResult(string verifiedPath) => _verifiedPath = verifiedPath;

    /// <summary>The verified files.</summary>
    public IEnumerable<string> Files => [_verifiedPath];

    /// <summary>What the verified file holds.</summary>
    public string Text => File.ReadAllText(_verifiedPath);
}
