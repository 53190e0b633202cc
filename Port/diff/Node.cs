// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

enum NodeKind
{
	Name,
	Number,
	Literal,
	Type,
	Prefix,
	Postfix,
	Binary,
	Conditional,
	Call,
	Index,
	Member,
	/// <summary>{ a, b }; its text is the type, where there is one.</summary>
	Initialiser,
	/// <summary>.name = value in an initialiser.</summary>
	Field,
	/// <summary>stackalloc T[n].</summary>
	StackArray,
}

/// <summary>An expression. What C# writes more than C, casts and suffixes of numbers, is kept apart from it.</summary>
sealed class Node(NodeKind kind, string text, params Node[] kids)
{
	public NodeKind Kind => kind;
	public string Text => text;
	public Node[] Kids => kids;

	/// <summary>The types it is cast to.</summary>
	public List<string> Casts { get; } = [];

	public bool Is(NodeKind what, string name) => kind == what && text == name;

	public bool IsCallOf(string name) => kind == NodeKind.Call && kids[0].Is(NodeKind.Name, name);

	/// <summary>The same casts on another expression.</summary>
	public Node With(Node other)
	{
		if (!ReferenceEquals(this, other))
			other.Casts.InsertRange(0, Casts);
		return other;
	}
}
