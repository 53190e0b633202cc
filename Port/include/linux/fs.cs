/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/fs.h at v5.4: what tmpfs needs of the VFS */
namespace linux;

/* which operations an address_space has; the machine knows two: tmpfs and swap */
public struct address_space_operations
{
	public int id;
}

public unsafe struct address_space
{
	public inode *host;
	public xarray i_pages;
	public gfp_t gfp_mask;
	public atomic_t i_mmap_writable;
	public list_head i_mmap;	/* of vm_area_struct.shared */
	public rw_semaphore i_mmap_rwsem;
	public ulong nrpages;
	public ulong nrexceptional;
	public pgoff_t writeback_index;
	public address_space_operations *a_ops;
	public ulong flags;		/* AS_* */
	public uint wb_err;
	public atomic_t nr_thps;
	public void *private_data;
}

public unsafe struct inode
{
	public umode_t i_mode;
	public super_block *i_sb;
	public address_space *i_mapping;
	public ulong i_ino;
	public uint i_nlink;
	public loff_t i_size;
	public long i_ctime, i_mtime, i_atime;
	public spinlock_t i_lock;
	public ulong i_blocks;		/* in 512 byte units */
	public ulong i_state;
	public rw_semaphore i_rwsem;
	public atomic_t i_count;
	public address_space i_data;
	public void *i_private;
}

public unsafe struct super_block
{
	public void *s_fs_info;
	public ulong s_blocksize;
	public loff_t s_maxbytes;
}

public unsafe struct dentry
{
	public inode *d_inode;
}

public unsafe struct path
{
	public dentry *dentry;
}

public unsafe struct @file
{
	public path f_path;
	public inode *f_inode;
	public address_space *f_mapping;
	public atomic_t f_count;
	public uint f_mode;
	public loff_t f_pos;
	public file_ra_state f_ra;
}

/* nothing reads ahead */
public struct file_ra_state
{
	public uint ra_pages;
}

public struct iattr
{
	public uint ia_valid;		/* ATTR_* */
	public umode_t ia_mode;
	public loff_t ia_size;
}

public struct kstat
{
	public loff_t size;
	public ulong blocks;		/* in 512 byte units */
	public uint blksize;
	public ulong ino;
	public uint nlink;
	public umode_t mode;
}
