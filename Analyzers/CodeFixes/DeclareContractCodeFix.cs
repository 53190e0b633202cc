// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;
using Pairing.Flow;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Declares what the body does, in the place of the attribute that says something else of the same target.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareContractCodeFix)), Shared]
public sealed class DeclareContractCodeFix : PairingCodeFix
{
    internal const string Declare = "Declare what the body does";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.ContractDisagrees);

    internal override ImmutableArray<string> Titles { get; } = ImmutableArray.Create(Declare);

    internal override IEnumerable<Change> Changes(Scope scope, Diagnostic diagnostic)
    {
        if (scope.Root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration
            || scope.Model.GetDeclaredSymbol(declaration, scope.Cancellation) is not { } method
            || BodyOf(scope, declaration) is not { } shown)
        {
            yield break;
        }
        Dictionary<AttributeSyntax, AttributeSyntax> changed = [];
        foreach (IGrouping<AttributeData, AttributeClause> said in AttributeReader.ClausesOf(method).GroupBy(clause => clause.Attribute))
        {
            // of several targets one attribute says one thing
            if (said.ToList() is not [{ Clause: { } clause }] || said.Key.ApplicationSyntaxReference?.GetSyntax(scope.Cancellation) is not AttributeSyntax attribute
                || !declaration.AttributeLists.Any(list => list.Attributes.Contains(attribute)) || !IsWritten(attribute)
                || ClauseBinder.Bind(clause, method, out _) is not { Target: not null } declared || !declared.IsPlain())
            {
                continue;
            }
            if (Shown(declared, shown) is { } name && !IsSaid(declared, name))
                changed.Add(attribute, Renamed(attribute, declared, name));
        }
        if (changed.Count > 0)
            yield return new(Declare, () => scope.Root.ReplaceNodes(changed.Keys, (attribute, _) => changed[attribute]));
    }

    /// <summary>What the body does of itself, as for a method without attributes; null where that cannot be said.</summary>
    static MethodContract? BodyOf(Scope scope, MethodDeclarationSyntax declaration)
    {
        MethodDeclarationSyntax bare = declaration.RemoveNodes(declaration.AttributeLists, SyntaxRemoveOptions.KeepNoTrivia)!;
        SyntaxAnnotation mark = new();
        SyntaxTree tree = scope.Root.SyntaxTree;
        SyntaxTree other = tree.WithRootAndOptions(scope.Root.ReplaceNode(declaration, bare.WithAdditionalAnnotations(mark)), tree.Options);
        Compilation compilation = scope.Model.Compilation.ReplaceSyntaxTree(tree, other);
        SyntaxNode found = other.GetRoot(scope.Cancellation).GetAnnotatedNodes(mark).Single();
        SemanticModel model = compilation.GetSemanticModel(other);
        if (model.GetDeclaredSymbol(found, scope.Cancellation) is not IMethodSymbol method || Code.Of(found, model, scope.Cancellation) is not { } code)
            return null;
        Knowledge knowledge = new(compilation, scope.Document.Project.AnalyzerOptions, ImmutableArray<Rule>.Empty, scope.Cancellation);
        Body body = knowledge.Follow(method, code, null, scope.Cancellation);
        return body.GaveUp ? null : Summary.Of(body);
    }

    /// <summary>The attribute's name, with its condition, that says of the target what the body does.</summary>
    static (string Name, Effect? Effect)? Shown(Effect declared, MethodContract shown)
    {
        bool isLock = declared.Kind is EffectKind.Acquire or EffectKind.Release or EffectKind.MustHold;
        if (!isLock && declared.Kind is not (EffectKind.Get or EffectKind.Put) || shown.Unsure.Any(path => Text(path) == Text(declared.Target!)))
            return null;
        List<Effect> effects = [.. shown.Effects.Where(effect => effect.Mode == declared.Mode && effect.Target is { } target && Text(target) == Text(declared.Target!) && Word(effect.Kind, isLock) is not null)];
        return effects switch
        {
            // declared to release, and released nowhere: the caller still has it
            [] when declared.Kind == EffectKind.Release => ("MustHold", null),
            [{ When: not Condition.Equal } effect] => ((effect.When == Condition.Always ? "" : "Cond") + Word(effect.Kind, isLock), effect),
            _ => null,
        };
    }

    /// <summary>A member of this is a member, however it was found.</summary>
    static string Text(TargetPath path) => path.ToString().Replace("this.", "");

    static string? Word(EffectKind kind, bool isLock) => kind switch
    {
        EffectKind.Acquire when isLock => "Acquires",
        EffectKind.Release when isLock => "Releases",
        EffectKind.Get when !isLock => "Gets",
        EffectKind.Put when !isLock => "Puts",
        _ => null,
    };

    static bool IsSaid(Effect declared, (string Name, Effect? Effect) shown) => shown.Effect is { } effect
        ? declared.Kind == effect.Kind && declared.When == effect.When && declared.ConditionOn == effect.ConditionOn
        : declared.Kind == EffectKind.MustHold;

    /// <summary>By its own name, not by an alias.</summary>
    static bool IsWritten(AttributeSyntax attribute) => Vocabulary.TryGetAttribute(Vocabulary.ShortName(SimpleName(attribute.Name)), out _);

    static AttributeSyntax Renamed(AttributeSyntax attribute, Effect declared, (string Name, Effect? Effect) shown)
    {
        NameSyntax name = attribute.Name is QualifiedNameSyntax qualified
            ? qualified.WithRight(IdentifierName(shown.Name))
            : IdentifierName(shown.Name);
        AttributeArgumentListSyntax list = attribute.ArgumentList ?? AttributeArgumentList();
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = list.Arguments;
        if (declared.When != Condition.Always)
            arguments = arguments.RemoveAt(0);
        if (shown.Effect is { When: not Condition.Always } effect)
            arguments = arguments.Insert(0, AttributeArgument(ParseExpression(ConditionText(effect))));
        return attribute
            .WithName(name)
            .WithArgumentList(arguments.Count == 0 ? null : list.WithArguments(arguments))
            .WithAdditionalAnnotations(Inserted);
    }

    static string ConditionText(Effect effect)
    {
        string word = effect.When.ToString().ToLowerInvariant();
        return effect.ConditionOn is { } parameter ? $"\"{parameter}={word}\"" : effect.When is Condition.True or Condition.False ? word : $"\"{word}\"";
    }

    static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => name.ToString(),
    };
}
