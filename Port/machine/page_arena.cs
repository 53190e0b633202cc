/* SPDX-License-Identifier: GPL-2.0-only */
/* Page frames: a struct page for each, their contents, and the check of every page pointer that is followed.
 * Two bits of page->flags are the machine's own (MACHINE_FLAGS), above all that the kernel writes:
 * PG_machine_freed	the buddy allocator has the page: set when it is freed, cleared when it is allocated
 * PG_machine_zero	every byte of the frame is zero, so it need not be cleared (nor be backed by memory)
 * The buddy allocator sets both on a page that it takes into use for the first time. */
using System.Diagnostics.CodeAnalysis;

namespace linux;

public unsafe partial class kernel
{
	/// <summary>The struct pages, indexed by pfn; config.nr_pages of them.</summary>
	public page *mem_map;
	nuint mem_map_bytes;
	byte *frames;			/* contents: page frame n is at frames + n * PAGE_SIZE */
	void *mem_map_block, frames_block;

	/// <summary>How often the flags of a page were tested or changed after it had been freed.</summary>
	public long nr_stale_uses;

	page *stale_page;
	string stale_what = "", stale_file = "";
	int stale_line;

	/// <summary>The last of the nr_stale_uses: page, function, and the place where it is known. Empty when there was none.</summary>
	public string last_stale_use => nr_stale_uses == 0 ? "" :
		$"{stale_what}() of the free page pfn {page_to_pfn(stale_page)}" +
		(stale_file.Length == 0 ? "" : $" at {source_path.of(stale_file)}:{stale_line}");

	void page_arena_init()
	{
		ulong nr = config.nr_pages;

		mem_map_bytes = (nuint)nr * (nuint)sizeof(page);
		mem_map = (page *)reserve(mem_map_bytes, 64, out mem_map_block);
		frames = (byte *)reserve((nuint)(nr * PAGE_SIZE), (nuint)PAGE_SIZE, out frames_block);
	}

	[__puts("mem_map_block", "frames_block")]
	void page_arena_free()
	{
		NativeMemory.Free(mem_map_block);
		NativeMemory.Free(frames_block);
		mem_map = null;
		frames = null;
		mem_map_block = frames_block = null;
		mem_map_bytes = 0;
	}

	/* zeroed and, but for small machines, backed by memory only where it is written: on Linux 2 MiB at a time,
	 * since a fault for every frame costs more than all else that is done to it */
	static void *reserve(nuint size, nuint align, out void *block)
	{
		block = NativeMemory.AllocZeroed(size + align);
		void *start = (void *)(((nuint)block + align - 1) & ~(align - 1));
		if (OperatingSystem.IsLinux()) {
			nuint host_page = (nuint)start & ~(nuint)(Environment.SystemPageSize - 1);
			_ = host_madvise((void *)host_page, (nuint)start + size - host_page, HOST_MADV_HUGEPAGE);
		}
		return start;
	}

	const int HOST_MADV_HUGEPAGE = 14;

	[DllImport("libc", EntryPoint = "madvise")]
	static extern int host_madvise(void *addr, nuint length, int advice);

	/// <summary><paramref name="page"/>, if it points into mem_map; else a kernel_bug that says what it is instead.</summary>
	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	public page *check_page(page *page)
	{
		if ((nuint)page - (nuint)mem_map >= mem_map_bytes)
			bad_page_pointer(page, "", 0);
		return page;
	}

	/// <summary>check_page(), and a note in last_stale_use if the page is free: a real kernel would read on.</summary>
	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	public void page_used(page *page, string what, string file, int line)
	{
		if ((nuint)page - (nuint)mem_map >= mem_map_bytes)
			bad_page_pointer(page, file, line);
		if ((page->flags & 1ul << PG_machine_freed) != 0)
			stale_page_use(page, what, file, line);
	}

	[__no_context_analysis("a note of what was used, no reference")]
	[MethodImpl(MethodImplOptions.NoInlining)]
	void stale_page_use(page *page, string what, string file, int line)
	{
		nr_stale_uses++;
		stale_page = page;
		stale_what = what;
		stale_file = file;
		stale_line = line;
	}

