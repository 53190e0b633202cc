// SPDX-License-Identifier: GPL-2.0-only
using System.Text;

namespace linux.diff;

/// <summary>A cast, or a number's suffix, at a token of a normalised line.</summary>
/// <param name="Length">How many tokens are cast.</param>
readonly record struct Cast(int Position, int Length, string Type)
{
	public override string ToString() => Length == 1 ? $"{Position}:{Type.Replace(' ', '~')}" : $"{Position}+{Length}:{Type.Replace(' ', '~')}";
}

/// <summary>Writes expressions as C, with as few parentheses as C needs.</summary>
sealed class Printer
{
	const int Primary = 15, Unary = 14;

	readonly List<string> tokens = [];
	readonly List<Cast> casts = [];
	readonly Dictionary<int, string> tags = [];

	public IReadOnlyList<Cast> Casts => casts;

	/// <summary>What is compared: the tokens, with truth as a number.</summary>
	public string Key => string.Join(' ', tokens.Select(token => token switch { "true" => "1", "false" => "0", "bool" => "int", _ => token }));

	/// <summary>Says that what was written last is given nothing as its value: no part of the key, but C# must do it where C does.</summary>
	public void Assigned(string value) => casts.Add(new Cast(tokens.Count, 1, "=" + value));

	/// <summary>The colon after a label.</summary>
	public Printer Colon()
	{
		tokens[^1] += ":";
		return this;
	}

	public Printer Word(string text)
	{
		tokens.Add(text);
		return this;
	}

	/// <summary>A type: C says struct or enum before it, which is no part of the key.</summary>
	public Printer Type(string type)
	{
		if (TypeReader.Tag(type) is { } tag)
			tags[tokens.Count] = tag;
		tokens.Add(type);
		return this;
	}

	public Printer Expression(Node node, int least = 1)
	{
		int precedence = Precedence(node);
		bool parenthesised = precedence < least;
		if (parenthesised)
			tokens.Add("(");
		int start = tokens.Count;
		Inner(node, precedence);
		foreach (string type in node.Casts)
			casts.Add(new Cast(start, tokens.Count - start, type));
		if (parenthesised)
			tokens.Add(")");
		return this;
	}

	static int Precedence(Node node) => node.Kind switch {
		NodeKind.Binary => ExpressionParser.Precedence(node.Text),
		NodeKind.Conditional => 3,
		NodeKind.Prefix => Unary,
		_ => Primary,
	};

	void Inner(Node node, int precedence)
	{
		Node[] kids = node.Kids;
		switch (node.Kind) {
		case NodeKind.Prefix:
			tokens.Add(node.Text);
			Expression(kids[0], Unary);
			break;
		case NodeKind.Postfix:
			Expression(kids[0], Primary);
			tokens.Add(node.Text);
			break;
		case NodeKind.Binary:
			bool right = precedence == 2;
			Expression(kids[0], right ? precedence + 1 : precedence);
			tokens.Add(node.Text);
			Expression(kids[1], right ? precedence : precedence + 1);
			break;
		case NodeKind.Conditional:
			Expression(kids[0], 4);
			tokens.Add("?");
			Expression(kids[1], 2);
			tokens.Add(":");
			Expression(kids[2], 3);
			break;
		case NodeKind.Call:
			Expression(kids[0], Primary);
			List("(", kids.AsSpan(1), ")");
			break;
		case NodeKind.Index:
			Expression(kids[0], Primary);
			List("[", kids.AsSpan(1), "]");
			break;
		case NodeKind.Member:
			Expression(kids[0], Primary);
			tokens.Add(node.Text);
			tokens.Add(kids[1].Text);
			break;
		case NodeKind.Initialiser:
			if (node.Text.Length > 0)
				tokens.AddRange(["(", node.Text, ")"]);
			List("{", kids, "}");
			break;
		case NodeKind.Field:
			tokens.AddRange([".", node.Text, "="]);
			Expression(kids[0], 2);
			break;
		case NodeKind.StackArray:
			tokens.AddRange(["stackalloc", node.Text]);
			List("[", kids, "]");
			break;
		default:
			tokens.Add(node.Text);
			break;
		}
	}

	void List(string open, ReadOnlySpan<Node> items, string close)
	{
		tokens.Add(open);
		for (int i = 0; i < items.Length; i++) {
			if (i > 0)
				tokens.Add(",");
			Expression(items[i], 2);
		}
		tokens.Add(close);
	}

	public override string ToString()
	{
		var text = new StringBuilder();
		string before = "";
		bool prefix = false;
		for (int i = 0; i < tokens.Count; i++) {
			string token = tokens[i];
			if (text.Length > 0 && !prefix && Spaced(before, token))
				text.Append(' ');
			if (tags.TryGetValue(i, out string? tag))
				text.Append(tag).Append(' ');
			text.Append(token);
			prefix = IsPrefix(before, token);
			before = token;
		}
		return text.ToString();
	}

	static bool IsWord(string token) => token.Length > 0 && (char.IsLetterOrDigit(token[^1]) || token[^1] is '_' or '"' or '\'');

	static bool Spaced(string before, string token)
	{
		if (before is "(" or "[" or "." or "->" or "~" || token is ")" or "]" or "," or ";" or "." or "->")
			return false;
		if (token is "[" or "(")
			return !IsWord(before) && before is not (")" or "]") || before is "if" or "while" or "for" or "switch" or "return" or "case";
		if (token is "++" or "--")
			return !IsWord(before) && before is not (")" or "]");
		if (before.EndsWith('*') && before.Length > 1 && before.Contains(' '))
			return false;
		return true;
	}

	/* a sign or star that nothing stands before */
	static bool IsPrefix(string before, string token) => token is "!" or "~" || (token is "-" or "+" or "*" or "&" or "++" or "--"
		&& !IsWord(before) && before is not (")" or "]")) || (token is "*" or "&" or "-" or "++" or "--" && before is "return" or "case");
}
