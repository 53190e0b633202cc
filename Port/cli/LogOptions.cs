// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;
using System.CommandLine.Parsing;

using linux.logs;

namespace linux.cli;

/// <summary>What replay and map are told about the log and the machine.</summary>
sealed class LogOptions
{
	const long FromLog = -1;
	const long DefaultSize = 512L << 20, DefaultMemory = 1L << 30, LeastMemory = 16L << 20, MostSwap = 15L << 40;

	static readonly (string Name, int Value)[] HugeModes = [
		("always", SHMEM_HUGE_ALWAYS), ("never", SHMEM_HUGE_NEVER), ("within_size", SHMEM_HUGE_WITHIN_SIZE), ("advise", SHMEM_HUGE_ADVISE),
	];

	readonly Argument<string> log = new("FILE") {
		Description = "An fsxops log, an strace log or a fio iolog, told apart by content",
	};
	readonly Option<string?> file = new("--file") {
		HelpName = "PATH",
		Description = "The file whose operations are replayed, where the log has several; else the one that is truncated, punched and allocated most",
	};
	readonly Option<bool> split = new("--split-hpage") {
		Description = "Issue every punch with FALLOC_FL_SPLIT_HPAGE, which only yang-v1 knows; the others answer -EOPNOTSUPP",
	};
	readonly Option<long> prefill = new("--prefill") {
		HelpName = "SIZE",
		Description = "Write the file full to SIZE before the first operation; 'log': as far as the log reaches",
		CustomParser = result => Value(result) == "log" ? FromLog : Size(result),
	};
	readonly Option<int?> huge = new("--huge") {
		HelpName = "always|never|within_size|advise",
		Description = "The mount's huge= option [default: always]",
		CustomParser = Huge,
	};
	readonly Option<long?> size = SizeOption("--size", "The mount's size= limit, 0 for none [default: 512M]");
	readonly Option<long?> memory = SizeOption("--memory", "The machine's memory; where the file does not fit, it is swapped out [default: 1G]");
	readonly Option<long?> swap = SizeOption("--swap", "The swap device [default: none, or 1G with --memory]");

	public void AddTo(Command command)
	{
		command.Arguments.Add(log);
		foreach (Option option in (Option[])[file, split, prefill, huge, size, memory, swap])
			command.Options.Add(option);
	}

	/// <summary>Reads the log.</summary>
	public LogFile Log(ParseResult parsed) => LogFile.Read(parsed.GetRequiredValue(log), parsed.GetValue(file));

	public machine_config Machine(ParseResult parsed)
	{
		long? ram = parsed.GetValue(memory);
		if (ram < LeastMemory)
			throw new LogException($"--memory: {Sizes.Format(ram.Value)} is too little, expected at least {Sizes.Format(LeastMemory)}");
		if (parsed.GetValue(swap) is > MostSwap and var slots)
			throw new LogException($"--swap: {Sizes.Format(slots)} is too much, expected at most {Sizes.Format(MostSwap)}");
		return new machine_config {
			huge = unchecked((byte)(parsed.GetValue(huge) ?? SHMEM_HUGE_ALWAYS)),
			max_blocks = Pages(parsed.GetValue(size) ?? DefaultSize),
			nr_pages = Pages(ram ?? DefaultMemory),
			nr_swap_pages = Pages(parsed.GetValue(swap) ?? (ram == null ? 0 : DefaultMemory)),
		};
	}

	/// <exception cref="LogException">This host has no room for such a machine.</exception>
	public static kernel Boot(string name, machine_config machine)
	{
		try {
			return kernels.boot(name, machine);
		} catch (OutOfMemoryException) {
			throw new LogException($"--memory, --swap: no room here for {Sizes.Format((long)(machine.nr_pages * PAGE_SIZE))} and {Sizes.Format((long)(machine.nr_swap_pages * PAGE_SIZE))}, expected less");
		}
	}

	public ReplayOptions Replay(ParseResult parsed, LogFile log)
	{
		long full = parsed.GetValue(prefill), limit = parsed.GetValue(size) ?? DefaultSize;
		if (full == FromLog)
			full = log.MinimumSize;
		if (limit != 0 && full > limit)
			throw new LogException($"--prefill: {Sizes.Format(full)} does not fit, expected at most --size {Sizes.Format(limit)}");
		return new ReplayOptions { Prefill = full, SplitHugePages = parsed.GetValue(split) };
	}

	static ulong Pages(long bytes) => ((ulong)bytes + PAGE_SIZE - 1) >> PAGE_SHIFT;

	static Option<long?> SizeOption(string name, string description) => new(name) {
		HelpName = "SIZE",
		Description = description,
		CustomParser = result => Size(result),
	};

	static string Value(ArgumentResult result) => result.Tokens[0].Value;

	static long Size(ArgumentResult result)
	{
		if (!Sizes.TryParse(Value(result), out long size, out string? error))
			result.AddError($"{Name(result)}: {error}");
		return size;
	}

	static int? Huge(ArgumentResult result)
	{
		foreach ((string name, int value) in HugeModes) {
			if (name == Value(result))
				return value;
		}
		result.AddError($"{Name(result)}: unknown mode '{Value(result)}', expected one of {string.Join(", ", HugeModes.Select(m => m.Name))}");
		return null;
	}

	static string Name(ArgumentResult result) => (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
}
