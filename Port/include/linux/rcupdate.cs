/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/rcupdate.h at v5.4 declares: pointers that RCU readers follow */
namespace linux;

public unsafe partial class kernel
{
/* lockdep's answer is asked for and not used: machine/locks.cs finds a lock that is missing at its release */
public static bool lockdep_is_held(spinlock_t *@lock) => true;

public static void *rcu_dereference_check(void *p, bool c) => p;
public static T *rcu_dereference_check<T>(T *p, bool c) where T : unmanaged => p;

public static void *rcu_dereference_protected(void *p, bool c) => p;
public static T *rcu_dereference_protected<T>(T *p, bool c) where T : unmanaged => p;

public static void *rcu_dereference(void *p) => p;
public static T *rcu_dereference<T>(T *p) where T : unmanaged => p;

public static void rcu_assign_pointer(out void *p, void *v) => p = v;
public static void rcu_assign_pointer<T>(out T *p, T *v) where T : unmanaged => p = v;

public static void RCU_INIT_POINTER(out void *p, void *v) => p = v;
public static void RCU_INIT_POINTER<T>(out T *p, T *v) where T : unmanaged => p = v;
}
