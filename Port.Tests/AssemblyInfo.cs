// SPDX-License-Identifier: GPL-2.0-only
// kernels share nothing, so tests run beside each other, each on an instance of its own
[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
