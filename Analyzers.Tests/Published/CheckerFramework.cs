// SPDX-License-Identifier: MIT
// exceptions are fatal here: PAIR013 does not apply
// What the Checker Framework's tests/resourceleak and tests/lock check, as far as C# can say it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Pairing;

namespace Published.CheckerFramework;

public class Handle : IDisposable
{
    private Handle() { }

    [return: Gets] public static extern Handle Open();
    [Gets("this")] public extern void Retain();
    [Puts("this")] public extern void Close();
    [Puts("this")] public extern void Dispose();
    public extern void Use();
    internal Handle Self() => this;
}

// ACMethodInvocationTest, TemporaryVariables, ReturnOwningObject
public sealed class Calls
{
    private Handle? _field;

    private static Handle Make() => Handle.Open();

    public void InSequence()
    {
        Make().Close();
    }

    public void Fluent()
    {
        {|PAIR004:Make()|}.Use();
    }

    public void FluentSelf()
    {
        {|PAIR004:Make()|}.Self();
    }

    public void Ignored()
    {
        {|PAIR004:Make()|};
    }

    public Handle Returned() => Make();

    // a field may be closed by anybody: silent, where the Java checker wants the field to be owning
    public void StoredInField()
    {
        _field = Make();
    }

    public void ClosedInFinally()
    {
        Handle? handle = null;
        try
        {
            handle = Make();
            try
            {
                throw new InvalidOperationException();
            }
            catch (InvalidOperationException)
            {
            }
        }
        finally
        {
            handle!.Close();
        }
    }

    public void TemporaryInTry()
    {
        try
        {
            Make().Close();
        }
        catch (IOException)
        {
            throw;
        }
    }
}

// ACExceptionalExitPointTest, ACRegularExitPointTest
public static class Exits
{
    private static Handle Make() => Handle.Open();

    private static void CloseIt(Handle handle) => handle.Close();

    public static void ThrowWhileOwning()
    {
        Handle handle = {|PAIR004:Make()|};
        handle.Use();
        throw new InvalidOperationException();
    }

    public static void CloseThenThrow()
    {
        Handle handle = Make();
        handle.Close();
        throw new InvalidOperationException();
    }

    public static void LocalOnly()
    {
        Handle handle = {|PAIR004:Make()|};
        handle.Use();
    }

    public static void AssignedLater()
    {
        Handle handle;
        handle = {|PAIR004:Make()|};
        handle.Use();
    }

    public static void Parameter(Handle handle)
    {
        handle.Use();
    }

    public static Action InLambda()
    {
        return () =>
        {
            Handle handle = {|PAIR004:Make()|};
            handle.Use();
        };
    }

    public static Action InLambdaClosed()
    {
        return () =>
        {
            Handle handle = Make();
            handle.Close();
        };
    }

    public static Func<Handle> TwoInLambda() => () =>
    {
        Handle lost = {|PAIR004:Make()|};
        lost.Use();
        Handle returned = Make();
        return returned;
    };

    public static void IfElse(bool b)
    {
        if (b)
        {
            Handle closed = Make();
            closed.Close();
        }
        else
        {
            Handle lost = {|PAIR004:Make()|};
            lost.Use();
        }
    }

    public static void IfElseDeclared(bool b)
    {
        Handle first, second;
        if (b)
        {
            first = Make();
            first.Close();
        }
        else
        {
            second = {|PAIR004:Make()|};
            second.Use();
        }
    }

    public static void IfElseInitialised(bool b)
    {
        Handle second = {|PAIR004:Make()|};
        Handle? first = null;
        if (b)
        {
            first = Make();
            first.Close();
        }
        else
        {
            second = {|PAIR004:Make()|};
        }
        second.Use();
    }

    public static void ClosedOnOneBranch(bool b)
    {
        Handle handle = {|PAIR004:Make()|};
        if (b)
            handle.Close();
    }

    public static void ElseOfNull(bool b)
    {
        Handle? first = null, second = null;
        if (b)
        {
            first = Make();
            first.Close();
        }
        else
        {
            second = {|PAIR004:Make()|};
            second.Use();
        }
    }

    public static void EndlessLoop()
    {
        Handle? handle = null;
        while (true)
        {
            handle = {|PAIR004:Make()|};
            handle.Use();
        }
    }

    public static void OverwrittenInLoop(int n)
    {
        Handle handle = {|PAIR004:Make()|};
        while (n-- > 0)
            handle = {|PAIR004:Make()|};
        handle.Close();
    }

    // the Java checker reports both branches
    public static void NestedBranches(bool b)
    {
        Handle? handle = null;
        while (true)
        {
            if (b)
            {
                handle = {|PAIR004:Make()|};
                handle.Use();
            }
            else
            {
                handle = Make();
                handle.Close();
            }
        }
    }

