/* SPDX-License-Identifier: GPL-2.0-only */
/* No NUMA: the policy of a pseudo vma is always the default one, which is NULL */
namespace linux;

public unsafe partial class kernel
{
	static void *mpol_shared_policy_lookup(shared_policy *sp, pgoff_t index) => null;
	static void mpol_cond_put(void *policy) { }
}
