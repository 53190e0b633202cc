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
