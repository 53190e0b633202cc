// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

enum StatementKind
{
	/// <summary>A declaration, an expression, return, goto, ...: up to its semicolon.</summary>
	Simple,
	/// <summary>if, while, for, switch, or a macro that loops; its tokens are what is in the parentheses.</summary>
	Head,
	/// <summary>else and do.</summary>
	Word,
	Case,
	Label,
	Open,
	Close,
	Directive,
}

/// <summary>A statement or the head of one.</summary>
/// <param name="Name">if, for, the macro's or the label's name, the text of a directive.</param>
readonly record struct Statement(StatementKind Kind, string Name, IReadOnlyList<Token> Tokens, int FirstLine, int LastLine)
{
	/// <summary>It follows an else.</summary>
	public bool AfterElse { get; init; }

	/// <summary>A brace follows.</summary>
	public bool Opens { get; init; }

	/// <summary>A semicolon follows: while (...);</summary>
	public bool IsEmpty { get; init; }

	/// <summary>The rule that made or moved it.</summary>
	public string? Rule { get; init; }

	public int Depth { get; init; }

	public required string Raw { get; init; }
}
