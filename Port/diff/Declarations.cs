// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Declarations: each name becomes a line of its own.</summary>
sealed partial class Normaliser
{
	/* macros that declare and initialise: the type, and what initialises */
	static readonly Dictionary<string, (string Type, string Call)> s_initialised = new() {
		["LIST_HEAD"] = ("list_head", "INIT_LIST_HEAD"),
		["DECLARE_WAIT_QUEUE_HEAD_ONSTACK"] = ("wait_queue_head_t", "init_waitqueue_head"),
	};

	readonly record struct Declarator(string Type, string Name, IReadOnlyList<Token> Dimensions, IReadOnlyList<Token>? Value);

	static readonly HashSet<string> s_never = ["return", "goto", "break", "continue", "else", "case", "sizeof", "await", "throw"];

	bool IsDeclaration(Statement statement) => Declarators(statement.Tokens) != null;

	/* T *a, b[n] = ...; null for what is no declaration */
	List<Declarator>? Declarators(IReadOnlyList<Token> tokens)
	{
		if (tokens.Count < 2 || tokens[0].Kind != TokenKind.Word || s_never.Contains(tokens[0].Raw))
			return null;
		int at = 0;
		if (TypeReader.Base(tokens, ref at, function.Language) is not { } type || at >= tokens.Count)
			return null;
		if (type is "return" or "goto" || (!tokens[at].Is("*") && tokens[at].Kind != TokenKind.Word))
			return null;
		List<Declarator> declarators = [];
		string first = TypeReader.Stars(tokens, ref at);
		string stars = first;
		while (true) {
			if (at >= tokens.Count || tokens[at].Kind != TokenKind.Word)
				return null;
			string name = tokens[at++].Text;
			if (name == "uninitialized_var" && at + 2 < tokens.Count && tokens[at].Is("(")) {
				fired.Add(Rules.Uninitialised);
				name = tokens[at + 1].Text;
				at += 3;
			}
			List<Token> dimensions = [];
			while (at < tokens.Count && tokens[at].Is("[")) {
				int close = End(tokens, at);
				for (; at < close; at++)
					dimensions.Add(tokens[at]);
			}
			if (at < tokens.Count && tokens[at].Is("__maybe_unused"))
				at++;
			List<Token>? value = null;
			if (at < tokens.Count && tokens[at].Is("=")) {
				value = [];
				for (int depth = 0; ++at < tokens.Count; value.Add(tokens[at])) {
					depth += tokens[at].Text is "(" or "[" or "{" ? 1 : tokens[at].Text is ")" or "]" or "}" ? -1 : 0;
					if (depth == 0 && tokens[at].Is(","))
						break;
				}
			}
			declarators.Add(new Declarator(stars.Length > 0 ? $"{type} {stars}" : type, name, dimensions, value));
			if (at >= tokens.Count)
				return declarators;
			if (!tokens[at++].Is(","))
				return null;
			stars = function.Language == Language.C ? TypeReader.Stars(tokens, ref at) : first;
		}
	}

	static int End(IReadOnlyList<Token> tokens, int open)
	{
		int depth = 0;
		for (int i = open; i < tokens.Count; i++) {
			depth += tokens[i].Text is "[" or "(" ? 1 : tokens[i].Text is "]" or ")" ? -1 : 0;
			if (depth == 0)
				return i + 1;
		}
		return tokens.Count;
	}

	/* what the function declares, before its lines are rewritten */
	void Learn(Statement statement)
	{
		if (statement.Kind == StatementKind.Simple && Declarators(statement.Tokens) is { } declarators) {
			foreach (Declarator declarator in declarators)
				scope.Types.TryAdd(declarator.Name, declarator.Type);
		}
		fired = [];
	}

	void AddDeclaration(Statement statement)
	{
		List<Declarator> declarators = Declarators(statement.Tokens)!;
		HashSet<string> all = [.. fired];
		foreach (Declarator declarator in declarators) {
			fired = [.. all];
			if (declarators.Count > 1)
				fired.Add(Rules.Several);
			AddDeclarator(statement, declarator);
		}
	}

	void AddDeclarator(Statement statement, Declarator declarator)
	{
		string name = declarator.Name;
		if (scope.IsShadow(name)) {
			fired.Add(Rules.Shadow);
			name = name[..^1];
			scope.Hidden[name] = statement.Depth;
		}
		Node? value = declarator.Value == null ? null : Parse(declarator.Value);
		var printer = new Printer();
		if (value is { Kind: NodeKind.StackArray } array && declarator.Type == PointerTo(array.Text)) {
			fired.Add(Rules.Array);
			printer.Type(array.Text).Word(name).Word("[").Expression(array.Kids[0]).Word("]");
			Add(printer.Word(";"), statement);
			return;
		}
		/* it stays from call to call */
		if (statement.Tokens[0].Raw == "static")
			printer.Word("static");
		printer.Type(declarator.Type).Word(name);
		if (declarator.Dimensions.Count > 0) {
			printer.Word("[");
			PrintExpression(printer, [.. declarator.Dimensions.Skip(1).SkipLast(1)], condition: false);
			printer.Word("]");
		}
		if (value is { Kids.Length: 0, Casts.Count: 0, Text: "0" or "false" or "NULL" }) {
			fired.Add(Rules.Unassigned);
			printer.Assigned(value.Text);
		} else if (declarator.Value != null) {
			printer.Word("=");
			if (value != null)
				printer.Expression(declarator.Type == "bool" ? expressions.Condition(value) : value, 2);
			else
				PrintExpression(printer, declarator.Value, condition: false);
		}
		Add(printer.Word(";"), statement);
	}

	static string PointerTo(string type) => type.EndsWith('*') ? type + "*" : type + " *";

	/* LIST_HEAD(list), *pos; */
	bool AddInitialised(Statement statement)
	{
		IReadOnlyList<Token> tokens = statement.Tokens;
		if (tokens.Count < 4 || !s_initialised.TryGetValue(tokens[0].Text, out (string Type, string Call) how) || !tokens[1].Is("(") || !tokens[3].Is(")"))
			return false;
		string name = tokens[2].Text;
		scope.Types.TryAdd(name, how.Type);
		fired.Add(Rules.Initialised);
		Add(new Printer().Type(how.Type).Word(name).Word(";"), statement);
		fired.Add(Rules.Initialised);
		Add(new Printer().Word(how.Call).Word("(").Word("&").Word(name).Word(")").Word(";"), statement);
		if (tokens.Count > 5 && tokens[4].Is(",")) {
			List<Token> rest = [new(TokenKind.Word, how.Type, how.Type, tokens[0].Line), .. tokens.Skip(5)];
			Statement others = statement with { Tokens = rest };
			Learn(others);
			if (IsDeclaration(others))
				AddDeclaration(others);
		}
		return true;
	}
}
