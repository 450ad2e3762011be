using System;
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
    public static Edit? For(SyntaxNode node, SemanticModel model, CancellationToken cancel) =>
        node switch
        {
            BinaryExpressionSyntax binary when IsPlain(binary.Left, binary.OperatorToken) => ForOperator(binary, model, cancel),
            AssignmentExpressionSyntax assignment when IsPlain(assignment.Left, assignment.OperatorToken) => ForAssignment(
                assignment,
                model,
                cancel
            ),
            CastExpressionSyntax cast when model.GetTypeInfo(cast, cancel).Type is { } type && Element.Of(type) is { } element => Edit.Of(
                cast,
                current => element.Read(current.Expression),
                needsBallast: false
            ),
            SimpleNameSyntax name when CallOf(name) is { } call => ForCall(call, model, cancel),
            _ => null,
        };

    private static Edit? ForOperator(BinaryExpressionSyntax binary, SemanticModel model, CancellationToken cancel)
    {
        bool holdLeft = IsNumber(binary.Left, model, cancel),
            holdRight = IsNumber(binary.Right, model, cancel);
        var tensorFirst = IsTensor(binary.Left, model, cancel);
        return Edit.Of(binary, current =>
        {
            ExpressionSyntax left = Hold(current.Left, holdLeft),
                right = Hold(current.Right, holdRight);
            return current.Kind() switch
            {
                SyntaxKind.AddExpression => tensorFirst ? Sum(left, right) : Sum(right, left),
                SyntaxKind.SubtractExpression when !tensorFirst => Sum(Call(right, "negative"), left),
                _ => current.WithLeft(left).WithRight(right),
            };
        });
    }

    // x += y only where x can be named twice
    private static Edit? ForAssignment(AssignmentExpressionSyntax assignment, SemanticModel model, CancellationToken cancel)
    {
        var hold = IsNumber(assignment.Right, model, cancel);
        if (!assignment.IsKind(SyntaxKind.AddAssignmentExpression))
            return Edit.Of(assignment, current => current.WithRight(Hold(current.Right, hold)));
        var parts = assignment.Left.DescendantNodesAndSelf();
        if (!parts.All(node => node is SimpleNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax))
            return null;
        return Edit.Of(assignment, current =>
            SyntaxFactory.AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                current.Left,
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                Sum(current.Left, Hold(current.Right, hold))
            )
        );
    }

    private static Edit? ForCall(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancel)
    {
        if (model.GetSymbolInfo(call, cancel).Symbol is not IMethodSymbol method)
            return null;
        var given = call.ArgumentList.Arguments;
        switch (method.Name)
        {
            case "add" or "add_":
                return WithMore(call, Argument(Held(1), "alpha"));
            case "addcdiv" or "addcdiv_":
                return WithMore(call, Argument(Held(1), "value"));
            case "square":
                return Edit.Of(call, static current =>
                    WithName(current, "pow").WithArgumentList(Append(current.ArgumentList, Argument(Held(2))))
                );
            case "arange" when given.All(argument => argument.NameColon?.Name.Identifier.Text is not ("start" or "stop")):
                var fromZero = method.Parameters[0].Name == "stop";
                return Edit.Of(call, current =>
                {
                    var bounds = fromZero ? Insert(current.ArgumentList, 0, Held(0)) : current.ArgumentList;
                    return current.WithArgumentList(Insert(bounds, 2, Held(1)));
                });
            case "leaky_relu" when method.IsStatic && given.Count == 2 && given.All(argument => argument.NameColon is null):
                return Edit.Of(call, static current =>
                {
                    var (x, slope) = (current.ArgumentList.Arguments[0].Expression, current.ArgumentList.Arguments[1].Expression);
                    return Call(x, "leaky_relu", Argument(Held(slope)));
                });
            // loss.ToSingle()
            case var name when name.StartsWith("To", StringComparison.Ordinal) && method.ReducedFrom is not null && given.Count == 0:
                return call.Expression is MemberAccessExpressionSyntax && Element.Of(method.ReturnType) is { } element
                    ? Edit.Of(
                        call,
                        current => element.Read(((MemberAccessExpressionSyntax)current.Expression).Expression),
                        needsBallast: false
                    )
                    : null;
            default:
                return null;
        }
    }

    private static Edit WithMore(InvocationExpressionSyntax call, ArgumentSyntax argument) =>
        Edit.Of(call, current => current.WithArgumentList(Append(current.ArgumentList, argument)));

    // square(x), torch.square(x), x.square() and x?.square()
    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent.Parent : name.Parent)
        as InvocationExpressionSyntax;

    private static InvocationExpressionSyntax WithName(InvocationExpressionSyntax call, string name) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax member => call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(name))),
            MemberBindingExpressionSyntax => call.WithExpression(SyntaxFactory.MemberBindingExpression(SyntaxFactory.IdentifierName(name))),
            _ => call.WithExpression(SyntaxFactory.IdentifierName(name).WithTriviaFrom(call.Expression)),
        };

    private static InvocationExpressionSyntax Sum(ExpressionSyntax tensor, ExpressionSyntax other) =>
        Call(tensor, "add", Argument(other), Argument(Held(1), "alpha"));

    private static ExpressionSyntax Hold(ExpressionSyntax value, bool isNumber) => isNumber ? Held(value) : value;

    private static bool IsTensor(ExpressionSyntax value, SemanticModel model, CancellationToken cancel) =>
        model.GetTypeInfo(value, cancel).Type?.Name == "Tensor";

    // what is converted to a Scalar is marked, and held, by itself
    private static bool IsNumber(ExpressionSyntax value, SemanticModel model, CancellationToken cancel) =>
        model.GetTypeInfo(value, cancel) is { Type.Name: not ("Tensor" or "Scalar"), ConvertedType.Name: not "Scalar" };

    // a comment beside the operator would have no place
    private static bool IsPlain(ExpressionSyntax left, SyntaxToken sign) =>
        left.GetTrailingTrivia()
            .Concat(sign.LeadingTrivia)
            .Concat(sign.TrailingTrivia)
            .All(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
