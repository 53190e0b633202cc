// SPDX-License-Identifier: GPL-2.0-only
using System.Buffers;

namespace linux.logs;

/* numbers, flags, descriptors and paths among a call's arguments */
sealed partial class Strace
{
	static readonly (string Name, int Value)[] ModeFlags = [
		("FALLOC_FL_KEEP_SIZE", FallocateMode.KeepSize),
		("FALLOC_FL_PUNCH_HOLE", FallocateMode.PunchHole),
		("FALLOC_FL_NO_HIDE_STALE", 0x04),
		("FALLOC_FL_COLLAPSE_RANGE", FallocateMode.CollapseRange),
		("FALLOC_FL_ZERO_RANGE", FallocateMode.ZeroRange),
		("FALLOC_FL_INSERT_RANGE", FallocateMode.InsertRange),
		("FALLOC_FL_UNSHARE_RANGE", FallocateMode.UnshareRange),
		("FALLOC_FL_SPLIT_HPAGE", FallocateMode.SplitHugePage),
	];

	/// <summary>Flags as names, numbers or both, joined by bars; what strace says about a number in a comment is left out.</summary>
	int Mode(ReadOnlySpan<byte> text)
	{
		int mode = 0;
		ReadOnlySpan<byte> rest = WithoutComment(text);

		for (bool more = true; more;) {
			int bar = rest.IndexOf((byte)'|');
			ReadOnlySpan<byte> flag = bar < 0 ? rest : rest[..bar];
			more = bar >= 0;
			rest = more ? rest[(bar + 1)..] : default;
			mode |= ModeFlag(flag, text);
		}
		return mode;
	}

	int ModeFlag(ReadOnlySpan<byte> flag, ReadOnlySpan<byte> whole)
	{
		foreach ((string name, int value) in ModeFlags) {
			if (System.Text.Ascii.Equals(flag, name))
				return value;
		}
		if (LogText.ParseNumber(flag, out ulong number) == NumberFault.None && number <= int.MaxValue)
			return (int)number;
		throw Error($"fallocate has mode {LogText.Quote(whole)}, expected FALLOC_FL_ names or a number");
	}

	static ReadOnlySpan<byte> WithoutComment(ReadOnlySpan<byte> text)
	{
		int comment = text.IndexOf("/*"u8);
		return comment < 0 ? text : text[..comment].TrimEnd((byte)' ');
	}

