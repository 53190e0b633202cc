// SPDX-License-Identifier: GPL-2.0-only
// the kernel's names for C#'s integers, as in Port/include/linux/types.cs
global using System.Runtime.CompilerServices;

global using gfp_t = uint;
global using u32 = uint;
global using xa_mark_t = uint;
