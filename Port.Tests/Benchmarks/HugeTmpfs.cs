// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Runtime.InteropServices;

namespace linux.benchmarks;

/// <summary>A file on a tmpfs of the running kernel, mounted huge=always in a temporary folder: needs Linux and root.</summary>
sealed partial class HugeTmpfs : IDisposable
{
    const int DetachMount = 2;
    const int PunchKeepingSize = 0x03;

    readonly string _folder;
    readonly FileStream _file;

    HugeTmpfs(string folder)
    {
        _folder = folder;
        _file = new FileStream(Path.Combine(folder, "file"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>Mounts with a size limit in bytes; null, and why, where the machine does not allow it.</summary>
    public static HugeTmpfs? TryMount(long size, out string why)
    {
        why = "";
        if (!OperatingSystem.IsLinux())
        {
            why = "not Linux";
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("huge-tmpfs").FullName;
        if (Mount("tmpfs", folder, "tmpfs", 0, string.Create(CultureInfo.InvariantCulture, $"huge=always,size={size}")) == 0)
        {
            return new HugeTmpfs(folder);
        }

        why = $"mount of a tmpfs with huge=always: {Marshal.GetLastPInvokeErrorMessage()}";
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Makes the file anew, full of data; returns the huge pages that the kernel used, in bytes.</summary>
    public long Fill(long size, byte[] chunk)
    {
        _file.SetLength(0);
        var before = HugePageBytes();
        _file.Position = 0;
        for (long at = 0; at < size; at += chunk.Length)
        {
            _file.Write(chunk);
        }

        return HugePageBytes() - before;
    }

    public void Punch(long offset, long length)
    {
        if (Fallocate((int)_file.SafeFileHandle.DangerousGetHandle(), PunchKeepingSize, offset, length) != 0)
        {
            throw new IOException($"fallocate: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _ = Unmount(_folder, DetachMount);
        Directory.Delete(_folder);
    }

    static long HugePageBytes()
    {
        const string Key = "ShmemHugePages:";
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[Key.Length..^2], CultureInfo.InvariantCulture) * 1024;
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(int fd, int mode, long offset, long length);
}
