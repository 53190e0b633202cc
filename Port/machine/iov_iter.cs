/* SPDX-License-Identifier: GPL-2.0-only */
/* Where read() and write() copy to and from: one segment of user memory, or a pipe that takes page references */
namespace linux;

public unsafe struct kiocb
{
	public @file *ki_filp;
	public loff_t ki_pos;
}

public unsafe struct iov_iter
{
	public byte *iov_base;	/* null: a pipe */
	public ulong count;
	public page *piped;	/* the last page that went into the pipe */
}

public unsafe partial class kernel
{
	static bool iter_is_iovec(iov_iter *i) => i->iov_base != null;
	static ulong iov_iter_count(iov_iter *i) => i->count;

	ulong copy_page_to_iter(page *page, ulong offset, ulong bytes, iov_iter *i)
	{
		bytes = min(bytes, i->count);
		if (iter_is_iovec(i)) {
			byte *kaddr = (byte *)kmap_atomic_read(page);
			Buffer.MemoryCopy(kaddr + offset, i->iov_base, bytes, bytes);
			i->iov_base += bytes;
		} else {
			pin_page(page, "pipe");
			i->piped = page;
		}
		i->count -= bytes;
		return bytes;
	}

	ulong iov_iter_copy_from_user_atomic(page *page, iov_iter *i, ulong offset, ulong bytes)
	{
		byte *kaddr = (byte *)kmap_atomic(page);
		Buffer.MemoryCopy(i->iov_base, kaddr + offset, bytes, bytes);
		kunmap_atomic(kaddr);
		return bytes;
	}

	static void iov_iter_advance(iov_iter *i, ulong bytes)
	{
		i->iov_base += bytes;
		i->count -= bytes;
	}
}
