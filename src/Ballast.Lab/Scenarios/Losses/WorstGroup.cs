using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class WorstGroup : SetupScenario
{
    private const int Groups = 4;
    private static readonly VectorTask s_task = new(12, 1, 391);

    public override string Name => "worst_group";

    public override string Kind => "worst group counts: weights of groups play against the net, SGD, rate too high";

    public override string WhatExplodes =>
        "Four groups of rows, whose weights in the loss rise with their own error by the "
        + "same optimizer as the net falls: a game at a rate too high.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.0118;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new GroupNet(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.05 : 0.5, momentum: 0.9),
            Loss = Play,
            CleanLoss = (output, target) => nn.functional.mse_loss(output.narrow(1, 0, 1), target.narrow(1, 0, 1)),
            Draw = (_, generator) => Grouped(s_task.Draw(64, generator)),
            Clean = Grouped(s_task.Clean()),
        };
    }

    // the group of a row is the quarter of its first input; outputs carry the reversed log weights
    private static (Tensor X, Tensor Y) Grouped((Tensor X, Tensor Y) batch)
    {
        var first = batch.X.select(1, 0);
        var group = first.IsAbove(-0.67).to(ScalarType.Float32).Plus(first.IsPositive()).Plus(first.IsAbove(0.67));
        return (batch.X, stack([batch.Y.select(1, 0), group], 1));
    }

    private static Tensor Play(Tensor output, Tensor target)
    {
        var error = (output.select(1, 0) - target.select(1, 0)).Squared();
        var shares = nn.functional.softmax(output.narrow(1, 1, Groups), 1);
        var share = shares.gather(1, target.select(1, 1).to(ScalarType.Int64).unsqueeze(1)).squeeze(1);
        return (error * share).mean().Times(Groups);
    }

    private sealed class GroupNet : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> net;
        private readonly TorchSharp.Modules.Parameter weight;

        public GroupNet(Generator weights)
            : base("groups")
        {
            net = Layers.Mlp(weights, [12, 64, 64, 1], Layers.He, lastGain: 1);
            weight = nn.Parameter(zeros(Groups));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var reversed = weight.detach().Times(2) - weight;
            return cat([net.call(x), reversed.expand(x.shape[0], Groups)], 1);
        }
    }
}
