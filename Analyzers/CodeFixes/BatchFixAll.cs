// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Pairing.CodeFixes;

/// <summary>
/// The batch fixer, which takes a fix of ours where none was chosen: <c>dotnet format</c> tries a provider with the first
/// diagnostic there is, of whatever id, and chooses none where the provider does not know that one.
/// </summary>
sealed class BatchFixAll(Func<string, string> keyOf) : FixAllProvider
{
    static readonly FixAllProvider s_batch = WellKnownFixAllProviders.BatchFixer;

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => s_batch.GetSupportedFixAllScopes();

    public override Task<CodeAction?> GetFixAsync(FixAllContext context) =>
        s_batch.GetFixAsync(context.CodeActionEquivalenceKey is null ? WithDefault(context) : context);

    FixAllContext WithDefault(FixAllContext context)
    {
        string key = keyOf(context.DiagnosticIds.First());
        return context.Document is { } document
            ? new(document, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, new Diagnostics(context), context.CancellationToken)
            : new(context.Project, context.CodeFixProvider, context.Scope, key, context.DiagnosticIds, new Diagnostics(context), context.CancellationToken);
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
