// SPDX-License-Identifier: GPL-2.0-only
using System.Text.RegularExpressions;

namespace linux.diff;

/// <summary>Brings the lines of a function to the form in which both languages are compared.</summary>
sealed partial class Normaliser
{
	static readonly HashSet<string> s_loops = ["xas_for_each", "xas_for_each_marked", "xas_for_each_conflict", "xa_for_each", "xa_for_each_marked", "xa_for_each_start"];

	readonly FunctionText function;
	readonly Form form;
	readonly Header header;
	readonly Scope scope;
	readonly Expressions expressions;
	readonly List<CodeLine> lines = [];
	HashSet<string> fired = [];

	Normaliser(FunctionText function, Form form)
	{
		this.function = function;
		this.form = form;
		header = Header.Of(function);
		scope = new Scope(function.Language, header, rule => fired.Add(rule));
		expressions = new Expressions(scope);
		foreach (Parameter parameter in header.Parameters)
			scope.Types.TryAdd(parameter.Name, parameter.Type);
	}

	/// <param name="function">Of either language.</param>
	/// <param name="form">What it is compared as.</param>
	public static List<CodeLine> Lines(FunctionText function, Form form)
	{
		var normaliser = new Normaliser(function, form);
		List<Statement> statements = function.IsExpression ? [] : StatementReader.Read(function.Body, function.Directives);
		if (function.Language == Language.C)
			Jumps.Rewrite(statements);
		foreach (Statement statement in statements)
			normaliser.Learn(statement);
		normaliser.AddHead();
		if (function.IsExpression)
			normaliser.AddExpression();
		else
			normaliser.AddAll(statements);
		return normaliser.lines;
	}

	/// <summary>A part of a function, as a patch shows it.</summary>
	public static List<CodeLine> Excerpt(string text)
	{
		(List<Token> tokens, List<Directive> directives) = CLexer.Read(text);
		var normaliser = new Normaliser(new FunctionText("", new SourceText("", text), Language.C, [], tokens), default);
		List<Statement> statements = StatementReader.Read(tokens, directives);
		foreach (Statement statement in statements)
			normaliser.Learn(statement);
		normaliser.AddAll(statements);
		return normaliser.lines;
	}

	/// <summary>The head of a function alone.</summary>
	public static List<CodeLine> Head(string name, string declaration)
	{
		(List<Token> tokens, _) = CLexer.Read(declaration);
		var normaliser = new Normaliser(new FunctionText(name, new SourceText("", declaration), Language.C, tokens, []), default);
		normaliser.AddHead();
		return normaliser.lines;
	}

	void AddHead()
	{
		var printer = new Printer();
		if (form.IsMacro) {
			printer.Word("#define").Word(function.Name);
			fired.Add(Rules.Macro);
		} else {
			printer.Type(header.ReturnType).Word(function.Name);
			fired.Add(Rules.Word);
		}
		printer.Word("(");
		bool first = true;
		foreach (Parameter parameter in header.Parameters) {
			if (!first)
				printer.Word(",");
			first = false;
			if (!form.IsMacro)
				printer.Type(parameter.ByReference ? parameter.Type + " &" : parameter.Type);
			printer.Word(parameter.Name);
			if (!form.IsMacro && parameter.Dimensions.Length > 0)
				printer.Word(parameter.Dimensions);
		}
		printer.Word(")");
		if (header.Caller.Count > 0)
			fired.Add(Rules.Caller);
		if (function.IsExpanded)
			fired.Add(Rules.PageFlag);
		int last = function.Header.Count > 0 ? function.Header[^1].Line : 0;
		Add(printer, string.Join(' ', function.Header.Select(t => t.Raw)), function.FirstLine, last, 0);
	}

	void AddExpression()
	{
		IReadOnlyList<Token> body = function.Body;
		if (body.Count == 0)
			return;
		fired.Add(form.IsMacro ? Rules.Macro : Rules.Expression);
		var printer = new Printer();
		if (!form.IsMacro && header.ReturnType != "void")
			printer.Word("return");
		/* a macro that declares what it is told the name of */
		if (function.IsMacro && Declarators(body) is [{ Value: not null } declarator])
			body = [new Token(TokenKind.Word, declarator.Name, declarator.Name, body[0].Line), new Token(TokenKind.Operator, "=", "=", body[0].Line), .. declarator.Value];
		PrintExpression(printer, body, condition: form.IsTruth);
		if (!form.IsMacro)
			printer.Word(";");
		Add(printer, string.Join(' ', function.Body.Select(t => t.Raw)), function.Body[0].Line, function.Body[^1].Line, 1);
	}

