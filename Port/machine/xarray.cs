/* SPDX-License-Identifier: GPL-2.0-only */
/* What the XArray's text stands on: its chunk size, the slab of its nodes, a check for freed nodes, and two C idioms */
namespace linux;

public static class c_arithmetic
{
	extension(ulong)
	{
		public static ulong operator <<(ulong x, uint n) => x << (int)n;
		public static ulong operator >>(ulong x, uint n) => x >> (int)n;
	}

	extension(int)
	{
		public static int operator <<(int x, uint n) => x << (int)n;
	}

	extension(uint)
	{
		public static uint operator <<(uint x, uint n) => x << (int)n;
	}

	/* C counts with conditions: n += !a - !b */
	extension(bool)
	{
		public static int operator -(bool a, bool b) => (a ? 1 : 0) - (b ? 1 : 0);
	}
}

public unsafe partial class kernel
{
	/// <summary>Where every XArray's nodes come from. At rest its nr_live is the number of nodes in all trees.</summary>
	public kmem_cache *radix_tree_node_cachep;

	/// <summary>Fixes the chunk size at config.xa_chunk_shift bits: 1 to 7, since a node counts its slots in bytes.</summary>
	void xarray_init()
	{
		if (config.xa_chunk_shift is < 1 or > 7)
			throw new ArgumentOutOfRangeException(nameof(config.xa_chunk_shift), config.xa_chunk_shift, "1 to 7 bits of an index");

		XA_CHUNK_SHIFT = (byte)config.xa_chunk_shift;
		XA_CHUNK_SIZE = 1ul << XA_CHUNK_SHIFT;
		XA_CHUNK_MASK = XA_CHUNK_SIZE - 1;
		XA_MARK_LONGS = (uint)DIV_ROUND_UP(XA_CHUNK_SIZE, BITS_PER_LONG);
		radix_tree_node_cachep = kmem_cache_create((uint)sizeof(xa_node) + (uint)XA_CHUNK_SIZE * (uint)sizeof(void *) +
			XA_MAX_MARKS * XA_MARK_LONGS * sizeof(ulong), &radix_tree_node_ctor);
	}

	static void radix_tree_node_ctor(void *arg)
	{
		var node = (xa_node *)arg;

		INIT_LIST_HEAD(&node->private_list);
	}

	/* the slab zeroes what it hands out */
	static void radix_tree_node_rcu_free(kernel k, rcu_head *head)
	{
		var node = (xa_node *)container_of(head, &((xa_node *)ANY)->rcu_head);

		k.kmem_cache_free(k.radix_tree_node_cachep, node);
	}

	/// <summary>A node that was freed, or belongs to another array since: kernel_bug. One waiting for RCU may be read.</summary>
	[Conditional("CONFIG_DEBUG_VM")]
	[MethodImpl(MethodImplOptions.AggressiveInlining)]
	void xa_check_node(xarray *xa, xa_node *node)
	{
		if (node->array != xa && node->array != XA_RCU_FREE)
			xa_stale_node(xa, node);
	}

	/* only a throw: the JIT sees that it does not come back, and its callers keep nothing alive across it */
	void xa_stale_node(xarray *xa, xa_node *node) => throw stale_node(xa, node);

	kernel_bug stale_node(xarray *xa, xa_node *node, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		new("stale xa_node", file, line, $"node {(ulong)node:x} of xarray {(ulong)xa:x} " +
			(xa_node_is_poisoned(node) ? "was freed: " : "is in another array now: ") + xa_dump_node(node));

	static bool xa_node_is_poisoned(xa_node *node) => (ulong)node->array == 0x6b6b6b6b6b6b6b6b;

	string xa_dump_node(xa_node *node)
	{
		if (xas_not_node(node))
			return $"node {(ulong)node:x}";
		return $"node {(ulong)node:x} {(node->parent != null ? "offset" : "max")} {node->offset} parent {(ulong)node->parent:x} " +
			$"shift {node->shift} count {node->count} values {node->nr_values} array {(ulong)node->array:x}";
	}
}
