using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Ballast.Analyzers.Syntax;

namespace Ballast.Analyzers;

/// <summary>Members that make a Scalar inside are written as the ones they call, with what they would make held.</summary>
internal static class MemberEdit
{
    public static Edit? For(SyntaxNode node, SemanticModel model, CancellationToken cancel) => node switch
    {
        BinaryExpressionSyntax binary when IsPlain(binary.Left, binary.OperatorToken) => ForOperator(binary, model, cancel),
        AssignmentExpressionSyntax assignment when IsPlain(assignment.Left, assignment.OperatorToken) => ForAssignment(assignment, model, cancel),
        CastExpressionSyntax cast when model.GetTypeInfo(cast, cancel).Type is { } type && Elements.Of(type.SpecialType) is { } element =>
            Edit.Of(cast, current => Elements.Read(current.Expression, element), needsBallast: false),
        SimpleNameSyntax { Parent: var parent } name => ForCall(name, (parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? parent.Parent : parent) as InvocationExpressionSyntax, model, cancel),
        _ => null,
    };

    private static Edit? ForOperator(BinaryExpressionSyntax binary, SemanticModel model, CancellationToken cancel)
    {
        bool left = IsTensor(binary.Left, model, cancel), right = IsTensor(binary.Right, model, cancel);
        bool holdLeft = !left && !IsScalar(binary.Left, model, cancel), holdRight = !right && !IsScalar(binary.Right, model, cancel);
        return binary.Kind() switch
        {
            SyntaxKind.AddExpression when left => Edit.Of(binary, current => Call(current.Left, "add", Argument(Hold(current.Right, holdRight)), One)),
            SyntaxKind.AddExpression => Edit.Of(binary, current => Call(current.Right, "add", Argument(Hold(current.Left, holdLeft)), One)),
            SyntaxKind.SubtractExpression when !left => Edit.Of(binary, current => Call(Call(current.Right, "negative"), "add", Argument(Hold(current.Left, holdLeft)), One)),
            _ => Edit.Of(binary, current => current.WithLeft(Hold(current.Left, holdLeft)).WithRight(Hold(current.Right, holdRight))),
        };
    }

    // x += y only where x can be named twice
    private static Edit? ForAssignment(AssignmentExpressionSyntax assignment, SemanticModel model, CancellationToken cancel)
    {
        var hold = !IsTensor(assignment.Right, model, cancel) && !IsScalar(assignment.Right, model, cancel);
        if (!assignment.IsKind(SyntaxKind.AddAssignmentExpression)) return Edit.Of(assignment, current => current.WithRight(Hold(current.Right, hold)));
        if (!assignment.Left.DescendantNodesAndSelf().All(node => node is SimpleNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)) return null;
        return Edit.Of(assignment, current => SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, current.Left,
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space), Call(current.Left, "add", Argument(Hold(current.Right, hold)), One)));
    }

    private static Edit? ForCall(SimpleNameSyntax name, InvocationExpressionSyntax? call, SemanticModel model, CancellationToken cancel)
    {
        if (call is null || model.GetSymbolInfo(call, cancel).Symbol is not IMethodSymbol method) return null;
        switch (method.Name)
        {
            case "add" or "add_":
                return Edit.Of(call, static current => current.WithArgumentList(Append(current.ArgumentList, One)));
            case "addcdiv" or "addcdiv_":
                return Edit.Of(call, static current => current.WithArgumentList(Append(current.ArgumentList, Argument(Held(1), "value"))));
            case "square":
                return Edit.Of(call, static current => WithName(current, "pow").WithArgumentList(Append(current.ArgumentList, Argument(Held(2)))));
            case "arange" when call.ArgumentList.Arguments.All(argument => argument.NameColon?.Name.Identifier.Text is not ("start" or "stop")):
                return method.Parameters[1].Name == "stop"
                    ? Edit.Of(call, static current => current.WithArgumentList(Insert(current.ArgumentList, 2, Held(1))))
                    : Edit.Of(call, static current => current.WithArgumentList(Insert(Insert(current.ArgumentList, 0, Held(0)), 2, Held(1))));
            case "leaky_relu" when name.Parent is not MemberBindingExpressionSyntax && method.IsStatic && call.ArgumentList.Arguments is { Count: 2 } given && given.All(argument => argument.NameColon is null):
                return Edit.Of(call, static current => Call(current.ArgumentList.Arguments[0].Expression, "leaky_relu", Argument(Held(current.ArgumentList.Arguments[1].Expression))));
            default:
                return method.ReducedFrom is not null && call.Expression is MemberAccessExpressionSyntax && call.ArgumentList.Arguments.Count == 0 && Elements.Of(method.ReturnType.SpecialType) is { } element && method.Name.StartsWith("To", System.StringComparison.Ordinal)
                    ? Edit.Of(call, current => Elements.Read(((MemberAccessExpressionSyntax)current.Expression).Expression, element), needsBallast: false) : null;
        }
    }

    private static InvocationExpressionSyntax WithName(InvocationExpressionSyntax call, string name) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(name))),
        MemberBindingExpressionSyntax => call.WithExpression(SyntaxFactory.MemberBindingExpression(SyntaxFactory.IdentifierName(name))),
        _ => call.WithExpression(SyntaxFactory.IdentifierName(name).WithTriviaFrom(call.Expression)),
    };

    private static ArgumentSyntax One => Argument(Held(1), "alpha");

    private static ExpressionSyntax Hold(ExpressionSyntax value, bool holds) => holds ? Held(value) : value;

    // an inner edit may have held the number already
    private static bool IsTensor(ExpressionSyntax value, SemanticModel model, CancellationToken cancel) => model.GetTypeInfo(value, cancel).Type?.Name == "Tensor";

    private static bool IsScalar(ExpressionSyntax value, SemanticModel model, CancellationToken cancel) => model.GetTypeInfo(value, cancel) is { Type.Name: "Scalar" } or { ConvertedType.Name: "Scalar" };

    // a comment beside the operator would have no place
    private static bool IsPlain(ExpressionSyntax left, SyntaxToken sign) => left.GetTrailingTrivia().Concat(sign.LeadingTrivia).Concat(sign.TrailingTrivia)
        .All(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
