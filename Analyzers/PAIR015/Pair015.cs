// SPDX-License-Identifier: MIT
using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using Pairing.Contracts;

namespace Pairing;

/// <summary>PAIR015: a contract that names nothing, or contradicts itself.</summary>
public static class Pair015
{
    public static readonly DiagnosticDescriptor Rule = Ids.Describe(
        Ids.BadContract,
        "A contract names nothing or contradicts itself",
        "This contract is not used: {0}",
        "An attribute or a line of a pairs.txt names a parameter or member that does not exist, gives a condition that the result cannot have, or says two things that exclude each other.");

    public static void Register(CompilationStartAnalysisContext start, ContractSet contracts)
    {
        start.RegisterAdditionalFileAction(context => PairingAnalyzer.Guarded(() =>
        {
            if (ContractSet.IsPairsFile(context.AdditionalFile))
                CheckFile(context.AdditionalFile, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
        }));
        start.RegisterSemanticModelAction(file => PairingAnalyzer.Guarded(() =>
        {
            foreach (MemberDeclarationSyntax declaration in ContractNames.Attributed(file.SemanticModel.SyntaxTree, contracts.MayHaveContract))
                CheckDeclaration(declaration, file);
        }));
    }

    /// <summary>What is written on a type or member, of whose parts each reports its own attributes.</summary>
    static void CheckDeclaration(MemberDeclarationSyntax declaration, SemanticModelAnalysisContext file)
    {
        HashSet<TextSpan> reported = [];
        IEnumerable<SyntaxNode> names = declaration is BaseFieldDeclarationSyntax field ? field.Declaration.Variables : [declaration];
        foreach (ISymbol symbol in names.Select(name => file.SemanticModel.GetDeclaredSymbol(name, file.CancellationToken)).OfType<ISymbol>().SelectMany(WithMethods))
        {
            CheckSymbol(symbol, Report);
            CheckReason(symbol, Report);
        }

        // accessors, and a primary constructor
        IEnumerable<ISymbol> WithMethods(ISymbol symbol) => symbol switch
        {
            INamedTypeSymbol type => type.InstanceConstructors.Where(constructor => constructor.DeclaringSyntaxReferences.Any(place => place.GetSyntax(file.CancellationToken) == declaration)).Prepend<ISymbol>(type),
            IPropertySymbol property => MemberTypes.MethodsOf(property).Prepend<ISymbol>(property),
            IEventSymbol @event => MemberTypes.MethodsOf(@event),
            _ => [symbol],
        };

        void Report(AttributeData attribute, string problem)
        {
            if (attribute.ApplicationSyntaxReference is { } place && place.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(place.Span) && reported.Add(place.Span))
                file.ReportDiagnostic(Diagnostic.Create(Rule, place.GetSyntax(file.CancellationToken).GetLocation(), problem));
        }
    }

    static void CheckFile(AdditionalText file, Compilation compilation, Action<Diagnostic> report, CancellationToken cancellation)
    {
        if (file.GetText(cancellation) is not { } text)
        {
            report(Diagnostic.Create(Rule, Location.Create(file.Path, default, default), "the file cannot be read"));
            return;
        }
        foreach (PairsLine line in PairsFile.Parse(text).Lines)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((line.Problem ?? Mistake(line, compilation)) is { } problem)
                report(Diagnostic.Create(Rule, Location.Create(file.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span)), problem));
        }
    }

    /// <summary>What is wrong with a line beside the symbols of this compilation. A type that it does not reference is another project's.</summary>
    static string? Mistake(PairsLine line, Compilation compilation)
    {
        string? problem = null;
        switch (DocumentationId.Find(line.Id, compilation))
        {
            case null:
                problem = DocumentationId.TypeIsKnown(line.Id, compilation) ? $"'{DocumentationId.TypeOf(line.Id)!.Substring(2)}' has no member '{line.Id}'" : null;
                break;
            case IMethodSymbol method:
                ClauseBinder.Bind(line.Clause!, method, out problem);
                break;
            case IPropertySymbol { GetMethod: { } getter } when line.Clause!.Kind is not (EffectKind.MustHold or EffectKind.Revalidate):
                ClauseBinder.Bind(line.Clause, getter, out problem);
                break;
            case { } member:
                problem = GuardMistake(line.Clause!, member);
                break;
        }
        return problem;
    }

    static void CheckSymbol(ISymbol symbol, Action<AttributeData, string> report)
    {
        if (symbol is IMethodSymbol method)
        {
            // a getter's attributes include its property's
            MethodReader.Effects(method, out ImmutableArray<(AttributeData Attribute, string Problem)> problems);
            foreach ((AttributeData attribute, string problem) in problems)
                report(attribute, problem);
            return;
        }
        if (symbol is not (IFieldSymbol or IPropertySymbol))
            return;
        foreach (AttributeClause clause in AttributeReader.ClausesOf(symbol))
        {
            string? problem = clause.Problem;
            if (clause.Clause is { } said && (symbol is IFieldSymbol || said.Kind == EffectKind.MustHold))
                problem = GuardMistake(said, symbol);
            else if (symbol is IPropertySymbol { GetMethod: not null })
                continue;
            if (problem is not null)
                report(clause.Attribute, problem);
        }
    }

    static string? GuardMistake(Clause clause, ISymbol member)
    {
        string? problem = null;
        if (clause.Kind == EffectKind.MustHold)
        {
            ClauseBinder.BindGuard(clause.Target!, member, out problem);
            if (problem is null && clause.Target!.Written == member.Name)
                problem = $"'{member.Name}' cannot guard itself";
        }
        else if (clause.Kind != EffectKind.Revalidate)
        {
            problem = $"'{member.Name}' does nothing by itself";
        }
        return problem;
    }

    /// <summary>What is not analysed must say why.</summary>
    static void CheckReason(ISymbol symbol, Action<AttributeData, string> report)
    {
        AttributeData? attribute = symbol.GetAttributes().FirstOrDefault(attribute => AttributeReader.NameOf(attribute) == Vocabulary.NoContextAnalysis);
        if (attribute is not null && string.IsNullOrWhiteSpace(AttributeReader.NoAnalysis(symbol)))
            report(attribute, "it does not say why");
    }
}
