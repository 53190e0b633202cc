// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A file's text, by lines.</summary>
sealed class SourceText(string path, string text)
{
	public string Path => path;
	public string[] Lines { get; } = text.Replace("\r\n", "\n").Split('\n');

	/// <param name="number">From 1.</param>
	public string Line(int number) => number >= 1 && number <= Lines.Length ? Lines[number - 1] : "";
}

/// <summary>Why the port differs where it does: a `// PORT: why` line. It is for the statement on the next line; with `(3 lines)` at its end, for those on the next three.</summary>
readonly record struct Reason(int Line, string Text);

enum Language
{
	C,
	CSharp,
}

/// <summary>What both sides of a comparison are taken for.</summary>
/// <param name="IsMacro">The kernel has a macro: parameters have no types, and one statement is an expression.</param>
/// <param name="IsTruth">The port returns bool: of what is returned only matters whether it is zero.</param>
readonly record struct Form(bool IsMacro, bool IsTruth);

/// <summary>A function, or a macro that is one, as it stands in a file.</summary>
/// <param name="Header">Its declaration, up to the body.</param>
/// <param name="Body">What is between the braces; the expression of a macro or of =&gt;.</param>
sealed record FunctionText(string Name, SourceText Source, Language Language, IReadOnlyList<Token> Header, IReadOnlyList<Token> Body)
{
	public IReadOnlyList<Directive> Directives { get; init; } = [];
	public IReadOnlyList<Reason> Reasons { get; init; } = [];

	/// <summary>The body is one expression: a macro, or a method with =&gt;.</summary>
	public bool IsExpression { get; init; }

	/// <summary>A macro: parameters without types.</summary>
	public bool IsMacro { get; init; }

	/// <summary>A macro made it.</summary>
	public bool IsExpanded { get; init; }

	/// <summary>A macro ({ ... }), whose last statement is its value.</summary>
	public bool IsValue { get; init; }

	/// <summary>The line of the closing brace, 0 where there is none.</summary>
	public int EndLine { get; init; }

	public int FirstLine => Header.Count > 0 ? Header[0].Line : 0;

	/// <summary>Of the port: the kernel whose text it is, such as dickins.</summary>
	public string Version { get; init; } = "";
}
