// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

enum TokenKind
{
	Word,
	Number,
	Literal,
	Operator,
}

/// <summary>A token of C or of C#.</summary>
/// <param name="Text">What it means: without the @ of an escaped name.</param>
/// <param name="Raw">How it is written.</param>
/// <param name="Line">The line it starts on, from 1.</param>
readonly record struct Token(TokenKind Kind, string Text, string Raw, int Line)
{
	public bool Is(string text) => Kind is TokenKind.Operator or TokenKind.Word && Text == text;
}

/// <summary>A preprocessor line with its continuations.</summary>
readonly record struct Directive(string Text, int Line, int LastLine);

/// <summary>Input that cannot be compared, in one line that says what and where.</summary>
public sealed class DiffException(string message) : Exception(message);
