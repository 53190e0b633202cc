/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/percpu_counter.h at v5.4, as on one CPU: every read is exact */
namespace linux;

public struct percpu_counter
{
	public long count;
}

public unsafe partial class kernel
{
	public static int percpu_counter_init(percpu_counter *fbc, long amount, gfp_t gfp)
	{
		fbc->count = amount;
		return 0;
	}

	public static void percpu_counter_destroy(percpu_counter *fbc) { }
	public static void percpu_counter_set(percpu_counter *fbc, long amount) => fbc->count = amount;
	public static void percpu_counter_add(percpu_counter *fbc, long amount) => fbc->count += amount;
	public static void percpu_counter_sub(percpu_counter *fbc, long amount) => fbc->count -= amount;
	public static void percpu_counter_inc(percpu_counter *fbc) => fbc->count++;
	public static void percpu_counter_dec(percpu_counter *fbc) => fbc->count--;
	public static long percpu_counter_read(percpu_counter *fbc) => fbc->count;
	public static long percpu_counter_read_positive(percpu_counter *fbc) => fbc->count;
	public static long percpu_counter_sum(percpu_counter *fbc) => fbc->count;
	public static long percpu_counter_sum_positive(percpu_counter *fbc) => fbc->count;
	public static bool percpu_counter_initialized(percpu_counter *fbc) => true;

	/// <summary>1, 0 or -1 as the counter is greater than, equal to or less than <paramref name="rhs"/>.</summary>
	public static int percpu_counter_compare(percpu_counter *fbc, long rhs) => fbc->count.CompareTo(rhs);
}
