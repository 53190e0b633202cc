/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/pagemap.h at v5.7, blob a8f7bd8ea1c6 */
namespace linux;

public unsafe partial class v5_7
{
[__aliases("head")]
public override page *find_subpage(page *head, pgoff_t index)
{
	if (PageHuge(head))
		return head;

	return head + (index & (pgoff_t)(hpage_nr_pages(head) - 1));
}
}
