// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>The functions and macros of a file of C.</summary>
sealed class CFile
{
	static readonly HashSet<string> s_annotations = [
		"__acquires", "__releases", "__must_hold", "__cond_acquires", "__attribute__", "__printf", "__section", "__aligned", "__alloc_size", "__malloc",
	];
	static readonly HashSet<string> s_no_functions = ["if", "while", "for", "switch", "return", "sizeof", "defined", "else", "do"];

	readonly SourceText source;
	readonly Dictionary<string, List<FunctionText>> functions = [];
	readonly Dictionary<string, CMacro> macros = [];
	readonly Dictionary<string, List<FunctionText>> defined = [];

	CFile(SourceText source) => this.source = source;

	public string Path => source.Path;
	public IEnumerable<string> Names => functions.Keys;

	/// <summary>Every definition of a function: under #ifdef there may be several. Where there is none, the macro of that name.</summary>
	public IReadOnlyList<FunctionText> Find(string name)
	{
		if (functions.TryGetValue(name, out List<FunctionText>? found))
			return found;
		return defined.TryGetValue(name, out found) ? found : [];
	}

	/// <exception cref="DiffException">It is no C, or its braces do not match.</exception>
	public static CFile Read(string path, string text)
	{
		if (text.Contains('\0'))
			throw new DiffException($"{path}: a binary file, expected C");
		var file = new CFile(new SourceText(path, text));
		(List<Token> tokens, List<Directive> directives) = CLexer.Read(text);
		if (tokens.Count > 0 && directives.Count == 0 && !tokens.Exists(t => t.Is(";") || t.Is("}") || t.Is("{")))
			throw new DiffException($"{path}: not one declaration in it, expected C");
		foreach (Directive directive in directives) {
			if (CMacro.Parse(directive) is { } macro)
				file.Define(macro);
		}
		file.FindFunctions(tokens, directives);
		file.ExpandMacros(tokens);
		return file;
	}

	void Define(CMacro macro)
	{
		/* the first that makes functions: what stands in for it elsewhere makes none */
		if (!macros.TryGetValue(macro.Name, out CMacro? known) || known.Body.Count == 0)
			macros[macro.Name] = macro;
		if (!defined.TryGetValue(macro.Name, out List<FunctionText>? list))
			defined[macro.Name] = list = [];
		list.Add(macro.AsFunction(source));
	}

	void Add(FunctionText function)
	{
		if (!functions.TryGetValue(function.Name, out List<FunctionText>? list))
			functions[function.Name] = list = [];
		list.Add(function);
	}

	/* both branches of an #if may open the brace that is closed once */
	void FindFunctions(List<Token> tokens, List<Directive> directives)
	{
		var branches = new Stack<int>();
		int depth = 0, open = -1, next = 0;
		for (int i = 0; i < tokens.Count; i++) {
			for (; next < directives.Count && directives[next].Line < tokens[i].Line; next++)
				Branch(directives[next].Text, branches, ref depth);
			if (tokens[i].Is("{") && depth++ == 0)
				open = i;
			if (!tokens[i].Is("}"))
				continue;
			if (--depth < 0)
				throw new DiffException($"{Path}:{tokens[i].Line}: a closing brace too many, expected C");
			if (depth == 0 && open >= 0 && Header(tokens, open) is { } header) {
				Define(tokens, directives, header.Name, header.Start, open, i);
				open = -1;
			}
		}
		if (depth > 0)
			throw new DiffException($"{Path}:{tokens[Math.Max(open, 0)].Line}: this brace is not closed, expected C");
	}

	static void Branch(string directive, Stack<int> branches, ref int depth)
	{
		string word = directive.TrimStart('#', ' ', '\t');
		if (word.StartsWith("if", StringComparison.Ordinal))
			branches.Push(depth);
		else if (word.StartsWith("el", StringComparison.Ordinal) && branches.Count > 0)
			depth = branches.Peek();
		else if (word.StartsWith("endif", StringComparison.Ordinal) && branches.Count > 0)
			branches.Pop();
	}

	void Define(List<Token> tokens, List<Directive> directives, string name, int start, int open, int close)
	{
		int first = tokens[open].Line, last = tokens[close].Line;
		Add(new FunctionText(name, source, Language.C, tokens[start..open], tokens[(open + 1)..close]) {
			Directives = [.. directives.Where(d => d.Line > first && d.Line < last)],
			EndLine = last,
		});
	}

	/* name(...) annotations {, and the words before it */
	static (string Name, int Start)? Header(List<Token> tokens, int open)
	{
		int at = open - 1;
		while (at >= 0) {
			if (tokens[at].Kind == TokenKind.Word && (tokens[at].Text.StartsWith("__", StringComparison.Ordinal) || tokens[at].Is("notrace"))) {
				at--;
				continue;
			}
			if (!tokens[at].Is(")"))
				return null;
			int left = Matching(tokens, at);
			if (left < 1 || tokens[left - 1].Kind != TokenKind.Word)
				return null;
			at = left - 1;
			if (s_annotations.Contains(tokens[at].Text)) {
				at--;
				continue;
			}
			if (s_no_functions.Contains(tokens[at].Text))
				return null;
			int start = at;
			while (start > 0 && (tokens[start - 1].Kind == TokenKind.Word || tokens[start - 1].Is("*")))
				start--;
			return (tokens[at].Text, start);
		}
		return null;
	}

	static int Matching(List<Token> tokens, int close)
	{
		int depth = 0;
		for (int i = close; i >= 0; i--) {
			if (tokens[i].Is(")"))
				depth++;
			else if (tokens[i].Is("(") && --depth == 0)
				return i;
		}
		return -1;
	}

	/* PAGEFLAG(Error, error, PF_NO_COMPOUND): what makes functions is expanded */
	void ExpandMacros(List<Token> tokens)
	{
		int depth = 0;
		for (int i = 0; i < tokens.Count; i++) {
			depth += tokens[i].Is("{") ? 1 : tokens[i].Is("}") ? -1 : 0;
			if (depth != 0 || tokens[i].Kind != TokenKind.Word || i + 1 >= tokens.Count || !tokens[i + 1].Is("("))
				continue;
			if (!macros.TryGetValue(tokens[i].Text, out CMacro? macro) || !macro.MakesFunctions(macros))
				continue;
			var expanded = macro.Expand(tokens, i, macros);
			var made = new CFile(source);
			try {
				made.FindFunctions(expanded, []);
			} catch (DiffException) {
				continue;
			}
			foreach (FunctionText function in made.functions.Values.SelectMany(list => list))
				Add(function with { EndLine = 0, IsExpanded = true });
		}
	}
}
