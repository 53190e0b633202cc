/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's #defines that are plain numbers, each under the header it stands in. They are int where C lets them
 * be, because a constant int goes with every C# integer type; what is unsigned long in C is ulong, so that C# wants
 * a cast where C makes a signed operand unsigned. */
namespace linux;

public static class constants
{
	/* include/linux/kernel.h, limits.h */
	public const ulong ULONG_MAX = ulong.MaxValue;
	public const int INT_MAX = int.MaxValue;
	public const uint UINT_MAX = uint.MaxValue;

	/* arch/x86/include/asm/page_types.h */
	public const int PAGE_SHIFT = 12;
	public const ulong PAGE_SIZE = 1ul << PAGE_SHIFT;
	public const ulong PAGE_MASK = ~((1ul << PAGE_SHIFT) - 1);
	public const int BITS_PER_LONG = 64;

	/* include/linux/fs.h */
	public const long MAX_LFS_FILESIZE = long.MaxValue;
	public const int SEEK_SET = 0, SEEK_CUR = 1, SEEK_END = 2, SEEK_DATA = 3, SEEK_HOLE = 4;
	public const uint ATTR_MODE = 1 << 0, ATTR_SIZE = 1 << 3;
	public const int AOP_WRITEPAGE_ACTIVATE = 0x80000, AOP_TRUNCATED_PAGE = 0x80001;

	/* include/uapi/asm-generic/errno-base.h, errno.h */
	public const int EPERM = 1, ENOENT = 2, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, EBADF = 9, EAGAIN = 11, ENOMEM = 12, EACCES = 13,
		EFAULT = 14, EBUSY = 16, EEXIST = 17, ENODEV = 19, EISDIR = 21, EINVAL = 22, EFBIG = 27, ENOSPC = 28, ESPIPE = 29,
		EOVERFLOW = 75, EOPNOTSUPP = 95;
	public const int MAX_ERRNO = 4095;

	/* include/uapi/linux/falloc.h */
	public const int FALLOC_FL_KEEP_SIZE = 0x01, FALLOC_FL_PUNCH_HOLE = 0x02, FALLOC_FL_NO_HIDE_STALE = 0x04,
		FALLOC_FL_COLLAPSE_RANGE = 0x08, FALLOC_FL_ZERO_RANGE = 0x10, FALLOC_FL_INSERT_RANGE = 0x20,
		FALLOC_FL_UNSHARE_RANGE = 0x40, FALLOC_FL_SPLIT_HPAGE = 0x80;

	/* mm/shmem.c */
	public const int SHMEM_HUGE_NEVER = 0, SHMEM_HUGE_ALWAYS = 1, SHMEM_HUGE_WITHIN_SIZE = 2, SHMEM_HUGE_ADVISE = 3,
		SHMEM_HUGE_DENY = -1, SHMEM_HUGE_FORCE = -2;
	public const ulong BLOCKS_PER_PAGE = PAGE_SIZE / 512;

	/* Kconfig, as the kernels of the transcripts were built */
	public const bool CONFIG_TRANSPARENT_HUGE_PAGECACHE = true, CONFIG_TRANSPARENT_HUGEPAGE = true, CONFIG_SHMEM = true, CONFIG_XARRAY_MULTI = true,
		CONFIG_NUMA = false, CONFIG_DEBUG_VM = true, CONFIG_READ_ONLY_THP_FOR_FS = false, CONFIG_SWAP = true;
}
