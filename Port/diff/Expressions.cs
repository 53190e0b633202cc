// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>What a function's lines are rewritten by: its language, its names, who called it.</summary>
sealed class Scope(Language language, Header header, Action<string> fired)
{
	public Language Language => language;
	public Header Header => header;
	public Action<string> Fired => fired;

	/// <summary>The types of its parameters and variables.</summary>
	public Dictionary<string, string> Types { get; } = [];

	/// <summary>What such a variable hides, where it does, and how deep it is declared.</summary>
	public Dictionary<string, int> Hidden { get; } = [];

	/// <summary>Ends what is declared deeper than this.</summary>
	public void Leave(int depth)
	{
		foreach ((string name, int declared) in Hidden) {
			if (declared > depth)
				Hidden.Remove(name);
		}
	}

	/// <summary>A variable that has an underscore because it hides another.</summary>
	public bool IsShadow(string name) => language == Language.CSharp && name.Length > 1 && name[^1] == '_' && name[^2] != '_' && Types.ContainsKey(name);
}

/// <summary>Brings the expressions of both languages to one form.</summary>
sealed class Expressions(Scope scope)
{
	/// <summary>What the kernel has one of, and the kernel object a pointer to.</summary>
	static readonly HashSet<string> s_globals = [
		"shmem_aops", "shmem_swaplist", "shmem_swaplist_mutex", "khugepaged_mm_lock", "khugepaged_scan", "khugepaged_wait", "init_mm",
	];

	/* which argument of a macro is a condition */
	static int ConditionOf(string macro) => macro switch {
		"likely" or "unlikely" or "BUG_ON" or "BUILD_BUG_ON" or "WARN_ON" or "WARN_ON_ONCE" or "RCU_LOCKDEP_WARN" => 0,
		"VM_BUG_ON" or "VM_BUG_ON_PAGE" or "VM_BUG_ON_VMA" or "VM_BUG_ON_MM" or "VM_BUG_ON_PGFLAGS" or "VM_WARN_ON" or "VM_WARN_ON_ONCE" or "VM_WARN_ON_ONCE_PAGE" => 0,
		"XA_BUG_ON" or "XA_NODE_BUG_ON" => 1,
		_ => -1,
	};

	static readonly HashSet<string> s_entries = [
		"container_of", "list_entry", "list_first_entry", "list_last_entry", "list_first_entry_or_null", "list_next_entry", "list_prev_entry", "rb_entry", "hlist_entry", "list_entry_rcu",
	];

	public Node Rewrite(Node node)
	{
		var kids = new Node[node.Kids.Length];
		for (int i = 0; i < kids.Length; i++)
			kids[i] = node.Kind == NodeKind.Member && i == 1 ? node.Kids[1] : Rewrite(node.Kids[i]);
		var same = new Node(node.Kind, node.Text, kids);
		same.Casts.AddRange(node.Casts);
		return node.Kind switch {
			NodeKind.Name => Name(same),
			NodeKind.Prefix => Prefix(same),
			NodeKind.Binary => Binary(Counted(same)),
			NodeKind.Index => Counted(same),
			NodeKind.Conditional => Conditional(same, kids),
			NodeKind.Call => Call(same),
			NodeKind.Member => Member(same),
			NodeKind.Initialiser when same.Text.Length > 0 => same.With(new Node(NodeKind.Initialiser, "", kids)),
			NodeKind.Initialiser or NodeKind.Field => Fired(Rules.Initialiser, same),
			_ => same,
		};
	}

	/* a truth value as a number */
	Node Conditional(Node node, Node[] kids)
	{
		if (kids[1].Is(NodeKind.Number, "1") && kids[2].Is(NodeKind.Number, "0") && Truth(kids[0]) is { } truth)
			return Fired(Rules.Flag, node.With(truth));
		Node condition = Condition(kids[0]);
		return node.With(new Node(NodeKind.Conditional, "?", condition, kids[1], kids[2]));
	}

	/* what is 0 or 1 by itself, or is made so */
	Node? Truth(Node node)
	{
		if (node.Is(NodeKind.Prefix, "!") || (node.Kind == NodeKind.Binary && node.Text is "==" or "!=" or "<" or ">" or "<=" or ">=" or "&&" or "||"))
			return node;
		if (scope.Language == Language.CSharp)
			return node.Kind == NodeKind.Call || (node.Kind == NodeKind.Name && scope.Types.GetValueOrDefault(node.Text) == "bool") ? node : null;
		return new Node(NodeKind.Binary, "!=", node, new Node(NodeKind.Number, "0"));
	}

	Node Fired(string rule, Node node)
	{
		scope.Fired(rule);
		return node;
	}

