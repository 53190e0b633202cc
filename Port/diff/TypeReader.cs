// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>Reads a type of C or of C# and says it as C would.</summary>
static class TypeReader
{
	/// <summary>What a declaration may begin with and its meaning does not depend on.</summary>
	static readonly HashSet<string> s_dropped = [
		"struct", "enum", "union", "const", "volatile", "static", "inline", "__always_inline", "noinline", "extern", "register",
		"__init", "__meminit", "__rcu", "__user", "__force", "__must_check", "__maybe_unused", "asmlinkage", "__cold", "__sched",
		"noinline_for_stack", "__inline", "__inline__", "__ref", "__weak", "__pure", "notrace", "__cpuidle", "__exit",
		"public", "internal", "private", "protected", "virtual", "override", "unsafe", "readonly", "sealed", "partial", "new",
	];

	static readonly HashSet<string> s_dropped_csharp = ["public", "internal", "private", "protected", "virtual", "override", "unsafe", "readonly", "sealed", "partial", "static", "const", "extern"];

	/// <summary>Words of C's own types.</summary>
	static readonly HashSet<string> s_words = ["unsigned", "signed", "long", "short", "int", "char", "void", "float", "double", "bool"];

	/* what C calls C#'s type */
	static string InC(string type) => type switch {
		"ulong" => "unsigned long",
		"uint" => "unsigned int",
		"ushort" => "unsigned short",
		"byte" => "unsigned char",
		"sbyte" => "signed char",
		_ => type,
	};

	static readonly HashSet<string> s_known = [
		"ulong", "uint", "ushort", "byte", "sbyte", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "loff_t", "pgoff_t", "gfp_t", "ssize_t", "size_t",
		"xa_mark_t", "vm_fault_t", "swp_entry_t", "pte_t", "pmd_t", "fgf_t", "sector_t", "blkcnt_t", "nuint", "nint", "pgd_t", "p4d_t", "pud_t", "uintptr_t", "__u32", "__u64",
	];

	static readonly HashSet<string> s_statements = ["return", "goto", "else", "case", "default", "sizeof", "if", "while", "for", "switch", "do", "break", "continue", "typeof", "NULL", "null", "true", "false", "new", "out", "ref", "stackalloc", "unchecked", "in"];

	/// <summary>A name that is certainly a type.</summary>
	public static bool IsKnown(string name) => s_known.Contains(name) || s_words.Contains(name);

	static bool IsDropped(Token token, Language language) => token.Kind == TokenKind.Word && token.Raw == token.Text
		&& (language == Language.C ? s_dropped : s_dropped_csharp).Contains(token.Text);

	/// <summary>struct or enum, as C says before the port's types of those names; null for others.</summary>
	public static string? Tag(string type)
	{
		string name = type.TrimEnd('*', ' ');
		if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || name.EndsWith("_t", StringComparison.Ordinal) || s_words.Contains(name))
			return null;
		return typeof(kernel).Assembly.GetType($"linux.{name}") is { IsValueType: true } found ? found.IsEnum ? "enum" : "struct" : null;
	}

	/// <summary>Reads a type with its stars, such as unsigned long or page **.</summary>
	/// <returns>Null, and nothing read, where there is none.</returns>
	public static string? Read(IReadOnlyList<Token> tokens, ref int at, Language language)
	{
		int p = at;
		if (Base(tokens, ref p, language) is not { } name)
			return null;
		string stars = Stars(tokens, ref p);
		at = p;
		return stars.Length > 0 ? $"{name} {stars}" : name;
	}

	/// <summary>Reads a type without its stars, which in C belong to each name of a declaration.</summary>
	public static string? Base(IReadOnlyList<Token> tokens, ref int at, Language language)
	{
		int p = at;
		bool tagged = false;
		SkipDropped(tokens, ref p, language, ref tagged);
		List<string> words = [];
		while (p < tokens.Count && tokens[p].Kind == TokenKind.Word && tokens[p].Raw == tokens[p].Text && language == Language.C && s_words.Contains(tokens[p].Text)) {
			words.Add(tokens[p++].Text);
			SkipDropped(tokens, ref p, language, ref tagged);
		}
		string name;
		if (words.Count > 0)
			name = OwnType(words);
		else if (p < tokens.Count && tokens[p].Kind == TokenKind.Word && !(tokens[p].Raw == tokens[p].Text && s_statements.Contains(tokens[p].Text)))
			name = tokens[p].Raw == tokens[p].Text && language == Language.CSharp ? InC(tokens[p].Text) : tokens[p].Text;
		else
			return null;
		at = words.Count > 0 ? p : p + 1;
		SkipDropped(tokens, ref at, language, ref tagged);
		return name;
	}

	/// <summary>Reads the stars before a name.</summary>
	public static string Stars(IReadOnlyList<Token> tokens, ref int at)
	{
		string stars = "";
		for (; at < tokens.Count && (tokens[at].Is("*") || tokens[at].Is("const") || tokens[at].Is("__rcu") || tokens[at].Is("__user") || tokens[at].Is("restrict")); at++)
			stars += tokens[at].Is("*") ? "*" : "";
		return stars;
	}

	static void SkipDropped(IReadOnlyList<Token> tokens, ref int at, Language language, ref bool any)
	{
		for (; at < tokens.Count && IsDropped(tokens[at], language); at++)
			any = true;
	}

	static string OwnType(List<string> words)
	{
		string sign = words.Contains("unsigned") ? "unsigned " : "";
		if (words.Contains("long"))
			return sign + "long";
		if (words.Contains("short"))
			return sign + "short";
		if (words.Contains("char"))
			return words.Contains("signed") ? "signed char" : "unsigned char";
		return words.Contains("unsigned") || words.Contains("int") || words.Contains("signed") ? sign + "int" : words[0];
	}
}
