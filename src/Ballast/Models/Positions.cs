using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Adds a learned vector per step to [n, steps, width]: to its input, or to what a layer makes of its input.</summary>
internal sealed class Positions : Module<Tensor, Tensor>
{
    /// <summary>Standard deviation of the vectors at first: small beside inputs of size 1.</summary>
    public const double Std = 0.1;

    private readonly Module<Tensor, Tensor>? layer;

    // not called weight: it is no matrix that a set-up repair may rescale
    private readonly Parameter positions;

    public Positions(long steps, long width, Module<Tensor, Tensor>? layer = null)
        : base(nameof(Positions))
    {
        (positions, this.layer) = (new(zeros(steps, width)), layer);
        positions.DetachFromDisposeScope(); // it outlives whatever scope it is built in
        register_parameter(nameof(positions), positions);
        if (layer is not null)
            register_module(nameof(layer), layer);
    }

    /// <summary>Fills the vectors.</summary>
    public void Initialise(Generator weights)
    {
        using var off = no_grad();
        using var values = randn(positions.shape, generator: weights);
        positions.copy_(values.Scale(Std));
    }

    public override Tensor forward(Tensor x) => (layer is null ? x : layer.call(x)).Plus(positions);
}
