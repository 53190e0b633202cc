// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A function of the port, and where the kernel has it.</summary>
sealed record Ported(FunctionText Function, string KernelPath, int Number)
{
	public string Name => Function.Name;
	public string Version => Function.Version;

	/// <summary>It returns bool.</summary>
	public bool IsTruth { get; } = Header.Of(Function).ReturnType == "bool";

	/// <summary>Its name; the second of a name is name#2.</summary>
	public string Id => Number > 1 ? $"{Name}#{Number}" : Name;

	/// <summary>The functions of one of the port's kernels: v5.4's, but for those that the patch overrides.</summary>
	public static List<Ported> Of(IReadOnlyList<PortFile> files, string kernel)
	{
		List<Ported> all = All(files);
		HashSet<(string, string)> overridden = [.. all.Where(f => f.Version == kernel).Select(f => (f.KernelPath, f.Name))];
		return [.. all.Where(f => f.Version == kernel || (f.Version == "v5.4" && !overridden.Contains((f.KernelPath, f.Name))))];
	}

	/// <summary>Every function of every kernel.</summary>
	public static List<Ported> All(IReadOnlyList<PortFile> files)
	{
		List<Ported> all = [];
		Dictionary<(string, string, string), int> numbers = [];
		foreach (PortFile file in files) {
			foreach (FunctionText function in file.Functions) {
				var key = (file.Version, file.KernelPath, function.Name);
				numbers[key] = numbers.GetValueOrDefault(key) + 1;
				all.Add(new Ported(function, file.KernelPath, numbers[key]));
			}
		}
		return all;
	}
}
