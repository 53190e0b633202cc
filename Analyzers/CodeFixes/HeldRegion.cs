// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pairing.CodeFixes;

/// <summary>The statements from an acquire to the end of the block or switch section it is in: what must be left with the release done.</summary>
sealed class HeldRegion
{
    readonly ReleaseCall _release;
    readonly Held _first;

    HeldRegion(SyntaxNode container, int start, ReleaseCall release, Held first)
    {
        Container = container;
        Start = start;
        _release = release;
        _first = first;
    }

    /// <summary>A block or a switch section.</summary>
    public SyntaxNode Container { get; }

    /// <summary>The index in the container of the first statement after the acquire.</summary>
    public int Start { get; }

    public IEnumerable<StatementSyntax> Statements => Calls.Siblings(Container)!.Value.Skip(Start);

    /// <summary>Null where the acquire is in no statement of a block whose success is plain.</summary>
    public static HeldRegion? Of(ReleaseCall release)
    {
        StatementSyntax? statement = release.Acquire.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null || !release.Body.Contains(statement) || release.IsReleasedInFinallyAround())
            return null;
        HeldWalk walk = new(release, statement);
        if (statement is IfStatementSyntax test)
        {
            (Held whenTrue, Held whenFalse) = walk.Test(test.Condition, Held.Untested);
            // if (!TryEnter()) return;
            if (whenFalse == Held.Yes && whenTrue == Held.No && test.Else is null && Calls.Leaves(test.Statement))
                return After(test, release, Held.Yes);
            // if (TryEnter()) { ... }
            return whenTrue == Held.Yes && whenFalse == Held.No && test.Statement is BlockSyntax block ? new HeldRegion(block, 0, release, Held.Yes) : null;
        }
        if (!IsWhole(statement, release.Acquire) || release.When != Contracts.Condition.Always && release.Result is null)
            return null;
        Held first = release.When == Contracts.Condition.Always ? Held.Yes : Held.Untested;
        HeldRegion? region = After(statement, release, first);
        // if (!taken) return; or if (found == null) return;
        if (region?.Statements.FirstOrDefault() is IfStatementSyntax { Else: null } tested && Calls.Leaves(tested.Statement)
            && walk.Test(tested.Condition, first) == (Held.No, Held.Yes))
        {
            region = new HeldRegion(region.Container, region.Start + 1, release, Held.Yes);
        }
        return region;
    }

    static HeldRegion? After(StatementSyntax statement, ReleaseCall release, Held first)
    {
        while (statement.Parent is LabeledStatementSyntax label)
            statement = label;
        return Calls.Siblings(statement.Parent) is { } siblings ? new HeldRegion(statement.Parent!, siblings.IndexOf(statement) + 1, release, first) : null;
    }

    /// <summary>Whether a statement is the call, or gives its result to a variable, and is nothing else.</summary>
    static bool IsWhole(StatementSyntax statement, InvocationExpressionSyntax call) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } => Calls.Inner(assignment.Right) == call,
        ExpressionStatementSyntax whole => Calls.Inner(whole.Expression) == call,
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [{ Initializer: { } value }] } => Calls.Inner(value.Value) == call,
        _ => false,
    };

    /// <summary>
    /// The exits that are reached with the lock or reference: jumps, labels that are reached with it from above, and the container
    /// where its end is. Empty where a way out cannot be given a release.
    /// </summary>
    public IReadOnlyCollection<SyntaxNode> ExitsWithoutRelease()
    {
        HeldWalk walk = new(_release, this);
        walk.Run(_first);
        return walk.IsPlain ? walk.Exits : [];
    }

    /// <summary>How many of the statements a try can take in, so that a finally releases; zero where it must not.</summary>
    public int Wrapped()
    {
        List<StatementSyntax> statements = [.. Statements];
        HeldWalk walk = new(_release, this);
        walk.Run(_first);
        if (_first != Held.Yes || !walk.IsLinear || _release.Promised() is not null || walk.IsReleasedBehind || statements.Any(Jumps))
            return 0;
        List<StatementSyntax> releases = Releases();
        if (releases.Count != statements.SelectMany(Calls.OfBody).OfType<InvocationExpressionSyntax>().Count(_release.MayBeReleasedBy))
            return 0;
        int last = statements.FindLastIndex(releases.Contains);
        bool isSplit = last >= 0 && last == statements.FindLastIndex(statement => statement.DescendantNodesAndSelf().Any(node => node is StatementSyntax each && releases.Contains(each)))
            && !Declared(statements.Take(last)).Overlaps(Named(statements.Skip(last + 1)));
        // what follows a release within the try is done with the lock held
        if (releases.Any(release => !(isSplit && release == statements[last]) && !IsFollowedByPlainJumps(release)))
            return 0;
        int count = isSplit ? last + 1 : statements.Count;
        if (!AreDirectivesWhole(statements.Take(count), releases))
            return 0;
        return statements.Take(count).Any(statement => !releases.Contains(statement)) && !Declared(statements).Overlaps(Named(Calls.Siblings(Container)!.Value.Take(Start))) ? count : 0;
    }

    /// <summary>The statements in the region that are nothing but the release, where they can be taken out.</summary>
    public List<StatementSyntax> Releases() =>
        [.. Statements.SelectMany(Calls.OfBody).OfType<StatementSyntax>().Where(statement => _release.IsRelease(statement)
            && Calls.Siblings(statement.Parent) is not null && !statement.Ancestors().TakeWhile(node => node != Container).Any(node => node is FinallyClauseSyntax or CatchClauseSyntax))];

    /// <summary>Nobody may jump into a try.</summary>
    static bool Jumps(StatementSyntax statement) => Calls.OfBody(statement).Any(node => node is LabeledStatementSyntax or GotoStatementSyntax { CaseOrDefaultKeyword.RawKind: 0 });

    /// <summary>Whether what #if and #region begin in the statements ends in them, and no release is between.</summary>
    static bool AreDirectivesWhole(IEnumerable<StatementSyntax> statements, List<StatementSyntax> releases)
    {
        HashSet<SyntaxToken> begins = [.. releases.Select(release => release.GetFirstToken())];
        int open = 0;
        foreach (SyntaxToken token in statements.SelectMany(statement => statement.DescendantTokens()))
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia)
            {
                open += trivia.Kind() switch
                {
                    SyntaxKind.IfDirectiveTrivia or SyntaxKind.RegionDirectiveTrivia => 1,
                    SyntaxKind.EndIfDirectiveTrivia or SyntaxKind.EndRegionDirectiveTrivia => -1,
                    SyntaxKind.ElifDirectiveTrivia or SyntaxKind.ElseDirectiveTrivia when open == 0 => -1,
                    _ => 0,
                };
                if (open < 0)
                    return false;
            }
            if (open > 0 && begins.Contains(token))
                return false;
        }
        return open == 0;
    }

    bool IsFollowedByPlainJumps(StatementSyntax release) => Calls.Siblings(release.Parent) is { } siblings
        && siblings.Skip(siblings.IndexOf(release) + 1).All(next => Calls.Leaves(next) && !CallsOrWaits(next) || next is LocalFunctionStatementSyntax);

    bool CallsOrWaits(StatementSyntax jump) =>
        _release.Model.GetOperation(jump) is { } operation && operation.Descendants().Any(each => each is IInvocationOperation or IPropertyReferenceOperation or IAwaitOperation or IDynamicInvocationOperation);

    static HashSet<string> Declared(IEnumerable<StatementSyntax> statements) => [.. statements.SelectMany(Calls.OfBody).Concat(statements).Select(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => "",
    }).Where(name => name != "")];

    static IEnumerable<string> Named(IEnumerable<StatementSyntax> statements) =>
        statements.SelectMany(statement => statement.DescendantNodes()).OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);
}
