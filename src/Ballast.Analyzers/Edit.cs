using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Analyzers;

/// <summary>One change of a source text: a node, what becomes of it, and a statement that goes before it.</summary>
internal sealed class Edit(SyntaxNode node, Func<SyntaxNode, SyntaxNode> rewrite, StatementSyntax? before = null, bool needsBallast = true)
{
    public SyntaxNode Node { get; } = node;

    public Func<SyntaxNode, SyntaxNode> Rewrite { get; } = rewrite;

    public StatementSyntax? Before { get; } = before;

    /// <summary>Whether what is written uses Held, which Ballast has.</summary>
    public bool NeedsBallast { get; } = needsBallast;

    /// <summary>The change that mends what a diagnostic marks, or null where there is none.</summary>
    public static Edit? For(Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        var node = model.SyntaxTree.GetRoot(cancel).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var edit = diagnostic.Properties.TryGetValue(Rule.Kind, out var kind) ? kind switch
        {
            Rule.Number => NumberEdit.For((ExpressionSyntax)node, model, cancel),
            Rule.Local => WithUsing(node),
            _ => MemberEdit.For(node, model, cancel),
        } : null;
        return edit is { NeedsBallast: true } && model.Compilation.GetTypeByMetadataName("Ballast.HeldNumber") is null ? null : edit;
    }

    /// <summary>A change of an expression that keeps what stands around it.</summary>
    public static Edit Of<T>(T node, Func<T, SyntaxNode> rewrite, bool needsBallast = true) where T : SyntaxNode =>
        new(node, current => rewrite((T)current).WithTriviaFrom(current), needsBallast: needsBallast);

    private static Edit? WithUsing(SyntaxNode node) =>
        node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { UsingKeyword.RawKind: 0 } statement
            ? new Edit(statement, current =>
            {
                var bare = (LocalDeclarationStatementSyntax)current;
                return bare.WithoutLeadingTrivia().WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(bare.GetLeadingTrivia());
            }, needsBallast: false)
            : null;
}
