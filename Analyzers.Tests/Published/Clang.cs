// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// What clang's test/SemaCXX/warn-thread-safety-analysis.cpp checks, as far as C# can say it.
using System;
using System.Threading;
using Pairing;

namespace Published.Clang;

public class Mutex
{
    [Acquires("this")] public extern void Lock();
    [Acquires("this", Shared = true)] public extern void ReaderLock();
    [Releases("this")] public extern void Unlock();
    [Releases("this", Shared = true)] public extern void ReaderUnlock();
    [CondAcquires(true, "this")] public extern bool TryLock();
    [CondAcquires(true, "this", Shared = true)] public extern bool ReaderTryLock();
    [Releases("this", Shared = true), Acquires("this")] public extern void PromoteShared();
    [Releases("this"), Acquires("this", Shared = true)] public extern void DemoteExclusive();
}

public class ReentrantMutex
{
    [Acquires("this", Reentrant = true)] public extern void Lock();
    [Releases("this")] public extern void Unlock();
    [CondAcquires(true, "this", Reentrant = true)] public extern bool TryLock();
}

public sealed class Foo
{
    public readonly Mutex Mu = new();
    [MustHold("Mu")] public int Data;
    public Foo? Next;

    [MustHold("Mu")] public void Needs() => Data++;

    [Acquires("Mu")] public void LockData() => Mu.Lock();
    [Releases("Mu")] public void UnlockData() => Mu.Unlock();
}

// sls_fun_*
public static class Simple
{
    private static readonly Mutex s_mu = new();
    private static readonly Mutex s_mu2 = new();

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public static void Nested()
    {
        s_mu.Lock();
        s_mu2.Lock();
        s_mu2.Unlock();
        s_mu.Unlock();
    }

    public static void UnlockInBothBranches()
    {
        s_mu.Lock();
        if (Ask())
            s_mu.Unlock();
        else
            s_mu.Unlock();
    }

    public static void LockInBothBranches()
    {
        if (Ask())
            s_mu.Lock();
        else
            s_mu.Lock();
        s_mu.Unlock();
    }

    public static void LockAfterInnerIf()
    {
        if (Ask())
        {
            s_mu.Lock();
        }
        else
        {
            if (Ask())
                Ask();
            else
                Ask();
            s_mu.Lock();
        }
        s_mu.Unlock();
    }

    public static void UnlockedInLoopBody()
    {
        s_mu.Lock();
        while (Ask())
        {
            s_mu.Unlock();
            if (Ask())
            {
                if (Ask())
                {
                    s_mu.Lock();
                    continue;
                }
            }
            s_mu.Lock();
        }
        s_mu.Unlock();
    }

    public static void LockTwice()
    {
        s_mu.Lock();
        {|PAIR003:s_mu.Lock()|};
        s_mu.Unlock();
    }

    public static void UnlockedOnOneBranch()
    {
        {|PAIR001:s_mu.Lock()|};
        if (Ask())
            s_mu.Unlock();
    }

    public static void LockedOnOneBranch()
    {
        if (Ask())
        {
            s_mu.Lock();
        }
        else
        {
            if (Ask())
                Ask();
            else
                Ask();
        }
        {|PAIR002:s_mu.Unlock()|};
    }

    // sls_fun_bad_7, GoingNative
    public static void ContinueUnlocked()
    {
        s_mu.Lock();
        while (Ask())
        {
            {|PAIR002:s_mu.Unlock()|};
            if (Ask())
            {
                if (Ask())
                    continue;
            }
            s_mu.Lock();
        }
        {|PAIR002:s_mu.Unlock()|};
    }

    public static void UnlockInDoWhile()
    {
        s_mu.Lock();
        do
        {
            {|PAIR002:s_mu.Unlock()|};
        }
        while (Ask());
    }

    public static void LockInDoWhile()
    {
        do
        {
            {|PAIR003:s_mu.Lock()|};
        }
        while (Ask());
        s_mu.Unlock();
    }

    public static void UnlockInWhile()
    {
        {|PAIR001:s_mu.Lock()|};
        while (Ask())
            {|PAIR002:s_mu.Unlock()|};
    }

    public static void LockInWhile()
    {
        while (Ask())
            {|PAIR003:s_mu.Lock()|};
        {|PAIR002:s_mu.Unlock()|};
    }

    public static void BreakUnlocked()
    {
        s_mu.Lock();
        while (Ask())
        {
            s_mu.Unlock();
            if (Ask())
            {
                if (Ask())
                    break;
            }
            s_mu.Lock();
        }
        {|PAIR002:s_mu.Unlock()|};
    }
}

