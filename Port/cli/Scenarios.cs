// SPDX-License-Identifier: GPL-2.0-only
namespace linux.cli;

/// <summary>Carries out the scenarios that were run on real kernels, and writes a line for each as that run did.</summary>
/// <param name="boot">Makes a new kernel for each file.</param>
/// <param name="output">Takes the lines.</param>
public sealed unsafe class Scenarios(Func<kernel> boot, TextWriter output)
{
	const int Thp = 512, FilePages = 2 * Thp;
	const int Pinned = 9;

	public void Run()
	{
		Create();
		output.WriteLine("# punch one 4KiB page of one THP (4MiB file, 2nd THP untouched)");
		foreach (int page in (int[])[0, 1, 7, 8, 255, 256, 300, 510, 511])
			Punch($"punch page {page}", Bytes(page), Bytes(1));
		output.WriteLine("# range punches");
		Punch("punch whole THP 0", 0, Bytes(Thp));
		Punch("punch whole THP 1", Bytes(Thp), Bytes(Thp));
		Punch("punch both THPs", 0, Bytes(FilePages));
		Punch("punch straddle: half of each", Bytes(256), Bytes(512));
		Punch("punch first half of THP 0", 0, Bytes(256));
		Punch("punch second half of THP 0", Bytes(256), Bytes(256));
		Punch("punch all but page 0", Bytes(1), Bytes(511));
		Punch("punch all but page 511", 0, Bytes(511));
		Punch("punch all but first and last", Bytes(1), Bytes(510));
		Punch("punch unaligned 100+5000", 100, 5000);
		Punch("punch inside one page", 100, 1000);
		Punch("punch 2 bytes across a page edge", Bytes(1) - 1, 2);
		Punch("punch 2 bytes across the THP edge", Bytes(Thp) - 1, 2);
		Punch("punch 2 pages across the THP edge", Bytes(Thp - 1), Bytes(2));
		Punch("punch THP 0 and one byte", 0, Bytes(Thp) + 1);
		Punch("punch all but first and last byte", 1, Bytes(FilePages) - 2);
		Punch("punch past EOF", Bytes(FilePages - 1), Bytes(Thp));
		Punch("punch wholly past EOF", Bytes(FilePages), Bytes(Thp));
		Pins();
	}

	static long Bytes(long pages) => pages << PAGE_SHIFT;

	void Create()
	{
		const int Pages = 4 * Thp;
		output.WriteLine("# create");

		using (var f = new ScenarioFile(boot())) {
			f.Map(Pages);
			for (int page = 0; page < Pages; page++)
				f.MapWrite(page);
			output.WriteLine($"mmap-write 8MiB: {f.Blocks} {f.HugeKb} fs+{f.UsedBlocks} alloc+{f.Event(THP_FILE_ALLOC)} {f.Splits}"
				+ $" smaps.ShmemPmdMapped={f.PmdMappedKb}kB {f.Layout()}");
		}
		using (var f = new ScenarioFile(boot())) {
			f.Fallocate(Bytes(Pages));
			output.WriteLine($"fallocate 8MiB: {f.Blocks} {f.HugeKb} {f.Extents()} {f.Layout()}");
		}
		using (var f = new ScenarioFile(boot())) {
			for (int page = 0; page < Pages; page++)
				f.Write(page);
			output.WriteLine($"pwrite 4KiB steps, no ftruncate first: {f.Blocks} {f.HugeKb} {f.Layout()}");
		}
		using (var f = new ScenarioFile(boot())) {
			f.Truncate(Bytes(Pages));
			f.WriteByte(Bytes(Thp));
			output.WriteLine($"one byte pwrite in a sparse 8MiB file: {f.Blocks} {f.HugeKb} {f.Extents()}");
		}
	}

	void Punch(string name, long offset, long length)
	{
		using var f = Full();
		Step(f, name, () => f.Punch(offset, length));
	}

	ScenarioFile Full()
	{
		var f = new ScenarioFile(boot());
		for (int page = 0; page < FilePages; page++)
			f.Write(page);
		return f;
	}

	void Step(ScenarioFile f, string name, Func<int> action)
	{
		f.Mark();
		int rc = action();
		output.WriteLine($"{name}: rc={rc} size={f.Size} {f.Blocks} {f.Splits} {f.Extents()} {f.Data(FilePages)} {f.Layout()}");
	}

	void Pins()
	{
		output.WriteLine("# extra references while punching page 3 of THP 0");
		using (var f = Full()) {
			f.Map(FilePages);
			int r = f.Vmsplice(Pinned);
			Step(f, $"vmsplice pin of page 9 (r={r})", () => f.Punch(Bytes(3), Bytes(1)));
			Step(f, "  again page 4, still pinned", () => f.Punch(Bytes(4), Bytes(1)));
			Step(f, "  whole THP 0, still pinned", () => f.Punch(0, Bytes(Thp)));
			(int stamp, int value) = f.PipePage();
			output.WriteLine($"   pipe page read back after punch: r={r} stamp={stamp} byte={value}");
			f.ClosePipe();
			Step(f, "  after unpin, page 5", () => f.Punch(Bytes(5), Bytes(1)));
		}
		using (var f = Full()) {
			f.Map(FilePages);
			f.Vmsplice(Pinned);
			Step(f, "vmsplice pin, punch 3 (fails)", () => f.Punch(Bytes(3), Bytes(1)));
			f.ClosePipe();
			Step(f, "  unpinned, punch 4", () => f.Punch(Bytes(4), Bytes(1)));
			Step(f, "  punch 3 again", () => f.Punch(Bytes(3), Bytes(1)));
		}
		using (var f = Full()) {
			f.Map(FilePages);
			int r = f.Vmsplice(3);
			f.Unmap();
			Step(f, "vmsplice pin of the punched page itself, unmapped", () => f.Punch(Bytes(3), Bytes(1)));
			output.WriteLine($"   pipe page now: r={r} byte={f.PipePage().Value}");
		}
		using (var f = Full()) {
			int r = f.Splice(Pinned);
			Step(f, $"splice(file->pipe) reference on page 9 (r={r})", () => f.Punch(Bytes(3), Bytes(1)));
			f.ClosePipe();
			Step(f, "  after close, page 4", () => f.Punch(Bytes(4), Bytes(1)));
		}
		using (var f = Full()) {
			f.Map(FilePages);
			f.Vmsplice(Pinned);
			f.Mark();
			f.Truncate(Bytes(256));
			string blk = f.Blocks.Replace("blk=", "blk ");
			int rc = f.Truncate(Bytes(FilePages));
			output.WriteLine($"truncate to 1MiB, pinned ({blk}), then back: rc={rc} size={f.Size} {f.Blocks} {f.Splits} {f.Extents()} {f.Data(FilePages)} {f.Layout()}");
		}
		using (var f = Full()) {
			f.Map(FilePages);
			f.Vmsplice(Pinned);
			Step(f, "pinned, straddle punch [1M,3M)", () => f.Punch(Bytes(256), Bytes(512)));
		}
	}
}
