using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Ballast.Analyzers;

/// <summary>Rewrites what BAL001 marks to a spelling that holds the Scalar, with the same bits as result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TemporaryFix : CodeFixProvider
{
    private const string Title = "Hold what libtorch reads";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BAL001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(
            static async (context, document, diagnostics) =>
                await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false)
        );

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (document, cancel) = (context.Document, context.CancellationToken);
        if (await document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is not { } model)
            return;
        foreach (var diagnostic in context.Diagnostics)
            if (Edit.For(diagnostic, model, cancel) is not null)
                context.RegisterCodeFix(
                    CodeAction.Create(Title, later => FixAsync(document, [diagnostic], later), equivalenceKey: Title),
                    diagnostic
                );
    }

    private static async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancel)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancel).ConfigureAwait(false);
        // inner ones first: an outer edit takes the inner as it is by then
        var edits = diagnostics
            .Select(diagnostic => Edit.For(diagnostic, editor.SemanticModel, cancel))
            .OfType<Edit>()
            .OrderBy(edit => edit.Node.Span.Length)
            .ToArray();
        foreach (var edit in edits)
        {
            if (edit.Before is { } before)
                editor.InsertBefore(edit.Statement, before);
            editor.ReplaceNode(edit.Node, (current, _) => edit.Rewrite(current));
        }

        if (
            edits.FirstOrDefault(edit => edit.NeedsBallast) is { } held
            && editor.SemanticModel.LookupNamespacesAndTypes(held.Node.SpanStart, name: "HeldNumber").IsEmpty
        )
            editor.ReplaceNode(editor.OriginalRoot, (root, _) => Syntax.WithUsing((CompilationUnitSyntax)root, "Ballast"));
        return editor.GetChangedDocument();
    }
}
