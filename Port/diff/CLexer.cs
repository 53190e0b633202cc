// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.diff;

/// <summary>Splits C into tokens and preprocessor lines. Takes any text: what is no C becomes tokens of one character.</summary>
ref struct CLexer
{
	static readonly string[] Operators = [
		"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
		"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##",
	];

	readonly string text;
	readonly List<Token> tokens = [];
	readonly List<Directive> directives = [];
	int at;
	int line;
	bool lineIsEmpty = true;

	CLexer(string text, int line)
	{
		this.text = text;
		this.line = line;
	}

	/// <param name="text">C text.</param>
	/// <param name="line">The number of its first line.</param>
	public static (List<Token> Tokens, List<Directive> Directives) Read(string text, int line = 1)
	{
		var lexer = new CLexer(text, line);
		while (lexer.Next()) {
		}
		return (lexer.tokens, lexer.directives);
	}

	readonly char Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : '\0';

	bool Next()
	{
		if (at >= text.Length)
			return false;
		char c = text[at];
		if (c == '\n') {
			NewLine();
			lineIsEmpty = true;
		} else if (char.IsWhiteSpace(c) || (c == '\\' && Peek(1) is '\n' or '\r')) {
			at++;
		} else if (c == '/' && Peek(1) == '*') {
			Comment();
		} else if (c == '/' && Peek(1) == '/') {
			at = EndOfLine(at);
		} else if (c == '#' && lineIsEmpty) {
			Preprocessor();
		} else {
			lineIsEmpty = false;
			Significant(c);
		}
		return true;
	}

	void NewLine()
	{
		at++;
		line++;
	}

	readonly int EndOfLine(int from)
	{
		int end = text.IndexOf('\n', from);
		return end < 0 ? text.Length : end;
	}

	void Comment()
	{
		int end = text.IndexOf("*/", Math.Min(at + 2, text.Length), StringComparison.Ordinal);
		end = end < 0 ? text.Length : end + 2;
		for (; at < end; at++)
			line += text[at] == '\n' ? 1 : 0;
	}

	/* comments are taken out, continuations are joined by a new line: a macro's body keeps its lines */
	void Preprocessor()
	{
		var directive = new StringBuilder();
		int first = line;
		while (at < text.Length && text[at] != '\n') {
			if (text[at] == '/' && Peek(1) == '*') {
				Comment();
				directive.Append(' ');
			} else if (text[at] == '/' && Peek(1) == '/') {
				at = EndOfLine(at);
			} else if (text[at] == '\\' && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n'))) {
				at += Peek(1) == '\r' ? 2 : 1;
				NewLine();
				directive.Append('\n');
			} else {
				directive.Append(text[at++]);
			}
		}
		directives.Add(new Directive(directive.ToString().TrimEnd(), first, line));
	}

	void Significant(char c)
	{
		if (char.IsLetter(c) || c is '_' or '$')
			Take(TokenKind.Word, EndOf(at, static c => char.IsLetterOrDigit(c) || c is '_' or '$'));
		else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
			Take(TokenKind.Number, EndOf(at, static c => char.IsLetterOrDigit(c) || c is '_' or '.'));
		else if (c is '"' or '\'')
			Take(TokenKind.Literal, EndOfLiteral(c));
		else
			Take(TokenKind.Operator, at + Operator());
	}

	readonly int EndOf(int from, Func<char, bool> belongs)
	{
		while (from < text.Length && belongs(text[from]))
			from++;
		return from;
	}

	readonly int EndOfLiteral(char quote)
	{
		int end = at + 1;
		while (end < text.Length && text[end] != quote && text[end] != '\n')
			end += text[end] == '\\' ? 2 : 1;
		return Math.Min(end + 1, text.Length);
	}

	readonly int Operator()
	{
		foreach (string op in Operators) {
			if (string.CompareOrdinal(text, at, op, 0, op.Length) == 0)
				return op.Length;
		}
		return 1;
	}

	void Take(TokenKind kind, int end)
	{
		string token = text[at..end];
		tokens.Add(new Token(kind, token, token, line));
		line += token.AsSpan().Count('\n');
		at = end;
	}
}
