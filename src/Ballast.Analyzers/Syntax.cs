using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Ballast.Analyzers;

/// <summary>Pieces of code that fixes are made of.</summary>
internal static class Syntax
{
    private static readonly SyntaxTrivia s_space = Space;

    /// <summary>x.Held()</summary>
    public static ExpressionSyntax Held(ExpressionSyntax number) => Call(number.WithoutTrivia(), "Held").WithTriviaFrom(number);

    /// <summary>1.Held(), and the like</summary>
    public static ExpressionSyntax Held(int number) => Held(LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(number)));

    /// <summary>receiver.name(arguments)</summary>
    public static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string name, params ArgumentSyntax[] arguments) =>
        InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, AsReceiver(receiver.WithoutTrivia()), IdentifierName(name)),
            Arguments(arguments)
        );

    /// <summary>name: value, or value alone</summary>
    public static ArgumentSyntax Argument(ExpressionSyntax value, string? name = null) =>
        SyntaxFactory.Argument(
            name is null ? null : NameColon(IdentifierName(name), Token(SyntaxKind.ColonToken).WithTrailingTrivia(s_space)),
            default,
            value.WithoutTrivia()
        );

    public static ArgumentListSyntax Arguments(params ArgumentSyntax[] arguments) =>
        ArgumentList(SeparatedList(arguments, Enumerable.Repeat(Comma, arguments.Length > 0 ? arguments.Length - 1 : 0)));

    public static ArgumentListSyntax Insert(ArgumentListSyntax list, int index, ExpressionSyntax value) =>
        list.WithArguments(
            SeparatedList(
                [.. list.Arguments.Take(index), Argument(value), .. list.Arguments.Skip(index)],
                Enumerable.Repeat(Comma, list.Arguments.Count)
            )
        );

    public static ArgumentListSyntax Append(ArgumentListSyntax list, ArgumentSyntax argument) =>
        list.WithArguments(
            SeparatedList(
                [.. list.Arguments, argument],
                [.. list.Arguments.GetSeparators(), .. Enumerable.Repeat(Comma, list.Arguments.Count > 0 ? 1 : 0)]
            )
        );

    /// <summary>using type name = value;</summary>
    public static StatementSyntax Using(string type, string name, ExpressionSyntax value) =>
        ParseStatement($"using {type} {name} = {value.WithoutTrivia()};");

    public static CompilationUnitSyntax WithUsing(CompilationUnitSyntax root, string name)
    {
        var directive = UsingDirective(IdentifierName(name))
            .WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(s_space))
            .WithTrailingTrivia(EndOfLine("\n"));
        if (root.Usings.FirstOrDefault() is not { } first)
            return root.WithUsings([directive]);
        // what stands above the first line stays above it
        return root.WithUsings(
            root.Usings.Replace(first, first.WithoutLeadingTrivia()).Insert(0, directive.WithLeadingTrivia(first.GetLeadingTrivia()))
        );
    }

    private static SyntaxToken Comma => Token(SyntaxKind.CommaToken).WithTrailingTrivia(s_space);

    private static ExpressionSyntax AsReceiver(ExpressionSyntax value) =>
        value
            is SimpleNameSyntax
                or MemberAccessExpressionSyntax
                or InvocationExpressionSyntax
                or ElementAccessExpressionSyntax
                or ParenthesizedExpressionSyntax
                or LiteralExpressionSyntax
                or ThisExpressionSyntax
                or PredefinedTypeSyntax
            ? value
            : ParenthesizedExpression(value);
}
