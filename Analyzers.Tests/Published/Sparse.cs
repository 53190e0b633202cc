// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// What sparse's validation/context.c and context-unreachable.c check, in C#.
using System;
using System.Threading;
using Pairing;
using static Published.Sparse.The;

namespace Published.Sparse;

public static class The
{
    public static readonly object Gate = new();

    [Acquires("Gate", Reentrant = true)]
    public static void Take() => Monitor.Enter(Gate);

    [Releases("Gate")]
    public static void Give() => Monitor.Exit(Gate);

    [CondAcquires(true, "Gate", Reentrant = true)]
    public static bool TryTake() => Monitor.TryEnter(Gate);

    public static bool Condition() => Random.Shared.Next(2) == 0;

    public static bool Other() => Random.Shared.Next(3) == 0;
}

public static class Paired
{
    public static void GoodPaired1()
    {
        Take();
        Give();
    }

    public static void GoodPaired2()
    {
        Take();
        Give();
        Take();
        Give();
    }

    public static void GoodPaired3()
    {
        Take();
        Take();
        Give();
        Give();
    }
}

public static class Annotated
{
    private static readonly object Gate = new();

    [Acquires("Gate", Reentrant = true)]
    private static void Take() => Monitor.Enter(Gate);

    [Releases("Gate")]
    private static void Give() => Monitor.Exit(Gate);

    [Acquires("Gate", Reentrant = true)]
    public static void GoodLock1()
    {
        Take();
    }

    [Acquires("Gate", Reentrant = true)]
    public static void GoodLock2()
    {
        Take();
        Give();
        Take();
    }

    [Acquires("Gate", Reentrant = true)]
    public static void GoodLock3()
    {
        Take();
        Take();
        Give();
    }

    [Releases("Gate")]
    public static void GoodUnlock1()
    {
        Give();
    }

    [Releases("Gate")]
    public static void GoodUnlock2()
    {
        Take();
        Give();
        Give();
    }
}

public static class OnlyLocks
{
    public static void WarnLock1()
    {
        {|PAIR001:Take()|};
    }

    public static void WarnWhile1()
    {
        while (Condition())
            {|PAIR001:Take()|};
    }

    public static void WarnLock2()
    {
        Take();
        Give();
        {|PAIR001:Take()|};
    }

    public static void WarnLock3()
    {
        Take();
        {|PAIR001:Take()|};
        Give();
    }
}

public static class OnlyUnlocks
{
    public static void WarnUnlock1()
    {
        {|PAIR002:Give()|};
    }

    // nobody can hold a lock that was just made
    public static void WarnUnlock1Fresh()
    {
        object fresh = new();
        {|PAIR002:Monitor.Exit(fresh)|};
    }

    public static void WarnWhile2()
    {
        while (Condition())
            {|PAIR002:Give()|};
    }
}

public static class Context
{
    private static int s_done;

    public static void WarnUnlock2()
    {
        Take();
        Give();
        {|PAIR002:Give()|};
    }

    public static int GoodIf1()
    {
        Take();
        if (Condition())
        {
            Give();
            return -1;
        }
        Give();
        return 0;
    }

    public static void GoodIf2()
    {
        if (Condition())
        {
            Take();
            Give();
        }
    }

    public static void GoodIf3()
    {
        Take();
        if (Condition())
        {
            Take();
            Give();
        }
        Give();
    }

    public static int WarnIf1()
    {
        {|PAIR001:Take()|};
        if (Condition())
            return -1;
        Give();
        return 0;
    }

    public static int WarnIf2()
    {
        {|PAIR001:Take()|};
        if (Condition())
        {
            Give();
            return -1;
        }
        return 0;
    }

    public static void GoodWhile1()
    {
        Take();
        while (Condition())
            ;
        Give();
    }

    public static void GoodWhile2()
    {
        while (Condition())
        {
            Take();
            Give();
        }
    }

    public static void GoodWhile3()
    {
        while (Condition())
        {
            Take();
            Give();
            if (Other())
                break;
            Take();
            Give();
        }
    }

    public static void GoodWhile4()
    {
        Take();
        while (true)
        {
            if (Other())
            {
                Give();
                break;
            }
        }
    }

    public static void GoodWhile5()
    {
        Take();
        while (true)
        {
            Give();
            if (Other())
                break;
            Take();
        }
    }

    public static void WarnWhile3()
    {
        while (Condition())
        {
            {|PAIR001:Take()|};
            if (Other())
                break;
            Give();
        }
    }

    public static void GoodGoto1()
    {
        Take();
        goto label;
    label:
        Give();
    }

    public static void GoodGoto2()
    {
        Take();
        goto label;
        Take();
        Give();
    label:
        Give();
    }

    public static void GoodGoto3()
    {
        Take();
        if (Condition())
            goto label;
        Take();
        Give();
    label:
        Give();
    }

    public static void GoodGoto4()
    {
        if (Condition())
            goto label;
        Take();
        Give();
    label:
        ;
    }

    public static void GoodGoto5()
    {
        Take();
        if (Condition())
            goto label;
        Give();
        return;
    label:
        Give();
    }

    public static void WarnGoto1()
    {
        {|PAIR001:Take()|};
        goto label;
        Give();
    label:
        ;
    }

    public static void WarnGoto2()
    {
        Take();
        goto label;
        Give();
    label:
        {|PAIR001:Take()|};
        Give();
    }

    public static void WarnGoto3()
    {
        Take();
        if (Condition())
            goto label;
        Give();
    label:
        {|PAIR002:Give()|};
    }

    public static void GoodCondLock1()
    {
        if (TryTake())
        {
            s_done = 1;
            Give();
        }
    }

    public static void WarnCondLock1()
    {
        if (TryTake())
            s_done = 1;
        {|PAIR002:Give()|};
    }

    public static void Unreachable()
    {
        Take();
        if (!Condition())
            Environment.FailFast("cannot be");
        Give();
    }
}