public static class OnlyUnlocks
{
    // sls_fun_bad_1: nobody can hold it
    public static void UnlockFresh()
    {
        var mu = new Mutex();
        {|PAIR002:mu.Unlock()|};
    }
}

public static class OnlyLocks
{
    private static readonly Mutex s_mu = new();
    private static readonly Mutex s_mu2 = new();

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public static void StillHeld()
    {
        {|PAIR001:s_mu.Lock()|};
    }

    public static void OneOfTwo()
    {
        if (Ask())
            {|PAIR001:s_mu.Lock()|};
        else
            {|PAIR001:s_mu2.Lock()|};
    }
}

// shared_fun_*, shared_bad_*
public static class Sharing
{
    private static readonly Mutex s_mu = new();

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public static void ReadInBothBranches()
    {
        if (Ask())
            s_mu.ReaderLock();
        else
            s_mu.ReaderLock();
        s_mu.ReaderUnlock();
    }

    public static void ExclusiveThenShared()
    {
        s_mu.Lock();
        s_mu.Unlock();
        s_mu.ReaderLock();
        s_mu.ReaderUnlock();
    }

    public static void Demoted()
    {
        s_mu.Lock();
        s_mu.DemoteExclusive();
        s_mu.ReaderUnlock();
    }

    public static void Promoted()
    {
        s_mu.ReaderLock();
        s_mu.PromoteShared();
        s_mu.Unlock();
    }

    public static void RelockedInLoop()
    {
        s_mu.Lock();
        do
        {
            s_mu.Unlock();
            s_mu.Lock();
        }
        while (Ask());
        s_mu.Unlock();
    }

    public static void ModesByBranch()
    {
        if (Ask())
            s_mu.Lock();
        else
            s_mu.ReaderLock();
        {|PAIR002:s_mu.Unlock()|};
    }

    public static void ReleasedAsReader()
    {
        s_mu.Lock();
        {|PAIR002:s_mu.ReaderUnlock()|};
    }

    public static void ReleasedAsWriter()
    {
        s_mu.ReaderLock();
        {|PAIR002:s_mu.Unlock()|};
    }

    public static void PromotedAlready()
    {
        s_mu.Lock();
        {|PAIR002:s_mu.PromoteShared()|};
        s_mu.Unlock();
    }

    public static void DemotedAlready()
    {
        s_mu.ReaderLock();
        {|PAIR002:s_mu.DemoteExclusive()|};
        s_mu.ReaderUnlock();
    }

    public static void ReaderTryOrLock(bool wait)
    {
        if (wait)
        {
            s_mu.ReaderLock();
        }
        else
        {
            if (!s_mu.ReaderTryLock())
                return;
        }
        s_mu.ReaderUnlock();
    }
}

// guarded_by, exclusive_locks_required and whose lock it is
public static class Guards
{
    public static void Held(Foo foo)
    {
        foo.Mu.Lock();
        foo.Data = 5;
        foo.Needs();
        foo.Mu.Unlock();
    }

    public static void WriteUnheld(Foo foo)
    {
        {|PAIR008:foo.Data|} = 5;
    }

    public static int ReadUnheld(Foo foo)
    {
        return {|PAIR008:foo.Data|};
    }

    public static void CallUnheld(Foo foo)
    {
        {|PAIR008:foo.Needs()|};
    }

    public static void OthersLock(Foo a, Foo b)
    {
        a.Mu.Lock();
        {|PAIR008:b.Data|} = 5;
        a.Mu.Unlock();
    }

    public static void AfterUnlock(Foo foo)
    {
        foo.Mu.Lock();
        foo.Data = 1;
        foo.Mu.Unlock();
        {|PAIR008:foo.Data|} = 2;
    }

    public static void ByMethods(Foo foo)
    {
        foo.LockData();
        foo.Needs();
        foo.UnlockData();
    }

    public static void UnlocksTheOther(Foo a, Foo b)
    {
        {|PAIR001:a.LockData()|};
        {|PAIR002:b.UnlockData()|};
    }

    public static void NeedsTheOther(Foo a, Foo b)
    {
        a.LockData();
        {|PAIR008:b.Needs()|};
        a.UnlockData();
    }

    [MustHold("foo->Mu")]
    public static void Passed(Foo foo) => foo.Needs();

    [NoContextAnalysis("the test's own choice")]
    public static void NotAnalysed(Foo foo) => foo.Data = 0;

