using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// A vector for each symbol, [n, steps] to [n, steps, width]; padding is a vector of zeros and is noted in <see cref="RealSteps"/>.
/// </summary>
internal sealed class PaddedEmbedding : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly RealSteps _real;

    public PaddedEmbedding(Embedding embedding, RealSteps real)
        : base(nameof(PaddedEmbedding))
    {
        (tokens, _real) = (embedding, real);
        register_module(nameof(tokens), embedding);
    }

    public override Tensor forward(Tensor x) => _real.Blank(tokens.call(_real.Read(x)));
}
