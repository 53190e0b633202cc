// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;

using linux.logs;

namespace linux.cli;

/// <summary>map FILE: which pages a file has after an operation, and who holds them.</summary>
static unsafe class MapCommand
{
	/* a line's index and counts beside its cells */
	const int Margin = 40;
	const int MostPages = 1 << 24;

	public static Command Build()
	{
		var command = new Command("map", "Shows the pages of the file after an operation of a log: huge, small, hole, swapped out, dirty, pinned");
		var options = new LogOptions();
		Option<string> kernel = KernelOption.One();
		var at = new Option<int?>("--at") {
			HelpName = "N",
			Description = "After operation N, 0 for before the first [default: the last]",
			CustomParser = result => (int?)KernelNumber.Parse(result, "--at", int.MaxValue),
		};
		var pages = new Option<long[]>("--page") {
			HelpName = "INDEX",
			Description = "Dump the page at this index: flags, mapping, counts, and every holder with the place that took it; may be given several times",
			Arity = ArgumentArity.OneOrMore,
			CustomParser = result => [.. result.Tokens.Select(token => KernelNumber.Parse(token.Value, result, "--page", long.MaxValue >> PAGE_SHIFT))],
		};

		options.AddTo(command);
		foreach (Option option in (Option[])[kernel, at, pages])
			command.Options.Add(option);
		command.SetAction(parsed => {
			machine_config machine = options.Machine(parsed);
			LogFile log = options.Log(parsed);
			int n = parsed.GetValue(at) ?? log.Operations.Length;
			if (n > log.Operations.Length)
				throw new LogException($"--at: {n} is out of range, expected at most {log.Operations.Length}, the operations of {log.Name}");
			return Show(parsed.InvocationConfiguration, parsed.GetRequiredValue(kernel), machine, log, options.Replay(parsed, log), n, parsed.GetValue(pages) ?? []);
		});
		return command;
	}

	static int Show(InvocationConfiguration console, string name, machine_config machine, LogFile log, ReplayOptions options, int n, long[] dumped)
	{
		using kernel kernel = LogOptions.Boot(name, machine);
		using var replayer = new Replayer(kernel, options);
		int rc = CommandLine.Done, done = 0;

		try {
			for (; done < n; done++)
				replayer.Execute(log.Operations[done]);
		} catch (Exception e) when (e is kernel_bug or no_progress) {
			console.Error.WriteLine($"{name}: {log.Name}:{log.Operations[done].Line}: operation {done + 1}, {log.Operations[done].Name}: {e.Message}");
			rc = CommandLine.KernelTrouble;
		}

		PageState[] states = States(kernel, replayer.File->f_inode);
		kstat stat = kernel.fstat(replayer.File);
		string after = done == 0 ? "before the first operation" : $"after operation {done} of {log.Operations.Length} ({log.Operations[done - 1].Name})";
		console.Output.WriteLine($"{log.Name} on {name} {after}: size={stat.size} pages={stat.blocks / BLOCKS_PER_PAGE}");
		int cells = Terminal.Is(console.Output) ? Console.WindowWidth - Margin : PageMap.PlainCells;
		PageMap.Write(console.Output, states, kernel.HPAGE_PMD_NR, cells);
		foreach (long index in dumped) {
			console.Output.WriteLine();
			console.Output.WriteLine(Dump(kernel, replayer.File->f_inode, (pgoff_t)index));
		}
		return rc;
	}

	/* up to the end of the file, or the last page beyond it */
	static PageState[] States(kernel kernel, inode* inode)
	{
		var states = new List<PageState>();
		var end = ((pgoff_t)inode->i_size + PAGE_SIZE - 1) >> PAGE_SHIFT;
		pgoff_t index = 0;

		for (void* entry = kernel.xa_find(&inode->i_mapping->i_pages, &index, ULONG_MAX, kernel.XA_PRESENT); entry != null;
		     entry = kernel.xa_find_after(&inode->i_mapping->i_pages, &index, ULONG_MAX, kernel.XA_PRESENT)) {
			AddHoles(index);
			states.Add(State(kernel, inode, entry, index));
		}
		AddHoles(end);
		return [.. states];

		void AddHoles(pgoff_t before)
		{
			if (before > MostPages)
				throw new LogException($"map: the file has {before} pages, expected at most {MostPages} to be shown");
			while ((pgoff_t)states.Count < before)
				states.Add(PageState.Hole);
		}
	}

	static PageState State(kernel kernel, inode* inode, void* entry, pgoff_t index)
	{
		if (kernel.xa_is_value(entry))
			return PageState.Swapped;
		page* head = kernel.compound_head(kernel.cached_page(inode, index));
		return (kernel.compound_order(head) > 0 ? PageState.Huge : PageState.Small)
			| (kernel.PageDirty(head) ? PageState.Dirty : 0)
			| (kernel.page_pins(head) > 0 ? PageState.Pinned : 0);
	}

	static string Dump(kernel kernel, inode* inode, pgoff_t index)
	{
		var entry = kernel.xa_load(&inode->i_mapping->i_pages, index);
		if (entry == null)
			return $"page {index}: a hole";
		if (kernel.xa_is_value(entry))
			return $"page {index}: swapped out, slot {kernel.swp_offset(kernel.radix_to_swp_entry(entry))}";
		return kernel.dump_page(kernel.cached_page(inode, index));
	}
}
