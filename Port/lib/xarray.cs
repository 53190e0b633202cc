/* SPDX-License-Identifier: GPL-2.0-only */
/* lib/xarray.c at v5.4, blob 1237c213f52b */
#define CONFIG_XARRAY_MULTI

namespace linux;

public unsafe partial class kernel
{
public static uint xa_lock_type(xarray *xa)
{
	return (uint)xa->xa_flags & 3;
}

[__acquires("xas->xa->xa_lock", Spin = true)]
public void xas_lock_type(xa_state *xas, uint lock_type)
{
	if (lock_type == XA_LOCK_IRQ)
		xas_lock_irq(xas);
	else if (lock_type == XA_LOCK_BH)
		xas_lock_bh(xas);
	else
		xas_lock(xas);
}

[__releases("xas->xa->xa_lock")]
public void xas_unlock_type(xa_state *xas, uint lock_type)
{
	if (lock_type == XA_LOCK_IRQ)
		xas_unlock_irq(xas);
	else if (lock_type == XA_LOCK_BH)
		xas_unlock_bh(xas);
	else
		xas_unlock(xas);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static bool xa_track_free(xarray *xa)
{
	return (xa->xa_flags & XA_FLAGS_TRACK_FREE) != 0;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public static bool xa_zero_busy(xarray *xa)
{
	return (xa->xa_flags & XA_FLAGS_ZERO_BUSY) != 0;
}

public void xa_mark_set(xarray *xa, xa_mark_t mark)
{
	if (!(xa->xa_flags & XA_FLAGS_MARK(mark)))
		xa->xa_flags |= XA_FLAGS_MARK(mark);
}

public void xa_mark_clear(xarray *xa, xa_mark_t mark)
{
	if (xa->xa_flags & XA_FLAGS_MARK(mark))
		xa->xa_flags &= ~(XA_FLAGS_MARK(mark));
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public ulong *node_marks(xa_node *node, xa_mark_t mark)
{
	// PORT: the marks stand after the slots, and how many slots there are is known to the kernel object
	return (ulong *)(node->slots + XA_CHUNK_SIZE) + (uint)mark * XA_MARK_LONGS;
}

public bool node_get_mark(xa_node *node,
		uint offset, xa_mark_t mark)
{
	return test_bit((int)offset, node_marks(node, mark));
}

public bool node_set_mark(xa_node *node, uint offset,
				xa_mark_t mark)
{
	return __test_and_set_bit((int)offset, node_marks(node, mark));
}

public bool node_clear_mark(xa_node *node, uint offset,
				xa_mark_t mark)
{
	return __test_and_clear_bit((int)offset, node_marks(node, mark));
}

public bool node_any_mark(xa_node *node, xa_mark_t mark)
{
	return !bitmap_empty(node_marks(node, mark), (uint)XA_CHUNK_SIZE);
}

public void node_mark_all(xa_node *node, xa_mark_t mark)
{
	bitmap_fill(node_marks(node, mark), (uint)XA_CHUNK_SIZE);
}

public static void mark_inc(ref xa_mark_t mark) { mark = (xa_mark_t)((uint)(mark) + 1); }

[MethodImpl(MethodImplOptions.NoInlining)]
public void xas_squash_marks(xa_state *xas)
{
	uint mark = 0;
	uint limit = xas->xa_offset + xas->xa_sibs + 1;

	if (!xas->xa_sibs)
		return;

	do {
		// PORT: see node_marks()
		ulong *marks = node_marks(xas->xa_node, mark);
		if (find_next_bit(marks, limit, xas->xa_offset + 1) == limit)
			continue;
		__set_bit((int)xas->xa_offset, marks);
		bitmap_clear(marks, xas->xa_offset + 1, xas->xa_sibs);
	} while (mark++ != (uint)XA_MARK_MAX);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public uint get_offset(ulong index, xa_node *node)
{
	return (uint)((index >> node->shift) & XA_CHUNK_MASK);
}

public void xas_set_offset(xa_state *xas)
{
	xas->xa_offset = get_offset(xas->xa_index, xas->xa_node);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void xas_move_index(xa_state *xas, ulong offset)
{
	uint shift = xas->xa_node->shift;
	xas->xa_index &= ~XA_CHUNK_MASK << shift;
	xas->xa_index += offset << shift;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void xas_advance(xa_state *xas)
{
	xas->xa_offset++;
	xas_move_index(xas, xas->xa_offset);
}

public static void *set_bounds(xa_state *xas)
{
	xas->xa_node = XAS_BOUNDS;
	return null;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_start(xa_state *xas)
{
	void *entry;

	if (xas_valid(xas))
		return xas_reload(xas);
	if (xas_error(xas))
		return null;

	entry = xa_head(xas->xa);
	if (!xa_is_node(entry)) {
		if (xas->xa_index)
			return set_bounds(xas);
	} else {
		if ((xas->xa_index >> xa_to_node(entry)->shift) > XA_CHUNK_MASK)
			return set_bounds(xas);
	}

	xas->xa_node = null;
	return entry;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void *xas_descend(xa_state *xas, xa_node *node)
{
	uint offset = get_offset(xas->xa_index, node);
	void *entry = xa_entry(xas->xa, node, offset);

	xas->xa_node = node;
	if (xa_is_sibling(entry)) {
		offset = (uint)xa_to_sibling(entry);
		entry = xa_entry(xas->xa, node, offset);
	}

	xas->xa_offset = offset;
	return entry;
}

public void *xas_load(xa_state *xas)
{
	void *entry = xas_start(xas);

	while (xa_is_node(entry)) {
		xa_node *node = xa_to_node(entry);

		if (xas->xa_shift > node->shift)
			break;
		entry = xas_descend(xas, node);
		if (node->shift == 0)
			break;
	}
	return entry;
}

public static xarray *XA_RCU_FREE => (xarray *)1;

public void xa_node_free(xa_node *node)
{
	XA_NODE_BUG_ON(node, !list_empty(&node->private_list));
	node->array = XA_RCU_FREE;
	call_rcu(&node->rcu_head, &radix_tree_node_rcu_free);
}

public void xas_destroy(xa_state *xas)
{
	xa_node *node = xas->xa_alloc;

	if (node == null)
		return;
	XA_NODE_BUG_ON(node, !list_empty(&node->private_list));
	kmem_cache_free(radix_tree_node_cachep, node);
	xas->xa_alloc = null;
}

public bool xas_nomem(xa_state *xas, gfp_t gfp)
{
	if (xas->xa_node != XA_ERROR(-ENOMEM)) {
		xas_destroy(xas);
		return false;
	}
	if (xas->xa->xa_flags & XA_FLAGS_ACCOUNT)
		gfp |= __GFP_ACCOUNT;
	xas->xa_alloc = (xa_node *)kmem_cache_alloc(radix_tree_node_cachep, gfp);
	if (xas->xa_alloc == null)
		return false;
	XA_NODE_BUG_ON(xas->xa_alloc, !list_empty(&xas->xa_alloc->private_list));
	xas->xa_node = XAS_RESTART;
	return true;
}

public bool __xas_nomem(xa_state *xas, gfp_t gfp)
{
	uint lock_type = xa_lock_type(xas->xa);

	if (xas->xa_node != XA_ERROR(-ENOMEM)) {
		xas_destroy(xas);
		return false;
	}
	if (xas->xa->xa_flags & XA_FLAGS_ACCOUNT)
		gfp |= __GFP_ACCOUNT;
	if (gfpflags_allow_blocking(gfp)) {
		xas_unlock_type(xas, lock_type);
		xas->xa_alloc = (xa_node *)kmem_cache_alloc(radix_tree_node_cachep, gfp);
		xas_lock_type(xas, lock_type);
	} else {
		xas->xa_alloc = (xa_node *)kmem_cache_alloc(radix_tree_node_cachep, gfp);
	}
	if (xas->xa_alloc == null)
		return false;
	XA_NODE_BUG_ON(xas->xa_alloc, !list_empty(&xas->xa_alloc->private_list));
	xas->xa_node = XAS_RESTART;
	return true;
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void xas_update(xa_state *xas, xa_node *node)
{
	if (xas->xa_update != null)
		// PORT: the callback is told whose node it is
		xas->xa_update(this, node);
	else
		XA_NODE_BUG_ON(node, !list_empty(&node->private_list));
}

[MethodImpl(MethodImplOptions.NoInlining)]
public void *xas_alloc(xa_state *xas, uint shift)
{
	xa_node *parent = xas->xa_node;
	xa_node *node = xas->xa_alloc;

	if (xas_invalid(xas))
		return null;

	if (node != null) {
		xas->xa_alloc = null;
	} else {
		gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;

		if (xas->xa->xa_flags & XA_FLAGS_ACCOUNT)
			gfp |= __GFP_ACCOUNT;

		node = (xa_node *)kmem_cache_alloc(radix_tree_node_cachep, gfp);
		if (node == null) {
			xas_set_err(xas, -ENOMEM);
			return null;
		}
	}

	if (parent != null) {
		node->offset = xas->xa_offset;
		parent->count++;
		XA_NODE_BUG_ON(node, parent->count > XA_CHUNK_SIZE);
		xas_update(xas, parent);
	}
	XA_NODE_BUG_ON(node, shift > BITS_PER_LONG);
	XA_NODE_BUG_ON(node, !list_empty(&node->private_list));
	node->shift = (byte)shift;
	node->count = 0;
	node->nr_values = 0;
	RCU_INIT_POINTER(out node->parent, xas->xa_node);
	node->array = xas->xa;

	return node;
}

#if CONFIG_XARRAY_MULTI
public static ulong xas_size(xa_state *xas)
{
	return (xas->xa_sibs + 1UL) << xas->xa_shift;
}
#endif

public ulong xas_max(xa_state *xas)
{
	ulong max = xas->xa_index;

#if CONFIG_XARRAY_MULTI
	if (xas->xa_shift != 0 || xas->xa_sibs != 0) {
		ulong mask = xas_size(xas) - 1;
		max |= mask;
		if (mask == max)
			max++;
	}
#endif

	return max;
}

public ulong max_index(void *entry)
{
	if (!xa_is_node(entry))
		return 0;
	return (XA_CHUNK_SIZE << xa_to_node(entry)->shift) - 1;
}

public void xas_shrink(xa_state *xas)
{
	xarray *xa = xas->xa;
	xa_node *node = xas->xa_node;

	for (;;) {
		void *entry;

		XA_NODE_BUG_ON(node, node->count > XA_CHUNK_SIZE);
		if (node->count != 1)
			break;
		entry = xa_entry_locked(xa, node, 0);
		if (entry == null)
			break;
		if (!xa_is_node(entry) && node->shift != 0)
			break;
		if (xa_is_zero(entry) && xa_zero_busy(xa))
			entry = null;
		xas->xa_node = XAS_BOUNDS;

		RCU_INIT_POINTER(out xa->xa_head, entry);
		if (xa_track_free(xa) && !node_get_mark(node, 0, XA_FREE_MARK))
			xa_mark_clear(xa, XA_FREE_MARK);

		node->count = 0;
		node->nr_values = 0;
		if (!xa_is_node(entry))
			RCU_INIT_POINTER(out node->slots[0], XA_RETRY_ENTRY);
		xas_update(xas, node);
		xa_node_free(node);
		if (!xa_is_node(entry))
			break;
		node = xa_to_node(entry);
		node->parent = null;
	}
}

public void xas_delete_node(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	for (;;) {
		xa_node *parent;

		XA_NODE_BUG_ON(node, node->count > XA_CHUNK_SIZE);
		if (node->count)
			break;

		parent = xa_parent_locked(xas->xa, node);
		xas->xa_node = parent;
		xas->xa_offset = node->offset;
		xa_node_free(node);

		if (parent == null) {
			xas->xa->xa_head = null;
			xas->xa_node = XAS_BOUNDS;
			return;
		}

		parent->slots[xas->xa_offset] = null;
		parent->count--;
		XA_NODE_BUG_ON(parent, parent->count > XA_CHUNK_SIZE);
		node = parent;
		xas_update(xas, node);
	}

	if (node->parent == null)
		xas_shrink(xas);
}

[MethodImpl(MethodImplOptions.NoInlining)]
public void xas_free_nodes(xa_state *xas, xa_node *top)
{
	uint offset = 0;
	xa_node *node = top;

	for (;;) {
		void *entry = xa_entry_locked(xas->xa, node, offset);

		if (node->shift != 0 && xa_is_node(entry)) {
			node = xa_to_node(entry);
			offset = 0;
			continue;
		}
		if (entry != null)
			RCU_INIT_POINTER(out node->slots[offset], XA_RETRY_ENTRY);
		offset++;
		while (offset == XA_CHUNK_SIZE) {
			xa_node *parent;

			parent = xa_parent_locked(xas->xa, node);
			offset = node->offset + 1;
			node->count = 0;
			node->nr_values = 0;
			xas_update(xas, node);
			xa_node_free(node);
			if (node == top)
				return;
			node = parent;
		}
	}
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public int xas_expand(xa_state *xas, void *head)
{
	xarray *xa = xas->xa;
	xa_node *node = null;
	uint shift = 0;
	ulong max = xas_max(xas);

	if (head == null) {
		if (max == 0)
			return 0;
		while ((max >> shift) >= XA_CHUNK_SIZE)
			shift += XA_CHUNK_SHIFT;
		return (int)(shift + XA_CHUNK_SHIFT);
	} else if (xa_is_node(head)) {
		node = xa_to_node(head);
		shift = (uint)(node->shift + XA_CHUNK_SHIFT);
	}
	xas->xa_node = null;

	while (max > max_index(head)) {
		xa_mark_t mark = 0;

		XA_NODE_BUG_ON(node, shift > BITS_PER_LONG);
		node = (xa_node *)xas_alloc(xas, shift);
		if (node == null)
			return -ENOMEM;

		node->count = 1;
		if (xa_is_value(head))
			node->nr_values = 1;
		RCU_INIT_POINTER(out node->slots[0], head);

		for (;;) {
			if (xa_track_free(xa) && mark == XA_FREE_MARK) {
				node_mark_all(node, XA_FREE_MARK);
				if (!xa_marked(xa, XA_FREE_MARK)) {
					node_clear_mark(node, 0, XA_FREE_MARK);
					xa_mark_set(xa, XA_FREE_MARK);
				}
			} else if (xa_marked(xa, mark)) {
				node_set_mark(node, 0, mark);
			}
			if (mark == XA_MARK_MAX)
				break;
			mark_inc(ref mark);
		}

		if (xa_is_node(head)) {
			xa_to_node(head)->offset = 0;
			rcu_assign_pointer(out xa_to_node(head)->parent, node);
		}
		head = xa_mk_node(node);
		rcu_assign_pointer(out xa->xa_head, head);
		xas_update(xas, node);

		shift += XA_CHUNK_SHIFT;
	}

	xas->xa_node = node;
	return (int)shift;
}

public void *xas_create(xa_state *xas, bool allow_root)
{
	xarray *xa = xas->xa;
	void *entry;
	void **slot;
	xa_node *node = xas->xa_node;
	int shift;
	uint order = xas->xa_shift;

	if (xas_top(node)) {
		entry = xa_head_locked(xa);
		xas->xa_node = null;
		if (entry == null && xa_zero_busy(xa))
			entry = XA_ZERO_ENTRY;
		shift = xas_expand(xas, entry);
		if (shift < 0)
			return null;
		if (shift == 0 && !allow_root)
			shift = XA_CHUNK_SHIFT;
		entry = xa_head_locked(xa);
		slot = &xa->xa_head;
	} else if (xas_error(xas)) {
		return null;
	} else if (node != null) {
		uint offset = xas->xa_offset;

		shift = node->shift;
		entry = xa_entry_locked(xa, node, offset);
		slot = &node->slots[offset];
	} else {
		shift = 0;
		entry = xa_head_locked(xa);
		slot = &xa->xa_head;
	}

	while ((uint)shift > order) {
		shift -= XA_CHUNK_SHIFT;
		if (entry == null) {
			node = (xa_node *)xas_alloc(xas, (uint)shift);
			if (node == null)
				break;
			if (xa_track_free(xa))
				node_mark_all(node, XA_FREE_MARK);
			rcu_assign_pointer(out *slot, xa_mk_node(node));
		} else if (xa_is_node(entry)) {
			node = xa_to_node(entry);
		} else {
			break;
		}
		entry = xas_descend(xas, node);
		slot = &node->slots[xas->xa_offset];
	}

	return entry;
}

public void xas_create_range(xa_state *xas)
{
	ulong index = xas->xa_index;
	byte shift = xas->xa_shift;
	byte sibs = xas->xa_sibs;

	xas->xa_index |= (ulong)(long)(((sibs + 1) << shift) - 1);
	if (xas_is_node(xas) && xas->xa_node->shift == xas->xa_shift)
		xas->xa_offset |= sibs;
	xas->xa_shift = 0;
	xas->xa_sibs = 0;

	for (;;) {
		xas_create(xas, true);
		if (xas_error(xas))
			goto restore;
		if (xas->xa_index <= (index | XA_CHUNK_MASK))
			goto success;
		xas->xa_index -= XA_CHUNK_SIZE;

		for (;;) {
			xa_node *node = xas->xa_node;
			xas->xa_node = xa_parent_locked(xas->xa, node);
			xas->xa_offset = node->offset - 1;
			if (node->offset != 0)
				break;
		}
	}

restore:
	xas->xa_shift = shift;
	xas->xa_sibs = sibs;
	xas->xa_index = index;
	return;
success:
	xas->xa_index = index;
	if (xas->xa_node != null)
		xas_set_offset(xas);
}

[MethodImpl(MethodImplOptions.AggressiveInlining)]
public void update_node(xa_state *xas, xa_node *node,
		int count, int values)
{
	if (node == null || (count == 0 && values == 0))
		return;

	node->count += (uint)count;
	node->nr_values += (uint)values;
	XA_NODE_BUG_ON(node, node->count > XA_CHUNK_SIZE);
	XA_NODE_BUG_ON(node, node->nr_values > XA_CHUNK_SIZE);
	xas_update(xas, node);
	if (count < 0)
		xas_delete_node(xas);
}

[__no_context_analysis("the array keeps an entry without a reference of its own: who stores it sees to that")]
public void *xas_store(xa_state *xas, void *entry)
{
	xa_node *node;
	void **slot = &xas->xa->xa_head;
	uint offset, max;
	int count = 0;
	int values = 0;
	void *first, next;
	bool value = xa_is_value(entry);

	if (entry != null) {
		bool allow_root = !xa_is_node(entry) && !xa_is_zero(entry);
		first = xas_create(xas, allow_root);
	} else {
		first = xas_load(xas);
	}

	if (xas_invalid(xas))
		return first;
	node = xas->xa_node;
	if (node != null && (xas->xa_shift < node->shift))
		xas->xa_sibs = 0;
	if ((first == entry) && xas->xa_sibs == 0)
		return first;

	next = first;
	offset = xas->xa_offset;
	max = xas->xa_offset + xas->xa_sibs;
	if (node != null) {
		slot = &node->slots[offset];
		if (xas->xa_sibs)
			xas_squash_marks(xas);
	}
	if (entry == null)
		xas_init_marks(xas);

	for (;;) {
		rcu_assign_pointer(out *slot, entry);
		if (xa_is_node(next) && (node == null || node->shift != 0))
			xas_free_nodes(xas, xa_to_node(next));
		if (node == null)
			break;
		count += (next == null) - (entry == null);
		values += !xa_is_value(first) - !value;
		if (entry != null) {
			if (offset == max)
				break;
			if (!xa_is_sibling(entry))
				entry = xa_mk_sibling(xas->xa_offset);
		} else {
			if (offset == XA_CHUNK_MASK)
				break;
		}
		next = xa_entry_locked(xas->xa, node, ++offset);
		if (!xa_is_sibling(next)) {
			if (entry == null && (offset > max))
				break;
			first = next;
		}
		slot++;
	}

	update_node(xas, node, count, values);
	return first;
}

public bool xas_get_mark(xa_state *xas, xa_mark_t mark)
{
	if (xas_invalid(xas))
		return false;
	if (xas->xa_node == null)
		return xa_marked(xas->xa, mark);
	// PORT: a node that was freed is caught
	xa_check_node(xas->xa, xas->xa_node);
	return node_get_mark(xas->xa_node, xas->xa_offset, mark);
}

public void xas_set_mark(xa_state *xas, xa_mark_t mark)
{
	xa_node *node = xas->xa_node;
	uint offset = xas->xa_offset;

	if (xas_invalid(xas))
		return;

	while (node != null) {
		// PORT: a node that was freed is caught before it is written to
		xa_check_node(xas->xa, node);
		if (node_set_mark(node, offset, mark))
			return;
		offset = node->offset;
		node = xa_parent_locked(xas->xa, node);
	}

	if (!xa_marked(xas->xa, mark))
		xa_mark_set(xas->xa, mark);
}

public void xas_clear_mark(xa_state *xas, xa_mark_t mark)
{
	xa_node *node = xas->xa_node;
	uint offset = xas->xa_offset;

	if (xas_invalid(xas))
		return;

	while (node != null) {
		// PORT: a node that was freed is caught before it is written to
		xa_check_node(xas->xa, node);
		if (!node_clear_mark(node, offset, mark))
			return;
		if (node_any_mark(node, mark))
			return;

		offset = node->offset;
		node = xa_parent_locked(xas->xa, node);
	}

	if (xa_marked(xas->xa, mark))
		xa_mark_clear(xas->xa, mark);
}

public void xas_init_marks(xa_state *xas)
{
	xa_mark_t mark = 0;

	for (;;) {
		if (xa_track_free(xas->xa) && mark == XA_FREE_MARK)
			xas_set_mark(xas, mark);
		else
			xas_clear_mark(xas, mark);
		if (mark == XA_MARK_MAX)
			break;
		mark_inc(ref mark);
	}
}

public virtual void xas_pause(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	if (xas_invalid(xas))
		return;

	if (node != null) {
		uint offset = xas->xa_offset;
		while (++offset < XA_CHUNK_SIZE) {
			if (!xa_is_sibling(xa_entry(xas->xa, node, offset)))
				break;
		}
		xas->xa_index += (offset - xas->xa_offset) << node->shift;
	} else {
		xas->xa_index++;
	}
	xas->xa_node = XAS_RESTART;
}

public void *__xas_prev(xa_state *xas)
{
	void *entry;

	if (!xas_frozen(xas->xa_node))
		xas->xa_index--;
	if (xas->xa_node == null)
		return set_bounds(xas);
	if (xas_not_node(xas->xa_node))
		return xas_load(xas);

	if (xas->xa_offset != get_offset(xas->xa_index, xas->xa_node))
		xas->xa_offset--;

	while (xas->xa_offset == 255) {
		xas->xa_offset = xas->xa_node->offset - 1;
		xas->xa_node = xa_parent(xas->xa, xas->xa_node);
		if (xas->xa_node == null)
			return set_bounds(xas);
	}

	for (;;) {
		entry = xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
		if (!xa_is_node(entry))
			return entry;

		xas->xa_node = xa_to_node(entry);
		xas_set_offset(xas);
	}
}

public void *__xas_next(xa_state *xas)
{
	void *entry;

	if (!xas_frozen(xas->xa_node))
		xas->xa_index++;
	if (xas->xa_node == null)
		return set_bounds(xas);
	if (xas_not_node(xas->xa_node))
		return xas_load(xas);

	if (xas->xa_offset != get_offset(xas->xa_index, xas->xa_node))
		xas->xa_offset++;

	while (xas->xa_offset == XA_CHUNK_SIZE) {
		xas->xa_offset = xas->xa_node->offset + 1;
		xas->xa_node = xa_parent(xas->xa, xas->xa_node);
		if (xas->xa_node == null)
			return set_bounds(xas);
	}

	for (;;) {
		entry = xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
		if (!xa_is_node(entry))
			return entry;

		xas->xa_node = xa_to_node(entry);
		xas_set_offset(xas);
	}
}

public virtual void *xas_find(xa_state *xas, ulong max)
{
	void *entry;

	if (xas_error(xas))
		return null;

	if (xas->xa_node == null) {
		xas->xa_index = 1;
		return set_bounds(xas);
	} else if (xas_top(xas->xa_node)) {
		entry = xas_load(xas);
		if (entry != null || xas_not_node(xas->xa_node))
			return entry;
	} else if (xas->xa_node->shift == 0 &&
		    xas->xa_offset != (xas->xa_index & XA_CHUNK_MASK)) {
		xas->xa_offset = (uint)((xas->xa_index - 1) & XA_CHUNK_MASK) + 1;
	}

	xas_advance(xas);

	while (xas->xa_node != null && (xas->xa_index <= max)) {
		if (unlikely(xas->xa_offset == XA_CHUNK_SIZE)) {
			xas->xa_offset = xas->xa_node->offset + 1;
			xas->xa_node = xa_parent(xas->xa, xas->xa_node);
			continue;
		}

		entry = xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
		if (xa_is_node(entry)) {
			xas->xa_node = xa_to_node(entry);
			xas->xa_offset = 0;
			continue;
		}
		if (entry != null && !xa_is_sibling(entry))
			return entry;

		xas_advance(xas);
	}

	if (xas->xa_node == null)
		xas->xa_node = XAS_BOUNDS;
	return null;
}

public virtual void *xas_find_marked(xa_state *xas, ulong max, xa_mark_t mark)
{
	bool advance = true;
	uint offset;
	void *entry;

	if (xas_error(xas))
		return null;

	if (xas->xa_node == null) {
		xas->xa_index = 1;
		goto @out;
	} else if (xas_top(xas->xa_node)) {
		advance = false;
		entry = xa_head(xas->xa);
		xas->xa_node = null;
		if (xas->xa_index > max_index(entry))
			goto @out;
		if (!xa_is_node(entry)) {
			if (xa_marked(xas->xa, mark))
				return entry;
			xas->xa_index = 1;
			goto @out;
		}
		xas->xa_node = xa_to_node(entry);
		xas->xa_offset = (uint)(xas->xa_index >> xas->xa_node->shift);
	}

	while (xas->xa_index <= max) {
		if (unlikely(xas->xa_offset == XA_CHUNK_SIZE)) {
			xas->xa_offset = xas->xa_node->offset + 1;
			xas->xa_node = xa_parent(xas->xa, xas->xa_node);
			if (xas->xa_node == null)
				break;
			advance = false;
			continue;
		}

		if (!advance) {
			entry = xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
			if (xa_is_sibling(entry)) {
				xas->xa_offset = (uint)xa_to_sibling(entry);
				xas_move_index(xas, xas->xa_offset);
			}
		}

		offset = xas_find_chunk(xas, advance, mark);
		if (offset > xas->xa_offset) {
			advance = false;
			xas_move_index(xas, offset);
			if ((xas->xa_index - 1) >= max)
				goto max;
			xas->xa_offset = offset;
			if (offset == XA_CHUNK_SIZE)
				continue;
		}

		entry = xa_entry(xas->xa, xas->xa_node, xas->xa_offset);
		if (!xa_is_node(entry))
			return entry;
		xas->xa_node = xa_to_node(entry);
		xas_set_offset(xas);
	}

@out:
	if (xas->xa_index > max)
		goto max;
	return set_bounds(xas);
max:
	xas->xa_node = XAS_RESTART;
	return null;
}

public void *xas_find_conflict(xa_state *xas)
{
	void *curr;

	if (xas_error(xas))
		return null;

	if (xas->xa_node == null)
		return null;

	if (xas_top(xas->xa_node)) {
		curr = xas_start(xas);
		if (curr == null)
			return null;
		while (xa_is_node(curr)) {
			xa_node *node = xa_to_node(curr);
			curr = xas_descend(xas, node);
		}
		if (curr != null)
			return curr;
	}

	if (xas->xa_node->shift > xas->xa_shift)
		return null;

	for (;;) {
		if (xas->xa_node->shift == xas->xa_shift) {
			if ((xas->xa_offset & xas->xa_sibs) == xas->xa_sibs)
				break;
		} else if (xas->xa_offset == XA_CHUNK_MASK) {
			xas->xa_offset = xas->xa_node->offset;
			xas->xa_node = xa_parent_locked(xas->xa, xas->xa_node);
			if (xas->xa_node == null)
				break;
			continue;
		}
		curr = xa_entry_locked(xas->xa, xas->xa_node, ++xas->xa_offset);
		if (xa_is_sibling(curr))
			continue;
		while (xa_is_node(curr)) {
			xas->xa_node = xa_to_node(curr);
			xas->xa_offset = 0;
			curr = xa_entry_locked(xas->xa, xas->xa_node, 0);
		}
		if (curr != null)
			return curr;
	}
	xas->xa_offset -= xas->xa_sibs;
	return null;
}

public void *xa_load(xarray *xa, ulong index)
{
	XA_STATE(out xa_state xas, xa, index);
	void *entry;

	rcu_read_lock();
	do {
		entry = xas_load(&xas);
		if (xa_is_zero(entry))
			entry = null;
	} while (xas_retry(&xas, entry));
	rcu_read_unlock();

	return entry;
}

public void *xas_result(xa_state *xas, void *curr)
{
	if (xa_is_zero(curr))
		return null;
	if (xas_error(xas))
		curr = xas->xa_node;
	return curr;
}

public void *__xa_erase(xarray *xa, ulong index)
{
	XA_STATE(out xa_state xas, xa, index);
	return xas_result(&xas, xas_store(&xas, null));
}

public void *xa_erase(xarray *xa, ulong index)
{
	void *entry;

	xa_lock(xa);
	entry = __xa_erase(xa, index);
	xa_unlock(xa);

	return entry;
}

[MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
public void *__xa_store(xarray *xa, ulong index, void *entry, gfp_t gfp)
{
	XA_STATE(out xa_state xas, xa, index);
	void *curr;

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);
	if (xa_track_free(xa) && entry == null)
		entry = XA_ZERO_ENTRY;

	do {
		curr = xas_store(&xas, entry);
		if (xa_track_free(xa))
			xas_clear_mark(&xas, XA_FREE_MARK);
	} while (__xas_nomem(&xas, gfp));

	return xas_result(&xas, curr);
}

public void *xa_store(xarray *xa, ulong index, void *entry, gfp_t gfp)
{
	void *curr;

	xa_lock(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock(xa);

	return curr;
}

public void *__xa_cmpxchg(xarray *xa, ulong index,
			void *old, void *entry, gfp_t gfp)
{
	XA_STATE(out xa_state xas, xa, index);
	void *curr;

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);

	do {
		curr = xas_load(&xas);
		if (curr == old) {
			xas_store(&xas, entry);
			if (xa_track_free(xa) && entry != null && curr == null)
				xas_clear_mark(&xas, XA_FREE_MARK);
		}
	} while (__xas_nomem(&xas, gfp));

	return xas_result(&xas, curr);
}

public int __xa_insert(xarray *xa, ulong index, void *entry, gfp_t gfp)
{
	XA_STATE(out xa_state xas, xa, index);
	void *curr;

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return -EINVAL;
	if (entry == null)
		entry = XA_ZERO_ENTRY;

	do {
		curr = xas_load(&xas);
		if (curr == null) {
			xas_store(&xas, entry);
			if (xa_track_free(xa))
				xas_clear_mark(&xas, XA_FREE_MARK);
		} else {
			xas_set_err(&xas, -EBUSY);
		}
	} while (__xas_nomem(&xas, gfp));

	return xas_error(&xas);
}

#if CONFIG_XARRAY_MULTI
public void xas_set_range(xa_state *xas, ulong first,
		ulong last)
{
	uint shift = 0;
	ulong sibs = last - first;
	uint offset = (uint)XA_CHUNK_MASK;

	xas_set(xas, first);

	while ((first & XA_CHUNK_MASK) == 0) {
		if (sibs < XA_CHUNK_MASK)
			break;
		if ((sibs == XA_CHUNK_MASK) && (offset < XA_CHUNK_MASK))
			break;
		shift += XA_CHUNK_SHIFT;
		if (offset == XA_CHUNK_MASK)
			offset = (uint)(sibs & XA_CHUNK_MASK);
		sibs >>= XA_CHUNK_SHIFT;
		first >>= XA_CHUNK_SHIFT;
	}

	offset = (uint)(first & XA_CHUNK_MASK);
	if (offset + sibs > XA_CHUNK_MASK)
		sibs = XA_CHUNK_MASK - offset;
	if ((((first + sibs + 1) << shift) - 1) > last)
		sibs -= 1;

	xas->xa_shift = (byte)shift;
	xas->xa_sibs = (byte)sibs;
}

public void *xa_store_range(xarray *xa, ulong first,
		ulong last, void *entry, gfp_t gfp)
{
	XA_STATE(out xa_state xas, xa, 0);

	if (WARN_ON_ONCE(xa_is_internal(entry)))
		return XA_ERROR(-EINVAL);
	if (last < first)
		return XA_ERROR(-EINVAL);

	do {
		xas_lock(&xas);
		if (entry != null) {
			uint order = BITS_PER_LONG;
			if (last + 1)
				order = (uint)__ffs(last + 1);
			xas_set_order(&xas, last, order);
			xas_create(&xas, true);
			if (xas_error(&xas))
				goto unlock;
		}
		do {
			xas_set_range(&xas, first, last);
			xas_store(&xas, entry);
			if (xas_error(&xas))
				goto unlock;
			first += xas_size(&xas);
		} while (first <= last);
unlock:
		xas_unlock(&xas);
	} while (xas_nomem(&xas, gfp));

	return xas_result(&xas, null);
}
#endif

public int __xa_alloc(xarray *xa, u32 *id, void *entry,
		xa_limit limit, gfp_t gfp)
{
	XA_STATE(out xa_state xas, xa, 0);

	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return -EINVAL;
	if (WARN_ON_ONCE(!xa_track_free(xa)))
		return -EINVAL;

	if (entry == null)
		entry = XA_ZERO_ENTRY;

	do {
		xas.xa_index = limit.min;
		xas_find_marked(&xas, limit.max, XA_FREE_MARK);
		if (xas.xa_node == XAS_RESTART)
			xas_set_err(&xas, -EBUSY);
		else
			*id = (uint)xas.xa_index;
		xas_store(&xas, entry);
		xas_clear_mark(&xas, XA_FREE_MARK);
	} while (__xas_nomem(&xas, gfp));

	return xas_error(&xas);
}

public int __xa_alloc_cyclic(xarray *xa, u32 *id, void *entry,
		xa_limit limit, u32 *next, gfp_t gfp)
{
	u32 min = limit.min;
	int ret;

	limit.min = max(min, *next);
	ret = __xa_alloc(xa, id, entry, limit, gfp);
	if ((xa->xa_flags & XA_FLAGS_ALLOC_WRAPPED) != 0 && ret == 0) {
		xa->xa_flags &= ~XA_FLAGS_ALLOC_WRAPPED;
		ret = 1;
	}

	if (ret < 0 && limit.min > min) {
		limit.min = min;
		ret = __xa_alloc(xa, id, entry, limit, gfp);
		if (ret == 0)
			ret = 1;
	}

	if (ret >= 0) {
		*next = *id + 1;
		if (*next == 0)
			xa->xa_flags |= XA_FLAGS_ALLOC_WRAPPED;
	}
	return ret;
}

public void __xa_set_mark(xarray *xa, ulong index, xa_mark_t mark)
{
	XA_STATE(out xa_state xas, xa, index);
	void *entry = xas_load(&xas);

	if (entry != null)
		xas_set_mark(&xas, mark);
}

public void __xa_clear_mark(xarray *xa, ulong index, xa_mark_t mark)
{
	XA_STATE(out xa_state xas, xa, index);
	void *entry = xas_load(&xas);

	if (entry != null)
		xas_clear_mark(&xas, mark);
}

public bool xa_get_mark(xarray *xa, ulong index, xa_mark_t mark)
{
	XA_STATE(out xa_state xas, xa, index);
	void *entry;

	rcu_read_lock();
	entry = xas_start(&xas);
	while (xas_get_mark(&xas, mark)) {
		if (!xa_is_node(entry))
			goto found;
		entry = xas_descend(&xas, xa_to_node(entry));
	}
	rcu_read_unlock();
	return false;
 found:
	rcu_read_unlock();
	return true;
}

public void xa_set_mark(xarray *xa, ulong index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}

public void xa_clear_mark(xarray *xa, ulong index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}

public void *xa_find(xarray *xa, ulong *indexp,
			ulong max, xa_mark_t filter)
{
	XA_STATE(out xa_state xas, xa, *indexp);
	void *entry;

	rcu_read_lock();
	do {
		if ((uint)filter < XA_MAX_MARKS)
			entry = xas_find_marked(&xas, max, filter);
		else
			entry = xas_find(&xas, max);
	} while (xas_retry(&xas, entry));
	rcu_read_unlock();

	if (entry != null)
		*indexp = xas.xa_index;
	return entry;
}

public virtual void *xa_find_after(xarray *xa, ulong *indexp,
			ulong max, xa_mark_t filter)
{
	XA_STATE(out xa_state xas, xa, *indexp + 1);
	void *entry;

	rcu_read_lock();
	for (;;) {
		if ((uint)filter < XA_MAX_MARKS)
			entry = xas_find_marked(&xas, max, filter);
		else
			entry = xas_find(&xas, max);
		if (xas.xa_node == XAS_BOUNDS)
			break;
		if (xas.xa_shift) {
			if (xas.xa_index & ((1UL << xas.xa_shift) - 1))
				continue;
		} else {
			if (xas.xa_offset < (xas.xa_index & XA_CHUNK_MASK))
				continue;
		}
		if (!xas_retry(&xas, entry))
			break;
	}
	rcu_read_unlock();

	if (entry != null)
		*indexp = xas.xa_index;
	return entry;
}

public uint xas_extract_present(xa_state *xas, void **dst,
			ulong max, uint n)
{
	void *entry;
	uint i = 0;

	rcu_read_lock();
	while (xas_for_each(xas, out entry, max)) {
		if (xas_retry(xas, entry))
			continue;
		dst[i++] = entry;
		if (i == n)
			break;
	}
	rcu_read_unlock();

	return i;
}

public uint xas_extract_marked(xa_state *xas, void **dst,
			ulong max, uint n, xa_mark_t mark)
{
	void *entry;
	uint i = 0;

	rcu_read_lock();
	while (xas_for_each_marked(xas, out entry, max, mark)) {
		if (xas_retry(xas, entry))
			continue;
		dst[i++] = entry;
		if (i == n)
			break;
	}
	rcu_read_unlock();

	return i;
}

public uint xa_extract(xarray *xa, void **dst, ulong start,
			ulong max, uint n, xa_mark_t filter)
{
	XA_STATE(out xa_state xas, xa, start);

	if (!n)
		return 0;

	if ((uint)filter < XA_MAX_MARKS)
		return xas_extract_marked(&xas, dst, max, n, filter);
	return xas_extract_present(&xas, dst, max, n);
}

public void xa_destroy(xarray *xa)
{
	XA_STATE(out xa_state xas, xa, 0);
	ulong flags;
	void *entry;

	xas.xa_node = null;
	xas_lock_irqsave(&xas, out flags);
	entry = xa_head_locked(xa);
	RCU_INIT_POINTER(out xa->xa_head, null);
	xas_init_marks(&xas);
	if (xa_zero_busy(xa))
		xa_mark_clear(xa, XA_FREE_MARK);
	if (xa_is_node(entry))
		xas_free_nodes(&xas, xa_to_node(entry));
	xas_unlock_irqrestore(&xas, flags);
}
}