	Node Name(Node node)
	{
		string name = node.Text;
		if (name == "null" && scope.Language == Language.CSharp)
			return Fired(Rules.Null, node.With(new Node(NodeKind.Name, "NULL")));
		if (name == "ULONG_MAX")
			return Largest(node);
		/* C# alone can mean what is hidden in C */
		if (scope.Hidden.ContainsKey(name))
			return node.With(new Node(NodeKind.Name, name + "'"));
		if (scope.IsShadow(name))
			return Fired(Rules.Shadow, node.With(new Node(NodeKind.Name, name[..^1])));
		if (scope.Language == Language.CSharp && name.EndsWith("_fn_ptr", StringComparison.Ordinal) || name is "__activate_page_ptr")
			return Fired(Rules.Function, node.With(new Node(NodeKind.Name, name[..^4])));
		return node;
	}

	Node Largest(Node node)
	{
		var one = new Node(NodeKind.Number, "1");
		one.Casts.Add("#ul");
		scope.Fired(Rules.Largest);
		return node.With(new Node(NodeKind.Prefix, "-", one));
	}

	static bool IsNull(Node node) => node.Is(NodeKind.Name, "NULL");

	static bool IsNothing(Node node) => IsNull(node) || node.Is(NodeKind.Number, "0");

	static string ZeroRule(Node node) => IsNull(node) ? Rules.Null : Rules.Zero;

	/// <summary>An expression that is only asked whether it is zero.</summary>
	public Node Condition(Node node)
	{
		if (node.Kind == NodeKind.Binary && node.Text == "!=" && IsNothing(node.Kids[1])) {
			scope.Fired(ZeroRule(node.Kids[1]));
			return Condition(node.Kids[0]);
		}
		if (node.Is(NodeKind.Prefix, "!") && node.Kids[0].Is(NodeKind.Prefix, "!"))
			return Condition(node.Kids[0].Kids[0]);
		return Kept(node, s_narrow.Contains);
	}

	Node Prefix(Node node)
	{
		Node operand = node.Kids[0];
		if (node.Text == "!")
			return node.With(new Node(NodeKind.Prefix, "!", Condition(operand)));
		if (node.Text == "&" && operand.Kind == NodeKind.Name && s_globals.Contains(operand.Text))
			return Fired(Rules.Global, node.With(operand));
		if (node.Text == "&" && scope.Language == Language.CSharp && operand.Kind == NodeKind.Name && !scope.Types.ContainsKey(operand.Text) && IsFunction(operand.Text))
			return Fired(Rules.Function, node.With(operand));
		if (scope.Language == Language.C && node.Text == "&" && (operand.IsCallOf("get_cpu_var") || operand.IsCallOf("per_cpu")))
			return Fired(Rules.PerCpu, node.With(operand));
		return node;
	}

	Node Binary(Node node)
	{
		Node left = node.Kids[0], right = node.Kids[1];
		if (node.Text is "<<" or ">>" && scope.Language == Language.C)
			right.Casts.RemoveAll(type => type[0] != '#');
		if (node.Text is "&&" or "||")
			return node.With(new Node(NodeKind.Binary, node.Text, Condition(left), Condition(right)));
		if (node.Text == "==" && IsNothing(right)) {
			scope.Fired(ZeroRule(right));
			return node.With(new Node(NodeKind.Prefix, "!", Condition(left)));
		}
		if (node.Text == "=" && left.Kind == NodeKind.Name && scope.Types.GetValueOrDefault(left.Text) == "bool")
			return node.With(new Node(NodeKind.Binary, "=", left, Condition(right)));
		return node;
	}

	static readonly HashSet<string> s_narrow = ["unsigned char", "signed char", "unsigned short", "short", "u8", "s8", "u16", "s16"],
		s_signed = ["int", "long", "loff_t", "ssize_t", "s32", "s64", "nint"];

	/* casts that no operand has by itself: what a pointer is counted on from, in bytes where it is void * of C, and what makes a number narrower, or signed where that matters */
	static Node Counted(Node node)
	{
		bool pointer = node.Kind == NodeKind.Index || node.Text is "+" or "-", signed = node.Text is "<" or ">" or "<=" or ">=" or "/" or "%";
		if (node.Kind == NodeKind.Binary && ExpressionParser.Precedence(node.Text) <= 2)
			return node;
		for (int i = 0; i < node.Kids.Length; i++) {
			if (signed || (node.Text == ">>" && i == 0))
				KeepSigned(node.Kids[i]);
			node.Kids[i] = Kept(node.Kids[i], type => type[^1] == '*' ? pointer && !(node.Kind == NodeKind.Index && i > 0)
				: s_narrow.Contains(type) || (signed && s_signed.Contains(type)) || (node.Text == ">>" && i == 0 && type[0] != '#'));
		}
		return node;
	}

	/* what is signed makes signed whatever is computed from it */
	static void KeepSigned(Node node)
	{
		if (!(node.Kind == NodeKind.Prefix && node.Text is "-" or "~") && !(node.Kind == NodeKind.Binary && node.Text is "+" or "-" or "*" or "&" or "|" or "^" or "<<"))
			return;
		for (int i = 0; i < (node.Text == "<<" ? 1 : node.Kids.Length); i++) {
			KeepSigned(node.Kids[i]);
			node.Kids[i] = Kept(node.Kids[i], s_signed.Contains);
		}
	}

