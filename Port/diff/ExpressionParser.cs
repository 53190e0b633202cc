// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Parses the expressions that C and C# have in common.</summary>
sealed class ExpressionParser(IReadOnlyList<Token> tokens, Language language, Action<string> fired)
{
	const int Deepest = 200;

	readonly int end = tokens.Count;
	int at;
	int depth;
	bool failed;

	/// <summary>How tightly an operator binds; 0 for what is none.</summary>
	public static int Precedence(string op) => op switch {
		"*" or "/" or "%" => 13,
		"+" or "-" => 12,
		"<<" or ">>" => 11,
		"<" or ">" or "<=" or ">=" => 10,
		"==" or "!=" => 9,
		"&" => 8,
		"^" => 7,
		"|" => 6,
		"&&" => 5,
		"||" => 4,
		"?" => 3,
		"=" or "+=" or "-=" or "*=" or "/=" or "%=" or "<<=" or ">>=" or "&=" or "|=" or "^=" => 2,
		"," => 1,
		_ => 0,
	};

	/// <summary>Parses all tokens as one expression.</summary>
	/// <returns>Null where they are none.</returns>
	public Node? Whole()
	{
		Node? node = Expression(1);
		return failed || at != end ? null : node;
	}

	bool Looks(string text, int ahead = 0) => at + ahead < end && tokens[at + ahead].Is(text);

	bool Accept(string text)
	{
		if (!Looks(text))
			return false;
		at++;
		return true;
	}

	Node Fail()
	{
		failed = true;
		at = end;
		return new Node(NodeKind.Name, "");
	}

	Node Expect(string text, Node node) => Accept(text) ? node : Fail();

	Node Expression(int least)
	{
		if (++depth > Deepest)
			return Fail();
		Node left = Unary();
		while (!failed && at < end && tokens[at].Kind == TokenKind.Operator) {
			string op = tokens[at].Text;
			int precedence = Precedence(op);
			if (precedence < least || precedence == 0)
				break;
			at++;
			if (op == "?")
				left = Conditional(left);
			else
				left = new Node(NodeKind.Binary, op, left, Expression(precedence == 2 ? 2 : precedence + 1));
		}
		depth--;
		return left;
	}

	/* a ?: b of GNU C has no middle */
	Node Conditional(Node condition)
	{
		if (language == Language.C && Accept(":")) {
			fired(Rules.Elvis);
			/* what does something is done once */
			return new Node(NodeKind.Conditional, "?", condition, Does(condition) ? new Node(NodeKind.Name, "") : condition, Expression(3));
		}
		Node then = Expression(2);
		return Accept(":") ? new Node(NodeKind.Conditional, "?", condition, then, Expression(3)) : Fail();
	}

	static bool Does(Node node) => node.Kind is NodeKind.Call or NodeKind.Postfix || node.Text is "++" or "--" || (node.Kind == NodeKind.Binary && Precedence(node.Text) == 2) || Array.Exists(node.Kids, Does);

	Node Unary()
	{
		if (++depth > Deepest || at >= end)
			return Fail();
		Node node = UnaryInner();
		depth--;
		return node;
	}

	Node UnaryInner()
	{
		Token token = tokens[at];
		if (token.Kind == TokenKind.Operator) {
			switch (token.Text) {
			case "(":
				return Parenthesis();
			case "{":
				return Initialiser("");
			case "!" or "~" or "-" or "+" or "*" or "&" or "++" or "--":
				at++;
				return new Node(NodeKind.Prefix, token.Text, Unary());
			default:
				return Fail();
			}
		}
		if (language == Language.CSharp && token.Kind == TokenKind.Word && token.Raw == token.Text) {
			switch (token.Text) {
			case "out" or "ref" or "in":
				at++;
				fired(Rules.Out);
				return ByReference();
			case "stackalloc":
				at++;
				return StackArray();
			case "new":
				at++;
				return New();
			case "unchecked" when Looks("(", 1):
				at += 2;
				fired(Rules.Unchecked);
				return Postfix(Expect(")", Expression(1)));
			}
		}
		if (token.Text == "sizeof" && Looks("(", 1)) {
			at += 2;
			Node what = TypeArgument() ?? Expression(1);
			return Expect(")", new Node(NodeKind.Call, "", new Node(NodeKind.Name, "sizeof"), what));
		}
		at++;
		return Postfix(token.Kind switch {
			TokenKind.Number => Number(token.Text),
			TokenKind.Literal => Strings(token.Text),
			_ => new Node(NodeKind.Name, token.Text),
		});
	}

	Node Strings(string first)
	{
		while (at < end && tokens[at].Kind == TokenKind.Literal)
			first += " " + tokens[at++].Text;
		return new Node(NodeKind.Literal, first);
	}

