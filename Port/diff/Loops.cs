// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>The kernel's macros that loop, as the for statements they stand for.</summary>
static class Loops
{
	/// <returns>What is in the parentheses of the for statement; null for another macro.</returns>
	public static string? Expand(Statement statement, Scope scope)
	{
		List<string> a = Arguments(statement.Tokens);
		string Type(string name) => scope.Types.GetValueOrDefault(name, "").TrimEnd(' ', '*');

		return (statement.Name, a.Count) switch {
			("list_for_each", 2) => $"{a[0]} = ({a[1]})->next; {a[0]} != ({a[1]}); {a[0]} = {a[0]}->next",
			("list_for_each_safe", 3) => $"{a[0]} = ({a[2]})->next, {a[1]} = {a[0]}->next; {a[0]} != ({a[2]}); {a[0]} = {a[1]}, {a[1]} = {a[0]}->next",
			("list_for_each_entry", 3) => $"{a[0]} = list_first_entry({a[1]}, struct {Type(a[0])}, {a[2]}); &{a[0]}->{a[2]} != ({a[1]}); "
				+ $"{a[0]} = list_entry({a[0]}->{a[2]}.next, struct {Type(a[0])}, {a[2]})",
			("list_for_each_entry_safe", 4) => $"{a[0]} = list_first_entry({a[2]}, struct {Type(a[0])}, {a[3]}), {a[1]} = list_entry({a[0]}->{a[3]}.next, struct {Type(a[0])}, {a[3]}); "
				+ $"&{a[0]}->{a[3]} != ({a[2]}); {a[0]} = {a[1]}, {a[1]} = list_entry({a[1]}->{a[3]}.next, struct {Type(a[1])}, {a[3]})",
			("vma_interval_tree_foreach", 4) => $"{a[0]} = vma_interval_tree_iter_first({a[1]}, {a[2]}, {a[3]}); {a[0]}; {a[0]} = vma_interval_tree_iter_next({a[0]}, {a[2]}, {a[3]})",
			_ => null,
		};
	}

	static List<string> Arguments(IReadOnlyList<Token> tokens)
	{
		List<string> arguments = [""];
		int depth = 0;
		foreach (Token token in tokens.Skip(1)) {
			depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
			if (depth == 0 || (depth == 1 && token.Is("(") && arguments[^1].Length == 0 && arguments.Count == 1))
				continue;
			if (depth == 1 && token.Is(","))
				arguments.Add("");
			else
				arguments[^1] += token.Text + " ";
		}
		return [.. arguments.Select(a => a.Trim())];
	}
}