	/* what is one expression in the one language may be a statement in the other */
	void AddAll(List<Statement> statements)
	{
		bool bare = form.IsMacro && statements.Count == 1 && statements[0].Kind == StatementKind.Simple && !IsDeclaration(statements[0]);
		for (int i = 0; i < statements.Count; i++) {
			if (Falls(statements, i)) {
				fired.Add(Rules.Fallthrough);
				continue;
			}
			Statement statement = statements[i];
			if (bare && statement.Tokens.Count > 0 && statement.Tokens[0].Is("return"))
				statement = statement with { Tokens = [.. statement.Tokens.Skip(1)] };
			if (bare) {
				fired.Add(Rules.Macro);
				AddExpressionStatement(statement, bare: true);
			} else {
				Add(i == statements.Count - 1 && function.IsValue ? Returned(statement) : statement);
			}
		}
	}

	/* the last of ({ ... }) is its value */
	Statement Returned(Statement statement)
	{
		if (statement.Kind != StatementKind.Simple || statement.Tokens.Count == 0)
			return statement;
		fired.Add(Rules.Macro);
		Token first = statement.Tokens[0];
		return statement with { Tokens = [new Token(TokenKind.Word, "return", "return", first.Line), .. statement.Tokens] };
	}

	/* goto case X; case X: is a fall through, and so is nothing at all */
	bool Falls(List<Statement> statements, int i)
	{
		Statement statement = statements[i];
		if (statement.Kind != StatementKind.Simple || statement.Tokens.Count == 0)
			return false;
		IReadOnlyList<Token> tokens = statement.Tokens;
		if (function.Language == Language.C && tokens.Count == 1 && tokens[0].Text is "fallthrough")
			return true;
		if (function.Language == Language.CSharp && tokens.Count >= 2 && tokens[0].Is("goto") && (tokens[1].Raw is "case" or "default") && i + 1 < statements.Count) {
			int after = i + 1;
			while (after + 1 < statements.Count && statements[after].Kind == StatementKind.Close)
				after++;
			Statement next = statements[after];
			return next.Kind == StatementKind.Case && next.Name == tokens[1].Text && next.Tokens.Select(t => t.Text).SequenceEqual(tokens.Skip(2).Select(t => t.Text));
		}
		return false;
	}

	void Add(Printer printer, Statement statement) => Add(printer, statement.Raw, statement.FirstLine, statement.LastLine,
		statement.Kind == StatementKind.Label ? 0 : statement.Depth + (function.Header.Count > 0 ? 1 : 0));

	void Add(Printer printer, string raw, int first, int last, int depth)
	{
		lines.Add(new CodeLine(printer.ToString(), printer.Key, raw) {
			FirstLine = first,
			LastLine = last,
			Depth = depth,
			Casts = printer.Casts,
			Rules = fired,
		});
		fired = [];
	}

	void Add(Statement statement)
	{
		scope.Leave(statement.Depth);
		if (statement.Rule != null)
			fired.Add(statement.Rule);
		var printer = new Printer();
		switch (statement.Kind) {
		case StatementKind.Open or StatementKind.Close:
			Add(printer.Word(statement.Name), statement);
			break;
		case StatementKind.Directive:
			Add(printer.Word(Directive(statement.Name)), statement);
			break;
		case StatementKind.Label:
			Add(printer.Word(statement.Name).Colon(), statement);
			break;
		case StatementKind.Case:
			printer.Word(statement.Name);
			if (statement.Tokens.Count > 0)
				PrintExpression(printer, statement.Tokens, condition: false);
			Add(printer.Colon(), statement);
			break;
		case StatementKind.Word:
			Add(Brace(printer.Word(statement.Name), statement), statement);
			break;
		case StatementKind.Head:
			AddHead(statement);
			break;
		case StatementKind.Simple when IsDeclaration(statement):
			AddDeclaration(statement);
			break;
		case StatementKind.Simple:
			AddSimple(statement);
			break;
		}
	}

	static Printer Brace(Printer printer, Statement statement) => statement.Opens ? printer.Word("{") : statement.IsEmpty ? printer.Word(";") : printer;

