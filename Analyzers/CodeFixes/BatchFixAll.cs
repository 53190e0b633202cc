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

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context) => await s_batch
        .GetFixAsync(context.CodeActionEquivalenceKey is null ? await WithTitle(context).ConfigureAwait(false) : context)
        .ConfigureAwait(false);

    async Task<FixAllContext> WithTitle(FixAllContext context)
    {
        HashSet<string> ids = [];
        foreach (Project project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
            ids.UnionWith((await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)).Select(diagnostic => diagnostic.Id));
        string title = fix.Titles.FirstOrDefault(title => ids.Any(id => fix.Fits(title, id))) ?? fix.Titles[0];
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
