/* SPDX-License-Identifier: GPL-2.0-only */
/* lib/xarray.c at v5.7, blob e9e641d3c0c3 */
namespace linux;

public unsafe partial class v5_7
{
public override void xas_pause(xa_state *xas)
{
	xa_node *node = xas->xa_node;

	if (xas_invalid(xas))
		return;

	xas->xa_node = XAS_RESTART;
	if (node != null) {
		ulong offset = xas->xa_offset;
		while (++offset < (ulong)XA_CHUNK_SIZE) {
			if (!xa_is_sibling(xa_entry(xas->xa, node, (uint)offset)))
				break;
		}
		xas->xa_index += (offset - xas->xa_offset) << node->shift;
		if (xas->xa_index == 0)
			xas->xa_node = XAS_BOUNDS;
	} else {
		xas->xa_index++;
	}
}

public override void *xas_find(xa_state *xas, ulong max)
{
	void *entry;

	if (xas_error(xas) != 0 || xas->xa_node == XAS_BOUNDS)
		return null;
	if (xas->xa_index > max)
		return set_bounds(xas);

	if (xas->xa_node == null) {
		xas->xa_index = 1;
		return set_bounds(xas);
	} else if (xas->xa_node == XAS_RESTART) {
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

public override void *xas_find_marked(xa_state *xas, ulong max, xa_mark_t mark)
{
	bool advance = true;
	uint offset;
	void *entry;

	if (xas_error(xas))
		return null;
	if (xas->xa_index > max)
		goto max;

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
		if (entry == null && !(xa_track_free(xas->xa) && mark == XA_FREE_MARK))
			continue;
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

public bool xas_sibling(xa_state *xas)
{
	xa_node *node = xas->xa_node;
	ulong mask;

	if (!IS_ENABLED(CONFIG_XARRAY_MULTI) || node == null)
		return false;
	mask = ((ulong)XA_CHUNK_SIZE << node->shift) - 1;
	return (xas->xa_index & mask) >
		((ulong)xas->xa_offset << node->shift);
}

public override void *xa_find_after(xarray *xa, ulong *indexp,
			ulong max, xa_mark_t filter)
{
	XA_STATE(out xa_state xas, xa, *indexp + 1);
	void *entry;

	if (xas.xa_index == 0)
		return null;

	rcu_read_lock();
	for (;;) {
		if ((uint)filter < XA_MAX_MARKS)
			entry = xas_find_marked(&xas, max, filter);
		else
			entry = xas_find(&xas, max);

		if (xas_invalid(&xas))
			break;
		if (xas_sibling(&xas))
			continue;
		if (!xas_retry(&xas, entry))
			break;
	}
	rcu_read_unlock();

	if (entry != null)
		*indexp = xas.xa_index;
	return entry;
}
}
