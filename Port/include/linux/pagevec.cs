/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/pagevec.h at v5.4, blob 081d934eda64 */
namespace linux;

public unsafe struct pagevec
{
	public byte _nr;
	public bool percpu_pvec_drained;
	fixed ulong _pages[15];

	public uint nr {
		readonly get => _nr;
		set => _nr = (byte)value;
	}

	/* not for a pagevec that the garbage collector may move: they are locals, or in native memory */
	public page **pages => (page **)Unsafe.AsPointer(ref _pages[0]);
}

public unsafe partial class kernel
{
/* at most 15, which a pagevec has room for */
// PORT: set per kernel object
public int PAGEVEC_SIZE => config.pagevec_size;

public static void pagevec_init(pagevec *pvec)
{
	pvec->nr = 0;
	pvec->percpu_pvec_drained = false;
}

public static void pagevec_reinit(pagevec *pvec)
{
	pvec->nr = 0;
}

public static uint pagevec_count(pagevec *pvec)
{
	return pvec->nr;
}

public uint pagevec_space(pagevec *pvec)
{
	return (uint)PAGEVEC_SIZE - pvec->nr;
}

[__moves("page", into: "pvec->pages[]")]
public uint pagevec_add(pagevec *pvec, page *page)
{
	pvec->pages[pvec->nr++] = page;
	return pagevec_space(pvec);
}

[__puts("pvec->pages[]")]
public void pagevec_release(pagevec *pvec)
{
	if (pagevec_count(pvec))
		__pagevec_release(pvec);
}
}
