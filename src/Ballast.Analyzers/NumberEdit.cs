using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Analyzers;

/// <summary>Numbers that become a Scalar are held; those that become a Tensor get a local of their own.</summary>
internal static class NumberEdit
{
    public static Edit? For(ExpressionSyntax node, SemanticModel model, CancellationToken cancel)
    {
        // 0.5.ToScalar()
        if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ToScalar" } made } call)
            return CanHold(model.GetTypeInfo(made.Expression, cancel).Type)
                ? Edit.Of(call, static current => Syntax.Held(((MemberAccessExpressionSyntax)current.Expression).Expression))
                : null;
        var type = model.GetTypeInfo(node, cancel);
        if (!CanHold(type.Type))
            return null;
        var target = node.Parent is CastExpressionSyntax cast ? model.GetTypeInfo(cast, cancel).Type : type.ConvertedType;
        if (target?.Name == "Tensor")
            return node.Parent is CastExpressionSyntax ? null : AsLocal(node, model, cancel);
        // (Scalar)0.5
        return node.Parent is CastExpressionSyntax outer
            ? Edit.Of(outer, static current => Syntax.Held(current.Expression))
            : Edit.Of(node, static current => Syntax.Held(current));
    }

    private static bool CanHold(ITypeSymbol? type) =>
        type?.SpecialType
            is SpecialType.System_Double
                or SpecialType.System_Single
                or SpecialType.System_Int32
                or SpecialType.System_Int64
                or SpecialType.System_Boolean;

    // using Tensor value = 0f; only where the statement reads it once, and the number may as well be made before the rest of it
    private static Edit? AsLocal(ExpressionSyntax node, SemanticModel model, CancellationToken cancel)
    {
        if (!model.GetConstantValue(node, cancel).HasValue && node is not IdentifierNameSyntax)
            return null;
        var statement = node.FirstAncestorOrSelf<SyntaxNode>(ancestor => ancestor is StatementSyntax or AnonymousFunctionExpressionSyntax);
        if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax))
            return null;
        if (statement.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax))
            return null;
        var name = Enumerable.Range(0, 100).Select(number => number == 0 ? "held" : $"held{number}").FirstOrDefault(IsFree);
        if (name is null)
            return null;
        var before = Syntax
            .Using("Tensor", name, node)
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.EndOfLine("\n"));
        return new Edit(node, current => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current), before, needsBallast: false);

        bool IsFree(string candidate) =>
            model.LookupSymbols(node.SpanStart, name: candidate).IsEmpty
            && !statement
                .Parent!.DescendantNodes()
                .OfType<VariableDeclaratorSyntax>()
                .Any(variable => variable.Identifier.Text == candidate);
    }
}
