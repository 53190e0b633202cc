/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/types.h, atomic_t and the aliases that let the C text stand */
global using System.Diagnostics;
global using System.Runtime.CompilerServices;
global using System.Runtime.InteropServices;
global using gfp_t = uint;
global using loff_t = long;
global using pgoff_t = ulong;
global using ssize_t = long;
global using u32 = uint;
global using u64 = ulong;
global using umode_t = ushort;
global using vm_fault_t = uint;
global using xa_mark_t = uint;
global using static linux.constants;
global using static linux.isolate_mode;
global using static linux.memcg_event;
global using static linux.node_stat_item;
global using static linux.scan_result;
global using static linux.sgp_type;
global using static linux.vm_event_item;

namespace linux;

public struct atomic_t
{
	public int counter;
}

public unsafe struct list_head
{
	public list_head *next, prev;
}

public unsafe struct rcu_head
{
	public rcu_head *next;
	public void *func;
}
