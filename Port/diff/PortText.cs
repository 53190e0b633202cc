// SPDX-License-Identifier: GPL-2.0-only
using System.Reflection;

namespace linux.diff;

/// <summary>The port's own text, which the program carries with it.</summary>
static class PortText
{
	const string Prefix = "text/", Hashes = "fingerprints/";

	static readonly string[] s_version_order = ["v5.4", .. kernels.names.Where(name => name != "v5.4")];

	/// <summary>All files of the kernel's text.</summary>
	public static List<PortFile> Files()
	{
		string[] names = [.. Names(Prefix)];
		var files = new PortFile?[names.Length];
		Parallel.For(0, names.Length, i => files[i] = PortFile.Read(names[i][Prefix.Length..], Read(names[i])));
		return [.. files.OfType<PortFile>().OrderBy(file => Array.IndexOf(s_version_order, file.Version)).ThenBy(file => file.Path, StringComparer.Ordinal)];
	}

	/// <summary>Looks up the committed fingerprint of a function.</summary>
	public static Func<Ported, Fingerprint?> Fingerprints()
	{
		Dictionary<string, Dictionary<(string, string), Fingerprint>> all = [];
		return function => {
			if (!all.TryGetValue(function.Version, out Dictionary<(string, string), Fingerprint>? known)) {
				string? text = Fingerprint(function.Version);
				all[function.Version] = known = text == null ? [] : diff.Fingerprint.Parse($"{function.Version}.txt", text);
			}
			return known.GetValueOrDefault((function.KernelPath, function.Id));
		};
	}

	/// <summary>The fingerprints of a kernel; null where there are none.</summary>
	public static string? Fingerprint(string version) => Names(Hashes).Contains($"{Hashes}{version}.txt") ? Read($"{Hashes}{version}.txt") : null;

	static Assembly Assembly => typeof(PortText).Assembly;

	static IEnumerable<string> Names(string prefix) => Assembly.GetManifestResourceNames().Select(name => name.Replace('\\', '/')).Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

	static string Read(string name)
	{
		Stream stream = Assembly.GetManifestResourceStream(name) ?? Assembly.GetManifestResourceStream(name.Replace('/', '\\'))!;
		using var reader = new StreamReader(stream);
		return reader.ReadToEnd();
	}
}
