/* SPDX-License-Identifier: GPL-2.0-only */
/* mm/swapfile.c and include/linux/swap.h at v5.4, for one swap device without clusters and without slot caches:
 * what a slot counts, and what happens to the swap cache when a count drops, is the kernel's */
global using static linux.swap_constants;

namespace linux;

public static class swap_constants
{
	public const uint SWP_USED = 1 << 0, SWP_WRITEOK = 1 << 1, SWP_VALID = 1 << 13;
	public const int SWAP_CLUSTER_MAX = 32, SWAP_BATCH = 64;
	public const byte SWAP_MAP_MAX = 0x3e, SWAP_MAP_BAD = 0x3f, SWAP_HAS_CACHE = 0x40, COUNT_CONTINUED = 0x80, SWAP_MAP_SHMEM = 0xbf;
	public const ulong TTRS_ANYWAY = 0x1, TTRS_UNMAPPED = 0x2, TTRS_FULL = 0x4;
}

public unsafe struct swap_info_struct
{
	public uint flags;		/* SWP_* */
	public int type;		/* in a swp_entry_t */
	public uint max;		/* slots, the unusable first one among them */
	public byte *swap_map;		/* a count for each slot, SWAP_HAS_CACHE, SWAP_MAP_SHMEM */
	public byte *swap_cgroup;	/* 1 for a slot that is charged */
	public byte **slots;		/* a page's bytes for each slot; null: never written */
	public byte *written;		/* SLOT_*: what the slot holds */
	public uint lowest_bit;		/* no free slot below */
	public uint highest_bit;	/* no free slot above; 0: none at all */
	public uint pages;		/* usable slots */
	public uint inuse_pages;	/* those of them in use */
	public uint cluster_next;	/* where to look for the next */
	public spinlock_t @lock;
}

public unsafe partial class kernel
{
	public swap_info_struct *swap_info;	/* null: swap is off */
	public long nr_swap_pages;		/* free slots */
	public long total_swap_pages;		/* usable slots */

	void swapfile_init()
	{
		if (config.nr_swap_pages == 0)
			return;
		if (config.nr_swap_pages >= uint.MaxValue)
			throw new ArgumentOutOfRangeException(nameof(config.nr_swap_pages), config.nr_swap_pages, "less than 2^32-1 slots");

		var p = (swap_info_struct *)arena.alloc((nuint)sizeof(swap_info_struct));
		p->max = (uint)config.nr_swap_pages + 1;
		p->swap_map = (byte *)arena.alloc(p->max);
		p->swap_cgroup = (byte *)arena.alloc(p->max);
		p->written = (byte *)arena.alloc(p->max);
		p->slots = (byte **)arena.alloc((nuint)p->max * (nuint)sizeof(byte *));
		p->swap_map[0] = SWAP_MAP_BAD;	/* the header */
		p->slots[0] = (byte *)arena.alloc((nuint)PAGE_SIZE);
		p->lowest_bit = 1;
		p->cluster_next = 1;
		p->highest_bit = p->max - 1;
		p->pages = p->max - 1;
		p->flags = SWP_USED | SWP_WRITEOK | SWP_VALID;
		swap_info = p;
		nr_swap_pages = total_swap_pages = p->pages;
		init_swap_address_space(0, p->max);
	}

	public bool vm_swap_full() => nr_swap_pages * 2 < total_swap_pages;
	public long get_nr_swap_pages() => nr_swap_pages;

	static byte swap_count(byte ent) => (byte)(ent & ~SWAP_HAS_CACHE);

	public swap_info_struct *swp_swap_info(swp_entry_t entry) => swp_type(entry) == 0 ? swap_info : null;
	public swap_info_struct *page_swap_info(page *page) => swp_swap_info(new swp_entry_t { val = page_private(page) });
	public address_space *__page_file_mapping(page *page) => swap_address_space(new swp_entry_t { val = page_private(page) });
	public pgoff_t __page_file_index(page *page) => swp_offset(new swp_entry_t { val = page_private(page) });

