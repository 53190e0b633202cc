/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/shmem_fs.h at v5.4 */
namespace linux;

public struct simple_xattrs
{
}

public struct shared_policy
{
}

public unsafe struct shmem_inode_info
{
	public spinlock_t @lock;
	public uint seals;
	public ulong flags;
	public ulong alloced;
	public ulong swapped;
	public list_head shrinklist;
	public list_head swaplist;
	public shared_policy policy;
	public simple_xattrs xattrs;
	public atomic_t stop_eviction;
	public inode vfs_inode;
}

public unsafe struct shmem_sb_info
{
	public ulong max_blocks;
	public percpu_counter used_blocks;
	public ulong max_inodes;
	public ulong free_inodes;
	public spinlock_t stat_lock;
	public umode_t mode;
	public byte huge;
	public spinlock_t shrinklist_lock;
	public list_head shrinklist;
	public ulong shrinklist_len;
}

public enum sgp_type
{
	SGP_READ,
	SGP_CACHE,
	SGP_NOHUGE,
	SGP_HUGE,
	SGP_WRITE,
	SGP_FALLOC,
}

public unsafe partial class kernel
{
public shmem_inode_info *SHMEM_I(inode *inode)
{
	return (shmem_inode_info *)container_of(inode, &((shmem_inode_info *)ANY)->vfs_inode);
}

public bool shmem_file(@file *file)
{
	if (!IS_ENABLED(CONFIG_SHMEM))
		return false;
	if (file == null || file->f_mapping == null)
		return false;
	return shmem_mapping(file->f_mapping);
}
}
