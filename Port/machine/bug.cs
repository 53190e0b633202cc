/* SPDX-License-Identifier: GPL-2.0-only */
/* BUG(), VM_BUG_ON() and WARN_ON(), with the C text of their conditions */
namespace linux;

/// <summary>What would have been an oops: the condition's C text and where it stood.</summary>
public sealed class kernel_bug(string what, string file, int line, string details = "")
	: Exception($"{what} at {source_path.of(file)}:{line}{(details.Length == 0 ? "" : "\n" + details)}")
{
	/// <summary>The condition or the kind of the bug, as the kernel would print it.</summary>
	public string what { get; } = what;

	/// <summary>The port's file, from its kernel path on, and the line.</summary>
	public string site => $"{source_path.of(file)}:{line}";
}

/// <summary>The task went round and round and freed nothing.</summary>
public sealed class no_progress(long rounds)
	: Exception($"no progress: {rounds} rounds in which no page was freed")
{
}

/// <summary>Cuts a compile-time file name down to its path inside Port/.</summary>
public static class source_path
{
	public static string of(string file)
	{
		file = file.Replace('\\', '/');
		int at = file.LastIndexOf("/Port/", StringComparison.Ordinal);
		return at < 0 ? System.IO.Path.GetFileName(file) : file[(at + 6)..];
	}
}

public unsafe partial class kernel
{
	/// <summary>How many WARN_ON()s were true, and the last of them.</summary>
	public int nr_warnings;
	public string last_warning = "";

	public void BUG([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		throw new kernel_bug("BUG()", file, line);

	public void BUG_ON(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition)
			throw new kernel_bug($"BUG_ON({what})", file, line);
	}

	public void BUG_ON(int condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		BUG_ON(condition != 0, what, file, line);

	[Conditional("CONFIG_DEBUG_VM")]
	public void VM_BUG_ON(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition)
			throw new kernel_bug($"VM_BUG_ON({what})", file, line);
	}

	[Conditional("CONFIG_DEBUG_VM")]
	public void VM_BUG_ON_PAGE(bool condition, page *page, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition)
			throw new kernel_bug($"VM_BUG_ON_PAGE({what})", file, line, dump_page(page));
	}

	public bool WARN_ON(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (condition) {
			nr_warnings++;
			last_warning = $"WARN_ON({what}) at {source_path.of(file)}:{line}";
		}
		return condition;
	}

	public bool WARN_ON(ulong condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		WARN_ON(condition != 0, what, file, line);

	public bool WARN_ON_ONCE(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		WARN_ON(condition, what, file, line);

	public bool WARN_ONCE(bool condition, string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		WARN_ON(condition, message, file, line);

	public bool VM_WARN_ON_ONCE(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		WARN_ON(condition, what, file, line);
}
