// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pairing.Contracts;

/// <summary>Finds what a clause's names name, or says what is wrong with them.</summary>
static class ClauseBinder
{
    /// <summary>So many members of an enum are told apart.</summary>
    const int MaximalOthers = 8;

    public static Effect? Bind(Clause clause, IMethodSymbol method, out string? problem)
    {
        TargetPath? target = null, into = null, at = null;
        problem = Mistake(clause, method);
        if (problem is null && clause.Target is not null)
            target = BindPath(clause.Target, method, out problem);
        if (clause.Kind == EffectKind.Unlink && target is not null && TargetTypes.Declared(target, method) is { IsValueType: true } type and not IPointerTypeSymbol)
            problem = $"a '{type.ToDisplayString()}' is no node of a list";
        if (problem is null && clause.Into is not null)
            into = BindPath(clause.Into, method, out problem);
        if (problem is null && ConditionPath(clause) is { } path)
            at = BindPath(path, method, out problem);
        if (problem is not null)
            return null;
        return new Effect(clause.Kind, target)
        {
            Into = into,
            When = Normalise(clause.When, Tested(clause, method)),
            ConditionOn = at is null ? clause.ConditionOn : null,
            ConditionAt = at,
            Constant = clause.Constant ?? 0,
            Others = Others(clause, method),
            Mode = clause.Mode,
            Traits = clause.Traits,
            Amount = clause.Amount,
            Family = clause.Family,
        };
    }

    /// <summary>A path from a field or property: its object, or another member of its type.</summary>
    public static TargetPath? BindGuard(PathText path, ISymbol member, out string? problem)
    {
        problem = null;
        if (path.IsToken)
            return new TargetPath(RootKind.Token, path.Root, path.Members);
        if (member is IPropertySymbol property && MemberTypes.MethodsOf(property).FirstOrDefault(accessor => ExtensionBlock.Receiver(accessor) is not null) is { } extended)
            return BindPath(path, extended, out problem);
        return path.Root == "return"
            ? Fail($"'{member.Name}' is no method and returns nothing", out problem)
            : BindMember(path, member.ContainingType, member.IsStatic, member.Name, out problem);
    }