	[MethodImpl(MethodImplOptions.NoInlining), DoesNotReturn]
	static void bad_page_pointer(page *page, string file, int line)
	{
		string what =
			((ulong)page & 1) != 0 ? "dereference of an XArray value" :
			page == null ? "dereference of NULL" :
			IS_ERR(page) ? "dereference of an error pointer" :
			"dereference of a pointer to no page";
		string details = $"page pointer {(ulong)page:x}";

		if (file.Length != 0)
			throw new kernel_bug(what, file, line, details);
		throw machine_bug(what, details);
	}

	/* a bug found below the headers: reported at the line of kernel text that called them */
	static kernel_bug machine_bug(string what, string details)
	{
		StackFrame[] stack = new StackTrace(1, true).GetFrames();
		StackFrame? at = null;

		foreach (StackFrame f in stack) {
			string file = source_path.of(f.GetFileName() ?? "");
			if (at != null && (file.Length == 0 || file.StartsWith("include/") || file == "machine/page_arena.cs"))
				continue;
			at = f;
			if (file.Length != 0 && !file.StartsWith("include/") && file != "machine/page_arena.cs")
				break;
		}
		return new kernel_bug(what, at?.GetFileName() ?? "", at?.GetFileLineNumber() ?? 0, details);
	}

	[MethodImpl(MethodImplOptions.NoInlining), DoesNotReturn]
	static void list_corruption(string what, list_head *entry, list_head *prev, list_head *next) =>
		throw machine_bug(what, $"entry {(ulong)entry:x}, prev {(ulong)prev:x}, next {(ulong)next:x}");

	/// <summary>Whether every byte of the page's frame is known to be zero. A kernel_bug if the page is free.</summary>
	public bool frame_is_zero(page *page)
	{
		ulong flags = check_page(page)->flags;

		if ((flags & 1ul << PG_machine_freed) != 0)
			throw free_page_access(page);
		return (flags & 1ul << PG_machine_zero) != 0;
	}

	kernel_bug free_page_access(page *page) => machine_bug("access to the contents of a free page", $"pfn {page_to_pfn(page)}");

	/// <summary>The PAGE_SIZE bytes of the page's frame, to be read only. A kernel_bug if the page is free.</summary>
	public byte *page_contents(page *page)
	{
		if ((check_page(page)->flags & 1ul << PG_machine_freed) != 0)
			throw free_page_access(page);
		return frames + page_to_pfn(page) * PAGE_SIZE;
	}

	/// <summary>The PAGE_SIZE bytes of the page's frame, to be read and written. A kernel_bug if the page is free.</summary>
	public void *page_address(page *page)
	{
		byte *addr = page_contents(page);

		page->flags &= ~(1ul << PG_machine_zero);
		return addr;
	}

	/// <summary>The page whose frame holds <paramref name="addr"/>.</summary>
	public page *virt_to_page(void *addr) => check_page(mem_map + (((byte *)addr - frames) >> PAGE_SHIFT));

	/* what an architecture does for highmem.h, on the start of a frame */
	public void clear_page(void *addr)
	{
		NativeMemory.Clear(addr, (nuint)PAGE_SIZE);
		virt_to_page(addr)->flags |= 1ul << PG_machine_zero;
	}

	public static void copy_page(void *to, void *from) => NativeMemory.Copy(from, to, (nuint)PAGE_SIZE);
	public void clear_user_page(void *addr, ulong vaddr, page *page) => clear_page(addr);
	public static void copy_user_page(void *to, void *from, ulong vaddr, page *page) => copy_page(to, from);
	public static void memset(void *s, int c, ulong n) => NativeMemory.Fill(s, (nuint)n, (byte)c);
	public static void memcpy(void *to, void *from, ulong n) => NativeMemory.Copy(from, to, (nuint)n);
	public static void flush_dcache_page(page *page) { }
	public static void flush_cache_page(vm_area_struct *vma, ulong addr, ulong pfn) { }
}
