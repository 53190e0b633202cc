// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A parameter; its type is empty in a macro.</summary>
readonly record struct Parameter(string Type, string Name, string Dimensions, bool ByReference = false);

/// <summary>What a function's declaration says.</summary>
sealed class Header
{
	static readonly HashSet<string> s_caller = ["CallerFilePath", "CallerLineNumber", "CallerMemberName", "CallerArgumentExpression"];

	public string ReturnType { get; private set; } = "";
	public List<Parameter> Parameters { get; } = [];

	/// <summary>The parameters that the caller's place is in: C# alone has them.</summary>
	public List<string> Caller { get; } = [];

	public static Header Of(FunctionText function)
	{
		var header = new Header();
		IReadOnlyList<Token> tokens = function.Header;
		if (function.IsMacro) {
			for (int i = 1; i < tokens.Count; i++)
				header.Parameters.Add(new Parameter("", tokens[i].Text, ""));
			return header;
		}
		int open = 0;
		while (open < tokens.Count && !(tokens[open].Is("(") && open > 0 && tokens[open - 1].Text == function.Name))
			open++;
		List<Token> type = [.. tokens.Take(Math.Max(0, open - 1))];
		int at = 0;
		header.ReturnType = TypeReader.Read(type, ref at, function.Language) ?? "";
		foreach (List<Token> parameter in Split(tokens, open))
			header.Add(parameter, function.Language);
		return header;
	}

	/* by the commas in the parentheses */
	static IEnumerable<List<Token>> Split(IReadOnlyList<Token> tokens, int open)
	{
		List<Token> current = [];
		int depth = 0;
		for (int i = open; i < tokens.Count; i++) {
			bool opens = tokens[i].Is("(") || tokens[i].Is("["), closes = tokens[i].Is(")") || tokens[i].Is("]");
			depth += opens ? 1 : closes ? -1 : 0;
			if (depth == 0)
				break;
			if (depth == 1 && opens && current.Count == 0 && i == open)
				continue;
			if (depth == 1 && tokens[i].Is(",")) {
				yield return current;
				current = [];
			} else {
				current.Add(tokens[i]);
			}
		}
		if (current.Count > 0)
			yield return current;
	}

	void Add(List<Token> tokens, Language language)
	{
		int at = 0;
		bool caller = false;
		while (language == Language.CSharp && at < tokens.Count && tokens[at].Is("[")) {
			for (; at < tokens.Count && !tokens[at].Is("]"); at++)
				caller |= s_caller.Contains(tokens[at].Text);
			at++;
		}
		bool reference = at < tokens.Count && language == Language.CSharp && tokens[at].Raw is "out" or "ref" or "in";
		if (reference)
			at++;
		string? type = TypeReader.Read(tokens, ref at, language);
		if (type == null || (type == "void" && at == tokens.Count))
			return;
		string name = at < tokens.Count ? tokens[at].Text : "";
		string rest = string.Concat(tokens.Skip(at + 1).TakeWhile(t => !t.Is("=")).Select(t => t.Text));
		if (caller)
			Caller.Add(name);
		else
			Parameters.Add(new Parameter(type, name, rest, reference));
	}
}
