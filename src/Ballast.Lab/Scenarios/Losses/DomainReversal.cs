using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DomainReversal : SetupScenario
{
    private const double Weight = 3;

    public override string Name => "domain_reversal";

    public override string Kind => "classifier against a domain critic, gradient reversed, SGD, rate too high";

    public override string WhatExplodes =>
        "Features are to say the class and not from which of two cameras a picture is: the "
        + "gradient of the critic is reversed and weighs three times as much.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.762;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new ReversalNet(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.05 : 0.15, momentum: 0.9),
            Loss = (output, target) => Classes(output, target).Plus(Domain(output, target)),
            CleanLoss = Classes,
            Draw = (_, generator) => Cameras(SmallFashion.Draw(64, generator)),
            Clean = Cameras(SmallFashion.Clean()),
        };
    }

    private static Tensor Classes(Tensor output, Tensor target) =>
        nn.functional.cross_entropy(output.narrow(1, 0, SmallFashion.Classes), target.select(1, 0));

    private static Tensor Domain(Tensor output, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(output.select(1, SmallFashion.Classes), target.select(1, 1).to(ScalarType.Float32));

    // every second picture is of the other camera, which is a little brighter
    private static (Tensor X, Tensor Y) Cameras((Tensor X, Tensor Y) batch)
    {
        var camera = Held.Arange(batch.X.shape[0]).Modulo(2);
        return (batch.X.Plus(camera.to(ScalarType.Float32).Times(0.5).unsqueeze(1)), stack([batch.Y, camera], 1));
    }

    private sealed class ReversalNet : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> trunk,
            classes,
            critic;

        public ReversalNet(Generator weights)
            : base("reversal")
        {
            trunk = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64], Layers.He);
            classes = Layers.Linear(64, SmallFashion.Classes, 1, weights);
            critic = Layers.Mlp(weights, [64, 32, 1], Layers.He);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var features = nn.functional.relu(trunk.call(x));
            var reversed = features.detach().Times(1 + Weight) - features.Times(Weight);
            return cat([classes.call(features), critic.call(reversed)], 1);
        }
    }
}
