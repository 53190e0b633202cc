/* SPDX-License-Identifier: GPL-2.0-only */
/* RCU: what was handed to call_rcu() stays readable, and is freed when the last reader has left */
namespace linux;

public unsafe partial class kernel
{
	int rcu_nesting;
	rcu_head *rcu_list;

	[__acquires("#rcu", Shared = true, Reentrant = true, Spin = true)]
	[__no_context_analysis("the lock itself")]
	public void rcu_read_lock() => rcu_nesting++;

	[__releases("#rcu", Shared = true)]
	[__no_context_analysis("the lock itself")]
	public void rcu_read_unlock()
	{
		VM_BUG_ON(rcu_nesting == 0);
		if (--rcu_nesting == 0)
			rcu_do_batch();
	}

	public bool rcu_read_lock_held() => rcu_nesting != 0;

	/// <summary>Has <paramref name="func"/> called on <paramref name="head"/> once no reader can see the object.</summary>
	public void call_rcu(rcu_head *head, delegate*<kernel, rcu_head *, void> func)
	{
		head->func = func;
		head->next = rcu_list;
		rcu_list = head;
		if (rcu_nesting == 0)
			rcu_do_batch();
	}

	void rcu_do_batch()
	{
		while (rcu_list != null) {
			rcu_head *head = rcu_list;
			rcu_list = head->next;
			((delegate*<kernel, rcu_head *, void>)head->func)(this, head);
		}
	}
}