    public static void ReplacedByNull(bool b, bool c)
    {
        Handle? handle = {|PAIR004:Make()|};
        if (b)
            handle = null;
        else if (c)
            handle = null;
        handle?.Use();
    }

    // SocketNullOverwrite
    public static void NullOverwrite()
    {
        try
        {
            Handle? handle = {|PAIR004:Make()|};
            handle = null;
            Console.WriteLine(handle);
        }
        catch (IOException)
        {
        }
    }

    public static void ByHelper()
    {
        Handle handle = Make();
        CloseIt(handle);
    }

    public static void ThrownInTry(bool b)
    {
        Handle? handle = null;
        try
        {
            handle = Make();
            if (b)
                throw new IOException();
        }
        catch (IOException)
        {
        }
        finally
        {
            handle?.Close();
        }
    }

    // PaperExample
    public static void NullTestInFinally()
    {
        Handle? handle = null;
        try
        {
            handle = Make();
        }
        catch (IOException)
        {
        }
        finally
        {
            if (handle != null)
                handle.Close();
        }
    }

    // MultipleReturnStmts
    public static void SeveralReturns(bool b, Func<Handle?> find)
    {
        if (b)
            return;
        Handle? handle = find();
        if (handle == null)
            return;
        handle.Close();
    }

    // DoubleIf
    public static void DoubleIf(bool b, bool c)
    {
        if (c)
        {
            Handle handle = Make();
            try
            {
                handle.Use();
            }
            finally
            {
                handle.Close();
            }
            if (b)
                Console.WriteLine();
        }
    }
}

// ACOwning, IfBranch, SneakyDrop, OwnershipWithExceptions
public static class Owning
{
    private static Handle Make() => Handle.Open();

    [Moves("handle")]
    private static extern void Take(Handle handle, Handle other);

    private static void Borrow(Handle handle) => handle.Use();

    public static void InCallee()
    {
        Handle handle = Make();
        Take(handle, {|PAIR004:Make()|});
    }

    public static void Borrowed()
    {
        Handle handle = {|PAIR004:Make()|};
        Borrow(handle);
    }

    [Puts("handle")]
    public static void Drops(Handle handle) => handle.Close();

    [Puts("handle")]
    public static void {|PAIR009:DropsNot|}(Handle handle) => handle.Use();

    public static void DroppedTwice()
    {
        Handle handle = Make();
        Drops(handle);
        {|PAIR005:handle.Close()|};
    }

    // the Java checker reports this one for want of path sensitivity
    public static Handle? ByResult(bool choice)
    {
        Handle first = Make();
        Handle? result;
        if (choice)
        {
            result = first;
        }
        else
        {
            first.Close();
            result = null;
        }
        return result;
    }

    public static Handle? ByReturns(bool choice)
    {
        Handle first = Make();
        if (choice)
            return first;
        first.Close();
        return null;
    }
}

// TernaryExpressions, SelfAssign
public static class Ternaries
{
    private static Handle Make() => Handle.Open();

    public static void Either(bool b)
    {
        Handle handle = b ? Make() : Handle.Open();
        handle.Close();
    }

    public static void EitherLost(bool b)
    {
        Handle handle = b ? {|PAIR004:Make()|} : {|PAIR004:Handle.Open()|};
        handle.Use();
    }

    public static void OneOfTwo(bool b)
    {
        Handle first = {|PAIR004:Make()|};
        Handle second = b ? Make() : first;
        second.Close();
    }

    public static void Same(bool b)
    {
        Handle first = Make();
        Handle second = b ? first : first;
        second.Close();
    }

    public static void Unassigned(bool b)
    {
        if ((b ? {|PAIR004:Make()|} : null) != null)
            Console.WriteLine(b);
    }

    public static void TestedOnly(bool b)
    {
        Handle handle = Make();
        if ((b ? handle : null) != null)
            b = !b;
        handle.Close();
    }

    public static void InLoop(bool b, int n)
    {
        Handle? handle = null;
        while (n-- > 0)
            handle = b ? null : {|PAIR004:Make()|};
        handle?.Close();
    }

    public static void Cast()
    {
        Handle handle = (Handle)(object)Make();
        handle.Close();
    }

    public static Handle Deep(bool b) => b ? (!b ? Make() : (Handle)Make()) : Handle.Open();

    public static Handle ReturnedOrLost(bool b)
    {
        Handle handle = {|PAIR004:Make()|};
        return b ? handle : Make();
    }

    public static void SelfAssigned()
    {
        Handle handle = Make();
        try
        {
#pragma warning disable CS1717
            handle = handle;
#pragma warning restore CS1717
            handle.Use();
        }
        finally
        {
            handle.Close();
        }
    }
}