	/// <summary>Is the argument this name, or this number where strace was told to print numbers?</summary>
	static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, ulong value)
	{
		ReadOnlySpan<byte> word = WithoutComment(text);
		return !name.IsEmpty && word.SequenceEqual(name) || LogText.ParseNumber(word, out ulong number) == NumberFault.None && number == value;
	}

	/// <summary>Is the flag among them, by name or, in a bare number, by its bit?</summary>
	static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, ulong bit)
	{
		return text.IndexOf(name) >= 0 || LogText.ParseNumber(WithoutComment(text), out ulong number) == NumberFault.None && (number & bit) != 0;
	}

	/// <summary>A number of at most 2^63-1; a negative one succeeds in no call that is asked for one.</summary>
	long Number(in Call c, int i, string what)
	{
		ReadOnlySpan<byte> word = WithoutComment(c[i]);
		return LogText.ParseNumber(word, out ulong value) switch {
			NumberFault.None when value <= long.MaxValue => (long)value,
			NumberFault.NotANumber => throw Error($"the {what} {LogText.Quote(word)} is not a number, expected {c.Known.Signature}"),
			_ => throw Error($"the {what} {LogText.Quote(word)} is out of range, expected at most 2^63-1 in {c.Known.Signature}"),
		};
	}

	ulong Address(in Call c)
	{
		if (LogText.ParseNumber(c[0], out ulong address) != NumberFault.None)
			throw Error($"{LogText.Quote(c[0])} is not an address, expected {c.Known.Signature}");
		return address;
	}

	/// <summary>The whole pages that an address and a length span.</summary>
	(ulong Start, ulong End) Span(in Call c, ulong address, long length)
	{
		ulong start = address & ~PageMask;
		if (address > long.MaxValue || (ulong)length > (ulong)long.MaxValue - PageMask)
			throw Error($"address 0x{address:x} + length {length} is out of range, expected {c.Known.Signature}");
		return (start, (address + (ulong)length + PageMask) & ~PageMask);
	}

	long FdNumber(in Call c, int i)
	{
		int end = c[i].IndexOfAny(" <"u8);
		ReadOnlySpan<byte> word = end < 0 ? c[i] : c[i][..end];
		if (LogText.ParseNumber(word, out ulong fd) != NumberFault.None || fd > uint.MaxValue)
			throw Error($"{LogText.Quote(word)} is not a file descriptor, expected {c.Known.Signature}");
		return (long)fd;
	}

	/// <summary>The open file that an argument names; null: it is a socket, a pipe or the like.</summary>
	OpenFile? FileOf(in Call c, int i)
	{
		long number = FdNumber(c, i);
		if (number > int.MaxValue)
			return null;

		int fd = (int)number;
		string? path = Decoration(c[i]);
		c.Process.Files.TryGetValue(fd, out OpenFile? file);
		if (path == null) {
			if (c[i].Contains((byte)'<'))
				return null;
			path = file?.Path ?? $"fd {fd}";
		}
		/* the decoration knows better than what was followed: the log may have gaps */
		if (file == null || file.Path != path)
			c.Process.Files[fd] = file = new OpenFile(path);
		seen.Add(path);
		return file;
	}

	/// <summary>The descriptor that a call returned.</summary>
	int Descriptor(in Call c)
	{
		return c.Value <= int.MaxValue ? (int)c.Value : throw Error($"{c.Name} returned {c.Value}, expected a file descriptor");
	}

	/// <summary>The path of a descriptor decorated by -y; null: no decoration or no path.</summary>
	string? Decoration(ReadOnlySpan<byte> text)
	{
		int open = text.IndexOf((byte)'<');
		if (open < 1 || !LogText.IsDigit(text[open - 1]))
			return null; /* " <0.000012>" after a result is the time taken */
		int close = StraceLine.DecorationEnd(text, open);
		if (close < 0 || close <= open + 1 || text[open + 1] != '/')
			return null;

		ReadOnlySpan<byte> path = text[(open + 1)..close];
		int device = path.IndexOf((byte)'<'); /* -yy: </dev/null<char 1:3>> */
		if (device >= 0)
			path = path[..device];
		if (path.EndsWith(" (deleted)"u8))
			path = path[..^" (deleted)".Length];
		return Unescape(path);
	}

	/// <summary>A quoted path; one that strace cut short stays cut.</summary>
	string PathOf(in Call c, int i)
	{
		ReadOnlySpan<byte> text = c[i];
		if (text is not [(byte)'"', ..])
			throw Error($"{LogText.Quote(text)} is not a quoted string, expected {c.Known.Signature}");
		int end = text.LastIndexOf((byte)'"');
		return Unescape(end == 0 ? text[1..] : text[1..end]);
	}

	string Unescape(ReadOnlySpan<byte> text)
	{
		if (!text.Contains((byte)'\\'))
			return names.Get(text);

		var bytes = new ArrayBufferWriter<byte>(text.Length);
		for (int i = 0; i < text.Length; i++) {
			byte value = text[i];
			if (value == '\\' && i + 1 < text.Length) {
				value = text[++i];
				if (value is >= (byte)'0' and <= (byte)'7') {
					int octal = 0, digits = 0;
					while (digits < 3 && i + digits < text.Length && text[i + digits] is >= (byte)'0' and <= (byte)'7')
						octal = octal * 8 + text[i + digits++] - '0';
					i += digits - 1;
					value = (byte)octal;
				} else {
					value = value switch { (byte)'n' => 10, (byte)'t' => 9, (byte)'r' => 13, (byte)'v' => 11, (byte)'f' => 12, _ => value };
				}
			}
			bytes.Write([value]);
		}
		return names.Get(bytes.WrittenSpan);
	}
}
