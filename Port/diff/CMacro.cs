// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A #define.</summary>
/// <param name="Parameters">Null where it has no parentheses.</param>
sealed record CMacro(string Name, IReadOnlyList<string>? Parameters, List<Token> Body, Directive Directive)
{
	const int MostNested = 8, MostTokens = 10000;

	public static CMacro? Parse(Directive directive)
	{
		string text = directive.Text.TrimStart('#', ' ', '\t');
		if (!text.StartsWith("define", StringComparison.Ordinal) || text.Length < 8 || !char.IsWhiteSpace(text[6]))
			return null;
		(List<Token> tokens, _) = CLexer.Read(text[6..], directive.Line);
		if (tokens.Count == 0 || tokens[0].Kind != TokenKind.Word)
			return null;
		string name = tokens[0].Text;
		int open = text.IndexOf(name, 6, StringComparison.Ordinal) + name.Length;
		if (open >= text.Length || text[open] != '(')
			return new CMacro(name, null, tokens[1..], directive);
		int close = tokens.FindIndex(t => t.Is(")"));
		if (close < 0)
			return null;
		return new CMacro(name, [.. tokens[2..close].Where(t => !t.Is(",")).Select(t => t.Text)], tokens[(close + 1)..], directive);
	}

	/// <summary>The macro as a function whose parameters have no types.</summary>
	public FunctionText AsFunction(SourceText source)
	{
		List<Token> header = [new(TokenKind.Word, Name, Name, Directive.Line)];
		foreach (string parameter in Parameters ?? [])
			header.Add(new Token(TokenKind.Word, parameter, parameter, Directive.Line));
		(IReadOnlyList<Token> body, bool expression) = Unwrapped();
		bool value = Body.Count > 1 && Body[0].Is("(") && Body[1].Is("{");
		return new FunctionText(Name, source, Language.C, header, body) { IsMacro = true, IsExpression = expression, IsValue = value };
	}

	/* do { ... } while (0) and ({ ... }) are statements */
	(IReadOnlyList<Token> Body, bool IsExpression) Unwrapped()
	{
		int n = Body.Count;
		if (n >= 7 && Body[0].Is("do") && Body[1].Is("{") && Body[n - 1].Is(")") && Body[n - 4].Is("while"))
			return (Body[2..(n - 5)], false);
		if (n >= 4 && Body[0].Is("(") && Body[1].Is("{") && Body[n - 2].Is("}") && Body[n - 1].Is(")"))
			return (Body[2..(n - 2)], false);
		return (Body, true);
	}

	/// <summary>It holds a function's body, or a macro that does.</summary>
	public bool MakesFunctions(Dictionary<string, CMacro> macros, int nested = 0) => Parameters != null && nested < MostNested
		&& (Body.Exists(t => t.Is("{")) && Body.Exists(t => t.Is("static"))
			|| (Body.Count > 0 && macros.TryGetValue(Body[0].Text, out CMacro? first) && !ReferenceEquals(first, this) && first.MakesFunctions(macros, nested + 1)));

	/// <summary>Expands its use at a token, and the uses in what comes of it.</summary>
	public List<Token> Expand(List<Token> tokens, int at, Dictionary<string, CMacro> macros, int nested = 0)
	{
		List<List<Token>> arguments = Arguments(tokens, at + 1);
		int line = tokens[at].Line;
		List<Token> result = [];
		for (int i = 0; i < Body.Count; i++) {
			bool pasted = i > 0 && Body[i - 1].Is("##");
			if (Body[i].Is("##"))
				continue;
			int parameter = Index(Body[i]);
			List<Token> what = parameter >= 0 && parameter < arguments.Count ? arguments[parameter] : [Body[i]];
			foreach (Token token in what) {
				if (pasted && result.Count > 0) {
					string text = result[^1].Text + token.Text;
					result[^1] = new Token(TokenKind.Word, text, text, line);
					pasted = false;
				} else {
					result.Add(token with { Line = line });
				}
			}
		}
		return nested < MostNested ? ExpandAll(result, macros, nested) : result;
	}

	List<Token> ExpandAll(List<Token> tokens, Dictionary<string, CMacro> macros, int nested)
	{
		List<Token> result = [];
		for (int i = 0; i < tokens.Count && result.Count < MostTokens; i++) {
			if (tokens[i].Kind == TokenKind.Word && i + 1 < tokens.Count && tokens[i + 1].Is("(") && tokens[i].Text != Name
			    && macros.TryGetValue(tokens[i].Text, out CMacro? macro) && macro.MakesFunctions(macros)) {
				result.AddRange(macro.Expand(tokens, i, macros, nested + 1));
				i = End(tokens, i + 1);
			} else {
				result.Add(tokens[i]);
			}
		}
		return result;
	}

	int Index(Token token)
	{
		if (token.Kind != TokenKind.Word)
			return -1;
		for (int i = 0; i < Parameters!.Count; i++) {
			if (Parameters[i] == token.Text)
				return i;
		}
		return -1;
	}

	static int End(List<Token> tokens, int open)
	{
		int depth = 0;
		for (int i = open; i < tokens.Count; i++) {
			depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
			if (depth == 0)
				return i;
		}
		return tokens.Count - 1;
	}

	static List<List<Token>> Arguments(List<Token> tokens, int open)
	{
		List<List<Token>> arguments = [[]];
		int depth = 0, end = End(tokens, open);
		for (int i = open; i < end; i++) {
			depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
			if (i == open)
				continue;
			if (depth == 1 && tokens[i].Is(","))
				arguments.Add([]);
			else
				arguments[^1].Add(tokens[i]);
		}
		return arguments;
	}
}
