using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>From symbols to vectors.</summary>
internal static class Symbols
{
    /// <summary>
    /// A standard normal vector for each symbol: [n, steps] of int64 to [n, steps, width], plus learned positions where a number of steps
    /// is given.
    /// </summary>
    public static Module<Tensor, Tensor> Embedded(long symbols, long width, long? steps, Generator weights, RealSteps? real)
    {
        var embedding = Embedding(symbols, width);
        Fill(embedding, weights);
        if (steps is null)
            return Padded(embedding, real);
        var positioned = new Positions(steps.Value, width, Padded(embedding, real));
        positioned.Initialise(weights);
        return positioned;
    }

    /// <summary>An embedding that notes where padding stands, where there is any.</summary>
    public static Module<Tensor, Tensor> Padded(Embedding embedding, RealSteps? real) =>
        real is null ? embedding : new PaddedEmbedding(embedding, real);

    /// <summary>Standard normal vectors.</summary>
    public static void Fill(Embedding embedding, Generator weights)
    {
        using var off = no_grad();
        using var weight = embedding.weight!; // made anew each time it is asked for: nobody else holds it while it is read
        using var vectors = randn(weight.shape, generator: weights);
        weight.copy_(vectors);
    }
}
