// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Pairing.CodeFixes;

/// <summary>
/// The batch fixer, which takes a fix of ours where none was chosen: <c>dotnet format</c> tries a provider with the first
/// diagnostic there is, of whatever id, and chooses none where the provider does not know that one.
/// </summary>
sealed class BatchFixAll(PairingCodeFix fix) : FixAllProvider
{
    static readonly FixAllProvider s_batch = WellKnownFixAllProviders.BatchFixer;

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => s_batch.GetSupportedFixAllScopes();

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        if (context.CodeActionEquivalenceKey is null)
            context = await WithTitle(context).ConfigureAwait(false);
        FixAllProvider provider = fix.ChangeOfAll(context.CodeActionEquivalenceKey!) is { } change ? AtOnce(change) : s_batch;
        return await provider.GetFixAsync(context).ConfigureAwait(false);
    }

    static FixAllProvider AtOnce(Func<PairingCodeFix.Scope, IEnumerable<Diagnostic>, Task<SyntaxNode>> change) => Create(async (context, document, diagnostics) =>
        await PairingCodeFix.ScopeOf(document, context.CancellationToken).ConfigureAwait(false) is { } scope
            ? await PairingCodeFix.Formatted(document, await change(scope, diagnostics).ConfigureAwait(false), context.CancellationToken).ConfigureAwait(false) : null);

    async Task<FixAllContext> WithTitle(FixAllContext context)
    {
        HashSet<string> titles = [];
        foreach (Project project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            foreach (IGrouping<Document?, Diagnostic> found in (await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)).GroupBy(diagnostic => project.GetDocument(diagnostic.Location.SourceTree)))
            {
                if (found.Key is { } changed && await PairingCodeFix.ScopeOf(changed, context.CancellationToken).ConfigureAwait(false) is { } scope)
                    titles.UnionWith(found.SelectMany(diagnostic => fix.Changes(scope, diagnostic)).Select(change => change.Title));
            }
        }
        string title = fix.Titles.FirstOrDefault(titles.Contains) ?? fix.Titles[0];
        return context.Document is { } document
            ? new(document, context.CodeFixProvider, context.Scope, title, context.DiagnosticIds, new Diagnostics(context), context.CancellationToken)
            : new(context.Project, context.CodeFixProvider, context.Scope, title, context.DiagnosticIds, new Diagnostics(context), context.CancellationToken);
    }

    sealed class Diagnostics(FixAllContext context) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await context.GetProjectDiagnosticsAsync(project).ConfigureAwait(false);
    }
}