	static Node Kept(Node node, Predicate<string> matters)
	{
		int at = node.Casts.FindIndex(matters);
		if (at < 0)
			return node;
		string type = node.Casts[at] == "void *" ? "unsigned char *" : node.Casts[at];
		node.Casts.RemoveAt(at);
		return new Node(NodeKind.Prefix, $"({type})", node);
	}

	/* (&x)->m is x.m, and what is one of the kernel's is pointed to */
	Node Member(Node node)
	{
		Node of = node.Kids[0];
		if (node.Text == "->" && of.Kind == NodeKind.Prefix && of.Text == "&" && of.Casts.Count == 0)
			return node.With(new Node(NodeKind.Member, ".", of.Kids[0], node.Kids[1]));
		if (node.Text == "." && scope.Language == Language.C && of.Kind == NodeKind.Name && s_globals.Contains(of.Text))
			return Fired(Rules.Global, node.With(new Node(NodeKind.Member, "->", of, node.Kids[1])));
		return node;
	}

	/* the kernel's functions that are passed on by address */
	static bool IsFunction(string name) => name.EndsWith("_free", StringComparison.Ordinal) || name.EndsWith("_fn", StringComparison.Ordinal);

	Node Call(Node node)
	{
		string name = node.Kids[0].Kind == NodeKind.Name ? node.Kids[0].Text : "";
		Node[] kids = node.Kids;
		if (scope.Header.Caller.Count > 0)
			kids = WithoutCaller(kids);
		if (kids[0].Is(NodeKind.Prefix, "*")) {
			scope.Fired(Rules.Pointer);
			kids[0] = kids[0].Kids[0];
		}
		if (scope.Language == Language.CSharp && kids.Length > 1 && kids[1].Is(NodeKind.Name, "this")) {
			scope.Fired(Rules.Pointer);
			kids = [kids[0], .. kids[2..]];
		}
		if (scope.Language == Language.C && name is "this_cpu_ptr" && kids.Length == 2 && kids[1].Is(NodeKind.Prefix, "&")) {
			scope.Fired(Rules.PerCpu);
			kids[1] = kids[1].Kids[0];
		}
		int condition = ConditionOf(name) + 1;
		if (condition > 0 && condition < kids.Length)
			kids[condition] = Condition(kids[condition]);
		var call = node.With(new Node(NodeKind.Call, "", kids));
		return scope.Language == Language.CSharp && s_entries.Contains(name) ? Entry(call) : scope.Language == Language.C && s_entries.Contains(name) ? CEntry(call, name) : call;
	}

	Node[] WithoutCaller(Node[] kids)
	{
		int keep = kids.Length;
		while (keep > 1 && kids[keep - 1].Kind == NodeKind.Name && scope.Header.Caller.Contains(kids[keep - 1].Text))
			keep--;
		if (keep == kids.Length)
			return kids;
		scope.Fired(Rules.Caller);
		return kids[..keep];
	}

	/* (T *)list_entry(p, &((T *)ANY)->member) */
	Node Entry(Node call)
	{
		Node[] kids = call.Kids;
		if (kids.Length != 3 || !kids[2].Is(NodeKind.Prefix, "&"))
			return call;
		Node member = kids[2].Kids[0], root = member;
		string path = "", first = "";
		while (root.Kind == NodeKind.Member) {
			first = root.Text;
			path = path.Length == 0 ? root.Kids[1].Text : $"{root.Kids[1].Text}.{path}";
			root = root.Kids[0];
		}
		string? type = root.Casts.Count == 1 && root.Casts[0].EndsWith(" *", StringComparison.Ordinal) ? root.Casts[0] : null;
		if (type == null || first != "->" || !(root.Is(NodeKind.Name, "ANY") || IsNull(root)) || call.Casts.Count == 0 || call.Casts[^1] != type)
			return call;
		scope.Fired(Rules.Entry);
		var entry = new Node(NodeKind.Call, "", kids[0], kids[1], new Node(NodeKind.Type, type[..^2]), new Node(NodeKind.Name, path));
		entry.Casts.AddRange(call.Casts.SkipLast(1));
		return entry;
	}

	/* (p, struct T, a.b): the path is one name */
	static Node CEntry(Node call, string name)
	{
		Node[] kids = call.Kids;
		if (name is "list_next_entry" or "list_prev_entry" || kids.Length != 4)
			return call;
		string type = kids[2].Text, path = Path(kids[3]);
		return call.With(new Node(NodeKind.Call, "", kids[0], kids[1], new Node(NodeKind.Type, type), new Node(NodeKind.Name, path)));
	}

	static string Path(Node node) => node.Kind == NodeKind.Member ? $"{Path(node.Kids[0])}.{node.Kids[1].Text}" : node.Text;
}
