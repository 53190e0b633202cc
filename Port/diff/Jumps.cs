// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Rewrites in C what C# cannot say: a jump into a block, and declarations before the first case of a switch.</summary>
sealed class Jumps(List<Statement> statements)
{
	/// <summary>Rewrites the statements of a function.</summary>
	public static void Rewrite(List<Statement> statements)
	{
		var jumps = new Jumps(statements);
		jumps.Hoist();
		for (int i = 0; i < statements.Count; i++) {
			if (statements[i].Kind == StatementKind.Label && jumps.Block(i) is { } block && jumps.IsJumpedInto(statements[i].Name, block))
				jumps.Out(i, block);
		}
	}

	/* switch (x) { T a; case ... */
	void Hoist()
	{
		for (int i = 0; i + 1 < statements.Count; i++) {
			if (statements[i] is not { Kind: StatementKind.Head, Name: "switch", Opens: true })
				continue;
			for (int head = i; head + 1 < statements.Count && statements[head + 1] is { Kind: StatementKind.Simple }; head++) {
				(statements[head], statements[head + 1]) = (statements[head + 1] with { Depth = statements[head].Depth, Rule = Rules.Switch }, statements[head]);
			}
		}
	}

	static bool Opens(Statement statement) => statement.Opens || statement.Kind == StatementKind.Open;

	/* the braces around a statement */
	(int Open, int Close)? Block(int at)
	{
		int depth = 0, open = -1;
		for (int i = at - 1; i >= 0 && open < 0; i--) {
			depth += statements[i].Kind == StatementKind.Close ? 1 : Opens(statements[i]) ? -1 : 0;
			if (depth < 0)
				open = i;
		}
		if (open < 0)
			return null;
		depth = 1;
		for (int i = open + 1; i < statements.Count; i++) {
			depth += statements[i].Kind == StatementKind.Close ? -1 : Opens(statements[i]) ? 1 : 0;
			if (depth == 0)
				return (open, i);
		}
		return null;
	}

	bool IsJumpedInto(string label, (int Open, int Close) block)
	{
		for (int i = 0; i < statements.Count; i++) {
			if ((i < block.Open || i > block.Close) && statements[i] is { Kind: StatementKind.Simple, Tokens: [{ Text: "goto" }, { } name] } && name.Text == label)
				return true;
		}
		return false;
	}

	void Out(int label, (int Open, int Close) block)
	{
		Statement head = statements[block.Open];
		bool last = block.Close + 1 < statements.Count && statements[block.Close + 1].Kind == StatementKind.Label;
		if (label == block.Open + 1 && head is { Kind: StatementKind.Head, Name: "if", AfterElse: false } && !(block.Close + 1 < statements.Count && statements[block.Close + 1] is { AfterElse: true } or { Name: "else" })) {
			string end = statements[label].Name + "_end";
			statements[block.Close] = statements[block.Close] with { Kind = StatementKind.Label, Name = end, Rule = Rules.Jump };
			statements[block.Open] = head with { Opens = false, Tokens = Not(head), Rule = Rules.Jump };
			statements.Insert(label, Goto(end, head));
		} else if (last) {
			List<Statement> rest = statements.GetRange(label, block.Close - label);
			string next = statements[block.Close + 1].Name;
			statements.RemoveRange(label, block.Close - label);
			statements.Insert(label, Goto(rest[0].Name, rest[0]));
			statements.AddRange(rest);
			statements.Add(Goto(next, rest[^1]));
		}
	}

	static List<Token> Not(Statement head)
	{
		Token Operator(string text) => new(TokenKind.Operator, text, text, head.FirstLine);
		return [Operator("!"), Operator("("), .. head.Tokens, Operator(")")];
	}

	static Statement Goto(string label, Statement near)
	{
		Token Word(string text) => new(TokenKind.Word, text, text, near.FirstLine);
		return near with { Kind = StatementKind.Simple, Name = "", Tokens = [Word("goto"), Word(label)], Opens = false, AfterElse = false, Raw = $"goto {label} ;", Rule = Rules.Jump };
	}
}
