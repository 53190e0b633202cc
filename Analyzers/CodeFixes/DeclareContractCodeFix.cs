// SPDX-License-Identifier: MIT
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

using Pairing.Contracts;

using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pairing.CodeFixes;

/// <summary>Declares what the body does: only on one result, where the contract says always.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareContractCodeFix)), Shared]
public sealed class DeclareContractCodeFix : CodeFixProvider
{
    internal const string Declare = "Declare what the body does";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Ids.ContractDisagrees);

    public override FixAllProvider GetFixAllProvider() => new BatchFixAll(_ => Declare);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration
                || model.GetDeclaredSymbol(declaration, context.CancellationToken) is not { ReturnType.SpecialType: SpecialType.System_Boolean } method)
            {
                continue;
            }
            AttributeSyntax[] always = [.. method.GetAttributes()
                .Where(attribute => AttributeReader.NameOf(attribute) is "Acquires" or "Releases" or "Gets" or "Puts")
                .Select(attribute => attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken))
                .OfType<AttributeSyntax>()];
            // which of several is wrong is not told
            if (always is not [var attribute] || attribute.SyntaxTree != root.SyntaxTree || !IsWritten(attribute))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(Declare, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(attribute, Conditional(attribute)))), Declare),
                diagnostic);
        }
    }

    /// <summary>By its own name, not by an alias.</summary>
    static bool IsWritten(AttributeSyntax attribute) => Vocabulary.TryGetAttribute(Vocabulary.ShortName(SimpleName(attribute.Name)), out _);

    static AttributeSyntax Conditional(AttributeSyntax attribute)
    {
        AttributeArgumentSyntax when = AttributeArgument(ParseExpression("true"));
        AttributeArgumentListSyntax arguments = attribute.ArgumentList ?? AttributeArgumentList();
        NameSyntax name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.WithRight(IdentifierName("Cond" + qualified.Right.Identifier.ValueText)),
            var simple => IdentifierName("Cond" + SimpleName(simple)),
        };
        return attribute
            .WithName(name)
            .WithArgumentList(arguments.WithArguments(arguments.Arguments.Insert(0, when)))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => name.ToString(),
    };
}
