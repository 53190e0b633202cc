// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>
/// The lines of a stream as bytes, without copying each: a line lives until the next <see cref="Read"/>.
/// Only LF ends a line; a CR before it is dropped, so logs that went through Windows read the same.
/// </summary>
sealed class LineReader(Stream stream, string file)
{
	const int MaxLine = 1 << 20;

	byte[] buffer = new byte[1 << 16];
	int start, end;
	bool ended;

	/// <summary>The line that Read left in Line, from 1.</summary>
	public int Number { get; private set; }

	/// <summary>Advances to the next line; false at the end.</summary>
	public bool Read(out ReadOnlySpan<byte> line)
	{
		int scanned = 0;

		line = default;
		while (true) {
			int newline = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
			if (newline >= 0) {
				newline += scanned;
				line = Chomp(buffer.AsSpan(start, newline));
				start += newline + 1;
				Number++;
				return true;
			}
			scanned = end - start;
			if (ended) {
				if (scanned == 0)
					return false;
				line = Chomp(buffer.AsSpan(start, scanned));
				start = end;
				Number++;
				return true;
			}
			if (scanned > MaxLine)
				throw new LogException(file, Number + 1, $"the line is longer than {MaxLine} bytes, expected a text log");
			Fill();
		}
	}

	void Fill()
	{
		if (start > 0) {
			buffer.AsSpan(start, end - start).CopyTo(buffer);
			end -= start;
			start = 0;
		}
		if (end == buffer.Length)
			Array.Resize(ref buffer, buffer.Length * 2);
		int got = stream.Read(buffer, end, buffer.Length - end);
		if (got == 0)
			ended = true;
		end += got;
	}

	static ReadOnlySpan<byte> Chomp(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;
}
