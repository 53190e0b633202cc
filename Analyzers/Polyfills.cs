// SPDX-License-Identifier: MIT
// What netstandard2.0 lacks and the language needs.
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;
}

namespace System
{
    /// <summary>Enough of it for list patterns.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;
    }
}

namespace Pairing
{
    /// <summary>
    /// For what runs thousands of times within a second: a compilation is over before the run time would compile it well by itself,
    /// and until then it would count and measure it, which costs as much again.
    /// </summary>
    internal static class Hot
    {
        /// <summary>MethodImplOptions.AggressiveOptimization.</summary>
        public const System.Runtime.CompilerServices.MethodImplOptions Path = (System.Runtime.CompilerServices.MethodImplOptions)512;
    }
}
