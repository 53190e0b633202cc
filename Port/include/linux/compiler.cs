/* SPDX-License-Identifier: GPL-2.0-only */
/* include/linux/compiler_types.h: the kernel's spelling of the contracts that the pairing analyzers check */
global using __absent = Pairing.AbsentAttribute;
global using __acquires = Pairing.AcquiresAttribute;
global using __aliases = Pairing.AliasesAttribute;
global using __cond_acquires = Pairing.CondAcquiresAttribute;
global using __cond_gets = Pairing.CondGetsAttribute;
global using __cond_puts = Pairing.CondPutsAttribute;
global using __cond_releases = Pairing.CondReleasesAttribute;
global using __gets = Pairing.GetsAttribute;
global using __may_block = Pairing.MayBlockAttribute;
global using __moves = Pairing.MovesAttribute;
global using __must_hold = Pairing.MustHoldAttribute;
global using __needs_valid = Pairing.NeedsValidAttribute;
global using __no_context_analysis = Pairing.NoContextAnalysisAttribute;
global using __puts = Pairing.PutsAttribute;
global using __releases = Pairing.ReleasesAttribute;
global using __revalidates = Pairing.RevalidatesAttribute;
global using __unlinks = Pairing.UnlinksAttribute;