    public static void LockedInParent(Foo foo)
    {
        foo.Mu.Lock();
        if (foo.Next != null)
            {|PAIR008:foo.Next.Needs()|};
        foo.Mu.Unlock();
    }
}

// TryLockTest, TryLockEqTest, TrylockJoinPoint, TrylockFunctionTest
public sealed class TryLocks
{
    private readonly Mutex _mu = new();
    private readonly Mutex _mu2 = new();
    [MustHold("_mu")] private int _a;

    [CondAcquires("nonzero", "_mu")] private int TryInt() => _mu.TryLock() ? 1 : 0;

    [CondAcquires("nonnull", "_mu")] private Mutex? TryPointer() => _mu.TryLock() ? _mu : null;

    public void If()
    {
        if (_mu.TryLock())
        {
            _a = 1;
            _mu.Unlock();
        }
    }

    public void NotReturn()
    {
        if (!_mu.TryLock())
            return;
        _a = 2;
        _mu.Unlock();
    }

    public void Variable()
    {
        bool b = _mu.TryLock();
        if (b)
        {
            _a = 3;
            _mu.Unlock();
        }
    }

    public void VariableReturn()
    {
        bool b = _mu.TryLock();
        if (!b)
            return;
        _a = 4;
        _mu.Unlock();
    }

    public void While()
    {
        while (_mu.TryLock())
        {
            _a++;
            _mu.Unlock();
        }
    }

    public void Negated()
    {
        bool b = _mu.TryLock();
        b = !b;
        if (b)
            return;
        _a = 6;
        _mu.Unlock();
    }

    public void NegatedTwice()
    {
        bool b1 = _mu.TryLock();
        bool b2 = !b1;
        bool b3 = !b2;
        if (b3)
        {
            _a = 7;
            _mu.Unlock();
        }
    }

    // foo8: one flag is overwritten, its copy still tells
    public void Copied(bool condition)
    {
        bool b = {|PAIR007:_mu.TryLock()|};
        bool copy = b;
        if (condition)
            b = true;
        if (b)
            _a = 8;
        if (copy)
        {
            _a = 8;
            _mu.Unlock();
        }
    }

    public void AcrossLoop()
    {
        bool b = _mu.TryLock();
        for (int i = 0; i < 10; ++i)
            ;
        if (b)
        {
            _a = 9;
            _mu.Unlock();
        }
    }

    public void JoinPoint(bool condition)
    {
        if (condition)
        {
            if (!_mu.TryLock())
                return;
        }
        else
        {
            _mu.Lock();
        }
        _a = 10;
        _mu.Unlock();
    }

    public void Ternary()
    {
        if ((_mu.TryLock() ? 1 : 0) != 0)
            _mu.Unlock();
    }

    public void TernaryReturn()
    {
        if ((_mu.TryLock() ? 0 : 1) != 0)
            return;
        _mu.Unlock();
    }

    public void TernaryWrong()
    {
        if (({|PAIR001:_mu.TryLock()|} ? 0 : 1) != 0)
            {|PAIR002:_mu.Unlock()|};
    }

    public void ComparedPointer()
    {
        if (TryPointer() == null)
        {
            {|PAIR008:_a|} = 0;
            return;
        }
        _a = 0;
        _mu.Unlock();
    }

    public void ComparedPointerOtherWay()
    {
        if (null != TryPointer())
        {
            _a = 0;
            _mu.Unlock();
        }
    }

    public void ComparedInt()
    {
        if (0 == TryInt())
        {
            {|PAIR008:_a|} = 0;
            return;
        }
        _a = 0;
        _mu.Unlock();
    }

    public void ComparedBool()
    {
        if (_mu.TryLock() == false)
            return;
        _a = 0;
        _mu.Unlock();
    }

    public void ComparedTrue()
    {
        if (_mu.TryLock() == true)
        {
            _a = 0;
            _mu.Unlock();
        }
        else
        {
            {|PAIR008:_a|} = 0;
        }
    }

    [CondAcquires(true, "_mu", "_mu2")]
    public bool LockBoth(bool condition)
    {
        if (!_mu.TryLock())
            return false;
        _mu2.Lock();
        if (!condition)
        {
            _mu.Unlock();
            _mu2.Unlock();
            return false;
        }
        return true;
    }
}

