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

    public SyntaxNode? Before => before is not null && Statement is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(before) : before;

    /// <summary>The statement that the node stands in.</summary>
    public SyntaxNode Statement
    {
        get
        {
            var statement = Node.FirstAncestorOrSelf<StatementSyntax>()!;
            return statement.Parent is GlobalStatementSyntax global ? global : statement;
        }
    }

    /// <summary>Whether what is written uses Held, which Ballast has.</summary>
    public bool NeedsBallast { get; } = needsBallast;

    /// <summary>The change that mends what a diagnostic marks, or null where there is none.</summary>
    public static Edit? For(Diagnostic diagnostic, SemanticModel model, CancellationToken cancel)
    {
        var node = model.SyntaxTree.GetRoot(cancel).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var edit = diagnostic.Properties.TryGetValue(Rule.Kind, out var kind)
            ? kind switch
            {
                Rule.Number => NumberEdit.For((ExpressionSyntax)node, model, cancel),
                Rule.Local => WithUsing(node),
                _ => MemberEdit.For(node, model, cancel),
            }
            : null;
        return edit is { NeedsBallast: true } && model.Compilation.GetTypeByMetadataName("Ballast.HeldNumber") is null ? null : edit;
    }

    /// <summary>A change of an expression that keeps what stands around it.</summary>
    public static Edit Of<T>(T node, Func<T, SyntaxNode> rewrite, bool needsBallast = true)
        where T : SyntaxNode => new(node, current => rewrite((T)current).WithTriviaFrom(current), needsBallast: needsBallast);

    private static Edit? WithUsing(SyntaxNode node) =>
        node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { UsingKeyword.RawKind: 0 } statement
            ? new Edit(
                statement,
                current =>
                {
                    var bare = ((LocalDeclarationStatementSyntax)current).WithoutLeadingTrivia();
                    var word = SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space);
                    return bare.WithUsingKeyword(word).WithLeadingTrivia(current.GetLeadingTrivia());
                },
                needsBallast: false
            )
            : null;
}
