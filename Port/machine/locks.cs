/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks: one task runs at a time, so a lock that is held cannot be waited for by a lone task.
 * What is held is kept on one list for all lock kinds, the page lock among them,
 * with the place that took it: a deadlock, and the check at rest, can name every holder. */
namespace linux;

public struct spinlock_t
{
	public int owner;	/* pid + 1, 0 when free */
}

public struct mutex
{
	public int owner;
}

public struct rw_semaphore
{
	public int writer;	/* pid + 1, 0 when none */
	public int readers;
}

/// <summary>A lock that is held now, and by whom.</summary>
public unsafe struct held_lock
{
	public void *@lock;
	public string kind, file;
	public int line, pid;
}

public unsafe partial class kernel
{
	held_lock[] held_locks = new held_lock[64];
	int nr_held_locks;

	/// <summary>The locks that are held, oldest first.</summary>
	public ReadOnlySpan<held_lock> held => held_locks.AsSpan(0, nr_held_locks);

	/// <summary>What is held, by whom, and the place that took it.</summary>
	public string describe(in held_lock held)
	{
		bool page_lock = (nuint)held.@lock - (nuint)mem_map < mem_map_bytes;
		string which = page_lock ? $"{held.kind} of pfn {page_to_pfn((page *)held.@lock)}" : held.kind;
		return $"{which} held by task {held.pid}, taken at {source_path.of(held.file)}:{held.line}";
	}

	void lock_acquired(void *@lock, string kind, string file, int line)
	{
		if (nr_held_locks == held_locks.Length)
			Array.Resize(ref held_locks, 2 * nr_held_locks);
		ref held_lock h = ref held_locks[nr_held_locks++];
		h.@lock = @lock;
		h.kind = kind;
		h.file = file;
		h.line = line;
		h.pid = current->pid;
	}

	void lock_released(void *@lock, string kind, string file, int line)
	{
		if (nr_held_locks != 0 && held_locks[nr_held_locks - 1].@lock == @lock) {
			nr_held_locks--;
			return;
		}
		for (int i = nr_held_locks - 1; i >= 0; i--) {
			if (held_locks[i].@lock != @lock)
				continue;
			for (nr_held_locks--; i < nr_held_locks; i++)
				held_locks[i] = held_locks[i + 1];
			return;
		}
		throw new kernel_bug($"{kind} released but not held", file, line);
	}

	/* nobody else is runnable: whoever waits here waits for ever */
	void wait_for_lock(void *@lock, string kind, string file, int line)
	{
		var holders = new System.Text.StringBuilder();
		foreach (held_lock h in held)
			holders.Append(holders.Length == 0 ? "" : "\n").Append(h.@lock == @lock ? "  waited for: " : "  also held:  ").Append(describe(h));
		throw new kernel_bug($"deadlock: task {current->pid} waits for {kind}", file, line, holders.ToString());
	}

	public void spin_lock_init(spinlock_t *@lock) => @lock->owner = 0;

	[__acquires("lock", Spin = true)]
	[__no_context_analysis("the lock itself")]
	public void spin_lock(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (@lock->owner != 0)
			wait_for_lock(@lock, "spinlock", file, line);
		@lock->owner = current->pid + 1;
		lock_acquired(@lock, "spinlock", file, line);
	}

	[__cond_acquires(true, "lock", Spin = true)]
	public bool spin_trylock(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (@lock->owner != 0)
			return false;
		spin_lock(@lock, file, line);
		return true;
	}

	[__releases("lock")]
	[__no_context_analysis("the lock itself")]
	public void spin_unlock(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		@lock->owner = 0;
		lock_released(@lock, "spinlock", file, line);
	}

	public bool spin_is_locked(spinlock_t *@lock) => @lock->owner != 0;

	[__acquires("lock", Spin = true)]
	public void spin_lock_irq(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_lock(@lock, file, line);
	[__releases("lock")]
	public void spin_unlock_irq(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_unlock(@lock, file, line);

	[__acquires("lock", Spin = true)]
	public void spin_lock_bh(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_lock(@lock, file, line);
	[__releases("lock")]
	public void spin_unlock_bh(spinlock_t *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_unlock(@lock, file, line);

	[__acquires("lock", Spin = true)]
	public void spin_lock_irqsave(spinlock_t *@lock, out ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		flags = 0;
		spin_lock(@lock, file, line);
	}

	[__releases("lock")]
	public void spin_unlock_irqrestore(spinlock_t *@lock, ulong flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		spin_unlock(@lock, file, line);

	public static void local_irq_save(out ulong flags) => flags = 0;
	public static void local_irq_restore(ulong flags) { }
	public static void local_irq_disable() { }
	public static void local_irq_enable() { }

	[__acquires("lock")]
	[__may_block]
	[__no_context_analysis("the lock itself")]
	public void mutex_lock(mutex *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (@lock->owner != 0)
			wait_for_lock(@lock, "mutex", file, line);
		@lock->owner = current->pid + 1;
		lock_acquired(@lock, "mutex", file, line);
	}

	[__releases("lock")]
	[__no_context_analysis("the lock itself")]
	public void mutex_unlock(mutex *@lock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		@lock->owner = 0;
		lock_released(@lock, "mutex", file, line);
	}

	[__acquires("sem", Shared = true)]
	[__may_block]
	[__no_context_analysis("the lock itself")]
	public void down_read(rw_semaphore *sem, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (sem->writer != 0)
			wait_for_lock(sem, "rw_semaphore", file, line);
		sem->readers++;
		lock_acquired(sem, "rw_semaphore (read)", file, line);
	}

	[__releases("sem", Shared = true)]
	[__no_context_analysis("the lock itself")]
	public void up_read(rw_semaphore *sem, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		sem->readers--;
		lock_released(sem, "rw_semaphore (read)", file, line);
	}

	[__cond_acquires(true, "sem")]
	public bool down_write_trylock(rw_semaphore *sem, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (sem->writer != 0 || sem->readers != 0)
			return false;
		down_write(sem, file, line);
		return true;
	}

	[__acquires("sem")]
	[__may_block]
	[__no_context_analysis("the lock itself")]
	public void down_write(rw_semaphore *sem, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (sem->writer != 0 || sem->readers != 0)
			wait_for_lock(sem, "rw_semaphore", file, line);
		sem->writer = current->pid + 1;
		lock_acquired(sem, "rw_semaphore (write)", file, line);
	}

	[__releases("sem")]
	[__no_context_analysis("the lock itself")]
	public void up_write(rw_semaphore *sem, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		sem->writer = 0;
		lock_released(sem, "rw_semaphore (write)", file, line);
	}

	[__acquires("mapping->i_mmap_rwsem", Shared = true)]
	public void i_mmap_lock_read(address_space *mapping, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		down_read(&mapping->i_mmap_rwsem, file, line);
	[__releases("mapping->i_mmap_rwsem", Shared = true)]
	public void i_mmap_unlock_read(address_space *mapping, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		up_read(&mapping->i_mmap_rwsem, file, line);
	[__acquires("mapping->i_mmap_rwsem")]
	public void i_mmap_lock_write(address_space *mapping, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		down_write(&mapping->i_mmap_rwsem, file, line);
	[__releases("mapping->i_mmap_rwsem")]
	public void i_mmap_unlock_write(address_space *mapping, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		up_write(&mapping->i_mmap_rwsem, file, line);

	[__acquires("inode->i_rwsem")]
	public void inode_lock(inode *inode, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		down_write(&inode->i_rwsem, file, line);
	[__releases("inode->i_rwsem")]
	public void inode_unlock(inode *inode, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
		up_write(&inode->i_rwsem, file, line);
}
