/* SPDX-License-Identifier: GPL-2.0-only */
/* The VFS below tmpfs: inodes, sizes, attributes, the mount */
namespace linux;

public unsafe partial class kernel
{
	public const ulong I_FREEING = 1 << 5, I_CLEAR = 1 << 6;
	const umode_t S_IFMT = 0xf000, S_IFREG = 0x8000;
	public const uint F_SEAL_SEAL = 0x01, F_SEAL_SHRINK = 0x02, F_SEAL_GROW = 0x04, F_SEAL_WRITE = 0x08, F_SEAL_FUTURE_WRITE = 0x10;

	/// <summary>The one tmpfs mount.</summary>
	public super_block *shm_sb;

	/// <summary>The inodes that live, each an <c>inode *</c>.</summary>
	public readonly List<nint> inodes = [];

	kmem_cache *shmem_inode_cachep, filp_cachep, dentry_cache;
	ulong last_ino;
	long vm_committed_as;	/* in pages */

	/// <summary>/sys/kernel/mm/transparent_hugepage/shmem_enabled: 0, SHMEM_HUGE_DENY or SHMEM_HUGE_FORCE.</summary>
	public int shmem_huge;
	public address_space_operations *shmem_aops;
	public list_head *shmem_swaplist;
	public mutex *shmem_swaplist_mutex;
	page *zero_page;

	void shmem_init()
	{
		shmem_aops = (address_space_operations *)arena.alloc((nuint)sizeof(address_space_operations));
		shmem_swaplist = (list_head *)arena.alloc((nuint)sizeof(list_head));
		shmem_swaplist_mutex = (mutex *)arena.alloc((nuint)sizeof(mutex));
		INIT_LIST_HEAD(shmem_swaplist);
		shmem_inode_cachep = kmem_cache_create((uint)sizeof(shmem_inode_info));
		filp_cachep = kmem_cache_create((uint)sizeof(@file));
		dentry_cache = kmem_cache_create((uint)sizeof(dentry));

		shm_sb = (super_block *)arena.alloc((nuint)sizeof(super_block));
		shm_sb->s_blocksize = PAGE_SIZE;
		shm_sb->s_maxbytes = MAX_LFS_FILESIZE;
		var sbinfo = (shmem_sb_info *)arena.alloc((nuint)sizeof(shmem_sb_info));
		shm_sb->s_fs_info = sbinfo;
		sbinfo->max_blocks = config.max_blocks;
		sbinfo->huge = config.huge;
		INIT_LIST_HEAD(&sbinfo->shrinklist);

		/* one more task to come would need one more of each */
		current->mm = mm_alloc(current->pid);

		zero_page = alloc_pages(GFP_KERNEL, 0);
		page_ref_handed_over(zero_page);
		SetPageReserved(zero_page);
	}

	/// <summary>A new empty regular file on the tmpfs mount, with one reference; null with -ENOSPC or -ENOMEM.</summary>
	[__cond_gets("nonnull", "return")]
	[__no_context_analysis("makes the inode, with its count at one")]
	inode *shmem_get_inode(out int error)
	{
		error = shmem_reserve_inode(shm_sb);
		if (error != 0)
			return null;
		var info = (shmem_inode_info *)kmem_cache_zalloc(shmem_inode_cachep, GFP_KERNEL);
		if (info == null) {
			shmem_free_inode(shm_sb);
			error = -ENOMEM;
			return null;
		}
		inode *inode = &info->vfs_inode;
		inode->i_sb = shm_sb;
		inode->i_mode = S_IFREG | 0x180;
		inode->i_ino = ++last_ino;
		inode->i_nlink = 1;
		atomic_set(&inode->i_count, 1);
		inode->i_mapping = &inode->i_data;
		inode->i_data.host = inode;
		inode->i_data.a_ops = shmem_aops;
		inode->i_data.gfp_mask = GFP_HIGHUSER_MOVABLE;
		xa_init_flags(&inode->i_data.i_pages, XA_FLAGS_LOCK_IRQ | XA_FLAGS_ACCOUNT);
		INIT_LIST_HEAD(&inode->i_data.i_mmap);
		info->flags = VM_NORESERVE;
		INIT_LIST_HEAD(&info->shrinklist);
		INIT_LIST_HEAD(&info->swaplist);
		inodes.Add((nint)inode);
		return inode;
	}