// Reentrancy
public static class Reentrancy
{
    private static readonly ReentrantMutex s_mu = new();

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public static void Many()
    {
        s_mu.Lock();
        s_mu.Lock();
        s_mu.Lock();
        s_mu.Lock();
        s_mu.Unlock();
        s_mu.Unlock();
        s_mu.Unlock();
        s_mu.Unlock();
    }

    public static void TryInTry()
    {
        if (s_mu.TryLock())
        {
            if (s_mu.TryLock())
                s_mu.Unlock();
            s_mu.Unlock();
        }
    }

    public static void TryInside()
    {
        s_mu.Lock();
        if (s_mu.TryLock())
            s_mu.Unlock();
        s_mu.Unlock();
    }

    public static void MissingUnlock()
    {
        s_mu.Lock();
        {|PAIR001:s_mu.Lock()|};
        s_mu.Unlock();
    }

    public static void OneTooMany()
    {
        s_mu.Lock();
        s_mu.Unlock();
        {|PAIR002:s_mu.Unlock()|};
    }

    // testReentrantIntersection: both branches leave it twice held
    public static void SameDepth()
    {
        s_mu.Lock();
        if (Ask())
        {
            s_mu.Lock();
            s_mu.Lock();
            s_mu.Unlock();
        }
        else
        {
            s_mu.Lock();
        }
        s_mu.Unlock();
        s_mu.Unlock();
    }

    public static void OtherDepth()
    {
        s_mu.Lock();
        if (Ask())
        {
            s_mu.Lock();
            s_mu.Lock();
        }
        else
        {
            s_mu.Lock();
        }
        s_mu.Unlock();
        s_mu.Unlock();
        {|PAIR002:s_mu.Unlock()|};
    }

    public static void DeeperInLoop()
    {
        s_mu.Lock();
        while (Ask())
            {|PAIR001:s_mu.Lock()|};
        s_mu.Unlock();
    }
}

// CapabilityAliases
public static class Aliases
{
    private static Foo Make() => new();

    private static void Escape(ref Foo foo) => foo = Make();

    public static void Basic(Foo f)
    {
        Foo alias = f;
        alias.Mu.Lock();
        f.Data = 42;
        alias.Mu.Unlock();
    }

    public static void NullFirst(Foo f)
    {
        Foo? alias;
        alias = null;
        alias = f;
        alias.Mu.Lock();
        f.Data = 42;
        alias.Mu.Unlock();
        alias = null;
    }

    public static void InLoop(Func<Foo?> next)
    {
        for (;;)
        {
            Foo? f = next();
            Foo? alias = f;
            if (alias == null)
                break;
            alias.Mu.Lock();
            f!.Data = 42;
            alias.Mu.Unlock();
        }
    }

    public static void TryByAlias(Foo f)
    {
        Foo alias = f;
        if (f.Mu.TryLock())
        {
            f.Needs();
            alias.Mu.Unlock();
        }
    }

    public static void Reassigned(Foo f1, Foo f2)
    {
        Foo alias = f1;
        alias.Mu.Lock();
        f1.Data = 42;
        alias.Mu.Unlock();
        alias = f2;
        alias.Mu.Lock();
        f2.Data = 42;
        {|PAIR008:f1.Data|} = 42;
        alias.Mu.Unlock();
    }

    public static void Escaped(Foo f)
    {
        Foo alias = f;
        Escape(ref alias);
        alias.Mu.Lock();
        {|PAIR008:f.Data|} = 42;
        alias.Mu.Unlock();
    }

    public static void EscapedAndReset(Foo f)
    {
        Foo alias = f;
        Escape(ref alias);
        alias = f;
        alias.Mu.Lock();
        f.Data = 42;
        alias.Mu.Unlock();
    }

    // the list moves on, the lock stays where it was taken
    public static void UnrelatedReassignment(Foo? list)
    {
        Foo f = list!;
        f.Mu.Lock();
        list = list!.Next;
        f.Data = 42;
        f.Mu.Unlock();
    }

    public static void MovedOn(Foo f)
    {
        {|PAIR001:f.Mu.Lock()|};
        f = f.Next!;
        {|PAIR002:f.Mu.Unlock()|};
    }

    // clang says FIXME here: it warns where there is nothing
    public static void ByCondition(Foo f1, Foo f2, bool condition)
    {
        Foo alias = condition ? f1 : f2;
        alias.Mu.Lock();
        if (condition)
            f1.Data = 42;
        else
            f2.Data = 42;
        alias.Mu.Unlock();
    }

