// SPDX-License-Identifier: GPL-2.0-only
using System.Collections.Concurrent;
using System.Text;

using DiffEngine;

namespace VerifyTests;

/// <summary>One text against one file: UTF-8 with a byte order mark, LF, nothing added at the end.</summary>
sealed class Snapshot
{
    static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: true);
    static readonly ConcurrentDictionary<string, bool> s_usedPrefixes = new(StringComparer.OrdinalIgnoreCase);

    readonly string _directory;
    readonly string _prefix;
    readonly string _extension;

    Snapshot(string directory, string prefix, string extension) =>
        (_directory, _prefix, _extension) = (directory, prefix, extension);

    string ReceivedPath => Path.Combine(_directory, $"{_prefix}.received.{_extension}");

    string VerifiedPath => Path.Combine(_directory, $"{_prefix}.verified.{_extension}");

    public static async Task<VerifyResult> Verify(string text, string extension, VerifySettings settings, string sourceFile)
    {
        MachinePaths.ThrowIfAny(text, sourceFile);
        var directory = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, settings.Directory ?? ""));
        Directory.CreateDirectory(directory);
        var snapshot = new Snapshot(directory, SnapshotName.Of(settings, TestContext.CurrentContext.Test), extension);
        snapshot.ThrowIfPrefixIsUsed();
        await snapshot.Compare(text.Replace("\r\n", "\n").Replace('\r', '\n'), settings.DiffEnabled);
        return new(snapshot.VerifiedPath);
    }

    void ThrowIfPrefixIsUsed()
    {
        var prefix = Path.Combine(_directory, _prefix);
        if (!s_usedPrefixes.TryAdd(prefix, true))
        {
            throw new InvalidOperationException(
                $"""
                 The prefix has already been used: {prefix}. This is mostly caused by one of the following:

                  * A conflicting combination of UseDirectory(), UseTypeName(), UseMethodName() and UseFileName()
                  * Multiple calls to Verify in the same test method
                 """);
        }
    }

    async Task Compare(string received, bool diffEnabled)
    {
        diffEnabled = diffEnabled && !DiffRunner.Disabled && !BuildServerDetector.Detected;
        foreach (var old in Files("received"))
        {
            File.Delete(old);
        }

        var verified = ReadVerified(received);
        var leftOver = Files("verified").Where(f => f != VerifiedPath).ToList();
        var isEqual = received == verified;
        if (isEqual && diffEnabled)
        {
            DiffRunner.Kill(ReceivedPath, VerifiedPath);
        }

        foreach (var file in leftOver)
        {
            await DiffRunner.AddDeleteAsync(file);
        }

        if (!isEqual)
        {
            WriteReceived(received);
            TestContext.AddTestAttachment(ReceivedPath);
            if (diffEnabled)
            {
                await DiffRunner.LaunchForTextAsync(ReceivedPath, VerifiedPath, s_encoding);
            }
        }

        if (!isEqual || leftOver.Count != 0)
        {
            throw new VerifyException(Message(received, verified, leftOver));
        }
    }

    /// <summary>The files of this prefix, those of further targets (<c>prefix#name</c>) among them.</summary>
    List<string> Files(string kind) =>
        [.. Directory.EnumerateFiles(_directory)
            .Where(f => Path.GetFileName(f).StartsWith($"{_prefix}.{kind}.", StringComparison.Ordinal) ||
                (Path.GetFileName(f).StartsWith($"{_prefix}#", StringComparison.Ordinal) && f.Contains($".{kind}.", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    string? ReadVerified(string received)
    {
        var file = new FileInfo(VerifiedPath);
        if (file is { Exists: true, Length: 0 })
        {
            file.Delete();
        }

        if (!File.Exists(VerifiedPath))
        {
            return null;
        }

        var verified = File.ReadAllText(VerifiedPath, s_encoding);
        if (!verified.Contains('\r'))
        {
            return verified;
        }

        WriteReceived(received);
        throw new InvalidDataException(
            $"""
             Verified file must use \n line endings, but it contains a \r (carriage return).
             Path: {VerifiedPath}
             The usual cause is git checking the file out with \r\n. Add to .gitattributes:
               *.verified.{_extension} text eol=lf working-tree-encoding=UTF-8
             then re-checkout the files:
               git rm --cached -r .
               git reset --hard
             """);
    }

    void WriteReceived(string received) => File.WriteAllText(ReceivedPath, received, s_encoding);

    string Message(string received, string? verified, List<string> leftOver)
    {
        var (receivedName, verifiedName) = (Path.GetFileName(ReceivedPath), Path.GetFileName(VerifiedPath));
        var state = verified is null ? "New" : received == verified ? "Equal" : "NotEqual";
        var message = new StringBuilder($"Directory: {_directory}\n");
        var pair = $"{state}:\n  - Received: {receivedName}\n    Verified: {verifiedName}\n";
        if (state != "Equal")
        {
            message.Append(pair);
        }

        if (leftOver.Count != 0)
        {
            message.Append("Delete:\n");
        }

        foreach (var file in leftOver)
        {
            message.Append($"  - {Path.GetFileName(file)}\n");
        }

        if (state == "Equal")
        {
            return message.Append(pair).ToString();
        }

        message.Append($"\nFileContent:\n\n{state}:\n\nReceived: {receivedName}\n{received}\n");
        if (verified is not null)
        {
            message.Append($"Verified: {verifiedName}\n{verified}\n");
        }

        return message.Append('\n').ToString();
    }
}
