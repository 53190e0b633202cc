/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls on a tmpfs file, down to the functions that tmpfs gives the VFS. They return what the system call
 * returns: 0 or a count, or -errno. */
namespace linux;

public unsafe partial class kernel
{
	/// <summary>The modes that vfs_fallocate() lets through to a filesystem.</summary>
	public virtual int FALLOC_FL_SUPPORTED_MASK => FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_COLLAPSE_RANGE |
		FALLOC_FL_ZERO_RANGE | FALLOC_FL_INSERT_RANGE | FALLOC_FL_UNSHARE_RANGE;

	/// <summary>Creates an empty file and opens it; null with the error where the mount is full.</summary>
	public @file *creat(out int error)
	{
		inode *inode = shmem_get_inode(out error);
		if (inode == null)
			return null;
		var file = (@file *)kmem_cache_zalloc(filp_cachep, GFP_KERNEL);
		var dentry = (dentry *)kmem_cache_zalloc(dentry_cache, GFP_KERNEL);
		if (file == null || dentry == null) {
			if (file != null)
				kmem_cache_free(filp_cachep, file);
			if (dentry != null)
				kmem_cache_free(dentry_cache, dentry);
			iput(inode);
			error = -ENOMEM;
			return null;
		}
		dentry->d_inode = inode;
		file->f_path.dentry = dentry;
		file->f_inode = inode;
		file->f_mapping = inode->i_mapping;
		atomic_set(&file->f_count, 1);
		return file;
	}

	/// <summary>Closes and unlinks: the inode goes with its last reference, which a mapping may have.</summary>
	public void close_and_unlink(@file *file)
	{
		file->f_inode->i_nlink = 0;
		fput(file);
		operation_done();
	}

	public static @file *get_file(@file *f)
	{
		atomic_inc(&f->f_count);
		return f;
	}

	[__cond_gets(true, "file->f_inode")]
	[__no_context_analysis("the count itself")]
	static bool put_file_testzero(@file *file) => atomic_dec_and_test(&file->f_count);

	public void fput(@file *file)
	{
		if (!put_file_testzero(file))
			return;
		inode *inode = file->f_inode;
		kmem_cache_free(dentry_cache, file->f_path.dentry);
		kmem_cache_free(filp_cachep, file);
		iput(inode);
	}

	/// <summary>pwrite(): the bytes written, fewer where space ran out, or -errno.</summary>
	public long pwrite(@file *file, byte *buf, ulong count, loff_t pos)
	{
		if (pos < 0)
			return -EINVAL;
		inode *inode = file_inode(file);
		if (count == 0)
			return 0;
		if (pos >= inode->i_sb->s_maxbytes)
			return -EFBIG;
		count = min(count, (ulong)(inode->i_sb->s_maxbytes - pos));
		iov_iter i = new() { iov_base = buf, count = count };
		inode_lock(inode);
		long ret = generic_perform_write(file, &i, pos);
		inode_unlock(inode);
		operation_done();
		return ret;
	}

	long generic_perform_write(@file *file, iov_iter *i, loff_t pos)
	{
		address_space *mapping = file->f_mapping;
		long status;
		long written = 0;

		do {
			page *page;
			void *fsdata;
			ulong offset = (ulong)pos & (PAGE_SIZE - 1);
			ulong bytes = min(PAGE_SIZE - offset, iov_iter_count(i));

			status = shmem_write_begin(file, mapping, pos, (uint)bytes, 0, &page, &fsdata);
			if (status != 0)
				break;
			ulong copied = iov_iter_copy_from_user_atomic(page, i, offset, bytes);
			status = shmem_write_end(file, mapping, pos, (uint)bytes, (uint)copied, page, null);
			if (status < 0)
				break;
			cond_resched();
			iov_iter_advance(i, copied);
			pos += (loff_t)copied;
			written += (long)copied;
		} while (iov_iter_count(i) != 0);

		return written != 0 ? written : status;
	}

