// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.logs;

/// <summary>
/// Bad input. The message is one line that says where, what is wrong and what was expected:
/// <c>FILE:LINE: ...</c>, or <c>FILE: ...</c> where no line is at fault.
/// </summary>
public sealed class LogException : Exception
{
	public LogException(string message, Exception? cause = null) : base(OneLine(message), cause)
	{
	}

	public LogException(string file, int line, string message) : this($"{file}:{line}: {message}")
	{
	}

	/// <summary>File names and quoted input may hold anything: nothing in them may break the line or reach the terminal raw.</summary>
	static string OneLine(string text)
	{
		if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
			return text;

		var line = new StringBuilder(text.Length);
		foreach (char c in text)
			line.Append(char.IsControl(c) ? '?' : c);
		return line.ToString();
	}
}
