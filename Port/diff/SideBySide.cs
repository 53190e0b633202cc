// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.diff;

/// <summary>Kernel on the left, port on the right.</summary>
sealed class SideBySide(TextWriter output, int width, bool colours)
{
	const int Tab = 8, Numbers = 5, Least = 30;
	const string Reset = "\e[0m", Changed = "\e[1m";

	readonly int half = Math.Max(Least, ((width - 4) / 2) - Numbers - 1);

	public void Write(Comparison comparison)
	{
		output.WriteLine($"{comparison.Where} {comparison.Ported.Id}  |  Port/{comparison.Ported.Function.Source.Path}");
		switch (comparison.Fate) {
		case Fate.Gone:
			output.WriteLine("  the tree no longer has it");
			break;
		case Fate.Own:
			output.WriteLine("  the port's own: the kernel has none in this file");
			break;
		case Fate.Moved:
			output.WriteLine($"  moved there from {comparison.Ported.KernelPath}");
			break;
		}
		foreach (Row row in Row.Of(comparison))
			Write(row);
		output.WriteLine();
	}

	void Write(Row row)
	{
		string left = Expand(row.Left), right = Expand(row.Right);
		if (!colours) {
			output.WriteLine($"{Number(row.LeftNumber)} {Fit(left)} {row.Sign} {Number(row.RightNumber)} {right}{Note(row)}".TrimEnd());
			return;
		}
		(List<Span> a, List<Span> b) = row.Mark == Mark.Equal ? ([new Span(left, false)], [new Span(right, false)]) : Highlight.Of(left, right);
		string colour = Colour(row.Mark);
		output.WriteLine($"{Number(row.LeftNumber)} {Coloured(a, half, colour)} {colour}{row.Sign}{Reset} {Number(row.RightNumber)} {Coloured(b, half, colour)}\e[2m{Note(row)}{Reset}");
	}

	static string Colour(Mark mark) => mark switch {
		Mark.Equal => "",
		Mark.Rule => "\e[36m",
		Mark.Explained => "\e[33m",
		Mark.Since => "\e[35m",
		_ => "\e[31m",
	};

	static string Note(Row row) => row.Rules.Count > 0 ? $"  [{string.Join(' ', row.Rules)}]" : "";

	static string Number(int number) => number > 0 ? $"{number,Numbers}" : new string(' ', Numbers);

	string Fit(string text) => text.Length > half ? text[..(half - 1)] + '>' : text.PadRight(half);

	static string Coloured(List<Span> spans, int room, string colour)
	{
		var text = new StringBuilder();
		foreach (Span span in spans) {
			string part = span.Text.Length > room ? span.Text[..room] : span.Text;
			text.Append(span.Differs ? $"{colour}{Changed}{part}{Reset}" : part);
			room -= part.Length;
		}
		return text.Append(' ', room).ToString();
	}

	static string Expand(string line)
	{
		var text = new StringBuilder();
		foreach (char c in line) {
			if (c == '\t')
				text.Append(' ', Tab - (text.Length % Tab));
			else
				text.Append(char.IsControl(c) ? '?' : c);
		}
		return text.ToString();
	}
}