	/* 1 if the slot was freed */
	int __try_to_reclaim_swap(swap_info_struct *si, ulong offset, ulong flags)
	{
		swp_entry_t entry = swp_entry((ulong)si->type, offset);
		int ret = 0;

		page *page = find_get_page(swap_address_space(entry), offset);
		if (page == null)
			return 0;
		/* the caller may hold a page lock */
		if (trylock_page(page)) {
			if ((flags & TTRS_ANYWAY) != 0 ||
			    ((flags & TTRS_UNMAPPED) != 0 && !page_mapped(page)) ||
			    ((flags & TTRS_FULL) != 0 && mem_cgroup_swap_full(page)))
				ret = try_to_free_swap(page);
			unlock_page(page);
		}
		put_page(page);
		return ret;
	}

	void swap_range_alloc(swap_info_struct *si, uint offset)
	{
		if (offset == si->lowest_bit)
			si->lowest_bit++;
		if (offset == si->highest_bit)
			si->highest_bit--;
		if (++si->inuse_pages == si->pages) {
			si->lowest_bit = si->max;
			si->highest_bit = 0;
		}
	}

	void swap_range_free(swap_info_struct *si, uint offset)
	{
		si->lowest_bit = min(si->lowest_bit, offset);
		si->highest_bit = max(si->highest_bit, offset);
		si->inuse_pages--;
		si->written[offset] = SLOT_EMPTY;
		nr_swap_pages++;
	}

	/* the next free slot from where the last one was found, or 0; si->lock is held, but let go to reclaim a slot */
	uint scan_swap_map(swap_info_struct *si, byte usage)
	{
		if (si->highest_bit == 0)
			return 0;
		uint offset = si->cluster_next;
		if (offset < si->lowest_bit || offset > si->highest_bit)
			offset = si->lowest_bit;

		for (uint n = si->max; n != 0; n--) {
			if (vm_swap_full() && si->swap_map[offset] == SWAP_HAS_CACHE) {
				spin_unlock(&si->@lock);
				__try_to_reclaim_swap(si, offset, TTRS_ANYWAY);
				spin_lock(&si->@lock);
			}
			if (si->swap_map[offset] == 0) {
				swap_range_alloc(si, offset);
				si->swap_map[offset] = usage;
				si->cluster_next = offset + 1;
				return offset;
			}
			if (++offset >= si->max)
				offset = 1;
		}
		return 0;
	}

	/// <summary>A free slot, marked SWAP_HAS_CACHE; val 0 where there is none, or the cgroup may have no more.</summary>
	public swp_entry_t get_swap_page(page *page)
	{
		swp_entry_t entry = default;

		/* without CONFIG_THP_SWAP a huge page is split first */
		if (!PageTransHuge(page) && nr_swap_pages > 0) {
			swap_info_struct *si = swap_info;

			nr_swap_pages--;
			spin_lock(&si->@lock);
			uint offset = scan_swap_map(si, SWAP_HAS_CACHE);
			spin_unlock(&si->@lock);
			if (offset != 0)
				entry = swp_entry((ulong)si->type, offset);
			else
				nr_swap_pages++;
		}

		if (mem_cgroup_try_charge_swap(page, entry) != 0) {
			put_swap_page(page, entry);
			entry.val = 0;
		}
		return entry;
	}

	/* an entry that there cannot be, or that nobody owns: the kernel logs it and goes on; here it is a bug */
	swap_info_struct *_swap_info_get(swp_entry_t entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		if (entry.val == 0)
			return null;
		swap_info_struct *p = swp_swap_info(entry);
		if (p == null)
			throw new kernel_bug($"swap_info_get: Bad swap file entry {entry.val:x8}", file, line);
		if (swp_offset(entry) >= p->max)
			throw new kernel_bug($"swap_info_get: Bad swap offset entry {entry.val:x8}", file, line);
		if (p->swap_map[swp_offset(entry)] == 0)
			throw new kernel_bug($"swap_info_get: Unused swap offset entry {entry.val:x8}", file, line);
		return p;
	}

