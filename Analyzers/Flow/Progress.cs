// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Flow;

/// <summary>
/// How far the compiler has come. The driver tells of a method when it is compiled, but of a file only when the documentation is
/// written too, which one thread does while the others rest: what is begun before that costs less time.
/// </summary>
sealed class Progress(Compilation compilation)
{
    /// <summary>Percent of the methods. Not all: of a partial one the driver tells once.</summary>
    const int Nearly = 90;

    readonly Lazy<int> _methods = new(() => compilation.SyntaxTrees.Sum(NameIndex.MethodsOf));
    int _compiled;

    /// <summary>One more method is compiled. True once: when nearly all are.</summary>
    public bool IsNearlyDone() => Interlocked.Increment(ref _compiled) == _methods.Value * Nearly / 100;
}
