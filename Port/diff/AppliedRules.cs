// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Which rules make a line of C and one of C# the same.</summary>
static class AppliedRules
{
	static readonly HashSet<string> s_words = [
		"struct", "enum", "union", "static", "inline", "const", "public", "virtual", "override", "volatile", "extern", "noinline", "__always_inline", "__rcu", "__sched", "__must_check", "new",
	];
	static readonly HashSet<string> s_types = ["unsigned", "ulong", "uint", "byte", "ushort", "sbyte"];

	/* what either language may do for itself, and no difference where both do */
	static readonly HashSet<string> s_either = [Rules.Zero, Rules.Null, Rules.Largest, Rules.Several, Rules.Unassigned];

	/// <summary>The line stands elsewhere, or in the place of another, than in C.</summary>
	public static bool Moved(CodeLine c, CodeLine cs) => c.Rules.Overlaps(s_moves) || cs.Rules.Overlaps(s_moves);

	static readonly HashSet<string> s_moves = [Rules.Switch, Rules.Jump, Rules.Fallthrough];

	public static List<string> Of(CodeLine c, CodeLine cs)
	{
		HashSet<string> rules = [.. c.Rules, .. cs.Rules];
		rules.ExceptWith(c.Rules.Intersect(cs.Rules).Intersect(s_either));
		string[] left = c.Raw.Split(' '), right = cs.Raw.Split(' ');
		if (!left.Where(s_words.Contains).SequenceEqual(right.Where(s_words.Contains)))
			rules.Add(Rules.Word);
		if (!left.Where(s_types.Contains).SequenceEqual(right.Where(s_types.Contains)))
			rules.Add(Rules.Type);
		if (left.Contains("NULL"))
			rules.Add(Rules.Null);
		if (cs.Raw.Contains('@'))
			rules.Add(Rules.Reserved);
		if (cs.Casts.Any(cast => cast.Type[0] != '#' && !c.Casts.Contains(cast)))
			rules.Add(Rules.Cast);
		if (!left.Where(IsNumber).SequenceEqual(right.Where(IsNumber)))
			rules.Add(Rules.Suffix);
		if (left.Contains("true") != right.Contains("true") || left.Contains("false") != right.Contains("false") || left.Contains("bool") != right.Contains("bool"))
			rules.Add(Rules.Flag);
		if (rules.Count == 0)
			rules.Add(Rules.Parentheses);
		return [.. Rules.All.Select(rule => rule.Name).Where(rules.Contains)];
	}

	static bool IsNumber(string token) => token.Length > 0 && char.IsAsciiDigit(token[0]) && (token[^1] is 'u' or 'U' or 'l' or 'L');
}
