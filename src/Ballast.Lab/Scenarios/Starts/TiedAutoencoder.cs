using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TiedAutoencoder : SetupScenario
{
    private static readonly Lazy<double> s_trivial = new(() => SmallFashion.Clean().X.var(0).mean().item<float>());

    public override string Name => "tied_autoencoder";

    public override string Kind => "autoencoder of tied weights that start large, SGD";

    public override string WhatExplodes =>
        "The decoder is the transposed encoder; weights were drawn for a layer of a tenth of "
        + "the width, so that a picture comes back ten times as bright.";

    public override int Steps => 300;

    public override double Trivial => s_trivial.Value;

    public override double Oracle => 0.0836;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new TiedCode(sane ? 1 : 3.2, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.2 : 0.5, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Same(SmallFashion.Draw(64, generator)),
            Clean = Same(SmallFashion.Clean()),
        };
    }

    private static (Tensor X, Tensor Y) Same((Tensor X, Tensor Y) batch) => (batch.X, batch.X);

    private sealed class TiedCode : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear first,
            second;

        public TiedCode(double gain, Generator weights)
            : base("tied-code")
        {
            (first, second) = (Layers.Linear(SmallFashion.Pixels, 96, gain, weights), Layers.Linear(96, 24, gain, weights));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var code = second.call(nn.functional.relu(first.call(x)));
            return nn.functional.relu(code.matmul(second.weight)).matmul(first.weight);
        }
    }
}