	/// <summary>pread(): the bytes read, fewer at the end of the file, or -errno.</summary>
	public long pread(@file *file, byte *buf, ulong count, loff_t pos)
	{
		if (pos < 0)
			return -EINVAL;
		iov_iter to = new() { iov_base = buf, count = count };
		kiocb iocb = new() { ki_filp = file, ki_pos = pos };
		long ret = count == 0 ? 0 : shmem_file_read_iter(&iocb, &to);
		operation_done();
		return ret;
	}

	/// <summary>splice() from the file into a pipe: the bytes moved; <paramref name="page"/> is pinned by the pipe.</summary>
	public long splice_to_pipe(@file *file, ulong count, loff_t pos, out page *page)
	{
		iov_iter to = new() { count = count };
		kiocb iocb = new() { ki_filp = file, ki_pos = pos };
		long ret = shmem_file_read_iter(&iocb, &to);
		page = to.piped;
		operation_done();
		return ret;
	}

	/// <summary>ftruncate() to <paramref name="length"/> bytes.</summary>
	public int ftruncate(@file *file, loff_t length)
	{
		if (length < 0)
			return -EINVAL;
		inode *inode = file_inode(file);
		iattr attr = new() { ia_valid = ATTR_SIZE, ia_size = length };
		inode_lock(inode);
		int ret = shmem_setattr(file->f_path.dentry, &attr);
		inode_unlock(inode);
		operation_done();
		return ret;
	}

	/// <summary>fallocate() with FALLOC_FL_* <paramref name="mode"/>, in bytes.</summary>
	public int vfs_fallocate(@file *file, int mode, loff_t offset, loff_t len)
	{
		inode *inode = file_inode(file);

		if (offset < 0 || len <= 0)
			return -EINVAL;
		if ((mode & ~FALLOC_FL_SUPPORTED_MASK) != 0)
			return -EOPNOTSUPP;
		if ((mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)) == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
			return -EOPNOTSUPP;
		if ((mode & FALLOC_FL_PUNCH_HOLE) != 0 && (mode & FALLOC_FL_KEEP_SIZE) == 0)
			return -EOPNOTSUPP;
		if ((mode & FALLOC_FL_COLLAPSE_RANGE) != 0 && (mode & ~FALLOC_FL_COLLAPSE_RANGE) != 0)
			return -EINVAL;
		if ((mode & FALLOC_FL_INSERT_RANGE) != 0 && (mode & ~FALLOC_FL_INSERT_RANGE) != 0)
			return -EINVAL;
		if ((mode & FALLOC_FL_UNSHARE_RANGE) != 0 && (mode & ~(FALLOC_FL_UNSHARE_RANGE | FALLOC_FL_KEEP_SIZE)) != 0)
			return -EINVAL;
		if (len > inode->i_sb->s_maxbytes - offset)
			return -EFBIG;
		int ret = (int)shmem_fallocate(file, mode, offset, len);
		operation_done();
		return ret;
	}

	/// <summary>lseek(); with SEEK_DATA and SEEK_HOLE the offset found, or -ENXIO.</summary>
	public loff_t lseek(@file *file, loff_t offset, int whence)
	{
		loff_t ret = shmem_file_llseek(file, offset, whence);
		operation_done();
		return ret;
	}

	/// <summary>What SEEK_DATA and SEEK_HOLE find, in pages, ends exclusive.</summary>
	public List<(long Start, long End)> data_extents(@file *file)
	{
		List<(long, long)> extents = [];
		for (loff_t at = 0, size = i_size_read(file_inode(file)); at < size;) {
			loff_t start = lseek(file, at, SEEK_DATA);
			if (start < 0)
				break;
			at = lseek(file, start, SEEK_HOLE);
			if (at == start)	/* the last page of all: its end is no loff_t, and SEEK_HOLE gives back what it was asked */
				at = size;
			extents.Add((start >> PAGE_SHIFT, (long)(((ulong)at + PAGE_SIZE - 1) >> PAGE_SHIFT)));
		}
		return extents;
	}

	/// <summary>fstat().</summary>
	public kstat fstat(@file *file)
	{
		kstat stat;
		shmem_getattr(&file->f_path, &stat, 0, 0);
		return stat;
	}

	/* the task leaves the kernel */
	void operation_done()
	{
		made_progress();
		kswapd_run();
	}
}
