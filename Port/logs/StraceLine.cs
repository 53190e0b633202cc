// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>The grammar of strace's lines, apart from what the calls mean.</summary>
static class StraceLine
{
	/* more than any pid: a bare number this large is a time (-ttt of some versions, without a fraction) */
	const ulong PidMax = 1 << 22;

	/// <summary>
	/// Cuts off what strace puts before a call: <c>[pid N]</c> or <c>N</c>, a time (-t, -tt, -ttt, -r), an
	/// instruction pointer (-i) or a call number (-n) in brackets. Pid 0: the line names none.
	/// </summary>
	public static ReadOnlySpan<byte> CutPrefix(ReadOnlySpan<byte> line, out int pid)
	{
		pid = 0;
		while (true) {
			line = line.TrimStart(" \t"u8);
			ReadOnlySpan<byte> rest = line;
			if (line.StartsWith("[pid "u8)) {
				int end = line.IndexOf((byte)']');
				if (end < 0)
					return line;
				SetPid(line["[pid ".Length..end].Trim((byte)' '), ref pid);
				rest = line[(end + 1)..];
			} else if (line.StartsWith("["u8) || line.StartsWith("(+"u8)) {
				int end = line.IndexOf(line[0] == '[' ? (byte)']' : (byte)')');
				if (end < 0)
					return line;
				rest = line[(end + 1)..];
			} else if (!line.IsEmpty && LogText.IsDigit(line[0])) {
				ReadOnlySpan<byte> word = LogText.NextToken(ref rest);
				if (rest.IsEmpty)
					return line;
				if (!IsTime(word) && !SetPid(word, ref pid))
					return line;
			} else {
				return line;
			}
			line = rest;
		}
	}

	static bool IsTime(ReadOnlySpan<byte> word)
	{
		if (word.ContainsAnyExcept("0123456789.:"u8))
			return false;
		return word.ContainsAny((byte)'.', (byte)':') || LogText.ParseDecimal(word, out ulong value) == NumberFault.None && value > PidMax;
	}

	/// <summary>A pid, with the command's name after it or without: 123 or 123&lt;qemu&gt;.</summary>
	static bool SetPid(ReadOnlySpan<byte> word, ref int pid)
	{
		int comm = word.IndexOf((byte)'<');
		if (LogText.ParseDecimal(comm < 0 ? word : word[..comm], out ulong value) != NumberFault.None || value > PidMax)
			return false;
		pid = (int)value;
		return true;
	}

	/// <summary>The name before the first parenthesis; empty: no call.</summary>
	public static ReadOnlySpan<byte> CallName(ReadOnlySpan<byte> text)
	{
		int end = 0;
		while (end < text.Length && LogText.IsName(text[end]))
			end++;
		return end > 0 && end < text.Length && text[end] == '(' && !LogText.IsDigit(text[0]) ? text[..end] : default;
	}

	/// <summary>
	/// Splits arguments at their commas, never inside a string, a struct, an array, a comment or a decorated descriptor.
	/// </summary>
	/// <param name="text">What follows the opening parenthesis.</param>
	/// <param name="args">Takes the arguments; what is beyond its length is dropped.</param>
	/// <param name="close">Where the closing parenthesis stands in <paramref name="text"/>.</param>
	/// <returns>How many arguments were taken, or -1: the text ends before its closing parenthesis.</returns>
	public static int Split(ReadOnlySpan<byte> text, Span<Range> args, out int close)
	{
		int depth = 0, count = 0, start = 0;

		for (int i = 0; i < text.Length; i++) {
			switch (text[i]) {
			case (byte)'"':
				i = SkipString(text, i);
				break;
			case (byte)'<':
				i = SkipDecoration(text, i);
				break;
			case (byte)'/' when text[i..].StartsWith("/*"u8):
				int end = text[i..].IndexOf("*/"u8);
				i = end < 0 ? text.Length : i + end + 1;
				break;
			case (byte)'(' or (byte)'{' or (byte)'[':
				depth++;
				break;
			case (byte)')' when depth == 0:
				close = i;
				if (count < args.Length && (count > 0 || !LogText.IsBlank(text[start..i])))
					args[count++] = Trim(text, start, i);
				return count;
			case (byte)')' or (byte)'}' or (byte)']':
				depth--;
				break;
			case (byte)',' when depth == 0:
				if (count < args.Length)
					args[count++] = Trim(text, start, i);
				start = i + 1;
				break;
			}
		}
		close = -1;
		return -1;
	}

	static Range Trim(ReadOnlySpan<byte> text, int start, int end)
	{
		while (start < end && text[start] == ' ')
			start++;
		while (start < end && text[end - 1] == ' ')
			end--;
		return start..end;
	}

	/* at the opening quote; gives the closing one, or the end */
	static int SkipString(ReadOnlySpan<byte> text, int i)
	{
		for (i++; i < text.Length && text[i] != '"'; i++) {
			if (text[i] == '\\')
				i++;
		}
		return i;
	}

	/* a path after a descriptor; strace writes < and > of the path itself in octal, "->" stands in sockets, and -yy nests */
	static int SkipDecoration(ReadOnlySpan<byte> text, int i)
	{
		bool descriptor = i > 0 && (LogText.IsDigit(text[i - 1]) || text[i - 1] == 'D');
		if (!descriptor || i + 1 < text.Length && text[i + 1] == '<')
			return descriptor ? i + 1 : i;

		int close = DecorationEnd(text, i);
		return close < 0 ? i : close;
	}

	/// <summary>Where the decoration that opens at <paramref name="open"/> closes, or -1.</summary>
	public static int DecorationEnd(ReadOnlySpan<byte> text, int open)
	{
		bool path = open + 1 < text.Length && text[open + 1] == '/';
		int depth = 0;

		for (int i = open; i < text.Length; i++) {
			if (text[i] == '<')
				depth++;
			else if (text[i] == '>' && (path || text[i - 1] != '-') && --depth == 0)
				return i;
		}
		return -1;
	}
}