	static Node Number(string text)
	{
		string digits = text.ToLowerInvariant().TrimEnd('u', 'l');
		var node = new Node(NodeKind.Number, digits);
		if (digits.Length < text.Length)
			node.Casts.Add(string.Concat("#", text.AsSpan(digits.Length)).ToLowerInvariant());
		return node;
	}

	/* out T name declares it where C only names it */
	Node ByReference()
	{
		int start = at;
		if (TypeReader.Read(tokens, ref at, language) is { } && at < end && tokens[at].Kind == TokenKind.Word && (at + 1 == end || Looks(",", 1) || Looks(")", 1)))
			return new Node(NodeKind.Name, tokens[at++].Text);
		at = start;
		return Unary();
	}

	Node StackArray()
	{
		if (TypeReader.Read(tokens, ref at, language) is not { } type || !Accept("["))
			return Fail();
		return Expect("]", new Node(NodeKind.StackArray, type, Expression(1)));
	}

	Node New()
	{
		string type = "";
		if (Looks("("))
			return Accept("(") && Accept(")") ? Looks("{") ? Initialiser("") : new Node(NodeKind.Initialiser, "") : Fail();
		type = TypeReader.Read(tokens, ref at, language) ?? "";
		if (Accept("(") && !Accept(")"))
			return Fail();
		return Looks("{") ? Initialiser(type) : new Node(NodeKind.Initialiser, type);
	}

	Node Initialiser(string type)
	{
		at++;
		List<Node> items = [];
		while (!failed && !Looks("}")) {
			if (at >= end)
				return Fail();
			if (language == Language.C && Looks(".") && at + 2 < end && tokens[at + 2].Is("=")) {
				string name = tokens[at + 1].Text;
				at += 3;
				items.Add(new Node(NodeKind.Field, name, Expression(2)));
			} else if (language == Language.CSharp && Looks("=", 1)) {
				string name = tokens[at].Text;
				at += 2;
				items.Add(new Node(NodeKind.Field, name, Expression(2)));
			} else {
				items.Add(Expression(2));
			}
			if (!Accept(","))
				break;
		}
		return Expect("}", new Node(NodeKind.Initialiser, type, [.. items]));
	}

	Node Parenthesis()
	{
		int start = at++;
		if (Looks("{"))
			return Fail();
		if (TypeReader.Read(tokens, ref at, language) is { } type && Looks(")") && IsCast(start, at)) {
			at++;
			if (language == Language.C && Looks("{")) {
				fired(Rules.Initialiser);
				return Initialiser(type);
			}
			Node operand = Unary();
			operand.Casts.Insert(0, type);
			return operand;
		}
		at = start + 1;
		return Postfix(Expect(")", Expression(1)));
	}

	/* (T *)x and (unsigned long)x are casts; (a)x is one, (a)-x only where a is known for a type */
	bool IsCast(int open, int close)
	{
		if (close + 1 >= end)
			return false;
		Token next = tokens[close + 1];
		bool operand = next.Kind != TokenKind.Operator || next.Text is "(" or "!" or "~" or "-" or "+" or "*" or "&" or "{" or "++" or "--";
		if (!operand)
			return false;
		if (tokens[close - 1].Is("*") || close - open > 2 || TypeReader.IsKnown(tokens[open + 1].Text))
			return true;
		return next.Kind != TokenKind.Operator;
	}

	Node Postfix(Node node)
	{
		while (!failed && at < end) {
			if (Accept("(")) {
				node = new Node(NodeKind.Call, "", [node, .. Arguments()]);
			} else if (Accept("[")) {
				node = Expect("]", new Node(NodeKind.Index, "", node, Expression(1)));
			} else if ((Looks(".") || Looks("->")) && at + 1 < end && tokens[at + 1].Kind == TokenKind.Word) {
				node = new Node(NodeKind.Member, tokens[at].Text, node, new Node(NodeKind.Name, tokens[at + 1].Text));
				at += 2;
			} else if (Looks("++") || Looks("--")) {
				node = new Node(NodeKind.Postfix, tokens[at++].Text, node);
			} else {
				break;
			}
		}
		return node;
	}

	List<Node> Arguments()
	{
		List<Node> arguments = [];
		if (Accept(")"))
			return arguments;
		do
			arguments.Add(TypeArgument() ?? Expression(2));
		while (Accept(","));
		if (!Accept(")"))
			Fail();
		return arguments;
	}

	/* a type where a macro or sizeof takes one */
	Node? TypeArgument()
	{
		int start = at;
		if (TypeReader.Read(tokens, ref at, language) is { } type && (Looks(",") || Looks(")"))
		    && (at - start > 1 || TypeReader.IsKnown(tokens[start].Text)))
			return new Node(NodeKind.Type, type);
		at = start;
		return null;
	}
}
