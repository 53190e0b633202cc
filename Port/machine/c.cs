/* SPDX-License-Identifier: GPL-2.0-only */
/* What C has and C# has not: truth of integers, offsetof, min/max, rounding to powers of two */
namespace linux;

public static class c_truth
{
	extension(int)
	{
		public static bool operator true(int x) => x != 0;
		public static bool operator false(int x) => x == 0;
		public static int operator !(int x) => x == 0 ? 1 : 0;
	}

	extension(uint)
	{
		public static bool operator true(uint x) => x != 0;
		public static bool operator false(uint x) => x == 0;
		public static int operator !(uint x) => x == 0 ? 1 : 0;
	}

	extension(long)
	{
		public static bool operator true(long x) => x != 0;
		public static bool operator false(long x) => x == 0;
		public static int operator !(long x) => x == 0 ? 1 : 0;
	}

	extension(ulong)
	{
		public static bool operator true(ulong x) => x != 0;
		public static bool operator false(ulong x) => x == 0;
		public static int operator !(ulong x) => x == 0 ? 1 : 0;
	}

	extension(byte)
	{
		public static bool operator true(byte x) => x != 0;
		public static bool operator false(byte x) => x == 0;
		public static int operator !(byte x) => x == 0 ? 1 : 0;
	}

	/* C adds conditions: lru + active */
	extension(bool)
	{
		public static int operator +(int n, bool x) => n + (x ? 1 : 0);
	}
}

public unsafe partial class kernel
{
	/* where offsetof() supposes its object: C takes 0, but the JIT checks that a field's object is there */
	public static readonly void *ANY = NativeMemory.AllocZeroed((nuint)PAGE_SIZE);

	/// <summary>The object that holds <paramref name="ptr"/>; <paramref name="member"/> is <c>&amp;((T *)ANY)->m</c>.</summary>
	public static void *container_of(void *ptr, void *member) => (byte *)ptr - ((byte *)member - (byte *)ANY);
	public static void *list_entry(list_head *ptr, list_head *member) => container_of(ptr, member);
	public static void *list_first_entry(list_head *ptr, list_head *member) => container_of(ptr->next, member);

	public static int min(int a, int b) => a < b ? a : b;
	public static uint min(uint a, uint b) => a < b ? a : b;
	public static long min(long a, long b) => a < b ? a : b;
	public static ulong min(ulong a, ulong b) => a < b ? a : b;
	public static int max(int a, int b) => a > b ? a : b;
	public static uint max(uint a, uint b) => a > b ? a : b;
	public static long max(long a, long b) => a > b ? a : b;
	public static ulong max(ulong a, ulong b) => a > b ? a : b;

	/* y is a power of two */
	public static ulong round_up(ulong x, ulong y) => ((x - 1) | (y - 1)) + 1;
	public static ulong round_up(ulong x, int y) => round_up(x, (ulong)y);
	public static long round_up(long x, long y) => ((x - 1) | (y - 1)) + 1;
	public static long round_up(long x, ulong y) => round_up(x, (long)y);
	public static ulong round_down(ulong x, ulong y) => x & ~(y - 1);
	public static ulong round_down(ulong x, int y) => round_down(x, (ulong)y);
	public static long round_down(long x, long y) => x & ~(y - 1);
	public static long round_down(long x, ulong y) => round_down(x, (long)y);
	public static ulong DIV_ROUND_UP(ulong n, ulong d) => (n + d - 1) / d;
	public static long DIV_ROUND_UP(long n, long d) => (n + d - 1) / d;
	public static int DIV_ROUND_UP(int n, int d) => (n + d - 1) / d;

	public static bool IS_ALIGNED(ulong x, ulong a) => (x & (a - 1)) == 0;
	public static bool IS_ALIGNED(ulong x, int a) => IS_ALIGNED(x, (ulong)a);

	public static bool likely(bool x) => x;
	public static bool unlikely(bool x) => x;
	public static bool unlikely(int x) => x != 0;
	public static bool unlikely(uint x) => x != 0;
	public static bool unlikely(ulong x) => x != 0;
	public static bool unlikely(void *x) => x != null;
	public static bool likely(void *x) => x != null;

	public static bool IS_ENABLED(bool config) => config;

	/* the model is sequentially consistent: plain accesses under the kernel's names */
	public static int READ_ONCE(int x) => x;
	public static uint READ_ONCE(uint x) => x;
	public static long READ_ONCE(long x) => x;
	public static ulong READ_ONCE(ulong x) => x;
	public static T *READ_ONCE<T>(T *x) where T : unmanaged => x;
	public static void WRITE_ONCE<T>(ref T x, T value) => x = value;
	public static void barrier() { }
	public static void smp_mb() { }
	public static void smp_wmb() { }
	public static void smp_rmb() { }
	public static void smp_mb__after_atomic() { }
	public static void smp_mb__before_atomic() { }

	/* errors in pointers: the last 4095 addresses */
	public static void *ERR_PTR(long error) => (void *)error;
	public static int PTR_ERR(void *ptr) => (int)(long)ptr;
	[__absent(true, "ptr")]
	public static bool IS_ERR(void *ptr) => (ulong)ptr >= unchecked((ulong)-MAX_ERRNO);
	[__absent(true, "ptr")]
	public static bool IS_ERR_OR_NULL(void *ptr) => ptr == null || IS_ERR(ptr);
	public static void *ERR_CAST(void *ptr) => ptr;
}
