using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>From symbols to vectors.</summary>
internal static class Symbols
{
    /// <summary>A standard normal vector for each symbol: [n, steps] of int64 to [n, steps, width], plus learned positions where a number of steps is given.</summary>
    public static Module<Tensor, Tensor> Embedded(long symbols, long width, long? steps, Generator weights)
    {
        var embedding = Embedding(symbols, width);
        Fill(embedding, weights);
        if (steps is null) return embedding;
        var positioned = new Positions(steps.Value, width, embedding);
        positioned.Initialise(weights);
        return positioned;
    }

    /// <summary>Standard normal vectors.</summary>
    public static void Fill(Embedding embedding, Generator weights)
    {
        using var off = no_grad();
        using var vectors = randn(embedding.weight!.shape, generator: weights);
        embedding.weight.copy_(vectors);
    }
}
