/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/swapops.h at v5.4, blob 877fd239b6ff */
namespace linux;

/* include/linux/mm_types.h */
public struct swp_entry_t
{
	public ulong val;
}

public unsafe partial class kernel
{
/* include/linux/swap.h, of a kernel without device memory, migration entries and memory failure */
public const int MAX_SWAPFILES_SHIFT = 5;
public const int MAX_SWAPFILES = 1 << MAX_SWAPFILES_SHIFT;

/* include/linux/xarray.h */
const int BITS_PER_XA_VALUE_ = BITS_PER_LONG - 1;

public const int SWP_TYPE_SHIFT = (BITS_PER_XA_VALUE_ - MAX_SWAPFILES_SHIFT);
public const ulong SWP_OFFSET_MASK = ((1ul << SWP_TYPE_SHIFT) - 1);

public static swp_entry_t swp_entry(ulong type, pgoff_t offset)
{
	swp_entry_t ret;

	ret.val = (type << SWP_TYPE_SHIFT) | (offset & SWP_OFFSET_MASK);
	return ret;
}

public static uint swp_type(swp_entry_t entry)
{
	return (uint)(entry.val >> SWP_TYPE_SHIFT);
}

public static pgoff_t swp_offset(swp_entry_t entry)
{
	return entry.val & SWP_OFFSET_MASK;
}

public static swp_entry_t radix_to_swp_entry(void *arg)
{
	swp_entry_t entry;

	entry.val = xa_to_value(arg);
	return entry;
}

public void *swp_to_radix_entry(swp_entry_t entry)
{
	return xa_mk_value(entry.val);
}

public static bool is_migration_entry(swp_entry_t swp)
{
	return false;
}

public static bool is_hwpoison_entry(swp_entry_t swp)
{
	return false;
}

public static bool non_swap_entry(swp_entry_t entry)
{
	return false;
}
}
