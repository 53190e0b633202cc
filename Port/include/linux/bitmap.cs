/* SPDX-License-Identifier: GPL-2.0-only */
/* What lib/xarray.c uses of include/linux/bitmap.h at v5.4 besides include/linux/bitops.cs */
namespace linux;

public unsafe partial class kernel
{
public static void bitmap_clear(ulong *map, uint start, uint len)
{
	for (uint nr = start; nr < start + len; nr++)
		__clear_bit((int)nr, map);
}
}
