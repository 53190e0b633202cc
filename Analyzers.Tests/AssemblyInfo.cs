// SPDX-License-Identifier: MIT
// each test analyzes a compilation of its own; what shares a directory is in one class
[assembly: Parallelizable(ParallelScope.Fixtures)]
