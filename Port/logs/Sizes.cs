// SPDX-License-Identifier: GPL-2.0-only
using System.Globalization;

namespace linux.logs;

/// <summary>Sizes in bytes as people write them: 4096, 0x1000, 64K, 160M, 1G, 2T (K = 1024; KiB and kb are the same).</summary>
public static class Sizes
{
	const string Suffixes = "KMGT";
	const string Expected = "expected bytes or a number with K, M, G or T, such as 160M";

	/// <summary>The bytes that <paramref name="text"/> means, at most 2^63-1.</summary>
	/// <exception cref="LogException">It is no size; the message says what was expected.</exception>
	public static long Parse(string text)
	{
		return TryParse(text, out long size, out string? error) ? size : throw new LogException(error!);
	}

	public static bool TryParse(string? text, out long size, out string? error)
	{
		size = 0;
		ReadOnlySpan<char> rest = text.AsSpan().Trim();
		bool hex = rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
		int shift = 0;

		if (hex) {
			rest = rest[2..];
		} else {
			if (rest.Length > 1 && rest.EndsWith("b", StringComparison.OrdinalIgnoreCase))
				rest = rest.EndsWith("ib", StringComparison.OrdinalIgnoreCase) ? rest[..^2] : rest[..^1];
			int unit = rest.IsEmpty ? -1 : Suffixes.IndexOf(char.ToUpperInvariant(rest[^1]));
			if (unit >= 0) {
				shift = 10 * (unit + 1);
				rest = rest[..^1];
			} else if (rest.Length != text.AsSpan().Trim().Length) {
				rest = default; /* "12B", "12iB": a unit without its letter */
			}
		}

		bool digits = !rest.IsEmpty && !rest.ContainsAnyExcept(hex ? "0123456789abcdefABCDEF" : "0123456789");
		if (!digits) {
			error = $"'{Shorten(text)}' is not a size, {Expected}";
			return false;
		}
		NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
		if (!ulong.TryParse(rest, style, CultureInfo.InvariantCulture, out ulong number) || number > (ulong)long.MaxValue >> shift) {
			error = $"'{Shorten(text)}' is too large, expected at most 2^63-1 bytes";
			return false;
		}
		size = (long)number << shift;
		error = null;
		return true;
	}

	/// <summary>The shortest exact form: 167772160 is 160M, 4097 is 4097.</summary>
	public static string Format(long size)
	{
		int unit = 0;
		while (unit < Suffixes.Length && size != 0 && size % 1024 == 0) {
			size /= 1024;
			unit++;
		}
		string number = size.ToString(CultureInfo.InvariantCulture);
		return unit == 0 ? number : number + Suffixes[unit - 1];
	}

	/// <summary>KiB for tables, with thousands set off: 10485760 is "10,240 KiB"; bytes where they are no whole KiB.</summary>
	public static string FormatKib(long size)
	{
		return size % 1024 == 0
			? (size / 1024).ToString("N0", CultureInfo.InvariantCulture) + " KiB"
			: size.ToString("N0", CultureInfo.InvariantCulture) + " B";
	}

	static string Shorten(string? text) => text is { Length: > 40 } ? text[..40] + "..." : text ?? "";
}
