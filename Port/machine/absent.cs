/* SPDX-License-Identifier: GPL-2.0-only */
/* What the ported text calls and this kernel is built without, or has no use for: idle page tracking, workingset
 * detection, cleancache, DAX, per-CPU data of more than one CPU, lockdep, tracepoints */
using System.Diagnostics.CodeAnalysis;

namespace linux;

public unsafe partial class kernel
{
	public static void clear_page_idle(page *page) { }

	public static void workingset_activation(page *page) { }

	public static void cleancache_put_page(page *page) { }
	public static void cleancache_invalidate_page(address_space *mapping, page *page) { }

	public static bool dax_mapping(address_space *mapping) => false;
	public static bool vma_is_dax(vm_area_struct *vma) => false;

	/* no userfaultfd */
	public static bool userfaultfd_missing(vm_area_struct *vma) => false;
	public static vm_fault_t handle_userfault(vm_fault *vmf, ulong reason) => VM_FAULT_SIGBUS;

	/* nothing reads ahead: no file is on a disk */
	public static void page_cache_sync_readahead(address_space *mapping, file_ra_state *ra, @file *filp, pgoff_t offset, ulong req_size) { }

	/* nor is a page of one to be written there */
	public static int filemap_flush(address_space *mapping) => 0;

	/* no file has huge pages but those of tmpfs */
	public static void filemap_nr_thps_inc(address_space *mapping) { }
	public static void filemap_nr_thps_dec(address_space *mapping) { }

	/* there is one kind of mapping with shadow entries to count, and it is not tmpfs */
	public static void mapping_set_update(xa_state *xas, address_space *mapping) { }

	public static T *get_cpu_var<T>(T *var) where T : unmanaged => var;
	public static void put_cpu_var(void *var) { }
	public static T *per_cpu<T>(T *var, int cpu) where T : unmanaged => var;
	public static T *this_cpu_ptr<T>(T *var) where T : unmanaged => var;
	public static int get_cpu() => 0;
	public static void put_cpu() { }

	public static void BUILD_BUG_ON([DoesNotReturnIf(true)] bool condition) => Debug.Assert(!condition);

	public void lockdep_assert_held(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (@lock->owner == 0)
			throw new kernel_bug("lockdep_assert_held()", file, line);
	}

	/* how a kernel without CONFIG_DEBUG_VM goes on after a bug */
	public static void pr_alert(string format, long a, ulong b) { }
	public static void dump_stack() { }
	public static void add_taint(uint flag, int lockdep_ok) { }
	const uint TAINT_BAD_PAGE = 5;
	const int LOCKDEP_NOW_UNRELIABLE = 1;

	/* what only files that are not of tmpfs have done to them */
	public bool try_to_release_page(page *page, gfp_t gfp_mask) =>
		throw machine_bug("try_to_release_page() of a page with private data", dump_page(page));
	public int add_to_page_cache_lru(page *page, address_space *mapping, pgoff_t offset, gfp_t gfp_mask) =>
		throw machine_bug("add_to_page_cache_lru() is not modelled", "");

	public static void trace_mm_lru_activate(page *page) { }
	public static void trace_mm_lru_insertion(page *page, lru_list lru) { }

	/*
	 * The reference that the page cache had to a small page is about to be nobody's, until page_cache_free_page()
	 * drops it; those that it had to a huge page are subtracted there without put_page().
	 */
	[__gets("page")]
	[__no_context_analysis("the reference that the page cache had")]
	public void trace_mm_filemap_delete_from_page_cache(page *page, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (!PageCompound(page))
			page_ref_taken(page, file, line);
		made_progress();
	}
}