	[__cond_gets("nonnull", "inode")]
	[__aliases("inode")]
	[__no_context_analysis("the count itself")]
	public inode *igrab(inode *inode)
	{
		spin_lock(&inode->i_lock);
		bool freeing = (inode->i_state & I_FREEING) != 0;
		if (!freeing)
			atomic_inc(&inode->i_count);
		spin_unlock(&inode->i_lock);
		return freeing ? null : inode;
	}

	/// <summary>Drops a reference; tmpfs evicts an inode with its last.</summary>
	[__puts("inode")]
	[__no_context_analysis("the count itself")]
	public void iput(inode *inode)
	{
		if (!atomic_dec_and_test(&inode->i_count))
			return;
		inode->i_state |= I_FREEING;
		shmem_evict_inode(inode);
		inodes.Remove((nint)inode);
		kmem_cache_free(shmem_inode_cachep, SHMEM_I(inode));
	}

	public void clear_inode(inode *inode)
	{
		BUG_ON(inode->i_data.nrpages != 0);
		BUG_ON(inode->i_data.nrexceptional != 0);
		write_off_nodes(&inode->i_data.i_pages);
		inode->i_state = I_FREEING | I_CLEAR;
	}

	public static void simple_xattrs_free(simple_xattrs *xattrs) { }

	public static inode *file_inode(@file *file) => file->f_inode;
	public static inode *d_inode(dentry *dentry) => dentry->d_inode;
	public static bool S_ISREG(umode_t mode) => (mode & S_IFMT) == S_IFREG;
	public static loff_t i_size_read(inode *inode) => inode->i_size;
	public static void i_size_write(inode *inode, loff_t i_size) => inode->i_size = i_size;
	/* time stands still, so that every run is the same */
	public static long current_time(inode *inode) => 0;
	static void file_accessed(@file *file) { }
	public static int posix_acl_chmod(inode *inode, umode_t mode) => 0;
	static bool mapping_writably_mapped(address_space *mapping) => mapping->i_mmap_writable.counter > 0;

	static void generic_fillattr(inode *inode, kstat *stat)
	{
		stat->ino = inode->i_ino;
		stat->mode = inode->i_mode;
		stat->nlink = inode->i_nlink;
		stat->size = i_size_read(inode);
		stat->blocks = inode->i_blocks;
		stat->blksize = (uint)PAGE_SIZE;
	}

	public static int inode_newsize_ok(inode *inode, loff_t offset) => offset > inode->i_sb->s_maxbytes ? -EFBIG : 0;

	public static int setattr_prepare(dentry *dentry, iattr *attr) =>
		(attr->ia_valid & ATTR_SIZE) != 0 ? inode_newsize_ok(dentry->d_inode, attr->ia_size) : 0;

	public static void setattr_copy(inode *inode, iattr *attr)
	{
		if ((attr->ia_valid & ATTR_MODE) != 0)
			inode->i_mode = attr->ia_mode;
	}

	static long VM_ACCT(loff_t size) => (size + (loff_t)PAGE_SIZE - 1) >> PAGE_SHIFT;

	int security_vm_enough_memory_mm(mm_struct *mm, long pages)
	{
		vm_committed_as += pages;
		return 0;
	}

	void vm_unacct_memory(long pages) => vm_committed_as -= pages;

	loff_t vfs_setpos(@file *file, loff_t offset, loff_t maxsize)
	{
		if (offset < 0 || offset > maxsize)
			return -EINVAL;
		file->f_pos = offset;
		return offset;
	}

	loff_t generic_file_llseek_size(@file *file, loff_t offset, int whence, loff_t maxsize, loff_t eof) => whence switch {
		SEEK_END => vfs_setpos(file, eof + offset, maxsize),
		SEEK_CUR => vfs_setpos(file, file->f_pos + offset, maxsize),
		SEEK_SET => vfs_setpos(file, offset, maxsize),
		_ => -EINVAL,
	};

	page *ZERO_PAGE(ulong vaddr) => zero_page;
}
