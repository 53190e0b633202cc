// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.logs;

enum NumberFault
{
	None,
	NotANumber,
	TooLarge,
}

/// <summary>What the parsers share: tokens and numbers of a line of bytes, and how to quote it in an error.</summary>
static class LogText
{
	/// <summary>The next word of <paramref name="rest"/>, split on space and tab; empty at the end.</summary>
	public static ReadOnlySpan<byte> NextToken(ref ReadOnlySpan<byte> rest)
	{
		rest = rest.TrimStart(" \t"u8);
		int end = rest.IndexOfAny((byte)' ', (byte)'\t');
		ReadOnlySpan<byte> token = end < 0 ? rest : rest[..end];
		rest = rest[token.Length..];
		return token;
	}

	/// <summary>strtoul(text, &amp;end, 0) where nothing may be left over: 0x.. is hex, 0.. octal, else decimal. No sign.</summary>
	public static NumberFault ParseNumber(ReadOnlySpan<byte> text, out ulong value)
	{
		ulong radix = 10;

		value = 0;
		if (text.StartsWith("0x"u8) || text.StartsWith("0X"u8)) {
			radix = 16;
			text = text[2..];
		} else if (text.Length > 1 && text[0] == '0') {
			radix = 8;
			text = text[1..];
		}
		if (text.IsEmpty)
			return NumberFault.NotANumber;

		bool large = false;
		foreach (byte c in text) {
			int digit = Digit(c);
			if ((ulong)digit >= radix)
				return NumberFault.NotANumber;
			UInt128 next = (UInt128)value * radix + (ulong)digit;
			large |= next > ulong.MaxValue;
			value = (ulong)next;
		}
		return large ? NumberFault.TooLarge : NumberFault.None;
	}

	/// <summary>Decimal digits only.</summary>
	public static NumberFault ParseDecimal(ReadOnlySpan<byte> text, out ulong value)
	{
		value = 0;
		if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
			return NumberFault.NotANumber;
		text = text.TrimStart((byte)'0');
		if (text.IsEmpty)
			return NumberFault.None;
		return ParseNumber(text, out value);
	}

	public static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

	public static bool IsName(byte c) => IsDigit(c) || c is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_';

	public static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(" \t"u8);

	/// <summary>For error messages: quoted, printable, short.</summary>
	public static string Quote(ReadOnlySpan<byte> text)
	{
		const int Longest = 40;
		bool cut = text.Length > Longest;
		var quoted = new StringBuilder("'");
		foreach (byte c in cut ? text[..Longest] : text)
			quoted.Append(c is >= 0x20 and < 0x7f ? (char)c : '?');
		return quoted.Append(cut ? "...'" : "'").ToString();
	}

	static int Digit(byte c) => c switch {
		>= (byte)'0' and <= (byte)'9' => c - '0',
		>= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
		>= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
		_ => -1,
	};
}
