/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/list.h at v5.4, blob 85c92555e31f */
namespace linux;

public unsafe partial class kernel
{
/* where a deleted entry points: the first page is never mapped, so following it is caught */
public static list_head *LIST_POISON1 => (list_head *)0x100;
public static list_head *LIST_POISON2 => (list_head *)0x122;

public static void INIT_LIST_HEAD(list_head *list)
{
	// PORT: WRITE_ONCE() takes no pointer
	list->next = list;
	list->prev = list;
}

public static bool __list_add_valid(list_head *@new,
			      list_head *prev,
			      list_head *next)
{
	// PORT: as with CONFIG_DEBUG_LIST (2 lines)
	if (next->prev != prev || prev->next != next || @new == prev || @new == next)
		list_corruption("list_add corruption", @new, prev, next);
	return true;
}

public static bool __list_del_entry_valid(list_head *entry)
{
	// PORT: as with CONFIG_DEBUG_LIST (6 lines)
	list_head *prev = entry->prev, next = entry->next;

	if (next == LIST_POISON1 || prev == LIST_POISON2 || prev == null || next == null)
		list_corruption("list_del corruption: the entry is on no list", entry, prev, next);
	if (prev->next != entry || next->prev != entry)
		list_corruption("list_del corruption", entry, prev, next);
	return true;
}

public static void __list_add(list_head *@new,
			      list_head *prev,
			      list_head *next)
{
	if (!__list_add_valid(@new, prev, next))
		return;

	next->prev = @new;
	@new->next = next;
	@new->prev = prev;
	// PORT: WRITE_ONCE() takes no pointer
	prev->next = @new;
}

[__moves("new", into: "head")]
public static void list_add(list_head *@new, list_head *head)
{
	__list_add(@new, head, head->next);
}

[__moves("new", into: "head")]
public static void list_add_tail(list_head *@new, list_head *head)
{
	__list_add(@new, head->prev, head);
}

public static void __list_del(list_head *prev, list_head *next)
{
	next->prev = prev;
	// PORT: WRITE_ONCE() takes no pointer
	prev->next = next;
}

public static void __list_del_entry(list_head *entry)
{
	if (!__list_del_entry_valid(entry))
		return;

	__list_del(entry->prev, entry->next);
}

[__unlinks("entry")]
public static void list_del(list_head *entry)
{
	__list_del_entry(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

public static void list_replace(list_head *old,
				list_head *@new)
{
	@new->next = old->next;
	@new->next->prev = @new;
	@new->prev = old->prev;
	@new->prev->next = @new;
}

public static void list_replace_init(list_head *old,
					list_head *@new)
{
	list_replace(old, @new);
	INIT_LIST_HEAD(old);
}

[__unlinks("entry")]
public static void list_del_init(list_head *entry)
{
	__list_del_entry(entry);
	INIT_LIST_HEAD(entry);
}

[__moves("list", into: "head")]
public static void list_move(list_head *list, list_head *head)
{
	__list_del_entry(list);
	list_add(list, head);
}

[__moves("list", into: "head")]
public static void list_move_tail(list_head *list,
				  list_head *head)
{
	__list_del_entry(list);
	list_add_tail(list, head);
}

public static bool list_is_first(list_head *list,
					list_head *head)
{
	return list->prev == head;
}

public static bool list_is_last(list_head *list,
				list_head *head)
{
	return list->next == head;
}

public static bool list_empty(list_head *head)
{
	return READ_ONCE(head->next) == head;
}

public static bool list_empty_careful(list_head *head)
{
	list_head *next = head->next;
	return (next == head) && (next == head->prev);
}

/* the first entry, as container_of() has it, or null; member is &((T *)ANY)->m */
// PORT: the caller says the type in a cast
public static void *list_first_entry_or_null(list_head *ptr, list_head *member)
{
	list_head *head__ = (ptr);
	list_head *pos__ = READ_ONCE(head__->next);
	// PORT: the caller says the type in a cast
	return pos__ != head__ ? list_entry(pos__, member) : null;
}

public static void list_rotate_left(list_head *head)
{
	list_head *first;

	if (!list_empty(head)) {
		first = head->next;
		list_move_tail(first, head);
	}
}

public static bool list_is_singular(list_head *head)
{
	return !list_empty(head) && (head->next == head->prev);
}

public static void __list_splice(list_head *list,
				 list_head *prev,
				 list_head *next)
{
	list_head *first = list->next;
	list_head *last = list->prev;

	first->prev = prev;
	prev->next = first;

	last->next = next;
	next->prev = last;
}

public static void list_splice(list_head *list,
				list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head, head->next);
}

public static void list_splice_tail(list_head *list,
				list_head *head)
{
	if (!list_empty(list))
		__list_splice(list, head->prev, head);
}

public static void list_splice_init(list_head *list,
				    list_head *head)
{
	if (!list_empty(list)) {
		__list_splice(list, head, head->next);
		INIT_LIST_HEAD(list);
	}
}

public static void list_splice_tail_init(list_head *list,
					 list_head *head)
{
	if (!list_empty(list)) {
		__list_splice(list, head->prev, head);
		INIT_LIST_HEAD(list);
	}
}
}
