// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>A statement, or the head of one, normalised: what both languages write becomes the same text.</summary>
/// <param name="Text">As C, for people.</param>
/// <param name="Key">What is compared.</param>
/// <param name="Raw">As it is written, without layout.</param>
sealed record CodeLine(string Text, string Key, string Raw)
{
	/// <summary>Where it stands in its file.</summary>
	public int FirstLine { get; init; }
	public int LastLine { get; init; }

	/// <summary>How far it is indented.</summary>
	public int Depth { get; init; }

	/// <summary>What it is cast to, which is no part of the key: C# may have more of them than C, never fewer.</summary>
	public IReadOnlyList<Cast> Casts { get; init; } = [];

	/// <summary>The rules that were applied to it.</summary>
	public IReadOnlySet<string> Rules { get; init; } = new HashSet<string>();
}
