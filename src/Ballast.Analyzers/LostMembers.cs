using System.Collections.Generic;
using System.IO;
using Microsoft.CodeAnalysis;

namespace Ballast.Analyzers;

/// <summary>The members of TorchSharp that lose a Scalar, as symbols of one compilation. They are looked up once.</summary>
internal sealed class LostMembers
{
    private static readonly string[] s_ids = Read();
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);

    private LostMembers(INamedTypeSymbol scalar, INamedTypeSymbol tensor, Compilation compilation)
    {
        (Scalar, Tensor) = (scalar, tensor);
        foreach (var id in s_ids)
            if (DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is { } symbol)
                _symbols.Add(symbol);
    }

    public INamedTypeSymbol Scalar { get; }

    public INamedTypeSymbol Tensor { get; }

    /// <summary>Null in a compilation that knows no TorchSharp.</summary>
    public static LostMembers? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("TorchSharp.Scalar") is { } scalar
        && compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
            ? new LostMembers(scalar, tensor, compilation)
            : null;

    public bool Has(ISymbol? symbol) => symbol is not null && IsTorchSharp(symbol) && _symbols.Contains(symbol.OriginalDefinition);

    public bool IsScalar(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Scalar);

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public bool IsTorchSharp(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Scalar.ContainingAssembly);

    private static string[] Read()
    {
        using var reader = new StreamReader(typeof(LostMembers).Assembly.GetManifestResourceStream("LostScalars.txt")!);
        return reader.ReadToEnd().Split(['\r', '\n'], System.StringSplitOptions.RemoveEmptyEntries);
    }
}