    public static void LoopWithBreak(Foo f, bool condition)
    {
        Foo alias = f;
        alias.Mu.Lock();
        for (int i = 0; i < 10; ++i)
        {
            if (condition)
                break;
        }
        f.Data = 42;
        alias.Mu.Unlock();
    }

    // the alias may point elsewhere when it is unlocked
    public static void ReassignedInLoop(Foo f1, Foo f2, bool condition)
    {
        Foo alias = f1;
        {|PAIR001:alias.Mu.Lock()|};
        for (int i = 0; i < 10; ++i)
        {
            if (condition)
                alias = f2;
        }
        {|PAIR002:alias.Mu.Unlock()|};
    }

    public static void Elements(Foo[] array)
    {
        Foo first = array[0], second = array[1];
        first.Mu.Lock();
        second.Mu.Lock();
        array[0].Data = 0;
        array[1].Data = 1;
        second.Mu.Unlock();
        first.Mu.Unlock();
    }
}

public static class AliasFunctions
{
    [Acquires("f->Mu")]
    public static void LockFunction(Foo f)
    {
        Mutex mu = f.Mu;
        mu.Lock();
    }

    [Releases("f->Mu")]
    public static void UnlockFunction(Foo f)
    {
        Mutex mu = f.Mu;
        mu.Unlock();
    }
}

// UnlockBug, PassingScope: the body against what it declares
public sealed class Contracts
{
    private readonly Mutex _mu = new();

    [MustHold("_mu")]
    public void {|PAIR009:EndsWithout|}()
    {
        _mu.Unlock();
    }

    [Acquires("_mu")]
    public void {|PAIR009:DoesNotAcquire|}()
    {
        _mu.Lock();
        _mu.Unlock();
    }

    [Releases("_mu")]
    public void {|PAIR009:DoesNotRelease|}()
    {
    }

    [MustHold("_mu")]
    public void Relocks()
    {
        _mu.Unlock();
        _mu.Lock();
    }
}

// AcquiredBeforeAfterTest, without declaring the order
public sealed class Order
{
    private readonly Mutex _mu1 = new();
    private readonly Mutex _mu2 = new();
    private readonly Mutex _mu3 = new();

    public void OneTwo()
    {
        _mu1.Lock();
        {|PAIR010:_mu2.Lock()|};
        _mu2.Unlock();
        _mu1.Unlock();
    }

    public void TwoOne()
    {
        _mu2.Lock();
        _mu1.Lock();
        _mu1.Unlock();
        _mu2.Unlock();
    }

    public void OneThree()
    {
        _mu1.Lock();
        _mu3.Lock();
        _mu3.Unlock();
        _mu1.Unlock();
    }
}

// LogicalConditionalTryLock
public sealed class Conditions
{
    private readonly Mutex _mu = new();
    [MustHold("_mu")] private int _a;

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public void And(bool c)
    {
        if (c && _mu.TryLock())
        {
            _a = 0;
            _mu.Unlock();
        }
    }

    public void AndVariable(bool c)
    {
        bool b = _mu.TryLock();
        if (c && b)
        {
            _a = 0;
            _mu.Unlock();
        }
        else if (b)
        {
            _mu.Unlock();
        }
    }

    // clang passes over the path where c is false
    public void AndVariableForgotten(bool c)
    {
        bool b = {|PAIR001:_mu.TryLock()|};
        if (c && b)
        {
            _a = 0;
            _mu.Unlock();
        }
    }

    public void OrReturn(bool c)
    {
        if (c || !_mu.TryLock())
            return;
        _a = 0;
        _mu.Unlock();
    }

    public void WhileAnd(bool c)
    {
        while (c && _mu.TryLock())
        {
            _a = 0;
            c = Ask();
            _mu.Unlock();
        }
    }

    public void BreakOr(bool c)
    {
        while (c)
        {
            if (Ask() || !_mu.TryLock())
                break;
            _a = 0;
            _mu.Unlock();
        }
    }

    public void DoWhile()
    {
        _mu.Lock();
        do
        {
            _a = 0;
            _mu.Unlock();
        }
        while (Ask() && _mu.TryLock());
    }

    public void AndAnd(bool c)
    {
        if (c && Ask() && _mu.TryLock())
        {
            _a = 0;
            _mu.Unlock();
        }
    }

    public void NotAndAnd(bool c)
    {
        if (!(c && Ask() && _mu.TryLock()))
            return;
        _a = 0;
        _mu.Unlock();
    }

    public void NotOr(bool c)
    {
        if (!(c || !_mu.TryLock()))
        {
            _a = 0;
            _mu.Unlock();
        }
    }
}

