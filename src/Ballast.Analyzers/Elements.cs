using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Ballast.Analyzers;

/// <summary>Reading the one value of a tensor as a C# number without a Scalar in between.</summary>
internal static class Elements
{
    /// <summary>What C# and TorchSharp call a type of numbers, or null where item has no such.</summary>
    public static (string Word, string Type)? Of(SpecialType type) => type switch
    {
        SpecialType.System_Single => ("float", "Float32"),
        SpecialType.System_Double => ("double", "Float64"),
        SpecialType.System_Int64 => ("long", "Int64"),
        SpecialType.System_Int32 => ("int", "Int32"),
        SpecialType.System_Int16 => ("short", "Int16"),
        SpecialType.System_SByte => ("sbyte", "Int8"),
        SpecialType.System_Byte => ("byte", "Byte"),
        SpecialType.System_Boolean => ("bool", "Bool"),
        _ => null,
    };

    /// <summary>x.to(ScalarType.Float32).item&lt;float&gt;()</summary>
    public static ExpressionSyntax Read(ExpressionSyntax tensor, (string Word, string Type)? element)
    {
        var (word, type) = element!.Value;
        var cast = Syntax.Call(tensor, "to", Syntax.Argument(ParseExpression($"global::TorchSharp.torch.ScalarType.{type}").WithAdditionalAnnotations(Simplifier.Annotation)));
        return InvocationExpression(MemberAccessExpression(Microsoft.CodeAnalysis.CSharp.SyntaxKind.SimpleMemberAccessExpression, cast, (SimpleNameSyntax)ParseName($"item<{word}>")));
    }
}
