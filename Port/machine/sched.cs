/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks, signals, rescheduling points, wait queues: one task runs at a time */
namespace linux;

public unsafe struct task_struct
{
	public int pid;
	public mm_struct *mm;
	public ulong flags;	/* PF_* */
}

public struct wait_queue_head_t
{
	public spinlock_t @lock;
	public list_head head;
}

public unsafe struct wait_queue_entry_t
{
	public uint flags;	/* WQ_FLAG_* */
	public task_struct *@private;
	public list_head entry;
	public int func;	/* in kernel.wake_functions */
}

public unsafe delegate int wait_queue_func_t(wait_queue_entry_t *wait, uint mode, int sync, void *key);

public unsafe partial class kernel
{
	/// <summary>The running task.</summary>
	public task_struct *current;

	void sched_init()
	{
		current = (task_struct *)arena.alloc((nuint)sizeof(task_struct));
		current->pid = 1;
		/* a walk over all pages, a round for each, ends */
		no_progress_bound = (long)max(1 << 22, 2 * config.nr_pages);
	}

	/// <summary>Rounds through cond_resched(), without a page being allocated or freed, after which no_progress is thrown.</summary>
	public long no_progress_bound;
	long idle_rounds;

	/// <summary>Calls of signal_pending() until one says yes, and all after it; negative: never.</summary>
	public long signal_after = -1;

	public void cond_resched()
	{
		if (++idle_rounds > no_progress_bound)
			throw new no_progress(no_progress_bound);
	}

	/* a page was allocated, freed or split, or the task left the kernel */
	void made_progress() => idle_rounds = 0;

	public static bool need_resched() => false;
	public void cond_resched_rcu() => cond_resched();
	public static void might_sleep() { }
	public static void might_sleep_if(bool condition) { }

	/* once pending it stays so until the operation returns */
	public bool signal_pending(task_struct *task)
	{
		if (signal_after > 0)
			signal_after--;
		return signal_after == 0;
	}

	const uint TASK_NORMAL = 3;
	const int TASK_UNINTERRUPTIBLE = 2;
	readonly List<wait_queue_func_t> wake_functions = [];

	public void init_waitqueue_head(wait_queue_head_t *wq_head) => INIT_LIST_HEAD(&wq_head->head);

	void DEFINE_WAIT_FUNC(out wait_queue_entry_t wait, wait_queue_func_t function)
	{
		int func = wake_functions.IndexOf(function);
		if (func < 0) {
			func = wake_functions.Count;
			wake_functions.Add(function);
		}
		wait = new wait_queue_entry_t { @private = current, func = func };
	}

	void prepare_to_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *wait, int state)
	{
		if (wait->entry.next == null)
			list_add(&wait->entry, &wq_head->head);
	}

	void finish_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *wait)
	{
		if (!list_empty_careful(&wait->entry))
			list_del_init(&wait->entry);
	}

	/* a lone task that sleeps has nobody to wake it */
	[__may_block]
	void schedule([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		wait_for_lock(null, "a wake-up", file, line);

	int default_wake_function(wait_queue_entry_t *wait, uint mode, int sync, void *key) => 1;

	public void wake_up_all(wait_queue_head_t *wq_head)
	{
		while (!list_empty(&wq_head->head)) {
			var wait = (wait_queue_entry_t *)list_first_entry(&wq_head->head, &((wait_queue_entry_t *)ANY)->entry);
			wake_functions[wait->func](wait, TASK_NORMAL, 0, null);
		}
	}

	public void wait_var_event(void *var, bool condition, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (!condition)
			wait_for_lock(var, "an event", file, line);
	}
}
