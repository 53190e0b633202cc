// SPDX-License-Identifier: MIT
// clang's TestThrowExpr: it says nothing; a throw that is written in the method is a way out with the lock held.
using System;
using System.Threading;

namespace Published.ClangThrow;

public sealed class Throws
{
    private readonly object _gate = new();
    private int _errors;

    public void Test()
    {
        {|PAIR001:Monitor.Enter(_gate)|};
        if (_errors > 0)
            throw new InvalidOperationException();
        Monitor.Exit(_gate);
    }

    public void TestFixed()
    {
        Monitor.Enter(_gate);
        try
        {
            if (_errors > 0)
                throw new InvalidOperationException();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}
