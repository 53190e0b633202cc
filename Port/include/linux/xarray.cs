/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/xarray.h at v5.4, blob 86eecbd98e84 */
#define CONFIG_XARRAY_MULTI

global using unsafe xa_update_node_t = delegate*<linux.kernel, linux.xa_node *, void>;

namespace linux;

public unsafe partial class kernel
{
public const int BITS_PER_XA_VALUE = (BITS_PER_LONG - 1);

public void *xa_mk_value(ulong v)
{
	WARN_ON((long)v < 0);
	return (void *)((v << 1) | 1);
}

public static ulong xa_to_value(void *entry)
{
	return (ulong)entry >> 1;
}

[__absent(true, "entry")]
public static bool xa_is_value(void *entry)
{
	return ((ulong)entry & 1) != 0;
}

public static void *xa_tag_pointer(void *p, ulong tag)
{
	return (void *)((ulong)p | tag);
}

public static void *xa_untag_pointer(void *entry)
{
	return (void *)((ulong)entry & ~3UL);
}

public static uint xa_pointer_tag(void *entry)
{
	return (uint)((ulong)entry & 3UL);
}

public static void *xa_mk_internal(ulong v)
{
	return (void *)((v << 2) | 2);
}

public static ulong xa_to_internal(void *entry)
{
	return (ulong)entry >> 2;
}

public static bool xa_is_internal(void *entry)
{
	return ((ulong)entry & 3) == 2;
}

public static void *XA_ZERO_ENTRY => xa_mk_internal(257);

public static bool xa_is_zero(void *entry)
{
	return unlikely(entry == XA_ZERO_ENTRY);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static bool xa_is_err(void *entry)
{
	return unlikely(xa_is_internal(entry) &&
			entry >= xa_mk_internal(unchecked((ulong)-MAX_ERRNO)));
}

public static int xa_err(void *entry)
{
	if (xa_is_err(entry))
		return (int)((long)entry >> 2);
	return 0;
}
}

public struct xa_limit
{
	public u32 max;
	public u32 min;
}

public unsafe partial class kernel
{
public static xa_limit XA_LIMIT(u32 _min, u32 _max) => new xa_limit { min = _min, max = _max };

public static xa_limit xa_limit_32b => XA_LIMIT(0, UINT_MAX);
public static xa_limit xa_limit_31b => XA_LIMIT(0, INT_MAX);

public const xa_mark_t XA_MARK_0 = 0U;
public const xa_mark_t XA_MARK_1 = 1U;
public const xa_mark_t XA_MARK_2 = 2U;
public const xa_mark_t XA_PRESENT = 8U;
public const xa_mark_t XA_MARK_MAX = XA_MARK_2;
public const xa_mark_t XA_FREE_MARK = XA_MARK_0;

/* enum xa_lock_type */
public const uint XA_LOCK_IRQ = 1;
public const uint XA_LOCK_BH = 2;

public const gfp_t XA_FLAGS_LOCK_IRQ = (gfp_t)XA_LOCK_IRQ;
public const gfp_t XA_FLAGS_LOCK_BH = (gfp_t)XA_LOCK_BH;
public const gfp_t XA_FLAGS_TRACK_FREE = (gfp_t)4U;
public const gfp_t XA_FLAGS_ZERO_BUSY = (gfp_t)8U;
public const gfp_t XA_FLAGS_ALLOC_WRAPPED = (gfp_t)16U;
public const gfp_t XA_FLAGS_ACCOUNT = (gfp_t)32U;
public static gfp_t XA_FLAGS_MARK(xa_mark_t mark) => (gfp_t)((1U << __GFP_BITS_SHIFT) <<
						(int)(mark));

public static gfp_t XA_FLAGS_ALLOC => (XA_FLAGS_TRACK_FREE | XA_FLAGS_MARK(XA_FREE_MARK));
public const gfp_t XA_FLAGS_ALLOC1 = (XA_FLAGS_TRACK_FREE | XA_FLAGS_ZERO_BUSY);
}

public unsafe struct xarray
{
	public spinlock_t	xa_lock;
	public gfp_t		xa_flags;
	public void *	xa_head;
}

public unsafe partial class kernel
{
public void xa_init_flags(xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = null;
}

public void xa_init(xarray *xa)
{
	xa_init_flags(xa, 0);
}

public static bool xa_empty(xarray *xa)
{
	return xa->xa_head == null;
}

public static bool xa_marked(xarray *xa, xa_mark_t mark)
{
	return (xa->xa_flags & XA_FLAGS_MARK(mark)) != 0;
}

/* xa_for_each(xa, index, entry) is written out where it is used:
 * for (index = 0, entry = xa_find(xa, &index, ULONG_MAX, XA_PRESENT); entry != null;
 *      entry = xa_find_after(xa, &index, ULONG_MAX, XA_PRESENT)) */

[__cond_acquires(true, "xa->xa_lock", Spin = true)]
public bool xa_trylock(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_trylock(&(xa)->xa_lock, file, line);
[__acquires("xa->xa_lock", Spin = true)]
public void xa_lock(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_lock(&(xa)->xa_lock, file, line);
[__releases("xa->xa_lock")]
public void xa_unlock(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_unlock(&(xa)->xa_lock, file, line);
[__acquires("xa->xa_lock", Spin = true)]
public void xa_lock_bh(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_lock_bh(&(xa)->xa_lock, file, line);
[__releases("xa->xa_lock")]
public void xa_unlock_bh(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_unlock_bh(&(xa)->xa_lock, file, line);
[__acquires("xa->xa_lock", Spin = true)]
public void xa_lock_irq(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_lock_irq(&(xa)->xa_lock, file, line);
[__releases("xa->xa_lock")]
public void xa_unlock_irq(xarray *xa, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => spin_unlock_irq(&(xa)->xa_lock, file, line);
[__acquires("xa->xa_lock", Spin = true)]
public void xa_lock_irqsave(xarray *xa, out ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
				spin_lock_irqsave(&(xa)->xa_lock, out flags, file, line);
[__releases("xa->xa_lock")]
public void xa_unlock_irqrestore(xarray *xa, ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
				spin_unlock_irqrestore(&(xa)->xa_lock, flags, file, line);

public void *xa_store_bh(xarray *xa, ulong index,
		void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock_bh(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock_bh(xa);

	return curr;
}

public void *xa_store_irq(xarray *xa, ulong index,
		void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock_irq(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock_irq(xa);

	return curr;
}

public void *xa_erase_bh(xarray *xa, ulong index)
{
	void *entry;

	xa_lock_bh(xa);
	entry = __xa_erase(xa, index);
	xa_unlock_bh(xa);

	return entry;
}

public void *xa_erase_irq(xarray *xa, ulong index)
{
	void *entry;

	xa_lock_irq(xa);
	entry = __xa_erase(xa, index);
	xa_unlock_irq(xa);

	return entry;
}

public void *xa_cmpxchg(xarray *xa, ulong index,
			void *old, void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock(xa);
	curr = __xa_cmpxchg(xa, index, old, entry, gfp);
	xa_unlock(xa);

	return curr;
}

public void *xa_cmpxchg_bh(xarray *xa, ulong index,
			void *old, void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock_bh(xa);
	curr = __xa_cmpxchg(xa, index, old, entry, gfp);
	xa_unlock_bh(xa);

	return curr;
}

public void *xa_cmpxchg_irq(xarray *xa, ulong index,
			void *old, void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock_irq(xa);
	curr = __xa_cmpxchg(xa, index, old, entry, gfp);
	xa_unlock_irq(xa);

	return curr;
}

public int xa_insert(xarray *xa,
		ulong index, void *entry, gfp_t gfp)
{
	int err;

	xa_lock(xa);
	err = __xa_insert(xa, index, entry, gfp);
	xa_unlock(xa);

	return err;
}

public int xa_insert_bh(xarray *xa,
		ulong index, void *entry, gfp_t gfp)
{
	int err;

	xa_lock_bh(xa);
	err = __xa_insert(xa, index, entry, gfp);
	xa_unlock_bh(xa);

	return err;
}

public int xa_insert_irq(xarray *xa,
		ulong index, void *entry, gfp_t gfp)
{
	int err;

	xa_lock_irq(xa);
	err = __xa_insert(xa, index, entry, gfp);
	xa_unlock_irq(xa);

	return err;
}

public int xa_alloc(xarray *xa, u32 *id,
		void *entry, xa_limit limit, gfp_t gfp)
{
	int err;

	xa_lock(xa);
	err = __xa_alloc(xa, id, entry, limit, gfp);
	xa_unlock(xa);

	return err;
}

public int xa_alloc_bh(xarray *xa, u32 *id,
		void *entry, xa_limit limit, gfp_t gfp)
{
	int err;

	xa_lock_bh(xa);
	err = __xa_alloc(xa, id, entry, limit, gfp);
	xa_unlock_bh(xa);

	return err;
}

public int xa_alloc_irq(xarray *xa, u32 *id,
		void *entry, xa_limit limit, gfp_t gfp)
{
	int err;

	xa_lock_irq(xa);
	err = __xa_alloc(xa, id, entry, limit, gfp);
	xa_unlock_irq(xa);

	return err;
}

public int xa_alloc_cyclic(xarray *xa, u32 *id, void *entry,
		xa_limit limit, u32 *next, gfp_t gfp)
{
	int err;

	xa_lock(xa);
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);
	xa_unlock(xa);

	return err;
}

public int xa_alloc_cyclic_bh(xarray *xa, u32 *id, void *entry,
		xa_limit limit, u32 *next, gfp_t gfp)
{
	int err;

	xa_lock_bh(xa);
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);
	xa_unlock_bh(xa);

	return err;
}

public int xa_alloc_cyclic_irq(xarray *xa, u32 *id, void *entry,
		xa_limit limit, u32 *next, gfp_t gfp)
{
	int err;

	xa_lock_irq(xa);
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);
	xa_unlock_irq(xa);

	return err;
}

public int xa_reserve(xarray *xa, ulong index, gfp_t gfp)
{
	return xa_err(xa_cmpxchg(xa, index, null, XA_ZERO_ENTRY, gfp));
}

public int xa_reserve_bh(xarray *xa, ulong index, gfp_t gfp)
{
	return xa_err(xa_cmpxchg_bh(xa, index, null, XA_ZERO_ENTRY, gfp));
}

public int xa_reserve_irq(xarray *xa, ulong index, gfp_t gfp)
{
	return xa_err(xa_cmpxchg_irq(xa, index, null, XA_ZERO_ENTRY, gfp));
}

public void xa_release(xarray *xa, ulong index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, null, 0);
}

/* what the kernel fixes when it is compiled is fixed here when a kernel object is made: see xarray_init() */
public byte XA_CHUNK_SHIFT;
public ulong XA_CHUNK_SIZE;
public ulong XA_CHUNK_MASK;
public const int XA_MAX_MARKS = 3;
public uint XA_MARK_LONGS;
}

/* void *slots[XA_CHUNK_SIZE] and ulong marks[XA_MAX_MARKS][XA_MARK_LONGS] follow in the same allocation */
[StructLayout(LayoutKind.Explicit, Size = 40)]
public unsafe struct xa_node
{
	[FieldOffset(0)] public byte	shift;		/* bits of the index below this node */
	[FieldOffset(1)] byte	_offset;	/* its slot in parent */
	[FieldOffset(2)] byte	_count;		/* slots that are not NULL */
	[FieldOffset(3)] byte	_nr_values;	/* slots that hold values, or siblings of values */
	[FieldOffset(8)] public xa_node *parent;	/* NULL at the top */
	[FieldOffset(16)] public xarray	*array;
	[FieldOffset(24)] public list_head private_list;	/* the user's */
	[FieldOffset(24)] public rcu_head	rcu_head;	/* once it is freed */

	// PORT: an unsigned char that C fills from an int without a cast
	public uint offset { readonly get => _offset; set => _offset = (byte)value; }
	public uint count { readonly get => _count; set => _count = (byte)value; }
	public uint nr_values { readonly get => _nr_values; set => _nr_values = (byte)value; }

	// PORT: as long as the kernel object says
	public void **slots => (void **)((byte *)Unsafe.AsPointer(ref this) + 40);
}

public unsafe partial class kernel
{
[Conditional("XA_DEBUG")]
public void XA_BUG_ON(xarray *xa, bool x, [CallerArgumentExpression(nameof(x))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	// PORT: throws where C prints and stops (2 lines)
	if (x)
		throw new kernel_bug($"XA_BUG_ON({what})", file, line);
}

[Conditional("XA_DEBUG")]
public void XA_NODE_BUG_ON(xa_node *node, bool x, [CallerArgumentExpression(nameof(x))] string what = "",
		[CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
{
	// PORT: throws where C prints and stops (2 lines)
	if (x)
		throw new kernel_bug($"XA_NODE_BUG_ON({what})", file, line, xa_dump_node(node));
}

public static void *xa_head(xarray *xa)
{
	return rcu_dereference_check(xa->xa_head,
						lockdep_is_held(&xa->xa_lock));
}

public static void *xa_head_locked(xarray *xa)
{
	return rcu_dereference_protected(xa->xa_head,
						lockdep_is_held(&xa->xa_lock));
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xa_entry(xarray *xa,
				xa_node *node, uint offset)
{
	XA_NODE_BUG_ON(node, offset >= XA_CHUNK_SIZE);
	// PORT: a node that was freed is caught here
	xa_check_node(xa, node);
	return rcu_dereference_check(node->slots[offset],
						// PORT: the first field; its address as a field would cost a null check at each level of a walk
						lockdep_is_held((spinlock_t *)xa));
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xa_entry_locked(xarray *xa,
				xa_node *node, uint offset)
{
	XA_NODE_BUG_ON(node, offset >= XA_CHUNK_SIZE);
	// PORT: a node that was freed is caught here
	xa_check_node(xa, node);
	return rcu_dereference_protected(node->slots[offset],
						// PORT: the first field; its address as a field would cost a null check at each level of a walk
						lockdep_is_held((spinlock_t *)xa));
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public xa_node *xa_parent(xarray *xa,
					xa_node *node)
{
	// PORT: a node that was freed is caught here
	xa_check_node(xa, node);
	return rcu_dereference_check(node->parent,
						lockdep_is_held(&xa->xa_lock));
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public xa_node *xa_parent_locked(xarray *xa,
					xa_node *node)
{
	// PORT: a node that was freed is caught here
	xa_check_node(xa, node);
	return rcu_dereference_protected(node->parent,
						lockdep_is_held(&xa->xa_lock));
}

public static void *xa_mk_node(xa_node *node)
{
	return (void *)((ulong)node | 2);
}

public static xa_node *xa_to_node(void *entry)
{
	return (xa_node *)((ulong)entry - 2);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static bool xa_is_node(void *entry)
{
	return xa_is_internal(entry) && (ulong)entry > 4096;
}

public static void *xa_mk_sibling(uint offset)
{
	return xa_mk_internal(offset);
}

public static ulong xa_to_sibling(void *entry)
{
	return xa_to_internal(entry);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public bool xa_is_sibling(void *entry)
{
	return IS_ENABLED(CONFIG_XARRAY_MULTI) && xa_is_internal(entry) &&
		(entry < xa_mk_sibling((uint)(XA_CHUNK_SIZE - 1)));
}

public static void *XA_RETRY_ENTRY => xa_mk_internal(256);

public static bool xa_is_retry(void *entry)
{
	return unlikely(entry == XA_RETRY_ENTRY);
}

public static bool xa_is_advanced(void *entry)
{
	return xa_is_internal(entry) && (entry <= XA_RETRY_ENTRY);
}
}

public unsafe struct xa_state
{
	public xarray *xa;
	public ulong xa_index;
	public byte xa_shift;
	public byte xa_sibs;
	byte _xa_offset;
	public byte xa_pad;
	public xa_node *xa_node;
	public xa_node *xa_alloc;
	public xa_update_node_t xa_update;

	// PORT: an unsigned char that C fills from an int without a cast
	public uint xa_offset { readonly get => _xa_offset; set => _xa_offset = (byte)value; }
}

public unsafe partial class kernel
{
public static xa_node *XA_ERROR(long errno) => ((xa_node *)(((ulong)errno << 2) | 2UL));
public static xa_node *XAS_BOUNDS => ((xa_node *)1UL);
public static xa_node *XAS_RESTART => ((xa_node *)3UL);

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static xa_state __XA_STATE(xarray *array, ulong index, uint shift, uint sibs) => new xa_state {
	xa = array,
	xa_index = index,
	xa_shift = (byte)shift,
	xa_sibs = (byte)sibs,
	xa_offset = 0,
	xa_pad = 0,
	xa_node = XAS_RESTART,
	xa_alloc = null,
	xa_update = null
};

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static void XA_STATE(out xa_state name, xarray *array, ulong index) =>
	name = __XA_STATE(array, index, 0, 0);

public void XA_STATE_ORDER(out xa_state name, xarray *array, ulong index, uint order) =>
	name = __XA_STATE(array,
			(index >> order) << order,
			order - (order % XA_CHUNK_SHIFT),
			(1U << (order % XA_CHUNK_SHIFT)) - 1);

public static bool xas_marked(xa_state *xas, xa_mark_t mark) => xa_marked((xas)->xa, (mark));
[__cond_acquires(true, "xas->xa->xa_lock", Spin = true)]
public bool xas_trylock(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_trylock((xas)->xa, file, line);
[__acquires("xas->xa->xa_lock", Spin = true)]
public void xas_lock(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_lock((xas)->xa, file, line);
[__releases("xas->xa->xa_lock")]
public void xas_unlock(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_unlock((xas)->xa, file, line);
[__acquires("xas->xa->xa_lock", Spin = true)]
public void xas_lock_bh(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_lock_bh((xas)->xa, file, line);
[__releases("xas->xa->xa_lock")]
public void xas_unlock_bh(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_unlock_bh((xas)->xa, file, line);
[__acquires("xas->xa->xa_lock", Spin = true)]
public void xas_lock_irq(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_lock_irq((xas)->xa, file, line);
[__releases("xas->xa->xa_lock")]
public void xas_unlock_irq(xa_state *xas, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => xa_unlock_irq((xas)->xa, file, line);
[__acquires("xas->xa->xa_lock", Spin = true)]
public void xas_lock_irqsave(xa_state *xas, out ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
				xa_lock_irqsave((xas)->xa, out flags, file, line);
[__releases("xas->xa->xa_lock")]
public void xas_unlock_irqrestore(xa_state *xas, ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
				xa_unlock_irqrestore((xas)->xa, flags, file, line);

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static int xas_error(xa_state *xas)
{
	return xa_err(xas->xa_node);
}

public static void xas_set_err(xa_state *xas, long err)
{
	xas->xa_node = XA_ERROR(err);
}

public static bool xas_invalid(xa_state *xas)
{
	return ((ulong)xas->xa_node & 3) != 0;
}

public static bool xas_valid(xa_state *xas)
{
	return !xas_invalid(xas);
}

public static bool xas_is_node(xa_state *xas)
{
	return xas_valid(xas) && xas->xa_node != null;
}

public static bool xas_not_node(xa_node *node)
{
	return ((ulong)node & 3) != 0 || node == null;
}

public static bool xas_frozen(xa_node *node)
{
	return ((ulong)node & 2) != 0;
}

public static bool xas_top(xa_node *node)
{
	return node <= XAS_RESTART;
}

public static void xas_reset(xa_state *xas)
{
	xas->xa_node = XAS_RESTART;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static bool xas_retry(xa_state *xas, void *entry)
{
	if (xa_is_zero(entry))
		return true;
	if (!xa_is_retry(entry))
		return false;
	xas_reset(xas);
	return true;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_reload(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	if (node != null)
		return xa_entry(xas->xa, node, xas->xa_offset);
	return xa_head(xas->xa);
}

public static void xas_set(xa_state *xas, ulong index)
{
	xas->xa_index = index;
	xas->xa_node = XAS_RESTART;
}

public void xas_set_order(xa_state *xas, ulong index,
					uint order)
{
#if CONFIG_XARRAY_MULTI
	xas->xa_index = order < BITS_PER_LONG ? (index >> order) << order : 0;
	xas->xa_shift = (byte)(order - (order % XA_CHUNK_SHIFT));
	xas->xa_sibs = (byte)((1 << (order % XA_CHUNK_SHIFT)) - 1);
	xas->xa_node = XAS_RESTART;
#else
	BUG_ON(order > 0);
	xas_set(xas, index);
#endif
}

public static void xas_set_update(xa_state *xas, xa_update_node_t update)
{
	xas->xa_update = update;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_next_entry(xa_state *xas, ulong max)
{
	xa_node *node = xas->xa_node;
	void *entry;

	if (unlikely(xas_not_node(node) || node->shift != 0 ||
			xas->xa_offset != (xas->xa_index & XA_CHUNK_MASK)))
		return xas_find(xas, max);

	do {
		if (unlikely(xas->xa_index >= max))
			return xas_find(xas, max);
		if (unlikely(xas->xa_offset == XA_CHUNK_MASK))
			return xas_find(xas, max);
		entry = xa_entry(xas->xa, node, xas->xa_offset + 1);
		if (unlikely(xa_is_internal(entry)))
			return xas_find(xas, max);
		xas->xa_offset++;
		xas->xa_index++;
	} while (entry == null);

	return entry;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public uint xas_find_chunk(xa_state *xas, bool advance,
		xa_mark_t mark)
{
	// PORT: see node_marks()
	ulong *addr = node_marks(xas->xa_node, mark);
	uint offset = xas->xa_offset;

	if (advance)
		offset++;
	if (XA_CHUNK_SIZE == BITS_PER_LONG) {
		if (offset < XA_CHUNK_SIZE) {
			ulong data = *addr & (~0UL << offset);
			if (data)
				return (uint)__ffs(data);
		}
		return (uint)XA_CHUNK_SIZE;
	}

	return (uint)find_next_bit(addr, XA_CHUNK_SIZE, offset);
}

public virtual void *xas_next_marked(xa_state *xas, ulong max,
								xa_mark_t mark)
{
	xa_node *node = xas->xa_node;
	uint offset;

	if (unlikely(xas_not_node(node) || node->shift != 0))
		return xas_find_marked(xas, max, mark);
	offset = xas_find_chunk(xas, true, mark);
	xas->xa_offset = offset;
	xas->xa_index = (xas->xa_index & ~XA_CHUNK_MASK) + offset;
	if (xas->xa_index > max)
		return null;
	if (offset == XA_CHUNK_SIZE)
		return xas_find_marked(xas, max, mark);
	return xa_entry(xas->xa, node, offset);
}

public const int XA_CHECK_SCHED = 4096;

/* The loops of C are the conditions of while loops here. The first step is a xas_next_entry() too: it leaves all that
 * is not the step from one slot of a lowest node to the next one to xas_find(), which is what the macro starts with. */
[MethodImpl(MethodImplOptions.AggressiveInlining)]
public bool xas_for_each<T>(xa_state *xas, out T *entry, ulong max) where T : unmanaged
{
	// PORT: a step of the loop (2 lines)
	entry = (T *)xas_next_entry(xas, max);
	return entry != null;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public bool xas_for_each(xa_state *xas, out void *entry, ulong max)
{
	// PORT: a step of the loop (2 lines)
	entry = xas_next_entry(xas, max);
	return entry != null;
}

/* Here the macro starts with xas_find_marked(): the same, unless a walk that stands on an entry is begun anew
 * and finds nothing up to max; then xa_node is left as it is and not XAS_RESTART. */
public bool xas_for_each_marked<T>(xa_state *xas, out T *entry, ulong max, xa_mark_t mark) where T : unmanaged
{
	// PORT: a step of the loop (2 lines)
	entry = (T *)xas_next_marked(xas, max, mark);
	return entry != null;
}

public bool xas_for_each_marked(xa_state *xas, out void *entry, ulong max, xa_mark_t mark)
{
	// PORT: a step of the loop (2 lines)
	entry = xas_next_marked(xas, max, mark);
	return entry != null;
}

public bool xas_for_each_conflict<T>(xa_state *xas, out T *entry) where T : unmanaged
{
	// PORT: a step of the loop (2 lines)
	entry = (T *)xas_find_conflict(xas);
	return entry != null;
}

public bool xas_for_each_conflict(xa_state *xas, out void *entry)
{
	// PORT: a step of the loop (2 lines)
	entry = xas_find_conflict(xas);
	return entry != null;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_prev(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	if (unlikely(xas_not_node(node) || node->shift != 0 ||
				xas->xa_offset == 0))
		return __xas_prev(xas);

	xas->xa_index--;
	xas->xa_offset--;
	return xa_entry(xas->xa, node, xas->xa_offset);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_next(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	if (unlikely(xas_not_node(node) || node->shift != 0 ||
				xas->xa_offset == XA_CHUNK_MASK))
		return __xas_next(xas);

	xas->xa_index++;
	xas->xa_offset++;
	return xa_entry(xas->xa, node, xas->xa_offset);
}
}
