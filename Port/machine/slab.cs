/* SPDX-License-Identifier: GPL-2.0-only */
/* Slab: a free list for each object size in native memory; freed objects are poisoned */
namespace linux;

public unsafe struct kmem_cache
{
	public uint object_size;
	public void *freelist;	/* linked through the first word */
	public long nr_live;	/* allocated and not freed */
	public delegate*<void *, void> ctor;
}

public unsafe partial class kernel
{
	const byte POISON_FREE = 0x6b;

	/// <summary>Allocations until one fails, counted down by each that may fail; negative: none does.</summary>
	public long slab_fail_after = -1;

	kmem_cache *kmem_cache_create(uint object_size, delegate*<void *, void> ctor = null)
	{
		var cache = (kmem_cache *)arena.alloc((uint)sizeof(kmem_cache));
		cache->object_size = (object_size + 7) & ~7u;
		cache->ctor = ctor;
		return cache;
	}

	/// <summary>A zeroed object, or null where a failure was asked for.</summary>
	public void *kmem_cache_zalloc(kmem_cache *cache, gfp_t gfp)
	{
		if (slab_fail_after >= 0 && slab_fail_after-- == 0)
			return null;

		void *obj = cache->freelist;
		if (obj != null)
			cache->freelist = *(void **)obj;
		else
			obj = arena.alloc(cache->object_size);
		NativeMemory.Clear(obj, cache->object_size);
		cache->nr_live++;
		return obj;
	}

	/// <summary>An object as its constructor leaves it, or null where a failure was asked for.</summary>
	public void *kmem_cache_alloc(kmem_cache *cache, gfp_t gfp)
	{
		void *obj = kmem_cache_zalloc(cache, gfp);
		if (obj != null && cache->ctor != null)
			cache->ctor(obj);
		return obj;
	}

	public void kmem_cache_free(kmem_cache *cache, void *obj)
	{
		NativeMemory.Fill(obj, cache->object_size, POISON_FREE);
		*(void **)obj = cache->freelist;
		cache->freelist = obj;
		cache->nr_live--;
	}
}

/// <summary>Native memory that lives as long as its kernel: zeroed, never given back piecewise.</summary>
public sealed unsafe class arena : IDisposable
{
	const uint CHUNK = 1 << 20;
	readonly List<nint> chunks = [];
	byte *next, end;

	/// <summary><paramref name="size"/> zeroed bytes, 64-byte aligned.</summary>
	public void *alloc(nuint size)
	{
		size = (size + 63) & ~(nuint)63;
		if (next == null || (nuint)(end - next) < size) {
			nuint chunk = size > CHUNK ? size : CHUNK;
			next = (byte *)NativeMemory.AllocZeroed(chunk + 64);
			chunks.Add((nint)next);
			next = (byte *)(((nuint)next + 63) & ~(nuint)63);
			end = next + chunk;
		}
		void *p = next;
		next += size;
		return p;
	}

	[__puts("chunks[]")]
	public void Dispose()
	{
		foreach (nint chunk in chunks)
			NativeMemory.Free((void *)chunk);
		chunks.Clear();
		next = end = null;
	}
}