	byte __swap_entry_free_locked(swap_info_struct *p, ulong offset, byte usage)
	{
		byte count = p->swap_map[offset];
		byte has_cache = (byte)(count & SWAP_HAS_CACHE);

		count = swap_count(count);
		if (usage == SWAP_HAS_CACHE) {
			VM_BUG_ON(has_cache == 0);
			has_cache = 0;
		} else {
			VM_BUG_ON(count == 0);
			count = (byte)(count == SWAP_MAP_SHMEM ? 0 : count - 1);
		}

		usage = (byte)(count | has_cache);
		p->swap_map[offset] = usage != 0 ? usage : SWAP_HAS_CACHE;
		return usage;
	}

	void swap_entry_free(swap_info_struct *p, swp_entry_t entry)
	{
		ulong offset = swp_offset(entry);

		VM_BUG_ON(p->swap_map[offset] != SWAP_HAS_CACHE);
		p->swap_map[offset] = 0;
		mem_cgroup_uncharge_swap(entry, 1);
		swap_range_free(p, (uint)offset);
	}

	void free_swap_slot(swp_entry_t entry)
	{
		swap_info_struct *p = swp_swap_info(entry);

		spin_lock(&p->@lock);
		swap_entry_free(p, entry);
		spin_unlock(&p->@lock);
	}

	byte __swap_entry_free(swap_info_struct *p, swp_entry_t entry, byte usage)
	{
		spin_lock(&p->@lock);
		usage = __swap_entry_free_locked(p, swp_offset(entry), usage);
		spin_unlock(&p->@lock);
		if (usage == 0)
			free_swap_slot(entry);
		return usage;
	}

	/// <summary>Drops one count of the slot; with the last of them, the cache's included, the slot is free.</summary>
	public void swap_free(swp_entry_t entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		swap_info_struct *p = _swap_info_get(entry, file, line);

		if (p != null)
			__swap_entry_free(p, entry, 1);
	}

	/// <summary>The swap cache no longer has the slot.</summary>
	public void put_swap_page(page *page, swp_entry_t entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		swap_info_struct *si = _swap_info_get(entry, file, line);

		if (si != null)
			__swap_entry_free(si, entry, SWAP_HAS_CACHE);
	}

	/* a huge page never has a cluster of slots */
	public static int split_swap_cluster(swp_entry_t entry) => 0;

	public int page_swapcount(page *page)
	{
		swp_entry_t entry = new() { val = page_private(page) };
		swap_info_struct *p = _swap_info_get(entry);

		return p == null ? 0 : swap_count(p->swap_map[swp_offset(entry)]);
	}

	public int __swp_swapcount(swp_entry_t entry)
	{
		swap_info_struct *si = get_swap_device(entry);
		int count = 0;

		if (si != null) {
			count = swap_count(si->swap_map[swp_offset(entry)]);
			put_swap_device(si);
		}
		return count;
	}

	public int __swap_count(swp_entry_t entry) => __swp_swapcount(entry);

	/// <summary>The device of the entry, held by an RCU section until put_swap_device(); null if there is none.</summary>
	[__cond_acquires("nonnull", "#rcu", Shared = true, Reentrant = true, Spin = true)]
	public swap_info_struct *get_swap_device(swp_entry_t entry)
	{
		if (entry.val == 0)
			return null;
		swap_info_struct *si = swp_swap_info(entry);
		if (si == null || swp_offset(entry) >= si->max)
			return null;
		rcu_read_lock();
		return si;
	}

	[__releases("#rcu", Shared = true)]
	public void put_swap_device(swap_info_struct *si) => rcu_read_unlock();

