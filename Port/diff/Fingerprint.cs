// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace linux.diff;

/// <summary>A function of the kernel as one hash per normalised line: what the port is held against where the source is not at hand.</summary>
/// <param name="IsMacro">The kernel has it as a macro.</param>
/// <param name="LeftOut">The lines that the port leaves out with a reason, and how often.</param>
sealed record Fingerprint(string KernelPath, string Id, bool IsMacro, IReadOnlyList<CodeLine> Lines, IReadOnlyDictionary<string, int> LeftOut)
{
	const int HashBytes = 8;
	const string HashMark = "\0";

	/// <summary>The hash of what is compared.</summary>
	public static string Hash(CodeLine line) => line.Key.StartsWith(HashMark, StringComparison.Ordinal) ? line.Key[1..]
		: Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line.Key)).AsSpan(0, HashBytes));

	/// <summary>Reads a file of fingerprints.</summary>
	/// <exception cref="DiffException">It is none.</exception>
	public static Dictionary<(string, string), Fingerprint> Parse(string name, string text)
	{
		Dictionary<(string, string), Fingerprint> all = [];
		List<CodeLine> lines = [];
		Dictionary<string, int> leftOut = [];
		int number = 0;
		foreach (string line in text.Split('\n')) {
			number++;
			string[] fields = line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
			if (fields.Length == 0 || fields[0] == "#")
				continue;
			if (fields[0] == "=" && fields.Length is 3 or 4) {
				(lines, leftOut) = ([], []);
				all[(fields[1], fields[2])] = new Fingerprint(fields[1], fields[2], fields.Length == 4, lines, leftOut);
			} else if (fields[0].Length == HashBytes * 2 && fields[0].All(char.IsAsciiHexDigit)) {
				lines.Add(new CodeLine("", HashMark + fields[0], "\0") { Casts = [.. fields.Skip(1).Where(f => f != "-").Select(f => ReadCast(name, number, f))] });
				if (fields[^1] == "-")
					leftOut[fields[0]] = leftOut.GetValueOrDefault(fields[0]) + 1;
			} else {
				throw new DiffException($"{name}:{number}: '{fields[0]}' is no fingerprint, expected {HashBytes * 2} hex digits");
			}
		}
		return all;
	}

	static Cast ReadCast(string name, int number, string field)
	{
		int colon = Math.Max(field.IndexOf(':'), 0), plus = field.IndexOf('+', 0, colon), length = 1;
		return int.TryParse(field.AsSpan(0, plus < 0 ? colon : plus), CultureInfo.InvariantCulture, out int position)
			&& (plus < 0 || int.TryParse(field.AsSpan(plus + 1, colon - plus - 1), CultureInfo.InvariantCulture, out length)) ? new Cast(position, length, field[(colon + 1)..].Replace('~', ' '))
			: throw new DiffException($"{name}:{number}: '{field}' is no cast, expected a position, a colon and a type");
	}

	/// <summary>Writes the fingerprint of a comparison with the kernel's source.</summary>
	public static void Write(TextWriter output, Comparison comparison)
	{
		bool macro = comparison.Kernel!.IsMacro;
		output.Write($"= {comparison.Ported.KernelPath} {comparison.Ported.Id}{(macro ? " macro" : "")}\n");
		foreach (Pair pair in comparison.Pairs) {
			if (pair.Left is not { } line)
				continue;
			output.Write(Hash(line));
			foreach (Cast cast in line.Casts)
				output.Write($" {cast}");
			output.Write(pair.Mark == Mark.Explained ? " -\n" : "\n");
		}
	}
}
