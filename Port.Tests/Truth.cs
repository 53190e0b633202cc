// SPDX-License-Identifier: GPL-2.0-only
namespace linux.tests;

/// <summary>What real kernels did: the logs, and what each kernel printed while it carried them out.</summary>
static class Truth
{
    public const string SplitFlag = "+split";

    public static readonly string[] Logs = ["fsx-7-aligned", "qemu-balloon", "rand-11-aligned", "rand-12-unaligned"];

    /// <summary>The five kernels, and yang-v1 with its flag on every punch.</summary>
    public static readonly string[] Kernels = [.. kernels.names, "yang-v1" + SplitFlag];

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "logs", "truth", name);

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Boots the kernel of a transcript, as the real one was: 512 MiB of tmpfs, huge=always, no swap.</summary>
    public static kernel Boot(string name) => kernels.boot(name.Replace(SplitFlag, ""), new machine_config());
}