    static TargetPath? BindPath(PathText path, IMethodSymbol method, out string? problem)
    {
        problem = null;
        if (path.IsToken)
            return new TargetPath(RootKind.Token, path.Root, path.Members);
        if (path.Root == "return")
        {
            if (method.MethodKind == MethodKind.Constructor)
                return Walk(TargetPath.This, method.ContainingType, path, out problem);
            return method.ReturnsVoid || MemberTypes.Awaited(method.ReturnType) is null
                ? Fail($"'{method.Name}' returns nothing", out problem)
                : Walk(TargetPath.Return, MemberTypes.Awaited(method.ReturnType)!, path, out problem);
        }
        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == path.Root) is { } parameter)
        {
            // what a ref parameter points to is what is in the variable
            bool isVariable = parameter is { RefKind: not RefKind.None, Type: not IPointerTypeSymbol { PointedAtType: IPointerTypeSymbol } } && path.Members is [TargetPath.Pointee];
            return Walk(new TargetPath(RootKind.Parameter, path.Root, ImmutableArray<string>.Empty), parameter.Type, isVariable ? path with { Members = ImmutableArray<string>.Empty } : path, out problem);
        }
        if (ExtensionBlock.Receiver(method) is { } receiver && (path.Root == receiver.Name || path.Root == "this"))
            return Walk(TargetPath.This, receiver.Type, path, out problem);
        return BindMember(path, method.ContainingType, method.IsStatic && method.MethodKind != MethodKind.LocalFunction, method.Name, out problem);
    }

    /// <summary>A member that another compilation hides is told by its name; a static one, as a lock that is no object is.</summary>
    static TargetPath Hidden(PathText path, INamedTypeSymbol type, bool isStatic) => isStatic
        ? new TargetPath(RootKind.Token, $"{type.ToDisplayString()}.{path.Written}", ImmutableArray<string>.Empty)
        : new TargetPath(RootKind.This, "", path.Members.Insert(0, path.Root));

    static TargetPath? BindMember(PathText path, INamedTypeSymbol? type, bool isStatic, string owner, out string? problem)
    {
        if (type is null)
            return Fail($"'{path.Written}' names nothing", out problem);
        if (path.Root == "this")
        {
            if (isStatic)
                return Fail($"'{owner}' is static and has no 'this'", out problem);
            // this._gate is _gate
            return path.Members.IsEmpty
                ? Walk(TargetPath.This, type, path, out problem)
                : BindMember(path with { Root = path.Members[0], Members = path.Members.RemoveAt(0) }, type, isStatic, owner, out problem);
        }
        if (MemberTypes.FindFrom(type, path.Root) is { } member)
        {
            return isStatic && !member.IsStatic
                ? Fail($"'{path.Root}' is an instance member, and '{owner}' is static", out problem)
                : Walk(new TargetPath(RootKind.Member, path.Root, ImmutableArray<string>.Empty), MemberTypes.TypeOf(member), path, out problem);
        }
        if (PrimaryParameter(type, path.Root) is { } primary)
            return Walk(new TargetPath(RootKind.Captured, "", ImmutableArray<string>.Empty, primary), primary.Type, path, out problem);
        if (path.IsChecked)
        {
            problem = null;
            return Hidden(path, type, isStatic);
        }
        return Fail($"'{path.Root}' is neither a parameter of '{owner}' nor a member of '{(type.CanBeReferencedByName ? type : type.ContainingType).Name}'", out problem);
    }

    static TargetPath? Walk(TargetPath root, ITypeSymbol type, PathText path, out string? problem)
    {
        problem = null;
        ITypeSymbol? at = type;
        foreach (string name in path.Members)
        {
            if (name == TargetPath.Elements && at?.SpecialType is SpecialType.System_Object or (>= SpecialType.System_Enum and <= SpecialType.System_Double))
                return Fail($"a '{at.ToDisplayString()}' has no elements", out problem);
            if (name == TargetPath.Pointee && at is { IsReferenceType: true, TypeKind: not (TypeKind.TypeParameter or TypeKind.Error or TypeKind.Dynamic) })
                return Fail($"a '{at.ToDisplayString()}' is no pointer", out problem);
            if (name is TargetPath.Pointee or TargetPath.Elements)
                break;
            at = MemberTypes.Target(at);
            if (!MemberTypes.IsKnown(at))
                break;
            if (MemberTypes.Find(at!, name) is not { } member)
            {
                if (path.IsChecked)
                    break;
                return Fail($"'{name}' is no member of '{at!.Name}'", out problem);
            }
            at = MemberTypes.TypeOf(member);
        }
        return new TargetPath(root.Root, root.Name, path.Members, root.Symbol);
    }

    /// <summary>What is wrong with a clause on this method, apart from its paths.</summary>
    static string? Mistake(Clause clause, IMethodSymbol method)
    {
        if (clause.Amount is { } amount
            && method.Parameters.FirstOrDefault(parameter => parameter.Name == amount)?.Type is not { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 })
        {
            return $"'{amount}' is no integer parameter of '{method.Name}'";
        }
        if (clause.Kind is not (EffectKind.Get or EffectKind.Put) && (clause.Family is not null || (clause.Traits & Traits.Unique) != 0))
            return $"{(clause.Family is null ? "unique" : "a family")} is for what gets or puts";
        if (ConditionPath(clause) is { } path)
        {
            if (method.Parameters.All(parameter => parameter.Name != path.Root) || BindPath(path, method, out _) is null)
                return $"'{path.Written}' is no member of a parameter of '{method.Name}'";
        }
        else if (clause.ConditionOn is { } on && method.Parameters.All(parameter => parameter.Name != on))
        {
            return $"'{on}' is no parameter of '{method.Name}'";
        }
        bool needsConstant = clause.When is Condition.Equal or Condition.NotEqual or Condition.Set or Condition.Clear;
        if (needsConstant != clause.Constant is not null)
            return needsConstant ? $"it does not say which constant is {Text(clause.When)}" : "a constant is for equal, notequal, set and clear";
        if (clause is { When: Condition.Set or Condition.Clear, Constant: 0 })
            return "the constant has no bits";
        if (clause.When == Condition.Always)
            return null;
        ITypeSymbol? tested = Tested(clause, method);
        if (tested is null)
            return $"'{method.Name}' returns nothing that could be {Text(clause.When)}";
        return CanBe(clause.When, tested) ? null : $"a '{tested.ToDisplayString()}' is never {Text(clause.When)}";
    }

    /// <summary>The path that the condition is about; null: it is about the result or a parameter.</summary>
    static PathText? ConditionPath(Clause clause) =>
        clause.ConditionOn is { } on && PathText.Parse(on) is { IsToken: false, Members.IsEmpty: false } path ? path : null;

    /// <summary>The type of what the condition is about; null for nothing.</summary>
    static ITypeSymbol? Tested(Clause clause, IMethodSymbol method) =>
        ConditionPath(clause) is { } path ? BindPath(path, method, out _) is { } at ? TargetTypes.Declared(at, method) : null
        : clause.ConditionOn is { } on
            ? method.Parameters.FirstOrDefault(parameter => parameter.Name == on)?.Type
            : method.ReturnsVoid ? null : MemberTypes.Awaited(method.ReturnType);

    static bool CanBe(Condition when, ITypeSymbol type)
    {
        if (!MemberTypes.IsKnown(type))
            return true;
        bool isBool = type.SpecialType == SpecialType.System_Boolean;
        bool isPointer = type is IPointerTypeSymbol or IFunctionPointerTypeSymbol || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;
        bool isNumber = IsNumber(type);
        ITypeSymbol? nullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? MemberTypes.Target(type) : null;
        return when switch
        {
            Condition.True or Condition.False => isBool || nullable is { SpecialType: SpecialType.System_Boolean } || HasTruth(type),
            Condition.NonZero or Condition.Zero => isBool || isPointer || isNumber,
            Condition.Equal or Condition.NotEqual => isNumber || isPointer || nullable is not null && IsNumber(nullable),
            Condition.Set or Condition.Clear => isNumber,
            _ => isPointer || type.IsReferenceType || nullable is not null,
        };
    }

    static bool IsNumber(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64;

    /// <summary>What else a result of an enum can be than the constant; empty: it is of none, or of one with many members.</summary>
    static ImmutableArray<long> Others(Clause clause, IMethodSymbol method)
    {
        if (clause is not { When: Condition.Equal or Condition.NotEqual, ConditionOn: null } || Tested(clause, method) is not { TypeKind: TypeKind.Enum } type
            || type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute"))
        {
            return ImmutableArray<long>.Empty;
        }
        long[] others = type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue)
            .Select(member => member.ConstantValue is ulong large ? unchecked((long)large) : Convert.ToInt64(member.ConstantValue, null)).Where(value => value != clause.Constant).Distinct().ToArray();
        return others.Length <= MaximalOthers ? others.ToImmutableArray() : ImmutableArray<long>.Empty;
    }

    static bool HasTruth(ITypeSymbol type) =>
        !type.GetMembers(WellKnownMemberNames.TrueOperatorName).IsEmpty
        || type.GetMembers(WellKnownMemberNames.ImplicitConversionName).OfType<IMethodSymbol>().Any(conversion => conversion.ReturnType.SpecialType == SpecialType.System_Boolean);

    /// <summary>C says nonzero of everything; here a bool is true and a pointer not null.</summary>
    static Condition Normalise(Condition when, ITypeSymbol? type) => (when, type) switch
    {
        (Condition.NonZero, { SpecialType: SpecialType.System_Boolean }) => Condition.True,
        (Condition.Zero, { SpecialType: SpecialType.System_Boolean }) => Condition.False,
        (Condition.NonZero, IPointerTypeSymbol or IFunctionPointerTypeSymbol) => Condition.NonNull,
        (Condition.Zero, IPointerTypeSymbol or IFunctionPointerTypeSymbol) => Condition.Null,
        _ => when,
    };

    static string Text(Condition when) => when.ToString().ToLowerInvariant();

    static IParameterSymbol? PrimaryParameter(INamedTypeSymbol type, string name) =>
        type.InstanceConstructors
            .Where(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax))
            .SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(parameter => parameter.Name == name);

    static TargetPath? Fail(string why, out string? problem)
    {
        problem = why;
        return null;
    }
}
