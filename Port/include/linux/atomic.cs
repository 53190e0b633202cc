/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/atomic.h at v5.4 declares; one task runs at a time, so these are plain operations */
namespace linux;

public struct atomic_long_t
{
	public long counter;
}

public unsafe partial class kernel
{
public static int atomic_read(atomic_t *v) => v->counter;
public static void atomic_set(atomic_t *v, int i) => v->counter = i;
public static void atomic_set_release(atomic_t *v, int i) => v->counter = i;
public static void atomic_add(int i, atomic_t *v) => v->counter += i;
public static void atomic_sub(int i, atomic_t *v) => v->counter -= i;
public static void atomic_inc(atomic_t *v) => v->counter++;
public static void atomic_dec(atomic_t *v) => v->counter--;
public static int atomic_add_return(int i, atomic_t *v) => v->counter += i;
public static int atomic_sub_return(int i, atomic_t *v) => v->counter -= i;
public static int atomic_inc_return(atomic_t *v) => ++v->counter;
public static int atomic_dec_return(atomic_t *v) => --v->counter;
public static bool atomic_sub_and_test(int i, atomic_t *v) => (v->counter -= i) == 0;
public static bool atomic_inc_and_test(atomic_t *v) => ++v->counter == 0;
public static bool atomic_dec_and_test(atomic_t *v) => --v->counter == 0;
public static bool atomic_add_negative(int i, atomic_t *v) => (v->counter += i) < 0;

public static int atomic_cmpxchg(atomic_t *v, int old, int @new)
{
	int ret = v->counter;

	if (ret == old)
		v->counter = @new;
	return ret;
}

public static int atomic_xchg(atomic_t *v, int @new)
{
	int ret = v->counter;

	v->counter = @new;
	return ret;
}

public static bool atomic_add_unless(atomic_t *v, int a, int u)
{
	if (v->counter == u)
		return false;
	v->counter += a;
	return true;
}

public static bool atomic_inc_not_zero(atomic_t *v) => atomic_add_unless(v, 1, 0);

/* takes the counter to no less than zero; the old value minus one is returned whether or not it was stored */
public static int atomic_dec_if_positive(atomic_t *v)
{
	int dec = v->counter - 1;

	if (dec >= 0)
		v->counter = dec;
	return dec;
}

public static long atomic_long_read(atomic_long_t *v) => v->counter;
public static void atomic_long_set(atomic_long_t *v, long i) => v->counter = i;
public static void atomic_long_add(long i, atomic_long_t *v) => v->counter += i;
public static void atomic_long_sub(long i, atomic_long_t *v) => v->counter -= i;
public static void atomic_long_inc(atomic_long_t *v) => v->counter++;
public static void atomic_long_dec(atomic_long_t *v) => v->counter--;
public static long atomic_long_add_return(long i, atomic_long_t *v) => v->counter += i;
public static long atomic_long_inc_return(atomic_long_t *v) => ++v->counter;
public static long atomic_long_xchg(atomic_long_t *v, long @new)
{
	long ret = v->counter;

	v->counter = @new;
	return ret;
}
}
