// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>
/// strace's output, with -f, -y, -t, -tt, -ttt, -r, -T or without. Descriptors, file offsets and shared mappings are
/// followed through open, dup, lseek, mmap, fork, ..., so that read, write and madvise say where in which file they act.
/// What strace cannot see, stores through a mapping, is not in the log and not in the replay.
/// </summary>
sealed partial class Strace(string file) : LogParser(file)
{
	const string NeverEnded = "<unfinished ...>";

	/// <summary>A call of the log that returned a value.</summary>
	readonly ref struct Call(Known known, Process process, ReadOnlySpan<byte> text, ReadOnlySpan<Range> args, ReadOnlySpan<byte> result, long value)
	{
		public readonly Known Known = known;
		public readonly Process Process = process;
		readonly ReadOnlySpan<byte> text = text;
		readonly ReadOnlySpan<Range> args = args;

		public string Name => Known.Name;
		public int Count => args.Length;
		public ReadOnlySpan<byte> this[int i] => text[args[i]];

		/// <summary>Everything between the parentheses.</summary>
		public ReadOnlySpan<byte> All => text;

		/// <summary>What follows the equals sign, a decorated descriptor perhaps.</summary>
		public readonly ReadOnlySpan<byte> Result = result;
		public readonly long Value = value;
	}

	delegate void Handler(Strace log, in Call call);

	/// <summary>A call that is understood; Arguments is how many it must have.</summary>
	sealed record Known(string Name, int Arguments, string Signature, Handler Run);

	readonly NameTable names = new();
	readonly Dictionary<int, Process> processes = [];
	readonly HashSet<string> seen = [];

	/* the tables that a pid shares unless it is seen being forked */
	readonly Process root = new([], new AddressSpace());
	Process? forking, forked;

	/* the start of a line that strace broke with a message of its own, and whose it was */
	byte[]? torn;
	int tornPid;

	public override LogFormat Format => LogFormat.Strace;
	public override string FormatName => "strace";

	public static bool Matches(ReadOnlySpan<byte> line)
	{
		ReadOnlySpan<byte> text = StraceLine.CutPrefix(line, out _);
		return IsMessage(text) || IsEvent(text) || text.StartsWith("<... "u8) || !StraceLine.CallName(text).IsEmpty;
	}

	public override void Parse(ReadOnlySpan<byte> line)
	{
		ReadOnlySpan<byte> text = StraceLine.CutPrefix(line, out int pid).TrimEnd(" \t"u8);
		if (torn != null) {
			byte[] whole = [.. torn, .. line];
			text = whole.AsSpan().TrimEnd(" \t"u8);
			pid = tornPid;
			torn = null;
		}
		int message = text.IndexOf("strace: Process "u8);
		if (message > 0 && text.EndsWith("tached"u8)) {
			(torn, tornPid) = (text[..message].ToArray(), pid);
			PassOver("strace's own messages");
			return;
		}
		Process process = Find(pid);

		if (IsEvent(text)) {
			if (text.StartsWith("+++"u8))
				Exit(pid, process);
		} else if (IsMessage(text)) {
			PassOver("strace's own messages");
		} else if (text.StartsWith("<... "u8)) {
			Resume(process, text);
		} else {
			Begin(process, text);
		}
	}

	public override void Finish()
	{
		if (torn != null)
			throw Error("the log ends in the middle of a call, expected 'name(arguments) = result'");
		Failed += processes.Values.Append(root).Count(p => p.Unfinished != null);
	}

	static bool IsEvent(ReadOnlySpan<byte> text) => text.StartsWith("+++ "u8) || text.StartsWith("--- "u8);

	static bool IsMessage(ReadOnlySpan<byte> text)
	{
		return text.IsEmpty || text.StartsWith("strace: "u8) || text.StartsWith("Process "u8) && (text.EndsWith("tached"u8) || text.EndsWith("suspended"u8) || text.EndsWith("resumed"u8));
	}

	Process Find(int pid)
	{
		if (pid == 0)
			return root;
		if (!processes.TryGetValue(pid, out Process? process)) {
			/* a child may run before its parent's fork returns */
			process = forked = forking == null ? root.Fork(shareFiles: true, shareMemory: true) : Child(forking, forking.Unfinished);
			processes[pid] = process;
		}
		return process;
	}

