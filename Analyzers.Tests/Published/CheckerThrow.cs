// SPDX-License-Identifier: MIT
// What the Checker Framework's OwnershipWithExceptions checks: exceptions of the calls between opening and closing.
using System;
using System.IO;
using Pairing;

namespace Published.CheckerThrow;

public class Handle
{
    private Handle() { }

    [return: Gets] public static extern Handle Open();
    [Puts("this")] public extern void Close();
    public extern void Use();
}

public static class Exceptions
{
    [Moves("handle")]
    private static extern void Transfer(Handle handle);

    public static bool CleanedUpInCatch()
    {
        Handle handle = Handle.Open();
        try
        {
            handle.Use();
        }
        catch
        {
            handle.Close();
            throw;
        }
        handle.Close();
        return true;
    }

    public static bool OnlyOneKindIsCaught()
    {
        Handle handle = {|PAIR013:Handle.Open()|};
        try
        {
            handle.Use();
        }
        catch (IOException)
        {
            handle.Close();
            return false;
        }
        handle.Close();
        return true;
    }

    public static bool ForgottenInCatch()
    {
        Handle handle = {|PAIR013:Handle.Open()|};
        try
        {
            handle.Use();
        }
        catch (Exception)
        {
            return false;
        }
        handle.Close();
        return true;
    }

    public static void NoHandling()
    {
        Handle handle = {|PAIR013:Handle.Open()|};
        handle.Use();
        handle.Close();
    }

    // who takes it over has it, whether it throws or not
    public static void Transferred()
    {
        Handle handle = Handle.Open();
        Transfer(handle);
    }

    public static void InFinally()
    {
        Handle handle = Handle.Open();
        try
        {
            handle.Use();
        }
        finally
        {
            handle.Close();
        }
    }
}
