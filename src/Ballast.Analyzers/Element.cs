using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Ballast.Analyzers;

/// <summary>A type of numbers, and how the one value of a tensor is read as such without a Scalar in between.</summary>
internal sealed class Element
{
    private readonly string _word,
        _type;

    private Element(string word, string type) => (_word, _type) = (word, type);

    /// <summary>What C# and TorchSharp call a type, or null where item has no such.</summary>
    public static Element? Of(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_Single => new("float", "Float32"),
            SpecialType.System_Double => new("double", "Float64"),
            SpecialType.System_Int64 => new("long", "Int64"),
            SpecialType.System_Int32 => new("int", "Int32"),
            SpecialType.System_Int16 => new("short", "Int16"),
            SpecialType.System_SByte => new("sbyte", "Int8"),
            SpecialType.System_Byte => new("byte", "Byte"),
            SpecialType.System_Boolean => new("bool", "Bool"),
            _ => null,
        };

    /// <summary>x.to(ScalarType.Float32).item&lt;float&gt;()</summary>
    public ExpressionSyntax Read(ExpressionSyntax tensor)
    {
        var type = ParseExpression($"global::TorchSharp.torch.ScalarType.{_type}").WithAdditionalAnnotations(Simplifier.Annotation);
        var cast = Syntax.Call(tensor, "to", Syntax.Argument(type));
        var item = (SimpleNameSyntax)ParseName($"item<{_word}>");
        return InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, cast, item));
    }
}
