/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/highmem.h at v5.4, blob ea5cdbd8c2c3: a kernel without high memory */
namespace linux;

public unsafe partial class kernel
{
public page *kmap_to_page(void *addr)
{
	return virt_to_page(addr);
}

public void *kmap(page *page)
{
	might_sleep();
	return page_address(page);
}

public void kunmap(page *page)
{
}

public void *kmap_atomic(page *page)
{
	// PORT: one task runs at a time
	return page_address(page);
}

/* the machine's: a mapping that nobody writes through, which leaves a frame that is known to be zero so */
public void *kmap_atomic_read(page *page)
{
	return page_contents(page);
}

public void kunmap_atomic(void *addr)
{
	// PORT: no frame is mapped, nothing is unmapped
}

public void clear_user_highpage(page *page, ulong vaddr)
{
	// PORT: a frame that is known to be zero need not be touched
	if (frame_is_zero(page)) return;
	void *addr = kmap_atomic(page);
	clear_user_page(addr, vaddr, page);
	kunmap_atomic(addr);
}

[__needs_valid("page")]
public void clear_highpage(page *page)
{
	// PORT: a frame that is known to be zero need not be touched
	if (frame_is_zero(page)) return;
	void *kaddr = kmap_atomic(page);
	clear_page(kaddr);
	kunmap_atomic(kaddr);
}

public void zero_user_segments(page *page,
	uint start1, uint end1,
	uint start2, uint end2)
{
	// PORT: a frame that is known to be zero need not be touched
	if (frame_is_zero(page)) return;
	// PORT: C# does no arithmetic with void *
	byte *kaddr = (byte *)kmap_atomic(page);

	BUG_ON(end1 > PAGE_SIZE || end2 > PAGE_SIZE);

	if (end1 > start1)
		memset(kaddr + start1, 0, end1 - start1);

	if (end2 > start2)
		memset(kaddr + start2, 0, end2 - start2);

	kunmap_atomic(kaddr);
	flush_dcache_page(page);
}

public void zero_user_segment(page *page,
	uint start, uint end)
{
	zero_user_segments(page, start, end, 0, 0);
}

public void zero_user(page *page,
	uint start, uint size)
{
	zero_user_segments(page, start, start + size, 0, 0);
}

public void copy_user_highpage(page *to, page *from,
	ulong vaddr, vm_area_struct *vma)
{
	byte *vfrom, vto;

	// PORT: a copy of zeroes is a clear
	if (frame_is_zero(from)) { clear_user_highpage(to, vaddr); return; }
	// PORT: only what is written needs a frame
	vfrom = (byte *)kmap_atomic_read(from);
	vto = (byte *)kmap_atomic(to);
	copy_user_page(vto, vfrom, vaddr, to);
	kunmap_atomic(vto);
	kunmap_atomic(vfrom);
}

public void copy_highpage(page *to, page *from)
{
	byte *vfrom, vto;

	// PORT: a copy of zeroes is a clear
	if (frame_is_zero(from)) { clear_highpage(to); return; }
	// PORT: only what is written needs a frame
	vfrom = (byte *)kmap_atomic_read(from);
	vto = (byte *)kmap_atomic(to);
	copy_page(vto, vfrom);
	kunmap_atomic(vto);
	kunmap_atomic(vfrom);
}
}