	static Process Child(Process parent, ReadOnlySpan<byte> call)
	{
		return parent.Fork(call.IndexOf("CLONE_FILES"u8) >= 0, call.IndexOf("CLONE_VM"u8) >= 0 || call.StartsWith("vfork"u8));
	}

	void Exit(int pid, Process process)
	{
		if (process.Unfinished != null)
			Failed++;
		process.Unfinished = null;
		processes.Remove(pid);
	}

	void Begin(Process process, ReadOnlySpan<byte> text)
	{
		ReadOnlySpan<byte> name = StraceLine.CallName(text);
		if (name.IsEmpty)
			throw Error($"{LogText.Quote(text)} is no strace line, expected 'name(arguments) = result'");

		Known? known = FindKnown(name);
		if (text.EndsWith("<unfinished ...>"u8)) {
			if (process.Unfinished != null)
				Failed++;
			process.Unfinished = known == null ? null : text[..^NeverEnded.Length].ToArray();
			if (known == null)
				PassOver(names.Get(name));
			else if (IsFork(known))
				forking = process;
		} else if (text.EndsWith("<detached ...>"u8)) {
			Failed++;
		} else if (known == null) {
			if (text.IndexOf(" = "u8) < 0)
				throw Error($"{LogText.Quote(text)} has no result, expected 'name(arguments) = result'");
			PassOver(names.Get(name));
		} else {
			Run(known, process, text);
		}
	}

	void Resume(Process process, ReadOnlySpan<byte> text)
	{
		const string Lead = "<... ", Tail = " resumed>";
		int end = text.IndexOf(" resumed>"u8);
		if (end < Lead.Length)
			throw Error($"{LogText.Quote(text)} is no strace line, expected '<... name resumed> arguments) = result'");

		ReadOnlySpan<byte> name = text[Lead.Length..end];
		Known? known = FindKnown(name);
		if (known == null)
			return; /* counted when it began */

		/* strace names no pid as long as there is one process */
		Process begun = process.Unfinished == null ? root : process;
		byte[]? head = begun.Unfinished;
		if (head == null || !StraceLine.CallName(head).SequenceEqual(name)) {
			PassOver($"{known.Name}, resumed without its beginning");
			return;
		}
		Joined++;
		byte[] whole = [.. head, .. text[(end + Tail.Length)..]];
		try {
			Run(known, process, whole);
		} finally {
			begun.Unfinished = null;
			if (forking == begun)
				forking = null;
		}
	}

	void Run(Known known, Process process, ReadOnlySpan<byte> text)
	{
		Span<Range> args = stackalloc Range[6];
		ReadOnlySpan<byte> inside = text[(known.Name.Length + 1)..];
		int count = StraceLine.Split(inside, args, out int close);
		if (count < 0)
			throw Error($"{known.Name}( has no closing parenthesis, expected {known.Signature} = result");

		ReadOnlySpan<byte> rest = inside[(close + 1)..].TrimStart((byte)' ');
		if (!rest.StartsWith("= "u8))
			throw Error($"{known.Name}(...) has no result, expected {known.Signature} = result");
		rest = rest[2..].TrimStart((byte)' ');
		if (!TryResult(rest, out long value))
			throw Error($"{known.Name} returned {LogText.Quote(rest)}, expected a number, -1 ERROR or ?");
		if (value < 0 || rest.IndexOf("(INJECTED)"u8) >= 0) {
			Failed++;
			return;
		}
		if (count < known.Arguments)
			throw Error($"{known.Name} has {count} arguments, expected {known.Signature} = result");
		known.Run(this, new Call(known, process, inside[..close], args[..count], rest, value));
	}

	/* what does not fit in a long (an address of the kernel's half) is no result of any call that is understood */
	static bool TryResult(ReadOnlySpan<byte> text, out long value)
	{
		value = -1;
		int end = text.IndexOfAny(" <"u8);
		ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
		if (word.SequenceEqual("?"u8))
			return true;
		if (word is [(byte)'-', ..])
			return LogText.ParseNumber(word[1..], out _) == NumberFault.None;
		if (LogText.ParseNumber(word, out ulong number) != NumberFault.None || number > long.MaxValue)
			return false;
		value = (long)number;
		return true;
	}

	static Known? FindKnown(ReadOnlySpan<byte> name)
	{
		foreach (Known known in Calls) {
			if (System.Text.Ascii.Equals(name, known.Name))
				return known;
		}
		return null;
	}
}