// LockUnlockFunctionTest, MultipleAttributeTest, UnreachableExitTest, TrylockWithCleanups, LockReturned
public sealed class Functions
{
    private readonly Mutex _mu = new();
    private readonly Mutex _mu2 = new();
    [MustHold("_mu")] private int _a;
    [MustHold("_mu2")] private int _b;

    [Acquires("_mu")]
    public void Lock() => _mu.Lock();

    [Acquires("_mu", Shared = true)]
    public void ReaderLock() => _mu.ReaderLock();

    [Releases("_mu")]
    public void Unlock() => _mu.Unlock();

    [Releases("_mu", Shared = true)]
    public void UnlockShared() => _mu.ReaderUnlock();

    [Acquires("_mu")]
    public void {|PAIR009:LocksTheOtherForAMoment|}()
    {
        _mu2.Lock();
        _mu2.Unlock();
    }

    [Releases("_mu")]
    public void {|PAIR009:UnlocksNothing|}()
    {
        _mu2.Lock();
        _mu2.Unlock();
    }

    [Acquires("_mu", "_mu2")]
    public void LockBoth()
    {
        _mu.Lock();
        _mu2.Lock();
    }

    [Releases("_mu", "_mu2")]
    public void UnlockBoth()
    {
        _mu2.Unlock();
        _mu.Unlock();
    }

    [CondAcquires(true, "_mu", "_mu2")]
    private bool TryBoth()
    {
        if (!_mu.TryLock())
            return false;
        if (_mu2.TryLock())
            return true;
        _mu.Unlock();
        return false;
    }

    [MustHold("_mu", "_mu2")]
    private void NeedsBoth() => _a = _b;

    public void Both()
    {
        LockBoth();
        _a = 0;
        _b = 0;
        NeedsBoth();
        UnlockBoth();
    }

    public void BothOrNone()
    {
        if (TryBoth())
        {
            NeedsBoth();
            UnlockBoth();
        }
    }

    public void OneOfBoth()
    {
        _mu.Lock();
        {|PAIR008:NeedsBoth()|};
        _mu.Unlock();
    }

    [MustHold("_mu")]
    public void NeverReturns() => Environment.Exit(1);

    public void ExitsUnderLock(bool c)
    {
        _mu.Lock();
        if (c)
            Environment.Exit(1);
        _mu.Unlock();
    }

    [CondAcquires("nonnull", "return->Mu")]
    private static extern Foo? FindAndLock(string name);

    public static int TryWithResult()
    {
        Foo? foo = FindAndLock("foo");
        if (foo == null)
            return 0;
        int data = foo.Data;
        foo.Mu.Unlock();
        return data;
    }

    private Mutex Mu => _mu;

    public void ByProperty()
    {
        Mu.Lock();
        _a = 1;
        Mu.Unlock();
    }
}

// test_scoped_lockable, ReleasableScopedLock, RelockableScopedLock, by Lock.EnterScope
public sealed class Scopes
{
    private readonly System.Threading.Lock _lock = new();
    private readonly System.Threading.Lock _lock2 = new();
    [MustHold("_lock")] private int _a;
    [MustHold("_lock2")] private int _b;

    private static bool Ask() => Random.Shared.Next(2) == 0;

    public void One()
    {
        using (_lock.EnterScope())
            _a = 5;
    }

    public void Two()
    {
        using var scope = _lock.EnterScope();
        if (Ask())
        {
            using var inner = _lock2.EnterScope();
            _b = _a + 1;
        }
        else
        {
            using var inner = _lock2.EnterScope();
            _b = _a + 2;
        }
    }

    public void BothAtOnce()
    {
        using System.Threading.Lock.Scope scope = _lock.EnterScope(), scope2 = _lock2.EnterScope();
        _a = _b + 1;
        _b = _a + 1;
    }

    public void AfterTheScope()
    {
        using (_lock.EnterScope())
            _a = 5;
        {|PAIR008:_a|} = 6;
    }

    public void ReleasedEarly()
    {
        var scope = _lock.EnterScope();
        _a = 0;
        scope.Dispose();
        {|PAIR008:_a|} = 1;
    }

    public void NeverDisposed()
    {
        var scope = {|PAIR001:_lock.EnterScope()|};
        _a = 0;
        if (Ask())
            return;
        scope.Dispose();
    }

    public void ByStatement()
    {
        lock (_lock)
            _a = 1;
        {|PAIR008:_a|} = 2;
    }
}
