// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Splits a body into statements. Takes any tokens: what is cut off in the middle ends there.</summary>
sealed class StatementReader(IReadOnlyList<Token> tokens, IReadOnlyList<Directive> directives)
{
	readonly List<Statement> statements = [];
	int at;
	int nextDirective;
	int braces;
	int heads;

	public static List<Statement> Read(IReadOnlyList<Token> tokens, IReadOnlyList<Directive> directives)
	{
		var reader = new StatementReader(tokens, directives);
		while (reader.at < tokens.Count)
			reader.Next();
		reader.DirectivesBefore(int.MaxValue);
		return reader.statements;
	}

	bool Looks(string text, int ahead = 0) => at + ahead < tokens.Count && tokens[at + ahead].Is(text);

	bool IsKeyword(string text, int ahead = 0) => Looks(text, ahead) && tokens[at + ahead].Raw == text;

	void DirectivesBefore(int line)
	{
		for (; nextDirective < directives.Count && directives[nextDirective].Line < line; nextDirective++) {
			Directive directive = directives[nextDirective];
			statements.Add(new Statement(StatementKind.Directive, directive.Text, [], directive.Line, directive.LastLine) { Raw = directive.Text });
		}
	}

	void Next()
	{
		DirectivesBefore(tokens[at].Line);
		int start = at;
		if (Looks("{")) {
			at++;
			Add(StatementKind.Open, "{", [], start);
			braces++;
		} else if (Looks("}")) {
			at++;
			braces = Math.Max(0, braces - 1);
			heads = 0;
			Add(StatementKind.Close, "}", [], start);
		} else if (IsKeyword("else")) {
			at++;
			if (IsKeyword("if"))
				Head(start, afterElse: true);
			else
				Word("else", start);
		} else if (IsKeyword("do")) {
			at++;
			Word("do", start);
		} else if ((IsKeyword("if") || IsKeyword("while") || IsKeyword("for") || IsKeyword("switch")) && Looks("(", 1)) {
			Head(start, afterElse: false);
		} else if (IsKeyword("case")) {
			Until(":");
			Add(StatementKind.Case, "case", Slice(start + 1, at - 1), start);
		} else if (IsKeyword("default") && Looks(":", 1)) {
			at += 2;
			Add(StatementKind.Case, "default", [], start);
		} else if (tokens[at].Kind == TokenKind.Word && Looks(":", 1) && !Looks(":", 2)) {
			at += 2;
			Add(StatementKind.Label, tokens[start].Text, [], start);
		} else if (tokens[at].Kind == TokenKind.Word && Looks("(", 1) && LoopMacro(start)) {
		} else {
			Until(";");
			int end = at > start && tokens[at - 1].Is(";") ? at - 1 : at;
			Add(StatementKind.Simple, "", Slice(start, end), start);
			heads = 0;
		}
	}

	/* name(...) { or name(...) statement: no call, but a macro that loops */
	bool LoopMacro(int start)
	{
		at++;
		Parenthesis();
		if (at >= tokens.Count || tokens[at - 1].Text != ")" || !(Looks("{") || (tokens[at].Kind == TokenKind.Word && tokens[at].Line > tokens[at - 1].Line && tokens[start].Text.Contains("for_each")))) {
			at = start;
			return false;
		}
		Finish(tokens[start].Text, Slice(start, at), start, afterElse: false);
		return true;
	}

	void Head(int start, bool afterElse)
	{
		string name = tokens[at++].Text;
		int open = at;
		Parenthesis();
		int close = tokens[at - 1].Is(")") ? at - 1 : at;
		Finish(name, Slice(Math.Min(open + 1, close), close), start, afterElse);
	}

	void Finish(string name, IReadOnlyList<Token> inner, int start, bool afterElse)
	{
		bool opens = Looks("{"), empty = name == "while" && Looks(";");
		if (opens || empty)
			at++;
		Add(StatementKind.Head, name, inner, start, afterElse, opens, empty);
		if (opens)
			braces++;
		heads = opens || empty ? 0 : heads + 1;
	}

	void Word(string name, int start)
	{
		bool opens = Looks("{");
		if (opens)
			at++;
		Add(StatementKind.Word, name, [], start, opens: opens);
		if (opens)
			braces++;
		heads = opens ? 0 : heads + 1;
	}

	/* to the matching parenthesis, or the end */
	void Parenthesis()
	{
		int depth = 0;
		for (; at < tokens.Count; at++) {
			if (Looks("("))
				depth++;
			else if (Looks(")") && --depth == 0) {
				at++;
				return;
			}
		}
	}

	void Until(string end)
	{
		int depth = 0;
		for (; at < tokens.Count; at++) {
			if (depth == 0 && Looks(end)) {
				at++;
				return;
			}
			if (Looks("(") || Looks("[") || Looks("{"))
				depth++;
			else if (Looks(")") || Looks("]") || Looks("}"))
				depth--;
			if (depth < 0)
				break;
		}
		/* never stands still */
		if (at < tokens.Count && depth < 0 && !Looks("}"))
			at++;
	}

	List<Token> Slice(int from, int to)
	{
		List<Token> slice = [];
		for (int i = from; i < to; i++)
			slice.Add(tokens[i]);
		return slice;
	}

	void Add(StatementKind kind, string name, IReadOnlyList<Token> inner, int start, bool afterElse = false, bool opens = false, bool empty = false)
	{
		int last = Math.Max(start, at - 1);
		var raw = new List<string>();
		for (int i = start; i <= last; i++)
			raw.Add(tokens[i].Raw);
		statements.Add(new Statement(kind, name, inner, tokens[start].Line, tokens[last].Line) {
			AfterElse = afterElse,
			Opens = opens,
			IsEmpty = empty,
			Depth = braces + heads,
			Raw = string.Join(' ', raw),
		});
	}
}