	string Directive(string text)
	{
		text = Spaces().Replace(text.Replace("# ", "#"), " ").Trim();
		string changed = IfDefined().Replace(text, "#if ");
		changed = IfNotDefined().Replace(changed, "#if !");
		changed = Defined().Replace(changed, "$1");
		if (changed != text || function.Language == Language.CSharp)
			fired.Add(Rules.Config);
		return changed;
	}

	[GeneratedRegex(@"\s+")]
	private static partial Regex Spaces();

	[GeneratedRegex(@"^#ifdef ")]
	private static partial Regex IfDefined();

	[GeneratedRegex(@"^#ifndef ")]
	private static partial Regex IfNotDefined();

	[GeneratedRegex(@"\bdefined ?\(? ?(\w+) ?\)?")]
	private static partial Regex Defined();

	/* the expression, rewritten; the tokens as they are where they are none */
	void PrintExpression(Printer printer, IReadOnlyList<Token> tokens, bool condition)
	{
		Node? node = Parse(tokens);
		if (node == null) {
			foreach (Token token in tokens)
				printer.Word(token.Text);
			return;
		}
		printer.Expression(condition ? expressions.Condition(node) : node);
	}

	Node? Parse(IReadOnlyList<Token> tokens) => new ExpressionParser(tokens, function.Language, scope.Fired).Whole() is { } node ? expressions.Rewrite(node) : null;

	void AddSimple(Statement statement)
	{
		IReadOnlyList<Token> tokens = statement.Tokens;
		if (tokens.Count == 0) {
			Add(new Printer().Word(";"), statement);
		} else if (tokens[0].Raw is "goto" or "break" or "continue") {
			var printer = new Printer();
			foreach (Token token in tokens)
				printer.Word(token.Text);
			Add(printer.Word(";"), statement);
		} else if (tokens[0].Raw == "return") {
			var printer = new Printer().Word("return");
			if (tokens.Count > 1)
				PrintExpression(printer, [.. tokens.Skip(1)], condition: form.IsTruth);
			Add(printer.Word(";"), statement);
		} else {
			AddExpressionStatement(statement, bare: false);
		}
	}

	void AddExpressionStatement(Statement statement, bool bare)
	{
		if (function.Language == Language.C && AddInitialised(statement))
			return;
		var printer = new Printer();
		PrintExpression(printer, statement.Tokens, condition: bare && form.IsTruth);
		Add(bare ? printer : printer.Word(";"), statement);
	}

	void AddHead(Statement statement)
	{
		var printer = new Printer();
		if (statement.AfterElse)
			printer.Word("else");
		if (statement.Name == "for") {
			AddFor(printer, statement, statement.Tokens);
			return;
		}
		if (statement.Name is not ("if" or "while" or "switch")) {
			AddLoop(statement);
			return;
		}
		Node? node = Parse(statement.Tokens);
		if (function.Language == Language.CSharp && statement.Name == "while" && node is { Kind: NodeKind.Call } && s_loops.Contains(node.Kids[0].Text)) {
			fired.Add(Rules.Loop);
			Add(Brace(printer.Expression(node), statement), statement);
			return;
		}
		printer.Word(statement.Name).Word("(");
		PrintExpression(printer, statement.Tokens, condition: statement.Name != "switch");
		Add(Brace(printer.Word(")"), statement), statement);
	}

	void AddLoop(Statement statement)
	{
		if (Loops.Expand(statement, scope) is { } expanded) {
			fired.Add(Rules.List);
			AddFor(new Printer(), statement, CLexer.Read(expanded, statement.FirstLine).Tokens);
			return;
		}
		fired.Add(Rules.Loop);
		var printer = new Printer();
		PrintExpression(printer, statement.Tokens, condition: false);
		Add(Brace(printer, statement), statement);
	}

	void AddFor(Printer printer, Statement statement, IReadOnlyList<Token> tokens)
	{
		List<List<Token>> parts = [[]];
		int depth = 0;
		foreach (Token token in tokens) {
			depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
			if (depth == 0 && token.Is(";"))
				parts.Add([]);
			else
				parts[^1].Add(token);
		}
		printer.Word("for").Word("(");
		for (int i = 0; i < parts.Count; i++) {
			if (i > 0)
				printer.Word(";");
			if (parts[i].Count > 0)
				PrintExpression(printer, parts[i], condition: i == 1);
		}
		Add(Brace(printer.Word(")"), statement), statement);
	}
}
