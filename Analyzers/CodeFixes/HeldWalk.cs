// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Pairing.Contracts;
using Pairing.Flow;

namespace Pairing.CodeFixes;

enum Held
{
    Unreachable,
    No,
    Yes,
    /// <summary>If the result says so, which nobody asked yet.</summary>
    Untested,
    Perhaps,
}

/// <summary>
/// Follows what an acquire took through the statements behind it, as they are written: for what the engine has found to be
/// wrong a place has to be found where the release goes, and a path that is not plain gets none.
/// </summary>
sealed class HeldWalk
{
    const int Rounds = 6;

    readonly ReleaseCall _release;
    readonly SyntaxNode? _container;
    readonly List<StatementSyntax> _statements = [];
    readonly Effect? _promised;
    readonly Dictionary<SyntaxNode, Held> _exits = [];
    readonly HashSet<string> _cut = [];
    Dictionary<string, Held> _labels = [];
    Dictionary<string, Held> _jumps = [];

    /// <summary>What breaks out of, and goes on with, the loops and switches that are being followed.</summary>
    readonly Dictionary<SyntaxNode, Held> _breaks = [];
    readonly Dictionary<SyntaxNode, Held> _continues = [];
    readonly Dictionary<TryStatementSyntax, Held> _thrown = [];
    int _releasingFinally;
    bool _isStable;

    /// <summary>To ask conditions.</summary>
    public HeldWalk(ReleaseCall release, StatementSyntax acquire)
    {
        _release = release;
        _container = acquire.Parent;
    }

    public HeldWalk(ReleaseCall release, HeldRegion region)
    {
        _release = release;
        _container = region.Container;
        _statements.AddRange(region.Statements);
        _promised = release.Promised();
        IsReleasedBehind = _container.Parent != release.Body
            && Calls.OfBody(release.Body).OfType<InvocationExpressionSyntax>().Any(call => !_statements.Any(statement => statement.Contains(call)) && release.MayBeReleasedBy(call));
    }

    /// <summary>Who goes on behind the container comes to a release.</summary>
    public bool IsReleasedBehind { get; }

    /// <summary>No way leads out of an expression with what was acquired.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>What was acquired keeps its name, is not handed over, and not acquired again.</summary>
    public bool IsLinear { get; private set; } = true;

    public IReadOnlyCollection<SyntaxNode> Exits => [.. _exits.Where(exit => exit.Value == Held.Yes).Select(exit => exit.Key)];

    public void Run(Held first)
    {
        for (int round = 0; round < Rounds; round++)
        {
            _exits.Clear();
            _jumps = [];
            _isStable = true;
            Held end = Walk(_statements, first);
            if (_container is BlockSyntax block)
                Leave(block, end, isEnd: true);
            _isStable &= _jumps.Count == _labels.Count && _jumps.All(jump => _labels.TryGetValue(jump.Key, out Held known) && known == jump.Value);
            _labels = _jumps;
            if (_isStable)
                return;
        }
        IsPlain = IsLinear = false;
    }