// TryWithResources*, SocketIntoList, EnhancedFor, CreatesMustCallForRepeat, TwoSocketContainerSafe
public static class Containers
{
    private static Handle Make() => Handle.Open();

    public static void Using()
    {
        using Handle handle = Make();
        handle.Use();
    }

    public static void UsingVariable()
    {
        Handle handle = Make();
        using (handle)
            handle.Use();
    }

    public static void UsingWithCatch()
    {
        try
        {
            using (Handle handle = Make())
                handle.Use();
        }
        catch (IOException)
        {
        }
    }

    public static void UsingOneOfTwo()
    {
        Handle lost = {|PAIR004:Make()|};
        using Handle closed = Make();
        lost.Use();
    }

    public static List<Handle> IntoList(int n)
    {
        var handles = new List<Handle>();
        for (int i = 0; i < n; i++)
            handles.Add(Make());
        return handles;
    }

    public static void CloseAll(List<Handle> handles)
    {
        foreach (Handle handle in handles)
        {
            try
            {
                handle.Close();
            }
            catch (IOException)
            {
            }
        }
    }

    public static void CloseAllByIndex(List<Handle> handles)
    {
        for (int i = 0; i < handles.Count; i++)
        {
            Handle handle = handles[i];
            handle.Close();
        }
    }

    public static void Visit(List<Handle> handles)
    {
        foreach (Handle handle in handles)
            handle.Use();
    }

    public static void RetainedAndClosedOnce()
    {
        Handle handle = Make();
        {|PAIR004:handle.Retain()|};
        handle.Close();
    }

    public static void RetainedAndClosedTwice()
    {
        Handle handle = Make();
        handle.Retain();
        handle.Close();
        handle.Close();
    }

    public static void TwoInTurn()
    {
        Handle first = Make();
        Handle second = Make();
        try
        {
            first.Close();
        }
        catch (IOException)
        {
        }
        finally
        {
            second.Close();
        }
    }

    // ZookeeperReport3
    public static Handle? CreatedOneWayOrOther(bool a, bool b)
    {
        Handle handle;
        try
        {
            if (a || b)
                handle = Make();
            else
                handle = Handle.Open();
            handle.Use();
            return handle;
        }
        catch (IOException)
        {
            Console.WriteLine("no");
        }
        return null;
    }

    // HDFSReport: nothing is owned on the continue
    public static void ContinueInTry(bool running)
    {
        while (running)
        {
            Handle? handle = null;
            try
            {
                if (handle == null)
                    continue;
                handle.Use();
            }
            finally
            {
                handle?.Close();
                running = false;
            }
        }
    }
}

// lock: Methods, NestedSynchronizedBlocks, ThisPostCondition, LockInterfaceTest, LockEffectAnnotations
public sealed class Holding
{
    private readonly object _gate = new();
    private readonly object _other = new();
    [MustHold("_gate")] private int _guarded;
    [MustHold("_other")] private int _guardedByOther;

    [MustHold("_gate")]
    private void Locked() => _guarded++;

    [MustHold("_other")]
    private void LockedByOther() => _guardedByOther++;

    public void Unguarded()
    {
        {|PAIR008:Locked()|};
        {|PAIR008:LockedByOther()|};
    }

    [MustHold("_gate")]
    public void ByContract()
    {
        Locked();
        {|PAIR008:LockedByOther()|};
    }

    public void ByStatement()
    {
        lock (_gate)
        {
            Locked();
            {|PAIR008:LockedByOther()|};
        }
    }

    public void Nested()
    {
        lock (_gate)
        {
            lock (_other)
            {
                _guarded = 1;
                _guardedByOther = 1;
            }
        }
        {|PAIR008:_guarded|} = 0;
        {|PAIR008:_guardedByOther|} = 0;
    }

    [CondAcquires(true, "_gate", Reentrant = true)]
    private bool Try() => Monitor.TryEnter(_gate);

    [Acquires("_gate", Reentrant = true)]
    private void Ensure() => Monitor.Enter(_gate);

    [Releases("_gate")]
    private void MayRelease() => Monitor.Exit(_gate);

    public void PostCondition()
    {
        Ensure();
        Locked();
        MayRelease();
    }

    public void PostConditionIf()
    {
        if (Try())
        {
            Locked();
            MayRelease();
        }
        else
        {
            {|PAIR008:Locked()|};
        }
    }

    public void AfterRelease()
    {
        if (Try())
        {
            _guarded = 1;
            MayRelease();
            {|PAIR008:_guarded|} = 2;
        }
    }

    public void KnownToBeHeld()
    {
        if (Monitor.IsEntered(_gate))
            _guarded = 3;
    }
}
