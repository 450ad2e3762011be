using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A dropout that takes any shape.</summary>
internal sealed class DropoutLayer(ILayerSettings it, double p, Func<DropRate?, long?, StochasticModule> create) : Layer(it)
{
    private readonly DropSettings _settings = new(it, p);

    public override Module<Tensor, Tensor> Build(LayerInput input) => create(_settings.Rate, _settings.Seed);
}
