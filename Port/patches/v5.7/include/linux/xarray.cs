/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/xarray.h at v5.7, blob 14c893433139 */
namespace linux;

public unsafe partial class v5_7
{
public override void *xas_next_marked(xa_state *xas, ulong max,
								xa_mark_t mark)
{
	xa_node *node = xas->xa_node;
	void *entry;
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
	entry = xa_entry(xas->xa, node, offset);
	if (entry == null)
		return xas_find_marked(xas, max, mark);
	return entry;
}
}