    /// <summary>What is held where a condition holds, and where not.</summary>
    public (Held WhenTrue, Held WhenFalse) Test(ExpressionSyntax condition, Held held)
    {
        switch (condition)
        {
            case ParenthesizedExpressionSyntax inner:
                return Test(inner.Expression, held);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                (Held whenTrue, Held whenFalse) = Test(not.Operand, held);
                return (whenFalse, whenTrue);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } and:
                (Held left, Held leftFails) = Test(and.Left, held);
                (Held right, Held rightFails) = Test(and.Right, left);
                return (right, Join(leftFails, rightFails));
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or:
                (Held first, Held firstFails) = Test(or.Left, held);
                (Held second, Held secondFails) = Test(or.Right, firstFails);
                return (Join(first, second), secondFails);
        }
        if (held is Held.Yes or Held.Untested && Succeeds(condition) is { } succeeds)
        {
            if (_container is not null && _statements.Count > 0)
                IsLinear = false;
            return succeeds ? (Held.Yes, Held.No) : (Held.No, Held.Yes);
        }
        Held after = After(condition, held);
        return (after, after);
    }

    /// <summary>Whether the acquire has happened where a condition holds; null where the condition does not tell.</summary>
    bool? Succeeds(ExpressionSyntax condition)
    {
        bool isFound = _release.When == Condition.Always && _release.IsReference && _release.Result is not null;
        switch (condition)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison when IsResult(comparison.Left):
                return Is(comparison.Right, comparison.IsKind(SyntaxKind.EqualsExpression), isFound);
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax constant } pattern when IsResult(pattern.Expression):
                return Is(constant.Expression, true, isFound);
            case IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax constant } } pattern when IsResult(pattern.Expression):
                return Is(constant.Expression, false, isFound);
            default:
                return IsResult(condition) ? _release.When switch { Condition.True => true, Condition.False => false, _ => IsLockTaken(condition) } : null;
        }
    }

    /// <summary>Monitor.Enter(gate, ref taken) has always happened; whether it was tested or not.</summary>
    bool? IsLockTaken(ExpressionSyntax condition) =>
        _release.When == Condition.Always && _release.Model.GetTypeInfo(condition).Type?.SpecialType == SpecialType.System_Boolean ? true : null;

    bool? Is(ExpressionSyntax constant, bool equal, bool isFound) => (constant.Kind(), _release.When) switch
    {
        (SyntaxKind.NullLiteralExpression, Condition.NonNull) => !equal,
        (SyntaxKind.NullLiteralExpression, Condition.Always) when isFound => !equal,
        (SyntaxKind.NullLiteralExpression, Condition.Null) => equal,
        (SyntaxKind.TrueLiteralExpression, Condition.True) or (SyntaxKind.FalseLiteralExpression, Condition.False) => equal,
        (SyntaxKind.FalseLiteralExpression, Condition.True) or (SyntaxKind.TrueLiteralExpression, Condition.False) => !equal,
        (SyntaxKind.NumericLiteralExpression, Condition.Zero) when constant.ToString() == "0" => equal,
        (SyntaxKind.NumericLiteralExpression, Condition.NonZero) when constant.ToString() == "0" => !equal,
        _ => null,
    };

    bool IsResult(ExpressionSyntax expression)
    {
        ExpressionSyntax inner = Calls.Inner(expression);
        return inner == _release.Acquire || inner is IdentifierNameSyntax or MemberAccessExpressionSyntax && inner.ToString() == _release.Result;
    }

    Held Walk(IEnumerable<StatementSyntax> statements, Held held)
    {
        foreach (StatementSyntax statement in statements)
            held = Walk(statement, held);
        return held;
    }

    Held Walk(StatementSyntax? statement, Held held)
    {
        switch (statement)
        {
            case null or LocalFunctionStatementSyntax:
                return held;
            case ExpressionStatementSyntax when _release.IsRelease(statement):
                return held == Held.Unreachable ? held : Held.No;
            case ExpressionStatementSyntax when ReleaseCall.CallOf(statement) is { } call && _release.IsTakenBy(call):
                IsLinear = false;
                return held == Held.No && _release.When == Condition.Always ? Held.Yes : held == Held.Unreachable ? held : Held.Perhaps;
            case ReturnStatementSyntax or ThrowStatementSyntax or YieldStatementSyntax { Expression: null } or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax:
                return Jump(statement, held);
            case LabeledStatementSyntax label:
                return Walk(label.Statement, Enter(label, held));
            case BlockSyntax block:
                return Walk(block.Statements, held);
            case IfStatementSyntax test:
                (Held then, Held otherwise) = Test(test.Condition, held);
                return Join(Walk(test.Statement, then), Walk(test.Else?.Statement, otherwise));
            case TryStatementSyntax attempt:
                return Walk(attempt, held);
            case SwitchStatementSyntax choice:
                return Walk(choice, held);
            case DoStatementSyntax or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax:
                return Loop(statement, held);
            case UsingStatementSyntax scope:
                return Walk(scope.Statement, After((SyntaxNode?)scope.Declaration ?? scope.Expression, held));
            case LockStatementSyntax scope:
                return Walk(scope.Statement, After(scope.Expression, held));
            case FixedStatementSyntax scope:
                return Walk(scope.Statement, After(scope.Declaration, held));
            case UnsafeStatementSyntax scope:
                return Walk(scope.Block, held);
            case CheckedStatementSyntax scope:
                return Walk(scope.Block, held);
            default:
                return After(statement, held);
        }
    }

    Held Jump(StatementSyntax jump, Held held)
    {
        ExpressionSyntax? value = jump switch
        {
            ReturnStatementSyntax { Expression: var returned } => returned,
            ThrowStatementSyntax { Expression: var thrown } => thrown,
            _ => null,
        };
        held = After(value, held);
        switch (jump)
        {
            case BreakStatementSyntax when Inside(jump, node => node is SwitchStatementSyntax || Lowering.IsLoop(node)) is { } target:
                _breaks[target] = Join(_breaks.TryGetValue(target, out Held broken) ? broken : Held.Unreachable, held);
                break;
            case ContinueStatementSyntax when Inside(jump, Lowering.IsLoop) is { } target:
                _continues[target] = Join(_continues.TryGetValue(target, out Held continued) ? continued : Held.Unreachable, held);
                break;
            case ThrowStatementSyntax when Inside(jump, node => node is TryStatementSyntax { Catches.Count: > 0 } attempt && attempt.Block.Contains(jump)) is TryStatementSyntax target:
                _thrown[target] = Join(_thrown.TryGetValue(target, out Held caught) ? caught : Held.Unreachable, held);
                break;
            case GotoStatementSyntax { CaseOrDefaultKeyword.RawKind: not 0 } choice when Inside(jump, node => node is SwitchStatementSyntax) is { } target:
                To(Key(target, choice.Expression), held);
                break;
            case GotoStatementSyntax { Expression: IdentifierNameSyntax name } when LabelOf(name) is { } label:
                string key = name.Identifier.ValueText;
                if (_cut.Contains(key))
                    Leave(jump, held, isEnd: false);
                To(key, _cut.Contains(key) && held == Held.Yes ? Held.No : held);
                break;
            default:
                Leave(jump, held, isEnd: jump is not (ReturnStatementSyntax or ThrowStatementSyntax or YieldStatementSyntax));
                break;
        }
        return Held.Unreachable;
    }

    void To(string label, Held held) => _jumps[label] = Join(_jumps.TryGetValue(label, out Held known) ? known : Held.Unreachable, held);

    static string Key(SyntaxNode target, ExpressionSyntax? value) => target.SpanStart + ":" + value;

    LabeledStatementSyntax? LabelOf(IdentifierNameSyntax name) => _statements.SelectMany(Calls.OfBody).OfType<LabeledStatementSyntax>()
        .FirstOrDefault(label => label.Identifier.ValueText == name.Identifier.ValueText);

    /// <summary>Where some come with it and some without, and nobody releases behind, those that come with it release first.</summary>
    Held Enter(LabeledStatementSyntax label, Held above)
    {
        string name = label.Identifier.ValueText;
        Held jumped = _labels.TryGetValue(name, out Held known) ? known : Held.Unreachable;
        if (_cut.Contains(name) && above == Held.Yes)
        {
            _exits[label] = Held.Yes;
            above = Held.No;
        }
        Held joined = Join(jumped, above);
        if (joined == Held.Perhaps && !IsReleasedAfter(label) && _cut.Add(name))
            _isStable = false;
        return joined;
    }

    bool IsReleasedAfter(LabeledStatementSyntax label) =>
        Calls.Siblings(label.Parent) is not { } siblings || siblings.Skip(siblings.IndexOf(label)).Any(_release.IsReleasedIn);

    Held Walk(TryStatementSyntax attempt, Held held)
    {
        bool isReleased = attempt.Finally is { } last && _release.IsReleasedIn(last.Block);
        _releasingFinally += isReleased ? 1 : 0;
        _thrown.Remove(attempt);
        Held after = Walk(attempt.Block, held);
        Held thrown = _release.IsReleasedIn(attempt.Block) ? held == Held.Unreachable ? held : Held.Perhaps : held;
        if (_thrown.TryGetValue(attempt, out Held written))
            thrown = Join(thrown, written);
        foreach (CatchClauseSyntax handler in attempt.Catches)
            after = Join(after, Walk(handler.Block, After(handler.Filter?.FilterExpression, thrown)));
        _releasingFinally -= isReleased ? 1 : 0;
        if (isReleased)
            return after == Held.Unreachable ? after : Held.No;
        return attempt.Finally is null ? after : Walk(attempt.Finally.Block, after);
    }

    Held Walk(SwitchStatementSyntax choice, Held held)
    {
        held = After(choice.Expression, held);
        _breaks.Remove(choice);
        bool hasDefault = false;
        foreach (SwitchSectionSyntax section in choice.Sections)
        {
            Held entered = held;
            foreach (SwitchLabelSyntax label in section.Labels)
            {
                hasDefault |= label is DefaultSwitchLabelSyntax;
                if (_labels.TryGetValue(Key(choice, (label as CaseSwitchLabelSyntax)?.Value), out Held jumped))
                    entered = Join(entered, jumped);
            }
            Walk(section.Statements, entered);
        }
        Held broken = _breaks.TryGetValue(choice, out Held known) ? known : Held.Unreachable;
        return hasDefault ? broken : Join(broken, held);
    }

    Held Loop(StatementSyntax loop, Held held)
    {
        (ExpressionSyntax? condition, StatementSyntax body) = loop switch
        {
            WhileStatementSyntax each => (each.Condition, each.Statement),
            DoStatementSyntax each => (each.Condition, each.Statement),
            ForStatementSyntax each => (each.Condition, each.Statement),
            _ => (null, ((CommonForEachStatementSyntax)loop).Statement),
        };
        if (loop is ForStatementSyntax { Declaration: var declaration, Initializers: var initializers })
            held = initializers.Aggregate(After(declaration, held), (before, each) => After(each, before));
        if (loop is CommonForEachStatementSyntax { Expression: var collection })
            held = After(collection, held);

        Held head = held, left = Held.Unreachable;
        for (int round = 0; round < Rounds; round++)
        {
            _breaks.Remove(loop);
            _continues.Remove(loop);
            (Held inside, Held outside) = loop is DoStatementSyntax ? (head, Held.Unreachable) : Asked(head);
            Held end = Join(Walk(body, inside), _continues.TryGetValue(loop, out Held continued) ? continued : Held.Unreachable);
            if (loop is ForStatementSyntax { Incrementors: var incrementors })
                end = incrementors.Aggregate(end, (before, each) => After(each, before));
            if (loop is DoStatementSyntax)
                (end, outside) = Asked(end);
            left = Join(outside, _breaks.TryGetValue(loop, out Held broken) ? broken : Held.Unreachable);
            Held next = Join(held, end);
            if (next == head)
                break;
            head = next;
        }
        return left;

        (Held, Held) Asked(Held before) => loop switch
        {
            CommonForEachStatementSyntax => (before, before),
            _ when condition is null or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } => (before, Held.Unreachable),
            _ => Test(condition, before),
        };
    }

    /// <summary>What is left after an expression, or a statement that is nothing but expressions.</summary>
    Held After(SyntaxNode? node, Held held)
    {
        if (node is null || held is Held.No or Held.Unreachable)
            return held;
        foreach (SyntaxNode each in node.DescendantNodesAndSelf())
        {
            bool isLater = each.AncestorsAndSelf().TakeWhile(at => at != node.Parent).Any(Calls.IsFunction);
            switch (each)
            {
                case ThrowExpressionSyntax when !isLater:
                    IsPlain = false;
                    break;
                case InvocationExpressionSyntax call when _release.MayBeReleasedBy(call):
                    held = Held.Perhaps;
                    break;
                case InvocationExpressionSyntax call when !isLater && _release.IsTakenBy(call):
                case AssignmentExpressionSyntax assignment when _release.IsRenamedBy(assignment.Left):
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step when _release.IsRenamedBy(step.Operand):
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } stepped when _release.IsRenamedBy(stepped.Operand):
                case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } argument when _release.IsRenamedBy(argument.Expression):
                case ExpressionSyntax expression when _release.IsReference && _release.IsTarget(expression) && IsHandedOver(expression):
                    IsLinear = false;
                    held = Held.Perhaps;
                    break;
            }
        }
        return held;
    }

    /// <summary>Returned, stored, captured, or given to what keeps it.</summary>
    bool IsHandedOver(ExpressionSyntax target)
    {
        SyntaxNode at = target;
        while (at.Parent is ExpressionSyntax outer && (Calls.Inner(outer) == target || outer is ConditionalExpressionSyntax or TupleExpressionSyntax
            || outer is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.AsExpression }))
        {
            at = outer;
        }
        return at.Parent switch
        {
            ReturnStatementSyntax or YieldStatementSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or InitializerExpressionSyntax or CollectionElementSyntax => true,
            AssignmentExpressionSyntax assignment => assignment.Right == at,
            ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax or TupleExpressionSyntax } => true,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => Keeps(call),
            _ => target.Ancestors().TakeWhile(node => node is not StatementSyntax || Calls.IsFunction(node)).Any(Calls.IsFunction),
        };
    }

    static bool Keeps(InvocationExpressionSyntax call)
    {
        string name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return s_keepers.Any(keeper => name.StartsWith(keeper, System.StringComparison.OrdinalIgnoreCase));
    }

    static readonly string[] s_keepers = ["Add", "Append", "Attach", "Create", "Enqueue", "Insert", "Push", "Register", "Set", "Store", "TryAdd", "TryWrite", "Wrap"];

    /// <summary>Out of the container, and out of the function unless control goes on to a release.</summary>
    void Leave(SyntaxNode exit, Held held, bool isEnd)
    {
        if (_releasingFinally > 0 || isEnd && IsReleasedBehind || IsPromised(exit))
            return;
        // nothing was done with it: whoever took it wants it longer than this
        if (exit == _container && _statements.Count == 0)
            return;
        _exits[exit] = held;
    }

    /// <summary>Whether the contract of the function says that it is left with what was acquired.</summary>
    bool IsPromised(SyntaxNode exit) => _promised is { } promise && exit switch
    {
        ThrowStatementSyntax => false,
        ReturnStatementSyntax { Expression: { } value } when promise.ConditionOn is null && promise.IsPlain() => (value.Kind(), promise.When) switch
        {
            (SyntaxKind.FalseLiteralExpression, Condition.True) or (SyntaxKind.TrueLiteralExpression, Condition.False) => false,
            (SyntaxKind.NullLiteralExpression, Condition.NonNull) => false,
            (SyntaxKind.NumericLiteralExpression, Condition.NonZero) => value.ToString() != "0",
            (SyntaxKind.NumericLiteralExpression, Condition.Zero) => value.ToString() == "0",
            _ => true,
        },
        _ => true,
    };

    SyntaxNode? Inside(SyntaxNode node, System.Func<SyntaxNode, bool> isTarget) =>
        node.Ancestors().TakeWhile(at => at != _container).FirstOrDefault(isTarget);

    static Held Join(Held one, Held two) =>
        one == two || two == Held.Unreachable ? one : one == Held.Unreachable ? two : Held.Perhaps;
}
