/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels by name */
namespace linux;

/// <summary>Every kernel of the thread, oldest first.</summary>
public static class kernels
{
	public static readonly string[] names = ["v5.4", "yang-v1", "yang-v2", "dickins", "v5.7"];

	/// <summary>A kernel that has just booted.</summary>
	/// <exception cref="ArgumentException">No kernel has that name.</exception>
	public static kernel boot(string name, machine_config config) => name switch {
		"v5.4" => new kernel(config),
		"yang-v1" => new yang_v1(config),
		"yang-v2" => new yang_v2(config),
		"dickins" => new dickins(config),
		"v5.7" => new v5_7(config),
		_ => throw new ArgumentException($"unknown kernel '{name}', expected one of {string.Join(", ", names)}"),
	};
}