	/// <summary>Whether an anonymous page may be written without a copy; frees its swap then.</summary>
	public bool reuse_swap_page(page *page, int *total_map_swapcount)
	{
		VM_BUG_ON_PAGE(!PageLocked(page), page);
		int swapcount = PageSwapCache(page) ? page_swapcount(page) : 0;
		int count = page_mapcount(page) + swapcount;
		if (total_map_swapcount != null)
			*total_map_swapcount = total_mapcount(page) + swapcount;
		if (count == 1 && PageSwapCache(page) && !PageWriteback(page)) {
			delete_from_swap_cache(page);
			SetPageDirty(page);
		}
		return count <= 1;
	}

	/// <summary>Takes a page out of the swap cache if its slot has no other owner: 1 if it was.</summary>
	public int try_to_free_swap(page *page)
	{
		VM_BUG_ON_PAGE(!PageLocked(page), page);

		if (!PageSwapCache(page))
			return 0;
		if (PageWriteback(page))
			return 0;
		if (page_swapcount(page) != 0)
			return 0;

		page = compound_head(page);
		delete_from_swap_cache(page);
		SetPageDirty(page);
		return 1;
	}

	/// <summary>swap_free(), and if only the swap cache is left, that too where the page's lock can be had; 0: no such entry.</summary>
	public int free_swap_and_cache(swp_entry_t entry, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
	{
		swap_info_struct *p = _swap_info_get(entry, file, line);

		if (p != null) {
			byte count = __swap_entry_free(p, entry, 1);
			if (count == SWAP_HAS_CACHE)
				__try_to_reclaim_swap(p, swp_offset(entry), TTRS_UNMAPPED | TTRS_FULL);
		}
		return p != null ? 1 : 0;
	}

	/* -EINVAL: no such entry; -ENOENT: nobody has it; -EEXIST: it has a cache already; -ENOMEM: it counts no further */
	int __swap_duplicate(swp_entry_t entry, byte usage)
	{
		swap_info_struct *p = get_swap_device(entry);
		if (p == null)
			return -EINVAL;

		ulong offset = swp_offset(entry);
		int err = 0;

		spin_lock(&p->@lock);
		byte count = p->swap_map[offset];
		if (swap_count(count) == SWAP_MAP_BAD) {
			err = -ENOENT;
			goto unlock_out;
		}

		byte has_cache = (byte)(count & SWAP_HAS_CACHE);
		count = swap_count(count);
		if (usage == SWAP_HAS_CACHE) {
			if (has_cache == 0 && count != 0)
				has_cache = SWAP_HAS_CACHE;
			else if (has_cache != 0)
				err = -EEXIST;
			else
				err = -ENOENT;
		} else if (count != 0 || has_cache != 0) {
			if (count < SWAP_MAP_MAX)
				count += usage;
			else
				err = count > SWAP_MAP_MAX ? -EINVAL : -ENOMEM;
		} else
			err = -ENOENT;
		p->swap_map[offset] = (byte)(count | has_cache);

	unlock_out:
		spin_unlock(&p->@lock);
		put_swap_device(p);
		return err;
	}

	/// <summary>Marks the slot as tmpfs's: one owner, whatever else.</summary>
	public void swap_shmem_alloc(swp_entry_t entry) => __swap_duplicate(entry, SWAP_MAP_SHMEM);

	/// <summary>One more count of the slot: 0, or -ENOMEM beyond SWAP_MAP_MAX.</summary>
	public int swap_duplicate(swp_entry_t entry) => __swap_duplicate(entry, 1) == -ENOMEM ? -ENOMEM : 0;

	/// <summary>Marks a slot that somebody owns as cached: 0, -EEXIST, -ENOENT or -EINVAL.</summary>
	public int swapcache_prepare(swp_entry_t entry) => __swap_duplicate(entry, SWAP_HAS_CACHE);
}
