/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/bitops.h at v5.4 and asm-generic/bitops declare: plain operations on words of 64 bits */
namespace linux;

public unsafe partial class kernel
{
public static ulong BIT_MASK(int nr) => 1ul << nr;

public static void set_bit(int nr, ulong *addr) => addr[nr >> 6] |= 1ul << nr;
public static void clear_bit(int nr, ulong *addr) => addr[nr >> 6] &= ~(1ul << nr);
public static void change_bit(int nr, ulong *addr) => addr[nr >> 6] ^= 1ul << nr;
public static bool test_bit(int nr, ulong *addr) => (addr[nr >> 6] >> nr & 1) != 0;
public static void __set_bit(int nr, ulong *addr) => set_bit(nr, addr);
public static void __clear_bit(int nr, ulong *addr) => clear_bit(nr, addr);
public static void clear_bit_unlock(int nr, ulong *addr) => clear_bit(nr, addr);

public static bool test_and_set_bit(int nr, ulong *addr)
{
	ulong old = addr[nr >> 6];

	addr[nr >> 6] = old | 1ul << nr;
	return (old >> nr & 1) != 0;
}

public static bool test_and_clear_bit(int nr, ulong *addr)
{
	ulong old = addr[nr >> 6];

	addr[nr >> 6] = old & ~(1ul << nr);
	return (old >> nr & 1) != 0;
}

public static bool test_and_set_bit_lock(int nr, ulong *addr) => test_and_set_bit(nr, addr);
public static bool __test_and_set_bit(int nr, ulong *addr) => test_and_set_bit(nr, addr);
public static bool __test_and_clear_bit(int nr, ulong *addr) => test_and_clear_bit(nr, addr);

public static uint hweight_long(ulong w) => (uint)System.Numerics.BitOperations.PopCount(w);
public static int fls(uint x) => 32 - System.Numerics.BitOperations.LeadingZeroCount(x);
public static int fls64(ulong x) => 64 - System.Numerics.BitOperations.LeadingZeroCount(x);
public static uint fls_long(ulong l) => (uint)fls64(l);

/* the number of the lowest bit that is set (__ffs) or clear (ffz); undefined when there is none */
public static ulong __ffs(ulong word) => (ulong)System.Numerics.BitOperations.TrailingZeroCount(word);
public static ulong ffz(ulong word) => __ffs(~word);

public static int get_count_order(uint count)
{
	int order;

	order = fls(count) - 1;
	if ((count & (count - 1)) != 0)
		order++;
	return order;
}

/* size when there is none; size and offset count bits */
public static ulong find_next_bit(ulong *addr, ulong size, ulong offset)
{
	for (; offset < size; offset = (offset | 63) + 1) {
		ulong word = addr[offset >> 6] >> (int)(offset & 63);

		if (word != 0)
			return min(offset + __ffs(word), size);
	}
	return size;
}

public static ulong find_next_zero_bit(ulong *addr, ulong size, ulong offset)
{
	for (; offset < size; offset = (offset | 63) + 1) {
		ulong word = ~addr[offset >> 6] >> (int)(offset & 63);

		if (word != 0)
			return min(offset + __ffs(word), size);
	}
	return size;
}

public static ulong find_first_bit(ulong *addr, ulong size) => find_next_bit(addr, size, 0);
public static ulong find_first_zero_bit(ulong *addr, ulong size) => find_next_zero_bit(addr, size, 0);
public static bool bitmap_empty(ulong *src, uint nbits) => find_first_bit(src, nbits) == nbits;
public static bool bitmap_full(ulong *src, uint nbits) => find_first_zero_bit(src, nbits) == nbits;

public static void bitmap_fill(ulong *dst, uint nbits)
{
	for (uint nr = 0; nr < (nbits + 63) / 64; nr++)
		dst[nr] = nbits - nr * 64 >= 64 ? ~0ul : (1ul << (int)(nbits & 63)) - 1;
}

public static void bitmap_zero(ulong *dst, uint nbits)
{
	for (uint nr = 0; nr < (nbits + 63) / 64; nr++)
		dst[nr] = 0;
}
}
